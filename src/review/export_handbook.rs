//! [`Handbook`] → [`HandbookExport`]: what a build publishes as `handbook.json`.

use std::collections::BTreeMap;

use super::{
    export_editions::{earlier, editions},
    export_record::ForRecords,
    handbook_export::{
        Area, Bound, Cell, Checklist, Domain, ExportRendition, Guardrail, HandbookExport, HiddenService, Item, Link, Offer,
        Phase, Responsibilities, Service, Settings, Term, VERSION, is_review_word,
    },
};
use crate::{
    config::{self, Config, Oversight},
    handbook::{self, ChecklistArea, ClosedEditions, Handbook, expand, try_resolve_link},
    manuscript::{checklist, data},
    prose::{self, InlineMarkdown, LinkTarget, PlainText, Render as _, ValueRenderer, slug},
    source::{SitePath, SourcePath, Spanned, encode_path},
    yaml::{Canonical as _, DigestScope, Id, ReferenceKind},
};

/// Exports a handbook; `words` are those of the interface, of which those of reviews are kept.
#[must_use]
pub fn export_handbook(handbook: &Handbook, words: &BTreeMap<String, String>) -> HandbookExport {
    let config = &handbook.config;
    let of = Of { handbook };
    HandbookExport {
        readybook: VERSION,
        id: config.handbook_id(),
        former_ids: config.former_ids.iter().map(|id| id.value.0.clone()).collect(),
        title: config.title.clone(),
        summary: config.summary.clone(),
        organisation: config.organisation.clone(),
        language: config.language.value.clone(),
        base_url: config.base_url.as_ref().map(|url| format!("{}/", url.value.trim_end_matches('/'))),
        settings: settings(config, words, &of.of_file(&config.path)),
        phases: config.phases.iter().map(|phase| of.phase(phase)).collect(),
        checklists: handbook.checklists.iter().map(|checklist| of.checklist(checklist)).collect(),
        domains: handbook.domains().filter_map(|(data, domain)| of.domain(data, domain)).collect(),
        terms: handbook.terms().filter_map(|(data, term)| of.term(data, term)).collect(),
        responsibilities: of.responsibilities(),
        guardrails: handbook.guardrails().filter_map(|(data, guardrail)| of.guardrail(data, guardrail)).collect(),
        offers: handbook.offers().filter_map(|(data, offer)| of.offer(data, offer)).collect(),
        words: words.iter().filter(|(name, _)| is_review_word(name)).map(|(a, b)| (a.clone(), b.clone())).collect(),
    }
}

fn settings(config: &Config, words: &BTreeMap<String, String>, by: &Publisher<'_>) -> Settings {
    let word = |name: &str| words.get(name).cloned().unwrap_or_default();
    let kind = |id: &str| config::ServiceKindAs { id: id.to_owned(), title: Some(config.kind_title(id, words)) };
    Settings {
        review_name: config.review_name.clone(),
        lead_time_days: config.lead_time_days,
        records: ForRecords::of(config),
        paper: config.paper.iter().map(|paper| paper.value).collect(),
        providers: ids(&config.providers),
        service_kinds: config.kinds().into_iter().map(kind).collect(),
        environments: config.environments.render(by),
        traits: config.traits.render(by),
        tiers: config.tiers.render(by),
        roles: config.roles.render(by),
        veto: config.veto.render(by),
        meeting: config.sign_off().map(|_| config::Meeting::of(config, &word).render(by)),
        levels: config.settings.levels.iter().map(|(code, level)| (code.value.clone(), level.value.word().to_owned())).collect(),
    }
}

fn ids(ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| id.value.to_string()).collect()
}

fn id(id: Option<&Id>) -> Option<String> {
    id.map(|id| id.value.to_string())
}

/// The address of a page and an anchor: a path relative to the site's root and a fragment, both percent-encoded.
fn address(page: &SitePath, anchor: Option<&str>) -> String {
    let anchor = anchor.map_or_else(String::new, |anchor| format!("#{}", encode_path(anchor)));
    format!("{}{anchor}", encode_path(page.as_str()))
}

/// The handbook that is exported, for the functions below.
struct Of<'h> {
    handbook: &'h Handbook,
}

impl Of<'_> {
    /// A renderer for values of a file that have no address of their own.
    fn of_file<'a>(&'a self, from: &'a SourcePath) -> Publisher<'a> {
        Publisher { handbook: self.handbook, from, address: None }
    }

    /// A renderer for a value of a file with this address.
    fn at<'a>(&'a self, from: &'a SourcePath, page: &SitePath, anchor: Option<&str>) -> Publisher<'a> {
        Publisher { address: Some(address(page, anchor)), ..self.of_file(from) }
    }

    fn phase(&self, phase: &config::Phase) -> Phase {
        let address = self.handbook.phase_page(phase).map(|page| address(page, None));
        phase.render(&Publisher { address, ..self.of_file(&self.handbook.config.path) })
    }

    fn checklist(&self, checklist: &handbook::Checklist) -> Checklist {
        let head = &checklist.header;
        let phase = head.phase.as_ref().and_then(|id| self.handbook.config.phase(id.as_str()));
        let closed = ClosedEditions::of(&self.handbook.editions, head.id.as_str());
        Checklist {
            id: head.id.value.to_string(),
            title: head.title.clone(),
            phase: id(head.phase.as_ref()),
            advisory: phase.is_some_and(|phase| phase.oversight <= Oversight::Advisory),
            edition: head.edition.as_ref().map(|edition| edition.value),
            intro: self.of_file(&head.path).markdown(head.intro.as_ref()),
            address: address(&checklist.address(), None),
            digest: Some(checklist.digest(DigestScope::All)),
            editions: editions(closed.as_ref()),
            earlier: earlier(closed.as_ref(), checklist, &self.handbook.config),
            areas: checklist.areas.iter().map(|area| self.area(area)).collect(),
        }
    }

    fn area(&self, area: &ChecklistArea) -> Area {
        let written = area.area();
        let mut retired = written.retired.render(&self.of_file(&area.path));
        for retired in &mut retired {
            // What was retired later leads on to what replaces that.
            if let Some(by) = self.handbook.index.retired_or_invalid.get(&retired.id) {
                retired.replaced_by.clone_from(by);
            }
        }
        Area {
            id: area.id.clone(),
            title: area.title.clone(),
            prefix: written.prefix.as_ref().map(|prefix| prefix.value.clone()),
            address: address(&area.address, None),
            domain: id(written.domain.as_ref()),
            // What is hidden is left out here and nowhere else: history treats it as present.
            digest: Some(area.written().digest(DigestScope::All)),
            items: written.items.iter().map(|item| self.item(area, item)).collect(),
            hidden: area.hidden.iter().map(|item| self.hidden_item(area, item)).collect(),
            retired,
        }
    }

    fn item(&self, area: &ChecklistArea, item: &checklist::Item) -> Item {
        let mut keys: checklist::ItemAs<ExportRendition> = item.render(&self.at(&area.path, &area.address, Some(&item.id.value)));
        // Who to ask: its own domain, or its area's.
        keys.domain = keys.domain.or_else(|| id(area.area().domain.as_ref()));
        Item { keys, digests: Some(item.digests()) }
    }

    /// A hidden question: nothing on the page of its area is its own.
    fn hidden_item(&self, area: &ChecklistArea, item: &checklist::Item) -> Item {
        let Item { keys, digests } = self.item(area, item);
        Item { keys: checklist::ItemAs { address: address(&area.address, None), ..keys }, digests }
    }

    fn domain(&self, data: &data::DataFile, domain: &data::Domain) -> Option<Domain> {
        let page = self.handbook.index.addresses.get(&data.path)?;
        Some(domain.render(&self.at(&data.path, page, Some(domain.id.as_str()))))
    }

    fn offer(&self, data: &data::DataFile, offer: &data::Offer) -> Option<Offer> {
        let page = self.handbook.index.addresses.get(&data.path)?;
        Some(offer.render(&self.at(&data.path, page, Some(offer.id.as_str()))))
    }

    fn term(&self, data: &data::DataFile, term: &data::Term) -> Option<Term> {
        let page = self.handbook.index.addresses.get(&data.path)?;
        let keys = term.render(&self.at(&data.path, page, Some(&slug(&term.term.value))));
        Some(Term { keys, digest: Some(term.digest(DigestScope::All)) })
    }

    fn responsibilities(&self) -> Responsibilities {
        let mut all = Responsibilities::default();
        for (data, matrix) in self.handbook.matrices() {
            let Some(page) = self.handbook.index.addresses.get(&data.path) else { continue };
            for duty in &matrix.duties.valid {
                if !all.duties.iter().any(|known| known.id == duty.id.as_str()) {
                    all.duties.push(duty.render(&self.at(&data.path, page, Some(duty.id.as_str()))));
                }
            }
        }
        let hidden = self.handbook.hidden_services().map(|service| HiddenService {
            id: service.id.value.to_string(),
            title: service.title.clone(),
            provider: service.provider.value.to_string(),
            implies: ids(&service.implies),
        });
        all.hidden = hidden.collect();
        all.services = self.handbook.services().map(|(data, duties, service)| self.service(data, duties, service)).collect();
        all
    }

    fn service(&self, data: &data::DataFile, duties: &[data::Duty], service: &data::Service) -> Service {
        let page = self.handbook.index.service(data, service.id.as_str());
        let cell = |duty: &data::Duty| {
            let cell = service.cell(duty.id.as_str())?;
            Some(Cell {
                duty: duty.id.value.to_string(),
                who: cell.who(),
                keys: cell.render(&self.at(&data.path, &page, Some(duty.id.as_str()))),
                sources: cell.sources.iter().map(|witness| witness.url.clone()).collect(),
                checked: cell.read_on.as_ref().map(|day| day.value),
                digest: Some(cell.digest(DigestScope::All)),
            })
        };
        Service {
            keys: service.render(&self.at(&data.path, &page, None)),
            cells: duties.iter().filter_map(cell).collect(),
            traps: service.traps.render(&self.of_file(&data.path)),
        }
    }

    fn guardrail(&self, data: &data::DataFile, guardrail: &data::Guardrail) -> Option<Guardrail> {
        let page = self.handbook.index.addresses.get(&data.path)?;
        let bound = |(environment, bound): &(Spanned<String>, data::Bound)| Bound {
            environment: environment.value.clone(),
            min: bound.min.clone(),
            max: bound.max.clone(),
            equals: bound.equals.clone(),
            one_of: bound.one_of.clone(),
        };
        let by = self.at(&data.path, page, Some(guardrail.id.as_str()));
        let data::GuardrailAs { id, title, address, unit, domain, why, example } = guardrail.render(&by);
        // What lies outside the bounds stands beside the other keys there.
        let data::Outside { talk_to, sign_off, bring } = &guardrail.outside;
        Some(Guardrail {
            id,
            title,
            address,
            unit,
            domain,
            bounds: guardrail.bounds.iter().map(bound).collect(),
            talk_to: self::id(talk_to.as_ref()),
            sign_off: ids(sign_off),
            bring: bring.render(&by),
            why,
            example,
            digest: Some(guardrail.digest(DigestScope::All)),
        })
    }
}

/// Renders the values of one file for `handbook.json`.
struct Publisher<'a> {
    handbook: &'a Handbook,
    from: &'a SourcePath,
    /// The address of the value, as [`address`] makes it.
    address: Option<String>,
}

impl ValueRenderer<ExportRendition> for Publisher<'_> {
    fn inline(&self, text: Option<&PlainText>) -> String {
        text.map_or_else(String::new, |text| expand(&text.prose, &self.handbook.config))
    }

    fn markdown(&self, text: Option<&InlineMarkdown>) -> String {
        text.map_or_else(String::new, |text| expand(&text.prose, &self.handbook.config))
    }

    fn reference(&self, _names: ReferenceKind, id: &str) -> Option<String> {
        Some(id.to_owned())
    }

    /// The title and the address of a page; a broken path has been reported.
    fn page(&self, path: &Spanned<String>) -> Option<Link> {
        let link = prose::Link::to(path.clone());
        match try_resolve_link(&link, self.from, self.handbook)? {
            LinkTarget::Inside(page, anchor) => {
                let node = self.handbook.index.tree.at(&page);
                let title = node.map_or_else(|| page.to_string(), |(_, node)| node.title.clone());
                Some(Link { title, address: address(&page, anchor.as_deref()) })
            }
            LinkTarget::Outside(address) => Some(Link { title: address.clone(), address }),
            LinkTarget::NotAsked(_) | LinkTarget::Nowhere => None,
        }
    }

    fn address(&self) -> Option<String> {
        self.address.clone()
    }
}
