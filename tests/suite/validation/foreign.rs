//! What comes from other tools: their keys, and their way of writing links.

use snapbox::str;

use super::book;
use crate::handbook::handbook;

#[test]
fn a_key_of_another_tool_is_told_with_our_name_for_it() {
    let front =
        "description: A page.\nredirect_from: [/old/]\nnav_order: 3\npublished: false\nreview_in: 6 months\nlayout: manual\n";
    book()
        .file("content/guide.md", format!("---\n{front}---\n\n# Guide\n"))
        .file("handbook.yaml", "site_name: Test\nsite_url: https://example.org/\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-key]: a page has no key `description`
 --> content/guide.md:2:1
  |
2 | description: A page.
  | ^^^^^^^^^^^ unknown key
  |
  = help: here it is called `summary`

error[unknown-key]: a page has no key `redirect_from`
 --> content/guide.md:3:1
  |
3 | redirect_from: [/old/]
  | ^^^^^^^^^^^^^ unknown key
  |
  = help: here it is called `aliases`

error[unknown-key]: a page has no key `nav_order`
 --> content/guide.md:4:1
  |
4 | nav_order: 3
  | ^^^^^^^^^ unknown key
  |
  = help: leave it out: `pages` in the section's `index.md` lists its pages in their order

error[unknown-key]: a page has no key `published`
 --> content/guide.md:5:1
  |
5 | published: false
  | ^^^^^^^^^ unknown key
  |
  = help: write `draft: true` into a page that is to be left out

error[unknown-key]: a page has no key `review_in`
 --> content/guide.md:6:1
  |
6 | review_in: 6 months
  | ^^^^^^^^^ unknown key
  |
  = help: here it is called `fresh_for_months`, and is a number of months

error[unknown-key]: a page has no key `layout`
 --> content/guide.md:7:1
  |
7 | layout: manual
  | ^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[unknown-key]: `handbook.yaml` has no key `site_name`
 --> handbook.yaml:1:1
  |
1 | site_name: Test
  | ^^^^^^^^^ unknown key
  |
  = help: here it is called `title`

error[missing-key]: `handbook.yaml` has no `title`
 --> handbook.yaml:1:1
  |
1 | site_name: Test
  | ^^^^^^^^^
  |
  = help: write `title:` and its value

error[unknown-key]: `handbook.yaml` has no key `site_url`
 --> handbook.yaml:2:1
  |
2 | site_url: https://example.org/
  | ^^^^^^^^ unknown key
  |
  = help: here it is called `base_url`

9 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_key_that_a_whole_file_uses_is_told_once() {
    let items: String = (1..=30).map(|n| format!("  - {{id: OP-{n:02}, question: How?, ask: How?, level: 2}}\n")).collect();
    book()
        .file("checklists/openssf.yaml", format!("id: openssf\ntitle: OpenSSF\nitems:\n{items}"))
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-key]: an item has no key `question`
 --> checklists/openssf.yaml:4:17
  |
4 |   - {id: OP-01, question: How?, ask: How?, level: 2}
  |                 ^^^^^^^^ unknown key, 30 times in this file
  |
  = help: here it is called `ask`

error[unknown-key]: an item has no key `level`
 --> checklists/openssf.yaml:4:44
  |
4 |   - {id: OP-01, question: How?, ask: How?, level: 2}
  |                                            ^^^^^ unknown key, 30 times in this file
  |
  = help: here it is called `severity`

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_link_by_name_is_told_where_its_name_is_defined() {
    let uses = "[one][g], [two][G], [g], ![three][p] and ![four][p].\n\n[five][g]\n";
    book()
        .file("content/a.md", format!("# A\n\n{uses}\n[g]: ./wrong.md \"Guide\"\n[p]: wrong.png\n[unused]: ./nothing.md\n"))
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/wrong.md`
 --> content/a.md:7:6
  |
3 | [one][g], [two][G], [g], ![three][p] and ![four][p].
  | -------- used here
...
7 | [g]: ./wrong.md "Guide"
  |      ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[missing-image]: this picture leads nowhere: there is no `content/wrong.png`
 --> content/a.md:8:6
  |
3 | [one][g], [two][G], [g], ![three][p] and ![four][p].
  |                          ----------- used here
...
8 | [p]: wrong.png
  |      ^^^^^^^^^
  |
  = help: write the path of a picture from this file on, as in `zones.png`

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_custom_field_keeps_the_spelling_of_another_tool() {
    let fields = "  - {id: owner_slack, on: page}\n  - {id: tableOfContents, on: page, type: flag}\n";
    let book = handbook()
        .file("handbook.yaml", format!("title: Test\nfields:\n{fields}"))
        .file("content/index.md", "---\nowner_slack: \"#ops\"\ntableOfContents: true\n---\n\n# Home\n\nText.\n")
        .file("content/a.md", "---\nowner_slack: \"#dev\"\ntableOfContents: false\n---\n\n# A\n\nText.\n");
    book.check().expect_ok().expect_findings(str![[r#"
checked [..] pages, 0 checklists; 0 errors, 0 warnings ([..] s)

"#]]);
    book.build().expect_ok();
    let page = book.built("a.html");
    for shown in ["Owner slack", "#dev", "Table of contents"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[test]
fn a_custom_field_is_no_key_of_ours_and_can_be_carried_everywhere() {
    let fields = "  - {id: severity, on: item}\n  - {id: severity-2, on: item}\n  - {id: aliases, on: page}\n  - {id: 2nd, on: page}\n  - {id: a b, on: page}\n  - {id: größe, on: page}\n  - {id: a.b, on: page}\n  - {id: severity-2, on: page}\n";
    book().file("handbook.yaml", format!("title: Test\nfields:\n{fields}")).check().expect_wrong().expect_findings(str![[r#"
error[duplicate-id]: an item has a key `severity` already
 --> handbook.yaml:3:10
  |
3 |   - {id: severity, on: item}
  |          ^^^^^^^^
  |
  = help: give the field another id

error[duplicate-id]: a page has a key `aliases` already
 --> handbook.yaml:5:10
  |
5 |   - {id: aliases, on: page}
  |          ^^^^^^^
  |
  = help: give the field another id

error[invalid-id]: `2nd` cannot be a key
 --> handbook.yaml:6:10
  |
6 |   - {id: 2nd, on: page}
  |          ^^^
  |
  = help: a key has letters from a to z, digits, `_` and `-`, and begins with a letter, as in `owner_slack`

error[invalid-id]: `a b` cannot be a key
 --> handbook.yaml:7:10
  |
7 |   - {id: a b, on: page}
  |          ^^^
  |
  = help: a key has letters from a to z, digits, `_` and `-`, and begins with a letter, as in `owner_slack`

error[invalid-id]: `größe` cannot be a key
 --> handbook.yaml:8:10
  |
8 |   - {id: größe, on: page}
  |          ^^^^^
  |
  = help: a key has letters from a to z, digits, `_` and `-`, and begins with a letter, as in `owner_slack`

error[invalid-id]: `a.b` cannot be a key
 --> handbook.yaml:9:10
  |
9 |   - {id: a.b, on: page}
  |          ^^^
  |
  = help: a key has letters from a to z, digits, `_` and `-`, and begins with a letter, as in `owner_slack`

error[duplicate-id]: the custom field `severity-2` is here twice
  --> handbook.yaml:10:10
   |
 4 |   - {id: severity-2, on: item}
   |          ---------- first here
...
10 |   - {id: severity-2, on: page}
   |          ^^^^^^^^^^ again
   |
   = help: rename or remove one of them

7 errors, 0 warnings ([..] s)

"#]]);
}
