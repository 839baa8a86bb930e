//! Site → folder on disk: the only writer.
//!
//! Every file is rendered into a staging folder beside the target. Only when nothing failed is it renamed into place:
//! new files first, then changed ones, then removals. A journal says what is being done, so that a build that was
//! killed on the way is finished by the next one. Each file is therefore the old or the new one, whole.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Failure, Site};
use crate::{
    diagnostic::Diagnostic,
    source::{SitePath, fs},
};

/// Lists the files of a target that are ours. A folder without it was not made by us.
const MANIFEST: &str = ".readybook.json";

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Files that were not there before.
    pub new: usize,
    /// Files that are different now.
    pub changed: usize,
    /// Files that are the same as before.
    pub unchanged: usize,
    /// Files of an earlier build that are gone now.
    pub removed: usize,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum Problem {
    /// The content is wrong; the target is as it was.
    Content(Vec<Diagnostic>),
    /// The world is.
    World(fs::Error),
    /// The target is not ours to write to: what is wrong, and what to do.
    Refused(String, &'static str),
}

impl From<fs::Error> for Problem {
    fn from(error: fs::Error) -> Self {
        Self::World(error)
    }
}

/// Which files of a folder are ours.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    made_by: String,
    files: BTreeSet<String>,
}

/// What is left to do, in order.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    put: Vec<String>,
    remove: Vec<String>,
    files: BTreeSet<String>,
}

/// What became of one file while it was staged.
enum Staged {
    New,
    Changed,
    Unchanged,
    /// Somebody else's file is in its place.
    Foreign,
}

/// Writes a site to a folder. `source` is the handbook's folder, which is never written to.
///
/// # Errors
/// See [`Problem`]. The target is then as it was, except when the world fails in the middle of the renames; the next
/// build finishes those.
pub fn publish(site: &Site, target: &Path, source: &Path) -> Result<Report, Problem> {
    let target = settle(target)?;
    refuse_precious(&target, source)?;
    let work = Work::open(&target)?;
    if let Some(journal) = work.journal()? {
        work.apply(&target, &journal)?;
    }
    fs::remove_own_folder(&work.stage)?;
    let manifest = read_manifest(&target)?;
    if manifest.is_none() && fs::metadata(&target)?.is_some() && !fs::list(&target)?.is_empty() {
        work.close()?;
        let message = format!("`{}` is not empty and was not made by readybook", target.display());
        return Err(Problem::Refused(message, "name another folder by `--out`, or empty this one yourself"));
    }
    let ours = manifest.map(|manifest| manifest.files).unwrap_or_default();
    let result = stage(site, &target, &work.stage, &ours);
    let (journal, report) = match result {
        Ok(done) => done,
        Err(problem) => {
            work.close()?;
            return Err(problem);
        }
    };
    if !journal.put.is_empty() || !journal.remove.is_empty() || ours.is_empty() {
        work.write_journal(&journal)?;
        work.apply(&target, &journal)?;
    }
    work.close()?;
    Ok(report)
}

/// Renders every file on all cores; those that differ from the target's are written to the staging folder.
fn stage(site: &Site, target: &Path, stage: &Path, ours: &BTreeSet<String>) -> Result<(Journal, Report), Problem> {
    let one = |(path, entry): (&SitePath, &super::Entry)| -> Result<(String, Staged), Failure> {
        let bytes = entry.render()?;
        let name = path.as_str().to_owned();
        let place = target.join(&name);
        if leads_away(target, &place)? {
            return Ok((name, Staged::Foreign));
        }
        let before = match fs::link_metadata(&place)? {
            Some(meta) if meta.is_file() => fs::read_if_there(&place)?,
            Some(meta) if meta.is_dir() && ours.iter().any(|file| path_below(file, &name)) => None,
            Some(_) => return Ok((name, Staged::Foreign)),
            None => None,
        };
        let staged = match before {
            // Even one with the same bytes is not ours to change or to remove later.
            Some(_) if !ours.contains(&name) => return Ok((name, Staged::Foreign)),
            Some(before) if before == bytes => Staged::Unchanged,
            Some(_) => Staged::Changed,
            None => Staged::New,
        };
        if !matches!(staged, Staged::Unchanged) {
            let place = stage.join(&name);
            fs::create_folder(place.parent().unwrap_or(stage))?;
            fs::write(&place, &bytes)?;
        }
        Ok((name, staged))
    };
    let all: Vec<_> = site.iter().collect();
    let results: Vec<_> = all.into_par_iter().map(one).collect();
    let mut wrong = Vec::new();
    let (mut new, mut changed, mut files) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut report = Report::default();
    for result in results {
        match result {
            Ok((name, Staged::New)) => new.push(name.clone()),
            Ok((name, Staged::Changed)) => changed.push(name.clone()),
            Ok((name, Staged::Unchanged)) => {
                report.unchanged += 1;
                files.insert(name);
            }
            Ok((name, Staged::Foreign)) => {
                let message = format!("`{}` was not made by readybook and would be overwritten", target.join(name).display());
                return Err(Problem::Refused(message, "move it away, or rename the page that wants its place"));
            }
            Err(Failure::Content(found)) => wrong.extend(found),
            Err(Failure::World(error)) => return Err(Problem::World(error)),
        }
    }
    if !wrong.is_empty() {
        return Err(Problem::Content(wrong));
    }
    (report.new, report.changed) = (new.len(), changed.len());
    files.extend(new.iter().chain(&changed).cloned());
    let remove: Vec<String> = ours.iter().filter(|file| !files.contains(*file)).cloned().collect();
    report.removed = remove.len();
    new.extend(changed);
    Ok((Journal { put: new, remove, files }, report))
}

/// The folder beside the target in which a build works.
struct Work {
    folder: PathBuf,
    stage: PathBuf,
    journal: PathBuf,
    _lock: fs::Lock,
}

impl Work {
    fn open(target: &Path) -> Result<Self, Problem> {
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = target.with_file_name(format!(".{name}.readybook"));
        let Some(lock) = fs::lock(&folder.join("lock"))? else {
            let message = format!("another build is writing to `{}`", target.display());
            return Err(Problem::Refused(message, "wait until it has ended"));
        };
        Ok(Self { stage: folder.join("stage"), journal: folder.join("journal.json"), folder, _lock: lock })
    }

    /// The journal of a build that was killed while it renamed.
    fn journal(&self) -> Result<Option<Journal>, fs::Error> {
        // A journal is renamed into place, so it is whole or not there; one that cannot be read is from nobody.
        Ok(fs::read_if_there(&self.journal)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    fn write_journal(&self, journal: &Journal) -> Result<(), fs::Error> {
        let part = self.folder.join("journal.part");
        fs::write_through(&part, &json(journal))?;
        fs::rename(&part, &self.journal)
    }

    /// Does what a journal says; what is done already is skipped.
    fn apply(&self, target: &Path, journal: &Journal) -> Result<(), fs::Error> {
        fs::create_folder(target)?;
        // From here on all files, old and new, are known as ours.
        let mut files: BTreeSet<String> = journal.files.clone();
        files.extend(journal.remove.iter().cloned());
        self.write_manifest(target, files)?;
        // A file that stands where a folder must be, or in a folder that must be a file, goes first.
        let in_the_way = |file: &&String| journal.put.iter().any(|put| path_below(put, file) || path_below(file, put));
        for file in journal.remove.iter().filter(in_the_way) {
            remove(target, file)?;
        }
        for file in &journal.put {
            let (from, to) = (self.stage.join(file), target.join(file));
            if fs::link_metadata(&from)?.is_some() {
                fs::create_folder(to.parent().unwrap_or(target))?;
                fs::rename(&from, &to)?;
            }
        }
        for file in &journal.remove {
            remove(target, file)?;
        }
        self.write_manifest(target, journal.files.clone())?;
        fs::remove_file(&self.journal)
    }

    fn write_manifest(&self, target: &Path, files: BTreeSet<String>) -> Result<(), fs::Error> {
        let part = self.folder.join("manifest.part");
        fs::write_through(&part, &json(&Manifest { made_by: "readybook".into(), files }))?;
        fs::rename(&part, &target.join(MANIFEST))
    }

    fn close(self) -> Result<(), fs::Error> {
        fs::remove_own_folder(&self.folder)
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Maps with text keys and lists of texts always have a JSON form.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Removes a file of ours, and the folders that it leaves empty.
fn remove(target: &Path, file: &str) -> Result<(), fs::Error> {
    let place = target.join(file);
    if !fs::link_metadata(&place)?.is_some_and(|meta| meta.is_dir()) {
        fs::remove_file(&place)?;
    }
    let folders = place.ancestors().skip(1).take_while(|folder| *folder != target && folder.starts_with(target));
    for folder in folders {
        if !fs::remove_folder_if_empty(folder)? {
            break;
        }
    }
    Ok(())
}

/// Whether a folder on the way to a file is somebody's link to another place.
fn leads_away(target: &Path, place: &Path) -> Result<bool, fs::Error> {
    for folder in place.ancestors().skip(1).take_while(|folder| *folder != target) {
        if fs::link_metadata(folder)?.is_some_and(|meta| meta.is_symlink()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn path_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn read_manifest(target: &Path) -> Result<Option<Manifest>, fs::Error> {
    let found = fs::read_if_there(&target.join(MANIFEST))?;
    let manifest: Option<Manifest> = found.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    // A path in it that leads out of the target was not written by us.
    let is_safe = |file: &String| !file.starts_with('/') && file.split('/').all(|part| !matches!(part, "" | "." | ".."));
    Ok(manifest.filter(|manifest| manifest.made_by == "readybook" && manifest.files.iter().all(is_safe)))
}

/// The target with every link above it followed; it need not be there yet.
fn settle(target: &Path) -> Result<PathBuf, Problem> {
    if let Some(meta) = fs::metadata(target)? {
        if !meta.is_dir() {
            let message = format!("`{}` is a file", target.display());
            return Err(Problem::Refused(message, "name a folder by `--out`"));
        }
        return Ok(fs::canonical(target)?);
    }
    // Nothing is made before it is known that something may be made here.
    let absolute = std::path::absolute(target).map_err(|cause| fs::Error { verb: "find", path: target.to_owned(), cause })?;
    let is_there = |above: &&Path| fs::metadata(above).is_ok_and(|meta| meta.is_some());
    let there = absolute.ancestors().skip(1).find(is_there).unwrap_or(Path::new("/"));
    let rest = absolute.strip_prefix(there).unwrap_or(&absolute);
    if rest.components().any(|part| part == std::path::Component::ParentDir) {
        let message = format!("`{}` climbs out of a folder that is not there", target.display());
        return Err(Problem::Refused(message, "name a folder by `--out`"));
    }
    Ok(fs::canonical(there)?.join(rest))
}

/// The handbook's own folder, what is in it, what it is in, and the home folder are never written over.
fn refuse_precious(target: &Path, source: &Path) -> Result<(), Problem> {
    let source = fs::canonical(source)?;
    let home = std::env::home_dir().and_then(|home| fs::canonical(&home).ok());
    let is_source = source.starts_with(target)
        || ["content", "checklists", "themes"].iter().any(|folder| {
            let folder = source.join(folder);
            target.starts_with(&folder) || fs::canonical(&folder).is_ok_and(|real| target.starts_with(real))
        });
    let what = if target.parent().is_none() {
        "the top of the file system"
    } else if home.as_deref() == Some(target) {
        "the home folder"
    } else if is_source {
        "where the handbook's sources are"
    } else {
        return Ok(());
    };
    Err(Problem::Refused(format!("`{}` is {what}", target.display()), "name another folder by `--out`"))
}
