//! A checklist as a sheet: questions for a conversation, or a list with areas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{json, typesetter::Typesetter};
use crate::{
    config::{Config, Oversight, Word},
    handbook::{Checklist, ChecklistArea},
    manuscript::checklist::{Item, Lines, Severity},
    output::items::{title, trait_or_tier},
    prose::{Plain, Render as _, Renderer, Rich},
    source::{At, SourcePath},
    theme::{AreaData, ChecklistData, ContactData, DomainData, ItemData, Paper, QuestionsData, RichText, WordData},
    yaml::{Id, Names},
};

/// Which items are printed, and what stands in the place of their lines.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The traits and tiers of the service; without them every item is printed.
    pub traits: Option<BTreeSet<String>>,
    /// What a team answered, by item.
    pub answers: BTreeMap<String, Value>,
    /// The service that it is printed for.
    pub service: Option<Value>,
}

impl Asked {
    /// Whether an item is asked of the service.
    #[must_use]
    pub fn wants(&self, item: &Item) -> bool {
        let Some(traits) = &self.traits else { return true };
        let has = |id: &Id| traits.contains(id.as_str());
        let when = &item.applies_when;
        (when.any.is_empty() || when.any.iter().any(has)) && when.all.iter().all(has)
    }
}

/// The template of a checklist, and what it is filled with.
pub fn data(typesetter: &Typesetter<'_>, number: usize, asked: &Asked, without_term: Option<usize>) -> (&'static str, Value) {
    let handbook = &typesetter.inputs.handbook;
    let checklist = &handbook.checklists[number];
    let head = &checklist.head;
    let intro = head.intro.as_ref().map_or_else(Vec::new, |intro| typesetter.rich(intro, &head.path));
    let edition = head.edition.as_ref().map(|edition| edition.value.to_string());
    let asks = checklist.items().filter(|item| asked.wants(item)).map(|item| &item.ask);
    let mut terms = typesetter.terms(asks);
    if let Some(term) = without_term.filter(|&term| term < terms.len()) {
        terms.remove(term);
    }
    if is_conversation(checklist, &handbook.config) {
        let area = &checklist.areas[0];
        let items = items(typesetter, area, head.sheet.lines, asked);
        let contact = contacts(typesetter, area);
        return ("green-light.typ", json(&QuestionsData { welcome: intro, edition, contact, items, terms }));
    }
    let areas = checklist.areas.iter().map(|area| AreaData {
        id: area.id.clone(),
        title: area.title.clone(),
        domain: area.area().domain.as_ref().and_then(|domain| domain_data(typesetter, domain.as_str())),
        items: items(typesetter, area, head.sheet.lines, asked),
    });
    let areas: Vec<AreaData> = areas.filter(|area| !area.items.is_empty()).collect();
    ("readiness.typ", json(&ChecklistData { intro, edition, areas, severities: severities(typesetter, checklist), terms }))
}

/// Whether a checklist only starts a conversation: one list of questions in a phase that gives advice.
pub fn is_conversation(checklist: &Checklist, config: &Config) -> bool {
    let phase = checklist.head.phase.as_ref().and_then(|id| config.phase(id.as_str()));
    checklist.is_single() && phase.is_some_and(|phase| phase.oversight <= Oversight::Advisory)
}

/// The items of an area that are asked.
pub fn items(typesetter: &Typesetter<'_>, area: &ChecklistArea, lines: Lines, asked: &Asked) -> Vec<ItemData> {
    let items = area.area().items.good.iter().filter(|item| asked.wants(item));
    items.map(|found| item(typesetter, found, &area.path, lines, asked)).collect()
}

/// An item.
pub fn item(typesetter: &Typesetter<'_>, item: &Item, from: &SourcePath, lines: Lines, asked: &Asked) -> ItemData {
    ItemData {
        item: item.render(&OfFile { typesetter, from }),
        lines: match item.severity.as_ref().map(|severity| severity.value) {
            None | Some(Severity::High) => lines.high,
            Some(Severity::Medium) => lines.medium,
            Some(Severity::Low) => lines.low,
        },
        applies: applies(typesetter, item),
        answer: asked.answers.get(&item.id.value).cloned(),
    }
}

/// Sets the values of one file.
struct OfFile<'t, 'a> {
    typesetter: &'t Typesetter<'a>,
    from: &'t SourcePath,
}

impl Renderer<Paper> for OfFile<'_, '_> {
    fn inline(&self, text: Option<&Plain>) -> Option<RichText> {
        text.map(|text| self.typesetter.plain(text, self.from))
    }

    fn markdown(&self, text: Option<&Rich>) -> Option<RichText> {
        self.typesetter.maybe(text, self.from)
    }

    fn page(&self, path: &At<String>) -> Option<String> {
        Some(path.value.clone())
    }

    fn reference(&self, names: Names, id: &str) -> Option<String> {
        let config = &self.typesetter.inputs.handbook.config;
        Some(match names {
            Names::Tier => title(&config.tiers, id),
            Names::Role => title(&config.roles, id),
            Names::Environment => title(&config.environments, id),
            Names::Trait | Names::TraitOrTier => trait_or_tier(config, id),
            Names::Source => config.source(id).map_or_else(|| id.to_owned(), |source| source.title.clone()),
            Names::Phase => config.phase(id).map_or_else(|| id.to_owned(), |phase| phase.title.clone()),
            Names::Checklist | Names::Item | Names::Domain | Names::Duty | Names::Service => id.to_owned(),
        })
    }
}

/// When an item is asked, in words.
fn applies(typesetter: &Typesetter<'_>, item: &Item) -> Option<String> {
    let theme = &typesetter.inputs.theme;
    let config = &typesetter.inputs.handbook.config;
    let join = |ids: &[Id], word: &str, joined: &str| {
        if ids.is_empty() {
            return None;
        }
        let titles: Vec<String> = ids.iter().map(|id| trait_or_tier(config, id.as_str())).collect();
        Some(theme.word(word).replace("{traits}", &titles.join(theme.word(joined))))
    };
    let any = join(&item.applies_when.any, "applies_any", "joined_or");
    let all = join(&item.applies_when.all, "applies_all", "joined_and");
    match (any, all) {
        (Some(any), Some(all)) => Some(format!("{any}. {all}")),
        (one, other) => one.or(other),
    }
}

/// A vocabulary as data.
pub fn words<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<WordData> {
    let data = |word: &Word| WordData { id: word.id.value.to_string(), title: word.title.clone(), text: word.text.clone() };
    words.map(data).collect()
}

/// What the severities of a checklist mean.
fn severities(typesetter: &Typesetter<'_>, checklist: &Checklist) -> Vec<WordData> {
    let theme = &typesetter.inputs.theme;
    let used: BTreeSet<&'static str> = checklist.items().filter_map(|item| Some(item.severity.as_ref()?.value.word())).collect();
    let all = [Severity::High, Severity::Medium, Severity::Low].map(Severity::word);
    all.into_iter()
        .filter(|severity| used.contains(severity))
        .map(|severity| WordData {
            id: severity.to_owned(),
            title: theme.word(&format!("paper_severity_{severity}")).to_owned(),
            text: String::new(),
        })
        .collect()
}

fn domain_data(typesetter: &Typesetter<'_>, id: &str) -> Option<DomainData> {
    let (data, domain) = typesetter.inputs.handbook.domain(id)?;
    let contact = typesetter.maybe(domain.contact.as_ref(), &data.path).unwrap_or_default();
    Some(DomainData { title: domain.title.clone(), contact })
}

/// Whom to call about the questions of an area, each domain once, in the order of the questions.
fn contacts(typesetter: &Typesetter<'_>, area: &ChecklistArea) -> Vec<ContactData> {
    let handbook = &typesetter.inputs.handbook;
    let written = area.area();
    let mut seen = BTreeSet::new();
    let own = written.items.good.iter().filter_map(|item| item.domain.as_ref());
    own.chain(&written.domain)
        .filter(|domain| seen.insert(domain.as_str().to_owned()))
        .filter_map(|domain| handbook.domain(domain.as_str()))
        .map(|(data, domain)| ContactData {
            title: domain.title.clone(),
            helps_with: domain.helps_with.as_ref().map_or_else(Vec::new, |text| typesetter.plain(text, &data.path)),
            contact: typesetter.maybe(domain.contact.as_ref(), &data.path).unwrap_or_default(),
            hours: typesetter.maybe(domain.hours.as_ref(), &data.path),
        })
        .collect()
}
