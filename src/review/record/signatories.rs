//! People of a record: that each is somebody, was there on that day, and in that role; and who still has to sign.

use jiff::civil::Date;

use super::{
    Record, Stands,
    days::working_days_after,
    decision::Decision,
    entry::{Entry, What},
    format::{Instead, SignOff, Walkthrough},
    people::PEOPLE,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    review::{Review, ids::short_list, review_short},
    source::Span,
    yaml::Id,
};

/// What to do about answers that no signature is for.
pub const SIGN_THE_REST: &str = "a role that covers an area signs its answers: `readybook review record … sign-off`";

/// Reports people who are none, roles that took no part, and roles that have not signed.
pub fn check(review: &Review<'_>, record: &Record, decision: &Decision<'_>, as_of: Date, findings: &mut Findings) {
    let by = Signatories { review, record, decision, as_of };
    for entry in &record.entries {
        by.people_of(entry, findings);
    }
    for stands in &decision.standing.entries {
        match &stands.entry.what.value {
            What::SignOff(sign_off) => by.sign_off(stands.entry, sign_off, findings),
            What::Walkthrough(walkthrough) => by.took_part(stands.entry, walkthrough, findings),
            _ => {}
        }
    }
    by.same_signers(findings);
    by.launched(findings);
    by.unsigned(findings);
    by.unsigned_answers(findings);
}

struct Signatories<'r> {
    review: &'r Review<'r>,
    record: &'r Record,
    decision: &'r Decision<'r>,
    as_of: Date,
}

/// The walkthrough that counts: the latest one.
fn walkthrough<'d>(decision: &'d Decision<'_>) -> Option<(&'d Stands<'d>, &'d Walkthrough)> {
    decision.standing.entries.iter().rev().find_map(|stands| match &stands.entry.what.value {
        What::Walkthrough(found) => Some((stands, found)),
        _ => None,
    })
}

impl Signatories<'_> {
    /// Each person that an entry names.
    fn people_of(&self, entry: &Entry, findings: &mut Findings) {
        let day = entry.head.on.value;
        for id in entry.head.by.iter().chain([&entry.head.written_by]) {
            self.is_somebody(id, findings);
        }
        for id in &entry.head.by {
            self.is_there(id, day, findings);
        }
        let named: Vec<&Id> = match &entry.what.value {
            What::Walkthrough(found) => {
                let took_part = found.took_part.iter().flat_map(|(_, people)| people);
                took_part.chain(found.discussions.iter().map(|found| &found.owner)).chain(&found.decides).collect()
            }
            What::Condition(found) => vec![&found.owner],
            What::Assessment(found) | What::LoadProfile(found) => {
                found.findings.iter().filter_map(|found| found.owner.as_ref()).collect()
            }
            _ => Vec::new(),
        };
        for id in named {
            self.is_somebody(id, findings);
        }
    }

    fn is_somebody(&self, id: &Id, findings: &mut Findings) {
        let people = &self.record.people;
        let (export, service) = (self.review.export, &self.review.answers.service);
        let name = people.name(id.as_str());
        let is = |text: &str| !text.is_empty() && (text.eq_ignore_ascii_case(id.as_str()) || text.eq_ignore_ascii_case(name));
        let roles = export.settings.roles.iter().flat_map(|role| [(role.id.as_str(), "a role"), (role.title.as_str(), "a role")]);
        let domains =
            export.domains.iter().flat_map(|found| [(found.id.as_str(), "a domain"), (found.title.as_str(), "a domain")]);
        let team = [(service.team.as_str(), "the team")];
        let others = export.settings.records.not_people.iter().map(|name| (name.as_str(), "no person"));
        if let Some((_, what)) = roles.chain(domains).chain(team).chain(others).find(|(text, _)| is(text)) {
            let message = format!("`{}` is {what}, and people sign and decide", id.as_str());
            findings.push(Diagnostic::new(Code::UnknownPerson, id.span, message).help("name the person who did"));
            return;
        }
        if people.get(id.as_str()).is_some() {
            return;
        }
        let known: Vec<&str> = people.all.iter().map(|(id, _)| id.value.as_str()).collect();
        let (message, help) = if people.file.is_none() {
            let help = format!(
                "make `{PEOPLE}` in the folder of the record: `record: 1`, then `people:`, then a line like `{}: {{name: Name, roles: [security]}}`",
                id.as_str()
            );
            (format!("nobody says who `{}` is: there is no `{PEOPLE}`", id.as_str()), Some(help))
        } else {
            (format!("`{PEOPLE}` knows nobody with the id `{}`", id.as_str()), suggest(id.as_str(), "there are", &known))
        };
        findings.push(Diagnostic::new(Code::UnknownPerson, id.span, message).maybe_help(help));
    }

    fn is_there(&self, id: &Id, day: Date, findings: &mut Findings) {
        let Some(person) = self.record.people.get(id.as_str()).filter(|person| !person.is_there(day)) else { return };
        let when = match (&person.from, &person.until) {
            (Some(from), _) if day < from.value => format!("came on {}", from.value),
            (_, Some(until)) => format!("left on {}", until.value),
            _ => String::new(),
        };
        let message = format!("`{}` was not there on {day}: {} {when}", id.as_str(), person.name);
        findings.push(
            Diagnostic::new(Code::UnknownPerson, id.span, message)
                .help("name who decided, or correct the dates in `people.yaml`"),
        );
    }

    /// A signature is given by somebody of the role, by a deputy, or by whoever was named beforehand to decide.
    fn sign_off(&self, entry: &Entry, sign_off: &SignOff, findings: &mut Findings) {
        let role = sign_off.role.as_str();
        let instead = sign_off.instead.as_ref();
        for id in &entry.head.by {
            let Some(person) = self.record.people.get(id.as_str()) else { continue };
            let wrong = match instead.map(|instead| instead.value) {
                None => (!person.has(role)).then(|| {
                    let help = if person.is_deputy_for(role) {
                        "sign with `instead: deputy`".to_owned()
                    } else {
                        self.who_has(role, entry.head.on.value)
                    };
                    (format!("`{}` has not the role `{role}`", id.as_str()), help)
                }),
                Some(Instead::Deputy) => (!person.is_deputy_for(role)).then(|| {
                    (
                        format!("`{}` is no deputy for `{role}`", id.as_str()),
                        "`deputy_for` in `people.yaml` says who is".to_owned(),
                    )
                }),
                Some(Instead::Decider) => self.decider(entry, id.as_str()),
            };
            if let Some((message, help)) = wrong {
                findings.push(Diagnostic::new(Code::UnknownPerson, id.span, message).help(help));
            }
        }
        if let Some(instead) = instead.filter(|_| walkthrough(self.decision).is_none()) {
            let short = review_short(self.review.export);
            let message = format!("somebody signs in the place of `{role}`, and there was no {short} yet");
            findings.push(
                Diagnostic::new(Code::RefusedEntry, instead.span, message)
                    .help(format!("let the role sign, or wait for the {short}")),
            );
        }
        if let (Some(instead), Some(last)) = (instead, self.last_day())
            && entry.head.on.value <= last
        {
            let message =
                format!("the role `{role}` has until {last} to sign, and somebody signs in its place on {}", entry.head.on.value);
            findings
                .push(Diagnostic::new(Code::RefusedEntry, instead.span, message).help("wait until then, or let the role sign"));
        }
    }

    /// What is wrong with somebody who decides for a role.
    fn decider(&self, entry: &Entry, id: &str) -> Option<(String, String)> {
        let short = review_short(self.review.export);
        let named = walkthrough(self.decision).and_then(|(_, found)| found.decides.as_ref());
        match named {
            Some(named) if named.as_str() == id => None,
            Some(named) => Some((format!("`{id}` was not named to decide"), format!("the {short} names `{}`", named.as_str()))),
            None => Some((
                format!("nobody was named to decide, and `{id}` does on {}", entry.head.on.value),
                format!("the {short} names somebody with `decides`, before it is needed"),
            )),
        }
    }

    /// The last day on which each role signs for itself.
    fn last_day(&self) -> Option<Date> {
        let within = self.review.export.settings.records.sign_within_days?;
        let (stands, _) = walkthrough(self.decision)?;
        Some(working_days_after(stands.entry.head.on.value, within))
    }

    fn took_part(&self, entry: &Entry, walkthrough: &Walkthrough, findings: &mut Findings) {
        let Some(phase) = self.decision.phase else { return };
        let took_part = |role: &str| walkthrough.took_part.iter().any(|(id, people)| id.value == role && !people.is_empty());
        let missing: Vec<&str> = phase.participants.iter().map(String::as_str).filter(|role| !took_part(role)).collect();
        if !missing.is_empty() {
            let message = format!("nobody took part in the {} as {}", review_short(self.review.export), missing.join(", "));
            let help = "say who did in `took_part`, or speak with somebody of that role soon: what they would ask is still open";
            findings.push(Diagnostic::new(Code::MissingRole, entry.what.span, message).help(help));
        }
        let in_two: Vec<&Id> = walkthrough.took_part.iter().flat_map(|(_, people)| people).collect();
        for (at, id) in in_two.iter().enumerate() {
            if in_two[..at].iter().any(|other| other.as_str() == id.as_str()) {
                let message = format!("`{}` took part in two roles", id.as_str());
                findings.push(
                    Diagnostic::new(Code::SameSigner, id.span, message)
                        .help("one person takes part in one role, so that more people look"),
                );
            }
        }
        for (role, people) in &walkthrough.took_part {
            for id in people {
                self.has_role(id, &role.value, entry.head.on.value, findings);
            }
        }
        for id in walkthrough.took_part.iter().filter(|(role, _)| role.value == "peer").flat_map(|(_, people)| people) {
            self.is_a_peer(id, findings);
        }
    }

    /// Reports somebody who takes part in a role that they have not, and are no deputy for.
    fn has_role(&self, id: &Id, role: &str, day: Date, findings: &mut Findings) {
        let Some(person) = self.record.people.get(id.as_str()) else { return };
        if person.has(role) || person.is_deputy_for(role) {
            return;
        }
        let message = format!("`{}` took part as `{role}`, and does not have that role", id.as_str());
        findings.push(Diagnostic::new(Code::MissingRole, id.span, message).help(self.who_has(role, day)));
    }

    /// Who has a role on a day, as a help line.
    fn who_has(&self, role: &str, day: Date) -> String {
        let who: Vec<&str> = self.record.people.with_role(role, day).collect();
        if who.is_empty() { format!("nobody in `{PEOPLE}` has it") } else { format!("who has it: {}", who.join(", ")) }
    }

    /// Reports a launch that those who decide had not decided.
    fn launched(&self, findings: &mut Findings) {
        let Some(found) = self.decision.launched.as_ref().filter(|found| self.decision.may_veto && !found.is_decided()) else {
            return;
        };
        let entry = self.decision.entry(found.at).entry;
        let what = if found.is_against_veto {
            "against a veto".to_owned()
        } else if !found.unsigned.is_empty() {
            format!("before these had signed: {}", found.unsigned.join(", "))
        } else if !found.open_stops.is_empty() {
            format!("with these still open, which can stop it: {}", found.open_stops.join(", "))
        } else {
            let ids: Vec<&str> = found.unsigned_answers.iter().map(String::as_str).collect();
            format!("without a signature for the answers to {}", short_list(&ids))
        };
        let message = format!("this launch of {} was {what}", entry.head.on.value);
        let help = "it is written down as it was, and the gate stays as it is without it";
        findings.push(Diagnostic::new(Code::MissingRole, entry.what.span, message).help(help));
    }

    /// Reports answers that no signature is for, once every role has signed.
    fn unsigned_answers(&self, findings: &mut Findings) {
        let Decision { unsigned_answers, signatures, is_reviewed, launched, .. } = self.decision;
        if unsigned_answers.is_empty()
            || !is_reviewed
            || launched.is_some()
            || signatures.iter().any(|found| found.latest.is_none())
        {
            return;
        }
        let ids: Vec<&str> = unsigned_answers.iter().map(String::as_str).collect();
        let message = format!("every role has signed, and no signature is for the answers to {}", short_list(&ids));
        let found = Diagnostic::new(Code::MissingRole, self.review.answers.service.id.span, message);
        findings.push(found.help(SIGN_THE_REST));
    }

    /// Reports a peer from the answering team.
    fn is_a_peer(&self, id: &Id, findings: &mut Findings) {
        let team = &self.review.answers.service.team;
        let person = self.record.people.get(id.as_str());
        if !team.is_empty() && person.is_some_and(|person| person.team.eq_ignore_ascii_case(team)) {
            let message = format!("`{}` belongs to the team that answers, and took part as its peer", id.as_str());
            findings.push(Diagnostic::new(Code::SameSigner, id.span, message).help("a peer is a developer of another team"));
        }
    }

    /// One person in two roles that sign, and peers of the own team.
    fn same_signers(&self, findings: &mut Findings) {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for found in &self.decision.signatures {
            let Some(signature) = &found.latest else { continue };
            for id in &self.decision.entry(signature.at).entry.head.by {
                if found.role == "peer" {
                    self.is_a_peer(id, findings);
                }
                if let Some((_, other)) = seen.iter().find(|(known, _)| *known == id.as_str()) {
                    let message = format!("`{}` signs as `{other}` and as `{}`", id.as_str(), found.role);
                    findings.push(Diagnostic::new(Code::SameSigner, id.span, message).help("each role is another person"));
                }
                seen.push((id.as_str(), &found.role));
            }
        }
    }

    /// Roles that have not signed after the walkthrough. Silence is never a veto.
    fn unsigned(&self, findings: &mut Findings) {
        let Some((stands, found)) =
            walkthrough(self.decision).filter(|_| self.decision.is_reviewed && self.decision.launched.is_none())
        else {
            return;
        };
        let missing: Vec<&str> =
            self.decision.signatures.iter().filter(|found| found.latest.is_none()).map(|found| found.role.as_str()).collect();
        if missing.is_empty() {
            return;
        }
        let place: Span = stands.entry.head.on.span;
        let message = format!("not signed yet: {}", missing.join(", "));
        let found = Diagnostic::new(Code::MissingRole, place, message).help(match self.last_day() {
            Some(last) if self.as_of > last => {
                let deputies: Vec<String> = missing.iter().map(|role| self.deputies(role)).collect();
                let decides =
                    found.decides.as_ref().map_or_else(String::new, |id| format!("; `{}` was named to decide", id.as_str()));
                format!("they had until {last}; silence is no veto: a deputy signs ({}){decides}", deputies.join("; "))
            }
            Some(last) => {
                format!(
                    "they have until {last} ({}); then a deputy signs, or whoever was named to decide",
                    self.who_may(&missing)
                )
            }
            None => format!("`readybook review record … sign-off` writes it down ({})", self.who_may(&missing)),
        });
        findings.push(found);
    }

    /// Who may sign for roles, each role with its people.
    fn who_may(&self, roles: &[&str]) -> String {
        let who = |role: &&str| {
            let ids: Vec<&str> = self.record.people.with_role(role, self.as_of).collect();
            if ids.is_empty() { format!("{role}: nobody in `{PEOPLE}`") } else { format!("{role}: {}", ids.join(", ")) }
        };
        roles.iter().map(who).collect::<Vec<_>>().join("; ")
    }

    fn deputies(&self, role: &str) -> String {
        let all = self.record.people.all.iter().filter(|(_, person)| person.is_deputy_for(role) && person.is_there(self.as_of));
        let ids: Vec<&str> = all.map(|(id, _)| id.value.as_str()).collect();
        if ids.is_empty() { format!("{role}: nobody in `{PEOPLE}`") } else { format!("{role}: {}", ids.join(", ")) }
    }
}
