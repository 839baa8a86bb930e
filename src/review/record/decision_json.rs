//! What a record decides, in a few lines for people, and for programs.

use serde::Serialize;

use super::{
    VersionChanges,
    decision::{Decision, StopState, TermState},
    entry::{Entry, What},
};

/// What a record decides, for programs.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionJson {
    /// How many entries count on this day.
    pub entries: usize,
    /// Each role that signs.
    pub signatures: Vec<SignatureJson>,
    /// Each question that can stop the launch.
    pub hard_stops: Vec<StopJson>,
    /// Exceptions and conditions.
    pub terms: Vec<TermJson>,
    /// The entries of vetoes that stand.
    pub vetoes: Vec<String>,
    /// The day of the launch.
    pub launched: Option<String>,
}

/// A role that signs.
#[derive(Debug, Clone, Serialize)]
pub struct SignatureJson {
    /// The id of the role.
    pub role: String,
    /// The entry of its latest signature.
    pub entry: Option<String>,
    /// The day of it.
    pub on: Option<String>,
    /// What differs since.
    pub since: Option<VersionChanges>,
    /// Whether it no longer stands for what the answers decide.
    pub stale: bool,
}

/// A question that can stop the launch.
#[derive(Debug, Clone, Serialize)]
pub struct StopJson {
    /// The id of the question.
    pub id: String,
    /// `signed`, `accepted`, `unanswered`, `gap`, `acceptance-over`, `unsigned` or `changed`.
    pub state: &'static str,
    /// The entry that it rests on.
    pub entry: Option<String>,
}

/// An exception or a condition.
#[derive(Debug, Clone, Serialize)]
pub struct TermJson {
    /// The entry.
    pub entry: String,
    /// `exception` or `condition`.
    pub kind: &'static str,
    /// The last day.
    pub ends_on: String,
    /// `running`, `over` or `closed`.
    pub state: &'static str,
}

impl StopState {
    /// Its word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Signed(_) => "signed",
            Self::Accepted(_) => "accepted",
            Self::Unanswered => "unanswered",
            Self::Gap => "gap",
            Self::AcceptanceOver(_) => "acceptance-over",
            Self::Unsigned => "unsigned",
            Self::Changed(_) => "changed",
        }
    }

    /// The place of the entry that it rests on.
    #[must_use]
    pub fn entry(self) -> Option<usize> {
        match self {
            Self::Signed(at) | Self::Accepted(at) | Self::AcceptanceOver(at) | Self::Changed(at) => Some(at),
            Self::Unanswered | Self::Gap | Self::Unsigned => None,
        }
    }
}

impl TermState {
    /// Its word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Running(_) => "running",
            Self::Over(_) => "over",
        }
    }
}

impl DecisionJson {
    /// What a record decides, for programs.
    #[must_use]
    pub fn of(decision: &Decision<'_>) -> Self {
        let id = |at: usize| decision.entry(at).entry.id.clone();
        let signature = |found: &super::RoleSignature| {
            let latest = found.latest.as_ref();
            SignatureJson {
                role: found.role.clone(),
                entry: latest.map(|signature| id(signature.at)),
                on: latest.map(|signature| decision.entry(signature.at).entry.head.on.value.to_string()),
                since: latest.and_then(|signature| signature.changes.clone()),
                stale: latest.is_some_and(super::Signature::is_stale),
            }
        };
        Self {
            entries: decision.standing.entries.len(),
            signatures: decision.signatures.iter().map(signature).collect(),
            hard_stops: decision
                .hard_stops
                .iter()
                .map(|stop| StopJson { id: stop.id.clone(), state: stop.state.word(), entry: stop.state.entry().map(id) })
                .collect(),
            terms: decision
                .terms
                .iter()
                .map(|term| TermJson {
                    entry: id(term.at),
                    kind: if term.is_exception { "exception" } else { "condition" },
                    ends_on: term.ends_on.to_string(),
                    state: term.state.word(),
                })
                .collect(),
            vetoes: decision.vetoes.iter().map(|at| id(*at)).collect(),
            launched: decision.launched.as_ref().map(|found| decision.entry(found.at).entry.head.on.value.to_string()),
        }
    }
}

/// What a record decides, in a few lines for people.
#[must_use]
pub fn summary(decision: &Decision<'_>) -> Vec<String> {
    let entries = decision.standing.entries.len();
    let mut lines = vec![format!("  record: {entries} {}", if entries == 1 { "entry" } else { "entries" })];
    let of = |entry: &Entry| match &entry.what.value {
        What::Exception(found) => found.question.value.clone(),
        What::Condition(found) => found.questions.iter().map(|id| id.value.clone()).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    if decision.is_reviewed && decision.launched.is_none() {
        let signed = decision.signatures.iter().map(|found| match &found.latest {
            None => format!("{} not yet", found.role),
            Some(signature) if signature.is_stale() => format!("{} (read again)", found.role),
            Some(_) => found.role.clone(),
        });
        let signed: Vec<String> = signed.collect();
        if !signed.is_empty() {
            lines.push(format!("  signed: {}", signed.join(", ")));
        }
        let open: Vec<&str> = decision.open_stops().map(|stop| stop.id.as_str()).collect();
        if !open.is_empty() {
            lines.push(format!("  can still stop the launch: {} of {}", open.len(), decision.hard_stops.len()));
        }
    }
    let terms = decision.terms.iter().filter(|term| term.state != TermState::Closed).map(|term| {
        let kind = if term.is_exception { "exception" } else { "condition" };
        format!("{kind} {} until {}", of(decision.entry(term.at).entry), term.ends_on)
    });
    let terms: Vec<String> = terms.collect();
    if !terms.is_empty() {
        lines.push(format!("  {}", terms.join("; ")));
    }
    if let Some(launched) = &decision.launched {
        lines.push(format!("  launched on {}", decision.entry(launched.at).entry.head.on.value));
    }
    lines
}
