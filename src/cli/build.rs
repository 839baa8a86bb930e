//! `build`: the handbook as a folder of files.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use super::common::{Handbook, Outcome, Telling, Trouble, trouble};
use crate::{
    pipeline,
    site::publish::{self, Destination, publish},
};

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
    let mut revision = args.handbook.make(None, true)?;
    let more = revision.made.as_ref().map(|made| pipeline::sheets(made)).unwrap_or_default();
    revision.add(more);
    let target = args.out.clone().unwrap_or_else(|| args.handbook.folder().join("public"));
    let mut published = None;
    if let Some(made) = &revision.made {
        if args.telling.is_failed(&revision) {
            // All findings in one run: those of rendering as well.
            let more = pipeline::rehearse(made.site())?;
            revision.add(more);
        } else {
            let config = &made.inputs.handbook.config;
            let former: Vec<&str> = config.former_ids.iter().map(|id| id.value.0.as_str()).collect();
            let to = Destination {
                folder: &target,
                source: args.handbook.folder(),
                handbook: &config.handbook_id(),
                former: &former,
                take_over: args.take_over,
            };
            match publish(made.site(), &to) {
                Ok(report) => published = Some(report),
                Err(problem) => {
                    let more = trouble(problem)?;
                    revision.add(more);
                }
            }
        }
    }
    let published: Option<(&std::path::Path, publish::Report)> = published.map(|report| (target.as_path(), report));
    let outcome = Outcome { verb: "built", began, revision: &revision, published, as_of: None, blanks: Vec::new() };
    Ok(args.telling.tell(&args.handbook, &outcome))
}
