//! Edits of a handbook's files: shown as what goes and what comes, with path and line, and written when somebody agrees.

use std::{ops::Range, path::Path};

use similar::{ChangeTag, TextDiff};

use super::{
    common::{CliError, counted},
    console::Console,
    inside::{file, refuse_links},
    prompt::agreed,
    together::Together,
};
use crate::{
    diagnostic::escape_for_terminal,
    source::{BYTE_ORDER_MARK, FileId, SourcePath, Sources, fs},
};

/// The flags `--yes` and `--dry-run`.
#[derive(Debug, Clone, clap::Args)]
pub struct EditArgs {
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    /// Only show what would be written
    #[arg(long)]
    pub dry_run: bool,
}

/// A file that is written, moved or removed.
#[derive(Debug)]
pub struct Edit {
    /// Its path below the handbook's folder.
    path: String,
    /// Where it is afterwards, if that is another place.
    moved_to: Option<String>,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

impl Edit {
    /// A new file.
    pub fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), moved_to: None, before: None, after: text.into_bytes() }
    }

    /// A file of the handbook with another text, at the same or at another place.
    ///
    /// # Errors
    /// When it does not hold any more what was read.
    pub fn of(root: &Path, path: &str, text: &str, made: String, moved_to: Option<String>) -> Result<Self, CliError> {
        let before = file(root, path)?.unwrap_or_default();
        let mark: &[u8] = if before.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
        if before[mark.len()..] != *text.as_bytes() {
            return Err(changed(path));
        }
        let after = [mark, made.as_bytes()].concat();
        Ok(Self { path: path.to_owned(), moved_to, before: Some(before), after })
    }

    /// A file that moves as it is.
    pub fn moved(path: &str, to: &str, bytes: Vec<u8>) -> Self {
        Self { path: path.to_owned(), moved_to: Some(to.to_owned()), before: Some(bytes.clone()), after: bytes }
    }

    fn target(&self) -> &str {
        self.moved_to.as_deref().unwrap_or(&self.path)
    }
}

/// A piece of a file that is replaced.
#[derive(Debug, Clone)]
pub struct Splice {
    /// The file.
    pub file: FileId,
    /// Where.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl Splice {
    /// The splice that replaces `was` within a place; `None` where it does not stand there in these words, once.
    pub fn within(sources: &Sources, span: crate::source::Span, was: &str, becomes: &str) -> Option<Self> {
        let range = span.range();
        let text = sources.file(span.file).text.get(range.clone())?;
        let mut found = text.match_indices(was);
        let (Some((at, _)), None) = (found.next(), found.next()) else { return None };
        let start = range.start + at;
        Some(Self { file: span.file, range: start..start + was.len(), text: becomes.to_owned() })
    }
}

/// The text of a file with its splices; of two that overlap the first one counts.
pub fn spliced(text: &str, file: FileId, splices: &[Splice]) -> String {
    let mut own: Vec<&Splice> = splices.iter().filter(|splice| splice.file == file).collect();
    own.sort_by_key(|splice| splice.range.start);
    own.dedup_by(|a, b| a.range == b.range);
    let (mut made, mut at) = (String::with_capacity(text.len()), 0);
    for splice in own {
        if splice.range.start < at {
            continue;
        }
        made.push_str(&text[at..splice.range.start]);
        made.push_str(&splice.text);
        at = splice.range.end;
    }
    made.push_str(&text[at..]);
    made
}

/// Shows edits, asks, and writes them. Whether they were written.
///
/// # Errors
/// When nobody is there to ask, and when a file cannot be written: then those before it are as they were.
pub fn propose(root: &Path, edits: &[Edit], how: &EditArgs, verb: &str, console: Console) -> Result<bool, CliError> {
    console.summary(&edits.iter().map(shown).collect::<String>());
    if how.dry_run {
        return Ok(false);
    }
    let question = format!("Write {}?", counted(edits.len(), "file"));
    if !how.yes && !agreed(&question, verb)? {
        console.summary("nothing was written\n");
        return Ok(false);
    }
    write(root, edits)?;
    Ok(true)
}

/// Writes all edits: first what is new, then what changes, last what goes.
fn write(root: &Path, edits: &[Edit]) -> Result<(), CliError> {
    for edit in edits {
        // Somebody may have saved it while the question stood there.
        if edit.before.is_some() && file(root, &edit.path)? != edit.before {
            return Err(changed(&edit.path));
        }
        refuse_links(root, edit.target())?;
        if (edit.before.is_none() || edit.moved_to.is_some()) && fs::link_metadata(&root.join(edit.target()))?.is_some() {
            return Err(CliError::new(
                format!("`{}` is there already; nothing was written", edit.target()),
                "choose another path",
            ));
        }
    }
    let (new, changed): (Vec<&Edit>, Vec<&Edit>) =
        edits.iter().partition(|edit| edit.before.is_none() || edit.moved_to.is_some());
    let mut together = Together::default();
    let mut all = || -> Result<(), CliError> {
        for edit in new.iter().chain(&changed) {
            let before = edit.before.as_deref().filter(|_| edit.moved_to.is_none());
            together.write(&root.join(edit.target()), before, &edit.after)?;
        }
        for edit in edits.iter().filter(|edit| edit.moved_to.is_some()) {
            together.remove(&root.join(&edit.path), edit.before.as_deref().unwrap_or_default())?;
        }
        Ok(())
    };
    if let Err(error) = all() {
        together.undo();
        return Err(error);
    }
    for edit in edits.iter().filter(|edit| edit.moved_to.is_some()) {
        let place = root.join(&edit.path);
        fs::remove_empty_folders(place.parent().unwrap_or(root), root);
    }
    Ok(())
}

fn changed(path: &str) -> CliError {
    CliError::new(format!("`{path}` was changed meanwhile; nothing was written"), "run the command again")
}

/// Refuses to edit a file that is written in a way that nobody foresaw.
pub fn unforeseen(path: &SourcePath) -> CliError {
    let message = format!("`{path}` is written in a way that cannot be changed in place; nothing was written");
    CliError::new(message, "write it by hand")
}

/// What goes and what comes, each with path and line.
fn shown(edit: &Edit) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut told = match (&edit.before, &edit.moved_to) {
        (Some(_), Some(to)) => format!("{} -> {to}\n", edit.path),
        (None, _) => format!("{} (new)\n", edit.path),
        (Some(_), None) => String::new(),
    };
    let (before, after) = (edit.before.as_deref().map(text).unwrap_or_default(), text(&edit.after));
    let diff = TextDiff::from_lines(&before, &after);
    for group in diff.grouped_ops(0) {
        let line = group.first().map_or(0, |change| change.new_range().start + 1);
        if edit.before.is_some() {
            told += &format!("{}:{line}\n", edit.target());
        }
        for change in group.iter().flat_map(|change| diff.iter_changes(change)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            told += &format!("  {sign} {}\n", escape_for_terminal(change.value().trim_end_matches(['\n', '\r'])));
        }
    }
    told
}

/// Where a place in a file is, as in `content/a.md:12`.
pub fn place(sources: &Sources, path: &SourcePath, file: FileId, at: usize) -> String {
    let line = 1 + sources.file(file).text[..at].matches('\n').count();
    format!("{path}:{line}")
}
