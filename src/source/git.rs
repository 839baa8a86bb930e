//! When each file was last changed, as Git tells it: one `git log` for the whole handbook.
//!
//! The one door to `git`. Where there is none, or no repository, nothing is known and nothing is said. Renames are not
//! followed: a file that was moved changed on the day of the move.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
};

use jiff::{Timestamp, tz::TimeZone};

use super::SourcePath;

/// What Git knows of a handbook's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum History {
    /// No repository, no `git`, or nobody asked.
    #[default]
    Unknown,
    /// A clone that was cut off, so that every date in it could be wrong.
    Shallow,
    /// The day of each file's newest commit, in UTC as an ISO date.
    Known(BTreeMap<SourcePath, String>),
}

/// Asks Git about the folder of a handbook.
#[must_use]
pub fn history(root: &Path) -> History {
    match git(root, &["rev-parse", "--is-shallow-repository"]).as_deref() {
        Some(b"false\n") => {}
        Some(b"true\n") => return History::Shallow,
        _ => return History::Unknown,
    }
    let log = [
        "log",
        "-z",
        "--relative",
        "--name-only",
        "--format=%x01%at",
        "--no-follow",
        "--no-renames",
        "--no-color",
        "--no-ext-diff",
        "--no-show-signature",
        "--",
        "handbook.yaml",
        "content",
        "checklists",
    ];
    git(root, &log).map_or(History::Unknown, |log| History::Known(days(&log)))
}

/// Runs Git in a folder; the folder alone decides which repository it is.
fn git(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
    let output = command.output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// `\x01` and the author's second begin a commit, the newest first; the files that it touched follow, each ended by `\0`.
fn days(log: &[u8]) -> BTreeMap<SourcePath, String> {
    let mut days = BTreeMap::new();
    let mut day = None;
    for piece in log.split(|&byte| byte == 0) {
        let Ok(piece) = std::str::from_utf8(piece) else { continue };
        // A line break parts a commit from its files.
        let piece = piece.strip_prefix('\n').unwrap_or(piece);
        if let Some(second) = piece.strip_prefix('\x01') {
            day = second.trim().parse().ok().and_then(iso_day);
        } else if let Some(day) = day.as_ref().filter(|_| !piece.is_empty()) {
            days.entry(SourcePath::new(piece)).or_insert_with(|| String::clone(day));
        }
    }
    days
}

fn iso_day(second: i64) -> Option<String> {
    Some(Timestamp::from_second(second).ok()?.to_zoned(TimeZone::UTC).date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_that_touched_a_file_counts() {
        let log = b"\x011700000000\0\ncontent/a.md\0content/b c.md\0\0\x011600000000\0\ncontent/a.md\0content/d.md\0";
        let days = days(log);
        let day = |path: &str| days.get(&SourcePath::new(path)).map(String::as_str);
        assert_eq!(day("content/a.md"), Some("2023-11-14"));
        assert_eq!(day("content/b c.md"), Some("2023-11-14"));
        assert_eq!(day("content/d.md"), Some("2020-09-13"));
        assert_eq!(days.len(), 3);
    }

    #[test]
    fn a_repository_knows_its_files_a_shallow_clone_says_so_and_a_folder_knows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (top, inner, cut) = (folder.path(), folder.path().join("full/book"), folder.path().join("cut"));
        let run = |folder: &Path, arguments: &[&str], date: &str| {
            let done = Command::new("git")
                .args(["-c", "user.name=x", "-c", "user.email=x@example.org", "-C"])
                .arg(folder)
                .args(arguments)
                .env("GIT_AUTHOR_DATE", date)
                .output()
                .unwrap();
            assert!(done.status.success(), "{done:?}");
        };
        crate::source::fs::create_folder(&inner.join("content")).unwrap();
        assert_eq!(history(top), History::Unknown);
        run(top, &["init", "-q", "full"], "");
        // Late in the evening in New York it is the next day already in UTC.
        for (text, date) in [("one", "2024-01-01T12:00:00Z"), ("two", "2024-02-02T23:00:00-05:00")] {
            crate::source::fs::write(&inner.join("content/a.md"), text.as_bytes()).unwrap();
            run(&inner, &["add", "."], "");
            run(&inner, &["commit", "-q", "-m", text], date);
        }
        let known = BTreeMap::from([(SourcePath::new("content/a.md"), "2024-02-03".to_owned())]);
        assert_eq!(history(&inner), History::Known(known));
        let from = format!("file://{}", top.join("full").display());
        run(top, &["clone", "-q", "--depth", "1", &from, "cut"], "");
        assert_eq!(history(&cut), History::Shallow);
    }
}
