//! The record of a review as Markdown.

use super::{
    handbook_export::HandbookExport,
    plain::plain,
    record::{EndLine, ExceptionLine, RecordReport, Said, Signed, TaskLine, VersionChanges},
};
use crate::config::Verdict;

/// The decision record as blocks of Markdown: headings, paragraphs, lists.
#[must_use]
pub fn blocks(record: &RecordReport, export: &HandbookExport) -> Vec<String> {
    let to = To { export };
    let mut blocks = vec![format!("## {}", to.word("paper_verdict"))];
    let mut list = |title: Option<&str>, lines: Vec<String>| {
        if !lines.is_empty() {
            blocks.extend(title.map(|title| format!("### {}", to.word(title))));
            blocks.push(lines.join("\n"));
        }
    };
    let verdicts = record.verdicts.iter().map(|it| {
        let outcome = Verdict::ALL.iter().find(|verdict| verdict.word() == it.outcome).map_or("", |verdict| verdict.theme_word());
        let lifted_by = if it.lifted_by.is_empty() {
            String::new()
        } else {
            format!(" {}: {}", to.word("paper_lifted_when"), plain(&it.lifted_by))
        };
        let said = to.said(&it.said);
        format!(
            "- **{}**: {} {}{lifted_by} ({said}){}",
            plain(&it.role),
            to.word(outcome),
            plain(&it.reason),
            to.end(it.lifted.as_ref())
        )
    });
    list(None, verdicts.collect());
    list(Some("paper_conditions"), record.conditions.iter().map(|it| to.task(it)).collect());
    list(Some("paper_exceptions"), record.exceptions.iter().map(|it| to.exception(it)).collect());
    let challenges = record.challenges.iter();
    list(
        Some("paper_objection"),
        challenges.map(|it| format!("- {} ({}){}", plain(&it.words), to.said(&it.said), to.end(it.decided.as_ref()))).collect(),
    );
    let signatures = record.signatures.iter().map(|it| match it.signed.first() {
        Some(signed) => format!("- **{}**: {}", plain(&it.role), to.signed(signed)),
        None => format!("- **{}**: {}", plain(&it.role), to.word("review_record_unsigned")),
    });
    list(Some("review_record_signatures"), signatures.collect());
    let marks = record.marks.iter();
    let mark = |mark: &str| to.word(&format!("review_mark_{mark}"));
    list(
        Some("review_record_marks"),
        marks.map(|it| format!("- {}: **{}** {}", plain(&it.area), mark(it.mark), plain(&it.line))).collect(),
    );
    list(Some("review_record_discussions"), record.discussions.iter().map(|it| to.task(it)).collect());
    blocks.push(to.word("review_record_what_it_is"));
    blocks
}

struct To<'a> {
    export: &'a HandbookExport,
}

impl To<'_> {
    fn word(&self, name: &str) -> String {
        self.export.word(name).to_owned()
    }

    /// Who said it, when, and how that is said to be confirmed.
    fn said(&self, said: &Said) -> String {
        let how = said.confirmed.map_or("unsaid".to_owned(), |how| how.replace('-', "_"));
        format!("{}, {}, {}", plain(&said.by.join(", ")), said.on, self.word(&format!("review_confirmed_{how}")))
    }

    /// How something came to its end; empty while it has not.
    fn end(&self, end: Option<&EndLine>) -> String {
        let Some(EndLine { said, reason }) = end else { return String::new() };
        let ended = self.word("review_record_ended").replace("{by}", &said.by.join(", ")).replace("{on}", &said.on);
        format!(" {} {}", plain(&ended), plain(reason))
    }

    fn task(&self, it: &TaskLine) -> String {
        let questions = if it.questions.is_empty() { String::new() } else { format!("{}: ", it.questions.join(", ")) };
        let ticket =
            if it.ticket.is_empty() { String::new() } else { format!(" {} <{}>", self.word("review_record_ticket"), it.ticket) };
        let (owner, until) = (plain(&it.owner), &it.until);
        format!("- {questions}{} ({owner}, {until}){ticket}{}", plain(&it.what), self.end(it.ended.as_ref()))
    }

    fn exception(&self, it: &ExceptionLine) -> String {
        let named = |name: &str, text: &str| format!("\n  - {}: {}", self.word(name), plain(text));
        let accepted = format!("{} ({})", it.said.by.join(", "), it.accepted_as.join(", "));
        [
            format!("- **{}**: {}", it.question, plain(&it.gap)),
            named("review_record_acceptable", &it.acceptable),
            named("review_record_limits", &it.limits),
            named("paper_accepted_by", &accepted),
            named("paper_ends_on", &it.ends_on),
            named("review_record_closes_when", &it.closes_when),
            self.end(it.ended.as_ref()),
        ]
        .concat()
    }

    fn signed(&self, signed: &Signed) -> String {
        let instead =
            signed.instead.map_or_else(String::new, |word| format!(", {}", self.word(&format!("review_record_{word}"))));
        let since = self.since(signed.since.as_ref());
        format!("{}{instead}: `{}`. {since}", self.said(&signed.said), signed.version)
    }

    /// What differs since a signature.
    fn since(&self, changes: Option<&VersionChanges>) -> String {
        let Some(changes) = changes else { return self.word("review_record_not_kept") };
        if changes.is_empty() {
            return self.word("review_record_since_nothing");
        }
        let named = |name: &str, place: &str, ids: &[String]| {
            (!ids.is_empty()).then(|| self.word(name).replace(place, &plain(&ids.join(", "))))
        };
        let words = (!changes.words.is_empty())
            .then(|| self.word("review_record_since_words").replace("{n}", &changes.words.len().to_string()));
        let parts = [
            named("review_record_since_service", "{keys}", &changes.service),
            named("review_record_since_decides", "{ids}", &changes.decides),
            named("review_record_since_added", "{ids}", &changes.added),
            words,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
