//! Findings: what is wrong with the content, as a list that runs beside the stages and never stops at the first.
//!
//! Here is the data. The words are where the mistake is noticed; the rendering is in `human.rs` and `json.rs`.

mod code;
mod human;
mod json;

pub use self::{
    code::{Code, Fixed},
    human::{ColourChoice, escape_for_terminal, escape_lines_for_terminal, render},
    json::{JsonReport, report},
};
use crate::source::{FileError, FileId, Limit, Span, floor_char_boundary, limits};

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

/// A secondary label: another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The secondary place.
    pub span: Span,
    /// The words at that place.
    pub text: String,
}

/// One finding, as data: code, place, words. Rendered by `human.rs` for people and by `json.rs` for programs.
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
    pub label: String,
    /// Secondary places.
    pub also: Vec<Label>,
    /// The help line: what to do about it.
    pub help: Option<String>,
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
        Self { span, code, severity, message: message.into(), label: String::new(), also: Vec::new(), help: None }
    }

    /// Sets the words at the primary place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
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

    /// Whether there is an error or, with `strict`, a warning.
    #[must_use]
    pub fn are_failing(&self, strict: bool) -> bool {
        are_failing(&self.0, strict)
    }

    /// The findings without duplicates, sorted by what `order` says of their file (its path), then by span.
    #[must_use]
    pub fn sorted(self, order: impl Fn(FileId) -> String) -> Vec<Diagnostic> {
        let mut list = self.0;
        list.sort_by_cached_key(|found| (order(found.span.file), found.clone()));
        list.dedup();
        list
    }

    /// The findings in the order in which they were added.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

/// Whether there is an error or, with `strict`, a warning.
#[must_use]
pub fn are_failing(found: &[Diagnostic], strict: bool) -> bool {
    found.iter().any(|found| match found.severity {
        Severity::Error => true,
        Severity::Warning => strict,
        Severity::Note => false,
    })
}

/// The finding for a file that cannot be read as text.
#[must_use]
pub fn file_error(file: FileId, error: &FileError) -> Diagnostic {
    let start = Span::start_of(file);
    match error {
        FileError::Unreadable(cause) => Diagnostic::new(Code::UnreadableFile, start, format!("cannot read this file: {cause}"))
            .help("give yourself the right to read it, or move it out of the handbook's folder"),
        FileError::NotUtf8(byte) => {
            // The bad byte shows as a replacement character, which is three bytes long.
            Diagnostic::new(Code::InvalidUtf8, Span::new(file, *byte..*byte + 3), "this file is not UTF-8 from here on")
                .label("no UTF-8")
                .help("save the file with the encoding UTF-8")
        }
        FileError::LinkOutside => Diagnostic::new(Code::SymlinkOutside, start, "this link leads out of the handbook's folder")
            .help("copy what it leads to into the handbook's folder"),
        FileError::LinkNowhere => {
            Diagnostic::new(Code::SymlinkOutside, start, "this link leads nowhere").help("mend the link, or remove it")
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

/// The finding for the first file or folder beyond a limit.
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

/// "did you mean …", when a known name is close to what was written, as [`closest`] judges it.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(written, known).map(|name| format!("did you mean `{name}`?"))
}

/// "did you mean …" or, when nothing is close, the words `what` and the known names: all of up to twelve, else the first
/// ten and the number of the others.
#[must_use]
pub fn suggest(written: &str, what: &str, known: &[&str]) -> Option<String> {
    did_you_mean(written, known.iter().copied()).or_else(|| match known {
        [] => None,
        known if known.len() <= 12 => Some(format!("{what}: {}", quoted(known))),
        known => Some(format!("{what}: {} and {} more", quoted(&known[..10]), known.len() - 10)),
    })
}

/// What was most likely meant by the id of an item, such as `REL-04`, or the ids that begin like it. Another number is
/// another question, so a near number is no guess.
#[must_use]
pub fn suggest_item(written: &str, known: &[&str]) -> Option<String> {
    let (prefix, number) = written.split_once('-').unwrap_or((written, ""));
    if written.len() > MAX_NAME {
        return None;
    }
    let is_meant = |id: &str| {
        let (own, other) = id.split_once('-').unwrap_or((id, ""));
        let is_same_number = number.trim_start_matches('0') == other.trim_start_matches('0');
        is_same_number && own.len() <= MAX_NAME && strsim::damerau_levenshtein(&prefix.to_uppercase(), &own.to_uppercase()) <= 1
    };
    // `rel-4` means `REL-04` rather than `REV-04`.
    let is_close = |id: &&&str| id.split_once('-').is_some_and(|(own, _)| own.eq_ignore_ascii_case(prefix));
    let meant: Vec<&str> = known.iter().copied().filter(|id| is_meant(id)).collect();
    if let Some(id) = meant.iter().find(is_close).or_else(|| meant.first().filter(|_| meant.len() == 1)) {
        return Some(format!("did you mean `{id}`?"));
    }
    let mut beside: Vec<&str> = known.iter().filter(is_close).copied().collect();
    beside.sort_unstable();
    match beside[..] {
        [] => None,
        [only] => Some(format!("there is `{only}`")),
        [first, .., last] => Some(format!("there are `{first}` to `{last}`")),
    }
}

fn quoted(names: &[&str]) -> String {
    let short = |name: &&str| {
        let end = floor_char_boundary(name, MAX_NAME);
        if end < name.len() { format!("`{}…`", &name[..end]) } else { format!("`{name}`") }
    };
    names.iter().map(short).collect::<Vec<_>>().join(", ")
}

/// The longest name, in bytes, for which a near one is looked up. A longer one is shown cut.
const MAX_NAME: usize = 100;

/// Names that are compared letter by letter, the likeliest first: a page can have thousands of anchors.
const COMPARED: usize = 200;

/// The nearest known name by Damerau-Levenshtein distance; `None` when none is within 1 and a quarter of the shorter name's
/// length. Case does not count, nor does `_` or a blank in place of a hyphen.
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > MAX_NAME {
        return None;
    }
    let fold = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let written = fold(written);
    let letters = Letters::of(&written);
    let most = |name: &Letters| 1 + (name.count.min(letters.count) / 4) as usize;
    // Letters that only one of the two has must each be changed, so names with too many of them need no closer look.
    let mut likely: Vec<(usize, &str)> = known
        .into_iter()
        .filter(|name| name.len() <= MAX_NAME)
        .filter_map(|name| {
            let own = Letters::of(name);
            let least = letters.differences(&own);
            (least <= most(&own)).then_some((least, name))
        })
        .collect();
    if likely.len() > COMPARED {
        likely.select_nth_unstable(COMPARED);
        likely.truncate(COMPARED);
    }
    likely
        .into_iter()
        .map(|(_, name)| (strsim::damerau_levenshtein(&written, &fold(name)), name))
        .filter(|&(distance, name)| distance <= most(&Letters::of(name)))
        .min()
        .map(|(_, name)| name)
}

/// The letters of a name, counted in 32 classes: a cheap lower bound of the edit distance between two names.
struct Letters {
    count: u32,
    classes: [u8; 32],
}

impl Letters {
    fn of(name: &str) -> Self {
        let mut letters = Self { count: 0, classes: [0; 32] };
        for c in name.chars() {
            letters.count += 1;
            for c in c.to_lowercase() {
                let c = if matches!(c, '_' | ' ') { '-' } else { c };
                let class = &mut letters.classes[c as usize % 32];
                *class = class.saturating_add(1);
            }
        }
        letters
    }

    /// A lower bound of the edit distance to another name.
    fn differences(&self, other: &Self) -> usize {
        let pairs = || self.classes.iter().zip(&other.classes);
        let more: usize = pairs().map(|(a, b)| a.saturating_sub(*b) as usize).sum();
        let less: usize = pairs().map(|(a, b)| b.saturating_sub(*a) as usize).sum();
        more.max(less)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        assert_eq!(did_you_mean("evidense", ["ask", "evidence"]).as_deref(), Some("did you mean `evidence`?"));
        assert_eq!(did_you_mean("colour", ["ask", "evidence"]), None);
        let items = ["REL-01", "REL-04", "REV-07", "SEC-02"];
        assert_eq!(suggest_item("rel-4", &items).as_deref(), Some("did you mean `REL-04`?"));
        assert_eq!(suggest_item("SCE-02", &items).as_deref(), Some("did you mean `SEC-02`?"));
        assert_eq!(suggest_item("REL-05", &items).as_deref(), Some("there are `REL-01` to `REL-04`"));
        assert_eq!(suggest_item("SEC-03", &items).as_deref(), Some("there is `SEC-02`"));
        assert_eq!(suggest_item("OPS-01", &items), None);
        assert_eq!(suggest("colour", "keys here are", &["ask", "why"]).as_deref(), Some("keys here are: `ask`, `why`"));
    }
}
