//! What was agreed of a service, held against what the answers say of it: who lowers it in the answers alone is let through nowhere.

use super::{
    entry::{Entry, What},
    format::AgreedService,
    standing::Standing,
};
use crate::{
    review::{Answers, Review, Service},
    source::Span,
};

/// The talk that last said what the service is, and what it says.
#[must_use]
pub fn last<'d>(standing: &'d Standing<'_>) -> Option<(&'d Entry, &'d AgreedService)> {
    let talks = standing.all(|what| if let What::Talk(talk) = what { talk.service.as_ref() } else { None });
    talks.last().map(|(stands, agreed)| (stands.entry, &agreed.value))
}

/// What the answers say of the service, as talks say it.
#[must_use]
pub fn of_answers(service: &Service) -> AgreedService {
    AgreedService { launch: service.launch.value, tier: service.tier.clone(), high_risk: service.high_risk, why: String::new() }
}

/// Whether two say the same of a service.
#[must_use]
pub fn is_same(one: &AgreedService, other: &AgreedService) -> bool {
    let tier = |agreed: &AgreedService| agreed.tier.as_ref().map(|tier| tier.as_str().to_owned());
    (one.launch, tier(one), one.high_risk) == (other.launch, tier(other), other.high_risk)
}

/// What differs where the answers say something else than was agreed, with the place in the answers.
#[must_use]
pub fn otherwise(review: &Review<'_>, standing: &Standing<'_>) -> Option<(Span, String)> {
    let service = &review.answers.service;
    let ours = of_answers(service);
    let (entry, agreed) = last(standing).filter(|(_, agreed)| !is_same(agreed, &ours))?;
    let named = |agreed: &AgreedService| {
        let tier = agreed.tier.as_ref().map_or("no tier", |tier| tier.as_str());
        format!("{}, {tier}{}", agreed.launch.word(), if agreed.high_risk { ", high-risk" } else { "" })
    };
    let place = service.tier.as_ref().map_or(service.launch.span, |tier| tier.span);
    let by = entry.head.by.iter().map(|id| standing.record.people.name(id.as_str())).collect::<Vec<_>>().join(", ");
    let (ours, theirs, day) = (named(&ours), named(agreed), entry.head.on.value);
    Some((place, format!("the answers say {ours}, and {theirs} was agreed on {day} with {by}")))
}

/// The answers for the service as it was agreed; `None` where they say the same. A tier of which no talk speaks is that of the answers.
#[must_use]
pub fn answers_as_agreed(answers: &Answers, standing: &Standing<'_>) -> Option<Answers> {
    let (_, agreed) = last(standing).filter(|(_, agreed)| !is_same(agreed, &of_answers(&answers.service)))?;
    let mut answers = answers.clone();
    answers.service.launch.value = agreed.launch;
    answers.service.high_risk = agreed.high_risk;
    if agreed.tier.is_some() {
        answers.service.tier.clone_from(&agreed.tier);
    }
    Some(answers)
}
