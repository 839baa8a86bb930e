//! What one flag says in several parts, such as `reliability=talk:"failover never exercised"`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;

use super::ask::{at, id, word};
use crate::{
    cli::prompt::day,
    review::{
        nowhere,
        record::{AreaMark, Discussion, Finding, FindingState, Mark},
    },
    source::Spanned,
    yaml::{OneOf, StandIn},
};

/// A role, and who took part in it.
pub type TookPart = (String, Vec<String>);

/// An area, and what the reviewers saw in it.
pub type AreaFlag = (String, AreaMark);

/// Reads one word of a closed set; the help lists them.
pub fn one_of<T: OneOf + StandIn + Send + Sync + 'static>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::WORDS).map(|word| T::stand_in(&word, nowhere()))
}

/// Reads a role and people, as in `security=lee,kim`.
pub fn took_part(text: &str) -> Result<TookPart, String> {
    let (role, ids) = text.split_once('=').ok_or("write a role, `=` and ids of people, as in `security=lee,kim`")?;
    let ids: Vec<String> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    if role.trim().is_empty() || ids.is_empty() {
        return Err("write a role, `=` and ids of people, as in `security=lee,kim`".to_owned());
    }
    Ok((role.trim().to_owned(), ids))
}

/// Reads an area and a mark, as in `reliability=talk:"failover never exercised"`.
pub fn area_mark(text: &str) -> Result<AreaFlag, String> {
    let (area, mark) = text.split_once('=').ok_or("write an area, `=` and a mark, as in `reliability=solid`")?;
    let (mark, line) = mark.split_once(':').unwrap_or((mark, ""));
    let line = line.trim();
    let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    Ok((area.trim().to_owned(), AreaMark { mark: word::<Mark>(mark)?, line: line.to_owned() }))
}

/// Reads a discussion, as in `rotation of the key|kim|2026-12-20`.
pub fn discussion(text: &str) -> Result<Discussion, String> {
    match parts(text)[..] {
        [topic, owner, due, ref more @ ..] if more.len() < 2 && !topic.is_empty() && !owner.is_empty() => Ok(Discussion {
            topic: topic.to_owned(),
            owner: id(owner),
            due: needed(due)?,
            ticket: more.first().filter(|ticket| !ticket.is_empty()).map(|&ticket| ticket.to_owned()),
        }),
        _ => Err("write the topic, who sees to it and until when, as in `rotation of the key|kim|2026-12-20`".to_owned()),
    }
}

/// Reads a finding, as in `SEC-7|high|kim|2026-12-20|open|https://…`; what is behind the severity may be missing.
pub fn finding(text: &str) -> Result<Finding, String> {
    let parts = parts(text);
    let part = |n: usize| parts.get(n).copied().filter(|part| !part.is_empty());
    let (Some(name), Some(severity), true) = (part(0), part(1), parts.len() <= 6) else {
        return Err("write its id and how bad it is, and perhaps who, until when, how far and where, as in \
                    `SEC-7|high|kim|2026-12-20|open|https://tracker.example/7`"
            .to_owned());
    };
    Ok(Finding {
        id: name.to_owned(),
        severity: word(severity)?,
        owner: part(2).map(id),
        due: part(3).map(needed).transpose()?,
        state: part(4).map_or(Ok(FindingState::Open), word)?,
        link: part(5).map(str::to_owned),
    })
}

/// The name of an entry, from its path or the name of its file.
pub fn plain_entry(text: &str) -> String {
    let name = text.trim().rsplit(['/', '\\']).next().unwrap_or_default();
    name.strip_suffix(".yaml").unwrap_or(name).to_owned()
}

fn parts(text: &str) -> Vec<&str> {
    text.split('|').map(str::trim).collect()
}

fn needed(text: &str) -> Result<Spanned<Date>, String> {
    day(text)?.map(at).ok_or_else(|| "a day is missing, as in 2026-12-20".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_flag_are_read_with_and_without_what_may_be_missing() {
        let (area, mark) = area_mark("reliability=talk:\"failover never exercised: twice\"").unwrap();
        assert_eq!(
            (area.as_str(), mark.mark, mark.line.as_str()),
            ("reliability", Mark::Talk, "failover never exercised: twice")
        );
        assert_eq!(area_mark("security=solid").unwrap().1, AreaMark::from(Mark::Solid));
        assert!(area_mark("security=sollid").unwrap_err().contains("did you mean `solid`?"));
        assert_eq!(took_part("security=lee, kim").unwrap(), ("security".into(), vec!["lee".into(), "kim".into()]));
        assert!(took_part("security").is_err() && took_part("security=").is_err());
        let found = discussion("rotation | kim | 2026-12-20 | https://t.example/1").unwrap();
        assert_eq!(
            (found.topic.as_str(), found.owner.as_str(), found.ticket.as_deref()),
            ("rotation", "kim", Some("https://t.example/1"))
        );
        assert!(discussion("rotation|kim").is_err() && discussion("rotation|kim|soon").unwrap_err().contains("not a date"));
        let bare = finding("SEC-7|high").unwrap();
        assert!(bare.owner.is_none() && bare.due.is_none() && bare.state == FindingState::Open);
        let whole = finding("SEC-7|low|kim|2026-12-20|done|https://t.example/7").unwrap();
        assert_eq!((whole.owner.unwrap().as_str(), whole.state), ("kim", FindingState::Done));
        assert!(finding("SEC-7").is_err() && finding("SEC-7|bad").is_err());
        assert_eq!(plain_entry("a.record/2026-07-06-talk-abcde.yaml"), "2026-07-06-talk-abcde");
    }
}
