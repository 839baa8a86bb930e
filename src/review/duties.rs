//! What remains the team's on each managed service that it uses.

use serde::Serialize;

use super::{
    handbook_export::{self, Cell, MustEnable},
    reviewed::Review,
};
use crate::manuscript::data::Who;

/// The team's duties on one managed service.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceDuties {
    /// The id of the managed service.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The absolute URL of its page; without a base URL its address relative to the site's root.
    pub address: String,
    /// Duties for which something must be enabled, with the line to paste.
    pub must_enable: Vec<DutyLine>,
    /// Duties of the team alone.
    pub team: Vec<DutyLine>,
    /// Duties that are shared with the provider.
    pub both: Vec<DutyLine>,
    /// Its traps.
    pub traps: Vec<TrapLine>,
}

/// One duty.
#[derive(Debug, Clone, Serialize)]
pub struct DutyLine {
    /// The id of the duty.
    pub duty: String,
    /// Its title.
    pub title: String,
    /// The provider's half; may be empty.
    pub provider: String,
    /// The team's half; may be empty.
    pub team: String,
    /// The setting that must be switched on, if any.
    pub must_enable: Option<MustEnable>,
}

/// A trap.
#[derive(Debug, Clone, Serialize)]
pub struct TrapLine {
    /// What happens.
    pub text: String,
    /// The setting that it depends on.
    pub setting: Option<String>,
}

/// The duties on each managed service in use, in the order of the file.
#[must_use]
pub fn duties(review: &Review<'_>) -> Vec<ServiceDuties> {
    let used = review.answers.service.uses.iter().filter_map(|id| review.export.service(id.as_str()));
    used.map(|service| service_duties(review, service)).collect()
}

fn service_duties(review: &Review<'_>, service: &handbook_export::Service) -> ServiceDuties {
    let title = |id: &str| {
        let duty = review.export.responsibilities.duties.iter().find(|duty| duty.id == id);
        duty.map_or_else(|| id.to_owned(), |duty| duty.title.clone())
    };
    let line = |cell: &Cell| DutyLine {
        duty: cell.duty.clone(),
        title: title(&cell.duty),
        provider: cell.provider.clone(),
        team: cell.team.clone(),
        must_enable: cell.must_enable.clone(),
    };
    let lines = |wanted: &dyn Fn(&Cell) -> bool| service.cells.iter().filter(|cell| wanted(cell)).map(line).collect();
    ServiceDuties {
        id: service.id.clone(),
        title: service.title.clone(),
        address: review.export.link(&service.address),
        must_enable: lines(&|cell| cell.must_enable.is_some()),
        team: lines(&|cell| cell.must_enable.is_none() && cell.who == Who::Team),
        both: lines(&|cell| cell.must_enable.is_none() && cell.who == Who::Both),
        traps: service.traps.iter().map(|trap| TrapLine { text: trap.text.clone(), setting: trap.setting.clone() }).collect(),
    }
}
