//! `explain`: what a code means, how much it weighs, and what to do.

use std::process::ExitCode;

use super::common::{CliError, write_stdout};
use crate::diagnostic::{Code, suggest_code};

/// Say what a code means, and what to do about it
///
/// Without a code all of them are listed, each with its level.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, as it is in brackets in a finding
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Prints the explanation.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let Some(name) = &args.code else {
        let line = |code: &Code| {
            let fixed = if code.fixed().is_some() { ", fixed" } else { "" };
            format!("{} ({}{fixed})\n    {}\n", code.name(), code.severity(), code.meaning())
        };
        write_stdout(&Code::ALL.iter().map(line).collect::<String>());
        return Ok(ExitCode::SUCCESS);
    };
    // It may be pasted with its brackets and its level, as it was told.
    let name = name.rsplit_once('[').map_or(name.as_str(), |(_, rest)| rest).trim_end_matches([']', ':']);
    let Some(code) = Code::named(name) else {
        return Err(CliError::new(format!("there is no code `{name}`"), suggest_code(name)));
    };
    let level = match code.fixed() {
        Some(fixed) => format!(
            "Its level is fixed: {}. No settings lower it, no comment accepts it, and no baseline holds it.",
            fixed.reason()
        ),
        None => format!(
            "The settings may change its level: `levels: {{{code}: off}}`, or `note`, `warning`, `error`. One place is accepted by \
             `readybook: accept {code} because …` in a comment above it."
        ),
    };
    write_stdout(&format!("{}[{code}]\n\n{}\n\n{level}\n", code.severity(), code.explanation()));
    Ok(ExitCode::SUCCESS)
}
