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
