//! What is said where sheets are asked for, in a program that was built without paper.

use std::ffi::OsString;

use super::common::CliError;
use crate::pipeline::WITHOUT_PAPER;

/// Print sheets, pages, sections or the whole handbook as PDFs; this readybook was built without it
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct Args {
    /// Whatever is said of them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _words: Vec<OsString>,
}

/// Why nothing is printed, and which command adds it.
pub fn refusal() -> CliError {
    CliError::new("no sheet can be printed", WITHOUT_PAPER)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    enum Program {
        Print(Args),
    }

    #[test]
    fn whatever_is_said_of_sheets_is_taken_and_the_command_that_adds_them_is_told() {
        for words in [&[][..], &["green-light", "--paper", "a4"], &["--help"], &["--all", "--out", "x", "--", "y"]] {
            let said = ["readybook", "print"].iter().chain(words);
            assert!(Program::try_parse_from(said).is_ok(), "{words:?}");
        }
        let told = format!("{:?}", refusal());
        for part in ["no sheet can be printed", "`cargo run --release --` runs one with sheets"] {
            assert!(told.contains(part), "{part} in {told}");
        }
    }
}
