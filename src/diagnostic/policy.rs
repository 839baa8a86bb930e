//! What becomes of findings before they are told: the levels of the settings, what was accepted in place, the baseline.
//!
//! It is applied once, to all findings of a run. A code whose level is [fixed](Code::fixed) is neither accepted nor known.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, FindingKey, Findings, Severity, once_each};
use crate::source::{FileId, Sources, Span};

/// The severity that each code named by the settings has; `None` turns it off.
pub type Levels = BTreeMap<Code, Option<Severity>>;

/// A comment in a file that accepts a mistake, with the reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// The kind of mistake.
    pub code: Code,
    /// The comment.
    pub span: Span,
    /// What it is about: findings of the code that begin in here are accepted.
    pub covers: Span,
}

/// Findings that were there before anybody looked, and how often each: what a baseline file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Where its file begins; `None` when there is none.
    pub span: Option<Span>,
    /// How many findings there are of each key.
    pub known: BTreeMap<FindingKey, usize>,
}

/// All that decides what is told.
#[derive(Debug)]
pub struct Policy<'a> {
    /// The levels of the settings.
    pub levels: &'a Levels,
    /// What was accepted in the files.
    pub accepts: Vec<&'a Accept>,
    /// What was there before.
    pub baseline: &'a Baseline,
}

/// Findings, judged.
#[derive(Debug, Default)]
pub struct Judged {
    /// What is told, in the order of paths and places.
    pub told: Vec<Diagnostic>,
    /// How many were accepted in place.
    pub accepted: usize,
    /// Those that the baseline holds.
    pub known: Vec<Diagnostic>,
}

impl Judged {
    /// Whether an error is told, or, if that is `strict`, a warning.
    #[must_use]
    pub fn is_failing(&self, strict: bool) -> bool {
        self.told.iter().any(|found| match found.severity {
            Severity::Error => true,
            Severity::Warning => strict,
            Severity::Note => false,
        })
    }
}

/// Codes about suppression itself: no baseline holds them.
const OF_SUPPRESSION: [Code; 3] = [Code::InvalidAccept, Code::UnusedAccept, Code::StaleBaseline];

impl Judged {
    /// Makes known, of what is told, every error and warning that a baseline may hold.
    pub fn begin_baseline(&mut self) {
        let may_hold = |found: &Diagnostic| {
            found.severity != Severity::Note && found.code.fixed().is_none() && !OF_SUPPRESSION.contains(&found.code)
        };
        let (known, told) = std::mem::take(&mut self.told).into_iter().partition(may_hold);
        (self.known, self.told) = (known, told);
    }

    /// What a baseline holds that knows no more than what was found: how often each.
    #[must_use]
    pub fn baseline(&self, sources: &Sources) -> BTreeMap<FindingKey, usize> {
        let mut known = BTreeMap::new();
        for found in &self.known {
            *known.entry(FindingKey::of(found, sources)).or_default() += 1;
        }
        known
    }
}

/// Whether a run looked for everything, so that what it did not find is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// It looked for everything: accepts and entries of the baseline that met nothing are told.
    Complete,
    /// It looked for a part.
    Partial,
}

impl Policy<'_> {
    /// Judges all findings of a run.
    #[must_use]
    pub fn apply(&self, findings: Findings, sources: &Sources, coverage: Coverage) -> Judged {
        let path = |file: FileId| sources.file(file).path.to_string();
        let mut judged = Judged::default();
        let accepts = Accepts::of(&self.accepts);
        let mut is_used = vec![false; self.accepts.len()];
        let mut left = self.baseline.known.clone();
        for found in findings.sorted(path).into_iter().filter_map(|found| self.level(found)) {
            if found.code.fixed().is_some() {
                judged.told.push(found);
            } else if let Some(at) = accepts.about(&found) {
                is_used[at] = true;
                judged.accepted += 1;
            } else if self.baseline.span.is_some() && take(&mut left, &FindingKey::of(&found, sources)) {
                judged.known.push(found);
            } else {
                judged.told.push(found);
            }
        }
        judged.told = once_each(judged.told);
        if coverage == Coverage::Complete {
            let unused = self.accepts.iter().zip(is_used).filter(|(accept, is_used)| !is_used && accept.code.is_found_here());
            let unused = unused.map(|(accept, _)| unused_accept(accept)).chain(self.stale(&left));
            let mut told = Findings(judged.told);
            told.extend(unused.filter_map(|found| self.level(found)));
            judged.told = told.sorted(path);
        }
        judged
    }

    /// A finding at the level that the settings give its code; `None` when they turn it off. What is advice stays advice.
    fn level(&self, found: Diagnostic) -> Option<Diagnostic> {
        match self.levels.get(&found.code) {
            Some(None) => None,
            Some(Some(severity)) if found.severity == found.code.severity() => Some(Diagnostic { severity: *severity, ..found }),
            Some(Some(_)) | None => Some(found),
        }
    }

    /// What the baseline holds and nobody found, as one finding.
    fn stale(&self, left: &BTreeMap<FindingKey, usize>) -> Option<Diagnostic> {
        let gone: usize = left.iter().filter(|(key, _)| key.code.is_found_here()).map(|(_, count)| count).sum();
        let span = self.baseline.span.filter(|_| gone > 0)?;
        let message = format!(
            "{gone} finding{} of the baseline {} gone",
            if gone == 1 { "" } else { "s" },
            if gone == 1 { "is" } else { "are" }
        );
        Some(
            Diagnostic::new(Code::StaleBaseline, span, message)
                .help("run `readybook check --write-baseline` to take what is gone out of it"),
        )
    }
}

/// Accepts, found by what they are about: however many there are, few are looked at for a finding.
struct Accepts(BTreeMap<(FileId, Code), Vec<Reach>>);

/// An accept among those of its file and code, which are sorted by where they begin to hold.
struct Reach {
    /// Its index in the list of all.
    index: usize,
    /// What it covers: first and last byte of the text at which a finding may begin.
    covers: (u32, u32),
    /// The last byte that it or one before it covers.
    furthest: u32,
}

impl Accepts {
    fn of(all: &[&Accept]) -> Self {
        let mut sorted: BTreeMap<(FileId, Code), Vec<Reach>> = BTreeMap::new();
        for (index, Accept { code, span: _, covers }) in all.iter().enumerate() {
            let reach = Reach { index, covers: (covers.start, covers.end), furthest: covers.end };
            sorted.entry((covers.file, *code)).or_default().push(reach);
        }
        for list in sorted.values_mut() {
            list.sort_by_key(|reach| (reach.covers.0, reach.index));
            let mut furthest = 0;
            for reach in list {
                furthest = furthest.max(reach.covers.1);
                reach.furthest = furthest;
            }
        }
        Self(sorted)
    }

    /// The index of the first accept that is about a finding.
    fn about(&self, found: &Diagnostic) -> Option<usize> {
        let list = self.0.get(&(found.span.file, found.code))?;
        let at = found.span.start;
        let before = &list[..list.partition_point(|reach| reach.covers.0 <= at)];
        let near = before.iter().rev().take_while(|reach| reach.furthest >= at);
        near.filter(|reach| reach.covers.1 >= at).map(|reach| reach.index).min()
    }
}

fn take(left: &mut BTreeMap<FindingKey, usize>, key: &FindingKey) -> bool {
    match left.get_mut(key) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

fn unused_accept(accept: &Accept) -> Diagnostic {
    Diagnostic::new(Code::UnusedAccept, accept.span, format!("there is no `{}` here", accept.code))
        .label("accepts nothing")
        .help("remove this comment, or put it right above what it is about")
}
