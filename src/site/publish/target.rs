//! Checks the output folder of a build, opens it and locks it.

use std::{
    ffi::OsString,
    io,
    path::{Component, Path, PathBuf},
};

use super::PublishError;
use crate::source::fs::{self, ChildFolder, Dir, Permissions};

/// How often opening is retried because another build removed the folder meanwhile. Each time another build got further, so
/// one retry is enough unless somebody works against it.
const TRIES: usize = 100;

/// The target, open and locked (`flock`): while this lives, no other build writes to it.
#[derive(Debug)]
pub struct Target {
    /// The open folder.
    pub dir: Dir,
    /// The folders that were created for it: open parent and name of each, outermost first.
    made: Vec<(Dir, OsString)>,
}

enum LockOutcome {
    Locked(Target),
    /// Another build holds the lock.
    Busy,
    /// Another build removed it between two steps.
    Gone,
}

impl Target {
    /// Opens and locks the target, creating missing folders. `source` is the handbook's folder.
    ///
    /// # Errors
    /// [`PublishError::Refused`] for a protected folder, a planted link or a held lock; [`PublishError::Io`].
    pub fn open(target: &Path, source: &Path) -> Result<Self, PublishError> {
        for _ in 0..TRIES {
            let place = TargetPath::find(target, source)?;
            place.refuse_protected(source)?;
            match place.open() {
                Ok(LockOutcome::Locked(target)) => return Ok(target),
                Ok(LockOutcome::Gone) => {}
                Err(error) if error.cause.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
                Ok(LockOutcome::Busy) => break,
            }
        }
        let message = format!("another build is writing to `{}`", target.display());
        Err(PublishError::Refused(message, "wait until it has ended"))
    }

    /// Removes the folders that were created, as far as they are empty.
    pub fn undo(self) {
        undo(self.made);
    }

    /// Syncs the parents of the folders that were created.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn sync_around(&self) -> fs::Result<()> {
        self.made.iter().try_for_each(|(around, _)| around.sync())
    }
}

fn undo(made: Vec<(Dir, OsString)>) {
    for (around, name) in made.into_iter().rev() {
        // What went wrong has been said already.
        if !around.remove_folder(&name).unwrap_or(false) {
            break;
        }
    }
}

/// The path of a target, resolved without following planted links: the existing folder (absolute), and names still to be created.
pub struct TargetPath {
    there: PathBuf,
    rest: Vec<OsString>,
    /// Whether the last component is a symbolic link.
    is_link: bool,
}

impl TargetPath {
    /// Resolves a target, absolute or relative to the working directory.
    ///
    /// # Errors
    /// [`PublishError::Refused`] for a link below the untrusted root, or something on the path that is no folder;
    /// [`PublishError::Io`].
    pub fn find(target: &Path, source: &Path) -> Result<Self, PublishError> {
        let untrusted_root = untrusted_root(source)?;
        let absolute = std::path::absolute(target).map_err(|cause| fs::Error { verb: "find", path: target.into(), cause })?;
        let mut place = Self { there: PathBuf::new(), rest: Vec::new(), is_link: false };
        for part in absolute.components() {
            place.is_link = false;
            match part {
                Component::Prefix(_) | Component::RootDir => place.there.push(part),
                Component::CurDir => {}
                Component::ParentDir if place.rest.is_empty() => drop(place.there.pop()),
                Component::ParentDir => {
                    let message = format!("`{}` climbs out of a folder that is not there", target.display());
                    return Err(PublishError::Refused(message, "name a folder by `--out`"));
                }
                Component::Normal(name) if place.rest.is_empty() => place.enter(name, &untrusted_root)?,
                Component::Normal(name) => place.rest.push(name.to_owned()),
            }
        }
        Ok(place)
    }

    /// Resolves the next component of the path.
    fn enter(&mut self, name: &std::ffi::OsStr, untrusted_root: &Path) -> Result<(), PublishError> {
        let next = self.there.join(name);
        let shown = next.display();
        let Some(meta) = fs::link_metadata(&next)? else {
            self.rest.push(name.to_owned());
            return Ok(());
        };
        if !meta.is_symlink() && meta.is_dir() {
            self.there = next;
            return Ok(());
        }
        if !meta.is_symlink() {
            let what = if meta.is_file() { "a file" } else { "a special file, and no folder" };
            return Err(PublishError::Refused(format!("`{shown}` is {what}"), "name a folder by `--out`"));
        }
        // A link outside of it is the user's own; one that came with the handbook is not obeyed.
        if self.there.starts_with(untrusted_root) {
            let message = format!("`{shown}` is a link, and nothing is written through a link in the handbook's folder");
            return Err(PublishError::Refused(message, "remove it, or name the folder that it leads to by `--out`"));
        }
        if !fs::metadata(&next)?.is_some_and(|meta| meta.is_dir()) {
            let message = format!("`{shown}` is a link that leads to no folder");
            return Err(PublishError::Refused(message, "name a folder by `--out`"));
        }
        self.there = fs::canonical(&next)?;
        self.is_link = true;
        Ok(())
    }

    /// Refuses the handbook's folder and all above it, its `content`, `checklists` and `themes`, the home folder, the root, and a
    /// target that is itself a link.
    fn refuse_protected(&self, source: &Path) -> Result<(), PublishError> {
        let target = self.rest.iter().fold(self.there.clone(), |path, name| path.join(name));
        let source = fs::canonical(source)?;
        let home = std::env::home_dir().and_then(|home| fs::canonical(&home).ok());
        let is_source = source.starts_with(&target)
            || ["content", "checklists", "themes"].iter().any(|folder| {
                let folder = source.join(folder);
                target.starts_with(&folder) || fs::canonical(&folder).is_ok_and(|real| target.starts_with(real))
            });
        let what = if target.parent().is_none() {
            "the top of the file system"
        } else if home.as_deref() == Some(&target) {
            "the home folder"
        } else if is_source {
            "where the handbook's sources are"
        } else if self.is_link {
            "where a link leads"
        } else {
            return Ok(());
        };
        let help =
            if self.is_link { "name the folder itself by `--out`, not a link to it" } else { "name another folder by `--out`" };
        Err(PublishError::Refused(format!("`{}` is {what}", target.display()), help))
    }

    /// Creates missing folders, opens the target and locks the folder itself: there is no lock file that could be left or
    /// planted.
    fn open(self) -> Result<LockOutcome, fs::Error> {
        let mut made = Vec::new();
        let dir = match make(Dir::open(&self.there)?, self.rest, &mut made) {
            Ok(dir) => dir,
            Err(error) => {
                undo(made);
                return Err(error);
            }
        };
        if !dir.try_lock()? {
            return Ok(LockOutcome::Busy);
        }
        // The build before us may have removed the folder that we hold: it locks nothing any more.
        Ok(if dir.is_at_its_path() { LockOutcome::Locked(Target { dir, made }) } else { LockOutcome::Gone })
    }
}

/// Opens the folder at `names` below `dir`, creating missing ones, which are added to `made`.
fn make(mut dir: Dir, names: Vec<OsString>, made: &mut Vec<(Dir, OsString)>) -> fs::Result<Dir> {
    for name in names {
        let is_new = dir.make_folder(&name, Permissions::Usual)?;
        let failed =
            |kind: io::ErrorKind| fs::Error { verb: "open the folder", path: dir.path().join(&name), cause: kind.into() };
        let below = match dir.folder(&name)? {
            ChildFolder::Folder(below) => below,
            ChildFolder::Nothing => return Err(failed(io::ErrorKind::NotFound)),
            ChildFolder::Other => return Err(failed(io::ErrorKind::NotADirectory)),
        };
        let around = std::mem::replace(&mut dir, below);
        if is_new {
            made.push((around, name));
        }
    }
    Ok(dir)
}

/// The folder whose content may come from strangers: the Git working tree around the handbook, else its folder. Canonical path.
fn untrusted_root(source: &Path) -> Result<PathBuf, fs::Error> {
    let source = fs::canonical(source)?;
    for folder in source.ancestors() {
        if fs::link_metadata(&folder.join(".git"))?.is_some() {
            return Ok(folder.to_owned());
        }
    }
    Ok(source)
}
