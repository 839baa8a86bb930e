//! `review print`: what a team takes into the walkthrough.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;
use jiff::civil::Date;

use super::{
    check::check_phase,
    common::{HandbookSource, OutputArgs, open_answers},
    record_files::RecordPlace,
};
#[cfg(feature = "paper")]
use crate::output::review_sheets::{layout_inputs, since_input};
use crate::{
    cli::{common::CliError, console::Console, day::AsOf},
    diagnostic::{self, suggest},
    review::{
        self, Review,
        record::{self, NoSince, Record, Since},
    },
};

/// Print the agenda sorted by risk, your duties, and the sheets filled in
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    source: HandbookSource,
    /// Only the checklists of this phase
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    /// Only what differs since the latest signature of this role, before and after
    #[arg(long, value_name = "ROLE", conflicts_with = "phase")]
    since: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Markdown, value_name = "FORMAT")]
    format: Format,
    /// For PDF: the paper [default: the first of the handbook]
    #[arg(long, value_enum, value_name = "PAPER")]
    #[cfg_attr(not(feature = "paper"), arg(hide = true))]
    paper: Option<crate::cli::paper_size::PaperSize>,
    #[command(flatten)]
    record: RecordPlace,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    to: OutputArgs,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text that most tools show and print
    Markdown,
    /// For programs
    Json,
    /// For paper: a file a sheet, in the folder that `--out` names
    #[cfg_attr(not(feature = "paper"), value(hide = true))]
    Pdf,
}

/// Runs the printing: writes PDFs and lists what was written.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let (export, made) = args.source.load_with_site(console)?;
    check_phase(args.phase.as_deref(), &export)?;
    let mut opened = open_answers(&args.file)?;
    let record = args.record.open(&mut opened)?.record;
    let answers = match opened.whole(console) {
        Ok(answers) => answers.clone(),
        Err(code) => return Ok(code),
    };
    // Sheets and words too are those of the handbook by which the launch is judged.
    let export = review::pinned(&export, &answers).export;
    let reviewed = review::review(&export, &answers);
    let report = || review::report(&reviewed, &record, args.phase.as_deref(), args.as_of.day());
    let since = args.since.as_ref().map(|role| since(&reviewed, &record, args.as_of.day(), role)).transpose()?;
    #[cfg(not(feature = "paper"))]
    drop(made);
    let text = match (args.format, &since) {
        #[cfg(feature = "paper")]
        (Format::Pdf, since) => {
            let report = report();
            let options = super::pdf::PdfOptions { size: args.paper, folder: args.to.place(), console };
            return super::pdf::print(&export, made.as_deref(), options, |context| match since {
                Some(since) => vec![since_input(since, &report, &export, context)],
                None => layout_inputs(&report, &export, context),
            });
        }
        #[cfg(not(feature = "paper"))]
        (Format::Pdf, _) => return Err(crate::cli::without_paper::refusal()),
        (Format::Markdown, None) => review::markdown(&report(), &export),
        (Format::Markdown, Some(since)) => since.markdown(),
        (Format::Json, None) => diagnostic::json_text(&report()),
        (Format::Json, Some(since)) => diagnostic::json_text(since),
    };
    args.to.write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// What differs since a role has signed.
///
/// # Errors
/// When the handbook has no such role, it has not signed, or the answers of then are gone.
fn since(reviewed: &Review<'_>, record: &Record, day: Date, role: &str) -> Result<Since, CliError> {
    let roles: Vec<&str> = reviewed.export.settings.roles.iter().map(|role| role.id.as_str()).collect();
    if !roles.contains(&role) {
        let help = suggest(role, "there are", &roles).unwrap_or_else(|| "the handbook has no roles".into());
        return Err(CliError::new(format!("the handbook has no role `{role}`"), help));
    }
    record::since(reviewed, record, &record::decide(reviewed, record, day), role).map_err(|none| match none {
        NoSince::Unsigned => {
            CliError::new(format!("the role `{role}` has not signed yet, so all is new to it"), "print it without `--since`")
        }
        NoSince::NotKept => CliError::new(
            format!("the answers that `{role}` has signed are not kept"),
            "bring the folder `versions` of the record back from Git",
        ),
    })
}
