//! `diff`: what is different between two states of a handbook.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::ValueEnum;

use super::{
    common::{CliError, HandbookArgs, git_help, write_escaped, write_stdout},
    console::{Console, colour_of_stdout},
    review::{HandbookSource, open_answers},
};
use crate::{
    diagnostic,
    manuscript::edition::EDITIONS,
    pipeline::{self, Request, Revision},
    review::{self, HandbookExport, changes, handbook_export::Checklist},
    source::{SETTINGS_FILE, SourcePath, fs, git::GitError},
    theme,
    yaml::EditionId,
};

/// Show what differs between two states of a handbook: questions, checklists, guardrails, the matrix, terms
///
/// A state is a folder, a published folder or its `handbook.json`, a closed edition of the handbook in the current folder, such as
/// `2026-12-15` or `CHECKLIST/2026-12-15`, or a Git revision of it, such as `main`, `v1.2` or `HEAD~3`. A name that is a folder or a file
/// here is one; `refs/heads/NAME` is a revision always. The files of a revision are read from Git; the work tree stays as it is. It ends with 0 whether or not something differs, and with 2 if a state
/// cannot be read.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The older state
    #[arg(value_name = "OLD")]
    old: String,
    /// The newer state
    #[arg(value_name = "NEW", default_value = ".")]
    new: String,
    /// Show only what concerns the service of this answer file, and what becomes of its answers
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// End with 1 if something differs
    #[arg(long)]
    exit_code: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// For whom it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For a merge request or a wiki
    Markdown,
    /// For programs: one JSON object
    Json,
}

/// Runs `diff`.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let (State { export: old, is_edition: was }, State { export: new, is_edition: is }) =
        (state(&args.old, console)?, state(&args.new, console)?);
    let mut changes = changes::changes((&args.old, &old), (&args.new, &new));
    if was || is {
        changes = changes::of_edition(changes);
    }
    if let Some(file) = &args.answers {
        let mut opened = open_answers(file)?;
        // A state that cannot be read and answers that cannot are the same to whoever waits for the exit code.
        let Ok(answers) = opened.whole(console) else { return Ok(ExitCode::from(2)) };
        changes = changes::for_service(changes, &old, &new, answers);
    }
    match args.format {
        Format::Human => write_stdout(&changes::text(&changes, colour_of_stdout())),
        Format::Markdown => write_escaped(&changes::markdown(&changes)),
        Format::Json => write_stdout(&diagnostic::json_text(&changes)),
    }
    Ok(if args.exit_code && !changes.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// A state of a handbook.
struct State {
    export: HandbookExport,
    is_edition: bool,
}

/// The handbook that a word on the command line means: what is there by that name, a closed edition, or a Git revision.
fn state(word: &str, console: Console) -> Result<State, CliError> {
    if let Some(edition) = Named::of(word)
        && (word.starts_with(EDITIONS) || fs::metadata(Path::new(word))?.is_none())
    {
        return match at_edition(word, &edition, console) {
            Ok(export) => Ok(State { export, is_edition: true }),
            // A tag may be called like one.
            Err(error) => Ok(State { export: at_revision(word, console).map_err(|_| error)?, is_edition: false }),
        };
    }
    Ok(State { export: place(word, console)?, is_edition: false })
}

/// A closed edition, as it is named on the command line.
struct Named<'a> {
    /// The id of its checklist; every checklist if none is named.
    checklist: Option<&'a str>,
    id: EditionId,
}

impl<'a> Named<'a> {
    /// `2026-12-15`, `CHECKLIST/2026-12-15`, or the path of its file.
    fn of(word: &'a str) -> Option<Self> {
        let word = word.strip_prefix(EDITIONS).and_then(|rest| rest.strip_prefix('/')?.strip_suffix(".yaml")).unwrap_or(word);
        let (checklist, id) = word.rsplit_once('/').map_or((None, word), |(checklist, id)| (Some(checklist), id));
        Some(Self { checklist, id: id.parse().ok()? })
    }
}

/// The handbook in the current folder with the questions of closed editions: of the checklist that is named the one with this id, or of
/// each checklist the last one up to it.
fn at_edition(word: &str, Named { checklist, id }: &Named<'_>, console: Console) -> Result<HandbookExport, CliError> {
    let request = HandbookArgs::at(PathBuf::from("."), None).request(None, false)?;
    let made = console.follow(Arc::clone(&request.progress), || pipeline::make(request))?;
    let today = export(&made, "`.`")?;
    let Some(handbook) = made.handbook() else { return Ok(today) };
    let files = handbook.editions.checklists.iter().map(|file| &file.edition);
    let known = files.filter(|edition| checklist.is_none_or(|checklist| edition.checklist.as_str() == checklist));
    let known: BTreeSet<EditionId> = known.map(|edition| edition.closed.value).collect();
    if !known.contains(id) {
        let of = checklist.map_or_else(String::new, |checklist| format!(" of a checklist `{checklist}`"));
        let help = match known.iter().next_back() {
            None if handbook.editions.checklists.is_empty() => "`readybook edition` closes the first one".to_owned(),
            None => format!("name a checklist as in `{EDITIONS}/`"),
            Some(last) => format!("the last one is {last}; all lie in `{EDITIONS}/`"),
        };
        return Err(CliError::new(format!("there is no `{word}`: no edition {id}{of} is closed here"), help));
    }
    let one = |of: &'_ Checklist| {
        let closed = of.editions.iter().filter(|_| checklist.is_none_or(|wanted| wanted == of.id));
        closed.map(|edition| edition.id).rfind(|edition| edition <= id)
    };
    let editions: Vec<(&str, EditionId)> =
        today.checklists.iter().filter_map(|checklist| Some((checklist.id.as_str(), one(checklist)?))).collect();
    Ok(review::at_editions(&today, &editions))
}

/// What is there by a name, or the handbook at a Git revision.
fn place(word: &str, console: Console) -> Result<HandbookExport, CliError> {
    let place = Path::new(word);
    match fs::metadata(place)? {
        Some(meta) if meta.is_dir() && fs::metadata(&place.join(SETTINGS_FILE))?.is_some() => {
            let request = HandbookArgs::at(place.to_owned(), None).request(None, false)?;
            let made = console.follow(Arc::clone(&request.progress), || pipeline::make(request))?;
            export(&made, &format!("`{word}`"))
        }
        Some(_) => HandbookSource::at(place.to_owned()).load(console),
        None => at_revision(word, console),
    }
}

/// The handbook in the current folder as it was at a Git revision.
fn at_revision(word: &str, console: Console) -> Result<HandbookExport, CliError> {
    let request = Request::of(PathBuf::from("."));
    let made = console.follow(Arc::clone(&request.progress), || pipeline::make_revision(request, word));
    let made = made.map_err(|error| {
        let help = match error {
            // What is no revision may be meant as a place.
            GitError::Unknown => {
                "name a folder, a `handbook.json`, or a revision that `git log` shows; a clone in a pipeline may lack it: `git fetch --unshallow`"
            }
            other => git_help(other, "name a folder, a `handbook.json`, or a Git revision, in the handbook's own folder"),
        };
        let message = match error {
            GitError::NoRepository | GitError::Unknown => format!("there is no `{word}`: it is neither a folder nor a file, and {error}"),
            GitError::Incomplete | GitError::TooLarge => format!("cannot read the handbook at `{word}`: {error}"),
        };
        CliError::new(message, help)
    })?;
    if !made.has_settings() {
        let message = format!("there was no `{SETTINGS_FILE}` in this folder at `{word}`");
        return Err(CliError::new(message, "run it in the handbook's folder, and name a revision that has the handbook there"));
    }
    export(&made, &format!("`{word}`"))
}

/// The handbook as a value. Files with mistakes that touch nothing which is compared are as good as others.
fn export(made: &Revision, name: &str) -> Result<HandbookExport, CliError> {
    let is_compared = |path: &SourcePath| {
        path.as_str() == SETTINGS_FILE || (matches!(path.extension(), "yaml" | "yml") && !path.is_below("themes"))
    };
    let paths: Vec<&SourcePath> = made.sources().iter().map(|source| &source.path).filter(|path| is_compared(path)).collect();
    let wrong = made.wrong(paths);
    match made.handbook().filter(|_| wrong.is_empty()) {
        Some(handbook) => {
            let words = made.built().map_or_else(theme::builtin_words, |built| built.inputs.theme.all_words.clone());
            Ok(review::export_handbook(handbook, &words))
        }
        // Half a handbook would call questions gone that are there.
        None => {
            let first = wrong.iter().next().map_or(SETTINGS_FILE, SourcePath::as_str);
            let more = if wrong.len() > 1 { format!(" and {} more", wrong.len() - 1) } else { String::new() };
            let message = format!("the handbook in {name} cannot be compared: there are errors in `{first}`{more}");
            Err(CliError::new(message, "`readybook check` in that state lists them; fix them, or compare with another state"))
        }
    }
}
