//! `review check`: what is still to do before a walkthrough.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;
use jiff::civil::Date;
use serde::Serialize;

use super::common::{HandbookSource, OpenedAnswers, open_answers, print_findings};
use crate::{
    cli::{
        common::{CliError, write_stdout},
        day::AsOf,
    },
    diagnostic::{self, Diagnostic, JsonReport, Severity, suggest},
    review::{self, CheckScope, Counts, HandbookExport, Launch, Review},
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
    as_of: AsOf,
    /// Treat warnings as errors: nothing may be left to do
    #[arg(long)]
    strict: bool,
    /// How to tell what was found
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// For whom findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each finding with its lines
    Human,
    /// For programs: one JSON object on standard output
    Json,
    /// For a merge request: annotations that GitHub and Forgejo show beside the lines
    Github,
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: JsonReport<'a>,
    service: Option<&'a str>,
    as_of: String,
    walkthrough: Option<String>,
    begin: Option<String>,
    checklists: Vec<Tally<'a>>,
}

#[derive(Serialize)]
struct Tally<'a> {
    id: &'a str,
    #[serde(flatten)]
    counts: Counts,
    unanswered: Vec<&'a str>,
}

/// Runs `review check`: exit code 0 without errors (with `--strict` without warnings), 1 with some.
///
/// # Errors
/// For an unknown phase, and when the handbook or the answer file cannot be read.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let export = args.source.load()?;
    check_phase(args.phase.as_deref(), &export)?;
    let mut opened = open_answers(&args.file)?;
    let mut findings = std::mem::take(&mut opened.findings);
    let reviewed = opened.answers.as_ref().map(|answers| review::review(&export, answers));
    let scope = CheckScope { phase: args.phase.as_deref(), as_of: args.as_of.day() };
    if let Some(reviewed) = &reviewed {
        review::check(reviewed, scope, &mut findings);
    }
    let found = findings.sorted(|_| String::new());
    let report = CheckReport { opened: &opened, review: reviewed.as_ref(), scope, found: &found };
    match args.format {
        Format::Human => report.human(),
        Format::Json => report.json(),
        Format::Github => report.github(),
    }
    let weighs = |severity| found.iter().any(|found| found.severity() == severity);
    let failed = weighs(Severity::Error) || args.strict && weighs(Severity::Warning);
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
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
    scope: CheckScope<'a>,
    found: &'a [Diagnostic],
}

impl CheckReport<'_> {
    fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|found| found.severity() == severity).count()
    }

    fn human(&self) {
        print_findings(self.found, &self.opened.sources);
        write_stdout(&self.summary());
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
                    "  walkthrough on {} ({}), checklist begun by {begin} ({})",
                    day.value,
                    from_today(day.value, self.scope.as_of),
                    from_today(begin, self.scope.as_of)
                ));
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
        sheets
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

    fn json(&self) {
        let service = self.review.map(|review| &review.answers.service);
        let report = Json {
            report: diagnostic::report(self.found, &self.opened.sources),
            service: service.map(|service| service.id.as_str()),
            as_of: self.scope.as_of.to_string(),
            walkthrough: service.and_then(|service| service.walkthrough.as_ref()).map(|day| day.value.to_string()),
            begin: self
                .review
                .and_then(|review| review::begin_by(&review.answers.service, review.export))
                .map(|day| day.to_string()),
            checklists: self.tallies(),
        };
        // Texts and numbers always have a JSON form.
        write_stdout(&format!("{}\n", serde_json::to_string_pretty(&report).unwrap_or_default()));
    }

    fn github(&self) {
        for found in self.found {
            let (line, column) = self.opened.sources.line_column(found.span.file, found.span.start as usize);
            let file = self.opened.sources.file(found.span.file).path.to_string();
            let kind = match found.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let help = found.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
            write_stdout(&format!(
                "::{kind} file={},line={line},col={column},title={}::{}\n",
                property(&file),
                property(found.code.name()),
                data(&format!("{}{help}", found.message))
            ));
        }
        write_stdout(&self.summary());
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

/// Escapes the message of a GitHub workflow command (`%`, CR, LF).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a GitHub workflow command (also `:` and `,`).
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
