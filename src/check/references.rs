//! Ids that point to something that is not there.

use super::Subject;
use crate::{
    config::{Config, Word},
    diagnostic::{Code, Diagnostic, Findings, suggest, suggest_item},
    handbook::{Checklist, Handbook},
    manuscript::{checklist::Item, data::Guardrail},
    source::Span,
};

/// Looks at every key that holds an id.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let known = Known::of(subject.handbook);
    let handbook = subject.handbook;
    for phase in &handbook.config.phases {
        for id in &phase.checklists {
            known.checklists.look_up(id.as_str(), id.span, findings);
        }
    }
    for page in &handbook.pages {
        for id in &page.meta.phases {
            known.phases.look_up(id.as_str(), id.span, findings);
        }
        if let Some(id) = &page.meta.domain {
            known.domains.look_up(id.as_str(), id.span, findings);
        }
    }
    for checklist in &handbook.checklists {
        if let Some(id) = &checklist.head.phase {
            known.phases.look_up(id.as_str(), id.span, findings);
        }
        for area in &checklist.areas {
            if let Some(id) = &area.area().domain {
                known.domains.look_up(id.as_str(), id.span, findings);
            }
            for retired in &area.area().retired {
                for id in &retired.replaced_by {
                    known.items.look_up(&id.value, id.span, findings);
                }
            }
        }
    }
    for (_, _, item) in handbook.items() {
        known.item(item, findings);
    }
    for (_, guardrail) in handbook.guardrails() {
        known.guardrail(guardrail, findings);
    }
    for (_, matrix) in handbook.matrices() {
        for service in &matrix.services.good {
            for (duty, _) in &service.cells {
                known.duties.look_up(&duty.value, duty.span, findings);
            }
            for duty in service.traps.iter().filter_map(|trap| trap.duty.as_ref()) {
                known.duties.look_up(duty.as_str(), duty.span, findings);
            }
        }
    }
}

/// The ids of one kind.
struct Ids<'a> {
    what: &'static str,
    names: Vec<&'a str>,
    /// Ids of things that could not be read: they are not missed.
    lost: Vec<&'a str>,
    /// Whether a whole file of them could not be read, so that nothing is missed.
    is_partial: bool,
}

impl<'a> Ids<'a> {
    fn new(what: &'static str, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { what, names: names.into_iter().collect(), lost: Vec::new(), is_partial: false }
    }

    fn losing(mut self, lost: impl IntoIterator<Item = &'a str>, is_partial: bool) -> Self {
        self.lost = lost.into_iter().collect();
        self.is_partial = is_partial;
        self
    }

    fn look_up(&self, id: &str, span: Span, findings: &mut Findings) {
        if self.is_partial || self.names.contains(&id) || self.lost.contains(&id) {
            return;
        }
        let help = match self.what {
            ITEM => suggest_item(id, &self.names),
            _ => suggest(id, "there are", &self.names),
        };
        findings.push(Diagnostic::new(Code::UnknownId, span, format!("there is no {} `{id}`", self.what)).maybe_help(help));
    }
}

/// What an item is called; its ids are numbers, so that near ones are no typing mistakes.
const ITEM: &str = "item";

struct Known<'a> {
    phases: Ids<'a>,
    conditions: Ids<'a>,
    tiers: Ids<'a>,
    roles: Ids<'a>,
    environments: Ids<'a>,
    sources: Ids<'a>,
    checklists: Ids<'a>,
    items: Ids<'a>,
    domains: Ids<'a>,
    duties: Ids<'a>,
}

impl<'a> Known<'a> {
    fn of(handbook: &'a Handbook) -> Self {
        let config: &Config = &handbook.config;
        let lost = || config.lost.iter().map(String::as_str);
        let words = |words: &'a [Word]| words.iter().map(|word| word.id.as_str());
        let unread = |folder: &str| handbook.index.unread.iter().any(|path| path.is_below(folder));
        let lost_domains = handbook.by_kind.domains.iter().flat_map(|page| page.holds.lost.iter().map(|id| id.value.as_str()));
        let lost_duties = handbook.matrices().flat_map(|(_, matrix)| matrix.duties.lost.iter().map(|id| id.value.as_str()));
        // A checklist whose id is not the name of its place has been told about once.
        let misplaced = handbook.checklists.iter().filter(|checklist| !checklist.is_in_place()).map(Checklist::place);
        Self {
            phases: Ids::new("phase", config.phases.iter().map(|phase| phase.id.as_str())).losing(lost(), false),
            conditions: Ids::new("trait or tier", words(&config.traits).chain(words(&config.tiers))).losing(lost(), false),
            tiers: Ids::new("tier", words(&config.tiers)).losing(lost(), false),
            roles: Ids::new("role", words(&config.roles)).losing(lost(), false),
            environments: Ids::new("environment", words(&config.environments)).losing(lost(), false),
            sources: Ids::new("source", config.sources.iter().map(|source| source.id.as_str())),
            checklists: Ids::new("checklist", handbook.checklists.iter().map(|checklist| checklist.head.id.as_str()))
                .losing(misplaced, unread("checklists")),
            items: Ids::new(ITEM, handbook.index.items.keys().map(String::as_str))
                .losing(lost_items(handbook), unread("checklists")),
            domains: Ids::new("domain", handbook.domains().map(|(_, domain)| domain.id.as_str()))
                .losing(lost_domains, unread("content") && handbook.by_kind.domains.is_empty()),
            duties: Ids::new(
                "duty",
                handbook.matrices().flat_map(|(_, matrix)| matrix.duties.good.iter().map(|duty| duty.id.as_str())),
            )
            .losing(lost_duties, unread("content") && handbook.by_kind.matrices.is_empty()),
        }
    }

    fn item(&self, item: &Item, findings: &mut Findings) {
        for id in &item.hard_stop {
            self.tiers.look_up(id.as_str(), id.span, findings);
        }
        for id in item.applies_when.any.iter().chain(&item.applies_when.all) {
            self.conditions.look_up(id.as_str(), id.span, findings);
        }
        for id in &item.grows_from {
            self.items.look_up(&id.value, id.span, findings);
        }
        if let Some(id) = &item.earliest {
            self.phases.look_up(id.as_str(), id.span, findings);
        }
        if let Some(id) = &item.domain {
            self.domains.look_up(id.as_str(), id.span, findings);
        }
        if let Some(id) = &item.duty {
            self.duties.look_up(id.as_str(), id.span, findings);
        }
        for id in &item.sources {
            self.sources.look_up(id.as_str(), id.span, findings);
        }
    }

    fn guardrail(&self, guardrail: &Guardrail, findings: &mut Findings) {
        for id in guardrail.domain.iter().chain(&guardrail.outside.talk_to) {
            self.domains.look_up(id.as_str(), id.span, findings);
        }
        for id in &guardrail.outside.sign_off {
            self.roles.look_up(id.as_str(), id.span, findings);
        }
        for (id, _) in &guardrail.bounds {
            self.environments.look_up(&id.value, id.span, findings);
        }
    }
}

fn lost_items(handbook: &Handbook) -> impl Iterator<Item = &str> {
    let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
    areas.flat_map(|area| area.area().items.lost.iter().map(|id| id.value.as_str()))
}
