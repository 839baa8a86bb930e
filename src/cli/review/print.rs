//! `review print`: what a team takes into the walkthrough.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;

use super::{
    check::check_phase,
    common::{HandbookSource, OutputArgs, open_answers},
    record_files::RecordPlace,
};
use crate::{
    cli::{common::CliError, console::Console, day::AsOf},
    diagnostic, review,
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
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Markdown, value_name = "FORMAT")]
    format: Format,
    /// For PDF: the paper [default: the first of the handbook]
    #[cfg(feature = "paper")]
    #[arg(long, value_enum, value_name = "PAPER")]
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
    #[cfg(feature = "paper")]
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
    let report = review::report(&review::review(&export, &answers), &record, args.phase.as_deref(), args.as_of.day());
    #[cfg(not(feature = "paper"))]
    drop(made);
    let text = match args.format {
        #[cfg(feature = "paper")]
        Format::Pdf => {
            let options = super::pdf::PdfOptions { size: args.paper, folder: args.to.place(), console };
            return super::pdf::print(&report, &export, made.as_deref(), options);
        }
        Format::Markdown => review::markdown(&report, &export),
        Format::Json => diagnostic::json_text(&report),
    };
    args.to.write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
