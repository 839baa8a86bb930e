//! Text of `handbook.yaml` → [`Config`], with the ids inside it checked against each other.

use std::collections::BTreeMap;

use super::{Brand, Config, Document, FooterLink, FreshFor, Paper, Phase, Veto, Word, identity, vocabulary::reference};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    prose::Label,
    source::{At, Source, Span},
    yaml::{self, BaseAddress, Entries, Fields, Id, Kind, Node, Read, Table},
};

/// Reads the settings. `None` when the file cannot be read as settings at all.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Config> {
    let node = match yaml::parse(source, 0..source.text.len()) {
        Ok(node) => node,
        Err(found) => {
            findings.push(found);
            return None;
        }
    };
    let mut fields = Fields::of(&node, "`handbook.yaml`", findings)?;
    let id = fields.optional("id", findings);
    let former_ids = fields.list("former_ids", findings);
    let title = fields.required("title", findings).map(|title: Label| title.0);
    let summary = fields.optional("summary", findings).map(|summary: Label| summary.0);
    let organisation = fields.optional("organisation", findings).map(|name: Label| name.0);
    let language: Option<At<String>> = fields.optional("language", findings);
    let base_url = fields.optional("base_url", findings).map(|url: At<BaseAddress>| At::new(url.value.0, url.span));
    let theme: Option<At<String>> = fields.optional("theme", findings);
    let brand: Option<Brand> = fields.optional("brand", findings);
    let paper: Vec<At<Paper>> = fields.list("paper", findings);
    let documents: Vec<At<Document>> = fields.list("documents", findings);
    let repository = fields.optional("repository", findings);
    let review_name = fields.optional("review_name", findings).map(|name: Label| name.0);
    let lead_time_days = fields.optional("lead_time_days", findings);
    let fresh_for_months = fields.optional("fresh_for_months", findings);
    let blanks: Option<Table<Blank>> = fields.optional("blanks", findings);
    let providers = fields.list("providers", findings);
    let environments: Entries<Word> = fields.optional("environments", findings).unwrap_or_default();
    let traits: Entries<Word> = fields.optional("traits", findings).unwrap_or_default();
    let tiers: Entries<Word> = fields.optional("tiers", findings).unwrap_or_default();
    let roles: Entries<Word> = fields.optional("roles", findings).unwrap_or_default();
    let veto = fields.optional("veto", findings);
    let sources = match fields.node("sources") {
        Some(Node { kind: Kind::Map(entries), .. }) => {
            entries.iter().filter_map(|(key, node)| reference(At::new(key.text.clone(), key.span), node, findings)).collect()
        }
        Some(Node { kind: Kind::Null, .. }) | None => Vec::new(),
        Some(node) => {
            let found = format!("expected a mapping of source ids, found {}", node.kind_name());
            findings.push(Diagnostic::new(Code::WrongType, node.span, found));
            Vec::new()
        }
    };
    let own_fields = fields.list("fields", findings);
    let phases: Entries<Phase> = fields.optional("phases", findings).unwrap_or_default();
    fields.finish(findings);
    let lost = [&environments.lost, &traits.lost, &tiers.lost, &roles.lost, &phases.lost];
    let lost = lost.into_iter().flatten().map(|id| id.value.clone()).collect();
    let config = Config {
        path: source.path.clone(),
        id,
        former_ids,
        title: title?,
        summary: summary.unwrap_or_default(),
        organisation: organisation.unwrap_or_default(),
        language: language.unwrap_or_else(|| At::new("en".into(), Span::start_of(source.id))),
        base_url,
        theme: theme.unwrap_or_else(|| At::new("default".into(), Span::start_of(source.id))),
        brand: brand.unwrap_or_default(),
        paper,
        documents,
        repository,
        review_name: review_name.unwrap_or_else(|| "product technical walkthrough".into()),
        lead_time_days: lead_time_days.unwrap_or(30),
        fresh_for_months: fresh_for_months.unwrap_or(FreshFor { pages: 12, facts: 12 }),
        blanks: blanks.unwrap_or_default().0.into_iter().map(|(name, blank)| (name, blank.0)).collect(),
        providers,
        environments: environments.good,
        traits: traits.good,
        tiers: tiers.good,
        roles: roles.good,
        veto,
        sources,
        fields: own_fields,
        phases: phases.good,
        lost,
    };
    check(&config, findings);
    Some(config)
}

/// A blank: a text, or nothing yet.
struct Blank(String);

impl Read for Blank {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match node.kind {
            Kind::Null => Some(Self(String::new())),
            _ => String::read(node, findings).map(|text| Self(text.trim().to_owned())),
        }
    }
}

impl Read for Brand {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "the brand", findings)?;
        if let Some(Node { kind: Kind::Null, .. }) = fields.node("colour") {
            let place = fields.key("colour").unwrap_or(node.span);
            findings.push(
                Diagnostic::new(Code::WrongValue, place, "`colour` says nothing")
                    .help("put the colour in quotes: `#` begins a comment"),
            );
        }
        let colour: Option<At<String>> = fields.optional("colour", findings);
        let logo = fields.optional("logo", findings);
        let footer = fields.list("footer", findings);
        fields.finish(findings);
        let colour = colour.and_then(|colour| {
            let digits = colour.value.strip_prefix('#').unwrap_or("");
            let fine = matches!(digits.len(), 3 | 6) && digits.chars().all(|c| c.is_ascii_hexdigit());
            if !fine {
                findings.push(
                    Diagnostic::new(Code::WrongValue, colour.span, format!("`{}` is not a colour", colour.value))
                        .help("write it as `#rgb` or `#rrggbb`, in quotes"),
                );
            }
            fine.then_some(colour.value)
        });
        Some(Self { colour, logo, footer })
    }
}

impl Read for FooterLink {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a link of the footer", findings)?;
        let title = fields.required("title", findings).map(|title: Label| title.0);
        let url = fields.required("url", findings);
        fields.finish(findings);
        Some(Self { title: title?, url: url? })
    }
}

impl Read for FreshFor {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "`fresh_for_months`", findings)?;
        let pages = fields.optional("pages", findings).unwrap_or(12);
        let facts = fields.optional("facts", findings).unwrap_or(12);
        fields.finish(findings);
        Some(Self { pages, facts })
    }
}

impl Read for Veto {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "the veto", findings)?;
        let tiers = fields.list("tiers", findings);
        let or_high_risk = fields.optional("or_high_risk", findings).unwrap_or(false);
        let by = fields.list("by", findings);
        fields.finish(findings);
        Some(Self { tiers, or_high_risk, by })
    }
}

fn check(config: &Config, findings: &mut Findings) {
    identity::check(config, findings);
    let ids = |words: &[Word]| words.iter().map(|word| word.id.clone()).collect::<Vec<_>>();
    unique("trait or tier", ids(&config.traits).into_iter().chain(ids(&config.tiers)), findings);
    unique("environment", ids(&config.environments), findings);
    unique("role", ids(&config.roles), findings);
    unique("phase", config.phases.iter().map(|phase| phase.id.clone()), findings);
    unique("own field", config.fields.iter().map(|field| field.id.clone()), findings);
    for phase in &config.phases {
        known("role", &phase.participants, &config.roles, config, findings);
    }
    if let Some(veto) = &config.veto {
        known("tier", &veto.tiers, &config.tiers, config, findings);
        known("role", &veto.by, &config.roles, config, findings);
    }
    for (name, _) in config.blanks.iter().filter(|(name, _)| Config::SETTINGS.contains(&name.value.as_str())) {
        findings.push(
            Diagnostic::new(Code::DuplicateId, name.span, format!("`{{{{{}}}}}` stands for a setting already", name.value))
                .help("give the blank another name"),
        );
    }
}

fn unique(what: &str, ids: impl IntoIterator<Item = Id>, findings: &mut Findings) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for id in ids {
        if let Some(&span) = first.get(&*id.value) {
            findings.push(
                Diagnostic::new(Code::DuplicateId, id.span, format!("the {what} `{}` stands here twice", id.value))
                    .label("again")
                    .also(span, "first here")
                    .help("rename or remove one of them"),
            );
        } else {
            first.insert(id.value.to_string(), id.span);
        }
    }
}

fn known(what: &str, ids: &[Id], words: &[Word], config: &Config, findings: &mut Findings) {
    let names: Vec<&str> = words.iter().map(|word| word.id.as_str()).collect();
    for id in ids.iter().filter(|id| !names.contains(&id.as_str()) && !config.lost.iter().any(|lost| lost == id.as_str())) {
        findings.push(
            Diagnostic::new(Code::UnknownId, id.span, format!("there is no {what} `{}`", id.value)).maybe_help(suggest(
                &id.value,
                "there are",
                &names,
            )),
        );
    }
}
