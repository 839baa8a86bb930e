//! The command line: one verb per file, arguments by clap, and all output.
//!
//! The only room that prints.

mod build;
mod check;
mod common;
mod day;
mod output_queue;
#[cfg(feature = "paper")]
mod print;
mod review;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Turns guidance and checklists into a handbook: pages, printable checklists, a responsibility matrix.
#[derive(Debug, Parser)]
#[command(name = "readybook", version, about, max_term_width = 100, after_help = EXIT_CODES)]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  the content is wrong; the last good output is untouched
  2  the command is wrong, or the world is: a file that cannot be read, a full disk";

/// All verbs.
#[derive(Debug, Subcommand)]
enum Verb {
    Build(build::Args),
    Check(check::Args),
    Review(review::Args),
    Serve(serve::Args),
    #[cfg(feature = "paper")]
    Print(print::Args),
}

/// Parses the process's arguments, runs the verb, and returns its exit code. Ends the process for `--help` and wrong arguments.
#[must_use]
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => error.exit(),
    };
    let (result, report_options) = match &args.verb {
        Verb::Build(args) => (build::run(args), Some(&args.report_options)),
        Verb::Check(args) => (check::run(args), Some(&args.report_options)),
        Verb::Serve(args) => (serve::run(args), None),
        Verb::Review(args) => (review::run(args), None),
        #[cfg(feature = "paper")]
        Verb::Print(args) => (print::run(args), None),
    };
    result.unwrap_or_else(|error| error.report(report_options))
}
