//! `check`: everything that `build` does, without writing.

use std::{process::ExitCode, time::Instant};

use super::{
    common::{Handbook, Outcome, Telling, Trouble},
    day::AsOf,
};
use crate::pipeline;

/// Check the handbook without writing anything
///
/// Does all that `build` does and tells the same findings; beside them it tells which blanks are left to fill in, and
/// which pages and facts nobody has looked at for too long.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: Handbook,
    #[command(flatten)]
    as_of: AsOf,
    #[command(flatten)]
    pub(super) telling: Telling,
}

/// Checks.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let began = Instant::now();
    let today = args.as_of.day();
    let report = pipeline::check(args.handbook.request(Some(today), true)?)?;
    let blanks = report.revision.built().map_or_else(Vec::new, |built| {
        let blanks = built.inputs.handbook.config.blanks.iter();
        blanks.filter(|(_, text)| text.is_empty()).map(|(name, _)| name.value.clone()).collect()
    });
    let outcome = Outcome { verb: "checked", began, report: &report, published: None, as_of: Some(today), blanks };
    Ok(args.telling.tell(&args.handbook, &outcome))
}
