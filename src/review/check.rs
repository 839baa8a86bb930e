//! What is still to do before a walkthrough, as findings with spans in the answer file.
//!
//! Where a phase only advises, nothing is graded: its findings are notes.

use jiff::civil::Date;

use super::{
    answers::{Answer, HandledBy, Launch, State},
    asked::unwritten,
    check_service::check_service,
    handbook_export::{HandbookExport, Word},
    ids::short_list,
    later::{self, later},
    look::look,
    pinned::Pinned,
    reviewed::{Review, ReviewedChecklist, Row, begin_by, count, review_short},
    reworded::reworded,
    thin::Thinness,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    manuscript::data::Who,
    source::{Span, Spanned},
    yaml::Id,
};

/// The scope of a check: a phase or all, and the date that counts as today.
#[derive(Debug, Clone, Copy)]
pub struct CheckScope<'a> {
    /// The id of the phase whose checklists are checked; `None` for all.
    pub phase: Option<&'a str>,
    /// The day that counts as today.
    pub as_of: Date,
}

impl CheckScope<'_> {
    /// Whether a checklist is checked.
    #[must_use]
    pub fn holds(self, sheet: &ReviewedChecklist<'_>) -> bool {
        self.phase.is_none_or(|phase| sheet.checklist.phase.as_deref() == Some(phase))
    }
}

/// Checks a whole answer file: ids, editions, dates, gaps without a plan, settings that the matrix asks for. `review` is one of the
/// handbook as the file `pinned` it; what is otherwise today is told beside it. `text` is the file's.
pub fn check(review: &Review<'_>, pinned: &Pinned<'_>, text: &str, scope: CheckScope<'_>, findings: &mut Findings) {
    let service = &review.answers.service;
    known_ids(review, findings);
    if service.launch.value == Launch::Change {
        findings
            .push(Diagnostic::new(Code::ChangeNotReviewed, service.launch.span, "a change gets no review").label("a change").help(
            "code review is its path; outside the guardrails it starts a conversation. Reviews are for new services and products",
        ));
        return;
    }
    let sheets: Vec<&ReviewedChecklist<'_>> = review.sheets.iter().filter(|sheet| scope.holds(sheet)).collect();
    check_service(review, &sheets, scope.as_of, findings);
    look(sheets.iter().copied(), findings);
    later::checklists(pinned, review, scope.phase, findings);
    let unwritten = if pinned.later.is_empty() { Vec::new() } else { unwritten(text, review) };
    for sheet in sheets {
        let mut found = Findings::default();
        edition(sheet, &mut found);
        match pinned.later(&sheet.checklist.id) {
            Some(_) => later(pinned, &unwritten, sheet, &mut found),
            None => reworded(text, sheet, &mut found),
        }
        late(review, sheet, scope.as_of, &mut found);
        if let Some(listed) = sheet.listed {
            unanswered(review.export, sheet, listed.answers.span, &mut found);
        }
        thin(sheet, &mut found);
        for row in sheet.rows() {
            if let (Some(answer), Some(place)) = (row.answer, row.place) {
                let judged = CheckedAnswer { review, row, answer, place };
                judged.check(scope.as_of, &mut found);
            }
        }
        retired(sheet, &mut found);
        let is_advice = sheet.checklist.advisory;
        findings.extend(found.into_vec().into_iter().map(|found| if is_advice { found.as_advice() } else { found }));
    }
}

/// Ids of the service block and of checklists that the handbook does not have.
fn known_ids(review: &Review<'_>, findings: &mut Findings) {
    let Review { export, answers, .. } = review;
    known_ids_of_service(review, findings);
    let names: Vec<&str> = export.checklists.iter().map(|checklist| checklist.id.as_str()).collect();
    for (id, _) in &answers.checklists {
        known("checklist", (&id.value, id.span), &names, findings);
    }
    findings.extend(answers.service.uses.iter().filter_map(|id| hidden_service(export, id)));
}

/// Reports a tier, traits and managed services of a service that the handbook does not have.
pub fn known_ids_of_service(review: &Review<'_>, findings: &mut Findings) {
    let Review { export, answers, .. } = review;
    let service = &answers.service;
    let words = |words: &'_ [Word]| words.iter().map(|word| word.id.clone()).collect::<Vec<_>>();
    let services: Vec<String> = export.responsibilities.services.iter().map(|service| service.id.clone()).collect();
    let is_shown = |id: &&Id| export.hidden_service(id.as_str()).is_none();
    let uses: Vec<Id> = service.uses.iter().filter(is_shown).cloned().collect();
    for (what, ids, names) in [
        ("tier", service.tier.as_slice(), words(&export.settings.tiers)),
        ("trait", service.traits(), words(&export.settings.traits)),
        ("managed service", &uses, services),
    ] {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for id in ids {
            known(what, (id.as_str(), id.span), &names, findings);
        }
    }
}

/// Reports an id that is not among the known ones.
fn known(what: &str, (id, span): (&str, Span), names: &[&str], findings: &mut Findings) {
    if !names.contains(&id) {
        let message = format!("the handbook has no {what} `{id}`");
        findings.push(Diagnostic::new(Code::UnknownId, span, message).maybe_help(suggest(id, "there are", names)));
    }
}

/// The note for a managed service in use that the handbook hides.
fn hidden_service(export: &HandbookExport, id: &Id) -> Option<Diagnostic> {
    let service = export.hidden_service(id.as_str())?;
    let message = format!("this handbook does not show {}", service.title);
    let found = Diagnostic::new(Code::HiddenInUse, id.span, message).label(format!("offered by `{}`", service.provider));
    Some(found.help(format!(
        "it stays among `uses`; the matrix of this handbook is about {}, so nothing of it is held against your answers",
        list(&export.settings.providers)
    )))
}

fn list(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn edition(sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    let (Some(ours), Some(theirs)) = (sheet.edition(), sheet.checklist.edition) else { return };
    let id = &sheet.checklist.id;
    if ours.value > theirs {
        let message = format!("`{id}` was filled in for edition {}, and this handbook has edition {theirs}", ours.value);
        findings.push(Diagnostic::new(Code::OlderEdition, ours.span, message).help("use the newer `handbook.json`"));
    } else if ours.value < theirs {
        let message = format!("`{id}` was filled in for edition {}, and the handbook has edition {theirs}", ours.value);
        let not_here: Vec<&str> =
            sheet.applying().filter(|(_, row)| row.place.is_none()).map(|(_, row)| row.item.id.as_str()).collect();
        let added = sheet.applying().filter(|(_, row)| row.is_new).map(|(_, row)| row.item.id.as_str()).collect::<Vec<_>>();
        let mut help = "`readybook review update` moves the file to it".to_owned();
        if !added.is_empty() {
            help.push_str(&format!("; new since then: {}", short_list(&added)));
        } else if !not_here.is_empty() {
            help.push_str(&format!("; questions that this file does not hold: {}", short_list(&not_here)));
        }
        let found = Diagnostic::new(Code::OlderEdition, ours.span, message).help(help);
        let is_unknown = sheet.checklist.closed(ours.value).is_none();
        findings.push(if is_unknown {
            found.label("the handbook does not say what this edition asked, so today's questions count")
        } else {
            found
        });
    }
}

/// Reports a checklist without any answer when today is past its start date, which is counted back from the walkthrough.
fn late(review: &Review<'_>, sheet: &ReviewedChecklist<'_>, today: Date, findings: &mut Findings) {
    let service = &review.answers.service;
    let (Some(walkthrough), Some(begin)) = (&service.walkthrough, begin_by(service, review.export)) else { return };
    let counts = count(sheet.rows());
    let has_begun = counts.open < counts.applies;
    if sheet.checklist.advisory || has_begun || today < begin || counts.applies == 0 {
        return;
    }
    let short = review_short(review.export);
    let message = format!("you should have started on `{}` on {begin}", sheet.checklist.id);
    let help = if today > walkthrough.value {
        format!("the day of the {short} has passed: agree on a new one with those who take part")
    } else {
        format!(
            "{} days before the {short}; begin with the hard stops, ask for help early, or move the day",
            review.export.settings.lead_time_days
        )
    };
    findings.push(Diagnostic::new(Code::LateStart, walkthrough.span, message).label(format!("the {short}")).help(help));
}

/// Reports unanswered questions: one finding an area, at the first item that the file lists.
/// Without one that is listed the finding stands at `items`.
fn unanswered(export: &HandbookExport, sheet: &ReviewedChecklist<'_>, items: Span, findings: &mut Findings) {
    for (area, rows) in &sheet.areas {
        let open: Vec<&Row<'_>> = rows.iter().filter(|row| row.applies() && row.state() == State::Open).collect();
        if open.is_empty() {
            continue;
        }
        let applies = rows.iter().filter(|row| row.applies()).count();
        let ids: Vec<&str> = open.iter().map(|row| row.item.id.as_str()).collect();
        let place = open.iter().find_map(|row| row.place).unwrap_or(items);
        let owner = sheet.listed.and_then(|listed| listed.owner(area)).map_or_else(String::new, |owner| format!(" ({owner})"));
        let message = format!(
            "{}{owner}: {} of {applies} questions that apply are not answered yet: {}",
            area.title,
            open.len(),
            ids.join(", ")
        );
        let stops: Vec<&str> = open.iter().filter(|row| row.hard_stop).map(|row| row.item.id.as_str()).collect();
        let said: Vec<&str> = open
            .iter()
            .filter(|row| row.answer.is_some_and(|answer| !answer.says.is_empty() && !answer.help_wanted))
            .map(|row| row.item.id.as_str())
            .collect();
        let help = if !stops.is_empty() {
            format!("{} can stop the launch: begin there", stops.join(", "))
        } else if !said.is_empty() {
            let say = if said.len() == 1 { "says" } else { "say" };
            format!("{} {say} something already: write `state: answered` when it is decided", said.join(", "))
        } else {
            let helper = area.domain.as_ref().and_then(|id| export.domains.iter().find(|domain| domain.id == *id));
            match helper {
                Some(domain) => format!("`help_wanted: true` is a good answer; {} helps", domain.title),
                None => "`help_wanted: true` is a good answer".to_owned(),
            }
        };
        findings.push(Diagnostic::new(Code::Unanswered, place, message).help(help));
    }
}

/// Reports answers that say little so far: one finding an area, at the first of them.
fn thin(sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    for (area, rows) in &sheet.areas {
        let thin: Vec<&Row<'_>> =
            rows.iter().filter(|row| row.thin.iter().any(|thin| *thin != Thinness::HardStopAside)).collect();
        let Some(place) = thin.iter().find_map(|row| row.place) else { continue };
        let lines: Vec<String> = thin.iter().map(|row| format!("{} ({})", row.item.id, lacks(&row.thin))).collect();
        let (answers, say) = if thin.len() == 1 { ("answer", "says") } else { ("answers", "say") };
        let message = format!("{}: {} {answers} {say} little so far: {}", area.title, thin.len(), lines.join(", "));
        findings.push(Diagnostic::new(Code::ThinAnswer, place, message).help(
            "say what is true today, where it can be seen, and who can speak to it; you will be asked for it, and nobody grades it",
        ));
    }
}

/// What an answer lacks, in words for its team.
fn lacks(thin: &[Thinness]) -> String {
    let words = thin.iter().map(|thin| match thin {
        Thinness::Nothing => "nothing is written",
        Thinness::Filler => "a placeholder instead of an answer",
        Thinness::Example => "the handbook's own words",
        Thinness::Short => "very few words",
        Thinness::NoEvidence => "nothing to show",
        Thinness::NoSpeaker => "no `speaker`",
        Thinness::HardStopAside => "set aside",
    });
    words.collect::<Vec<_>>().join("; ")
}

/// One answer with its question, and the span of its key.
struct CheckedAnswer<'r, 'a> {
    review: &'r Review<'a>,
    row: &'r Row<'a>,
    answer: &'a Answer,
    place: Span,
}

impl CheckedAnswer<'_, '_> {
    fn check(&self, today: Date, findings: &mut Findings) {
        match &self.row.aside {
            Some(reason) => self.aside(reason, findings),
            None => {
                self.state(today, findings);
                self.matrix(findings);
            }
        }
    }

    /// Reports what somebody has written where the question steps aside.
    fn aside(&self, reason: &str, findings: &mut Findings) {
        let id = &self.row.item.id;
        if self.row.is_hidden {
            let what = if self.answer.state() == State::Gap { "gap" } else { "answer" };
            findings.push(
                Diagnostic::new(Code::HiddenInUse, self.place, format!("this handbook hides `{id}`, and its {what} stays")).help(
                    "it is set aside on the agenda with its text; `hide` in the handbook's settings says what is not asked",
                ),
            );
            return;
        }
        let (code, what) = match self.answer.state() {
            State::Gap => (Code::GapAside, "its gap stays"),
            State::Open | State::Drafted | State::Answered | State::NotApplicable => (Code::AnswerAside, "its answer stays"),
        };
        let stop = if self.row.hard_stop { "; it can stop the launch" } else { "" };
        findings.push(
            Diagnostic::new(code, self.place, format!("`{id}` steps aside, and {what}{stop}")).label(reason.to_owned()).help(
                "if the service is like that, say so in `tier`, `traits` or `uses`; otherwise remove the answer when you are sure",
            ),
        );
    }

    fn state(&self, today: Date, findings: &mut Findings) {
        let id = &self.row.item.id;
        let place = self.answer.state.as_ref().map_or(self.place, |state| state.span);
        match self.answer.state() {
            State::Gap => self.gap(place, today, findings),
            State::NotApplicable if self.answer.why.is_empty() => findings.push(
                Diagnostic::new(Code::MissingReason, place, format!("`{id}` does not apply, and nobody says why"))
                    .help("write `why:` and the reason; empty and not applicable look the same otherwise"),
            ),
            State::NotApplicable if self.row.hard_stop => findings.push(
                Diagnostic::new(
                    Code::HardStopAside,
                    place,
                    format!("`{id}` can stop the launch, and is set aside as not applicable"),
                )
                .help("it is on the agenda with its reason: bring somebody who can speak to it"),
            ),
            State::Open | State::Drafted | State::Answered | State::NotApplicable => {}
        }
    }

    fn gap(&self, place: Span, today: Date, findings: &mut Findings) {
        let id = &self.row.item.id;
        let stop = if self.row.hard_stop { "; it can stop the launch" } else { "" };
        let Some(plan) = &self.answer.plan else {
            findings.push(
                Diagnostic::new(Code::GapWithoutPlan, place, format!("`{id}` is a gap without a plan{stop}"))
                    .help("write `plan:` with `what`, `owner` and `due`"),
            );
            return;
        };
        let missing: Vec<&str> =
            [("what", plan.value.what.is_empty()), ("owner", plan.value.owner.is_empty()), ("due", plan.value.due.is_none())]
                .into_iter()
                .filter_map(|(name, is_missing)| is_missing.then_some(name))
                .collect();
        if !missing.is_empty() {
            let message = format!("the plan for `{id}` does not say `{}`{stop}", missing.join("`, `"));
            findings.push(
                Diagnostic::new(Code::GapWithoutPlan, plan.span, message).help("a plan says what, by whom, and until when"),
            );
        } else if let Some((due, what, day)) = self.too_late(plan.value.due.filter(|due| *due >= today)) {
            let message = format!("the plan for `{id}` ends on {due}, after the {what} on {day}{stop}");
            findings.push(Diagnostic::new(Code::LatePlan, plan.span, message).help(
                "close it before that day, or speak with the reviewers early: an exception needs an end date, and somebody who accepts it",
            ));
        } else if let Some(due) = plan.value.due.filter(|due| *due < today) {
            findings.push(
                Diagnostic::new(Code::PlanOverdue, plan.span, format!("the plan for `{id}` was due on {due}{stop}"))
                    .help("close the gap with `state: answered`, or agree on another day"),
            );
        }
    }

    /// The end of the plan of a hard stop that lies after the walkthrough, or after the launch when nobody knows the walkthrough: the
    /// day of the plan, what comes before it, and its day.
    fn too_late(&self, due: Option<Date>) -> Option<(Date, &str, Date)> {
        let service = &self.review.answers.service;
        let (what, day) = match (&service.walkthrough, &service.launch_on) {
            (Some(day), _) => (review_short(self.review.export), day.value),
            (None, Some(day)) => ("launch", day.value),
            (None, None) => return None,
        };
        due.filter(|due| self.row.hard_stop && *due > day).map(|due| (due, what, day))
    }

    /// Compares an answer with the responsibility matrix: settings to enable, and duties that are not the provider's alone.
    fn matrix(&self, findings: &mut Findings) {
        let by = self.answer.handled_by.as_ref();
        let by_provider = by.is_some_and(|by| by.value == HandledBy::Provider);
        let place = by.map_or(self.place, |by| by.span);
        if matches!(self.answer.state(), State::NotApplicable | State::Gap) {
            return;
        }
        let id = &self.row.item.id;
        let is_claimed = self.answer.relies_on_settings() && (by_provider || self.answer.state() == State::Answered);
        for (service, cell) in self.row.cells(self.review) {
            if let Some(must) = cell.must_enable.as_ref().filter(|_| is_claimed) {
                if self.answer.setting.is_empty() {
                    let message = if by_provider {
                        format!(
                            "`{id}` leaves this to the provider, but on {} somebody must first enable `{}`",
                            service.title, must.setting
                        )
                    } else {
                        format!("`{id}` is answered, and `{}` of {} is not shown", must.setting, service.title)
                    };
                    let (code, or) = if by_provider {
                        (Code::SettingNotShown, "")
                    } else {
                        (Code::SettingToShow, ", or `why:` if you do without it")
                    };
                    findings.push(Diagnostic::new(code, place, message).help(format!(
                        "it is `{}` until then; write `setting:` with the line, as in `{}`{or}",
                        must.default, must.show
                    )));
                }
                continue;
            }
            if by_provider && cell.who == Who::Team {
                findings.push(
                    Diagnostic::new(
                        Code::NotTheProviders,
                        place,
                        format!("`{id}` leaves to the provider what is yours on {}", service.title),
                    )
                    .help(format!("your part: {}", cell.team)),
                );
            } else if by_provider && cell.who == Who::Both {
                let message = format!("`{id}` leaves to the provider what is shared on {}", service.title);
                findings.push(Diagnostic::new(Code::SharedDuty, place, message).help(format!("your part: {}", cell.team)));
            }
        }
    }
}

/// Answers under `items` to questions that are no longer asked, where there is one under `retired` already: only whoever wrote them knows
/// which one stays.
pub(super) fn kept_twice(sheet: &ReviewedChecklist<'_>) -> Vec<Diagnostic> {
    let one = |(id, _): &&(Spanned<String>, Answer)| {
        let other = retired_place(sheet, &id.value)?;
        let message = format!("`{}` is both under `items` and `retired`", id.value);
        let found = Diagnostic::new(Code::DuplicateId, id.span, message).also(other, "the answer that is kept already");
        Some(found.help("keep one: it is no longer asked, so its answer belongs under `retired`"))
    };
    sheet.unknown.iter().filter_map(one).collect()
}

/// Where the answer to a question that is no longer asked stands under `retired`.
fn retired_place(sheet: &ReviewedChecklist<'_>, id: &str) -> Option<Span> {
    sheet.checklist.retired(id)?;
    sheet.listed?.answers.retired.iter().find(|(retired, _)| retired.value == id).map(|(retired, _)| retired.span)
}

/// Reports answers to retired and to unknown items.
fn retired(sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    let known: Vec<&str> = sheet.checklist.items().map(|item| item.id.as_str()).collect();
    findings.extend(kept_twice(sheet));
    for (id, _) in sheet.unknown.iter().filter(|(id, _)| retired_place(sheet, &id.value).is_none()) {
        if let Some(retired) = sheet.checklist.retired(&id.value) {
            let mut help = "`readybook review update` keeps its answer under `retired`".to_owned();
            if !retired.replaced_by.is_empty() {
                let ask = if retired.replaced_by.len() == 1 { "asks" } else { "ask" };
                help = format!("`{}` {ask} for it now; {help}", retired.replaced_by.join("`, `"));
            }
            let why = if retired.why.is_empty() { String::new() } else { format!(": {}", retired.why.trim_end_matches('.')) };
            findings
                .push(Diagnostic::new(Code::RetiredItem, id.span, format!("`{}` is no longer asked{why}", id.value)).help(help));
        } else {
            let message = format!("`{}` has no question `{}`", sheet.checklist.id, id.value);
            findings.push(Diagnostic::new(Code::UnknownId, id.span, message).maybe_help(suggest(&id.value, "there are", &known)));
        }
    }
}
