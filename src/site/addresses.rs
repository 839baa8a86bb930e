//! Findings about the paths of a site: two files that claim one path, and names that a file system cannot hold.
//!
//! Knows who claims which path, and nothing of the files' content.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, hash_map::Entry},
};

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization as _;

use super::{Claimant, Site};
use crate::{
    diagnostic::{Code, Diagnostic, Severity},
    source::{SitePath, Span},
};

/// Maximum length of a file or folder name in bytes, as on nearly every file system.
const MAX_NAME: usize = 255;

/// Maximum length of a site path in bytes. Linux takes paths of 4,095 bytes, and half of that is left for the output folder;
/// URLs of more than 2,000 characters are not understood by every program on the web.
const MAX_ADDRESS: usize = 2_000;

/// Two claims of which only one can be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict<'s> {
    /// The earlier claim: path and claimant.
    pub first: (&'s SitePath, &'s Claimant),
    /// The later claim.
    pub second: (&'s SitePath, &'s Claimant),
    /// How the two paths collide.
    pub how: ConflictKind,
}

/// How two site paths collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictKind {
    /// Equal.
    Same,
    /// Different only in case or Unicode normalisation: one file on case-insensitive or normalising file systems.
    Alike,
    /// The first is a file where the second needs a folder.
    Inside,
}

impl Site {
    /// All colliding claims, each pair of claimants once.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict<'_>> {
        let mut conflicts = Vec::new();
        let mut first: HashMap<Cow<'_, str>, (&SitePath, &Claimant)> = HashMap::with_capacity(self.len());
        for second in self.claims() {
            match first.entry(folded(second.0.as_str())) {
                Entry::Vacant(place) => {
                    place.insert(second);
                }
                Entry::Occupied(place) => {
                    let first = *place.get();
                    let how = if first.0 == second.0 { ConflictKind::Same } else { ConflictKind::Alike };
                    conflicts.push(Conflict { first, second, how });
                }
            }
        }
        for second in self.claims() {
            let path = folded(second.0.as_str());
            for (at, _) in path.match_indices('/') {
                if let Some(&first) = first.get(&path[..at]) {
                    conflicts.push(Conflict { first, second, how: ConflictKind::Inside });
                }
            }
        }
        // A sheet has several files, and is one thing; so is a page with its twin for programs.
        let (mut seen, mut places) = (BTreeSet::new(), BTreeSet::new());
        conflicts.retain(|conflict| {
            let (one, other) = (conflict.first.1, conflict.second.1);
            let at = one.span().zip(other.span()).map(|(one, other)| (one.min(other), one.max(other)));
            seen.insert((one.min(other), one.max(other))) && at.is_none_or(|at| places.insert(at))
        });
        conflicts
    }

    /// Findings for colliding, unusable and unportable paths. `settings` is the place of a finding whose claimants have none.
    #[must_use]
    pub fn findings(&self, settings: Span) -> Vec<Diagnostic> {
        let conflicts = self.conflicts().into_iter().map(|conflict| told(&conflict, settings));
        conflicts.chain(self.unfit_names(settings)).collect()
    }

    /// Findings for names that not every file system can hold; a folder's name is reported once, at the first file in it.
    fn unfit_names(&self, settings: Span) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut seen: BTreeSet<(Severity, Cow<'_, str>)> = BTreeSet::new();
        let mut places = BTreeSet::new();
        for (path, by) in self.claims() {
            let Some((unfit, upto)) = unfit(path.as_str()) else { continue };
            let severity = unfit.code().severity();
            let is_new = seen.insert((severity, Cow::Borrowed(upto)));
            // A sheet has several files, and is one thing.
            let is_other = matches!(by, Claimant::File(..)) || seen.insert((severity, Cow::Owned(by.to_string())));
            // So is a page with its twin for programs.
            if is_new && is_other && by.span().is_none_or(|span| places.insert((severity, span))) {
                let message =
                    format!("{} wants {}", shortened(&by.to_string()), unfit.words(upto.rsplit('/').next().unwrap_or(upto)));
                found.push(Diagnostic::new(unfit.code(), by.span().unwrap_or(settings), message).help(unfit.help()));
            }
        }
        found
    }
}

/// A name of more than 300 characters without its middle: the first and last 150 with `…` between them.
fn shortened(name: &str) -> Cow<'_, str> {
    const KEPT: usize = 150;
    if name.chars().count() <= 2 * KEPT {
        return name.into();
    }
    let head: String = name.chars().take(KEPT).collect();
    let tail: Vec<char> = name.chars().rev().take(KEPT).collect();
    format!("{head}…{}", tail.into_iter().rev().collect::<String>()).into()
}

fn told(conflict: &Conflict<'_>, settings: Span) -> Diagnostic {
    let Conflict { first: (first_path, first), second: (second_path, second), how } = conflict;
    let message = match how {
        ConflictKind::Same => format!("{first} and {second} both want `{first_path}`"),
        ConflictKind::Alike => {
            format!("{first} wants `{first_path}` and {second} wants `{second_path}`, which many systems treat as one file")
        }
        ConflictKind::Inside => format!("{first} wants the file `{first_path}`, and {second} wants `{second_path}` below it"),
    };
    // What readybook makes of itself has no place of its own, nor has a picture; the other one is shown.
    let places: Vec<Span> = [second, first].into_iter().filter_map(|by| by.span()).collect();
    let found = Diagnostic::new(Code::DuplicateAddress, places.first().copied().unwrap_or(settings), message);
    let found = match (first, second) {
        (Claimant::Generated(_), other) | (other, Claimant::Generated(_)) if !matches!(other, Claimant::Generated(_)) => {
            found.help(format!("readybook makes that file itself: give {other} another name"))
        }
        _ => found.help("give one of them another name"),
    };
    match places.get(1) {
        Some(&other) if other != places[0] => found.also(other, "the other one"),
        _ => found,
    }
}

/// The key under which case-insensitive and normalising file systems see a path: canonical caseless matching (Unicode Standard,
/// D145).
fn folded(path: &str) -> Cow<'_, str> {
    if !path.is_ascii() {
        let taken_apart: String = path.nfd().collect();
        return UniCase::unicode(taken_apart).to_folded_case().nfd().collect();
    }
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) { path.to_ascii_lowercase().into() } else { path.into() }
}

/// Why some or all file systems cannot hold a name or a whole path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfit {
    /// It has a control character.
    Control,
    /// The name has so many bytes, more than [`MAX_NAME`].
    LongName(usize),
    /// The whole path has so many bytes, more than [`MAX_ADDRESS`].
    LongAddress(usize),
    /// It has a character that Windows reserves.
    Character(char),
    /// It ends in a dot or a space, which Windows drops.
    End,
    /// It is a device name of Windows, such as `NUL` or `COM1`, with or without an extension.
    Device,
}

impl Unfit {
    fn code(self) -> Code {
        match self {
            Self::Control | Self::LongName(_) | Self::LongAddress(_) => Code::InvalidName,
            Self::Character(_) | Self::End | Self::Device => Code::UnportableName,
        }
    }

    fn words(self, name: &str) -> String {
        match self {
            Self::Control => format!("the name `{}`, which has a character in it that cannot be seen", name.escape_debug()),
            Self::LongName(bytes) => format!("a name of {bytes} bytes, and file systems hold {MAX_NAME}: `{name}`"),
            Self::LongAddress(bytes) => format!("an address of {bytes} bytes, and {MAX_ADDRESS} are the most"),
            Self::Character(character) => format!("the name `{name}`, and no Windows system can hold `{character}` in a name"),
            Self::End => format!("the name `{name}`, and no Windows system can hold a dot or a space at the end of a name"),
            Self::Device => format!("the name `{name}`, which Windows keeps for a device"),
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::LongName(_) | Self::LongAddress(_) => "choose a shorter name",
            Self::Control | Self::Character(_) | Self::End | Self::Device => {
                "choose another name, so that the handbook can be copied to any machine"
            }
        }
    }
}

/// The first reason why a path is unfit, and the path up to and with the unfit name. What no system can hold goes before what
/// only some cannot.
fn unfit(path: &str) -> Option<(Unfit, &str)> {
    if path.len() > MAX_ADDRESS {
        return Some((Unfit::LongAddress(path.len()), path));
    }
    let first = |look: fn(&str) -> Option<Unfit>| {
        let mut end = 0;
        path.split('/').find_map(|name| {
            end += name.len();
            let upto = &path[..end];
            end += 1;
            Some((look(name)?, upto))
        })
    };
    first(impossible).or_else(|| first(unportable))
}

fn impossible(name: &str) -> Option<Unfit> {
    if name.chars().any(char::is_control) {
        return Some(Unfit::Control);
    }
    (name.len() > MAX_NAME).then_some(Unfit::LongName(name.len()))
}

fn unportable(name: &str) -> Option<Unfit> {
    if let Some(character) = name.chars().find(|character| matches!(character, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*')) {
        return Some(Unfit::Character(character));
    }
    if name.ends_with(['.', ' ']) {
        return Some(Unfit::End);
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let is_numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|number| {
            let mut digits = number.chars();
            matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    let is_device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$");
    (is_device || is_numbered("COM") || is_numbered("LPT")).then_some(Unfit::Device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{site::File, source::SourcePath};

    fn site(paths: &[&str]) -> Site {
        let mut site = Site::default();
        for (number, path) in paths.iter().enumerate() {
            let by = Claimant::File(SourcePath::new(&number.to_string()), None);
            site.add(File::new(SitePath::new(path), by, || Ok(Vec::new())));
        }
        site
    }

    fn meetings(paths: &[&str]) -> Vec<ConflictKind> {
        site(paths).conflicts().iter().map(|conflict| conflict.how).collect()
    }

    #[test]
    fn addresses_meet_in_three_ways_and_otherwise_not() {
        assert_eq!(meetings(&["a.html", "b.html", "a/b.html", "ab/c", "a.htm/l"]), []);
        assert_eq!(meetings(&["a.html", "b.html", "a.html", "a.html"]), [ConflictKind::Same, ConflictKind::Same]);
        assert_eq!(meetings(&["Über.html", "u\u{308}BER.html", "über.HTML"]), [ConflictKind::Alike, ConflictKind::Alike]);
        assert_eq!(meetings(&["STRASSE.html", "straße.html"]), [ConflictKind::Alike]);
        assert_eq!(meetings(&["ſ.html", "S.html"]), [ConflictKind::Alike]);
        assert_eq!(meetings(&["a.html", "a.html/b.html", "A.HTML/c/d"]), [ConflictKind::Inside, ConflictKind::Inside]);
        assert_eq!(meetings(&["x/y/z.html", "X/y"]), [ConflictKind::Inside]);
    }

    #[test]
    fn the_first_one_stays_and_two_things_are_one_pair_however_many_files_they_have() {
        let mut site = Site::default();
        let by = |name: &'static str| Claimant::Generated(name.into());
        for (path, name) in [("a", "one"), ("b", "one"), ("a", "two"), ("B", "two"), ("a", "three")] {
            site.add(File::new(SitePath::new(path), by(name), move || Ok(name.as_bytes().to_vec())));
        }
        assert_eq!(site.get(&SitePath::new("a")).unwrap().render().unwrap(), b"one");
        let pairs: Vec<String> =
            site.conflicts().iter().map(|conflict| format!("{} {}", conflict.first.1, conflict.second.1)).collect();
        assert_eq!(pairs, ["two one", "one three"]);
    }

    #[test]
    fn names_are_fit_for_every_system_for_most_or_for_none() {
        let found = |path: &str| unfit(path).map(|(unfit, _)| unfit);
        for fit in ["a.html", "Größe & Maß.html", "50%.html", "a/.b", "console.html", "com10.html", "aux-1/nul_.txt", "a b/c. d"]
        {
            assert_eq!(found(fit), None, "{fit}");
        }
        for device in ["con.html", "a/Aux/b.html", "NUL", "nul.a.pdf", "com1.html", "LPT².html", "con .html", "prn.tar.gz"] {
            assert_eq!(found(device), Some(Unfit::Device), "{device}");
        }
        for end in ["a./b.html", "a /b.html", "b."] {
            assert_eq!(found(end), Some(Unfit::End), "{end}");
        }
        for character in "<>:\"\\|?*".chars() {
            assert_eq!(found(&format!("a{character}b.html")), Some(Unfit::Character(character)));
        }
        assert_eq!(found("a:b/c\u{7}.html"), Some(Unfit::Control));
        assert_eq!(found(&format!("a:b/{}", "x".repeat(255))), Some(Unfit::Character(':')));
        assert_eq!(found(&format!("a:b/{}", "x".repeat(256))), Some(Unfit::LongName(256)));
        assert_eq!(found(&format!("{}.html", "ü".repeat(126))), Some(Unfit::LongName(257)));
        assert_eq!(found(&format!("{}a", "x/".repeat(999))), None);
        assert_eq!(found(&format!("{}a.html", "x/".repeat(999))), Some(Unfit::LongAddress(2_004)));
    }
}
