//! Text of `handbook.yaml` → [`Config`], with the ids inside it checked against each other.

use std::{collections::BTreeMap, fmt::Display};

use super::{Config, Settings, Variable, Word, identity, levels};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Visitor, Walk},
    source::{Source, Span, Spanned},
    yaml::{self, BaseAddress, Fields, Form, FromYaml, HasKind, Node, NodeKind, ValueKind},
};

/// Reads the settings. `None`, with a finding, when the file is not YAML or lacks a required key.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Config> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let settings = match Settings::read(&node, findings) {
        Some(settings) => settings,
        // Without a title, say, all that the handbook holds is looked at all the same.
        None => {
            let mut fields = Fields::of(&node, "", &mut Findings::default())?;
            Settings::from_fields_in_part(&mut fields)?
        }
    };
    Some(Config { path: source.path.clone(), settings })
}

impl FromYaml for Variable {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match node.kind {
            NodeKind::Null => Some(Self(String::new())),
            _ => String::read(node, findings).map(|text| Self(text.trim().to_owned())),
        }
    }
}

impl HasKind for Variable {
    const KIND: ValueKind = ValueKind::OrNothing(&ValueKind::Text);
}

impl Walk for Variable {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

impl From<Spanned<BaseAddress>> for Spanned<String> {
    fn from(address: Spanned<BaseAddress>) -> Self {
        Self::new(address.value.0, address.span)
    }
}

/// A checked colour: `#rgb` or `#rrggbb` in hexadecimal digits.
pub struct Colour(String);

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.0
    }
}

impl HasKind for Colour {
    const KIND: ValueKind = ValueKind::Form(Form::Colour);
}

impl FromYaml for Colour {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let colour = String::read(node, findings)?;
        let fine = Form::Colour.matches(&colour);
        if !fine {
            findings.push(
                Diagnostic::new(Code::WrongValue, node.span, format!("`{colour}` is not a colour")).help(Form::Colour.help()),
            );
        }
        fine.then_some(Self(colour))
    }
}

/// `colour: #2b6` is a key without a value, because `#` begins a comment.
#[expect(clippy::unnecessary_wraps, reason = "a check of a format may refuse what it looks at")]
pub(super) fn no_comment(brand: super::Brand, fields: &Fields<'_>, findings: &mut Findings) -> Option<super::Brand> {
    if let (true, Some(place)) = (fields.is_null("colour"), fields.key("colour")) {
        findings.push(
            Diagnostic::new(Code::WrongValue, place, "`colour` says nothing")
                .help("put the colour in quotes: `#` begins a comment"),
        );
    }
    Some(brand)
}

/// Checks ids within the settings: former ids, duplicate ids, and variables with the name of a setting.
#[expect(clippy::unnecessary_wraps, reason = "a check of a format may refuse what it looks at")]
pub(super) fn check(config: Settings, _fields: &Fields<'_>, findings: &mut Findings) -> Option<Settings> {
    identity::check(&config, findings);
    levels::check(&config, findings);
    let ids = |words: &[Word]| words.iter().map(|word| word.id.clone()).collect::<Vec<_>>();
    unique("trait or tier", ids(&config.traits).into_iter().chain(ids(&config.tiers)), findings);
    unique("environment", ids(&config.environments), findings);
    unique("kind of service", config.service_kinds.iter().map(|kind| kind.id.clone()), findings);
    unique("role", ids(&config.roles), findings);
    unique("signer", config.meeting.iter().flat_map(|meeting| &meeting.signs).map(|signer| signer.role.clone()), findings);
    unique("phase", config.phases.iter().map(|phase| phase.id.clone()), findings);
    unique("custom field", config.fields.iter().map(|field| field.id.clone()), findings);
    unique("variable", config.own_variables().cloned(), findings);
    for (name, _) in config.values.iter().filter(|(_, text)| text.trim().is_empty()) {
        findings.push(
            Diagnostic::new(Code::WrongValue, name.span, format!("the value `{}` is empty", name.value))
                .help("write what it is; what is still to be filled in belongs below `blanks`"),
        );
    }
    for name in config.own_variables().filter(|name| Settings::SETTINGS.contains(&name.value.as_str())) {
        findings.push(
            Diagnostic::new(Code::DuplicateId, name.span, format!("`{{{{{}}}}}` stands for a setting already", name.value))
                .help("give the variable another name"),
        );
    }
    Some(config)
}

fn unique<T: AsRef<str> + Display>(what: &str, ids: impl IntoIterator<Item = Spanned<T>>, findings: &mut Findings) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for id in ids {
        if let Some(&span) = first.get(id.value.as_ref()) {
            findings.push(
                Diagnostic::new(Code::DuplicateId, id.span, format!("the {what} `{}` is here twice", id.value))
                    .label("again")
                    .also(span, "first here")
                    .help("rename or remove one of them"),
            );
        } else {
            first.insert(id.value.to_string(), id.span);
        }
    }
}
