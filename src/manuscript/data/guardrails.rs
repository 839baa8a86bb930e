//! Bounds, and what happens outside them: a conversation and a sign-off, never "forbidden".

use readybook_derive::Format;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Address, InlineMarkdown, PlainText},
    source::Span,
    yaml::{Fields, Id, Key, Node, Table},
};

/// A guardrail: a bound on something that teams may choose, for each environment.
#[derive(Debug, Clone, Format)]
#[format(name = "a guardrail", digested, rest = custom, in_part, rendered = GuardrailAs)]
pub struct Guardrail {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// Its id, which is its anchor on the page.
    #[field(digest = nothing)]
    pub id: Id,
    /// What it bounds.
    #[field(digest = essential)]
    pub title: PlainText,
    /// The address of its page with its fragment, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
    /// The unit of its numbers.
    #[field(default, digest = essential)]
    pub unit: String,
    /// The domain to ask about it.
    #[field(names = Domain)]
    pub domain: Option<Id>,
    /// The bounds of each environment.
    #[field(required, names = Environment, hidden, digest = essential)]
    pub bounds: Table<Bound>,
    /// What happens outside them.
    #[field(default, hidden, digest = essential)]
    pub outside: Outside,
    /// Why it is there.
    #[field(missing = no_reason)]
    pub why: InlineMarkdown,
    /// A worked example.
    pub example: Option<InlineMarkdown>,
    /// Keys that the format does not list: custom fields, if the settings declare them.
    pub custom: Vec<(Key, Node)>,
}

/// The bounds of one environment; at least one of them is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Format)]
#[format(name = "a bound", digested, in_part, check = says_something, rules = [AnyOf(&["min", "max", "equals", "one_of"])])]
pub struct Bound {
    /// The smallest allowed value.
    pub min: Option<String>,
    /// The largest allowed value.
    pub max: Option<String>,
    /// The only allowed value.
    pub equals: Option<String>,
    /// The allowed values.
    #[field(set)]
    pub one_of: Vec<String>,
}

/// What happens outside the bounds.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "`outside`", digested)]
pub struct Outside {
    /// The domain to talk to.
    #[field(names = Domain)]
    pub talk_to: Option<Id>,
    /// The roles that agree.
    #[field(set, names = Role)]
    pub sign_off: Vec<Id>,
    /// What to bring.
    pub bring: Vec<InlineMarkdown>,
}

fn no_reason(fields: &Fields<'_>, findings: &mut Findings) {
    let place = fields.key("why").unwrap_or_else(|| fields.value_span("id"));
    findings.push(
        Diagnostic::new(Code::MissingKey, place, "a guardrail has no `why`")
            .help("say what goes wrong outside the bounds; a rule without a reason is not followed for long"),
    );
}

fn says_something(bound: Bound, fields: &Fields<'_>, findings: &mut Findings) -> Option<Bound> {
    if bound != Bound::default() {
        return Some(bound);
    }
    // What is said and cannot be read has been told.
    if !["min", "max", "equals", "one_of"].iter().any(|key| fields.holds_value(key)) {
        findings.push(
            Diagnostic::new(Code::MissingKey, fields.span(), "a bound says nothing")
                .help("write `min`, `max`, `equals` or `one_of`"),
        );
    }
    None
}
