//! What the oversight of a phase allows.

use snapbox::str;

use super::{lists, settings};
use crate::handbook::handbook;

#[test]
fn severity_and_hard_stops_do_not_grade_advice() {
    lists("", "  - id: TA-01\n    ask: How do you start?\n    severity: low\n    hard_stop: [critical]\n", "")
        .expect_wrong()
        .expect_findings(str![[r#"
error[graded-advice]: the phase `green-light` advises, and `severity` grades
 --> checklists/talk.yaml:7:15
  |
7 |     severity: low
  |               ^^^ no grades here
  |
  = help: remove it: this list starts a conversation; the readiness checklist asks again, with a severity

error[graded-advice]: the phase `green-light` advises, and `hard_stop` grades
 --> checklists/talk.yaml:8:17
  |
8 |     hard_stop: [critical]
  |                 ^^^^^^^^ no grades here
  |
  = help: remove it: this list starts a conversation; the readiness checklist asks again, with a severity

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn severity_does_not_grade_what_a_phase_of_spend_asks() {
    lists("  - id: SP-01\n    ask: Who pays for it?\n    domain: cost\n    severity: high\n", "", "")
        .expect_wrong()
        .expect_mentions(&["error[graded-advice]", "checklists/spend.yaml:8:15", "the phase `playground`"]);
}

#[test]
fn a_phase_of_spend_asks_about_cost_alone() {
    lists("  - id: SP-01\n    ask: How do you deploy?\n", "", "").expect_wrong().expect_findings(str![[r#"
error[not-about-cost]: the phase `playground` watches spend only, and `SP-01` is not about cost
 --> checklists/spend.yaml:5:9
  |
5 |   - id: SP-01
  |         ^^^^^
  |
  = help: ask it in a later phase, or give it `domain: cost` if it is about cost

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn in_the_environments_of_a_phase_of_spend_guardrails_bound_cost_alone() {
    let book = |environments: &str| {
        let phase = format!("{{id: playground, oversight: spend-only{environments}}}");
        let rails = [
            "{id: memory, title: Memory, why: It costs., bounds: {playground: {max: 8}, production: {max: 64}}}",
            "{id: budget, title: Budget, domain: cost, why: It ends., bounds: {playground: {max: 100}, lab: {max: 9}}}",
        ];
        handbook()
            .file("handbook.yaml", format!("title: Test\nenvironments: [playground, lab, production]\nphases:\n  - {phase}\n"))
            .file("content/index.md", "# Home\n")
            .file("content/rails.yaml", format!("guardrails:\n  - {}\n", rails.join("\n  - ")))
            .file("content/domains.yaml", "domains:\n  - {id: cost, title: Cost}\n")
    };
    book("").check().expect_wrong().expect_findings(str![[r#"
error[not-about-cost]: the phase `playground` watches spend only, and the guardrail `memory` bounds `playground` there
 --> content/rails.yaml:2:58
  |
2 |   - {id: memory, title: Memory, why: It costs., bounds: {playground: {max: 8}, production: {max: 64}}}
  |                                                          ^^^^^^^^^^
  |
  = help: remove this bound and make the value the default of your template, or give the guardrail `domain: cost` if it is about cost

1 error, 0 warnings ([..] s)

"#]]);
    book(", environments: [lab]").check().expect_ok();
    book(", environments: [nowhere]").check().expect_wrong().expect_mentions(&["error[unknown-id]", "`nowhere`"]);
}

#[test]
fn only_for_belongs_to_a_sign_off() {
    settings("title: Test\nphases:\n  - {id: talk, oversight: advisory, only_for: [new-service]}\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[graded-advice]: the phase `talk` has no sign-off, so nothing is `only_for` it
 --> handbook.yaml:3:48
  |
3 |   - {id: talk, oversight: advisory, only_for: [new-service]}
  |                                                ^^^^^^^^^^^ belongs to a sign-off
  |
  = help: remove it, or set `oversight: sign-off`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_sign_off_says_for_which_launches() {
    settings("title: Test\nphases:\n  - {id: ready, oversight: sign-off}\n  - {id: later, oversight: sign-off, only_for: []}\n")
        .expect_wrong()
        .expect_findings(str![[r#"
error[missing-key]: the phase `ready` has a sign-off and does not say `only_for` which launches
 --> handbook.yaml:3:28
  |
3 |   - {id: ready, oversight: sign-off}
  |                            ^^^^^^^^
  |
  = help: write `only_for: [new-service, new-product]`; a change goes through code review

error[missing-key]: the phase `later` has a sign-off and does not say `only_for` which launches
 --> handbook.yaml:4:38
  |
4 |   - {id: later, oversight: sign-off, only_for: []}
  |                                      ^^^^^^^^
  |
  = help: write `only_for: [new-service, new-product]`; a change goes through code review

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_change_has_no_sign_off() {
    settings("title: Test\nphases:\n  - {id: ready, oversight: sign-off, only_for: [change]}\n").expect_wrong().expect_findings(
        str![[r#"
error[wrong-value]: `change` is not one of the allowed values
 --> handbook.yaml:3:49
  |
3 |   - {id: ready, oversight: sign-off, only_for: [change]}
  |                                                 ^^^^^^
  |
  = help: allowed are: `new-service`, `new-product`

1 error, 0 warnings ([..] s)

"#]],
    );
}
