//! What flags say of a new entry, and on a terminal what somebody answers. Without a terminal nothing is asked; what is missing is told
//! at once.

use jiff::civil::Date;

use crate::{
    cli::{
        common::CliError,
        prompt::{Prompt, day, one},
    },
    review::nowhere,
    source::Spanned,
    yaml::{Id, KebabCase, OneOf, StandIn},
};

/// The flags and the terminal of one command.
pub struct Ask<'a> {
    /// The terminal.
    pub prompt: Prompt<'a>,
    /// Flags that must be there and are not, as they are typed.
    missing: Vec<&'static str>,
}

/// A value that only fills its place until the command is refused.
const NO_DAY: Date = Date::constant(2000, 1, 1);

impl<'a> Ask<'a> {
    /// Nothing is asked yet.
    pub fn new(prompt: Prompt<'a>) -> Self {
        Self { prompt, missing: Vec::new() }
    }

    /// Whether all is said that must be.
    ///
    /// # Errors
    /// With every flag that is missing.
    pub fn all_is_said(&self) -> Result<(), CliError> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let flags: Vec<String> = self.missing.iter().map(|flag| format!("`{flag}`")).collect();
        let verb = self.prompt.verb;
        Err(CliError::new(
            format!("nobody says {}", flags.join(", ")),
            format!("add what is missing; `readybook {verb} --help` says what each means, and on a terminal each is asked for"),
        ))
    }

    /// Notes a flag that is missing.
    pub fn lacks(&mut self, flag: &'static str) {
        self.missing.push(flag);
    }

    /// A text that must be there.
    pub fn text(&mut self, said: Option<&String>, flag: &'static str, question: &str) -> Result<String, CliError> {
        match said.filter(|said| !said.trim().is_empty()) {
            Some(said) => Ok(said.clone()),
            None if self.prompt.is_there => self.prompt.until(question, |text| match text {
                "" => Err("a word or two, please".to_owned()),
                text => Ok(text.to_owned()),
            }),
            None => {
                self.lacks(flag);
                Ok(String::new())
            }
        }
    }

    /// A text that may be missing.
    pub fn may_text(&mut self, said: Option<&String>, question: &str) -> Result<String, CliError> {
        match said {
            Some(said) => Ok(said.clone()),
            None if self.prompt.is_there => self.prompt.ask(&format!("{question} Empty for nothing:")),
            None => Ok(String::new()),
        }
    }

    /// A day that must be there.
    pub fn day(&mut self, said: Option<Date>, flag: &'static str, question: &str) -> Result<Spanned<Date>, CliError> {
        let needed = |text: &str| day(text)?.ok_or_else(|| "a day, please, as in 2026-12-20".to_owned());
        let found = match said {
            Some(said) => said,
            None if self.prompt.is_there => self.prompt.until(question, needed)?,
            None => {
                self.lacks(flag);
                NO_DAY
            }
        };
        Ok(at(found))
    }

    /// A day that may be missing.
    pub fn may_day(&mut self, said: Option<Date>, question: &str) -> Result<Option<Spanned<Date>>, CliError> {
        Ok(match said {
            Some(said) => Some(at(said)),
            None if self.prompt.is_there => self.prompt.until(&format!("{question} Empty for none:"), day)?.map(at),
            None => None,
        })
    }

    /// Ids that must be there; on a terminal of those that are `known`, if any are.
    pub fn ids(&mut self, said: &[String], known: &[String], asked: (&'static str, &str)) -> Result<Vec<String>, CliError> {
        let (flag, question) = asked;
        if !said.is_empty() {
            return Ok(said.to_vec());
        }
        if !self.prompt.is_there {
            self.lacks(flag);
            return Ok(Vec::new());
        }
        self.prompt.until(question, |text| match some(text, known)? {
            ids if ids.is_empty() => Err("one at least, please".to_owned()),
            ids => Ok(ids),
        })
    }

    /// Ids that may be missing.
    pub fn may_ids(&mut self, said: &[String], known: &[String], question: &str) -> Result<Vec<String>, CliError> {
        if !said.is_empty() || !self.prompt.is_there {
            return Ok(said.to_vec());
        }
        self.prompt.until(&format!("{question} Empty for none:"), |text| some(text, known))
    }

    /// One id that must be there.
    pub fn id(&mut self, said: Option<&String>, known: &[String], asked: (&'static str, &str)) -> Result<Id, CliError> {
        let (flag, question) = asked;
        Ok(id(&match said {
            Some(said) => said.clone(),
            None if self.prompt.is_there => self.prompt.until(question, |text| one_of(text, known))?,
            None => {
                self.lacks(flag);
                String::new()
            }
        }))
    }

    /// One id that may be missing.
    pub fn may_id(&mut self, said: Option<&String>, known: &[String], question: &str) -> Result<Option<Id>, CliError> {
        let said = said.cloned();
        let found = match said {
            None if self.prompt.is_there => self.prompt.until(&format!("{question} Empty for none:"), |text| match text {
                "" => Ok(None),
                text => one_of(text, known).map(Some),
            })?,
            said => said,
        };
        Ok(found.map(|found| id(&found)))
    }

    /// A word that must be there.
    pub fn word<T: OneOf + StandIn>(&mut self, said: Option<T>, flag: &'static str, question: &str) -> Result<T, CliError> {
        match said {
            Some(said) => Ok(said),
            None if self.prompt.is_there => {
                let question = format!("{question} {}:", T::WORDS.join(", "));
                self.prompt.until(&question, word)
            }
            None => {
                self.lacks(flag);
                Ok(T::stand_in("", nowhere()))
            }
        }
    }

    /// A word that may be missing.
    pub fn may_word<T: OneOf + StandIn>(&mut self, said: Option<T>, question: &str) -> Result<Option<T>, CliError> {
        match said {
            None if self.prompt.is_there => {
                let question = format!("{question} {}. Empty for none:", T::WORDS.join(", "));
                self.prompt.until(&question, |text| if text.is_empty() { Ok(None) } else { word(text).map(Some) })
            }
            said => Ok(said),
        }
    }

    /// Lines until an empty one, each read by `read`; the flags' own where there are any.
    pub fn lines<T: Clone>(
        &mut self,
        said: &[T],
        question: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, CliError> {
        let mut lines = said.to_vec();
        if !lines.is_empty() || !self.prompt.is_there {
            return Ok(lines);
        }
        let read = |text: &str| if text.is_empty() { Ok(None) } else { read(text).map(Some) };
        while let Some(line) = self.prompt.until(&format!("{question} Empty for no more:"), read)? {
            lines.push(line);
        }
        Ok(lines)
    }

    /// Whether somebody says yes; without a terminal what the flag says.
    pub fn yes(&mut self, said: bool, question: &str) -> Result<bool, CliError> {
        if said || !self.prompt.is_there {
            return Ok(said);
        }
        self.prompt.until(&format!("{question} yes or no:"), |text| match text.to_lowercase().as_str() {
            "y" | "yes" => Ok(true),
            "n" | "no" | "" => Ok(false),
            other => Err(format!("`{other}` is neither yes nor no")),
        })
    }
}

/// A value that stands in no file yet.
pub fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, nowhere())
}

/// An id that stands in no file yet; whether it is one is found when the entry is read.
pub fn id(text: &str) -> Id {
    Id::new(KebabCase(text.trim().to_owned()), nowhere())
}

/// Reads one word of a closed set.
pub fn word<T: OneOf + StandIn>(text: &str) -> Result<T, String> {
    let words: Vec<String> = T::WORDS.iter().map(|&word| word.to_owned()).collect();
    one(text, &words).map(|word| T::stand_in(&word, nowhere()))
}

fn one_of(text: &str, known: &[String]) -> Result<String, String> {
    match text.trim() {
        "" => Err("one, please".to_owned()),
        text if known.is_empty() => Ok(text.to_owned()),
        text => one(text, known),
    }
}

fn some(text: &str, known: &[String]) -> Result<Vec<String>, String> {
    text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(|text| one_of(text, known)).collect()
}
