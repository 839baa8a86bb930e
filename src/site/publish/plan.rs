//! What a build has to do, found out by comparing what it renders with what stands in the target.
//!
//! A plan can only be made here, from paths that were checked and files that were looked at.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{
    Destination, PublishError, PublishReport, Unpublished,
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

/// The files of a site, each under a checked path (`OutputPath`).
#[derive(Debug)]
pub struct OutputFiles<'a>(Vec<(OutputPath, &'a LazyFile)>);

impl<'a> OutputFiles<'a> {
    /// Looks at every path of a site.
    ///
    /// # Errors
    /// [`PublishError::Refused`] for a path that cannot be one of a file below a folder, or that needs another file's place.
    pub fn of(site: &'a Site) -> Result<Self, PublishError> {
        let mut wanted = Vec::new();
        for (path, entry) in site.iter() {
            let refused = |why: &str| {
                let message = format!("the site has a file `{path}`, which cannot be written: {why}");
                Err(PublishError::Refused(message, "rename the page or the file, or mend the old address that asks for it"))
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
pub struct Plan {
    /// Which staged file goes where.
    pub(super) put: Vec<StagedFile>,
    /// What goes. Nothing stands any more where there is no look, but folders may be left.
    pub(super) remove: Vec<(OutputPath, Option<Stat>)>,
    /// Whether the list of our files is to be written.
    pub(super) is_needed: bool,
    /// What is told at the end.
    pub(super) report: PublishReport,
}

/// A staged file and the place that it is renamed to.
#[derive(Debug)]
pub struct StagedFile {
    /// Its name in the staging folder.
    pub(super) staged: String,
    /// Where it goes.
    pub(super) path: OutputPath,
    /// What it replaces, as it was when the plan was made; `None` for a new file.
    pub(super) instead: Option<Stat>,
}

/// The state of a target path, which decides whether a file may be put there.
enum TargetState {
    /// Nothing, or a file that is ours, with what it holds.
    Ready(Option<(Stat, Digest)>),
    /// The very same bytes, written by us.
    Same,
    /// A folder. It may hold nothing but files that go.
    Folder,
    /// One of the folders on the way is a file, which must go: its path.
    Under(String),
    /// A file of ours that somebody changed.
    Edited,
    /// Something of somebody's: its path.
    Foreign(String),
    /// A folder on the way is on another file system: its path.
    Mount(String),
}

/// How far one gets on the way to a file.
pub(super) enum ParentFolder {
    /// Its folder.
    Open(Dir),
    /// A folder on the way is not there.
    Nothing,
    /// Something else is there instead: what, and its path.
    Blocked(EntryKind, String),
    /// A folder on the way is on another file system, so nothing can be moved there in one step: its path.
    Mount(String),
}

/// Walks to the folder of a file, through no link.
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

impl Plan {
    /// Renders every file on all cores; those that differ from the target's are staged.
    pub fn make(
        wanted: &OutputFiles<'_>,
        to: &Destination<'_>,
        target: &Dir,
        owned: &Owned,
        staging: &Staging<'_>,
    ) -> Result<Self, Unpublished> {
        to.progress.begin(Step::Rendering, wanted.0.len());
        let one = |(number, (path, entry)): (usize, &(OutputPath, &LazyFile))| -> Result<(Digest, TargetState), RenderError> {
            let rendered = entry.render();
            to.progress.advance();
            let bytes = rendered?;
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
                Err(RenderError::Content(found)) => sorted.wrong.extend(found),
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

/// Looks at the place of a file.
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

/// Files of earlier builds that are no part of the site any more.
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

/// What was found at the places of all files.
#[derive(Default)]
struct Survey {
    new: Vec<StagedFile>,
    changed: Vec<StagedFile>,
    files: Files,
    before: Files,
    report: PublishReport,
    wrong: Vec<Diagnostic>,
    /// Folders that stand where a file is wanted.
    folders: Vec<OutputPath>,
    /// Files that stand where a folder is wanted.
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

    /// `going` are the files that this build removes.
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

/// The first thing in a folder that is not going to be removed.
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
