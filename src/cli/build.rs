//! `build`: the handbook as a folder of files.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Instant};

use super::{
    common::{CliError, HandbookArgs, Outcome, ReportOptions},
    console::Console,
    jobs::JobsArgs,
};
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
    jobs: JobsArgs,
    #[command(flatten)]
    report_options: ReportOptions,
}

/// Runs `build`: exit code 0 when it was published, 1 with findings of the content, 2 for a failing world.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    args.jobs.start()?;
    let folder = args.out.clone().unwrap_or_else(|| args.handbook.folder().join("public"));
    let target = BuildTarget { folder: &folder, take_over: args.take_over, strict: args.report_options.strict };
    let request = args.handbook.request(None, true)?;
    let progress = Arc::clone(&request.progress);
    let (report, published) = console.follow(progress, || pipeline::build(request, &target))?;
    let published = published.map(|published| (folder.as_path(), published));
    let outcome = Outcome { verb: "built", began, report: &report, published, as_of: None, blanks: Vec::new(), baseline: None };
    Ok(args.report_options.report(&args.handbook, &outcome, console))
}
