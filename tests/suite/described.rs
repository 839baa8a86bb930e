//! The descriptions of the formats, and what has to agree with them.

use std::fs;

use readybook::{
    config::Settings,
    manuscript::{
        FrontMatter, Reviewed,
        baseline::{BaselineFile, KnownFinding},
        checklist::{Area, HeaderKeys, Item},
        data::{Cell, Citation, Domain, Duty, Guardrail, MustEnable, Offer, Service, Term},
        edition::{Change, Edition, EditionQuestion, Entry, Former, Reference},
    },
    review::{self, Answer, Answers, ChecklistAnswers, Plan, record},
    yaml::{Format, HasFormat},
};

use crate::handbook::repository;

/// Every format, with the page of the guide that explains it.
pub const FORMATS: &[(Format, &str)] = &[
    (Settings::FORMAT, "settings.md"),
    (FrontMatter::FORMAT, "pages.md"),
    (Reviewed::FORMAT, "looking-again.md"),
    (HeaderKeys::FORMAT, "checklists.md"),
    (Area::FORMAT, "checklists.md"),
    (Item::FORMAT, "checklists.md"),
    (Domain::FORMAT, "domains.md"),
    (Term::FORMAT, "glossary.md"),
    (Guardrail::FORMAT, "guardrails.md"),
    (Offer::FORMAT, "offers.md"),
    (Duty::FORMAT, "responsibilities.md"),
    (Service::FORMAT, "responsibilities.md"),
    (Cell::FORMAT, "responsibilities.md"),
    (Citation::FORMAT, "responsibilities.md"),
    (MustEnable::FORMAT, "responsibilities.md"),
    (Answers::FORMAT, "answers.md"),
    (review::Service::FORMAT, "answers.md"),
    (ChecklistAnswers::FORMAT, "answers.md"),
    (Answer::FORMAT, "answers.md"),
    (Plan::FORMAT, "answers.md"),
    (record::EntryFile::FORMAT, "record.md"),
    (record::Talk::FORMAT, "record.md"),
    (record::AgreedService::FORMAT, "record.md"),
    (record::Walkthrough::FORMAT, "record.md"),
    (record::AreaMark::FORMAT, "record.md"),
    (record::Discussion::FORMAT, "record.md"),
    (record::VerdictEntry::FORMAT, "record.md"),
    (record::Challenge::FORMAT, "record.md"),
    (record::Condition::FORMAT, "record.md"),
    (record::Exception::FORMAT, "record.md"),
    (record::SignOff::FORMAT, "record.md"),
    (record::Assessment::FORMAT, "record.md"),
    (record::Finding::FORMAT, "record.md"),
    (record::Launched::FORMAT, "record.md"),
    (record::LookBack::FORMAT, "record.md"),
    (record::Amendment::FORMAT, "record.md"),
    (record::Renewal::FORMAT, "record.md"),
    (record::PeopleFile::FORMAT, "record.md"),
    (record::Person::FORMAT, "record.md"),
    (Edition::FORMAT, "editions.md"),
    (EditionQuestion::FORMAT, "editions.md"),
    (Change::FORMAT, "editions.md"),
    (Former::FORMAT, "editions.md"),
    (Reference::FORMAT, "editions.md"),
    (Entry::FORMAT, "editions.md"),
    (BaselineFile::FORMAT, "errors.md"),
    (KnownFinding::FORMAT, "errors.md"),
];

#[test]
fn the_guide_names_each_key_of_each_format() {
    let mut missing = Vec::new();
    for (format, page) in FORMATS {
        let text = fs::read_to_string(repository("docs/content").join(page)).expect("a page of the guide");
        let is_named =
            |key: &str| [format!("`{key}`"), format!("`{key}:"), format!("{key}:")].iter().any(|name| text.contains(name));
        missing.extend(
            format
                .keys
                .iter()
                .filter(|field| !is_named(field.name))
                .map(|field| format!("{page}: `{}` of {}", field.name, format.name)),
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn each_key_has_a_sentence_and_stands_once() {
    for (format, _) in FORMATS {
        let mut names = format.names();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), format.keys.len(), "{}", format.name);
        for field in format.keys {
            let is_sentence = field.about.ends_with('.') && field.about.starts_with(|c: char| c.is_uppercase());
            assert!(is_sentence, "`{}` of {}: {:?}", field.name, format.name, field.about);
        }
    }
}
