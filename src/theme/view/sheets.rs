//! The data of paper templates as JSON: one struct per template. `docs/content/paper.md` shows them to authors.

use serde::Serialize;

use super::{Accountable, AnswerData, CustomFieldValue, Frame, PaperRendition, ReviewedData, SheetLink};
use crate::{
    config::Oversight,
    manuscript::{
        checklist::{ItemAs, Severity},
        data::{Basis, Later},
    },
    prose::{BlockNode, InlineNode},
};

/// A text as inline nodes.
pub type RichText = Vec<InlineNode>;

/// A page's body as block nodes.
pub type Blocks = Vec<BlockNode<AreaData>>;

/// `green-light.typ`: questions for a conversation.
#[derive(Debug, Serialize)]
pub struct QuestionsData {
    /// The service whose answers it shows; none on a blank sheet.
    pub service: Option<ReviewedData>,
    /// The checklist's `intro`; empty without one.
    pub welcome: RichText,
    /// The day of its edition, as an ISO date (`2026-11-22`); none when the file says none.
    pub edition: Option<String>,
    /// The short form of the checklist's digest; none where the edition is another one.
    pub digest: Option<String>,
    /// What the bars in the margin say; none where there is no bar.
    pub bars: Option<String>,
    /// The contacts of its domains, each once.
    pub contact: Vec<ContactData>,
    /// Its items in order.
    pub items: Vec<ItemData>,
    /// The glossary terms in its questions, by first use.
    pub terms: Vec<TermData>,
}

/// `readiness.typ`: a checklist with areas.
#[derive(Debug, Serialize)]
pub struct ChecklistData {
    /// The service whose answers it shows; none on the blank sheet.
    pub service: Option<ReviewedData>,
    /// The checklist's `intro`; empty without one.
    pub intro: RichText,
    /// The day of its edition, as an ISO date (`2026-11-22`); none when the file says none.
    pub edition: Option<String>,
    /// The short form of the checklist's digest; none where the edition is another one.
    pub digest: Option<String>,
    /// What the bars in the margin say; none where there is no bar.
    pub bars: Option<String>,
    /// Its areas that have items, in order.
    pub areas: Vec<AreaData>,
    /// The severities that its items have, highest first.
    pub severities: Vec<WordData>,
    /// The glossary terms in its questions, by first use.
    pub terms: Vec<TermData>,
}

/// The contact of a domain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContactData {
    /// The domain's title, plain text.
    pub title: String,
    /// What they help with; may be empty.
    pub helps_with: RichText,
    /// How to reach them; may be empty.
    pub contact: RichText,
    /// When they can be reached; none when nothing is said.
    pub hours: Option<RichText>,
}

/// A glossary term.
#[derive(Debug, Serialize)]
pub struct TermData {
    /// The term, after its short form if it has one, as in `SLO, service level objective`.
    pub name: String,
    /// Its short explanation.
    pub short: RichText,
}

/// A word of a vocabulary: a role, an environment, a severity.
#[derive(Debug, Serialize)]
pub struct WordData {
    /// Its id, as in `high`.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
    /// Its explanation, plain text; may be empty.
    pub text: String,
}

/// An area.
#[derive(Debug, Serialize)]
pub struct AreaData {
    /// Its id; empty in a checklist without areas.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
    /// The contact of its domain; none without one.
    pub domain: Option<DomainData>,
    /// Its items in order.
    pub items: Vec<ItemData>,
}

/// The contact of an area's domain.
#[derive(Debug, Serialize)]
pub struct DomainData {
    /// The domain's title, plain text.
    pub title: String,
    /// How to reach them; may be empty.
    pub contact: RichText,
}

/// An item with space to write: the keys of its format, and those that the sheet adds.
#[derive(Debug, Serialize)]
pub struct ItemData {
    /// The keys of its format, flattened.
    #[serde(flatten)]
    pub item: ItemWords,
    /// Minimum number of writing lines.
    pub lines: u32,
    /// When it applies, as a sentence; none if always.
    pub applies: Option<String>,
    /// Values of custom fields that have `paper` in `show`, in the order of the settings.
    pub own: Vec<CustomFieldValue>,
    /// The team's answer; none on a blank sheet.
    pub answer: Option<AnswerData>,
    /// `closed` if the last closed edition brought, reworded or re-graded it, `running` if that was since; none otherwise.
    pub changed: Option<&'static str>,
}

/// The keys of an item.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ItemWords {
    /// All keys of its format, from the handbook.
    Written(Box<ItemAs<PaperRendition>>),
    /// The keys that `handbook.json` has of an answered item.
    Published(PublishedItemData),
}

/// An answered item, as far as it is printed.
#[derive(Debug, Serialize)]
pub struct PublishedItemData {
    /// Its id, as in `REL-04`.
    pub id: String,
    /// The question.
    pub ask: RichText,
    /// What can serve as evidence.
    pub evidence: Option<RichText>,
    /// Why it is asked.
    pub why: Option<RichText>,
    /// Follow-up questions.
    pub probes: Vec<RichText>,
    /// Its severity; none without one.
    pub severity: Option<Severity>,
    /// Titles of the tiers in which a gap stops the launch.
    pub hard_stop: Vec<String>,
    /// Always none: a team's sheets name no page.
    pub guide: Option<String>,
}

/// `hard-stops.typ`: items that can stop a launch, by tier.
#[derive(Debug, Serialize)]
pub struct HardStopsData {
    /// What the bars in the margin say; none where there is no bar.
    pub bars: Option<String>,
    /// The tiers that have such items, in the order of the settings.
    pub tiers: Vec<TierData>,
}

/// The items that can stop a launch of a tier.
#[derive(Debug, Serialize)]
pub struct TierData {
    /// The tier's title, plain text.
    pub title: String,
    /// The tier's explanation, plain text; may be empty.
    pub text: String,
    /// Its items in order.
    pub items: Vec<ItemData>,
}

/// `path.typ`: the path to production.
#[derive(Debug, Serialize)]
pub struct PathData {
    /// The phases in the order of the settings.
    pub phases: Vec<PhaseData>,
    /// Days before the walkthrough at which the checklist is started.
    pub lead_time_days: u32,
    /// The name of the review in the settings.
    pub review_name: String,
}

/// A phase.
#[derive(Debug, Serialize)]
pub struct PhaseData {
    /// Its title, plain text.
    pub title: String,
    /// The summary of its page; an empty text without one.
    pub summary: RichText,
    /// The oversight of the enablement team: a value of the format, as in `sign-off`.
    pub oversight: Oversight,
    /// The same as a word of the theme.
    pub oversight_text: String,
    /// The `entry_signs`.
    pub entry_signs: Vec<RichText>,
    /// The `exit_signs`.
    pub exit_signs: Vec<RichText>,
    /// The `rules`.
    pub rules: Vec<RichText>,
    /// Titles of the roles that take part.
    pub participants: Vec<String>,
    /// The checklists that it lists.
    pub checklists: Vec<CountData>,
}

/// A checklist with its number of items.
#[derive(Debug, Serialize)]
pub struct CountData {
    /// Its title, plain text.
    pub title: String,
    /// How many questions it has, whichever service asks.
    pub count: usize,
}

/// `duties.typ`: the duties on a managed service.
#[derive(Debug, Serialize)]
pub struct DutiesData {
    /// The service.
    pub service: ServiceData,
    /// Its duties in the order of the matrix.
    pub duties: Vec<CellData>,
    /// Its known pitfalls.
    pub traps: Vec<TrapData>,
}

/// A service.
#[derive(Debug, Serialize)]
pub struct ServiceData {
    /// Its title, plain text.
    pub title: String,
    /// The provider in the theme's words, or else its id.
    pub provider: String,
    /// Its kind in the theme's words.
    pub kind: String,
}

/// A duty of a service.
#[derive(Debug, Serialize)]
pub struct CellData {
    /// The duty's title, plain text.
    pub title: String,
    /// `provider`, `team`, `both`, `none` or `unknown`.
    pub who: Accountable,
    /// The provider's half; none without one.
    pub provider: Option<RichText>,
    /// The team's half; none without one.
    pub team: Option<RichText>,
    /// Why there is nothing to do; none for any other cell.
    pub not_applicable: Option<RichText>,
    /// The setting that must be enabled; none if there is none.
    pub must_enable: Option<SettingData>,
    /// The basis of the cell: a value of the format, as in `unverified`.
    pub basis: Basis,
    /// The day on which somebody last read its sources, or copies of them, as an ISO date; none if never.
    pub read_on: Option<String>,
    /// The day on which somebody last found it on the live pages, as an ISO date; none if never.
    pub checked_live: Option<String>,
}

/// A setting that must be enabled.
#[derive(Debug, Serialize)]
pub struct SettingData {
    /// The setting's name at the provider.
    pub setting: String,
    /// Its default value.
    pub default: String,
    /// The line of configuration or code that proves it, to be copied.
    pub show: String,
    /// Whether it can be enabled later: a value of the format.
    pub later: Later,
}

/// A known pitfall of a service.
#[derive(Debug, Serialize)]
pub struct TrapData {
    /// The title of the duty that it is about; may be empty.
    pub title: String,
    /// What happens.
    pub text: RichText,
    /// The setting that avoids it; may be empty.
    pub setting: String,
}

/// `matrix.typ`: services by duties.
#[derive(Debug, Serialize)]
pub struct MatrixData {
    /// The columns in the order of the file.
    pub duties: Vec<DutyData>,
    /// The rows in the order of the file; services that the settings show.
    pub services: Vec<MatrixRowData>,
    /// The notes below the matrix, in the order of their numbers.
    pub notes: Vec<MatrixNoteData>,
}

/// A column of the matrix.
#[derive(Debug, Serialize)]
pub struct DutyData {
    /// Its id, the key in `cells`.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
}

/// A row of the matrix.
#[derive(Debug, Serialize)]
pub struct MatrixRowData {
    /// The service's title, plain text.
    pub title: String,
    /// The provider in the theme's words, or else its id.
    pub provider: String,
    /// Its kind in the theme's words.
    pub kind: String,
    /// Its cells by the duty's id.
    pub cells: std::collections::BTreeMap<String, MatrixCellData>,
}

/// A cell of the matrix.
#[derive(Debug, Serialize)]
pub struct MatrixCellData {
    /// `provider`, `team`, `both`, `none` or `unknown`.
    pub who: Accountable,
    /// Whether a setting must be enabled.
    pub must_enable: bool,
    /// The number of the note that names the setting, from one; none without a setting.
    pub note: Option<usize>,
}

/// A note below the matrix.
#[derive(Debug, Serialize)]
pub struct MatrixNoteData {
    /// Its number, from one.
    pub number: usize,
    /// Service, duty and setting.
    pub text: RichText,
}

/// `guardrails.typ`: bounds, and what happens outside them.
#[derive(Debug, Serialize)]
pub struct GuardrailsData {
    /// The columns: all environments of the settings.
    pub environments: Vec<WordData>,
    /// The rows in the order of the file.
    pub guardrails: Vec<GuardrailData>,
}

/// A guardrail.
#[derive(Debug, Serialize)]
pub struct GuardrailData {
    /// Its title.
    pub title: RichText,
    /// The unit of its numbers, as in `EUR per month`; empty for bounds that are words.
    pub unit: String,
    /// Its bounds as text without the unit, by the environment's id.
    pub bounds: std::collections::BTreeMap<String, String>,
    /// The title of the domain to talk to outside the bounds; may be empty.
    pub talk_to: String,
    /// Titles of the roles that must agree to go outside the bounds.
    pub sign_off: Vec<String>,
    /// Why it is there.
    pub why: RichText,
    /// A worked example; none without one.
    pub example: Option<RichText>,
}

/// `document.typ`: pages as a document.
#[derive(Debug, Serialize)]
pub struct DocumentData {
    /// The summary of its first page, plain text; may be empty.
    pub summary: String,
    /// Its pages in order.
    pub parts: Vec<PartData>,
}

/// A page in a document.
#[derive(Debug, Serialize)]
pub struct PartData {
    /// Its title as plain text, variables filled in.
    pub title: String,
    /// Its anchor, as in `page-12`; anchors within the page are prefixed by it and `/`.
    pub anchor: String,
    /// Its heading level: 1 for the document's first page and that page's children, 2 for their children, and so on.
    pub level: usize,
    /// The page's summary, plain text; may be empty.
    pub summary: String,
    /// Its content.
    pub blocks: Blocks,
}

/// The page of a sheet on the web.
#[derive(Debug, Serialize)]
pub struct SheetView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The page with the same content as text; none without one.
    pub source: Option<super::Link>,
    /// One for each paper size.
    pub papers: Vec<PaperView>,
}

/// A sheet on one paper size.
#[derive(Debug, Serialize)]
pub struct PaperView {
    /// The paper size: `a4` or `letter`.
    pub paper: &'static str,
    /// The relative URL of its PDF.
    pub pdf: String,
    /// Its pages in order.
    pub pages: Vec<PaperPageView>,
}

/// A page of a sheet.
#[derive(Debug, Serialize)]
pub struct PaperPageView {
    /// Its number, from one.
    pub number: usize,
    /// The relative URL of the sheet's SVG, with an `svgView` fragment that shows this page.
    pub src: String,
    /// Its width in typographic points (1/72 inch), rounded.
    pub width: u32,
    /// Its height in typographic points (1/72 inch), rounded.
    pub height: u32,
    /// Its text, one printed line per line, as alternative text.
    pub text: String,
}

/// All sheets.
#[derive(Debug, Serialize)]
pub struct SheetsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The sheets by kind, in the order in which kinds first occur.
    pub groups: Vec<SheetGroupView>,
}

/// Sheets of one kind.
#[derive(Debug, Serialize)]
pub struct SheetGroupView {
    /// The kind: `checklists`, `meetings`, `services`, `reference` or `documents`.
    pub kind: &'static str,
    /// The sheets of this kind, in the order of the handbook.
    pub sheets: Vec<SheetLink>,
}
