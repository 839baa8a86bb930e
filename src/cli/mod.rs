//! The command line: one verb per file, arguments by clap, and all output.
//!
//! The only room that prints.

mod build;
mod bytes;
mod check;
mod common;
mod completions;
mod console;
mod day;
mod diff;
mod digest;
mod edition;
mod edits;
mod explain;
mod fix;
mod init;
mod inside;
mod jobs;
mod mv;
mod new;
mod output_queue;
mod paper_size;
#[cfg(feature = "paper")]
mod print;
mod progress;
mod prompt;
mod review;
mod reviewed;
mod schema;
mod serve;
mod shipped;
mod streams;
mod theme;
mod together;
mod upgrade;
mod wishes;
#[cfg(any(test, not(feature = "paper")))]
mod without_paper;

use std::{ffi::OsString, process::ExitCode};

use clap::{Parser, Subcommand};

use self::{
    common::CliError,
    console::{Console, ConsoleArgs, choose_colours},
    wishes::Wishes,
};

/// Turns guidance and checklists into a handbook: pages, printable checklists, a responsibility matrix.
#[derive(Debug, Parser)]
#[command(name = "readybook", version, about, max_term_width = 100, after_help = EXIT_CODES)]
struct Args {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    console: ConsoleArgs,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  the content is wrong; the last good output is untouched
  2  the command is wrong, or something outside failed: a file that cannot be read, a full disk";

/// All verbs.
#[derive(Debug, Subcommand)]
enum Verb {
    Build(build::Args),
    Check(check::Args),
    Diff(diff::Args),
    Digest(digest::Args),
    Edition(edition::Args),
    Explain(explain::Args),
    Init(init::Args),
    Mv(mv::Args),
    New(new::Args),
    Review(review::Args),
    Reviewed(reviewed::Args),
    Serve(serve::Args),
    Schema(schema::Args),
    Theme(theme::Args),
    Upgrade(upgrade::Args),
    Completions(completions::Args),
    #[cfg(feature = "paper")]
    Print(print::Args),
    #[cfg(not(feature = "paper"))]
    Print(without_paper::Args),
}

/// Parses the process's arguments, runs the verb, and returns its exit code. Ends the process for `--help` and wrong arguments.
#[must_use]
pub fn run() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let wishes = Wishes::of(&typed);
    choose_colours(wishes.colour);
    let args = match Args::try_parse_from(&typed) {
        Ok(args) => args,
        // Help that was asked for is no error.
        Err(error) if !wishes.json() || !error.use_stderr() => error.exit(),
        Err(error) => {
            let _ = error.print();
            return CliError::from(error).report_as_json();
        }
    };
    let console = Console::new(args.console, &wishes);
    let result = match &args.verb {
        Verb::Build(args) => build::run(args, console),
        Verb::Check(args) => check::run(args, console),
        Verb::Diff(args) => diff::run(args, console),
        Verb::Digest(args) => digest::run(args, console),
        Verb::Edition(args) => edition::run(args, console),
        Verb::Explain(args) => explain::run(args),
        Verb::Init(args) => init::run(args, console),
        Verb::Mv(args) => mv::run(args, console),
        Verb::New(args) => new::run(args, console),
        Verb::Review(args) => review::run(args, console),
        Verb::Reviewed(args) => reviewed::run(args, console),
        Verb::Serve(args) => serve::run(args, console),
        Verb::Schema(args) => Ok(schema::run(args)),
        Verb::Theme(args) => theme::run(args, console),
        Verb::Upgrade(args) => upgrade::run(args, console),
        Verb::Completions(args) => Ok(completions::run(args)),
        #[cfg(feature = "paper")]
        Verb::Print(args) => print::run(args, console),
        #[cfg(not(feature = "paper"))]
        Verb::Print(_) => Err(without_paper::refusal()),
    };
    result.unwrap_or_else(|error| {
        error.report();
        if wishes.json() { error.report_as_json() } else { ExitCode::from(2) }
    })
}
