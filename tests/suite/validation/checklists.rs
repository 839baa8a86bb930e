//! Items, areas and heads of checklists.

use snapbox::str;

use super::{SETTINGS, book, review};
use crate::handbook::handbook;

#[test]
fn a_question_asks_and_is_short() {
    review(
        "  - id: RE-01\n    ask: Do you have backups.\n  - id: RE-02\n    ask: What would happen if a whole region of your provider were gone for a day and nobody who has built the service were there to bring it back?\n",
    )
    .expect_wrong()
    .expect_findings(str![[r#"
error[not-a-question]: `RE-01` does not ask: it does not end with `?`
 --> checklists/review.yaml:6:10
  |
6 |     ask: Do you have backups.
  |          ^^^^^^^^^^^^^^^^^^^^
  |
  = help: ask an open question: what, how, when did you last

error[too-long]: the question has 28 words, and at most 25 are allowed
 --> checklists/review.yaml:8:10
  |
8 | ...k: What would happen if a whole region of your provider were gone for a day and nobody who has built the service were there to bring it back?
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: keep one thought; the rest goes into `probes`

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_item_carries_its_prefix_and_a_number_of_two_digits() {
    review(
        "  - id: RV-01\n    ask: How?\n  - id: RE-1\n    ask: How?\n  - id: re-02\n    ask: How?\n  - id: RE_03\n    ask: How?\n",
    )
    .expect_wrong()
    .expect_findings(str![[r#"
error[wrong-prefix]: the id `RV-01` does not begin with `RE-`
 --> checklists/review.yaml:5:9
  |
3 | prefix: RE
  |         -- the area's prefix
4 | items:
5 |   - id: RV-01
  |         ^^^^^
  |
  = help: write `RE-01`, or move the item to its area

error[invalid-id]: `RE-1` is not an item's id
 --> checklists/review.yaml:7:9
  |
7 |   - id: RE-1
  |         ^^^^
  |
  = help: write the area's prefix, a hyphen and two digits, as in `REL-04`

error[invalid-id]: `re-02` is not an item's id
 --> checklists/review.yaml:9:9
  |
9 |   - id: re-02
  |         ^^^^^
  |
  = help: write the area's prefix, a hyphen and two digits, as in `REL-04`

error[invalid-id]: `RE_03` is not an item's id
  --> checklists/review.yaml:11:9
   |
11 |   - id: RE_03
   |         ^^^^^
   |
   = help: write the area's prefix, a hyphen and two digits, as in `REL-04`

4 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_item_of_another_checklist_keeps_its_id_for_itself() {
    book()
        .file("checklists/one.yaml", "id: one\ntitle: One\nitems:\n  - {id: AB-01, ask: How?}\n")
        .file("checklists/two.yaml", "id: two\ntitle: Two\nitems:\n  - {id: AB-01, ask: How?}\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[duplicate-id]: the item `AB-01` is there twice
 --> checklists/two.yaml:4:10
  |
4 |   - {id: AB-01, ask: How?}
  |          ^^^^^ again
  |
 ::: checklists/one.yaml:4:10
  |
4 |   - {id: AB-01, ask: How?}
  |          ----- first here
  |
  = help: give one of them another name

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_retired_id_is_never_used_again_in_any_checklist() {
    book()
        .file(
            "checklists/one.yaml",
            "id: one\ntitle: One\nitems:\n  - {id: AB-02, ask: How?}\nretired:\n  - {id: AB-01, replaced_by: [AB-02, AB-03]}\n",
        )
        .file("checklists/two.yaml", "id: two\ntitle: Two\nitems:\n  - {id: AB-01, ask: How?}\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-id]: there is no item `AB-03`
 --> checklists/one.yaml:6:38
  |
6 |   - {id: AB-01, replaced_by: [AB-02, AB-03]}
  |                                      ^^^^^
  |
  = help: there are `AB-01` to `AB-02`; if it was taken out, write `{id: AB-03, why: …}` below `retired` in its area; if you only do not ask it, keep it and name it in `hide` in `handbook.yaml`

error[reused-id]: the id `AB-01` is retired
 --> checklists/two.yaml:4:10
  |
4 |   - {id: AB-01, ask: How?}
  |          ^^^^^
  |
 ::: checklists/one.yaml:6:10
  |
6 |   - {id: AB-01, replaced_by: [AB-02, AB-03]}
  |          ----- retired here
  |
  = help: old answers still carry it: give the new question a new number

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_link_to_a_retired_item_is_a_note_that_names_what_asks_now() {
    handbook()
        .file("content/index.md", "# Home\n\n[AB-01], [b](../checklists/one.yaml#AB-01), [AB-09]\n")
        .file("checklists/one.yaml", "id: one\ntitle: One\nitems:\n  - {id: AB-02, ask: How?}\nretired:\n  - {id: AB-01, replaced_by: [AB-02]}\n  - {id: AB-09}\n")
        .check()
        .expect_ok()
        .expect_findings(str![[r#"
note[not-asked]: `AB-01` is retired, and named here
 --> content/index.md:3:2
  |
3 | [AB-01], [b](../checklists/one.yaml#AB-01), [AB-09]
  |  ^^^^^       ---------------------------- and here
  |
 ::: checklists/one.yaml:6:10
  |
6 |   - {id: AB-01, replaced_by: [AB-02]}
  |          ----- retired here
  |
  = help: `AB-02` asks for it now; readers see a link to it beside the old id

note[not-asked]: `AB-09` is retired, and named here
 --> content/index.md:3:46
  |
3 | [AB-01], [b](../checklists/one.yaml#AB-01), [AB-09]
  |                                              ^^^^^
  |
 ::: checklists/one.yaml:7:10
  |
7 |   - {id: AB-09}
  |          ----- retired here
  |
  = help: readers see the id as text, as no other question asks for it now

checked [..] pages, 1 checklist; 0 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn what_replaces_an_item_may_be_replaced_itself() {
    let list = |second: &str| {
        format!(
            "id: one\ntitle: One\nitems:\n  - {{id: AB-03, ask: How?}}\nretired:\n  - {{id: AB-01, replaced_by: [AB-02]}}\n  - {{id: AB-02{second}}}\n"
        )
    };
    let book = handbook().file("content/index.md", "# Home\n").file("checklists/one.yaml", list(", replaced_by: [AB-03]"));
    book.build().expect_ok();
    assert!(book.built("handbook.json").contains("\"AB-03\"") && !book.built("handbook.json").contains("[\"AB-02\"]"));
    book.put("content/index.md", b"# Home\n\n[AB-01]\n");
    book.check().expect_ok().expect_mentions(&["note[not-asked]: `AB-01` is retired, and named here", "`AB-03` asks for it now"]);
    book.put("content/index.md", b"# Home\n");
    book.put("checklists/one.yaml", list("").as_bytes());
    book.check().expect_ok().expect_findings(str![[r#"
note[not-asked]: `AB-02` is retired, and named here
 --> checklists/one.yaml:6:31
  |
6 |   - {id: AB-01, replaced_by: [AB-02]}
  |                               ^^^^^
7 |   - {id: AB-02}
  |          ----- retired here
  |
  = help: no question asks for it now; if one does, name it in `replaced_by` of `AB-02`

checked [..] pages, 1 checklist; 0 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn every_id_of_an_item_is_looked_up() {
    review(
        "  - id: RE-01\n    ask: How?\n    domain: data\n    duty: backups\n    earliest: green_light\n    applies_when: {any: [stores-dat], all: [critcal]}\n    hard_stop: [critical]\n    grows_from: [RE-09]\n    sources: [boo]\n    guide: ../content/guide.md\n",
    )
    .expect_wrong()
    .expect_findings(str![[r#"
error[unknown-id]: there is no domain `data`
 --> checklists/review.yaml:7:13
  |
7 |     domain: data
  |             ^^^^

error[unknown-id]: there is no duty `backups`
 --> checklists/review.yaml:8:11
  |
8 |     duty: backups
  |           ^^^^^^^

error[invalid-id]: `green_light` is not an id
 --> checklists/review.yaml:9:15
  |
9 |     earliest: green_light
  |               ^^^^^^^^^^^
  |
  = help: an id has lower-case letters, digits, and single hyphens, and begins with a letter, as in `stores-data`

error[unknown-id]: there is no trait or tier `stores-dat`
  --> checklists/review.yaml:10:26
   |
10 |     applies_when: {any: [stores-dat], all: [critcal]}
   |                          ^^^^^^^^^^
   |
   = help: did you mean `stores-data`?

error[unknown-id]: there is no trait or tier `critcal`
  --> checklists/review.yaml:10:45
   |
10 |     applies_when: {any: [stores-dat], all: [critcal]}
   |                                             ^^^^^^^
   |
   = help: did you mean `critical`?

error[unknown-id]: there is no item `RE-09`
  --> checklists/review.yaml:12:18
   |
12 |     grows_from: [RE-09]
   |                  ^^^^^
   |
   = help: there is `RE-01`; if it was taken out, write `{id: RE-09, why: …}` below `retired` in its area; if you only do not ask it, keep it and name it in `hide` in `handbook.yaml`

error[unknown-id]: there is no source `boo`
  --> checklists/review.yaml:13:15
   |
13 |     sources: [boo]
   |               ^^^
   |
   = help: did you mean `book`?

error[broken-link]: this link leads nowhere: there is no `content/guide.md`
  --> checklists/review.yaml:14:12
   |
14 |     guide: ../content/guide.md
   |            ^^^^^^^^^^^^^^^^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

8 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_checklist_knows_its_phase_and_its_areas() {
    book()
        .file("handbook.yaml", "title: Test\nphases: [{id: ready, oversight: none}]\n")
        .file("checklists/readiness/_checklist.yaml", "id: readiness\ntitle: Readiness\nphase: raedy\nareas: [testing, deploy]\n")
        .file("checklists/readiness/testing.yaml", "id: tests\nprefix: TST\nitems: []\n")
        .file("checklists/readiness/deployment.yaml", "prefix: DEP\nitems: []\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-id]: there is no phase `raedy`
 --> checklists/readiness/_checklist.yaml:3:8
  |
3 | phase: raedy
  |        ^^^^^
  |
  = help: did you mean `ready`?

error[unknown-id]: there is no file `checklists/readiness/deploy.yaml`
 --> checklists/readiness/_checklist.yaml:4:18
  |
4 | areas: [testing, deploy]
  |                  ^^^^^^
  |
  = help: beside this file are: `deployment`, `testing`

error[misplaced-file]: this area is not in its checklist's `areas`
 --> checklists/readiness/deployment.yaml:1:1
  |
1 | prefix: DEP
  | ^
  |
  = help: add `deployment` to `areas` in `checklists/readiness/_checklist.yaml`, or remove the file

error[wrong-value]: the area `tests` is in a file with another name
 --> checklists/readiness/testing.yaml:1:5
  |
1 | id: tests
  |     ^^^^^
  |
  = help: write `id: testing`, or rename the file

4 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_sheet_allows_so_many_items_and_no_more() {
    handbook()
        .file("content/index.md", "# Home\n")
        .file("checklists/one.yaml", "id: one\ntitle: One\nsheet: {pages: 1, items: 1, lines: {high: 2, medum: 1}}\nitems:\n  - {id: AB-01, ask: How?}\n  - {id: AB-02, ask: When?}\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[too-many-items]: the checklist has 2 items, and its sheet allows 1
 --> checklists/one.yaml:3:26
  |
3 | sheet: {pages: 1, items: 1, lines: {high: 2, medum: 1}}
  |                          ^
  |
  = help: move an item to a later checklist, or allow more

error[unknown-key]: `lines` has no key `medum`
 --> checklists/one.yaml:3:46
  |
3 | sheet: {pages: 1, items: 1, lines: {high: 2, medum: 1}}
  |                                              ^^^^^ unknown key
  |
  = help: did you mean `medium`?

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_mistake_in_an_item_or_in_a_head_hides_no_other_one() {
    let items = "items:\n  - id: RE-1\n    ask: A statement.\n    severity: high\n    domain: nobody\n    why: See [this](no.md) and ask in {{nowhere}}.\n    owner: us\n  - id: RE-02\n    ask:\n    hard_stop: [critcal]\n";
    book()
        .file(
            "handbook.yaml",
            format!("{SETTINGS}phases:\n  - {{id: talk, oversight: advisory, checklists: [review]}}\n")
                .replace("title: Test", "titel: Test"),
        )
        .file("checklists/review.yaml", format!("id: Review\nprefix: RE\nsheet: {{items: 1}}\n{items}"))
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[missing-key]: a checklist has no `title`
 --> checklists/review.yaml:1:1
  |
1 | id: Review
  | ^^
  |
  = help: write `title:` and its value

error[invalid-id]: `Review` is not an id
 --> checklists/review.yaml:1:5
  |
1 | id: Review
  |     ^^^^^^
  |
  = help: an id has lower-case letters, digits, and single hyphens, and begins with a letter, as in `stores-data`

error[too-many-items]: the checklist has 2 items, and its sheet allows 1
 --> checklists/review.yaml:3:16
  |
3 | sheet: {items: 1}
  |                ^
  |
  = help: move an item to a later checklist, or allow more

error[invalid-id]: `RE-1` is not an item's id
 --> checklists/review.yaml:5:9
  |
5 |   - id: RE-1
  |         ^^^^
  |
  = help: write the area's prefix, a hyphen and two digits, as in `REL-04`

error[not-a-question]: `RE-1` does not ask: it does not end with `?`
 --> checklists/review.yaml:6:10
  |
6 |     ask: A statement.
  |          ^^^^^^^^^^^^
  |
  = help: ask an open question: what, how, when did you last

error[graded-advice]: the phase `talk` advises, and `severity` grades
 --> checklists/review.yaml:7:15
  |
7 |     severity: high
  |               ^^^^ no grades here
  |
  = help: remove it: this list starts a conversation; the readiness checklist asks again, with a severity

error[unknown-id]: there is no domain `nobody`
 --> checklists/review.yaml:8:13
  |
8 |     domain: nobody
  |             ^^^^^^

error[broken-link]: this link leads nowhere: there is no `checklists/no.md`
 --> checklists/review.yaml:9:21
  |
9 |     why: See [this](no.md) and ask in {{nowhere}}.
  |                     ^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[unknown-name]: there is no setting and no variable `nowhere`
 --> checklists/review.yaml:9:39
  |
9 |     why: See [this](no.md) and ask in {{nowhere}}.
  |                                       ^^^^^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[unknown-key]: an item has no key `owner`
  --> checklists/review.yaml:10:5
   |
10 |     owner: us
   |     ^^^^^ unknown key
   |
   = help: here it is called `domain`

error[missing-key]: an item has no `ask`
  --> checklists/review.yaml:12:5
   |
12 |     ask:
   |     ^^^
   |
   = help: write `ask:` and its value

error[unknown-id]: there is no tier `critcal`
  --> checklists/review.yaml:13:17
   |
13 |     hard_stop: [critcal]
   |                 ^^^^^^^
   |
   = help: did you mean `critical`?

error[graded-advice]: the phase `talk` advises, and `hard_stop` grades
  --> checklists/review.yaml:13:17
   |
13 |     hard_stop: [critcal]
   |                 ^^^^^^^ no grades here
   |
   = help: remove it: this list starts a conversation; the readiness checklist asks again, with a severity

error[unknown-key]: `handbook.yaml` has no key `titel`
 --> handbook.yaml:1:1
  |
1 | titel: Test
  | ^^^^^ unknown key
  |
  = help: did you mean `title`?

error[missing-key]: `handbook.yaml` has no `title`
 --> handbook.yaml:1:1
  |
1 | titel: Test
  | ^^^^^
  |
  = help: write `title:` and its value

15 errors, 0 warnings ([..] s)

"#]]);
}
