//! The next launch of a service, begun from the answers of an earlier one: what stays true is kept, and marked for another look.
//! `themes/default/assets/answers-launch.js` does the same on screen.

use super::{
    answers::{Answer, Answers, ChecklistAnswers, Service, State, VERSION, Version},
    handbook_export::{Checklist, HandbookExport},
};
use crate::{
    source::Spanned,
    yaml::{Id, Table},
};

/// The answers of a new launch, with this id, from those of an earlier one, whose file is at the path `from`.
///
/// The service stays what it was, without the days of its launch. Of each question that the handbook still asks the answer stays,
/// as `again` has it.
#[must_use]
pub fn next_launch(earlier: &Answers, id: Id, from: String, export: &HandbookExport) -> Answers {
    let service = Service { id, walkthrough: None, launch_on: None, ..earlier.service.clone() };
    let place = service.span;
    let checklist = |checklist: &Checklist| {
        let found = earlier.checklists.iter().find(|(id, _)| id.value == checklist.id).map(|(_, answered)| answered);
        let is_asked = |id: &str| checklist.items().any(|item| item.id == id);
        let items = found.into_iter().flat_map(|answered| answered.items.iter()).filter(|(id, _)| is_asked(&id.value));
        let answered = ChecklistAnswers {
            owners: found.map(|answered| answered.owners.clone()).unwrap_or_default(),
            items: Table::from(items.map(|(id, answer)| (id.clone(), again(answer))).collect::<Vec<_>>()),
            ..ChecklistAnswers::empty(place)
        };
        (Spanned::new(checklist.id.clone(), place), answered)
    };
    let checklists = Table::from(export.checklists.iter().map(checklist).collect::<Vec<_>>());
    Answers { span: earlier.span, version: Version(VERSION), from, service, checklists }
}

/// The id of the launch after the one with this id: `invoice-api`, `invoice-api-2`, `invoice-api-3`.
#[must_use]
pub fn next_id(id: &str) -> String {
    let numbered = id.rsplit_once('-').and_then(|(name, number)| Some((name, number.parse::<u64>().ok()?)));
    let (name, number) = numbered.unwrap_or((id, 1));
    format!("{name}-{}", number.saturating_add(1))
}

/// An answer for the next launch: without help that was wanted, proposals and the day of that time. What was decided is to be looked at
/// again; what was open is open still.
fn again(answer: &Answer) -> Answer {
    let look = answer.state() != State::Open;
    Answer { look, help_wanted: false, found: Vec::new(), updated: None, ..answer.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_id_counts_on() {
        let ids = [("invoice-api", "invoice-api-2"), ("invoice-api-2", "invoice-api-3"), ("a-9", "a-10"), ("a1", "a1-2")];
        for (id, next) in ids {
            assert_eq!(next_id(id), next);
        }
    }
}
