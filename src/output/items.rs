//! Items and areas as pages show them.

use super::{addresses::public_url, frame::helper, painter::Painter};
use crate::{
    config::{Config, FieldOn, FieldType, Medium, Place, Word},
    handbook::{Checklist, ChecklistArea},
    manuscript::{Page, checklist::Item},
    prose::{Directive, Plain, Render as _, Renderer, Rich},
    source::{At, SourcePath},
    theme::{AreaView, Html, ItemLine, ItemView, ItemsView, Link, Named, Origin, OwnValue, Referred},
    yaml::{Key, Kind, Names, Node},
};

/// An area with all its items.
pub fn area(painter: &Painter<'_>, checklist: &Checklist, area: &ChecklistArea) -> AreaView {
    let written = area.area();
    AreaView {
        id: area.id.clone(),
        title: area.title.clone(),
        href: painter.href(&area.address, None),
        checklist: Link { title: checklist.head.title.clone(), href: painter.href(&checklist.address(), None) },
        intro_html: painter.maybe(&written.intro, &area.path),
        helper: written.domain.as_ref().and_then(|domain| helper(painter, domain.as_str())),
        items: written.items.good.iter().map(|found| item(painter, area, found)).collect(),
    }
}

fn item(painter: &Painter<'_>, area: &ChecklistArea, item: &Item) -> ItemView {
    let handbook = &painter.inputs.handbook;
    let config = &handbook.config;
    let from = &area.path;
    let domain = item.domain.as_ref().or(area.area().domain.as_ref());
    // A question has a heading of its own, so it is a section of its own.
    painter.section();
    let rendered = item.render(&OfFile { painter, from });
    ItemView {
        any: rendered.applies_when.any.clone(),
        all: rendered.applies_when.all.clone(),
        item: rendered,
        href: painter.href(&area.address, Some(&item.id.value)),
        edit_url: edit_url(painter, item, from),
        heading_html: painter.unmarked(&item.ask, from),
        terms: painter.terms(&item.ask),
        helper: domain.and_then(|domain| helper(painter, domain.as_str())),
        learned_from: item.learned_from.as_ref().map_or_else(String::new, |text| painter.words(text)),
        own: own(config, FieldOn::Item, &item.own),
    }
}

/// Draws the values of one file.
struct OfFile<'p, 'a> {
    painter: &'p Painter<'a>,
    from: &'p SourcePath,
}

impl Renderer<Html> for OfFile<'_, '_> {
    fn inline(&self, text: Option<&Plain>) -> String {
        text.map_or_else(String::new, |text| self.painter.plain(text, self.from))
    }

    fn markdown(&self, text: Option<&Rich>) -> String {
        self.painter.maybe(text, self.from)
    }

    fn page(&self, path: &At<String>) -> Option<Link> {
        self.painter.link(path, self.from)
    }

    fn reference(&self, names: Names, id: &str) -> Option<Referred> {
        let config = &self.painter.inputs.handbook.config;
        match names {
            Names::Phase => phase(self.painter, id).map(Referred::Link),
            Names::Duty => duty(self.painter, id).map(Referred::Link),
            Names::Item => line(self.painter, id).map(Referred::Item),
            Names::Source => source(config, id).map(Referred::Origin),
            Names::Tier => Some(Referred::Title(Config::title(&config.tiers, id))),
            Names::Role => Some(Referred::Title(Config::title(&config.roles, id))),
            Names::Environment => Some(Referred::Title(Config::title(&config.environments, id))),
            Names::Trait | Names::TraitOrTier => Some(Referred::Title(config.condition(id))),
            Names::Checklist | Names::Domain | Names::Service => Some(Referred::Title(id.to_owned())),
        }
    }
}

/// Where the file of an item is changed.
fn edit_url(painter: &Painter<'_>, item: &Item, from: &SourcePath) -> Option<String> {
    let repository = painter.inputs.handbook.config.repository.as_ref()?;
    let address = public_url(painter.inputs, painter.address);
    Some(repository.fill(repository.edit.as_ref()?, Place { path: from.as_str(), title: &item.id.value, address: &address }))
}

/// An item as a line of a list.
pub fn line(painter: &Painter<'_>, id: &str) -> Option<ItemLine> {
    let (_, area, item) = painter.inputs.handbook.item(id)?;
    Some(ItemLine {
        id: item.id.value.clone(),
        href: painter.href(&area.address, Some(&item.id.value)),
        ask_html: painter.unmarked(&item.ask, &area.path),
    })
}

/// A phase as a link.
pub fn phase(painter: &Painter<'_>, id: &str) -> Option<Link> {
    let handbook = &painter.inputs.handbook;
    let phase = handbook.config.phase(id)?;
    let page = handbook.phase_page(phase)?;
    Some(Link { title: phase.title.clone(), href: painter.href(page, None) })
}

fn duty(painter: &Painter<'_>, id: &str) -> Option<Link> {
    let handbook = &painter.inputs.handbook;
    let (data, duty) = handbook
        .matrices()
        .find_map(|(data, matrix)| Some((data, matrix.duties.good.iter().find(|duty| duty.id.as_str() == id)?)))?;
    let page = handbook.index.addresses.get(&data.path)?;
    Some(Link { title: duty.title.clone(), href: painter.href(page, Some(id)) })
}

fn source(config: &Config, id: &str) -> Option<Origin> {
    let found = config.source(id)?;
    Some(Origin { title: found.title.clone(), url: found.url.clone() })
}

/// A word with its title and its text.
pub fn named(word: &Word) -> Named {
    Named { id: word.id.value.to_string(), title: word.title.clone(), text: word.text.clone() }
}

/// The values of own fields that are shown on screen.
pub fn own(config: &Config, on: FieldOn, values: &[(Key, Node)]) -> Vec<OwnValue> {
    let fields = config.fields.iter().filter(|field| field.on.value == on);
    fields
        .filter(|field| field.show.is_empty() || field.show.iter().any(|medium| medium.value == Medium::Screen))
        .filter_map(|field| {
            let (_, node) = values.iter().find(|(key, _)| key.text == field.id.as_str())?;
            let value = match &node.kind {
                Kind::Scalar(scalar) => scalar.text.clone(),
                Kind::List(nodes) => {
                    let texts = nodes.iter().filter_map(|node| match &node.kind {
                        Kind::Scalar(scalar) => Some(scalar.text.as_str()),
                        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
                    });
                    texts.collect::<Vec<_>>().join(", ")
                }
                Kind::Null | Kind::Map(_) => return None,
            };
            let href = (field.kind == FieldType::Url).then(|| value.clone());
            Some(OwnValue { title: field.title.clone(), value, href })
        })
        .collect()
}

/// A page's body, with the checklists that it shows.
pub fn body(painter: &Painter<'_>, page: &Page) -> String {
    painter.body(page, &|found| directive(painter, found))
}

/// ```` ```{checklist} operational-readiness#reliability ````
fn directive(painter: &Painter<'_>, directive: &Directive) -> String {
    let handbook = &painter.inputs.handbook;
    let (id, part) =
        directive.argument.value.split_once('#').map_or((directive.argument.value.as_str(), None), |(id, part)| (id, Some(part)));
    // That there is such a checklist and such an area is for a check to say.
    let Some(checklist) = handbook.checklists.iter().find(|checklist| checklist.head.id.as_str() == id) else {
        return String::new();
    };
    let areas = checklist.areas.iter().filter(|area| part.is_none_or(|part| area.id == part));
    let areas = areas.map(|found| area(painter, checklist, found)).collect();
    painter.part(&ItemsView { areas, anchors: false, full: false })
}
