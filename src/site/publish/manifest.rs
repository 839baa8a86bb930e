//! The list of our files, `.readybook.json`: whose handbook it is, and what each file holds.
//!
//! It lies in the target, so anybody may have written it. Its paths are checked once; what it says of a file is compared
//! with the file before that is touched.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::staging;
use crate::source::{
    OUTPUT, OutputPath, UnknownVersion, VersionedFormat,
    fs::{self, Dir, EntryKind},
};

/// Its name. A folder without it was not made by us.
pub const NAME: &str = OUTPUT;
/// A list of a million files is shorter.
const MAX_LENGTH: u64 = 256 << 20;
const MAKER: &str = "readybook";
/// Version 1 had names alone. The first lists of version 2 did not say so.
const FORMAT: VersionedFormat = VersionedFormat { what: "its list of files, `.readybook.json`,", version: 2 };

/// What a file holds, in short. Good enough to tell whether somebody changed it; not against one who wants to be mistaken,
/// and who would only lose the file that he forged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(u64);

impl Digest {
    /// Of these bytes. The same on every machine.
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

/// Files, and what each of them holds.
pub type Files = BTreeMap<OutputPath, Digest>;

/// The manifest `.readybook.json` of a target: which handbook built it, and the digest of each of its files.
#[derive(Debug)]
pub struct Manifest {
    /// The handbook's id.
    pub handbook: String,
    /// What the target holds when a build has ended.
    pub files: Files,
    /// What of the target a build is about to replace or to remove; `None` when no build is on its way.
    pub before: Option<Files>,
}

/// What stands where the manifest should be.
#[derive(Debug)]
pub enum ManifestState {
    /// Nothing.
    Nothing,
    /// A file that is no list of ours.
    Foreign,
    /// No file at all: what it is.
    Unreadable(&'static str),
    /// A list of version 1, which had only names.
    Older(BTreeSet<OutputPath>),
    /// A list of ours in a version that did not exist when this program was made.
    Newer(UnknownVersion),
    /// A list of ours.
    Ours(Manifest),
}

/// The files of the target that builds of this handbook wrote, with their digests.
#[derive(Debug, Default)]
pub struct Owned {
    files: BTreeMap<OutputPath, Vec<Digest>>,
    claim: Claim,
}

/// What is ours of a file that does not hold what a build wrote.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: it is of whoever changed it.
    #[default]
    Nothing,
    /// Its place, so it may be replaced.
    TargetPath,
    /// All of it, so it may be removed as well.
    All,
}

impl Owned {
    /// These, whatever they hold.
    pub fn of_names(files: BTreeSet<OutputPath>) -> Self {
        Self { files: files.into_iter().map(|path| (path, Vec::new())).collect(), claim: Claim::All }
    }

    /// Whether a build made a file of this name.
    pub fn lists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether a file of ours that holds this may be replaced.
    pub fn may_replace(&self, path: &OutputPath, digest: Digest) -> bool {
        self.files.get(path).is_some_and(|known| self.claim != Claim::Nothing || known.contains(&digest))
    }

    /// Whether a file of ours that holds this may be removed.
    pub fn may_remove(&self, path: &OutputPath, digest: Digest) -> bool {
        self.files.get(path).is_some_and(|known| self.claim == Claim::All || known.contains(&digest))
    }

    /// Whether a build made a file in this folder.
    pub fn has_below(&self, folder: &str) -> bool {
        let begin = format!("{folder}/");
        let mut after = self.files.range::<str, _>((std::ops::Bound::Included(begin.as_str()), std::ops::Bound::Unbounded));
        after.next().is_some_and(|(path, _)| path.as_str().starts_with(&begin))
    }

    /// All of them, in order.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.keys()
    }
}

impl Manifest {
    /// Which files are ours: those that were there before the last build, too, for it may have been killed.
    pub fn owned(self, claim: Claim) -> Owned {
        let mut files: BTreeMap<OutputPath, Vec<Digest>> = BTreeMap::new();
        for (path, digest) in self.files.into_iter().chain(self.before.into_iter().flatten()) {
            files.entry(path).or_default().push(digest);
        }
        Owned { files, claim }
    }

    /// As it is written.
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

/// What is looked at before anything else; the rest may be in a form that nobody here knows.
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

/// Reads the list of a target.
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

/// `None` for a list that no build wrote, as one with a path that leads out of the target.
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

/// Whether a path is one that the publisher keeps for itself.
pub fn is_reserved(path: &OutputPath) -> bool {
    let first = path.as_str().split('/').next().unwrap_or_default();
    first == NAME || staging::is_name(first)
}
