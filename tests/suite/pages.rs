//! Mistakes in pages: each is told at its place, wherever in the page it stands.

use snapbox::str;

use crate::{
    handbook::{Handbook, handbook},
    run::Run,
};

fn home(text: &str) -> Handbook {
    handbook().file("content/index.md", text)
}

fn check(text: &str) -> Run {
    home(text).check()
}

#[test]
fn a_broken_link_is_underlined_wherever_it_stands() {
    check(
        "# Home with [a](1.md)\n\nText *with [b](2.md)*.\n\n> A [quote](3.md)\n\n- A [list](4.md)\n  - and [in it](5.md)\n\n| A | B |\n|---|---|\n| x | [table](6.md) |\n\nA note.[^1]\n\n[^1]: With a [link](7.md).\n\nTerm\n: Meaning with a [link](8.md)\n\n> [!TIP]\n> A [tip](9.md)\n\n> [!TAB] A tab\n> with a [link](10.md)\n",
    )
    .expect_wrong()
    .expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/1.md`
 --> content/index.md:1:17
  |
1 | # Home with [a](1.md)
  |                 ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/2.md`
 --> content/index.md:3:16
  |
3 | Text *with [b](2.md)*.
  |                ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/3.md`
 --> content/index.md:5:13
  |
5 | > A [quote](3.md)
  |             ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/4.md`
 --> content/index.md:7:12
  |
7 | - A [list](4.md)
  |            ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/5.md`
 --> content/index.md:8:17
  |
8 |   - and [in it](5.md)
  |                 ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/6.md`
  --> content/index.md:12:15
   |
12 | | x | [table](6.md) |
   |               ^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/7.md`
  --> content/index.md:16:21
   |
16 | [^1]: With a [link](7.md).
   |                     ^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/8.md`
  --> content/index.md:19:25
   |
19 | : Meaning with a [link](8.md)
   |                         ^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/9.md`
  --> content/index.md:22:11
   |
22 | > A [tip](9.md)
   |           ^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/10.md`
  --> content/index.md:25:17
   |
25 | > with a [link](10.md)
   |                 ^^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

10 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_link_by_reference_is_shown_where_it_is_used() {
    check("# Home\n\nSee [the guide][guide] and [guide][].\n\n[guide]: nowhere.md \"A title\"\n").expect_wrong().expect_findings(
        str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/index.md:5:10
  |
3 | See [the guide][guide] and [guide][].
  |     ------------------ used here
4 |
5 | [guide]: nowhere.md "A title"
  |          ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

1 error, 0 warnings ([..] s)

"#]],
    );
}

#[test]
fn the_same_text_before_a_link_does_not_move_the_underline() {
    check("# Home\n\na.md, [a.md](a.md \"a.md\") and [b.md]( <b.md> ).\n").expect_wrong().expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/a.md`
 --> content/index.md:3:14
  |
3 | a.md, [a.md](a.md "a.md") and [b.md]( <b.md> ).
  |              ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/b.md`
 --> content/index.md:3:40
  |
3 | a.md, [a.md](a.md "a.md") and [b.md]( <b.md> ).
  |                                        ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn letters_beyond_ascii_do_not_move_the_underline() {
    check("# Größe\n\nÜber 日本語 – “größer” 👩‍💻 [é](nö.md) und ½ [x](#größe-1).\n").expect_wrong().expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/nö.md`
 --> content/index.md:3:29
  |
3 | Über 日本語 – “größer” 👩💻 [é](nö.md) und ½ [x](#größe-1).
  |                                 ^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-anchor]: there is no `#größe-1` in this page
 --> content/index.md:3:46
  |
3 | Über 日本語 – “größer” 👩💻 [é](nö.md) und ½ [x](#größe-1).
  |                                                  ^^^^^^^^
  |
  = help: its anchors are: `größe`

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn tabs_do_not_move_the_underline() {
    check("# Home\n\n-\tA\tlist\t[with](tabs.md)\n").expect_wrong().expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/tabs.md`
 --> content/index.md:3:17
  |
3 | - A list [with](tabs.md)
  |                 ^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_very_long_line_is_cut_around_the_place() {
    let words = "many words ".repeat(200);
    check(&format!("# Home\n\n{words}[x](nowhere.md) {words}\n")).expect_wrong().expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/index.md:3:2205
  |
3 | ...s many words many words many words many words [x](nowhere.md) many words many words many words many words many...
  |                                                      ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_address_with_escapes_is_underlined_as_it_is_written() {
    check("# Home\n\n[a](a%20b.md) [b](c\\_d.md) [c](e&amp;f.md)\n").expect_wrong().expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/a b.md`
 --> content/index.md:3:5
  |
3 | [a](a%20b.md) [b](c\_d.md) [c](e&amp;f.md)
  |     ^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/c_d.md`
 --> content/index.md:3:15
  |
3 | [a](a%20b.md) [b](c\_d.md) [c](e&amp;f.md)
  |               ^^^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/e&f.md`
 --> content/index.md:3:28
  |
3 | [a](a%20b.md) [b](c\_d.md) [c](e&amp;f.md)
  |                            ^^^^^^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

3 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn links_in_raw_html_are_underlined_over_several_lines() {
    check("# Home\n\n<div\n  class=\"x\">\n  <a\n    href='a.md'>one</a> <img src=b.png alt=\"\">\n</div>\n\nText <a href=\"c.md#d\">two</a>.\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/a.md`
 --> content/index.md:6:11
  |
6 |     href='a.md'>one</a> <img src=b.png alt="">
  |           ^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[missing-image]: this picture leads nowhere: there is no `content/b.png`
 --> content/index.md:6:34
  |
6 |     href='a.md'>one</a> <img src=b.png alt="">
  |                                  ^^^^^
  |
  = help: write the path of a picture from this file on, as in `zones.png`

error[broken-link]: this link leads nowhere: there is no `content/c.md`
 --> content/index.md:9:15
  |
9 | Text <a href="c.md#d">two</a>.
  |               ^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

3 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn nothing_in_code_and_comments_is_a_link() {
    check("# Home\n\n`[a](a.md)` and `{{x}}`\n\n    [b](b.md) {{y}}\n\n```text\n[c](c.md) {{z}}\n```\n\n<!-- [d](d.md) <a href=\"e.md\"> -->\n").expect_ok();
}

#[test]
fn a_link_to_a_folder_is_a_link_to_its_index() {
    home("# Home\n\n[a](guides/), [b](guides), [c](guides/index.md), [d](other/), [e](../checklists/), [f](./), [g](.)\n")
        .file("content/guides/index.md", "# Guides\n")
        .file("content/other/page.md", "# Page\n")
        .file("checklists/review.yaml", "id: review\ntitle: Review\nitems: []\n")
        .check()
        .expect_ok();
}

#[test]
fn addresses_that_are_not_ours_are_left_alone() {
    check("# Home\n\n<https://example.org/a.md>, <me@example.org>, [tel](tel:+4912), [x](//example.org/y), [m](mailto:a@b.c)\n")
        .expect_ok();
}

#[test]
fn a_wrong_anchor_names_the_one_that_was_meant() {
    check("# Home\n\n## What we offer\n\n[x](#What-we-offer) [y](#what-we-ofer)\n").expect_wrong().expect_findings(str![[r#"
error[broken-anchor]: there is no `#What-we-offer` in this page
 --> content/index.md:5:5
  |
5 | [x](#What-we-offer) [y](#what-we-ofer)
  |     ^^^^^^^^^^^^^^
  |
  = help: did you mean `what-we-offer`?

error[broken-anchor]: there is no `#what-we-ofer` in this page
 --> content/index.md:5:25
  |
5 | [x](#What-we-offer) [y](#what-we-ofer)
  |                         ^^^^^^^^^^^^^
  |
  = help: did you mean `what-we-offer`?

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn two_equal_headings_are_told_apart_and_both_can_be_linked() {
    let book = home("# Home\n\n## Why\n\n## Why\n\n[first](#why), [second](#why-1)\n");
    book.build().expect_ok();
    let page = book.built("index.html");
    assert!(page.contains("id=\"why\"") && page.contains("id=\"why-1\""), "{page}");
}

#[test]
fn two_equal_explicit_ids_are_one_finding() {
    check("# Home\n\n## Why {#same}\n\n## What {#same}\n").expect_wrong().expect_findings(str![[r#"
error[duplicate-id]: the page has the id `same` already
 --> content/index.md:5:1
  |
3 | ## Why {#same}
  | -------------- first here
4 |
5 | ## What {#same}
  | ^^^^^^^^^^^^^^^
  |
  = help: give this one another id

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_unknown_directive_and_an_unknown_argument_of_a_known_one_are_told() {
    check("# Home\n\n```{checklists}\nreview\n```\n\n```{checklist} nothing#here\n```\n").expect_wrong().expect_findings(str![[
        r#"
error[unknown-directive]: there is no directive `checklists`
 --> content/index.md:3:5
  |
3 | ```{checklists}
  |     ^^^^^^^^^^
  |
  = help: did you mean `checklist`?

error[unknown-id]: there is no checklist `nothing`
 --> content/index.md:7:16
  |
7 | ```{checklist} nothing#here
  |                ^^^^^^^^^^^^

2 errors, 0 warnings ([..] s)

"#
    ]]);
}

#[test]
fn a_mistake_in_a_directive_is_told_beside_other_mistakes_of_its_page() {
    home("# Home\n\n[x](nowhere.md)\n\n```{checklist} nothing\n```\n").check().expect_wrong().expect_mentions(&[
        "content/index.md:3:5",
        "content/index.md:5:16",
        "2 errors",
    ]);
}

#[test]
fn a_part_of_a_checklist_without_parts_is_told() {
    let run = home("# Home\n\n```{checklist} one#part\n```\n")
        .file("checklists/one.yaml", "id: one\ntitle: One\nitems:\n  - {id: AB-01, ask: How?}\n")
        .check();
    run.expect_wrong().expect_mentions(&["the checklist `one` has no area `part`"]);
    assert!(!run.stderr.contains("mean ``") && !run.stderr.contains("are: ``"), "nothing has no name:\n{}", run.stderr);
}

#[test]
fn an_unknown_kind_of_quotation_is_told() {
    check("# Home\n\n> [!WARN]\n> Careful.\n\n> [!tab] small letters\n> Text.\n").expect_wrong().expect_findings(str![[r#"
error[unknown-directive]: there is no `[!WARN]`
 --> content/index.md:3:4
  |
3 | > [!WARN]
  |    ^^^^^
  |
  = help: there are: `TAB`, `NOTE`, `TIP`, `IMPORTANT`, `WARNING`, `CAUTION`

error[unknown-directive]: there is no `[!tab]`
 --> content/index.md:6:4
  |
6 | > [!tab] small letters
  |    ^^^^
  |
  = help: did you mean `TAB`?

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_unknown_name_is_told_in_every_kind_of_text() {
    home("---\ntitle: Home of {{one}}\nsummary: \"At {{two}}\"\n---\n\nAsk {{three}}, not \\{{four}}.\n\n## {{five}}\n")
        .file("handbook.yaml", "title: Test\nphases:\n  - id: ready\n    oversight: none\n    entry_signs: [\"Ask {{six}} first.\"]\n")
        .file("checklists/review.yaml", "id: review\ntitle: Review\nintro: >-\n  Folded\n  {{seven}}.\nitems:\n  - id: RV-01\n    ask: \"Who is \\\"{{eight}}\\\"?\"\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-name]: there is no setting and no variable `seven`
 --> checklists/review.yaml:5:3
  |
5 |   {{seven}}.
  |   ^^^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[unknown-name]: there is no setting and no variable `eight`
 --> checklists/review.yaml:8:19
  |
8 |     ask: "Who is \"{{eight}}\"?"
  |                   ^^^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[unknown-name]: there is no setting and no variable `one`
 --> content/index.md:2:16
  |
2 | title: Home of {{one}}
  |                ^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[unknown-name]: there is no setting and no variable `two`
 --> content/index.md:3:14
  |
3 | summary: "At {{two}}"
  |              ^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[unknown-name]: there is no setting and no variable `three`
 --> content/index.md:6:5
  |
6 | Ask {{three}}, not \{{four}}.
  |     ^^^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[unknown-name]: there is no setting and no variable `five`
 --> content/index.md:8:4
  |
8 | ## {{five}}
  |    ^^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[unknown-name]: there is no setting and no variable `six`
 --> handbook.yaml:5:24
  |
5 |     entry_signs: ["Ask {{six}} first."]
  |                        ^^^^^^^
  |
  = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

7 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn places_in_texts_of_data_files_are_right() {
    handbook()
        .file("content/index.md", "# Home\n")
        .file(
            "content/glossary.yaml",
            "glossary:\n  - term: backup\n    short: A copy.\n    text: \"A [copy](one.md) kept elsewhere.\"\n  - term: dump\n    short: A copy.\n    text: |\n      One line.\n\n      A [second](two.md) one.\n  - term: restore\n    short: The way back.\n    text: Goes on\n      with a [third](three.md) one.\n    see: four.md#x\n",
        )
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/one.md`
 --> content/glossary.yaml:4:21
  |
4 |     text: "A [copy](one.md) kept elsewhere."
  |                     ^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/two.md`
  --> content/glossary.yaml:10:18
   |
10 |       A [second](two.md) one.
   |                  ^^^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/three.md`
  --> content/glossary.yaml:14:22
   |
14 |       with a [third](three.md) one.
   |                      ^^^^^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/four.md`
  --> content/glossary.yaml:15:10
   |
15 |     see: four.md#x
   |          ^^^^^^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

4 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_link_to_a_script_is_refused_however_it_is_spelled() {
    check("# Home\n\n[a](JavaScript:x) [b](<java&#115;cript:y>) <a href=\"javascript:z\">c</a>\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[refused-html]: a link may not hold a script
 --> content/index.md:3:5
  |
3 | [a](JavaScript:x) [b](<java&#115;cript:y>) <a href="javascript:z">c</a>
  |     ^^^^^^^^^^^^
  |
  = help: link to a page

error[refused-html]: a link may not hold a script
 --> content/index.md:3:19
  |
3 | [a](JavaScript:x) [b](<java&#115;cript:y>) <a href="javascript:z">c</a>
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: link to a page

error[refused-html]: a link may not hold a script
 --> content/index.md:3:53
  |
3 | [a](JavaScript:x) [b](<java&#115;cript:y>) <a href="javascript:z">c</a>
  |                                                     ^^^^^^^^^^^^
  |
  = help: link to a page

3 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn html_that_may_not_be_is_refused_in_any_case() {
    check("# Home\n\n<SCRIPT src=x.js></SCRIPT>\n\n<iframe src=\"https://example.org/\"></iframe>\n\nText <img src=x.png onerror=alert(1)>.\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[refused-html]: a page may not hold <script>
 --> content/index.md:3:1
  |
3 | <SCRIPT src=x.js></SCRIPT>
  | ^^^^^^^^^^^^^^^^^
  |
  = help: scripts and styles belong in the theme

error[refused-html]: a page may not hold <iframe>
 --> content/index.md:5:1
  |
5 | <iframe src="https://example.org/"></iframe>
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: link to it instead

error[missing-image]: this picture leads nowhere: there is no `content/x.png`
 --> content/index.md:7:15
  |
7 | Text <img src=x.png onerror=alert(1)>.
  |               ^^^^^
  |
  = help: write the path of a picture from this file on, as in `zones.png`

error[refused-html]: a page may not hold the attribute `onerror`
 --> content/index.md:7:29
  |
7 | Text <img src=x.png onerror=alert(1)>.
  |                             ^^^^^^^^
  |
  = help: scripts and styles belong in the theme

4 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn front_matter_of_other_tools_is_one_finding_a_key_and_nothing_more() {
    home(
        "---\nlayout: default\nsidebar_position: 3\nhide_table_of_contents: true\ntags:\n  - one\n  - two\nauthor:\n  name: Somebody\n  url: https://example.org/\nweight: 10\n---\n\n# Home\n\nA [link](other.md#there).\n",
    )
    .file("content/other.md", "# Other\n\n## There\n")
    .check()
    .expect_wrong()
    .expect_findings(str![[r#"
error[unknown-key]: a page has no key `layout`
 --> content/index.md:2:1
  |
2 | layout: default
  | ^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[unknown-key]: a page has no key `sidebar_position`
 --> content/index.md:3:1
  |
3 | sidebar_position: 3
  | ^^^^^^^^^^^^^^^^ unknown key
  |
  = help: leave it out: `pages` in the section's `index.md` lists its pages in their order

error[unknown-key]: a page has no key `hide_table_of_contents`
 --> content/index.md:4:1
  |
4 | hide_table_of_contents: true
  | ^^^^^^^^^^^^^^^^^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[unknown-key]: a page has no key `tags`
 --> content/index.md:5:1
  |
5 | tags:
  | ^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[unknown-key]: a page has no key `author`
 --> content/index.md:8:1
  |
8 | author:
  | ^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[unknown-key]: a page has no key `weight`
  --> content/index.md:11:1
   |
11 | weight: 10
   | ^^^^^^ unknown key
   |
   = help: leave it out: `pages` in the section's `index.md` lists its pages in their order

6 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn front_matter_that_is_toml_is_one_finding() {
    check("+++\ntitle = \"Home\"\nweight = 10\n+++\n\n# Home\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: front matter is YAML between `---` lines
 --> content/index.md:1:1
  |
1 | +++
  | ^^^ TOML
  |
  = help: write `key: value` lines between two lines of `---`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn front_matter_that_is_no_yaml_does_not_hide_the_body() {
    check("---\ntitle: \"Home\nsummary: x\n---\n\n# Home\n\n[x](nowhere.md)\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: this quote is not closed on its line
 --> content/index.md:2:8
  |
2 | title: "Home
  |        ^ opened here
  |
  = help: close it, or begin a longer text with `>-`

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/index.md:8:5
  |
8 | [x](nowhere.md)
  |     ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn front_matter_that_never_ends_is_told() {
    check("---\ntitle: Home\nlayout: wide\n\n# Home\n\nText.\n").expect_wrong().expect_mentions(&["content/index.md:1:1"]);
}

#[test]
fn a_markdown_file_without_front_matter_is_a_page() {
    let book =
        home("Just text.\n").file("content/some-notes.md", "No heading at all.\n").file("content/a/README.md", "# A folder\n");
    book.check().expect_ok();
    book.build().expect_ok();
    assert!(book.built("some-notes.html").contains("Some notes"), "the title comes from the name");
    assert!(book.built("a/index.html").contains("A folder"), "a README is its folder's page");
}
