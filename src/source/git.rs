//! The date of the last change of each file, by one `git log` for the whole handbook; and the files of a revision ([`files_at`]).
//!
//! The one door to `git`. Where there is none, or no repository, nothing is known and nothing is said. Renames are not
//! followed: a file that was moved changed on the day of the move.
//!
//! The settings of a repository may be a stranger's: it came in an archive, or lies as a bare one inside of a clone. So Git
//! is told to run nothing that they name, to fetch nothing, and to read no other file that they name.

use std::{
    collections::BTreeMap,
    fmt,
    io::{Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use super::{SETTINGS_FILE, SourcePath, limits};

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

/// A file of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeFile {
    /// Its path, relative to the handbook's folder.
    pub path: SourcePath,
    /// What stands there.
    pub content: TreeContent,
}

/// What stands at a path of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeContent {
    /// A file with these bytes, as they were committed: no filter has changed them.
    Bytes(Vec<u8>),
    /// A file that was not asked for.
    Unread,
    /// A file that is too large to be read; its size in bytes.
    TooLarge(u64),
    /// A symbolic link to this path.
    Link(String),
}

/// Why the files of a revision cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitError {
    /// There is no `git`, or the folder lies in no repository.
    NoRepository,
    /// The repository has no such revision.
    Unknown,
    /// Some of the files are not in this clone.
    Incomplete,
    /// There are more files, or more bytes of text, than a handbook may have.
    TooLarge,
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRepository => "this folder lies in no Git repository",
            Self::Unknown => "the Git repository has no such revision",
            Self::Incomplete => "some of its files are not in this clone",
            Self::TooLarge => "it holds more than a handbook may",
        })
    }
}

impl std::error::Error for GitError {}

/// The files that a revision has in a handbook's folder: those beside the settings, and all in these folders. Only those that `wanted`
/// says are read. The work tree is neither looked at nor touched.
///
/// # Errors
/// When there is no such revision here, or it is not whole.
pub fn files_at(
    root: &Path,
    revision: &str,
    folders: &[&str],
    wanted: &dyn Fn(&SourcePath) -> bool,
) -> Result<Vec<TreeFile>, GitError> {
    let answer = |arguments: &[&str]| output(command("git", root, arguments), PATIENCE);
    answer(&["rev-parse", "--is-inside-work-tree"]).ok_or(GitError::NoRepository)?;
    // A word that begins with a hyphen is a revision all the same, and none that Git has.
    let commit = format!("{revision}^{{commit}}");
    let commit = answer(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).ok_or(GitError::Unknown)?;
    let commit = std::str::from_utf8(&commit).map_err(|_| GitError::Unknown)?.trim();
    let beside = answer(&["ls-tree", "-z", "--long", commit]).ok_or(GitError::Incomplete)?;
    let list = ["ls-tree", "-r", "-z", "--long", commit, "--"];
    let below = answer(&[&list[..], folders].concat()).ok_or(GitError::Incomplete)?;
    let listed: Vec<Listed<'_>> =
        [&beside, &below].into_iter().flat_map(|list| list.split(|&byte| byte == 0)).filter_map(Listed::of).collect();
    if listed.len() > limits::ENTRIES {
        return Err(GitError::TooLarge);
    }
    let is_read = |file: &&Listed<'_>| file.is_link || (file.size <= limits::TEXT_FILE && wanted(&file.path));
    let read: Vec<&Listed<'_>> = listed.iter().filter(is_read).collect();
    if read.iter().map(|file| file.size).sum::<u64>() > limits::TEXT_TOTAL {
        return Err(GitError::TooLarge);
    }
    let ids: String = read.iter().map(|file| format!("{}\n", file.id)).collect();
    let blobs = output_for(command("git", root, &["cat-file", "--batch"]), ids, PATIENCE).ok_or(GitError::Incomplete)?;
    let mut blobs = blobs.as_slice();
    let mut files = Vec::new();
    for file in &listed {
        let content = if is_read(&file) {
            let bytes = next_blob(&mut blobs).ok_or(GitError::Incomplete)?;
            if file.is_link {
                TreeContent::Link(String::from_utf8_lossy(bytes).into_owned())
            } else {
                TreeContent::Bytes(bytes.to_vec())
            }
        } else if wanted(&file.path) {
            TreeContent::TooLarge(file.size)
        } else {
            TreeContent::Unread
        };
        files.push(TreeFile { path: file.path.clone(), content });
    }
    Ok(files)
}

/// A file as `git ls-tree --long` lists it.
struct Listed<'a> {
    /// The id of its blob.
    id: &'a str,
    /// The size of its blob, in bytes.
    size: u64,
    is_link: bool,
    path: SourcePath,
}

impl<'a> Listed<'a> {
    /// Parses `MODE blob ID SIZE<tab>PATH`; `None` for a folder, for another repository, and for a name that is not Unicode.
    fn of(line: &'a [u8]) -> Option<Self> {
        let (facts, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
        let facts: Vec<&str> = facts.split_ascii_whitespace().collect();
        let [mode, "blob", id, size] = facts[..] else { return None };
        // A handbook lies below its folder.
        let path = Some(path).filter(|path| !path.split('/').any(|part| matches!(part, "" | "." | "..")))?;
        Some(Self { id, size: size.parse().ok()?, is_link: mode == "120000", path: SourcePath::new(path) })
    }
}

/// Takes the next blob of `git cat-file --batch`: a line `ID blob SIZE`, the bytes, a line break. `None` where it is missing.
fn next_blob<'a>(output: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = output.iter().position(|&byte| byte == b'\n')?;
    let head = std::str::from_utf8(&output[..end]).ok()?;
    let [_, "blob", size] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
    let rest = &output[end + 1..];
    let (blob, rest) = rest.split_at_checked(size.parse().ok()?)?;
    *output = rest.strip_prefix(b"\n")?;
    Some(blob)
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
fn output(command: Command, patience: Duration) -> Option<Vec<u8>> {
    output_for(command, String::new(), patience)
}

/// [`output`] of a command that reads this text.
fn output_for(mut command: Command, input: String, patience: Duration) -> Option<Vec<u8>> {
    if !input.is_empty() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.stdout(Stdio::piped()).spawn().ok()?;
    if let Some(mut stdin) = child.stdin.take() {
        // It ends with the program; one that ends early needs no more of it.
        thread::spawn(move || stdin.write_all(input.as_bytes()));
    }
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
