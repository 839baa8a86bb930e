//! The title of what an id of the settings refers to, as pages and sheets name it.

use super::Inputs;
use crate::yaml::ReferenceKind;

/// The title of something that an id refers to. A tier of the veto says that it stands for high-risk services as well, if it does.
pub fn reference_title(inputs: &Inputs, names: ReferenceKind, id: &str) -> String {
    let config = &inputs.handbook.config;
    let title = config.reference_title(names, id);
    let is_tier = matches!(names, ReferenceKind::Tier | ReferenceKind::TraitOrTier);
    match &config.veto {
        Some(veto) if is_tier && veto.or_high_risk && veto.tiers.iter().any(|tier| tier.as_str() == id) => {
            inputs.theme.word("review_tier_or_high_risk").replace("{title}", &title)
        }
        _ => title,
    }
}
