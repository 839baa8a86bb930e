//! Bad YAML: each mistake is told at its place, with a reason, and what is only unusual is read.

use snapbox::str;

use crate::{
    handbook::{Handbook, handbook},
    run::Run,
};

const BOM: &str = "\u{feff}";

fn glossary(text: &str) -> Handbook {
    handbook().file("content/index.md", "# Home\n").file("content/glossary.yaml", text)
}

fn check(text: &str) -> Run {
    glossary(text).check()
}

#[test]
fn a_tab_that_indents_is_shown() {
    check("glossary:\n\t- term: backup\n\t  short: A copy.\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: a tab cannot indent YAML
 --> content/glossary.yaml:2:1
  |
2 |  - term: backup
  | ^ a tab
  |
  = help: indent with spaces

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_tab_behind_spaces_is_shown() {
    check("glossary:\n  - term: backup\n  \tshort: A copy.\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: a tab cannot indent YAML
 --> content/glossary.yaml:3:3
  |
3 |    short: A copy.
  |   ^ a tab
  |
  = help: indent with spaces

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_tab_inside_a_text_is_only_a_tab() {
    check("glossary:\n  - term: backup\n    short: \"A\tcopy.\"\n    text: |\n      One.\n\n      \tIndented by a tab.\n")
        .expect_ok();
}

#[test]
fn an_unclosed_double_quote_is_shown_where_it_opens() {
    check("glossary:\n  - term: \"backup\n    short: A copy.\n  - term: restore\n    short: The way back.\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[yaml-syntax]: this quote is not closed on its line
 --> content/glossary.yaml:2:11
  |
2 |   - term: "backup
  |           ^ opened here
  |
  = help: close it, or begin a longer text with `>-`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_unclosed_single_quote_is_shown_where_it_opens() {
    check("glossary:\n  - term: backup\n    short: 'A copy.\n  - term: restore\n    short: The way back.\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[yaml-syntax]: this quote is not closed on its line
 --> content/glossary.yaml:3:12
  |
3 |     short: 'A copy.
  |            ^ opened here
  |
  = help: close it; write an apostrophe inside it twice, or use double quotes

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_apostrophe_inside_single_quotes_is_shown() {
    check("glossary:\n  - term: backup\n    short: 'It's a copy.'\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: this apostrophe ends the text in single quotes
 --> content/glossary.yaml:3:15
  |
3 |     short: 'It's a copy.'
  |               ^
  |
  = help: write an apostrophe inside it twice, or use double quotes

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_text_in_quotes_may_go_on_in_the_next_line() {
    check("glossary:\n  - term: 'back\n      up'\n    short: \"A copy that is\n      kept elsewhere.\"\n    text: \"It's here: a \\\"copy\\\".\"\n").expect_ok();
}

#[test]
fn an_unclosed_bracket_is_shown() {
    check("glossary:\n  - term: backup\n    also: [copy, dump\n    short: A copy.\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: this is not YAML: illegal placement of ':' indicator
 --> content/glossary.yaml:4:10
  |
4 |     short: A copy.
  |          ^
  |
  = help: close the `[` that is opened in line 3

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_bad_indent_is_shown() {
    check("glossary:\n  - term: backup\n   short: A copy.\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: this is not YAML: while parsing a block collection, did not find expected '-' indicator
 --> content/glossary.yaml:3:4
  |
3 |    short: A copy.
  |    ^
  |
  = help: indent each key like the keys beside it, with spaces

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_key_that_is_indented_too_far_is_shown() {
    check("glossary:\n  - term: backup\n      short: A copy.\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: this is not YAML: mapping values are not allowed in this context
 --> content/glossary.yaml:3:12
  |
3 |       short: A copy.
  |            ^
  |
  = help: indent each key like the keys beside it, with spaces

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_colon_in_a_text_without_quotes_is_shown() {
    check("glossary:\n  - term: backup\n    short: A copy: kept elsewhere.\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: this is not YAML: mapping values are not allowed in this context
 --> content/glossary.yaml:3:18
  |
3 |     short: A copy: kept elsewhere.
  |                  ^
  |
  = help: put a text with `: ` in it into quotes

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn braces_at_the_head_of_a_text_need_quotes() {
    let text = "domains:\n  - id: data\n    title: Data\n    contact: {{data_contact}}\n";
    handbook().file("content/index.md", "# Home\n").file("content/domains.yaml", text).check().expect_wrong().expect_findings(
        str![[r#"
error[yaml-syntax]: braces begin a mapping in YAML
 --> content/domains.yaml:4:14
  |
4 |     contact: {{data_contact}}
  |              ^^
  |
  = help: put a text that begins with `{{` into quotes, as in `"{{office_hours}}"`

1 error, 0 warnings ([..] s)

"#]],
    );
}

#[test]
fn braces_in_a_list_in_brackets_need_quotes() {
    let text = "title: Test\nphases:\n  - id: ready\n    oversight: none\n    rules: [Ask {{office_hours}} first.]\n";
    handbook().file("handbook.yaml", text).check().expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: braces begin a mapping in YAML
 --> handbook.yaml:5:17
  |
5 |     rules: [Ask {{office_hours}} first.]
  |                 ^^
  |
  = help: put a text that begins with `{{` into quotes, as in `"{{office_hours}}"`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_duplicate_key_names_both_places() {
    check("glossary:\n  - term: backup\n    short: A copy.\n    short: Another copy.\n").expect_wrong().expect_findings(str![[
        r#"
error[duplicate-key]: the key `short` is here twice
 --> content/glossary.yaml:4:5
  |
3 |     short: A copy.
  |     ----- first here
4 |     short: Another copy.
  |     ^^^^^ again
  |
  = help: keep one of the two

1 error, 0 warnings ([..] s)

"#
    ]]);
}

#[test]
fn a_second_document_is_shown_where_it_begins() {
    check("glossary:\n  - term: backup\n    short: A copy.\n---\nglossary: []\n").expect_wrong().expect_findings(str![[r#"
error[yaml-syntax]: a second document begins here
 --> content/glossary.yaml:4:1
  |
4 | ---
  | ^^^
  |
  = help: one file holds one document: remove the `---`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_line_of_hyphens_at_the_top_begins_the_first_document() {
    check("---\nglossary:\n  - term: backup\n    short: A copy.\n").expect_ok();
}

#[test]
fn a_byte_order_mark_is_read_over() {
    check(&format!("{BOM}glossary:\n  - term: backup\n    short: A copy.\n")).expect_ok();
}

#[test]
fn behind_a_byte_order_mark_places_are_right() {
    glossary("glossary: []\n")
        .file("content/index.md", format!("{BOM}---\nlayout: wide\n---\n\n# Home\n\n[x](#y)\n"))
        .file("handbook.yaml", format!("{BOM}titel: Test\ntitle: Test\n"))
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-key]: a page has no key `layout`
 --> content/index.md:2:1
  |
2 | layout: wide
  | ^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[broken-anchor]: there is no `#y` in this page
 --> content/index.md:7:5
  |
7 | [x](#y)
  |     ^^
  |
  = help: its anchors are: `home`

error[unknown-key]: `handbook.yaml` has no key `titel`
 --> handbook.yaml:1:1
  |
1 | titel: Test
  | ^^^^^ unknown key
  |
  = help: did you mean `title`?

3 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn windows_line_ends_are_read() {
    let book = glossary("glossary:\r\n  - term: backup\r\n    short: A copy.\r\n    text: |\r\n      One.\r\n      Two.\r\n")
        .file("handbook.yaml", "title: Test\r\nsummary: A test.\r\n")
        .file("content/index.md", "---\r\ntitle: Home\r\n---\r\n\r\n# Home\r\n\r\nA backup.\r\n");
    book.build().expect_ok();
    let home = book.built("index.html");
    assert!(home.contains(">Home</h1>") && !home.contains("title: Home"), "{home}");
}

#[test]
fn with_windows_line_ends_places_are_right() {
    glossary("glossary:\r\n  - term: backup\r\n    shrt: A copy.\r\n")
        .file("content/index.md", "---\r\nlayout: wide\r\n---\r\n\r\n# Home\r\n\r\n[x](#y)\r\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[missing-key]: a term has no `short`
 --> content/glossary.yaml:2:5
  |
2 |   - term: backup 
  |     ^^^^
  |
  = help: write `short:` and its value

error[unknown-key]: a term has no key `shrt`
 --> content/glossary.yaml:3:5
  |
3 |     shrt: A copy. 
  |     ^^^^ unknown key
  |
  = help: did you mean `short`?

error[unknown-key]: a page has no key `layout`
 --> content/index.md:2:1
  |
2 | layout: wide 
  | ^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[broken-anchor]: there is no `#y` in this page
 --> content/index.md:7:5
  |
7 | [x](#y) 
  |     ^^
  |
  = help: its anchors are: `home`

4 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_alias_bomb_is_refused() {
    let bomb: String = (1..9).fold("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| {
        let alias = vec![format!("*a{}", n - 1); 10].join(", ");
        format!("{text}a{n}: &a{n} [{alias}]\n")
    });
    check(&format!("{bomb}glossary: *a8\n")).expect_wrong().expect_mentions(&["error[yaml-too-large]", "content/glossary.yaml"]);
}

#[test]
fn a_few_aliases_are_read_and_a_mistake_in_one_is_told() {
    let text = "glossary:\n  - &first\n    term: backup\n    short: &said A copy.\n  - term: dump\n    short: *said\n";
    check(text).expect_ok();
    check(&format!("{text}  - *first\n")).expect_wrong().expect_findings(str![[r#"
error[duplicate-id]: the term `backup` is there twice
 --> content/glossary.yaml:7:5
  |
3 |     term: backup
  |           ------ first here
...
7 |   - *first
  |     ^^^^^^ again
  |
  = help: it is explained already: keep one of the two

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn yaml_that_is_nested_too_deeply_is_refused() {
    let text = format!("glossary: {}{}\n", "[".repeat(5000), "]".repeat(5000));
    check(&text).expect_wrong().expect_mentions(&["error[yaml-too-large]"]);
}

#[test]
fn bare_words_that_look_like_truth_are_texts() {
    let book = glossary("glossary:\n  - term: on\n    short: no\n  - term: yes\n    short: 1.10\n");
    book.build().expect_ok();
    let page = book.built("glossary.html");
    for text in ["id=\"on\"", ">no<", "id=\"yes\"", ">1.10<"] {
        assert!(page.contains(text), "`{text}` is not in\n{page}");
    }
}

#[test]
fn a_key_called_on_keeps_its_name() {
    handbook()
        .file("handbook.yaml", "title: Test\non: push\nfields: [{id: owner, on: page}]\n")
        .file("content/index.md", "---\nowner: me\n---\n\n# Home\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-key]: `handbook.yaml` has no key `on`
 --> handbook.yaml:2:1
  |
2 | on: push
  | ^^ unknown key
  |
  = help: its keys are: `id`, `former_names`, `former_ids`, `title`, `summary`, `organisation`, `language`, `base_url`, `theme`, `brand` and 27 more

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_file_of_comments_holds_nothing() {
    check("# Only a thought.\n").expect_wrong().expect_findings(str![[r#"
error[unknown-key]: this file does not say which kind of data it holds
 --> content/glossary.yaml:1:1
  |
1 | # Only a thought.
  | ^
  |
  = help: its first key is one of: `glossary`, `responsibilities`, `guardrails`, `domains`, `offers`; a file to download is named below `downloads` in `handbook.yaml`

1 error, 0 warnings ([..] s)

"#]]);
    handbook().file("handbook.yaml", "# Later.\n").check().expect_wrong().expect_findings(str![[r#"
error[wrong-type]: `handbook.yaml` is empty
 --> handbook.yaml:1:1
  |
1 | # Later.
  | ^
  |
  = help: write its keys below it

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_data_file_that_is_a_list_does_not_say_its_kind() {
    check("- term: backup\n  short: A copy.\n").expect_wrong().expect_findings(str![[r#"
error[unknown-key]: this file does not say which kind of data it holds
 --> content/glossary.yaml:1:1
  |
1 | - term: backup
  | ^
  |
  = help: its first key is one of: `glossary`, `responsibilities`, `guardrails`, `domains`, `offers`; a file to download is named below `downloads` in `handbook.yaml`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn one_wrong_entry_does_not_hide_the_next_one() {
    check("glossary:\n  - just a text\n  - term: backup\n  - term: [restore]\n    short: The way back.\n  - term: dump\n    shrt: A copy.\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[wrong-type]: expected a term as a mapping of keys and values, found a single value
 --> content/glossary.yaml:2:5
  |
2 |   - just a text
  |     ^^^^^^^^^^^

error[missing-key]: a term has no `short`
 --> content/glossary.yaml:3:5
  |
3 |   - term: backup
  |     ^^^^
  |
  = help: write `short:` and its value

error[wrong-type]: expected a text, found a list
 --> content/glossary.yaml:4:11
  |
4 |   - term: [restore]
  |           ^

error[missing-key]: a term has no `short`
 --> content/glossary.yaml:6:5
  |
6 |   - term: dump
  |     ^^^^
  |
  = help: write `short:` and its value

error[unknown-key]: a term has no key `shrt`
 --> content/glossary.yaml:7:5
  |
7 |     shrt: A copy.
  |     ^^^^ unknown key
  |
  = help: did you mean `short`?

5 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn ids_of_a_file_that_cannot_be_read_are_not_missed_elsewhere() {
    handbook()
        .file("handbook.yaml", "title: Test\nphases: [{id: ready, oversight: none, checklists: [readiness]}]\n")
        .file(
            "content/index.md",
            "---\ndomain: data\n---\n\n# Home\n\n[a](domains.yaml#data), [RD-01], [b](../checklists/readiness/one.yaml#RD-01).\n",
        )
        .file("content/domains.yaml", "domains:\n  - {id: data, title: Data\n")
        .file("checklists/readiness/_checklist.yaml", "id: readiness\ntitle: Readiness\nareas: [one]\n")
        .file("checklists/readiness/one.yaml", "items:\n  - id: RD-01\n    ask: \"How?\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[yaml-syntax]: this quote is not closed on its line
 --> checklists/readiness/one.yaml:3:10
  |
3 |     ask: "How?
  |          ^ opened here
  |
  = help: close it, or begin a longer text with `>-`

error[yaml-syntax]: this is not YAML: unclosed bracket '{'
 --> content/domains.yaml:2:5
  |
2 |   - {id: data, title: Data
  |     ^
  |
  = help: close the `{` that is opened in line 2

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_item_that_cannot_be_read_is_not_missed_elsewhere() {
    handbook()
        .file("content/index.md", "# Home\n\n[RV-01], [one](../checklists/review.yaml#RV-01).\n")
        .file(
            "checklists/review.yaml",
            "id: review\ntitle: Review\nitems:\n  - id: RV-01\n  - id: RV-02\n    ask: How?\n    grows_from: [RV-01]\n",
        )
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[missing-key]: an item has no `ask`
 --> checklists/review.yaml:4:5
  |
4 |   - id: RV-01
  |     ^^
  |
  = help: write `ask:` and its value

1 error, 0 warnings ([..] s)

"#]]);
}
