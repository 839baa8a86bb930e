//! Every text of a handbook, one after the other: for checks that must miss none.

use super::{Checklist, ChecklistArea, Handbook};
use crate::{
    manuscript::{
        Page,
        checklist::{Area, Item},
        data::{Cell, Data, DataKind, Guardrail, Service, Term},
    },
    prose::{Plain, Prose, Rich},
    source::SourcePath,
};

/// A text and the file that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// What it says.
    pub prose: &'a Prose,
    /// Where relative links begin.
    pub from: &'a SourcePath,
    /// What it belongs to.
    pub owner: Owner<'a>,
}

/// What a text belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// The settings.
    Settings,
    /// A page of prose.
    Page(&'a Page),
    /// A page made from data, as a whole.
    Data(&'a Data),
    /// A term of a glossary.
    Term(&'a Data, &'a Term),
    /// A guardrail.
    Guardrail(&'a Data, &'a Guardrail),
    /// A service of a matrix.
    Service(&'a Data, &'a Service),
    /// A checklist.
    Checklist(&'a Checklist),
    /// An area.
    Area(&'a ChecklistArea),
    /// An item in its area.
    Item(&'a ChecklistArea, &'a Item),
}

/// Lists every text.
#[must_use]
pub fn each_text(handbook: &Handbook) -> Vec<Text<'_>> {
    let mut texts = Texts { list: Vec::new(), from: &handbook.config.path, owner: Owner::Settings };
    for phase in &handbook.config.phases {
        texts.plains(phase.entry_signs.iter().chain(&phase.exit_signs).chain(&phase.rules));
    }
    for page in &handbook.pages {
        (texts.from, texts.owner) = (&page.path, Owner::Page(page));
        texts.plains(std::iter::once(&page.title).chain(&page.meta.summary));
        texts.add(&page.body);
    }
    for data in &handbook.data {
        (texts.from, texts.owner) = (&data.path, Owner::Data(data));
        texts.plains(data.title.iter().chain(&data.summary));
        data_texts(data, &mut texts);
    }
    for checklist in &handbook.checklists {
        (texts.from, texts.owner) = (&checklist.head.path, Owner::Checklist(checklist));
        texts.riches(&checklist.head.intro);
        for area in &checklist.areas {
            (texts.from, texts.owner) = (&area.path, Owner::Area(area));
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

    fn plains(&mut self, texts: impl IntoIterator<Item = &'a Plain>) {
        texts.into_iter().for_each(|text| self.add(&text.prose));
    }

    fn riches(&mut self, texts: impl IntoIterator<Item = &'a Rich>) {
        texts.into_iter().for_each(|text| self.add(&text.prose));
    }
}

fn area_texts<'a>(area: &'a ChecklistArea, texts: &mut Texts<'a>) {
    let Area { span: _, id: _, prefix: _, title: _, intro, guide: _, domain: _, items, retired } = area.area();
    texts.riches(intro);
    for item in &items.good {
        texts.owner = Owner::Item(area, item);
        item_texts(item, texts);
    }
    texts.owner = Owner::Area(area);
    for retired in retired {
        texts.riches(&retired.why);
    }
}

fn item_texts<'a>(item: &'a Item, texts: &mut Texts<'a>) {
    let Item {
        span: _,
        id: _,
        ask,
        why,
        evidence,
        probes,
        severity: _,
        hard_stop: _,
        applies_when: _,
        grows_from: _,
        earliest: _,
        domain: _,
        duty: _,
        guide: _,
        learned_from,
        sources: _,
        since: _,
        own: _,
    } = item;
    texts.plains(std::iter::once(ask).chain(evidence).chain(probes).chain(learned_from));
    texts.riches(why);
}

fn data_texts<'a>(data: &'a Data, texts: &mut Texts<'a>) {
    match &data.kind {
        DataKind::Glossary(terms) => {
            for term in &terms.good {
                texts.owner = Owner::Term(data, term);
                let Term { span: _, term: _, short_form: _, also: _, short, text, see: _ } = term;
                texts.add(&short.prose);
                texts.riches(text);
            }
        }
        DataKind::Guardrails(guardrails) => {
            for guardrail in &guardrails.good {
                texts.owner = Owner::Guardrail(data, guardrail);
                let Guardrail { span: _, id: _, title, unit: _, domain: _, bounds: _, outside, why, example, own: _ } = guardrail;
                texts.add(&title.prose);
                texts.riches(std::iter::once(why).chain(example).chain(&outside.bring));
            }
        }
        DataKind::Domains(domains) => {
            for domain in &domains.good {
                texts.plains(&domain.helps_with);
                texts.riches(domain.contact.iter().chain(&domain.hours));
            }
        }
        DataKind::Responsibilities(matrix) => {
            for duty in &matrix.duties.good {
                texts.riches(&duty.enablement);
            }
            for service in &matrix.services.good {
                texts.owner = Owner::Service(data, service);
                service_texts(service, texts);
            }
        }
    }
}

fn service_texts<'a>(service: &'a Service, texts: &mut Texts<'a>) {
    for (_, cell) in &service.cells {
        let Cell { span: _, provider, team, enablement, must_enable: _, not_applicable, basis: _, sources, checked: _ } = cell;
        texts.riches(provider.iter().chain(team).chain(enablement).chain(not_applicable));
        for witness in sources {
            texts.riches(&witness.says);
        }
    }
    for trap in &service.traps {
        texts.add(&trap.text.prose);
    }
}
