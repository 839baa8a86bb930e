//! Tells cargo which folders go into the binary, and lists the files of the shipped handbook for `readybook init`: a file that is
//! new or gone must lead to a new build as well.

#![expect(clippy::disallowed_methods, reason = "it runs before there is a `source::fs`")]

use std::{
    env, fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Result,
    path::{Path, PathBuf},
};

/// What `readybook init` writes, as lists of files: the name of the list, the folder that paths begin at, and what of it.
const LISTS: &[(&str, &str, &[&str])] = &[
    ("shipped", "", &["handbook.yaml", "content", "checklists", "editions"]),
    ("minimal", "starter/minimal", &["handbook.yaml", "content", "checklists"]),
    ("around", "starter/around", &["gitignore", ".github", ".gitlab-ci.yml", ".vscode"]),
];

/// What makes this program another one: results of earlier runs are those of the same program.
const PROGRAM: &[&str] = &["Cargo.lock", "Cargo.toml", "build.rs", "derive", "src", "themes/default"];

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=themes/default");
    let variable = |name| PathBuf::from(env::var_os(name).unwrap_or_default());
    let (top, out) = (variable("CARGO_MANIFEST_DIR"), variable("OUT_DIR"));
    println!("cargo::rustc-env=READYBOOK_BUILD={:016x}", fingerprint(&top)?);
    for (list, folder, names) in LISTS {
        let mut files = Vec::new();
        for name in *names {
            let place = top.join(folder).join(name);
            println!("cargo::rerun-if-changed={}", place.display());
            collect(&place, name, &mut files)?;
        }
        let entries: String = files
            .iter()
            .map(|(path, place)| format!("    ({path:?}, include_bytes!({:?})),\n", place.to_string_lossy()))
            .collect();
        fs::write(out.join(format!("{list}.rs")), format!("&[\n{entries}]\n"))?;
    }
    Ok(())
}

/// A fingerprint of the program's sources and of how they are compiled.
fn fingerprint(top: &Path) -> Result<u64> {
    let mut hash = DefaultHasher::new();
    for name in PROGRAM {
        println!("cargo::rerun-if-changed={}", top.join(name).display());
        let mut files = Vec::new();
        collect(&top.join(name), name, &mut files)?;
        for (path, place) in files {
            (path, fs::read(place)?).hash(&mut hash);
        }
    }
    for variable in ["TARGET", "PROFILE", "OPT_LEVEL", "CARGO_CFG_FEATURE"] {
        env::var_os(variable).hash(&mut hash);
    }
    Ok(hash.finish())
}

/// The files at a place, in the order of their paths; none where nothing is.
fn collect(place: &Path, path: &str, files: &mut Vec<(String, PathBuf)>) -> Result<()> {
    if place.is_file() {
        files.push((path.to_owned(), place.to_owned()));
    } else if place.is_dir() {
        let mut inner: Vec<_> = fs::read_dir(place)?.collect::<Result<_>>()?;
        inner.sort_by_key(fs::DirEntry::file_name);
        for entry in inner {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                collect(&entry.path(), &format!("{path}/{name}"), files)?;
            }
        }
    }
    Ok(())
}
