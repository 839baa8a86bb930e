//! `tests/run` on machines that lack something: each thing to do is one line, and nothing is fetched or compiled before.
//!
//! A machine is a folder of programs: Debian's base, as far as the script needs it, and stand-ins that say what a test wants.
//! Root may install packages where there is `apt-get`; there is none here, so all users are alike.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::Command,
};

use tempfile::TempDir;

use crate::{
    handbook::repository,
    run::{Run, finish, output},
};

/// What Debian's base has of the programs that `tests/run` calls.
const BASE: [&str; 8] = ["bash", "dirname", "head", "id", "mkdir", "sed", "sort", "true"];

/// A fresh clone with these stand-ins on the machine: a name, and the shell script behind it.
struct Machine(TempDir);

impl Machine {
    fn with(programs: &[(&str, &str)]) -> Self {
        let folder = TempDir::with_prefix("readybook-machine-").expect("a temporary folder");
        for part in ["bin", "clone/tests"] {
            fs::create_dir_all(folder.path().join(part)).expect("a folder");
        }
        for file in ["tests/run", "Cargo.toml"] {
            fs::copy(repository(file), folder.path().join("clone").join(file)).expect("a file of this repository");
        }
        for name in BASE {
            let place = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(name)).into_iter().find(|path| path.exists());
            symlink(place.expect("a program of Debian's base"), folder.path().join("bin").join(name)).expect("a link");
        }
        let machine = Self(folder);
        for (name, script) in programs {
            let path = machine.0.path().join("bin").join(name);
            let _ = fs::remove_file(&path);
            fs::write(&path, format!("#!/bin/sh\necho \"{name} $*\" >>'{}'\n{script}\n", machine.log().display()))
                .expect("a program");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("rights");
        }
        machine
    }

    fn log(&self) -> std::path::PathBuf {
        self.0.path().join("calls")
    }

    fn tests_run(&self) -> Run {
        let clone = self.0.path().join("clone");
        let mut command = Command::new("/bin/bash");
        command.arg("tests/run").current_dir(&clone).env_clear().env("PATH", self.0.path().join("bin")).env("HOME", &clone);
        // Certificates are not looked for by name.
        command.env("SSL_CERT_FILE", "/dev/null");
        finish(command, clone)
    }

    /// These are the things to do, each in its line; nothing was made, and nothing asked but for versions.
    #[track_caller]
    fn expect_to_do(&self, expected: &[&str]) {
        let run = self.tests_run();
        let told: Vec<&str> = run.stderr.lines().filter_map(|line| line.strip_prefix("tests/run: ")).collect();
        assert_eq!((run.code, &told[..]), (1, expected), "{}{}", run.stdout, run.stderr);
        assert!(!run.out.join("target").exists(), "something was made");
        let calls = fs::read_to_string(self.log()).unwrap_or_default();
        let compiles = |call: &&str| call.starts_with("cargo ") && !call.ends_with("--version");
        assert_eq!(calls.lines().find(compiles), None, "{calls}");
    }
}

/// Stand-ins for all that is needed, each as it should be, but for those that are given.
fn complete_but(others: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut programs = vec![
        ("cargo", "exit 0"),
        ("rustc", "echo 'rustc 99.0.0 (0123456 2030-01-01)'"),
        ("node", "[ \"$1\" = --version ] && echo v99.0.0; exit 0"),
        ("git", "echo false"),
        ("fc-list", "echo '/usr/share/fonts/a.ttf: Liberation Sans:style=Regular'"),
    ];
    let tools = ["cc", "npm", "python3", "openssl", "mount", "unshare", "setpriv", "pdftotext", "qpdf"];
    programs.extend(tools.into_iter().chain(["chromium", "chromium-headless-shell", "firefox-esr"]).map(|name| (name, "exit 0")));
    programs.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    programs.extend(others.iter().filter(|(_, script)| !script.is_empty()));
    programs
}

#[test]
fn on_a_machine_with_nothing_each_thing_to_do_is_a_line() {
    Machine::with(&[]).expect_to_do(&[
        "Rust is missing (`cargo`, `rustc`): install 1.95 or later, as README.md says",
        "packages are missing that this user may not install: as root, apt-get install build-essential git nodejs npm python3 openssl \
         mount util-linux poppler-utils qpdf chromium chromium-headless-shell firefox-esr python3-venv \
         fonts-liberation",
    ]);
}

#[test]
fn what_is_too_old_or_only_in_part_there_is_a_line_of_its_own() {
    for (programs, told) in [
        (
            ("rustc", "echo 'rustc 1.94.1 (0123456 2030-01-01)'"),
            "Rust 1.94.1 is too old: install 1.95 or later, as README.md says",
        ),
        (("cargo", "[ \"$1\" != fmt ]"), "`rustfmt` is missing: rustup component add rustfmt"),
        (("cargo", "[ \"$1\" != clippy ]"), "`clippy` is missing: rustup component add clippy"),
        (
            ("node", "[ \"$1\" = --version ] && echo v18.20.4 && exit; exit 1"),
            "Node v18.20.4 is not one that the tools can use: install 20.19, 22.16, 24 or later",
        ),
        (("git", "echo true"), "this clone was cut off: git fetch --unshallow"),
        (
            ("git", "echo 'fatal: not a git repository'; exit 128"),
            "this folder has to be a clone that Git reads: fatal: not a git repository",
        ),
        (("qpdf", ""), "packages are missing that this user may not install: as root, apt-get install qpdf"),
        (
            ("fc-list", "echo '/usr/share/fonts/a.ttf: DejaVu Sans:style=Book'"),
            "packages are missing that this user may not install: as root, apt-get install fonts-liberation",
        ),
        (("python3", "exit 1"), "packages are missing that this user may not install: as root, apt-get install python3-venv"),
    ] {
        Machine::with(&complete_but(&[programs])).expect_to_do(&[told]);
    }
}

#[test]
fn packages_that_cannot_be_installed_are_told() {
    // There is no network, or no such package; root asks by itself, anybody else through `sudo`.
    let sudo = ("sudo", "[ \"$1\" = -n ] && shift; exec \"$@\"");
    let machine = Machine::with(&complete_but(&[("qpdf", ""), ("apt-get", "exit 100"), sudo]));
    machine.expect_to_do(&["packages could not be installed: as root, apt-get install qpdf"]);
}

#[test]
fn what_rustup_can_add_is_added_and_what_it_cannot_is_told() {
    let cargo = ("cargo", "[ \"$1\" != fmt ] || [ -e added ]");
    let machine = Machine::with(&complete_but(&[cargo, ("rustup", "exit 1")]));
    machine.expect_to_do(&["`rustfmt` is missing: rustup component add rustfmt"]);
    let machine =
        Machine::with(&complete_but(&[cargo, ("rustup", "[ \"$*\" = 'component add rustfmt' ] && : >added"), ("cc", "")]));
    machine.expect_to_do(&["packages are missing that this user may not install: as root, apt-get install build-essential"]);
}

#[test]
fn every_script_of_the_tests_can_be_parsed_and_knows_no_machine() {
    for script in ["tests/run", "tests/fresh", ".ci/run"] {
        let mut command = Command::new("bash");
        command.arg("-n").arg(repository(script));
        assert!(output(command).expect("bash").status.success(), "{script}");
        let text = fs::read_to_string(repository(script)).expect("a script");
        assert_eq!(text.lines().find(|line| line.contains("://")), None, "{script} names an address");
    }
}
