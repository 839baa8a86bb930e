//! What any paper template is filled with: what every sheet knows, and beside it the struct of its own template.

use serde::Serialize;

use super::{
    AgendaData, ChecklistData, DecisionData, DocumentData, DutiesData, GuardrailsData, HardStopsData, MatrixData, PathData,
    QuestionsData, WalkthroughData,
};
use crate::config::Paper;

/// The JSON that every paper template reads as `/data.json`: what all sheets have, and beside it the keys of `own`.
#[derive(Debug, Serialize)]
pub struct SheetData<'a> {
    /// The language of the handbook.
    pub language: &'a str,
    /// The paper, as Typst calls it: `a4` or `us-letter`.
    pub paper: &'static str,
    /// All words of the interface.
    pub words: &'a std::collections::BTreeMap<String, String>,
    /// Whose sheet it is.
    pub handbook: HandbookData<'a>,
    /// The sheet's title.
    pub title: String,
    /// Where its page is on the web, if the handbook has an address.
    pub address: Option<String>,
    /// What this kind of sheet needs beside.
    #[serde(flatten)]
    pub own: OwnData,
    /// Whether room that is left stays empty, so that what is there can be measured.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub measure: bool,
}

/// What one kind of sheet needs: a struct a template.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum OwnData {
    /// `green-light.typ`
    Questions(QuestionsData),
    /// `readiness.typ`
    Checklist(ChecklistData),
    /// `agenda.typ`
    Agenda(AgendaData),
    /// `walkthrough.typ`
    Walkthrough(WalkthroughData),
    /// `decision.typ`
    Decision(DecisionData),
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
    /// The template that it fills.
    #[must_use]
    pub fn template(&self) -> &'static str {
        match self {
            Self::Questions(_) => "green-light.typ",
            Self::Checklist(_) => "readiness.typ",
            Self::Agenda(_) => "agenda.typ",
            Self::Walkthrough(_) => "walkthrough.typ",
            Self::Decision(_) => "decision.typ",
            Self::HardStops(_) => "hard-stops.typ",
            Self::Path(_) => "path.typ",
            Self::Duties(_) => "duties.typ",
            Self::Matrix(_) => "matrix.typ",
            Self::Guardrails(_) => "guardrails.typ",
            Self::Document(_) => DOCUMENT,
        }
    }
}

/// The template of documents, in which parts can be left out.
pub const DOCUMENT: &str = "document.typ";

/// Whose sheet it is.
#[derive(Debug, Serialize)]
pub struct HandbookData<'a> {
    /// The handbook's title.
    pub title: &'a str,
    /// Whose it is.
    pub organisation: &'a str,
    /// Where it is on the web.
    pub address: Option<String>,
}

/// A paper, as Typst calls it.
#[must_use]
pub fn typst_name(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "a4",
        Paper::Letter => "us-letter",
    }
}
