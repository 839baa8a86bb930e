//! One question of a checklist. A new field is a line in [`Item`], a line in its `read`, and a line in the template.

use jiff::civil::Date;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Plain, Rich},
    source::{At, Span},
    yaml::{Fields, Id, Key, Node, Read, word_enum},
};

word_enum! {
    /// How deep the talk about a gap goes.
    Severity {
        /// Before anything else.
        High = "high",
        /// With a plan and a date.
        Medium = "medium",
        /// A note for later.
        Low = "low",
    }
}

/// A question.
#[derive(Debug, Clone)]
pub struct Item {
    /// Where it begins.
    pub span: Span,
    /// PREFIX-NN, never used for another question.
    pub id: At<String>,
    /// One open question.
    pub ask: Plain,
    /// Why it is asked.
    pub why: Option<Rich>,
    /// What could be shown.
    pub evidence: Option<Plain>,
    /// What may be asked next.
    pub probes: Vec<Plain>,
    /// How deep the talk about a gap goes.
    pub severity: Option<At<Severity>>,
    /// The tiers in which a gap stops the launch until it is closed or excepted.
    pub hard_stop: Vec<Id>,
    /// The services that it is for; every launch, if nothing is said.
    pub applies_when: Condition,
    /// The one-page questions behind it.
    pub grows_from: Vec<At<String>>,
    /// The phase in which to think about it first, if no one-page question is behind it.
    pub earliest: Option<Id>,
    /// Whom to ask, if not the area's domain.
    pub domain: Option<Id>,
    /// The duty of the responsibility matrix that it is about.
    pub duty: Option<Id>,
    /// The page that explains it.
    pub guide: Option<At<String>>,
    /// The incident that taught it.
    pub learned_from: Option<Plain>,
    /// Where the topic comes from.
    pub sources: Vec<Id>,
    /// The edition of its checklist that brought it.
    pub since: Option<At<Date>>,
    /// Keys that only the settings can explain.
    pub own: Vec<(Key, Node)>,
}

impl Item {
    /// The keys that an item knows, for suggestions.
    pub const KEYS: &'static [&'static str] = &[
        "id",
        "ask",
        "why",
        "evidence",
        "probes",
        "severity",
        "hard_stop",
        "applies_when",
        "grows_from",
        "earliest",
        "domain",
        "duty",
        "guide",
        "learned_from",
        "sources",
        "since",
    ];
}

impl Read for Item {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "an item", findings)?;
        let id = fields.required("id", findings).and_then(|id| item_id(id, findings));
        let ask = fields.required("ask", findings);
        let why = fields.optional("why", findings);
        let evidence = fields.optional("evidence", findings);
        let probes = fields.list("probes", findings);
        let severity = fields.optional("severity", findings);
        let hard_stop = fields.list("hard_stop", findings);
        let applies_when = fields.optional("applies_when", findings).unwrap_or_default();
        let grows_from = fields.list("grows_from", findings);
        let earliest = fields.optional("earliest", findings);
        let domain = fields.optional("domain", findings);
        let duty = fields.optional("duty", findings);
        let guide = fields.optional("guide", findings);
        let learned_from = fields.optional("learned_from", findings).filter(|text: &Plain| !text.written.is_empty());
        let sources = fields.list("sources", findings);
        let since = fields.optional("since", findings);
        Some(Self {
            span: node.span,
            id: id?,
            ask: ask?,
            why,
            evidence,
            probes,
            severity,
            hard_stop,
            applies_when,
            grows_from,
            earliest,
            domain,
            duty,
            guide,
            learned_from,
            sources,
            since,
            own: fields.rest(),
        })
    }
}

/// Which services an item is for.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// One of these traits or tiers is enough.
    pub any: Vec<Id>,
    /// All of these are needed.
    pub all: Vec<Id>,
}

impl Read for Condition {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "`applies_when`", findings)?;
        let any = fields.list("any", findings);
        let all = fields.list("all", findings);
        fields.finish(findings);
        Some(Self { any, all })
    }
}

/// PREFIX-NN: capital letters, a hyphen, at least two digits.
pub(super) fn item_id(id: At<String>, findings: &mut Findings) -> Option<At<String>> {
    let fine = id
        .value
        .split_once('-')
        .is_some_and(|(prefix, number)| is_prefix(prefix) && number.len() >= 2 && number.chars().all(|c| c.is_ascii_digit()));
    if !fine {
        findings.push(
            Diagnostic::new(Code::InvalidId, id.span, format!("`{}` is not an item's id", id.value))
                .help("write the area's prefix, a hyphen and two digits, as in `REL-04`"),
        );
    }
    fine.then_some(id)
}

/// Capital letters and digits, beginning with a letter.
pub(super) fn is_prefix(prefix: &str) -> bool {
    prefix.starts_with(|c: char| c.is_ascii_uppercase()) && prefix.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}
