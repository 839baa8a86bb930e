//! `new`: a page, a section, a checklist, a question, a term, a guardrail or a service, where it belongs.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use super::{
    common::{CliError, HandbookArgs},
    console::Console,
    edits::{Edit, EditArgs, propose, unforeseen},
};
use crate::{
    diagnostic::suggest,
    handbook::Handbook,
    manuscript::edit::{with_entry, with_entry_of_part, with_front_entry},
    pipeline::{self, Revision},
    prose::slug,
    source::{SETTINGS_FILE, SourcePath, Sources, fs},
    yaml::{Form, flow_scalar, scalar},
};

/// Write a new page, section, checklist, question, term, guardrail or service where it belongs
///
/// Paths begin at the handbook's folder. A new entry comes last in its list, a question takes the next free id, and every other byte stays.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    /// The handbook's folder
    #[arg(long, global = true, default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// Do not ask
    #[arg(long, global = true)]
    yes: bool,
    /// Only show what would be written
    #[arg(long, global = true)]
    dry_run: bool,
}

/// What is new.
#[derive(Debug, clap::Subcommand)]
enum What {
    /// A page of Markdown, which its section lists if it lists its pages
    Page {
        /// The file, as in `content/guides/backups.md`
        path: String,
        /// Its title
        #[arg(long)]
        title: String,
    },
    /// A section: a folder with a page of its own
    Section {
        /// The folder, as in `content/guides`
        path: String,
        /// Its title
        #[arg(long)]
        title: String,
    },
    /// A checklist with its first question, which its phase lists
    Checklist {
        /// Its id, which is also the name of its file
        id: String,
        /// Its title
        #[arg(long)]
        title: String,
        /// Its first question
        #[arg(long)]
        ask: String,
        /// What the ids of its questions begin with: two to four capital letters
        #[arg(long)]
        prefix: String,
        /// The phase in which it is answered
        #[arg(long)]
        phase: String,
    },
    /// A question, last in a checklist or an area
    Question {
        /// The file, as in `checklists/green-light.yaml`
        path: String,
        /// The question
        #[arg(long)]
        ask: String,
        /// Why it is asked
        #[arg(long)]
        why: Option<String>,
        /// What a team could show
        #[arg(long)]
        evidence: Option<String>,
    },
    /// A term of the glossary
    Term {
        /// The term
        term: String,
        /// What it means, in at most fifteen words
        #[arg(long)]
        short: String,
        /// Its acronym
        #[arg(long)]
        short_form: Option<String>,
    },
    /// A guardrail
    Guardrail {
        /// Its id
        id: String,
        /// What it bounds
        #[arg(long)]
        title: String,
        /// Why it is there
        #[arg(long)]
        why: String,
        /// The environment that it holds for
        #[arg(long)]
        environment: String,
        /// The most that is fine there
        #[arg(long)]
        max: String,
    },
    /// A service of the responsibility matrix; who does what is filled in afterwards
    Service {
        /// Its id
        id: String,
        /// Its title
        #[arg(long)]
        title: String,
        /// Its kind, as in `database`: one of the settings' `service_kinds`
        #[arg(long)]
        kind: String,
        /// The provider that offers it
        #[arg(long)]
        provider: String,
    },
}

/// A handbook that is added to.
struct Desk<'a> {
    root: &'a Path,
    handbook: &'a Handbook,
    sources: &'a Sources,
}

/// Runs `new`.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let request = HandbookArgs::at(args.folder.clone(), None).request(None, false)?;
    let root = fs::canonical(&args.folder)?;
    let progress = Arc::clone(&request.progress);
    let revision: Revision = console.follow(progress, || pipeline::make(request))?;
    let Some(built) = revision.built() else {
        return Err(CliError::new("the settings cannot be read", "look at them with `readybook check`"));
    };
    let desk = Desk { root: &root, handbook: &built.inputs.handbook, sources: revision.sources() };
    let edits = desk.edits(&args.what)?;
    let how = EditArgs { yes: args.yes, dry_run: args.dry_run };
    if propose(&root, &edits, &how, "new", console)? {
        console.summary("written; `readybook check` says whether all is well\n");
    }
    Ok(ExitCode::SUCCESS)
}

impl Desk<'_> {
    fn edits(&self, what: &What) -> Result<Vec<Edit>, CliError> {
        match what {
            What::Page { path, title } => self.page(&below_content(path, ".md")?, title),
            What::Section { path, title } => {
                let folder = below_content(path.trim_end_matches('/'), "")?;
                self.page(&SourcePath::new(&format!("{folder}/index.md")), title)
            }
            What::Checklist { id, title, ask, prefix, phase } => {
                is_id(id)?;
                let text = format!(
                    "id: {id}\ntitle: {}\nphase: {phase}\nprefix: {prefix}\nitems:\n  - id: {prefix}-01\n    ask: {}\n",
                    scalar(title),
                    scalar(ask)
                );
                Ok(vec![self.phase(phase, id)?, Edit::new(&format!("checklists/{id}.yaml"), text)])
            }
            What::Question { path, ask, why, evidence } => {
                let path = SourcePath::new(path);
                let more = [("ask", Some(ask)), ("evidence", evidence.as_ref()), ("why", why.as_ref())];
                let id = self.next_id(&path)?;
                let keys = more.into_iter().filter_map(|(key, text)| Some(format!("{key}: {}", scalar(text?))));
                self.entry(&path, "items", std::iter::once(format!("id: {id}")).chain(keys).collect())
            }
            What::Term { term, short, short_form } => {
                let (data, _) = self.handbook.written_terms().next().ok_or_else(|| none("glossary"))?;
                let form = short_form.as_ref().map(|form| format!("short_form: {}", scalar(form)));
                let lines = [Some(format!("term: {}", scalar(term))), form, Some(format!("short: {}", scalar(short)))];
                self.entry(&data.path, "glossary", lines.into_iter().flatten().collect())
            }
            What::Guardrail { id, title, why, environment, max } => {
                is_id(id)?;
                let (data, _) = self.handbook.written_guardrails().next().ok_or_else(|| none("guardrails"))?;
                let lines = vec![
                    format!("id: {id}"),
                    format!("title: {}", scalar(title)),
                    format!(
                        "bounds: {{{}: {{max: {}}}}}",
                        flow_scalar(environment),
                        if max.chars().all(char::is_alphanumeric) { max.clone() } else { flow_scalar(max) }
                    ),
                    format!("why: {}", scalar(why)),
                ];
                self.entry(&data.path, "guardrails", lines)
            }
            What::Service { id, title, kind, provider } => {
                is_id(id)?;
                self.is_kind(kind)?;
                let (data, _) = self.handbook.matrices().next().ok_or_else(|| none("responsibility matrix"))?;
                let lines = vec![
                    format!("id: {id}"),
                    format!("title: {}", scalar(title)),
                    format!("kind: {kind}"),
                    format!("provider: {provider}"),
                    "cells: {}".to_owned(),
                ];
                self.entry(&data.path, "services", lines)
            }
        }
    }

    /// A page, and its section if that lists its pages.
    fn page(&self, path: &SourcePath, title: &str) -> Result<Vec<Edit>, CliError> {
        let mut edits = vec![Edit::new(path.as_str(), format!("---\ntitle: {}\n---\n\nWrite here.\n", scalar(title)))];
        let is_section = path.name() == "index.md";
        let folder = if is_section { path.folder().rsplit_once('/').map_or("", |(above, _)| above) } else { path.folder() };
        let index = SourcePath::new(&format!("{folder}/index.md"));
        let lists = self.handbook.pages.iter().any(|page| page.path == index && !page.meta.pages.is_empty());
        if lists && let Some(source) = self.sources.at(&index) {
            let entry = path.as_str().strip_prefix(&format!("{folder}/")).unwrap_or_default();
            let entry = entry.strip_suffix("index.md").unwrap_or(entry);
            let made = with_front_entry(&source.text, "pages", entry).ok_or_else(|| unforeseen(&index))?;
            edits.push(Edit::of(self.root, index.as_str(), &source.text, made, None)?);
        }
        Ok(edits)
    }

    /// The settings with a checklist in the list of its phase.
    fn phase(&self, phase: &str, checklist: &str) -> Result<Edit, CliError> {
        let ids: Vec<&str> = self.handbook.config.phases.written().map(|phase| phase.id.as_str()).collect();
        if !ids.contains(&phase) {
            return Err(CliError::new(
                format!("there is no phase `{phase}`"),
                suggest(phase, "there are", &ids).unwrap_or_default(),
            ));
        }
        let settings = SourcePath::new(SETTINGS_FILE);
        let source = self.sources.at(&settings).ok_or_else(|| unforeseen(&settings))?;
        let made = with_entry_of_part(&source.text, ("phases", phase), "checklists", checklist);
        Edit::of(self.root, SETTINGS_FILE, &source.text, made.ok_or_else(|| unforeseen(&settings))?, None)
    }

    /// Whether the settings know a kind of service.
    fn is_kind(&self, kind: &str) -> Result<(), CliError> {
        let kinds = self.handbook.config.kinds();
        if kinds.contains(&kind) {
            return Ok(());
        }
        let help = suggest(kind, "there are", &kinds).unwrap_or_default();
        Err(CliError::new(format!("there is no kind of service `{kind}`"), help))
    }

    /// A file of YAML with another entry at the end of a list.
    fn entry(&self, path: &SourcePath, key: &str, lines: Vec<String>) -> Result<Vec<Edit>, CliError> {
        let Some(source) = self.sources.at(path).filter(|source| source.readable) else {
            return Err(CliError::new(format!("there is no `{path}`"), "name a file from the handbook's folder on"));
        };
        let made = with_entry(&source.text, key, &lines).ok_or_else(|| unforeseen(path))?;
        Ok(vec![Edit::of(self.root, path.as_str(), &source.text, made, None)?])
    }

    /// The next id of a checklist or an area that was never used, neither by a question that is retired.
    fn next_id(&self, path: &SourcePath) -> Result<String, CliError> {
        let areas = || self.handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
        let Some(area) = areas().find(|area| area.path == *path) else {
            let files: Vec<&str> = areas().map(|area| area.path.as_str()).collect();
            let help =
                suggest(path.as_str(), "there are", &files).unwrap_or_else(|| "begin with `readybook new checklist`".into());
            return Err(CliError::new(format!("`{path}` is neither a checklist nor an area"), help));
        };
        let asked = area.area().items.written().next().and_then(|item| item.id.value.split_once('-'));
        let prefix = area.area().prefix.as_ref().map(|prefix| prefix.value.as_str()).or(asked.map(|(prefix, _)| prefix));
        let prefix =
            prefix.ok_or_else(|| CliError::new(format!("`{path}` has no `prefix`"), "write one, as in `prefix: REL`"))?;
        let prefix = format!("{prefix}-");
        // Closed editions remember what was removed.
        let files = self.sources.iter().filter(|source| ["checklists", "editions"].iter().any(|top| source.path.is_below(top)));
        let numbers = files.flat_map(|source| {
            source.text.split(prefix.as_str()).skip(1).filter_map(|rest| {
                let end = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
                rest[..end].parse::<u32>().ok()
            })
        });
        let last = numbers.max().unwrap_or(0);
        Ok(format!("{prefix}{:02}", last + 1))
    }
}

fn is_id(id: &str) -> Result<(), CliError> {
    let fine = Form::Id.matches(id);
    if fine { Ok(()) } else { Err(CliError::new(format!("`{id}` is not an id"), format!("write it like `{}`", slug(id)))) }
}

fn below_content(path: &str, ending: &str) -> Result<SourcePath, CliError> {
    let found = SourcePath::new("x").join(path).filter(|path| path.is_below("content") && path.as_str().ends_with(ending));
    found.ok_or_else(|| {
        let help = format!("name it from the handbook's folder on, as in `content/guides/backups{ending}`");
        CliError::new(format!("`{path}` is not a place for it"), help)
    })
}

fn none(what: &str) -> CliError {
    CliError::new(format!("the handbook has no {what} with an entry yet"), "write the first one by hand; the guide says how")
}
