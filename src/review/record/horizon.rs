//! What comes due: exceptions and conditions with an end, talks, and what somebody owes who has left.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};

use super::{
    Record, Stands,
    days::{HORIZONS, days_between},
    decision::{Decision, Term, TermState},
    entry::What,
    format::Talk,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    review::Review,
    source::Span,
    yaml::Id,
};

/// The renewals of one gap from which on it is time to talk.
const MANY_RENEWALS: usize = 3;

/// The exceptions that end within a week of each other from which on it is told.
const BUNCH: usize = 3;

/// Reports what is due on a day.
pub fn check(review: &Review<'_>, record: &Record, decision: &Decision<'_>, as_of: Date, findings: &mut Findings) {
    let dues = Dues { review, record, decision, as_of };
    for term in &decision.terms {
        dues.term(*term, findings);
    }
    dues.bunches(findings);
    dues.renewals(findings);
    dues.contacts(findings);
    dues.owed(findings);
    dues.assessments(findings);
    dues.kept_for_ever(findings);
    dues.later(findings);
}

struct Dues<'r> {
    review: &'r Review<'r>,
    record: &'r Record,
    decision: &'r Decision<'r>,
    as_of: Date,
}

/// What an exception or a condition is about, in a few words, and the span of its end.
fn subject<'a>(stands: &'a Stands<'_>) -> (String, Span, Option<&'a str>) {
    let end = stands.renewals.last().map(|(_, renewal)| renewal.ends_on.span);
    match &stands.entry.what.value {
        What::Exception(found) => {
            (format!("the exception for `{}`", found.question.value), end.unwrap_or(found.ends_on.span), found.ticket.as_deref())
        }
        What::Condition(found) => {
            let ids: Vec<&str> = found.questions.iter().map(|id| id.value.as_str()).collect();
            (format!("the condition on `{}`", ids.join("`, `")), end.unwrap_or(found.ends_on.span), found.ticket.as_deref())
        }
        _ => (stands.entry.id.clone(), stands.entry.what.span, None),
    }
}

impl Dues<'_> {
    fn term(&self, term: Term, findings: &mut Findings) {
        let stands = self.decision.entry(term.at);
        let (what, span, ticket) = subject(stands);
        let rules = ticket.map_or_else(String::new, |ticket| format!("; the ticket rules: {ticket}"));
        match term.state {
            TermState::Closed => {}
            TermState::Over(days) => {
                let ago = if days == 1 { "yesterday".to_owned() } else { format!("{days} days ago") };
                let stops =
                    if self.decision.launched.is_some() { "; the service is in production, and nothing is stopped" } else { "" };
                let message = format!("{what} ended on {}, {ago}{stops}", term.ends_on);
                let help = format!("close it with what came of it, or talk about a renewal{rules}");
                findings.push(Diagnostic::new(Code::ExceptionOver, span, message).help(help));
            }
            TermState::Running(left) => {
                let Some(horizon) = HORIZONS.into_iter().rev().find(|horizon| left <= i64::from(*horizon)) else { return };
                let when = match left {
                    0 => "today".to_owned(),
                    1 => "tomorrow".to_owned(),
                    _ => format!("in {left} days"),
                };
                let help = match horizon {
                    7 => "this week: close it, or agree on a renewal before the day",
                    14 => "within two weeks: look at how far it is, and ask for help if it will not be done",
                    _ => "within a month: put it into the team's plan",
                };
                let message = format!("{what} ends {when}, on {}", term.ends_on);
                findings.push(Diagnostic::new(Code::ExceptionEnds, span, message).help(format!("{help}{rules}")));
            }
        }
    }

    fn running(&self) -> impl Iterator<Item = (&Term, &Stands<'_>)> {
        let exceptions = self.decision.terms.iter().filter(|term| term.is_exception && !matches!(term.state, TermState::Closed));
        exceptions.map(|term| (term, self.decision.entry(term.at)))
    }

    /// Several exceptions that end within a week.
    fn bunches(&self, findings: &mut Findings) {
        let mut ends: Vec<(Date, &Stands<'_>)> = self.running().map(|(term, stands)| (term.ends_on, stands)).collect();
        ends.sort_by_key(|one| one.0);
        let mut at = 0;
        while at < ends.len() {
            let week = ends[at..].iter().take_while(|(day, _)| days_between(ends[at].0, *day) < 7).count();
            if week >= BUNCH {
                let (first, last) = (ends[at].0, ends[at + week - 1].0);
                let message = format!("{week} exceptions end together, from {first} to {last}");
                let help = "spread them out, or plan that week, so that they are not all renewed";
                let (_, span, _) = subject(ends[at].1);
                findings.push(Diagnostic::new(Code::ExceptionsBunch, span, message).help(help));
            }
            at += week.max(1);
        }
    }

    /// Gaps that were accepted again and again, also by a new exception for the same question.
    fn renewals(&self, findings: &mut Findings) {
        let mut by_question: BTreeMap<&str, (usize, &Stands<'_>)> = BTreeMap::new();
        for stands in &self.decision.standing.entries {
            if let What::Exception(found) = &stands.entry.what.value {
                let (count, last) = by_question.entry(&found.question.value).or_insert((0, stands));
                *count += 1 + stands.renewals.len();
                *last = stands;
            }
        }
        for (question, (count, stands)) in by_question {
            if count > MANY_RENEWALS && !stands.is_ended() {
                let message = format!("the gap of `{question}` was renewed {} times", count - 1);
                let (_, span, _) = subject(stands);
                let help = "talk about it: either the question asks too much of this service, or the gap needs somebody's time";
                findings.push(Diagnostic::new(Code::RenewedAgain, span, message).help(help));
            }
        }
    }

    /// Talks whose next date has come, without a later talk.
    fn contacts(&self, findings: &mut Findings) {
        for open in self.decision.standing.open().filter(|open| open.day <= self.as_of) {
            let What::Talk(Talk { topic, next: Some(next), .. }) = &open.stands.entry.what.value else { continue };
            let message = format!("the next contact about \"{topic}\" was to be on {}", next.value);
            findings.push(Diagnostic::new(Code::ContactDue, next.span, message).help("talk, and write down what was agreed"));
        }
    }

    /// What somebody owes whose last day has passed.
    fn owed(&self, findings: &mut Findings) {
        for stands in self.decision.standing.entries.iter().filter(|stands| !stands.is_ended()) {
            match &stands.entry.what.value {
                What::Walkthrough(_) => {
                    stands.open_discussions().for_each(|(_, found)| self.owes(&found.owner, &found.topic, findings));
                }
                What::Condition(found) => self.owes(&found.owner, &found.what, findings),
                What::Assessment(found) | What::LoadProfile(found) => {
                    for finding in found.unfinished() {
                        finding.owner.iter().for_each(|owner| self.owes(owner, &finding.id, findings));
                    }
                }
                _ => {}
            }
        }
    }

    fn owes(&self, owner: &Id, what: &str, findings: &mut Findings) {
        let Some(person) = self.record.people.get(owner.as_str()) else { return };
        let Some(until) = person.until.as_ref().filter(|until| until.value < self.as_of) else { return };
        let heirs: Vec<String> = person
            .roles
            .iter()
            .map(|role| {
                let who: Vec<&str> = self.record.people.with_role(role.as_str(), self.as_of).collect();
                if who.is_empty() {
                    format!("{}: nobody yet", role.as_str())
                } else {
                    format!("{}: {}", role.as_str(), who.join(", "))
                }
            })
            .collect();
        let message = format!("{} left on {}, and still owes: {what}", person.name, until.value);
        let help = format!("the role inherits it ({}); put the entry right with the new owner", heirs.join("; "));
        findings.push(Diagnostic::new(Code::OwedByFormer, owner.span, message).help(help));
    }

    /// Neither an assessment nor a load profile, and no reason why there is none, within the lead time of the walkthrough.
    fn assessments(&self, findings: &mut Findings) {
        let Some(day) = self.review.answers.service.walkthrough.as_ref() else { return };
        let lead = i64::from(self.review.export.settings.lead_time_days);
        if !self.decision.is_reviewed || self.decision.launched.is_some() || days_between(self.as_of, day.value) > lead {
            return;
        }
        let has = |is_it: fn(&What) -> bool| self.decision.standing.entries.iter().any(|stands| is_it(&stands.entry.what.value));
        for (name, is_there) in [
            ("security assessment", has(|what| matches!(what, What::Assessment(_)))),
            ("load profile", has(|what| matches!(what, What::LoadProfile(_)))),
        ] {
            if !is_there && !self.record.is_empty() {
                let message = format!("the record says nothing of a {name}");
                let help = "write down what was looked at and what was found, or why there is none";
                findings.push(Diagnostic::new(Code::NotAssessed, day.span, message).help(help));
            }
        }
    }

    /// Entries that were written down on a day that is still to come.
    fn later(&self, findings: &mut Findings) {
        let later = || self.record.entries.iter().filter(|entry| entry.head.written_on.value > self.as_of);
        let Some(first) = later().next() else { return };
        let message = match later().count() {
            1 => format!(
                "this entry is of {}, and today is {}: until then it counts for nothing",
                first.head.written_on.value, self.as_of
            ),
            more => {
                format!("this entry and {} more are of days after {}: until then they count for nothing", more - 1, self.as_of)
            }
        };
        findings.push(
            Diagnostic::new(Code::FutureDate, first.head.written_on.span, message).help("correct the date, unless it is meant"),
        );
    }

    /// A record that may go.
    fn kept_for_ever(&self, findings: &mut Findings) {
        let (Some(months), Some(launched)) = (self.review.export.settings.records.keep_months, &self.decision.launched) else {
            return;
        };
        let entry = self.decision.entry(launched.at).entry;
        let until = entry.head.on.value.saturating_add(i64::from(months).months());
        if self.as_of >= until {
            let message = format!("this record was to be kept until {until}, {months} months after the launch");
            let help = "remove its folder, or keep it if somebody still needs it";
            findings.push(Diagnostic::new(Code::RecordMayGo, entry.head.on.span, message).help(help));
        }
    }
}
