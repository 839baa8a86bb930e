//! What verbs share: arguments, reports of findings, exit codes, writing of files.

use std::{
    fmt,
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use clap::ValueEnum;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    diagnostic::{self, Code, ColourChoice, Diagnostic, Severity, are_failing, escape_for_terminal},
    handbook::Drafts,
    pipeline::{self, Request},
    site::publish::{PublishError, PublishReport as Published},
    source::{
        SitePath, Sources,
        fs::{self, WriteRefusal},
        scheme,
    },
};

/// Which handbook, and how to look at it.
#[derive(Debug, Clone, clap::Args)]
pub struct HandbookArgs {
    /// The handbook's folder, in which `handbook.yaml` lies
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// Where the handbook will be published; takes the place of `base_url` in the settings
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Draw drafts as well
    #[arg(long)]
    drafts: bool,
}

/// The flags `--strict` and `--format`.
#[derive(Debug, Clone, clap::Args)]
pub struct ReportOptions {
    /// Treat warnings as errors
    #[arg(long)]
    pub(super) strict: bool,
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
}

/// The error of a verb, for the exit code 2: a message, and what to do about it.
#[derive(Debug)]
pub struct CliError {
    message: String,
    help: Option<String>,
}

impl CliError {
    /// An error from its message and a help line.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }

    /// Writes it to standard error, and with `--format json` also to standard output as JSON; returns exit code 2.
    pub fn report(self, report_options: Option<&ReportOptions>) -> ExitCode {
        write_stderr(&format!("error: {}\n", escape_for_terminal(&self.message)));
        if let Some(help) = &self.help {
            write_stderr(&format!("  = help: {}\n", escape_for_terminal(help)));
        }
        if report_options.is_some_and(|report_options| report_options.format == Format::Json) {
            let report = diagnostic::report(&[], &Sources::default());
            let told = JsonError { report, trouble: JsonMessage { message: &self.message, help: self.help.as_deref() } };
            write_stdout(&format!("{}\n", serde_json::to_string_pretty(&told).unwrap_or_default()));
        }
        ExitCode::from(2)
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CliError {}

impl From<fs::Error> for CliError {
    fn from(error: fs::Error) -> Self {
        Self { message: error.to_string(), help: None }
    }
}

impl HandbookArgs {
    /// Arguments for the handbook in `folder`, without drafts.
    pub fn at(folder: PathBuf, base_url: Option<String>) -> Self {
        Self { folder, base_url, drafts: false }
    }

    /// The handbook's folder as it was given, absolute or relative to the working directory.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The request to the pipeline; with `history` Git is asked for dates.
    ///
    /// # Errors
    /// When the folder or its `handbook.yaml` does not exist, or `--base-url` is no valid URL.
    pub fn request(&self, as_of: Option<Date>, history: bool) -> Result<Request, CliError> {
        let settings = self.folder.join("handbook.yaml");
        if fs::metadata(&self.folder)?.is_none_or(|meta| !meta.is_dir()) {
            return Err(CliError::new(
                format!("there is no folder `{}`", self.folder.display()),
                "name the folder in which `handbook.yaml` lies",
            ));
        }
        if fs::link_metadata(&settings)?.is_none() {
            let message = format!("there is no `{}`", settings.display());
            return Err(CliError::new(message, "name the handbook's folder, or write a `handbook.yaml` with at least a `title`"));
        }
        if let Some(url) = &self.base_url
            && let Err(wrong) = scheme::check_base(url)
        {
            return Err(CliError::new(format!("`{url}` {wrong}"), "write it whole, as in `https://handbook.example.org/`"));
        }
        let drafts = if self.drafts { Drafts::Shown } else { Drafts::Hidden };
        Ok(Request { root: self.folder.clone(), base_url: self.base_url.clone(), drafts, as_of, history })
    }

    /// The prefix of paths in findings, so that a terminal can open them: the folder with a slash, as in `docs/`; empty for `.`.
    pub fn prefix(&self) -> String {
        let folder = self.folder.to_string_lossy();
        match folder.trim_start_matches("./").trim_end_matches('/') {
            "" | "." if !folder.starts_with('/') => String::new(),
            folder => format!("{folder}/"),
        }
    }
}

/// What a verb did, for the summary or the JSON report.
pub struct Outcome<'a> {
    /// The verb in the past tense: `built` or `checked`.
    pub verb: &'static str,
    /// When it began, for the seconds in the summary.
    pub began: Instant,
    /// The revision with its findings.
    pub report: &'a pipeline::Report,
    /// The target folder and the counts of files; `None` when nothing was written.
    pub published: Option<(&'a Path, Published)>,
    /// The day taken for today; `None` for a verb that does not need it.
    pub as_of: Option<Date>,
    /// Names of variables without a value; empty for a verb that does not report them.
    pub blanks: Vec<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: diagnostic::JsonReport<'a>,
    pages: usize,
    checklists: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blanks: &'a Vec<String>,
}

/// Writes all findings to standard error as drawings with source lines, in colour on a terminal.
pub fn print_findings(report: &pipeline::Report, handbook: &HandbookArgs) {
    let colour = if std::io::stderr().is_terminal() { ColourChoice::Coloured } else { ColourChoice::Plain };
    for found in &report.findings {
        write_stderr(&format!("{}\n", diagnostic::render(found, report.revision.sources(), &handbook.prefix(), colour)));
    }
}

/// The JSON of an error with exit code 2: an empty report, and `trouble`.
#[derive(Serialize)]
struct JsonError<'a> {
    #[serde(flatten)]
    report: diagnostic::JsonReport<'a>,
    trouble: JsonMessage<'a>,
}

#[derive(Serialize)]
struct JsonMessage<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

impl ReportOptions {
    /// Writes findings and summary (or JSON), and returns the exit code: 2 for an unreadable file, 1 for failing findings, else
    /// 0.
    pub fn report(&self, handbook: &HandbookArgs, outcome: &Outcome<'_>) -> ExitCode {
        let report = outcome.report;
        let is_failed = are_failing(&report.findings, self.strict);
        match self.format {
            Format::Human => {
                print_findings(report, handbook);
                write_stdout(&summary(outcome, is_failed));
            }
            Format::Json => {
                let told = Json {
                    report: diagnostic::report(&report.findings, report.revision.sources()),
                    pages: pages(report),
                    checklists: checklists(report),
                    published: outcome.published.as_ref().map(|(_, report)| report),
                    as_of: outcome.as_of.map(|day| day.to_string()),
                    blanks: &outcome.blanks,
                };
                // A list of texts and numbers always has a JSON form.
                write_stdout(&format!("{}\n", serde_json::to_string_pretty(&told).unwrap_or_default()));
            }
        }
        if report.findings.iter().any(|found: &Diagnostic| found.code == Code::UnreadableFile) {
            ExitCode::from(2)
        } else if is_failed {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        }
    }
}

impl From<PublishError> for CliError {
    fn from(problem: PublishError) -> Self {
        match problem {
            PublishError::Io(error) => error.into(),
            PublishError::Refused(message, help) => Self::new(message, help),
            PublishError::Another(other) => Self::new(other.to_string(), other.help()),
        }
    }
}

/// Writes a file atomically: replaces one whose content is `before`, or creates a new one for `None`.
///
/// # Errors
/// When another file is there, it changed, or may not be replaced (read-only, foreign owner, link); then it stays as it is.
pub fn write_file(path: &Path, before: Option<&[u8]>, bytes: &[u8]) -> Result<(), CliError> {
    let Err(refusal) = fs::write_atomically(path, before, bytes)? else { return Ok(()) };
    let help = match refusal {
        WriteRefusal::Taken => "move it away, or choose another file with `--out`",
        WriteRefusal::Changed => "run the command again",
        WriteRefusal::ReadOnly => "let yourself write to it with `chmod u+w`, or work on a copy",
        WriteRefusal::Owner => "let its owner run the command, or work on a copy",
        WriteRefusal::HardLink => "make one of the two a copy, and run the command again",
        WriteRefusal::Link => "name the file that it leads to",
        WriteRefusal::Special => "name a file",
    };
    Err(CliError::new(format!("`{}` {refusal}; it stays as it is", path.display()), help))
}

/// Reads the file that an output would replace; `None` when nothing is there.
///
/// # Errors
/// For a symbolic link, or anything but a regular file; and when it cannot be read.
pub fn read_existing(path: &Path) -> Result<Option<Vec<u8>>, CliError> {
    match fs::link_metadata(path)? {
        None => Ok(None),
        Some(meta) if meta.is_file() => Ok(fs::read_if_there(path)?),
        Some(meta) => {
            let (what, help) = if meta.is_symlink() {
                ("a link, and nothing is written through it", "name the file that it leads to by `--out`")
            } else {
                ("no regular file", "name a file by `--out`")
            };
            Err(CliError::new(format!("`{}` is {what}", path.display()), help))
        }
    }
}

fn pages(report: &pipeline::Report) -> usize {
    let is_page = |path: &SitePath| path.as_str().rsplit_once('.').is_some_and(|(_, extension)| extension == "html");
    report.revision.built().map_or(0, |built| built.site().iter().filter(|(path, _)| is_page(path)).count())
}

fn checklists(report: &pipeline::Report) -> usize {
    report.revision.built().map_or(0, |built| built.inputs.handbook.checklists.len())
}

/// A count with its noun in English, as in `1 file` or `2 files`.
pub fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

fn summary(outcome: &Outcome<'_>, is_failed: bool) -> String {
    let report = outcome.report;
    let found =
        format!("{}, {}", counted(report.count(Severity::Error), "error"), counted(report.count(Severity::Warning), "warning"));
    let day = outcome.as_of.map_or_else(String::new, |day| format!(" as of {day}"));
    let seconds = outcome.began.elapsed().as_secs_f64();
    if is_failed {
        let kept = if outcome.verb == "built" { "nothing was written: " } else { "" };
        return format!("{kept}{found}{day} ({seconds:.2} s)\n");
    }
    let mut told =
        vec![format!("{} {}, {}", outcome.verb, counted(pages(report), "page"), counted(checklists(report), "checklist"))];
    if let Some((target, published)) = &outcome.published {
        let Published { new, changed, unchanged, removed, kept: _ } = published;
        told.push(format!(
            " into `{}`: {new} new, {changed} changed, {unchanged} unchanged, {removed} removed",
            escape_for_terminal(&target.to_string_lossy())
        ));
    }
    told.push(format!("; {found}{day} ({seconds:.2} s)\n"));
    if let Some((target, published)) = &outcome.published {
        told.extend(published.kept.iter().map(|path| {
            format!("kept `{}`, which is no longer part of the handbook: somebody changed it\n", target.join(path).display())
        }));
    }
    if !outcome.blanks.is_empty() {
        told.push(format!(
            "{} left to fill in: {}\n",
            counted(outcome.blanks.len(), "variable"),
            outcome.blanks.iter().map(|name| escape_for_terminal(name)).collect::<Vec<_>>().join(", ")
        ));
    }
    told.concat()
}

// A reader that went away (`| head`) is no reason to end with an error.

/// Writes to standard output; errors are ignored.
pub fn write_stdout(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error; errors are ignored.
pub fn write_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
