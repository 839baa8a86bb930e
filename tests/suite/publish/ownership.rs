//! Whose a file is: other handbooks, files that somebody changed, lists that claim what no build made.

use std::fs;

use serde_json::{Value, json};

use super::book;
use crate::handbook::{Handbook, expect_same, files, handbook};

fn list(book: &Handbook) -> Value {
    serde_json::from_str(&book.built(".readybook.json")).expect("JSON")
}

fn set_list(book: &Handbook, list: &Value) {
    book.put("public/.readybook.json", list.to_string().as_bytes());
}

#[track_caller]
fn expect_refused(book: &Handbook, more: &[&str], said: &[&str]) {
    let before = files(book.around());
    book.build_with(more).expect_trouble().expect_mentions(said).expect_mentions(&["  = help: "]);
    expect_same(&files(book.around()), &before);
}

#[test]
fn the_list_says_whose_handbook_it_is_and_what_each_file_holds() {
    let book = book();
    book.build().expect_ok();
    let list = list(&book);
    assert_eq!((&list["made_by"], &list["handbook"], list.get("before")), (&json!("readybook"), &json!("test"), None));
    assert_eq!(list["version"], json!(2));
    let held: Vec<&str> = list["files"].as_object().expect("files").values().filter_map(Value::as_str).collect();
    assert!(held.len() > 5 && held.iter().all(|digest| digest.len() == 16), "{list}");
    // The same bytes for the same handbook, wherever and however often it is built.
    book.build_with(&["--out", "other"]).expect_ok();
    assert_eq!(fs::read_to_string(book.folder().join("other/.readybook.json")).ok(), Some(book.built(".readybook.json")));
}

#[test]
fn another_handbooks_output_is_refused_and_not_emptied() {
    let (first, second) = (book(), handbook().file("content/index.md", "# Home\n"));
    second.put("handbook.yaml", b"title: Another one\n");
    let out = first.folder().join("public").to_string_lossy().into_owned();
    first.build().expect_ok();
    let before = files(&first.folder().join("public"));
    second.build_with(&["--out", &out]).expect_trouble().expect_mentions(&[
        "/public` holds another handbook: `test`, and this one is `another-one`",
        "help: if it is the same handbook with another title, write `id: test` into `handbook.yaml`, or `former_ids: [test]` if \
         `another-one` is what it is called from now on; if not, name another folder by `--out`, or put this handbook in the \
         other one's place with `--take-over`",
    ]);
    expect_same(&files(&first.folder().join("public")), &before);
    second.build_with(&["--out", &out, "--take-over"]).expect_ok();
    second.build().expect_ok();
    expect_same(&files(&first.folder().join("public")), &files(&second.folder().join("public")));
    // From then on it is the second one's.
    second.build_with(&["--out", &out]).expect_ok().expect_mentions(&["0 new, 0 changed"]);
    first.build().expect_trouble();
}

#[test]
fn an_id_outlives_the_title_and_a_former_id_is_the_handbooks_own() {
    let book = book();
    book.build().expect_ok();
    let named = |settings: &str| book.put("handbook.yaml", settings.as_bytes());
    let called = || list(&book)["handbook"].as_str().expect("an id").to_owned();
    // Without an id the title is the name, so a new title is another handbook.
    named("title: Tests\n");
    book.build().expect_trouble().expect_mentions(&["holds another handbook: `test`, and this one is `tests`"]);
    named("title: Tests\nid: test\n");
    book.build().expect_ok();
    named("title: Anything\nid: test\n");
    book.build().expect_ok();
    assert_eq!(called(), "test");
    // A new id says what the old one was.
    named("title: Anything\nid: trials\n");
    expect_refused(
        &book,
        &[],
        &["holds another handbook: `test`", "write `id: test` into `handbook.yaml`, or `former_ids: [test]`"],
    );
    named("title: Anything\nid: trials\nformer_ids: [test]\n");
    book.put("public/guides/a.html", b"mine\n");
    expect_refused(&book, &[], &["was changed by somebody"]);
    book.build_with(&["--take-over"]).expect_ok();
    assert_eq!(called(), "trials");
    book.build().expect_ok().expect_mentions(&["0 new, 0 changed"]);
    let json: Value = serde_json::from_str(&book.built("handbook.json")).expect("JSON");
    assert_eq!((&json["id"], &json["former_ids"]), (&json!("trials"), &json!(["test"])));
}

#[test]
fn a_name_that_yaml_takes_for_something_else_is_told_in_quotes() {
    let book = book();
    for (title, told) in [("Null", "id: \"null\""), ("2026", "id: \"2026\""), ("Über uns", "id: über-uns")] {
        book.put("handbook.yaml", format!("title: \"{title}\"\n").as_bytes());
        book.build_with(&["--take-over"]).expect_ok();
        book.put("handbook.yaml", b"title: Another\n");
        book.build().expect_trouble().expect_mentions(&[&format!("write `{told}` into `handbook.yaml`")]);
        let line = format!("title: Another\n{told}\n");
        book.put("handbook.yaml", line.as_bytes());
        book.build().expect_ok();
    }
}

#[test]
fn a_file_that_somebody_changed_is_not_overwritten() {
    let book = book();
    book.build().expect_ok();
    book.put("public/guides/a.html", b"mine\n");
    book.put("content/guides/b.md", b"# B changed\n");
    let said = "/public/guides/a.html` was changed by somebody since readybook made it, and would be overwritten";
    expect_refused(&book, &[], &[said, "`--take-over`"]);
    book.put("public/guides/b.html", b"mine\n");
    expect_refused(&book, &[], &["/public/guides/a.html` (and 1 more) was changed by somebody"]);
    book.build_with(&["--take-over"]).expect_ok();
    book.build_with(&["--out", "clean"]).expect_ok();
    expect_same(&files(&book.folder().join("public")), &files(&book.folder().join("clean")));
}

#[test]
fn a_file_that_somebody_changed_is_not_removed_and_that_is_said() {
    let book = book();
    book.build().expect_ok();
    book.put("public/old/page.html", b"mine\n");
    book.remove("content/old/page.md");
    let told = "kept `./public/old/page.html`, which is no longer part of the handbook: somebody changed it\n";
    // Not by one who takes the folder over, either.
    let listed = book.built(".readybook.json");
    for more in [&[][..], &["--take-over"]] {
        book.put("public/.readybook.json", listed.as_bytes());
        book.build_with(more).expect_ok().expect_mentions(&[told]);
        assert_eq!(book.built("old/page.html"), "mine\n");
    }
    // It is theirs from then on, and nobody is told again.
    let again = book.build();
    again.expect_ok().expect_mentions(&["0 new, 0 changed", "0 removed"]);
    assert!(!again.told().contains("kept"), "{}", again.told());
    let json = book.build_with(&["--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&json.stdout).expect("JSON")["published"].get("kept"), None);
}

#[test]
fn a_program_is_told_which_files_were_kept() {
    let book = book();
    book.build().expect_ok();
    book.put("public/old/page.html", b"mine\n");
    book.remove("content/old/page.md");
    let json = book.build_with(&["--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["published"]["kept"], json!(["old/page.html"]));
}

#[test]
fn a_list_that_claims_somebodys_files_costs_nobody_a_file() {
    let book = book();
    book.build().expect_ok();
    let made = list(&book);
    book.put("public/notes/mine.txt", b"mine\n");
    // A stranger does not know what is in it.
    for digest in ["0000000000000000", "ffffffffffffffff", "1"] {
        let mut forged = made.clone();
        forged["files"]["notes/mine.txt"] = json!(digest);
        set_list(&book, &forged);
        book.build().expect_ok();
        assert_eq!(book.built("notes/mine.txt"), "mine\n");
    }
    let mut forged = made.clone();
    forged["before"] = json!({"notes/mine.txt": "0000000000000000"});
    set_list(&book, &forged);
    book.build().expect_ok();
    assert_eq!(book.built("notes/mine.txt"), "mine\n");
    // And as a file that the handbook has a page for.
    book.put("content/notes/mine.txt", b"new\n");
    let mut forged = made.clone();
    forged["files"]["notes/mine.txt"] = json!("0000000000000000");
    set_list(&book, &forged);
    expect_refused(&book, &[], &["notes/mine.txt` was changed by somebody"]);
}

#[test]
fn a_list_that_no_build_wrote_makes_the_folder_a_foreign_one() {
    let book = book();
    book.build().expect_ok();
    let made = list(&book);
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut forged = made.clone();
        change(&mut forged);
        set_list(&book, &forged);
        for more in [&[][..], &["--take-over"]] {
            expect_refused(&book, more, &["is not empty and was not made by readybook"]);
        }
    };
    let long = "a".repeat(256);
    for path in ["../../x", "/etc/hostname", "a/../../../x", "", "a//b", "./a", "a\\b", "a\0", ".readybook.json", &long] {
        wrong(&|list| list["files"][path] = json!("0000000000000000"));
        wrong(&|list| list["before"] = json!({path: "0000000000000000"}));
    }
    wrong(&|list| list["files"]["x"] = json!("no digest"));
    wrong(&|list| list["files"]["x"] = json!(17));
    wrong(&|list| list["made_by"] = json!("somebody"));
    wrong(&|list| list["more"] = json!(true));
    wrong(&|list| *list = json!([]));
    book.put("public/.readybook.json", "[".repeat(100_000).as_bytes());
    expect_refused(&book, &[], &["is not empty and was not made by readybook"]);
}

#[test]
fn a_list_of_names_alone_is_believed_once() {
    let book = book();
    book.build().expect_ok();
    let names: Vec<String> = list(&book)["files"].as_object().expect("files").keys().cloned().collect();
    set_list(&book, &json!({"made_by": "readybook", "files": names}));
    book.put("public/mine.txt", b"mine\n");
    book.put("content/guides/a.md", b"# A\n\nSecond.\n");
    book.remove("content/old/page.md");
    book.build().expect_ok();
    assert!(list(&book)["files"].is_object(), "from now on the list says what each file holds");
    book.build_with(&["--out", "clean"]).expect_ok();
    book.put("clean/mine.txt", b"mine\n");
    expect_same(&files(&book.folder().join("public")), &files(&book.folder().join("clean")));
    for path in ["../../x", "/etc/hostname", ""] {
        set_list(&book, &json!({"made_by": "readybook", "files": [path]}));
        expect_refused(&book, &[], &["is not empty and was not made by readybook"]);
    }
}

#[test]
fn a_list_of_a_newer_version_is_refused_and_one_that_says_none_is_written_anew() {
    let book = book();
    book.build().expect_ok();
    let made = list(&book);
    // Nobody here knows what else such a list may hold.
    let newer = json!({"made_by": "readybook", "version": 3, "files": {"index.html": {"digest": "x"}}});
    set_list(&book, &newer);
    for more in [&[][..], &["--take-over"]] {
        let said = "its list of files, `.readybook.json`, was made by a newer readybook: it has version 3";
        expect_refused(&book, more, &[said, "use the readybook that made it, or a later one"]);
    }
    let mut older = made.clone();
    older.as_object_mut().expect("a list").remove("version");
    set_list(&book, &older);
    book.build().expect_ok().expect_mentions(&["0 new, 0 changed"]);
    assert_eq!(list(&book), made);
}

#[test]
fn a_folder_of_ours_with_somebodys_file_in_it_does_not_become_a_page() {
    let book = handbook().file("content/index.md", "# Home\n").file("content/a.html/index.md", "# A\n");
    book.build().expect_ok();
    fs::remove_dir_all(book.folder().join("content/a.html")).expect("a folder");
    book.put("content/a.md", b"# A page now\n");
    book.put("public/a.html/mine.txt", b"mine\n");
    expect_refused(&book, &[], &["public/a.html/mine.txt` was not made by readybook"]);
    fs::remove_file(book.folder().join("public/a.html/mine.txt")).expect("a file");
    // Nor with an edited one.
    let made = fs::read(book.folder().join("public/a.html/index.html")).expect("a file");
    book.put("public/a.html/index.html", b"mine\n");
    expect_refused(&book, &[], &["public/a.html/index.html`"]);
    book.put("public/a.html/index.html", &made);
    fs::create_dir_all(book.folder().join("public/a.html/left/empty")).expect("a folder");
    book.build().expect_ok();
    assert!(book.built("a.html").contains("A page now"));
}
