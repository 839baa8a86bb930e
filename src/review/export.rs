//! Answers as a Markdown task list and as CSV. `tests/fixtures/answers/README.md` says the rule; the browser writes the same.

use super::{
    answers::{Answer, ChecklistAnswers, HandledBy, State},
    handbook_export::HandbookExport,
    plain::plain,
    report::FilledAnswer,
    reviewed::{Review, ReviewedChecklist, Row},
    write,
};
use crate::{
    source::{Spanned, scheme},
    yaml::{ToYaml as _, YamlValue, is_space},
};

/// The columns of the CSV.
const COLUMNS: &str = "service,checklist,edition,area,id,ask,applies,aside,state,help_wanted,handled_by,says,setting,evidence,\
                       speaker,plan,owner,due,why,updated";

/// The answers of a file to one checklist, joined with the checklist if the handbook has it.
struct ChecklistPart<'a> {
    id: &'a str,
    answered: &'a ChecklistAnswers,
    sheet: Option<&'a ReviewedChecklist<'a>>,
}

/// The checklists with any answer: in the handbook's order, then those that it does not have, by id.
fn parts<'a>(review: &'a Review<'a>) -> Vec<ChecklistPart<'a>> {
    let known = review
        .sheets
        .iter()
        .filter_map(|sheet| Some(ChecklistPart { id: &sheet.checklist.id, answered: sheet.listed?.answers, sheet: Some(sheet) }));
    let unknown = review.answers.checklists.iter().filter(|(id, _)| review.export.checklist(&id.value).is_none());
    let mut unknown: Vec<ChecklistPart<'a>> =
        unknown.map(|(id, answered)| ChecklistPart { id: &id.value, answered, sheet: None }).collect();
    unknown.sort_by_key(|part| part.id);
    known.chain(unknown).filter(|part| part.answered.write() != YamlValue::Nothing).collect()
}

impl<'a> ChecklistPart<'a> {
    /// Answers to ids that the checklist does not have.
    fn unknown(&self) -> Vec<&'a (Spanned<String>, Answer)> {
        let all = match self.sheet {
            Some(sheet) => sheet.unknown.clone(),
            None => write::sorted(&self.answered.items, None),
        };
        all.into_iter().filter(|(_, answer)| !answer.is_empty()).collect()
    }

    /// Answers to what is no longer asked.
    fn retired(&self) -> Vec<&'a (Spanned<String>, Answer)> {
        let all = write::sorted(&self.answered.retired, self.sheet.map(|sheet| sheet.checklist));
        all.into_iter().filter(|(_, answer)| !answer.is_empty()).collect()
    }
}

/// The answers as CSV (RFC 4180, CRLF): a header, and a row for each question. No cell is a formula.
#[must_use]
pub fn csv(review: &Review<'_>) -> String {
    let mut out = format!("{COLUMNS}\r\n");
    for part in parts(review) {
        let edition = part.answered.edition.as_ref().map(|edition| edition.value.to_string()).unwrap_or_default();
        let mut row = |head: [&str; 5], answer: Option<&Answer>| {
            let [area, id, ask, applies, aside] = head;
            let service = review.answers.service.id.as_str();
            let mut cells: Vec<String> = [service, part.id, &edition, area, id, ask, applies, aside].map(cell).into();
            cells.extend(answer_cells(answer.unwrap_or(&Answer::default())));
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        };
        for (area, rows) in part.sheet.into_iter().flat_map(|sheet| &sheet.areas) {
            for found in rows {
                let applies = if found.applies() { "yes" } else { "no" };
                let aside = found.aside.as_deref().unwrap_or("");
                row([&area.title, &found.item.id, &found.item.ask, applies, aside], found.answer);
            }
        }
        for (id, answer) in part.unknown() {
            row(["", &id.value, "", "unknown", ""], Some(answer));
        }
        for (id, answer) in part.retired() {
            row(["", &id.value, "", "retired", ""], Some(answer));
        }
    }
    out
}

fn answer_cells(answer: &Answer) -> Vec<String> {
    let Answer { help_wanted, handled_by, says, setting, evidence, speaker, plan, why, updated, .. } = answer;
    let plan = plan.as_ref().map(|plan| plan.value.clone()).unwrap_or_default();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let cells = [
        answer.state.as_ref().map_or(State::Open, |state| state.value).word().to_owned(),
        if *help_wanted { "true".to_owned() } else { String::new() },
        handled_by.as_ref().map_or("", |by| by.value.word()).to_owned(),
        says.clone(),
        setting.clone(),
        evidence.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        speaker.clone(),
        plan.what,
        plan.owner,
        day(plan.due),
        why.clone(),
        day(*updated),
    ];
    cells.iter().map(|text| cell(text)).collect()
}

/// A cell of CSV, in quotes where it needs them. One that a spreadsheet would take for a formula begins with `'`.
fn cell(text: &str) -> String {
    let is_risky =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}');
    let text = if text.starts_with(is_risky) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// The answers as a Markdown task list, `- [ ]` for what is open.
#[must_use]
pub fn tasks(review: &Review<'_>) -> String {
    let mut blocks = vec![format!("# {}", plain(review.answers.service.name()))];
    for part in parts(review) {
        let title = plain(part.sheet.map_or(part.id, |sheet| sheet.checklist.title.as_str()));
        blocks.push(match &part.answered.edition {
            Some(edition) => format!("## {title} ({})", edition.value),
            None => format!("## {title}"),
        });
        for (area, rows) in part.sheet.into_iter().flat_map(|sheet| &sheet.areas) {
            let lines: Vec<String> = rows.iter().filter(|row| row.applies()).flat_map(|row| task(review, row)).collect();
            if lines.is_empty() {
                continue;
            }
            if !area.id.is_empty() {
                blocks.push(format!("### {}", plain(&area.title)));
            }
            blocks.push(lines.join("\n"));
        }
        blocks.extend(others(review, &part));
    }
    format!("{}\n", blocks.join("\n\n"))
}

/// Blocks of items that do not apply, and of answers to unknown or retired ones.
fn others(review: &Review<'_>, part: &ChecklistPart<'_>) -> Vec<String> {
    let rows = part.sheet.into_iter().flat_map(ReviewedChecklist::rows);
    let aside = rows.filter_map(|row| {
        let line = format!("- {}: {}", row.item.id, plain(row.aside.as_ref()?));
        Some([vec![line], answer_lines(review, row)].concat().join("\n"))
    });
    let gone = part.unknown().into_iter().chain(part.retired()).map(|(id, answer)| {
        let said = if answer.says.is_empty() { &answer.why } else { &answer.says };
        let said = plain(said);
        if said.is_empty() { format!("- {}", plain(&id.value)) } else { format!("- {}: {said}", plain(&id.value)) }
    });
    let mut blocks = Vec::new();
    for (word, lines) in [("review_aside", aside.collect::<Vec<_>>()), ("review_gone", gone.collect())] {
        if !lines.is_empty() {
            blocks.push(format!("### {}", review.export.word(word)));
            blocks.push(lines.join("\n"));
        }
    }
    blocks
}

fn task(review: &Review<'_>, row: &Row<'_>) -> Vec<String> {
    let word = |name: &str| review.export.word(name).to_owned();
    let done = matches!(row.state(), State::Answered | State::NotApplicable);
    let stop = if row.hard_stop { format!(" ({})", word("review_hard_stop")) } else { String::new() };
    let mut lines = vec![format!("- [{}] {}: {}{stop}", if done { "x" } else { " " }, row.item.id, plain(&row.item.ask))];
    lines.extend(answer_lines(review, row));
    lines
}

/// What was answered, as list items below the question's.
fn answer_lines(review: &Review<'_>, row: &Row<'_>) -> Vec<String> {
    let Some(answer) = row.answer else { return Vec::new() };
    let lines = said(review.export, &FilledAnswer::of(answer, answer.speaker.clone()));
    lines.into_iter().map(|line| format!("  - {line}")).collect()
}

/// The parts of an answer as Markdown, one line each, without bullets.
pub(super) fn said(words: &HandbookExport, answer: &FilledAnswer) -> Vec<String> {
    let FilledAnswer { state, help_wanted, handled_by, says, setting, evidence, speaker, plan, why } = answer;
    let mut names = Vec::new();
    match state {
        State::Open | State::Drafted | State::Answered => {}
        State::Gap => names.push("review_state_gap"),
        State::NotApplicable => names.push("review_state_not_applicable"),
    }
    if *help_wanted {
        names.push("review_help_wanted");
    }
    let mut lines: Vec<String> = names.into_iter().map(|name| words.word(name).to_owned()).collect();
    let mut part = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{}: {text}", words.word(name)));
        }
    };
    if let Some(by) = handled_by {
        part("review_handled_by", words.word(handled(*by)));
    }
    part("review_says", &plain(says));
    part("review_setting", &plain(setting));
    for text in evidence {
        part("review_evidence", &link(text));
    }
    part("review_speaker", &plain(speaker));
    if let Some(plan) = plan {
        let parts = [plain(&plan.what), plain(&plan.owner), plan.due.clone().unwrap_or_default()];
        part("review_plan", &parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "));
    }
    part("review_why", &plain(why));
    lines
}

/// The key in the words file of whoever takes care of it.
fn handled(by: HandledBy) -> &'static str {
    match by {
        HandledBy::Team => "review_by_team",
        HandledBy::Platform => "review_by_platform",
        HandledBy::Provider => "review_by_provider",
    }
}

/// An `http` or `https` URL as an autolink, any other text as [`plain`] makes it.
pub(super) fn link(text: &str) -> String {
    let is_address = scheme::behind_web_scheme(text)
        .is_some_and(|rest| !rest.is_empty() && !rest.contains(|c| is_space(c) || matches!(c, '<' | '>')));
    if is_address { format!("<{text}>") } else { plain(text) }
}
