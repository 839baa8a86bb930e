//! `review update`: moves the answer file to the handbook's current edition.

use std::{path::PathBuf, process::ExitCode};

use super::common::{HandbookSource, open_answers};
use crate::{
    cli::{
        common::{CliError, write_file, write_stdout},
        console::Console,
    },
    review::{self, ChecklistUpdate, Regraded, Reworded, UpdateError, Updated},
    source::fs,
};

/// Move the answers to the handbook's current edition, and say what changed
///
/// Questions that the file does not hold yet are listed in it; answers to reworded ones are marked to be looked at; answers to
/// what is no longer asked are kept under `retired`.
/// Comments, order and spacing stay.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    source: HandbookSource,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `review update`: edits the answer file in place.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let export = args.source.load(console)?;
    let mut opened = open_answers(&args.file)?;
    let text = opened.text();
    let answers = match opened.whole(console) {
        Ok(answers) => answers,
        Err(code) => return Ok(code),
    };
    let updated = match review::update(&text, answers, &export) {
        Ok(updated) => updated,
        Err(UpdateError::KeptTwice(found)) => {
            console.findings(&found, &opened.sources, "");
            return Ok(ExitCode::from(1));
        }
        Err(UpdateError::Unwritable(id)) => return Err(unwritable(&id)),
    };
    if updated.text != text && !args.dry_run {
        // A link that somebody named as the answer file stays one; what it leads to is written.
        let is_link = fs::link_metadata(&opened.path)?.is_some_and(|meta| meta.is_symlink());
        let place = if is_link { fs::canonical(&opened.path)? } else { opened.path.clone() };
        write_file(&place, Some(&opened.bytes), &opened.bytes_of(&updated.text))?;
    }
    let summary = summary(&updated, args);
    // What would change is what was asked for.
    if args.dry_run {
        write_stdout(&summary);
    } else {
        console.summary(&summary);
    }
    Ok(ExitCode::SUCCESS)
}

fn unwritable(id: &str) -> CliError {
    let what = if id.is_empty() { "`answers` is".to_owned() } else { format!("the answers to `{id}` are") };
    CliError::new(
        format!("{what} written in a way that cannot be changed in place; nothing was written"),
        "write `checklists`, the checklist and its `items` as blocks, one key a line, without anchors; or start from `review export --format yaml`",
    )
}

fn summary(Updated { text: _, raised_from, asked, moved }: &Updated, args: &Args) -> String {
    if moved.is_empty() && raised_from.is_none() && *asked == 0 {
        return format!("`{}` is up to date\n", args.file.display());
    }
    let mut lines = vec![format!("{} `{}`", if args.dry_run { "would change" } else { "changed" }, args.file.display())];
    lines.extend(raised_from.map(|version| format!("  the format: version {version} → {}", review::VERSION)));
    if *asked > 0 {
        lines.push(format!(
            "  noted to which words {} given",
            if *asked == 1 { "1 answer was".into() } else { format!("{asked} answers were") }
        ));
    }
    for ChecklistUpdate { checklist, is_begun, edition, added, reworded, regraded, retired } in moved {
        lines.push(match edition {
            Some((Some(before), now)) => format!("  {checklist}: edition {before} → {now}"),
            Some((None, now)) => format!("  {checklist}: edition {now}"),
            None if *is_begun => format!("  {checklist}: added, for it belongs to the same phase"),
            None => format!("  {checklist}"),
        });
        lines.extend(added.iter().map(|(id, ask)| format!("    new here: {id} {ask}")));
        for Reworded { id, before, now } in reworded {
            lines.push(format!("    reworded, its answer is kept and marked to be looked at: {id} {now}"));
            lines.extend(before.as_ref().map(|before| format!("      before: {before}")));
        }
        for Regraded { id, ask, before, now } in regraded {
            lines.push(format!("    graded otherwise: {id} {ask}"));
            lines.push(format!("      before: {before}; now: {now}"));
        }
        for (id, why, by) in retired {
            let why = if why.is_empty() { String::new() } else { format!(" {why}") };
            let by = if by.is_empty() { String::new() } else { format!(" Now: {}.", by.join(", ")) };
            lines.push(format!("    no longer asked, kept under `retired`: {id}{why}{by}"));
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
