//! `readybook upgrade`: a handbook of one's own takes over what is shipped now, and nothing of it is lost.

use std::{
    collections::BTreeMap,
    fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use readybook::{
    diagnostic::{Coverage, Severity},
    pipeline::{self, Request},
};

use crate::{
    handbook::{Handbook, empty, files},
    run::readybook,
};

/// A change of one text: the file, what stands there, and what takes its place.
type Edit = (&'static str, &'static str, &'static str);

const GREEN_LIGHT: &str = "checklists/green-light.yaml";

fn copy() -> Handbook {
    let book = empty();
    book.run(&["init", "--title", "Ours", "--organisation", "ACME"]).expect_ok();
    book
}

fn text(book: &Handbook, path: &str) -> String {
    fs::read_to_string(book.folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn edit(book: &Handbook, edits: &[Edit]) {
    for (path, from, to) in edits {
        let before = text(book, path);
        assert!(before.contains(from), "{path} lacks {from}");
        book.put(path, before.replacen(from, to, 1).as_bytes());
    }
}

/// What is shipped a year later, as a folder: what was shipped, with edits.
fn later(copy: &Handbook, edits: &[Edit]) -> Handbook {
    let book = empty();
    for (path, bytes) in files(&copy.folder().join(".readybook/base")).into_iter().filter(|(path, _)| !path.ends_with('/')) {
        book.put(&path, &bytes);
    }
    edit(&book, edits);
    book
}

fn upgrade(book: &Handbook, shipped: &Handbook, more: &[&str]) -> crate::run::Run {
    let folder = shipped.folder();
    book.run(&[&["upgrade", "--shipped", folder.to_str().expect("a path")], more].concat())
}

fn skeleton() -> Handbook {
    let book = empty();
    book.run(&["init", "--minimal"]).expect_ok();
    book
}

#[test]
fn a_copy_of_this_version_has_nothing_to_take_over() {
    let book = copy();
    let before = files(&book.folder());
    book.run(&["upgrade"]).expect_ok().expect_mentions(&["nothing is new in the shipped handbook"]);
    assert!(files(&book.folder()) == before, "something was written");
    let small = skeleton();
    small.run(&["upgrade"]).expect_ok().expect_mentions(&["nothing is new"]);
    assert!(!small.folder().join("content/guides").exists(), "a skeleton stays one");
}

#[test]
fn without_a_terminal_it_asks_nobody_and_writes_nothing() {
    let book = skeleton();
    let shipped = later(&book, &[("content/index.md", "\n", "\n\n")]);
    let before = files(&book.folder());
    upgrade(&book, &shipped, &[]).expect_trouble().expect_mentions(&["nobody is there to ask; nothing was written", "`--yes`"]);
    upgrade(&book, &shipped, &["--dry-run"])
        .expect_ok()
        .expect_mentions(&["1 file of the shipped handbook changed", "content/index.md: taken"]);
    assert!(files(&book.folder()) == before, "something was written");
}

#[test]
fn a_copy_made_by_hand_says_from_what() {
    let book = skeleton();
    for path in [".readybook/base", ".readybook/theme.yaml"] {
        let place = book.folder().join(path);
        if place.is_dir() { fs::remove_dir_all(place).expect("a folder") } else { fs::remove_file(place).expect("a file") }
    }
    book.run(&["upgrade"]).expect_trouble().expect_mentions(&["does not say from what this handbook was made", "--base"]);
    book.run(&["upgrade", "--base", "2001-01-01", "--yes"])
        .expect_trouble()
        .expect_mentions(&["`2001-01-01` is another one or no folder"]);
    let was = later(&skeleton(), &[]);
    let shipped = later(&skeleton(), &[(GREEN_LIGHT, "ask: ", "ask: So, ")]);
    let folder = was.folder();
    upgrade(&book, &shipped, &["--base", folder.to_str().expect("a path"), "--yes"]).expect_ok();
    assert!(text(&book, GREEN_LIGHT).contains("ask: So, "));
    assert!(text(&book, ".readybook/base/checklists/green-light.yaml").contains("ask: So, "), "what was shipped is noted");
    upgrade(&book, &shipped, &["--base", folder.to_str().expect("a path")])
        .expect_trouble()
        .expect_mentions(&["leave `--base` out"]);
}

#[test]
fn what_both_changed_is_told_until_one_is_left() {
    let book = skeleton();
    let checklist = GREEN_LIGHT;
    let line = text(&book, checklist).lines().find(|line| line.trim_start().starts_with("ask: ")).expect("a question").to_owned();
    let line: &'static str = line.leak();
    edit(&book, &[(checklist, line, "    ask: What is ours?")]);
    let shipped = later(&book, &[(checklist, line, "    ask: What is new?")]);
    upgrade(&book, &shipped, &["--yes"]).expect_ok().expect_mentions(&[
        "and you must choose",
        "choose: items.",
        "1 version to choose",
    ]);
    assert!(text(&book, checklist).contains("ask: What is ours?\n    ask~shipped: What is new?\n"), "{}", text(&book, checklist));
    book.run(&["check"]).expect_wrong().expect_mentions(&["error[upgrade-conflict]", "keep one of the two as `ask`"]);
    // Nothing is merged into what nobody has chosen.
    upgrade(&book, &shipped, &["--yes"]).expect_trouble().expect_mentions(&["still has two versions of an earlier upgrade"]);
    edit(&book, &[(checklist, "    ask~shipped: What is new?\n", "")]);
    book.run(&["check"]).expect_ok();
    upgrade(&book, &shipped, &["--yes"]).expect_ok().expect_mentions(&["nothing is new"]);
    let page = text(&book, ".readybook/upgrade.md");
    let before = format!("~~~text\n{}\n~~~", line.trim());
    for part in ["~~~text\nask: What is ours?\n~~~", "~~~text\nask: What is new?\n~~~", &before] {
        assert!(page.contains(part), "{page}");
    }
}

#[test]
fn a_choice_in_a_table_or_in_a_key_of_ones_own_is_no_key() {
    let settings = "title: T\nvalues:\n  slo: 1\n  slo~shipped: 2\nfields:\n  - {id: control, on: item, title: Control}\n";
    let checklist =
        "id: review\ntitle: Review\nitems:\n  - id: RV-01\n    ask: How do you deploy?\n    control: a\n    control~shipped: b\n";
    let book = empty().file("handbook.yaml", settings).file("checklists/review.yaml", checklist);
    book.run(&["check"]).expect_wrong().expect_mentions(&[
        "handbook.yaml:4:3",
        "keep one of the two as `slo`, and remove `slo~shipped`",
        "checklists/review.yaml:7:5",
        "keep one of the two as `control`, and remove `control~shipped`",
    ]);
}

#[test]
fn kinds_of_services_of_both_are_kept() {
    let book = copy();
    edit(
        &book,
        &[("handbook.yaml", "service_kinds: [database,", "service_kinds: [{id: warehouse, title: Data warehouse}, database,")],
    );
    let shipped = later(
        &book,
        &[
            ("handbook.yaml", "cluster, self-managed]", "cluster, identity, self-managed]"),
            ("content/reference/responsibilities.yaml", "kind: gateway", "kind: identity"),
        ],
    );
    upgrade(&book, &shipped, &["--yes"]).expect_ok();
    let settings = text(&book, "handbook.yaml");
    let list = settings.lines().find(|line| line.starts_with("service_kinds:")).expect("kinds");
    assert!(list.contains("{id: warehouse, title: Data warehouse}") && list.contains("identity"), "{list}");
    assert!(text(&book, "content/reference/responsibilities.yaml").contains("kind: identity"));
    assert_eq!(errors(&book), Vec::<&str>::new());
}

/// A copy of a handbook of one page that was made by hand, after it took over what is shipped now, which is given back beside it.
fn upgraded_by_hand(before: &str, yours: &str, shipped: &str) -> (Handbook, Handbook) {
    const PAGE: &str = "content/c.md";
    let with = |page: &str| empty().file("handbook.yaml", "title: T\n").file(PAGE, page);
    let (was, book, now) = (with(before), with(yours), with(shipped));
    let base = was.folder();
    upgrade(&book, &now, &["--base", base.to_str().expect("a path"), "--yes"]).expect_ok();
    (book, now)
}

#[test]
fn front_matter_is_merged_behind_a_byte_order_mark_which_stays() {
    let before = "---\ntitle: Start\n---\n\nText one.\n";
    let yours = "\u{feff}---\ntitle: Start\n---\n\nText one, mine.\n";
    let shipped = "---\ntitle: Start\nsummary: New.\n---\n\nText one.\n";
    let expected = "\u{feff}---\ntitle: Start\nsummary: New.\n---\n\nText one, mine.\n";
    assert_eq!(text(&upgraded_by_hand(before, yours, shipped).0, "content/c.md"), expected);
    let windows = yours.replace('\n', "\r\n");
    assert_eq!(text(&upgraded_by_hand(before, &windows, shipped).0, "content/c.md"), expected.replace('\n', "\r\n"));
    // A mark in what is shipped is none of yours.
    let marked = |text: &str| format!("\u{feff}{text}");
    let (book, _) = upgraded_by_hand(&marked(before), &yours[3..], &marked(shipped));
    assert_eq!(text(&book, "content/c.md"), expected[3..]);
}

#[test]
fn settings_with_a_byte_order_mark_are_merged_by_key() {
    let with = |settings: &str| empty().file("handbook.yaml", settings).file("content/index.md", "# T\n");
    let (was, book) = (with("title: T\nlanguage: en\n"), with("\u{feff}title: T\nlanguage: de\n"));
    let (base, now) = (was.folder(), with("title: New\nlanguage: en\n"));
    upgrade(&book, &now, &["--base", base.to_str().expect("a path"), "--yes"]).expect_ok();
    assert_eq!(text(&book, "handbook.yaml"), "\u{feff}title: New\nlanguage: de\n");
}

#[test]
fn an_open_choice_is_seen_whatever_the_line_ends_and_with_a_byte_order_mark() {
    let page = |title: &str| format!("---\ntitle: {title}\n---\n\nText.\n");
    let windows = page("Mine").replace('\n', "\r\n");
    for yours in [page("Mine"), windows.clone(), format!("\u{feff}{}", page("Mine")), format!("\u{feff}{windows}")] {
        let (book, now) = upgraded_by_hand(&page("A"), &yours, &page("Theirs"));
        let open = text(&book, "content/c.md");
        let eol = if yours.contains('\r') { "\r\n" } else { "\n" };
        assert_eq!(open, yours.replace("Mine", &format!("Mine{eol}title~shipped: Theirs")));
        now.put("content/c.md", page("Theirs 2").as_bytes());
        let message = "`content/c.md:3` still has two versions of an earlier upgrade; nothing was written";
        upgrade(&book, &now, &["--yes"]).expect_trouble().expect_mentions(&[message]);
        assert_eq!(text(&book, "content/c.md"), open);
    }
}

#[test]
fn files_that_are_no_text_stay_yours_and_are_told_again() {
    let book = skeleton();
    let put = |book: &Handbook, path: &str, bytes: &[u8]| book.put(path, bytes);
    put(&book, ".readybook/base/content/picture.png", b"\x89one");
    put(&book, "content/picture.png", b"\x89mine");
    let shipped = later(&book, &[]);
    put(&shipped, "content/picture.png", b"\x89two");
    put(&shipped, "content/new.pdf", b"%PDF\xff\xfe");
    for _ in 0..2 {
        upgrade(&book, &shipped, &["--yes"]).expect_ok().expect_mentions(&["content/picture.png: yours stays"]);
        assert_eq!(fs::read(book.folder().join("content/picture.png")).expect("the picture"), b"\x89mine");
        assert_eq!(fs::read(book.folder().join(".readybook/shipped/content/picture.png")).expect("the other"), b"\x89two");
        assert_eq!(fs::read(book.folder().join("content/new.pdf")).expect("a document"), b"%PDF\xff\xfe");
    }
}

#[test]
fn nothing_is_read_or_written_through_a_link() {
    let book = skeleton();
    let shipped = later(&book, &[]);
    shipped.put("content/more/new.md", b"# New\n");
    fs::create_dir(book.around().join("elsewhere")).expect("a folder");
    std::os::unix::fs::symlink("../../elsewhere", book.folder().join("content/more")).expect("a link");
    upgrade(&book, &shipped, &["--yes"])
        .expect_trouble()
        .expect_mentions(&["is a link, and nothing is read or written through it"]);
    assert_eq!(files(&book.around().join("elsewhere")).len(), 0);
}

#[test]
fn a_list_of_steps_from_a_stranger_leads_nowhere_else() {
    for path in ["../x", "/tmp/x", ".git/hooks/x", "a/.GIT/x", ""] {
        let book = skeleton();
        let journal = format!("{{\"version\": 1, \"steps\": [{{\"path\": \"{path}\", \"before\": null, \"after\": \"eA==\"}}]}}");
        book.put(".readybook/upgrade.json", journal.as_bytes());
        let before = files(book.around());
        book.run(&["upgrade", "--yes"]).expect_trouble().expect_mentions(&["`.readybook/upgrade.json` cannot be read"]);
        assert!(files(book.around()) == before, "{path}");
    }
    let book = skeleton();
    book.put(".readybook/upgrade.json", b"{\"version\": 2, \"steps\": []}");
    book.run(&["upgrade", "--yes"]).expect_trouble().expect_mentions(&["was made by a newer readybook"]);
}

#[test]
fn a_file_of_a_theme_is_told_when_the_built_in_one_has_changed() {
    let book = skeleton();
    book.put("themes/ours/templates/partials/footer.html", b"<footer></footer>\n");
    let note = text(&book, ".readybook/theme.yaml");
    let was = |line: &str| {
        if line.starts_with("templates/partials/footer.html: ") {
            "templates/partials/footer.html: 00".to_owned()
        } else {
            line.to_owned()
        }
    };
    let older: String = note.lines().map(|line| was(line) + "\n").collect();
    assert_ne!(older, note);
    book.put(".readybook/theme.yaml", older.as_bytes());
    let told = "`themes/ours/templates/partials/footer.html`: the built-in file that it replaces has changed";
    book.run(&["upgrade", "--yes"]).expect_ok().expect_mentions(&[told]);
    assert!(text(&book, ".readybook/upgrade.md").contains(told));
    assert_eq!(text(&book, ".readybook/theme.yaml"), note);
}

const AREAS: [&str; 10] = [
    "architecture",
    "capacity",
    "cicd",
    "costs",
    "deployment",
    "infrastructure",
    "operations",
    "reliability",
    "security",
    "testing",
];

fn area(name: &str) -> String {
    format!("checklists/operational-readiness/{name}.yaml")
}

/// The text with words at the beginning of the value of the first line with this key.
fn with_words(text: &str, key: &str, words: &str) -> String {
    let at = text.find(&format!("\n    {key}: ")).expect("the key") + key.len() + 7;
    let at = if text[at..].starts_with('"') { at + 1 } else { at };
    format!("{}{words}{}", &text[..at], &text[at..])
}

/// Pages with a text of several sentences.
fn guides(book: &Handbook) -> Vec<String> {
    let pages = files(&book.folder().join("content/guides"));
    let long = pages.iter().filter(|(path, bytes)| path.ends_with(".md") && String::from_utf8_lossy(bytes).contains(".\n\n"));
    long.map(|(path, _)| format!("content/guides/{path}")).take(15).collect()
}

#[test]
fn forty_edits_of_ones_own_outlive_a_year_of_the_shipped_handbook() {
    let book = copy();
    let shipped = later(&book, &[]);
    let change = |book: &Handbook, path: &str, with: &dyn Fn(&str) -> String| book.put(path, with(&text(book, path)).as_bytes());
    let guides = guides(&book);
    assert_eq!(guides.len(), 15);
    // Ten answers that we want otherwise, ten comments, fifteen notes on pages, five blanks.
    for name in AREAS {
        change(&book, &area(name), &|text| with_words(text, "evidence", "Ours, "));
        change(&book, &area(name), &|text| text.replacen("\n\n  - id", "\n\n  # Ours.\n  - id", 1));
    }
    for path in &guides {
        change(&book, path, &|text| format!("{text}\nOur own note.\n"));
    }
    for blank in ["office_hours", "enablement_channel", "answer_time", "review_time", "secret_store"] {
        change(&book, "handbook.yaml", &|text| text.replacen(&format!("{blank}: \"\""), &format!("{blank}: \"ours\""), 1));
    }
    // A year of theirs.
    let year = |path: &str, with: &dyn Fn(&str) -> String| change(&shipped, path, with);
    for name in AREAS {
        year(&area(name), &|text| with_words(text, "ask", "So, "));
        year(&area(name), &|text| {
            let second = text.find("\n\n  - id").expect("a second item");
            format!("{}{}", &text[..second], with_words(&text[second..], "why", "So, "))
        });
    }
    for name in &AREAS[..3] {
        year(&area(name), &|text| with_words(text, "evidence", "Theirs, "));
    }
    for path in &guides {
        year(path, &|text| text.replacen(".\n\n", ". They say more.\n\n", 1));
    }
    for path in &guides[..2] {
        year(path, &|text| format!("{text}\nTheir own note.\n"));
    }
    year("handbook.yaml", &|text| {
        text.replacen("secret_store: \"\" ", "secret_store: \"\"  ", 1).replacen("lead_time_days: 30", "lead_time_days: 45", 1)
    });
    shipped.put("content/guides/new.md", b"# New\n\nIt is new.\n");
    shipped.put(
        "editions/costs-notes/2027-11-29.yaml",
        b"changes:\n  - {kind: reworded, id: ARC-01, why: People did not understand it.}\n",
    );
    upgrade(&book, &shipped, &["--yes"]).expect_ok().expect_mentions(&["5 versions to choose", "content/guides/new.md: new"]);
    book.remove("editions/costs-notes/2027-11-29.yaml");
    let has = |path: &str, parts: &[&str]| {
        let text = text(&book, path);
        for part in parts {
            assert!(text.contains(part), "{path} lacks {part}:\n{text}");
        }
    };
    for name in AREAS {
        has(&area(name), &["Ours, ", "\n  # Ours.\n  - id", "So, "]);
        assert_eq!(text(&book, &area(name)).matches("So, ").count(), 2, "{name}");
    }
    for path in &guides {
        has(path, &["They say more.", "Our own note."]);
    }
    has("handbook.yaml", &["lead_time_days: 45", "secret_store: \"ours\"", "office_hours: \"ours\"", "title: Ours"]);
    let page = text(&book, ".readybook/upgrade.md");
    for part in
        ["## To choose", "Why it changed: People did not understand it.", "### content/guides/", "- `content/guides/new.md`: new"]
    {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    // Every choice is told, and when ours are kept all is well.
    assert_eq!(errors(&book), ["conflict-marker"; 2].into_iter().chain(["upgrade-conflict"; 3]).collect::<Vec<_>>());
    for name in &AREAS[..3] {
        change(&book, &area(name), &|text| text.split_inclusive('\n').filter(|line| !line.contains("~shipped")).collect());
    }
    for path in &guides[..2] {
        change(&book, path, &|text| {
            let (ours, theirs) = text.split_once("=======\n").expect("a conflict");
            ours.replace("<<<<<<< yours\n", "") + theirs.split_once(">>>>>>> shipped\n").expect("its end").1
        });
    }
    assert!(errors(&book).is_empty());
    upgrade(&book, &shipped, &["--yes"]).expect_ok();
}

/// The codes of all errors, sorted. No sheet is laid out for it: that takes longer than all else here.
fn errors(book: &Handbook) -> Vec<&'static str> {
    let revision = pipeline::make(Request::of(book.folder())).expect("a folder");
    let told = revision.judge(revision.findings(), Coverage::Partial).told;
    let mut codes: Vec<_> =
        told.iter().filter(|found| found.severity() == Severity::Error).map(|found| found.code.name()).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn a_question_that_is_answered_stays_though_it_is_retired() {
    let book = skeleton();
    let item = "  - id: GL-02";
    let shipped = later(&book, &[]);
    let retired = text(&shipped, GREEN_LIGHT).split(item).next().expect("a text").to_owned()
        + "retired:\n  - {id: GL-02, why: Asked elsewhere.}\n";
    shipped.put(GREEN_LIGHT, retired.as_bytes());
    let answers = "answers: 2\nservice: {id: s, title: S, launch: new-service, tier: critical}\nchecklists:\n  green-light:\n    items:\n      GL-02: {state: answered, says: We do.}\n";
    book.put("s.answers.yaml", answers.as_bytes());
    let other = copy_of_tree(&files(&book.folder()));
    upgrade(&book, &shipped, &["--yes", "--answers", "s.answers.yaml"]).expect_ok().expect_mentions(&["stays: GL-02"]);
    assert!(
        text(&book, GREEN_LIGHT).contains(item) && !text(&book, GREEN_LIGHT).contains("id: GL-02, why"),
        "{}",
        text(&book, GREEN_LIGHT)
    );
    upgrade(&other, &shipped, &["--yes"]).expect_ok();
    assert_eq!(text(&other, GREEN_LIGHT), retired);
}

#[test]
fn an_upgrade_that_is_killed_is_finished_by_the_next_one() {
    killed_at(&[0, 1, 2, 3, 5, 8, 13, 21]);
}

#[test]
#[ignore = "it takes minutes; tests/long runs it"]
fn long_an_upgrade_is_killed_at_fifty_moments() {
    killed_at(&(0..50).collect::<Vec<_>>());
}

/// Kills an upgrade as soon as so many of its files are there, and runs it again: then all is as if it had not been killed.
fn killed_at(moments: &[usize]) {
    let book = skeleton();
    let shipped = later(&book, &[]);
    for number in 0..60 {
        shipped.put(&format!("content/new/page-{number:02}.md"), format!("# Page {number}\n").as_bytes());
    }
    let before = files(&book.folder());
    let whole = copy_of_tree(&before);
    upgrade(&whole, &shipped, &["--yes"]).expect_ok();
    let expected = files(&whole.folder());
    for &moment in moments {
        let book = copy_of_tree(&before);
        let folder = shipped.folder();
        let mut command = readybook(&book.folder(), &["upgrade", "--yes", "--shipped", folder.to_str().expect("a path")]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program");
        let begun = Instant::now();
        let journal = book.folder().join(".readybook/upgrade.json");
        let reached = |moment: usize| match moment {
            0 => journal.exists(),
            _ => book.folder().join(format!("content/new/page-{:02}.md", moment - 1)).exists(),
        };
        while !reached(moment) && child.try_wait().expect("the program").is_none() && begun.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_micros(200));
        }
        let _ = child.kill();
        child.wait().expect("the program");
        if journal.exists() {
            book.run(&["check"]).expect_trouble().expect_mentions(&["was interrupted", "`readybook upgrade` finishes it"]);
            upgrade(&book, &shipped, &["--dry-run"]).expect_trouble();
        }
        upgrade(&book, &shipped, &["--yes"]).expect_ok();
        assert!(files(&book.folder()) == expected, "killed at {moment}");
    }
}

fn copy_of_tree(tree: &BTreeMap<String, Vec<u8>>) -> Handbook {
    let book = empty();
    for (path, bytes) in tree.iter().filter(|(path, _)| !path.ends_with('/')) {
        book.put(path, bytes);
    }
    book
}
