//! `baseline.yaml`: mistakes that a handbook had before anybody looked, and that are no longer told. Each is known by its code, its
//! file and its text, never by its line.

use std::collections::BTreeMap;

use readybook_derive::Format;

use super::file_version::file_version;
use crate::{
    diagnostic::{Baseline, Code, Diagnostic, FindingKey, Findings, find_code},
    source::{BASELINE_FILE, Source, SourcePath, Sources, Span, Spanned},
    yaml::{self, FromYaml},
};

const VERSION: u32 = 1;
file_version!("this baseline", VERSION);

/// What the file says.
#[derive(Debug, Clone, Format)]
#[format(name = "a baseline")]
pub struct BaselineFile {
    /// The version of the format.
    #[field(name = "baseline", digest = nothing)]
    pub version: Version,
    /// What is known.
    #[field(digest = nothing)]
    pub findings: Vec<KnownFinding>,
}

/// A mistake that is known.
#[derive(Debug, Clone, Format)]
#[format(name = "a known finding")]
pub struct KnownFinding {
    /// Its code.
    #[field(digest = nothing)]
    pub code: Spanned<String>,
    /// The path of the file, below the handbook's folder.
    #[field(digest = nothing)]
    pub file: String,
    /// The first line of what is wrong.
    #[field(digest = nothing)]
    pub text: String,
    /// How often it stands in the file.
    #[field(default = 1, bounds = 1..=1_000_000, digest = nothing)]
    pub count: u32,
}

/// Reads the baseline of a handbook; an empty one where there is no file, or none that can be read, which is told.
pub fn read(sources: &Sources, findings: &mut Findings) -> Baseline {
    let Some(source) = sources.at(&SourcePath::new(BASELINE_FILE)).filter(|source| source.readable) else {
        return Baseline::default();
    };
    file(source, findings).unwrap_or_default()
}

fn file(source: &Source, findings: &mut Findings) -> Option<Baseline> {
    let root = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let BaselineFile { version: Version(_), findings: entries } = BaselineFile::read(&root, findings)?;
    let mut known = BTreeMap::new();
    for KnownFinding { code: name, file, text, count } in entries {
        match code(&name) {
            Ok(code) => *known.entry(FindingKey { code, file, text }).or_default() += count as usize,
            Err(found) => findings.push(found),
        }
    }
    Some(Baseline { span: Some(Span::start_of(source.id)), known })
}

/// The code of an entry, if a baseline may hold it.
fn code(name: &Spanned<String>) -> Result<Code, Diagnostic> {
    let code = find_code(&name.value, name.span, Code::FixedLevel)?;
    let Some(fixed) = code.fixed() else { return Ok(code) };
    let message = format!("no baseline may hold `{code}`: {}", fixed.reason());
    Err(Diagnostic::new(Code::FixedLevel, name.span, message).help("fix what it is about, and remove the entry"))
}

/// The text of a baseline file with these findings.
#[must_use]
pub fn write(known: &BTreeMap<FindingKey, usize>) -> String {
    let mut text = String::from(
        "# What `readybook check` found when this file was first written. It is not told again; everything new is.\n\
         # `readybook check --write-baseline` takes out what is gone, and adds nothing.\n",
    );
    text.push_str(&format!("baseline: {VERSION}\nfindings:{}\n", if known.is_empty() { " []" } else { "" }));
    for (FindingKey { code, file, text: what }, count) in known {
        text.push_str(&format!("  - code: {code}\n    file: {}\n    text: {}\n", yaml::scalar(file), yaml::scalar(what)));
        if *count > 1 {
            text.push_str(&format!("    count: {count}\n"));
        }
    }
    text
}
