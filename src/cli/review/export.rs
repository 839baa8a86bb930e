//! `review export`: answers for other tools.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;

use super::common::{HandbookSource, OutputArgs, open_answers};
use crate::{
    cli::{common::CliError, console::Console},
    review,
};

/// Export the answers as a Markdown task list or as CSV
///
/// The checklist's page in the handbook exports the same bytes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    source: HandbookSource,
    /// What to make of it
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    to: OutputArgs,
}

/// What can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown with a box for each question, for an issue or a merge request
    Tasks,
    /// A row for each question, for a spreadsheet; no cell is a formula
    Csv,
    /// The answer file itself in canonical form, without comments
    Yaml,
}

/// Runs `review export`: writes to standard output, or to `--out`.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let export = args.source.load(console)?;
    let mut opened = open_answers(&args.file)?;
    let answers = match opened.whole(console) {
        Ok(answers) => answers,
        Err(code) => return Ok(code),
    };
    let pinned = review::pinned(&export, answers);
    let reviewed = review::review(&pinned.export, answers);
    let text = match args.format {
        Format::Tasks => review::tasks(&reviewed),
        Format::Csv => review::csv(&reviewed),
        Format::Yaml => review::write(answers, &export),
    };
    args.to.write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
