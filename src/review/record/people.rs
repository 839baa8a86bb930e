//! The people of a record: who has which role, and since when. Ids stand for them everywhere else; none of it is published.

use jiff::civil::Date;
use readybook_derive::Format;

use super::format::Version;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    review::tidy::Tidy,
    source::{FileId, Source, Spanned},
    yaml::{self, Form, FromYaml, Id, Table},
};

/// The name of the file that names the people, beside the folders of the records.
pub const PEOPLE: &str = "people.yaml";

/// The people of a record, as their file says it.
#[derive(Debug, Clone, Format)]
#[format(name = "the people of a record", check = check)]
pub struct PeopleFile {
    /// The version of the format.
    #[field(name = "record", digest = nothing)]
    pub version: Version,
    /// The people by their ids.
    pub people: Table<Person>,
}

/// Somebody.
#[derive(Debug, Clone, Format)]
#[format(name = "a person")]
pub struct Person {
    /// Their name.
    #[field(via = Tidy)]
    pub name: String,
    /// Their roles.
    #[field(required, names = Role)]
    pub roles: Vec<Id>,
    /// The roles for which they sign where nobody else of the role does.
    #[field(names = Role)]
    pub deputy_for: Vec<Id>,
    /// The team that they belong to.
    #[field(via = Tidy, default)]
    pub team: String,
    /// The first day with these roles.
    pub from: Option<Spanned<Date>>,
    /// The last day with these roles.
    pub until: Option<Spanned<Date>>,
}

/// The people of a record.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Their file; none where there is no such file.
    pub file: Option<FileId>,
    /// Each with the id, in the order of the file.
    pub all: Vec<(Spanned<String>, Person)>,
}

impl People {
    /// The person with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Person> {
        self.all.iter().find(|(known, _)| known.value == id).map(|(_, person)| person)
    }

    /// What people call somebody: the name, or the id of somebody who is not in the file.
    #[must_use]
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.get(id).map_or(id, |person| person.name.as_str())
    }

    /// The ids of those who have a role on a day.
    pub fn with_role(&self, role: &str, day: Date) -> impl Iterator<Item = &str> {
        self.all.iter().filter(move |(_, person)| person.is_there(day) && person.has(role)).map(|(id, _)| id.value.as_str())
    }
}

impl Person {
    /// Whether they have a role, on whatever day.
    #[must_use]
    pub fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|one| one.as_str() == role)
    }

    /// Whether they may sign for a role where nobody else of it does.
    #[must_use]
    pub fn is_deputy_for(&self, role: &str) -> bool {
        self.deputy_for.iter().any(|one| one.as_str() == role)
    }

    /// Whether a day is one of theirs: not before the first, not after the last.
    #[must_use]
    pub fn is_there(&self, day: Date) -> bool {
        self.from.as_ref().is_none_or(|from| from.value <= day) && self.until.as_ref().is_none_or(|until| day <= until.value)
    }
}

/// Reads the file of the people; nobody, with a finding, when it is none.
pub fn read(source: &Source, findings: &mut Findings) -> People {
    let read = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok();
    let read = read.and_then(|node| PeopleFile::read(&node, findings));
    People { file: Some(source.id), all: read.map_or_else(Vec::new, |read| read.people.valid) }
}

/// Reports ids that are none.
#[expect(clippy::unnecessary_wraps, reason = "a check of a format may refuse what it looks at")]
fn check(people: PeopleFile, _fields: &yaml::Fields<'_>, findings: &mut Findings) -> Option<PeopleFile> {
    for id in people.people.written_ids().filter(|id| !Form::Id.matches(&id.value)) {
        findings.push(Diagnostic::new(Code::InvalidId, id.span, format!("`{}` is not an id", id.value)).help(Form::Id.help()));
    }
    Some(people)
}
