//! One run of the program, and what it is expected to have said.
//!
//! Knows processes and texts. What a handbook is made of stands in `handbook.rs`.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use crate::handbook::TODAY;
use snapbox::{Assert, Data, IntoData, assert::DEFAULT_ACTION_ENV};

/// Nothing that the program does takes this long; a run that does is a failure, not a wait.
const DEADLINE: Duration = Duration::from_mins(5);

/// What a run said and how it ended.
#[derive(Debug)]
pub struct Run {
    /// The exit code; 128 and the signal's number for one that was killed.
    pub code: i32,
    /// Its findings.
    pub stderr: String,
    /// Its last line, or its JSON.
    pub stdout: String,
    /// Where it was told to write.
    pub out: PathBuf,
}

impl Run {
    /// All is well: the exit code says so.
    #[track_caller]
    pub fn expect_ok(&self) -> &Self {
        self.expect_code(0)
    }

    /// The content is wrong: the exit code says so.
    #[track_caller]
    pub fn expect_wrong(&self) -> &Self {
        self.expect_code(1)
    }

    /// The command or the world is wrong: the exit code says so.
    #[track_caller]
    pub fn expect_trouble(&self) -> &Self {
        self.expect_code(2)
    }

    #[track_caller]
    fn expect_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "the exit code\n{}{}", self.stderr, self.stdout);
        self
    }

    /// The whole of what was said is this: the findings as they are drawn, then the last line. `[..]` stands for
    /// anything in a line. `SNAPSHOTS=overwrite` writes what is expected, here or in the file that it comes from.
    #[track_caller]
    pub fn expect_findings(&self, expected: impl IntoData) -> &Self {
        Assert::new().normalize_paths(false).action_env(DEFAULT_ACTION_ENV).eq(self.told(), expected);
        self
    }

    /// The same, against a file.
    #[track_caller]
    pub fn expect_told(&self, file: &Path) -> &Self {
        self.expect_findings(Data::read_from(file, None))
    }

    /// Each of these stands somewhere in what was said.
    #[track_caller]
    pub fn expect_mentions(&self, texts: &[&str]) -> &Self {
        let told = format!("{}{}", self.stderr, self.stdout);
        for text in texts {
            assert!(told.contains(text), "`{text}` is not in:\n{told}");
        }
        self
    }

    /// What was said, without the time that it took and without what changes with each template.
    pub fn told(&self) -> String {
        format!("{}{}", self.stderr, self.stdout).split_inclusive('\n').map(without_what_changes).collect()
    }
}

/// ` (0.12 s)` is different each time; the fields of a template and the words of the interface grow with the theme, and
/// the pages that every handbook has with the program.
fn without_what_changes(line: &str) -> String {
    // The tests say themselves which day it is.
    if let Some((before, after)) = line.split_once(&format!(" as of {TODAY} ("))
        && after.ends_with(" s)\n")
    {
        return without_what_changes(&format!("{before} ({after}"));
    }
    if let Some((count, after)) = line.strip_prefix("checked ").and_then(|rest| rest.split_once(" pages, "))
        && count.bytes().all(|byte| byte.is_ascii_digit())
    {
        return without_what_changes(after).replacen("", "checked [..] pages, ", 1);
    }
    if line.trim_start().starts_with("\"pages\": ") {
        return "  \"pages\": [..]\n".into();
    }
    if let Some((before, after)) = line.rsplit_once(" (")
        && after.ends_with(" s)\n")
        && after.starts_with(|c: char| c.is_ascii_digit())
    {
        return format!("{before} ([..] s)\n");
    }
    for growing in ["Available fields: ", "Available variables: ", "the words file lacks ", "English stands in for them; add "] {
        if let Some((before, _)) = line.split_once(growing) {
            return format!("{before}{growing}[..]\n");
        }
    }
    line.to_owned()
}

/// The program, as a command that knows nothing of this machine but where things are.
pub fn readybook(folder: &Path, args: &[&str]) -> Command {
    command(Path::new(env!("CARGO_BIN_EXE_readybook")), folder, args)
}

/// The program as a user without rights: as root, who may read everything, through another user.
pub fn readybook_as_nobody(folder: &Path, args: &[&str]) -> Command {
    if !is_root() {
        return readybook(folder, args);
    }
    let program = for_everybody(folder);
    let mut command = command(Path::new("setpriv"), folder, &["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(program).args(args);
    command
}

fn command(program: &Path, folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdin(Stdio::null());
    command
}

/// The same command, started with every signal as it is by default. A shell sets interrupts aside for what it starts in the
/// background, `nohup` the end of a terminal, and a program keeps to that.
pub fn with_default_signals(command: &Command) -> Command {
    let mut outer = Command::new("env");
    outer.arg("--default-signal").arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    outer
}

/// A copy of the program where every user can reach it; a checkout may lie in a private home. It lies beside the handbook, and
/// goes with it.
fn for_everybody(folder: &Path) -> PathBuf {
    let program = folder.parent().expect("a handbook lies in a folder of its own").join("readybook-for-everybody");
    if !program.exists() {
        // Not by `fs::copy`: a program that another thread starts meanwhile would keep the copy open, and nobody could run it.
        let mut copy = Command::new("cp");
        copy.arg(env!("CARGO_BIN_EXE_readybook")).arg(&program);
        assert!(output(copy).expect("cp").status.success(), "a copy of the program");
    }
    program
}

/// Git in a folder, as nobody in particular: it knows no settings of this machine or of who runs the tests, and asks nothing.
pub fn git(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]);
    command.arg("-C").arg(folder).args(args);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(variable);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").env("GIT_TERMINAL_PROMPT", "0");
    command
}

/// Lets every user into a folder.
pub fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).expect("rights that can be set");
}

/// Whether this is the user who may do everything.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// Runs a command to its end, or fails after a while.
#[track_caller]
pub fn finish(command: Command, out: PathBuf) -> Run {
    let done = output(command).expect("a program that starts");
    let text = |bytes| String::from_utf8(bytes).expect("what is said is UTF-8");
    Run { code: code(done.status), stderr: text(done.stderr), stdout: text(done.stdout), out }
}

/// What a command says and how it ends, as [`Command::output`] tells it; but one that does not end is a failure, not a wait.
///
/// An error is that of a program that could not be started.
#[track_caller]
pub fn output(command: Command) -> io::Result<Output> {
    output_within(DEADLINE, command)
}

#[track_caller]
fn output_within(deadline: Duration, mut command: Command) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = reader(child.stdout.take().expect("a pipe"));
    let stderr = reader(child.stderr.take().expect("a pipe"));
    let status = wait(&mut child, deadline);
    // Whatever it started may outlive it, and hold its pipes.
    let read = |pipe: Receiver<Vec<u8>>| match pipe.recv_timeout(deadline) {
        Ok(bytes) => bytes,
        Err(_) => panic!("it has ended, and something that it started still speaks after {} seconds", deadline.as_secs()),
    };
    Ok(Output { status, stdout: read(stdout), stderr: read(stderr) })
}

fn reader(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe");
        // Nobody listens any more when the test has failed meanwhile.
        let _ = sender.send(bytes);
    });
    receiver
}

/// The exit code; 128 and the signal's number for one that was killed.
fn code(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// Waits for the end of a program; one that does not end in time is ended, and a failure.
#[track_caller]
pub fn wait(child: &mut Child, deadline: Duration) -> ExitStatus {
    let began = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status;
        }
        if began.elapsed() > deadline {
            child.kill().expect("a child that can be killed");
            let _ = child.wait();
            panic!("still running after {} seconds", deadline.as_secs());
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

#[test]
fn a_program_that_does_not_end_or_leaves_somebody_who_speaks_is_a_failure_and_no_wait() {
    for (script, told) in [("exec sleep 20", "still running"), ("sleep 20 & true", "something that it started still speaks")] {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let began = Instant::now();
        let failed = thread::spawn(move || output_within(Duration::from_secs(1), command)).join().expect_err("a failure");
        let said = failed.downcast_ref::<String>().expect("a text");
        assert!(said.contains(told), "{script}: {said}");
        assert!(began.elapsed() < Duration::from_secs(15), "{script}: it was waited for");
    }
}
