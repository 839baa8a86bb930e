//! What a record may not say. Advice stays advice: what the handbook does not want cannot be written down.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Decision, Record, Standing, Stands,
    agreed::{is_same, otherwise},
    days::days_between,
    decision::may_stop,
    entry::{Entry, What},
    format::{AgreedService, Exception, Kind, Renewal, VerdictEntry},
    people::Person,
};
use crate::{
    config::{Oversight, Verdict},
    diagnostic::{Code, Diagnostic, Findings, suggest},
    review::{Answer, HandbookExport, Launch, Review},
    source::{Span, Spanned},
    yaml::Id,
};

/// Reports what is refused: entries that the phase, the launch, the tier or a role does not allow.
pub fn check(review: &Review<'_>, decision: &Decision<'_>, findings: &mut Findings) {
    let (standing, may_veto) = (&decision.standing, decision.may_veto);
    let by_id = standing.record.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let rules = Rules { review, record: standing.record, standing, known: Known::of(review.export), may_veto, by_id };
    let mut misplaced = BTreeSet::new();
    // Those that no longer count are looked at as well: what does away with an entry is an entry.
    for entry in &standing.record.entries {
        rules.is_about_this_service(entry, findings);
        rules.names(entry, findings);
        rules.does_away(entry, findings);
        if !rules.is_allowed_here(entry, findings) {
            misplaced.insert(entry.id.as_str());
        }
    }
    for stands in standing.entries.iter().filter(|stands| !misplaced.contains(stands.entry.id.as_str())) {
        let entry = stands.entry;
        match &entry.what.value {
            What::SignOff(sign_off) if sign_off.answers.is_empty() => findings.push(refused(
                sign_off.version.span,
                "this is a signature on no answer",
                "sign with `readybook review record`, which names the answers",
            )),
            What::Verdict(verdict) => rules.verdict(entry, verdict, findings),
            What::Lift(amendment) => rules.lift(entry, &amendment.entry, findings),
            What::Exception(exception) => rules.exception(stands, exception, findings),
            _ => {}
        }
    }
    rules.agreed(findings);
}

struct Rules<'r> {
    review: &'r Review<'r>,
    record: &'r Record,
    standing: &'r Standing<'r>,
    known: Known<'r>,
    /// Whether a launch of this service may be stopped.
    may_veto: bool,
    /// All entries by their ids.
    by_id: BTreeMap<&'r str, &'r Entry>,
}

/// The ids that entries may name.
struct Known<'r> {
    roles: Vec<&'r str>,
    areas: Vec<&'r str>,
    tiers: Vec<&'r str>,
    checklists: Vec<&'r str>,
    /// Also those that are hidden, retired, or were asked by a former edition.
    questions: Vec<&'r str>,
}

impl<'r> Known<'r> {
    fn of(export: &'r HandbookExport) -> Self {
        let areas = export.checklists.iter().flat_map(|found| &found.areas).map(|area| area.id.as_str());
        let questions = export.checklists.iter().flat_map(|checklist| {
            let asked = checklist.items().chain(checklist.hidden_items()).map(|item| item.id.as_str());
            let retired = checklist.areas.iter().flat_map(|area| &area.retired).map(|retired| retired.id.as_str());
            asked.chain(retired).chain(checklist.earlier.iter().map(|earlier| earlier.id.as_str()))
        });
        let questions: BTreeSet<&str> = questions.collect();
        Self {
            roles: export.settings.roles.iter().map(|role| role.id.as_str()).collect(),
            areas: areas.filter(|id| !id.is_empty()).collect(),
            tiers: export.settings.tiers.iter().map(|tier| tier.id.as_str()).collect(),
            checklists: export.checklists.iter().map(|checklist| checklist.id.as_str()).collect(),
            questions: questions.into_iter().collect(),
        }
    }
}

fn refused(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::RefusedEntry, span, message.into()).help(help.into())
}

impl Rules<'_> {
    fn is_about_this_service(&self, entry: &Entry, findings: &mut Findings) {
        let (ours, head) = (self.review.answers.service.id.as_str(), &entry.head);
        if head.service.as_str() != ours {
            let message = format!("this entry is about `{}`, and the record is that of `{ours}`", head.service.as_str());
            findings.push(refused(head.service.span, message, "move it to the folder of its service, or correct the id"));
        }
        if head.written_on.value < head.on.value {
            let message = format!("this was written down on {}, before it happened on {}", head.written_on.value, head.on.value);
            findings.push(refused(head.written_on.span, message, "write the day on which somebody wrote it down"));
        }
        if head.by.is_empty() {
            findings.push(refused(head.on.span, "nobody said or decided this", "write `by:` with the ids of people"));
        }
    }

    /// Whether the phase and the kind of the launch allow such an entry.
    fn is_allowed_here(&self, entry: &Entry, findings: &mut Findings) -> bool {
        let export = self.review.export;
        let kind = entry.what.value.kind();
        let Some(phase) = export.phase(entry.head.phase.as_str()) else {
            let known: Vec<&str> = export.phases.iter().map(|phase| phase.id.as_str()).collect();
            let message = format!("the handbook has no phase `{}`", entry.head.phase.as_str());
            let help = suggest(entry.head.phase.as_str(), "there are", &known);
            findings.push(Diagnostic::new(Code::UnknownId, entry.head.phase.span, message).maybe_help(help));
            return false;
        };
        if kind == Kind::Talk {
            return true;
        }
        if phase.oversight != Oversight::SignOff {
            let message =
                format!("`{}` only advises: nothing is signed, marked or decided there, and this is `{}`", phase.id, kind.word());
            findings.push(refused(entry.what.span, message, "write down what was talked about as `talk`"));
            return false;
        }
        if self.review.answers.service.launch.value == Launch::Change {
            let message = format!("a change has no review, and this is `{}`", kind.word());
            findings.push(refused(
                entry.what.span,
                message,
                "code review is its path; write down what was talked about as `talk`",
            ));
            return false;
        }
        true
    }

    /// Reports ids of roles, areas, questions and tiers that the handbook does not have.
    fn names(&self, entry: &Entry, findings: &mut Findings) {
        let Known { roles, areas, tiers, checklists, questions } = &self.known;
        let mut look = |what: &str, id: &str, span: Span, known: &[&str]| {
            if !known.contains(&id) {
                let message = format!("the handbook has no {what} `{id}`");
                findings.push(Diagnostic::new(Code::UnknownId, span, message).maybe_help(suggest(id, "there are", known)));
            }
        };
        match &entry.what.value {
            What::Talk(talk) => {
                if let Some(tier) = talk.service.as_ref().and_then(|service| service.value.tier.as_ref()) {
                    look("tier", tier.as_str(), tier.span, tiers);
                }
            }
            What::Walkthrough(found) => {
                found.took_part.iter().for_each(|(role, _)| look("role", &role.value, role.span, roles));
                found.areas.iter().for_each(|(area, _)| look("area", &area.value, area.span, areas));
            }
            What::Verdict(found) => look("role", found.role.as_str(), found.role.span, roles),
            What::SignOff(found) => {
                look("role", found.role.as_str(), found.role.span, roles);
                found.editions.iter().for_each(|(id, _)| look("checklist", &id.value, id.span, checklists));
            }
            What::Condition(found) => {
                found.questions.iter().for_each(|id| look("question", &id.value, id.span, questions));
            }
            What::Exception(found) => {
                look("question", &found.question.value, found.question.span, questions);
                found.accepted_as.iter().for_each(|role| look("role", role.as_str(), role.span, roles));
            }
            What::LookBack(found) => found.drop.iter().for_each(|id| look("question", &id.value, id.span, questions)),
            _ => {}
        }
    }

    fn verdict(&self, entry: &Entry, verdict: &VerdictEntry, findings: &mut Findings) {
        let (span, export) = (verdict.outcome.span, self.review.export);
        match verdict.outcome.value {
            Verdict::GoWithConditions if verdict.reason.is_empty() => {
                findings.push(refused(span, "this does not say what the conditions are for", "write `reason:`"));
            }
            Verdict::NotYet if verdict.reason.is_empty() || verdict.lifted_by.is_empty() => findings.push(refused(
                span,
                "advice to wait says why, and what for",
                "write `reason:` and `lifted_by:`; the team and its product owner decide",
            )),
            Verdict::Go | Verdict::GoWithConditions | Verdict::NotYet => {}
            Verdict::Veto => {
                let Some(veto) = &export.settings.veto else {
                    findings.push(refused(span, "this handbook has no veto", "advise to wait with `outcome: not-yet`"));
                    return;
                };
                if !self.may_veto {
                    let tiers = veto.tiers.iter().map(|id| export.condition_title(id)).collect::<Vec<_>>().join(", ");
                    let message = "no launch of this tier and risk can be stopped by a veto";
                    let help = format!("a veto is for {tiers}; advise to wait with `outcome: not-yet`");
                    findings.push(refused(span, message, help));
                }
                let role = verdict.role.as_str();
                if !veto.by.iter().any(|id| id == role) {
                    let message = format!("the role `{role}` may not stop a launch");
                    findings.push(refused(verdict.role.span, message, format!("these may: {}", veto.by.join(", "))));
                }
                for (key, text) in [("reason", &verdict.reason), ("lifted_by", &verdict.lifted_by)] {
                    if text.is_empty() {
                        let message = format!("a veto needs `{key}`");
                        findings.push(refused(span, message, "write why it is stopped, and what lifts the veto"));
                    }
                }
            }
        }
        self.is_of_role(entry, verdict.role.as_str(), verdict.role.span, findings);
    }

    /// Reports an entry by nobody who has a role on that day.
    fn is_of_role(&self, entry: &Entry, role: &str, span: Span, findings: &mut Findings) {
        let day = entry.head.on.value;
        let people = &self.record.people;
        let by = entry.head.by.iter().filter_map(|id| people.get(id.as_str()));
        let mut known = by.peekable();
        if known.peek().is_none() || known.any(|person| person.has(role) && person.is_there(day)) {
            return;
        }
        let who: Vec<&str> = people.with_role(role, day).collect();
        let help = if who.is_empty() {
            format!("nobody in `people.yaml` had the role `{role}` on {day}")
        } else {
            format!("these had it on {day}: {}", who.join(", "))
        };
        findings.push(refused(span, format!("none of those who decided had the role `{role}` on {day}"), help));
    }

    /// Only who decided, or somebody of that role, withdraws a decision or puts it right; and a role stays what it was.
    fn does_away(&self, entry: &Entry, findings: &mut Findings) {
        let withdrawn = match &entry.what.value {
            What::Withdraw(amendment) => Some(&amendment.entry),
            _ => None,
        };
        let Some(name) = withdrawn.or(entry.head.corrects.as_ref().map(|correction| &correction.entry)) else { return };
        let Some(of) = self.by_id.get(name.value.as_str()) else { return };
        let roles: Vec<&str> = match (&of.what.value, &entry.what.value) {
            (What::Verdict(was), What::Verdict(is)) if was.role.as_str() != is.role.as_str() => {
                let message = format!("this was decided as `{}`, and is put right as `{}`", was.role.as_str(), is.role.as_str());
                findings.push(refused(is.role.span, message, "a role puts right what it decided itself"));
                return;
            }
            (What::Verdict(was), _) => vec![was.role.as_str()],
            (What::SignOff(was), _) => vec![was.role.as_str()],
            (What::Exception(was), _) => was.accepted_as.iter().map(Spanned::as_str).collect(),
            _ => return,
        };
        let (people, day) = (&self.record.people, entry.head.written_on.value);
        let may = |id: &Id| {
            of.head.by.iter().any(|by| by.as_str() == id.as_str())
                || people.get(id.as_str()).is_some_and(|person| person.is_there(day) && roles.iter().any(|role| person.has(role)))
        };
        if !entry.head.by.iter().any(may) {
            let message = format!("none of those who decided, and nobody in the role `{}`, says this", roles.join("`, `"));
            findings.push(refused(name.span, message, "who decided takes it back, or somebody of the same role"));
        }
    }

    /// A veto is lifted by anyone of its role.
    fn lift(&self, entry: &Entry, about: &Spanned<String>, findings: &mut Findings) {
        let of = self.by_id.get(about.value.as_str());
        if let Some(What::Verdict(verdict)) = of.map(|other| &other.what.value) {
            self.is_of_role(entry, verdict.role.as_str(), about.span, findings);
        }
    }

    fn exception(&self, stands: &Stands<'_>, exception: &Exception, findings: &mut Findings) {
        let (review, settings) = (self.review, &self.review.export.settings);
        let (rules, entry) = (&settings.records, stands.entry);
        let tier = review.answers.service.tier.as_ref().map(Spanned::as_str);
        if let Some(longest) = tier.and_then(|tier| rules.longest_days.get(tier)) {
            let mut from = entry.head.on.value;
            let ends = std::iter::once((exception.ends_on.value, exception.ends_on.span));
            let later = stands.renewals.iter().map(|(_, Renewal { ends_on, .. })| (ends_on.value, ends_on.span));
            for (end, span) in ends.chain(later) {
                let days = days_between(from, end);
                if days > i64::from(*longest) {
                    let message = format!("this exception lasts {days} days, and for this tier at most {longest} are allowed");
                    findings.push(refused(span, message, "end it earlier, and renew it with a reason when it must go on"));
                } else if days < 0 {
                    findings.push(refused(span, "this exception ends before it begins", "write its last day"));
                }
                from = end;
            }
        }
        let row = review.row(&exception.question.value);
        self.accepted(entry, exception, row.is_some_and(|row| row.hard_stop), tier, findings);
        for (renewal, Renewal { entry: name, .. }) in &stands.renewals {
            if row.is_some_and(|row| row.hard_stop) {
                self.is_by_two(renewal, name.span, findings);
            }
        }
        if let Some(answer) = row.and_then(|row| row.answer) {
            self.is_by_somebody_else(entry, answer, findings);
            stands.renewals.iter().for_each(|(renewal, _)| self.is_by_somebody_else(renewal, answer, findings));
        }
    }

    /// Reports an exception that too few have accepted.
    fn accepted(&self, entry: &Entry, exception: &Exception, is_stop: bool, tier: Option<&str>, findings: &mut Findings) {
        let export = self.review.export;
        let rules = &export.settings.records;
        let has = |role: &str| exception.accepted_as.iter().any(|id| id.as_str() == role);
        let place = exception.accepted_as.first().map_or(entry.what.span, |role| role.span);
        if is_stop {
            if !exception.accepted_as.iter().any(|role| may_stop(export, role.as_str())) {
                let by = export.settings.veto.as_ref().map_or_else(String::new, |veto| veto.by.join(", "));
                let message =
                    format!("`{}` can stop the launch, and nobody accepts its gap who may stop one", exception.question.value);
                findings.push(refused(place, message, format!("one of these accepts it: {by}")));
            }
            if let Some(also) = rules.together_with.as_deref().filter(|role| !has(role)) {
                let message =
                    format!("`{}` can stop the launch, and its gap is accepted without `{also}`", exception.question.value);
                findings.push(refused(place, message, format!("`{also}` accepts it together with whoever may stop the launch")));
            }
        } else if let Some(roles) =
            tier.and_then(|tier| rules.accepted_by.get(tier)).filter(|roles| !roles.iter().any(|role| has(role)))
        {
            let message = "nobody accepts this gap who may for this tier";
            findings.push(refused(place, message, format!("one of these accepts it: {}", roles.join(", "))));
        }
        for role in &exception.accepted_as {
            self.is_of_role(entry, role.as_str(), role.span, findings);
        }
        if is_stop {
            self.is_by_two(entry, place, findings);
        }
    }

    /// Reports a decision about a hard stop that is not by somebody who may stop a launch and somebody else of the role that decides with them.
    fn is_by_two(&self, entry: &Entry, place: Span, findings: &mut Findings) {
        let (export, day) = (self.review.export, entry.head.on.value);
        let having = |has: &dyn Fn(&Person) -> bool| {
            let by = entry.head.by.iter().map(Spanned::as_str);
            by.filter(|id| self.record.people.get(id).is_some_and(|person| person.is_there(day) && has(person)))
                .collect::<Vec<_>>()
        };
        let stops = having(&|person| person.roles.iter().any(|role| may_stop(export, role.as_str())));
        let with = export.settings.records.together_with.as_deref();
        let others = with.map(|role| having(&|person| person.has(role)));
        let is_fine = match &others {
            None => !stops.is_empty(),
            Some(others) => stops.iter().any(|one| others.iter().any(|other| one != other)),
        };
        if !is_fine {
            let also = with.map_or_else(String::new, |role| format!(", and somebody else as `{role}`"));
            let message = "a gap that can stop the launch is accepted by too few";
            findings.push(refused(place, message, format!("it takes somebody who may stop a launch{also}")));
        }
    }

    /// Reports an exception that the author of the answer accepts.
    fn is_by_somebody_else(&self, entry: &Entry, answer: &Answer, findings: &mut Findings) {
        let owner = answer.plan.as_ref().map_or("", |plan| plan.value.owner.as_str());
        for id in &entry.head.by {
            let name = self.record.people.name(id.as_str());
            let is_author = |text: &str| !text.is_empty() && (text == id.as_str() || text.eq_ignore_ascii_case(name));
            if is_author(&answer.speaker) || is_author(owner) {
                let message = format!("`{}` speaks to this answer, and accepts its gap", id.as_str());
                findings.push(refused(id.span, message, "somebody other than the person who gave the answer has to accept it"));
            }
        }
    }

    /// Compares what was agreed of the service, talk by talk, with the answer file.
    fn agreed(&self, findings: &mut Findings) {
        let mut last: Option<&AgreedService> = None;
        for (_, agreed) in self.standing.all(|what| if let What::Talk(talk) = what { talk.service.as_ref() } else { None }) {
            if let Some(before) = last
                && !is_same(before, &agreed.value)
                && agreed.value.why.is_empty()
            {
                let message = "this says that the service is another one than was agreed before, and not why";
                findings.push(refused(agreed.span, message, "write `why:` beside it"));
            }
            last = Some(&agreed.value);
        }
        if let Some((place, message)) = otherwise(self.review, self.standing) {
            findings.push(
                Diagnostic::new(Code::AgreedOtherwise, place, message).help(
                    "if all agree to it, add a `talk` that says what the service is now, and why; signatures are given anew",
                ),
            );
        }
    }
}
