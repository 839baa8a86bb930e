//! `upgrade`: a copy of the handbook takes over what is shipped now.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    common::{CliError, counted, read_existing, write_file},
    console::Console,
    init::SHIPPED,
    prompt::Prompt,
};
use crate::{
    source::{BASE_FOLDER, fs, limits},
    upgrade::{Change, Fate, Tree, plan},
};

/// What is about to be written: from its first byte on disk until all of it is carried out.
const JOURNAL: &str = ".readybook/upgrade.json";
/// The upgrade page.
const PAGE: &str = ".readybook/upgrade.md";

/// Take over what is new in the shipped handbook
///
/// What you left as it was is renewed, what is yours alone stays, and what both sides changed is merged by key, id and sentence. Where
/// both changed the same thing, both stand in the file, and `readybook check` tells it until you choose.
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
    /// From another folder than the program's
    #[arg(long, value_name = "FOLDER", hide = true)]
    shipped: Option<PathBuf>,
}

/// A file and its texts; `None` for one that is not there.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Step {
    path: String,
    before: Option<String>,
    after: Option<String>,
}

/// Runs `upgrade`. An earlier run that was killed is finished first.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let folder = &args.folder;
    if !args.dry_run && finish(folder)? {
        console.summary("an upgrade that was interrupted is finished now");
    }
    let base = tree(&folder.join(BASE_FOLDER))?;
    if base.is_empty() {
        let message = format!("`{}` does not say what was shipped before", folder.join(BASE_FOLDER).display());
        return Err(CliError::new(message, "upgrade a handbook that `readybook init` made"));
    }
    let shipped = match &args.shipped {
        Some(folder) => tree(folder)?,
        None => SHIPPED.iter().map(|(path, bytes)| ((*path).to_owned(), String::from_utf8_lossy(bytes).into_owned())).collect(),
    };
    let mut yours = Tree::new();
    for path in base.keys().chain(shipped.keys()) {
        if let Some(text) = text(&folder.join(path))? {
            yours.insert(path.clone(), text);
        }
    }
    let changes = plan(&base, &yours, &shipped);
    if base == shipped {
        console.summary("nothing is new");
        return Ok(ExitCode::SUCCESS);
    }
    console.summary(&summary(&changes));
    if args.dry_run || !(args.yes || agreed()?) {
        return Ok(ExitCode::SUCCESS);
    }
    let steps = steps(&base, &shipped, &changes, text(&folder.join(PAGE))?);
    let journal = serde_json::to_vec(&steps).unwrap_or_default();
    write_file(&folder.join(JOURNAL), None, &journal)?;
    finish(folder)?;
    console.summary(&format!("done; `{}` has what to choose between", folder.join(PAGE).display()));
    Ok(ExitCode::SUCCESS)
}

/// All that is written: your files, what was shipped, and the page.
fn steps(base: &Tree, shipped: &Tree, changes: &[Change], page_before: Option<String>) -> Vec<Step> {
    let own = changes.iter().map(|change| Step {
        path: change.path.clone(),
        before: change.yours.clone(),
        after: change.after.clone(),
    });
    let paths: std::collections::BTreeSet<&String> = base.keys().chain(shipped.keys()).collect();
    let renewed = paths.into_iter().map(|path| Step {
        path: format!("{BASE_FOLDER}/{path}"),
        before: base.get(path).cloned(),
        after: shipped.get(path).cloned(),
    });
    let page = Step { path: PAGE.to_owned(), before: page_before, after: Some(page(changes)) };
    own.chain(renewed).chain([page]).filter(|step| step.before != step.after).collect()
}

/// Carries out the journal, if there is one: what is done already is left alone, and so is a file that was changed since.
fn finish(folder: &Path) -> Result<bool, CliError> {
    let place = folder.join(JOURNAL);
    let Some(journal) = read_existing(&place)? else { return Ok(false) };
    let unreadable = |_| CliError::new(format!("`{}` cannot be read", place.display()), "remove it, and run the command again");
    let steps: Vec<Step> = serde_json::from_slice(&journal).map_err(unreadable)?;
    for Step { path, before, after } in &steps {
        let at = folder.join(path);
        let now = text(&at)?;
        if now == *after {
            continue;
        }
        if now != *before {
            let message = format!("`{}` was changed while it was upgraded", at.display());
            let help = format!("put it back as it was, or remove `{}` to begin again", place.display());
            return Err(CliError::new(message, help));
        }
        match after {
            Some(after) => {
                fs::create_folder(at.parent().unwrap_or(folder))?;
                write_file(&at, before.as_deref().map(str::as_bytes), after.as_bytes())?;
            }
            None => fs::remove_file(&at)?,
        }
    }
    fs::remove_file(&place)?;
    Ok(true)
}

/// The text of a file; `None` when it is not there.
fn text(place: &Path) -> Result<Option<String>, CliError> {
    if fs::link_metadata(place)?.is_none() {
        return Ok(None);
    }
    let bytes = fs::read_no_follow(place, limits::TEXT_FILE)?;
    let broken = |_| CliError::new(format!("`{}` is not UTF-8", place.display()), "save it as UTF-8");
    String::from_utf8(bytes).map(Some).map_err(broken)
}

/// All files below a folder; none when it is not there. Hidden ones are left out, and links are refused.
fn tree(folder: &Path) -> Result<Tree, CliError> {
    let mut found = Tree::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((place, prefix)) = open.pop() {
        if fs::link_metadata(&place)?.is_none() {
            continue;
        }
        for entry in fs::list(&place)? {
            let Some(name) = entry.name.filter(|name| !name.starts_with('.')) else { continue };
            let path = format!("{prefix}{name}");
            if fs::link_metadata(&entry.path)?.is_some_and(|meta| meta.is_dir()) {
                open.push((entry.path, format!("{path}/")));
            } else if let Some(text) = text(&entry.path)? {
                found.insert(path, text);
            }
        }
    }
    Ok(found)
}

fn agreed() -> Result<bool, CliError> {
    let is_there = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !is_there {
        return Err(CliError::new("nobody is there to ask; nothing was written", "look with `--dry-run`, and say `--yes`"));
    }
    let (mut stdin, mut stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut prompt = Prompt { input: &mut stdin, output: &mut stdout, is_there, verb: "upgrade" };
    Ok(matches!(prompt.ask("Upgrade? [y/N]")?.as_str(), "y" | "yes"))
}

fn words(fate: Fate) -> &'static str {
    match fate {
        Fate::Taken => "taken: you had left it as it was",
        Fate::New => "new",
        Fate::Retired => "removed: it is not shipped any more, and you had left it as it was",
        Fate::Merged => "merged",
        Fate::Conflict => "merged, and you must choose",
        Fate::Unmerged => "yours stays: it cannot be merged",
        Fate::Removed => "stays removed",
        Fate::Outlived => "yours stays: it is not shipped any more",
    }
}

fn summary(changes: &[Change]) -> String {
    let lines = changes.iter().map(|change| format!("  {}: {}\n", change.path, words(change.fate)));
    format!("{} of the shipped handbook differ:\n{}", counted(changes.len(), "file"), lines.collect::<String>())
}

/// The upgrade page: each file, and what both sides changed, three times.
fn page(changes: &[Change]) -> String {
    let mut page = "# Upgrade\n\nThis page is not published. Remove it when you have chosen.\n\n".to_owned();
    for change in changes {
        page += &format!("- `{}`: {}\n", change.path, words(change.fate));
    }
    for change in changes {
        for found in &change.conflicts {
            page += &format!("\n## {} {}\n", change.path, found.place);
            for (name, text) in [("Yours", &found.yours), ("Shipped before", &found.before), ("Shipped now", &found.shipped)] {
                page += &format!("\n{name}:\n\n~~~~~~text\n{}\n~~~~~~\n", text.trim_end());
            }
        }
    }
    page
}
