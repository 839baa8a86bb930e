//! A handbook in a temporary folder, written down file by file; and folders compared both ways.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use snapbox::assert_data_eq;
use tempfile::TempDir;

use crate::run::{Run, finish, open_to_all, readybook, readybook_as_nobody};

/// The day that counts as today, so that no test becomes wrong by waiting.
pub const TODAY: &str = "2026-11-22";

/// The day that counts as today for the shipped handbook: after its last closed edition.
pub const SHIPPED_TODAY: &str = "2026-12-01";

/// A handbook in a temporary folder; it goes away with this value.
pub struct Handbook {
    /// Keeps the folder alive. The handbook lies one below it, so that what is written beside it is seen.
    around: TempDir,
    environment: Vec<(String, String)>,
    /// The day that counts as today.
    today: &'static str,
}

/// A handbook with a title and nothing else.
pub fn handbook() -> Handbook {
    empty().file("handbook.yaml", "title: Test\n")
}

/// A folder with nothing in it.
pub fn empty() -> Handbook {
    let around = TempDir::with_prefix("readybook-").expect("a temporary folder");
    open_to_all(around.path());
    let handbook = Handbook { around, environment: Vec::new(), today: TODAY };
    fs::create_dir(handbook.folder()).expect("a folder");
    handbook
}

/// The shipped handbook: its settings, content and checklists, without a theme of its own.
pub fn shipped() -> Handbook {
    let book = Handbook { today: SHIPPED_TODAY, ..empty() };
    book.put("handbook.yaml", &fs::read(repository("handbook.yaml")).expect("the settings"));
    for folder in ["content", "checklists", "editions"] {
        for (path, bytes) in files(&repository(folder)).into_iter().filter(|(path, _)| !path.ends_with('/')) {
            book.put(&format!("{folder}/{path}"), &bytes);
        }
    }
    book
}

/// The shipped handbook as it was before any edition of it was closed.
pub fn shipped_without_editions() -> Handbook {
    let book = shipped();
    fs::remove_dir_all(book.folder().join("editions")).expect("the editions");
    for (path, bytes) in files(&book.folder().join("checklists")).into_iter().filter(|(path, _)| path.ends_with(".yaml")) {
        let text = String::from_utf8(bytes).expect("text");
        let lines = text.lines().map(|line| if line.starts_with("edition: ") { "edition: 2026-11-23" } else { line });
        let text: String = lines.flat_map(|line| [line, "\n"]).collect();
        book.put(&format!("checklists/{path}"), text.as_bytes());
    }
    book
}

/// A copy of a handbook in a folder.
pub fn copy_of(folder: &Path) -> Handbook {
    let handbook = empty();
    for (path, bytes) in files(folder).into_iter().filter(|(path, _)| !path.ends_with('/')) {
        handbook.put(&path, &bytes);
    }
    handbook
}

impl Handbook {
    /// Where it lies.
    pub fn folder(&self) -> PathBuf {
        self.around.path().join("book")
    }

    /// The folder that it lies in.
    pub fn around(&self) -> &Path {
        self.around.path()
    }

    /// Writes a file.
    #[must_use]
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.put(path, text.as_ref());
        self
    }

    /// Writes a file of a handbook that is in use already.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let place = self.folder().join(path);
        fs::create_dir_all(place.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(place, bytes).expect("a file");
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.folder().join(path)).expect("a file");
    }

    /// Makes no documents of whole parts of the handbook, which take longest.
    #[must_use]
    pub fn without_documents(self) -> Self {
        let settings = fs::read_to_string(self.folder().join("handbook.yaml")).expect("the settings");
        let kept: String = settings.split_inclusive('\n').filter(|line| !line.starts_with("documents: ")).collect();
        assert_ne!(kept, settings, "there were none");
        self.file("handbook.yaml", kept)
    }

    /// Sets a variable of the environment for every run.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// `readybook check`.
    #[track_caller]
    pub fn check(&self) -> Run {
        self.run(&["check", "--as-of", self.today])
    }

    /// `readybook check` with more behind it.
    #[track_caller]
    pub fn check_with(&self, more: &[&str]) -> Run {
        self.run(&[&["check", "--as-of", self.today], more].concat())
    }

    /// `readybook check` as a user without rights.
    #[track_caller]
    pub fn check_as_nobody(&self) -> Run {
        finish(readybook_as_nobody(&self.folder(), &["check", "--as-of", self.today]), self.folder().join("public"))
    }

    /// `readybook build` into `public/`.
    #[track_caller]
    pub fn build(&self) -> Run {
        self.run(&["build"])
    }

    /// `readybook build` with more behind it.
    #[track_caller]
    pub fn build_with(&self, more: &[&str]) -> Run {
        self.run(&[&["build"], more].concat())
    }

    /// Any verb, in the handbook's folder, so that paths in what it says are short.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Run {
        let command = self.command(args);
        let named = args.iter().position(|arg| *arg == "--out").and_then(|at| args.get(at + 1));
        finish(command, self.folder().join(named.unwrap_or(&"public")))
    }

    /// Any verb, not yet begun.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = readybook(&self.folder(), args);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// A built file as text.
    #[track_caller]
    pub fn built(&self, path: &str) -> String {
        let place = self.folder().join("public").join(path);
        fs::read_to_string(&place).unwrap_or_else(|error| panic!("no `{}`: {error}", place.display()))
    }
}

impl Run {
    /// The folder that was written holds exactly the files of `expected`, byte for byte, but for those that are not
    /// `wanted`. `SNAPSHOTS=overwrite` makes `expected` anew.
    #[track_caller]
    pub fn expect_output(&self, expected: &Path, wanted: impl Fn(&str) -> bool) -> &Self {
        let mut made = files(&self.out);
        made.retain(|path, _| wanted(path));
        if std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite") {
            let _ = fs::remove_dir_all(expected);
            for (path, bytes) in &made {
                let place = expected.join(path);
                fs::create_dir_all(place.parent().expect("a file lies in a folder")).expect("a folder");
                fs::write(place, bytes).expect("a file");
            }
        }
        expect_same(&made, &files(expected));
        self
    }
}

/// Every file below a folder with its bytes; what is no file is told as what it is.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.expect("an entry");
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() {
            // An empty folder is a difference as well.
            found.insert(format!("{path}/"), Vec::new());
            collect(&entry.path(), &format!("{path}/"), found);
        } else if kind.is_symlink() {
            let target = fs::read_link(entry.path()).expect("a link");
            found.insert(path, format!("link to {}", target.display()).into_bytes());
        } else {
            found.insert(path, fs::read(entry.path()).expect("a file"));
        }
    }
    // Only empty folders are told; the others show in the paths below them.
    let folders: Vec<String> = found.keys().filter(|path| path.ends_with('/')).cloned().collect();
    for folder in folders {
        if found.keys().any(|path| path.starts_with(&folder) && *path != folder) {
            found.remove(&folder);
        }
    }
}

/// Two folders hold the same: a missing file, one too many and a different one are each a failure.
#[track_caller]
pub fn expect_same(made: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    let missing: Vec<&String> = expected.keys().filter(|path| !made.contains_key(*path)).collect();
    let extra: Vec<&String> = made.keys().filter(|path| !expected.contains_key(*path)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:?}\none too many: {extra:?}");
    for (path, bytes) in made {
        let wanted = &expected[path];
        if bytes != wanted {
            match (std::str::from_utf8(bytes), std::str::from_utf8(wanted)) {
                (Ok(bytes), Ok(wanted)) => {
                    assert_data_eq!(format!("{path}\n{bytes}"), snapbox::IntoData::raw(format!("{path}\n{wanted}")));
                }
                _ => panic!("`{path}` has other bytes"),
            }
        }
    }
}

/// A folder of this repository.
pub fn repository(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}
