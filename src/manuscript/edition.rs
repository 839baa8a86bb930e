//! Closed editions: what a checklist asked when an edition of it was closed, and what that changed. One file an edition, never edited
//! afterwards; each names the one before it, so that they can be compared without Git.

use std::sync::Arc;

use readybook_derive::Format;

use super::{
    checklist::{Condition, Severity},
    file_version::file_version,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{FileId, Source, SourcePath, Span, Spanned},
    yaml::{self, Canonical, Digest, DigestScope, EditionId, FromYaml, Id, Table, ToYaml, word_enum},
};

/// The folder of all editions, beside `checklists/`.
pub const EDITIONS: &str = "editions";

/// The folder in it for what is no checklist: the matrix, guardrails, terms and pages.
pub const REFERENCE: &str = "reference";

const VERSION: u32 = 1;
file_version!("this edition", VERSION);

/// A closed edition of a checklist.
#[derive(Debug, Clone, Format)]
#[format(name = "an edition", digested, written)]
pub struct Edition {
    /// The version of the format.
    #[field(name = "edition", digest = nothing)]
    pub version: Version,
    /// The id of the checklist.
    pub checklist: Id,
    /// The day on which it was closed, with a number for a further one of that day; also the name of its file.
    pub closed: Spanned<EditionId>,
    /// The edition before it; two where two branches were joined.
    pub after: Vec<Spanned<EditionId>>,
    /// The digest of the checklist as a whole.
    pub all: Digest,
    /// What it changed, as against the edition before it.
    pub changes: Vec<Change>,
    /// What it asks, by the ids of the questions.
    pub questions: Table<EditionQuestion>,
    /// The ids that were retired by then.
    pub retired: Vec<String>,
    /// The digest of all that this file says.
    #[field(digest = nothing)]
    pub digest: Spanned<Digest>,
}

/// A question as an edition had it: enough to judge a launch by it, and to say later what changed.
#[derive(Debug, Clone, Format)]
#[format(name = "a question of an edition", digested, written)]
pub struct EditionQuestion {
    /// The question.
    pub ask: String,
    /// What a team could show as evidence.
    pub evidence: Option<String>,
    /// The id of its area; none in a checklist with one area.
    pub area: Option<String>,
    /// How deep the talk about a gap goes.
    pub severity: Option<Severity>,
    /// The tiers in which a gap stops the launch.
    #[field(set)]
    pub hard_stop: Vec<Id>,
    /// The services that it is for; every launch, if nothing is said.
    pub applies_when: Option<Condition>,
    /// The digest of what a team answers to.
    pub asks: Digest,
    /// The digest of all that it says.
    pub all: Digest,
}

word_enum! {
    /// How a question changed from one edition to the next.
    ChangeKind {
        /// It is new.
        Added = "added",
        /// Its words were mended, and ask what they asked before: nobody looks again.
        Correction = "correction",
        /// It asks the same in other words: who answered looks again.
        Reworded = "reworded",
        /// It is no longer asked.
        Retired = "retired",
        /// It weighs more or less than before, or stops the launch of other tiers.
        Regraded = "re-graded",
        /// It is for other services than before.
        Condition = "condition",
        /// It stands in another area, or in another checklist.
        Moved = "moved",
        /// What stands around it changed, such as its reason or its example; without an id what stands around all questions.
        Details = "details",
    }
}

/// One change.
#[derive(Debug, Clone, Format)]
#[format(name = "a change", digested, written)]
pub struct Change {
    /// How it changed.
    pub kind: ChangeKind,
    /// The id of the question; none for what stands around all of them.
    pub id: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// The ids that ask for it now.
    pub replaced_by: Vec<String>,
    /// The id of the checklist that asks it now, where it moved to another one.
    pub to: Option<Id>,
    /// What it said before, as far as that changed.
    pub former: Option<Former>,
}

/// What a question said before.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "`former`", digested, written)]
pub struct Former {
    /// The question.
    pub ask: Option<String>,
    /// What a team could show as evidence.
    pub evidence: Option<String>,
    /// The id of the checklist that asked it, where that was another one.
    pub checklist: Option<Id>,
    /// The id of its area.
    pub area: Option<String>,
    /// How deep the talk about a gap went.
    pub severity: Option<Severity>,
    /// The tiers in which a gap stopped the launch.
    #[field(set)]
    pub hard_stop: Vec<Id>,
    /// The services that it was for.
    pub applies_when: Option<Condition>,
}

/// An edition of what is no checklist.
#[derive(Debug, Clone, Format)]
#[format(name = "an edition of the reference", digested, written)]
pub struct Reference {
    /// The version of the format.
    #[field(name = "reference", digest = nothing)]
    pub version: Version,
    /// The day on which it was closed, with a number for a further one of that day; also the name of its file.
    pub closed: Spanned<EditionId>,
    /// The edition before it; two where two branches were joined.
    pub after: Vec<Spanned<EditionId>>,
    /// The cells of the matrix, as `service/duty`.
    pub cells: Table<Entry>,
    /// The guardrails by their ids.
    pub guardrails: Table<Entry>,
    /// The terms by their anchors.
    pub terms: Table<Entry>,
    /// The pages by their paths.
    pub pages: Table<Entry>,
    /// The digest of all that this file says.
    #[field(digest = nothing)]
    pub digest: Spanned<Digest>,
}

/// Something with a digest.
#[derive(Debug, Clone, Format)]
#[format(name = "an entry", digested, written)]
pub struct Entry {
    /// What readers call it.
    pub title: Option<String>,
    /// The digest of all that it says.
    pub all: Digest,
}

/// A file with a closed edition.
#[derive(Debug, Clone)]
pub struct EditionFile<T> {
    /// The file.
    pub file: FileId,
    /// The path of the file, relative to the handbook's folder.
    pub path: SourcePath,
    /// What it says.
    pub edition: T,
}

/// All closed editions of a handbook, each kind in the order of the paths.
#[derive(Debug, Clone, Default)]
pub struct Editions {
    /// Those of checklists.
    pub checklists: Vec<Arc<EditionFile<Edition>>>,
    /// Those of the matrix, guardrails, terms and pages.
    pub references: Vec<Arc<EditionFile<Reference>>>,
}

/// The path of the file of an edition: of a checklist, or of [`REFERENCE`].
#[must_use]
pub fn path_of(of: &str, id: EditionId) -> SourcePath {
    SourcePath::new(&format!("{EDITIONS}/{of}/{id}.yaml"))
}

/// Reads the edition of a checklist; `None`, with a finding, when it is none.
pub fn read(source: &Source, findings: &mut Findings) -> Option<EditionFile<Edition>> {
    let edition: Edition = value(source, findings)?;
    let wanted = path_of(&edition.checklist.value.0, edition.closed.value);
    stands(source, &wanted, &edition, &edition.digest, findings);
    Some(EditionFile { file: source.id, path: source.path.clone(), edition })
}

/// Reads an edition of the reference; `None`, with a finding, when it is none.
pub fn read_reference(source: &Source, findings: &mut Findings) -> Option<EditionFile<Reference>> {
    let edition: Reference = value(source, findings)?;
    stands(source, &path_of(REFERENCE, edition.closed.value), &edition, &edition.digest, findings);
    Some(EditionFile { file: source.id, path: source.path.clone(), edition })
}

fn value<T: FromYaml>(source: &Source, findings: &mut Findings) -> Option<T> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    T::read(&node, findings)
}

/// Reports an edition in another place than its own, and one that says something else than when it was closed.
fn stands(source: &Source, wanted: &SourcePath, edition: &impl Canonical, said: &Spanned<Digest>, findings: &mut Findings) {
    if source.path != *wanted {
        let message = "this edition is in a file with another name than its own";
        let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), message);
        findings.push(found.help(format!("move it to `{wanted}`")));
    }
    if edition.digest(DigestScope::All) != said.value {
        let message = "this edition was edited after it was closed";
        let help = format!(
            "bring back what it said, as with `git restore --source=REVISION {}`; changes belong in the checklist, and \
             `readybook edition` closes the next edition",
            source.path
        );
        findings.push(Diagnostic::new(Code::EditedEdition, said.span, message).help(help));
    }
}

impl Edition {
    /// The question with an id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&EditionQuestion> {
        self.questions.iter().find(|(known, _)| known.value == id).map(|(_, question)| question)
    }

    /// The text of its file, sealed with its digest.
    #[must_use]
    pub fn sealed(mut self) -> String {
        self.digest.value = self.digest(DigestScope::All);
        text(&self, "`readybook edition` closed this edition of a checklist.")
    }
}

impl Reference {
    /// The text of its file, sealed with its digest.
    #[must_use]
    pub fn sealed(mut self) -> String {
        self.digest.value = self.digest(DigestScope::All);
        text(&self, "`readybook edition` closed this edition of the matrix, guardrails, terms and pages.")
    }
}

fn text(edition: &impl ToYaml, about: &str) -> String {
    let head = format!("# {about} It is never edited: what changes is told by the next one.\n");
    head + &edition.write().lines(0).iter().flat_map(|line| [line, "\n"]).collect::<String>()
}
