//! For whom a question is, as it is told.

use crate::{config::Config, manuscript::checklist, yaml::Id};

/// The tiers that are told instead of those in `any`, because all others are in it.
pub fn tiers_left_out(any: &[Id], config: &Config) -> Vec<Id> {
    let any: Vec<&str> = any.iter().map(Id::as_str).collect();
    let tiers: Vec<&str> = config.tiers.iter().map(|tier| tier.id.as_str()).collect();
    let left = checklist::tiers_left_out(&any, &tiers);
    config.tiers.iter().map(|tier| &tier.id).filter(|id| left.contains(&id.as_str())).cloned().collect()
}
