//! The files of a record: the folder beside an answer file, or the one that `--record` names.

use std::path::{Path, PathBuf};

use super::common::{OpenedAnswers, add_text, source_path};
use crate::{
    cli::common::{CliError, git_help},
    diagnostic::{Code, Diagnostic, Findings},
    review::record::{self, PEOPLE, Record, RecordFiles, VERSIONS},
    source::{BYTE_ORDER_MARK, FileId, Source, Sources, Span, fs, limits, texts_at},
};

/// The flag `--record`: where the record lies.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct RecordPlace {
    /// The folder with `people.yaml` and the records [default: the folder of the answer file]
    #[arg(long, value_name = "FOLDER")]
    record: Option<PathBuf>,
}

/// A record as it was read, and where it lies.
#[derive(Debug)]
pub struct OpenedRecord {
    /// The folder of its entries; it need not be there.
    pub folder: PathBuf,
    /// The record; an empty one without a folder.
    pub record: Record,
    /// Its files.
    pub files: FoundFiles,
}

/// The files of a record, as they were found.
#[derive(Debug, Clone, Default)]
pub struct FoundFiles {
    /// Those of entries.
    pub entries: Vec<FileId>,
    /// That of the people.
    pub people: Option<FileId>,
    /// Those of versions.
    pub versions: Vec<FileId>,
}

impl FoundFiles {
    /// Finds the files of a service's record; what cannot be read is told.
    ///
    /// # Errors
    /// When a folder cannot be listed.
    pub fn find(around: &Path, service: &str, sources: &mut Sources, findings: &mut Findings) -> Result<Self, CliError> {
        let folder = record_folder(around, service);
        for folder in [&folder, &folder.join(VERSIONS)] {
            refuse_link(folder)?;
        }
        let mut found = |folder: &Path, end: &str| read_all(folder, end, sources, findings);
        let entries = found(&folder, ".yaml")?;
        let versions = found(&folder.join(VERSIONS), ".json")?;
        let people = read_one(&around.join(PEOPLE), sources, findings)?;
        Ok(Self { entries, people, versions })
    }

    /// The record that they hold.
    #[must_use]
    pub fn read(&self, sources: &Sources, findings: &mut Findings) -> Record {
        let readable =
            |ids: &[FileId]| ids.iter().map(|id| sources.file(*id)).filter(|source| source.readable).collect::<Vec<&Source>>();
        let (entries, versions) = (readable(&self.entries), readable(&self.versions));
        let people = self.people.map(|id| sources.file(id));
        record::read(RecordFiles { entries: &entries, people, versions: &versions }, findings)
    }
}

/// The folder of a service's record.
#[must_use]
pub fn record_folder(around: &Path, service: &str) -> PathBuf {
    around.join(format!("{service}{FOLDER_END}"))
}

/// What the name of a record's folder ends with, behind the id of the service.
pub const FOLDER_END: &str = ".record";

impl RecordPlace {
    /// The flag as it was typed, behind a space; nothing where it was left out.
    pub fn flag(&self) -> String {
        self.record.as_ref().map(|folder| format!(" --record {}", folder.display())).unwrap_or_default()
    }

    /// The folder that holds `people.yaml` and the folders of records.
    #[must_use]
    pub fn around(&self, answers: &Path) -> PathBuf {
        let beside =
            || answers.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(PathBuf::from("."), PathBuf::from);
        self.record.clone().unwrap_or_else(beside)
    }

    /// Reads the record of a service; its files join the sources of the answer file, and what is wrong with them its findings.
    ///
    /// # Errors
    /// When a folder cannot be listed, or `--record` names none.
    pub fn open(&self, opened: &mut OpenedAnswers) -> Result<OpenedRecord, CliError> {
        let around = self.around(&opened.path);
        if self.record.is_some() && fs::metadata(&around)?.is_none_or(|meta| !meta.is_dir()) {
            let message = format!("there is no folder `{}`", around.display());
            return Err(CliError::new(
                message,
                "name the folder with `people.yaml`, or leave `--record` out for the folder of the answer file",
            ));
        }
        let Some(service) = opened.answers.as_ref().map(|answers| answers.service.id.as_str().to_owned()) else {
            return Ok(OpenedRecord { folder: around, record: Record::default(), files: FoundFiles::default() });
        };
        let files = FoundFiles::find(&around, &service, &mut opened.sources, &mut opened.findings)?;
        let record = files.read(&opened.sources, &mut opened.findings);
        Ok(OpenedRecord { folder: record_folder(&around, &service), record, files })
    }
}

/// Reports entries and versions that were changed or removed since a revision of Git.
///
/// # Errors
/// When Git cannot tell what there was.
pub fn since(opened_record: &OpenedRecord, opened: &mut OpenedAnswers, revision: &str) -> Result<(), CliError> {
    let folder = &opened_record.folder;
    let (around, name) = (folder.parent().unwrap_or(Path::new(".")), folder.file_name().unwrap_or_default().to_string_lossy());
    let around = if around.as_os_str().is_empty() { Path::new(".") } else { around };
    let past = texts_at(around, revision, &name).map_err(|error| {
        let help = git_help(error, "run it in a clone of the record's repository, or leave `--since` out");
        CliError::new(format!("cannot read the record at `{revision}`: {error}"), help)
    })?;
    let place = opened.answers.as_ref().map(|answers| answers.service.id.span);
    for (path, before) in past {
        let now = source_path(&around.join(path.as_str()));
        let help = format!("bring it back with `git restore --source={revision} {now}`; `correct` puts right what is wrong");
        let found = match opened.sources.at(&now) {
            Some(source) if is_same_text(source.text.as_bytes(), &before) => continue,
            Some(source) => {
                let message = format!("this file of the record differs from the one at `{revision}`");
                Some(Diagnostic::new(Code::EditedRecord, Span::start_of(source.id), message))
            }
            None => {
                let message = format!("`{revision}` has `{path}`, and here it is gone");
                place.map(|place| Diagnostic::new(Code::EditedRecord, place, message))
            }
        };
        if let Some(found) = found {
            opened.findings.push(found.help(help));
        }
    }
    Ok(())
}

/// Whether two files say the same, whatever ends their lines.
fn is_same_text(one: &[u8], other: &[u8]) -> bool {
    let lines = |bytes: &[u8]| {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec()).collect::<Vec<_>>()
    };
    lines(one) == lines(other)
}

/// Reads all files of a folder whose names end so; none where there is no folder. Hidden files are left out.
fn read_all(folder: &Path, end: &str, sources: &mut Sources, findings: &mut Findings) -> Result<Vec<FileId>, CliError> {
    if fs::metadata(folder)?.is_none() {
        return Ok(Vec::new());
    }
    let mut ids = Vec::new();
    for entry in fs::list(folder)? {
        if entry.name.as_ref().is_none_or(|name| name.starts_with('.') || !name.ends_with(end)) {
            continue;
        }
        if ids.len() == limits::RECORD_FILES {
            let found = Diagnostic::new(
                Code::LimitExceeded,
                Span::start_of(ids[0]),
                format!("`{}` holds more than {} files", folder.display(), limits::number(limits::RECORD_FILES)),
            );
            findings.push(found.help("keep one record a service, and one folder a record"));
            break;
        }
        ids.extend(read_one(&entry.path, sources, findings)?);
    }
    Ok(ids)
}

/// Refuses a link in the place of a folder of a record: a stranger's folder must not lead the reader elsewhere.
///
/// # Errors
/// When it is one.
fn refuse_link(folder: &Path) -> Result<(), CliError> {
    if fs::link_metadata(folder)?.is_none_or(|meta| !meta.is_symlink()) {
        return Ok(());
    }
    let message = format!("`{}` is a link, and a record is a folder", folder.display());
    Err(CliError::new(message, "let `--record` name the folder in which the record really lies"))
}

/// Reads a file without following a link; `None` when it is not there. One that cannot be read is told.
fn read_one(path: &Path, sources: &mut Sources, findings: &mut Findings) -> Result<Option<FileId>, CliError> {
    if fs::link_metadata(path)?.is_none() {
        return Ok(None);
    }
    let name = source_path(path);
    let real = path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let real = fs::canonical(&real)?.join(path.file_name().unwrap_or_default());
    let bytes = match fs::read_no_follow(&real, limits::RECORD_FILE) {
        Ok(bytes) => bytes,
        Err(error) => {
            let file = sources.add(name, "".into(), false);
            let message = format!("this file of the record cannot be read: {}", error.cause);
            findings.push(Diagnostic::new(Code::UnreadableFile, Span::start_of(file), message));
            return Ok(Some(file));
        }
    };
    Ok(Some(add_text(sources, name, &bytes, findings)))
}
