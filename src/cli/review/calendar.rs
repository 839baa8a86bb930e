//! `review calendar`: the days of a review as a calendar.

use std::{path::PathBuf, process::ExitCode};

use super::{
    common::{HandbookSource, OutputArgs, open_answers},
    record_files::RecordPlace,
};
use crate::{
    cli::{common::CliError, console::Console, day::AsOf},
    review::{
        self,
        record::{Standing, calendar},
    },
};

/// Write the days of a review as a calendar: talks, walkthrough, launch, and when exceptions end
///
/// An `.ics` file that any calendar reads, with reminders 30, 14 and 7 days before an exception or a condition ends. It names nobody.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    source: HandbookSource,
    #[command(flatten)]
    record: RecordPlace,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    to: OutputArgs,
}

/// Writes the calendar.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let export = args.source.load(console)?;
    let mut opened = open_answers(&args.file)?;
    let record = args.record.open(&mut opened)?.record;
    let answers = match opened.whole(console) {
        Ok(answers) => answers.clone(),
        Err(code) => return Ok(code),
    };
    let export = review::pinned(&export, &answers).export;
    let text = calendar(&review::review(&export, &answers), &Standing::on(&record, args.as_of.day()));
    args.to.write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
