//! The date of the last change of each file, by one `git log` for the whole handbook.
//!
//! The one door to `git`. Where there is none, or no repository, nothing is known and nothing is said. Renames are not
//! followed: a file that was moved changed on the day of the move.
//!
//! The settings of a repository may be a stranger's: it came in an archive, or lies as a bare one inside of a clone. So Git
//! is told to run nothing that they name, to fetch nothing, and to read no other file that they name.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use super::{SETTINGS_FILE, SourcePath};

/// Settings that are stronger than those of the repository.
const SETTINGS: &[&str] = &[
    // A folder that looks like the inside of a repository is a folder.
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "log.mailmap=false",
    // Without it a file that came with the first commit has no day.
    "log.showRoot=true",
];

/// What is in the environment beside what the user has there. A repository can allow itself any protocol by its settings,
/// so that only this list, which is empty, keeps it from fetching what it lacks by a command of its own. A Git that is too
/// old for the second variable is held by the first one.
const ENVIRONMENT: &[(&str, &str)] =
    &[("GIT_ALLOW_PROTOCOL", ""), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0")];

/// What the user's own `GIT_*` variables may say: where the settings of the user and of the machine are, where a search for
/// a repository ends, and where the parts of Git are. All others would lead to another repository or to other words.
const PASSING: &[&str] =
    &["GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH", "GIT_TRACE"];

/// Git is silent while it walks through a long history. One that says nothing for so long waits for something that never
/// comes, such as the writer of a named pipe.
const PATIENCE: Duration = Duration::from_mins(5);

/// The dates of a handbook's files by `git log`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum History {
    /// No repository, no `git`, no answer, or Git was not asked.
    #[default]
    Unknown,
    /// A clone that was cut off, so that every date in it could be wrong.
    Shallow,
    /// The author date of the newest commit that touched each file: `YYYY-MM-DD` (ISO 8601), in UTC.
    Known(BTreeMap<SourcePath, String>),
}

/// Runs Git in the handbook's folder, and blocks until it has ended or been silent for five minutes. Every failure is
/// [`History::Unknown`]. Paths are relative to `root`.
#[must_use]
pub fn history(root: &Path) -> History {
    ask("git", root, PATIENCE)
}

/// [`history`] with the program `git` and with the longest silence that is waited for.
fn ask(git: &str, root: &Path, patience: Duration) -> History {
    let answer = |arguments: &[&str]| output(command(git, root, arguments), patience);
    match answer(&["rev-parse", "--is-shallow-repository"]).as_deref() {
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
        "--no-textconv",
        "--no-show-signature",
        "--no-mailmap",
        "--no-notes",
        "--no-decorate",
        "--no-diff-merges",
        "-O/dev/null",
        "--",
        SETTINGS_FILE,
        "content",
        "checklists",
    ];
    answer(&log).map_or(History::Unknown, |log| History::Known(days(&log)))
}

/// Git in a folder; the folder alone decides which repository it is.
fn command(git: &str, root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(git);
    command.arg("-C").arg(root).arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let name_of_git = name.to_str().filter(|name| name.starts_with("GIT_"));
        if name_of_git.is_some_and(|name| !PASSING.iter().any(|passing| name.starts_with(passing))) {
            command.env_remove(&name);
        }
    }
    command.envs(ENVIRONMENT.iter().copied());
    command
}

/// The standard output of a command; `None` when it cannot be started, fails, or writes nothing for `patience`.
fn output(mut command: Command, patience: Duration) -> Option<Vec<u8>> {
    let mut child = command.stdout(Stdio::piped()).spawn().ok()?;
    let output = read(&mut child, patience);
    if output.is_none() {
        // It may have ended by itself meanwhile.
        let _ = child.kill();
    }
    let status = child.wait().ok()?;
    output.filter(|_| status.success())
}

fn read(child: &mut Child, patience: Duration) -> Option<Vec<u8>> {
    let mut pipe = child.stdout.take()?;
    let (tell, told) = channel();
    // It ends with the pipe, at the latest when the program does.
    thread::spawn(move || {
        let mut piece = vec![0; 1 << 16];
        while let Ok(count @ 1..) = pipe.read(&mut piece) {
            if tell.send(piece[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut output = Vec::new();
    loop {
        match told.recv_timeout(patience) {
            Ok(piece) => output.extend(piece),
            Err(RecvTimeoutError::Disconnected) => return Some(output),
            Err(RecvTimeoutError::Timeout) => return None,
        }
    }
}

/// Parses the log: `\x01` and the author date in Unix seconds begin a commit, the newest first; the paths that it touched
/// follow, each ended by `\0`.
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

    #[test]
    fn a_git_that_says_nothing_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let run = |program: &str, arguments: &[&str]| {
            let done = Command::new(program).args(arguments).current_dir(folder.path()).output().unwrap();
            assert!(done.status.success(), "{done:?}");
        };
        run("git", &["init", "-q"]);
        run("mkfifo", &["pipe"]);
        run("git", &["config", "include.path", "../pipe"]);
        assert_eq!(ask("git", folder.path(), Duration::from_millis(200)), History::Unknown);
    }
}
