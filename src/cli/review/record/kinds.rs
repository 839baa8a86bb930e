//! The kinds of entries: the flags of each, and the questions for what no flag says.

use jiff::civil::Date;

use super::{
    Scene, WritesEntry,
    ask::{Ask, at, id},
    parts::{AreaFlag, TookPart, area_mark, discussion, finding, one_of, took_part},
};
use crate::{
    cli::common::CliError,
    config::Verdict,
    review::{
        Service,
        record::{
            AgreedService, Assessment, Challenge, Condition, Discussion, Exception, Finding, Instead, Kind, Launched, LookBack,
            SignOff, Talk, VerdictEntry, Walkthrough, What,
        },
    },
    yaml::{Id, Table},
};

/// The flags of a talk.
#[derive(Debug, clap::Args)]
pub struct TalkFlags {
    /// What it was about
    #[arg(long, value_name = "TEXT")]
    topic: Option<String>,
    /// What was agreed
    #[arg(long, value_name = "TEXT")]
    agreed: Option<String>,
    /// The day of the next contact
    #[arg(long, value_name = "DATE")]
    next: Option<Date>,
    /// All agreed on kind of launch, tier and risk, as the answer file says them now
    #[arg(long)]
    agree_service: bool,
    /// Why these are others than agreed before
    #[arg(long, value_name = "TEXT")]
    service_why: Option<String>,
}

impl WritesEntry for TalkFlags {
    const KIND: Kind = Kind::Talk;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let topic = ask.text(self.topic.as_ref(), "--topic TEXT", "What was it about?")?;
        let agreed = ask.may_text(self.agreed.as_ref(), "What was agreed?")?;
        let next = ask.may_day(self.next, "When is the next contact, as in 2026-12-20?")?;
        let now = &scene.review.answers.service;
        let tier = now.tier.as_ref().map_or("without a tier", |tier| tier.as_str());
        let risk = if now.high_risk { "high-risk" } else { "not high-risk" };
        let question = format!("Did all agree on what the answer file says: {}, {tier}, {risk}?", now.launch.value.word());
        let service = if ask.yes(self.agree_service || self.service_why.is_some(), &question)? {
            let why = match scene.agreed_service() {
                Some(before) if !is_as(now, before) => {
                    ask.text(self.service_why.as_ref(), "--service-why TEXT", "That is not what was agreed before. Why?")?
                }
                _ => self.service_why.clone().unwrap_or_default(),
            };
            let (launch, tier, high_risk) = (now.launch.value, now.tier.clone(), now.high_risk);
            Some(at(AgreedService { launch, tier, high_risk, why }))
        } else {
            None
        };
        Ok(What::Talk(Talk { topic, agreed, next, service }))
    }
}

/// Whether a service is what was agreed.
fn is_as(now: &Service, before: &AgreedService) -> bool {
    let tiers = [&now.tier, &before.tier].map(|tier| tier.as_ref().map(Id::as_str));
    now.launch.value == before.launch && tiers[0] == tiers[1] && now.high_risk == before.high_risk
}

/// The flags of a walkthrough.
#[derive(Debug, clap::Args)]
pub struct WalkthroughFlags {
    /// Who took part in a role, as in `security=lee`; several people with commas, several roles with several flags
    #[arg(long = "took-part", value_name = "ROLE=ID", value_parser = took_part)]
    took_part: Vec<TookPart>,
    /// What the reviewers saw in an area: `reliability=solid`, or with a line as in `reliability=talk:"failover never exercised"`
    #[arg(long = "area", value_name = "AREA=MARK[:LINE]", value_parser = area_mark)]
    areas: Vec<AreaFlag>,
    /// What is still to be talked about: topic, who sees to it, until when, and perhaps a ticket
    #[arg(long = "discussion", value_name = "TOPIC|ID|DATE[|URL]", value_parser = discussion)]
    discussions: Vec<Discussion>,
    /// Who decides for a role that does not sign in time
    #[arg(long, value_name = "ID")]
    decides: Option<String>,
}

impl WritesEntry for WalkthroughFlags {
    const KIND: Kind = Kind::Walkthrough;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let people = scene.people();
        let mut present: Vec<TookPart> = self.took_part.clone();
        if present.is_empty() && ask.prompt.is_there {
            for (role, title) in scene.roles() {
                let ids = ask.may_ids(&[], &people, &format!("Who took part as {title}? Ids with commas."))?;
                present.extend((!ids.is_empty()).then_some((role, ids)));
            }
        }
        if present.is_empty() && !ask.prompt.is_there {
            ask.lacks("--took-part ROLE=ID");
        }
        let mut areas: Vec<AreaFlag> = self.areas.clone();
        if areas.is_empty() && ask.prompt.is_there {
            ask.prompt.say("What did you see in each area? A mark (solid, talk, weak), and perhaps `:` and a line behind it.");
            for (area, title) in scene.areas() {
                let read = |text: &str| if text.is_empty() { Ok(None) } else { area_mark(&format!("{area}={text}")).map(Some) };
                areas.extend(ask.prompt.until(&format!("  {title}, empty for nothing:"), read)?);
            }
        }
        let question = "What is still to be talked about, as in topic|who sees to it|2026-12-20?";
        let discussions = ask.lines(&self.discussions, question, discussion)?;
        let decides = ask.may_id(self.decides.as_ref(), &people, "Who decides for a role that does not sign in time?")?;
        let present = present.into_iter().map(|(role, ids)| (at(role), ids.iter().map(|one| id(one)).collect::<Vec<_>>()));
        let areas = areas.into_iter().map(|(area, mark)| (at(area), mark));
        Ok(What::Walkthrough(Walkthrough {
            took_part: Table::from(present.collect::<Vec<_>>()),
            areas: Table::from(areas.collect::<Vec<_>>()),
            discussions,
            decides,
        }))
    }
}

/// The flags of a verdict.
#[derive(Debug, clap::Args)]
pub struct VerdictFlags {
    /// What came out
    #[arg(long, value_name = "WORD", value_parser = one_of::<Verdict>())]
    outcome: Option<Verdict>,
    /// The role that decided it; for a veto one that may
    #[arg(long, value_name = "ID")]
    role: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// For a veto: what lifts it. For advice to wait: what for
    #[arg(long, value_name = "TEXT")]
    lifted_by: Option<String>,
}

impl WritesEntry for VerdictFlags {
    const KIND: Kind = Kind::Verdict;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let outcome = ask.word(self.outcome, "--outcome WORD", "What came out?")?;
        let role = ask.id(self.role.as_ref(), &scene.role_ids(), ("--role ID", "Which role decided it?"))?;
        let [reason, lifted_by] = if outcome == Verdict::Veto {
            let reason = ask.text(self.reason.as_ref(), "--reason TEXT", "Why does the launch wait?")?;
            [reason, ask.text(self.lifted_by.as_ref(), "--lifted-by TEXT", "What lifts the veto?")?]
        } else {
            let reason = ask.may_text(self.reason.as_ref(), "Why?")?;
            let lifted_by = match (&self.lifted_by, outcome) {
                (None, Verdict::NotYet) => ask.may_text(None, "What is there to wait for?")?,
                (said, _) => said.clone().unwrap_or_default(),
            };
            [reason, lifted_by]
        };
        Ok(What::Verdict(VerdictEntry { outcome: at(outcome), role, reason, lifted_by }))
    }
}

/// The flags of a challenge.
#[derive(Debug, clap::Args)]
pub struct ChallengeFlags {
    /// The entry that the team disagrees with, by the name of its file
    #[arg(value_name = "ENTRY")]
    entry: Option<String>,
    /// What the team says, in its own words
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// The day of the second look
    #[arg(long, value_name = "DATE")]
    second_look: Option<Date>,
}

impl WritesEntry for ChallengeFlags {
    const KIND: Kind = Kind::Challenge;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let kinds = [Kind::Verdict, Kind::Walkthrough, Kind::Condition, Kind::Exception];
        let entry = scene.entry(self.entry.as_ref(), &kinds, ask)?;
        let words = ask.text(self.words.as_ref(), "--words TEXT", "What does the team say, in its own words?")?;
        let second_look = ask.may_day(self.second_look, "When is the second look, as in 2026-12-20?")?;
        Ok(What::Challenge(Challenge { entry, words, second_look }))
    }
}

/// The flags of a condition.
#[derive(Debug, clap::Args)]
pub struct ConditionFlags {
    /// The questions that it is about; several with commas
    #[arg(long = "question", visible_alias = "questions", value_name = "ID", value_delimiter = ',')]
    questions: Vec<String>,
    /// What has to be done
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// Who does it
    #[arg(long, value_name = "ID")]
    owner: Option<String>,
    /// The last day
    #[arg(long, value_name = "DATE")]
    ends_on: Option<Date>,
    /// How all will see that it is done
    #[arg(long, value_name = "TEXT")]
    closes_when: Option<String>,
    /// The address of the ticket that rules from now on
    #[arg(long, value_name = "URL")]
    ticket: Option<String>,
}

impl WritesEntry for ConditionFlags {
    const KIND: Kind = Kind::Condition;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let asked = ("--question ID", "Which questions is it about? Ids with commas:");
        let questions = ask.ids(&self.questions, &scene.questions(), asked)?;
        let what = ask.text(self.what.as_ref(), "--what TEXT", "What has to be done?")?;
        let owner = ask.id(self.owner.as_ref(), &scene.people(), ("--owner ID", "Who does it?"))?;
        let ends_on = ask.day(self.ends_on, "--ends-on DATE", "Until when, as in 2026-12-20?")?;
        let closes_when = ask.may_text(self.closes_when.as_ref(), "How will all see that it is done?")?;
        let ticket = ticket(self.ticket.as_ref(), ask)?;
        let questions = questions.into_iter().map(at).collect();
        Ok(What::Condition(Condition { questions, what, owner, ends_on, closes_when, ticket }))
    }
}

/// The flags of an exception.
#[derive(Debug, clap::Args)]
pub struct ExceptionFlags {
    /// The question whose gap it is
    #[arg(long, value_name = "ID")]
    question: Option<String>,
    /// What is missing
    #[arg(long, value_name = "TEXT")]
    gap: Option<String>,
    /// Why that is acceptable until then
    #[arg(long, value_name = "TEXT")]
    acceptable: Option<String>,
    /// What limits the harm until then
    #[arg(long, value_name = "TEXT")]
    limits: Option<String>,
    /// The last day; there is no open end
    #[arg(long, value_name = "DATE")]
    ends_on: Option<Date>,
    /// How all will see that it is no longer needed
    #[arg(long, value_name = "TEXT")]
    closes_when: Option<String>,
    /// The roles in which those who decided accept it; several with commas
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    accepted_as: Vec<String>,
    /// The address of the ticket that rules from now on
    #[arg(long, value_name = "URL")]
    ticket: Option<String>,
}

impl WritesEntry for ExceptionFlags {
    const KIND: Kind = Kind::Exception;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let asked = ("--question ID", "Which question has the gap?");
        let question = ask.ids(self.question.as_slice(), &scene.questions(), asked)?.into_iter().next();
        let gap = ask.text(self.gap.as_ref(), "--gap TEXT", "What is missing?")?;
        let acceptable = ask.text(self.acceptable.as_ref(), "--acceptable TEXT", "Why is that acceptable until then?")?;
        let limits = ask.text(self.limits.as_ref(), "--limits TEXT", "What limits the harm until then?")?;
        let ends_on = ask.day(self.ends_on, "--ends-on DATE", "Until when, as in 2026-12-20? There is no open end:")?;
        let question_then = "How will everyone see that it is no longer needed?";
        let closes_when = ask.text(self.closes_when.as_ref(), "--closes-when TEXT", question_then)?;
        let asked = ("--accepted-as ROLE", "In which roles do those who decided accept it? Ids with commas:");
        let accepted_as = ask.ids(&self.accepted_as, &scene.role_ids(), asked)?.iter().map(|one| id(one)).collect();
        let ticket = ticket(self.ticket.as_ref(), ask)?;
        let question = at(question.unwrap_or_default());
        Ok(What::Exception(Exception { question, gap, acceptable, limits, ends_on, closes_when, accepted_as, ticket }))
    }
}

fn ticket(said: Option<&String>, ask: &mut Ask<'_>) -> Result<Option<String>, CliError> {
    Ok(Some(ask.may_text(said, "Is there a ticket that rules from now on? Its address.")?).filter(|found| !found.is_empty()))
}

/// The flags of a sign-off.
#[derive(Debug, clap::Args)]
pub struct SignOffFlags {
    /// The role that agrees
    #[arg(long, value_name = "ID")]
    role: Option<String>,
    /// For whom the signature stands in, where the role did not sign in time
    #[arg(long, value_name = "WORD", value_parser = one_of::<Instead>())]
    instead: Option<Instead>,
    /// Only these questions or areas; several with commas [default: all questions of the phase]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    covers: Vec<String>,
    /// Sign a version that is kept already, by the beginning of its digest [default: the answers as they are now]
    #[arg(long, value_name = "DIGEST")]
    version: Option<String>,
    /// What the signer says
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
}

impl WritesEntry for SignOffFlags {
    const KIND: Kind = Kind::SignOff;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let version = scene.version(self.version.as_deref())?;
        let role = ask.id(self.role.as_ref(), &scene.role_ids(), ("--role ID", "Which role agrees to these answers?"))?;
        let words = ask.may_text(self.words.as_ref(), "What does the signer say?")?;
        let mut covers = self.covers.clone();
        for area in scene.phase_areas().filter(|area| self.covers.iter().any(|one| area.is(one))) {
            covers.extend(area.questions.iter().map(|id| (*id).to_owned()));
            covers.retain(|one| !area.is(one));
        }
        if let Some(unknown) = covers.iter().find(|one| !version.answers.contains_key(*one)) {
            let help = "`--covers` names areas and questions of the phase that apply to this service";
            return Err(CliError::new(format!("no question `{unknown}` is answered in this version"), help));
        }
        let covered = |question: &str| covers.is_empty() || covers.iter().any(|one| one == question);
        let signed = SignOff::on(&version, scene.review, role, covered);
        Ok(What::SignOff(SignOff { instead: self.instead.map(at), words, ..signed }))
    }
}

/// The flags of an assessment, and of a load profile.
#[derive(Debug, clap::Args)]
pub struct AssessmentFlags {
    /// There is none, and this is why
    #[arg(long, value_name = "WHY", conflicts_with_all = ["scope", "held_on", "report", "findings"])]
    none: Option<String>,
    /// What was looked at
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,
    /// The day of it
    #[arg(long, value_name = "DATE")]
    held_on: Option<Date>,
    /// The address at which the whole can be read
    #[arg(long, value_name = "URL")]
    report: Option<String>,
    /// What was found: its id in the tracker, `critical`, `high`, `medium` or `low`, and perhaps more; parts may be empty
    #[arg(long = "finding", value_name = "ID|SEVERITY|OWNER|DUE|STATE|URL", value_parser = finding)]
    findings: Vec<Finding>,
}

impl AssessmentFlags {
    fn assessment(&self, ask: &mut Ask<'_>) -> Result<Assessment, CliError> {
        let is_there = ask.prompt.is_there;
        let scope = match (&self.none, &self.scope) {
            (Some(_), _) => String::new(),
            (None, Some(scope)) => scope.clone(),
            (None, None) if is_there => ask.may_text(None, "What was looked at?")?,
            (None, None) => {
                ask.lacks("--scope TEXT` or `--none WHY");
                String::new()
            }
        };
        if scope.is_empty() {
            let is_asked = is_there || self.none.is_some();
            let none = if is_asked { ask.text(self.none.as_ref(), "--none WHY", "Why is there none?")? } else { String::new() };
            return Ok(Assessment { none, scope, held_on: None, report: None, findings: Vec::new() });
        }
        let held_on = ask.may_day(self.held_on, "On which day, as in 2026-12-20?")?;
        let report = ask.may_text(self.report.as_ref(), "Where can the whole be read? Its address.")?;
        let question =
            "What was found, as in ID|severity|owner|due|state|address? Severities are critical, high, medium and low.";
        let findings = ask.lines(&self.findings, question, finding)?;
        Ok(Assessment { none: String::new(), scope, held_on, report: Some(report).filter(|found| !found.is_empty()), findings })
    }
}

/// The flags of a security assessment.
#[derive(Debug, clap::Args)]
pub struct SecurityFlags {
    #[command(flatten)]
    flags: AssessmentFlags,
}

impl WritesEntry for SecurityFlags {
    const KIND: Kind = Kind::Assessment;

    fn what(&self, _scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        self.flags.assessment(ask).map(What::Assessment)
    }
}

/// The flags of a load profile.
#[derive(Debug, clap::Args)]
pub struct LoadFlags {
    #[command(flatten)]
    flags: AssessmentFlags,
}

impl WritesEntry for LoadFlags {
    const KIND: Kind = Kind::LoadProfile;

    fn what(&self, _scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        self.flags.assessment(ask).map(What::LoadProfile)
    }
}

/// The flags of a launch.
#[derive(Debug, clap::Args)]
pub struct LaunchedFlags {
    /// What was launched, as in a version
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
}

impl WritesEntry for LaunchedFlags {
    const KIND: Kind = Kind::Launched;

    fn what(&self, _scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        Ok(What::Launched(Launched { what: ask.may_text(self.what.as_ref(), "What was launched, as in a version?")? }))
    }
}

/// The flags of a look back.
#[derive(Debug, clap::Args)]
pub struct LookBackFlags {
    /// What you learned
    #[arg(long, value_name = "TEXT")]
    learned: Option<String>,
    /// A question that a checklist should ask; several with several flags
    #[arg(long, value_name = "TEXT")]
    add: Vec<String>,
    /// A question that it could do without; several with commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    drop: Vec<String>,
}

impl WritesEntry for LookBackFlags {
    const KIND: Kind = Kind::LookBack;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let learned = ask.text(self.learned.as_ref(), "--learned TEXT", "What did you learn?")?;
        let add = ask.lines(&self.add, "Which question should a checklist ask?", |text| Ok(text.to_owned()))?;
        let question = "Which questions could it do without? Ids with commas.";
        let drop = ask.may_ids(&self.drop, &scene.questions(), question)?.into_iter().map(at).collect();
        Ok(What::LookBack(LookBack { learned, add, drop }))
    }
}
