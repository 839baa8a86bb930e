//! Handbook → the places that search can find, in the order in which a reader meets them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::{
    handbook::{Handbook, fill, fill_sections},
    manuscript::{
        Page,
        checklist::Item,
        data::{Bound, Cell, Data, DataKind, Guardrail, Service, Term},
    },
    output::{frame, painter::Painter},
    prose::{Plain, Rich, SectionText, Visitor, Walk as _, slug},
    source::SitePath,
    theme::{kind_word, provider_word},
};

/// What a place is; results are grouped by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A page.
    Page,
    /// A section of a page.
    Section,
    /// A question of a checklist.
    Item,
    /// A term of the glossary.
    Term,
    /// A duty, a service, or a service's cell for a duty.
    Service,
    /// A guardrail.
    Guardrail,
    /// A field of knowledge with the people who help.
    Domain,
}

/// Somewhere to go.
#[derive(Debug)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// What it is called.
    pub title: String,
    /// What else it is called: a short form, synonyms, an id.
    pub names: Vec<String>,
    /// The page that it is on, and the anchor on it.
    pub at: (SitePath, Option<String>),
    /// The place that it lies in, by number.
    pub parent: Option<usize>,
    /// What a reader gets, in a sentence.
    pub summary: String,
    /// What it says.
    pub text: String,
}

/// What each page says, section by section, by its address.
pub type Sections<'a> = BTreeMap<&'a SitePath, Vec<SectionText>>;

/// The sections of all pages, on all cores.
pub fn sections(handbook: &Handbook) -> Sections<'_> {
    let pages = handbook.pages.par_iter();
    pages
        .filter_map(|page| Some((handbook.index.addresses.get(&page.path)?, fill_sections(&page.body, &handbook.config))))
        .collect()
}

/// Lists all places. A place stands behind the one that it lies in. Pages have the `sections` that are given.
pub fn list(painter: &Painter<'_>, sections: Sections<'_>) -> Vec<Place> {
    let mut list = List { painter, sections, places: Vec::new(), by_page: BTreeMap::new() };
    let handbook = &painter.inputs.handbook;
    let pages = handbook.pages.iter().filter_map(|page| Some((handbook.index.addresses.get(&page.path)?, &**page))).collect();
    list.node(0, None, &pages);
    for (_, area, item) in handbook.items() {
        list.item(item, &area.address);
    }
    for data in &handbook.data {
        list.data(data);
    }
    list.places
}

struct List<'p, 'a> {
    painter: &'p Painter<'a>,
    sections: Sections<'p>,
    places: Vec<Place>,
    by_page: BTreeMap<SitePath, usize>,
}

impl List<'_, '_> {
    fn node(&mut self, number: usize, parent: Option<usize>, pages: &BTreeMap<&SitePath, &Page>) {
        let handbook = &self.painter.inputs.handbook;
        let node = handbook.index.tree.node(number);
        let card = frame::card(self.painter, number);
        let page = pages.get(&node.address);
        let mut sections = self.sections.remove(&node.address).unwrap_or_default().into_iter();
        let own = self.places.len();
        self.by_page.insert(node.address.clone(), own);
        self.places.push(Place {
            kind: PlaceKind::Page,
            title: if card.title.is_empty() { handbook.config.title.clone() } else { card.title },
            names: Vec::new(),
            at: (node.address.clone(), None),
            parent,
            summary: card.summary,
            text: sections.next().map_or_else(String::new, |intro| intro.text),
        });
        let title_anchor = page.and_then(|page| page.title_anchor.as_ref());
        for section in sections {
            let Some((title, anchor)) = section.heading else { continue };
            if Some(&anchor) == title_anchor {
                let text = &mut self.places[own].text;
                text.push('\n');
                text.push_str(&section.text);
                continue;
            }
            self.places.push(Place {
                kind: PlaceKind::Section,
                title,
                names: Vec::new(),
                at: (node.address.clone(), Some(anchor)),
                parent: Some(own),
                summary: String::new(),
                text: section.text,
            });
        }
        for &child in &node.children {
            self.node(child, Some(own), pages);
        }
    }

    fn item(&mut self, item: &Item, page: &SitePath) {
        let mut texts = Texts { list: self, found: Vec::new() };
        item.walk(&mut texts);
        // The question itself, which comes first, is the title.
        let text = texts.found.into_iter().skip(1).collect::<Vec<_>>().join("\n");
        let (title, names) = (self.plain(&item.ask), vec![item.id.value.clone()]);
        self.add(PlaceKind::Item, (title, names), (page, item.id.value.clone()), text);
    }

    fn data(&mut self, data: &Data) {
        let handbook = &self.painter.inputs.handbook;
        let Some(page) = handbook.index.addresses.get(&data.path) else { return };
        match &data.kind {
            DataKind::Glossary(terms) => terms.good.iter().for_each(|term| self.term(term, page)),
            DataKind::Guardrails(guardrails) => guardrails.good.iter().for_each(|found| self.guardrail(found, page)),
            DataKind::Domains(domains) => {
                for domain in &domains.good {
                    let text = domain.helps_with.as_ref().map_or_else(String::new, |text| self.plain(text));
                    self.add(PlaceKind::Domain, (domain.title.clone(), Vec::new()), (page, domain.id.value.to_string()), text);
                }
            }
            DataKind::Responsibilities(matrix) => {
                // "Who patches my database" names a kind of service and none of them.
                let kinds: BTreeSet<&str> = matrix.services.good.iter().map(|service| self.kind(service)).collect();
                let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
                for duty in &matrix.duties.good {
                    let text = duty.enablement.as_ref().map_or_else(String::new, |text| self.rich(text));
                    let text = format!("{text} {kinds} {}", duty.covers.join(", "));
                    self.add(PlaceKind::Service, (duty.title.clone(), Vec::new()), (page, duty.id.value.to_string()), text);
                }
                let shown = matrix.services.good.iter().filter(|service| handbook.config.shows(service.provider.as_str()));
                for service in shown {
                    let titles = matrix.duties.good.iter().map(|duty| (duty.id.as_str(), duty.title.as_str())).collect();
                    self.service(service, &handbook.index.service(data, service.id.as_str()), &titles);
                }
            }
        }
    }

    fn term(&mut self, term: &Term, page: &SitePath) {
        let names = term.names().skip(1).map(|name| name.value.clone()).collect();
        let text = std::iter::once(self.plain(&term.short)).chain(term.text.iter().map(|text| self.rich(text)));
        let text = text.collect::<Vec<_>>().join(" ");
        self.add(PlaceKind::Term, (term.term.value.clone(), names), (page, slug(&term.term.value)), text);
    }

    fn guardrail(&mut self, guardrail: &Guardrail, page: &SitePath) {
        let bounds = guardrail.bounds.iter().flat_map(|(_, bound)| {
            let Bound { min, max, equals, one_of } = bound;
            min.iter().chain(max).chain(equals).chain(one_of).cloned()
        });
        let bounds = bounds.chain(Some(guardrail.unit.clone()).filter(|unit| !unit.is_empty())).collect::<Vec<_>>().join(" ");
        let texts = std::iter::once(&guardrail.why).chain(&guardrail.example).chain(&guardrail.outside.bring);
        let text = texts.map(|text| self.rich(text)).chain([bounds]).collect::<Vec<_>>().join("\n");
        let title = self.plain(&guardrail.title);
        self.add(PlaceKind::Guardrail, (title, Vec::new()), (page, guardrail.id.value.to_string()), text);
    }

    fn service(&mut self, service: &Service, page: &SitePath, duties: &BTreeMap<&str, &str>) {
        let theme = &self.painter.inputs.theme;
        if let Some(&number) = self.by_page.get(page) {
            let traps = service.traps.iter().map(|trap| self.rich(&trap.text)).collect::<Vec<_>>().join("\n");
            let provider = theme.all_words.get(&provider_word(service.provider.as_str()));
            let provider = provider.map_or_else(|| service.provider.as_str(), String::as_str);
            let summary = format!("{} · {provider}", self.kind(service));
            let place = &mut self.places[number];
            place.kind = PlaceKind::Service;
            place.summary = summary;
            place.text = traps;
        }
        for (duty, cell) in &service.cells {
            let Some(title) = duties.get(duty.value.as_str()) else { continue };
            let title = theme.word("cell_of").replace("{duty}", title).replace("{service}", &service.title);
            let text = self.cell(cell);
            self.add(PlaceKind::Service, (title, Vec::new()), (page, duty.value.clone()), text);
        }
    }

    fn kind(&self, service: &Service) -> &str {
        self.painter.inputs.theme.all_words.get(kind_word(service.kind)).map_or_else(|| service.kind.word(), String::as_str)
    }

    fn cell(&self, cell: &Cell) -> String {
        let halves = cell.provider.iter().chain(&cell.team).chain(&cell.enablement).chain(&cell.not_applicable);
        let setting = cell.must_enable.iter().map(|must| format!("{} {}", must.setting, must.show));
        halves.map(|text| self.rich(text)).chain(setting).collect::<Vec<_>>().join("\n")
    }

    /// Adds a place with its title and other names, and where it is: the page and the anchor on it.
    fn add(&mut self, kind: PlaceKind, (title, names): (String, Vec<String>), at: (&SitePath, String), text: String) {
        let (page, anchor) = at;
        let parent = self.by_page.get(page).copied();
        let at = (page.clone(), Some(anchor));
        self.places.push(Place { kind, title, names, at, parent, summary: String::new(), text });
    }

    fn plain(&self, text: &Plain) -> String {
        self.painter.words(text)
    }

    fn rich(&self, text: &Rich) -> String {
        fill(&text.prose, &self.painter.inputs.handbook.config)
    }
}

/// All texts of a value, in the order of its keys.
struct Texts<'l, 'p, 'a> {
    list: &'l List<'p, 'a>,
    found: Vec<String>,
}

impl<'v> Visitor<'v> for Texts<'_, '_, '_> {
    fn inline(&mut self, text: &'v Plain) {
        self.found.push(self.list.plain(text));
    }

    fn markdown(&mut self, text: &'v Rich) {
        self.found.push(self.list.rich(text));
    }
}
