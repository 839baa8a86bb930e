//! `check`: everything that `build` does, without writing.

use std::{process::ExitCode, time::Instant};

use jiff::{Zoned, civil::Date};

use super::common::{Handbook, Outcome, Telling, Trouble};
use crate::pipeline;

/// Check the handbook without writing anything
///
/// Does all that `build` does and tells the same findings; beside them it tells which blanks are left to fill in, and
/// which pages and facts nobody has looked at for too long.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: Handbook,
    /// The day that counts as today, for what is due again
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    #[command(flatten)]
    pub(super) telling: Telling,
}

/// Checks.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let began = Instant::now();
    let today = args.as_of.unwrap_or_else(|| Zoned::now().date());
    let report = pipeline::check(args.handbook.request(Some(today), true)?)?;
    let blanks = report.revision.built().map_or_else(Vec::new, |built| {
        let blanks = built.inputs.handbook.config.blanks.iter();
        blanks.filter(|(_, text)| text.is_empty()).map(|(name, _)| name.value.clone()).collect()
    });
    let outcome = Outcome { verb: "checked", began, report: &report, published: None, blanks };
    Ok(args.telling.tell(&args.handbook, &outcome))
}
