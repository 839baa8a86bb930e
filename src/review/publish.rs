//! [`Handbook`] → [`Book`]: what a build publishes as `handbook.json`.

use std::collections::BTreeMap;

use super::book::{
    Area, Book, Bound, Cell, Checklist, Condition, Domain, Duty, Guardrail, Item, Link, MustEnable, Phase, Responsibilities,
    Retired, Service, Settings, Term, Trap, VERSION, Veto, Word,
};
use crate::{
    config::{self, Config, Oversight},
    handbook::{self, ChecklistArea, Handbook, fill, leads_to},
    manuscript::{checklist, data},
    prose::{self, LinkKind, Plain, Rich, Target, slug},
    source::{At, SitePath, SourcePath, encode_path},
    yaml::Id,
};

/// Makes the value from a handbook; `words` are those of the interface, of which the ones of reviews are kept.
#[must_use]
pub fn book(handbook: &Handbook, words: &BTreeMap<String, String>) -> Book {
    let config = &handbook.config;
    let of = Of { handbook, config };
    Book {
        readybook: VERSION,
        id: handbook_id(config),
        title: config.title.clone(),
        summary: config.summary.clone(),
        organisation: config.organisation.clone(),
        language: config.language.value.clone(),
        base_url: config.base_url.as_ref().map(|url| format!("{}/", url.value.trim_end_matches('/'))),
        settings: settings(config),
        phases: config.phases.iter().map(|phase| of.phase(phase)).collect(),
        checklists: in_order(handbook).into_iter().map(|checklist| of.checklist(checklist)).collect(),
        domains: handbook.domains().filter_map(|(data, domain)| of.domain(data, domain)).collect(),
        terms: handbook.terms().filter_map(|(data, term)| of.term(data, term)).collect(),
        responsibilities: of.responsibilities(),
        guardrails: handbook.guardrails().filter_map(|(data, guardrail)| of.guardrail(data, guardrail)).collect(),
        words: words.iter().filter(|(name, _)| name.starts_with("review_")).map(|(a, b)| (a.clone(), b.clone())).collect(),
    }
}

/// What a handbook is called by programs: its title as an id.
#[must_use]
pub fn handbook_id(config: &Config) -> String {
    let id = slug(&config.title);
    if id.is_empty() { "handbook".into() } else { id }
}

/// Checklists in the order of the phases; those that no phase names come last.
fn in_order(handbook: &Handbook) -> Vec<&handbook::Checklist> {
    let named: Vec<&str> = handbook.config.phases.iter().flat_map(|phase| &phase.checklists).map(Id::as_str).collect();
    let mut checklists: Vec<&handbook::Checklist> = handbook.checklists.iter().collect();
    checklists.sort_by_key(|checklist| named.iter().position(|id| *id == checklist.head.id.as_str()).unwrap_or(usize::MAX));
    checklists
}

fn settings(config: &Config) -> Settings {
    Settings {
        review_name: config.review_name.clone(),
        lead_time_days: config.lead_time_days,
        paper: config.paper.iter().map(|paper| paper.value).collect(),
        providers: ids(&config.providers),
        environments: words(&config.environments),
        traits: words(&config.traits),
        tiers: words(&config.tiers),
        roles: words(&config.roles),
        veto: config.veto.as_ref().map(|veto| Veto {
            tiers: ids(&veto.tiers),
            or_high_risk: veto.or_high_risk,
            by: ids(&veto.by),
        }),
    }
}

fn words(words: &[config::Word]) -> Vec<Word> {
    let word = |word: &config::Word| Word { id: word.id.value.to_string(), title: word.title.clone(), text: word.text.clone() };
    words.iter().map(word).collect()
}

fn ids(ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| id.value.to_string()).collect()
}

fn id(id: Option<&Id>) -> Option<String> {
    id.map(|id| id.value.to_string())
}

fn texts(texts: &[At<String>]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

/// A place in a page, from the top of the site.
fn address(page: &SitePath, anchor: Option<&str>) -> String {
    let anchor = anchor.map_or_else(String::new, |anchor| format!("#{}", encode_path(anchor)));
    format!("{}{anchor}", encode_path(page.as_str()))
}

/// What is made from, handed down.
struct Of<'a> {
    handbook: &'a Handbook,
    config: &'a Config,
}

impl Of<'_> {
    fn plain(&self, text: &Plain) -> String {
        fill(&text.prose, self.config)
    }

    fn plains(&self, texts: &[Plain]) -> Vec<String> {
        texts.iter().map(|text| self.plain(text)).collect()
    }

    fn maybe_plain(&self, text: Option<&Plain>) -> String {
        text.map_or_else(String::new, |text| self.plain(text))
    }

    fn maybe(&self, text: Option<&Rich>) -> String {
        text.map_or_else(String::new, |text| fill(&text.prose, self.config))
    }

    fn phase(&self, phase: &config::Phase) -> Phase {
        Phase {
            id: phase.id.value.to_string(),
            title: phase.title.clone(),
            address: self.handbook.phase_page(phase).map(|page| address(page, None)),
            oversight: phase.oversight,
            entry_signs: self.plains(&phase.entry_signs),
            exit_signs: self.plains(&phase.exit_signs),
            rules: self.plains(&phase.rules),
            participants: ids(&phase.participants),
            checklists: ids(&phase.checklists),
            only_for: phase.only_for.iter().map(|kind| kind.value).collect(),
        }
    }

    fn checklist(&self, checklist: &handbook::Checklist) -> Checklist {
        let head = &checklist.head;
        let phase = head.phase.as_ref().and_then(|id| self.config.phase(id.as_str()));
        Checklist {
            id: head.id.value.to_string(),
            title: head.title.clone(),
            phase: id(head.phase.as_ref()),
            advisory: phase.is_some_and(|phase| phase.oversight <= Oversight::Advisory),
            edition: head.edition.as_ref().map(|edition| edition.value),
            intro: self.maybe(head.intro.as_ref()),
            address: address(&checklist.address(), None),
            areas: checklist.areas.iter().map(|area| self.area(area)).collect(),
        }
    }

    fn area(&self, area: &ChecklistArea) -> Area {
        let written = area.area();
        let retired = |retired: &checklist::Retired| Retired {
            id: retired.id.value.clone(),
            why: self.maybe(retired.why.as_ref()),
            replaced_by: texts(&retired.replaced_by),
        };
        Area {
            id: area.id.clone(),
            title: area.title.clone(),
            prefix: written.prefix.as_ref().map(|prefix| prefix.value.clone()),
            address: address(&area.address, None),
            domain: id(written.domain.as_ref()),
            items: written.items.good.iter().map(|item| self.item(area, item)).collect(),
            retired: written.retired.iter().map(retired).collect(),
        }
    }

    fn item(&self, area: &ChecklistArea, item: &checklist::Item) -> Item {
        Item {
            id: item.id.value.clone(),
            ask: self.plain(&item.ask),
            address: address(&area.address, Some(&item.id.value)),
            why: self.maybe(item.why.as_ref()),
            evidence: self.maybe_plain(item.evidence.as_ref()),
            probes: self.plains(&item.probes),
            severity: item.severity.as_ref().map(|severity| severity.value),
            hard_stop: ids(&item.hard_stop),
            applies_when: Condition { any: ids(&item.applies_when.any), all: ids(&item.applies_when.all) },
            grows_from: texts(&item.grows_from),
            earliest: id(item.earliest.as_ref()),
            domain: id(item.domain.as_ref().or(area.area().domain.as_ref())),
            duty: id(item.duty.as_ref()),
            guide: item.guide.as_ref().and_then(|guide| self.link(guide, &area.path)),
            since: item.since.as_ref().map(|since| since.value),
        }
    }

    /// Where a `guide` leads; one that leads nowhere has been reported.
    fn link(&self, to: &At<String>, from: &SourcePath) -> Option<Link> {
        let link = prose::Link { kind: LinkKind::Link, to: to.clone() };
        match leads_to(&link, from, self.handbook)? {
            Target::Inside(page, anchor) => {
                let node = self.handbook.index.tree.at(&page);
                let title = node.map_or_else(|| page.to_string(), |(_, node)| node.title.clone());
                Some(Link { title, address: address(&page, anchor.as_deref()) })
            }
            Target::Outside(address) => Some(Link { title: address.clone(), address }),
            Target::Nowhere => None,
        }
    }

    fn domain(&self, data: &data::Data, domain: &data::Domain) -> Option<Domain> {
        let page = self.handbook.index.addresses.get(&data.path)?;
        Some(Domain {
            id: domain.id.value.to_string(),
            title: domain.title.clone(),
            address: address(page, Some(domain.id.as_str())),
            helps_with: self.maybe_plain(domain.helps_with.as_ref()),
            contact: self.maybe(domain.contact.as_ref()),
            hours: self.maybe(domain.hours.as_ref()),
        })
    }

    fn term(&self, data: &data::Data, term: &data::Term) -> Option<Term> {
        let page = self.handbook.index.addresses.get(&data.path)?;
        Some(Term {
            term: term.term.value.clone(),
            short_form: term.short_form.as_ref().map(|short| short.value.clone()),
            also: texts(&term.also),
            short: self.plain(&term.short),
            text: self.maybe(term.text.as_ref()),
            address: address(page, Some(&slug(&term.term.value))),
        })
    }

    fn responsibilities(&self) -> Responsibilities {
        let mut all = Responsibilities::default();
        for (data, matrix) in self.handbook.matrices() {
            let Some(page) = self.handbook.index.addresses.get(&data.path) else { continue };
            for duty in &matrix.duties.good {
                if !all.duties.iter().any(|known| known.id == duty.id.as_str()) {
                    all.duties.push(Duty {
                        id: duty.id.value.to_string(),
                        title: duty.title.clone(),
                        address: address(page, Some(duty.id.as_str())),
                        enablement: self.maybe(duty.enablement.as_ref()),
                    });
                }
            }
        }
        all.services = self.handbook.services().map(|(data, duties, service)| self.service(data, duties, service)).collect();
        all
    }

    fn service(&self, data: &data::Data, duties: &[data::Duty], service: &data::Service) -> Service {
        let page = self.handbook.index.service(data, service.id.as_str());
        let cell = |duty: &data::Duty| {
            let cell = service.cell(duty.id.as_str())?;
            Some(self.cell(&page, duty.id.as_str(), cell))
        };
        Service {
            id: service.id.value.to_string(),
            title: service.title.clone(),
            kind: service.kind,
            provider: service.provider.value.to_string(),
            address: address(&page, None),
            cells: duties.iter().filter_map(cell).collect(),
            traps: service
                .traps
                .iter()
                .map(|trap| Trap {
                    duty: id(trap.duty.as_ref()),
                    text: self.maybe(Some(&trap.text)),
                    setting: trap.setting.clone(),
                })
                .collect(),
        }
    }

    fn cell(&self, page: &SitePath, duty: &str, cell: &data::Cell) -> Cell {
        Cell {
            duty: duty.to_owned(),
            who: cell.who(),
            address: address(page, Some(duty)),
            provider: self.maybe(cell.provider.as_ref()),
            team: self.maybe(cell.team.as_ref()),
            enablement: self.maybe(cell.enablement.as_ref()),
            must_enable: cell.must_enable.as_ref().map(|must| MustEnable {
                setting: must.setting.clone(),
                default: must.default.clone(),
                show: must.show.clone(),
                later: must.later,
            }),
            not_applicable: self.maybe(cell.not_applicable.as_ref()),
            basis: cell.basis,
            checked: cell.checked.as_ref().map(|checked| checked.value),
            sources: cell.sources.iter().map(|witness| witness.url.clone()).collect(),
        }
    }

    fn guardrail(&self, data: &data::Data, guardrail: &data::Guardrail) -> Option<Guardrail> {
        let page = self.handbook.index.addresses.get(&data.path)?;
        let bound = |(environment, bound): &(At<String>, data::Bound)| Bound {
            environment: environment.value.clone(),
            min: bound.min.clone(),
            max: bound.max.clone(),
            equals: bound.equals.clone(),
            one_of: bound.one_of.clone(),
        };
        Some(Guardrail {
            id: guardrail.id.value.to_string(),
            title: self.plain(&guardrail.title),
            address: address(page, Some(guardrail.id.as_str())),
            unit: guardrail.unit.clone().unwrap_or_default(),
            domain: id(guardrail.domain.as_ref()),
            bounds: guardrail.bounds.iter().map(bound).collect(),
            talk_to: id(guardrail.outside.talk_to.as_ref()),
            sign_off: ids(&guardrail.outside.sign_off),
            bring: guardrail.outside.bring.iter().map(|text| self.maybe(Some(text))).collect(),
            why: self.maybe(Some(&guardrail.why)),
            example: self.maybe(guardrail.example.as_ref()),
        })
    }
}
