//! What `handbook.json` says of the records of reviews.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{config::Config, yaml::Id};

/// What holds for the records of reviews; all of it is as usual in the file of a program that knew none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForRecords {
    /// The most days that an exception may last from one end to the next, by tiers.
    pub longest_days: BTreeMap<String, u32>,
    /// The roles of which one accepts an exception, by tiers.
    pub accepted_by: BTreeMap<String, Vec<String>>,
    /// The role that accepts a gap in a hard stop together with one that may stop a launch.
    pub together_with: Option<String>,
    /// The working days after the walkthrough within which a role signs.
    pub sign_within_days: Option<u32>,
    /// Names that are no person's.
    pub not_people: Vec<String>,
    /// Months after the launch for which a record is kept.
    pub keep_months: Option<u32>,
}

impl ForRecords {
    /// What the settings say.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let (exceptions, rules) = (&config.exceptions, &config.record);
        let ids = |ids: &[Id]| ids.iter().map(|id| id.as_str().to_owned()).collect();
        Self {
            longest_days: exceptions.longest_days.iter().map(|(tier, days)| (tier.value.clone(), *days)).collect(),
            accepted_by: exceptions.accepted_by.iter().map(|(tier, roles)| (tier.value.clone(), ids(roles))).collect(),
            together_with: exceptions.together_with.as_ref().map(|id| id.as_str().to_owned()),
            sign_within_days: rules.sign_within_days,
            not_people: rules.not_people.clone(),
            keep_months: rules.keep_months,
        }
    }

    /// Whether the settings say nothing of records.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}
