//! `serve` shows what `build` writes.

use std::{path::Path, process::Command};

use crate::{
    handbook::{Handbook, copy_of, files, repository},
    serve::{Server, serve_with, without_script},
};

fn git(folder: &Path, day: &str, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_AUTHOR_DATE", format!("{day}T12:00:00Z"))
        .env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z"))
        .output()
        .expect("git");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The handbook with all formats, published at an address or not, with a history of two days.
fn book(base_url: Option<&str>) -> Handbook {
    let book = copy_of(&repository("tests/fixtures/all-formats/in"));
    let settings = std::fs::read_to_string(book.folder().join("handbook.yaml")).expect("settings");
    let mut settings: String =
        settings.lines().filter(|line| !line.starts_with("base_url")).map(|line| format!("{line}\n")).collect();
    if let Some(url) = base_url {
        settings.push_str(&format!("base_url: {url}\n"));
    }
    book.put("handbook.yaml", settings.as_bytes());
    git(&book.folder(), "2024-02-03", &["init", "--quiet"]);
    git(&book.folder(), "2024-02-03", &["add", "."]);
    git(&book.folder(), "2024-02-03", &["commit", "--quiet", "-m", "First"]);
    let page = std::fs::read_to_string(book.folder().join("content/guides/b.md")).expect("a page");
    book.put("content/guides/b.md", format!("{page}\nAnd a last line.\n").as_bytes());
    git(&book.folder(), "2025-06-07", &["add", "."]);
    git(&book.folder(), "2025-06-07", &["commit", "--quiet", "-m", "Second"]);
    book
}

fn encoded(path: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Every file that a build wrote, asked of a server.
#[track_caller]
fn expect_served(server: &Server, written: &Path, sent: impl Fn(&str, Vec<u8>) -> Vec<u8>) {
    let built = files(written);
    assert!(built.keys().any(|path| path.ends_with(".pdf")) || !cfg!(feature = "paper"));
    for (path, bytes) in built.iter().filter(|(path, _)| !path.starts_with('.')) {
        let answer = server.get(&format!("/{}", encoded(path)));
        assert_eq!(answer.status, 200, "{path}");
        if sent(path, answer.body.clone()) != *bytes {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            snapbox::assert_data_eq!(
                format!("{path}\n{}", text(&answer.body)),
                snapbox::IntoData::raw(format!("{path}\n{}", text(bytes)))
            );
            panic!("`{path}` has other bytes");
        }
    }
}

fn expect_as_built(base_url: Option<&str>) {
    let book = book(base_url);
    book.build().expect_ok();
    let public = book.folder().join("public");
    let recent = std::fs::read_to_string(public.join("recent.html")).expect("a page with what changed");
    assert!(recent.contains("2025-06-07") && recent.contains("2024-02-03"), "both days");
    let server = serve_with(&book, &["--no-reload"]);
    expect_served(&server, &public, |_, bytes| bytes);
    // What was written since is dated as a build would date it.
    let page = std::fs::read_to_string(book.folder().join("content/guides/b.md")).expect("a page");
    book.put("content/guides/b.md", format!("{page}\nOne more.\n").as_bytes());
    git(&book.folder(), "2026-01-02", &["commit", "--quiet", "--all", "-m", "Third"]);
    server.until_it_says("2026-01-02", "/recent.html");
    book.build().expect_ok();
    expect_served(&server, &public, |_, bytes| bytes);
    // With the script that renews it a page has one element more, and everything else is the same.
    let server = serve_with(&book, &[]);
    server.until_it_says("2026-01-02", "/recent.html");
    expect_served(&server, &public, |path, bytes| if path.ends_with(".html") { without_script(&bytes) } else { bytes });
}

#[test]
fn without_reload_every_file_has_the_bytes_of_a_build() {
    expect_as_built(None);
}

#[test]
fn so_it_has_below_a_path_of_another_server() {
    expect_as_built(Some("https://handbook.example.org/docs/"));
}

#[test]
fn what_a_page_names_by_its_published_path_is_found_in_the_preview_as_well() {
    let book = book(Some("https://handbook.example.org/docs/"));
    let server = serve_with(&book, &["--no-reload"]);
    let lost = server.get("/nowhere/at/all.html");
    assert_eq!(lost.status, 404);
    let page = String::from_utf8(lost.body).expect("text");
    let named: Vec<&str> = page.split('"').filter(|part| part.starts_with("/docs/")).collect();
    assert!(named.iter().any(|path| path.ends_with(".css")), "{page}");
    for path in named {
        let path = path.split('#').next().unwrap_or(path);
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    assert_eq!(server.get("/docs").status, 301);
    assert_eq!(server.get("/docs/nowhere.html").status, 404);
}
