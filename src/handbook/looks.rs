//! What comes due for another look, when, and whose it is: pages by their `reviewed`, facts of a matrix by the days on which
//! their sources were read.
//!
//! All of it follows from dates that people wrote. Whether a day has passed is said by those who know what day it is.

use jiff::{Span as Time, Unit, civil::Date};

use super::Handbook;
use crate::{
    config::Config,
    manuscript::{
        Page,
        data::{Cell, DataFile, Duty, Service},
    },
    source::{SourcePath, Spanned},
};

/// Something that somebody looked at, and that comes due for another look.
#[derive(Debug, Clone)]
pub struct Look<'a> {
    /// What it is.
    pub of: LookOf<'a>,
    /// The day of the last look, and where it is written.
    pub on: Spanned<Date>,
    /// How many months that counts, at most.
    pub months: u32,
    /// The day on which the next look is due.
    pub due: Date,
    /// Whose it is; `None` where neither it nor the settings say so.
    pub owner: Option<LookOwner<'a>>,
}

/// What somebody looked at.
#[derive(Debug, Clone, Copy)]
pub enum LookOf<'a> {
    /// A page of prose.
    Page(&'a Page),
    /// A cell of a matrix.
    Fact {
        /// The file of the matrix.
        data: &'a DataFile,
        /// The service, its row.
        service: &'a Service,
        /// The duty, its column.
        duty: &'a Duty,
    },
}

/// Whose something is: a domain, or a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookOwner<'a> {
    /// Its title, plain text.
    pub title: &'a str,
    /// Its id.
    pub id: &'a str,
}

/// The part of an interval over which looks are spread, counted from its end: one in so many.
const SPREAD: i32 = 4;

/// The day on which a look is due again: `months` (at most 1,200) after the last one. With a `spread`, up to a quarter of that
/// earlier: how much follows from this text alone, so that things which were all looked at on one day come due one by one, and
/// no look at anything else moves a day.
fn due_on(looked_at: Date, months: u32, spread: Option<&str>) -> Date {
    let last = looked_at.saturating_add(Time::new().months(i64::from(months.min(1200))));
    let Some(text) = spread else { return last };
    let days = looked_at.until((Unit::Day, last)).map_or(0, |days| days.get_days());
    last.saturating_sub(Time::new().days(i64::from(hash(text)) % (i64::from(days / SPREAD) + 1)))
}

/// A number that follows from a text alone, today and in every later version: the upper half of FNV-1a with 64 bits.
fn hash(text: &str) -> u32 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    u32::try_from(text.bytes().fold(0xcbf2_9ce4_8422_2325, mix) >> 32).unwrap_or(0)
}

/// The day on which a page is due for another look; `None` if nobody ever looked at it. A page that says for itself how long it
/// stays fresh is taken at its word; all others are spread.
#[must_use]
pub fn page_due(config: &Config, page: &Page) -> Option<Date> {
    let on = page.meta.reviewed.as_ref()?.on.value;
    Some(match page.meta.fresh_for_months {
        Some(months) => due_on(on, months, None),
        None => due_on(on, config.fresh_for_months.pages, Some(page.path.as_str())),
    })
}

/// The day on which a cell of a matrix is due for another look; `None` if nobody read its sources. All cells of a service are
/// spread alike, because they are read together.
#[must_use]
pub fn fact_due(config: &Config, matrix: &SourcePath, service: &Service, cell: &Cell) -> Option<Date> {
    let on = cell.looked_at()?.value;
    Some(due_on(on, config.fresh_for_months.facts, Some(&format!("{matrix}#{}", service.id.as_str()))))
}

impl Handbook {
    /// All that somebody looked at once, in the order of pages, then of the services that are shown.
    pub fn looks(&self) -> impl Iterator<Item = Look<'_>> {
        self.pages.iter().filter_map(|page| self.page_look(page)).chain(self.fact_looks())
    }

    fn page_look<'a>(&'a self, page: &'a Page) -> Option<Look<'a>> {
        let on = page.meta.reviewed.as_ref()?.on.clone();
        let due = page_due(&self.config, page)?;
        let months = page.meta.fresh_for_months.unwrap_or(self.config.fresh_for_months.pages);
        Some(Look { of: LookOf::Page(page), on, months, due, owner: self.page_owner(page) })
    }

    fn fact_looks(&self) -> impl Iterator<Item = Look<'_>> {
        let months = self.config.fresh_for_months.facts;
        let (config, owner) = (&*self.config, self.owner());
        self.matrices().flat_map(move |(data, matrix)| {
            let shown = matrix.services.valid.iter().filter(|service| config.shows(service.provider.as_str()));
            shown.flat_map(move |service| {
                matrix.duties.valid.iter().filter_map(move |duty| {
                    let cell = service.cell(duty.id.as_str())?;
                    let (on, due) = (cell.looked_at()?.clone(), fact_due(config, &data.path, service, cell)?);
                    Some(Look { of: LookOf::Fact { data, service, duty }, on, months, due, owner })
                })
            })
        })
    }

    /// Whose a page is: its domain's, or whose everything else is.
    #[must_use]
    pub fn page_owner<'a>(&'a self, page: &'a Page) -> Option<LookOwner<'a>> {
        let domain = page.meta.domain.as_ref().and_then(|id| self.domain(id.as_str()));
        domain.map(|(_, domain)| LookOwner { title: &domain.title, id: domain.id.as_str() }).or_else(|| self.owner())
    }

    /// Whose everything is that has no domain: the `owner` of the settings.
    #[must_use]
    pub fn owner(&self) -> Option<LookOwner<'_>> {
        self.role_or_domain(self.config.owner.as_ref()?.as_str())
    }

    /// The role with an id, or else the domain.
    #[must_use]
    pub fn role_or_domain(&self, id: &str) -> Option<LookOwner<'_>> {
        let role = Config::word(&self.config.roles, id).map(|role| LookOwner { title: &role.title, id: role.id.as_str() });
        role.or_else(|| self.domain(id).map(|(_, domain)| LookOwner { title: &domain.title, id: domain.id.as_str() }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_look_without_spread_is_due_on_the_day_that_was_promised() {
        assert_eq!(due_on(day("2026-11-23"), 12, None), day("2027-11-23"));
        assert_eq!(due_on(day("2026-08-31"), 6, None), day("2027-02-28"));
        assert_eq!(due_on(day("2026-11-23"), 0, Some("a")), day("2026-11-23"));
        assert_eq!(due_on(day("9999-01-01"), 1200, None), Date::MAX);
    }

    #[test]
    fn a_spread_look_is_due_in_the_last_quarter_and_never_later() {
        let on = day("2026-11-23");
        let mut on_a_day: BTreeMap<Date, u32> = BTreeMap::new();
        for number in 0..1000 {
            let due = due_on(on, 12, Some(&format!("content/guides/page-{number}.md")));
            assert!((day("2027-08-24")..=day("2027-11-23")).contains(&due), "{due}");
            *on_a_day.entry(due).or_default() += 1;
        }
        // 92 days, each taken, and none by much more than its share of eleven.
        assert_eq!(on_a_day.len(), 92);
        assert!(on_a_day.values().all(|count| *count <= 26), "{on_a_day:?}");
        // A day that was told is not moved by a new version.
        assert_eq!(due_on(on, 12, Some("content/guides/backups.md")), day("2027-09-05"));
    }
}
