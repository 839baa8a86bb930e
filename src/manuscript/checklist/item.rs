//! One question of a checklist. A new field is a line in [`Item`] and its place in the template.

use readybook_derive::Format;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Address, InlineMarkdown, PlainText},
    source::{Span, Spanned},
    yaml::{EditionId, Form, FromYaml, HasKind, Id, Key, Node, ValueKind, word_enum},
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

/// An item of a checklist: one open question.
#[derive(Debug, Clone, Format)]
#[format(name = "an item", digested = id, rest = custom, in_part, rendered = ItemAs)]
pub struct Item {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// Its id, PREFIX-NN as in `REL-04`; never used for another question.
    #[field(via = ItemId, digest = nothing)]
    pub id: Spanned<String>,
    /// One open question.
    #[field(digest = essential, foreign("question", "title", "text", "check"))]
    pub ask: PlainText,
    /// The address of its page with its fragment, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
    /// Why it is asked.
    #[field(foreign("description", "rationale", "reason"))]
    pub why: Option<InlineMarkdown>,
    /// What a team could show as evidence.
    #[field(digest = essential)]
    pub evidence: Option<PlainText>,
    /// An answer as a team could give it.
    pub example: Option<PlainText>,
    /// How answers look that are good, thin, or tell of a gap.
    #[field(default, digest = nothing)]
    pub examples: Examples,
    /// What may be asked next.
    pub probes: Vec<PlainText>,
    /// How deep the talk about a gap goes.
    #[field(foreign("priority", "level"), hint = "what stops a launch is said by `hard_stop`, with the tiers in which it does")]
    pub severity: Option<Spanned<Severity>>,
    /// The tiers in which a gap stops the launch until it is closed or excepted.
    #[field(set, names = Tier)]
    pub hard_stop: Vec<Id>,
    /// The services that it is for; every launch, if nothing is said.
    #[field(default)]
    pub applies_when: Condition,
    /// The one-page questions behind it.
    #[field(set, names = Item)]
    pub grows_from: Vec<Spanned<String>>,
    /// The phase in which to think about it first, if no one-page question is behind it.
    #[field(names = Phase)]
    pub earliest: Option<Id>,
    /// Who to ask, if not the area's domain.
    #[field(names = Domain, foreign("owner"))]
    pub domain: Option<Id>,
    /// The duty of the responsibility matrix that it is about.
    #[field(names = Duty)]
    pub duty: Option<Id>,
    /// The page that explains it.
    #[field(path)]
    pub guide: Option<Spanned<String>>,
    /// The incident that taught it.
    #[field(filter = is_written, hidden)]
    pub learned_from: Option<PlainText>,
    /// Where the topic comes from.
    #[field(set, names = Source, unpublished)]
    pub sources: Vec<Id>,
    /// The edition of its checklist that brought it.
    #[field(digest = nothing)]
    pub since: Option<Spanned<EditionId>>,
    /// Keys that the format does not list: custom fields, if the settings declare them.
    pub custom: Vec<(Key, Node)>,
}

/// Answers to one question, as teams could give them.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "`examples`", rendered = ExamplesAs)]
pub struct Examples {
    /// One that somebody else can rely on.
    pub good: Option<PlainText>,
    /// One that says too little, with what it lacks.
    pub thin: Option<PlainText>,
    /// One that tells of a gap: what is done about it, whose it is, until when.
    pub gap: Option<PlainText>,
}

/// Which services an item is for.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "`applies_when`", digested, written, rendered = ConditionAs)]
pub struct Condition {
    /// One of these traits or tiers is enough.
    #[field(set, names = TraitOrTier)]
    pub any: Vec<Id>,
    /// All of these are needed.
    #[field(set, names = TraitOrTier)]
    pub all: Vec<Id>,
}

/// The tiers that `any` of a condition leaves out, where it names tiers alone, and more of them than it leaves out: a reader is told
/// these instead. Empty otherwise.
#[must_use]
pub fn tiers_left_out<'t>(any: &[&str], tiers: &[&'t str]) -> Vec<&'t str> {
    let left: Vec<&str> = tiers.iter().copied().filter(|tier| !any.contains(tier)).collect();
    let are_tiers = any.iter().all(|id| tiers.contains(id));
    if are_tiers && any.len() > left.len() { left } else { Vec::new() }
}

fn is_written(text: &PlainText) -> bool {
    !text.written.is_empty()
}

/// An item's id, PREFIX-NN: a prefix as [`is_prefix`] has it, a hyphen, at least two digits.
#[derive(Debug, Clone)]
pub struct ItemId(Spanned<String>);

impl HasKind for ItemId {
    const KIND: ValueKind = ValueKind::Form(Form::ItemId);
}

impl From<ItemId> for Spanned<String> {
    fn from(id: ItemId) -> Self {
        id.0
    }
}

impl FromYaml for ItemId {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        item_id(Spanned::read(node, findings)?, findings).map(Self)
    }
}

fn item_id(id: Spanned<String>, findings: &mut Findings) -> Option<Spanned<String>> {
    let fine = Form::ItemId.matches(&id.value);
    if !fine {
        findings.push(
            Diagnostic::new(Code::InvalidId, id.span, format!("`{}` is not an item's id", id.value)).help(Form::ItemId.help()),
        );
    }
    fine.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::tiers_left_out;

    #[test]
    fn who_is_left_out_is_told_where_that_is_shorter() {
        let tiers = ["critical", "standard", "small"];
        assert_eq!(tiers_left_out(&["critical", "standard"], &tiers), ["small"]);
        for any in [&["critical"][..], &["critical", "standard", "small"], &["critical", "stores-data"], &[]] {
            assert!(tiers_left_out(any, &tiers).is_empty(), "{any:?}");
        }
    }
}
