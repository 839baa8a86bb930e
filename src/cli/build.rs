//! `build`: the handbook as a folder of files.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use super::common::{CliError, HandbookArgs, Outcome, ReportOptions};
use crate::pipeline::{self, BuildTarget};

/// Build the handbook as a folder of files that any web server, file share or browser can show
///
/// Nothing is written unless all of it is right: with errors the last good output stays as it is. Files of an earlier
/// build that are no longer part of the handbook are removed; files that readybook did not make are never touched.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: HandbookArgs,
    /// Where to write it [default: `public` in the handbook's folder]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Take the folder over: from another handbook, and from whoever changed files in it that are to be written
    #[arg(long)]
    take_over: bool,
    #[command(flatten)]
    pub(super) report_options: ReportOptions,
}

/// Runs `build`: exit code 0 when the site was written, 1 when findings prevented that, 2 for an unreadable file.
///
/// # Errors
/// For a wrong folder or URL, a refused target, or a failing file system.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    let folder = args.out.clone().unwrap_or_else(|| args.handbook.folder().join("public"));
    let target = BuildTarget { folder: &folder, take_over: args.take_over, strict: args.report_options.strict };
    let (report, published) = pipeline::build(args.handbook.request(None, true)?, &target)?;
    let published = published.map(|published| (folder.as_path(), published));
    let outcome = Outcome { verb: "built", began, report: &report, published, as_of: None, blanks: Vec::new() };
    Ok(args.report_options.report(&args.handbook, &outcome))
}
