//! The list of findings as a whole: all of them in one run, in order, for people and for programs.

use serde_json::Value;
use snapbox::str;

use crate::{
    handbook::{Handbook, handbook},
    run::Run,
};

/// Three mistakes in three items of one file, two dead links, a mistake in a template.
fn six() -> Handbook {
    handbook()
        .file("content/index.md", "# Home\n\nA [dead link](nowhere.md).\n\nAnother [dead link](guide.md#nothing).\n")
        .file("content/guide.md", "# Guide\n")
        .file(
            "checklists/review.yaml",
            "id: review\ntitle: Review\nprefix: RV\nitems:\n  - id: RV-01\n    ask: Tell us how you deploy.\n  - id: RV-02\n    ask: How do you test?\n    duty: testing\n  - id: RV-03\n    ask: How do you roll back?\n    wy: So that you can.\n",
        )
        .file("themes/default/templates/404.html", "<h1>{{ page.titel }}</h1>\n")
}

#[test]
fn six_mistakes_are_six_findings_in_one_run_ordered_by_file_and_line() {
    six().check().expect_wrong().expect_findings(str![[r#"
error[not-a-question]: `RV-01` does not ask: it does not end with `?`
 --> checklists/review.yaml:6:10
  |
6 |     ask: Tell us how you deploy.
  |          ^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: ask an open question: what, how, when did you last

error[unknown-id]: there is no duty `testing`
 --> checklists/review.yaml:9:11
  |
9 |     duty: testing
  |           ^^^^^^^

error[unknown-key]: an item has no key `wy`
  --> checklists/review.yaml:12:5
   |
12 |     wy: So that you can.
   |     ^^ unknown key
   |
   = help: did you mean `why`?

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/index.md:3:15
  |
3 | A [dead link](nowhere.md).
  |               ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-anchor]: there is no `#nothing` in `content/guide.md`
 --> content/index.md:5:21
  |
5 | Another [dead link](guide.md#nothing).
  |                     ^^^^^^^^^^^^^^^^
  |
  = help: its anchors are: `guide`

error[template-render]: field `titel` is not defined. Available fields: [..]
 --> themes/default/templates/404.html:1:13
  |
1 | <h1>{{ page.titel }}</h1>
  |             ^^^^^
  |
  = help: use one of the names that this template has, or write `default(value=…)` after one that may be missing

6 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_build_says_the_same_as_a_check_and_writes_nothing() {
    let book = six();
    let build = book.build();
    build.expect_wrong();
    assert_eq!(build.stderr, book.check().stderr);
    build.expect_mentions(&["nothing was written: 6 errors, 0 warnings"]);
    assert!(!book.folder().join("public").exists());
}

#[test]
fn findings_come_in_the_same_order_with_any_number_of_threads() {
    let one = six().with("RAYON_NUM_THREADS", "1").check();
    let eight = six().with("RAYON_NUM_THREADS", "8").check();
    assert_eq!(one.told(), eight.told());
}

fn json(run: &Run) -> Value {
    assert_eq!(run.stderr, "", "all is in the JSON");
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}:\n{}", run.stdout))
}

#[test]
fn json_holds_the_same_list_with_a_version() {
    let book = six();
    let told = book.check();
    let run = book.check_with(&["--format", "json"]);
    run.expect_wrong();
    let report = json(&run);
    assert_eq!((&report["version"], &report["errors"], &report["warnings"]), (&Value::from(1), &Value::from(6), &Value::from(0)));
    let drawn: Vec<String> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|found| {
            let text = |key: &str| found[key].as_str().expect("a text");
            let place = &found["place"];
            format!(
                "{}[{}]: {}\n --> {}:{}:{}",
                text("severity"),
                text("code"),
                text("message"),
                place["file"].as_str().expect("a text"),
                place["line"],
                place["column"]
            )
        })
        .collect();
    assert_eq!(drawn.len(), 6);
    let mut rest = told.stderr.replace("  -->", " -->");
    for one in drawn {
        let at = rest.find(&one).unwrap_or_else(|| panic!("`{one}` does not follow in\n{rest}"));
        rest = rest.split_off(at + one.len());
    }
}

#[test]
fn json_of_a_finding_has_all_that_the_drawing_has() {
    let run = handbook()
        .file("content/index.md", "# Home\n")
        .file("checklists/one.yaml", "id: one\ntitle: One\nitems:\n  - {id: AB-01, ask: How?}\n  - {id: AB-01, ask: Größe?}\n")
        .check_with(&["--format", "json"]);
    run.expect_wrong().expect_findings(str![[r#"
{
  "version": 1,
  "errors": 1,
  "warnings": 0,
  "diagnostics": [
    {
      "code": "duplicate-id",
      "severity": "error",
      "message": "the item `AB-01` is there twice",
      "label": "again",
      "help": "give one of them another name",
      "place": {
        "file": "checklists/one.yaml",
        "line": 5,
        "column": 10,
        "end_line": 5,
        "end_column": 15
      },
      "also": [
        {
          "text": "first here",
          "place": {
            "file": "checklists/one.yaml",
            "line": 4,
            "column": 10,
            "end_line": 4,
            "end_column": 15
          }
        }
      ]
    }
  ],
  "pages": [..]
  "checklists": 1,
  "as_of": "2026-11-22",
  "accepted": 0,
  "baseline": 0
}

"#]]);
}

#[test]
fn json_of_a_build_says_what_was_written() {
    let book =
        handbook().file("handbook.yaml", "title: Test\nblanks: {office_hours: \"\"}\n").file("content/index.md", "# Home\n");
    let report = json(book.build_with(&["--format", "json"]).expect_ok());
    assert!(report["published"]["new"].as_u64() > Some(0) && report["published"]["removed"] == 0, "{report}");
    let report = json(book.build_with(&["--format", "json"]).expect_ok());
    assert_eq!(report["published"]["new"], 0, "{report}");
    let report = json(book.check_with(&["--format", "json"]).expect_ok());
    assert_eq!(report["blanks"], serde_json::json!(["office_hours"]), "{report}");
}

#[test]
fn strict_makes_warnings_fail_and_keeps_the_last_output() {
    let book = handbook().file("content/index.md", "# Home\n\n```klingon\nnuqneH\n```\n");
    book.check().expect_ok();
    book.check_with(&["--strict"]).expect_wrong();
    book.build_with(&["--strict"]).expect_wrong().expect_mentions(&["nothing was written: 0 errors, 1 warning"]);
    assert!(!book.folder().join("public").exists());
    book.build().expect_ok();
}

#[test]
fn drafts_are_left_out_until_they_are_asked_for() {
    let book = handbook()
        .file("content/index.md", "# Home\n")
        .file("content/later.md", "---\ndraft: true\n---\n\n# Later\n\n[x](nowhere.md)\n");
    book.build().expect_ok();
    assert!(!book.folder().join("public/later.html").exists());
    book.check_with(&["--drafts"]).expect_wrong().expect_mentions(&["content/later.md:7:5"]);
    book.put("content/later.md", b"---\ndraft: true\n---\n\n# Later\n");
    book.build_with(&["--drafts"]).expect_ok();
    book.built("later.html");
    // The page, and its twin for programs.
    book.build().expect_ok().expect_mentions(&["2 removed"]);
}

#[test]
fn as_of_says_what_day_it_is() {
    let book = handbook().file("content/index.md", "---\nreviewed: 2026-01-01\nfresh_for_months: 12\n---\n\n# Home\n");
    book.run(&["check", "--as-of", "2027-01-01"]).expect_ok().expect_mentions(&["0 warnings"]);
    book.run(&["check", "--as-of", "2027-01-02"]).expect_ok().expect_mentions(&["warning[review-due]"]);
    book.run(&["check", "--as-of", "soon"]).expect_trouble();
    // Each run says which day counted, whether all was well or not.
    book.run(&["check", "--as-of", "2027-01-01"]).expect_mentions(&["0 errors, 0 warnings as of 2027-01-01 ("]);
    let strict = ["check", "--strict", "--format", "human", "--as-of", "2027-01-02"];
    book.run(&strict).expect_wrong().expect_mentions(&["0 errors, 1 warning as of 2027-01-02 ("]);
    let json = book.run(&["check", "--format", "json", "--as-of", "2027-01-02"]);
    assert!(json.stdout.contains("\"as_of\": \"2027-01-02\""), "{}", json.stdout);
    assert!(!book.build().told().contains(" as of "), "a build knows no day");
    book.run(&["build"]).expect_ok().expect_mentions(&["0 warnings"]);
}

#[test]
fn paths_begin_with_the_folder_as_it_was_typed() {
    let book = handbook().file("content/index.md", "[x](nowhere.md)\n");
    let from_above = |folder: &str| crate::run::finish(crate::run::readybook(book.around(), &["check", folder]), book.folder());
    from_above("book").expect_mentions(&["--> book/content/index.md:1:5"]);
    from_above("./book/").expect_mentions(&["--> book/content/index.md:1:5"]);
    let whole = book.folder();
    from_above(&whole.to_string_lossy()).expect_mentions(&[&format!("--> {}/content/index.md:1:5", whole.display())]);
}
