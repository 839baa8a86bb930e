//! The two streams that a verb speaks on: whether they show colours, and how much is said.

use std::{io::IsTerminal as _, sync::Arc};

use anstream::{AutoStream, ColorChoice};

use super::{
    progress::ProgressLine,
    streams::{write_stderr, write_stdout},
    wishes::Wishes,
};
use crate::{
    diagnostic::{self, ColourChoice, Diagnostic, Severity},
    site::Progress,
    source::Sources,
};

/// The flags `--quiet` and `--color`, which every verb has.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct ConsoleArgs {
    /// Print only errors and warnings: no notes, no progress, no summary
    #[arg(short, long, global = true)]
    quiet: bool,
    /// When to use colours
    #[arg(long, alias = "colour", global = true, value_enum, default_value_t = clap::ColorChoice::Auto, value_name = "WHEN")]
    color: clap::ColorChoice,
}

/// What a verb may say, and how.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// Errors and warnings alone are told.
    pub is_quiet: bool,
    /// Whether somebody watches who would like to know what lasts.
    shows_progress: bool,
}

/// Colours are used from here on as the flag says; as the terminal and the environment say where it leaves it to them.
pub fn choose_colours(wish: clap::ColorChoice) {
    match wish {
        clap::ColorChoice::Auto => ColorChoice::Auto,
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Whether what is written to standard output has colours.
pub fn colour_of_stdout() -> ColourChoice {
    match AutoStream::choice(&std::io::stdout()) {
        ColorChoice::Never => ColourChoice::Plain,
        ColorChoice::Auto | ColorChoice::AlwaysAnsi | ColorChoice::Always => ColourChoice::Coloured,
    }
}

impl Console {
    /// The console of a command.
    pub fn new(args: ConsoleArgs, wishes: &Wishes) -> Self {
        choose_colours(args.color);
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_none_or(|name| name == "dumb");
        let shows_progress = !args.quiet && wishes.human() && std::io::stderr().is_terminal() && !is_dumb && !is_set("CI");
        Self { is_quiet: args.quiet, shows_progress }
    }

    /// Findings as they are told to people.
    pub fn draw(self, found: &[Diagnostic], sources: &Sources, prefix: &str) -> Vec<String> {
        let colour = match AutoStream::choice(&std::io::stderr()) {
            ColorChoice::Never => ColourChoice::Plain,
            ColorChoice::Auto | ColorChoice::AlwaysAnsi | ColorChoice::Always => ColourChoice::Coloured,
        };
        let told = found.iter().filter(|found| !self.is_quiet || found.severity() != Severity::Note);
        told.map(|found| diagnostic::render(found, sources, prefix, colour)).collect()
    }

    /// Tells findings to people, on standard error.
    pub fn findings(self, found: &[Diagnostic], sources: &Sources, prefix: &str) {
        for drawn in self.draw(found, sources, prefix) {
            write_stderr(&format!("{drawn}\n"));
        }
    }

    /// Says what was done, on standard output.
    pub fn summary(self, text: &str) {
        if !self.is_quiet {
            write_stdout(text);
        }
    }

    /// Writes a report, which has standard output for itself, and says on standard error what was done.
    pub fn report(self, report: &str, summary: &str) {
        write_stdout(report);
        if !self.is_quiet {
            write_stderr(summary);
        }
    }

    /// Works, and tells meanwhile how far it came, if it lasts and somebody watches.
    pub fn follow<T>(self, progress: Arc<Progress>, work: impl FnOnce() -> T) -> T {
        // It is erased when it is dropped, before anything else is told.
        let _line = self.shows_progress.then(|| ProgressLine::start(progress));
        work()
    }
}
