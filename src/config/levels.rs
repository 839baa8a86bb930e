//! The levels that the settings give to codes.

use super::Settings;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Levels, Severity, find_code},
    source::Spanned,
    yaml::word_enum,
};

word_enum! {
    /// How much the findings of a code weigh.
    Level {
        /// Nothing is published.
        Error = "error",
        /// It is told, and counts as an error with `--strict`.
        Warning = "warning",
        /// It is told, and never fails.
        Note = "note",
        /// It is not told.
        Off = "off",
    }
}

impl Level {
    /// The severity of this level; `None` where nothing is told.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Note => Some(Severity::Note),
            Self::Off => None,
        }
    }
}

impl Settings {
    /// The levels that count: without those of codes that are not there or whose level is fixed.
    #[must_use]
    pub fn levels(&self) -> Levels {
        self.levels.iter().filter_map(|entry| level(entry).ok()).collect()
    }
}

/// Tells the levels of codes that are not there, and lower ones of codes whose level is fixed.
pub(super) fn check(settings: &Settings, findings: &mut Findings) {
    findings.extend(settings.levels.iter().filter_map(|entry| level(entry).err()));
}

fn level((name, level): &(Spanned<String>, Spanned<Level>)) -> Result<(Code, Option<Severity>), Diagnostic> {
    let code = find_code(&name.value, name.span, Code::FixedLevel)?;
    let severity = level.value.severity();
    match code.fixed().filter(|_| !code.may_be(severity)) {
        None => Ok((code, severity)),
        Some(fixed) => {
            Err(Diagnostic::new(Code::FixedLevel, level.span, format!("nobody may lower `{code}`: {}", fixed.reason()))
                .label(format!("it is {} `{}`", if code.severity() == Severity::Error { "an" } else { "a" }, code.severity()))
                .help("remove this line, and fix what the code reports"))
        }
    }
}
