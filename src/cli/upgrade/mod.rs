//! `upgrade`: a copy of the handbook takes over what is shipped now.

mod journal;
mod theme_note;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
};

use self::journal::{Step, finish};
use super::{
    common::{CliError, counted, refuse_half_upgraded},
    console::Console,
    inside::{file, text, tree},
    prompt::agreed,
    review::open_answers,
    shipped::{THEME_NOTE, about_base, is_of_handbook, newest_edition, own_schemas, shipped, theme_note},
};
use crate::{
    manuscript::upgrade::{Change, Fate, Tree, open_choices, page, plan, reasons, words},
    review::State,
    source::{BASE_FOLDER, fs},
};

/// The upgrade page.
const PAGE: &str = ".readybook/upgrade.md";
/// Where the shipped version of a file lies that is no text and that both sides changed.
const BESIDE: &str = ".readybook/shipped";

/// Take over what is new in the shipped handbook
///
/// What you left as it was is renewed, what is yours alone stays, and what both sides changed is merged by key, id and sentence. Where
/// both changed the same thing, both are in the file, and `readybook check` reports it until you choose. An upgrade that was interrupted
/// is finished by the next one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The handbook's folder
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// Only show what would become of each file
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// What a copy that was made by hand was made from: the edition that this program ships, or the folder of the handbook as it was
    #[arg(long, value_name = "EDITION|FOLDER")]
    base: Option<PathBuf>,
    /// A file of answers: questions that it answers stay, though they are not shipped any more; may be given several times
    #[arg(long, value_name = "FILE")]
    answers: Vec<PathBuf>,
    /// From another folder than the program's
    #[arg(long, value_name = "FOLDER", hide = true)]
    shipped: Option<PathBuf>,
}

/// What was shipped before, and what is shipped now.
struct Versions {
    base: Tree,
    shipped: Tree,
    is_minimal: bool,
}

/// Runs `upgrade`.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    if fs::metadata(&args.folder)?.is_none_or(|meta| !meta.is_dir()) {
        let message = format!("there is no folder `{}`", args.folder.display());
        return Err(CliError::new(message, "name the folder in which `handbook.yaml` lies"));
    }
    // What was judged by its path is what is read and written.
    let root = fs::canonical(&args.folder)?;
    if args.dry_run {
        refuse_half_upgraded(&root)?;
    } else if finish(&root)? {
        console.summary("an upgrade that was interrupted is finished now\n");
    }
    let versions = versions(args, &root)?;
    let Versions { base, shipped, .. } = &versions;
    let mut yours = Tree::new();
    for path in base.keys().chain(shipped.keys()) {
        if let Some(bytes) = file(&root, path)? {
            yours.insert(path.clone(), bytes);
        }
    }
    if let Some(open) = open_choices(&yours).first() {
        let message = format!("`{}:{}` still has two versions of an earlier upgrade; nothing was written", open.path, open.line);
        return Err(CliError::new(message, "keep one of them; `readybook check` tells all that there are"));
    }
    let changes = plan(base, &yours, shipped, &answered(&args.answers)?);
    let notes = theme_note::changed(&root)?;
    console.summary(&summary(&changes, &notes));
    let steps = steps(&root, &versions, &changes, &notes)?;
    if args.dry_run || steps.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let is_silent = changes.is_empty() && notes.is_empty();
    if !is_silent && !args.yes && !agreed("Upgrade?", "upgrade")? {
        console.summary("nothing was written\n");
        return Ok(ExitCode::SUCCESS);
    }
    journal::begin(&root, &steps)?;
    finish(&root)?;
    if is_silent {
        console.summary(&format!("what is shipped is noted in `{BASE_FOLDER}`\n"));
    } else {
        console.summary(&ended(&changes, &args.folder));
    }
    Ok(ExitCode::SUCCESS)
}

/// What was shipped before, as the folder or the arguments say, and what is shipped now.
fn versions(args: &Args, root: &Path) -> Result<Versions, CliError> {
    let noted = tree(&root.join(BASE_FOLDER))?;
    let about = text(root, &format!("{BASE_FOLDER}.yaml"))?.unwrap_or_default();
    let is_minimal = about.lines().any(|line| line == "handbook: minimal");
    let shipped = match &args.shipped {
        Some(folder) => tree(&fs::canonical(folder)?)?,
        None => shipped(is_minimal),
    };
    let base = match &args.base {
        None if noted.is_empty() => {
            let message = format!("`{BASE_FOLDER}` does not say from what this handbook was made");
            let edition = newest_edition(&shipped).unwrap_or_default();
            let help =
                format!("say it: `--base {edition}` for what this program ships, or `--base FOLDER` with the handbook as it was");
            return Err(CliError::new(message, help));
        }
        None => noted,
        Some(_) if !noted.is_empty() => {
            let message = format!("`{BASE_FOLDER}` says already from what this handbook was made");
            return Err(CliError::new(message, "leave `--base` out"));
        }
        Some(base) => base_of_copy(base, &shipped)?,
    };
    Ok(Versions { base, shipped, is_minimal })
}

/// What a copy by hand was made from.
fn base_of_copy(base: &Path, shipped: &Tree) -> Result<Tree, CliError> {
    if fs::metadata(base)?.is_some_and(|meta| meta.is_dir()) {
        let mut found = tree(&fs::canonical(base)?)?;
        found.retain(|path, _| is_of_handbook(path));
        if found.is_empty() {
            let message = format!("`{}` is not a handbook", base.display());
            return Err(CliError::new(
                message,
                "name the folder with `handbook.yaml`, `content/` and `checklists/` as they were",
            ));
        }
        // What stands around a handbook was not copied with it.
        let around = shipped.iter().filter(|(path, _)| !is_of_handbook(path));
        found.extend(around.map(|(path, bytes)| (path.clone(), bytes.clone())));
        return Ok(found);
    }
    let edition = newest_edition(shipped).unwrap_or_default();
    if base.to_string_lossy() == edition {
        return Ok(shipped.clone());
    }
    let message = format!("this program ships the edition {edition}, and `{}` is another one or no folder", base.display());
    let help = "take the source of readybook as it was then, and name its folder; or run `upgrade --base` with the program of then first";
    Err(CliError::new(message, help))
}

/// The ids of the questions that files of answers answer.
fn answered(files: &[PathBuf]) -> Result<BTreeSet<String>, CliError> {
    let mut ids = BTreeSet::new();
    for path in files {
        let opened = open_answers(path)?;
        let Some(answers) = &opened.answers else {
            let message = format!("the answers in `{}` cannot be read", path.display());
            return Err(CliError::new(message, format!("look at them with `readybook review check {}`", path.display())));
        };
        let is_answered = |state: Option<State>| state.is_some_and(|state| state != State::Open);
        let all = answers.checklists.iter().flat_map(|(_, checklist)| checklist.items.iter().chain(checklist.retired.iter()));
        let said = all.filter(|(_, answer)| is_answered(answer.state.as_ref().map(|state| state.value)));
        ids.extend(said.map(|(id, _)| id.value.clone()));
    }
    Ok(ids)
}

/// All that is written: your files, what is noted of the shipped ones, and the page.
fn steps(root: &Path, versions: &Versions, changes: &[Change], notes: &[String]) -> Result<Vec<Step>, CliError> {
    let Versions { base, shipped, is_minimal } = versions;
    let mut steps: Vec<Step> =
        changes.iter().map(|change| Step::new(&change.path, change.yours.as_deref(), change.after.as_deref())).collect();
    let mut write = |path: &str, after: Option<&[u8]>| -> Result<(), CliError> {
        steps.push(Step::new(path, file(root, path)?.as_deref(), after));
        Ok(())
    };
    let unmerged: Vec<&str> =
        changes.iter().filter(|change| change.fate == Fate::Unmerged).map(|change| change.path.as_str()).collect();
    let paths: BTreeSet<&String> = base.keys().chain(shipped.keys()).collect();
    for path in paths {
        // One that waits for you is told again by the next upgrade.
        let waits = unmerged.contains(&path.as_str());
        write(&format!("{BASE_FOLDER}/{path}"), if waits { base.get(path) } else { shipped.get(path) }.map(Vec::as_slice))?;
        if waits {
            write(&format!("{BESIDE}/{path}"), shipped.get(path).map(Vec::as_slice))?;
        }
    }
    write(&format!("{BASE_FOLDER}.yaml"), Some(about_base(*is_minimal, newest_edition(shipped).as_deref()).as_bytes()))?;
    write(THEME_NOTE, Some(theme_note().as_bytes()))?;
    for (path, schema) in own_schemas() {
        if file(root, &path)?.is_some() {
            write(&path, Some(schema.as_bytes()))?;
        }
    }
    if !changes.is_empty() || !notes.is_empty() {
        write(PAGE, Some(page(changes, &reasons(base, shipped), notes).as_bytes()))?;
    }
    steps.retain(Step::does_something);
    Ok(steps)
}

fn summary(changes: &[Change], notes: &[String]) -> String {
    let notes: String = notes.iter().map(|note| format!("  {note}\n")).collect();
    if changes.is_empty() {
        return format!("nothing is new in the shipped handbook\n{notes}");
    }
    let mut told = format!("{} of the shipped handbook changed:\n", counted(changes.len(), "file"));
    for change in changes {
        told += &format!("  {}: {}\n", change.path, words(change.fate));
        told += &change.conflicts.iter().map(|found| format!("    choose: {}\n", place(&found.place))).collect::<String>();
        told += &change.stay.iter().map(|id| format!("    stays: {id}\n")).collect::<String>();
    }
    told + &notes
}

fn place(place: &str) -> &str {
    if place.is_empty() { "the text between the markers" } else { place }
}

fn ended(changes: &[Change], folder: &Path) -> String {
    let page = folder.join(PAGE);
    let choices: usize = changes.iter().map(|change| change.conflicts.len()).sum();
    let next = if choices == 0 {
        "look at it with `readybook check`".to_owned()
    } else {
        format!("{} to choose, which `readybook check` tells with their places", counted(choices, "version"))
    };
    format!("upgraded; {next}; `{}` says what became of everything\n", page.display())
}
