//! Bounds of guardrails as text.

use crate::{manuscript::data::Bound, theme::Theme};

/// A bound as text in the theme's language, without the unit.
pub fn in_words(theme: &Theme, bound: &Bound) -> String {
    let value = |value: &str| match value {
        "on" | "true" => theme.word("bound_on").to_owned(),
        "off" | "false" => theme.word("bound_off").to_owned(),
        value => value.to_owned(),
    };
    let fill = |word: &str, name: &str, with: &str| theme.word(word).replace(name, &value(with));
    match (&bound.min, &bound.max, &bound.equals) {
        (Some(min), Some(max), _) => theme.word("bound_between").replace("{min}", min).replace("{max}", max),
        (Some(min), None, _) => fill("bound_min", "{value}", min),
        (None, Some(max), _) => fill("bound_max", "{value}", max),
        (None, None, Some(equals)) => fill("bound_equals", "{value}", equals),
        (None, None, None) => {
            let values: Vec<String> = bound.one_of.iter().map(|one| value(one)).collect();
            theme.word("bound_one_of").replace("{values}", &values.join(theme.word("joined_or")))
        }
    }
}
