//! Every text of a handbook, one after the other: for checks that must miss none.

use super::{Checklist, ChecklistArea, Handbook};
use crate::{
    manuscript::{
        Page,
        checklist::{Area, Item},
        data::{DataFile, DataKind, Guardrail, Service, Term},
    },
    prose::{InlineMarkdown, PlainText, Prose, Visitor, Walk},
    source::SourcePath,
};

/// A text with its file and its owner.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Its syntax tree.
    pub prose: &'a Prose,
    /// The file that it is in; relative links are resolved from there.
    pub from: &'a SourcePath,
    /// The part of the handbook that it belongs to.
    pub owner: Owner<'a>,
}

/// The part of a handbook that a text belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// The settings.
    Settings,
    /// A page of prose.
    Page(&'a Page),
    /// A page made from data, as a whole.
    Data(&'a DataFile),
    /// A term of a glossary.
    Term(&'a DataFile, &'a Term),
    /// A guardrail.
    Guardrail(&'a DataFile, &'a Guardrail),
    /// A service of a matrix.
    Service(&'a DataFile, &'a Service),
    /// A checklist.
    Checklist(&'a Checklist),
    /// An area.
    Area(&'a ChecklistArea),
    /// An item in its area.
    Item(&'a ChecklistArea, &'a Item),
}

/// Every text of a handbook: of the settings, the pages, the data pages, then the checklists.
#[must_use]
pub fn each_text(handbook: &Handbook) -> Vec<Text<'_>> {
    let mut texts = Texts { list: Vec::new(), from: &handbook.config.path, owner: Owner::Settings };
    handbook.config.settings.walk(&mut texts);
    for page in &handbook.pages {
        (texts.from, texts.owner) = (&page.path, Owner::Page(page));
        texts.add(&page.title.prose);
        page.meta.summary.walk(&mut texts);
        texts.add(&page.body);
    }
    for data in &handbook.data {
        texts.from = &data.path;
        texts.of(Owner::Data(data), &data.title);
        texts.of(Owner::Data(data), &data.summary);
        data_texts(data, &mut texts);
    }
    for checklist in &handbook.checklists {
        texts.from = &checklist.header.path;
        texts.of(Owner::Checklist(checklist), &checklist.header.keys);
        for area in &checklist.areas {
            texts.from = &area.path;
            area_texts(area, &mut texts);
        }
    }
    texts.list
}

struct Texts<'a> {
    list: Vec<Text<'a>>,
    from: &'a SourcePath,
    owner: Owner<'a>,
}

impl<'a> Texts<'a> {
    fn add(&mut self, prose: &'a Prose) {
        self.list.push(Text { prose, from: self.from, owner: self.owner });
    }

    /// All texts of a value that belong to one owner.
    fn of(&mut self, owner: Owner<'a>, value: &'a dyn Walk) {
        self.owner = owner;
        value.walk(self);
    }
}

impl<'a> Visitor<'a> for Texts<'a> {
    fn inline(&mut self, text: &'a PlainText) {
        self.add(&text.prose);
    }

    fn markdown(&mut self, text: &'a InlineMarkdown) {
        self.add(&text.prose);
    }
}

fn area_texts<'a>(area: &'a ChecklistArea, texts: &mut Texts<'a>) {
    let Area { span: _, id: _, prefix: _, title: _, intro, guide: _, domain: _, items, retired } = area.area();
    texts.of(Owner::Area(area), intro);
    for item in items.written() {
        texts.of(Owner::Item(area, item), item);
    }
    texts.of(Owner::Area(area), retired);
}

fn data_texts<'a>(data: &'a DataFile, texts: &mut Texts<'a>) {
    match &data.kind {
        DataKind::Glossary(terms) => terms.written().for_each(|term| texts.of(Owner::Term(data, term), term)),
        DataKind::Guardrails(guardrails) => {
            guardrails.written().for_each(|guardrail| texts.of(Owner::Guardrail(data, guardrail), guardrail));
        }
        DataKind::Domains(domains) => domains.walk(texts),
        DataKind::Offers(offers) => offers.walk(texts),
        DataKind::Responsibilities(matrix) => {
            matrix.duties.walk(texts);
            matrix.services.written().for_each(|service| texts.of(Owner::Service(data, service), service));
        }
    }
}
