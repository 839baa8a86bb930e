//! What is required of a launch by the tier and the risk of its service: whether it may be stopped, and who signs.

use std::collections::BTreeSet;

use crate::{
    review::{
        HandbookExport, Review, Service,
        handbook_export::{Phase, Veto},
    },
    source::Spanned,
    yaml::Id,
};

/// Whether the launch of a service may be stopped: by its tier, or because it is high-risk. Where nobody says the tier, or in a word that the
/// handbook does not know, it may.
#[must_use]
pub fn may_veto(review: &Review<'_>) -> bool {
    let Service { tier, high_risk, .. } = &review.answers.service;
    let veto = review.export.settings.veto.as_ref();
    veto.is_some_and(|veto| !review.profile.is_tier_said() || is_for(veto, tier.as_ref(), *high_risk))
}

/// Whether a veto is for services of this tier, or of this risk.
fn is_for(veto: &Veto, tier: Option<&Id>, high_risk: bool) -> bool {
    (veto.or_high_risk && high_risk) || tier.is_some_and(|tier| veto.tiers.iter().any(|id| id == tier.as_str()))
}

/// The roles that sign for a service of this tier: all, where nobody says the tier, or in a word that the handbook does not know.
#[must_use]
pub fn required_roles(review: &Review<'_>) -> Vec<String> {
    let tier = review.answers.service.tier.as_ref().filter(|_| review.profile.is_tier_said());
    let signs = review.export.settings.meeting.iter().flat_map(|meeting| &meeting.signs);
    let is_for = |tiers: &[String]| tiers.is_empty() || tier.is_none_or(|tier| tiers.iter().any(|id| id == tier.as_str()));
    signs.filter(|signer| is_for(&signer.tiers)).filter_map(|signer| signer.role.clone()).collect()
}

/// The same for the service as the answers say it and as it was agreed, in the order of the settings.
#[must_use]
pub fn roles_of_both(review: &Review<'_>, agreed: Option<&Review<'_>>) -> Vec<String> {
    let mut all: BTreeSet<String> = [Some(review), agreed].into_iter().flatten().flat_map(required_roles).collect();
    let signs = review.export.settings.meeting.iter().flat_map(|meeting| &meeting.signs);
    signs.filter_map(|signer| signer.role.clone()).filter(|role| all.remove(role)).collect()
}

/// Whether more is asked of the service as it was agreed than as the answers say it: a signature, a question, more of a gap's end.
#[must_use]
pub fn asks_more(agreed: &Review<'_>, ours: &Review<'_>, phase: &Phase) -> bool {
    let roles = required_roles(ours);
    let has_more_roles = || required_roles(agreed).iter().any(|role| !roles.contains(role));
    let is_asked_more = || {
        agreed.applying_in(&phase.id).any(|row| {
            let own = ours.applying_in(&phase.id).find(|own| own.item.id == row.item.id);
            own.is_none_or(|own| row.hard_stop && !own.hard_stop)
        })
    };
    (may_veto(agreed) && !may_veto(ours)) || has_more_roles() || is_asked_more() || accepts_less(agreed, ours)
}

/// Whether a gap of the service as it was agreed is accepted for less time, or by fewer.
fn accepts_less(agreed: &Review<'_>, ours: &Review<'_>) -> bool {
    let HandbookExport { settings, .. } = ours.export;
    let [theirs, own] = [agreed, ours].map(|review| review.answers.service.tier.as_ref().map_or("", Spanned::as_str));
    let rules = &settings.records;
    let is_shorter =
        rules.longest_days.get(theirs).is_some_and(|longest| rules.longest_days.get(own).is_none_or(|own| own > longest));
    let is_by_fewer = rules
        .accepted_by
        .get(theirs)
        .is_some_and(|roles| rules.accepted_by.get(own).is_none_or(|own| own.iter().any(|role| !roles.contains(role))));
    is_shorter || is_by_fewer
}
