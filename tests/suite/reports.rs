//! Findings for services: annotations, Code Quality, SARIF. Each whole, and what makes two runs comparable.

use std::collections::BTreeSet;

use serde_json::Value;
use snapbox::{IntoData as _, str};

use crate::{
    answers::repository_of_a_team,
    handbook::{Handbook, TODAY, handbook},
    run::{Run, finish, readybook},
};

/// Two equal mistakes, one that runs over two lines, one with a second place, a warning, and what a stranger wrote: a name that
/// no format takes as it is, and a link that would steer a terminal.
fn book() -> Handbook {
    handbook()
        .file("content/index.md", "# Home\n\n[a](gone.md), [b](gone.md)\n\n```klingon\nnuqneH\n```\n")
        .file("content/two words, 100%.md", "# Two\n\n[c](\u{202e}::error,\u{9b}31m%0A.md)\n")
        .file(
            "checklists/one.yaml",
            "id: one\ntitle: One\nitems:\n  - {id: AB-01, ask: How?}\n  - {id: AB-01, ask: Why?}\n  - id: AB-02\n    ask: Tell us\n      how.\n",
        )
}

/// A check of it from the folder around it.
fn check(book: &Handbook, more: &[&str]) -> Run {
    finish(readybook(book.around(), &[&["check", "book", "--as-of", TODAY], more].concat()), book.folder())
}

/// A report has standard output for itself; the last line goes to standard error.
#[track_caller]
fn report(book: &Handbook, format: &str) -> String {
    let run = check(book, &["--format", format]);
    run.expect_wrong();
    assert!(run.stderr.starts_with("5 errors, 1 warning as of ") && run.stderr.lines().count() == 1, "{}", run.stderr);
    run.stdout
}

#[track_caller]
fn expect(text: String, expected: impl snapbox::IntoData) {
    let assert = snapbox::Assert::new().normalize_paths(false).action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    assert.eq(text.into_data(), expected);
}

#[test]
fn annotations_are_workflow_commands_on_a_line_each() {
    expect(
        report(&book(), "github"),
        str![[r#"
::error file=book/checklists/one.yaml,line=5,endLine=5,col=10,endColumn=15,title=duplicate-id::the item `AB-01` is there twice%0Agive one of them another name
::error file=book/checklists/one.yaml,line=7,endLine=8,title=not-a-question::`AB-02` does not ask: it does not end with `?`%0Aask an open question: what, how, when did you last
::error file=book/content/index.md,line=3,endLine=3,col=5,endColumn=12,title=broken-link::this link leads nowhere: there is no `content/gone.md`%0Awrite the path of a file from this one on, as in `../guides/backups.md`
::error file=book/content/index.md,line=3,endLine=3,col=19,endColumn=26,title=broken-link::this link leads nowhere: there is no `content/gone.md`%0Awrite the path of a file from this one on, as in `../guides/backups.md`
::warning file=book/content/index.md,line=5,endLine=5,col=4,endColumn=11,title=unknown-language::code in `klingon` cannot be highlighted%0Awrite `text` to show it as it is
::error file=book/content/two words%2C 100%25.md,line=3,endLine=3,col=5,endColumn=24,title=broken-link::this link leads nowhere: there is no `content/\u{202e}::error,\u{9b}31m\n.md`%0Awrite the path of a file from this one on, as in `../guides/backups.md`

"#]],
    );
}

#[test]
fn a_code_quality_report_is_one_list() {
    expect(
        report(&book(), "gitlab"),
        str![[r#"
[
  {
    "description": "the item `AB-01` is there twice; give one of them another name",
    "check_name": "duplicate-id",
    "fingerprint": "23afa6380706f336bf197d94fad1222646873f35e90dd1b87b02f66b7bdca366",
    "severity": "major",
    "location": {
      "path": "book/checklists/one.yaml",
      "lines": {
        "begin": 5,
        "end": 5
      }
    }
  },
  {
    "description": "`AB-02` does not ask: it does not end with `?`; ask an open question: what, how, when did you last",
    "check_name": "not-a-question",
    "fingerprint": "0e18ad9fa40ed2187a68183ccbaf895044284012e781a93e92bd76221521a0e9",
    "severity": "major",
    "location": {
      "path": "book/checklists/one.yaml",
      "lines": {
        "begin": 7,
        "end": 8
      }
    }
  },
  {
    "description": "this link leads nowhere: there is no `content/gone.md`; write the path of a file from this one on, as in `../guides/backups.md`",
    "check_name": "broken-link",
    "fingerprint": "a1e630aa09ea5ddd4465f537e6318615bb43d103b8444d2655910b76a263e7c7",
    "severity": "major",
    "location": {
      "path": "book/content/index.md",
      "lines": {
        "begin": 3,
        "end": 3
      }
    }
  },
  {
    "description": "this link leads nowhere: there is no `content/gone.md`; write the path of a file from this one on, as in `../guides/backups.md`",
    "check_name": "broken-link",
    "fingerprint": "5671cb6bb1bb98cb8ca64a630470b341f8182eb53187af150cd77ac835948f6c",
    "severity": "major",
    "location": {
      "path": "book/content/index.md",
      "lines": {
        "begin": 3,
        "end": 3
      }
    }
  },
  {
    "description": "code in `klingon` cannot be highlighted; write `text` to show it as it is",
    "check_name": "unknown-language",
    "fingerprint": "b42f56147ec026e40d19830f8a02e8d3137b320878bb5813e9a02b0274a2f1ac",
    "severity": "minor",
    "location": {
      "path": "book/content/index.md",
      "lines": {
        "begin": 5,
        "end": 5
      }
    }
  },
  {
    "description": "this link leads nowhere: there is no `content/\\u{202e}::error,\\u{9b}31m\\n.md`; write the path of a file from this one on, as in `../guides/backups.md`",
    "check_name": "broken-link",
    "fingerprint": "1c606da30f8b7b0ca5d6ad6783ccf1310bc51189081584535781ab6c6e9504a7",
    "severity": "major",
    "location": {
      "path": "book/content/two words, 100%.md",
      "lines": {
        "begin": 3,
        "end": 3
      }
    }
  }
]

"#]],
    );
}

#[test]
fn a_sarif_log_holds_rules_and_places() {
    expect(
        report(&book(), "sarif"),
        str![[r#"
{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "readybook",
          "version": "[..]",
          "rules": [
            {
              "id": "duplicate-id",
              "shortDescription": {
                "text": "An id, a term or an explicit anchor that two things have."
              },
              "defaultConfiguration": {
                "level": "error"
              }
            },
            {
              "id": "not-a-question",
              "shortDescription": {
                "text": "A question that does not end with a question mark."
              },
              "defaultConfiguration": {
                "level": "error"
              }
            },
            {
              "id": "broken-link",
              "shortDescription": {
                "text": "A link to a page that is not there."
              },
              "defaultConfiguration": {
                "level": "error"
              }
            },
            {
              "id": "unknown-language",
              "shortDescription": {
                "text": "A language of a code block that cannot be highlighted."
              },
              "defaultConfiguration": {
                "level": "warning"
              }
            }
          ]
        }
      },
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "duplicate-id",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "the item `AB-01` is there twice; give one of them another name"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "book/checklists/one.yaml"
                },
                "region": {
                  "startLine": 5,
                  "startColumn": 10,
                  "endLine": 5,
                  "endColumn": 15
                }
              },
              "message": {
                "text": "again"
              }
            }
          ],
          "relatedLocations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "book/checklists/one.yaml"
                },
                "region": {
                  "startLine": 4,
                  "startColumn": 10,
                  "endLine": 4,
                  "endColumn": 15
                }
              },
              "message": {
                "text": "first here"
              }
            }
          ],
          "partialFingerprints": {
            "findingKey/v1": "23afa6380706f336bf197d94fad1222646873f35e90dd1b87b02f66b7bdca366"
          }
        },
        {
          "ruleId": "not-a-question",
          "ruleIndex": 1,
          "level": "error",
          "message": {
            "text": "`AB-02` does not ask: it does not end with `?`; ask an open question: what, how, when did you last"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "book/checklists/one.yaml"
                },
                "region": {
                  "startLine": 7,
                  "startColumn": 10,
                  "endLine": 8,
                  "endColumn": 11
                }
              }
            }
          ],
          "partialFingerprints": {
            "findingKey/v1": "0e18ad9fa40ed2187a68183ccbaf895044284012e781a93e92bd76221521a0e9"
          }
        },
        {
          "ruleId": "broken-link",
          "ruleIndex": 2,
          "level": "error",
          "message": {
            "text": "this link leads nowhere: there is no `content/gone.md`; write the path of a file from this one on, as in `../guides/backups.md`"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "book/content/index.md"
                },
                "region": {
                  "startLine": 3,
                  "startColumn": 5,
                  "endLine": 3,
                  "endColumn": 12
                }
              }
            }
          ],
          "partialFingerprints": {
            "findingKey/v1": "a1e630aa09ea5ddd4465f537e6318615bb43d103b8444d2655910b76a263e7c7"
          }
        },
        {
          "ruleId": "broken-link",
          "ruleIndex": 2,
          "level": "error",
          "message": {
            "text": "this link leads nowhere: there is no `content/gone.md`; write the path of a file from this one on, as in `../guides/backups.md`"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "book/content/index.md"
                },
                "region": {
                  "startLine": 3,
                  "startColumn": 19,
                  "endLine": 3,
                  "endColumn": 26
                }
              }
            }
          ],
          "partialFingerprints": {
            "findingKey/v1": "5671cb6bb1bb98cb8ca64a630470b341f8182eb53187af150cd77ac835948f6c"
          }
        },
        {
          "ruleId": "unknown-language",
          "ruleIndex": 3,
          "level": "warning",
          "message": {
            "text": "code in `klingon` cannot be highlighted; write `text` to show it as it is"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "book/content/index.md"
                },
                "region": {
                  "startLine": 5,
                  "startColumn": 4,
                  "endLine": 5,
                  "endColumn": 11
                }
              }
            }
          ],
          "partialFingerprints": {
            "findingKey/v1": "b42f56147ec026e40d19830f8a02e8d3137b320878bb5813e9a02b0274a2f1ac"
          }
        },
        {
          "ruleId": "broken-link",
          "ruleIndex": 2,
          "level": "error",
          "message": {
            "text": "this link leads nowhere: there is no `content/\\u{202e}::error,\\u{9b}31m\\n.md`; write the path of a file from this one on, as in `../guides/backups.md`"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "book/content/two%20words,%20100%25.md"
                },
                "region": {
                  "startLine": 3,
                  "startColumn": 5,
                  "endLine": 3,
                  "endColumn": 24
                }
              }
            }
          ],
          "partialFingerprints": {
            "findingKey/v1": "1c606da30f8b7b0ca5d6ad6783ccf1310bc51189081584535781ab6c6e9504a7"
          }
        }
      ]
    }
  ]
}

"#]],
    );
}

#[test]
fn where_all_is_well_a_report_is_empty_and_valid() {
    let book = handbook().file("content/index.md", "# Home\n");
    for (format, expected) in [("github", Value::Null), ("gitlab", serde_json::json!([])), ("sarif", serde_json::json!([]))] {
        let run = check(&book, &["--format", format]);
        run.expect_ok();
        let report = serde_json::from_str::<Value>(&run.stdout).unwrap_or_default();
        assert_eq!(*report.pointer("/runs/0/results").unwrap_or(&report), expected, "{format}: {}", run.stdout);
        assert_eq!(run.stdout.is_empty(), format == "github");
        assert!(run.stderr.starts_with("checked "), "{}", run.stderr);
    }
}

#[test]
fn a_build_has_the_same_reports_and_review_check_too() {
    let book = book();
    for format in ["github", "gitlab", "sarif"] {
        let build = finish(readybook(book.around(), &["build", "book", "--format", format]), book.folder());
        build.expect_wrong();
        assert_eq!(build.stdout, report(&book, format), "{format}");
    }
    let team = repository_of_a_team().file("answers/a.yaml", "answers: 1\nservice: {id: Invoice API}\n");
    for (format, held) in [
        ("github", "::error file=answers/a.yaml,line=2,endLine=2,col="),
        ("gitlab", "\"path\": \"answers/a.yaml\""),
        ("sarif", "\"uri\": \"answers/a.yaml\""),
    ] {
        let run = team.run(&["review", "check", "answers/a.yaml", "--format", format, "--as-of", TODAY]);
        run.expect_wrong();
        assert!(run.stdout.contains(held), "{}", run.stdout);
        assert!(run.stderr.ends_with(&format!(" as of {TODAY}\n")) && !run.stdout.contains(" as of "), "{}", run.stderr);
    }
}

fn fingerprints(book: &Handbook) -> Vec<String> {
    let list: Value = serde_json::from_str(&check(book, &["--format", "gitlab"]).stdout).expect("JSON");
    let text = |issue: &Value| issue["fingerprint"].as_str().expect("a text").to_owned();
    list.as_array().expect("a list").iter().map(text).collect()
}

#[test]
fn fingerprints_stay_while_lines_are_inserted_above_and_no_two_are_the_same() {
    let book = book();
    let before = fingerprints(&book);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 6, "{before:?}");
    let path = book.folder().join("content/index.md");
    let text = std::fs::read_to_string(&path).expect("a page");
    std::fs::write(&path, text.replace("# Home\n", "# Home\n\nA new paragraph.\n\n- and\n- a list\n")).expect("a page");
    assert_eq!(fingerprints(&book), before);
    // Both formats tell the same one.
    let sarif = check(&book, &["--format", "sarif"]).stdout;
    assert!(before.iter().all(|fingerprint| sarif.contains(fingerprint.as_str())), "{sarif}");
}

#[test]
fn no_report_holds_a_control_or_a_turn_of_direction_that_a_page_holds() {
    let book = book();
    for format in ["human", "json", "github", "gitlab", "sarif"] {
        let run = check(&book, &["--format", format]);
        let is_steering = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}'..='\u{202e}');
        assert!(!run.stdout.contains(is_steering) && !run.stderr.contains(is_steering), "{format}: {}", run.stdout);
        assert!(run.stdout.lines().all(|line| !line.starts_with("::error,")), "{}", run.stdout);
    }
    // A program that parses it finds what was written.
    let json: Value = serde_json::from_str(&check(&book, &["--format", "json"]).stdout).expect("JSON");
    assert!(json.to_string().contains('\u{202e}'), "{json}");
}
