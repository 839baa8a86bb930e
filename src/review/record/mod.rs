//! The record of a service: talks, what was decided, who agreed to which answers, exceptions with an end. A folder with one small file an
//! entry, beside the answers or in a repository of the enablement team. No entry is edited: a later one puts it right, so that
//! branches never meet in one file.
//!
//! ```text
//! FOLDER/
//!   people.yaml                                  who has which role
//!   invoice-api.record/
//!     2026-11-12-sign-off-security-k3f7q.yaml    an entry: day, kind, what it is about
//!     versions/<digest>.json                     the answers that a signature is for
//! ```
//!
//! ```text
//! files ──► Record ──► Standing ──┐
//!                                 ├──► findings, what is due, the gate, the calendar, sheets
//! Review ──► AnswersVersion ──────┘
//! ```

mod agreed;
mod required;
mod calendar;
mod check;
mod circles;
mod days;
mod decision;
mod decision_json;
mod horizon;
mod due;
mod entry;
mod format;
mod gate;
mod people;
mod report;
mod rules;
mod signatories;
mod signed_versions;
mod since;
mod standing;
mod version;
mod write;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{Source, Span},
    yaml::Digest,
};

pub use self::{
    calendar::calendar,
    check::check,
    decision::{Decision, HardStop, LaunchedOn, RoleSignature, Signature, StopState, Term, TermState, decide, may_stop},
    decision_json::{DecisionJson, SignatureJson, StopJson, TermJson, summary},
    due::{Due, DueKind},
    entry::{Correction, Entry, Head, What, read as read_entry},
    format::{
        AgreedService, Amendment, AreaMark, Assessment, Challenge, Condition, Confirmed, Discussion, EntryFile, Exception,
        Finding, FindingSeverity, FindingState, Instead, Kind, Launched, LookBack, Mark, Renewal, SignOff, Talk, VerdictEntry,
        Version, Walkthrough,
    },
    gate::{Gate, gate},
    people::{PEOPLE, People, PeopleFile, Person},
    report::{
        AssessmentLine, ChallengeLine, EndLine, ExceptionLine, MarkLine, RecordReport, RolePeople, Said, SignatureLine, Signed,
        TalkLine, TaskLine, VerdictLine, report,
    },
    required::{may_veto, required_roles},
    signed_versions::in_words,
    since::{Became, Difference, NoSince, Since, SinceQuestion, since},
    standing::{Standing, Stands, check_names},
    version::{AnswerVersion, AnswersVersion, VERSIONS, VersionChanges},
    write::{Draft, entry_text},
};

/// A record: all its entries, whoever still counts.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// The entries by the day on which they happened, then by their ids.
    pub entries: Vec<Entry>,
    /// The people beside it.
    pub people: People,
    /// The answers that signatures are for, by their digests.
    pub versions: BTreeMap<Digest, AnswersVersion>,
}

/// The files of a record, as they were found.
#[derive(Debug, Clone, Copy)]
pub struct RecordFiles<'a> {
    /// The files of the entries.
    pub entries: &'a [&'a Source],
    /// The file of the people, if there is one.
    pub people: Option<&'a Source>,
    /// The files of versions.
    pub versions: &'a [&'a Source],
}

/// Reads a record. What is no entry, or no version, is a finding, and is left out.
pub fn read(files: RecordFiles<'_>, findings: &mut Findings) -> Record {
    let mut entries: Vec<Entry> = files.entries.iter().filter_map(|source| entry::read(source, findings)).collect();
    entries.sort_by(|one, other| (one.head.on.value, &one.id).cmp(&(other.head.on.value, &other.id)));
    let people = files.people.map_or_else(People::default, |source| people::read(source, findings));
    let versions = files.versions.iter().filter_map(|source| version(source, findings)).collect();
    let record = Record { entries, people, versions };
    check_names(&record, findings);
    record
}

/// Reads the file of a version, whose name is its digest.
fn version(source: &Source, findings: &mut Findings) -> Option<(Digest, AnswersVersion)> {
    let help = "bring the file back from Git: it says what was signed, and is never edited";
    let Ok(version) = AnswersVersion::from_json(&source.text) else {
        findings.push(
            Diagnostic::new(Code::EditedRecord, Span::start_of(source.id), "this is not a version of the answers").help(help),
        );
        return None;
    };
    let digest = version.digest();
    if source.path.stem() != digest.to_string() {
        let message = "this version of the answers was edited: its text does not match its name";
        findings.push(Diagnostic::new(Code::EditedRecord, Span::start_of(source.id), message).help(help));
        return None;
    }
    Some((digest, version))
}

impl Record {
    /// The answers that a signature is for: those that are kept, or those of today.
    #[must_use]
    pub fn version<'v>(&'v self, digest: Digest, today: Option<&'v AnswersVersion>) -> Option<&'v AnswersVersion> {
        self.versions.get(&digest).or_else(|| today.filter(|today| today.digest() == digest))
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
