//! A phase on the path to production.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Label, Plain},
    source::{At, spoken},
    yaml::{Fields, Id, Kind, Node, Read, word_enum},
};

word_enum! {
    /// How closely the enablement team looks on, from not at all to a sign-off.
    Oversight {
        /// Not at all.
        None = "none",
        /// Only at what it costs.
        SpendOnly = "spend-only",
        /// With advice: no grades, no signature.
        Advisory = "advisory",
        /// With a sign-off, for new launches only.
        SignOff = "sign-off",
    }
}

word_enum! {
    /// What can be launched. A change is not: it goes through code review.
    LaunchKind {
        /// A service that did not exist before.
        NewService = "new-service",
        /// A product that did not exist before.
        NewProduct = "new-product",
    }
}

/// A phase.
#[derive(Debug, Clone)]
pub struct Phase {
    /// What data files call it.
    pub id: Id,
    /// What readers call it.
    pub title: String,
    /// The Markdown file of its page, below the handbook's folder.
    pub page: Option<At<String>>,
    /// How closely the enablement team looks on.
    pub oversight: Oversight,
    /// How a team notices that it is here; any one is enough.
    pub entry_signs: Vec<Plain>,
    /// How a team notices that it is through.
    pub exit_signs: Vec<Plain>,
    /// What holds while a team is here.
    pub rules: Vec<Plain>,
    /// The roles that take part.
    pub participants: Vec<Id>,
    /// The checklists that belong here.
    pub checklists: Vec<Id>,
    /// The launches that a sign-off is for.
    pub only_for: Vec<At<LaunchKind>>,
}

impl Read for Phase {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a phase", findings)?;
        let id: Option<Id> = fields.required("id", findings);
        let title = fields.optional("title", findings).map(|title: Label| title.0);
        let page = fields.optional("page", findings);
        let oversight: Option<At<Oversight>> = fields.required("oversight", findings);
        let entry_signs = fields.list("entry_signs", findings);
        let exit_signs = fields.list("exit_signs", findings);
        let rules = fields.list("rules", findings);
        let participants = fields.list("participants", findings);
        let checklists = fields.list("checklists", findings);
        let only_for: Vec<At<LaunchKind>> = fields.list("only_for", findings);
        let only_for_key = fields.key("only_for");
        let is_said = matches!(fields.node("only_for"), Some(Node { kind: Kind::List(nodes), .. }) if !nodes.is_empty());
        fields.finish(findings);
        let (id, oversight) = (id?, oversight?);
        match (oversight.value, only_for.first()) {
            (Oversight::SignOff, None) if !is_said => findings.push(
                Diagnostic::new(
                    Code::MissingKey,
                    only_for_key.unwrap_or(oversight.span),
                    format!("the phase `{}` has a sign-off and does not say `only_for` which launches", id.value),
                )
                .help("write `only_for: [new-service, new-product]`; a change goes through code review"),
            ),
            (Oversight::None | Oversight::SpendOnly | Oversight::Advisory, Some(kind)) => findings.push(
                Diagnostic::new(
                    Code::GradedAdvice,
                    kind.span,
                    format!("the phase `{}` has no sign-off, so nothing is `only_for` it", id.value),
                )
                .label("belongs to a sign-off")
                .help("remove it, or set `oversight: sign-off`"),
            ),
            (Oversight::SignOff, _) | (_, None) => {}
        }
        Some(Self {
            title: title.unwrap_or_else(|| spoken(id.as_str())),
            id,
            page,
            oversight: oversight.value,
            entry_signs,
            exit_signs,
            rules,
            participants,
            checklists,
            only_for,
        })
    }
}
