//! Data of a document: a page, a section or the whole handbook, from the same prose trees as the pages.

use super::{
    DocumentScope, Sheet, SheetKind, bars::Bars, bounds::in_words, checklists::items, item_filter::ItemFilter, offers,
    sheet_renderer::SheetRenderer,
};
use crate::{
    config::{Config, Document, Paper},
    handbook::{Checklist, ChecklistArea, Handbook, Node},
    manuscript::data::{Bound, DataFile, DataKind, Domain, Guardrail, Responsibilities, Term},
    output::{addresses::CHECKLISTS, meeting, nodes},
    prose::{BlockNode, Directive, EntryNode, InlineMarkdown, InlineNode, slug},
    source::{SitePath, Spanned},
    theme::{
        Accountable, AreaData, Blocks, DocumentData, MeetingPart, MeetingView, OutcomeView, PartData, RichText, SignerView,
        StepView, Theme, who_word,
    },
};

/// The documents that the settings publish, on the first paper size only.
pub fn published(handbook: &Handbook, papers: &[Paper]) -> Vec<Sheet> {
    let wants = |wanted: Document| handbook.config.documents.iter().any(|document| document.value == wanted);
    let paper = papers.get(..1).unwrap_or_default();
    let make = |id: String, title: &str, scope: DocumentScope| {
        Sheet::new(id, title.to_owned(), SheetKind::Document(scope), ItemFilter::default(), paper)
    };
    let mut documents = Vec::new();
    if wants(Document::Handbook) {
        documents.push(make("handbook".into(), &handbook.config.title, DocumentScope::Whole));
    }
    if wants(Document::Sections) {
        let tree = &handbook.index.tree;
        let sections = tree.root().children.iter().map(|&number| tree.node(number));
        for section in sections.filter(|node| is_section(node)) {
            documents.push(make(
                format!("section-{}", id(&section.address)),
                &section.title,
                DocumentScope::Below(section.address.clone()),
            ));
        }
    }
    documents
}

/// The id of a document from a site path: without `.html` or `/index.html`, `/` replaced by `-`.
#[must_use]
pub fn id(address: &SitePath) -> String {
    address.as_str().trim_end_matches("/index.html").trim_end_matches(".html").replace('/', "-")
}

/// Whether a node is a section with children; the section of checklists is none, as they have sheets.
fn is_section(node: &Node) -> bool {
    !node.children.is_empty() && node.address.as_str().ends_with("/index.html") && node.address.as_str() != CHECKLISTS
}

/// Data of a document: its pages in order.
pub fn data(renderer: &mut SheetRenderer<'_>, scope: &DocumentScope) -> DocumentData {
    let handbook = &renderer.inputs.handbook;
    let tree = &handbook.index.tree;
    let top = match scope {
        DocumentScope::Whole => 0,
        DocumentScope::Below(address) => tree.at(address).map_or(0, |(number, _)| number),
    };
    let mut found = Vec::new();
    collect(renderer, top, 1, &mut found);
    renderer.here = found.iter().map(|&(number, _)| (tree.node(number).address.clone(), anchor(number))).collect();
    // An area that follows its guide stands in two files at one address.
    let parts = found.iter().map(|&(number, level)| (number, part(renderer, number, level)));
    // A service stands in its matrix; a page of its own would say it twice.
    let parts = parts.filter(|(number, part)| !part.blocks.is_empty() || !tree.node(*number).children.is_empty());
    let parts = parts.map(|(_, part)| part).collect();
    DocumentData { summary: tree.node(top).summary.clone(), parts }
}

/// Collects a node and its descendants as (tree node, heading level); children of the first one have its level.
fn collect(renderer: &SheetRenderer<'_>, number: usize, level: usize, found: &mut Vec<(usize, usize)>) {
    found.push((number, level));
    let below = if found.len() == 1 { level } else { level + 1 };
    for &child in &renderer.inputs.handbook.index.tree.node(number).children {
        collect(renderer, child, below, found);
    }
}

fn anchor(number: usize) -> String {
    format!("page-{number}")
}

fn part(renderer: &SheetRenderer<'_>, number: usize, level: usize) -> PartData {
    let handbook = &renderer.inputs.handbook;
    let node = handbook.index.tree.node(number);
    let own = anchor(number);
    let mut blocks = Vec::new();
    if let Some(page) = handbook.page_at(&node.address) {
        blocks = renderer.blocks(&page.body, &page.path, &own, &|found| directive(renderer, found));
    }
    if let Some(areas) = handbook.index.guides.get(&node.address) {
        let areas = areas.iter().map(|&(checklist, area)| {
            let checklist = &handbook.checklists[checklist];
            area_data(renderer, checklist, &checklist.areas[area])
        });
        blocks.push(BlockNode::Checklist { areas: areas.collect() });
    }
    for checklist in handbook.checklists.iter().filter(|checklist| checklist.address() == node.address) {
        // Areas with a guide stand with it.
        let here = checklist.areas.iter().filter(|area| area.address == node.address || !guided(renderer, area));
        let areas: Vec<AreaData> = here.map(|area| area_data(renderer, checklist, area)).collect();
        if !areas.is_empty() {
            blocks.push(BlockNode::Checklist { areas });
        }
    }
    for data in handbook.data.iter().filter(|data| handbook.index.addresses.get(&data.path) == Some(&node.address)) {
        blocks.extend(data_blocks(renderer, data, &own));
    }
    let title = named(nodes::title(renderer.inputs, number).to_owned(), &id(&node.address));
    PartData { title, anchor: own, level, summary: node.summary.clone(), blocks }
}

/// The title, or `otherwise` if it is blank: every page of a document needs a heading.
pub fn named(title: String, otherwise: &str) -> String {
    if title.trim().is_empty() { otherwise.to_owned() } else { title }
}

fn guided(renderer: &SheetRenderer<'_>, area: &ChecklistArea) -> bool {
    renderer.inputs.handbook.index.guides.contains_key(&area.address)
}

fn area_data(renderer: &SheetRenderer<'_>, checklist: &Checklist, area: &ChecklistArea) -> AreaData {
    AreaData {
        id: area.id.clone(),
        title: area.title.clone(),
        domain: None,
        items: items(renderer, area, checklist.header.sheet.lines, &ItemFilter::default(), &Bars::new()),
    }
}

/// What a directive names: the areas of a checklist, or a table about the meeting before a launch.
fn directive(renderer: &SheetRenderer<'_>, directive: &Directive) -> BlockNode<AreaData> {
    match meeting::table(renderer.inputs, directive.name.value) {
        Some(table) => meeting_table(&renderer.inputs.theme, &table),
        None => BlockNode::Checklist { areas: areas_named(renderer, directive) },
    }
}

fn meeting_table(theme: &Theme, meeting: &MeetingView) -> BlockNode<AreaData> {
    let (head, rows): (&[&str], Vec<Vec<String>>) = match meeting.part {
        MeetingPart::Schedule => {
            let minutes = |step: &StepView| {
                theme.word("paper_minutes").replace("{from}", &step.from.to_string()).replace("{to}", &step.to.to_string())
            };
            let row = |step: &StepView| vec![minutes(step), step.title.clone(), step.text.clone()];
            (&["meeting_minutes", "meeting_what", "meeting_how"], meeting.steps.iter().map(row).collect())
        }
        MeetingPart::Signers => {
            let launches = |signer: &SignerView| match (signer.only_for.as_str(), signer.text.as_str()) {
                ("", "") => theme.word("meeting_every").to_owned(),
                (only, "") | ("", only) => only.to_owned(),
                (only_for, text) => [only_for, text].join(theme.word("joined_comma")),
            };
            let row = |signer: &SignerView| vec![signer.title.clone(), launches(signer)];
            (&["meeting_role", "meeting_launches"], meeting.signers.iter().map(row).collect())
        }
        MeetingPart::Verdicts => {
            let row = |verdict: &OutcomeView| vec![verdict.title.clone(), verdict.text.clone()];
            (&["meeting_outcome", "meeting_means"], meeting.verdicts.iter().map(row).collect())
        }
    };
    BlockNode::Table {
        align: vec!["left"; head.len()],
        head: head.iter().map(|word| text(theme.word(word))).collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(text).collect()).collect(),
    }
}

/// Data of the areas that a `{checklist}` directive names.
fn areas_named(renderer: &SheetRenderer<'_>, directive: &Directive) -> Vec<AreaData> {
    let areas = renderer.inputs.handbook.areas_asked(&directive.argument.value);
    areas.map(|(checklist, area)| area_data(renderer, checklist, area)).collect()
}

fn data_blocks(renderer: &SheetRenderer<'_>, data: &DataFile, page: &str) -> Blocks {
    match &data.kind {
        DataKind::Glossary(terms) => vec![glossary(renderer, data, &terms.valid)],
        DataKind::Domains(domains) => vec![whom_to_ask(renderer, data, &domains.valid)],
        DataKind::Offers(found) => offers::blocks(renderer, data, &found.valid, page),
        DataKind::Guardrails(guardrails) => {
            guardrails.valid.iter().flat_map(|found| guardrail(renderer, data, found, page)).collect()
        }
        DataKind::Responsibilities(matrix) => services(renderer, data, matrix, page),
    }
}

fn text(text: impl Into<String>) -> RichText {
    vec![InlineNode::Text { text: text.into() }]
}

fn paragraph(body: RichText) -> Blocks {
    if body.is_empty() { Vec::new() } else { vec![BlockNode::Paragraph { body }] }
}

fn glossary(renderer: &SheetRenderer<'_>, data: &DataFile, terms: &[Term]) -> BlockNode<AreaData> {
    let mut sorted: Vec<&Term> = terms.iter().collect();
    sorted.sort_by_key(|term| (term.term.value.to_lowercase(), term.term.value.clone()));
    let entry = |term: &Term| {
        let name = match &term.short_form {
            Some(short) => format!("{} ({})", term.term.value, short.value),
            None => term.term.value.clone(),
        };
        let mut body = paragraph(renderer.plain(&term.short, &data.path));
        body.extend(renderer.maybe(term.text.as_ref(), &data.path).map_or_else(Vec::new, paragraph));
        EntryNode { term: text(name), bodies: vec![body] }
    };
    BlockNode::Definitions { entries: sorted.into_iter().map(entry).collect() }
}

fn whom_to_ask(renderer: &SheetRenderer<'_>, data: &DataFile, domains: &[Domain]) -> BlockNode<AreaData> {
    let entry = |domain: &Domain| {
        let helps = domain.helps_with.as_ref().map_or_else(Vec::new, |text| renderer.plain(text, &data.path));
        let labelled = |word: &str, body: Option<RichText>| match body {
            Some(body) => text(format!("{}: ", renderer.inputs.theme.word(word))).into_iter().chain(body).collect(),
            None => Vec::new(),
        };
        let contact = labelled("contact", renderer.maybe(domain.contact.as_ref(), &data.path));
        let hours = labelled("hours", renderer.maybe(domain.hours.as_ref(), &data.path));
        let body = [helps, contact, hours].into_iter().flat_map(paragraph).collect();
        EntryNode { term: text(domain.title.clone()), bodies: vec![body] }
    };
    BlockNode::Definitions { entries: domains.iter().map(entry).collect() }
}

fn guardrail(renderer: &SheetRenderer<'_>, data: &DataFile, guardrail: &Guardrail, page: &str) -> Blocks {
    let config = &renderer.inputs.handbook.config;
    let theme = &renderer.inputs.theme;
    let mut blocks = vec![BlockNode::Heading {
        level: 2,
        anchor: format!("{page}/{}", guardrail.id.value),
        body: renderer.plain(&guardrail.title, &data.path),
    }];
    let row = |(environment, bound): &(Spanned<String>, Bound)| {
        let unit = guardrail.unit.as_str();
        let bound = in_words(theme, bound);
        let title = Config::title(&config.environments, &environment.value);
        vec![text(title), text(format!("{bound} {unit}").trim_end().to_owned())]
    };
    blocks.push(BlockNode::Table {
        align: vec!["left", "left"],
        head: vec![text(theme.word("paper_environment")), text(theme.word("paper_bound"))],
        rows: guardrail.bounds.iter().map(row).collect(),
    });
    blocks.extend(paragraph(renderer.markdown(&guardrail.why, &data.path)));
    blocks.extend(renderer.maybe(guardrail.example.as_ref(), &data.path).map_or_else(Vec::new, paragraph));
    blocks
}

/// A heading and a table of duties for each shown service.
fn services(renderer: &SheetRenderer<'_>, data: &DataFile, matrix: &Responsibilities, page: &str) -> Blocks {
    let theme = &renderer.inputs.theme;
    let config = &renderer.inputs.handbook.config;
    let mut blocks = Vec::new();
    for service in matrix.services.valid.iter().filter(|service| config.shows(service.provider.as_str())) {
        let anchor = format!("{page}/{}", slug(service.id.as_str()));
        blocks.push(BlockNode::Heading { level: 2, anchor, body: text(service.title.clone()) });
        let mut rows = Vec::new();
        for duty in &matrix.duties.valid {
            let found = service.cell(duty.id.as_str());
            let half = |half: Option<&InlineMarkdown>| renderer.maybe(half, &data.path).unwrap_or_default();
            let mut team = half(found.and_then(|cell| cell.team.as_ref().or(cell.not_applicable.as_ref())));
            if let Some(must) = found.and_then(|cell| cell.must_enable.as_ref()) {
                team.extend(text(format!(" {}: ", theme.word("must_enable"))));
                team.push(InlineNode::Code { text: must.show.clone() });
            }
            rows.push(vec![
                text(duty.title.clone()),
                text(theme.word(who_word(Accountable::of(found)))),
                half(found.and_then(|cell| cell.provider.as_ref())),
                team,
            ]);
        }
        blocks.push(BlockNode::Table {
            align: vec!["left"; 4],
            head: ["paper_duty", "accountable_short", "who_provider", "who_team"].map(|word| text(theme.word(word))).to_vec(),
            rows,
        });
    }
    blocks
}
