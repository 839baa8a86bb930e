//! Findings: what is wrong with the content, as a list that runs beside the stages and never stops at the first.
//!
//! Here is the data. The words are where the mistake is noticed; `policy.rs` decides what is told; the rendering is in `human.rs`,
//! `json.rs`, `github.rs`, `gitlab.rs` and `sarif.rs`.

mod code;
mod explain;
mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod policy;
mod sarif;
mod suggest;

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::Range,
};

pub use self::{
    code::{Code, Fixed},
    fingerprint::FindingKey,
    github::github,
    gitlab::gitlab,
    human::{ColourChoice, escape_for_terminal, escape_lines_for_terminal, render},
    json::{JsonReport, json_text, report},
    policy::{Accept, Baseline, Coverage, Judged, Levels, Policy},
    sarif::sarif,
    suggest::{closest, did_you_mean, suggest, suggest_code, suggest_item},
};
use crate::source::{FileError, FileId, Limit, SourcePath, Span, limits};

/// The severity of a finding; follows from its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The handbook cannot be made from this.
    Error,
    /// The handbook can be made, and a reader would notice.
    Warning,
    /// Something to know.
    Note,
}

impl Severity {
    /// The word that is told, and that settings are written in.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// The code that somebody names at a place; a name that no code has is a finding `told_as` another one.
///
/// # Errors
/// The finding.
pub fn find_code(name: &str, span: Span, told_as: Code) -> Result<Code, Diagnostic> {
    let unknown = || Diagnostic::new(told_as, span, format!("there is no code `{name}`")).help(suggest_code(name));
    Code::named(name).ok_or_else(unknown)
}

/// A secondary label: another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The secondary place.
    pub span: Span,
    /// The words at that place.
    pub text: String,
}

/// One finding, as data: code, place, words. Rendered by `human.rs` for people, and by the files beside it for programs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The primary place.
    pub span: Span,
    /// The kind of mistake; it decides the severity.
    pub code: Code,
    /// Its severity: that of its code, or the one that it has as advice.
    severity: Severity,
    /// What is wrong: lower case, names in back-ticks, no full stop.
    pub message: String,
    /// The words at the primary place; may be empty.
    pub label: Box<str>,
    /// Secondary places.
    pub also: Vec<Label>,
    /// The help line: what to do about it.
    pub help: Option<String>,
    /// Whose it is, where the handbook says so.
    pub owner: Option<Box<Owner>>,
    /// What mends it, where that has one safe answer.
    pub fix: Option<Box<Fix>>,
}

/// What mends a finding: other words at its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What stands there.
    pub was: String,
    /// What should.
    pub becomes: String,
    /// A file that was moved, and where it is now: its old address should still lead to it.
    pub moved: Option<(SourcePath, SourcePath)>,
}

/// Whose a finding is: a role or a domain of the handbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Owner {
    /// Its title, plain text.
    pub title: String,
    /// Its id.
    pub id: String,
}

impl Diagnostic {
    /// Its severity.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The same finding with the severity that its code has in a phase that only advises.
    #[must_use]
    pub fn as_advice(self) -> Self {
        Self { severity: self.code.severity_of_advice(), ..self }
    }

    /// A finding with the severity of its code, without label, help line and secondary places.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let severity = code.severity();
        Self {
            span,
            code,
            severity,
            message: message.into(),
            label: "".into(),
            also: Vec::new(),
            help: None,
            owner: None,
            fix: None,
        }
    }

    /// Sets the words at the primary place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into().into_boxed_str();
        self
    }

    /// Sets the help line.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the help line if there is one; `None` keeps the one that is set.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Says whose it is.
    #[must_use]
    pub fn owner(mut self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.owner = Some(Box::new(Owner { id: id.into(), title: title.into() }));
        self
    }

    /// Says what mends it, if that is known.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix.map(Box::new);
        self
    }

    /// Adds a secondary place with its words.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.also.push(Label { span, text: text.into() });
        self
    }
}

/// The collected findings of a stage, in no order yet.
#[derive(Debug, Clone, Default)]
pub struct Findings(Vec<Diagnostic>);

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(diagnostics);
    }

    /// Does something, and adds a hint to the help of all that is found meanwhile; a typing mistake needs none.
    pub fn hinted<T>(&mut self, hint: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.0.len();
        let done = work(self);
        for found in &mut self.0[before..] {
            match &mut found.help {
                Some(help) if help.ends_with('?') => {}
                Some(help) => *help = format!("{help}; {hint}"),
                None => found.help = Some(hint.to_owned()),
            }
        }
        done
    }

    /// The findings without duplicates, sorted by what `order` says of their file (its path), then by span.
    #[must_use]
    pub fn sorted(self, order: impl Fn(FileId) -> String) -> Vec<Diagnostic> {
        let mut list = self.0;
        list.sort_by_cached_key(|found| (order(found.span.file), found.clone()));
        list.dedup();
        once_a_file(list)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The findings in the order in which they were added.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

/// A key that a whole file uses and nothing knows is told at its first place, with how often it stands there.
fn once_a_file(list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |found: &Diagnostic| (found.code == Code::UnknownKey).then(|| (found.span.file, found.message.clone()));
    let mut times: BTreeMap<(FileId, String), usize> = BTreeMap::new();
    list.iter().filter_map(key).for_each(|key| *times.entry(key).or_default() += 1);
    let first = |found: Diagnostic| match key(&found).map(|key| times.remove(&key)) {
        None | Some(Some(1)) => Some(found),
        Some(Some(times)) => Some(found.label(format!("unknown key, {times} times in this file"))),
        Some(None) => None,
    };
    list.into_iter().filter_map(first).collect()
}

/// How many other places a finding lists at most.
const OTHER_PLACES: usize = 8;

/// An id that is named in many places is told at the first of them, which lists the others.
fn once_each(list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_it = |found: &Diagnostic| matches!(found.code, Code::UnknownId | Code::NotAsked);
    let mut others: BTreeMap<(Code, String), Vec<Span>> = BTreeMap::new();
    let (mut told, mut first) = (Vec::new(), Vec::new());
    for found in list {
        if !is_it(&found) {
            told.push(found);
            continue;
        }
        match others.entry((found.code, found.message.clone())) {
            Entry::Vacant(entry) => {
                entry.insert(Vec::new());
                first.push(told.len());
                told.push(found);
            }
            Entry::Occupied(mut entry) => entry.get_mut().push(found.span),
        }
    }
    for at in first {
        let found = &mut told[at];
        let places = others.remove(&(found.code, found.message.clone())).unwrap_or_default();
        let more = places.len().saturating_sub(OTHER_PLACES);
        for (number, span) in places.into_iter().take(OTHER_PLACES).enumerate() {
            let is_last = number + 1 == OTHER_PLACES && more > 0;
            let places = if more == 1 { "place" } else { "places" };
            let text = if is_last { format!("here, and in {more} more {places}") } else { "and here".to_owned() };
            found.also.push(Label { span, text });
        }
    }
    told
}

/// The finding for a file that cannot be read as text.
#[must_use]
pub fn file_error(file: FileId, error: &FileError) -> Diagnostic {
    let start = Span::start_of(file);
    match error {
        FileError::Unreadable(cause) => Diagnostic::new(Code::UnreadableFile, start, format!("cannot read this file: {cause}"))
            .help("give yourself permission to read it, or move it out of the handbook's folder"),
        FileError::NotUtf8(byte) => {
            // The bad byte shows as a replacement character, which is three bytes long.
            Diagnostic::new(Code::InvalidUtf8, Span::new(file, *byte..*byte + 3), "this file is not UTF-8 from here on")
                .label("no UTF-8")
                .help("save the file with the encoding UTF-8")
        }
        FileError::LinkOutside => Diagnostic::new(Code::SymlinkOutside, start, "this link leads out of the handbook's folder")
            .help("copy what it leads to into the handbook's folder"),
        FileError::LinkNowhere => {
            Diagnostic::new(Code::SymlinkOutside, start, "this link leads nowhere").help("fix the link, or remove it")
        }
        FileError::LinkHidden(path) => {
            Diagnostic::new(Code::SymlinkOutside, start, format!("this link leads to `{path}`, which is hidden"))
                .help("what is hidden is not published; copy what readers may see to a name that does not begin with a dot")
        }
        FileError::LinkToOutput(path) => {
            Diagnostic::new(Code::SymlinkOutside, start, format!("this link leads to `{path}`, which a build wrote"))
                .help("link to a source file instead, or remove the link")
        }
        FileError::LinkCircle => {
            Diagnostic::new(Code::SymlinkOutside, start, "this link leads to a folder that it lies in").help("remove the link")
        }
        FileError::Special(what) => Diagnostic::new(Code::SpecialFile, start, format!("this is {what}, and only files are read"))
            .help("remove it, or put a file in its place"),
        FileError::NameNotUnicode => {
            Diagnostic::new(Code::InvalidName, start, "the name of this file is not Unicode").help("rename the file")
        }
        FileError::NameNotPortable => {
            Diagnostic::new(Code::InvalidName, start, "a file's name may not hold a backslash or a line break")
                .help("rename the file")
        }
        FileError::OutsideContent => {
            Diagnostic::new(Code::UnreadPage, start, "no page is made of this file: it lies outside `content/`")
                .help("move it below `content/`; a file that is no page may have a name in capitals, as `README.md` has")
        }
        FileError::TooLarge(size, most) => {
            let limit = limits::bytes(*most);
            // A pipe does not say how much it will bring.
            let size = if size > most { limits::bytes(*size) } else { "more".into() };
            Diagnostic::new(Code::LimitExceeded, start, format!("this file has {size}, and the limit is {limit}"))
                .help("split it, or put it somewhere else and link to it")
        }
        FileError::TooMany(many) => too_many(start, *many),
    }
}

/// The finding for the first line of a text that Git wrote where two changes meet; `place` says where in the file a part of
/// the text stands.
pub fn conflict_marker(text: &str, place: impl FnOnce(Range<usize>) -> Span) -> Option<Diagnostic> {
    let mut at = 0;
    let marker = text.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        line.starts_with("<<<<<<< ").then(|| start..start + line.trim_end().len())
    })?;
    let found = Diagnostic::new(Code::ConflictMarker, place(marker), "a merge was left unfinished here");
    Some(found.help("keep one of the two texts, and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`"))
}

/// The finding for the first file or folder that is one too many.
fn too_many(start: Span, many: Limit) -> Diagnostic {
    let (message, help) = match many {
        Limit::Entries => (
            format!("a handbook has at most {} files and folders, and this is one more", limits::number(limits::ENTRIES)),
            "what comes after it is not read; make several handbooks, or remove links that lead to the same folders",
        ),
        Limit::FolderLinks => (
            format!("at most {} links to folders are followed, and this is one more", limits::number(limits::FOLDER_LINKS)),
            "no link to a folder is followed from here on; link to files, or put the pages where they belong",
        ),
        Limit::FoldersDeep => {
            (format!("folders lie at most {} deep, and this one lies deeper", limits::number(limits::FOLDER_DEPTH)), "move it up")
        }
        Limit::Text => (
            format!(
                "all text files together have at most {}, and with this one they have more",
                limits::bytes(limits::TEXT_TOTAL)
            ),
            "make several handbooks, or remove links that lead to the same files",
        ),
    };
    Diagnostic::new(Code::LimitExceeded, start, message).help(help)
}
