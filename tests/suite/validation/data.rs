//! Guardrails, the matrix, the glossary, domains, dates.

use snapbox::str;

use super::book;
use crate::handbook::handbook;

#[test]
fn a_guardrail_says_why_and_knows_its_environments_domains_and_roles() {
    book()
        .file(
            "content/guardrails.yaml",
            "guardrails:\n  - id: memory\n    title: Memory\n    bounds: {production: {max: 8}}\n  - id: size\n    title: Size\n    domain: data\n    why: It costs.\n    bounds: {prod: {max: 8}, staging: {}}\n    outside: {talk_to: dat, sign_off: [teamlead], bring: [Numbers.]}\n",
        )
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[missing-key]: a guardrail has no `why`
 --> content/guardrails.yaml:2:9
  |
2 |   - id: memory
  |         ^^^^^^
  |
  = help: say what goes wrong outside the bounds; a rule without a reason is not followed for long

error[unknown-id]: there is no domain `data`
 --> content/guardrails.yaml:7:13
  |
7 |     domain: data
  |             ^^^^

error[unknown-id]: there is no environment `prod`
 --> content/guardrails.yaml:9:14
  |
9 |     bounds: {prod: {max: 8}, staging: {}}
  |              ^^^^
  |
  = help: there are: `staging`, `production`

error[missing-key]: a bound says nothing
 --> content/guardrails.yaml:9:39
  |
9 |     bounds: {prod: {max: 8}, staging: {}}
  |                                       ^
  |
  = help: write `min`, `max`, `equals` or `one_of`

error[unknown-id]: there is no domain `dat`
  --> content/guardrails.yaml:10:24
   |
10 |     outside: {talk_to: dat, sign_off: [teamlead], bring: [Numbers.]}
   |                        ^^^

error[unknown-id]: there is no role `teamlead`
  --> content/guardrails.yaml:10:40
   |
10 |     outside: {talk_to: dat, sign_off: [teamlead], bring: [Numbers.]}
   |                                        ^^^^^^^^
   |
   = help: did you mean `team-lead`?

6 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_cell_of_the_matrix_says_who_does_what() {
    book()
        .file(
            "content/matrix.yaml",
            "responsibilities:\n  duties:\n    - {id: backups, title: Backups}\n    - {id: patches, title: Patches}\n  services:\n    - id: queue\n      title: Queue\n      kind: que\n      provider: aws\n      cells: {}\n    - id: store\n      title: Store\n      kind: database\n      provider: aws\n      cells:\n        backups: {}\n        patches: {provider: Does it., not_applicable: Nothing to do.}\n        restores: {team: Tries it.}\n    - id: cache\n      title: Cache\n      kind: cache\n      provider: aws\n      cells:\n        backups: {team: Switches it on., must_enable: {setting: s, default: \"off\", show: s = on}}\n        patches: {provider: Does it., basis: source, checked: yesterday}\n      traps: [{duty: patching, text: Late.}]\n",
        )
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[wrong-value]: `que` is not one of the allowed values
 --> content/matrix.yaml:8:13
  |
8 |       kind: que
  |             ^^^
  |
  = help: allowed are: `database`, `cache`, `queue`, `object-store`, `gateway`, `compute`, `cluster`, `self-managed`

error[missing-key]: a cell says neither the provider's half nor the team's
  --> content/matrix.yaml:16:18
   |
16 |         backups: {}
   |                  ^
   |
   = help: write `provider`, `team` or both; or `not_applicable` and why

error[wrong-value]: a cell that does not apply has no halves
  --> content/matrix.yaml:17:19
   |
17 |         patches: {provider: Does it., not_applicable: Nothing to do.}
   |                   ^^^^^^^^
   |
   = help: keep `not_applicable`, or the halves

error[unknown-id]: there is no duty `restores`
  --> content/matrix.yaml:18:9
   |
18 |         restores: {team: Tries it.}
   |         ^^^^^^^^
   |
   = help: there are: `backups`, `patches`

error[missing-key]: what must be enabled is done by the provider, whose half is missing
  --> content/matrix.yaml:24:19
   |
24 |         backups: {team: Switches it on., must_enable: {setting: s, default: "off", show: s = on}}
   |                   ^^^^
   |
   = help: write `provider` and what happens once it is on

error[missing-key]: a cell with `basis: source` names no source
  --> content/matrix.yaml:25:39
   |
25 |         patches: {provider: Does it., basis: source, checked: yesterday}
   |                                       ^^^^^
   |
   = help: write `sources`, or `basis: judgement` or `basis: unverified`

error[invalid-date]: `yesterday` is not a date of the calendar
  --> content/matrix.yaml:25:63
   |
25 |         patches: {provider: Does it., basis: source, checked: yesterday}
   |                                                               ^^^^^^^^^
   |
   = help: write year, month and day, as in `2026-11-22`

error[unknown-id]: there is no duty `patching`
  --> content/matrix.yaml:26:22
   |
26 |       traps: [{duty: patching, text: Late.}]
   |                      ^^^^^^^^
   |
   = help: there are: `backups`, `patches`

8 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_glossary_has_each_term_once_and_short() {
    book()
        .file(
            "content/glossary.yaml",
            "glossary:\n  - term: backup\n    short: A copy of what matters that is kept in another place than what it is a copy of.\n    also: [copy]\n  - term: Copy\n    short: The same again.\n",
        )
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[too-long]: `short` has 18 words, and 15 at most
 --> content/glossary.yaml:3:12
  |
3 |     short: A copy of what matters that is kept in another place than what it is a copy of.
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: keep the one thing that a newcomer needs; the rest goes into `text`

error[duplicate-id]: the term `copy` is there twice
 --> content/glossary.yaml:5:11
  |
4 |     also: [copy]
  |            ---- first here
5 |   - term: Copy
  |           ^^^^ again
  |
  = help: it is explained already: keep one of the two

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn two_pages_of_data_may_hold_the_same_kind_but_not_the_same_id() {
    book()
        .file("content/a/domains.yaml", "domains: [{id: data, title: Data}]\n")
        .file("content/b/domains.yaml", "domains: [{id: data, title: Data}, {id: cost, title: Cost}]\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[duplicate-id]: the domain `data` is there twice
 --> content/b/domains.yaml:1:16
  |
1 | domains: [{id: data, title: Data}, {id: cost, title: Cost}]
  |                ^^^^ again
  |
 ::: content/a/domains.yaml:1:16
  |
1 | domains: [{id: data, title: Data}]
  |                ---- first here
  |
  = help: give one of them another name

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_date_is_an_iso_date_of_the_calendar() {
    handbook()
        .file("content/index.md", "---\nreviewed: 2026-11-31\n---\n\n# Home\n")
        .file("content/a.md", "---\nreviewed: 2026-11-22T10:00:00\n---\n\n# A\n")
        .file("content/b.md", "---\nreviewed: today\n---\n\n# B\n")
        .file("content/c.md", "---\nreviewed: \"2026-11-22\"\n---\n\n# C\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[invalid-date]: `2026-11-22T10:00:00` is not a date of the calendar
 --> content/a.md:2:11
  |
2 | reviewed: 2026-11-22T10:00:00
  |           ^^^^^^^^^^^^^^^^^^^
  |
  = help: write year, month and day, as in `2026-11-22`

error[invalid-date]: `today` is not a date of the calendar
 --> content/b.md:2:11
  |
2 | reviewed: today
  |           ^^^^^
  |
  = help: write year, month and day, as in `2026-11-22`

error[invalid-date]: `2026-11-31` is not a date of the calendar
 --> content/index.md:2:11
  |
2 | reviewed: 2026-11-31
  |           ^^^^^^^^^^
  |
  = help: write year, month and day, as in `2026-11-22`

3 errors, 0 warnings ([..] s)

"#]]);
}
