//! `init`: a handbook of one's own from the binary alone.

mod own_settings;

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use self::own_settings::OwnSettings;
use super::{
    common::{CliError, counted},
    console::Console,
    prompt::Prompt,
    shipped::{THEME_NOTE, about_base, newest_edition, own_schemas, shipped, theme_note},
    together::Together,
};
use crate::{
    config::HandbookId,
    diagnostic::suggest,
    prose::slug,
    source::{BASE_FOLDER, SETTINGS_FILE, fs},
};

/// Begin a handbook of your own: the whole shipped one, or a skeleton
///
/// Writes settings, pages, checklists, pipelines for GitHub and GitLab, and settings for an editor. A file that is there is never
/// overwritten: then nothing is written at all. On a terminal it asks for what no flag says; elsewhere that stays as it is shipped.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; it is made if it is not there
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// The title of the handbook
    #[arg(long)]
    title: Option<String>,
    /// What programs call it, for ever [default: made of the title]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Whose handbook it is
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// The providers that you use; several with commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    providers: Option<Vec<String>>,
    /// The language of the interface, as in `en`; the shipped pages are in English
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// A skeleton of a page and two questions instead of the whole handbook
    #[arg(long)]
    minimal: bool,
}

/// A file that is written, below the folder.
struct NewFile {
    path: String,
    bytes: Vec<u8>,
}

/// Runs `init`. Either all files are written, or none is.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let mut files = files(args.minimal);
    refuse_what_is_in_the_way(&args.folder, &files)?;
    let own = own_settings(args, &providers(&files))?;
    for file in &mut files {
        file.say(&own);
    }
    let mut together = Together::default();
    if let Err(error) = files.iter().try_for_each(|file| together.write(&args.folder.join(&file.path), None, &file.bytes)) {
        together.undo();
        return Err(error);
    }
    console.summary(&summary(&args.folder, &files));
    Ok(ExitCode::SUCCESS)
}

impl NewFile {
    /// Writes what the company says of itself into the settings, and its title above the home page.
    fn say(&mut self, own: &OwnSettings) {
        let title = OwnSettings { title: own.title.clone(), ..OwnSettings::default() };
        let own = match self.path.as_str() {
            SETTINGS_FILE => own,
            "content/index.md" => &title,
            _ => return,
        };
        self.bytes = own.write_into(&String::from_utf8_lossy(&self.bytes)).into_bytes();
    }
}

/// All files, as they are shipped: the handbook, what stands around it, and both once more as the base of later versions.
fn files(is_minimal: bool) -> Vec<NewFile> {
    let shipped = shipped(is_minimal);
    let note = |path: &str, text: String| NewFile { path: path.to_owned(), bytes: text.into_bytes() };
    let about = about_base(is_minimal, newest_edition(&shipped).as_deref());
    let kept = shipped.iter().map(|(path, bytes)| NewFile { path: format!("{BASE_FOLDER}/{path}"), bytes: bytes.clone() });
    let notes = [note(&format!("{BASE_FOLDER}.yaml"), about), note(THEME_NOTE, theme_note())];
    let schemas = own_schemas().map(|(path, schema)| NewFile { path, bytes: schema.into_bytes() });
    let more: Vec<NewFile> = schemas.chain(kept).chain(notes).collect();
    shipped.into_iter().map(|(path, bytes)| NewFile { path, bytes }).chain(more).collect()
}

/// Refuses a folder in which one of these files stands already with something else in it.
fn refuse_what_is_in_the_way(folder: &Path, files: &[NewFile]) -> Result<(), CliError> {
    if fs::metadata(folder)?.is_some_and(|meta| !meta.is_dir()) {
        return Err(CliError::new(
            format!("`{}` is not a folder", folder.display()),
            "name a folder that is empty, or not there yet",
        ));
    }
    let mut taken = Vec::new();
    for NewFile { path, .. } in files {
        if fs::link_metadata(&folder.join(path))?.is_some() {
            taken.push(path.as_str());
        }
    }
    let Some(first) = taken.first() else { return Ok(()) };
    let others = match taken.len() - 1 {
        0 => String::new(),
        more => format!(" and {} more", counted(more, "file")),
    };
    let named: Vec<String> = taken.iter().take(5).map(|path| format!("`{path}`")).collect();
    let message = format!("`{}` is there already{others}; nothing was written", folder.join(first).display());
    let more = if taken.len() > named.len() { ", …" } else { "" };
    Err(CliError::new(message, format!("name another folder, or move away: {}{more}", named.join(", "))))
}

/// The providers that the shipped settings list.
fn providers(files: &[NewFile]) -> Vec<String> {
    let settings = files.iter().find(|file| file.path == SETTINGS_FILE).map(|file| String::from_utf8_lossy(&file.bytes));
    let line = settings
        .and_then(|text| text.lines().find_map(|line| Some(line.strip_prefix("providers: [")?.trim_end_matches(']').to_owned())));
    line.into_iter().flat_map(|ids| ids.split(", ").map(str::to_owned).collect::<Vec<_>>()).filter(|id| !id.is_empty()).collect()
}

/// What the company says of itself: by flags, and on a terminal by answers.
///
/// # Errors
/// For a value that cannot be one.
fn own_settings(args: &Args, known: &[String]) -> Result<OwnSettings, CliError> {
    let is_there = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let (mut stdin, mut stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut prompt = Prompt { input: &mut stdin, output: &mut stdout, is_there, verb: "init" };
    // Nothing is asked without a terminal, and an empty answer leaves it as it is shipped.
    let mut ask = |question: &str| -> Result<Option<String>, CliError> {
        Ok(if is_there { Some(prompt.ask(question)?).filter(|said| !said.is_empty()) } else { None })
    };
    let title = match &args.title {
        Some(title) => Some(title.trim().to_owned()),
        None => ask("What is the handbook called? Empty for \"Path to Production\":")?,
    };
    let organisation = match &args.organisation {
        Some(organisation) => Some(organisation.trim().to_owned()),
        None => ask("Whose is it? The name of your company or department:")?,
    };
    let providers = match &args.providers {
        Some(ids) => Some(ids.clone()),
        None if known.is_empty() => None,
        None => ask(&format!("Which of these do you use, with commas between them? Empty for all of {}:", known.join(", ")))?
            .map(|line| line.split(',').map(|id| id.trim().to_owned()).collect()),
    };
    let providers = providers.map(|ids: Vec<String>| ids.into_iter().filter(|id| !id.is_empty()).collect::<Vec<_>>());
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    if let Some(unknown) = providers.iter().flatten().find(|id| !names.is_empty() && !names.contains(&id.as_str())) {
        let help = suggest(unknown, "there are", &names).unwrap_or_default();
        return Err(CliError::new(format!("the shipped handbook knows no provider `{unknown}`"), help));
    }
    let language = match &args.language {
        Some(language) => Some(language.clone()),
        None => ask("The language of the interface, as in en or de? The shipped pages are in English. Empty for en:")?,
    };
    let id = args.id.clone().or_else(|| title.as_deref().map(slug).filter(|id| !id.is_empty()));
    if let Some(wrong) = id.as_deref().filter(|id| !HandbookId::is_one(id)) {
        return Err(CliError::new(
            format!("`{wrong}` cannot be an id"),
            "write lower-case letters, digits, and hyphens, as in `path-to-production`",
        ));
    }
    Ok(OwnSettings { id, title, organisation, language, providers })
}

/// What was made, the blanks to fill in with their places, and what comes next.
fn summary(folder: &Path, files: &[NewFile]) -> String {
    let mut told = format!("made a handbook in `{}`: {}\n", folder.display(), counted(files.len(), "file"));
    let settings = files.iter().find(|file| file.path == SETTINGS_FILE).map(|file| String::from_utf8_lossy(&file.bytes));
    let blanks = settings.as_deref().map_or_else(Vec::new, blanks);
    if !blanks.is_empty() {
        told += &format!("\n{} to fill in, at your own pace:\n", counted(blanks.len(), "blank"));
        let settings = folder.join(SETTINGS_FILE);
        for (line, name, about) in blanks {
            told += &format!("  {}:{line}: {name:<22} {about}\n", settings.display());
        }
    }
    let here = folder == Path::new(".");
    let at = if here { String::new() } else { format!(" {}", folder.display()) };
    let handbook = if here { String::new() } else { format!(" --handbook {}", folder.display()) };
    told += &format!(
        "\nNext:\n  1. readybook serve{at}    shows it, and each change at once\n  2. fill in the first blanks, and read the questions in `checklists/` \
         with a colleague; on paper: readybook print green-light{handbook}\n  3. git init, commit, and say in the pipeline's file where readybook is: the guide's page \"Hosting\"\n"
    );
    told
}

/// The empty variables below `blanks`: line, name, and the comment behind each.
fn blanks(settings: &str) -> Vec<(usize, String, String)> {
    let lines = settings.lines().enumerate().skip_while(|(_, line)| *line != "blanks:").skip(1);
    let inner = lines.take_while(|(_, line)| line.starts_with("  "));
    let blank = |(number, line): (usize, &str)| {
        let (name, rest) = line.trim().split_once(": \"\"")?;
        Some((number + 1, name.to_owned(), rest.trim().trim_start_matches('#').trim().to_owned()))
    };
    inner.filter_map(blank).collect()
}
