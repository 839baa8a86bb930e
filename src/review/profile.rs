//! What a service is, as far as questions depend on it: its tiers and its traits, also those that its managed services bring.
//!
//! The browser has the same rules in `themes/default/assets/answers-applies.js`; `tests/fixtures/answers/applies.json` holds both to
//! the same answers.

use super::{
    answers::Service,
    handbook_export::{Condition, HandbookExport, Item, Word},
};
use crate::{manuscript::checklist::tiers_left_out, source::Spanned, yaml::Id};

/// The tiers and traits of a service.
#[derive(Debug, Clone)]
pub struct Profile<'a> {
    export: &'a HandbookExport,
    /// The ids of its tiers; a high-risk one counts as every tier that the veto names, if the handbook says so.
    tiers: Vec<&'a str>,
    is_tier_said: bool,
    /// The ids of the traits that the file lists.
    traits: Vec<&'a str>,
    are_traits_said: bool,
    /// The traits that managed services in use bring, each with the first service that does.
    brought: Vec<(&'a str, BroughtBy<'a>)>,
}

/// A managed service in use that brings a trait; the handbook may hide it.
#[derive(Debug, Clone, Copy)]
pub struct BroughtBy<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a str,
}

/// Whether a question is asked of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It is; `because_unsaid` is what nobody has said, where it could step aside otherwise.
    Yes { because_unsaid: Unsaid },
    /// It steps aside, for this reason in words for readers.
    Aside(String),
}

/// What a file does not say of its service, and on which something depends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsaid {
    /// Its tier.
    pub tier: bool,
    /// Its traits.
    pub traits: bool,
}

/// Whether a service has a trait or a tier, as far as anybody has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Has {
    Yes,
    No,
    Unsaid,
}

impl<'a> Profile<'a> {
    /// The profile of a service.
    #[must_use]
    pub fn of(export: &'a HandbookExport, service: &'a Service) -> Self {
        let mut tiers: Vec<&str> = service.tier.iter().map(Spanned::as_str).collect();
        if let Some(veto) = export.settings.veto.as_ref().filter(|veto| service.high_risk && veto.or_high_risk) {
            tiers.extend(veto.tiers.iter().map(String::as_str));
        }
        let used = |id: &str| {
            let shown = export.service(id).map(|found| (&found.id, &found.title, &found.implies));
            shown.or_else(|| export.hidden_service(id).map(|found| (&found.id, &found.title, &found.implies)))
        };
        let mut brought: Vec<(&str, BroughtBy<'_>)> = Vec::new();
        for (id, title, implies) in service.uses.iter().filter_map(|id| used(id.as_str())) {
            for implied in implies {
                if !brought.iter().any(|(known, _)| known == implied) {
                    brought.push((implied, BroughtBy { id, title }));
                }
            }
        }
        // A word that the handbook does not have, mostly a slip of the pen, says nothing.
        let is_known = |words: &[Word], id: &Id| words.iter().any(|word| word.id == id.as_str());
        Self {
            export,
            tiers,
            is_tier_said: service.tier.as_ref().is_some_and(|tier| is_known(&export.settings.tiers, tier)),
            traits: service.traits().iter().map(Spanned::as_str).collect(),
            are_traits_said: service
                .traits
                .as_ref()
                .is_some_and(|traits| traits.iter().all(|id| is_known(&export.settings.traits, id))),
            brought,
        }
    }

    /// The traits that managed services in use bring and that the file denies: it lists the traits, and not these.
    pub fn denied(&self) -> impl Iterator<Item = (&'a str, BroughtBy<'a>)> {
        let is_denied = |id: &str| self.are_traits_said && !self.traits.contains(&id);
        self.brought.iter().copied().filter(move |(id, _)| is_denied(id))
    }

    /// The ids of all its traits: those that the file lists, then those that its managed services bring.
    pub fn traits(&self) -> impl Iterator<Item = &'a str> {
        let more = self.brought.iter().map(|(id, _)| *id).filter(|id| !self.traits.contains(id));
        self.traits.iter().copied().chain(more)
    }

    /// Whether anybody has said the tier, in a word that the handbook has.
    #[must_use]
    pub const fn is_tier_said(&self) -> bool {
        self.is_tier_said
    }

    /// Whether it is of one of these tiers: always, if none is named or nobody has said its own.
    #[must_use]
    pub fn is_of(&self, tiers: &[String]) -> bool {
        tiers.is_empty() || !self.is_tier_said || tiers.iter().any(|tier| self.tiers.contains(&tier.as_str()))
    }

    /// Whether an item is asked.
    #[must_use]
    pub fn asks(&self, item: &Item) -> bool {
        matches!(self.asked(item), Asked::Yes { .. })
    }

    /// Whether an item is asked, and why not.
    #[must_use]
    pub fn asked(&self, item: &Item) -> Asked {
        let Condition { any, all } = &item.applies_when;
        let mut because_unsaid = Unsaid::default();
        let missing: Vec<&str> = all.iter().map(String::as_str).filter(|id| self.has(id) == Has::No).collect();
        if !missing.is_empty() {
            return Asked::Aside(self.reason("review_aside_all", &missing, "review_and"));
        }
        let is_any = any.is_empty() || any.iter().any(|id| self.has(id) == Has::Yes);
        if !is_any && any.iter().all(|id| self.has(id) == Has::No) {
            let tiers: Vec<&str> = self.export.settings.tiers.iter().map(|tier| tier.id.as_str()).collect();
            let left_out = tiers_left_out(&any.iter().map(String::as_str).collect::<Vec<_>>(), &tiers);
            return Asked::Aside(match &left_out[..] {
                left if left.is_empty() || !self.export.words.contains_key("review_aside_not") => {
                    self.reason("review_aside_any", any, "review_or")
                }
                left => self.reason("review_aside_not", left, "review_or"),
            });
        }
        let open = if is_any { &[][..] } else { &any[..] };
        for id in all.iter().chain(open).filter(|id| self.has(id) == Has::Unsaid) {
            if self.is_tier(id) {
                because_unsaid.tier = true;
            } else {
                because_unsaid.traits = true;
            }
        }
        Asked::Yes { because_unsaid }
    }

    /// Whether a gap at an item can stop the launch. It can as long as nobody has said the tier.
    #[must_use]
    pub fn is_stopped_by(&self, item: &Item) -> bool {
        item.hard_stop.iter().any(|tier| self.tiers.contains(&tier.as_str()))
            || (!item.hard_stop.is_empty() && !self.is_tier_said)
    }

    fn has(&self, id: &str) -> Has {
        let (is_had, is_said) = if self.is_tier(id) {
            (self.tiers.contains(&id), self.is_tier_said)
        } else {
            (self.traits.contains(&id) || self.brought.iter().any(|(brought, _)| *brought == id), self.are_traits_said)
        };
        match (is_had, is_said) {
            (true, _) => Has::Yes,
            (false, true) => Has::No,
            (false, false) => Has::Unsaid,
        }
    }

    fn is_tier(&self, id: &str) -> bool {
        self.export.settings.tiers.iter().any(|tier| tier.id == id)
    }

    fn reason(&self, word: &str, ids: &[impl AsRef<str>], joined: &str) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.export.condition_title(id.as_ref())).collect();
        self.export.word(word).replace("{names}", &names.join(self.export.word(joined)))
    }
}
