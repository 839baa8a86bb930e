//! The closed editions of a revision in Git: what a later one is held against, so that history cannot be edited unseen.

use super::edition::{EDITIONS, Edition, EditionFile, REFERENCE, Reference, read, read_reference};
use crate::{
    diagnostic::Findings,
    source::{Source, SourcePath, Sources},
    yaml::{Canonical as _, Digest, DigestScope},
};

/// The closed editions that a revision had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastEditions {
    /// The revision, as it was named.
    pub revision: String,
    /// The files, in the order of their paths.
    pub files: Vec<PastEdition>,
}

/// An edition as a revision had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastEdition {
    /// The path of its file, relative to the handbook's folder.
    pub path: SourcePath,
    /// The id of its checklist; `None` for one of the reference.
    pub checklist: Option<String>,
    /// The digest of all that it said.
    pub digest: Digest,
}

/// The closed editions among the files of a revision. A file that was no edition then, or one that had been edited already, is not held
/// against anything: it may be mended.
#[must_use]
pub fn past_editions(revision: &str, sources: &Sources) -> PastEditions {
    let files = sources.iter().filter(|source| source.path.is_below(EDITIONS));
    let mut files: Vec<PastEdition> = files.filter_map(past_edition).collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    PastEditions { revision: revision.to_owned(), files }
}

fn past_edition(source: &Source) -> Option<PastEdition> {
    let mut findings = Findings::default();
    let (checklist, said, digest) = if source.path.is_below(&format!("{EDITIONS}/{REFERENCE}")) {
        let EditionFile { edition, .. } = read_reference(source, &mut findings)?;
        (None, edition.digest.value, Reference::digest(&edition, DigestScope::All))
    } else {
        let EditionFile { edition, .. } = read(source, &mut findings)?;
        let digest = Edition::digest(&edition, DigestScope::All);
        (Some(edition.checklist.as_str().to_owned()), edition.digest.value, digest)
    };
    (said == digest).then(|| PastEdition { path: source.path.clone(), checklist, digest })
}
