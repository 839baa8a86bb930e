//! `check`: everything that `build` does, without writing; with `--write-baseline` it writes what is known.

use std::{collections::BTreeMap, process::ExitCode, sync::Arc, time::Instant};

use super::{
    common::{CliError, HandbookArgs, Outcome, ReportOptions, counted, git_help, read_existing, write_file},
    console::Console,
    day::AsOf,
    edits::EditArgs,
    fix::fix,
    jobs::JobsArgs,
};
use crate::{
    diagnostic::{Code, FindingKey},
    manuscript::{baseline, past_editions::PastEditions},
    pipeline::{self, Report},
    source::{BASELINE_FILE, SourcePath},
};

/// Check the handbook without writing anything
///
/// Does all that `build` does and reports the same findings; it also lists which variables are left to fill in, and
/// which pages and facts nobody has looked at for too long.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: HandbookArgs,
    #[command(flatten)]
    as_of: AsOf,
    /// Write all that is found into `baseline.yaml`, so that only what is new is reported from now on; from an existing one,
    /// what is gone is removed
    #[arg(long)]
    write_baseline: bool,
    #[command(flatten)]
    fix_args: FixArgs,
    /// Also report which closed editions were changed or removed since this Git revision, such as `origin/main`
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,
    #[command(flatten)]
    jobs: JobsArgs,
    #[command(flatten)]
    report_options: ReportOptions,
}

/// What `--fix` may write.
#[derive(Debug, clap::Args)]
struct FixArgs {
    /// Fix what has one safe fix: links to what was moved, anchors, links that begin with `/`; shows what it would write, and asks
    #[arg(long, conflicts_with = "write_baseline")]
    fix: bool,
    /// With `--fix`: do not ask
    #[arg(long, requires = "fix")]
    yes: bool,
    /// With `--fix`: only show what would be written
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

/// Runs the check: exit code 0 when nothing is wrong, 1 with errors, 2 for a wrong command or a failing world.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    args.jobs.start()?;
    if args.fix_args.fix {
        mend(args, console)?;
    }
    let began = Instant::now();
    let today = args.as_of.day();
    let mut request = args.handbook.request(Some(today), true)?;
    if let Some(revision) = &args.since {
        request.since = Some(Arc::new(past_editions(&args.handbook, revision)?));
    }
    let progress = Arc::clone(&request.progress);
    let mut report = console.follow(progress, || pipeline::check(request))?;
    let baseline = if args.write_baseline { Some(write_baseline(&args.handbook, &mut report)?) } else { None };
    let blanks = report.revision.built().map_or_else(Vec::new, |built| {
        let blanks = built.inputs.handbook.config.blanks.iter();
        blanks.filter(|(_, text)| text.is_empty()).map(|(name, _)| name.value.clone()).collect()
    });
    let outcome = Outcome { verb: "checked", began, report: &report, published: None, as_of: Some(today), blanks, baseline };
    Ok(args.report_options.report(&args.handbook, &outcome, console))
}

/// Mends what has one safe answer; afterwards the check looks at what is there.
fn mend(args: &Args, console: Console) -> Result<(), CliError> {
    let request = args.handbook.request(Some(args.as_of.day()), true)?;
    let progress = Arc::clone(&request.progress);
    let report = console.follow(progress, || pipeline::check(request))?;
    let FixArgs { yes, dry_run, .. } = args.fix_args;
    fix(args.handbook.folder(), &report, &EditArgs { yes, dry_run }, console).map(drop)
}

/// The closed editions of a revision.
fn past_editions(handbook: &HandbookArgs, revision: &str) -> Result<PastEditions, CliError> {
    pipeline::past_editions(handbook.folder(), revision).map_err(|error| {
        let help = git_help(error, "run it in a clone of the handbook's repository, or leave `--since` out");
        CliError::new(format!("cannot read the editions at `{revision}`: {error}"), help)
    })
}

/// Writes what is known, and says so. A baseline begins with all that is told, and from then on only shrinks.
fn write_baseline(handbook: &HandbookArgs, report: &mut Report) -> Result<String, CliError> {
    let path = handbook.folder().join(BASELINE_FILE);
    let before = read_existing(&path)?;
    let old = report.revision.baseline();
    let is_unreadable = old.span.is_none() && report.revision.sources().at(&SourcePath::new(BASELINE_FILE)).is_some();
    if is_unreadable || report.revision.built().is_none() {
        return Ok("the baseline was not written: not everything could be looked at\n".into());
    }
    let sum = |known: &BTreeMap<FindingKey, usize>| known.values().sum::<usize>();
    let (is_first, held) = (old.span.is_none(), sum(&old.known));
    if is_first {
        report.judged.begin_baseline();
    } else {
        report.judged.told.retain(|found| found.code != Code::StaleBaseline);
    }
    let known = report.judged.baseline(report.revision.sources());
    let count = sum(&known);
    if is_first && count == 0 {
        return Ok("no baseline was written: there is nothing that one could hold\n".into());
    }
    write_file(&path, before.as_deref(), baseline::write(&known).as_bytes())?;
    let path = path.display();
    Ok(if is_first {
        format!("wrote {} into `{path}`; only what is new is told from now on\n", counted(count, "finding"))
    } else {
        format!("took {} out of `{path}`, and {count} stay; a baseline takes nothing in\n", counted(held - count, "finding"))
    })
}
