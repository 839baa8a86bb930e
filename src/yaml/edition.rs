//! What an edition is called: the day on which it was closed and, for a further one of that day, a number.

use std::{cmp::Ordering, fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{CanonicalValue, Form, FromYaml, HasKind, Node, ToYaml, ValueKind, YamlValue};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// The id of an edition: `2026-12-15`, then `2026-12-15.2`, `2026-12-15.3` for further ones of the same day. They are ordered by day,
/// then by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EditionId {
    /// The day on which it was closed.
    pub day: Date,
    /// Which one of that day it is, counted from 1.
    number: u32,
}

/// Why a text is no edition's id: it is no day, or the number behind it is less than two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEdition;

impl EditionId {
    /// The first edition of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { day, number: 1 }
    }

    /// The next one of the same day.
    #[must_use]
    pub fn next(self) -> Self {
        Self { number: self.number + 1, ..self }
    }
}

impl From<Date> for EditionId {
    fn from(day: Date) -> Self {
        Self::of(day)
    }
}

impl Ord for EditionId {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.day, self.number).cmp(&(other.day, other.number))
    }
}

impl PartialOrd for EditionId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { day, number } = self;
        if *number == 1 { write!(f, "{day}") } else { write!(f, "{day}.{number}") }
    }
}

impl FromStr for EditionId {
    type Err = NoEdition;

    fn from_str(text: &str) -> Result<Self, NoEdition> {
        if !Form::Edition.matches(text) {
            return Err(NoEdition);
        }
        let (day, number) = text.split_once('.').unwrap_or((text, "1"));
        let (day, number) = (day.parse().map_err(|_| NoEdition)?, number.parse().map_err(|_| NoEdition)?);
        Ok(Self { day, number })
    }
}

impl fmt::Display for NoEdition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Form::Edition.help())
    }
}

impl std::error::Error for NoEdition {}

impl Serialize for EditionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EditionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FromYaml for EditionId {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = String::read(node, findings)?;
        let id = text.parse().ok();
        if id.is_none() {
            let message = format!("`{text}` is not the day of an edition");
            findings.push(Diagnostic::new(Code::InvalidDate, node.span, message).help(Form::Edition.help()));
        }
        id
    }
}

impl HasKind for EditionId {
    const KIND: ValueKind = ValueKind::Form(Form::Edition);
}

impl ToYaml for EditionId {
    fn write(&self) -> YamlValue {
        YamlValue::Text(self.to_string())
    }
}

impl CanonicalValue for EditionId {
    fn canonical_value(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_ordered_by_their_days_and_then_by_their_numbers() {
        let written = ["2026-11-30", "2026-12-15", "2026-12-15.2", "2026-12-15.10", "2026-12-16"];
        let read: Vec<EditionId> = written.iter().map(|text| text.parse().expect("an edition")).collect();
        assert!(read.is_sorted());
        assert_eq!(read.iter().map(ToString::to_string).collect::<Vec<_>>(), written);
        assert_eq!(read[1].next(), read[2]);
        for wrong in ["", "2026-12", "2026-02-30", "2026-12-15.", "2026-12-15.0", "2026-12-15.1", "2026-12-15.02", "2026-12-15.x"]
        {
            assert_eq!(wrong.parse::<EditionId>(), Err(NoEdition), "{wrong}");
        }
    }
}
