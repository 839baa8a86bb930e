//! One run of the program, and what it is expected to have said.
//!
//! Knows processes and texts. What a handbook is made of stands in `handbook.rs`.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

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
    let program = for_everybody();
    if !is_root() {
        return command(program, folder, args);
    }
    let mut command = command(Path::new("setpriv"), folder, &["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(program).args(args);
    command
}

fn command(program: &Path, folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdin(Stdio::null());
    command
}

/// A copy of the program where every user can reach it; a checkout may lie in a private home.
fn for_everybody() -> &'static Path {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("readybook-tests-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        open_to_all(&folder);
        let program = folder.join("readybook");
        std::fs::copy(env!("CARGO_BIN_EXE_readybook"), &program).expect("a copy of the program");
        program
    })
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
pub fn finish(mut command: Command, out: PathBuf) -> Run {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program that starts");
    let stdout = reader(child.stdout.take().expect("a pipe"));
    let stderr = reader(child.stderr.take().expect("a pipe"));
    let code = wait(&mut child);
    let text =
        |reader: thread::JoinHandle<Vec<u8>>| String::from_utf8(reader.join().expect("a reader")).expect("what is said is UTF-8");
    Run { code, stderr: text(stderr), stdout: text(stdout), out }
}

fn reader(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe");
        bytes
    })
}

#[track_caller]
fn wait(child: &mut Child) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    let began = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
        }
        if began.elapsed() > DEADLINE {
            child.kill().expect("a child that can be killed");
            panic!("still running after {} seconds", DEADLINE.as_secs());
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}
