//! An entry of a record, read whole: what every entry has, and what happened.

use jiff::civil::Date;

use super::format::{
    Amendment, Assessment, Challenge, Condition, Confirmed, EntryFile, Exception, Kind, Launched, LookBack, Renewal, SignOff,
    Talk, VerdictEntry, Walkthrough,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::slug,
    source::{FileId, Source, Span, Spanned},
    yaml::{self, FromYaml as _, Id, Node, NodeKind, OneOf as _},
};

/// An entry, read whole: what every entry has, and what happened.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name of its file without `.yaml`, by which others name it.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// What every entry has.
    pub head: Head,
    /// What happened.
    pub what: Spanned<What>,
}

/// What every entry has.
#[derive(Debug, Clone)]
pub struct Head {
    /// The service that it is about.
    pub service: Id,
    /// The phase that the service was in.
    pub phase: Id,
    /// The day on which it happened or was decided.
    pub on: Spanned<Date>,
    /// Who said or decided it: ids of people.
    pub by: Vec<Id>,
    /// Who wrote it down: the id of a person.
    pub written_by: Id,
    /// The day on which it was written down.
    pub written_on: Spanned<Date>,
    /// How those who decided have confirmed it.
    pub confirmed: Option<Spanned<Confirmed>>,
    /// Where that can be seen; may be empty.
    pub seen_at: String,
    /// The entry that this one puts right, and why.
    pub corrects: Option<Correction>,
}

/// The entry that another one puts right.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Its id.
    pub entry: Spanned<String>,
    /// Why it had to be put right.
    pub why: String,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// A talk with the team.
    Talk(Talk),
    /// The walkthrough.
    Walkthrough(Walkthrough),
    /// What a role decided or advises.
    Verdict(VerdictEntry),
    /// The team disagrees.
    Challenge(Challenge),
    /// What has to be done, and until when.
    Condition(Condition),
    /// A gap that is accepted for some time.
    Exception(Exception),
    /// A role agrees to these answers.
    SignOff(SignOff),
    /// The security assessment.
    Assessment(Assessment),
    /// The load profile.
    LoadProfile(Assessment),
    /// The service is in production.
    Launched(Launched),
    /// What was learned after the launch.
    LookBack(LookBack),
    /// An entry no longer counts.
    Withdraw(Amendment),
    /// A veto is lifted.
    Lift(Amendment),
    /// A condition, an exception or a challenge has come to its end.
    Close(Amendment),
    /// An exception or a condition gets a later end.
    Renew(Renewal),
}

impl What {
    /// What kind of entry this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Talk(_) => Kind::Talk,
            Self::Walkthrough(_) => Kind::Walkthrough,
            Self::Verdict(_) => Kind::Verdict,
            Self::Challenge(_) => Kind::Challenge,
            Self::Condition(_) => Kind::Condition,
            Self::Exception(_) => Kind::Exception,
            Self::SignOff(_) => Kind::SignOff,
            Self::Assessment(_) => Kind::Assessment,
            Self::LoadProfile(_) => Kind::LoadProfile,
            Self::Launched(_) => Kind::Launched,
            Self::LookBack(_) => Kind::LookBack,
            Self::Withdraw(_) => Kind::Withdraw,
            Self::Lift(_) => Kind::Lift,
            Self::Close(_) => Kind::Close,
            Self::Renew(_) => Kind::Renew,
        }
    }

    /// The entry that it is about, if it is about one.
    #[must_use]
    pub fn about(&self) -> Option<&Spanned<String>> {
        match self {
            Self::Challenge(Challenge { entry, .. })
            | Self::Withdraw(Amendment { entry, .. })
            | Self::Lift(Amendment { entry, .. })
            | Self::Close(Amendment { entry, .. })
            | Self::Renew(Renewal { entry, .. }) => Some(entry),
            _ => None,
        }
    }

    /// The last word of the name of its file: the role or what else it is about.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::Talk(talk) => slug(&talk.topic),
            Self::Walkthrough(_) | Self::Assessment(_) | Self::LoadProfile(_) | Self::Launched(_) | Self::LookBack(_) => {
                String::new()
            }
            Self::Verdict(verdict) => verdict.role.as_str().to_owned(),
            Self::SignOff(sign_off) => sign_off.role.as_str().to_owned(),
            Self::Condition(condition) => {
                condition.questions.iter().map(|id| id.value.to_lowercase()).collect::<Vec<_>>().join("-")
            }
            Self::Exception(exception) => exception.question.value.to_lowercase(),
            Self::Challenge(_) | Self::Withdraw(_) | Self::Lift(_) | Self::Close(_) | Self::Renew(_) => {
                // Its day is told by the entry itself.
                self.about().map_or_else(String::new, |entry| entry.value.get(11..).unwrap_or_default().to_owned())
            }
        }
    }
}

/// Reads an entry; `None`, with a finding, when it is none, or one of a newer version.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Entry> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let before = findings.len();
    let written = EntryFile::read(&node, findings)?;
    let has_mistakes = findings.len() > before;
    let id = source.path.stem().to_owned();
    let span = written.span;
    let (head, mut all) = written.split();
    // What it says, and says wrongly, has been told.
    if all.is_empty() && has_mistakes && says_something(&node) {
        return None;
    }
    if all.len() != 1 {
        let names = all.iter().map(|what| format!("`{}`", what.value.kind().key())).collect::<Vec<_>>().join(", ");
        let (at, message) = match all.get(1) {
            Some(second) => (second.span, format!("an entry tells one thing, and this one has {names}")),
            None => (span, "this entry does not say what happened".to_owned()),
        };
        let help = "write one of `talk`, `walkthrough`, `verdict`, `challenge`, `condition`, `exception`, `sign_off`, `assessment`, \
                    `load_profile`, `launched`, `look_back`, `withdraw`, `lift`, `close` and `renew`, and another file for the next";
        findings.push(Diagnostic::new(Code::WrongValue, at, message).help(help));
        return None;
    }
    let entry = Entry { id, file: source.id, head, what: all.remove(0) };
    entry.is_in_its_place(source, findings);
    Some(entry)
}

/// Whether a mapping has the key of a kind, whatever stands there.
fn says_something(node: &Node) -> bool {
    let is_said = |key: &str| Kind::WORDS.iter().any(|word| word.replace('-', "_") == key);
    matches!(&node.kind, NodeKind::Map(entries) if entries.iter().any(|(key, _)| is_said(&key.text)))
}

impl Kind {
    /// The key of an entry that holds what it tells.
    #[must_use]
    pub fn key(self) -> String {
        self.word().replace('-', "_")
    }
}

impl EntryFile {
    /// The head of the entry, and all that it tells.
    fn split(self) -> (Head, Vec<Spanned<What>>) {
        fn some<T>(found: Option<Spanned<T>>, what: fn(T) -> What) -> Option<Spanned<What>> {
            found.map(|Spanned { value, span }| Spanned::new(what(value), span))
        }
        let Self { service, phase, on, by, written_by, written_on, confirmed, seen_at, corrects, why, .. } = self;
        let corrects = corrects.map(|entry| Correction { entry, why });
        let head = Head { service, phase, on, by, written_by, written_on, confirmed, seen_at, corrects };
        let all = [
            some(self.talk, What::Talk),
            some(self.walkthrough, What::Walkthrough),
            some(self.verdict, What::Verdict),
            some(self.challenge, What::Challenge),
            some(self.condition, What::Condition),
            some(self.exception, What::Exception),
            some(self.sign_off, What::SignOff),
            some(self.assessment, What::Assessment),
            some(self.load_profile, What::LoadProfile),
            some(self.launched, What::Launched),
            some(self.look_back, What::LookBack),
            some(self.withdraw, What::Withdraw),
            some(self.lift, What::Lift),
            some(self.close, What::Close),
            some(self.renew, What::Renew),
        ];
        (head, all.into_iter().flatten().collect())
    }
}

impl Entry {
    /// Reports a file whose name says another day or kind than the entry.
    fn is_in_its_place(&self, source: &Source, findings: &mut Findings) {
        let begins = format!("{}-{}", self.head.on.value, self.what.value.kind().word());
        let rest = self.id.strip_prefix(&begins);
        if rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with('-')) {
            let message = "this entry is in a file with another name than its own";
            let help = format!(
                "call it `{begins}.yaml`, or `{begins}-NAME.yaml` with any name: the day, the kind, and what it is about"
            );
            findings.push(Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), message).help(help));
        }
    }
}
