//! Findings as tools for static analysis exchange them: SARIF 2.1.0, an OASIS standard.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Code, Diagnostic,
    fingerprint::fingerprints,
    human::escape_for_terminal,
    json::{Location, json_text, location},
};
use crate::source::{Sources, encode_path};

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    /// What a column counts.
    column_kind: &'static str,
    results: Vec<Finding>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    /// The codes that occur.
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    default_configuration: RuleConfiguration,
}

#[derive(Serialize)]
struct RuleConfiguration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "findingKey/v1")]
    finding_key: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

/// Lines and columns are counted from one; the end is the place after the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// The findings as a SARIF log; paths begin with `prefix`.
#[must_use]
pub fn sarif(found: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let codes: BTreeSet<Code> = found.iter().map(|found| found.code).collect();
    let index: BTreeMap<Code, usize> = codes.iter().enumerate().map(|(index, &code)| (code, index)).collect();
    let results = found.iter().zip(fingerprints(found, sources)).map(|(found, finding_key)| {
        let help = found.help.as_ref().map_or_else(String::new, |help| format!("; {}", escape_for_terminal(help)));
        let place = |span, text: &str| place(location(span, sources, prefix), text);
        Finding {
            rule_id: found.code.name(),
            rule_index: index[&found.code],
            level: found.severity.word(),
            message: Message { text: format!("{}{help}", escape_for_terminal(&found.message)) },
            locations: [place(found.span, &found.label)],
            related_locations: found.also.iter().map(|also| place(also.span, &also.text)).collect(),
            partial_fingerprints: Fingerprints { finding_key },
        }
    });
    let rule = |code: &Code| Rule {
        id: code.name(),
        short_description: Message { text: code.meaning().to_owned() },
        default_configuration: RuleConfiguration { level: code.severity().word() },
    };
    json_text(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            results: results.collect(),
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    rules: codes.iter().map(rule).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
        }],
    })
}

fn place(at: Location, text: &str) -> Place {
    let Location { file, line, column, end_line, end_column } = at;
    Place {
        physical_location: PhysicalLocation {
            artifact_location: Artifact { uri: uri(&file) },
            region: Region { start_line: line, start_column: column, end_line, end_column },
        },
        message: Some(text).filter(|text| !text.is_empty()).map(|text| Message { text: escape_for_terminal(text).into_owned() }),
    }
}

/// A path as a reference from where the command was typed; one from the root says the scheme.
fn uri(path: &str) -> String {
    // A colon in the first part would end a scheme.
    let encoded = encode_path(path).replace(':', "%3A");
    if encoded.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference_whatever_it_holds() {
        assert_eq!(uri("book/content/a b#c.md"), "book/content/a%20b%23c.md");
        assert_eq!(uri("mailto:x/ü%.md"), "mailto%3Ax/%C3%BC%25.md");
        assert_eq!(uri("/srv/book/a.md"), "file:///srv/book/a.md");
    }
}
