//! `review gate`: whether a service may enter a phase, for a pipeline.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;

use super::{
    check::check_phase,
    common::{HandbookSource, open_answers},
    record_files::{OpenedRecord, RecordPlace},
};
use crate::{
    cli::{
        common::{CliError, Format, write_stdout},
        console::Console,
        day::AsOf,
    },
    config::Oversight,
    diagnostic::{self, Baseline, Coverage, Diagnostic, JsonReport, Policy, Severity},
    review::{
        self, Answers, HandbookExport, Launch, Review,
        record::{self, AnswersVersion, DecisionJson, Gate},
    },
    source::Sources,
};

/// Say to a pipeline whether a service may be launched
///
/// It speaks of a new launch only: by what its record decides, judged by the editions that its answers pin. Exit code 0: it may. 1: it may
/// not, for the reasons told. 2: that cannot be judged.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answer file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The phase that is entered: one with a sign-off
    #[arg(long, value_name = "PHASE")]
    phase: String,
    #[command(flatten)]
    source: HandbookSource,
    #[command(flatten)]
    record: RecordPlace,
    #[command(flatten)]
    as_of: AsOf,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: JsonReport<'a>,
    open: bool,
    /// The id of the service; `None` where the file is no answer file.
    service: Option<&'a str>,
    phase: &'a str,
    as_of: String,
    /// What it is judged by, and what the record decides; `None` where nobody can judge it.
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_by: Option<JudgedBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<DecisionJson>,
}

/// What a service is judged by, so that two people speak of the same.
#[derive(Serialize)]
struct JudgedBy {
    /// The address at which the handbook is published, or its title.
    handbook: String,
    /// The folder or the file from which the handbook was read.
    read_from: String,
    /// The folder of the record; it need not be there.
    record: String,
    /// The checklists of the phase.
    checklists: Vec<ChecklistBy>,
    /// The digest of the answers.
    answers: String,
}

/// A checklist that a service is judged by.
#[derive(Serialize)]
struct ChecklistBy {
    id: String,
    /// The edition that the answers pin.
    edition: Option<String>,
    /// The digest of all that it says.
    digest: Option<String>,
}

/// Runs the gate: exit code 0 when the service may be launched, 1 when it may not, 2 when that cannot be judged.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let export = args.source.load(console)?;
    check_phase(Some(&args.phase), &export)?;
    let mut opened = open_answers(&args.file)?;
    let OpenedRecord { folder, record, .. } = args.record.open(&mut opened)?;
    let as_of = args.as_of.day();
    let found = std::mem::take(&mut opened.findings).sorted(|_| String::new());
    let answers = match opened.answers.take() {
        Some(answers) if !has_mistakes(&found) => answers,
        answers => return Ok(args.judges_nobody(console, &found, &opened.sources, answers.as_ref())),
    };
    console.findings(&found, &opened.sources, "");
    refuse(&args.phase, &export, answers.service.launch.value)?;
    let pinned = review::pinned(&export, &answers);
    let reviewed = review::review(&pinned.export, &answers);
    let levels = export.settings.levels();
    let baseline = Baseline::default();
    let policy = || Policy { levels: &levels, accepts: Vec::new(), baseline: &baseline };
    // A word that the handbook does not know says nothing of the service, and a record with a mistake in it judges nobody.
    let mut findings = diagnostic::Findings::default();
    review::known_ids_of_service(&reviewed, &mut findings);
    let is_known = findings.is_empty();
    if is_known {
        leaves_nothing_out(&args.phase, &reviewed)?;
    }
    let decision = record::decide(&reviewed, &record, as_of);
    record::check(&reviewed, &decision, as_of, &mut findings);
    let mistakes = policy().apply(findings, &opened.sources, Coverage::Partial).told;
    if has_mistakes(&mistakes) {
        let code = args.judges_nobody(console, &mistakes, &opened.sources, Some(&answers));
        // An error of the command would be a second report to a program.
        if !matches!(args.format, Format::Human) {
            return Ok(code);
        }
        let flags = args.source.flag() + &args.record.flag();
        let help = format!("look at it with `readybook review check {}{flags}`", args.file.display());
        let whose = if is_known { "the record has mistakes, so it judges nobody" } else { UNKNOWN };
        return Err(CliError::new(whose, help));
    }
    let mut findings = diagnostic::Findings::default();
    let gate = record::gate(&reviewed, &decision, as_of, &mut findings);
    let judged = policy().apply(findings, &opened.sources, Coverage::Partial);
    let found = &judged.told;
    let by = JudgedBy::of(&reviewed, &args.phase, (&args.source.place(), &folder));
    let summary = summary(gate, args, &reviewed, &by, as_of);
    args.tell(console, found, &opened.sources, &summary, |report| Json {
        report,
        open: gate == Gate::Open,
        service: Some(answers.service.id.as_str()),
        phase: &args.phase,
        as_of: as_of.to_string(),
        judged_by: Some(by),
        record: Some(DecisionJson::of(&decision)),
    });
    Ok(if gate == Gate::Open { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What is said where the answers name a tier, a trait or a managed service that is none.
const UNKNOWN: &str = "the answers name what the handbook does not know, so nobody can judge them";

fn has_mistakes(found: &[Diagnostic]) -> bool {
    found.iter().any(|found| found.severity() == Severity::Error)
}

impl Args {
    /// Tells mistakes for which nobody can be judged, in the chosen format.
    fn judges_nobody<'a>(
        &'a self,
        console: Console,
        found: &'a [Diagnostic],
        sources: &'a Sources,
        answers: Option<&'a Answers>,
    ) -> ExitCode {
        self.tell(console, found, sources, "", |report| Json {
            report,
            open: false,
            service: answers.map(|answers| answers.service.id.as_str()),
            phase: &self.phase,
            as_of: self.as_of.day().to_string(),
            judged_by: None,
            record: None,
        });
        ExitCode::from(2)
    }

    /// Tells findings in the chosen format, and in a summary what they come to; for JSON `whole` puts their report into the whole value.
    fn tell<'a>(
        &self,
        console: Console,
        found: &'a [Diagnostic],
        sources: &'a Sources,
        summary: &str,
        whole: impl FnOnce(JsonReport<'a>) -> Json<'a>,
    ) {
        match self.format {
            Format::Human => {
                console.findings(found, sources, "");
                console.summary(summary);
            }
            Format::Json => write_stdout(&diagnostic::json_text(&whole(diagnostic::report(found, sources)))),
            Format::Github => console.report(&diagnostic::github(found, sources, ""), summary),
            Format::Gitlab => console.report(&diagnostic::gitlab(found, sources, ""), summary),
            Format::Sarif => console.report(&diagnostic::sarif(found, sources, ""), summary),
        }
    }
}

/// Refuses answers that leave out a checklist of the phase of which something is asked: nothing of it could close the gate.
///
/// # Errors
/// With the checklist that is missing.
fn leaves_nothing_out(phase: &str, review: &Review<'_>) -> Result<(), CliError> {
    let of_phase = review.export.checklists.iter().filter(|checklist| checklist.phase.as_deref() == Some(phase));
    let sheet = |id: &str| review.sheets.iter().find(|sheet| sheet.checklist.id == id);
    // A list that does not even belong to the file has not been asked whether it applies.
    let is_missing = |id: &&str| sheet(id).is_none_or(|sheet| sheet.listed.is_none() && sheet.is_asked());
    let Some(id) = of_phase.map(|checklist| checklist.id.as_str()).find(is_missing) else { return Ok(()) };
    let message = format!("the answers leave out `{id}`, so nobody can judge them");
    Err(CliError::new(message, "`readybook review update` brings it in"))
}

/// Refuses what has no gate: phases that only advise, and changes.
///
/// # Errors
/// With what to do instead.
fn refuse(phase: &str, export: &HandbookExport, launch: Launch) -> Result<(), CliError> {
    let found = export.phase(phase);
    if found.is_none_or(|phase| phase.oversight != Oversight::SignOff) {
        let message = format!("`{phase}` has no sign-off, so there is no gate before it");
        return Err(CliError::new(message, "advice stops nobody: leave the step out of the pipeline"));
    }
    if export.sign_off().is_some_and(|first| first.id != phase) {
        let message = format!("`{phase}` is not the first phase with a sign-off, and a record is that of the first one");
        return Err(CliError::new(message, "leave the step out of the pipeline"));
    }
    if launch == Launch::Change {
        return Err(CliError::new("a change passes no gate", "code review is its path: leave the step out of the pipeline"));
    }
    Ok(())
}

fn summary(gate: Gate, args: &Args, reviewed: &Review<'_>, by: &JudgedBy, as_of: jiff::civil::Date) -> String {
    let title: String = reviewed.answers.service.name().chars().filter(|c| !c.is_control()).collect();
    let may = if gate == Gate::Open { "may enter" } else { "may not enter" };
    let mut lines = vec![
        format!("{title} {may} {} as of {as_of}", args.phase),
        format!("  judged by {}, read from `{}`", by.handbook, by.read_from),
        format!("  record `{}`", by.record),
    ];
    for ChecklistBy { id, edition, digest } in &by.checklists {
        let edition = edition.as_deref().unwrap_or("no edition");
        lines.push(format!("  {id} {edition}, {}", digest.as_deref().unwrap_or("no digest")));
    }
    lines.push(format!("  answers {}", by.answers));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

impl JudgedBy {
    fn of(review: &Review<'_>, phase: &str, (read_from, record): (&Path, &Path)) -> Self {
        let sheets = review.sheets.iter().filter(|sheet| sheet.checklist.phase.as_deref() == Some(phase) && sheet.is_asked());
        let checklists = sheets.map(|sheet| ChecklistBy {
            id: sheet.checklist.id.clone(),
            edition: sheet.edition().map(|edition| edition.value.to_string()),
            digest: sheet.checklist.digest.map(|digest| digest.short()),
        });
        Self {
            handbook: review.export.base_url.clone().unwrap_or_else(|| review.export.title.clone()),
            read_from: read_from.display().to_string(),
            record: record.display().to_string(),
            checklists: checklists.collect(),
            answers: AnswersVersion::of(review, phase).digest().short(),
        }
    }
}
