//! The days of a review as a calendar, RFC 5545: what comes due, with a reminder before an exception ends. It names nobody, so it may be
//! shared, and says the same bytes whenever it is written.

use jiff::civil::Date;

use super::{
    Standing,
    days::HORIZONS,
    due::{DueKind, Open},
    entry::What,
};
use crate::review::{Review, begin_by};

/// The longest line, in bytes without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// A day of a calendar.
struct Event {
    /// What stays the same while the day moves.
    id: String,
    /// When it was written down.
    stamp: Date,
    day: Date,
    title: String,
    about: String,
    is_reminded: bool,
}

/// The calendar of a service.
#[must_use]
pub fn calendar(review: &Review<'_>, standing: &Standing<'_>) -> String {
    let mut events = of_service(review);
    events.extend(standing.open().map(|open| of_open(review, open)));
    events.sort_by(|one, other| (one.day, &one.id).cmp(&(other.day, &other.id)));
    let mut text = Calendar::default();
    text.line("BEGIN", "VCALENDAR");
    text.line("VERSION", "2.0");
    text.line("PRODID", "-//readybook//review calendar//EN");
    text.line("CALSCALE", "GREGORIAN");
    text.line("X-WR-CALNAME", &escaped(review.answers.service.name()));
    for event in events {
        let day = |day: Date| day.strftime("%Y%m%d").to_string();
        text.line("BEGIN", "VEVENT");
        text.line("UID", &escaped(&event.id));
        text.line("DTSTAMP", &format!("{}T000000Z", day(event.stamp)));
        text.line("DTSTART;VALUE=DATE", &day(event.day));
        text.line("DTEND;VALUE=DATE", &day(event.day.tomorrow().unwrap_or(event.day)));
        text.line("SUMMARY", &escaped(&event.title));
        if !event.about.is_empty() {
            text.line("DESCRIPTION", &escaped(&event.about));
        }
        text.line("TRANSP", "TRANSPARENT");
        for days in HORIZONS.into_iter().filter(|_| event.is_reminded) {
            text.line("BEGIN", "VALARM");
            text.line("ACTION", "DISPLAY");
            text.line("DESCRIPTION", &escaped(&event.title));
            text.line("TRIGGER", &format!("-P{days}D"));
            text.line("END", "VALARM");
        }
        text.line("END", "VEVENT");
    }
    text.line("END", "VCALENDAR");
    text.0
}

/// The days that the answer file says.
fn of_service(review: &Review<'_>) -> Vec<Event> {
    let service = &review.answers.service;
    let (name, id) = (service.name(), service.id.as_str());
    let event = |what: &str, day: Date, title: String| Event {
        id: format!("{id}/{what}@{}", review.export.id),
        stamp: day,
        day,
        title,
        about: String::new(),
        is_reminded: false,
    };
    let mut events = Vec::new();
    events.extend(begin_by(service, review.export).map(|day| event("begin", day, format!("{name}: begin the checklist"))));
    let review_name = &review.export.settings.review_name;
    events.extend(service.walkthrough.as_ref().map(|day| event("walkthrough", day.value, format!("{name}: {review_name}"))));
    events.extend(service.launch_on.as_ref().map(|day| event("launch", day.value, format!("{name}: launch"))));
    events
}

/// A day that an entry says, of something that is not done.
fn of_open(review: &Review<'_>, open: Open<'_>) -> Event {
    let (service, stands) = (&review.answers.service, open.stands);
    let (title, about) = match &stands.entry.what.value {
        What::Condition(found) => {
            let ids: Vec<&str> = found.questions.iter().map(|id| id.value.as_str()).collect();
            (format!("condition on {} ends", ids.join(", ")), open.what)
        }
        What::Exception(found) => {
            (format!("exception for {} ends", found.question.value), format!("{}\n{}", found.gap, found.closes_when))
        }
        What::Challenge(_) => ("second look".to_owned(), String::new()),
        What::Assessment(_) | What::LoadProfile(_) => (format!("finding {}", open.what), String::new()),
        What::Walkthrough(_) => ("discussion".to_owned(), open.what),
        _ => ("next talk".to_owned(), open.what),
    };
    let part = open.part.map_or_else(String::new, |part| format!("/{part}"));
    // What is put right keeps its identity.
    let first = stands.corrected.last().unwrap_or(&stands.entry);
    Event {
        id: format!("{}/{}{part}@{}", service.id.as_str(), first.id, review.export.id),
        stamp: stands.renewals.last().map_or(stands.entry.head.written_on.value, |(later, _)| later.head.written_on.value),
        day: open.day,
        title: format!("{}: {title}", service.name()),
        about,
        is_reminded: matches!(open.kind, DueKind::Condition | DueKind::Exception),
    }
}

#[derive(Default)]
struct Calendar(String);

impl Calendar {
    /// A line, folded so that none is longer than 75 bytes and no character is torn apart.
    fn line(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0 += "\r\n ";
                room = LINE - 1;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0 += "\r\n";
    }
}

/// A text as a value: RFC 5545, 3.3.11. Controls are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped += "\\n",
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_folded_between_characters_and_says_the_same_unfolded() {
        let text = "ä€𝄞,;\\ words and words ".repeat(20);
        let mut calendar = Calendar::default();
        calendar.line("SUMMARY", &escaped(&text));
        assert!(calendar.0.ends_with("\r\n"));
        assert!(calendar.0.trim_end().split("\r\n").all(|line| line.len() <= LINE), "{}", calendar.0);
        assert_eq!(calendar.0.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", escaped(&text)));
        assert_eq!(escaped("a,b;c\\d\r\ne\u{7}"), "a\\,b\\;c\\\\d\\ne");
    }
}
