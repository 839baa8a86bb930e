//! What paper templates are filled with, as JSON: one struct a template. `docs/content/paper.md` shows them to authors.

use serde::Serialize;

use super::{Accountable, AnswerData, Frame, PaperRendition, ReviewedData, SheetLink};
use crate::{
    config::Oversight,
    manuscript::{
        checklist::{ItemAs, Severity},
        data::{Basis, Later},
    },
    prose::{BlockNode, InlineNode},
};

/// A text with inline nodes.
pub type RichText = Vec<InlineNode>;

/// A page's body.
pub type Blocks = Vec<BlockNode<AreaData>>;

/// `green-light.typ`: questions for a conversation.
#[derive(Debug, Serialize)]
pub struct QuestionsData {
    /// What the checklist says of itself.
    pub welcome: RichText,
    /// The day of its edition, as an ISO date (`2026-11-22`); none when the file says none.
    pub edition: Option<String>,
    /// Whom to call.
    pub contact: Vec<ContactData>,
    /// Its questions.
    pub items: Vec<ItemData>,
    /// The terms that its questions use.
    pub terms: Vec<TermData>,
}

/// `readiness.typ`: a checklist with areas.
#[derive(Debug, Serialize)]
pub struct ChecklistData {
    /// What the checklist says of itself.
    pub intro: RichText,
    /// The day of its edition, as an ISO date (`2026-11-22`); none when the file says none.
    pub edition: Option<String>,
    /// Its areas.
    pub areas: Vec<AreaData>,
    /// What its severities mean.
    pub severities: Vec<WordData>,
    /// The terms that its questions use.
    pub terms: Vec<TermData>,
}

/// Whom to call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContactData {
    /// The field of knowledge.
    pub title: String,
    /// What they help with.
    pub helps_with: RichText,
    /// How to reach them.
    pub contact: RichText,
    /// When they can be reached; empty when nothing is said.
    pub hours: Option<RichText>,
}

/// A term and what it means, in a line.
#[derive(Debug, Serialize)]
pub struct TermData {
    /// The term, its short form first.
    pub name: String,
    /// What it means.
    pub short: RichText,
}

/// A word of a vocabulary.
#[derive(Debug, Serialize)]
pub struct WordData {
    /// Its id, as in `REL-04`.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// What it means.
    pub text: String,
}

/// An area.
#[derive(Debug, Serialize)]
pub struct AreaData {
    /// What links call it.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// Whom to ask.
    pub domain: Option<DomainData>,
    /// Its items.
    pub items: Vec<ItemData>,
}

/// Whom to ask about an area.
#[derive(Debug, Serialize)]
pub struct DomainData {
    /// The field of knowledge.
    pub title: String,
    /// How to reach them.
    pub contact: RichText,
}

/// A question with its place to write: the keys of its format, and what the sheet adds.
#[derive(Debug, Serialize)]
pub struct ItemData {
    /// What it says.
    #[serde(flatten)]
    pub item: ItemWords,
    /// How many writing lines the sheet leaves at least.
    pub lines: u32,
    /// When it applies, if not always.
    pub applies: Option<String>,
    /// What a team answered.
    pub answer: Option<AnswerData>,
}

/// What a question says.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ItemWords {
    /// The keys of its format, as its file has them.
    Written(Box<ItemAs<PaperRendition>>),
    /// What the published handbook says of a question that was answered.
    Published(PublishedItemData),
}

/// A question that was answered, as far as it is printed.
#[derive(Debug, Serialize)]
pub struct PublishedItemData {
    /// Its id, as in `REL-04`.
    pub id: String,
    /// The question.
    pub ask: RichText,
    /// What could be shown.
    pub evidence: Option<RichText>,
    /// Why it is asked.
    pub why: Option<RichText>,
    /// What may be asked next.
    pub probes: Vec<RichText>,
    /// How deep the talk about a gap goes.
    pub severity: Option<Severity>,
    /// The tiers in which a gap stops the launch.
    pub hard_stop: Vec<String>,
    /// The page that explains it: a team's sheets name none.
    pub guide: Option<String>,
}

/// `agenda.typ`: the agenda of a walkthrough.
#[derive(Debug, Serialize)]
pub struct AgendaData {
    /// What the review is called.
    pub review_name: String,
    /// The service that is looked at; none on the blank sheet.
    pub service: Option<ReviewedData>,
    /// The areas to talk about.
    pub areas: Vec<AgendaAreaData>,
    /// Who takes part.
    pub roles: Vec<WordData>,
    /// The steps of the hour.
    pub steps: Vec<StepData>,
}

/// An area on the agenda.
#[derive(Debug, Serialize)]
pub struct AgendaAreaData {
    /// What readers call it.
    pub title: String,
    /// How many questions it has, whichever service asks.
    pub count: usize,
    /// How many of them can stop a launch.
    pub hard_stops: usize,
}

/// A step of the walkthrough.
#[derive(Debug, Serialize)]
pub struct StepData {
    /// What it is.
    pub title: String,
    /// How long it takes, in minutes of an hour.
    pub minutes: u32,
    /// What happens in it.
    pub text: String,
}

/// `walkthrough.typ`: the agenda of one service's walkthrough.
#[derive(Debug, Serialize)]
pub struct WalkthroughData {
    /// What the review is called.
    pub review_name: String,
    /// The service that is looked at.
    pub service: ReviewedData,
    /// The questions that need talk, the riskiest first.
    pub groups: Vec<TalkGroupData>,
    /// A line for each area where nothing is open.
    pub solid: Vec<String>,
}

/// Questions that need talk for the same reason.
#[derive(Debug, Serialize)]
pub struct TalkGroupData {
    /// The reason, and how many there are.
    pub title: String,
    /// The questions.
    pub items: Vec<TalkData>,
}

/// A question that needs talk.
#[derive(Debug, Serialize)]
pub struct TalkData {
    /// The question with its answer.
    #[serde(flatten)]
    pub item: ItemData,
    /// The area that it belongs to.
    pub area: String,
    /// What was said to the questions behind it, a text each.
    pub earlier: Vec<String>,
    /// What must be switched on and is not shown.
    pub settings: Vec<ServiceSettingData>,
}

/// What must be switched on, on one managed service.
#[derive(Debug, Serialize)]
pub struct ServiceSettingData {
    /// The managed service.
    pub service: String,
    /// The setting to switch on, as the provider calls it.
    pub setting: String,
    /// Its value when nobody sets it.
    pub default: String,
    /// The line of configuration or code that proves it, to be copied.
    pub show: String,
}

/// `decision.typ`: what was decided.
#[derive(Debug, Serialize)]
pub struct DecisionData {
    /// What the review is called.
    pub review_name: String,
    /// The verdicts that there are.
    pub verdicts: Vec<VerdictData>,
    /// Who may veto, and when.
    pub veto: Option<VetoData>,
    /// Who takes part.
    pub roles: Vec<WordData>,
}

/// A verdict.
#[derive(Debug, Serialize)]
pub struct VerdictData {
    /// What it is called.
    pub title: String,
    /// What follows from it.
    pub text: String,
}

/// When a launch may be stopped.
#[derive(Debug, Serialize)]
pub struct VetoData {
    /// For services of these tiers.
    pub tiers: Vec<String>,
    /// And for any that is high-risk.
    pub or_high_risk: bool,
    /// By these roles.
    pub by: Vec<String>,
}

/// `hard-stops.typ`: what can stop a launch.
#[derive(Debug, Serialize)]
pub struct HardStopsData {
    /// By tier.
    pub tiers: Vec<TierData>,
}

/// What can stop a launch of a tier.
#[derive(Debug, Serialize)]
pub struct TierData {
    /// What readers call the tier.
    pub title: String,
    /// What it means.
    pub text: String,
    /// The items.
    pub items: Vec<ItemData>,
}

/// `path.typ`: the path to production.
#[derive(Debug, Serialize)]
pub struct PathData {
    /// Its phases.
    pub phases: Vec<PhaseData>,
    /// So many days before the walkthrough the checklist is started.
    pub lead_time_days: u32,
    /// What the review is called.
    pub review_name: String,
}

/// A phase.
#[derive(Debug, Serialize)]
pub struct PhaseData {
    /// What readers call it.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: RichText,
    /// How closely the enablement team looks on.
    pub oversight: Oversight,
    /// The same in words.
    pub oversight_text: String,
    /// How a team notices that it is here.
    pub entry_signs: Vec<RichText>,
    /// How a team notices that it is through.
    pub exit_signs: Vec<RichText>,
    /// What holds while a team is here.
    pub rules: Vec<RichText>,
    /// Who takes part.
    pub participants: Vec<String>,
    /// Its checklists.
    pub checklists: Vec<CountData>,
}

/// A checklist and how long it is.
#[derive(Debug, Serialize)]
pub struct CountData {
    /// What readers call it.
    pub title: String,
    /// How many questions it has, whichever service asks.
    pub count: usize,
}

/// `duties.typ`: what remains yours on a managed service.
#[derive(Debug, Serialize)]
pub struct DutiesData {
    /// The service.
    pub service: ServiceData,
    /// Its duties.
    pub duties: Vec<CellData>,
    /// What surprises people.
    pub traps: Vec<TrapData>,
}

/// A service.
#[derive(Debug, Serialize)]
pub struct ServiceData {
    /// What readers call it.
    pub title: String,
    /// Who offers it.
    pub provider: String,
    /// What kind of thing it is.
    pub kind: String,
}

/// A duty of a service.
#[derive(Debug, Serialize)]
pub struct CellData {
    /// What readers call the duty.
    pub title: String,
    /// `provider`, `team`, `both`, `none` or `unknown`.
    pub who: Accountable,
    /// The provider's half.
    pub provider: Option<RichText>,
    /// The team's half.
    pub team: Option<RichText>,
    /// Why there is nothing to do.
    pub not_applicable: Option<RichText>,
    /// What must be switched on.
    pub must_enable: Option<SettingData>,
    /// What the cell rests on.
    pub basis: Basis,
    /// When that was read.
    pub checked: Option<String>,
}

/// What must be switched on.
#[derive(Debug, Serialize)]
pub struct SettingData {
    /// The setting to switch on, as the provider calls it.
    pub setting: String,
    /// Its value when nobody sets it.
    pub default: String,
    /// The line of configuration or code that proves it, to be copied.
    pub show: String,
    /// Whether it can be switched on afterwards.
    pub later: Later,
}

/// What surprises people.
#[derive(Debug, Serialize)]
pub struct TrapData {
    /// The duty that it is about.
    pub title: String,
    /// What happens.
    pub text: RichText,
    /// The setting that avoids it.
    pub setting: String,
}

/// `matrix.typ`: services by duties.
#[derive(Debug, Serialize)]
pub struct MatrixData {
    /// The columns.
    pub duties: Vec<DutyData>,
    /// The rows.
    pub services: Vec<MatrixRowData>,
    /// What must be switched on where.
    pub notes: Vec<MatrixNoteData>,
}

/// A column of the matrix.
#[derive(Debug, Serialize)]
pub struct DutyData {
    /// What cells call it.
    pub id: String,
    /// What readers call it.
    pub title: String,
}

/// A row of the matrix.
#[derive(Debug, Serialize)]
pub struct MatrixRowData {
    /// What readers call the service.
    pub title: String,
    /// Who offers it.
    pub provider: String,
    /// What kind of thing it is.
    pub kind: String,
    /// Its cells by duty.
    pub cells: std::collections::BTreeMap<String, MatrixCellData>,
}

/// A cell of the matrix.
#[derive(Debug, Serialize)]
pub struct MatrixCellData {
    /// Who does it.
    pub who: Accountable,
    /// Whether something must be switched on.
    pub must_enable: bool,
    /// The number of the note below the matrix that says what, counted from one.
    pub note: Option<usize>,
}

/// A note below the matrix.
#[derive(Debug, Serialize)]
pub struct MatrixNoteData {
    /// Its number, counted from one.
    pub number: usize,
    /// What it says.
    pub text: RichText,
}

/// `guardrails.typ`: bounds, and what happens outside them.
#[derive(Debug, Serialize)]
pub struct GuardrailsData {
    /// The columns.
    pub environments: Vec<WordData>,
    /// The rows.
    pub guardrails: Vec<GuardrailData>,
}

/// A guardrail.
#[derive(Debug, Serialize)]
pub struct GuardrailData {
    /// What it bounds.
    pub title: RichText,
    /// The unit of its numbers, as in `EUR per month`; empty for bounds that are words.
    pub unit: String,
    /// Its bounds in words, by environment.
    pub bounds: std::collections::BTreeMap<String, String>,
    /// Whom to talk to outside them.
    pub talk_to: String,
    /// Who agrees.
    pub sign_off: Vec<String>,
    /// Why it is there.
    pub why: RichText,
    /// A worked example.
    pub example: Option<RichText>,
}

/// `document.typ`: pages as a document.
#[derive(Debug, Serialize)]
pub struct DocumentData {
    /// What it is, in a sentence.
    pub summary: String,
    /// Its pages in order.
    pub parts: Vec<PartData>,
}

/// A page in a document.
#[derive(Debug, Serialize)]
pub struct PartData {
    /// Its title as plain text, variables filled in.
    pub title: String,
    /// What links call it.
    pub anchor: String,
    /// How deep it stands in the document: 1 for a section, 2 for a page in it, and so on.
    pub level: usize,
    /// What it is, in a sentence.
    pub summary: String,
    /// What it says.
    pub blocks: Blocks,
}

/// The page of a sheet on the web.
#[derive(Debug, Serialize)]
pub struct SheetView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The page with the same content as text, if there is one.
    pub source: Option<super::Link>,
    /// One for each paper.
    pub papers: Vec<PaperView>,
}

/// A sheet on one paper.
#[derive(Debug, Serialize)]
pub struct PaperView {
    /// The word of the format: `a4` or `letter`.
    pub paper: &'static str,
    /// The address of its PDF, relative.
    pub pdf: String,
    /// Its pages.
    pub pages: Vec<PaperPageView>,
}

/// A page of a sheet.
#[derive(Debug, Serialize)]
pub struct PaperPageView {
    /// Its number, from one.
    pub number: usize,
    /// The address of its picture, an SVG, relative.
    pub src: String,
    /// Its width in typographic points (1/72 inch), rounded.
    pub width: u32,
    /// Its height in typographic points (1/72 inch), rounded.
    pub height: u32,
    /// What it says, line by line.
    pub text: String,
}

/// All sheets.
#[derive(Debug, Serialize)]
pub struct SheetsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The sheets by kind.
    pub groups: Vec<SheetGroupView>,
}

/// Sheets of one kind.
#[derive(Debug, Serialize)]
pub struct SheetGroupView {
    /// The word of the kind: `checklists`, `meetings`, `services`, `reference` or `documents`.
    pub kind: &'static str,
    /// The sheets of this kind, in the order of the handbook.
    pub sheets: Vec<SheetLink>,
}
