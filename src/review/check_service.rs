//! What an answer file says of its service: what nobody has said, what contradicts something else, dates that have passed.

use jiff::civil::Date;

use super::{
    handbook_export::{HandbookExport, Word},
    reviewed::{Review, ReviewedChecklist, Row, count, review_short},
};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Checks the service block as far as the questions of these checklists depend on it; `today` is the day that counts as today.
pub fn check_service(review: &Review<'_>, sheets: &[&ReviewedChecklist<'_>], today: Date, findings: &mut Findings) {
    unsaid(review, sheets, findings);
    denied(review, findings);
    high_risk(review, findings);
    for sheet in sheets {
        missing(review, sheet, findings);
    }
    dates(review, today, findings);
}

/// Reports what nobody has said of the service and on which questions depend: they stay, and so do hard stops. Ids that the handbook does
/// not have are told elsewhere.
fn unsaid(review: &Review<'_>, sheets: &[&ReviewedChecklist<'_>], findings: &mut Findings) {
    let Review { export, answers, .. } = review;
    let place = answers.service.id.span;
    let mut told = |what: &str, help: String, depends: &dyn Fn(&Row<'_>) -> bool| {
        let of = |sheet: &&&ReviewedChecklist<'_>| sheet.rows().filter(|row| row.applies() && depends(row)).count();
        let stay: usize = sheets.iter().map(|sheet| of(&sheet)).sum();
        if stay == 0 {
            return;
        }
        let (questions, verb) = if stay == 1 { ("question", "depends") } else { ("questions", "depend") };
        let message = format!("nobody says {what}, and {stay} {questions} {verb} on it: until then all of them are asked");
        let is_advice = sheets.iter().filter(|sheet| of(sheet) > 0).all(|sheet| sheet.checklist.advisory);
        let found = Diagnostic::new(Code::NotSaid, place, message).help(help);
        findings.push(if is_advice { found.as_advice() } else { found });
    };
    let tiers = ids(&export.settings.tiers);
    told("the `tier` of this service", format!("write `tier:` below `service`, one of {tiers}"), &|row| {
        answers.service.tier.is_none() && (row.because_unsaid.tier || !row.item.hard_stop.is_empty())
    });
    let traits = ids(&export.settings.traits);
    told(
        "which `traits` this service has",
        format!("list them below `service`; `traits: []` says that it has none of {traits}"),
        &|row| answers.service.traits.is_none() && row.because_unsaid.traits,
    );
}

fn ids(words: &[Word]) -> String {
    words.iter().map(|word| format!("`{}`", word.id)).collect::<Vec<_>>().join(", ")
}

/// Reports traits that the file denies and that a managed service in use brings.
fn denied(review: &Review<'_>, findings: &mut Findings) {
    for (id, brought_by) in review.profile.denied() {
        let service = &review.answers.service;
        let place = service.uses.iter().find(|used| used.as_str() == brought_by.id).map_or(service.id.span, |used| used.span);
        let message = format!("{} brings `{id}`, and `traits` does not list it", brought_by.title);
        findings.push(
            Diagnostic::new(Code::DeniedTrait, place, message)
                .help(format!("add `{id}` to `traits`; its questions are asked either way, because of `uses`")),
        );
    }
}

/// Reports `high_risk` where it changes nothing.
fn high_risk(review: &Review<'_>, findings: &mut Findings) {
    let Review { export: HandbookExport { settings, .. }, answers, .. } = review;
    if answers.service.high_risk && !settings.veto.as_ref().is_some_and(|veto| veto.or_high_risk) {
        findings.push(
            Diagnostic::new(Code::HighRiskUnused, answers.service.id.span, "`high_risk` changes nothing in this handbook")
                .help(format!("here the tier alone decides what can stop a launch: choose one of {}", ids(&settings.tiers))),
        );
    }
}

/// Reports a checklist that belongs to the file and is not in it.
fn missing(review: &Review<'_>, sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    let applies = count(sheet.rows()).applies;
    if sheet.listed.is_some() || applies == 0 {
        return;
    }
    let checklist = sheet.checklist;
    let stops = sheet.rows().filter(|row| row.applies() && row.hard_stop).count();
    let stops = match stops {
        0 => String::new(),
        1 => ", and 1 of them can stop the launch".to_owned(),
        more => format!(", and {more} of them can stop the launch"),
    };
    let message = format!("`{}` is not in this file, and {applies} of its questions apply{stops}", checklist.id);
    let found = Diagnostic::new(Code::MissingChecklist, review.last_listed(), message).help("`readybook review update` adds it");
    findings.push(if checklist.advisory { found.as_advice() } else { found });
}

/// Reports a walkthrough and a launch that are over, and a launch before its walkthrough.
fn dates(review: &Review<'_>, today: Date, findings: &mut Findings) {
    let service = &review.answers.service;
    let (walkthrough, launch_on) = (&service.walkthrough, &service.launch_on);
    let short = review_short(review.export);
    for (day, what) in [(walkthrough, short), (launch_on, "launch")] {
        let Some(day) = day.as_ref().filter(|day| day.value < today) else { continue };
        let days = day.value.until(today).map_or(0, |span| span.get_days());
        let ago = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        findings.push(
            Diagnostic::new(Code::DatePassed, day.span, format!("the day of the {what} was {ago} ago"))
                .help("if it has moved, write the new date; otherwise close what is still open now"),
        );
    }
    if let (Some(walkthrough), Some(launch)) = (walkthrough, launch_on)
        && launch.value < walkthrough.value
    {
        let message = format!("the launch on {} is before the {short} on {}", launch.value, walkthrough.value);
        findings.push(
            Diagnostic::new(Code::LaunchBeforeWalkthrough, launch.span, message)
                .help(format!("the {short} comes first, with time to close what it finds")),
        );
    }
}
