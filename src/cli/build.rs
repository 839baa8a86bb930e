//! `build`: the handbook as a folder of files.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use super::common::{Handbook, Outcome, Telling, Trouble};
use crate::pipeline::{self, Target};

/// Build the handbook as a folder of files that any web server, file share or browser can show
///
/// Nothing is written unless all of it is right: with errors the last good output stays as it is. Files of an earlier
/// build that are no longer part of the handbook are removed; files that readybook did not make are never touched.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: Handbook,
    /// Where to write it [default: `public` in the handbook's folder]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Take the folder over: from another handbook, and from whoever changed files in it that are to be written
    #[arg(long)]
    take_over: bool,
    #[command(flatten)]
    pub(super) telling: Telling,
}

/// Builds.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let began = Instant::now();
    let folder = args.out.clone().unwrap_or_else(|| args.handbook.folder().join("public"));
    let target = Target { folder: &folder, take_over: args.take_over, strict: args.telling.strict };
    let (report, published) = pipeline::build(args.handbook.request(None, true)?, &target)?;
    let published = published.map(|published| (folder.as_path(), published));
    let outcome = Outcome { verb: "built", began, report: &report, published, as_of: None, blanks: Vec::new() };
    Ok(args.telling.tell(&args.handbook, &outcome))
}
