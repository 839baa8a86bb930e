//! `digest`: the canonical form of what a file says, and its digest.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::ValueEnum;
use serde::Serialize;

use super::{
    common::{CliError, HandbookArgs, handbook_around, write_escaped, write_stdout},
    console::Console,
    review::open_answers,
};
use crate::{
    diagnostic::{self, suggest, suggest_item},
    handbook::{self, Digested, Drafts},
    pipeline, review,
    source::{BASELINE_FILE, SETTINGS_FILE, SourcePath, fs},
    yaml::{self, canonical_json},
};

/// Print the digest of what a file says, and the form that it is made of
///
/// The file is one of a handbook (a page, a checklist or an area of one, a glossary, guardrails, a matrix) or an answer file. With an id
/// only that of the file: `#REL-04` a question or an answer, `#reliability` an area, `#rpo` a term, `#aws-dynamodb/backups` a cell.
/// The digest is the SHA-256 of `readybook-digest-1` and the form.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, and the id of something in it
    #[arg(value_name = "FILE[#ID]")]
    wanted: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// For whom it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: one JSON object
    Json,
}

#[derive(Serialize)]
struct Json {
    /// The version of this output.
    version: u32,
    /// The version of the digest, which stands before each form when it is hashed.
    prefix: &'static str,
    digests: Vec<JsonDigest>,
}

#[derive(Serialize)]
struct JsonDigest {
    what: &'static str,
    id: String,
    scope: &'static str,
    digest: yaml::Digest,
    short: String,
    /// The text that is hashed.
    form: String,
}

/// Prints the digests of a file, or of one thing in it.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let (file, id) = split(&args.wanted)?;
    let found = match handbook_of(&file)? {
        Some((folder, path)) => of_handbook(&folder, &path, console)?,
        None => of_answers(&file, console)?,
    };
    let Ok(all) = found else { return Ok(ExitCode::from(1)) };
    if all.is_empty() {
        return Err(nothing(&file));
    }
    let wanted: Vec<&Digested> = all.iter().filter(|found| id.as_ref().is_none_or(|id| found.id == *id)).collect();
    if let (true, Some(id)) = (wanted.is_empty(), &id) {
        let known: Vec<&str> = all.iter().map(|found| found.id.as_str()).filter(|id| !id.is_empty()).collect();
        let help = suggest_item(id, &known).or_else(|| suggest(id, "there are", &known));
        let help = help.unwrap_or_else(|| "leave the id away: the file says one thing".to_owned());
        return Err(CliError::new(format!("there is no `{id}` in `{}`", file.display()), help));
    }
    match args.format {
        Format::Human => write_escaped(&told(&wanted, &file)),
        Format::Json => {
            write_stdout(&diagnostic::json_text(&Json { version: 1, prefix: yaml::PREFIX, digests: json(&wanted) }));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn nothing(file: &Path) -> CliError {
    let message = format!("nothing in `{}` has a digest", file.display());
    CliError::new(message, "pages, checklists, areas, questions, cells of the matrix, guardrails, terms and answers have one")
}

/// The file and the id of what was typed. A file whose name holds a `#` is a file.
fn split(wanted: &Path) -> Result<(PathBuf, Option<String>), CliError> {
    let typed = wanted.to_string_lossy();
    if fs::metadata(wanted)?.is_none()
        && let Some((file, id)) = typed.rsplit_once('#')
    {
        return Ok((PathBuf::from(file), Some(id.to_owned()).filter(|id| !id.is_empty())));
    }
    Ok((wanted.to_owned(), None))
}

/// The folder of the handbook that a file is part of, and the file's path in it; `None` for a file of no handbook.
fn handbook_of(file: &Path) -> Result<Option<(PathBuf, SourcePath)>, CliError> {
    if fs::metadata(file)?.is_none() {
        return Err(CliError::new(format!("there is no `{}`", file.display()), "name a file of a handbook, or an answer file"));
    }
    let whole = fs::canonical(file)?;
    let Some(folder) = handbook_around(&whole)? else { return Ok(None) };
    let path = whole.strip_prefix(&folder).unwrap_or(&whole).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let path = SourcePath::new(&path);
    if [SETTINGS_FILE, BASELINE_FILE].contains(&path.as_str()) {
        return Err(nothing(file));
    }
    let is_part = path.is_below("content") || path.is_below("checklists");
    Ok(is_part.then_some((folder, path)))
}

/// What could be read of a file; otherwise what is wrong was told.
type Found = Result<Vec<Digested>, ()>;

fn of_handbook(folder: &Path, path: &SourcePath, console: Console) -> Result<Found, CliError> {
    let handbook = HandbookArgs::at(folder.to_owned(), None);
    let request = pipeline::Request { drafts: Drafts::Shown, ..handbook.request(None, false)? };
    let revision = console.follow(Arc::clone(&request.progress), || pipeline::make(request))?;
    let wrong = revision.wrong([path]);
    match revision.handbook().filter(|_| wrong.is_empty()) {
        Some(handbook) => Ok(Ok(handbook::digested(handbook, path))),
        None => {
            let findings = revision.findings();
            let report = revision.report(findings);
            let sources = report.revision.sources();
            let is_it = |found: &&diagnostic::Diagnostic| wrong.is_empty() || sources.file(found.span.file).path == *path;
            let told: Vec<_> = report.judged.told.iter().filter(is_it).cloned().collect();
            console.findings(&told, sources, &handbook.prefix());
            Ok(Err(()))
        }
    }
}

fn of_answers(file: &Path, console: Console) -> Result<Found, CliError> {
    Ok(open_answers(file)?.whole(console).map(review::digested).map_err(|_| ()))
}

fn told(wanted: &[&Digested], file: &Path) -> String {
    let mut told = String::new();
    for Digested { what, id, forms } in wanted {
        let name = if id.is_empty() { format!("`{}`", file.display()) } else { format!("`{id}`") };
        told += &format!("{what} {name}\n");
        for (scope, form) in forms {
            let digest = yaml::digest(form);
            told += &format!("  {scope:<7} {digest}\n          {}\n", digest.short());
            told += &format!("          {}\n", canonical_json(form));
        }
    }
    told
}

fn json(wanted: &[&Digested]) -> Vec<JsonDigest> {
    let one = |found: &Digested, (scope, form): &(&'static str, serde_json::Map<String, serde_json::Value>)| {
        let digest = yaml::digest(form);
        JsonDigest { what: found.what, id: found.id.clone(), scope, digest, short: digest.short(), form: canonical_json(form) }
    };
    wanted.iter().flat_map(|found| found.forms.iter().map(move |form| one(found, form))).collect()
}
