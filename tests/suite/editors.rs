//! What editors and shells are given: schemas of the formats, and scripts that complete a command.

use std::{fs, process::Command};

use readybook::diagnostic::Code;
use serde_json::Value;
use snapbox::str;

use crate::{
    handbook::{empty, repository},
    run::output,
};

#[test]
fn without_a_kind_the_kinds_are_listed_with_their_files_and_the_codes_that_a_schema_shows() {
    empty().run(&["schema"]).expect_ok().expect_findings(str![[r#"
settings          handbook.yaml                 The settings of a handbook.
page              content/**/*.md               What stands between the `---` lines at the top of a page.
checklist         checklists/*.yaml             A checklist in one file.
checklist-head    checklists/*/_checklist.yaml  The head of a checklist in a folder, whose areas lie beside it.
checklist-area    checklists/*/*.yaml           An area of a checklist in a folder, with its questions.
data              content/**/*.yaml             A page made from data, of any of the five kinds below.
glossary          content/**/*.yaml             Terms in plain words.
responsibilities  content/**/*.yaml             Who is responsible for what.
guardrails        content/**/*.yaml             Bounds, and what lies outside them.
domains           content/**/*.yaml             Who to ask.
offers            content/**/*.yaml             What is ready-made for teams.
edition           editions/*/*.yaml             A closed edition of a checklist, which nobody edits.
edition-reference editions/reference/*.yaml     A closed edition of the matrix, guardrails, terms and pages.
baseline          baseline.yaml                 Mistakes that are known, and no longer told.
answers           *.answers.yaml                The answers of one service.
record-entry      *.record/*.yaml               What was said or decided, which nobody edits.
record-people     people.yaml                   Who has which role.

An editor with these schemas shows mistakes of shape: unknown-key, missing-key, wrong-type, wrong-value, invalid-date, invalid-id

"#]]);
}

#[test]
fn a_schema_says_of_each_key_what_it_is_and_how_it_is_written() {
    empty().run(&["schema", "glossary"]).expect_ok().expect_findings(str![[r#"
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "additionalProperties": false,
  "description": "Terms in plain words.",
  "properties": {
    "glossary": {
      "description": "Terms in plain words.",
      "items": {
        "additionalProperties": false,
        "description": "An entry of the glossary.",
        "properties": {
          "also": {
            "description": "Other words for it.",
            "items": {
              "anyOf": [
                {
                  "type": "string"
                },
                {
                  "not": {
                    "type": [
                      "array",
                      "null",
                      "object",
                      "string"
                    ]
                  }
                }
              ]
            },
            "type": [
              "array",
              "null"
            ]
          },
          "see": {
            "anyOf": [
              {
                "type": "string"
              },
              {
                "not": {
                  "type": [
                    "array",
                    "object",
                    "string"
                  ]
                }
              }
            ],
            "description": "A page that says more."
          },
          "short": {
            "anyOf": [
              {
                "type": "string"
              },
              {
                "not": {
                  "type": [
                    "array",
                    "null",
                    "object",
                    "string"
                  ]
                }
              }
            ],
            "description": "What it means, in at most fifteen words."
          },
          "short_form": {
            "anyOf": [
              {
                "type": "string"
              },
              {
                "not": {
                  "type": [
                    "array",
                    "object",
                    "string"
                  ]
                }
              }
            ],
            "description": "Its acronym."
          },
          "term": {
            "anyOf": [
              {
                "type": "string"
              },
              {
                "not": {
                  "type": [
                    "array",
                    "null",
                    "object",
                    "string"
                  ]
                }
              }
            ],
            "description": "The term."
          },
          "text": {
            "anyOf": [
              {
                "type": "string"
              },
              {
                "not": {
                  "type": [
                    "array",
                    "object",
                    "string"
                  ]
                }
              }
            ],
            "description": "More about it."
          }
        },
        "required": [
          "term",
          "short"
        ],
        "title": "Term",
        "type": "object"
      },
      "type": [
        "array",
        "null"
      ]
    },
    "summary": {
      "anyOf": [
        {
          "type": "string"
        },
        {
          "not": {
            "type": [
              "array",
              "object",
              "string"
            ]
          }
        }
      ],
      "description": "What a reader gets, in a sentence."
    },
    "title": {
      "anyOf": [
        {
          "type": "string"
        },
        {
          "not": {
            "type": [
              "array",
              "object",
              "string"
            ]
          }
        }
      ],
      "description": "Its title, if it has one of its own."
    }
  },
  "required": [
    "glossary"
  ],
  "title": "Glossary",
  "type": "object"
}

"#]]);
}

#[test]
fn a_wrong_kind_and_a_wrong_shell_are_told_which_there_are() {
    empty().run(&["schema", "checklists"]).expect_trouble().expect_mentions(&["checklist-head", "answers"]);
    empty().run(&["completions", "csh"]).expect_trouble().expect_mentions(&["bash", "zsh", "fish"]);
}

#[test]
fn the_guide_names_the_codes_that_a_schema_shows() {
    let guide = fs::read_to_string(repository("docs/content/errors.md")).expect("the guide").replace('\n', " ");
    let codes: Vec<String> = Code::ALL.iter().filter(|code| code.is_shape()).map(|code| format!("`{code}`")).collect();
    let (last, first) = codes.split_last().expect("codes");
    let sentence = format!("shows these while you write: {} and {last}.", first.join(", "));
    assert!(guide.contains(&sentence), "docs/content/errors.md lacks: {sentence}");
}

#[test]
fn the_guide_shows_an_editor_schemas_that_it_has_written_before() {
    let guide = fs::read_to_string(repository("docs/content/editors.md")).expect("the guide");
    let (_, settings) = guide.split_once("```json title=\".vscode/settings.json\"\n").expect("a block");
    let settings: Value = serde_json::from_str(settings.split("```").next().expect("a block")).expect("JSON");
    let files: Vec<&String> = settings["yaml.schemas"].as_object().expect("schemas").keys().collect();
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        let kind = file.trim_start_matches(".schemas/").trim_end_matches(".json");
        assert!(guide.contains(&format!("readybook schema {kind} > {file}\n")), "{file}");
    }
}

/// Runs a shell, if it is installed.
fn shell(program: &str, args: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(args).env("LC_ALL", "C");
    let done = output(command).ok()?;
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert!(done.status.success(), "{program} {args:?}: {said}");
    Some(said)
}

#[test]
fn the_script_of_each_shell_is_one_by_the_rules_of_that_shell() {
    let mut read = Vec::new();
    for name in ["bash", "zsh", "fish"] {
        let book = empty();
        let script = book.run(&["completions", name]).expect_ok().stdout.clone();
        for verb in ["build", "check", "review", "schema", "completions", "serve"] {
            assert!(script.contains(verb), "{name} does not know `{verb}`");
        }
        book.put("script", script.as_bytes());
        let path = book.folder().join("script");
        if let Some(said) = shell(name, &["-n", &path.to_string_lossy()]) {
            assert_eq!(said, "", "{name}");
            read.push(name);
        }
    }
    assert!(read.contains(&"bash"), "{read:?}");
}

#[test]
fn bash_completes_a_verb_an_option_and_its_value() {
    let book = empty();
    let script = book.run(&["completions", "bash"]).expect_ok().stdout.clone();
    book.put("script", script.as_bytes());
    let path = book.folder().join("script");
    let complete = |words: &[&str]| {
        let last = words.len() - 1;
        let line = words.join(" ");
        let ask = format!(
            "source '{}'; COMP_WORDS=({line}); COMP_CWORD={last}; _readybook readybook {} {}; echo \"${{COMPREPLY[@]}}\"",
            path.display(),
            words[last],
            words[last - 1],
        );
        shell("bash", &["--norc", "-c", &ask]).expect("bash")
    };
    assert_eq!(complete(&["readybook", "ch"]), "check\n");
    assert_eq!(complete(&["readybook", "check", "--as"]), "--as-of\n");
    assert_eq!(complete(&["readybook", "schema", "checklist-"]), "checklist-head checklist-area\n");
}
