//! New entries: values → the text of a file and its name; a sign-off → the answers that it is for.

use super::{
    entry::{Entry, Head, What},
    format::{EntryFile, SignOff, Version},
    version::AnswersVersion,
};
use crate::{
    review::{Review, create::nowhere},
    source::Spanned,
    yaml::{Digest, EditionId, Id, Table, ToYaml as _, YamlValue, name_letters},
};

/// The most letters of what an entry is about in the name of its file.
const SUBJECT: usize = 60;

/// An entry that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The name of its file without `.yaml`: day, kind, what it is about, and five letters of its text, so that two branches never meet
    /// in one file.
    pub id: String,
    /// The text of its file.
    pub text: String,
}

impl Draft {
    /// The file of a new entry. `comment` is what its first line says to whoever opens it.
    #[must_use]
    pub fn new(head: Head, what: What, comment: &str) -> Self {
        let [day, kind, subject] = [head.on.value.to_string(), what.kind().word().to_owned(), subject(&what)];
        let text = entry_text(&EntryFile::new(head, what).to_value(), comment);
        let parts = [day, kind, subject, name_letters(&text)];
        let id = parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("-");
        Self { id, text }
    }

    /// The file of an entry that was read.
    #[must_use]
    pub fn of(entry: Entry, comment: &str) -> Self {
        Self::new(entry.head, entry.what.value, comment)
    }
}

/// The text of a file that says what `value` does, below a comment.
#[must_use]
pub fn entry_text(value: &YamlValue, comment: &str) -> String {
    let comment = comment.lines().map(|line| format!("# {line}\n"));
    comment.chain(value.lines(0).into_iter().map(|line| line + "\n")).collect()
}

/// What an entry is about, as a part of a file's name on every system.
fn subject(what: &What) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let subject: String = what.subject().chars().map(plain).collect();
    let mut words = String::new();
    for word in subject.split('-').filter(|word| !word.is_empty()) {
        let grown = if words.is_empty() { word.to_owned() } else { format!("{words}-{word}") };
        if grown.len() > SUBJECT {
            break;
        }
        words = grown;
    }
    words
}

impl EntryFile {
    /// The file of an entry.
    #[must_use]
    pub fn new(head: Head, what: What) -> Self {
        let Head { service, phase, on, by, written_by, written_on, confirmed, seen_at, corrects } = head;
        let (corrects, why) = corrects.map_or((None, String::new()), |found| (Some(found.entry), found.why));
        let mut file = Self {
            span: nowhere(),
            version: Version::CURRENT,
            service,
            phase,
            on,
            by,
            written_by,
            written_on,
            confirmed,
            seen_at,
            corrects,
            why,
            talk: None,
            walkthrough: None,
            verdict: None,
            challenge: None,
            condition: None,
            exception: None,
            sign_off: None,
            assessment: None,
            load_profile: None,
            launched: None,
            look_back: None,
            withdraw: None,
            lift: None,
            close: None,
            renew: None,
        };
        match what {
            What::Talk(talk) => file.talk = some(talk),
            What::Walkthrough(walkthrough) => file.walkthrough = some(walkthrough),
            What::Verdict(verdict) => file.verdict = some(verdict),
            What::Challenge(challenge) => file.challenge = some(challenge),
            What::Condition(condition) => file.condition = some(condition),
            What::Exception(exception) => file.exception = some(exception),
            What::SignOff(sign_off) => file.sign_off = some(sign_off),
            What::Assessment(assessment) => file.assessment = some(assessment),
            What::LoadProfile(profile) => file.load_profile = some(profile),
            What::Launched(launched) => file.launched = some(launched),
            What::LookBack(look_back) => file.look_back = some(look_back),
            What::Withdraw(amendment) => file.withdraw = some(amendment),
            What::Lift(amendment) => file.lift = some(amendment),
            What::Close(amendment) => file.close = some(amendment),
            What::Renew(renewal) => file.renew = some(renewal),
        }
        file
    }

    /// What the file says. What happened has its key also where nothing more is said of it.
    #[must_use]
    pub fn to_value(&self) -> YamlValue {
        let mut value = self.write();
        let empty = [("walkthrough", self.walkthrough.is_some()), ("launched", self.launched.is_some())];
        if let YamlValue::Mapping(keys) = &mut value {
            for (key, _) in empty.into_iter().filter(|(_, is_there)| *is_there) {
                if keys.iter().all(|(known, _)| known != key) {
                    keys.push((key.to_owned(), YamlValue::Verbatim("{}".to_owned())));
                }
            }
        }
        value
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it fills a key that may be there")]
fn some<T>(value: T) -> Option<Spanned<T>> {
    Some(Spanned::new(value, nowhere()))
}

impl SignOff {
    /// The signature of a role on a version of answers, for those of its questions that are `covered`.
    #[must_use]
    pub fn on(version: &AnswersVersion, review: &Review<'_>, role: Id, covered: impl Fn(&str) -> bool) -> Self {
        let place = nowhere();
        let sheets = review.sheets.iter().filter(|sheet| sheet.checklist.phase.as_deref() == Some(version.phase.as_str()));
        let editions = sheets.filter(|sheet| sheet.applying().next().is_some()).filter_map(|sheet| {
            let pinned = sheet.listed.as_ref().and_then(|listed| listed.answers.edition.as_ref());
            let edition = pinned.map(|edition| edition.value).or(sheet.checklist.edition)?;
            Some((Spanned::new(sheet.checklist.id.clone(), place), edition))
        });
        let answers = version.answers.iter().filter(|(id, _)| covered(id));
        let answers = answers.map(|(id, answer)| (Spanned::new(id.clone(), place), answer.digest()));
        Self {
            role,
            instead: None,
            version: Spanned::new(version.digest(), place),
            editions: Table::<EditionId>::from(editions.collect::<Vec<_>>()),
            answers: Table::<Digest>::from(answers.collect::<Vec<_>>()),
            words: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::entry, *};
    use crate::{
        config::Verdict,
        diagnostic::Findings,
        review::{
            answers::Launch,
            record::{
                AgreedService, Amendment, AreaMark, Assessment, Challenge, Condition, Confirmed, Correction, Discussion,
                Exception, Finding, FindingSeverity, FindingState, Instead, Launched, LookBack, Mark, Renewal, Talk,
                VerdictEntry, Walkthrough,
            },
            tidy::Tidy,
        },
        source::{SourcePath, Sources},
        yaml::{KebabCase, digest},
    };
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    const COMMENT: &str = "An entry of a record.";

    fn at<T>(value: T) -> Spanned<T> {
        Spanned::new(value, nowhere())
    }

    fn id(text: &str) -> Id {
        Id::new(KebabCase(text.to_owned()), nowhere())
    }

    #[expect(clippy::too_many_lines, reason = "a kind an arm")]
    /// An entry of each kind. `texts` are at least one letter long; what may be missing is there with `more`.
    fn what(kind: usize, texts: &[String], day: Date, more: bool) -> What {
        let text = |n: usize| Tidy::of(&texts[n % texts.len()]).into();
        let may = |n: usize| if more { text(n) } else { String::new() };
        let ticket = || more.then(|| "https://tickets.example/OPS-1?a=b#c".to_owned());
        let amendment = || Amendment { entry: at(texts[0].clone()), discussion: None, reason: text(1) };
        let assessment = || {
            if more {
                Assessment {
                    none: String::new(),
                    scope: text(0),
                    held_on: Some(at(day)),
                    report: ticket(),
                    findings: vec![
                        Finding {
                            id: text(1),
                            severity: FindingSeverity::High,
                            owner: Some(id("kim")),
                            due: Some(at(day)),
                            state: FindingState::Doing,
                            link: ticket(),
                        },
                        Finding {
                            id: text(2),
                            severity: FindingSeverity::Low,
                            owner: None,
                            due: None,
                            state: FindingState::Open,
                            link: None,
                        },
                    ],
                }
            } else {
                Assessment { none: text(0), scope: String::new(), held_on: None, report: None, findings: Vec::new() }
            }
        };
        match kind {
            0 => What::Talk(Talk {
                topic: text(0),
                agreed: may(1),
                next: more.then(|| at(day)),
                service: more.then(|| {
                    at(AgreedService { launch: Launch::NewService, tier: Some(id("critical")), high_risk: true, why: text(2) })
                }),
            }),
            1 => {
                let areas = vec![
                    (at("reliability".to_owned()), AreaMark { mark: Mark::Talk, line: text(0) }),
                    (at("security".to_owned()), AreaMark::from(Mark::Solid)),
                ];
                let discussion = Discussion { topic: text(1), owner: id("kim"), due: at(day), ticket: ticket() };
                What::Walkthrough(Walkthrough {
                    took_part: if more {
                        vec![(at("security".to_owned()), vec![id("lee"), id("kim")])].into()
                    } else {
                        Table::default()
                    },
                    areas: if more { areas.into() } else { Table::default() },
                    discussions: if more { vec![discussion] } else { Vec::new() },
                    decides: more.then(|| id("kim")),
                })
            }
            2 => What::Verdict(VerdictEntry {
                outcome: at(Verdict::GoWithConditions),
                role: id("security"),
                reason: may(0),
                lifted_by: may(1),
            }),
            3 => What::Challenge(Challenge { entry: at(texts[0].clone()), words: text(1), second_look: more.then(|| at(day)) }),
            4 => What::Condition(Condition {
                questions: vec![at("REL-01".to_owned()), at(texts[0].clone())],
                what: text(0),
                owner: id("kim"),
                ends_on: at(day),
                closes_when: may(1),
                ticket: ticket(),
            }),
            5 => What::Exception(Exception {
                question: at("REL-01".to_owned()),
                gap: text(0),
                acceptable: text(1),
                limits: text(2),
                ends_on: at(day),
                closes_when: text(0),
                accepted_as: vec![id("security"), id("product-owner")],
                ticket: ticket(),
            }),
            6 => {
                let form = serde_json::Map::from_iter([("a".to_owned(), texts[0].clone().into())]);
                What::SignOff(SignOff {
                    role: id("security"),
                    instead: more.then(|| at(Instead::Deputy)),
                    version: at(digest(&form)),
                    editions: vec![(at("readiness".to_owned()), EditionId::of(day))].into(),
                    answers: vec![(at("REL-01".to_owned()), digest(&form)), (at("SEC-02".to_owned()), digest(&form))].into(),
                    words: may(1),
                })
            }
            7 => What::Assessment(assessment()),
            8 => What::LoadProfile(assessment()),
            9 => What::Launched(Launched { what: may(0) }),
            10 => What::LookBack(LookBack {
                learned: text(0),
                add: if more { vec![texts[0].clone(), texts[1].clone()] } else { Vec::new() },
                drop: if more { vec![at("REL-01".to_owned())] } else { Vec::new() },
            }),
            11 => What::Withdraw(amendment()),
            12 => What::Lift(amendment()),
            13 => What::Close(amendment()),
            _ => What::Renew(Renewal { entry: at(texts[0].clone()), reason: text(1), ends_on: at(day) }),
        }
    }

    fn head(texts: &[String], day: Date, more: bool) -> Head {
        Head {
            service: id("invoice-api"),
            phase: id("ready-for-production"),
            on: at(day),
            by: vec![id("kim"), id("lee")],
            written_by: id("kim"),
            written_on: at(day),
            confirmed: more.then(|| at(Confirmed::MergeRequest)),
            seen_at: if more { Tidy::of(&texts[0]).into() } else { String::new() },
            corrects: more.then(|| Correction { entry: at(texts[1].clone()), why: Tidy::of(&texts[2]).into() }),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_equal(
            kind in 0..15_usize,
            texts in proptest::collection::vec("[a-z#'\"-]{1}[\\PC\n]{0,40}[a-z:]", 3),
            days in 0..4000_i32,
            more in any::<bool>(),
        ) {
            let day = date(2026, 1, 1).saturating_add(jiff::Span::new().days(days));
            let draft = Draft::new(head(&texts, day, more), what(kind, &texts, day, more), COMMENT);
            prop_assert!(draft.id.len() < 200 && !draft.id.contains(['/', '\\', ':', ' ']), "{}", draft.id);
            prop_assert!(draft.text.starts_with("# An entry of a record.\nrecord: 1\n"), "{}", draft.text);
            let mut sources = Sources::default();
            let file = sources.add(SourcePath::new(&format!("a.record/{}.yaml", draft.id)), draft.text.as_str().into(), true);
            let mut findings = Findings::default();
            let entry = entry::read(sources.file(file), &mut findings);
            let found = findings.into_vec();
            prop_assert!(found.is_empty(), "{found:?}\n{}", draft.text);
            prop_assert_eq!(Draft::of(entry.expect("an entry"), COMMENT), draft);
        }
    }

    #[test]
    fn the_name_of_a_file_is_plain_however_long_its_topic() {
        let topic = "Where do invoices wait? ".repeat(9);
        let talk = Talk { topic: topic.trim_end().to_owned(), agreed: String::new(), next: None, service: None };
        let texts = vec!["a".to_owned(); 3];
        let draft = Draft::new(head(&texts, date(2026, 7, 6), false), What::Talk(talk), COMMENT);
        let (name, letters) = draft.id.rsplit_once('-').expect("five letters");
        assert_eq!(name, "2026-07-06-talk-where-do-invoices-wait-where-do-invoices-wait-where-do");
        assert!(letters.len() == 5 && letters.chars().all(|c| c.is_ascii_lowercase() || ('2'..='7').contains(&c)), "{letters}");
    }
}
