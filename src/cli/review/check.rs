//! `review check`: what is still to do before a walkthrough.

use std::{path::PathBuf, process::ExitCode};

use jiff::civil::Date;
use serde::Serialize;

use super::{
    common::{HandbookSource, OpenedAnswers, open_answers},
    record_files::{self, RecordPlace},
};
use crate::{
    cli::{
        common::{CliError, Format, write_stdout},
        console::Console,
        day::AsOf,
    },
    diagnostic::{self, Baseline, Coverage, Diagnostic, JsonReport, Policy, Severity, suggest},
    manuscript,
    review::{
        self, CheckScope, Counts, HandbookExport, Launch, Review,
        record::{self, Decision, DecisionJson},
    },
};

/// Say what is still to do: open questions, gaps without a plan, settings that nobody has shown
///
/// Exit code 0: nothing is wrong. 1: something is (with `--strict` also when something is left to do). 2: the command, the
/// file or the handbook could not be read.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    source: HandbookSource,
    /// Look only at the checklists of this phase
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    #[command(flatten)]
    record: RecordPlace,
    /// Also report which entries of the record were changed or removed since this Git revision, such as `origin/main`
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,
    #[command(flatten)]
    as_of: AsOf,
    /// Treat warnings as errors: nothing may be left to do
    #[arg(long)]
    strict: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: JsonReport<'a>,
    service: Option<&'a str>,
    as_of: String,
    walkthrough: Option<String>,
    launch_on: Option<String>,
    begin: Option<String>,
    checklists: Vec<Tally<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<DecisionJson>,
}

#[derive(Serialize)]
struct Tally<'a> {
    id: &'a str,
    #[serde(flatten)]
    counts: Counts,
    unanswered: Vec<&'a str>,
}

/// Runs the check: exit code 0 when nothing is wrong, 1 with errors, 2 for a wrong command or a failing world.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let export = args.source.load(console)?;
    check_phase(args.phase.as_deref(), &export)?;
    let mut opened = open_answers(&args.file)?;
    let opened_record = args.record.open(&mut opened)?;
    if let Some(revision) = &args.since {
        record_files::since(&opened_record, &mut opened, revision)?;
    }
    let mut findings = std::mem::take(&mut opened.findings);
    let pinned = opened.answers.as_ref().map(|answers| (review::pinned(&export, answers), answers));
    let reviewed = pinned.as_ref().map(|(pinned, answers)| review::review(&pinned.export, answers));
    let scope = CheckScope { phase: args.phase.as_deref(), as_of: args.as_of.day() };
    if let (Some(reviewed), Some((pinned, _))) = (&reviewed, &pinned) {
        review::check(reviewed, pinned, &opened.text(), scope, &mut findings);
    }
    let decision = reviewed.as_ref().map(|reviewed| record::decide(reviewed, &opened_record.record, scope.as_of));
    if let (Some(reviewed), Some(decision)) = (&reviewed, &decision) {
        record::check(reviewed, decision, scope.as_of, &mut findings);
    }
    let levels = export.settings.levels();
    let coverage = if args.phase.is_some() { Coverage::Partial } else { Coverage::Complete };
    let accepts = opened.sources.iter().flat_map(|source| manuscript::accepts(source, &mut findings)).collect::<Vec<_>>();
    let policy = Policy { levels: &levels, accepts: accepts.iter().collect(), baseline: &Baseline::default() };
    let judged = policy.apply(findings, &opened.sources, coverage);
    let found = &judged.told;
    let decision = decision.filter(|_| !opened_record.record.is_empty());
    let report = CheckReport { opened: &opened, review: reviewed.as_ref(), decision: decision.as_ref(), scope, found };
    match args.format {
        Format::Human => {
            console.findings(found, &opened.sources, "");
            console.summary(&report.summary());
        }
        Format::Json => write_stdout(&report.json()),
        Format::Github => console.report(&diagnostic::github(found, &opened.sources, ""), &report.summary()),
        Format::Gitlab => console.report(&diagnostic::gitlab(found, &opened.sources, ""), &report.summary()),
        Format::Sarif => console.report(&diagnostic::sarif(found, &opened.sources, ""), &report.summary()),
    }
    Ok(if judged.is_failing(args.strict) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Checks the value of `--phase`.
///
/// # Errors
/// When the handbook has no such phase.
pub fn check_phase(phase: Option<&str>, export: &HandbookExport) -> Result<(), CliError> {
    let Some(phase) = phase.filter(|phase| export.phase(phase).is_none()) else { return Ok(()) };
    let names: Vec<&str> = export.phases.iter().map(|phase| phase.id.as_str()).collect();
    Err(CliError::new(
        format!("the handbook has no phase `{phase}`"),
        suggest(phase, "there are", &names).unwrap_or_else(|| "the handbook has no phases".into()),
    ))
}

/// The report of `review check`, to be written in each of its formats.
struct CheckReport<'a> {
    opened: &'a OpenedAnswers,
    review: Option<&'a Review<'a>>,
    /// What the record decides; `None` without a record.
    decision: Option<&'a Decision<'a>>,
    scope: CheckScope<'a>,
    found: &'a [Diagnostic],
}

impl CheckReport<'_> {
    fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|found| found.severity() == severity).count()
    }

    fn summary(&self) -> String {
        let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let mut lines = Vec::new();
        if let Some(review) = self.review.filter(|review| review.answers.service.launch.value != Launch::Change) {
            let service = &review.answers.service;
            // Words of people: nothing in them may steer a terminal or a pipeline.
            let title: String = service.name().chars().filter(|c| !c.is_control()).collect();
            lines.push(format!("review of {title}"));
            if let (Some(day), Some(begin)) = (&service.walkthrough, review::begin_by(service, review.export)) {
                lines.push(format!(
                    "  {} on {} ({}), checklist begun by {begin} ({})",
                    review::review_short(review.export),
                    day.value,
                    from_today(day.value, self.scope.as_of),
                    from_today(begin, self.scope.as_of)
                ));
            }
            if let Some(day) = &service.launch_on {
                lines.push(format!("  launch on {} ({})", day.value, from_today(day.value, self.scope.as_of)));
            }
            for tally in self.tallies() {
                let Counts { applies, aside, open, answered, gap, not_applicable, help_wanted } = tally.counts;
                lines.push(format!(
                    "  {}: {answered} of {applies} answered, {}, {not_applicable} not applicable, {open} open, {help_wanted} with help wanted; {aside} step aside",
                    tally.id,
                    counted(gap, "gap"),
                ));
            }
        }
        lines.extend(self.decision.iter().flat_map(|decision| record::summary(decision)));
        let notes = counted(self.count(Severity::Note), "note");
        lines.push(format!(
            "{}, {}, {notes} as of {}",
            counted(self.count(Severity::Error), "error"),
            counted(self.count(Severity::Warning), "warning"),
            self.scope.as_of
        ));
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn tallies(&self) -> Vec<Tally<'_>> {
        let sheets = self.review.into_iter().flat_map(|review| &review.sheets).filter(|sheet| self.scope.holds(sheet));
        // A list that the file lacks and of which nothing is asked is for other services.
        sheets
            .filter(|sheet| sheet.listed.is_some() || sheet.is_asked())
            .map(|sheet| Tally {
                id: &sheet.checklist.id,
                counts: review::count(sheet.rows()),
                unanswered: sheet
                    .applying()
                    .filter(|(_, row)| row.state() == review::State::Open)
                    .map(|(_, row)| row.item.id.as_str())
                    .collect(),
            })
            .collect()
    }

    fn json(&self) -> String {
        let service = self.review.map(|review| &review.answers.service);
        let report = Json {
            report: diagnostic::report(self.found, &self.opened.sources),
            service: service.map(|service| service.id.as_str()),
            as_of: self.scope.as_of.to_string(),
            walkthrough: service.and_then(|service| service.walkthrough.as_ref()).map(|day| day.value.to_string()),
            launch_on: service.and_then(|service| service.launch_on.as_ref()).map(|day| day.value.to_string()),
            begin: self
                .review
                .and_then(|review| review::begin_by(&review.answers.service, review.export))
                .map(|day| day.to_string()),
            checklists: self.tallies(),
            record: self.decision.map(DecisionJson::of),
        };
        diagnostic::json_text(&report)
    }
}

fn from_today(day: Date, today: Date) -> String {
    let days = today.until(day).map_or(0, |span| span.get_days());
    let counted = |days: i32| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    match days {
        0 => "today".to_owned(),
        days if days > 0 => format!("in {}", counted(days)),
        days => format!("{} ago", counted(-days)),
    }
}
