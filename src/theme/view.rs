//! What templates are filled with: one struct a template, and the parts that they share.
//!
//! A field that ends in `_html` is safe to print as it is; everything else is escaped by the template.

use serde::Serialize;

/// A struct that fills one template.
pub trait View: Serialize {
    /// The template's name.
    const TEMPLATE: &'static str;
}

macro_rules! views {
    ($($name:ident => $template:literal,)+) => { $(impl View for $name { const TEMPLATE: &'static str = $template; })+ };
}

views! {
    HomeView => "home.html",
    PageView => "page.html",
    PhaseView => "phase.html",
    ChecklistsView => "checklists.html",
    ChecklistView => "checklist.html",
    ItemsView => "partials/items.html",
    MatrixView => "matrix.html",
    ServiceView => "service.html",
    GuardrailsView => "guardrails.html",
    GlossaryView => "glossary.html",
    DomainsView => "domains.html",
    ContentsView => "contents.html",
    BlanksView => "blanks.html",
    NotFoundView => "404.html",
    RedirectView => "redirect.html",
}

/// What every page has around its content.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Frame {
    /// Its own path.
    pub path: String,
    /// `../` as often as it takes to reach the top.
    pub top: String,
    /// Its title.
    pub title: String,
    /// The id that the title carries, if it was taken from a heading.
    pub title_anchor: Option<String>,
    /// What a reader gets, in a sentence.
    pub summary: String,
    /// Whether it is home.
    pub is_home: bool,
    /// The way from home to here, without this page.
    pub crumbs: Vec<Link>,
    /// The path, the siblings and the children.
    pub nav: Vec<NavItem>,
    /// The phases, with the one that this page belongs to.
    pub phases: Vec<Step>,
    /// The page before.
    pub previous: Option<Link>,
    /// The page after.
    pub next: Option<Link>,
    /// Its headings.
    pub toc: Vec<TocEntry>,
    /// Pages that every page links to.
    pub links: Fixed,
    /// Where the page can be changed.
    pub edit_url: Option<String>,
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// A link with a sentence.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Card {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// What a reader gets there.
    pub summary: String,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NavItem {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is this page.
    pub here: bool,
    /// Whether it is on the way to this page.
    pub open: bool,
    /// What lies in it, if it is on the way.
    pub children: Vec<NavItem>,
}

/// A phase on the path.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Step {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// Whether the page belongs to it.
    pub here: bool,
}

/// A heading.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TocEntry {
    /// 2 or 3.
    pub level: u8,
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub title_html: String,
}

/// Pages that every page links to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Fixed {
    /// Home.
    pub home: String,
    /// All pages.
    pub contents: String,
    /// What is left to fill in.
    pub blanks: String,
    /// The first glossary.
    pub glossary: Option<String>,
    /// Whom to ask.
    pub domains: Option<String>,
}

/// Whom to ask.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Helper {
    /// What they are called.
    pub title: String,
    /// Where they are described.
    pub href: String,
    /// What they help with.
    pub helps_with_html: String,
    /// How to reach them.
    pub contact_html: String,
    /// When.
    pub hours_html: String,
    /// The id of their place on the page of domains.
    pub anchor: String,
}

/// Home.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// Around it.
    pub page: Frame,
    /// What its author wrote.
    pub body_html: String,
    /// The phases.
    pub phases: Vec<PhaseCard>,
    /// The one-page checklist.
    pub sheet: Option<Card>,
    /// What else there is.
    pub sections: Vec<Card>,
    /// Who helps.
    pub helpers: Vec<Helper>,
}

/// A phase on home.
#[derive(Debug, Serialize)]
pub struct PhaseCard {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// What its page is about.
    pub summary: String,
    /// How a team notices that it is here.
    pub signs_html: Vec<String>,
    /// The one next thing to do.
    pub next: Option<Link>,
}

/// A page of prose; also a section's page, and an area's page.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// Around it.
    pub page: Frame,
    /// What its author wrote.
    pub body_html: String,
    /// Whom to ask.
    pub helper: Option<Helper>,
    /// When somebody last stood by it, and when it is due again, as ISO dates.
    pub reviewed: Option<Reviewed>,
    /// What lies in the section.
    pub children: Vec<Card>,
    /// The areas whose items follow.
    pub areas: Vec<AreaView>,
    /// A company's own fields.
    pub own: Vec<OwnValue>,
}

/// When something was looked at, as ISO dates.
#[derive(Debug, Serialize)]
pub struct Reviewed {
    /// The day.
    pub on: String,
    /// The day on which it is due again.
    pub due: String,
}

/// A value of an own field.
#[derive(Debug, Serialize)]
pub struct OwnValue {
    /// What the field is called.
    pub title: String,
    /// What it says.
    pub value: String,
    /// Where it leads, if it is an address.
    pub href: Option<String>,
}

/// A phase.
#[derive(Debug, Serialize)]
pub struct PhaseView {
    /// Around it.
    pub page: Frame,
    /// What its author wrote.
    pub body_html: String,
    /// How closely the enablement team looks on: the word of the format.
    pub oversight: &'static str,
    /// How a team notices that it is here.
    pub entry_html: Vec<String>,
    /// How a team notices that it is through.
    pub exit_html: Vec<String>,
    /// What holds while a team is here.
    pub rules_html: Vec<String>,
    /// Who takes part.
    pub people: Vec<Named>,
    /// The launches that a sign-off is for: the words of the format.
    pub only_for: Vec<&'static str>,
    /// The tiers and roles of a veto, if there can be one here.
    pub veto: Option<VetoView>,
    /// The checklist is started so many days before; only in a sign-off phase.
    pub lead_time_days: Option<u32>,
    /// Pages that help.
    pub guidance: Vec<Card>,
    /// The checklists that belong here.
    pub checklists: Vec<ChecklistCard>,
    /// Items of later checklists to think about from here on.
    pub early: Vec<ItemLine>,
    /// Whom to ask.
    pub helper: Option<Helper>,
}

/// When a launch may be stopped.
#[derive(Debug, Serialize)]
pub struct VetoView {
    /// For services of these tiers.
    pub tiers: Vec<String>,
    /// And for any service that is high-risk.
    pub or_high_risk: bool,
    /// By these roles.
    pub by: Vec<String>,
}

/// A word of a vocabulary.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// What it is called.
    pub title: String,
    /// What it means.
    pub text: String,
}

/// A checklist in a list.
#[derive(Debug, Serialize)]
pub struct ChecklistCard {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What it says of itself.
    pub intro_html: String,
    /// How many questions it has.
    pub count: usize,
    /// Its edition, as an ISO date.
    pub edition: Option<String>,
}

/// An item in a list.
#[derive(Debug, Serialize)]
pub struct ItemLine {
    /// Its id.
    pub id: String,
    /// Where it is shown in full.
    pub href: String,
    /// The question.
    pub ask_html: String,
}

/// All checklists.
#[derive(Debug, Serialize)]
pub struct ChecklistsView {
    /// Around it.
    pub page: Frame,
    /// They.
    pub checklists: Vec<ChecklistCard>,
}

/// A checklist.
#[derive(Debug, Serialize)]
pub struct ChecklistView {
    /// Around it.
    pub page: Frame,
    /// What it says of itself.
    pub intro_html: String,
    /// Its edition, as an ISO date.
    pub edition: Option<String>,
    /// The phase that it belongs to.
    pub phase: Option<Link>,
    /// Whether the phase only advises.
    pub advisory: bool,
    /// The page that explains it.
    pub guide: Option<Link>,
    /// Whether items are shown in full here.
    pub full: bool,
    /// How many questions it has.
    pub count: usize,
    /// How many of them stop a launch of some tier while they are open.
    pub hard_stops: usize,
    /// Its areas.
    pub areas: Vec<AreaView>,
}

/// Items in the middle of a page.
#[derive(Debug, Serialize)]
pub struct ItemsView {
    /// Their areas.
    pub areas: Vec<AreaView>,
    /// Whether to give them ids; in the middle of a page they have none.
    pub anchors: bool,
    /// Whether items are shown in full.
    pub full: bool,
}

/// An area.
#[derive(Debug, Serialize)]
pub struct AreaView {
    /// What links call it; empty for the only one.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The page that shows its items in full.
    pub href: String,
    /// The checklist that it belongs to.
    pub checklist: Link,
    /// What it is about.
    pub intro_html: String,
    /// Whom to ask.
    pub helper: Option<Helper>,
    /// Its items.
    pub items: Vec<ItemView>,
}

/// An item in full.
#[derive(Debug, Serialize)]
pub struct ItemView {
    /// Its id.
    pub id: String,
    /// Where it is shown in full.
    pub href: String,
    /// The question.
    pub ask_html: String,
    /// Why it is asked.
    pub why_html: String,
    /// What could be shown.
    pub evidence_html: String,
    /// What may be asked next.
    pub probes_html: Vec<String>,
    /// How deep the talk about a gap goes: the word of the format.
    pub severity: Option<&'static str>,
    /// The tiers in which a gap stops the launch.
    pub hard_stop: Vec<String>,
    /// One of these is enough.
    pub any: Vec<String>,
    /// All of these are needed.
    pub all: Vec<String>,
    /// The one-page questions behind it.
    pub grows_from: Vec<ItemLine>,
    /// The phase in which to think about it first.
    pub earliest: Option<Link>,
    /// The duty of the matrix that it is about.
    pub duty: Option<Link>,
    /// Whom to ask.
    pub helper: Option<Helper>,
    /// The page that explains it.
    pub guide: Option<Link>,
    /// The incident that taught it.
    pub learned_from: String,
    /// Where the topic comes from.
    pub sources: Vec<Origin>,
    /// A company's own fields.
    pub own: Vec<OwnValue>,
}

/// Where something comes from.
#[derive(Debug, Serialize)]
pub struct Origin {
    /// What it is.
    pub title: String,
    /// Where it can be read.
    pub url: Option<String>,
}

/// The responsibility matrix.
#[derive(Debug, Serialize)]
pub struct MatrixView {
    /// Around it.
    pub page: Frame,
    /// Its columns.
    pub duties: Vec<DutyView>,
    /// Its rows, by provider.
    pub groups: Vec<ProviderView>,
}

/// A column of the matrix.
#[derive(Debug, Serialize)]
pub struct DutyView {
    /// What links call it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What the enablement team offers.
    pub enablement_html: String,
}

/// The services of one provider.
#[derive(Debug, Serialize)]
pub struct ProviderView {
    /// The provider's id.
    pub provider: String,
    /// Its services.
    pub services: Vec<RowView>,
}

/// A row of the matrix.
#[derive(Debug, Serialize)]
pub struct RowView {
    /// What links call it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its own page.
    pub href: String,
    /// What kind of thing it is: the word of the format.
    pub kind: &'static str,
    /// A cell a duty, in the order of the columns.
    pub cells: Vec<CellView>,
}

/// A cell.
#[derive(Debug, Serialize)]
pub struct CellView {
    /// What links call it.
    pub anchor: String,
    /// The duty's id.
    pub duty: String,
    /// What the duty is called.
    pub title: String,
    /// `provider`, `team`, `both`, `none` or `unknown`.
    pub who: &'static str,
    /// The provider's half.
    pub provider_html: String,
    /// The team's half.
    pub team_html: String,
    /// How the enablement team helps.
    pub enablement_html: String,
    /// Why there is nothing to do.
    pub not_applicable_html: String,
    /// What must be switched on.
    pub must_enable: Option<MustEnableView>,
    /// What it rests on: the word of the format.
    pub basis: &'static str,
    /// The day on which it was read, as an ISO date.
    pub checked: Option<String>,
    /// The pages that were read.
    pub sources: Vec<WitnessView>,
    /// The items that ask about the duty.
    pub items: Vec<ItemLine>,
}

/// What must be switched on.
#[derive(Debug, Serialize)]
pub struct MustEnableView {
    /// The setting.
    pub setting: String,
    /// What it is when nobody sets it.
    pub default: String,
    /// The line to show.
    pub show: String,
    /// Whether it can be switched on afterwards: the word of the format.
    pub later: &'static str,
}

/// A page that was read.
#[derive(Debug, Serialize)]
pub struct WitnessView {
    /// Where it is.
    pub url: String,
    /// What it says.
    pub says_html: String,
}

/// What remains yours on a service.
#[derive(Debug, Serialize)]
pub struct ServiceView {
    /// Around it.
    pub page: Frame,
    /// The provider's id.
    pub provider: String,
    /// What kind of thing it is: the word of the format.
    pub kind: &'static str,
    /// The matrix.
    pub matrix: Link,
    /// Duties that must be switched on.
    pub must_enable: Vec<CellView>,
    /// Duties of the team.
    pub team: Vec<CellView>,
    /// Duties of both.
    pub both: Vec<CellView>,
    /// Duties of the provider, and those that do not apply.
    pub rest: Vec<CellView>,
    /// What surprises people.
    pub traps: Vec<TrapView>,
    /// A company's own fields.
    pub own: Vec<OwnValue>,
}

/// What surprises people.
#[derive(Debug, Serialize)]
pub struct TrapView {
    /// What happens.
    pub text_html: String,
    /// The setting that it hangs on.
    pub setting: Option<String>,
}

/// Guardrails.
#[derive(Debug, Serialize)]
pub struct GuardrailsView {
    /// Around it.
    pub page: Frame,
    /// The environments that have bounds.
    pub environments: Vec<Named>,
    /// They.
    pub guardrails: Vec<GuardrailView>,
}

/// A guardrail.
#[derive(Debug, Serialize)]
pub struct GuardrailView {
    /// What links call it.
    pub id: String,
    /// What it bounds.
    pub title_html: String,
    /// The unit of its numbers.
    pub unit: String,
    /// Its bounds.
    pub bounds: Vec<BoundView>,
    /// Why it is there.
    pub why_html: String,
    /// A worked example.
    pub example_html: String,
    /// Whom to ask.
    pub helper: Option<Helper>,
    /// Whom to talk to outside the bounds.
    pub talk_to: Option<Helper>,
    /// Who agrees outside the bounds.
    pub sign_off: Vec<String>,
    /// What to bring.
    pub bring_html: Vec<String>,
    /// A company's own fields.
    pub own: Vec<OwnValue>,
}

/// The bounds in one environment.
#[derive(Debug, Serialize)]
pub struct BoundView {
    /// The environment.
    pub environment: String,
    /// Not less than this.
    pub min: Option<String>,
    /// Not more than this.
    pub max: Option<String>,
    /// This and nothing else.
    pub equals: Option<String>,
    /// One of these.
    pub one_of: Vec<String>,
}

/// The glossary.
#[derive(Debug, Serialize)]
pub struct GlossaryView {
    /// Around it.
    pub page: Frame,
    /// Its terms by first letter.
    pub letters: Vec<LetterView>,
}

/// The terms of one letter.
#[derive(Debug, Serialize)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// The terms.
    pub terms: Vec<TermView>,
}

/// A term.
#[derive(Debug, Serialize)]
pub struct TermView {
    /// What links call it.
    pub anchor: String,
    /// The term.
    pub term: String,
    /// Its acronym.
    pub short_form: Option<String>,
    /// Other words for it.
    pub also: Vec<String>,
    /// What it means, in a line.
    pub short_html: String,
    /// More about it.
    pub text_html: String,
    /// A page that says more.
    pub see: Option<Link>,
}

/// Whom to ask.
#[derive(Debug, Serialize)]
pub struct DomainsView {
    /// Around it.
    pub page: Frame,
    /// They.
    pub helpers: Vec<Helper>,
}

/// All pages.
#[derive(Debug, Serialize)]
pub struct ContentsView {
    /// Around it.
    pub page: Frame,
    /// The tree as nested lists.
    pub tree: Vec<NavItem>,
}

/// What is left to fill in.
#[derive(Debug, Serialize)]
pub struct BlanksView {
    /// Around it.
    pub page: Frame,
    /// What nobody has filled in yet.
    pub blanks: Vec<BlankView>,
    /// How many are filled in.
    pub filled: usize,
}

/// A blank.
#[derive(Debug, Serialize)]
pub struct BlankView {
    /// Its name.
    pub name: String,
    /// The pages that need it.
    pub pages: Vec<Link>,
}

/// The page for an address that is not there.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// Around it.
    pub page: Frame,
}

/// The page at an old address.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// The new address.
    pub href: String,
    /// What is there.
    pub title: String,
}
