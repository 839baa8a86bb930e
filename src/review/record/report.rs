//! A record as it is printed: what was decided, what it hangs on, and who agreed to which answers. Ids of people, roles and areas are
//! replaced by what people call them.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    AnswersVersion, Assessment, Confirmed, Instead, Mark, Record, Standing, Stands, VersionChanges, What,
    entry::Entry,
    format::{Amendment, Discussion, Exception, SignOff},
    required::required_roles,
};
use crate::{
    config::Verdict,
    review::{HandbookExport, Review},
};

/// A record as it is printed.
#[derive(Debug, Clone, Serialize)]
pub struct RecordReport {
    /// The day of the walkthrough.
    pub held_on: Option<String>,
    /// Who took part, by role.
    pub took_part: Vec<RolePeople>,
    /// What the reviewers saw in each area.
    pub marks: Vec<MarkLine>,
    /// What came out, by role.
    pub verdicts: Vec<VerdictLine>,
    /// What has to be done, and until when.
    pub conditions: Vec<TaskLine>,
    /// Gaps that are accepted for some time.
    pub exceptions: Vec<ExceptionLine>,
    /// Where the team disagrees.
    pub challenges: Vec<ChallengeLine>,
    /// What is still to be talked about.
    pub discussions: Vec<TaskLine>,
    /// Who signs, and who has.
    pub signatures: Vec<SignatureLine>,
    /// The security assessment and the load profile.
    pub assessments: Vec<AssessmentLine>,
    /// Talks, in order.
    pub talks: Vec<TalkLine>,
    /// The day of the launch.
    pub launched: Option<String>,
    /// What was learned afterwards.
    pub learned: Vec<String>,
}

/// The people of a role.
#[derive(Debug, Clone, Serialize)]
pub struct RolePeople {
    /// The title of the role.
    pub role: String,
    /// Their names.
    pub people: Vec<String>,
}

/// Who said it, on which day, and how it is said to be confirmed; the program verifies none of it.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// Their names.
    pub by: Vec<String>,
    /// The day.
    pub on: String,
    /// `room`, `merge-request`, `paper` or `key`; `None` where nobody says how.
    pub confirmed: Option<&'static str>,
    /// The id of the entry.
    pub entry: String,
    /// Why it was put right, if it was.
    pub corrected: Option<String>,
}

/// What the reviewers saw in an area.
#[derive(Debug, Clone, Serialize)]
pub struct MarkLine {
    /// The title of the area.
    pub area: String,
    /// `solid`, `talk` or `weak`.
    pub mark: &'static str,
    /// A line on it; may be empty.
    pub line: String,
}

/// What a role decided or advises.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictLine {
    /// `go`, `go-with-conditions`, `not-yet` or `veto`.
    pub outcome: &'static str,
    /// The title of the role.
    pub role: String,
    /// Who, and when.
    pub said: Said,
    /// Why; may be empty.
    pub reason: String,
    /// What lifts it; may be empty.
    pub lifted_by: String,
    /// Who lifted it, and why.
    pub lifted: Option<EndLine>,
}

/// How something came to its end.
#[derive(Debug, Clone, Serialize)]
pub struct EndLine {
    /// Who, and when.
    pub said: Said,
    /// Why, or what came of it.
    pub reason: String,
}

/// Something that somebody does until a day.
#[derive(Debug, Clone, Serialize)]
pub struct TaskLine {
    /// The questions that it is about, by their ids.
    pub questions: Vec<String>,
    /// What.
    pub what: String,
    /// Who.
    pub owner: String,
    /// The last day, renewals counted.
    pub until: String,
    /// The ticket that rules; may be empty.
    pub ticket: String,
    /// How all will see that it is done; may be empty.
    pub closes_when: String,
    /// How it came to its end.
    pub ended: Option<EndLine>,
}

/// A gap that is accepted for some time.
#[derive(Debug, Clone, Serialize)]
pub struct ExceptionLine {
    /// The question, by its id.
    pub question: String,
    /// What is missing.
    pub gap: String,
    /// Why that is acceptable.
    pub acceptable: String,
    /// What limits the harm.
    pub limits: String,
    /// The titles of the roles that accept it.
    pub accepted_as: Vec<String>,
    /// Who accepts it, and when.
    pub said: Said,
    /// The last day, renewals counted.
    pub ends_on: String,
    /// How often it was renewed.
    pub renewals: usize,
    /// How all will see that it is no longer needed.
    pub closes_when: String,
    /// How it came to its end.
    pub ended: Option<EndLine>,
}

/// Where the team disagrees.
#[derive(Debug, Clone, Serialize)]
pub struct ChallengeLine {
    /// The entry that it is about.
    pub about: String,
    /// What the team says.
    pub words: String,
    /// Who, and when.
    pub said: Said,
    /// The day of the second look.
    pub second_look: Option<String>,
    /// What was decided then.
    pub decided: Option<EndLine>,
}

/// A role that signs.
#[derive(Debug, Clone, Serialize)]
pub struct SignatureLine {
    /// The title of the role.
    pub role: String,
    /// Its signatures, the latest one first; none where it has not signed.
    pub signed: Vec<Signed>,
}

/// A signature.
#[derive(Debug, Clone, Serialize)]
pub struct Signed {
    /// Who, and when.
    pub said: Said,
    /// `deputy` or `decider` for somebody who stands in.
    pub instead: Option<&'static str>,
    /// The answers that it is for: the short digest, as sheets print it.
    pub version: String,
    /// The edition of each checklist, as in `operational-readiness: 2026-11-12`.
    pub editions: Vec<String>,
    /// What the signer says; may be empty.
    pub words: String,
    /// What differs since; `None` where the answers of then are not kept.
    pub since: Option<VersionChanges>,
}

/// A security assessment or a load profile.
#[derive(Debug, Clone, Serialize)]
pub struct AssessmentLine {
    /// `assessment` or `load-profile`.
    pub kind: &'static str,
    /// Who, and when.
    pub said: Said,
    /// What was looked at, or why there is none.
    pub text: String,
    /// Whether there is none.
    pub is_none: bool,
    /// What it found: id, severity, owner, day and state, those that are not done.
    pub open: Vec<String>,
    /// How many findings are done.
    pub done: usize,
}

/// A talk.
#[derive(Debug, Clone, Serialize)]
pub struct TalkLine {
    /// Who, and when.
    pub said: Said,
    /// What it was about.
    pub topic: String,
    /// What was agreed; may be empty.
    pub agreed: String,
    /// The day of the next contact.
    pub next: Option<String>,
}

/// The record of a reviewed service as it is printed on a day; `None` where there is nothing in it by then.
#[must_use]
pub fn report(review: &Review<'_>, record: &Record, day: Date) -> Option<RecordReport> {
    let standing = Standing::on(record, day);
    if standing.entries.is_empty() {
        return None;
    }
    let now = review.export.sign_off().map(|phase| AnswersVersion::of(review, &phase.id));
    let to = To { record, standing: &standing, review, export: review.export, now };
    let walkthroughs = standing.all(|what| if let What::Walkthrough(found) = what { Some(found) } else { None });
    let walkthrough = walkthroughs.last();
    let held_on = walkthrough.as_ref().map(|(stands, _)| stands.entry.head.on.value.to_string());
    let (mut took_part, mut marks, mut discussions) = (Vec::new(), Vec::new(), Vec::new());
    if let Some((stands, found)) = walkthrough {
        took_part.extend(found.took_part.iter().map(|(role, people)| RolePeople {
            role: to.role(&role.value),
            people: people.iter().map(|id| to.name(id.as_str())).collect(),
        }));
        marks.extend(found.areas.iter().map(|(area, mark)| MarkLine {
            area: to.area(&area.value),
            mark: Mark::word(mark.mark),
            line: mark.line.clone(),
        }));
        discussions.extend(stands.discussions().map(|(_, found, closed)| to.discussion(stands, found, closed)));
    }
    let mut report = RecordReport {
        held_on,
        took_part,
        marks,
        discussions,
        verdicts: Vec::new(),
        conditions: Vec::new(),
        exceptions: Vec::new(),
        challenges: Vec::new(),
        signatures: to.signatures(),
        assessments: Vec::new(),
        talks: Vec::new(),
        launched: standing.launched().map(|stands| stands.entry.head.on.value.to_string()),
        learned: Vec::new(),
    };
    for stands in &standing.entries {
        let said = to.said(stands.entry, stands);
        match &stands.entry.what.value {
            What::Talk(talk) => report.talks.push(TalkLine {
                said,
                topic: talk.topic.clone(),
                agreed: talk.agreed.clone(),
                next: talk.next.as_ref().map(|day| day.value.to_string()),
            }),
            What::Verdict(verdict) => report.verdicts.push(VerdictLine {
                outcome: Verdict::word(verdict.outcome.value),
                role: to.role(verdict.role.as_str()),
                said,
                reason: verdict.reason.clone(),
                lifted_by: verdict.lifted_by.clone(),
                lifted: to.end(stands),
            }),
            What::Condition(condition) => report.conditions.push(TaskLine {
                questions: condition.questions.iter().map(|id| id.value.clone()).collect(),
                what: condition.what.clone(),
                owner: to.name(condition.owner.as_str()),
                until: stands.ends_on().unwrap_or(condition.ends_on.value).to_string(),
                ticket: condition.ticket.clone().unwrap_or_default(),
                closes_when: condition.closes_when.clone(),
                ended: to.end(stands),
            }),
            What::Exception(exception) => report.exceptions.push(to.exception(stands, exception, said)),
            What::Challenge(challenge) => report.challenges.push(ChallengeLine {
                about: challenge.entry.value.clone(),
                words: challenge.words.clone(),
                said,
                second_look: challenge.second_look.as_ref().map(|day| day.value.to_string()),
                decided: to.end(stands),
            }),
            What::Assessment(found) => report.assessments.push(to.assessment("assessment", found, said)),
            What::LoadProfile(found) => report.assessments.push(to.assessment("load-profile", found, said)),
            What::LookBack(look_back) => report.learned.push(look_back.learned.clone()),
            What::Walkthrough(_)
            | What::SignOff(_)
            | What::Launched(_)
            | What::Withdraw(_)
            | What::Lift(_)
            | What::Close(_)
            | What::Renew(_) => {}
        }
    }
    Some(report)
}

/// What a report is made from.
struct To<'r> {
    record: &'r Record,
    standing: &'r Standing<'r>,
    review: &'r Review<'r>,
    export: &'r HandbookExport,
    /// The answers as they stand.
    now: Option<AnswersVersion>,
}

impl To<'_> {
    fn name(&self, id: &str) -> String {
        self.record.people.name(id).to_owned()
    }

    fn role(&self, id: &str) -> String {
        self.export.title(&self.export.settings.roles, id).to_owned()
    }

    fn area(&self, id: &str) -> String {
        let areas = self.export.checklists.iter().flat_map(|checklist| &checklist.areas);
        areas.into_iter().find(|area| area.id == id).map_or_else(|| id.to_owned(), |area| area.title.clone())
    }

    fn said(&self, entry: &Entry, stands: &Stands<'_>) -> Said {
        Said {
            by: entry.head.by.iter().map(|id| self.name(id.as_str())).collect(),
            on: entry.head.on.value.to_string(),
            confirmed: entry.head.confirmed.as_ref().map(|how| Confirmed::word(how.value)),
            entry: entry.id.clone(),
            corrected: stands.corrected.first().and(entry.head.corrects.as_ref()).map(|correction| correction.why.clone()),
        }
    }

    fn end(&self, stands: &Stands<'_>) -> Option<EndLine> {
        stands.ended.map(|end| self.end_line(stands, end))
    }

    fn end_line(&self, stands: &Stands<'_>, (entry, amendment): (&Entry, &Amendment)) -> EndLine {
        EndLine { said: self.said(entry, stands), reason: amendment.reason.clone() }
    }

    fn discussion(&self, stands: &Stands<'_>, found: &Discussion, closed: Option<(&Entry, &Amendment)>) -> TaskLine {
        TaskLine {
            questions: Vec::new(),
            what: found.topic.clone(),
            owner: self.name(found.owner.as_str()),
            until: found.due.value.to_string(),
            ticket: found.ticket.clone().unwrap_or_default(),
            closes_when: String::new(),
            ended: closed.map(|end| self.end_line(stands, end)),
        }
    }

    fn exception(&self, stands: &Stands<'_>, exception: &Exception, said: Said) -> ExceptionLine {
        ExceptionLine {
            question: exception.question.value.clone(),
            gap: exception.gap.clone(),
            acceptable: exception.acceptable.clone(),
            limits: exception.limits.clone(),
            accepted_as: exception.accepted_as.iter().map(|role| self.role(role.as_str())).collect(),
            said,
            ends_on: stands.ends_on().unwrap_or(exception.ends_on.value).to_string(),
            renewals: stands.renewals.len(),
            closes_when: exception.closes_when.clone(),
            ended: self.end(stands),
        }
    }

    fn assessment(&self, kind: &'static str, found: &Assessment, said: Said) -> AssessmentLine {
        let line = |finding: &super::Finding| {
            let owner = finding.owner.as_ref().map(|id| self.name(id.as_str()));
            let due = finding.due.as_ref().map(|day| day.value.to_string());
            let parts = [
                Some(finding.id.clone()),
                Some(finding.severity.word().to_owned()),
                owner,
                due,
                Some(finding.state.word().to_owned()),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        AssessmentLine {
            kind,
            said,
            text: if found.none.is_empty() { found.scope.clone() } else { found.none.clone() },
            is_none: !found.none.is_empty(),
            open: found.unfinished().map(line).collect(),
            done: found.findings.len() - found.unfinished().count(),
        }
    }

    /// Each role that signs for a service of this tier, and any other that has.
    fn signatures(&self) -> Vec<SignatureLine> {
        let mut roles = required_roles(self.review);
        let all = || self.standing.all(|what| if let What::SignOff(found) = what { Some(found) } else { None });
        for (_, found) in all() {
            if !roles.iter().any(|role| role == found.role.as_str()) {
                roles.push(found.role.as_str().to_owned());
            }
        }
        let line = |role: String| {
            let mut signed: Vec<Signed> = all()
                .filter(|(_, found)| found.role.as_str() == role)
                .map(|(stands, found)| self.signed(stands, found))
                .collect();
            signed.reverse();
            SignatureLine { role: self.role(&role), signed }
        };
        roles.into_iter().map(line).collect()
    }

    fn signed(&self, stands: &Stands<'_>, found: &SignOff) -> Signed {
        let kept = self.record.version(found.version.value, self.now.as_ref());
        Signed {
            said: self.said(stands.entry, stands),
            instead: found.instead.as_ref().map(|instead| Instead::word(instead.value)),
            version: found.version.value.short(),
            editions: found.editions.iter().map(|(id, edition)| format!("{}: {edition}", id.value)).collect(),
            words: found.words.clone(),
            since: kept.zip(self.now.as_ref()).map(|(kept, now)| kept.changes_of(now, |id| found.covers(id))),
        }
    }
}
