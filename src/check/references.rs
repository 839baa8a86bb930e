//! Check: references to unknown ids.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    config::{Config, Word},
    diagnostic::{Code, Diagnostic, Findings, suggest},
    handbook::{Checklist, Handbook, NotAsked, NotAskedBecause, unknown_item},
    prose::{Visitor, Walk as _},
    source::Span,
    yaml::ReferenceKind,
};

/// Reports references in settings, front matter, checklists, guardrails, matrices and offers to unknown ids, with a suggestion.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let cells: Vec<String> = cells(handbook).collect();
    let known = KnownIds::of(handbook, &cells);
    let mut look = References { known: &known, handbook, findings };
    handbook.config.settings.walk(&mut look);
    handbook.pages.iter().for_each(|page| page.meta.walk(&mut look));
    for checklist in &handbook.checklists {
        checklist.header.keys.walk(&mut look);
        checklist.areas.iter().for_each(|area| area.area().walk(&mut look));
    }
    handbook.written_guardrails().for_each(|(_, guardrail)| guardrail.walk(&mut look));
    handbook.matrices().for_each(|(_, matrix)| matrix.walk(&mut look));
    handbook.by_kind.offers.iter().for_each(|page| page.holds.walk(&mut look));
}

/// Visitor that looks up each reference in a value.
struct References<'k, 'f> {
    known: &'k KnownIds<'k>,
    handbook: &'k Handbook,
    findings: &'f mut Findings,
}

impl<'a> Visitor<'a> for References<'_, '_> {
    fn reference(&mut self, names: ReferenceKind, id: &'a str, span: Span) {
        if names == ReferenceKind::Item
            && let Some(question) = self.handbook.not_asked(id)
        {
            self.findings.extend(self.not_asked(&question, id, span));
            return;
        }
        if let Some(ids) = self.known.ids.get(&names) {
            ids.look_up(id, span, self.findings);
        }
    }
}

impl References<'_, '_> {
    /// The note for a question that is not asked. What replaced another one is its history: readers are led on from there, and one that
    /// is hidden may come back.
    fn not_asked(&self, question: &NotAsked<'_>, id: &str, span: Span) -> Option<Diagnostic> {
        let is_hidden = matches!(question.because, NotAskedBecause::Hidden(_));
        if self.handbook.config.hide.iter().any(|hidden| hidden.span == span) {
            let help = "nobody is asked it: take it out of `hide`";
            return (!is_hidden).then(|| question.told(id, span, self.handbook).help(help));
        }
        let areas = self.handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
        let mut replacements = areas.flat_map(|area| &area.area().retired).flat_map(|retired| &retired.replaced_by);
        if !replacements.any(|by| by.span == span) {
            return Some(question.told(id, span, self.handbook));
        }
        let leads_on = is_hidden || self.handbook.successors(id).next().is_some();
        let help = format!("no question asks for it now; if one does, name it in `replaced_by` of `{id}`");
        (!leads_on).then(|| question.told(id, span, self.handbook).help(help))
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
        findings.push(if self.names == ReferenceKind::Item {
            unknown_item(id, span, &self.known)
        } else {
            let message = format!("there is no {} `{id}`", self.names.one());
            Diagnostic::new(Code::UnknownId, span, message).maybe_help(suggest(id, "there are", &self.known))
        });
    }
}

/// The known ids by kind. Without traits alone and services, which only answers refer to.
struct KnownIds<'a> {
    ids: BTreeMap<ReferenceKind, Ids<'a>>,
}

impl<'a> KnownIds<'a> {
    fn of(handbook: &'a Handbook, cells: &'a [String]) -> Self {
        let config: &Config = &handbook.config;
        let invalid = || config.invalid_ids();
        let words = |words: &'a [Word]| words.iter().map(|word| word.id.as_str());
        let unreadable = |folder: &str| handbook.index.unreadable.iter().any(|path| path.is_below(folder));
        let domains = || handbook.domains().map(|(_, domain)| domain);
        let lost_domains =
            || handbook.by_kind.domains.iter().flat_map(|page| page.holds.invalid_ids.iter().map(|id| id.value.as_str()));
        let domains_are_lost = unreadable("content") && handbook.by_kind.domains.is_empty();
        let lost_duties =
            || handbook.matrices().flat_map(|(_, matrix)| matrix.duties.invalid_ids.iter().map(|id| id.value.as_str()));
        let matrices_are_lost = unreadable("content") && handbook.by_kind.matrices.is_empty();
        let lost_guardrails =
            handbook.by_kind.guardrails.iter().flat_map(|page| page.holds.invalid_ids.iter().map(|id| id.value.as_str()));
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
            Ids::new(ReferenceKind::ServiceKind, config.kinds()).with_invalid(invalid(), false),
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
            .with_invalid(lost_duties(), matrices_are_lost),
            Ids::new(ReferenceKind::Cell, cells.iter().map(String::as_str)).with_invalid(lost_duties(), matrices_are_lost),
            Ids::new(ReferenceKind::Guardrail, handbook.guardrails().map(|(_, guardrail)| guardrail.id.as_str()))
                .with_invalid(lost_guardrails, unreadable("content") && handbook.by_kind.guardrails.is_empty()),
        ];
        Self { ids: all.into_iter().map(|ids| (ids.names, ids)).collect() }
    }
}

/// What names a cell: a duty alone, and each service with each of its duties, also one that is wrong.
fn cells(handbook: &Handbook) -> impl Iterator<Item = String> {
    handbook.matrices().flat_map(|(_, matrix)| {
        let duties = matrix.duties.valid.iter().map(|duty| duty.id.value.to_string());
        duties.chain(
            matrix
                .services
                .written()
                .flat_map(|service| service.cells.written_ids().map(|duty| format!("{}/{}", service.id.value, duty.value))),
        )
    })
}

fn invalid_items(handbook: &Handbook) -> impl Iterator<Item = &str> {
    let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
    areas.flat_map(|area| area.area().items.invalid_ids.iter().map(|id| id.value.as_str()))
}
