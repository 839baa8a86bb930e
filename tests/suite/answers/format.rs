//! The browser's description of an answer file, made of the program's own, so that the two cannot differ.

use std::collections::BTreeMap;

use readybook::{
    review::{Answers, VERSION},
    yaml::{Form, Format, HasFormat as _, Presence, ValueKind},
};
use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};

use crate::handbook::repository;

const HEAD: &str = "\
// What an answer file holds, key by key: the program's own description of it. `SNAPSHOTS=overwrite cargo test --test suite
// answers::format` writes this file anew.
(() => {
  \"use strict\";

  const answers = (globalThis.readybookAnswers ??= {});

  /**
   * The version, and each kind of mapping by its name: the keys that it cannot do without, and all of its keys in their order with the
   * kind of value that each holds.
   */
  answers.format = {
";

/// The mappings that are described, by name, in the order in which they were met.
#[derive(Default)]
struct Mappings {
    order: Vec<&'static str>,
    text: BTreeMap<&'static str, String>,
}

impl Mappings {
    fn add(&mut self, format: &Format) {
        if self.text.contains_key(format.name) {
            return;
        }
        assert!(!format.open, "{} has keys that nobody knows", format.name);
        self.order.push(format.name);
        self.text.insert(format.name, String::new());
        let needs =
            format.keys.iter().filter(|field| field.presence == Presence::Required).map(|field| format!("\"{}\"", field.name));
        let needs = needs.collect::<Vec<_>>().join(", ");
        let keys: String =
            format.keys.iter().map(|field| format!("          {}: {},\n", field.name, self.kind(field.kind))).collect();
        let text =
            format!("      {}: {{\n        needs: [{needs}],\n        keys: {{\n{keys}        }},\n      }},\n", name(format));
        self.text.insert(format.name, text);
    }

    fn kind(&mut self, kind: ValueKind) -> String {
        match kind {
            ValueKind::Text => "\"text\"".to_owned(),
            ValueKind::Id(_) => "\"id\"".to_owned(),
            ValueKind::Form(Form::Date) => "\"date\"".to_owned(),
            ValueKind::Form(Form::Edition) => "\"edition\"".to_owned(),
            ValueKind::Flag => "\"flag\"".to_owned(),
            ValueKind::Number(least, most) => format!("{{ number: [{least}, {most}] }}"),
            ValueKind::OneOf(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!("{{ oneOf: [{}] }}", words.join(", "))
            }
            // The browser reads what the program wrote: it knows no entry that stands alone, and no key with nothing behind it.
            ValueKind::List(of) | ValueKind::ListOrOne(of) => format!("{{ list: {} }}", self.kind(*of)),
            ValueKind::StatedList(of) => format!("{{ stated: {} }}", self.kind(*of)),
            ValueKind::Table(of) | ValueKind::TableBy(_, of) => format!("{{ table: {} }}", self.kind(*of)),
            ValueKind::Mapping(format) => {
                self.add(format);
                format!("{{ mapping: \"{}\" }}", name(format))
            }
            ValueKind::Either(kinds) => {
                let kinds: Vec<String> = kinds.iter().map(|kind| self.kind(*kind)).collect();
                format!("{{ either: [{}] }}", kinds.join(", "))
            }
            ValueKind::OrNothing(of) => self.kind(*of),
            ValueKind::Inline | ValueKind::Markdown | ValueKind::Form(_) | ValueKind::Path | ValueKind::Anything => {
                panic!("the browser cannot read {kind:?} yet")
            }
        }
    }
}

/// What the scripts call a mapping: "a checklist's answers" is `checklist_answers`.
fn name(format: &Format) -> String {
    let words = format.name.trim_start_matches("a ").trim_start_matches("an ").trim_start_matches("the ");
    words.replace("'s", "").replace(' ', "_")
}

#[test]
fn the_browser_reads_and_writes_what_the_program_describes() {
    let mut mappings = Mappings::default();
    mappings.add(&Answers::FORMAT);
    let all: String = mappings.order.iter().map(|name| mappings.text[name].as_str()).collect();
    let text = format!("{HEAD}    version: {VERSION},\n    mappings: {{\n{all}    }},\n  }};\n}})();\n");
    let file = repository("themes/default/assets/answers-format.js");
    Assert::new().normalize_paths(false).action_env(DEFAULT_ACTION_ENV).eq(text, Data::read_from(&file, None).raw());
}
