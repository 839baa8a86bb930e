//! Handbook → entries of the search index: the page tree in order, then items, then data files.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

use crate::{
    handbook::{Handbook, expand, resolve},
    manuscript::{
        Page,
        checklist::Item,
        data::{Bound, Cell, DataFile, DataKind, Guardrail, Offer, Service, Term},
    },
    output::{addresses, edition_changes, editions, frame, page_renderer::PageRenderer, walkthrough},
    prose::{InlineMarkdown, PlainText, SectionText, Visitor, Walk as _, section_texts, slug},
    source::SitePath,
    theme::provider_word,
};

/// The kind of an entry; results are grouped by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SearchEntryKind {
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
    /// A domain with its contacts.
    Domain,
    /// An offer.
    Offer,
    /// A sheet for the meeting, which no page has the content of.
    Sheet,
}

/// An entry of the search index: a page, a section, a question, a term, …
#[derive(Debug)]
pub struct SearchEntry {
    /// Its kind.
    pub kind: SearchEntryKind,
    /// Its title, as plain text.
    pub title: String,
    /// Further names: a short form, synonyms, an id, a page's keywords.
    pub names: Vec<String>,
    /// Site path of its page, and its anchor there; `None` for a page itself.
    pub at: (SitePath, Option<String>),
    /// Index of the entry that contains it; `None` for the home page, and for entries whose page is no entry.
    pub parent: Option<usize>,
    /// A page's summary, plain text; may be empty.
    pub summary: String,
    /// Its text without markup, as it is indexed.
    pub text: String,
}

/// The plain text of each page of prose, section by section, by site path.
pub type Sections<'a> = BTreeMap<&'a SitePath, Vec<SectionText>>;

/// Extracts the sections of all pages of prose, on all cores.
pub fn sections(handbook: &Handbook) -> Sections<'_> {
    let of = |page: &'_ Arc<Page>| section_texts(&resolve(&page.body, &page.path, handbook).0);
    let pages = handbook.pages.par_iter();
    pages.filter_map(|page| Some((handbook.index.addresses.get(&page.path)?, of(page)))).collect()
}

/// Lists all entries, each behind its parent. Pages get the text and sections given in `sections`.
pub fn list(renderer: &PageRenderer<'_>, sections: Sections<'_>) -> Vec<SearchEntry> {
    let mut list = List { renderer, sections, entries: Vec::new(), by_page: BTreeMap::new() };
    let handbook = &renderer.inputs.handbook;
    let pages = handbook.pages.iter().filter_map(|page| Some((handbook.index.addresses.get(&page.path)?, &**page))).collect();
    list.node(0, None, &pages);
    for (_, area, item) in handbook.items() {
        list.item(item, &area.address);
    }
    for data in &handbook.data {
        list.data(data);
    }
    list.editions();
    list.room();
    #[cfg(feature = "paper")]
    list.sheets();
    list.entries
}

struct List<'p, 'a> {
    renderer: &'p PageRenderer<'a>,
    sections: Sections<'p>,
    entries: Vec<SearchEntry>,
    by_page: BTreeMap<SitePath, usize>,
}

impl List<'_, '_> {
    fn node(&mut self, number: usize, parent: Option<usize>, pages: &BTreeMap<&SitePath, &Page>) {
        let handbook = &self.renderer.inputs.handbook;
        let node = handbook.index.tree.node(number);
        let card = frame::card(self.renderer, number);
        let page = pages.get(&node.address);
        let mut sections = self.sections.remove(&node.address).unwrap_or_default().into_iter();
        let own = self.entries.len();
        self.by_page.insert(node.address.clone(), own);
        self.entries.push(SearchEntry {
            kind: SearchEntryKind::Page,
            title: if card.title.is_empty() { handbook.config.title.clone() } else { card.title },
            names: page.map_or_else(Vec::new, |page| page.meta.keywords.clone()),
            at: (node.address.clone(), None),
            parent,
            summary: card.summary,
            text: sections.next().map_or_else(String::new, |intro| intro.text),
        });
        let title_anchor = page.and_then(|page| page.title_anchor.as_ref());
        for section in sections {
            let Some((title, anchor)) = section.heading else { continue };
            if Some(&anchor) == title_anchor {
                let text = &mut self.entries[own].text;
                text.push('\n');
                text.push_str(&section.text);
                continue;
            }
            self.entries.push(SearchEntry {
                kind: SearchEntryKind::Section,
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
        self.add(SearchEntryKind::Item, (title, names), (page, item.id.value.clone()), text);
    }

    fn data(&mut self, data: &DataFile) {
        let handbook = &self.renderer.inputs.handbook;
        let Some(page) = handbook.index.addresses.get(&data.path) else { return };
        match &data.kind {
            DataKind::Glossary(terms) => terms.valid.iter().for_each(|term| self.term(term, page)),
            DataKind::Guardrails(guardrails) => guardrails.valid.iter().for_each(|found| self.guardrail(found, page)),
            DataKind::Domains(domains) => {
                for domain in &domains.valid {
                    let text = domain.helps_with.as_ref().map_or_else(String::new, |text| self.plain(text));
                    self.add(
                        SearchEntryKind::Domain,
                        (domain.title.clone(), Vec::new()),
                        (page, domain.id.value.to_string()),
                        text,
                    );
                }
            }
            DataKind::Offers(offers) => offers.valid.iter().for_each(|offer| self.offer(offer, page)),
            DataKind::Responsibilities(matrix) => {
                // "Who patches my database" names a kind of service and none of them.
                let kinds: BTreeSet<String> = matrix.services.valid.iter().map(|service| self.kind(service)).collect();
                let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
                for duty in &matrix.duties.valid {
                    let text = duty.enablement.as_ref().map_or_else(String::new, |text| self.markdown(text));
                    let text = format!("{text} {kinds} {}", duty.covers.join(", "));
                    self.add(SearchEntryKind::Service, (duty.title.clone(), Vec::new()), (page, duty.id.value.to_string()), text);
                }
                let shown = matrix.services.valid.iter().filter(|service| handbook.config.shows(service.provider.as_str()));
                for service in shown {
                    let titles = matrix.duties.valid.iter().map(|duty| (duty.id.as_str(), duty.title.as_str())).collect();
                    self.service(service, &handbook.index.service(data, service.id.as_str()), &titles);
                }
            }
        }
    }

    /// The pages of closed editions that changed something, which are none of the tree: by the questions that changed, and why.
    fn editions(&mut self) {
        let inputs = self.renderer.inputs;
        for (checklist, edition) in editions::newest(&inputs.handbook) {
            let changes = edition_changes::shown(&inputs.handbook, edition);
            let text: Vec<&str> = changes.flat_map(|change| change.id.iter().chain(&change.why)).map(String::as_str).collect();
            if text.is_empty() {
                continue;
            }
            let closed = edition.closed.value;
            self.entries.push(SearchEntry {
                kind: SearchEntryKind::Page,
                title: edition_changes::short_title(inputs, checklist, closed),
                names: Vec::new(),
                at: (edition_changes::address(checklist, closed), None),
                parent: self.by_page.get(&checklist.address()).copied(),
                summary: edition_changes::counted(inputs, edition),
                text: text.join("\n"),
            });
        }
    }

    /// The page for the meeting, which is none of the tree.
    fn room(&mut self) {
        let inputs = self.renderer.inputs;
        if addresses::has_walkthrough(inputs) {
            self.entries.push(SearchEntry {
                kind: SearchEntryKind::Page,
                title: walkthrough::title(inputs),
                names: Vec::new(),
                at: (SitePath::new(addresses::WALKTHROUGH), None),
                parent: None,
                summary: walkthrough::summary(inputs),
                text: String::new(),
            });
        }
    }

    /// The sheets for the meeting: no page says what they hold.
    #[cfg(feature = "paper")]
    fn sheets(&mut self) {
        let inputs = self.renderer.inputs;
        for sheet in inputs.sheet_set.sheets.iter().filter(|sheet| sheet.is_of_meeting()) {
            let word = |of: &str| inputs.theme.word(&format!("sheet_{of}_{}", sheet.id.replace('-', "_"))).to_owned();
            self.entries.push(SearchEntry {
                kind: SearchEntryKind::Sheet,
                title: sheet.title.clone(),
                names: vec![word("name")],
                at: (addresses::sheet(&sheet.id), None),
                parent: None,
                summary: word("summary"),
                text: word("summary"),
            });
        }
    }

    fn term(&mut self, term: &Term, page: &SitePath) {
        let names = term.names().skip(1).map(|name| name.value.clone()).collect();
        let text = std::iter::once(self.plain(&term.short)).chain(term.text.iter().map(|text| self.markdown(text)));
        let text = text.collect::<Vec<_>>().join(" ");
        self.add(SearchEntryKind::Term, (term.term.value.clone(), names), (page, slug(&term.term.value)), text);
    }

    fn guardrail(&mut self, guardrail: &Guardrail, page: &SitePath) {
        let bounds = guardrail.bounds.iter().flat_map(|(_, bound)| {
            let Bound { min, max, equals, one_of } = bound;
            min.iter().chain(max).chain(equals).chain(one_of).cloned()
        });
        let bounds = bounds.chain(Some(guardrail.unit.clone()).filter(|unit| !unit.is_empty())).collect::<Vec<_>>().join(" ");
        let texts = std::iter::once(&guardrail.why).chain(&guardrail.example).chain(&guardrail.outside.bring);
        let text = texts.map(|text| self.markdown(text)).chain([bounds]).collect::<Vec<_>>().join("\n");
        let title = self.plain(&guardrail.title);
        self.add(SearchEntryKind::Guardrail, (title, Vec::new()), (page, guardrail.id.value.to_string()), text);
    }

    fn offer(&mut self, offer: &Offer, page: &SitePath) {
        let texts = offer.place.iter().chain([&offer.lets]).chain(&offer.example);
        let text = texts.map(|text| self.markdown(text)).collect::<Vec<_>>().join("\n");
        let title = self.plain(&offer.title);
        self.add(SearchEntryKind::Offer, (title, Vec::new()), (page, offer.id.value.to_string()), text);
    }

    fn service(&mut self, service: &Service, page: &SitePath, duties: &BTreeMap<&str, &str>) {
        let theme = &self.renderer.inputs.theme;
        if let Some(&number) = self.by_page.get(page) {
            let traps = service.traps.iter().map(|trap| self.markdown(&trap.text)).collect::<Vec<_>>().join("\n");
            let provider = theme.all_words.get(&provider_word(service.provider.as_str()));
            let provider = provider.map_or_else(|| service.provider.as_str(), String::as_str);
            let summary = format!("{} · {provider}", self.kind(service));
            let place = &mut self.entries[number];
            place.kind = SearchEntryKind::Service;
            place.summary = summary;
            place.text = traps;
        }
        for (duty, cell) in &service.cells {
            let Some(title) = duties.get(duty.value.as_str()) else { continue };
            let title = theme.word("cell_of").replace("{duty}", title).replace("{service}", &service.title);
            let text = self.cell(cell);
            self.add(SearchEntryKind::Service, (title, Vec::new()), (page, duty.value.clone()), text);
        }
    }

    fn kind(&self, service: &Service) -> String {
        let inputs = self.renderer.inputs;
        inputs.handbook.config.kind_title(service.kind.as_str(), &inputs.theme.all_words)
    }

    fn cell(&self, cell: &Cell) -> String {
        let halves = cell.provider.iter().chain(&cell.team).chain(&cell.enablement).chain(&cell.not_applicable);
        let setting = cell.must_enable.iter().map(|must| format!("{} {}", must.setting, must.show));
        halves.map(|text| self.markdown(text)).chain(setting).collect::<Vec<_>>().join("\n")
    }

    /// Adds an entry with title and further names, at a page's site path and an anchor.
    fn add(&mut self, kind: SearchEntryKind, (title, names): (String, Vec<String>), at: (&SitePath, String), text: String) {
        let (page, anchor) = at;
        let parent = self.by_page.get(page).copied();
        let at = (page.clone(), Some(anchor));
        self.entries.push(SearchEntry { kind, title, names, at, parent, summary: String::new(), text });
    }

    fn plain(&self, text: &PlainText) -> String {
        self.renderer.words(text)
    }

    fn markdown(&self, text: &InlineMarkdown) -> String {
        expand(&text.prose, &self.renderer.inputs.handbook.config)
    }
}

/// Collects all texts of a value as plain text, in the order of its keys.
struct Texts<'l, 'p, 'a> {
    list: &'l List<'p, 'a>,
    found: Vec<String>,
}

impl<'v> Visitor<'v> for Texts<'_, '_, '_> {
    fn inline(&mut self, text: &'v PlainText) {
        self.found.push(self.list.plain(text));
    }

    fn markdown(&mut self, text: &'v InlineMarkdown) {
        self.found.push(self.list.markdown(text));
    }
}
