//! Offers: what is ready-made for teams, and which questions, duties and guardrails it helps with.

use readybook_derive::Format;

use crate::{
    prose::{Address, InlineMarkdown, Literal, PlainText},
    source::Spanned,
    yaml::Id,
};

/// Offers by their group in the order of the file; those without a group come first, as a heading before them would claim them.
#[must_use]
pub fn by_group(offers: &[Offer]) -> Vec<(&str, Vec<&Offer>)> {
    let mut groups: Vec<(&str, Vec<&Offer>)> = Vec::new();
    for offer in offers {
        let title = offer.group.as_deref().unwrap_or_default();
        match groups.iter_mut().find(|(found, _)| *found == title) {
            Some((_, offers)) => offers.push(offer),
            None => groups.push((title, vec![offer])),
        }
    }
    groups.sort_by_key(|(title, _)| !title.is_empty());
    groups
}

/// Something that a team can have: a tool, a module, an hour of somebody's time, a page to follow.
#[derive(Debug, Clone, Format)]
#[format(name = "an offer", in_part, rendered = OfferAs)]
pub struct Offer {
    /// Its id, which is its anchor on the page.
    #[field(digest = nothing)]
    pub id: Id,
    /// What it is.
    pub title: PlainText,
    /// The address of its page with its fragment, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
    /// The heading that it stands below, as in `Tools`.
    #[field(via = Literal)]
    pub group: Option<String>,
    /// Where a team gets it.
    #[field(name = "where")]
    pub place: Option<InlineMarkdown>,
    /// How long it takes to get it.
    pub takes: Option<PlainText>,
    /// What a team can then do.
    pub lets: InlineMarkdown,
    /// The domain that looks after it and helps.
    #[field(names = Domain)]
    pub domain: Option<Id>,
    /// The questions that it helps to answer.
    #[field(names = Item)]
    pub questions: Vec<Spanned<String>>,
    /// The cells of the matrix that it helps with, each a service and a duty, or a duty of every service.
    #[field(names = Cell)]
    pub cells: Vec<Spanned<String>>,
    /// The guardrails that it keeps a team inside of.
    #[field(names = Guardrail)]
    pub guardrails: Vec<Id>,
    /// How a team made use of it.
    pub example: Option<InlineMarkdown>,
}

impl Offer {
    /// Whether it helps with a question.
    #[must_use]
    pub fn answers(&self, question: &str) -> bool {
        self.questions.iter().any(|id| id.value == question)
    }

    /// Whether it helps with a duty for a service: it names that cell, or the duty.
    #[must_use]
    pub fn covers(&self, service: &str, duty: &str) -> bool {
        self.cells.iter().any(|cell| match cell.value.split_once('/') {
            Some(cell) => cell == (service, duty),
            None => cell.value == duty,
        })
    }

    /// Whether it keeps a team inside a guardrail.
    #[must_use]
    pub fn keeps_inside(&self, guardrail: &str) -> bool {
        self.guardrails.iter().any(|id| id.as_str() == guardrail)
    }
}
