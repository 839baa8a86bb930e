//! What questions refer to, of two states compared: guardrails, the responsibility matrix, terms.

use super::{Change, Changed, pairs, sorted};
use crate::review::handbook_export::{Bound, Cell, Duty, Guardrail, HandbookExport, MustEnable, Service, Term, Trap};

/// Compares things of two lists by their ids.
fn compared<T>(
    (was, is): (&[T], &[T]),
    id: impl Fn(&T) -> &str,
    title: impl Fn(&T) -> &str,
    changes: impl Fn(&T, &T) -> Vec<Change>,
) -> Vec<Changed> {
    let changed = pairs(was, is, &id).into_iter().filter_map(|pair| match pair {
        (None, Some(is)) => Changed::new(id(is), title(is), vec![Change::added()]),
        (Some(was), None) => Changed::new(id(was), title(was), vec![Change::Removed]),
        (Some(was), Some(is)) => Changed::new(id(is), title(is), changes(was, is)),
        (None, None) => None,
    });
    changed.collect()
}

/// The changes that were found; where the digests differ and nothing was found, the one that cannot be seen.
fn or_unseen<D: PartialEq>(digests: Option<(D, D)>, found: impl FnOnce() -> Vec<Change>) -> Vec<Change> {
    match digests {
        Some((was, is)) if was == is => Vec::new(),
        Some(_) => {
            let found = found();
            if found.is_empty() { vec![Change::Unseen { in_question: false }] } else { found }
        }
        None => found(),
    }
}

fn optional(text: Option<&String>) -> Vec<String> {
    text.into_iter().filter(|text| !text.is_empty()).cloned().collect()
}

fn one(word: &str) -> Vec<String> {
    vec![word.to_owned()]
}

/// Guardrails that came, went or changed.
pub fn guardrails(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    compared((&was.guardrails, &is.guardrails), |rail| &rail.id, |rail| &rail.title, guardrail)
}

fn guardrail(was: &Guardrail, is: &Guardrail) -> Vec<Change> {
    or_unseen(was.digest.zip(is.digest), || {
        let mut changes: Vec<Change> = Change::reworded("title", &was.title, &is.title).into_iter().collect();
        for (before, now) in pairs(&was.bounds, &is.bounds, |bound| &bound.environment) {
            let Some(environment) = now.or(before).map(|bound| bound.environment.clone()) else { continue };
            let (was, is) = (bound(before, &was.unit), bound(now, &is.unit));
            if was != is {
                changes.push(Change::Set { part: "bounds", environment: Some(environment), was, is });
            }
        }
        let more = [
            // Where a bound has changed it is told with its unit.
            Change::set("unit", optional(Some(&was.unit)), optional(Some(&is.unit))).filter(|_| changes.is_empty()),
            Change::set("talk_to", optional(was.talk_to.as_ref()), optional(is.talk_to.as_ref())),
            Change::set_of("sign_off", &was.sign_off, &is.sign_off),
            Change::reworded("bring", &was.bring.join("\n"), &is.bring.join("\n")),
            Change::set("domain", optional(was.domain.as_ref()), optional(is.domain.as_ref())),
            Change::reworded("why", &was.why, &is.why),
            Change::reworded("example", &was.example, &is.example),
        ];
        changes.extend(more.into_iter().flatten());
        changes
    })
}

/// A bound in words, such as `min 2` and `max 8 GiB`; nothing where there is none.
fn bound(bound: Option<&Bound>, unit: &str) -> Vec<String> {
    let Some(Bound { environment: _, min, max, equals, one_of }) = bound else { return Vec::new() };
    let with_unit = |value: &String| if unit.is_empty() { value.clone() } else { format!("{value} {unit}") };
    let said = [("min", min), ("max", max), ("equals", equals)];
    let said = said.into_iter().filter_map(|(key, value)| Some(format!("{key} {}", with_unit(value.as_ref()?))));
    let choice =
        (!one_of.is_empty()).then(|| format!("one of {}", sorted(one_of).iter().map(with_unit).collect::<Vec<_>>().join(", ")));
    said.chain(choice).collect()
}

/// Duties of the matrix that came, went or changed.
pub fn duties(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    let (was, is) = (&was.responsibilities.duties, &is.responsibilities.duties);
    let changes = |was: &Duty, is: &Duty| {
        let changes =
            [Change::reworded("title", &was.title, &is.title), Change::reworded("enablement", &was.enablement, &is.enablement)];
        changes.into_iter().flatten().collect()
    };
    compared((was, is), |duty| &duty.id, |duty| &duty.title, changes)
}

/// Managed services that came, went or changed by themselves.
pub fn services(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    let (was, is) = (&was.responsibilities.services, &is.responsibilities.services);
    compared((was, is), |service| &service.id, |service| &service.title, service)
}

fn service(was: &Service, is: &Service) -> Vec<Change> {
    let traps = |service: &Service| service.traps.iter().map(|trap: &Trap| trap.text.clone()).collect::<Vec<_>>().join("\n");
    let changes = [
        Change::reworded("title", &was.title, &is.title),
        Change::set("kind", optional(was.kind.as_ref()), optional(is.kind.as_ref())),
        Change::set("provider", one(&was.provider), one(&is.provider)),
        Change::set_of("implies", &was.implies, &is.implies),
        Change::reworded("traps", &traps(was), &traps(is)),
    ];
    changes.into_iter().flatten().collect()
}

/// Cells that came, went or changed, of services that are in both states; by `service/duty`.
pub fn cells(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    let mut found = Vec::new();
    for now in &is.responsibilities.services {
        let Some(before) = was.service(&now.id) else { continue };
        let title = |cell: &Cell| {
            let duties = is.responsibilities.duties.iter().chain(&was.responsibilities.duties);
            let duty = duties.into_iter().find(|duty| duty.id == cell.duty).map_or(cell.duty.as_str(), |duty| &duty.title);
            format!("{}: {duty}", now.title)
        };
        let id = |cell: &Cell| format!("{}/{}", now.id, cell.duty);
        for pair in pairs(&before.cells, &now.cells, |cell| &cell.duty) {
            found.extend(match pair {
                (None, Some(is)) => Changed::new(&id(is), &title(is), vec![Change::added()]),
                (Some(was), None) => Changed::new(&id(was), &title(was), vec![Change::Removed]),
                (Some(was), Some(is)) => Changed::new(&id(is), &title(is), cell(was, is)),
                (None, None) => None,
            });
        }
    }
    found
}

fn cell(was: &Cell, is: &Cell) -> Vec<Change> {
    or_unseen(was.digest.zip(is.digest), || {
        let setting = |cell: &Cell| cell.must_enable.as_ref().map_or_else(Vec::new, must_enable);
        let changes = [
            Change::set("who", one(was.who.word()), one(is.who.word())),
            Change::reworded("team", &was.team, &is.team),
            Change::reworded("provider", &was.provider, &is.provider),
            Change::set("must_enable", setting(was), setting(is)),
            Change::reworded("not_applicable", &was.not_applicable, &is.not_applicable),
            Change::reworded("enablement", &was.enablement, &is.enablement),
            Change::set("basis", one(was.basis.word()), one(is.basis.word())),
            Change::set_of("sources", &was.sources, &is.sources),
        ];
        changes.into_iter().flatten().collect()
    })
}

/// A setting that must be switched on: the setting, its default, the line that shows it, and when that is possible.
fn must_enable(MustEnable { setting, default, show, later }: &MustEnable) -> Vec<String> {
    vec![setting.clone(), format!("default {default}"), format!("show {show}"), format!("later {}", later.word())]
}

/// Terms that came, went or changed.
pub fn terms(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    compared((&was.terms, &is.terms), |term| &term.term, |term| &term.term, term)
}

fn term(was: &Term, is: &Term) -> Vec<Change> {
    or_unseen(was.digest.zip(is.digest), || {
        let changes = [
            Change::set("short_form", optional(was.short_form.as_ref()), optional(is.short_form.as_ref())),
            Change::set_of("also", &was.also, &is.also),
            Change::reworded("short", &was.short, &is.short),
            Change::reworded("text", &was.text, &is.text),
        ];
        changes.into_iter().flatten().collect()
    })
}
