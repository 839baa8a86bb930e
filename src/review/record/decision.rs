//! What a record decides about the answers as they stand: who has signed, what is closed, what still stops the launch.

use jiff::civil::Date;

use super::{
    AnswerVersion, AnswersVersion, Record, Standing, Stands, VersionChanges,
    agreed::answers_as_agreed,
    days::days_between,
    entry::What,
    format::{SignOff, VerdictEntry},
    required::{asks_more, may_veto, roles_of_both},
};
use crate::{
    config::Verdict,
    review::{HandbookExport, Launch, Review, State, handbook_export::Phase},
};

/// What a record decides about a service's answers, on a day.
#[derive(Debug)]
pub struct Decision<'r> {
    /// The entries of that day that still count.
    pub standing: Standing<'r>,
    /// The phase whose sign-off it is; `None` in a handbook without one.
    pub phase: Option<&'r Phase>,
    /// The answers of that phase as they stand.
    pub now: Option<AnswersVersion>,
    /// Whether this launch is reviewed at all: a change is not.
    pub is_reviewed: bool,
    /// Whether a launch of this service may be stopped: its tier, or its risk, as the answers say it or as it was agreed.
    pub may_veto: bool,
    /// Whether the answers say less of the service than was agreed, so that less would be asked of it.
    pub is_lowered: bool,
    /// Each role that signs for a service of this tier, as the answers say it or as it was agreed, in the order of the settings.
    pub signatures: Vec<RoleSignature>,
    /// Each question that can stop the launch of this service, in the handbook's order; last those that can only as it was agreed.
    pub hard_stops: Vec<HardStop>,
    /// Exceptions and conditions, in order.
    pub terms: Vec<Term>,
    /// The vetoes that stand: the entry's place among [`Standing::entries`].
    pub vetoes: Vec<usize>,
    /// That the service is in production.
    pub launched: Option<LaunchedOn>,
    /// The questions that are asked and that no standing signature is for; none before anybody has signed.
    pub unsigned_answers: Vec<String>,
}

/// The entry that says that a service is in production, and what of the decision was missing on that day.
#[derive(Debug, Clone)]
pub struct LaunchedOn {
    /// The place of the entry among [`Standing::entries`].
    pub at: usize,
    /// The roles that had not signed by then.
    pub unsigned: Vec<String>,
    /// The questions that can stop the launch and were open, by the answers that were signed by then.
    pub open_stops: Vec<String>,
    /// The questions that were asked and that no signature was for by then.
    pub unsigned_answers: Vec<String>,
    /// Whether a veto stood on that day.
    pub is_against_veto: bool,
}

/// A role that signs, and its latest signature.
#[derive(Debug, Clone)]
pub struct RoleSignature {
    /// The id of the role.
    pub role: String,
    /// Its latest signature.
    pub latest: Option<Signature>,
}

/// A signature, and what differs since.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The place of its entry among [`Standing::entries`].
    pub at: usize,
    /// What differs since; `None` where the answers of then are not kept.
    pub changes: Option<VersionChanges>,
}

/// A question that can stop the launch.
#[derive(Debug, Clone)]
pub struct HardStop {
    /// The id of the question.
    pub id: String,
    /// Whether it is closed.
    pub state: StopState,
}

/// Whether a question that can stop the launch is closed. Text alone closes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopState {
    /// Somebody who may stop the launch has signed the answer as it stands: the place of the entry.
    Signed(usize),
    /// Its gap is accepted for some time: the place of the entry.
    Accepted(usize),
    /// Nobody has answered it.
    Unanswered,
    /// It is a gap that nobody has accepted.
    Gap,
    /// Its gap was accepted, and the last day has passed: the place of the entry.
    AcceptanceOver(usize),
    /// It is answered, and nobody who may stop the launch has signed the answer.
    Unsigned,
    /// Somebody has signed, and the answer decides something else since: the place of the entry.
    Changed(usize),
}

/// An exception or a condition.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The place of its entry among [`Standing::entries`].
    pub at: usize,
    /// Whether it is an exception.
    pub is_exception: bool,
    /// The last day, renewals counted.
    pub ends_on: Date,
    /// How far it is.
    pub state: TermState,
}

/// How far an exception or a condition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermState {
    /// It was closed.
    Closed,
    /// So many days are left; none on its last day.
    Running(i64),
    /// Its last day has passed, so many days ago.
    Over(i64),
}

impl Signature {
    /// Whether it no longer stands for what the answers decide, or nobody can say.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.changes.as_ref().is_none_or(VersionChanges::is_stale)
    }
}

impl LaunchedOn {
    /// Whether those who decide had decided it: every role and every answer was signed, no hard stop was open, and no veto stood. A launch
    /// that nobody decided is a fact, and opens no gate.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        let Self { at: _, unsigned, open_stops, unsigned_answers, is_against_veto } = self;
        [unsigned, open_stops, unsigned_answers].into_iter().all(Vec::is_empty) && !is_against_veto
    }
}

impl StopState {
    /// Whether nothing is open.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Signed(_) | Self::Accepted(_))
    }
}

impl<'r> Decision<'r> {
    /// An entry by its place.
    #[must_use]
    pub fn entry(&self, at: usize) -> &Stands<'r> {
        &self.standing.entries[at]
    }

    /// The hard stops that are open.
    pub fn open_stops(&self) -> impl Iterator<Item = &HardStop> {
        self.hard_stops.iter().filter(|stop| !stop.state.is_closed())
    }
}

/// Whether one of these roles may stop a launch; any role that signs, in a handbook without a veto.
#[must_use]
pub fn may_stop(export: &HandbookExport, role: &str) -> bool {
    match &export.settings.veto {
        Some(veto) => veto.by.iter().any(|id| id == role),
        None => true,
    }
}

/// What a record decides on a day. Entries of later days are not there yet.
#[must_use]
pub fn decide<'r>(review: &'r Review<'r>, record: &'r Record, as_of: Date) -> Decision<'r> {
    let standing = Standing::on(record, as_of);
    let phase = review.export.sign_off();
    let now = phase.map(|phase| AnswersVersion::of(review, &phase.id));
    let answers = answers_as_agreed(review.answers, &standing);
    let agreed = answers.as_ref().map(|answers| crate::review::review(review.export, answers));
    let agreed = agreed.as_ref();
    let with = With { review, agreed, record, standing: &standing, now: now.as_ref(), as_of };
    let roles = roles_of_both(review, agreed);
    let signatures = roles.iter().cloned().map(|role| RoleSignature { latest: with.latest(&role), role }).collect();
    let terms = with.terms();
    let hard_stops = with.hard_stops(&terms, phase);
    let places = |is_it: &dyn Fn(&Stands<'_>) -> bool| {
        standing.entries.iter().enumerate().filter(|(_, stands)| is_it(stands)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let is_veto = |stands: &Stands<'_>| matches!(&stands.entry.what.value, What::Verdict(VerdictEntry { outcome, .. }) if outcome.value == Verdict::Veto);
    let vetoes = places(&|stands| is_veto(stands) && !stands.is_ended());
    let unsigned_answers = with.unsigned_answers(now.as_ref(), as_of);
    let launched = places(&|stands| matches!(stands.entry.what.value, What::Launched(_))).first().map(|at| {
        let day = standing.entries[*at].entry.head.on.value;
        let had_signed = |role: &str| with.sign_offs().any(|(at, found)| found.role.as_str() == role && with.day(at) <= day);
        let stood = |at: &usize| with.day(*at) <= day && !standing.entries[*at].had_ended(day);
        LaunchedOn {
            at: *at,
            unsigned: roles.iter().filter(|role| !had_signed(role)).cloned().collect(),
            open_stops: hard_stops.iter().map(|stop| stop.id.clone()).filter(|id| with.was_open(id, day)).collect(),
            unsigned_answers: with.unsigned_answers(with.signed_by(day), day),
            is_against_veto: places(&is_veto).iter().any(stood),
        }
    });
    Decision {
        phase,
        is_reviewed: phase.is_some() && review.answers.service.launch.value != Launch::Change,
        may_veto: may_veto(review) || agreed.is_some_and(may_veto),
        is_lowered: agreed.zip(phase).is_some_and(|(agreed, phase)| asks_more(agreed, review, phase)),
        signatures,
        hard_stops,
        terms,
        vetoes,
        launched,
        unsigned_answers,
        now,
        standing,
    }
}

struct With<'r, 'd> {
    review: &'d Review<'r>,
    /// The same answers for the service as it was agreed, where that differs.
    agreed: Option<&'d Review<'d>>,
    record: &'d Record,
    standing: &'d Standing<'d>,
    now: Option<&'d AnswersVersion>,
    as_of: Date,
}

impl With<'_, '_> {
    fn sign_offs(&self) -> impl DoubleEndedIterator<Item = (usize, &SignOff)> {
        self.standing.entries.iter().enumerate().filter_map(|(at, stands)| match &stands.entry.what.value {
            What::SignOff(found) => Some((at, found)),
            _ => None,
        })
    }

    fn day(&self, at: usize) -> Date {
        self.standing.entries[at].entry.head.on.value
    }

    /// Whether a question that can stop the launch was open on a day, by the latest answer to it that somebody had signed who may stop one.
    fn was_open(&self, id: &str, day: Date) -> bool {
        let may = |found: &SignOff| may_stop(self.review.export, found.role.as_str()) && found.covers(id);
        let signed = self.sign_offs().rev().filter(|(at, found)| self.day(*at) <= day && may(found));
        let state = signed
            .filter_map(|(_, found)| self.record.version(found.version.value, self.now)?.answers.get(id))
            .map(AnswerVersion::state)
            .next();
        let accepts =
            |stands: &&Stands<'_>| matches!(&stands.entry.what.value, What::Exception(found) if found.question.value == id);
        let runs = |stands: &Stands<'_>| {
            stands.entry.head.on.value <= day && stands.ends_on().is_some_and(|end| end >= day) && !stands.had_ended(day)
        };
        let is_closed = matches!(state, Some(State::Answered | State::NotApplicable));
        !is_closed && !self.standing.entries.iter().filter(accepts).any(runs)
    }

    /// The answers that were signed last, by a day.
    fn signed_by(&self, day: Date) -> Option<&AnswersVersion> {
        let (_, last) = self.sign_offs().rev().find(|(at, _)| self.day(*at) <= day)?;
        self.record.version(last.version.value, self.now)
    }

    /// The questions of a version that no signature by a day is for, whoever signed and whatever differs since; none before anybody has signed.
    fn unsigned_answers(&self, version: Option<&AnswersVersion>, day: Date) -> Vec<String> {
        let signed = || self.sign_offs().filter(|(at, _)| self.day(*at) <= day);
        let Some(version) = version.filter(|_| signed().next().is_some()) else { return Vec::new() };
        let is_signed = |id: &String| signed().any(|(_, found)| found.covers(id));
        version.answers.keys().filter(|id| !is_signed(id)).cloned().collect()
    }

    fn latest(&self, role: &str) -> Option<Signature> {
        let (at, found) = self.sign_offs().rev().find(|(_, found)| found.role.as_str() == role)?;
        let kept = self.record.version(found.version.value, self.now);
        Some(Signature { at, changes: kept.zip(self.now).map(|(kept, now)| kept.changes_of(now, |id| found.covers(id))) })
    }

    fn terms(&self) -> Vec<Term> {
        let term = |(at, stands): (usize, &Stands<'_>)| {
            let ends_on = stands.ends_on()?;
            let left = days_between(self.as_of, ends_on);
            let state = match (stands.is_ended(), left) {
                (true, _) => TermState::Closed,
                (false, 0..) => TermState::Running(left),
                (false, _) => TermState::Over(-left),
            };
            Some(Term { at, is_exception: matches!(stands.entry.what.value, What::Exception(_)), ends_on, state })
        };
        self.standing.entries.iter().enumerate().filter_map(term).collect()
    }

    fn hard_stops(&self, terms: &[Term], phase: Option<&Phase>) -> Vec<HardStop> {
        let Some(phase) = phase else { return Vec::new() };
        let mut stops: Vec<HardStop> = Vec::new();
        for row in [Some(self.review), self.agreed].into_iter().flatten().flat_map(|review| review.applying_in(&phase.id)) {
            if row.hard_stop && !stops.iter().any(|stop| stop.id == row.item.id) {
                stops.push(HardStop { id: row.item.id.clone(), state: self.stop(&row.item.id, row.state(), terms) });
            }
        }
        stops
    }

    fn stop(&self, id: &str, state: State, terms: &[Term]) -> StopState {
        let accepts = |term: &&Term| match &self.standing.entries[term.at].entry.what.value {
            What::Exception(exception) => exception.question.value == id,
            _ => false,
        };
        let mut accepted = terms.iter().filter(accepts).filter(|term| term.state != TermState::Closed);
        if matches!(state, State::Open | State::Drafted) {
            return StopState::Unanswered;
        }
        if state == State::Gap {
            let over = accepted.clone().find(|term| matches!(term.state, TermState::Over(_)));
            let running = accepted.find(|term| matches!(term.state, TermState::Running(_)));
            return match (running, over) {
                (Some(term), _) => StopState::Accepted(term.at),
                (None, Some(term)) => StopState::AcceptanceOver(term.at),
                (None, None) => StopState::Gap,
            };
        }
        let now = self.now.and_then(|now| now.answers.get(id));
        let mut changed = None;
        for (at, found) in self.sign_offs().rev().filter(|(_, found)| may_stop(self.review.export, found.role.as_str())) {
            let Some((_, digest)) = found.answers.iter().find(|(question, _)| question.value == id) else { continue };
            let kept = self.record.versions.get(&found.version.value).and_then(|kept| kept.answers.get(id));
            let is_same = match (kept, now) {
                (Some(kept), Some(now)) => kept.decides == now.decides,
                (None, Some(now)) => now.digest() == *digest,
                (_, None) => false,
            };
            if is_same {
                return StopState::Signed(at);
            }
            changed.get_or_insert(at);
        }
        changed.map_or(StopState::Unsigned, StopState::Changed)
    }
}
