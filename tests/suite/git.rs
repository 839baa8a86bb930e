//! Git and a stranger's repository: nothing that its settings name is run, fetched or waited for.
//!
//! Each trap leaves a file when it is sprung. A plain Git springs every one of them, so that a trap which does nothing proves
//! nothing. The first Git of the machine is tried, and the one of its distribution if that is another one.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::handbook::{Handbook, handbook};

/// The folders of each Git of this machine that a test can be sure of.
fn gits() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").expect("a path");
    let first = std::env::split_paths(&path).find(|folder| folder.join("git").exists()).expect("git");
    let mut folders = vec![first];
    let own = PathBuf::from("/usr/bin");
    if own.join("git").exists() && !folders.contains(&own) {
        folders.push(own);
    }
    folders
}

/// A handbook in a repository full of traps.
struct Trapped {
    git: PathBuf,
    book: Handbook,
}

impl Trapped {
    /// Its history is whole, and every setting of it is a trap.
    fn new(git: &Path) -> Self {
        let path = format!("{}:/usr/bin:/bin", git.display());
        let book = handbook()
            .with("PATH", &path)
            .file("content/index.md", "# Home\n\nOne.\n")
            .file(".gitattributes", "*.md diff=trap merge=trap filter=trap\n");
        let trapped = Self { git: git.to_owned(), book };
        fs::create_dir(trapped.sprung_folder()).expect("a folder");
        let around = trapped.book.around().to_owned();
        trapped.run(&["init", "-q", "-b", "main"]);
        trapped.run(&["add", "-A"]);
        trapped.run(&["commit", "-q", "-m", "one"]);
        for (branch, text) in [("side", "Two."), ("main", "Three.")] {
            trapped.run(&["checkout", "-q", "-B", branch, "main"]);
            trapped.book.put("content/index.md", format!("# Home\n\n{text}\n").as_bytes());
            trapped.run(&["commit", "-q", "-a", "-m", branch]);
        }
        trapped.run(&["checkout", "-q", "side~0"]);
        trapped.run(&["merge", "-q", "-s", "ours", "main", "-m", "merge"]);
        trapped.run(&["checkout", "-q", "-B", "main"]);
        trapped.sign();
        // Another repository, from which objects are borrowed.
        fs::create_dir(around.join("other")).expect("a folder");
        trapped.run_in(&around.join("other"), &["init", "-q", "-b", "main"]);
        trapped.run_in(&around.join("other"), &["commit", "-q", "--allow-empty", "-m", "x"]);
        let borrowed = format!("{}\n", around.join("other/.git/objects").display());
        trapped.book.put(".git/objects/info/alternates", borrowed.as_bytes());
        trapped.set();
        trapped
    }

    fn sprung_folder(&self) -> PathBuf {
        self.book.around().join("sprung")
    }

    /// The traps that were sprung since somebody asked last.
    fn sprung(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.sprung_folder()).expect("a folder");
        let names: BTreeSet<String> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
        for name in &names {
            fs::remove_file(self.sprung_folder().join(name)).expect("a file");
        }
        names
    }

    fn git_in(&self, folder: &Path, args: &[&str]) -> Output {
        let mut command = Command::new(self.git.join("git"));
        command.arg("-C").arg(folder).args(["-c", "user.name=x", "-c", "user.email=x@example.org"]).args(args);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_AUTHOR_DATE", "2026-03-01T12:00:00Z").stdin(Stdio::null());
        command.output().expect("git")
    }

    fn run_in(&self, folder: &Path, args: &[&str]) -> String {
        let done = self.git_in(folder, args);
        assert!(done.status.success(), "{args:?}: {done:?}");
        String::from_utf8(done.stdout).expect("UTF-8").trim().to_owned()
    }

    fn run(&self, args: &[&str]) -> String {
        self.run_in(&self.book.folder(), args)
    }

    /// The newest commit gets a signature that somebody has to look at.
    fn sign(&self) {
        let mut signed = String::new();
        for line in self.run(&["cat-file", "commit", "HEAD"]).lines() {
            signed.push_str(line);
            signed.push('\n');
            if line.starts_with("committer ") {
                signed.push_str("gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n");
            }
        }
        let place = self.book.around().join("signed");
        fs::write(&place, signed).expect("a file");
        let id = self.run(&["hash-object", "-t", "commit", "-w", &place.display().to_string()]);
        self.run(&["update-ref", "HEAD", &id]);
    }

    /// Every setting that names a command.
    fn set(&self) {
        let sprung = self.sprung_folder().display().to_string();
        let tools = self.book.around().join("tools");
        let program = |path: &str, trap: &str| {
            let place = tools.join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(&place, format!("#!/bin/sh\ntouch {sprung}/{trap}\nexit 1\n")).expect("a file");
            fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).expect("rights");
            place.display().to_string()
        };
        program("hooks/reference-transaction", "hook");
        program("hooks/post-index-change", "hook");
        let shell = |trap: &str, then: &str| format!("touch {sprung}/{trap}; {then}");
        let external = |trap: &str| format!("sh -c touch% {sprung}/{trap}");
        let settings = [
            ("core.pager", shell("pager", "cat")),
            ("pager.log", "true".into()),
            ("core.fsmonitor", shell("fsmonitor", "false")),
            ("core.alternateRefsCommand", shell("alternates", ":")),
            ("core.hooksPath", tools.join("hooks").display().to_string()),
            ("gpg.program", program("gpg", "gpg")),
            ("log.showSignature", "true".into()),
            ("log.diffMerges", "remerge".into()),
            ("diff.external", shell("external", ":")),
            ("diff.trap.textconv", shell("textconv", "cat")),
            ("merge.trap.driver", shell("merge", "exit 1; : %O")),
            ("filter.trap.clean", shell("filter", "cat")),
            ("filter.trap.smudge", shell("filter", "cat")),
            ("alias.log", format!("!touch {sprung}/alias")),
            ("alias.rev-parse", format!("!touch {sprung}/alias")),
            // Whence objects are fetched that are not there: one remote after the other is tried.
            ("protocol.allow", "always".into()),
            ("protocol.ext.allow", "always".into()),
            ("remote.a.url", format!("ext::{}", external("ext"))),
            ("remote.b.url", "ssh://127.0.0.1/x".into()),
            ("core.sshCommand", shell("ssh", ":")),
            ("remote.c.url", self.book.around().join("other").display().to_string()),
            ("remote.c.uploadpack", shell("uploadpack", ":")),
            ("remote.d.url", external("helper")),
            ("remote.d.vcs", "ext".into()),
            ("remote.e.url", "git://127.0.0.1:9/x".into()),
            ("core.gitProxy", program("proxy", "proxy")),
        ];
        for (key, value) in settings {
            self.run(&["config", key, &value]);
        }
        for remote in ["a", "b", "c", "d", "e"] {
            self.run(&["config", &format!("remote.{remote}.promisor"), "true"]);
        }
        self.sprung();
    }

    /// Takes out the folder `content` of the newest commit, so that Git has to fetch it.
    fn tear(&self) {
        let id = self.run(&["rev-parse", "HEAD:content"]);
        fs::remove_file(self.book.folder().join(".git/objects").join(&id[..2]).join(&id[2..])).expect("an object");
    }

    /// What a plain Git springs, so that none of the traps is one by name only.
    #[track_caller]
    fn expect_armed(&self, folder: &Path, ways: &[(&[&str], &[&str])]) {
        for (args, traps) in ways {
            self.git_in(folder, args);
            let sprung = self.sprung();
            for trap in *traps {
                assert!(sprung.contains(*trap), "{} {args:?} does not spring `{trap}`: {sprung:?}", self.git.display());
            }
        }
    }

    /// Every verb that asks Git springs none.
    #[track_caller]
    fn expect_harmless(&self, folder: &str) {
        for verb in ["check", "build"] {
            self.book.run(&[verb, folder]).expect_ok();
            assert_eq!(self.sprung(), BTreeSet::new(), "{verb} with {}", self.git.display());
        }
        // In the folder itself, for a revision is one of the handbook in the current folder; some of its objects may be missing.
        if folder == "." {
            let compared = self.book.run(&["diff", "HEAD", "."]);
            assert!(matches!(compared.code, 0 | 2), "{compared:?}");
            assert_eq!(self.sprung(), BTreeSet::new(), "diff with {}", self.git.display());
        }
    }
}

/// What makes a plain Git fetch, and what it runs for it.
const FETCHING: (&[&str], &[&str]) =
    (&["log", "--name-only", "--no-show-signature", "--", "content"], &["ext", "ssh", "uploadpack", "helper", "proxy"]);

#[test]
fn nothing_is_run_that_the_settings_of_a_repository_from_an_archive_name() {
    for git in gits() {
        let trapped = Trapped::new(&git);
        let folder = trapped.book.folder();
        // The repository is whole, and so is what is known of it.
        trapped.expect_harmless(".");
        assert!(trapped.book.built("recent.html").contains("2026-03-01"));
        trapped.book.run(&["diff", "HEAD", "."]).expect_ok();
        trapped.expect_armed(
            &folder,
            &[
                (&["log", "-m", "--name-only"], &["gpg", "merge"]),
                (&["log", "-p", "--ext-diff"], &["external"]),
                (&["log", "-p"], &["textconv"]),
                (&["status"], &["fsmonitor"]),
                (&["cat-file", "--filters", "HEAD:content/index.md"], &["filter"]),
                (&["rev-list", "--alternate-refs", "--count", "HEAD"], &["alternates"]),
                (&["update-ref", "refs/heads/x", "HEAD"], &["hook"]),
            ],
        );
        trapped.tear();
        trapped.expect_armed(&folder, &[FETCHING]);
        trapped.expect_harmless(".");
        trapped.book.run(&["diff", "HEAD", "."]).expect_trouble().expect_mentions(&["some of its files are not in this clone"]);
    }
}

#[test]
fn a_file_that_points_to_a_repository_elsewhere_makes_it_no_better() {
    for git in gits() {
        let trapped = Trapped::new(&git);
        trapped.tear();
        let elsewhere = trapped.book.around().join("elsewhere");
        fs::rename(trapped.book.folder().join(".git"), &elsewhere).expect("a folder");
        trapped.book.put(".git", format!("gitdir: {}\n", elsewhere.display()).as_bytes());
        trapped.expect_armed(&trapped.book.folder(), &[FETCHING]);
        trapped.expect_harmless(".");
    }
}

#[test]
fn a_folder_of_a_clone_that_looks_like_the_inside_of_a_repository_is_a_folder() {
    for git in gits() {
        let trapped = Trapped::new(&git);
        trapped.tear();
        let folder = trapped.book.folder();
        trapped.run(&["config", "core.bare", "true"]);
        for name in ["HEAD", "config", "objects", "refs"] {
            fs::rename(folder.join(".git").join(name), folder.join(name)).expect("a part of a repository");
        }
        fs::remove_dir_all(folder.join(".git")).expect("a folder");
        let git = |folder: &Path, args: &[&str]| trapped.run_in(folder, args);
        let outer = trapped.book.around().join("outer");
        fs::create_dir(&outer).expect("a folder");
        fs::rename(&folder, outer.join("docs")).expect("a folder");
        git(&outer, &["init", "-q", "-b", "main"]);
        git(&outer, &["add", "-A", "-f"]);
        git(&outer, &["commit", "-q", "-m", "all of it"]);
        git(trapped.book.around(), &["clone", "-q", "outer", "book"]);
        let inner = folder.join("docs");
        trapped.expect_armed(&inner, &[FETCHING]);
        trapped.expect_harmless("docs");
        // What is known is what the clone around it knows.
        let recent = fs::read_to_string(inner.join("public/recent.html")).unwrap_or_default();
        assert!(recent.contains("2026-03-01") || recent.is_empty(), "{recent}");
    }
}

#[test]
fn files_that_the_settings_of_a_repository_name_are_not_waited_for() {
    for git in gits() {
        let trapped = Trapped::new(&git);
        let pipe = trapped.book.around().join("pipe").display().to_string();
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        for key in ["mailmap.file", "diff.orderFile", "core.attributesFile", "core.excludesFile", "commit.template"] {
            trapped.run(&["config", key, &pipe]);
        }
        trapped.expect_harmless(".");
        assert!(trapped.book.built("recent.html").contains("2026-03-01"));
    }
}

#[test]
fn variables_of_the_users_git_lead_to_no_other_repository() {
    for git in gits() {
        let trapped = Trapped::new(&git);
        trapped.book.build().expect_ok();
        let known = trapped.book.built("recent.html");
        let Trapped { git, mut book } = trapped;
        let other = book.around().join("other/.git");
        let other = other.to_str().expect("UTF-8").to_owned();
        let sprung = book.around().join("sprung");
        for (name, value) in [
            ("GIT_DIR", other.as_str()),
            ("GIT_COMMON_DIR", &other),
            ("GIT_WORK_TREE", &other),
            ("GIT_OBJECT_DIRECTORY", &format!("{other}/objects")),
            ("GIT_INDEX_FILE", "nowhere"),
            ("GIT_NAMESPACE", "x"),
            ("GIT_PREFIX", "x"),
            ("GIT_SHALLOW_FILE", &format!("{other}/HEAD")),
            ("GIT_LITERAL_PATHSPECS", "1"),
            ("GIT_DEFAULT_HASH", "sha256"),
            ("GIT_ALLOW_PROTOCOL", "ext:file:ssh"),
            ("GIT_EXTERNAL_DIFF", &format!("touch {}/variable;:", sprung.display())),
            ("GIT_SSH_COMMAND", &format!("touch {}/variable;:", sprung.display())),
        ] {
            book = book.with(name, value);
        }
        let trapped = Trapped { git, book };
        trapped.expect_harmless(".");
        assert_eq!(trapped.book.built("recent.html"), known);
        trapped.tear();
        trapped.expect_harmless(".");
    }
}
