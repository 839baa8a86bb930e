//! Bounds, and what happens outside them: a conversation and a sign-off, never "forbidden".

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Plain, Rich},
    source::{At, Span},
    yaml::{Fields, Id, Key, Node, Read, Table},
};

/// A guardrail.
#[derive(Debug, Clone)]
pub struct Guardrail {
    /// Where it begins.
    pub span: Span,
    /// What links call it.
    pub id: Id,
    /// What it bounds.
    pub title: Plain,
    /// The unit of its numbers.
    pub unit: Option<String>,
    /// Whom to ask.
    pub domain: Option<Id>,
    /// The bounds of each environment.
    pub bounds: Vec<(At<String>, Bound)>,
    /// What happens outside them.
    pub outside: Outside,
    /// Why it is there.
    pub why: Rich,
    /// A worked example.
    pub example: Option<Rich>,
    /// Keys that only the settings can explain.
    pub own: Vec<(Key, Node)>,
}

impl Guardrail {
    /// The keys that a guardrail knows, for suggestions.
    pub const KEYS: &'static [&'static str] = &["id", "title", "unit", "domain", "bounds", "outside", "why", "example"];
}

/// The bounds of one environment; at least one of them is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bound {
    /// Not less than this.
    pub min: Option<String>,
    /// Not more than this.
    pub max: Option<String>,
    /// This and nothing else.
    pub equals: Option<String>,
    /// One of these.
    pub one_of: Vec<String>,
}

/// What happens outside the bounds.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// The domain to talk to.
    pub talk_to: Option<Id>,
    /// The roles that agree.
    pub sign_off: Vec<Id>,
    /// What to bring.
    pub bring: Vec<Rich>,
}

impl Read for Guardrail {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a guardrail", findings)?;
        let id: Option<Id> = fields.required("id", findings);
        let title = fields.required("title", findings);
        let unit = fields.optional("unit", findings).filter(|unit: &String| !unit.is_empty());
        let domain = fields.optional("domain", findings);
        let bounds: Option<Table<Bound>> = fields.required("bounds", findings);
        let outside = fields.optional("outside", findings);
        let why: Option<Rich> = fields.optional("why", findings);
        let example = fields.optional("example", findings);
        let own = fields.rest();
        if why.is_none() {
            let place = fields.key("why").or(id.as_ref().map(|id| id.span)).unwrap_or(node.span);
            findings.push(
                Diagnostic::new(Code::MissingKey, place, "a guardrail has no `why`")
                    .help("say what goes wrong outside the bounds; a rule without a reason is not followed for long"),
            );
        }
        Some(Self {
            span: node.span,
            id: id?,
            title: title?,
            unit,
            domain,
            bounds: bounds?.0,
            outside: outside.unwrap_or_default(),
            why: why?,
            example,
            own,
        })
    }
}

impl Read for Bound {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a bound", findings)?;
        let bound = Self {
            min: fields.optional("min", findings),
            max: fields.optional("max", findings),
            equals: fields.optional("equals", findings),
            one_of: fields.list("one_of", findings),
        };
        fields.finish(findings);
        if bound == Self::default() {
            findings.push(
                Diagnostic::new(Code::MissingKey, node.span, "a bound says nothing")
                    .help("write `min`, `max`, `equals` or `one_of`"),
            );
            return None;
        }
        Some(bound)
    }
}

impl Read for Outside {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "`outside`", findings)?;
        let outside = Self {
            talk_to: fields.optional("talk_to", findings),
            sign_off: fields.list("sign_off", findings),
            bring: fields.list("bring", findings),
        };
        fields.finish(findings);
        Some(outside)
    }
}
