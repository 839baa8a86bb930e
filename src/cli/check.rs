//! `check`: everything that `build` does, without writing.

use std::{process::ExitCode, time::Instant};

use super::{
    common::{CliError, HandbookArgs, Outcome, ReportOptions},
    day::AsOf,
};
use crate::pipeline;

/// Check the handbook without writing anything
///
/// Does all that `build` does and tells the same findings; beside them it tells which variables are left to fill in, and
/// which pages and facts nobody has looked at for too long.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: HandbookArgs,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    pub(super) report_options: ReportOptions,
}

/// Runs `check`: exit code 0 without errors (with `--strict` without warnings), 1 with some, 2 for an unreadable file.
///
/// # Errors
/// For a wrong folder or URL, or a failing file system.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    let today = args.as_of.day();
    let report = pipeline::check(args.handbook.request(Some(today), true)?)?;
    let blanks = report.revision.built().map_or_else(Vec::new, |built| {
        let blanks = built.inputs.handbook.config.blanks.iter();
        blanks.filter(|(_, text)| text.is_empty()).map(|(name, _)| name.value.clone()).collect()
    });
    let outcome = Outcome { verb: "checked", began, report: &report, published: None, as_of: Some(today), blanks };
    Ok(args.report_options.report(&args.handbook, &outcome))
}
