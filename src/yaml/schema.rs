//! Descriptions of formats → JSON Schema, draft 7, for editors.
//!
//! A schema accepts all that is read: a false alarm in an editor is worse than a mistake that only `check` finds. So a text may be
//! a number, and a key without a value counts as one that is not there.

use serde_json::{Map, Value, json};

use super::{Field, Form, Format, Presence, ReferenceKind, Rule, ValueKind};

/// The keys of a mapping as a schema describes them: those of a [`Format`], or of several that stand in one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// Whether a company may add keys of its own.
    pub open: bool,
    /// Its keys, in the order in which they are written.
    pub keys: Vec<Field>,
    /// What must be true of its keys together.
    pub rules: Vec<Rule>,
    /// Whether there may be nothing in its place.
    pub may_be_nothing: bool,
}

impl From<Format> for Mapping {
    fn from(format: Format) -> Self {
        Self { open: format.open, keys: format.keys.to_vec(), rules: format.rules.to_vec(), may_be_nothing: false }
    }
}

impl Mapping {
    /// The same, where a key holds something else, or must be there.
    #[must_use]
    pub fn with(mut self, name: &str, kind: ValueKind, presence: Presence) -> Self {
        for field in self.keys.iter_mut().filter(|field| field.name == name) {
            (field.kind, field.presence) = (kind, presence);
        }
        self
    }
}

/// The schema of a file that holds one mapping.
#[must_use]
pub fn schema(title: &str, about: &str, mapping: &Mapping) -> Value {
    let mut schema = object(mapping);
    if mapping.may_be_nothing {
        schema.insert("type".into(), json!(["object", "null"]));
    }
    schema.insert("$schema".into(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".into(), json!(title));
    schema.insert("description".into(), json!(about));
    Value::Object(schema)
}

/// A mapping without its title.
fn object(mapping: &Mapping) -> Map<String, Value> {
    let properties: Map<String, Value> =
        mapping.keys.iter().map(|field| (field.name.to_owned(), property(field, &mapping.rules))).collect();
    let is_required = |field: &&Field| field.presence == Presence::Required;
    let required: Vec<&str> = mapping.keys.iter().filter(is_required).map(|field| field.name).collect();
    let rules: Vec<Value> = mapping.rules.iter().filter_map(|rule| together(*rule)).collect();
    let mut schema = fields(json!({ "type": "object", "additionalProperties": mapping.open, "properties": properties }));
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    if !rules.is_empty() {
        schema.insert("allOf".into(), json!(rules));
    }
    schema
}

fn property(field: &Field, rules: &[Rule]) -> Value {
    let mut value = Accepted::of(field.kind);
    if field.presence != Presence::Required && !rules.contains(&Rule::HasValue(field.name)) {
        value = value.or(&["null"]);
    }
    if rules.contains(&Rule::IsVisible(field.name)) {
        value.any.iter_mut().for_each(|schema| schema.extend(written_as(Form::Visible)));
    }
    let mut schema = value.schema();
    schema.insert("description".into(), json!(field.about));
    if let Presence::Default(expression) = field.presence
        && let Some(default) = literal(expression)
    {
        schema.insert("default".into(), default);
    }
    Value::Object(schema)
}

/// The value of an expression of the program, if it is a number or a text.
fn literal(expression: &str) -> Option<Value> {
    if let Ok(number) = expression.parse::<u32>() {
        return Some(json!(number));
    }
    let text = expression.split('"').nth(1)?;
    Some(json!(text))
}

/// What is read as a value of a kind.
struct Accepted {
    /// How it is meant to be written, in one of these ways.
    any: Vec<Map<String, Value>>,
    /// Types of JSON that are read as well, such as a number where a text is meant. An editor is to offer none of them, so a
    /// schema does not name them: it refuses all others.
    also: Vec<&'static str>,
}

impl Accepted {
    fn of(kind: ValueKind) -> Self {
        match kind {
            ValueKind::Text | ValueKind::Inline | ValueKind::Markdown | ValueKind::Path => {
                Self::one(json!({ "type": "string" })).or(&["number", "boolean"])
            }
            ValueKind::Id(Some(ReferenceKind::Item)) => Self::form(Form::ItemId),
            ValueKind::Id(Some(ReferenceKind::Cell)) => Self::form(Form::Cell),
            ValueKind::Id(_) => Self::form(Form::Id),
            ValueKind::Form(form) => Self::form(form),
            ValueKind::Flag => Self::one(json!({ "type": "boolean" })),
            ValueKind::Number(least, most) => {
                let mut number = Self::one(json!({ "type": "integer", "minimum": least, "maximum": most }));
                // A number in quotes is one as well.
                let help = "write a whole number";
                number.any.push(fields(json!({ "type": "string", "pattern": "^\\+?[0-9]+$", "patternErrorMessage": help })));
                number
            }
            ValueKind::OneOf(words) => Self::one(json!({ "enum": words })),
            ValueKind::List(of) | ValueKind::StatedList(of) => {
                Self::one(json!({ "type": "array", "items": Self::of(*of).schema() }))
            }
            ValueKind::ListOrOne(of) => {
                let mut list = Self::of(ValueKind::List(of));
                let alone = Self::of(*of);
                list.any.extend(alone.any.into_iter().filter(|schema| schema["type"] != "object"));
                list.or(&alone.also)
            }
            ValueKind::Table(of) => Self::one(json!({ "type": "object", "additionalProperties": Self::of(*of).schema() })),
            ValueKind::TableBy(keys, of) => Self::one(json!({
                "type": "object",
                "propertyNames": written_as(keys),
                "additionalProperties": Self::of(*of).schema(),
            })),
            ValueKind::Mapping(format) => {
                let mut schema = object(&Mapping::from(*format));
                schema.insert("title".into(), json!(title(format.name)));
                schema.insert("description".into(), json!(format.about));
                Self { any: vec![schema], also: Vec::new() }
            }
            ValueKind::Either(kinds) => {
                let nothing = Self { any: Vec::new(), also: Vec::new() };
                kinds.iter().map(|kind| Self::of(*kind)).fold(nothing, |mut all, one| {
                    all.any.extend(one.any);
                    all.or(&one.also)
                })
            }
            ValueKind::OrNothing(kind) => Self::of(*kind).or(&["null"]),
            ValueKind::Anything => Self::one(json!({})),
        }
    }

    fn one(schema: Value) -> Self {
        Self { any: vec![fields(schema)], also: Vec::new() }
    }

    /// A text that is written in a certain way.
    fn form(form: Form) -> Self {
        let mut text = written_as(form);
        text.insert("type".into(), json!("string"));
        let is_flag = ["true", "TRUE"].iter().any(|flag| form.matches(flag));
        Self { any: vec![text], also: if is_flag { vec!["boolean"] } else { Vec::new() } }
    }

    /// The same, which may be of these types as well.
    fn or(mut self, types: &[&'static str]) -> Self {
        self.also.extend(types);
        self
    }

    fn schema(mut self) -> Map<String, Value> {
        // From its type an editor knows how a list or a mapping begins, so that stands at the top.
        if let ([schema], ["null"]) = (&mut self.any[..], &self.also[..])
            && let Some(of) = schema.get_mut("type").filter(|of| *of == "array" || *of == "object")
        {
            *of = json!([of.take(), "null"]);
            self.also.clear();
        }
        if self.also.is_empty() && self.any.len() == 1 {
            return self.any.swap_remove(0);
        }
        let mut any: Vec<Value> = self.any.into_iter().map(Value::Object).collect();
        if !self.also.is_empty() {
            let refused: Vec<&str> = TYPES.iter().copied().filter(|name| !self.also.contains(name)).collect();
            any.push(json!({ "not": { "type": refused } }));
        }
        fields(json!({ "anyOf": any }))
    }
}

/// All types of JSON.
const TYPES: &[&str] = &["array", "boolean", "null", "number", "object", "string"];

/// How a text is written, with the words that an editor says where it is not.
fn written_as(form: Form) -> Map<String, Value> {
    fields(json!({ "pattern": form.pattern(), "patternErrorMessage": form.help() }))
}

/// What must be true of keys together; `None` for what each says alone.
fn together(rule: Rule) -> Option<Value> {
    match rule {
        Rule::AnyOf(names) => Some(json!({ "anyOf": names.iter().map(|name| says(name)).collect::<Vec<_>>() })),
        Rule::ExactlyOne(names) => {
            let written = |name: &&str| json!({ "required": [name], "properties": { *name: true } });
            Some(json!({ "oneOf": names.iter().map(written).collect::<Vec<_>>() }))
        }
        Rule::NotBoth(one, other) => {
            let missing = json!({ "type": "null", "errorMessage": format!("`{other}` does not stand beside `{one}`") });
            Some(json!({ "if": has_value(one), "then": { "properties": { other: missing } } }))
        }
        Rule::Needs(one, other) => Some(json!({ "if": has_value(one), "then": says(other) })),
        Rule::NeedsFor(one, word, other) => {
            Some(json!({ "if": { "required": [one], "properties": { one: { "const": word } } }, "then": says(other) }))
        }
        Rule::HasValue(_) | Rule::IsVisible(_) => None,
    }
}

/// A key is there and has a value.
fn has_value(name: &str) -> Value {
    json!({ "required": [name], "properties": { name: { "not": { "type": "null" } } } })
}

/// A key is there and says something: an empty list does not.
fn says(name: &str) -> Value {
    json!({ "required": [name], "properties": { name: { "not": { "enum": [null, []] } } } })
}

/// What editors call a mapping: "an item" is `Item`.
fn title(name: &str) -> String {
    let bare = ["a ", "an ", "the "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
    let mut letters = bare.trim_matches('`').chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}
