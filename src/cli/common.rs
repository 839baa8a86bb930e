//! What verbs share: arguments, reports of findings, exit codes, writing of files.

use std::{
    collections::BTreeMap,
    fmt,
    path::{MAIN_SEPARATOR, Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use clap::ValueEnum;
use jiff::civil::Date;
use serde::Serialize;

use super::console::Console;
pub use super::streams::{write_escaped, write_stderr, write_stdout};
use crate::{
    diagnostic::{self, Code, Diagnostic, Severity, escape_for_terminal},
    handbook::Drafts,
    pipeline::{self, Request},
    site::publish::{PublishError, PublishReport as Published},
    source::{
        SETTINGS_FILE, SitePath, Sources,
        fs::{self, ResultCache, WriteRefusal},
        git::GitError,
        scheme,
    },
};

/// Which handbook, and how to look at it.
#[derive(Debug, Clone, clap::Args)]
pub struct HandbookArgs {
    /// The handbook's folder, with `handbook.yaml` in it
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// Where the handbook will be published; replaces `base_url` in the settings
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Neither use nor keep results of earlier runs
    #[arg(long)]
    no_cache: bool,
}

/// The flags `--strict` and `--format`.
#[derive(Debug, Clone, clap::Args)]
pub struct ReportOptions {
    /// Treat warnings as errors
    #[arg(long)]
    pub(super) strict: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// For whom findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: each finding with its lines
    Human,
    /// For programs: one JSON object on standard output
    Json,
    /// For GitHub and Forgejo: annotations, shown beside the lines of a change
    Github,
    /// For GitLab: a Code Quality report
    Gitlab,
    /// For code scanning: a SARIF 2.1.0 log
    Sarif,
}

/// The error of a verb, for the exit code 2: a message, and what to do about it.
#[derive(Debug)]
pub struct CliError {
    message: String,
    help: Option<String>,
}

impl CliError {
    /// An error from its message and a help line, which may be empty.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()).filter(|help| !help.is_empty()) }
    }

    /// Tells it to people.
    pub fn report(&self) {
        write_stderr(&format!("error: {}\n", escape_for_terminal(&self.message)));
        if let Some(help) = &self.help {
            write_stderr(&format!("  = help: {}\n", escape_for_terminal(help)));
        }
    }

    /// Tells it to a program; the exit code is that of a wrong command or a failing world.
    pub fn report_as_json(&self) -> ExitCode {
        let report = diagnostic::report(&[], &Sources::default());
        let trouble = JsonMessage { message: &self.message, help: self.help.as_deref() };
        write_stdout(&diagnostic::json_text(&JsonError { report, trouble }));
        ExitCode::from(2)
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CliError {}

/// A wrong command, as the parser of arguments tells it.
impl From<clap::Error> for CliError {
    fn from(error: clap::Error) -> Self {
        let told = error.render().to_string();
        let paragraphs: Vec<String> =
            told.split("\n\n").map(|lines| lines.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let message = paragraphs.first().map_or("", |first| first.trim_start_matches("error: "));
        let tips = paragraphs.iter().filter_map(|paragraph| paragraph.strip_prefix("tip: "));
        let help = tips.map(str::to_owned).reduce(|tips, tip| format!("{tips}; {tip}"));
        Self { message: message.to_owned(), help: help.or_else(|| Some("`readybook help` says what there is".into())) }
    }
}

impl From<fs::Error> for CliError {
    fn from(error: fs::Error) -> Self {
        Self { message: error.to_string(), help: None }
    }
}

impl HandbookArgs {
    /// Arguments for the handbook in `folder`, without drafts.
    pub fn at(folder: PathBuf, base_url: Option<String>) -> Self {
        Self { folder, base_url, drafts: false, no_cache: false }
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
        let settings = self.folder.join(SETTINGS_FILE);
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
        refuse_half_upgraded(&self.folder)?;
        if let Some(url) = &self.base_url
            && let Err(wrong) = scheme::check_base(url)
        {
            return Err(CliError::new(format!("`{url}` {wrong}"), "write it whole, as in `https://handbook.example.org/`"));
        }
        let drafts = if self.drafts { Drafts::Shown } else { Drafts::Hidden };
        let (root, base_url) = (self.folder.clone(), self.base_url.clone());
        let results = if self.no_cache { None } else { ResultCache::of_user(&root).map(Arc::new) };
        Ok(Request { root, base_url, drafts, as_of, since: None, history, results, progress: Arc::default() })
    }

    /// The prefix of paths in findings, so that a terminal can open them: the folder with a slash, as in `docs/`; empty for `.`.
    pub fn prefix(&self) -> String {
        let folder = self.folder.to_string_lossy().replace(MAIN_SEPARATOR, "/");
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
    /// What became of the baseline, if the verb wrote it: lines for people.
    pub baseline: Option<String>,
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
    /// How many findings are not told because a comment accepts them.
    accepted: usize,
    /// How many findings are not told because the baseline holds them.
    baseline: usize,
}

/// What a program reads when the command is wrong, or the world is.
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
    /// Tells what was found and done, and says how the program ends.
    pub fn report(&self, handbook: &HandbookArgs, outcome: &Outcome<'_>, console: Console) -> ExitCode {
        let report = outcome.report;
        let is_failed = report.judged.is_failing(self.strict);
        let (found, sources, prefix) = (&report.judged.told, report.revision.sources(), handbook.prefix());
        let summary = summary(outcome, is_failed) + &due_by_owner(found) + outcome.baseline.as_deref().unwrap_or_default();
        match self.format {
            Format::Human => {
                console.findings(found, sources, &prefix);
                console.summary(&summary);
            }
            Format::Github => console.report(&diagnostic::github(found, sources, &prefix), &summary),
            Format::Gitlab => console.report(&diagnostic::gitlab(found, sources, &prefix), &summary),
            Format::Sarif => console.report(&diagnostic::sarif(found, sources, &prefix), &summary),
            Format::Json => {
                let told = Json {
                    report: diagnostic::report(found, sources),
                    pages: pages(report),
                    checklists: checklists(report),
                    published: outcome.published.as_ref().map(|(_, report)| report),
                    as_of: outcome.as_of.map(|day| day.to_string()),
                    blanks: &outcome.blanks,
                    accepted: report.judged.accepted,
                    baseline: report.judged.known.len(),
                };
                write_stdout(&diagnostic::json_text(&told));
            }
        }
        if report.judged.told.iter().any(|found: &Diagnostic| found.code == Code::UnreadableFile) {
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

/// What an upgrade is about to write, below a handbook's folder: there from before its first step until after its last.
pub const JOURNAL: &str = ".readybook/upgrade.json";

/// Refuses a handbook that is half upgraded.
///
/// # Errors
/// When an upgrade was interrupted.
pub fn refuse_half_upgraded(folder: &Path) -> Result<(), CliError> {
    if fs::link_metadata(&folder.join(JOURNAL))?.is_none() {
        return Ok(());
    }
    let message = format!("an upgrade of the handbook in `{}` was interrupted", folder.display());
    Err(CliError::new(message, "`readybook upgrade` finishes it"))
}

/// Writes a file atomically: replaces one whose content is `before`, or creates a new one for `None`.
///
/// # Errors
/// When another file is there, it changed, or may not be replaced (read-only, foreign owner, link); then it stays as it is.
pub fn write_file(path: &Path, before: Option<&[u8]>, bytes: &[u8]) -> Result<(), CliError> {
    fs::write_atomically(path, before, bytes)?.map_err(|refusal| refused(path, refusal))
}

/// Removes a file whose content is `before`.
///
/// # Errors
/// When it holds something else, or cannot be removed; then it stays as it is.
pub fn remove_file(path: &Path, before: &[u8]) -> Result<(), CliError> {
    fs::remove_unchanged(path, before)?.map_err(|refusal| refused(path, refusal))
}

fn refused(path: &Path, refusal: WriteRefusal) -> CliError {
    let help = match refusal {
        WriteRefusal::Taken => "move it away, and run the command again",
        WriteRefusal::Changed => "run the command again",
        WriteRefusal::ReadOnly => "let yourself write to it with `chmod u+w`, or work on a copy",
        WriteRefusal::Owner => "let its owner run the command, or work on a copy",
        WriteRefusal::HardLink => "make one of the two a copy, and run the command again",
        WriteRefusal::Link => "name the file that it leads to",
        WriteRefusal::Special => "name a file",
    };
    CliError::new(format!("`{}` {refusal}; it stays as it is", path.display()), help)
}

/// What helps where Git cannot tell what a revision has; `no_repository` where there is no repository at all.
pub fn git_help(error: GitError, no_repository: &'static str) -> &'static str {
    match error {
        GitError::NoRepository => no_repository,
        GitError::Unknown => "name a revision that `git log` shows; a clone in a pipeline may lack it: `git fetch --unshallow`",
        GitError::Incomplete => HELP_INCOMPLETE,
        GitError::TooLarge => HELP_TOO_LARGE,
    }
}

/// What helps where Git lacks a part of what a revision says.
const HELP_INCOMPLETE: &str = "fetch the whole history: `git fetch --unshallow`, or clone without `--filter`";

/// What helps where a revision holds more than a handbook may.
const HELP_TOO_LARGE: &str = "the guide's page `limits.md` says how much a handbook may hold";

/// The folder of the handbook that a file lies in, however deep: the nearest one above it with settings; `None` for a file of no
/// handbook. `file` is an absolute path without links.
///
/// # Errors
/// When a folder on the way cannot be looked at.
pub fn handbook_around(file: &Path) -> Result<Option<PathBuf>, CliError> {
    for folder in file.ancestors().skip(1) {
        if fs::metadata(&folder.join(SETTINGS_FILE))?.is_some() {
            return Ok(Some(folder.to_owned()));
        }
    }
    Ok(None)
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
                ("a link, and nothing is written through it", "name the file that it leads to")
            } else {
                ("not a regular file", "name a file")
            };
            Err(CliError::new(format!("`{}` is {what}", path.display()), help))
        }
    }
}

/// How much is due for another look, by owner; empty when nothing is.
fn due_by_owner(found: &[Diagnostic]) -> String {
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for found in found.iter().filter(|found| found.code == Code::ReviewDue) {
        *owners.entry(found.owner.as_ref().map_or("", |owner| &owner.title)).or_default() += 1;
    }
    if owners.is_empty() {
        return String::new();
    }
    let line = |(title, count): (&&str, &usize)| {
        format!("  {count:>4}  {}\n", if title.is_empty() { "without an owner".into() } else { escape_for_terminal(title) })
    };
    let lines: String = owners.iter().map(line).collect();
    format!("{} due for another look, by owner:\n{lines}", owners.values().sum::<usize>())
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
    let quiet = [("accepted", report.judged.accepted), ("in the baseline", report.judged.known.len())];
    let quiet: String = quiet.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!(", {count} {what}")).collect();
    let found = format!("{found}{quiet}");
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
