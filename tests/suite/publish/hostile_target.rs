//! What somebody puts into a handbook's folder, or into a target, for a build to trip over: forged work folders, links at
//! every depth, files of every kind in the way. Nothing of it is believed, followed, replaced or waited for.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{
        fs::{FileTypeExt as _, symlink},
        net::UnixListener,
    },
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use super::book;
use crate::handbook::Handbook;

/// Everything below a folder, pipes and sockets and links as what they are.
fn seen(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().expect("a kind");
            let what = if kind.is_dir() {
                collect(&entry.path(), &format!("{path}/"), found);
                b"a folder".to_vec()
            } else if kind.is_symlink() {
                format!("a link to {}", fs::read_link(entry.path()).expect("a link").display()).into_bytes()
            } else if kind.is_file() {
                fs::read(entry.path()).expect("a file")
            } else {
                format!("pipe: {}, socket: {}", kind.is_fifo(), kind.is_socket()).into_bytes()
            };
            found.insert(path, what);
        }
    }
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

#[track_caller]
fn expect_untouched(after: &BTreeMap<String, Vec<u8>>, before: &BTreeMap<String, Vec<u8>>) {
    let changed: Vec<&String> = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(changed.is_empty(), "touched: {changed:?}");
}

/// What may stand in the way.
#[derive(Debug, Clone, Copy)]
enum Obstacle {
    File,
    /// To a folder with a file of somebody's.
    Link,
    /// To a file of somebody's.
    LinkToFile,
    DanglingLink,
    /// To a name beside it that leads back.
    CircularLink,
    Pipe,
    Socket,
    Folder,
}

const OBSTACLES: [Obstacle; 8] = [
    Obstacle::File,
    Obstacle::Link,
    Obstacle::LinkToFile,
    Obstacle::DanglingLink,
    Obstacle::CircularLink,
    Obstacle::Pipe,
    Obstacle::Socket,
    Obstacle::Folder,
];

/// A folder of somebody's, two folders above the target, with files called as a build would call them.
fn victim(book: &Handbook) -> std::path::PathBuf {
    let victim = book.around().join("victim");
    fs::create_dir_all(victim.join("stage")).expect("a folder");
    for name in ["keep.txt", "a.html", "index.html", "0", "lock", "stage/keep.txt", ".readybook.json"] {
        fs::write(victim.join(name), format!("mine: {name}\n")).expect("a file");
    }
    victim
}

/// Puts something in the way.
fn put(book: &Handbook, obstacle: Obstacle, place: &Path) {
    let victim = victim(book);
    if let Ok(meta) = fs::symlink_metadata(place) {
        if meta.is_dir() { fs::remove_dir_all(place) } else { fs::remove_file(place) }.expect("a free place");
    }
    fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
    match obstacle {
        Obstacle::File => fs::write(place, "mine\n").expect("a file"),
        Obstacle::Link => symlink(&victim, place).expect("a link"),
        Obstacle::LinkToFile => symlink(victim.join("keep.txt"), place).expect("a link"),
        Obstacle::DanglingLink => symlink(book.around().join("nowhere/at/all"), place).expect("a link"),
        Obstacle::CircularLink => symlink(place.file_name().expect("a name"), place).expect("a link"),
        Obstacle::Pipe => assert!(Command::new("mkfifo").arg(place).status().expect("mkfifo").success()),
        Obstacle::Socket => drop(UnixListener::bind(place).expect("a socket")),
        Obstacle::Folder => {
            fs::create_dir(place).expect("a folder");
            fs::write(place.join("notes.txt"), "mine\n").expect("a file");
        }
    }
}

/// Builds; nothing but what the build itself makes may be different afterwards. Returns the exit code and what was said.
#[track_caller]
fn build(book: &Handbook, what: &str) -> (i32, String) {
    let began = Instant::now();
    let run = book.build();
    assert!(began.elapsed() < Duration::from_secs(60), "{what}: it was waited for");
    (run.code, run.told())
}

/// A target with something in the way is refused with words that name it and what to do, and nothing is touched.
#[track_caller]
fn expect_refused(book: &Handbook, what: &str, named: &str) {
    let before = seen(book.around());
    let (code, told) = build(book, what);
    assert_eq!(code, 2, "{what}\n{told}");
    assert!(told.contains(named) && told.contains("  = help: "), "{what}: {named} is not named\n{told}");
    expect_untouched(&seen(book.around()), &before);
}

#[test]
fn a_target_that_is_no_folder_is_refused_whatever_it_is() {
    for obstacle in OBSTACLES.into_iter().filter(|obstacle| !matches!(obstacle, Obstacle::Folder)) {
        let book = book();
        put(&book, obstacle, &book.folder().join("public"));
        expect_refused(&book, &format!("{obstacle:?}"), "/book/public`");
    }
}

#[test]
fn a_target_below_a_link_that_came_with_the_handbook_is_refused() {
    let book = book();
    let victim = victim(&book);
    symlink(&victim, book.folder().join("way")).expect("a link");
    let before = seen(book.around());
    for out in ["way", "way/", "way/new", "./way/new/deep", "way/stage"] {
        book.build_with(&["--out", out]).expect_trouble().expect_mentions(&["/book/way` is a link", "help: "]);
    }
    expect_untouched(&seen(book.around()), &before);
}

#[test]
fn a_link_in_the_clone_around_the_handbook_came_with_it() {
    let book = book();
    let victim = victim(&book);
    fs::create_dir(book.around().join(".git")).expect("a folder");
    symlink(&victim, book.around().join("site")).expect("a link");
    let before = seen(book.around());
    book.build_with(&["--out", "../site/new"]).expect_trouble().expect_mentions(&["/site` is a link"]);
    expect_untouched(&seen(book.around()), &before);
}

#[test]
fn a_link_above_the_target_that_is_the_users_own_is_followed() {
    let book = book();
    fs::create_dir(book.around().join("disk")).expect("a folder");
    symlink(book.around().join("disk"), book.around().join("www")).expect("a link");
    book.build_with(&["--out", "../www/site"]).expect_ok();
    assert!(book.around().join("disk/site/index.html").exists());
    symlink(book.around().join("disk/site"), book.around().join("live")).expect("a link");
    book.build_with(&["--out", "../live"]).expect_trouble().expect_mentions(&["where a link leads", "not a link to it"]);
}

#[test]
fn the_list_of_our_files_is_read_from_a_file_and_from_nothing_else() {
    for obstacle in OBSTACLES.into_iter().filter(|obstacle| !matches!(obstacle, Obstacle::File)) {
        let book = book();
        book.build().expect_ok();
        let list = book.folder().join("public/.readybook.json");
        let real = fs::read(&list).expect("the list");
        put(&book, obstacle, &list);
        // A link to a list that would be believed is no better.
        fs::write(book.around().join("victim/.readybook.json"), &real).expect("a file");
        fs::write(book.around().join("victim/keep.txt"), &real).expect("a file");
        book.put("content/guides/b.md", b"# B changed\n");
        expect_refused(&book, &format!("{obstacle:?}"), "public/.readybook.json`");
    }
}

#[test]
fn what_stands_in_the_place_of_a_file_or_of_a_folder_is_refused_and_stays() {
    for obstacle in OBSTACLES {
        // A file that was there before, a new one, a folder that was there before, a new one, and one further down.
        for place in ["guides/b.html", "new.html", "guides", "more", "deep/er"] {
            if matches!((obstacle, place), (Obstacle::Folder, "guides" | "more" | "deep/er")) {
                continue;
            }
            let book = book();
            book.put("content/deep/page.md", b"# Deep\n");
            book.build().expect_ok();
            put(&book, obstacle, &book.folder().join("public").join(place));
            book.put("content/guides/b.md", b"# B changed\n");
            book.put("content/guides/c.md", b"# C\n");
            book.put("content/new.md", b"# New\n");
            book.put("content/more/page.md", b"# More\n");
            book.put("content/deep/er/page.md", b"# Deeper\n");
            expect_refused(&book, &format!("{obstacle:?} at {place}"), &format!("public/{place}"));
        }
    }
}

#[test]
fn nothing_is_removed_through_a_link_though_the_list_knows_what_lies_behind_it() {
    let book = book();
    book.build().expect_ok();
    let public = book.folder().join("public");
    // The very files that were made, so that what the list says of them is right.
    fs::rename(public.join("guides"), book.around().join("elsewhere")).expect("a folder");
    symlink(book.around().join("elsewhere"), public.join("guides")).expect("a link");
    let mine = book.around().join("mine.html");
    fs::rename(public.join("old/page.html"), &mine).expect("a file");
    symlink(&mine, public.join("old/page.html")).expect("a link");
    fs::remove_dir_all(book.folder().join("content/guides")).expect("a folder");
    fs::remove_dir_all(book.folder().join("content/old")).expect("a folder");
    book.put("content/index.md", b"# Home\n");
    let (elsewhere, kept) = (seen(&book.around().join("elsewhere")), fs::read(&mine).expect("a file"));
    book.build().expect_ok().expect_mentions(&["kept `./public/guides/a.html`", "kept `./public/old/page.html`"]);
    expect_untouched(&seen(&book.around().join("elsewhere")), &elsewhere);
    assert_eq!(fs::read(&mine).expect("a file"), kept);
    assert!(public.join("guides").is_symlink() && public.join("old/page.html").is_symlink());
}

/// The work folder of an older version, as a stranger would commit it.
#[test]
fn a_work_folder_beside_the_target_is_nobodys_and_a_journal_is_not_carried_out() {
    for journal in [
        r#"{"put":["e/keep.txt"],"remove":["../../victim/other.txt"],"files":[]}"#,
        r#"{"put":["index.html"],"remove":["guides/a.html"],"files":["index.html"]}"#,
    ] {
        let book = book();
        let victim = victim(&book);
        fs::write(victim.join("other.txt"), "mine\n").expect("a file");
        book.put(".public.readybook/journal.json", journal.as_bytes());
        for path in ["e/keep.txt", "index.html"] {
            book.put(&format!(".public.readybook/stage/{path}"), b"EVIL\n");
        }
        book.put(".public.readybook/notes.txt", b"mine\n");
        let before = (seen(&victim), seen(&book.folder().join(".public.readybook")));
        book.build().expect_ok();
        assert!(!book.built("index.html").contains("EVIL"));
        assert!(book.folder().join("public/guides/a.html").exists());
        fs::create_dir_all(book.folder().join("public")).expect("a folder");
        symlink(&victim, book.folder().join("public/e")).expect("a link");
        book.build().expect_ok();
        expect_untouched(&seen(&victim), &before.0);
        expect_untouched(&seen(&book.folder().join(".public.readybook")), &before.1);
    }
}

#[test]
fn whatever_stands_where_an_older_version_worked_stays_and_stops_nobody() {
    for obstacle in OBSTACLES {
        let book = book();
        let place = book.folder().join(".public.readybook");
        put(&book, obstacle, &place);
        let before = seen(&book.around().join("victim"));
        let (code, told) = build(&book, &format!("{obstacle:?}"));
        assert_eq!(code, 0, "{told}");
        expect_untouched(&seen(&book.around().join("victim")), &before);
        assert!(fs::symlink_metadata(&place).is_ok());
    }
}

#[test]
fn a_staging_folder_that_a_killed_build_left_goes_and_what_only_looks_like_one_stays() {
    let book = book();
    book.build().expect_ok();
    let clean = seen(&book.folder().join("public"));
    let victim = victim(&book);
    let staging = |n: usize| format!("public/.readybook-aaaaaaaaaaa{n}");
    for name in ["0", "17", "manifest", "manifest-during"] {
        book.put(&format!("{}/{name}", staging(0)), b"half");
    }
    fs::create_dir(book.folder().join(staging(1))).expect("a folder");
    // Each of the others holds one thing that no build makes.
    book.put(&format!("{}/notes.txt", staging(2)), b"mine\n");
    book.put(&format!("{}/0", staging(2)), b"mine\n");
    book.put(&format!("{}/0/notes.txt", staging(3)), b"mine\n");
    for (n, obstacle) in [(4, Obstacle::Link), (5, Obstacle::DanglingLink), (6, Obstacle::Pipe), (7, Obstacle::Socket)] {
        put(&book, obstacle, &book.folder().join(staging(n)).join("0"));
    }
    fs::create_dir(book.folder().join(staging(8))).expect("a folder");
    fs::hard_link(victim.join("keep.txt"), book.folder().join(staging(8)).join("0")).expect("a second name");
    symlink(&victim, book.folder().join(staging(9))).expect("a link");
    book.put("public/.readybook-notes/0", b"mine\n");
    book.put("public/.readybook-aaaaaaaaaa-a/0", b"mine\n");
    let before = seen(book.around());
    book.build().expect_ok();
    let gone = |path: &String| path.contains("aaaaaaaaaaa0") || path.contains("aaaaaaaaaaa1");
    let left: BTreeMap<_, _> = before.into_iter().filter(|(path, _)| !gone(path)).collect();
    expect_untouched(&seen(book.around()), &left);
    for (path, bytes) in &clean {
        assert_eq!(seen(&book.folder().join("public")).get(path), Some(bytes), "{path}");
    }
}

#[test]
fn nobody_else_may_look_into_a_staging_folder_and_everybody_may_read_what_was_published() {
    use std::os::unix::fs::PermissionsExt as _;
    let book = book();
    // A template that ends with an error when all else is rendered would be quicker; a kill shows the folder itself.
    for n in 0..300 {
        book.put(&format!("content/many/{n}.md"), format!("# Page {n}\n").as_bytes());
    }
    let public = book.folder().join("public");
    let mut looked = false;
    for _ in 0..20 {
        let mut child = crate::run::readybook(&book.folder(), &["build"]).spawn().expect("a build");
        let staging = || {
            let entries = fs::read_dir(&public).ok()?;
            entries.flatten().find(|entry| entry.file_name().to_string_lossy().starts_with(".readybook-"))
        };
        while staging().is_none() && child.try_wait().expect("a child").is_none() {}
        child.kill().expect("a child that can be killed");
        child.wait().expect("a child");
        if let Some(meta) = staging().and_then(|entry| entry.metadata().ok()) {
            assert_eq!(meta.permissions().mode() & 0o777, 0o700);
            looked = true;
            break;
        }
        let _ = fs::remove_dir_all(&public);
    }
    assert!(looked, "no build was seen while it staged");
    book.build().expect_ok();
    fs::write(public.join("usual"), "").expect("a file");
    let mode = |path: &str| fs::metadata(public.join(path)).expect("a file").permissions().mode() & 0o777;
    for path in ["index.html", "guides/a.html", ".readybook.json"] {
        assert_eq!(mode(path), mode("usual"), "{path}");
    }
    fs::create_dir(public.join("usual-folder")).expect("a folder");
    assert_eq!(mode("guides"), mode("usual-folder"));
}
