//! What the verbs of `review` share: the handbook as a value, the answer file, where things are written.

use std::{
    collections::BTreeMap,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use crate::{
    cli::common::{Handbook, Trouble, put, read_what_is_there, say, say_error},
    diagnostic::{self, Diagnostic, Findings, Look, Severity, of_flaw},
    output::addresses::HANDBOOK_JSON,
    pipeline::{self, Built},
    review::{self, Answers, Book, book::Refusal},
    source::{Flaw, SourcePath, Sources, fs, limits},
    theme,
};

/// Where the questions come from.
#[derive(Debug, Clone, clap::Args)]
pub struct Asked {
    /// The handbook's folder, the folder of a published one, or its `handbook.json` [default: the current folder]
    #[arg(long, value_name = "HANDBOOK")]
    handbook: Option<PathBuf>,
}

impl Asked {
    /// The handbook as a value.
    pub fn book(&self) -> Result<Book, Trouble> {
        Ok(self.look()?.0)
    }

    /// The handbook as a value, and the handbook itself if it is a folder.
    pub fn look(&self) -> Result<(Book, Option<Arc<Built>>), Trouble> {
        let place = self.handbook.clone().unwrap_or_else(|| PathBuf::from("."));
        let (mut book, made) = self.read(&place)?;
        // A word that an older handbook lacks.
        let builtin: BTreeMap<String, String> = theme::builtin_words();
        for (name, word) in builtin.into_iter().filter(|(name, _)| name.starts_with("review_")) {
            book.words.entry(name).or_insert(word);
        }
        Ok((book, made))
    }

    fn read(&self, place: &Path) -> Result<(Book, Option<Arc<Built>>), Trouble> {
        let meta = fs::metadata(place)?;
        let is_folder = matches!(&meta, Some(meta) if meta.is_dir());
        let published = if is_folder { place.join(HANDBOOK_JSON) } else { place.to_owned() };
        if is_folder && fs::metadata(&place.join("handbook.yaml"))?.is_some() {
            return from_folder(place);
        }
        let bytes = match fs::metadata(&published)? {
            None => None,
            // What the command line names may be a pipe; what is found in a folder is a file.
            Some(_) if is_folder => Some(fs::read_real(&fs::canonical(&published)?, limits::EXPORT)?),
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
            return Err(Trouble::new(message, help));
        };
        let book = Book::from_json(&bytes).map_err(|refusal| {
            let message = format!("cannot use `{}`: {refusal}", published.display());
            match refusal {
                Refusal::Version(unknown) => Trouble::new(message, unknown.help()),
                Refusal::Foreign(_) => Trouble::new(message, "it should be the `handbook.json` of a published handbook"),
            }
        })?;
        Ok((book, None))
    }
}

fn from_folder(folder: &Path) -> Result<(Book, Option<Arc<Built>>), Trouble> {
    let revision = pipeline::make(Handbook::at(folder.to_owned(), None).request(None, false)?)?;
    let findings = revision.findings();
    let report = revision.report(findings);
    let errors = report.count(Severity::Error);
    match report.revision.outcome {
        Ok(made) if errors == 0 => Ok((review::book(&made.inputs.handbook, &made.inputs.theme.all_words), Some(made))),
        // Half a handbook would call right answers wrong.
        _ => Err(Trouble::new(
            format!("the handbook in `{}` has {errors} error{}", folder.display(), if errors == 1 { "" } else { "s" }),
            format!("look at them with `readybook check {}`", folder.display()),
        )),
    }
}

/// An answer file as it was read.
#[derive(Debug)]
pub struct Opened {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its text, to draw findings with.
    pub sources: Sources,
    /// The answers, if it is an answer file.
    pub answers: Option<Answers>,
    /// What is wrong with it.
    pub findings: Findings,
}

impl Opened {
    /// Its text without a byte order mark.
    pub fn text(&self) -> String {
        self.sources.iter().next().map_or_else(String::new, |source| source.text.to_string())
    }

    /// The bytes of another text in the same file.
    pub fn bytes_of(&self, text: &str) -> Vec<u8> {
        let mark: &[u8] = if self.bytes.starts_with(MARK) { MARK } else { b"" };
        [mark, text.as_bytes()].concat()
    }

    /// The answers; without them what is wrong is told, and with mistakes in them too.
    pub fn whole(&mut self) -> Result<&Answers, ExitCode> {
        let found = std::mem::take(&mut self.findings).sorted(|_| String::new());
        tell(&found, &self.sources);
        let is_wrong = found.iter().any(|found| found.severity() == Severity::Error);
        self.answers.as_ref().filter(|_| !is_wrong).ok_or(ExitCode::from(1))
    }
}

const MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads an answer file.
pub fn open(path: &Path) -> Result<Opened, Trouble> {
    if fs::metadata(path)?.is_none() {
        return Err(Trouble::new(
            format!("there is no `{}`", path.display()),
            "name the answer file, or make one with `readybook review new SERVICE`",
        ));
    }
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let bytes = fs::read_named(path, limits::ANSWERS);
    let name = path.to_string_lossy();
    let name = SourcePath::new(name.strip_prefix("./").unwrap_or(&name));
    if bytes.as_ref().is_err_and(|error| error.cause.kind() == std::io::ErrorKind::FileTooLarge) {
        let size = fs::stamp(path).map_or(0, |stamp| stamp.length());
        let file = sources.add(name, "".into(), false);
        findings.push(of_flaw(file, &Flaw::TooLarge(size, limits::ANSWERS)));
        return Ok(Opened { path: path.to_owned(), bytes: Vec::new(), sources, answers: None, findings });
    }
    let bytes = bytes?;
    let text = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    let answers = match std::str::from_utf8(text) {
        Ok(text) => {
            let file = sources.add(name, text.into(), true);
            review::read(&sources.file(file).clone(), &mut findings)
        }
        Err(error) => {
            let file = sources.add(name, String::from_utf8_lossy(text).into(), false);
            findings.push(of_flaw(file, &Flaw::NotUtf8(error.valid_up_to())));
            None
        }
    };
    Ok(Opened { path: path.to_owned(), bytes, sources, answers, findings })
}

/// Draws findings for people.
pub fn tell(found: &[Diagnostic], sources: &Sources) {
    let look = if std::io::stderr().is_terminal() { Look::Coloured } else { Look::Plain };
    for found in found {
        say_error(&format!("{}\n", diagnostic::draw(found, sources, "", look)));
    }
}

/// Where an output goes.
#[derive(Debug, Clone, clap::Args)]
pub struct To {
    /// Write it to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "out")]
    force: bool,
}

impl To {
    /// The place that was named, if one was.
    #[cfg(feature = "paper")]
    pub fn place(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// Writes it.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Trouble> {
        let Some(out) = &self.out else {
            let text = String::from_utf8_lossy(bytes);
            // A terminal obeys what a program only reads.
            say(&if std::io::stdout().is_terminal() { diagnostic::harmless(&text) } else { text.into_owned() });
            return Ok(());
        };
        let before = read_what_is_there(out)?;
        if before.as_deref() == Some(bytes) {
            return Ok(());
        }
        if before.is_some() && !self.force {
            return Err(Trouble::new(
                format!("`{}` is there already", out.display()),
                "choose another file, or replace it with `--force`",
            ));
        }
        put(out, before.as_deref(), bytes)
    }
}
