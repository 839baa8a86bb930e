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
error[unknown-id]: there is no kind of service `que`
 --> content/matrix.yaml:8:13
  |
8 |       kind: que
  |             ^^^
  |
  = help: there are: `database`, `cache`, `queue`, `object-store`, `gateway`, `compute`, `cluster`, `self-managed`

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
error[too-long]: `short` has 18 words, and at most 15 are allowed
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

#[test]
fn a_mistake_in_data_or_in_a_phase_hides_no_other_one_and_is_told_once() {
    let run = handbook()
        .file(
            "handbook.yaml",
            "title: Test\nroles: [lead]\nenvironments: [production]\nproviders: [cloud]\nsources: {law: {url: 'x'}}\nphases:\n  - id: early\n    oversight: signoff\n    page: content/nowhere.md\n    participants: [boss]\n    only_for: [new-service]\n    entry_signs: ['A [sign](nowhere.md).']\n",
        )
        .file(
            "content/index.md",
            "# Home\n\n[RTO], [RTO](glossary.yaml#recovery-time), [bound](bounds.yaml#size.production), [store](matrix.yaml#store-backup), \
             [people](domains.yaml#people).\n\nThe RTO.\n",
        )
        .file(
            "content/glossary.yaml",
            "glossary:\n  - term: recovery time\n    short_form: RTO\n    text: See [there](nowhere.md).\n    see: gone.md\n  - short: One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.\n",
        )
        .file("content/domains.yaml", "domains:\n  - id: people\n    contact: '[Ask](nowhere.md).'\n")
        .file(
            "content/bounds.yaml",
            "guardrails:\n  - id: size\n    title: Size\n    domain: people\n    colour: red\n    example: See [there](nowhere.md).\n    bounds:\n      production: {max: [1], mox: 2}\n      prod: {max: 1}\n    outside: {sign_off: [boss]}\n",
        )
        .file(
            "content/matrix.yaml",
            "responsibilities:\n  duties:\n    - id: backup\n  services:\n    - id: store\n      kind: shop\n      provider: cloud\n      colour: red\n      cells:\n        backup:\n          basis: source\n          checked: soon\n          sources: [{url: x, says: 'See [there](nowhere.md).'}]\n          must_enable: {setting: a, default: b, show: c}\n          team: See [there](nowhere.md).\n        restore: {provider: [x], team: '{{nobody}}'}\n      traps:\n        - duty: sleep\n",
        )
        .check();
    run.expect_wrong().expect_findings(str![[r#"
error[missing-key]: a guardrail has no `why`
 --> content/bounds.yaml:2:9
  |
2 |   - id: size
  |         ^^^^
  |
  = help: say what goes wrong outside the bounds; a rule without a reason is not followed for long

error[unknown-key]: a guardrail has no key `colour`
 --> content/bounds.yaml:5:5
  |
5 |     colour: red
  |     ^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/bounds.yaml:6:26
  |
6 |     example: See [there](nowhere.md).
  |                          ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[wrong-type]: expected a text, found a list
 --> content/bounds.yaml:8:25
  |
8 |       production: {max: [1], mox: 2}
  |                         ^

error[unknown-key]: a bound has no key `mox`
 --> content/bounds.yaml:8:30
  |
8 |       production: {max: [1], mox: 2}
  |                              ^^^ unknown key
  |
  = help: its keys are: `min`, `max`, `equals`, `one_of`

error[unknown-id]: there is no environment `prod`
 --> content/bounds.yaml:9:7
  |
9 |       prod: {max: 1}
  |       ^^^^
  |
  = help: there are: `production`

error[unknown-id]: there is no role `boss`
  --> content/bounds.yaml:10:26
   |
10 |     outside: {sign_off: [boss]}
   |                          ^^^^
   |
  ::: handbook.yaml:10:20
   |
10 |     participants: [boss]
   |                    ---- and here
   |
   = help: there are: `lead`

error[missing-key]: a domain has no `title`
 --> content/domains.yaml:2:5
  |
2 |   - id: people
  |     ^^
  |
  = help: write `title:` and its value

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/domains.yaml:3:21
  |
3 |     contact: '[Ask](nowhere.md).'
  |                     ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[missing-key]: a term has no `short`
 --> content/glossary.yaml:2:5
  |
2 |   - term: recovery time
  |     ^^^^
  |
  = help: write `short:` and its value

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/glossary.yaml:4:23
  |
4 |     text: See [there](nowhere.md).
  |                       ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/gone.md`
 --> content/glossary.yaml:5:10
  |
5 |     see: gone.md
  |          ^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

error[missing-key]: a term has no `term`
 --> content/glossary.yaml:6:5
  |
6 |   - short: One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.
  |     ^^^^^
  |
  = help: write `term:` and its value

error[too-long]: `short` has 16 words, and at most 15 are allowed
 --> content/glossary.yaml:6:12
  |
6 |   - short: One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: keep the one thing that a newcomer needs; the rest goes into `text`

error[missing-key]: a duty has no `title`
 --> content/matrix.yaml:3:7
  |
3 |     - id: backup
  |       ^^
  |
  = help: write `title:` and its value

error[missing-key]: a service has no `title`
 --> content/matrix.yaml:5:7
  |
5 |     - id: store
  |       ^^
  |
  = help: write `title:` and its value

error[unknown-id]: there is no kind of service `shop`
 --> content/matrix.yaml:6:13
  |
6 |       kind: shop
  |             ^^^^
  |
  = help: there are: `database`, `cache`, `queue`, `object-store`, `gateway`, `compute`, `cluster`, `self-managed`

error[unknown-key]: a service has no key `colour`
 --> content/matrix.yaml:8:7
  |
8 |       colour: red
  |       ^^^^^^ unknown key
  |
  = help: leave it out, or declare it in `fields` of the settings

error[missing-key]: what must be enabled is done by the provider, whose half is missing
  --> content/matrix.yaml:11:11
   |
11 |           basis: source
   |           ^^^^^
   |
   = help: write `provider` and what happens once it is on

error[invalid-date]: `soon` is not a date of the calendar
  --> content/matrix.yaml:12:20
   |
12 |           checked: soon
   |                    ^^^^
   |
   = help: write year, month and day, as in `2026-11-22`

error[wrong-value]: `x` is not a web address
  --> content/matrix.yaml:13:27
   |
13 |           sources: [{url: x, says: 'See [there](nowhere.md).'}]
   |                           ^
   |
   = help: write it whole, as in `https://handbook.example.org/`

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
  --> content/matrix.yaml:13:49
   |
13 |           sources: [{url: x, says: 'See [there](nowhere.md).'}]
   |                                                 ^^^^^^^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
  --> content/matrix.yaml:15:29
   |
15 |           team: See [there](nowhere.md).
   |                             ^^^^^^^^^^
   |
   = help: write the path of a file from this one on, as in `../guides/backups.md`

error[unknown-id]: there is no duty `restore`
  --> content/matrix.yaml:16:9
   |
16 |         restore: {provider: [x], team: '{{nobody}}'}
   |         ^^^^^^^

error[wrong-type]: expected a text, found a list
  --> content/matrix.yaml:16:29
   |
16 |         restore: {provider: [x], team: '{{nobody}}'}
   |                             ^

error[unknown-name]: there is no setting and no variable `nobody`
  --> content/matrix.yaml:16:41
   |
16 |         restore: {provider: [x], team: '{{nobody}}'}
   |                                         ^^^^^^^^^^
   |
   = help: add it to `blanks` in `handbook.yaml`; braces in code stay as they are

error[missing-key]: a trap has no `text`
  --> content/matrix.yaml:18:11
   |
18 |         - duty: sleep
   |           ^^^^
   |
   = help: write `text:` and its value

error[unknown-id]: there is no duty `sleep`
  --> content/matrix.yaml:18:17
   |
18 |         - duty: sleep
   |                 ^^^^^

error[missing-key]: a source has no `title`
 --> handbook.yaml:5:17
  |
5 | sources: {law: {url: 'x'}}
  |                 ^^^
  |
  = help: write `title:` and its value

error[wrong-value]: `x` is not a web address
 --> handbook.yaml:5:22
  |
5 | sources: {law: {url: 'x'}}
  |                      ^^^
  |
  = help: write it whole, as in `https://handbook.example.org/`

error[wrong-value]: `signoff` is not one of the allowed values
 --> handbook.yaml:8:16
  |
8 |     oversight: signoff
  |                ^^^^^^^
  |
  = help: did you mean `sign-off`?

error[broken-link]: there is no page `content/nowhere.md`
 --> handbook.yaml:9:11
  |
9 |     page: content/nowhere.md
  |           ^^^^^^^^^^^^^^^^^^
  |
  = help: write the path of a Markdown file from the handbook's folder, as in `content/phases/green-light.md`

32 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_kind_of_service_is_one_of_the_settings() {
    let service = |id: &str, kind: &str| format!("    - {{id: {id}, title: {id}, kind: {kind}, provider: aws, cells: {{}}}}\n");
    let matrix = format!(
        "title: Matrix\nresponsibilities:\n  duties: [{{id: backups, title: Backups}}]\n  services:\n{}{}{}",
        service("bigquery", "warehouse"),
        service("rds", "database"),
        service("redshift", "warehuose")
    );
    book()
        .file(
            "handbook.yaml",
            "title: T\nservice_kinds: [database, {id: warehouse, title: Data warehouse}, {title: Queue}, warehouse]\n",
        )
        .file("content/matrix.yaml", matrix)
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-id]: there is no kind of service `warehuose`
 --> content/matrix.yaml:7:45
  |
7 |     - {id: redshift, title: redshift, kind: warehuose, provider: aws, cells: {}}
  |                                             ^^^^^^^^^
  |
  = help: did you mean `warehouse`?

error[missing-key]: a kind of service has no `id`
 --> handbook.yaml:2:68
  |
2 | service_kinds: [database, {id: warehouse, title: Data warehouse}, {title: Queue}, warehouse]
  |                                                                    ^^^^^
  |
  = help: write `id:` and its value

error[duplicate-id]: the kind of service `warehouse` is here twice
 --> handbook.yaml:2:83
  |
2 | service_kinds: [database, {id: warehouse, title: Data warehouse}, {title: Queue}, warehouse]
  |                                --------- first here                               ^^^^^^^^^ again
  |
  = help: rename or remove one of them

3 errors, 0 warnings ([..] s)

"#]]);
}
