//! Opening a file without following a link at any depth, which the standard library cannot ask for.
//!
//! What is opened is what stands at that very path: nobody can put a link in its
//! place between the look at it and the reading.

use std::{io, path::Path};

use rustix::{
    fs::{CWD, Mode, OFlags, ResolveFlags, openat, openat2},
    io::Errno,
};

use super::File;

/// Opens an absolute path that holds no link for reading, without blocking on a pipe.
///
/// # Errors
/// When a part of the path is a link (`ELOOP` or `ENOTDIR`), or it cannot be opened.
pub fn open_no_follow(path: &Path) -> io::Result<File> {
    let resolve = ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match openat2(CWD, path, flags(), Mode::empty(), resolve) {
        Ok(file) => Ok(file.into()),
        // An older kernel, or a sandbox that does not know this call.
        Err(Errno::NOSYS | Errno::PERM) => open_by_parts(path),
        Err(error) => Err(error.into()),
    }
}

/// The same with one `openat` for each folder.
fn open_by_parts(path: &Path) -> io::Result<File> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let through = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut folder = openat(CWD, "/", through, Mode::empty())?;
    for part in path.parent().into_iter().flat_map(Path::components) {
        if let std::path::Component::Normal(part) = part {
            folder = openat(&folder, part, through, Mode::empty())?;
        }
    }
    Ok(openat(&folder, name, flags(), Mode::empty())?.into())
}

fn flags() -> OFlags {
    OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC | OFlags::NOFOLLOW
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::source::fs::{canonical, create_folder, write};

    #[test]
    fn a_real_path_is_opened_and_nothing_that_a_link_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let top = canonical(folder.path()).unwrap();
        create_folder(&top.join("a/b")).unwrap();
        write(&top.join("a/b/file"), b"text").unwrap();
        let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, top.join(at)).unwrap();
        link("a", "folder");
        link("b/file", "a/link");
        let read = |path: &str| {
            let path = top.join(path);
            [open_no_follow(&path), open_by_parts(&path)].map(|file| {
                let mut text = String::new();
                file.ok()?.read_to_string(&mut text).ok()?;
                Some(text)
            })
        };
        assert_eq!(read("a/b/file"), [Some("text".into()), Some("text".into())]);
        for path in ["folder/b/file", "a/link", "a/b/none"] {
            assert_eq!(read(path), [None, None], "{path}");
        }
    }
}
