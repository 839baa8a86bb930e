//! Questions that are not asked: hidden by the settings, retired, or gone. The shipped handbook, without fifteen of them in each way.

use crate::{
    handbook::{Handbook, copy_of, files, handbook, repository, shipped_without_editions},
    run::Run,
};

/// Fifteen questions of the shipped handbook: of each area, named on many pages, two of them hard stops.
const FIFTEEN: [&str; 15] = [
    "ARC-08", "CST-04", "CIC-06", "REL-06", "REL-08", "REL-09", "TST-04", "OPS-05", "SEC-03", "CAP-03", "CST-02", "INF-04",
    "DEP-01", "GL-03", "TST-08",
];

/// Takes the questions out of their files, and does something with the ids of each file that had some.
fn take_out(book: &Handbook, then: impl Fn(&str, &[&str]) -> String) {
    let folder = book.folder().join("checklists");
    for (path, bytes) in files(&folder) {
        let text = String::from_utf8(bytes).expect("text");
        let mut gone = Vec::new();
        let mut left = String::new();
        let mut is_gone = false;
        for line in text.split_inclusive('\n') {
            if let Some(id) = line.strip_prefix("  - id: ") {
                is_gone = FIFTEEN.contains(&id.trim());
                gone.extend(FIFTEEN.iter().copied().filter(|known| *known == id.trim()));
            } else if !line.starts_with(' ') && !line.trim().is_empty() {
                is_gone = false;
            }
            left.push_str(if is_gone { "" } else { line });
        }
        if !gone.is_empty() {
            book.put(&format!("checklists/{path}"), then(&left, &gone).as_bytes());
        }
    }
}

/// The code, the severity and the message of each finding.
fn findings(run: &Run) -> Vec<(String, String, String)> {
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let all = report["diagnostics"].as_array().expect("findings");
    all.iter().map(|found| (text(&found["code"]), text(&found["severity"]), text(&found["message"]))).collect()
}

fn told_of(run: &Run, code: &str) -> Vec<String> {
    findings(run).into_iter().filter(|(found, _, _)| found == code).map(|(_, _, message)| message).collect()
}

fn ids(messages: &[String]) -> Vec<String> {
    let mut ids: Vec<String> = messages.iter().map(|message| message.split('`').nth(1).expect("an id").to_owned()).collect();
    ids.sort();
    ids
}

fn fifteen() -> Vec<String> {
    let mut all = FIFTEEN.map(str::to_owned).to_vec();
    all.sort();
    all
}

fn check(book: &Handbook) -> Run {
    book.run(&["check", "--as-of", "2026-12-01", "--format", "json"])
}

/// Whether a finding says that there is a question less of green-light than the pages say.
fn is_count((code, severity, message): &(String, String, String)) -> bool {
    let counts = [
        "`Thirteen questions` is a former name: it is `Twelve questions` now",
        "`thirteen questions` is a former name: it is `twelve questions` now",
    ];
    code == "former-name" && severity == "warning" && counts.contains(&message.as_str())
}

#[test]
fn fifteen_hidden_questions_are_no_mistake_and_are_nowhere_asked() {
    let book = shipped_without_editions().without_documents();
    let settings = std::fs::read_to_string(book.folder().join("handbook.yaml")).expect("the settings");
    book.put("handbook.yaml", format!("{settings}\nhide: [{}]\n", FIFTEEN.join(", ")).as_bytes());
    let run = book.build_with(&["--format", "json"]);
    run.expect_ok();
    let stops = ["DEP-01", "INF-04", "SEC-03"];
    assert_eq!(ids(&told_of(&run, "hidden-hard-stop")), stops);
    let noted = ids(&told_of(&run, "not-asked"));
    assert!(noted.len() > 10 && noted.windows(2).all(|pair| pair[0] != pair[1]), "each id once: {noted:?}");
    let others = findings(&run).into_iter().filter(|(code, severity, _)| severity != "note" && code != "hidden-hard-stop");
    assert_eq!(others.filter(|told| !is_count(told)).collect::<Vec<_>>(), []);

    let export: serde_json::Value = serde_json::from_str(&book.built("handbook.json")).expect("JSON");
    let of = |name: &str| -> Vec<String> {
        let checklists = export["checklists"].as_array().expect("checklists").iter();
        let areas = checklists.flat_map(|checklist| checklist["areas"].as_array().expect("areas"));
        let all = areas.filter_map(|area| area.get(name)).flat_map(|list| list.as_array().expect("a list"));
        let mut ids: Vec<String> = all.map(|item| item["id"].as_str().expect("an id").to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!((of("items").len(), of("hidden")), (149 - 15, fifteen()));
    assert!(of("items").iter().all(|id| !FIFTEEN.contains(&id.as_str())));
    for (path, bytes) in files(&book.folder().join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        for id in FIFTEEN {
            assert!(!text.contains(&format!("id=\"{id}\"")) && !text.contains(&format!("#{id}\"")), "{id} in {path}");
        }
    }
}

#[test]
fn fifteen_retired_questions_are_told_as_notes_and_fifteen_that_are_gone_once_each() {
    let retired = shipped_without_editions().without_documents();
    take_out(&retired, |left, gone| {
        let lines: String = gone.iter().map(|id| format!("  - {{id: {id}, why: It is not needed at our size.}}\n")).collect();
        match left.split_once("\nretired:\n") {
            Some((before, after)) => format!("{before}\nretired:\n{lines}{after}"),
            None => format!("{}\nretired:\n{lines}", left.replace("\nretired: []", "").trim_end()),
        }
    });
    let run = check(&retired);
    run.expect_ok();
    assert_eq!(ids(&told_of(&run, "not-asked")), fifteen());
    assert!(findings(&run).iter().all(|told| told.1 == "note" || is_count(told)), "{}", run.stdout);

    let gone = shipped_without_editions().without_documents();
    take_out(&gone, |left, _| left.to_owned());
    let run = check(&gone);
    run.expect_wrong();
    assert_eq!(ids(&told_of(&run, "unknown-id")), fifteen());
    let errors: Vec<_> = findings(&run).into_iter().filter(|(_, severity, _)| severity == "error").collect();
    assert_eq!(errors.len(), 15, "{errors:?}");
}

#[test]
fn an_id_that_is_gone_is_told_at_its_first_place_with_the_others_and_with_what_to_do() {
    let book = handbook()
        .file(
            "checklists/list.yaml",
            "id: list\ntitle: List\nprefix: REL\nitems:\n  - {id: REL-01, ask: How?, grows_from: [REL-02]}\n  - {id: REL-03, ask: Why?}\n",
        )
        .file("content/a.md", format!("# A\n\n{}", "See [REL-02].\n\n".repeat(10)));
    let run = book.check();
    run.expect_wrong().expect_mentions(&[
        "1 error",
        "checklists/list.yaml:5:42",
        "content/a.md:3:6",
        "here, and in 2 more places",
        "the nearest are `REL-01` and `REL-03`; if it was taken out, write `{id: REL-02, why: …}` below `retired` in its area; if you \
         only do not ask it, keep it and name it in `hide` in `handbook.yaml`",
    ]);
}

#[test]
fn an_unknown_id_in_hide_is_an_error_and_a_slip_is_seen() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\nhide: [rel-01, RLE-01, REL-01]\n")
        .file("checklists/list.yaml", "id: list\ntitle: List\nitems:\n  - {id: REL-01, ask: How?}\n");
    book.check().expect_wrong();
    let book = book.file("handbook.yaml", "title: Test\nhide: [RLE-02, REL-02]\n").file(
        "checklists/list.yaml",
        "id: list\ntitle: List\nitems:\n  - {id: REL-02, ask: How?}\n  - {id: REL-03, ask: Why?}\n",
    );
    book.check().expect_wrong().expect_mentions(&["1 error", "there is no item `RLE-02`"]);
    let book = book.file("handbook.yaml", "title: Test\nhide: [RLE-03, REL-02]\n");
    book.check().expect_wrong().expect_mentions(&["there is no item `RLE-03`", "did you mean `REL-03`?"]);
}

#[test]
fn a_hidden_id_may_not_be_used_again() {
    let book = handbook().file("handbook.yaml", "title: Test\nhide: [REL-01]\n").file(
        "checklists/list.yaml",
        "id: list\ntitle: List\nitems:\n  - {id: REL-01, ask: How?}\n  - {id: REL-02, ask: Why?}\nretired: [{id: REL-01}]\n",
    );
    book.check().expect_wrong().expect_mentions(&["the id `REL-01` is retired"]);
}

#[test]
fn readers_see_the_id_as_text_and_links_to_what_asks_for_it_now() {
    let book = copy_of(&repository("tests/fixtures/answers/hidden"));
    book.build().expect_ok();
    let page = "checklists/readiness/reliability.html";
    let id = |id: &str| format!("<a href=\"{page}#{id}\" class=\"id\">{id}</a>");
    let text = format!(
        "<p>See {} and <span class=\"id\">REL-02</span>, and <a href=\"checklists/readiness.html\">the region</a>. Once it was \
         <span class=\"id\">REL-08</span> → {}, and <span class=\"id\">REL-09</span>.</p>",
        id("REL-01"),
        id("REL-01"),
    );
    let home = book.built("index.html");
    assert!(home.contains(&text), "{home}");
    assert!(book.built(page).contains("<dd><span class=\"id\">REL-04</span></dd>"), "{}", book.built(page));
}

#[test]
fn checklists_stand_in_the_order_of_their_phases() {
    let settings =
        "title: Test\nphases:\n  - {id: late, page: content/late.md, oversight: advisory, checklists: [zebra, apple]}\n";
    let checklist =
        |id: &str, title: &str, phase: &str| format!("id: {id}\ntitle: {title}\n{phase}items: [{{id: {title}-01, ask: How?}}]\n");
    let book = handbook()
        .file("handbook.yaml", settings)
        .file("content/late.md", "# Late\n")
        .file("checklists/apple.yaml", checklist("apple", "APP", "phase: late\n"))
        .file("checklists/other.yaml", checklist("other", "OTH", ""))
        .file("checklists/zebra.yaml", checklist("zebra", "ZEB", "phase: late\n"));
    book.build().expect_ok();
    let order = |text: &str, names: &[&str]| {
        let places: Vec<usize> =
            names.iter().map(|name| text.find(name).unwrap_or_else(|| panic!("no {name} in {text}"))).collect();
        assert!(places.is_sorted(), "{places:?}");
    };
    let names = ["checklists/zebra.html", "checklists/apple.html"];
    order(book.built("late.html").split("<main").nth(1).expect("the page"), &names);
    let all = book.built("checklists/index.html");
    order(all.split("<main").nth(1).expect("the page"), &["zebra.html", "apple.html", "other.html"]);
}
