//! What differs between a checklist and its closed editions.

use std::collections::BTreeSet;

use super::{Checklist, ChecklistArea, Handbook};
use crate::{
    manuscript::{
        checklist::{Condition, Item, Retired},
        data::DataKind,
        edition::{
            Change, ChangeKind, Edition, EditionFile, EditionQuestion, Editions, Entry, Former, REFERENCE, Reference, Version,
        },
    },
    prose::slug,
    source::Spanned,
    yaml::{self, Canonical, Digest, DigestScope, EditionId, Id, KebabCase, Table, canonical_text},
};

/// The closed editions of one checklist, in the order of their ids; at least one.
#[derive(Debug, Clone)]
pub struct ClosedEditions<'a> {
    all: Vec<&'a EditionFile<Edition>>,
    /// Those of all other checklists, in the order of their ids.
    others: Vec<&'a EditionFile<Edition>>,
}

/// An id that an edition knows and that nothing has any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vanished<'a> {
    /// The id.
    pub id: &'a str,
    /// The area that it stood in; none if it was retired, and in a checklist with one area.
    pub area: Option<&'a str>,
    /// Whether it was retired by then, and the line that says so is gone.
    pub was_retired: bool,
}

impl<'a> ClosedEditions<'a> {
    /// Those of a checklist; `None` when none is closed.
    #[must_use]
    pub fn of(editions: &'a Editions, checklist: &str) -> Option<Self> {
        let found = Self::known(editions, checklist);
        (!found.all.is_empty()).then_some(found)
    }

    /// The same, even when none of this checklist is closed; only what asks nothing about the last one can be asked then.
    fn known(editions: &'a Editions, checklist: &str) -> Self {
        let mut files: Vec<_> = editions.checklists.iter().map(|file| &**file).collect();
        files.sort_by_key(|file| file.edition.closed.value);
        let (all, others) = files.into_iter().partition(|file| file.edition.checklist.as_str() == checklist);
        Self { all, others }
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &'a EditionFile<Edition>> {
        self.all.iter().copied()
    }

    /// The last one.
    #[must_use]
    pub fn last(&self) -> &'a Edition {
        &self.all[self.all.len() - 1].edition
    }

    /// Those that none follows: one, or several where branches were joined and nobody has closed an edition since.
    #[must_use]
    pub fn tips(&self) -> Vec<&'a EditionFile<Edition>> {
        tips(&self.all, |file| (file.edition.closed.value, &file.edition.after)).into_iter().copied().collect()
    }

    /// The last ones of each other checklist.
    fn tips_of_others(&self) -> Vec<&'a EditionFile<Edition>> {
        let (mut found, mut others) = (Vec::new(), self.others.clone());
        others.sort_by(|one, other| one.edition.checklist.as_str().cmp(other.edition.checklist.as_str()));
        for group in others.chunk_by(|one, other| one.edition.checklist.value == other.edition.checklist.value) {
            found.extend(tips(group, |file| (file.edition.closed.value, &file.edition.after)).into_iter().copied());
        }
        found
    }

    /// The questions with an id, in the order of the editions.
    pub fn questions(&self, id: &str) -> impl Iterator<Item = &'a EditionQuestion> {
        self.iter().filter_map(move |file| file.edition.question(id))
    }

    /// The question with an id as the last edition has it; where several are last, the one that has it at all.
    #[must_use]
    pub fn last_question(&self, id: &str) -> Option<&'a EditionQuestion> {
        self.tips().into_iter().rev().find_map(|file| file.edition.question(id))
    }

    /// The question with an id as another checklist had it last, with the id of that checklist; none while this one has it.
    #[must_use]
    pub fn elsewhere(&self, id: &str) -> Option<(&'a Id, &'a EditionQuestion)> {
        self.others.iter().rev().find_map(|file| Some((&file.edition.checklist, file.edition.question(id)?)))
    }

    /// What differs in a checklist from the last closed edition. Other words are [`ChangeKind::Reworded`]: only a person knows whether
    /// they are a correction.
    #[must_use]
    pub fn changes(&self, handbook: &Handbook, checklist: &Checklist) -> Vec<Change> {
        let tips = self.tips();
        let mut changes = Vec::new();
        for area in &checklist.areas {
            for item in &area.written().items.valid {
                let now = written(area, item);
                let formers = || tips.iter().rev().filter_map(|file| file.edition.question(&item.id.value));
                match formers().next() {
                    None => match self.elsewhere(&item.id.value) {
                        Some((from, former)) => changed(item, Some(from), former, &now, &mut changes),
                        None => changes.push(change(ChangeKind::Added, &item.id.value, None)),
                    },
                    Some(_) if formers().any(|former| former.all == now.all && former.area == now.area) => {}
                    Some(former) => changed(item, None, former, &now, &mut changes),
                }
            }
            for retired in &area.written().retired {
                // One of two branches may have closed that already.
                let is_closed = tips.iter().any(|file| file.edition.retired.contains(&retired.id.value));
                if let Some(former) = self.last_question(&retired.id.value).filter(|_| !is_closed) {
                    changes.push(gone(retired, former));
                }
            }
        }
        for Vanished { id, area, .. } in self.vanished(checklist).into_iter().filter(|vanished| !vanished.was_retired) {
            if let Some((to, _)) = asked(handbook, id) {
                let former = Former { area: area.map(str::to_owned), ..Former::default() };
                changes.push(Change { to: Some(to.header.id.clone()), ..change(ChangeKind::Moved, id, Some(former)) });
            } else if let (Some(retired), Some(former)) = (retired(handbook, id), self.last_question(id)) {
                changes.push(gone(retired, former));
            }
        }
        let is_all_of = |file: &EditionFile<Edition>| file.edition.all == checklist.digest(DigestScope::All);
        // What two branches changed, or whose id vanished, is no other frame.
        if let ([tip], true) = (&tips[..], changes.is_empty())
            && !is_all_of(tip)
            && self.vanished(checklist).is_empty()
        {
            changes.push(Change { id: None, ..change(ChangeKind::Details, "", None) });
        }
        changes
    }

    /// Ids that the last edition knows and that the checklist neither asks nor has retired.
    #[must_use]
    pub fn vanished(&self, checklist: &Checklist) -> Vec<Vanished<'a>> {
        let known: BTreeSet<&str> = checklist
            .areas
            .iter()
            .flat_map(|area| {
                let asked = area.written().items.written().map(|item| item.id.value.as_str());
                asked.chain(area.written().retired.iter().map(|retired| retired.id.value.as_str()))
            })
            .collect();
        let mut vanished = BTreeSet::new();
        for Edition { questions, retired, .. } in self.tips().into_iter().map(|file| &file.edition) {
            let asked = questions.iter().map(|(id, question)| (id.value.as_str(), question.area.as_deref(), false));
            let retired = retired.iter().map(|id| (id.as_str(), None, true));
            let gone = asked.chain(retired).filter(|(id, ..)| !known.contains(id));
            vanished.extend(gone.map(|(id, area, was_retired)| Vanished { id, area, was_retired }));
        }
        vanished.into_iter().collect()
    }
}

/// What an item asked under the same id before, if it asks something else now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reused<'a> {
    /// In the edition with this id it asked this, and nothing of that is left.
    Other(&'a str, EditionId),
    /// It was away, and had asked this.
    Back(&'a str),
}

/// Whether the id of an item had been another question's in closed editions, those of other checklists too.
#[must_use]
pub fn reused<'a>(editions: &'a Editions, checklist: &Checklist, item: &Item) -> Option<Reused<'a>> {
    let known = ClosedEditions::known(editions, checklist.header.id.as_str());
    let (id, asks) = (item.id.value.as_str(), item.digests().asks);
    // What another checklist asked last may have moved, unless it was retired there.
    let last = known.tips().into_iter().rev().chain(known.tips_of_others());
    if let Some((edition, last)) = last.into_iter().find_map(|file| Some((&file.edition, file.edition.question(id)?))) {
        let is_other = last.asks != asks && is_another(&last.ask, &item.ask.written);
        return is_other.then_some(Reused::Other(&last.ask, edition.closed.value));
    }
    let mut before = known.all.iter().chain(&known.others).filter_map(|file| file.edition.question(id)).peekable();
    let first = before.peek()?.ask.as_str();
    before.all(|question| question.asks != asks).then_some(Reused::Back(first))
}

/// Whether two questions have no word of four letters and more in common, or no character where words have no spaces between them.
fn is_another(one: &str, other: &str) -> bool {
    let (one, other) = (telling(one), telling(other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

/// The words of four letters and more, and the single characters of scripts that leave no spaces between words.
fn telling(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        found.extend(word.chars().filter(|c| is_unspaced(*c)).map(String::from));
        let spaced = word.split(is_unspaced).filter(|word| word.chars().count() >= 4);
        found.extend(spaced.map(str::to_lowercase));
    }
    found
}

/// Whether a character is of Thai, Lao, Burmese, Khmer, Chinese or Japanese. Hiragana is no sign of what a question is about: it bends
/// the words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{30a0}'..='\u{30ff}')
        || matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The question with an id, hidden or not, with its checklist.
fn asked<'h>(handbook: &'h Handbook, id: &str) -> Option<(&'h Checklist, &'h Item)> {
    handbook
        .checklists
        .iter()
        .find_map(|checklist| Some((checklist, checklist.written_items().find(|item| item.id.value == id)?)))
}

/// What is said of a retired id, in any checklist.
fn retired<'h>(handbook: &'h Handbook, id: &str) -> Option<&'h Retired> {
    let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
    areas.flat_map(|area| &area.written().retired).find(|retired| retired.id.value == id)
}

/// Those that none of them follows.
fn tips<T>(files: &[T], closed: impl Fn(&T) -> (EditionId, &[Spanned<EditionId>])) -> Vec<&T> {
    let followed: BTreeSet<EditionId> = files.iter().flat_map(|file| closed(file).1).map(|after| after.value).collect();
    files.iter().filter(|file| !followed.contains(&closed(file).0)).collect()
}

/// An edition of a checklist as it is now, with these changes.
#[must_use]
pub fn edition_of(checklist: &Checklist, id: EditionId, before: Option<&ClosedEditions<'_>>, changes: Vec<Change>) -> Edition {
    let nowhere = checklist.header.id.span;
    let at = |id: EditionId| Spanned::new(id, nowhere);
    let mut questions: Vec<(Spanned<String>, EditionQuestion)> = Vec::new();
    let mut retired = Vec::new();
    for area in &checklist.areas {
        questions.extend(area.written().items.valid.iter().map(|item| (item.id.clone(), written(area, item))));
        retired.extend(area.written().retired.iter().map(|retired| retired.id.value.clone()));
    }
    let all = checklist.digest(DigestScope::All);
    Edition {
        version: Version::CURRENT,
        checklist: checklist.header.id.clone(),
        closed: at(id),
        after: before.map_or_else(Vec::new, |closed| closed.tips().iter().map(|file| at(file.edition.closed.value)).collect()),
        all,
        changes,
        questions: Table::from(questions),
        retired,
        digest: Spanned::new(all, nowhere),
    }
}

/// An edition of the matrix, guardrails, terms and pages as they are now; `None` when nothing differs from the last one.
#[must_use]
pub fn reference_of(handbook: &Handbook, id: EditionId) -> Option<Reference> {
    let mut before: Vec<&Reference> = handbook.editions.references.iter().map(|file| &file.edition).collect();
    before.sort_by_key(|edition| edition.closed.value);
    let tips = tips(&before, |edition| (edition.closed.value, &edition.after));
    let nowhere = handbook.config.language.span;
    let at = |id: EditionId| Spanned::new(id, nowhere);
    let mut made = Reference {
        version: Version::CURRENT,
        closed: at(id),
        after: tips.into_iter().map(|edition| at(edition.closed.value)).collect(),
        cells: Table::default(),
        guardrails: Table::default(),
        terms: Table::default(),
        pages: Table::default(),
        digest: Spanned::new(unsealed(), nowhere),
    };
    let entry = |id: &str, title: Option<&str>, thing: &dyn Fn() -> Digest| {
        (Spanned::new(id.to_owned(), nowhere), Entry { title: title.map(canonical_text), all: thing() })
    };
    for data in &handbook.data {
        match &data.kind {
            DataKind::Glossary(terms) => made.terms.valid.extend(
                terms
                    .iter()
                    .map(|term| entry(&slug(&term.term.value), Some(&term.term.value), &|| term.digest(DigestScope::All))),
            ),
            DataKind::Guardrails(all) => made.guardrails.valid.extend(
                all.iter().map(|found| entry(found.id.as_str(), Some(&found.title.written), &|| found.digest(DigestScope::All))),
            ),
            DataKind::Responsibilities(matrix) => {
                for service in &matrix.services.valid {
                    made.cells.valid.extend(service.cells.iter().map(|(duty, cell)| {
                        entry(&format!("{}/{}", service.id.as_str(), duty.value), None, &|| cell.digest(DigestScope::All))
                    }));
                }
            }
            DataKind::Domains(_) | DataKind::Offers(_) => {}
        }
    }
    made.pages.valid.extend(
        handbook.pages.iter().map(|page| entry(page.path.as_str(), Some(&page.title.written), &|| page.digest(DigestScope::All))),
    );
    for table in [&mut made.cells, &mut made.guardrails, &mut made.terms, &mut made.pages] {
        table.valid.sort_by(|(one, _), (other, _)| one.value.cmp(&other.value));
    }
    let says = |edition: &Reference| {
        let mut form = edition.canonical(DigestScope::All);
        form.retain(|key, _| !matches!(key.as_str(), "closed" | "after"));
        form
    };
    let is_new = before.last().is_none_or(|last| says(last) != says(&made)) || made.after.len() > 1;
    is_new.then_some(made)
}

/// The id of the next edition: the day, with a number where one of that day is closed already. `None` before the last one.
#[must_use]
pub fn next_id(day: EditionId, last: Option<EditionId>) -> Option<EditionId> {
    match last {
        Some(last) if last.day > day.day => None,
        Some(last) if last.day == day.day => Some(last.next()),
        _ => Some(day),
    }
}

/// Whether no checklist may be called so, as its editions would lie where those of the reference do.
#[must_use]
pub fn is_taken(checklist: &str) -> bool {
    checklist == REFERENCE
}

/// Stands in the place of a digest until the file is sealed.
fn unsealed() -> Digest {
    yaml::digest(&serde_json::Map::new())
}

/// A question as an edition has it.
fn written(area: &ChecklistArea, item: &Item) -> EditionQuestion {
    let digests = item.digests();
    let is_for_some = !item.applies_when.canonical(DigestScope::All).is_empty();
    EditionQuestion {
        ask: canonical_text(&item.ask.written),
        evidence: item.evidence.as_ref().map(|evidence| canonical_text(&evidence.written)),
        area: Some(area.id.clone()).filter(|id| !id.is_empty()),
        severity: item.severity.as_ref().map(|severity| severity.value),
        hard_stop: item.hard_stop.clone(),
        applies_when: is_for_some.then(|| item.applies_when.clone()),
        asks: digests.asks,
        all: digests.all,
    }
}

/// How a question changed; `from` is the checklist that asked it, where that is another one.
fn changed(item: &Item, from: Option<&Id>, former: &EditionQuestion, now: &EditionQuestion, changes: &mut Vec<Change>) {
    let id = &item.id.value;
    let mut push = |kind, former| changes.push(change(kind, id, Some(former)));
    if former.asks != now.asks {
        push(ChangeKind::Reworded, words(former));
    }
    if former.severity != now.severity || ids(&former.hard_stop) != ids(&now.hard_stop) {
        push(ChangeKind::Regraded, grades(former));
    }
    if condition(former) != condition(now) {
        push(ChangeKind::Condition, Former { applies_when: former.applies_when.clone(), ..Former::default() });
    }
    if from.is_some() || former.area != now.area {
        push(ChangeKind::Moved, Former { checklist: from.cloned(), area: former.area.clone(), ..Former::default() });
    }
    if has_other_details(item, former) {
        changes.push(change(ChangeKind::Details, id, None));
    }
}

/// Whether more than what an edition keeps of a question is another one: with that as it was, the digest is not what it was.
fn has_other_details(item: &Item, former: &EditionQuestion) -> bool {
    let (mut now, was) = (item.canonical(DigestScope::All), former.canonical(DigestScope::All));
    for key in ["ask", "evidence", "severity", "hard_stop", "applies_when"] {
        now.remove(key);
        now.extend(was.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    yaml::digest(&now) != former.all
}

fn gone(retired: &Retired, former: &EditionQuestion) -> Change {
    Change {
        why: retired.why.as_ref().map(|why| canonical_text(&why.written)),
        replaced_by: retired.replaced_by.iter().map(|id| id.value.clone()).collect(),
        ..change(ChangeKind::Retired, &retired.id.value, Some(words(former)))
    }
}

fn change(kind: ChangeKind, id: &str, former: Option<Former>) -> Change {
    Change { kind, id: Some(id.to_owned()), why: None, replaced_by: Vec::new(), to: None, former }
}

fn words(question: &EditionQuestion) -> Former {
    Former { ask: Some(question.ask.clone()), evidence: question.evidence.clone(), ..Former::default() }
}

fn grades(question: &EditionQuestion) -> Former {
    Former { severity: question.severity, hard_stop: question.hard_stop.clone(), ..Former::default() }
}

fn ids(list: &[Id]) -> BTreeSet<&KebabCase> {
    list.iter().map(|id| &id.value).collect()
}

fn condition(question: &EditionQuestion) -> Option<serde_json::Map<String, serde_json::Value>> {
    question.applies_when.as_ref().map(|condition: &Condition| condition.canonical(DigestScope::All))
}
