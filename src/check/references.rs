//! Check: references to unknown ids.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use crate::{
    config::{Config, Word},
    diagnostic::{Code, Diagnostic, Findings, suggest, suggest_item},
    handbook::{Checklist, ChecklistArea, Handbook},
    prose::{Visitor, Walk as _},
    source::Span,
    yaml::ReferenceKind,
};

/// Reports references in settings, front matter, checklists, guardrails and matrices to unknown ids, with a suggestion.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let known = KnownIds::of(handbook);
    let all_areas = || handbook.checklists.iter().flat_map(|checklist| &checklist.areas).map(ChecklistArea::area);
    let retired = || all_areas().flat_map(|area| &area.retired);
    let replacements = retired().flat_map(|retired| &retired.replaced_by).map(|id| id.span).collect();
    let retired = retired().map(|retired| (retired.id.value.as_str(), retired.id.span)).collect();
    let mut look = References { known: &known, handbook, retired, replacements, findings };
    handbook.config.settings.walk(&mut look);
    handbook.pages.iter().for_each(|page| page.meta.walk(&mut look));
    for checklist in &handbook.checklists {
        checklist.header.keys.walk(&mut look);
        checklist.areas.iter().for_each(|area| area.area().walk(&mut look));
    }
    handbook.written_guardrails().for_each(|(_, guardrail)| guardrail.walk(&mut look));
    handbook.matrices().for_each(|(_, matrix)| matrix.walk(&mut look));
}

/// Visitor that looks up each reference in a value.
struct References<'k, 'f> {
    known: &'k KnownIds<'k>,
    handbook: &'k Handbook,
    /// The items that were taken out, each with the place where that is said.
    retired: BTreeMap<&'k str, Span>,
    /// The places that say what replaces one of them.
    replacements: BTreeSet<Span>,
    findings: &'f mut Findings,
}

impl<'a> Visitor<'a> for References<'_, '_> {
    fn reference(&mut self, names: ReferenceKind, id: &'a str, span: Span) {
        if names == ReferenceKind::Item
            && !self.handbook.index.items.contains_key(id)
            && let Some(&place) = self.retired.get(id)
        {
            self.findings.extend(self.to_retired(id, span, place));
            return;
        }
        if let Some(ids) = self.known.ids.get(&names) {
            ids.look_up(id, span, self.findings);
        }
    }
}

impl References<'_, '_> {
    /// The finding for an id that is retired itself. Whoever says what replaces an item may name one that was replaced later:
    /// readers are led on from there.
    fn to_retired(&self, id: &str, span: Span, place: Span) -> Option<Diagnostic> {
        let by = self.handbook.index.retired_or_invalid.get(id).filter(|by| !by.is_empty());
        let is_replacement = self.replacements.contains(&span);
        if is_replacement && by.is_some() {
            return None;
        }
        let help = match by {
            Some(by) => format!("`{}` asks for it now", by.join("`, `")),
            None if is_replacement => "name what replaces it, or say `replaced_by` where it is retired".to_owned(),
            None => "no other item asks for it: remove what names it, or say `replaced_by` where it is retired".to_owned(),
        };
        let found = Diagnostic::new(
            Code::UnknownId,
            span,
            if is_replacement { format!("the item `{id}` is retired itself") } else { format!("the item `{id}` is retired") },
        );
        Some(found.also(place, "retired here").help(help))
    }
}

/// The known ids of one kind.
struct Ids<'a> {
    names: ReferenceKind,
    known: Vec<&'a str>,
    /// Ids of entries that are invalid: not reported as unknown.
    invalid: Vec<&'a str>,
    /// Whether a whole file of them could not be read, so that no id is reported as unknown.
    is_partial: bool,
}

impl<'a> Ids<'a> {
    fn new(names: ReferenceKind, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self { names, known: known.into_iter().collect(), invalid: Vec::new(), is_partial: false }
    }

    fn with_invalid(mut self, invalid: impl IntoIterator<Item = &'a str>, is_partial: bool) -> Self {
        self.invalid = invalid.into_iter().collect();
        self.is_partial = is_partial;
        self
    }

    fn look_up(&self, id: &str, span: Span, findings: &mut Findings) {
        if self.is_partial || self.known.contains(&id) || self.invalid.contains(&id) {
            return;
        }
        // The ids of items are numbers, so that near ones are no typing mistakes.
        let help =
            if self.names == ReferenceKind::Item { suggest_item(id, &self.known) } else { suggest(id, "there are", &self.known) };
        findings
            .push(Diagnostic::new(Code::UnknownId, span, format!("there is no {} `{id}`", self.names.one())).maybe_help(help));
    }
}

/// The known ids by kind. Without traits alone and services, which only answers refer to.
struct KnownIds<'a> {
    ids: BTreeMap<ReferenceKind, Ids<'a>>,
}

impl<'a> KnownIds<'a> {
    fn of(handbook: &'a Handbook) -> Self {
        let config: &Config = &handbook.config;
        let invalid = || config.invalid_ids();
        let words = |words: &'a [Word]| words.iter().map(|word| word.id.as_str());
        let unreadable = |folder: &str| handbook.index.unreadable.iter().any(|path| path.is_below(folder));
        let domains = || handbook.domains().map(|(_, domain)| domain);
        let lost_domains =
            || handbook.by_kind.domains.iter().flat_map(|page| page.holds.invalid_ids.iter().map(|id| id.value.as_str()));
        let domains_are_lost = unreadable("content") && handbook.by_kind.domains.is_empty();
        let lost_duties =
            handbook.matrices().flat_map(|(_, matrix)| matrix.duties.invalid_ids.iter().map(|id| id.value.as_str()));
        // A checklist whose id is not the name of its place has been told about once.
        let misplaced = handbook.checklists.iter().filter(|checklist| !checklist.is_in_place()).map(Checklist::place);
        let all = [
            Ids::new(ReferenceKind::Phase, config.phases.iter().map(|phase| phase.id.as_str())).with_invalid(invalid(), false),
            Ids::new(ReferenceKind::TraitOrTier, words(&config.traits).chain(words(&config.tiers)))
                .with_invalid(invalid(), false),
            Ids::new(ReferenceKind::Tier, words(&config.tiers)).with_invalid(invalid(), false),
            Ids::new(ReferenceKind::Role, words(&config.roles)).with_invalid(invalid(), false),
            Ids::new(ReferenceKind::RoleOrDomain, words(&config.roles).chain(domains().map(|domain| domain.id.as_str())))
                .with_invalid(invalid().chain(lost_domains()), domains_are_lost),
            Ids::new(ReferenceKind::Environment, words(&config.environments)).with_invalid(invalid(), false),
            Ids::new(ReferenceKind::Source, config.sources.written_ids().map(|id| id.value.as_str())),
            Ids::new(ReferenceKind::Checklist, handbook.checklists.iter().map(|checklist| checklist.header.id.as_str()))
                .with_invalid(misplaced, unreadable("checklists")),
            Ids::new(ReferenceKind::Item, handbook.index.items.keys().map(String::as_str))
                .with_invalid(invalid_items(handbook), unreadable("checklists")),
            Ids::new(ReferenceKind::Domain, domains().map(|domain| domain.id.as_str()))
                .with_invalid(lost_domains(), domains_are_lost),
            Ids::new(
                ReferenceKind::Duty,
                handbook.matrices().flat_map(|(_, matrix)| matrix.duties.iter().map(|duty| duty.id.as_str())),
            )
            .with_invalid(lost_duties, unreadable("content") && handbook.by_kind.matrices.is_empty()),
        ];
        Self { ids: all.into_iter().map(|ids| (ids.names, ids)).collect() }
    }
}

fn invalid_items(handbook: &Handbook) -> impl Iterator<Item = &str> {
    let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
    areas.flat_map(|area| area.area().items.invalid_ids.iter().map(|id| id.value.as_str()))
}
