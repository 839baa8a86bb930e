//! The manifest of a target, `.readybook.json`: the handbook's id, and the digest of each file.
//!
//! It lies in the target, so anybody may have written it: its paths are checked when it is read, and a file is compared with
//! its digest before it is replaced or removed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::staging;
use crate::source::{
    OUTPUT, OutputPath, UnknownVersion, VersionedFormat,
    fs::{self, Dir, EntryKind},
};

/// Its file name at the top of the target. A folder without it was not built by readybook.
pub const NAME: &str = OUTPUT;
/// Maximum size of a manifest in bytes; one of a million files is smaller.
const MAX_LENGTH: u64 = 256 << 20;
const MAKER: &str = "readybook";
/// Version 1 had names without digests. Early manifests of version 2 have no `version`.
const FORMAT: VersionedFormat = VersionedFormat { what: "its list of files, `.readybook.json`,", version: 2 };

/// A 64-bit rapidhash of a file's bytes, written as 16 hex digits. Not cryptographic: it tells whether somebody changed a file,
/// and who forges a collision only loses the forged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(u64);

impl Digest {
    /// The digest of these bytes; the same on every machine.
    pub fn of(bytes: &[u8]) -> Self {
        Self(rapidhash::v3::rapidhash_v3(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Files by path relative to the target, with their digests.
pub type Files = BTreeMap<OutputPath, Digest>;

/// The manifest `.readybook.json` of a target: which handbook built it, and the digest of each of its files.
#[derive(Debug)]
pub struct Manifest {
    /// The handbook's id.
    pub handbook: String,
    /// The files of the finished build.
    pub files: Files,
    /// Files that a running build replaces or removes, with their old digests; `None` when the build has finished.
    pub before: Option<Files>,
}

/// What is at the manifest's path.
#[derive(Debug)]
pub enum ManifestState {
    /// Nothing.
    Nothing,
    /// A file that no readybook wrote, or one that is too large or has an invalid path.
    Foreign,
    /// No regular file; in words, as in "a folder".
    Unreadable(&'static str),
    /// A manifest of version 1: paths without digests.
    Older(BTreeSet<OutputPath>),
    /// A manifest of a version that this program does not know.
    Newer(UnknownVersion),
    /// A valid manifest.
    Ours(Manifest),
}

/// The files of the target that builds of this handbook wrote, each with every digest it may have.
#[derive(Debug, Default)]
pub struct Owned {
    files: BTreeMap<OutputPath, Vec<Digest>>,
    claim: Claim,
}

/// What may be done to a listed file whose digest is not one that a build wrote.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: it belongs to whoever changed it.
    #[default]
    Nothing,
    /// It may be replaced, but not removed (`--take-over`).
    TargetPath,
    /// It may be replaced and removed, as its digest is unknown (version 1).
    All,
}

impl Owned {
    /// These files, whatever their content: for a manifest of version 1.
    pub fn of_names(files: BTreeSet<OutputPath>) -> Self {
        Self { files: files.into_iter().map(|path| (path, Vec::new())).collect(), claim: Claim::All }
    }

    /// Whether a build wrote a file at this path, relative to the target.
    pub fn lists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether the file at a path, with this digest now, may be replaced.
    pub fn may_replace(&self, path: &OutputPath, digest: Digest) -> bool {
        self.files.get(path).is_some_and(|known| self.claim != Claim::Nothing || known.contains(&digest))
    }

    /// Whether the file at a path, with this digest now, may be removed.
    pub fn may_remove(&self, path: &OutputPath, digest: Digest) -> bool {
        self.files.get(path).is_some_and(|known| self.claim == Claim::All || known.contains(&digest))
    }

    /// Whether a build wrote a file below this folder, at any depth.
    pub fn has_below(&self, folder: &str) -> bool {
        let begin = format!("{folder}/");
        let mut after = self.files.range::<str, _>((std::ops::Bound::Included(begin.as_str()), std::ops::Bound::Unbounded));
        after.next().is_some_and(|(path, _)| path.as_str().starts_with(&begin))
    }

    /// All paths in order.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.keys()
    }
}

impl Manifest {
    /// The owned files: those of the last build, and those from before it in case it was killed.
    pub fn owned(self, claim: Claim) -> Owned {
        let mut files: BTreeMap<OutputPath, Vec<Digest>> = BTreeMap::new();
        for (path, digest) in self.files.into_iter().chain(self.before.into_iter().flatten()) {
            files.entry(path).or_default().push(digest);
        }
        Owned { files, claim }
    }

    /// The manifest as indented JSON with a final line break.
    pub fn to_json(&self) -> Vec<u8> {
        let texts = |files: &Files| files.iter().map(|(path, digest)| (path.to_string(), *digest)).collect();
        let written = Written {
            made_by: MAKER.into(),
            version: Some(FORMAT.version),
            handbook: self.handbook.clone(),
            files: texts(&self.files),
            before: self.before.as_ref().map(texts),
        };
        // Maps from texts to texts always have a JSON form.
        let mut bytes = serde_json::to_vec_pretty(&written).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    made_by: String,
    version: Option<u32>,
    handbook: String,
    files: BTreeMap<String, Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<BTreeMap<String, Digest>>,
}

/// The keys that are read first; the rest may be of an unknown version.
#[derive(Deserialize)]
struct Head {
    made_by: String,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBefore {
    #[serde(rename = "made_by")]
    _made_by: IgnoredAny,
    files: BTreeSet<String>,
}

/// Reads the manifest of a target.
///
/// # Errors
/// When the file system fails; an invalid manifest is [`ManifestState::Foreign`].
pub fn read(target: &Dir) -> fs::Result<ManifestState> {
    let Some(stat) = target.stat(NAME)? else { return Ok(ManifestState::Nothing) };
    match stat.kind {
        EntryKind::File if stat.length > MAX_LENGTH => return Ok(ManifestState::Foreign),
        EntryKind::File => {}
        EntryKind::Folder => return Ok(ManifestState::Unreadable("a folder")),
        EntryKind::Link => return Ok(ManifestState::Unreadable("a link")),
        EntryKind::Special => return Ok(ManifestState::Unreadable("a special file")),
    }
    Ok(parse(&target.read(NAME)?).unwrap_or(ManifestState::Foreign))
}

/// Parses a manifest; `None` for one that no build wrote, such as one with a path that leads out of the target.
fn parse(bytes: &[u8]) -> Option<ManifestState> {
    let head: Head = serde_json::from_slice(bytes).ok()?;
    if head.made_by != MAKER {
        return None;
    }
    if let Some(Err(unknown)) = head.version.map(|version| FORMAT.check(version)) {
        return Some(ManifestState::Newer(unknown));
    }
    if let Ok(older) = serde_json::from_slice::<WrittenBefore>(bytes) {
        let files = older.files.iter().map(|path| checked(path)).collect::<Option<_>>()?;
        return Some(ManifestState::Older(files));
    }
    let written: Written = serde_json::from_slice(bytes).ok()?;
    let files = |files: BTreeMap<String, Digest>| -> Option<Files> {
        files.into_iter().map(|(path, digest)| Some((checked(&path)?, digest))).collect()
    };
    let before = match written.before {
        Some(before) => Some(files(before)?),
        None => None,
    };
    let manifest = Manifest { handbook: written.handbook, files: files(written.files)?, before };
    Some(ManifestState::Ours(manifest))
}

fn checked(path: &str) -> Option<OutputPath> {
    OutputPath::parse(path).ok().filter(|path| !is_reserved(path))
}

/// Whether a path is the manifest's, or at or below one that a staging folder can have.
pub fn is_reserved(path: &OutputPath) -> bool {
    let first = path.as_str().split('/').next().unwrap_or_default();
    first == NAME || staging::is_name(first)
}
