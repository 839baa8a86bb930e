//! `theme`: the files of the built-in theme, shown and copied.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    common::{CliError, read_existing, write_file, write_stdout},
    console::Console,
    inside::{refuse_links, text},
};
use crate::{
    config,
    diagnostic::{Findings, suggest},
    source::{SETTINGS_FILE, SourcePath, Sources, fs},
    theme::{builtin, builtin_file, copy},
};

/// Show or copy a file of the built-in theme
///
/// A copy takes the place of ours. Its first line says which version it was made of, so that `check` and `upgrade` tell when ours has changed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

/// What is done with a file.
#[derive(Debug, clap::Subcommand)]
enum What {
    /// Print a file as this program has it
    Show {
        /// Its path in the theme, as in `assets/tokens.css`
        file: String,
    },
    /// Copy a file into the handbook's theme, where it takes the place of ours
    Copy {
        /// Its path in the theme, as in `assets/tokens.css`
        file: String,
        /// The handbook's folder
        #[arg(long, default_value = ".", value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// Runs the verb.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    match &args.what {
        What::Show { file } => write_stdout(&String::from_utf8_lossy(named(file)?)),
        What::Copy { file, folder } => {
            let bytes = named(file)?;
            let path = format!("themes/{}/{file}", theme_of(folder)?);
            refuse_links(folder, &path)?;
            let place = folder.join(&path);
            if read_existing(&place)?.is_some() {
                let help = format!("move it away first, or compare it with `readybook theme show {file}`");
                return Err(CliError::new(format!("`{}` is there already, and stays as it is", place.display()), help));
            }
            fs::create_folder(place.parent().unwrap_or(folder))?;
            write_file(&place, None, &copy(file, bytes))?;
            console.summary(&format!("`{}` takes the place of ours; change it as you like\n", place.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The bytes of a built-in file.
fn named(file: &str) -> Result<&'static [u8], CliError> {
    builtin_file(file).ok_or_else(|| {
        let known: Vec<String> =
            builtin().iter().filter_map(|(path, _)| Some(path.as_str().splitn(3, '/').nth(2)?.to_owned())).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        CliError::new(format!("the built-in theme has no file `{file}`"), suggest(file, "there are", &known).unwrap_or_default())
    })
}

/// The theme that the settings of a handbook name.
fn theme_of(folder: &Path) -> Result<String, CliError> {
    let mut sources = Sources::default();
    let Some(text) = text(folder, SETTINGS_FILE)? else {
        let message = format!("there is no `{SETTINGS_FILE}` in `{}`", folder.display());
        return Err(CliError::new(message, "name the handbook's folder by `--folder`"));
    };
    let id = sources.add(SourcePath::new(SETTINGS_FILE), text.into(), true);
    let settings = config::read(sources.file(id), &mut Findings::default());
    let settings = settings.ok_or_else(|| CliError::new("the settings cannot be read", "`readybook check` says why"))?;
    let name = settings.theme.value.clone();
    let is_plain = !name.starts_with('.') && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    is_plain
        .then_some(name.clone())
        .ok_or_else(|| CliError::new(format!("`{name}` is not the name of a folder"), "write `theme: company`, say"))
}
