//! An entry of a record, as its file says it. Knows the format alone; what the ids mean, the handbook and the people beside it say.

use jiff::civil::Date;
use readybook_derive::Format;

use crate::{
    config::Verdict,
    manuscript::file_version::file_version,
    review::{answers::Launch, tidy::Tidy},
    source::{Span, Spanned},
    yaml::{Digest, EditionId, Id, Table, WebAddress, word_enum},
};

/// The version of the format of entries, and of the people beside them.
pub const VERSION: u32 = 1;
file_version!("this entry of a record", VERSION);

/// An entry as its file says it: what every entry has, and one key for what happened.
#[derive(Debug, Clone, Format)]
#[format(
    name = "an entry of a record",
    written,
    rules = [
        ExactlyOne(&[
            "talk", "walkthrough", "verdict", "challenge", "condition", "exception", "sign_off", "assessment", "load_profile",
            "launched", "look_back", "withdraw", "lift", "close", "renew",
        ]),
        Needs("corrects", "why"),
    ]
)]
pub struct EntryFile {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// The version of the format.
    #[field(name = "record", digest = nothing)]
    pub version: Version,
    /// The service that it is about.
    pub service: Id,
    /// The phase that the service was in.
    #[field(names = Phase)]
    pub phase: Id,
    /// The day on which it happened or was decided.
    pub on: Spanned<Date>,
    /// Who said or decided it: ids of people.
    #[field(required)]
    pub by: Vec<Id>,
    /// Who wrote it down: the id of a person.
    pub written_by: Id,
    /// The day on which it was written down.
    pub written_on: Spanned<Date>,
    /// How those who decided have confirmed it.
    pub confirmed: Option<Spanned<Confirmed>>,
    /// Where that can be seen: the address of the merge request, or where the paper is kept.
    #[field(via = Tidy, default)]
    pub seen_at: String,
    /// The entry that this one puts right, by the name of its file.
    pub corrects: Option<Spanned<String>>,
    /// Why it had to be put right.
    #[field(via = Tidy, default)]
    pub why: String,
    /// A talk with the team.
    pub talk: Option<Spanned<Talk>>,
    /// The walkthrough.
    pub walkthrough: Option<Spanned<Walkthrough>>,
    /// What a role decided or advises.
    pub verdict: Option<Spanned<VerdictEntry>>,
    /// The team disagrees.
    pub challenge: Option<Spanned<Challenge>>,
    /// What has to be done, and until when.
    pub condition: Option<Spanned<Condition>>,
    /// A gap that is accepted for some time.
    pub exception: Option<Spanned<Exception>>,
    /// A role agrees to these answers.
    pub sign_off: Option<Spanned<SignOff>>,
    /// The security assessment.
    pub assessment: Option<Spanned<Assessment>>,
    /// The load profile.
    pub load_profile: Option<Spanned<Assessment>>,
    /// The service is in production.
    pub launched: Option<Spanned<Launched>>,
    /// What was learned after the launch.
    pub look_back: Option<Spanned<LookBack>>,
    /// An entry no longer counts.
    pub withdraw: Option<Spanned<Amendment>>,
    /// A veto is lifted.
    pub lift: Option<Spanned<Amendment>>,
    /// A condition, an exception, a challenge or a discussion has come to its end.
    pub close: Option<Spanned<Amendment>>,
    /// An exception or a condition gets a later end.
    pub renew: Option<Spanned<Renewal>>,
}

word_enum! {
    /// How those who decided have confirmed it.
    Confirmed {
        /// They said so in the room.
        Room = "room",
        /// They approved the merge request that brought the entry.
        MergeRequest = "merge-request",
        /// They signed a sheet of paper.
        Paper = "paper",
        /// They signed the entry with a key.
        Key = "key",
    }
}

word_enum! {
    /// What an entry tells.
    Kind {
        /// A talk with the team.
        Talk = "talk",
        /// The walkthrough.
        Walkthrough = "walkthrough",
        /// What a role decided or advises.
        Verdict = "verdict",
        /// The team disagrees.
        Challenge = "challenge",
        /// What has to be done, and until when.
        Condition = "condition",
        /// A gap that is accepted for some time.
        Exception = "exception",
        /// A role agrees to these answers.
        SignOff = "sign-off",
        /// The security assessment.
        Assessment = "assessment",
        /// The load profile.
        LoadProfile = "load-profile",
        /// The service is in production.
        Launched = "launched",
        /// What was learned after the launch.
        LookBack = "look-back",
        /// An entry no longer counts.
        Withdraw = "withdraw",
        /// A veto is lifted.
        Lift = "lift",
        /// A condition, an exception or a challenge has come to its end.
        Close = "close",
        /// An exception or a condition gets a later end.
        Renew = "renew",
    }
}

/// A talk with the team: a dialogue, nothing to sign.
#[derive(Debug, Clone, Format)]
#[format(name = "a talk", written)]
pub struct Talk {
    /// What it was about.
    #[field(via = Tidy)]
    pub topic: String,
    /// What was agreed.
    #[field(via = Tidy, default)]
    pub agreed: String,
    /// The day of the next contact.
    pub next: Option<Spanned<Date>>,
    /// What the service is, as all agreed: the first talk says it, a later one when it has changed.
    pub service: Option<Spanned<AgreedService>>,
}

/// What a service is, as far as a review depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Format)]
#[format(name = "what was agreed of the service", written)]
pub struct AgreedService {
    /// The kind of its launch.
    pub launch: Launch,
    /// Its tier.
    #[field(names = Tier)]
    pub tier: Option<Id>,
    /// Whether it is high-risk.
    pub high_risk: bool,
    /// Why it is another one than before.
    #[field(via = Tidy, default)]
    pub why: String,
}

/// A walkthrough: who was there, what they saw in each area, and what is still to be discussed.
#[derive(Debug, Clone, Format)]
#[format(name = "a walkthrough", written)]
pub struct Walkthrough {
    /// Who took part, by the ids of their roles.
    pub took_part: Table<Vec<Id>>,
    /// What the reviewers saw in each area, by its id.
    pub areas: Table<AreaMark>,
    /// What is still to be talked about.
    pub discussions: Vec<Discussion>,
    /// Who decides for a role that does not sign in time: the id of a person.
    pub decides: Option<Id>,
}

word_enum! {
    /// What the reviewers saw in an area.
    Mark {
        /// They have no question left.
        Solid = "solid",
        /// There is something to talk about.
        Talk = "talk",
        /// It is weak.
        Weak = "weak",
    }
}

/// What the reviewers saw in an area.
#[derive(Debug, Clone, PartialEq, Eq, Format)]
#[format(name = "a mark", scalar = Mark, written)]
pub struct AreaMark {
    /// The mark.
    pub mark: Mark,
    /// A line on it.
    #[field(via = Tidy, default)]
    pub line: String,
}

impl From<Mark> for AreaMark {
    fn from(mark: Mark) -> Self {
        Self { mark, line: String::new() }
    }
}

/// Something that is still to be talked about.
#[derive(Debug, Clone, PartialEq, Eq, Format)]
#[format(name = "a discussion", written)]
pub struct Discussion {
    /// What about.
    #[field(via = Tidy)]
    pub topic: String,
    /// Who sees to it: the id of a person.
    pub owner: Id,
    /// Until when.
    pub due: Spanned<Date>,
    /// The ticket that rules from now on.
    #[field(via = WebAddress)]
    pub ticket: Option<String>,
}

/// What a role decided or advises.
#[derive(Debug, Clone, Format)]
#[format(name = "a verdict", written)]
pub struct VerdictEntry {
    /// What came out.
    pub outcome: Spanned<Verdict>,
    /// The role that decided it; for a veto one of those that may.
    #[field(names = Role)]
    pub role: Id,
    /// Why.
    #[field(via = Tidy, default)]
    pub reason: String,
    /// For a veto: what lifts it. For advice to wait: what for.
    #[field(via = Tidy, default)]
    pub lifted_by: String,
}

/// The team disagrees with an entry, in its own words.
#[derive(Debug, Clone, Format)]
#[format(name = "a challenge", written)]
pub struct Challenge {
    /// The entry that it is about, by the name of its file.
    pub entry: Spanned<String>,
    /// What the team says.
    #[field(via = Tidy)]
    pub words: String,
    /// The day of the second look.
    pub second_look: Option<Spanned<Date>>,
}

/// What has to be done, and until when.
#[derive(Debug, Clone, Format)]
#[format(name = "a condition", written)]
pub struct Condition {
    /// The questions that it is about, by their ids.
    #[field(required, names = Item)]
    pub questions: Vec<Spanned<String>>,
    /// What has to be done.
    #[field(via = Tidy)]
    pub what: String,
    /// Who does it: the id of a person.
    pub owner: Id,
    /// The last day.
    pub ends_on: Spanned<Date>,
    /// How all will see that it is done.
    #[field(via = Tidy, default)]
    pub closes_when: String,
    /// The ticket that rules from now on.
    #[field(via = WebAddress)]
    pub ticket: Option<String>,
}

/// A gap that is accepted for some time.
#[derive(Debug, Clone, Format)]
#[format(name = "an exception", written)]
pub struct Exception {
    /// The question whose gap it is, by its id.
    #[field(names = Item)]
    pub question: Spanned<String>,
    /// What is missing.
    #[field(via = Tidy)]
    pub gap: String,
    /// Why that is acceptable until then.
    #[field(via = Tidy)]
    pub acceptable: String,
    /// What limits the harm until then.
    #[field(via = Tidy)]
    pub limits: String,
    /// The last day; there is no open end.
    pub ends_on: Spanned<Date>,
    /// How all will see that it is no longer needed.
    #[field(via = Tidy)]
    pub closes_when: String,
    /// The roles in which those who decided accept it.
    #[field(required, names = Role)]
    pub accepted_as: Vec<Id>,
    /// The ticket that rules from now on.
    #[field(via = WebAddress)]
    pub ticket: Option<String>,
}

/// A role agrees to these answers.
#[derive(Debug, Clone, Format)]
#[format(name = "a sign-off", written)]
pub struct SignOff {
    /// The role.
    #[field(names = Role)]
    pub role: Id,
    /// For whom the signature stands in, where the role did not sign in time.
    pub instead: Option<Spanned<Instead>>,
    /// The digest of the answers as they were, which are kept beside the record.
    pub version: Spanned<Digest>,
    /// The editions of the checklists, by their ids.
    pub editions: Table<EditionId>,
    /// The digest of each answer that it covers, by the id of its question.
    pub answers: Table<Digest>,
    /// What the signer says.
    #[field(via = Tidy, default)]
    pub words: String,
}

word_enum! {
    /// In whose place somebody signs.
    Instead {
        /// A deputy of the role.
        Deputy = "deputy",
        /// Whoever was named beforehand to decide.
        Decider = "decider",
    }
}

/// A security assessment or a load profile: its findings stay in the company's tracker, and are named here.
#[derive(Debug, Clone, Format)]
#[format(name = "an assessment", written, rules = [ExactlyOne(&["none", "scope"])])]
pub struct Assessment {
    /// Why there is none.
    #[field(via = Tidy, default)]
    pub none: String,
    /// What was looked at.
    #[field(via = Tidy, default)]
    pub scope: String,
    /// The day of it.
    pub held_on: Option<Spanned<Date>>,
    /// Where the whole can be read.
    #[field(via = WebAddress)]
    pub report: Option<String>,
    /// What was found.
    pub findings: Vec<Finding>,
}

word_enum! {
    /// How bad a finding is.
    FindingSeverity {
        /// It must not wait.
        Critical = "critical",
        /// It must be done soon.
        High = "high",
        /// It should be done.
        Medium = "medium",
        /// It may wait.
        Low = "low",
    }
}

word_enum! {
    /// How far a finding is.
    FindingState {
        /// Nobody has begun.
        Open = "open",
        /// Somebody is at it.
        Doing = "doing",
        /// It is done.
        Done = "done",
        /// It stays as it is; an exception says why.
        Accepted = "accepted",
    }
}

/// Something that an assessment found.
#[derive(Debug, Clone, Format)]
#[format(name = "a finding", written)]
pub struct Finding {
    /// Its id in the tracker.
    #[field(via = Tidy)]
    pub id: String,
    /// How bad it is.
    pub severity: FindingSeverity,
    /// Who sees to it: the id of a person.
    pub owner: Option<Id>,
    /// Until when.
    pub due: Option<Spanned<Date>>,
    /// How far it is.
    #[field(default = FindingState::Open)]
    pub state: FindingState,
    /// Where it is kept.
    #[field(via = WebAddress)]
    pub link: Option<String>,
}

/// The service is in production.
#[derive(Debug, Clone, Format)]
#[format(name = "a launch", written)]
pub struct Launched {
    /// What was launched, as in a version.
    #[field(via = Tidy, default)]
    pub what: String,
}

/// What was learned after the launch.
#[derive(Debug, Clone, Format)]
#[format(name = "a look-back", written)]
pub struct LookBack {
    /// What we learned.
    #[field(via = Tidy)]
    pub learned: String,
    /// Questions that a checklist should ask.
    pub add: Vec<String>,
    /// Questions that it could do without, by their ids.
    #[field(names = Item)]
    pub drop: Vec<Spanned<String>>,
}

/// A later entry about an earlier one.
#[derive(Debug, Clone, Format)]
#[format(name = "what becomes of an entry", written)]
pub struct Amendment {
    /// The entry, by the name of its file.
    pub entry: Spanned<String>,
    /// Which discussion of a walkthrough is closed, counted from 1.
    #[field(bounds = 1..=1000)]
    pub discussion: Option<u32>,
    /// Why; for what is closed what came of it.
    #[field(via = Tidy)]
    pub reason: String,
}

/// A later end of an exception or a condition.
#[derive(Debug, Clone, Format)]
#[format(name = "a renewal", written)]
pub struct Renewal {
    /// The entry, by the name of its file.
    pub entry: Spanned<String>,
    /// Why it takes longer.
    #[field(via = Tidy)]
    pub reason: String,
    /// The new last day.
    pub ends_on: Spanned<Date>,
}

impl SignOff {
    /// Whether it covers a question.
    #[must_use]
    pub fn covers(&self, question: &str) -> bool {
        self.answers.iter().any(|(id, _)| id.value == question)
    }
}

impl Assessment {
    /// What it found and is not done.
    pub fn unfinished(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|found| found.state != FindingState::Done)
    }
}
