//! `check`: everything that `build` does, without writing.

use std::{process::ExitCode, sync::Arc, time::Instant};

use super::{
    common::{CliError, HandbookArgs, Outcome, ReportOptions},
    console::Console,
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
    report_options: ReportOptions,
}

/// Runs the check: exit code 0 when nothing is wrong, 1 with errors, 2 for a wrong command or a failing world.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    let today = args.as_of.day();
    let request = args.handbook.request(Some(today), true)?;
    let progress = Arc::clone(&request.progress);
    let report = console.follow(progress, || pipeline::check(request))?;
    let blanks = report.revision.built().map_or_else(Vec::new, |built| {
        let blanks = built.inputs.handbook.config.blanks.iter();
        blanks.filter(|(_, text)| text.is_empty()).map(|(name, _)| name.value.clone()).collect()
    });
    let outcome = Outcome { verb: "checked", began, report: &report, published: None, as_of: Some(today), blanks };
    Ok(args.report_options.report(&args.handbook, &outcome, console))
}
