//! What the verbs of `review` share: loading of handbook and answer file, output.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use crate::{
    cli::{
        common::{CliError, HandbookArgs, read_existing, write_escaped, write_file},
        console::Console,
    },
    diagnostic::{Findings, Severity, file_error},
    output::addresses::HANDBOOK_JSON,
    pipeline::{self, Built},
    review::{
        self, Answers, HandbookExport,
        handbook_export::{ExportError, is_review_word},
    },
    source::{BYTE_ORDER_MARK, FileError, FileId, SETTINGS_FILE, SourcePath, Sources, fs, limits},
    theme,
};

/// The flag `--handbook`: where the questions come from.
#[derive(Debug, Clone, clap::Args)]
pub struct HandbookSource {
    /// The handbook's folder, the folder of a published one, or its `handbook.json` [default: the current folder]
    #[arg(long, value_name = "HANDBOOK")]
    handbook: Option<PathBuf>,
}

impl HandbookSource {
    /// The handbook at a place.
    pub fn at(place: PathBuf) -> Self {
        Self { handbook: Some(place) }
    }

    /// Where it is: a folder, or a `handbook.json`.
    pub fn place(&self) -> PathBuf {
        self.handbook.clone().unwrap_or_else(|| PathBuf::from("."))
    }

    /// The flag as it was typed, behind a space; nothing where it was left out.
    pub fn flag(&self) -> String {
        self.handbook.as_ref().map(|place| format!(" --handbook {}", place.display())).unwrap_or_default()
    }

    /// The handbook as a value.
    pub fn load(&self, console: Console) -> Result<HandbookExport, CliError> {
        Ok(self.load_with_site(console)?.0)
    }

    /// The handbook as a value, and the handbook itself if it is a folder.
    pub fn load_with_site(&self, console: Console) -> Result<(HandbookExport, Option<Arc<Built>>), CliError> {
        let place = self.place();
        let (mut export, made) = self.read(&place, console)?;
        // A word that an older handbook lacks.
        let builtin: BTreeMap<String, String> = theme::builtin_words();
        for (name, word) in builtin.into_iter().filter(|(name, _)| is_review_word(name)) {
            export.words.entry(name).or_insert(word);
        }
        Ok((export, made))
    }

    fn read(&self, place: &Path, console: Console) -> Result<(HandbookExport, Option<Arc<Built>>), CliError> {
        let meta = fs::metadata(place)?;
        let is_folder = matches!(&meta, Some(meta) if meta.is_dir());
        let published = if is_folder { place.join(HANDBOOK_JSON) } else { place.to_owned() };
        if is_folder && fs::metadata(&place.join(SETTINGS_FILE))?.is_some() {
            return from_folder(place, console);
        }
        let bytes = match fs::metadata(&published)? {
            None => None,
            // What the command line names may be a pipe; what is found in a folder is a file.
            Some(_) if is_folder => Some(fs::read_no_follow(&fs::canonical(&published)?, limits::EXPORT)?),
            Some(_) => Some(fs::read_named(&published, limits::EXPORT)?),
        };
        let Some(bytes) = bytes else {
            let (message, help) = match &self.handbook {
                None => (
                    "there is no handbook here".to_owned(),
                    "name one: `--handbook FOLDER`, or `--handbook handbook.json` with the file that every published handbook has at its top",
                ),
                Some(_) if is_folder => (
                    format!("`{}` holds neither a `handbook.yaml` nor a `handbook.json`", place.display()),
                    "name the handbook's folder, or the `handbook.json` of a published one",
                ),
                Some(_) => (
                    format!("there is no `{}`", place.display()),
                    "download `handbook.json` from the top of the published handbook",
                ),
            };
            return Err(CliError::new(message, help));
        };
        let export = HandbookExport::from_json(&bytes).map_err(|refusal| {
            let message = format!("cannot use `{}`: {refusal}", published.display());
            match refusal {
                ExportError::Version(unknown) => CliError::new(message, unknown.help()),
                ExportError::Foreign(_) => CliError::new(message, "it should be the `handbook.json` of a published handbook"),
            }
        })?;
        Ok((export, None))
    }
}

fn from_folder(folder: &Path, console: Console) -> Result<(HandbookExport, Option<Arc<Built>>), CliError> {
    let request = HandbookArgs::at(folder.to_owned(), None).request(None, false)?;
    let report = console.follow(Arc::clone(&request.progress), || {
        let revision = pipeline::make(request)?;
        let findings = revision.findings();
        Ok::<_, fs::Error>(revision.report(findings))
    })?;
    let errors = report.count(Severity::Error);
    match report.revision.outcome {
        Ok(made) if errors == 0 => Ok((review::export_handbook(&made.inputs.handbook, &made.inputs.theme.all_words), Some(made))),
        // Half a handbook would call right answers wrong.
        _ => Err(CliError::new(
            format!("the handbook in `{}` has {errors} error{}", folder.display(), if errors == 1 { "" } else { "s" }),
            format!("look at them with `readybook check {}`", folder.display()),
        )),
    }
}

/// An answer file as it was read.
#[derive(Debug)]
pub struct OpenedAnswers {
    /// Its path as it was given.
    pub path: PathBuf,
    /// Its bytes, byte order mark included; empty for a file that is too large.
    pub bytes: Vec<u8>,
    /// Its text, for drawing findings.
    pub sources: Sources,
    /// The parsed answers; `None` for a file that is not an answer file.
    pub answers: Option<Answers>,
    /// Findings of reading it.
    pub findings: Findings,
}

impl OpenedAnswers {
    /// Its text without a byte order mark.
    pub fn text(&self) -> String {
        self.sources.iter().next().map_or_else(String::new, |source| source.text.to_string())
    }

    /// A new text for the file as bytes: with a byte order mark if the file has one.
    pub fn bytes_of(&self, text: &str) -> Vec<u8> {
        let mark: &[u8] = if self.bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
        [mark, text.as_bytes()].concat()
    }

    /// The answers; without them what is wrong is told, and with mistakes in them too.
    pub fn whole(&mut self, console: Console) -> Result<&Answers, ExitCode> {
        let found = std::mem::take(&mut self.findings).sorted(|_| String::new());
        console.findings(&found, &self.sources, "");
        let is_wrong = found.iter().any(|found| found.severity() == Severity::Error);
        self.answers.as_ref().filter(|_| !is_wrong).ok_or(ExitCode::from(1))
    }
}

/// A path as findings tell it.
#[must_use]
pub fn source_path(path: &Path) -> SourcePath {
    let name = path.to_string_lossy();
    SourcePath::new(name.strip_prefix("./").unwrap_or(&name))
}

/// Adds the text of a file to sources, without a byte order mark; one that is not UTF-8 is told, and not readable.
pub fn add_text(sources: &mut Sources, name: SourcePath, bytes: &[u8], findings: &mut Findings) -> FileId {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    match std::str::from_utf8(text) {
        Ok(text) => sources.add(name, text.into(), true),
        Err(error) => {
            let file = sources.add(name, String::from_utf8_lossy(text).into(), false);
            findings.push(file_error(file, &FileError::NotUtf8(error.valid_up_to())));
            file
        }
    }
}

/// Reads and parses an answer file. One that is too large, not UTF-8 or wrong is no error, but has findings.
///
/// # Errors
/// When there is no such file, or it cannot be read.
pub fn open_answers(path: &Path) -> Result<OpenedAnswers, CliError> {
    if fs::metadata(path)?.is_none() {
        return Err(CliError::new(
            format!("there is no `{}`", path.display()),
            "name the answer file, or make one with `readybook review new SERVICE`",
        ));
    }
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let bytes = fs::read_named(path, limits::ANSWERS);
    let name = source_path(path);
    if bytes.as_ref().is_err_and(|error| error.cause.kind() == std::io::ErrorKind::FileTooLarge) {
        let size = fs::stamp(path).map_or(0, |stamp| stamp.length());
        let file = sources.add(name, "".into(), false);
        findings.push(file_error(file, &FileError::TooLarge(size, limits::ANSWERS)));
        return Ok(OpenedAnswers { path: path.to_owned(), bytes: Vec::new(), sources, answers: None, findings });
    }
    let bytes = bytes?;
    let file = add_text(&mut sources, name, &bytes, &mut findings);
    let source = sources.file(file).clone();
    let answers = if source.readable { review::read(&source, &mut findings) } else { None };
    Ok(OpenedAnswers { path: path.to_owned(), bytes, sources, answers, findings })
}

/// The flags `--out` and `--force`.
#[derive(Debug, Clone, clap::Args)]
pub struct OutputArgs {
    /// Write it to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "out")]
    force: bool,
}

impl OutputArgs {
    /// The value of `--out`.
    #[cfg(feature = "paper")]
    pub fn place(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// Writes to the file of `--out`, or to standard output; on a terminal control characters are escaped.
    ///
    /// # Errors
    /// When the file exists with other content and `--force` is missing, or it cannot be replaced.
    pub fn write(&self, bytes: &[u8]) -> Result<(), CliError> {
        let Some(out) = &self.out else {
            write_escaped(&String::from_utf8_lossy(bytes));
            return Ok(());
        };
        let before = read_existing(out)?;
        if before.as_deref() == Some(bytes) {
            return Ok(());
        }
        if before.is_some() && !self.force {
            return Err(CliError::new(
                format!("`{}` is there already", out.display()),
                "choose another file, or replace it with `--force`",
            ));
        }
        write_file(out, before.as_deref(), bytes)
    }
}
