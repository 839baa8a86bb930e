//! What decides which findings are told: levels of the settings, comments that accept, the baseline; and what each code means.

use std::{collections::BTreeMap, fs};

use readybook::diagnostic::{Code, Severity};

use crate::{
    handbook::{Handbook, handbook, repository},
    run::Run,
};

/// A handbook with a broken link, and with code in a language that nobody knows.
fn faulty() -> Handbook {
    handbook().file("content/index.md", "# Handbook\n\nSee [there](there.md).\n\n```nosuch\na\n```\n")
}

/// The codes that a run told, each with its level, in order.
fn codes(run: &Run) -> Vec<String> {
    let is_finding = |line: &&str| ["error[", "warning[", "note["].iter().any(|start| line.starts_with(start));
    let lines = run.stderr.lines().filter(is_finding);
    lines.filter_map(|line| Some(line.split_once(']')?.0.replace('[', " "))).collect()
}

#[track_caller]
fn expect_codes(run: &Run, expected: &[&str]) {
    assert_eq!(codes(run), expected, "{}{}", run.stdout, run.stderr);
}

#[test]
fn the_settings_raise_lower_and_turn_off() {
    let book = faulty();
    expect_codes(book.check().expect_wrong(), &["error broken-link", "warning unknown-language"]);
    book.put("handbook.yaml", b"title: Test\nlevels: {broken-link: warning, unknown-language: error}\n");
    expect_codes(book.check().expect_wrong(), &["warning broken-link", "error unknown-language"]);
    book.put("handbook.yaml", b"title: Test\nlevels: {broken-link: note, unknown-language: off}\n");
    expect_codes(book.check_with(&["--strict"]).expect_ok(), &["note broken-link"]);
    // What is no error is published, in the preview as well.
    book.build().expect_ok();
    assert!(book.built("index.html").contains("there"));
}

#[test]
fn what_is_tolerated_is_drawn_without_what_is_wrong_in_it() {
    let settings = "title: Test\nlevels: {broken-link: note, broken-anchor: note, missing-image: note, unknown-name: note}\n";
    let page =
        "# Handbook\n\nSee [there](there.md), [here](#nowhere), ![a map](map.png), {{nobody}} and [more](more.md#nowhere).\n";
    let book = handbook().file("handbook.yaml", settings).file("content/index.md", page).file("content/more.md", "# More\n");
    expect_codes(
        book.check_with(&["--strict"]).expect_ok(),
        &["note broken-link", "note broken-anchor", "note missing-image", "note unknown-name", "note broken-anchor"],
    );
    book.build_with(&["--strict"]).expect_ok().expect_mentions(&[" into `./public`"]);
    let drawn = "<p>See there, here, a map, {{nobody}} and <a href=\"more.html\">more</a>.</p>";
    let html = book.built("index.html");
    assert!(html.contains(drawn), "{html}");
}

#[test]
fn no_settings_lower_a_level_that_is_fixed_and_any_may_raise_it() {
    let fixed = || Code::ALL.iter().filter(|code| code.fixed().is_some());
    let book = |level: &dyn Fn(Code) -> &'static str| {
        let levels: String = fixed().map(|code| format!("  {code}: {}\n", level(*code))).collect();
        handbook().file("handbook.yaml", format!("title: Test\nlevels:\n{levels}")).file("content/index.md", "# Handbook\n")
    };
    let below = |code: Code| match code.severity() {
        Severity::Error => "warning",
        Severity::Warning => "note",
        Severity::Note => "off",
    };
    for run in [book(&|_| "off").check(), book(&below).check()] {
        assert_eq!(codes(run.expect_wrong()), vec!["error fixed-level"; fixed().count()], "{}", run.stderr);
        for code in fixed() {
            run.expect_mentions(&[&format!("nobody may lower `{code}`")]);
        }
    }
    book(&|_| "error").check().expect_ok();
    book(&|code| if code.severity() == Severity::Error { "error" } else { "warning" }).check().expect_ok();
}

#[test]
fn the_settings_of_a_stranger_hide_nothing_that_does_harm() {
    let book = handbook()
        .file(
            "handbook.yaml",
            "title: Test\nlevels:\n  refused-html: off\n  symlink-outside: off\n  fixed-level: off\n  # readybook: accept symlink-outside because it is fine\n  invalid-accept: off\n",
        )
        .file("baseline.yaml", "baseline: 1\nfindings:\n  - {code: refused-html, file: content/index.md, text: <script>}\n")
        .file("content/index.md", "# Handbook\n\n<!-- readybook: accept refused-html because it is fine -->\n<script>alert(1)</script>\n");
    std::os::unix::fs::symlink("/etc/passwd", book.folder().join("content/out.txt")).expect("a link");
    let run = book.check();
    let told = codes(run.expect_wrong());
    for expected in ["error refused-html", "error symlink-outside", "error fixed-level"] {
        assert!(told.contains(&expected.to_owned()), "{expected}: {told:?}");
    }
    book.build().expect_wrong();
    assert!(!book.folder().join("public").exists());
}

#[test]
fn an_empty_comment_accepts_nothing() {
    handbook().file("content/index.md", "# T\n\n<!-->readybook: accept broken-link\n\n<!--->readybook: a\n").check().expect_ok();
}

#[test]
fn a_comment_accepts_what_it_stands_above_and_nothing_else() {
    let book = handbook().file(
        "content/index.md",
        "---\n# readybook: accept unknown-key because the old site needs it\nweight: 3\nlayout: wide\n---\n\n# Handbook\n\n\
         <!-- readybook: accept broken-link because\n     the page comes next week -->\n- [one](one.md)\n- [two](two.md)\n\n[three](three.md)\n",
    );
    let run = book.check();
    expect_codes(run.expect_wrong(), &["error unknown-key", "error broken-link"]);
    run.expect_mentions(&["`layout`", "content/index.md:14:", "2 errors, 0 warnings, 3 accepted"]);
}

#[test]
fn in_yaml_it_is_about_the_entry_below_it_or_beside_it() {
    let long = "How do you know that the backups of every one of all the many databases that you run can be restored in time by anybody who is on call at night?";
    let list = |comment: &str, beside: &str| {
        format!(
            "id: list\ntitle: List\nphase: early\nareas:\n  - id: a\n    title: A\n    prefix: AA\n    items:\n{comment}      - id: AA-01{beside}\n        ask: {long}\n      - id: AA-02\n        ask: {long}\n",
        )
    };
    let settings =
        "title: Test\nphases:\n  - {id: early, oversight: advisory, title: Early, page: content/index.md, checklists: [list]}\n";
    let book = handbook().file("handbook.yaml", settings).file("content/index.md", "# Early\n");
    let accept = "# readybook: accept too-long because the auditor wants it";
    for (comment, beside) in [(format!("      {accept}\n"), String::new()), (String::new(), format!(" {accept}"))] {
        book.put("checklists/list.yaml", list(&comment, &beside).as_bytes());
        let run = book.check();
        let told = codes(run.expect_wrong());
        let once = told.iter().filter(|code| *code == "error too-long").count();
        assert_eq!(once, 1, "{comment}{beside}: {}", run.stderr);
    }
    // In a text it is no comment.
    book.put(
        "checklists/list.yaml",
        list("", "").replace("ask: How", &format!("why: \"{accept}\"\n        ask: How")).as_bytes(),
    );
    let run = book.check();
    assert_eq!(codes(run.expect_wrong()).iter().filter(|code| *code == "error too-long").count(), 2, "{}", run.stderr);
}

#[test]
fn one_command_turns_a_handbook_green_and_a_new_mistake_red_again() {
    let book = faulty().file("content/a.md", "---\nweight: 1\n---\n\n# A\n\n[gone](gone.md) and [gone](gone.md).\n");
    book.check().expect_wrong();
    let run = book.check_with(&["--write-baseline"]);
    run.expect_ok().expect_mentions(&["wrote 5 findings into", "0 errors, 0 warnings, 5 in the baseline"]);
    let text = fs::read_to_string(book.folder().join("baseline.yaml")).expect("a baseline");
    assert_eq!(
        text,
        "# What `readybook check` found when this file was first written. It is not told again; everything new is.\n\
         # `readybook check --write-baseline` takes out what is gone, and adds nothing.\n\
         baseline: 1\nfindings:\n  - code: unknown-key\n    file: content/a.md\n    text: weight\n  \
         - code: broken-link\n    file: content/a.md\n    text: gone.md\n    count: 2\n  \
         - code: broken-link\n    file: content/index.md\n    text: there.md\n  \
         - code: unknown-language\n    file: content/index.md\n    text: nosuch\n"
    );
    book.check_with(&["--strict"]).expect_ok();
    book.build_with(&["--strict"]).expect_ok();
    // Lines above change nothing, and the third of two is new.
    book.put("content/a.md", b"---\nweight: 1\n---\n\n# A\n\nMore.\n\n[gone](gone.md) and [gone](gone.md).\n\n[gone](gone.md)\n");
    let run = book.check();
    expect_codes(run.expect_wrong(), &["error broken-link"]);
    run.expect_mentions(&["content/a.md:11:8"]);
    // It only shrinks.
    let run = book.check_with(&["--write-baseline"]);
    run.expect_wrong().expect_mentions(&["took 0 findings out of", "and 5 stay; a baseline takes nothing in"]);
    assert_eq!(fs::read_to_string(book.folder().join("baseline.yaml")).expect("a baseline"), text);
    book.put("content/a.md", b"# A\n\n[gone](gone.md)\n");
    expect_codes(book.check().expect_ok(), &["warning stale-baseline"]);
    let run = book.check_with(&["--write-baseline"]);
    run.expect_ok().expect_mentions(&["took 2 findings out of", "and 3 stay"]);
    expect_codes(book.check_with(&["--strict"]).expect_ok(), &[]);
    book.put("content/a.md", b"# A\n\n[gone](gone.md) and [gone](gone.md)\n");
    expect_codes(book.check().expect_wrong(), &["error broken-link"]);
}

#[test]
fn a_baseline_that_cannot_be_read_or_written_stays_as_it_is() {
    let newer = "baseline: 2\nfindings: []\n";
    let book = faulty().file("baseline.yaml", newer);
    let run = book.check_with(&["--write-baseline"]);
    run.expect_wrong().expect_mentions(&["this baseline was made by a newer readybook", "the baseline was not written"]);
    assert_eq!(fs::read_to_string(book.folder().join("baseline.yaml")).expect("a baseline"), newer);
    // Without settings not everything can be looked at.
    let book = faulty().file("handbook.yaml", "title: [\n");
    book.check_with(&["--write-baseline"]).expect_wrong().expect_mentions(&["the baseline was not written"]);
    assert!(!book.folder().join("baseline.yaml").exists());
    // Nothing is written through a link.
    let book = faulty();
    fs::write(book.around().join("elsewhere.yaml"), "").expect("a file");
    std::os::unix::fs::symlink("../elsewhere.yaml", book.folder().join("baseline.yaml")).expect("a link");
    let run = book.check_with(&["--write-baseline"]);
    assert_ne!(run.code, 0, "{}", run.stdout);
    assert_eq!(fs::read_to_string(book.around().join("elsewhere.yaml")).expect("a file"), "");
    // There is nothing to write.
    let book = handbook().file("content/index.md", "# Handbook\n");
    book.check_with(&["--write-baseline"]).expect_ok().expect_mentions(&["no baseline was written"]);
    assert!(!book.folder().join("baseline.yaml").exists());
}

#[test]
fn programs_read_how_many_are_not_told() {
    let book = faulty();
    book.check_with(&["--write-baseline"]).expect_ok();
    book.put("content/b.md", b"# B\n\n<!-- readybook: accept broken-link because it comes -->\n[c](c.md)\n");
    let run = book.check_with(&["--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&run.expect_ok().stdout).expect("JSON");
    assert_eq!((&told["accepted"], &told["baseline"], &told["errors"]), (&1.into(), &2.into(), &0.into()));
}

#[test]
fn each_code_is_explained_by_the_guides_own_words() {
    for code in Code::ALL {
        let run = handbook().run(&["explain", code.name()]);
        let said = &run.expect_ok().stdout;
        let level = match code.severity() {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Note => "Note",
        };
        let begins = format!("{}[{code}]\n\n**{level}.** ", code.severity());
        assert!(said.starts_with(&begins), "{said}");
        assert!(!said.contains("](") && said.contains("level"), "{said}");
        // It may be pasted as it was told.
        let pasted = format!("{}[{code}]:", code.severity());
        assert_eq!(&handbook().run(&["explain", &pasted]).expect_ok().stdout, said);
    }
    let all = handbook().run(&["explain"]);
    assert!(Code::ALL.iter().all(|code| all.stdout.contains(&format!("{code} ({}", code.severity()))), "{}", all.stdout);
    handbook().run(&["explain", "brokn-link"]).expect_trouble().expect_mentions(&["did you mean `broken-link`?"]);
}

#[test]
fn the_guide_lists_the_codes_whose_level_is_fixed() {
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut order = Vec::new();
    for code in Code::ALL {
        if let Some(fixed) = code.fixed() {
            if !order.contains(&fixed.reason()) {
                order.push(fixed.reason());
            }
            rows.entry(fixed.reason()).or_default().push(format!("[{code}](#{code})"));
        }
    }
    let table: String = order.iter().map(|reason| format!("| {reason} | {} |\n", rows[reason].join(", "))).collect();
    let place = repository("docs/content/errors.md");
    let guide = fs::read_to_string(&place).expect("the guide");
    let (before, rest) = guide.split_once("| Fixed because | Codes |\n|---|---|\n").expect("the table");
    let (is, after) = rest.split_once("\n\n").expect("the end of the table");
    if std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite") {
        fs::write(&place, format!("{before}| Fixed because | Codes |\n|---|---|\n{}\n\n{after}", table.trim_end()))
            .expect("the guide");
    } else {
        assert_eq!(is, table.trim_end());
    }
}

/// A handbook with one checklist of one question that nothing asks any more, and a service that answers it.
fn reviewed(levels: &str, comment: &str) -> Handbook {
    let answers = format!(
        "answers: 2\nservice: {{id: a, launch: new-service}}\nchecklists:\n  list:\n    edition: 2026-01-01\n    items:\n      AA-01: {{state: answered, says: Daily., evidence: runbook, speaker: peer}}\n{comment}      AA-02: {{state: answered, says: Weekly.}}\n"
    );
    let settings = format!(
        "title: Test\n{levels}phases:\n  - {{id: early, oversight: sign-off, only_for: [new-service], title: Early, page: content/early.md, checklists: [list]}}\n"
    );
    let list = "id: list\ntitle: List\nphase: early\nedition: 2026-11-01\nareas:\n  - id: a\n    title: A\n    prefix: AA\n    items:\n      - {id: AA-01, ask: How do you know that backups work?}\n    retired:\n      - {id: AA-02, why: It was asked twice.}\n";
    handbook()
        .file("handbook.yaml", settings)
        .file("content/early.md", "# Early\n")
        .file("checklists/list.yaml", list)
        .file("answers.yaml", answers)
}

#[test]
fn the_levels_of_a_handbook_hold_for_its_reviews_and_a_team_may_accept_in_its_file() {
    let review = |book: &Handbook| book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-22"]);
    expect_codes(&review(&reviewed("", "")), &["warning older-edition", "warning retired-item"]);
    let lowered = reviewed("levels: {older-edition: off, retired-item: error}\n", "");
    expect_codes(review(&lowered).expect_wrong(), &["error retired-item"]);
    // So it is with what the handbook publishes, whoever wrote it: a hard stop is told.
    lowered.build().expect_ok();
    let json = lowered
        .built("handbook.json")
        .replace("\"older-edition\": \"off\"", "\"older-edition\": \"off\", \"missing-reason\": \"off\"");
    lowered.put(
        "hostile.json",
        json.replace("\"older-edition\":\"off\"", "\"older-edition\":\"off\",\"missing-reason\":\"off\"").as_bytes(),
    );
    let text = fs::read_to_string(lowered.folder().join("answers.yaml"))
        .expect("answers")
        .replace("state: answered, says: Daily., evidence: runbook, speaker: peer", "state: not-applicable");
    lowered.put("answers.yaml", text.as_bytes());
    let run = lowered.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-22", "--handbook", "hostile.json"]);
    expect_codes(run.expect_wrong(), &["error missing-reason", "error retired-item"]);
    let accepted = reviewed("", "      # readybook: accept retired-item because the auditor still reads it\n");
    expect_codes(review(&accepted).expect_ok(), &["warning older-edition"]);
    let useless = reviewed("", "      # readybook: accept late-start because we know\n");
    expect_codes(review(&useless).expect_ok(), &["warning older-edition", "warning unused-accept", "warning retired-item"]);
}
