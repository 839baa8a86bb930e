//! `review`: the answers of one service, in one file beside its code.

mod calendar;
mod check;
mod common;
mod export;
mod gate;
mod new;
#[cfg(feature = "paper")]
mod pdf;
mod print;
mod record;
mod record_files;
mod update;

use std::process::ExitCode;

use clap::Subcommand;

pub use self::common::{HandbookSource, open_answers};
use super::{common::CliError, console::Console};

/// Work on a service's answers to the checklists: one file, in the service's own repository
///
/// The handbook is a folder, or the `handbook.json` that every build publishes. Nothing is sent anywhere.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// What can be done with answers.
#[derive(Debug, Subcommand)]
enum Verb {
    New(new::Args),
    Check(check::Args),
    Print(print::Args),
    Record(Box<record::Args>),
    Update(update::Args),
    Export(export::Args),
    Gate(gate::Args),
    Calendar(calendar::Args),
}

/// Runs the verb that was typed, and returns its exit code.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::New(args) => new::run(args, console),
        Verb::Check(args) => check::run(args, console),
        Verb::Print(args) => print::run(args, console),
        Verb::Record(args) => record::run(args, console),
        Verb::Update(args) => update::run(args, console),
        Verb::Export(args) => export::run(args, console),
        Verb::Gate(args) => gate::run(args, console),
        Verb::Calendar(args) => calendar::run(args, console),
    }
}
