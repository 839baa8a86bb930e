//! What in an answer file has a digest: all of it, and each answer.

use super::answers::Answers;
use crate::handbook::Digested;

/// The whole file first, then its answers in their order, those to questions that are no longer asked behind the others.
#[must_use]
pub fn digested(answers: &Answers) -> Vec<Digested> {
    let mut found = vec![Digested::new("answer file", "", answers)];
    for (_, answered) in &answers.checklists {
        let said = answered.items.iter().chain(answered.retired.iter()).filter(|(_, answer)| !answer.is_empty());
        found.extend(said.map(|(id, answer)| Digested::with_two("answer", &id.value, "decides", answer)));
    }
    found
}
