//! What there is to be named in an entry: people, roles, areas, questions, phases, versions.

use jiff::civil::Date;

use super::Scene;
use crate::{
    cli::common::CliError,
    config::Oversight,
    review::{
        self,
        record::{AgreedService, AnswersVersion, Kind, Standing, What},
    },
};

/// An area of the phase, and its questions that apply.
pub struct PhaseArea<'a> {
    id: &'a str,
    prefix: Option<&'a str>,
    title: &'a str,
    /// The ids of its questions.
    pub questions: Vec<&'a str>,
}

impl PhaseArea<'_> {
    /// Whether a name is its id or its prefix.
    pub fn is(&self, name: &str) -> bool {
        name == self.id || self.prefix == Some(name)
    }
}

impl Scene<'_> {
    /// The ids of the people.
    pub fn people(&self) -> Vec<String> {
        self.record.people.all.iter().map(|(id, _)| id.value.clone()).collect()
    }

    /// The ids of the roles.
    pub fn role_ids(&self) -> Vec<String> {
        self.review.export.settings.roles.iter().map(|role| role.id.clone()).collect()
    }

    /// The roles that take part in the phase of the meeting, each with its title; all of them where none is named.
    pub fn roles(&self) -> Vec<(String, String)> {
        let phase = self.phase_of(Kind::Walkthrough, None, Date::MIN);
        let wanted = self.review.export.phase(&phase).map(|phase| phase.participants.clone()).unwrap_or_default();
        let roles = self.review.export.settings.roles.iter();
        let roles = roles.filter(|role| wanted.is_empty() || wanted.contains(&role.id));
        roles.map(|role| (role.id.clone(), role.title.clone())).collect()
    }

    /// The areas of the phase of the meeting of which something is asked.
    pub fn phase_areas(&self) -> impl Iterator<Item = PhaseArea<'_>> {
        let phase = self.phase_of(Kind::Walkthrough, None, Date::MIN);
        let sheets = self.review.sheets.iter();
        let sheets = sheets.filter(move |sheet| sheet.checklist.phase.as_deref() == Some(phase.as_str()));
        let areas = sheets.flat_map(|sheet| &sheet.areas).map(|(area, rows)| PhaseArea {
            id: &area.id,
            prefix: area.prefix.as_deref(),
            title: &area.title,
            questions: rows.iter().filter(|row| row.applies()).map(|row| row.item.id.as_str()).collect(),
        });
        areas.filter(|area| !area.questions.is_empty())
    }

    /// The ids of the areas of the phase of the meeting, each with its title.
    pub fn areas(&self) -> Vec<(String, String)> {
        let named = self.phase_areas().filter(|area| !area.id.is_empty());
        named.map(|area| (area.id.to_owned(), area.title.to_owned())).collect()
    }

    /// The ids of all questions that apply.
    pub fn questions(&self) -> Vec<String> {
        let rows = self.review.sheets.iter().flat_map(|sheet| &sheet.areas).flat_map(|(_, rows)| rows);
        rows.filter(|row| row.applies()).map(|row| row.item.id.clone()).collect()
    }

    /// What was agreed last of the service.
    pub fn agreed_service(&self) -> Option<&AgreedService> {
        let standing = Standing::of(self.record);
        standing.entries.iter().rev().find_map(|stands| match &stands.entry.what.value {
            What::Talk(talk) => talk.service.as_ref().map(|service| &service.value),
            _ => None,
        })
    }

    /// The phase of an entry of a kind: the one that a flag names, or that of the entry which it is about. A talk before the checklist is
    /// begun belongs to the last phase with advice; all else to the phase with signatures.
    pub fn phase_of(&self, kind: Kind, about: Option<&str>, on: Date) -> String {
        let about = about.and_then(|id| self.record.entries.iter().find(|entry| entry.id == id));
        if let Some(phase) = self.phase.clone().or_else(|| about.map(|entry| entry.head.phase.as_str().to_owned())) {
            return phase;
        }
        let export = self.review.export;
        let signed = export.phases.iter().position(|phase| phase.oversight == Oversight::SignOff);
        let mut before = export.phases.iter().take(signed.unwrap_or(usize::MAX));
        let advised = before.rfind(|phase| phase.oversight == Oversight::Advisory);
        let signed = signed.map(|at| &export.phases[at]);
        let is_begun = || {
            let has_one =
                |id: &str| self.record.entries.iter().any(|entry| entry.head.phase.as_str() == id && entry.head.on.value <= on);
            let begin = review::begin_by(&self.review.answers.service, export);
            begin.is_some_and(|begin| begin <= on) || signed.is_some_and(|phase| has_one(&phase.id))
        };
        let phase = match kind {
            Kind::Talk if !is_begun() => advised.or(signed),
            _ => signed.or(advised),
        };
        phase.or(export.phases.last()).map_or_else(String::new, |phase| phase.id.clone())
    }

    /// The answers as they are now, or those that are kept under the digest which begins so.
    ///
    /// # Errors
    /// When none, or more than one, is kept under such a digest.
    pub fn version(&self, said: Option<&str>) -> Result<AnswersVersion, CliError> {
        let Some(begin) = said else {
            return Ok(AnswersVersion::of(self.review, &self.phase_of(Kind::SignOff, None, Date::MIN)));
        };
        let mut kept = self.record.versions.iter().filter(|(digest, _)| digest.to_string().starts_with(begin));
        match (kept.next(), kept.next()) {
            (Some((_, only)), None) => Ok(only.clone()),
            (None, _) => Err(CliError::new(
                format!("no version is kept whose digest begins with `{begin}`"),
                "leave `--version` out to sign the answers as they are now",
            )),
            (Some(_), Some(_)) => {
                Err(CliError::new(format!("more than one digest begins with `{begin}`"), "write more of the digest"))
            }
        }
    }
}
