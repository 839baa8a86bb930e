//! The plan of a publication: renders the site, and compares it with the target.
//!
//! A plan can only be made here, from checked paths and the metadata of existing files.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{
    Destination, PublishError, PublishReport, Tolerates, Unpublished,
    manifest::{self, Digest, Files, Manifest, Owned},
    staging::{self, Staging},
};
use crate::{
    diagnostic::Diagnostic,
    site::{LazyFile, RenderError, Site, Step},
    source::{
        OutputPath,
        fs::{self, ChildFolder, Dir, EntryKind, Stat},
    },
};

/// The files of a site with checked paths, in the order of paths.
#[derive(Debug)]
pub struct OutputFiles<'a>(Vec<(OutputPath, &'a LazyFile)>);

impl<'a> OutputFiles<'a> {
    /// Checks every path of a site.
    ///
    /// # Errors
    /// [`PublishError::Refused`] for a path that is no relative path below a folder, is reserved, or has another file as its
    /// folder.
    pub fn of(site: &'a Site) -> Result<Self, PublishError> {
        let mut wanted = Vec::new();
        for (path, entry) in site.iter() {
            let refused = |why: &str| {
                let message = format!("the site has a file `{path}`, which cannot be written: {why}");
                Err(PublishError::Refused(message, "rename the page or the file, or correct the old address that asks for it"))
            };
            match OutputPath::parse(path.as_str()) {
                Err(why) => return refused(why),
                Ok(path) if manifest::is_reserved(&path) => return refused("readybook keeps the name for itself"),
                Ok(path) => wanted.push((path, entry)),
            }
            if let Some((path, _)) = wanted.last()
                && path.folders().any(|folder| site.get(&crate::source::SitePath::new(folder)).is_some())
            {
                return refused("another file has the name of its folder");
            }
        }
        Ok(Self(wanted))
    }
}

/// The plan of a publication: which staged files replace what, what is removed, and the manifests for during and after.
#[derive(Debug)]
pub struct PublishPlan {
    /// Staged files and their targets; new ones first, then changed ones.
    pub(super) put: Vec<StagedFile>,
    /// Stale files with their metadata; `None` for one that is gone already, of which empty folders may be left.
    pub(super) remove: Vec<(OutputPath, Option<Stat>)>,
    /// Whether anything is to be done, the manifest included.
    pub(super) is_needed: bool,
    /// The counts of this publication.
    pub(super) report: PublishReport,
}

/// A staged file and the place that it is renamed to.
#[derive(Debug)]
pub struct StagedFile {
    /// Its name in the staging folder: a number.
    pub(super) staged: String,
    /// Its path relative to the target.
    pub(super) path: OutputPath,
    /// Metadata of the file that it replaces, when the plan was made; `None` for a new file.
    pub(super) instead: Option<Stat>,
}

/// What exists at the target path of a rendered file.
enum TargetState {
    /// Nothing, or an owned file that may be replaced, with its digest.
    Ready(Option<(Stat, Digest)>),
    /// An owned file with the same bytes.
    Same,
    /// A folder, which may hold nothing but stale files.
    Folder,
    /// A parent folder is an owned file, which must be stale: its path.
    Under(String),
    /// An owned file that somebody changed.
    Edited,
    /// Something that no build wrote: its path.
    Foreign(String),
    /// A parent folder is on another file system: its path.
    Mount(String),
}

/// The outcome of opening the parent folder of a file. Paths are relative to the target.
pub(super) enum ParentFolder {
    /// The parent folder.
    Open(Dir),
    /// A folder on the path does not exist.
    Nothing,
    /// Something on the path is no folder: its kind and path.
    Blocked(EntryKind, String),
    /// A folder on the path is on another file system, where no rename can lead: its path.
    Mount(String),
}

/// Opens the parent folder of a file without following symbolic links.
///
/// # Errors
/// When the file system fails.
pub(super) fn open_parent(target: &Dir, path: &OutputPath) -> fs::Result<ParentFolder> {
    let device = target.device()?;
    let mut dir = target.try_clone()?;
    for (name, below) in path.split().0.into_iter().zip(path.folders()) {
        dir = match dir.folder(name)? {
            ChildFolder::Folder(next) if next.device()? != device => return Ok(ParentFolder::Mount(below.to_owned())),
            ChildFolder::Folder(next) => next,
            ChildFolder::Nothing => return Ok(ParentFolder::Nothing),
            ChildFolder::Other => {
                return Ok(dir
                    .stat(name)?
                    .map_or(ParentFolder::Nothing, |stat| ParentFolder::Blocked(stat.kind, below.to_owned())));
            }
        };
    }
    Ok(ParentFolder::Open(dir))
}

impl PublishPlan {
    /// Renders every file on all cores, and stages those that differ from the target's, with both manifests.
    ///
    /// # Errors
    /// See [`Unpublished`]; the target is unchanged but for the staging folder.
    pub fn make(
        wanted: &OutputFiles<'_>,
        to: &Destination<'_>,
        target: &Dir,
        owned: &Owned,
        staging: &Staging<'_>,
        tolerates: Tolerates<'_>,
    ) -> Result<Self, Unpublished> {
        to.progress.begin(Step::Rendering, wanted.0.len());
        let one = |(number, (path, entry)): (usize, &(OutputPath, &LazyFile))| -> Result<(Digest, TargetState), RenderError> {
            let rendered = entry.render();
            to.progress.advance();
            let bytes = match rendered {
                Err(RenderError::Flawed(found, bytes)) if tolerates(&found) => bytes,
                rendered => rendered?,
            };
            let (digest, standing) = (Digest::of(&bytes), standing(target, owned, path, &bytes)?);
            if matches!(standing, TargetState::Ready(_) | TargetState::Folder | TargetState::Under(_)) {
                staging.dir.write_new(number.to_string(), &bytes)?;
            }
            Ok((digest, standing))
        };
        let results: Vec<_> = wanted.0.par_iter().enumerate().map(one).collect();
        let paths: BTreeSet<&str> = wanted.0.iter().map(|(path, _)| path.as_str()).collect();
        let stale = Stale::find(target, owned, &paths)?;
        let mut sorted = Survey { before: stale.before, ..Survey::default() };
        for (number, ((path, _), result)) in wanted.0.iter().zip(results).enumerate() {
            match result {
                Ok((digest, standing)) => sorted.add(number, path, digest, standing),
                Err(RenderError::Content(found) | RenderError::Flawed(found, _)) => sorted.wrong.extend(found),
                Err(RenderError::Io(error)) => return Err(error.into()),
            }
        }
        let going: BTreeSet<&str> = stale.remove.iter().map(|(path, _)| path.as_str()).collect();
        sorted.refuse_what_is_in_the_way(target, &going)?;
        if !sorted.wrong.is_empty() {
            return Err(Unpublished::Content(sorted.wrong));
        }
        let Survey { mut new, changed, files, before, mut report, .. } = sorted;
        (report.new, report.changed) = (new.len(), changed.len());
        report.removed = stale.remove.iter().filter(|(_, stat)| stat.is_some()).count();
        report.kept = stale.kept;
        new.extend(changed);
        // Both lists are written while nothing has been moved, so that a full disk is noticed in time.
        let mut list = Manifest { handbook: to.handbook.to_owned(), files, before: None };
        let after = list.to_json();
        let is_listed = target.stat(manifest::NAME)?.is_some() && target.read(manifest::NAME)? == after;
        let is_needed = !is_listed || !new.is_empty() || !stale.remove.is_empty();
        if is_needed {
            list.before = Some(before);
            staging.dir.write_new(staging::DURING, &list.to_json())?;
            staging.dir.write_new(staging::AFTER, &after)?;
        }
        Ok(Self { put: new, remove: stale.remove, is_needed, report })
    }
}

/// Compares a rendered file with the target.
fn standing(target: &Dir, owned: &Owned, path: &OutputPath, bytes: &[u8]) -> fs::Result<TargetState> {
    let dir = match open_parent(target, path)? {
        ParentFolder::Open(dir) => dir,
        ParentFolder::Nothing => return Ok(TargetState::Ready(None)),
        ParentFolder::Blocked(EntryKind::File, place) if owned.lists(&place) => return Ok(TargetState::Under(place)),
        ParentFolder::Blocked(_, place) => return Ok(TargetState::Foreign(place)),
        ParentFolder::Mount(place) => return Ok(TargetState::Mount(place)),
    };
    let name = path.split().1;
    let Some(stat) = dir.stat(name)? else { return Ok(TargetState::Ready(None)) };
    match stat.kind {
        EntryKind::Folder => return Ok(TargetState::Folder),
        // Even one with the same bytes is not ours to change or to remove later.
        EntryKind::File if owned.lists(path.as_str()) => {}
        EntryKind::File | EntryKind::Link | EntryKind::Special => return Ok(TargetState::Foreign(path.to_string())),
    }
    let before = dir.read(name)?;
    if before == bytes {
        return Ok(TargetState::Same);
    }
    let digest = Digest::of(&before);
    Ok(if owned.may_replace(path, digest) { TargetState::Ready(Some((stat, digest))) } else { TargetState::Edited })
}

/// Owned files that are no part of the site any more: to be removed, with their digests, or kept because somebody changed them.
#[derive(Default)]
struct Stale {
    remove: Vec<(OutputPath, Option<Stat>)>,
    before: Files,
    kept: Vec<String>,
}

impl Stale {
    fn find(target: &Dir, owned: &Owned, wanted: &BTreeSet<&str>) -> fs::Result<Self> {
        let mut found = Self::default();
        for path in owned.paths().filter(|path| !wanted.contains(path.as_str())) {
            let name = path.split().1;
            let standing = match open_parent(target, path)? {
                ParentFolder::Open(dir) => dir.stat(name)?.map(|stat| (dir, stat)),
                ParentFolder::Nothing => None,
                // A build that was killed had put a file of ours in the place of a folder of ours.
                ParentFolder::Blocked(EntryKind::File, place) if owned.lists(&place) => None,
                ParentFolder::Blocked(..) | ParentFolder::Mount(_) => {
                    found.kept.push(path.to_string());
                    continue;
                }
            };
            match standing {
                None => found.remove.push((path.clone(), None)),
                Some((dir, stat)) if stat.kind == EntryKind::File => {
                    let digest = Digest::of(&dir.read(name)?);
                    if owned.may_remove(path, digest) {
                        found.before.insert(path.clone(), digest);
                        found.remove.push((path.clone(), Some(stat)));
                    } else {
                        found.kept.push(path.to_string());
                    }
                }
                // Or a folder in the place of a file.
                Some((_, stat)) if stat.kind == EntryKind::Folder && owned.has_below(path.as_str()) => {}
                Some(_) => found.kept.push(path.to_string()),
            }
        }
        Ok(found)
    }
}

/// The states of all target paths, collected.
#[derive(Default)]
struct Survey {
    new: Vec<StagedFile>,
    changed: Vec<StagedFile>,
    files: Files,
    before: Files,
    report: PublishReport,
    wrong: Vec<Diagnostic>,
    /// Folders at the path of a file of the site.
    folders: Vec<OutputPath>,
    /// Owned files at the path of a folder of the site.
    under: Vec<String>,
    edited: Vec<String>,
    foreign: Vec<String>,
    mounts: Vec<String>,
}

impl Survey {
    fn add(&mut self, number: usize, path: &OutputPath, digest: Digest, standing: TargetState) {
        self.files.insert(path.clone(), digest);
        let put = |instead| StagedFile { staged: number.to_string(), path: path.clone(), instead };
        match standing {
            TargetState::Same => self.report.unchanged += 1,
            TargetState::Ready(None) => self.new.push(put(None)),
            TargetState::Ready(Some((stat, before))) => {
                self.before.insert(path.clone(), before);
                self.changed.push(put(Some(stat)));
            }
            TargetState::Folder => {
                self.folders.push(path.clone());
                self.new.push(put(None));
            }
            TargetState::Under(place) => {
                self.under.push(place);
                self.new.push(put(None));
            }
            TargetState::Edited => self.edited.push(path.to_string()),
            TargetState::Foreign(place) => self.foreign.push(place),
            TargetState::Mount(place) => self.mounts.push(place),
        }
    }

    /// Refuses targets with something that may not be overwritten. `going` are the stale files that this build removes.
    fn refuse_what_is_in_the_way(&mut self, target: &Dir, going: &BTreeSet<&str>) -> Result<(), PublishError> {
        for path in &self.folders {
            let name = path.split().1;
            if let ParentFolder::Open(dir) = open_parent(target, path)?
                && let ChildFolder::Folder(dir) = dir.folder(name)?
                && let Some(stays) = what_stays(&dir, path.as_str(), going)?
            {
                self.foreign.push(stays);
            }
        }
        self.foreign.extend(self.under.drain(..).filter(|place| !going.contains(place.as_str())));
        let refused = |places: &[String], what: &str, help| {
            let Some(first) = places.first() else { return Ok(()) };
            let more = match places.iter().collect::<BTreeSet<_>>().len() {
                0 | 1 => String::new(),
                count => format!(" (and {} more)", count - 1),
            };
            Err(PublishError::Refused(format!("`{}`{more} {what}", target.path().join(first).display()), help))
        };
        refused(
            &self.foreign,
            "was not made by readybook and would be overwritten",
            "move it away, or rename the page that wants its place",
        )?;
        refused(
            &self.mounts,
            "is another file system inside of the folder, where no file can be put in one step",
            "unmount it, or publish the whole handbook to one file system",
        )?;
        refused(
            &self.edited,
            "was changed by somebody since readybook made it, and would be overwritten",
            "move it away, or replace all such files with `--take-over`",
        )
    }
}

/// The path of the first entry below a folder that this build does not remove; empty folders do not count.
fn what_stays(dir: &Dir, path: &str, going: &BTreeSet<&str>) -> fs::Result<Option<String>> {
    for name in dir.names()? {
        let below = format!("{path}/{}", name.to_string_lossy());
        let stays = match dir.folder(&name)? {
            ChildFolder::Folder(dir) => what_stays(&dir, &below, going)?,
            ChildFolder::Nothing => None,
            ChildFolder::Other => (!going.contains(below.as_str())).then_some(below),
        };
        if stays.is_some() {
            return Ok(stays);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        site::{Claimant, File},
        source::SitePath,
    };

    fn site(paths: &[&str]) -> Site {
        let mut site = Site::default();
        for path in paths {
            site.add(File::new(SitePath::new(path), Claimant::Generated("a test".into()), || Ok(Vec::new())));
        }
        site
    }

    #[test]
    fn a_site_is_written_only_below_its_folder_and_not_over_itself() {
        let long = "a".repeat(256);
        for wrong in ["../x", "/etc/x", "a/../../x", "", "a//b", "a\\b", ".readybook.json", ".readybook-aaaaaaaaaaaa/0", &long] {
            assert!(matches!(OutputFiles::of(&site(&["index.html", wrong])), Err(PublishError::Refused(..))), "{wrong:?}");
        }
        assert!(matches!(OutputFiles::of(&site(&["a.html", "a.html/b.html"])), Err(PublishError::Refused(..))));
        assert!(OutputFiles::of(&site(&["a.html", "a/b.html", ".readybook-notes/x", ".well-known/x"])).is_ok());
    }
}
