//! Ids that point to something that is not there.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    config::{Config, Word},
    diagnostic::{Code, Diagnostic, Findings, suggest, suggest_item},
    handbook::{Checklist, Handbook},
    prose::{Visitor, Walk as _},
    source::Span,
    yaml::Names,
};

/// Looks at every key that holds an id.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let known = Known::of(handbook);
    let mut look = References { known: &known, findings };
    handbook.config.settings.walk(&mut look);
    handbook.pages.iter().for_each(|page| page.meta.walk(&mut look));
    for checklist in &handbook.checklists {
        checklist.head.keys.walk(&mut look);
        checklist.areas.iter().for_each(|area| area.area().walk(&mut look));
    }
    handbook.guardrails().for_each(|(_, guardrail)| guardrail.walk(&mut look));
    handbook.matrices().for_each(|(_, matrix)| matrix.walk(&mut look));
}

/// Looks up each id that it meets.
struct References<'k, 'f> {
    known: &'k Known<'k>,
    findings: &'f mut Findings,
}

impl<'a> Visitor<'a> for References<'_, '_> {
    fn reference(&mut self, names: Names, id: &'a str, span: Span) {
        if let Some(ids) = self.known.ids.get(&names) {
            ids.look_up(id, span, self.findings);
        }
    }
}

/// The ids of one kind.
struct Ids<'a> {
    names: Names,
    known: Vec<&'a str>,
    /// Ids of things that could not be read: they are not missed.
    lost: Vec<&'a str>,
    /// Whether a whole file of them could not be read, so that nothing is missed.
    is_partial: bool,
}

impl<'a> Ids<'a> {
    fn new(names: Names, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self { names, known: known.into_iter().collect(), lost: Vec::new(), is_partial: false }
    }

    fn losing(mut self, lost: impl IntoIterator<Item = &'a str>, is_partial: bool) -> Self {
        self.lost = lost.into_iter().collect();
        self.is_partial = is_partial;
        self
    }

    fn look_up(&self, id: &str, span: Span, findings: &mut Findings) {
        if self.is_partial || self.known.contains(&id) || self.lost.contains(&id) {
            return;
        }
        // The ids of items are numbers, so that near ones are no typing mistakes.
        let help = if self.names == Names::Item { suggest_item(id, &self.known) } else { suggest(id, "there are", &self.known) };
        findings
            .push(Diagnostic::new(Code::UnknownId, span, format!("there is no {} `{id}`", self.names.one())).maybe_help(help));
    }
}

/// All ids that something may name. Traits and managed services are named by answers alone.
struct Known<'a> {
    ids: BTreeMap<Names, Ids<'a>>,
}

impl<'a> Known<'a> {
    fn of(handbook: &'a Handbook) -> Self {
        let config: &Config = &handbook.config;
        let lost = || config.lost();
        let words = |words: &'a [Word]| words.iter().map(|word| word.id.as_str());
        let unread = |folder: &str| handbook.index.unread.iter().any(|path| path.is_below(folder));
        let lost_domains = handbook.by_kind.domains.iter().flat_map(|page| page.holds.lost.iter().map(|id| id.value.as_str()));
        let lost_duties = handbook.matrices().flat_map(|(_, matrix)| matrix.duties.lost.iter().map(|id| id.value.as_str()));
        // A checklist whose id is not the name of its place has been told about once.
        let misplaced = handbook.checklists.iter().filter(|checklist| !checklist.is_in_place()).map(Checklist::place);
        let all = [
            Ids::new(Names::Phase, config.phases.iter().map(|phase| phase.id.as_str())).losing(lost(), false),
            Ids::new(Names::TraitOrTier, words(&config.traits).chain(words(&config.tiers))).losing(lost(), false),
            Ids::new(Names::Tier, words(&config.tiers)).losing(lost(), false),
            Ids::new(Names::Role, words(&config.roles)).losing(lost(), false),
            Ids::new(Names::Environment, words(&config.environments)).losing(lost(), false),
            Ids::new(Names::Source, config.sources.iter().map(|(id, _)| id.value.as_str())),
            Ids::new(Names::Checklist, handbook.checklists.iter().map(|checklist| checklist.head.id.as_str()))
                .losing(misplaced, unread("checklists")),
            Ids::new(Names::Item, handbook.index.items.keys().map(String::as_str))
                .losing(lost_items(handbook), unread("checklists")),
            Ids::new(Names::Domain, handbook.domains().map(|(_, domain)| domain.id.as_str()))
                .losing(lost_domains, unread("content") && handbook.by_kind.domains.is_empty()),
            Ids::new(Names::Duty, handbook.matrices().flat_map(|(_, matrix)| matrix.duties.iter().map(|duty| duty.id.as_str())))
                .losing(lost_duties, unread("content") && handbook.by_kind.matrices.is_empty()),
        ];
        Self { ids: all.into_iter().map(|ids| (ids.names, ids)).collect() }
    }
}

fn lost_items(handbook: &Handbook) -> impl Iterator<Item = &str> {
    let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
    areas.flat_map(|area| area.area().items.lost.iter().map(|id| id.value.as_str()))
}
