//! What verbs share: the handbook's folder, the way findings are told, exit codes.

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
    diagnostic::{self, Code, Diagnostic, Look, Severity, are_failing, shown},
    handbook::Drafts,
    pipeline::{self, Request},
    site::publish::{Problem, Report as Published},
    source::{
        SitePath, Sources,
        fs::{self, Refusal},
        scheme,
    },
};

/// Which handbook, and how to look at it.
#[derive(Debug, Clone, clap::Args)]
pub struct Handbook {
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

/// How findings are judged and told.
#[derive(Debug, Clone, clap::Args)]
pub struct Telling {
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

/// Why a verb could not do its work, and what to do about it.
#[derive(Debug)]
pub struct Trouble {
    message: String,
    help: Option<String>,
}

impl Trouble {
    /// A trouble with a way out of it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }

    /// Tells it, to programs that asked for JSON as well; the exit code is that of a wrong command or a failing world.
    pub fn tell(self, telling: Option<&Telling>) -> ExitCode {
        say_error(&format!("error: {}\n", shown(&self.message)));
        if let Some(help) = &self.help {
            say_error(&format!("  = help: {}\n", shown(help)));
        }
        if telling.is_some_and(|telling| telling.format == Format::Json) {
            let report = diagnostic::report(&[], &Sources::default());
            let told = JsonTrouble { report, trouble: JsonMessage { message: &self.message, help: self.help.as_deref() } };
            say(&format!("{}\n", serde_json::to_string_pretty(&told).unwrap_or_default()));
        }
        ExitCode::from(2)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Trouble {}

impl From<fs::Error> for Trouble {
    fn from(error: fs::Error) -> Self {
        Self { message: error.to_string(), help: None }
    }
}

impl Handbook {
    /// The handbook in a folder.
    pub fn at(folder: PathBuf, base_url: Option<String>) -> Self {
        Self { folder, base_url, drafts: false }
    }

    /// The handbook's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What to make, if there is a handbook to make it from; with `history` Git is asked when each file was last changed.
    pub fn request(&self, as_of: Option<Date>, history: bool) -> Result<Request, Trouble> {
        let settings = self.folder.join("handbook.yaml");
        if fs::metadata(&self.folder)?.is_none_or(|meta| !meta.is_dir()) {
            return Err(Trouble::new(
                format!("there is no folder `{}`", self.folder.display()),
                "name the folder in which `handbook.yaml` lies",
            ));
        }
        if fs::link_metadata(&settings)?.is_none() {
            let message = format!("there is no `{}`", settings.display());
            return Err(Trouble::new(message, "name the handbook's folder, or write a `handbook.yaml` with at least a `title`"));
        }
        if let Some(url) = &self.base_url
            && let Err(wrong) = scheme::check_base(url)
        {
            return Err(Trouble::new(format!("`{url}` {wrong}"), "write it whole, as in `https://handbook.example.org/`"));
        }
        let drafts = if self.drafts { Drafts::Shown } else { Drafts::Hidden };
        Ok(Request { root: self.folder.clone(), base_url: self.base_url.clone(), drafts, as_of, history })
    }

    /// How paths of findings begin, so that a terminal can open them.
    pub fn prefix(&self) -> String {
        let folder = self.folder.to_string_lossy();
        match folder.trim_start_matches("./").trim_end_matches('/') {
            "" | "." if !folder.starts_with('/') => String::new(),
            folder => format!("{folder}/"),
        }
    }
}

/// What a verb did, for the line at the end.
pub struct Outcome<'a> {
    /// As in `built` or `checked`.
    pub verb: &'static str,
    /// When it began.
    pub began: Instant,
    /// What was found.
    pub report: &'a pipeline::Report,
    /// Where it was written, and how much.
    pub published: Option<(&'a Path, Published)>,
    /// The day that counted as today, if the verb asked.
    pub as_of: Option<Date>,
    /// Names of blanks that nobody has filled in, if the verb tells them.
    pub blanks: Vec<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: diagnostic::Report<'a>,
    pages: usize,
    checklists: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blanks: &'a Vec<String>,
}

/// Draws all findings for people.
pub fn tell_findings(report: &pipeline::Report, handbook: &Handbook) {
    let look = if std::io::stderr().is_terminal() { Look::Coloured } else { Look::Plain };
    for found in &report.findings {
        say_error(&format!("{}\n", diagnostic::draw(found, report.revision.sources(), &handbook.prefix(), look)));
    }
}

/// What a program reads when the command is wrong, or the world is.
#[derive(Serialize)]
struct JsonTrouble<'a> {
    #[serde(flatten)]
    report: diagnostic::Report<'a>,
    trouble: JsonMessage<'a>,
}

#[derive(Serialize)]
struct JsonMessage<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

impl Telling {
    /// Tells what was found and done, and says how the program ends.
    pub fn tell(&self, handbook: &Handbook, outcome: &Outcome<'_>) -> ExitCode {
        let report = outcome.report;
        let is_failed = are_failing(&report.findings, self.strict);
        match self.format {
            Format::Human => {
                tell_findings(report, handbook);
                say(&summary(outcome, is_failed));
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
                say(&format!("{}\n", serde_json::to_string_pretty(&told).unwrap_or_default()));
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

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::World(error) => error.into(),
            Problem::Refused(message, help) => Self::new(message, help),
            Problem::Another(other) => Self::new(other.to_string(), other.help()),
        }
    }
}

/// Writes one file: over one that holds `before`, or a new one.
pub fn put(path: &Path, before: Option<&[u8]>, bytes: &[u8]) -> Result<(), Trouble> {
    let Err(refusal) = fs::put(path, before, bytes)? else { return Ok(()) };
    let help = match refusal {
        Refusal::Taken => "move it away, or choose another file with `--out`",
        Refusal::Changed => "run the command again",
        Refusal::ReadOnly => "let yourself write to it with `chmod u+w`, or work on a copy",
        Refusal::Owner => "let its owner run the command, or work on a copy",
        Refusal::HardLink => "make one of the two a copy, and run the command again",
        Refusal::Link => "name the file that it leads to",
        Refusal::Special => "name a file",
    };
    Err(Trouble::new(format!("`{}` {refusal}; it stays as it is", path.display()), help))
}

/// Reads the file that an output would replace; `None` when nothing is there. A link is not followed, a pipe not waited for.
pub fn read_what_is_there(path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
    match fs::link_metadata(path)? {
        None => Ok(None),
        Some(meta) if meta.is_file() => Ok(fs::read_if_there(path)?),
        Some(meta) => {
            let (what, help) = if meta.is_symlink() {
                ("a link, and nothing is written through it", "name the file that it leads to by `--out`")
            } else {
                ("no regular file", "name a file by `--out`")
            };
            Err(Trouble::new(format!("`{}` is {what}", path.display()), help))
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

/// A number of things.
pub fn many(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

fn summary(outcome: &Outcome<'_>, is_failed: bool) -> String {
    let report = outcome.report;
    let found = format!("{}, {}", many(report.count(Severity::Error), "error"), many(report.count(Severity::Warning), "warning"));
    let day = outcome.as_of.map_or_else(String::new, |day| format!(" as of {day}"));
    let seconds = outcome.began.elapsed().as_secs_f64();
    if is_failed {
        let kept = if outcome.verb == "built" { "nothing was written: " } else { "" };
        return format!("{kept}{found}{day} ({seconds:.2} s)\n");
    }
    let mut told = vec![format!("{} {}, {}", outcome.verb, many(pages(report), "page"), many(checklists(report), "checklist"))];
    if let Some((target, published)) = &outcome.published {
        let Published { new, changed, unchanged, removed, kept: _ } = published;
        told.push(format!(
            " into `{}`: {new} new, {changed} changed, {unchanged} unchanged, {removed} removed",
            shown(&target.to_string_lossy())
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
            many(outcome.blanks.len(), "blank"),
            outcome.blanks.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ")
        ));
    }
    told.concat()
}

// A reader that went away (`| head`) is no reason to end with an error.

/// Writes to standard output.
pub fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error.
pub fn say_error(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
