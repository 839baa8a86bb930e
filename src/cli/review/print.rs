//! `review print`: what a team takes into the walkthrough.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;

use super::{
    check::check_phase,
    common::{Asked, To, open},
};
use crate::{cli::common::Trouble, review};

/// Print the agenda sorted by risk, your duties, and the sheets filled in
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    asked: Asked,
    /// Only the checklists of this phase
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Markdown, value_name = "FORMAT")]
    format: Format,
    /// For PDF: the paper [default: the first of the handbook]
    #[cfg(feature = "paper")]
    #[arg(long, value_enum, value_name = "PAPER")]
    paper: Option<super::pdf::Size>,
    #[command(flatten)]
    to: To,
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

/// Prints.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let (book, made) = args.asked.look()?;
    check_phase(args.phase.as_deref(), &book)?;
    let mut opened = open(&args.file)?;
    let answers = match opened.whole() {
        Ok(answers) => answers,
        Err(code) => return Ok(code),
    };
    let packet = review::packet(&review::review(&book, answers), args.phase.as_deref());
    #[cfg(not(feature = "paper"))]
    drop(made);
    let text = match args.format {
        #[cfg(feature = "paper")]
        Format::Pdf => return super::pdf::print(&packet, &book, made.as_deref(), args.paper, args.to.place()),
        Format::Markdown => review::markdown(&packet, &book),
        // Texts and numbers always have a JSON form.
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&packet).unwrap_or_default()),
    };
    args.to.write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
