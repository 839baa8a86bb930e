//! `reviewed`: writes into pages that somebody looked at them again.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    common::{CliError, HandbookArgs, handbook_around, read_existing},
    console::Console,
    day::AsOf,
    together::Together,
};
use crate::{
    diagnostic::suggest,
    manuscript::stand_by::{NewLook, Outcome, stand_by},
    pipeline,
    source::{BYTE_ORDER_MARK, fs},
};

/// Write down that somebody looked at pages again
///
/// Writes the day, who looked, and the digest of what the page says into `reviewed` at its top; every other byte stays. A page
/// that says the same as at the last look is confirmed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The pages, as `content/guides/backups.md`
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Who looked: the id of a role or of a domain, never a person's name; without it a page keeps the one that it names
    #[arg(long, value_name = "ID")]
    by: Option<String>,
    #[command(flatten)]
    as_of: AsOf,
}

/// A page to be written.
struct Edit<'a> {
    path: &'a Path,
    before: Vec<u8>,
    after: Vec<u8>,
    outcome: Outcome,
}

/// Runs `reviewed`. Either all pages are written, or none is.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let on = args.as_of.day();
    if let Some(by) = &args.by {
        look_up(by, &args.files[0], console)?;
    }
    let look = NewLook { on, by: args.by.as_deref() };
    let mut edits = Vec::new();
    let mut places = BTreeSet::new();
    for path in &args.files {
        let edit = edit(path, look)?;
        // A page that is named twice is one page.
        if places.insert(fs::canonical(path)?) {
            edits.push(edit);
        }
    }
    let mut together = Together::default();
    let mut changed = edits.iter().filter(|edit| edit.before != edit.after);
    if let Err(error) = changed.try_for_each(|edit| together.write(edit.path, Some(&edit.before), &edit.after)) {
        together.undo();
        return Err(error);
    }
    for Edit { path, outcome, .. } in &edits {
        let said = match outcome {
            Outcome::Reviewed => format!("reviewed on {on}"),
            Outcome::Confirmed(since) if *since == on => format!("confirmed on {on}"),
            Outcome::Confirmed(since) => format!("confirmed on {on}, unchanged since {since}"),
            Outcome::Changed => format!("reviewed on {on}; the text has changed since the look before"),
        };
        console.summary(&format!("`{}`: {said}\n", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn edit<'a>(path: &'a Path, look: NewLook<'_>) -> Result<Edit<'a>, CliError> {
    if path.extension().is_none_or(|extension| extension != "md") {
        let message = format!("`{}` is not a Markdown page", path.display());
        return Err(CliError::new(message, "name a page below `content/`; a cell of a matrix says `read_on` and `checked_live`"));
    }
    let Some(before) = read_existing(path)? else {
        return Err(CliError::new(format!("there is no `{}`", path.display()), "name a page below `content/`"));
    };
    let mark: &[u8] = if before.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
    let refused = || {
        CliError::new(
            format!("`{}` has front matter that cannot be changed in place; nothing was written", path.display()),
            "look at it with `readybook check`, or write `reviewed` by hand, as in `reviewed: 2026-11-22`",
        )
    };
    let text = std::str::from_utf8(&before[mark.len()..]).map_err(|_| refused())?;
    let stood = stand_by(text, look).map_err(|_| refused())?;
    let after = [mark, stood.text.as_bytes()].concat();
    Ok(Edit { path, before, after, outcome: stood.outcome })
}

/// Whether the handbook around a page has a role or a domain with this id.
fn look_up(id: &str, page: &Path, console: Console) -> Result<(), CliError> {
    let Some(folder) = handbook_around(&fs::canonical(page)?)? else {
        return Err(CliError::new(
            format!("`{}` lies in no handbook, so nobody knows the role or domain `{id}`", page.display()),
            "name a page of a handbook, or leave `--by` out",
        ));
    };
    let request = HandbookArgs::at(folder.clone(), None).request(None, false)?;
    let progress = std::sync::Arc::clone(&request.progress);
    let revision = console.follow(progress, || pipeline::make(request))?;
    let Some(built) = revision.built() else {
        let message = format!("the settings of `{}` cannot be read", folder.display());
        return Err(CliError::new(message, format!("look at them with `readybook check {}`", folder.display())));
    };
    let handbook = &built.inputs.handbook;
    if handbook.role_or_domain(id).is_some() {
        return Ok(());
    }
    let roles = handbook.config.roles.iter().map(|role| role.id.as_str());
    let domains = handbook.domains().map(|(_, domain)| domain.id.as_str());
    let known: Vec<&str> = roles.chain(domains).collect();
    let help = suggest(id, "there are", &known).unwrap_or_else(|| "the settings list `roles`, a data page `domains`".into());
    Err(CliError::new(format!("there is no role or domain `{id}`"), help))
}
