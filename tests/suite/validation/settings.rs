//! `handbook.yaml`: its own keys, custom fields, the language.

use snapbox::str;

use super::settings;
use crate::handbook::handbook;

#[test]
fn settings_are_read_key_by_key() {
    settings(
        "title: Test\nlanguage: [en]\nbase_url: example.org\ntheme: fancy\nbrand: {color: red, colour: red}\npaper: a4\nlead_time_days: 1.5\nfresh_for_months: {page: 3}\nblanks: [office_hours]\nproviders: AWS\ntiers: [{id: critical, name: Critical}]\nveto: {tiers: [critcal], by: [peer]}\nsources: {book: A book}\nfields: [{id: control, on: items}]\nphases: [{id: one, oversight: hard}, {id: one, oversight: none}, {title: None}]\n",
    )
    .expect_wrong()
    .expect_findings(str![[r#"
error[wrong-type]: expected a text, found a list
 --> handbook.yaml:2:11
  |
2 | language: [en]
  |           ^

error[wrong-value]: `example.org` is not a web address
 --> handbook.yaml:3:11
  |
3 | base_url: example.org
  |           ^^^^^^^^^^^
  |
  = help: write it whole, as in `https://handbook.example.org/`

error[unknown-id]: there is no theme `fancy`
 --> handbook.yaml:4:8
  |
4 | theme: fancy
  |        ^^^^^
  |
  = help: make the folder `themes/fancy`, or write `theme: default`

error[unknown-key]: the brand has no key `color`
 --> handbook.yaml:5:9
  |
5 | brand: {color: red, colour: red}
  |         ^^^^^ unknown key
  |
  = help: did you mean `colour`?

error[wrong-value]: `red` is not a colour
 --> handbook.yaml:5:29
  |
5 | brand: {color: red, colour: red}
  |                             ^^^
  |
  = help: write it as `#rgb` or `#rrggbb`, in quotes

error[wrong-type]: expected a list, found a single value
 --> handbook.yaml:6:8
  |
6 | paper: a4
  |        ^^
  |
  = help: write each entry on a line of its own after `- `, or all in `[…]`

error[wrong-type]: expected a whole number, found `1.5`
 --> handbook.yaml:7:17
  |
7 | lead_time_days: 1.5
  |                 ^^^
  |
  = help: write digits and nothing else, as in `12`

error[unknown-key]: `fresh_for_months` has no key `page`
 --> handbook.yaml:8:20
  |
8 | fresh_for_months: {page: 3}
  |                    ^^^^ unknown key
  |
  = help: did you mean `pages`?

error[wrong-type]: expected a mapping, found a list
 --> handbook.yaml:9:9
  |
9 | blanks: [office_hours]
  |         ^

error[wrong-type]: expected a list, found a single value
  --> handbook.yaml:10:12
   |
10 | providers: AWS
   |            ^^^
   |
   = help: write each entry on a line of its own after `- `, or all in `[…]`

error[unknown-key]: a word of a vocabulary has no key `name`
  --> handbook.yaml:11:24
   |
11 | tiers: [{id: critical, name: Critical}]
   |                        ^^^^ unknown key
   |
   = help: its keys are: `id`, `title`, `text`

error[unknown-id]: there is no tier `critcal`
  --> handbook.yaml:12:16
   |
12 | veto: {tiers: [critcal], by: [peer]}
   |                ^^^^^^^
   |
   = help: did you mean `critical`?

error[unknown-id]: there is no role `peer`
  --> handbook.yaml:12:31
   |
12 | veto: {tiers: [critcal], by: [peer]}
   |                               ^^^^

error[wrong-type]: expected a source as a mapping of keys and values, found a single value
  --> handbook.yaml:13:17
   |
13 | sources: {book: A book}
   |                 ^^^^^^

error[wrong-value]: `items` is not one of the allowed values
  --> handbook.yaml:14:28
   |
14 | fields: [{id: control, on: items}]
   |                            ^^^^^
   |
   = help: did you mean `item`?

error[wrong-value]: `hard` is not one of the allowed values
  --> handbook.yaml:15:31
   |
15 | phases: [{id: one, oversight: hard}, {id: one, oversight: none}, {title: None}]
   |                               ^^^^
   |
   = help: allowed are: `none`, `spend-only`, `advisory`, `sign-off`

error[missing-key]: a phase has no `id`
  --> handbook.yaml:15:67
   |
15 | phases: [{id: one, oversight: hard}, {id: one, oversight: none}, {title: None}]
   |                                                                   ^^^^^
   |
   = help: write `id:` and its value

error[missing-key]: a phase has no `oversight`
  --> handbook.yaml:15:67
   |
15 | phases: [{id: one, oversight: hard}, {id: one, oversight: none}, {title: None}]
   |                                                                   ^^^^^
   |
   = help: write `oversight:` and its value

18 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn the_ids_of_a_handbook_are_ids_and_a_former_one_is_another_one() {
    settings("title: Test\nid: My Handbook\nformer_ids: [über-uns, \"\", a_1, a_1]\n").expect_wrong().expect_findings(str![[
        r#"
error[invalid-id]: `My Handbook` is not an id of a handbook
 --> handbook.yaml:2:5
  |
2 | id: My Handbook
  |     ^^^^^^^^^^^
  |
  = help: write it in lower-case letters, digits, and hyphens, as in `path-to-production`

error[invalid-id]: `` is not an id of a handbook
 --> handbook.yaml:3:24
  |
3 | former_ids: [über-uns, "", a_1, a_1]
  |                        ^^
  |
  = help: write it in lower-case letters, digits, and hyphens, as in `path-to-production`

error[duplicate-id]: `a_1` is here twice
 --> handbook.yaml:3:33
  |
3 | former_ids: [über-uns, "", a_1, a_1]
  |                            ---  ^^^
  |                            |
  |                            first here
  |
  = help: name only what the handbook was called before

3 errors, 0 warnings ([..] s)

"#
    ]]);
    settings("title: Test\nid: trials\nformer_ids: [test, trials]\n").expect_wrong().expect_findings(str![[r#"
error[duplicate-id]: `trials` is the handbook's id, and no former one
 --> handbook.yaml:3:20
  |
2 | id: trials
  |     ------ the id
3 | former_ids: [test, trials]
  |                    ^^^^^^
  |
  = help: name only what the handbook was called before

1 error, 0 warnings ([..] s)

"#]]);
    settings("title: Test\nformer_ids: [trials, test]\n").expect_wrong().expect_findings(str![[r#"
error[duplicate-id]: `test` is what the handbook is called by its title, and no former id
 --> handbook.yaml:2:22
  |
2 | former_ids: [trials, test]
  |                      ^^^^
  |
  = help: name only what the handbook was called before

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn own_fields_are_known_only_where_they_belong_and_hold_what_they_say() {
    handbook()
        .file("handbook.yaml", "title: Test\nfields:\n  - {id: control, on: item}\n  - {id: since, on: page, type: date}\n  - {id: size, on: page, type: number}\n  - {id: open, on: page, type: flag}\n  - {id: tools, on: page, type: list}\n")
        .file("content/index.md", "---\ncontrol: A.1\nsince: 2026\nsize: big\nopen: yes\ntools: one\n---\n\n# Home\n")
        .file("checklists/one.yaml", "id: one\ntitle: One\nitems:\n  - {id: AB-01, ask: How?, control: A.1, controls: A.2}\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-key]: an item has no key `controls`
 --> checklists/one.yaml:4:42
  |
4 |   - {id: AB-01, ask: How?, control: A.1, controls: A.2}
  |                                          ^^^^^^^^ unknown key
  |
  = help: did you mean `control`?

error[unknown-key]: a page has no key `control`
 --> content/index.md:2:1
  |
2 | control: A.1
  | ^^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[invalid-date]: `2026` is not a date of the calendar
 --> content/index.md:3:8
  |
3 | since: 2026
  |        ^^^^
  |
 ::: handbook.yaml:4:10
  |
4 |   - {id: since, on: page, type: date}
  |          ----- declared here
  |
  = help: write year, month and day, as in `2026-11-22`; or give `since` another `type` in the settings

error[wrong-type]: expected a whole number, found `big`
 --> content/index.md:4:7
  |
4 | size: big
  |       ^^^
  |
 ::: handbook.yaml:5:10
  |
5 |   - {id: size, on: page, type: number}
  |          ---- declared here
  |
  = help: write digits and nothing else, as in `12`; or give `size` another `type` in the settings

error[wrong-type]: expected `true` or `false`, found `yes`
 --> content/index.md:5:7
  |
5 | open: yes
  |       ^^^
  |
 ::: handbook.yaml:6:10
  |
6 |   - {id: open, on: page, type: flag}
  |          ---- declared here
  |
  = help: `yes`, `no`, `on` and `off` are texts here, as in YAML 1.2; or give `open` another `type` in the settings

error[wrong-type]: expected a list, found a single value
 --> content/index.md:6:8
  |
6 | tools: one
  |        ^^^
  |
 ::: handbook.yaml:7:10
  |
7 |   - {id: tools, on: page, type: list}
  |          ----- declared here
  |
  = help: write each entry on a line of its own after `- `, or all in `[…]`; or give `tools` another `type` in the settings

6 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_language_without_its_words_is_told() {
    settings("title: Test\nlanguage: nl\n").expect_mentions(&["warning[missing-word]", "handbook.yaml:2:11"]);
}
