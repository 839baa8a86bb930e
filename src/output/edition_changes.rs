//! What editions of a checklist changed, as pages and sheets tell it: the closed ones, and the running one, which is what differs from the
//! last of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Inputs, conditions::tiers_left_out, page_renderer::PageRenderer, reference_title::reference_title};
use crate::{
    handbook::{Checklist, ClosedEditions, Handbook, expand, expand_text, is_shown},
    manuscript::{
        checklist::{Condition, Severity},
        edition::{Change, ChangeKind, Edition, EditionQuestion, Former},
    },
    review::changes::compared,
    source::SitePath,
    theme::{ChangeView, ChangesView, EditionLine, FormerView, Link, PieceView, pieces},
    yaml::{EditionId, Id, ReferenceKind, canonical_text},
};

/// The order in which kinds of changes are told: what is asked, what it weighs, for whom, and then what asks nothing of a team.
const ORDER: &[ChangeKind] = &[
    ChangeKind::Added,
    ChangeKind::Reworded,
    ChangeKind::Regraded,
    ChangeKind::Condition,
    ChangeKind::Moved,
    ChangeKind::Retired,
    ChangeKind::Correction,
    ChangeKind::Details,
];

/// The site path of the page of a closed edition.
pub fn address(checklist: &Checklist, edition: EditionId) -> SitePath {
    SitePath::new(&format!("checklists/{}/editions/{edition}.html", checklist.header.id.value))
}

/// The site path of the page of the running edition.
pub fn running_address(checklist: &Checklist) -> SitePath {
    SitePath::new(&format!("checklists/{}/editions/running.html", checklist.header.id.value))
}

/// The closed editions of a checklist; `None` when none is closed.
pub fn closed<'h>(handbook: &'h Handbook, checklist: &Checklist) -> Option<ClosedEditions<'h>> {
    ClosedEditions::of(&handbook.editions, checklist.header.id.as_str())
}

/// What the page of a closed edition is called.
pub fn title(inputs: &Inputs, checklist: &Checklist, edition: EditionId) -> String {
    let title = inputs.theme.word("edition_title").replace("{edition}", &edition.to_string());
    title.replace("{checklist}", &checklist.header.title)
}

/// The same in few words, for a list of pages.
pub fn short_title(inputs: &Inputs, checklist: &Checklist, edition: EditionId) -> String {
    let title = inputs.theme.word("edition_short_title").replace("{edition}", &edition.to_string());
    title.replace("{checklist}", &checklist.header.title)
}

/// What an edition changed, as far as readers see it.
pub fn shown<'e>(handbook: &'e Handbook, edition: &'e Edition) -> impl Iterator<Item = &'e Change> {
    edition.changes.iter().filter(|change| is_shown(handbook, change))
}

/// The kind of a change in the names of words and templates.
fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "added",
        ChangeKind::Correction => "correction",
        ChangeKind::Reworded => "reworded",
        ChangeKind::Retired => "retired",
        ChangeKind::Regraded => "regraded",
        ChangeKind::Condition => "condition",
        ChangeKind::Moved => "moved",
        ChangeKind::Details => "details",
    }
}

/// What an edition changed, by kind. `href` gives the URL of a question that is asked, by its page and id; on paper none.
pub fn groups(
    inputs: &Inputs,
    checklist: &Checklist,
    edition: &Edition,
    href: &dyn Fn(&SitePath, &str) -> Option<String>,
) -> Vec<ChangesView> {
    let teller = Teller { inputs, checklist, edition, href };
    let of = |wanted: &ChangeKind| {
        let changes = shown(&inputs.handbook, edition).filter(|change| change.kind == *wanted);
        ChangesView { kind: kind(*wanted), changes: changes.map(|change| teller.change(change)).collect() }
    };
    ORDER.iter().map(of).filter(|group| !group.changes.is_empty()).collect()
}

/// What an edition changed, counted: `5 new, 10 reworded`. Of one that changed nothing it says so, of the first one that it is that.
pub fn counted(inputs: &Inputs, edition: &Edition) -> String {
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let count = |wanted: &ChangeKind| {
        let number = shown(&inputs.handbook, edition).filter(|change| change.kind == *wanted).count();
        (number > 0).then(|| word(&format!("edition_count_{}", kind(*wanted))).replace("{n}", &number.to_string()))
    };
    let counts: Vec<String> = ORDER.iter().filter_map(count).collect();
    match (counts.is_empty(), edition.after.is_empty()) {
        (false, _) => counts.join(&word("joined_comma")),
        (true, true) => word("edition_first"),
        (true, false) => word("edition_nothing"),
    }
}

/// All editions of a checklist in a line each, the newest first; the running one comes before them.
pub fn lines(renderer: &PageRenderer<'_>, checklist: &Checklist) -> Vec<EditionLine> {
    let inputs = renderer.inputs;
    let line = |edition: Option<EditionId>, at: &SitePath, value: &Edition| EditionLine {
        edition: edition.map(|id| id.to_string()),
        href: renderer.href(at, None),
        says: counted(inputs, value),
        is_first: value.after.is_empty(),
        here: at == renderer.address,
    };
    let mut lines: Vec<EditionLine> = closed(&inputs.handbook, checklist)
        .iter()
        .flat_map(ClosedEditions::iter)
        .map(|file| {
            let id = file.edition.closed.value;
            line(Some(id), &address(checklist, id), &file.edition)
        })
        .collect();
    lines.extend(inputs.running.get(checklist).map(|edition| line(None, &running_address(checklist), edition)));
    lines.reverse();
    lines
}

/// What became of a question that is asked, as a reader of a sheet or of a page is told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Whether the last closed edition changed nothing of it: it changed since.
    pub is_running: bool,
    /// The change: `added`, `reworded` or `regraded`, the first of them that holds.
    pub kind: &'static str,
}

/// The questions of a checklist that are new, reworded or re-graded, by their ids: by the last closed edition, or since.
pub fn marks(inputs: &Inputs, checklist: &Checklist) -> BTreeMap<String, Mark> {
    let mut marks = BTreeMap::new();
    let Some(closed) = closed(&inputs.handbook, checklist) else { return marks };
    // What changed since weighs more than what the edition changed.
    for (is_running, changes) in [(true, inputs.running.changes(checklist)), (false, &closed.last().changes)] {
        for wanted in &ORDER[..3] {
            let changes = changes.iter().filter(|change| change.kind == *wanted);
            for id in changes.filter_map(|change| change.id.clone()) {
                marks.entry(id).or_insert(Mark { is_running, kind: kind(*wanted) });
            }
        }
    }
    marks
}

/// What the questions of a checklist asked in closed editions and do not ask now, the oldest words first.
pub fn former(inputs: &Inputs, checklist: &Checklist) -> Vec<FormerView> {
    let Some(closed) = closed(&inputs.handbook, checklist) else { return Vec::new() };
    let running = inputs.running.changes(checklist);
    let filled = |text: &str| expand_text(text, checklist.header.id.span, &inputs.handbook.config);
    let mut found: Vec<FormerView> = Vec::new();
    for item in checklist.items() {
        let id = item.id.value.as_str();
        let (now, start) = (item.digests().asks, found.len());
        let evidence = item.evidence.as_ref().map(|evidence| canonical_text(&evidence.written));
        for file in closed.iter() {
            let (edition, asked) = (file.edition.closed.value, file.edition.question(id));
            let Some(asked) = asked.filter(|asked| asked.asks != now) else { continue };
            let digest = asked.asks.to_string();
            if let Some(known) = found[start..].iter_mut().find(|known| known.asked == digest) {
                known.editions += &format!(" {edition}");
                continue;
            }
            let later = closed.iter().filter(|later| later.edition.closed.value > edition);
            let mut changes = later.flat_map(|later| &later.edition.changes).chain(running);
            let is_reworded = changes.any(|change| change.kind == ChangeKind::Reworded && change.id.as_deref() == Some(id));
            found.push(FormerView {
                id: id.to_owned(),
                asked: digest,
                editions: edition.to_string(),
                is_corrected: !is_reworded,
                ask: filled(&asked.ask),
                evidence: asked
                    .evidence
                    .as_ref()
                    .filter(|was| evidence.as_ref() != Some(*was))
                    .map_or_else(String::new, |was| filled(was)),
            });
        }
    }
    found
}

/// Tells the changes of one edition.
struct Teller<'t> {
    inputs: &'t Inputs,
    checklist: &'t Checklist,
    edition: &'t Edition,
    href: &'t dyn Fn(&SitePath, &str) -> Option<String>,
}

impl Teller<'_> {
    fn change(&self, change: &Change) -> ChangeView {
        let none = Former::default();
        let former = change.former.as_ref().unwrap_or(&none);
        let id = change.id.as_deref().unwrap_or_default();
        let now = self.edition.question(id);
        let is_reworded = matches!(change.kind, ChangeKind::Reworded | ChangeKind::Correction);
        let ask = match (former.ask.as_deref(), now) {
            (Some(was), Some(now)) if is_reworded => self.pieces(was, &now.ask),
            (_, Some(now)) => self.same(&now.ask),
            (Some(was), None) => self.same(was),
            (None, None) => self.asked_today(id),
        };
        let evidence = now.filter(|_| is_reworded).map_or_else(Vec::new, |now| self.evidence(former, now));
        let (was, is) = self.compared(change.kind, former, change, now);
        ChangeView {
            id: id.to_owned(),
            href: self.link(id),
            ask,
            evidence,
            was,
            is,
            replaced_by: self.replaced_by(&change.replaced_by),
            why: change.why.as_deref().map_or_else(String::new, |why| self.filled(why)),
        }
    }

    fn link(&self, id: &str) -> Option<String> {
        let (_, area, _) = self.inputs.handbook.item(id)?;
        (self.href)(&area.address, id)
    }

    /// The questions that ask for a retired one in the end: what was retired as well is replaced by what replaces that.
    fn replaced_by(&self, ids: &[String]) -> Vec<Link> {
        let handbook = &self.inputs.handbook;
        let mut found: Vec<Link> = Vec::new();
        let mut seen = BTreeSet::new();
        for id in ids {
            let successors: Vec<&str> = handbook.successors(id).map(|(id, _)| id).collect();
            let ends = if successors.is_empty() { vec![id.as_str()] } else { successors };
            for id in ends.into_iter().filter(|id| seen.insert((*id).to_owned())) {
                found.push(Link { title: id.to_owned(), href: self.link(id).unwrap_or_default() });
            }
        }
        found
    }

    /// What held before and what holds now, for changes that are no words.
    fn compared(&self, kind: ChangeKind, former: &Former, change: &Change, now: Option<&EditionQuestion>) -> (String, String) {
        match (kind, now) {
            (ChangeKind::Regraded, Some(now)) => {
                (self.grade(former.severity, &former.hard_stop), self.grade(now.severity, &now.hard_stop))
            }
            (ChangeKind::Condition, Some(now)) => {
                (self.condition(former.applies_when.as_ref()), self.condition(now.applies_when.as_ref()))
            }
            (ChangeKind::Moved, now) => {
                let own = Some(&self.checklist.header.id);
                let is = match (&change.to, now) {
                    (Some(to), _) => self.place(Some(to), None, former.checklist.as_ref().or(Some(to))),
                    (None, now) => self.place(own, now.and_then(|now| now.area.as_deref()), former.checklist.as_ref()),
                };
                let elsewhere = former.checklist.as_ref().or(change.to.as_ref());
                (self.place(former.checklist.as_ref().or(own), former.area.as_deref(), elsewhere), is)
            }
            _ => (String::new(), String::new()),
        }
    }

    fn grade(&self, severity: Option<Severity>, hard_stop: &[Id]) -> String {
        let theme = &self.inputs.theme;
        let severity = severity.map(|severity| theme.word(&format!("severity_{}", severity.word())).to_owned());
        let stop = (!hard_stop.is_empty()).then(|| {
            let titles = hard_stop.iter().map(|id| reference_title(self.inputs, ReferenceKind::Tier, id.as_str()));
            theme.word("hard_stop").replace("{tiers}", &titles.collect::<Vec<_>>().join(theme.word("joined_comma")))
        });
        let told: Vec<String> = severity.into_iter().chain(stop).collect();
        if told.is_empty() { theme.word("edition_no_grade").to_owned() } else { told.join(". ") }
    }

    fn condition(&self, condition: Option<&Condition>) -> String {
        let theme = &self.inputs.theme;
        let join = |ids: &[Id], word: &str, joined: &str| {
            let titles = ids.iter().map(|id| reference_title(self.inputs, ReferenceKind::TraitOrTier, id.as_str()));
            let titles = titles.collect::<Vec<_>>().join(theme.word(joined));
            (!ids.is_empty()).then(|| theme.word(word).replace("{traits}", &titles))
        };
        let told = condition.map(|condition| {
            let left_out = tiers_left_out(&condition.any, &self.inputs.handbook.config);
            let any = match &left_out[..] {
                [] => join(&condition.any, "applies_any", "joined_or"),
                left => join(left, "applies_not", "joined_or"),
            };
            any.into_iter().chain(join(&condition.all, "applies_all", "joined_and")).collect::<Vec<_>>().join(". ")
        });
        told.filter(|told| !told.is_empty()).unwrap_or_else(|| theme.word("edition_every_launch").to_owned())
    }

    /// Where a question stands: its area, and its checklist where that is another one too.
    fn place(&self, checklist: Option<&Id>, area: Option<&str>, elsewhere: Option<&Id>) -> String {
        let id = checklist.map_or("", Id::as_str);
        let found = self.inputs.handbook.checklists.iter().find(|found| found.header.id.as_str() == id);
        let area = area.map(|area| {
            let known = found.and_then(|found| found.areas.iter().find(|known| known.id == area));
            known.map_or_else(|| area.to_owned(), |known| known.title.clone())
        });
        let title = found.map_or_else(|| id.to_owned(), |found| found.header.title.clone());
        let names = area.is_none().then(|| title.clone()).or_else(|| elsewhere.map(|_| title));
        names.into_iter().chain(area).collect::<Vec<_>>().join(self.inputs.theme.word("joined_comma"))
    }

    /// A question that this edition does not ask, in the words of today.
    fn asked_today(&self, id: &str) -> Vec<PieceView> {
        let item = self.inputs.handbook.item(id);
        item.map_or_else(Vec::new, |(_, _, item)| vec![same(expand(&item.ask.prose, &self.inputs.handbook.config))])
    }

    fn evidence(&self, former: &Former, now: &EditionQuestion) -> Vec<PieceView> {
        let (was, is) = (former.evidence.as_deref().unwrap_or_default(), now.evidence.as_deref().unwrap_or_default());
        if was == is { Vec::new() } else { self.pieces(was, is) }
    }

    fn same(&self, text: &str) -> Vec<PieceView> {
        vec![same(self.filled(text))]
    }

    fn pieces(&self, was: &str, is: &str) -> Vec<PieceView> {
        pieces(&compared(&self.filled(was), &self.filled(is)))
    }

    /// A text of an edition with the names filled in as they are today.
    fn filled(&self, text: &str) -> String {
        expand_text(text, self.checklist.header.id.span, &self.inputs.handbook.config)
    }
}

fn same(text: String) -> PieceView {
    PieceView { kind: "same", text }
}
