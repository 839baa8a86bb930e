//! What a build has to do, found out by comparing what it renders with what stands in the target.
//!
//! A plan can only be made here, from paths that were checked and files that were looked at.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{
    Problem, Report, Unpublished,
    manifest::{self, Digest, Files, Manifest, Owned},
    staging::{self, Staging},
};
use crate::{
    diagnostic::Diagnostic,
    site::{Entry, Failure, Site},
    source::{
        OutputPath,
        fs::{self, Dir, Kind, Look, Step},
    },
};

/// The files of a site under paths that may be written to.
#[derive(Debug)]
pub struct Wanted<'a>(Vec<(OutputPath, &'a Entry)>);

impl<'a> Wanted<'a> {
    /// Looks at every path of a site.
    ///
    /// # Errors
    /// [`Problem::Refused`] for a path that cannot be one of a file below a folder, or that needs another file's place.
    pub fn of(site: &'a Site) -> Result<Self, Problem> {
        let mut wanted = Vec::new();
        for (path, entry) in site.iter() {
            let refused = |why: &str| {
                let message = format!("the site has a file `{path}`, which cannot be written: {why}");
                Err(Problem::Refused(message, "rename the page or the file, or mend the old address that asks for it"))
            };
            match OutputPath::parse(path.as_str()) {
                Err(why) => return refused(why),
                Ok(path) if manifest::is_own(&path) => return refused("readybook keeps the name for itself"),
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

/// What is to be done, and what the target holds before and after it.
#[derive(Debug)]
pub struct Plan {
    /// Which staged file goes where.
    pub(super) put: Vec<Put>,
    /// What goes. Nothing stands any more where there is no look, but folders may be left.
    pub(super) remove: Vec<(OutputPath, Option<Look>)>,
    /// Whether the list of our files is to be written.
    pub(super) is_needed: bool,
    /// What is told at the end.
    pub(super) report: Report,
}

/// A file on its way.
#[derive(Debug)]
pub struct Put {
    /// Its name in the staging folder.
    pub(super) staged: String,
    /// Where it goes.
    pub(super) path: OutputPath,
    /// What it replaces.
    pub(super) instead: Option<Look>,
}

/// What stands where a file is wanted.
enum Standing {
    /// Nothing, or a file that is ours, with what it holds.
    Ready(Option<(Look, Digest)>),
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
pub(super) enum Way {
    /// Its folder.
    Open(Dir),
    /// A folder on the way is not there.
    Nothing,
    /// Something else is there instead: what, and its path.
    Blocked(Kind, String),
    /// A folder on the way is on another file system, so nothing can be moved there in one step: its path.
    Mount(String),
}

/// Walks to the folder of a file, through no link.
pub(super) fn way(target: &Dir, path: &OutputPath) -> fs::Result<Way> {
    let device = target.device()?;
    let mut dir = target.again()?;
    for (name, below) in path.split().0.into_iter().zip(path.folders()) {
        dir = match dir.folder(name)? {
            Step::Folder(next) if next.device()? != device => return Ok(Way::Mount(below.to_owned())),
            Step::Folder(next) => next,
            Step::Nothing => return Ok(Way::Nothing),
            Step::Other => {
                return Ok(dir.look(name)?.map_or(Way::Nothing, |look| Way::Blocked(look.kind, below.to_owned())));
            }
        };
    }
    Ok(Way::Open(dir))
}

impl Plan {
    /// Renders every file on all cores; those that differ from the target's are staged.
    pub fn make(
        wanted: &Wanted<'_>,
        handbook: &str,
        target: &Dir,
        owned: &Owned,
        staging: &Staging<'_>,
    ) -> Result<Self, Unpublished> {
        let one = |(number, (path, entry)): (usize, &(OutputPath, &Entry))| -> Result<(Digest, Standing), Failure> {
            let bytes = entry.render()?;
            let (digest, standing) = (Digest::of(&bytes), standing(target, owned, path, &bytes)?);
            if matches!(standing, Standing::Ready(_) | Standing::Folder | Standing::Under(_)) {
                staging.dir.write_new(number.to_string(), &bytes)?;
            }
            Ok((digest, standing))
        };
        let results: Vec<_> = wanted.0.par_iter().enumerate().map(one).collect();
        let paths: BTreeSet<&str> = wanted.0.iter().map(|(path, _)| path.as_str()).collect();
        let stale = Stale::find(target, owned, &paths)?;
        let mut sorted = Sorted { before: stale.before, ..Sorted::default() };
        for (number, ((path, _), result)) in wanted.0.iter().zip(results).enumerate() {
            match result {
                Ok((digest, standing)) => sorted.add(number, path, digest, standing),
                Err(Failure::Content(found)) => sorted.wrong.extend(found),
                Err(Failure::World(error)) => return Err(error.into()),
            }
        }
        let going: BTreeSet<&str> = stale.remove.iter().map(|(path, _)| path.as_str()).collect();
        sorted.refuse_what_is_in_the_way(target, &going)?;
        if !sorted.wrong.is_empty() {
            return Err(Unpublished::Content(sorted.wrong));
        }
        let Sorted { mut new, changed, files, before, mut report, .. } = sorted;
        (report.new, report.changed) = (new.len(), changed.len());
        report.removed = stale.remove.iter().filter(|(_, look)| look.is_some()).count();
        report.kept = stale.kept;
        new.extend(changed);
        // Both lists are written while nothing has been moved, so that a full disk is noticed in time.
        let mut list = Manifest { handbook: handbook.to_owned(), files, before: None };
        let after = list.to_json();
        let is_listed = target.look(manifest::NAME)?.is_some() && target.read(manifest::NAME)? == after;
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
fn standing(target: &Dir, owned: &Owned, path: &OutputPath, bytes: &[u8]) -> fs::Result<Standing> {
    let dir = match way(target, path)? {
        Way::Open(dir) => dir,
        Way::Nothing => return Ok(Standing::Ready(None)),
        Way::Blocked(Kind::File, place) if owned.lists(&place) => return Ok(Standing::Under(place)),
        Way::Blocked(_, place) => return Ok(Standing::Foreign(place)),
        Way::Mount(place) => return Ok(Standing::Mount(place)),
    };
    let name = path.split().1;
    let Some(look) = dir.look(name)? else { return Ok(Standing::Ready(None)) };
    match look.kind {
        Kind::Folder => return Ok(Standing::Folder),
        // Even one with the same bytes is not ours to change or to remove later.
        Kind::File if owned.lists(path.as_str()) => {}
        Kind::File | Kind::Link | Kind::Special => return Ok(Standing::Foreign(path.to_string())),
    }
    let before = dir.read(name)?;
    if before == bytes {
        return Ok(Standing::Same);
    }
    let digest = Digest::of(&before);
    Ok(if owned.may_replace(path, digest) { Standing::Ready(Some((look, digest))) } else { Standing::Edited })
}

/// Files of earlier builds that are no part of the site any more.
#[derive(Default)]
struct Stale {
    remove: Vec<(OutputPath, Option<Look>)>,
    before: Files,
    kept: Vec<String>,
}

impl Stale {
    fn find(target: &Dir, owned: &Owned, wanted: &BTreeSet<&str>) -> fs::Result<Self> {
        let mut found = Self::default();
        for path in owned.paths().filter(|path| !wanted.contains(path.as_str())) {
            let name = path.split().1;
            let standing = match way(target, path)? {
                Way::Open(dir) => dir.look(name)?.map(|look| (dir, look)),
                Way::Nothing => None,
                // A build that was killed had put a file of ours in the place of a folder of ours.
                Way::Blocked(Kind::File, place) if owned.lists(&place) => None,
                Way::Blocked(..) | Way::Mount(_) => {
                    found.kept.push(path.to_string());
                    continue;
                }
            };
            match standing {
                None => found.remove.push((path.clone(), None)),
                Some((dir, look)) if look.kind == Kind::File => {
                    let digest = Digest::of(&dir.read(name)?);
                    if owned.may_remove(path, digest) {
                        found.before.insert(path.clone(), digest);
                        found.remove.push((path.clone(), Some(look)));
                    } else {
                        found.kept.push(path.to_string());
                    }
                }
                // Or a folder in the place of a file.
                Some((_, look)) if look.kind == Kind::Folder && owned.has_below(path.as_str()) => {}
                Some(_) => found.kept.push(path.to_string()),
            }
        }
        Ok(found)
    }
}

/// What was found at the places of all files.
#[derive(Default)]
struct Sorted {
    new: Vec<Put>,
    changed: Vec<Put>,
    files: Files,
    before: Files,
    report: Report,
    wrong: Vec<Diagnostic>,
    /// Folders that stand where a file is wanted.
    folders: Vec<OutputPath>,
    /// Files that stand where a folder is wanted.
    under: Vec<String>,
    edited: Vec<String>,
    foreign: Vec<String>,
    mounts: Vec<String>,
}

impl Sorted {
    fn add(&mut self, number: usize, path: &OutputPath, digest: Digest, standing: Standing) {
        self.files.insert(path.clone(), digest);
        let put = |instead| Put { staged: number.to_string(), path: path.clone(), instead };
        match standing {
            Standing::Same => self.report.unchanged += 1,
            Standing::Ready(None) => self.new.push(put(None)),
            Standing::Ready(Some((look, before))) => {
                self.before.insert(path.clone(), before);
                self.changed.push(put(Some(look)));
            }
            Standing::Folder => {
                self.folders.push(path.clone());
                self.new.push(put(None));
            }
            Standing::Under(place) => {
                self.under.push(place);
                self.new.push(put(None));
            }
            Standing::Edited => self.edited.push(path.to_string()),
            Standing::Foreign(place) => self.foreign.push(place),
            Standing::Mount(place) => self.mounts.push(place),
        }
    }

    /// `going` are the files that this build removes.
    fn refuse_what_is_in_the_way(&mut self, target: &Dir, going: &BTreeSet<&str>) -> Result<(), Problem> {
        for path in &self.folders {
            let name = path.split().1;
            if let Way::Open(dir) = way(target, path)?
                && let Step::Folder(dir) = dir.folder(name)?
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
            Err(Problem::Refused(format!("`{}`{more} {what}", target.path().join(first).display()), help))
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
            Step::Folder(dir) => what_stays(&dir, &below, going)?,
            Step::Nothing => None,
            Step::Other => (!going.contains(below.as_str())).then_some(below),
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
            site.add(File::new(SitePath::new(path), Claimant::Own("a test".into()), || Ok(Vec::new())));
        }
        site
    }

    #[test]
    fn a_site_is_written_only_below_its_folder_and_not_over_itself() {
        let long = "a".repeat(256);
        for wrong in ["../x", "/etc/x", "a/../../x", "", "a//b", "a\\b", ".readybook.json", ".readybook-aaaaaaaaaaaa/0", &long] {
            assert!(matches!(Wanted::of(&site(&["index.html", wrong])), Err(Problem::Refused(..))), "{wrong:?}");
        }
        assert!(matches!(Wanted::of(&site(&["a.html", "a.html/b.html"])), Err(Problem::Refused(..))));
        assert!(Wanted::of(&site(&["a.html", "a/b.html", ".readybook-notes/x", ".well-known/x"])).is_ok());
    }
}
