//! Items and areas as template contexts.

use std::collections::BTreeMap;

use super::{
    addresses::public_url,
    conditions::tiers_left_out,
    edition_changes::{Mark, closed, marks, running_address},
    frame::helper,
    meeting, offer_lines,
    page_renderer::PageRenderer,
    reference_title::reference_title,
};
use crate::{
    config::{Config, FieldOn, FieldType, Medium, UrlValues, Word},
    handbook::{Checklist, ChecklistArea},
    manuscript::{Page, checklist::Item},
    prose::{Directive, InlineMarkdown, PlainText, Render as _, ValueRenderer},
    source::{SourcePath, Spanned},
    theme::{
        AreaView, ChangedView, CustomFieldValue, HtmlRendition, ItemLine, ItemView, ItemsView, Link, ReferenceView, SourceView,
        WordView,
    },
    yaml::{Key, Node, NodeKind, ReferenceKind},
};

/// The context of an area with all its items.
pub fn area(renderer: &PageRenderer<'_>, checklist: &Checklist, area: &ChecklistArea) -> AreaView {
    with_changes(renderer, checklist, area, &changed(renderer, checklist))
}

/// The contexts of all areas of a checklist.
pub fn areas(renderer: &PageRenderer<'_>, checklist: &Checklist) -> Vec<AreaView> {
    let changed = changed(renderer, checklist);
    checklist.areas.iter().map(|area| with_changes(renderer, checklist, area, &changed)).collect()
}

fn with_changes(
    renderer: &PageRenderer<'_>,
    checklist: &Checklist,
    area: &ChecklistArea,
    changed: &BTreeMap<String, ChangedView>,
) -> AreaView {
    let written = area.area();
    AreaView {
        id: area.id.clone(),
        title: area.title.clone(),
        href: renderer.href(&area.address, None),
        checklist: Link { title: checklist.header.title.clone(), href: renderer.href(&checklist.address(), None) },
        intro_html: renderer.maybe(&written.intro, &area.path),
        helper: written.domain.as_ref().and_then(|domain| helper(renderer, domain.as_str())),
        items: written
            .items
            .valid
            .iter()
            .map(|found| item(renderer, area, found, changed.get(&found.id.value).cloned()))
            .collect(),
    }
}

/// What differs from the last closed edition, by the ids of the questions.
fn changed(renderer: &PageRenderer<'_>, checklist: &Checklist) -> BTreeMap<String, ChangedView> {
    let Some(closed) = closed(&renderer.inputs.handbook, checklist) else { return BTreeMap::new() };
    let page = running_address(checklist);
    let view = |(id, mark): (String, Mark)| {
        let href = renderer.href(&page, Some(&format!("rb-{}-{id}", mark.kind)));
        (id, ChangedView { kind: mark.kind, edition: closed.last().closed.value.to_string(), href })
    };
    marks(renderer.inputs, checklist).into_iter().filter(|(_, mark)| mark.is_running).map(view).collect()
}

fn item(renderer: &PageRenderer<'_>, area: &ChecklistArea, item: &Item, changed: Option<ChangedView>) -> ItemView {
    let handbook = &renderer.inputs.handbook;
    let config = &handbook.config;
    let from = &area.path;
    let domain = item.domain.as_ref().or(area.area().domain.as_ref());
    // A question has a heading of its own, so it is a section of its own.
    renderer.section();
    let rendered = item.render(&HtmlValues { renderer, from });
    let left_out = tiers_left_out(&item.applies_when.any, config);
    ItemView {
        any: if left_out.is_empty() { rendered.applies_when.any.clone() } else { Vec::new() },
        left_out: left_out.iter().map(|id| Config::title(&config.tiers, id.as_str())).collect(),
        all: rendered.applies_when.all.clone(),
        item: rendered,
        href: renderer.href(&area.address, Some(&item.id.value)),
        edit_url: edit_url(renderer, item, from),
        heading_html: renderer.unmarked(&item.ask, from),
        terms: renderer.terms(&item.ask),
        helper: domain.and_then(|domain| helper(renderer, domain.as_str())),
        learned_from: item.learned_from.as_ref().map_or_else(String::new, |text| renderer.words(text)),
        changed,
        offers: offer_lines::for_question(renderer, &item.id.value),
        own: custom_fields(config, FieldOn::Item, &item.custom),
    }
}

/// Renders values of one file as HTML; relative links start at `from`.
struct HtmlValues<'p, 'a> {
    renderer: &'p PageRenderer<'a>,
    from: &'p SourcePath,
}

impl ValueRenderer<HtmlRendition> for HtmlValues<'_, '_> {
    fn inline(&self, text: Option<&PlainText>) -> String {
        text.map_or_else(String::new, |text| self.renderer.plain(text, self.from))
    }

    fn markdown(&self, text: Option<&InlineMarkdown>) -> String {
        self.renderer.maybe(text, self.from)
    }

    fn page(&self, path: &Spanned<String>) -> Option<Link> {
        self.renderer.link(path, self.from)
    }

    fn reference(&self, names: ReferenceKind, id: &str) -> Option<ReferenceView> {
        let config = &self.renderer.inputs.handbook.config;
        match names {
            ReferenceKind::Phase => phase(self.renderer, id).map(ReferenceView::Link),
            ReferenceKind::Duty => duty(self.renderer, id).map(ReferenceView::Link),
            ReferenceKind::Item => line_or_successors(self.renderer, id).map(ReferenceView::Item),
            ReferenceKind::Source => source(config, id).map(ReferenceView::SourceView),
            ReferenceKind::Tier
            | ReferenceKind::Role
            | ReferenceKind::RoleOrDomain
            | ReferenceKind::Environment
            | ReferenceKind::Trait
            | ReferenceKind::TraitOrTier
            | ReferenceKind::Checklist
            | ReferenceKind::Domain
            | ReferenceKind::Cell
            | ReferenceKind::Service
            | ReferenceKind::ServiceKind
            | ReferenceKind::Guardrail => Some(ReferenceView::Title(reference_title(self.renderer.inputs, names, id))),
        }
    }
}

/// The URL that edits the item's file; `None` without a repository in the settings.
fn edit_url(renderer: &PageRenderer<'_>, item: &Item, from: &SourcePath) -> Option<String> {
    let repository = renderer.inputs.handbook.config.repository.as_ref()?;
    let address = public_url(renderer.inputs, renderer.address);
    Some(
        repository.expand(repository.edit.as_ref()?, UrlValues { path: from.as_str(), title: &item.id.value, address: &address }),
    )
}

/// An item as a line of a list, by its id; `None` for an unknown one.
pub fn line(renderer: &PageRenderer<'_>, id: &str) -> Option<ItemLine> {
    let (_, area, item) = renderer.inputs.handbook.item(id)?;
    Some(ItemLine {
        id: item.id.value.clone(),
        href: Some(renderer.href(&area.address, Some(&item.id.value))),
        ask_html: renderer.unmarked(&item.ask, &area.path),
        replaced_by: Vec::new(),
    })
}

/// An item as a line of a list, or one that is not asked, with what asks for it now; `None` for an unknown one.
pub fn line_or_successors(renderer: &PageRenderer<'_>, id: &str) -> Option<ItemLine> {
    line(renderer, id).or_else(|| line_of_not_asked(renderer, id))
}

/// A retired or hidden item as a line of a list; `None` for any other.
fn line_of_not_asked(renderer: &PageRenderer<'_>, id: &str) -> Option<ItemLine> {
    let handbook = &renderer.inputs.handbook;
    handbook.not_asked(id)?;
    let by = handbook.successors(id).map(|(id, page)| Link { title: id.to_owned(), href: renderer.href(page, Some(id)) });
    Some(ItemLine { id: id.to_owned(), href: None, ask_html: String::new(), replaced_by: by.collect() })
}

/// The link to a phase's page; `None` for an unknown id or a phase without a page.
pub fn phase(renderer: &PageRenderer<'_>, id: &str) -> Option<Link> {
    let handbook = &renderer.inputs.handbook;
    let phase = handbook.config.phase(id)?;
    let page = handbook.phase_page(phase)?;
    Some(Link { title: phase.title.clone(), href: renderer.href(page, None) })
}

/// The link to a duty in its matrix; `None` for an unknown id.
pub fn duty(renderer: &PageRenderer<'_>, id: &str) -> Option<Link> {
    let handbook = &renderer.inputs.handbook;
    let (data, duty) = handbook
        .matrices()
        .find_map(|(data, matrix)| Some((data, matrix.duties.valid.iter().find(|duty| duty.id.as_str() == id)?)))?;
    let page = handbook.index.addresses.get(&data.path)?;
    Some(Link { title: duty.title.clone(), href: renderer.href(page, Some(id)) })
}

fn source(config: &Config, id: &str) -> Option<SourceView> {
    let found = config.source(id)?;
    Some(SourceView { title: found.title.clone(), url: found.url.clone() })
}

/// The context of a word of a vocabulary.
pub fn named(word: &Word) -> WordView {
    WordView { id: word.id.value.to_string(), title: word.title.clone(), text: word.text.clone() }
}

/// Values of the custom fields that are shown on screen, in the order of the settings; lists joined by `, `.
pub fn custom_fields(config: &Config, on: FieldOn, values: &[(Key, Node)]) -> Vec<CustomFieldValue> {
    shown_fields(config, on, values, |shown| shown.is_empty() || shown.contains(&Medium::Screen))
}

/// The same of those that the settings name for paper.
#[cfg(feature = "paper")]
pub fn printed_fields(config: &Config, on: FieldOn, values: &[(Key, Node)]) -> Vec<CustomFieldValue> {
    shown_fields(config, on, values, |shown| shown.contains(&Medium::Paper))
}

fn shown_fields(config: &Config, on: FieldOn, values: &[(Key, Node)], is_shown: fn(&[Medium]) -> bool) -> Vec<CustomFieldValue> {
    let fields = config.fields.iter().filter(|field| field.on.value == on);
    fields
        .filter(|field| is_shown(&field.show.iter().map(|medium| medium.value).collect::<Vec<_>>()))
        .filter_map(|field| {
            let (_, node) = values.iter().find(|(key, _)| key.text == field.id.value)?;
            let value = match &node.kind {
                NodeKind::Scalar(scalar) => scalar.text.clone(),
                NodeKind::List(nodes) => {
                    let texts = nodes.iter().filter_map(|node| match &node.kind {
                        NodeKind::Scalar(scalar) => Some(scalar.text.as_str()),
                        NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) => None,
                    });
                    texts.collect::<Vec<_>>().join(", ")
                }
                NodeKind::Null | NodeKind::Map(_) => return None,
            };
            let href = (field.kind == FieldType::Url).then(|| value.clone());
            Some(CustomFieldValue { title: field.title.clone(), value, href })
        })
        .collect()
}

/// A page's body as HTML, directives included.
pub fn body(renderer: &PageRenderer<'_>, page: &Page) -> String {
    renderer.body(page, &|found| directive(renderer, found))
}

/// A directive as HTML, such as ```` ```{checklist} operational-readiness#reliability ````; empty for an unknown checklist.
pub fn directive(renderer: &PageRenderer<'_>, directive: &Directive) -> String {
    if let Some(table) = meeting::table(renderer.inputs, directive.name.value) {
        return renderer.render_partial(&table);
    }
    let areas = renderer.inputs.handbook.areas_asked(&directive.argument.value);
    let areas: Vec<_> = areas.map(|(checklist, found)| area(renderer, checklist, found)).collect();
    if areas.is_empty() {
        return String::new();
    }
    renderer.render_partial(&ItemsView { areas, anchors: false, full: false })
}
