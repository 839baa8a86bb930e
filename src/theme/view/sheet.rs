//! The data of paper templates: what all sheets have, and the struct of each template.

use serde::Serialize;

use super::{
    AgendaData, ChangesData, ChecklistData, DecisionData, DocumentData, DutiesData, GuardrailsData, HardStopsData, MatrixData,
    PathData, QuestionsData, RecordData, SinceData, WalkthroughData,
};
use crate::config::Paper;

/// The data that every paper template reads as `/data.json`, with the keys of `own` beside the others.
#[derive(Debug, Serialize)]
pub struct SheetData<'a> {
    /// The handbook's language tag, as in `de` or `de-AT`.
    pub language: &'a str,
    /// Typst's name of the paper size: `a4` or `us-letter`.
    pub paper: &'static str,
    /// All words of the interface by name, in every sheet the same; whoever lays out puts them in.
    #[serde(skip)]
    pub words: &'a std::collections::BTreeMap<String, String>,
    /// The handbook that the sheet belongs to.
    pub handbook: HandbookData<'a>,
    /// The sheet's title, plain text.
    pub title: String,
    /// The absolute URL of the page with its content; none without `base_url` or such a page.
    pub address: Option<String>,
    /// Who has agreed to the answers on it, and to which; none where nobody has, or nobody is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<String>,
    /// The keys of this kind of sheet, flattened.
    #[serde(flatten)]
    pub own: OwnData,
    /// Whether lines must not be stretched to fill the page, so that the space used can be measured; absent if false.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub measure: bool,
}

/// The data of one kind of sheet: one struct per template.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum OwnData {
    /// `green-light.typ`
    Questions(QuestionsData),
    /// `readiness.typ`
    Checklist(ChecklistData),
    /// `changes.typ`
    Changes(ChangesData),
    /// `agenda.typ`
    Agenda(AgendaData),
    /// `walkthrough.typ`
    Walkthrough(WalkthroughData),
    /// `decision.typ`
    Decision(DecisionData),
    /// `record.typ`
    Record(RecordData),
    /// `since.typ`
    Since(SinceData),
    /// `hard-stops.typ`
    HardStops(HardStopsData),
    /// `path.typ`
    Path(PathData),
    /// `duties.typ`
    Duties(DutiesData),
    /// `matrix.typ`
    Matrix(MatrixData),
    /// `guardrails.typ`
    Guardrails(GuardrailsData),
    /// `document.typ`
    Document(DocumentData),
}

impl OwnData {
    /// Its template's name below `paper/`.
    #[must_use]
    pub fn template(&self) -> &'static str {
        match self {
            Self::Questions(_) => "green-light.typ",
            Self::Checklist(_) => "readiness.typ",
            Self::Changes(_) => "changes.typ",
            Self::Agenda(_) => "agenda.typ",
            Self::Walkthrough(_) => "walkthrough.typ",
            Self::Decision(_) => "decision.typ",
            Self::Record(_) => "record.typ",
            Self::Since(_) => "since.typ",
            Self::HardStops(_) => "hard-stops.typ",
            Self::Path(_) => "path.typ",
            Self::Duties(_) => "duties.typ",
            Self::Matrix(_) => "matrix.typ",
            Self::Guardrails(_) => "guardrails.typ",
            Self::Document(_) => DOCUMENT,
        }
    }
}

/// The template of documents, whose parts the fallback can leave out.
pub const DOCUMENT: &str = "document.typ";

/// The handbook that a sheet belongs to.
#[derive(Debug, Serialize)]
pub struct HandbookData<'a> {
    /// The handbook's title.
    pub title: &'a str,
    /// The organisation in the settings; may be empty.
    pub organisation: &'a str,
    /// The absolute URL of its home page; none without `base_url`.
    pub address: Option<String>,
    /// The colour of the settings, as in `#2b6`; none without one.
    pub colour: Option<&'a str>,
}

/// Typst's name of a paper size.
#[must_use]
pub fn typst_name(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "a4",
        Paper::Letter => "us-letter",
    }
}
