//! Applies a plan, step by step, on open folders. The target of each step is checked again just before it.
//!
//! The order makes a kill or a power cut harmless: the staged files are synced; then the manifest lists old and new files, so
//! that any mixture of the two is known as ours; then files are renamed and removed; last comes the final manifest.

use std::{collections::BTreeSet, io};

use super::{
    manifest,
    plan::{ParentFolder, PublishPlan, StagedFile, open_parent},
    staging::{self, Staging},
};
use crate::source::{
    OutputPath,
    fs::{self, ChildFolder, Dir, Permissions, Stat},
};

impl PublishPlan {
    /// Applies the plan by renames, each atomic; does nothing when nothing differs.
    ///
    /// # Errors
    /// When the file system fails, or the target changed since the plan was made.
    pub fn apply(&self, target: &Dir, staging: &Staging<'_>) -> fs::Result<()> {
        if !self.is_needed {
            return Ok(());
        }
        staging.sync()?;
        staging.dir.replace(staging::DURING, target, manifest::NAME)?;
        target.sync()?;
        // A file that stands where a folder must be, or in a folder that must be a file, goes first.
        let puts: BTreeSet<&str> = self.put.iter().map(|put| put.path.as_str()).collect();
        let above: BTreeSet<&str> = self.put.iter().flat_map(|put| put.path.folders()).collect();
        let is_first = |path: &OutputPath| above.contains(path.as_str()) || path.folders().any(|folder| puts.contains(folder));
        for (path, stat) in self.remove.iter().filter(|(path, _)| is_first(path)) {
            remove(target, path, stat.as_ref())?;
        }
        for one in &self.put {
            put(target, staging, one)?;
        }
        for (path, stat) in self.remove.iter().filter(|(path, _)| !is_first(path)) {
            remove(target, path, stat.as_ref())?;
        }
        self.sync_folders(target)?;
        staging.dir.replace(staging::AFTER, target, manifest::NAME)?;
        target.sync()
    }

    /// Syncs every folder whose entries changed (`fsync`).
    fn sync_folders(&self, target: &Dir) -> fs::Result<()> {
        let mut synced = BTreeSet::new();
        for path in self.put.iter().map(|put| &put.path).chain(self.remove.iter().map(|(path, _)| path)) {
            for (dir, folder) in open_ancestors(target, path)? {
                if synced.insert(folder) {
                    dir.sync()?;
                }
            }
        }
        Ok(())
    }
}

/// The existing folders above a file, open, with their paths relative to the target; the target (`""`) first.
fn open_ancestors(target: &Dir, path: &OutputPath) -> fs::Result<Vec<(Dir, String)>> {
    let mut found = vec![(target.try_clone()?, String::new())];
    for (name, below) in path.split().0.into_iter().zip(path.folders()) {
        let next = match found.last() {
            Some((dir, _)) => dir.folder(name)?,
            None => ChildFolder::Nothing,
        };
        let ChildFolder::Folder(next) = next else { break };
        found.push((next, below.to_owned()));
    }
    Ok(found)
}

fn put(target: &Dir, staging: &Staging<'_>, one: &StagedFile) -> fs::Result<()> {
    let (folders, name) = one.path.split();
    let mut dir = target.try_clone()?;
    for folder in folders {
        dir.make_folder(folder, Permissions::Usual)?;
        dir = match dir.folder(folder)? {
            ChildFolder::Folder(next) => next,
            ChildFolder::Nothing | ChildFolder::Other => return changed("create the folder", &dir, folder),
        };
    }
    match &one.instead {
        Some(stat) if dir.stat(name)?.as_ref() != Some(stat) => changed("write", &dir, name),
        Some(_) => staging.dir.replace(&one.staged, &dir, name),
        None => {
            // A folder that stood here has been emptied.
            if let ChildFolder::Folder(empty) = dir.folder(name)? {
                remove_empty_folders(&empty)?;
                dir.remove_folder(name)?;
            }
            staging.dir.place(&one.staged, &dir, name)
        }
    }
}

fn remove_empty_folders(dir: &Dir) -> fs::Result<()> {
    for name in dir.names()? {
        if let ChildFolder::Folder(below) = dir.folder(&name)? {
            remove_empty_folders(&below)?;
            dir.remove_folder(&name)?;
        }
    }
    Ok(())
}

/// Removes a file if it is still as `stat` says (`None`: it is gone already), and then the folders above that are empty.
fn remove(target: &Dir, path: &OutputPath, stat: Option<&Stat>) -> fs::Result<()> {
    let name = path.split().1;
    if let Some(stat) = stat
        && let ParentFolder::Open(dir) = open_parent(target, path)?
    {
        match dir.stat(name)? {
            None => {}
            Some(now) if now == *stat => dir.remove_file(name)?,
            Some(_) => return changed("remove", &dir, name),
        }
    }
    let mut ways = open_ancestors(target, path)?;
    while let Some((_, folder)) = ways.pop() {
        let Some((around, _)) = ways.last() else { break };
        let name = folder.rsplit('/').next().unwrap_or_default();
        if !around.remove_folder(name)? {
            break;
        }
    }
    Ok(())
}

fn changed<T>(verb: &'static str, dir: &Dir, name: &str) -> fs::Result<T> {
    let cause = io::Error::other("somebody changed what is there while the build was running");
    Err(fs::Error { verb, path: dir.path().join(name), cause })
}
