//! Which folder a build may write to; the folder, open and locked.

use std::{
    ffi::OsString,
    io,
    path::{Component, Path, PathBuf},
};

use super::PublishError;
use crate::source::fs::{self, ChildFolder, Dir, Permissions};

/// How often a folder is opened anew because another build removed it meanwhile. Each time somebody else got further, so
/// one is enough unless somebody wants to keep us from ending.
const TRIES: usize = 100;

/// The target, open and locked (`flock`): while this lives, no other build writes to it.
#[derive(Debug)]
pub struct Target {
    /// The folder.
    pub dir: Dir,
    /// The folders that were made on the way: the open one around each, and its name.
    made: Vec<(Dir, OsString)>,
}

enum Opened {
    Locked(Target),
    /// Another build holds it.
    Busy,
    /// Another build removed it between two steps.
    Gone,
}

impl Target {
    /// Opens the target, making the folders that are not there. `source` is the handbook's folder.
    pub fn open(target: &Path, source: &Path) -> Result<Self, PublishError> {
        for _ in 0..TRIES {
            let place = TargetPath::find(target, source)?;
            place.refuse_protected(source)?;
            match place.open() {
                Ok(Opened::Locked(target)) => return Ok(target),
                Ok(Opened::Gone) => {}
                Err(error) if error.cause.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
                Ok(Opened::Busy) => break,
            }
        }
        let message = format!("another build is writing to `{}`", target.display());
        Err(PublishError::Refused(message, "wait until it has ended"))
    }

    /// Removes the folders that were made, as far as nothing is in them.
    pub fn undo(self) {
        undo(self.made);
    }

    /// Waits until the disk has the names of the folders that were made.
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

/// The path of a target, resolved without following links of strangers: what exists, and what is still to be made.
pub struct TargetPath {
    there: PathBuf,
    rest: Vec<OsString>,
    /// Whether the target itself is a link.
    is_link: bool,
}

impl TargetPath {
    /// Walks to a target, through no link in the handbook's folder.
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

    /// One step down.
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

    /// The handbook's own folder, what is in it, what it is in, and the home folder are never written over.
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

    /// Opens it and takes its lock, which is the folder's own: there is no file that could be left, planted or removed.
    fn open(self) -> Result<Opened, fs::Error> {
        let mut made = Vec::new();
        let dir = match make(Dir::open(&self.there)?, self.rest, &mut made) {
            Ok(dir) => dir,
            Err(error) => {
                undo(made);
                return Err(error);
            }
        };
        if !dir.try_lock()? {
            return Ok(Opened::Busy);
        }
        // The build before us may have removed the folder that we hold: it locks nothing any more.
        Ok(if dir.is_at_its_path() { Opened::Locked(Target { dir, made }) } else { Opened::Gone })
    }
}

/// Goes down from a folder, making those that are not there.
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

/// The folder whose every entry may have come from somebody else: the clone that the handbook lies in, or its own folder.
fn untrusted_root(source: &Path) -> Result<PathBuf, fs::Error> {
    let source = fs::canonical(source)?;
    for folder in source.ancestors() {
        if fs::link_metadata(&folder.join(".git"))?.is_some() {
            return Ok(folder.to_owned());
        }
    }
    Ok(source)
}
