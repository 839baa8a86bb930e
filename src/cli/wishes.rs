//! What the arguments ask of the console, found before they are understood: also a wrong command is told as it was asked for.

use std::ffi::OsString;

use clap::{ColorChoice, ValueEnum as _};

/// What somebody who typed a command wants to read, whether the command is right or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// The value of `--format`.
    format: Option<String>,
    /// The value of `--color`.
    pub colour: ColorChoice,
}

impl Wishes {
    /// The wishes in the arguments of a command. The first one, the program's own name, is none.
    pub fn of(typed: &[OsString]) -> Self {
        let mut wishes = Self { format: None, colour: ColorChoice::Auto };
        let mut words = typed.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--").peekable();
        while let Some(word) = words.next() {
            let (flag, value) = match word.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (word.clone().into_owned(), words.peek().map(|value| value.clone().into_owned())),
            };
            match (flag.as_str(), value) {
                ("--format", Some(value)) => wishes.format = Some(value),
                ("--color" | "--colour", Some(value)) => {
                    wishes.colour = ColorChoice::from_str(&value, false).unwrap_or(wishes.colour);
                }
                _ => {}
            }
        }
        wishes
    }

    /// Whether a program reads what is told.
    pub fn json(&self) -> bool {
        self.format.as_deref() == Some("json")
    }

    /// Whether a person reads what is told.
    pub fn human(&self) -> bool {
        self.format.as_deref().is_none_or(|format| format == "human")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str) -> Wishes {
        Wishes::of(&typed.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn what_was_asked_for_is_found_in_a_wrong_command_too() {
        for typed in
            ["readybook check --nonsense --format json", "readybook --format=json", "readybook review check x --format json"]
        {
            assert!(of(typed).json() && !of(typed).human(), "{typed}");
        }
        for typed in ["readybook check", "readybook check --format", "readybook check -- --format json", "--format json"] {
            assert!(!of(typed).json() && of(typed).human(), "{typed}");
        }
        assert!(!of("readybook check --format sarif").human());
        assert_eq!(of("readybook --color never check").colour, ColorChoice::Never);
        assert_eq!(of("readybook check --colour=always").colour, ColorChoice::Always);
        assert_eq!(of("readybook check --color pink").colour, ColorChoice::Auto);
    }
}
