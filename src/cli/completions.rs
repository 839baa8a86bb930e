//! `completions`: what a shell has to know to complete verbs, options and their values.

use std::process::ExitCode;

use clap::{CommandFactory as _, ValueEnum};
use clap_complete::{Shell as Script, generate};

use super::common::write_stdout;

/// Print what a shell needs to complete the verbs and options
///
/// A shell reads the script when it starts; the guide says where each one looks for it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Shells whose scripts are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Prints the script.
pub fn run(args: &Args) -> ExitCode {
    let shell = match args.shell {
        Shell::Bash => Script::Bash,
        Shell::Zsh => Script::Zsh,
        Shell::Fish => Script::Fish,
    };
    let mut script = Vec::new();
    generate(shell, &mut super::Args::command(), "readybook", &mut script);
    write_stdout(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}
