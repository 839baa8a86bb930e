//! Files that the settings offer for download: published byte for byte, and not read.

use snapbox::str;

use crate::{
    handbook::{Handbook, handbook},
    serve::serve,
};

const SERVICE: &str = "kind: Service\n---\nport: {{ .Values.port }}\n";

fn book() -> Handbook {
    handbook()
        .file("content/index.md", "# Home\n\nTake [the service](kit/service.yaml) and [the notes](kit/deep/notes.md).\n")
        .file("content/kit/service.yaml", SERVICE)
        .file("content/kit/deep/wide.yml", b"\xff\xfek\0i\0n\0d\0")
        .file("content/kit/deep/notes.md", "Nothing of [this](nowhere.md) is read, <<<<<<< nor told.\n")
        .file("content/terms.yaml", "glossary:\n  - {term: HA, short: A short text.}\n")
}

#[test]
fn what_is_offered_is_carried_over_byte_for_byte_and_not_read() {
    let book = book().file("handbook.yaml", "title: Test\ndownloads: [content/kit/service.yaml, content/*/deep/]\n");
    book.check_with(&["--strict"]).expect_ok();
    book.build().expect_ok();
    let home = book.built("index.html");
    for link in ["href=\"kit/service.yaml\"", "href=\"kit/deep/notes.md\""] {
        assert!(home.contains(link), "`{link}` is not in\n{home}");
    }
    let public = book.folder().join("public");
    for path in ["kit/service.yaml", "kit/deep/wide.yml", "kit/deep/notes.md"] {
        let read = |place: std::path::PathBuf| std::fs::read(place).expect(path);
        assert_eq!(read(public.join(path)), read(book.folder().join("content").join(path)), "{path}");
    }
    for gone in ["kit/service.html", "kit/deep/wide.html", "kit/deep/notes.html"] {
        assert!(!public.join(gone).exists(), "{gone}");
    }
    assert!(public.join("terms.html").exists(), "data that nobody offers is a page");
    assert!(!book.built("search-index.js").contains("nor told"), "nothing of it is found");
}

#[test]
fn without_the_setting_a_yaml_file_that_is_no_data_says_what_to_write() {
    handbook()
        .file("content/index.md", "# Home\n")
        .file("content/helm.yaml", "{{ if .x }}\nkind: Service\n{{ end }}\n")
        .file("content/service.yaml", "kind: Service\n")
        .file("content/terms.yaml", "glossary:\n  - term: [\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[yaml-syntax]: this is not YAML: did not find expected <document start>
 --> content/helm.yaml:2:1
  |
2 | kind: Service
  | ^
  |
  = help: indent each key like the keys beside it, with spaces; a file to download is named below `downloads` in `handbook.yaml`

error[unknown-key]: this file does not say which kind of data it holds
 --> content/service.yaml:1:1
  |
1 | kind: Service
  | ^^^^
  |
  = help: its first key is one of: `glossary`, `responsibilities`, `guardrails`, `domains`, `offers`; a file to download is named below `downloads` in `handbook.yaml`

error[yaml-syntax]: this is not YAML: unclosed bracket '['
 --> content/terms.yaml:2:11
  |
2 |   - term: [
  |           ^
  |
  = help: close the `[` that is opened in line 2

3 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_path_that_can_name_nothing_is_refused_where_it_stands() {
    handbook()
        .file("content/index.md", "# Home\n")
        .file("handbook.yaml", "title: Test\ndownloads:\n  - kit/\n  - content/\n  - content/../secret\n  - content/a**\n  - 3\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[wrong-value]: `kit/` names nothing below `content/`
 --> handbook.yaml:3:5
  |
3 |   - kit/
  |     ^^^^
  |
  = help: write a path that begins with `content/`, as in `content/manifests/` or `content/**/service.yaml`

error[wrong-value]: `content/` names nothing below `content/`
 --> handbook.yaml:4:5
  |
4 |   - content/
  |     ^^^^^^^^
  |
  = help: write a path that begins with `content/`, as in `content/manifests/` or `content/**/service.yaml`

warning[unused-download]: `content/../secret` names no file
 --> handbook.yaml:5:5
  |
5 |   - content/../secret
  |     ^^^^^^^^^^^^^^^^^
  |
  = help: write the path of a file or of a folder, as in `content/manifests/` or `content/**/service.yaml`, or remove this line

error[wrong-value]: `content/a**` names nothing below `content/`
 --> handbook.yaml:6:5
  |
6 |   - content/a**
  |     ^^^^^^^^^^^
  |
  = help: write a path that begins with `content/`, as in `content/manifests/` or `content/**/service.yaml`

error[wrong-value]: `3` names nothing below `content/`
 --> handbook.yaml:7:5
  |
7 |   - 3
  |     ^
  |
  = help: write a path that begins with `content/`, as in `content/manifests/` or `content/**/service.yaml`

4 errors, 1 warning ([..] s)

"#]]);
}

#[test]
fn the_preview_serves_a_download_as_it_is_now() {
    let book = book();
    let server = serve(&book);
    server.until(404, "/kit/service.yaml");
    book.put("handbook.yaml", b"title: Test\ndownloads: [content/kit/]\n");
    server.until_it_says("port: {{ .Values.port }}", "/kit/service.yaml");
    book.put("content/kit/service.yaml", b"kind: Servant\n");
    assert_eq!(server.text("/kit/service.yaml"), "kind: Servant\n");
}
