//! Questions on a terminal.

use std::io::{BufRead, IsTerminal as _, Write};

use jiff::civil::Date;

use crate::{cli::common::CliError, diagnostic::suggest};

/// Questions to the user, for what no flag says.
pub struct Prompt<'a> {
    /// Where answers come from.
    pub input: &'a mut dyn BufRead,
    /// Where questions go.
    pub output: &'a mut dyn Write,
    /// Whether standard input and output are terminals.
    pub is_there: bool,
    /// The verb that asks, as it is typed.
    pub verb: &'a str,
}

impl Prompt<'_> {
    /// Asks a question, and returns the answer's line, trimmed.
    ///
    /// # Errors
    /// At the end of the input, or when it fails.
    pub fn ask(&mut self, question: &str) -> Result<String, CliError> {
        let help = format!("say it by flags: `readybook {} --help`", self.verb);
        let nobody = || CliError::new("nobody answered", help.as_str());
        let failed = |_| nobody();
        write!(self.output, "{question} ").and_then(|()| self.output.flush()).map_err(failed)?;
        let mut line = String::new();
        if self.input.read_line(&mut line).map_err(failed)? == 0 {
            return Err(nobody());
        }
        Ok(line.trim().to_owned())
    }

    /// Says something.
    pub fn say(&mut self, text: &str) {
        // A terminal that went away is noticed when it is asked.
        let _ = writeln!(self.output, "{text}");
    }

    /// Asks until `read` accepts the answer; its error is shown to the user.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub fn until<T>(&mut self, question: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<T, CliError> {
        loop {
            match read(&self.ask(question)?) {
                Ok(value) => return Ok(value),
                Err(why) => self.say(&why),
            }
        }
    }
}

/// Asks whether something should be done; an empty answer is no.
///
/// # Errors
/// When nobody is there to ask: then nothing may be done.
pub fn agreed(question: &str, verb: &str) -> Result<bool, CliError> {
    let is_there = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !is_there {
        return Err(CliError::new("nobody is there to ask; nothing was written", "say `--yes`, or look with `--dry-run`"));
    }
    let (mut stdin, mut stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut prompt = Prompt { input: &mut stdin, output: &mut stdout, is_there, verb };
    Ok(matches!(prompt.ask(&format!("{question} [y/N]"))?.to_lowercase().as_str(), "y" | "yes"))
}

/// Reads one of the words that there are; what is none is told with the nearest.
pub fn one(text: &str, known: &[String]) -> Result<String, String> {
    let text = text.trim();
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    if names.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is unknown; {}", suggest(text, "there are", &names).unwrap_or_else(|| "there is none".into())))
}

/// Reads a day; an empty text is none.
pub fn day(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| format!("`{text}` is not a date; write year, month and day, as in 2026-12-20"))
}
