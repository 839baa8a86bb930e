//! Offers: what is ready-made for teams, on a page of its own and where it helps.

use serde_json::{Value, json};
use snapbox::str;

use crate::handbook::{Handbook, handbook};

const SETTINGS: &str = "title: Test\nproviders: [aws]\nenvironments: [production]\nblanks: {catalogue: \"\", talk: 45 minutes}\n";

const CHECKLIST: &str = "id: readiness\ntitle: Readiness\nareas:\n  - id: reliability\n    prefix: REL\n    title: Reliability\n    items:\n      - {id: REL-01, ask: How do you know that backups are on?, severity: high}\n      - {id: REL-02, ask: How fast are you back?, severity: high}\n    retired: [{id: REL-03, why: Asked twice., replaced_by: [REL-01]}]\n";

const MATRIX: &str = "responsibilities:\n  duties: [{id: backups, title: Backups}, {id: patches, title: Patches}]\n  services:\n    - {id: store, title: Store, kind: database, provider: aws, cells: {backups: {team: Switches them on.}, patches: {provider: Does them.}}}\n    - {id: queue, title: Queue, kind: queue, provider: aws, cells: {backups: {team: Copies it.}}}\n    - {id: away, title: Away, kind: queue, provider: gcp, cells: {backups: {team: Copies it.}}}\n";

const GUARDRAILS: &str =
    "guardrails:\n  - {id: memory, title: Memory, unit: GiB, bounds: {production: {max: 8}}, why: It costs.}\n";

fn book(offers: &str) -> Handbook {
    handbook()
        .file("handbook.yaml", SETTINGS)
        .file("content/index.md", "# Home\n")
        .file("content/domains.yaml", "domains:\n  - {id: data, title: Data}\n")
        .file("content/matrix.yaml", MATRIX)
        .file("content/guardrails.yaml", GUARDRAILS)
        .file("checklists/readiness.yaml", CHECKLIST)
        .file("content/offers.yaml", offers)
}

const OFFERS: &str = "offers:\n  - id: module\n    title: A module\n    group: Automation\n    where: \"{{catalogue}}\"\n    takes: ten minutes\n    lets: make a [store](matrix.yaml).\n    domain: data\n    questions: [REL-01]\n    cells: [store/backups, away/backups]\n    guardrails: [memory]\n  - {id: talk, title: A talk, takes: \"{{talk}}\", lets: ask., questions: [REL-01, REL-03], cells: [backups]}\n";

/// The part of a page from a mark to the next end of a paragraph or of a list of facts.
fn part(page: &str, from: &str, to: &str) -> String {
    let at = page.find(from).unwrap_or_else(|| panic!("no `{from}` in\n{page}"));
    let rest = &page[at..];
    let end = rest.find(to).unwrap_or_else(|| panic!("no end in\n{rest}"));
    rest[..end + to.len()].to_owned()
}

/// The lines about offers of a page, in their order.
fn lines(page: &str) -> Vec<String> {
    page.split("<p class=\"offers-here screen-only\">")
        .skip(1)
        .map(|rest| rest.split("</p>").next().expect("a line").to_owned())
        .collect()
}

#[test]
fn what_is_ready_made_stands_on_a_page_of_its_own() {
    let book = book(OFFERS);
    book.build().expect_ok();
    let page = book.built("offers.html");
    let without_group = page.find("id=\"talk\"").expect("an offer without a group");
    assert!(without_group < page.find("<h2 id=\"automation\">").expect("a group"), "what has no group comes first:\n{page}");
    snapbox::assert_data_eq!(
        part(&page, "<section class=\"offer\" id=\"module\">", "</section>"),
        str![[r##"
<section class="offer" id="module">
<h3>A module <a class="anchor" href="#module" aria-label="Link to this section">#</a></h3>
<p>Lets your team make a <a href="matrix.html">store</a>.</p>
<dl class="facts">
<div><dt>Where</dt> <dd><span class="blank" title="To fill in: catalogue">catalogue</span></dd></div>
<div><dt>Takes</dt> <dd>ten minutes</dd></div>
<div><dt>Helps</dt> <dd><a href="domains.html#data">Data</a></dd></div>
<div><dt>Helps you answer</dt> <dd>
<ul class="offer-questions">
<li><a class="id" href="checklists/readiness/reliability.html#REL-01">REL-01</a> How do you know that backups are on?</li>
</ul>
</dd></div>
<div><dt>Helps with</dt> <dd><a href="matrix/store.html#backups">Backups, Store</a></dd></div>
<div><dt>Keeps you within</dt> <dd><a href="guardrails.html#memory">Memory</a></dd></div>
</dl>
</section>
"##]]
    );
}

#[test]
fn a_question_that_is_retired_leads_on_to_what_asks_for_it_now() {
    let book = book(OFFERS);
    book.build().expect_ok();
    let told = part(&book.built("offers.html"), "<li><span class=\"id\">", "</li>");
    assert_eq!(
        told,
        "<li><span class=\"id\">REL-03</span> → <a class=\"id\" href=\"checklists/readiness/reliability.html#REL-01\">REL-01</a></li>"
    );
}

#[test]
fn a_question_a_cell_and_a_guardrail_say_that_there_is_something_for_them() {
    let book = book(OFFERS);
    book.build().expect_ok();
    let both = |up: &str| {
        format!(
            "Ready-made for this: <a href=\"{up}offers.html#module\">A module</a> (ten minutes), \
             <a href=\"{up}offers.html#talk\">A talk</a> (45 minutes)"
        )
    };
    let talk = |up: &str| format!("Ready-made for this: <a href=\"{up}offers.html#talk\">A talk</a> (45 minutes)");
    let module = "Ready-made for this: <a href=\"offers.html#module\">A module</a> (ten minutes)";
    assert_eq!(lines(&book.built("checklists/readiness/reliability.html")), [both("../../")], "on the page of the area");
    // It waits for whoever fills it in, with the rest of the question.
    assert_eq!(lines(&book.built("checklists/readiness.html")), [both("../")], "on the page of the checklist");
    assert_eq!(lines(&book.built("matrix/store.html")), [both("../")], "on the page of a service");
    assert_eq!(lines(&book.built("matrix.html")), [both(""), talk("")], "in the panels of the matrix");
    assert_eq!(lines(&book.built("guardrails.html")), [module], "at a guardrail");
}

#[test]
fn programs_read_what_is_ready_made_and_readers_find_it() {
    let book = book(OFFERS);
    book.build().expect_ok();
    let exported: Value = serde_json::from_str(&book.built("handbook.json")).expect("JSON");
    assert_eq!(
        exported["offers"],
        json!([
            {
                "id": "module", "title": "A module", "address": "offers.html#module", "group": "Automation", "where": "______",
                "takes": "ten minutes", "lets": "make a store.", "domain": "data", "questions": ["REL-01"],
                "cells": ["store/backups", "away/backups"], "guardrails": ["memory"], "example": ""
            },
            {
                "id": "talk", "title": "A talk", "address": "offers.html#talk", "group": null, "where": "",
                "takes": "45 minutes", "lets": "ask.", "domain": null, "questions": ["REL-01", "REL-03"],
                "cells": ["backups"], "guardrails": [], "example": ""
            },
        ])
    );
    let found = book.built("search.html");
    assert!(found.contains("offers.html#module"), "{found}");
    let none = handbook().file("content/index.md", "# Home\n");
    none.build().expect_ok();
    let exported: Value = serde_json::from_str(&none.built("handbook.json")).expect("JSON");
    assert_eq!(exported.get("offers"), None, "a handbook without offers has no such field");
}

#[test]
fn what_an_offer_names_is_there() {
    book(
        "offers:\n  - id: module\n    title: A module\n    lets: store.\n    domain: dat\n    questions: [REL-1, REL-03]\n    cells: [backup, store/backup, shop/backups, queue/patches]\n    guardrails: [memry]\n  - {id: module, title: Again, group: Module}\n  - {id: module, title: Again, group: Module, lets: go.}\n",
    )
    .check()
    .expect_wrong()
    .expect_findings(str![[r#"
error[duplicate-id]: the offer `module` has the anchor of the group `Module`
 --> content/offers.yaml:2:9
  |
2 |   - id: module
  |         ^^^^^^
  |
  = help: give the offer another id

error[unknown-id]: there is no domain `dat`
 --> content/offers.yaml:5:13
  |
5 |     domain: dat
  |             ^^^
  |
  = help: did you mean `data`?

error[unknown-id]: there is no item `REL-1`
 --> content/offers.yaml:6:17
  |
6 |     questions: [REL-1, REL-03]
  |                 ^^^^^
  |
  = help: did you mean `REL-01`?

note[not-asked]: `REL-03` is retired, and named here
  --> content/offers.yaml:6:24
   |
 6 |     questions: [REL-1, REL-03]
   |                        ^^^^^^
   |
  ::: checklists/readiness.yaml:10:20
   |
10 |     retired: [{id: REL-03, why: Asked twice., replaced_by: [REL-01]}]
   |                    ------ retired here
   |
   = help: `REL-01` asks for it now; readers see a link to it beside the old id

error[unknown-id]: there is no cell or duty `backup`
 --> content/offers.yaml:7:13
  |
7 |     cells: [backup, store/backup, shop/backups, queue/patches]
  |             ^^^^^^
  |
  = help: did you mean `backups`?

error[unknown-id]: there is no cell or duty `store/backup`
 --> content/offers.yaml:7:21
  |
7 |     cells: [backup, store/backup, shop/backups, queue/patches]
  |                     ^^^^^^^^^^^^
  |
  = help: did you mean `store/backups`?

error[unknown-id]: there is no cell or duty `shop/backups`
 --> content/offers.yaml:7:35
  |
7 |     cells: [backup, store/backup, shop/backups, queue/patches]
  |                                   ^^^^^^^^^^^^
  |
  = help: there are: `backups`, `patches`, `store/backups`, `store/patches`, `queue/backups`, `away/backups`

error[unknown-id]: there is no cell or duty `queue/patches`
 --> content/offers.yaml:7:49
  |
7 |     cells: [backup, store/backup, shop/backups, queue/patches]
  |                                                 ^^^^^^^^^^^^^
  |
  = help: there are: `backups`, `patches`, `store/backups`, `store/patches`, `queue/backups`, `away/backups`

error[unknown-id]: there is no guardrail `memry`
 --> content/offers.yaml:8:18
  |
8 |     guardrails: [memry]
  |                  ^^^^^
  |
  = help: did you mean `memory`?

error[missing-key]: an offer has no `lets`
 --> content/offers.yaml:9:6
  |
9 |   - {id: module, title: Again, group: Module}
  |      ^^
  |
  = help: write `lets:` and its value

error[duplicate-id]: the offer `module` has the anchor of the group `Module`
  --> content/offers.yaml:10:10
   |
10 |   - {id: module, title: Again, group: Module, lets: go.}
   |          ^^^^^^
   |
   = help: give the offer another id

error[duplicate-id]: the offer `module` is there twice
  --> content/offers.yaml:10:10
   |
 2 |   - id: module
   |         ------ first here
...
10 |   - {id: module, title: Again, group: Module, lets: go.}
   |          ^^^^^^ again
   |
   = help: give one of them another name

11 errors, 0 warnings ([..] s)

"#]]);
}
