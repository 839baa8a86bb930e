//! Data of a checklist's sheet: questions for a conversation, or a list with areas.

use std::collections::BTreeSet;

use super::{
    bars::{Bars, bars, said},
    item_filter::ItemFilter,
    sheet_renderer::SheetRenderer,
};
use crate::{
    config::{Config, FieldOn, Oversight, Word},
    handbook::{Checklist, ChecklistArea},
    manuscript::checklist::{Item, Severity, WritingLines},
    output::{conditions::tiers_left_out, items::printed_fields, reference_title::reference_title},
    prose::{InlineMarkdown, PlainText, Render as _, ValueRenderer},
    source::{SourcePath, Spanned},
    theme::{
        AreaData, ChecklistData, ContactData, DomainData, ItemData, ItemWords, OwnData, PaperRendition, QuestionsData, RichText,
        WordData, severity_word,
    },
    yaml::{Canonical as _, DigestScope, Id, ReferenceKind},
};

/// Data of the sheet of the checklist `number`; `without_term` is the index of a term to leave out.
pub fn data(renderer: &SheetRenderer<'_>, number: usize, filter: &ItemFilter, without_term: Option<usize>) -> OwnData {
    let handbook = &renderer.inputs.handbook;
    let checklist = &handbook.checklists[number];
    let head = &checklist.header;
    let intro = head.intro.as_ref().map_or_else(Vec::new, |intro| renderer.markdown(intro, &head.path));
    let edition = head.edition.as_ref().map(|edition| edition.value.to_string());
    let digest = Some(checklist.digest(DigestScope::All).short());
    let bars = bars(renderer.inputs, checklist);
    let said = said(renderer, checklist.items().filter(|item| filter.wants(item)), &bars);
    let asks = checklist.items().filter(|item| filter.wants(item)).map(|item| &item.ask);
    let mut terms = renderer.terms(asks);
    if let Some(term) = without_term.filter(|&term| term < terms.len()) {
        terms.remove(term);
    }
    if is_conversation(checklist, &handbook.config) {
        let area = &checklist.areas[0];
        let items = items(renderer, area, head.sheet.lines, filter, &bars);
        let contact = contacts(renderer, area);
        return OwnData::Questions(QuestionsData {
            service: None,
            welcome: intro,
            edition,
            digest,
            bars: said,
            contact,
            items,
            terms,
        });
    }
    let areas = checklist.areas.iter().map(|area| AreaData {
        id: area.id.clone(),
        title: area.title.clone(),
        domain: area.area().domain.as_ref().and_then(|domain| domain_data(renderer, domain.as_str())),
        items: items(renderer, area, head.sheet.lines, filter, &bars),
    });
    let areas: Vec<AreaData> = areas.filter(|area| !area.items.is_empty()).collect();
    OwnData::Checklist(ChecklistData {
        service: None,
        intro,
        edition,
        digest,
        bars: said,
        areas,
        severities: severities(renderer, checklist),
        terms,
    })
}

/// Whether a checklist prints as a conversation: one without areas, in a phase whose oversight is at most advisory.
pub fn is_conversation(checklist: &Checklist, config: &Config) -> bool {
    let phase = checklist.header.phase.as_ref().and_then(|id| config.phase(id.as_str()));
    checklist.is_single() && phase.is_some_and(|phase| phase.oversight <= Oversight::Advisory)
}

/// Data of the items of an area that pass the filter.
pub fn items(
    renderer: &SheetRenderer<'_>,
    area: &ChecklistArea,
    lines: WritingLines,
    filter: &ItemFilter,
    bars: &Bars,
) -> Vec<ItemData> {
    let items = area.area().items.valid.iter().filter(|item| filter.wants(item));
    items.map(|found| item(renderer, found, &area.path, lines, bars)).collect()
}

/// Data of an item of the file `from`; `lines` is the writing space by severity, `bars` say which items changed.
pub fn item(renderer: &SheetRenderer<'_>, item: &Item, from: &SourcePath, lines: WritingLines, bars: &Bars) -> ItemData {
    ItemData {
        item: ItemWords::Written(Box::new(item.render(&PaperValues { renderer, from }))),
        lines: match item.severity.as_ref().map(|severity| severity.value) {
            None | Some(Severity::High) => lines.high,
            Some(Severity::Medium) => lines.medium,
            Some(Severity::Low) => lines.low,
        },
        applies: applies(renderer, item),
        own: printed_fields(&renderer.inputs.handbook.config, FieldOn::Item, &item.custom),
        answer: None,
        changed: bars.get(&item.id.value).copied(),
    }
}

/// Renders values of one file for paper.
struct PaperValues<'t, 'a> {
    renderer: &'t SheetRenderer<'a>,
    from: &'t SourcePath,
}

impl ValueRenderer<PaperRendition> for PaperValues<'_, '_> {
    fn inline(&self, text: Option<&PlainText>) -> Option<RichText> {
        text.map(|text| self.renderer.plain(text, self.from))
    }

    fn markdown(&self, text: Option<&InlineMarkdown>) -> Option<RichText> {
        self.renderer.maybe(text, self.from)
    }

    fn page(&self, path: &Spanned<String>) -> Option<String> {
        Some(path.value.clone())
    }

    fn reference(&self, names: ReferenceKind, id: &str) -> Option<String> {
        Some(reference_title(self.renderer.inputs, names, id))
    }
}

/// The item's `applies_when` as text; `None` if it always applies.
fn applies(renderer: &SheetRenderer<'_>, item: &Item) -> Option<String> {
    let theme = &renderer.inputs.theme;
    let join = |ids: &[Id], word: &str, joined: &str| {
        if ids.is_empty() {
            return None;
        }
        let title = |id: &Id| reference_title(renderer.inputs, ReferenceKind::TraitOrTier, id.as_str());
        let titles: Vec<String> = ids.iter().map(title).collect();
        Some(theme.word(word).replace("{traits}", &titles.join(theme.word(joined))))
    };
    let left_out = tiers_left_out(&item.applies_when.any, &renderer.inputs.handbook.config);
    let any = match &left_out[..] {
        [] => join(&item.applies_when.any, "applies_any", "joined_or"),
        left => join(left, "applies_not", "joined_or"),
    };
    let all = join(&item.applies_when.all, "applies_all", "joined_and");
    match (any, all) {
        (Some(any), Some(all)) => Some(format!("{any}. {all}")),
        (one, other) => one.or(other),
    }
}

/// Words of a vocabulary as data.
pub fn words<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<WordData> {
    let data = |word: &Word| WordData { id: word.id.value.to_string(), title: word.title.clone(), text: word.text.clone() };
    words.map(data).collect()
}

/// The severities that a checklist uses, as words without text.
fn severities(renderer: &SheetRenderer<'_>, checklist: &Checklist) -> Vec<WordData> {
    let theme = &renderer.inputs.theme;
    let used: BTreeSet<Severity> = checklist.items().filter_map(|item| Some(item.severity.as_ref()?.value)).collect();
    [Severity::High, Severity::Medium, Severity::Low]
        .into_iter()
        .filter(|severity| used.contains(severity))
        .map(|severity| WordData {
            id: severity.word().to_owned(),
            title: theme.word(severity_word(severity)).to_owned(),
            text: String::new(),
        })
        .collect()
}

fn domain_data(renderer: &SheetRenderer<'_>, id: &str) -> Option<DomainData> {
    let (data, domain) = renderer.inputs.handbook.domain(id)?;
    let contact = renderer.maybe(domain.contact.as_ref(), &data.path).unwrap_or_default();
    Some(DomainData { title: domain.title.clone(), contact })
}

/// Contacts of an area's items and of the area, each domain once, in the order of the items.
fn contacts(renderer: &SheetRenderer<'_>, area: &ChecklistArea) -> Vec<ContactData> {
    let handbook = &renderer.inputs.handbook;
    let written = area.area();
    let mut seen = BTreeSet::new();
    let own = written.items.valid.iter().filter_map(|item| item.domain.as_ref());
    own.chain(&written.domain)
        .filter(|domain| seen.insert(domain.as_str().to_owned()))
        .filter_map(|domain| handbook.domain(domain.as_str()))
        .map(|(data, domain)| ContactData {
            title: domain.title.clone(),
            helps_with: domain.helps_with.as_ref().map_or_else(Vec::new, |text| renderer.plain(text, &data.path)),
            contact: renderer.maybe(domain.contact.as_ref(), &data.path).unwrap_or_default(),
            hours: renderer.maybe(domain.hours.as_ref(), &data.path),
        })
        .collect()
}
