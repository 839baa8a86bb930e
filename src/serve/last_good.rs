//! The last good version of pages that cannot be rendered any more.
//!
//! A page that was requested is cached as the bytes that were sent. One that was never requested is rendered from the inputs
//! of an earlier snapshot, so some of those are kept as well, without layouts or the list of files.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use crate::{
    output::Inputs,
    source::{SitePath, SourcePath},
    theme::Theme,
};

/// Maximum number of cached pages.
const SENT: usize = 64;

/// Maximum number of earlier snapshots kept because of files that may be wrong since, and as many because of settings or theme.
const STATES: usize = 16;

/// The cache of last good pages: bytes as they were sent (64 pages), and inputs of earlier snapshots (16 each of two kinds).
#[derive(Default)]
pub struct LastGoodCache {
    /// Pages as they were sent, least recently sent first.
    sent: VecDeque<Sent>,
    /// Inputs before files were changed, oldest first.
    before_files: VecDeque<EarlierInputs>,
    /// Inputs before settings or theme were changed, with their snapshot's number; oldest first.
    before_base: VecDeque<(u64, Arc<Inputs>)>,
    /// Number of the newest checked snapshot, and the files with errors in it.
    checked: (u64, BTreeSet<SourcePath>),
}

/// A rendered page as it was sent, before the live-reload script is inserted.
struct Sent {
    address: SitePath,
    /// Number of the snapshot that it was rendered from.
    number: u64,
    bytes: Arc<Vec<u8>>,
    /// The theme that has the assets which the page links.
    theme: Arc<Theme>,
}

/// The inputs before some files were changed.
struct EarlierInputs {
    number: u64,
    inputs: Arc<Inputs>,
    /// The changed files that no later check has found free of errors.
    files: BTreeSet<SourcePath>,
}

/// A possible source of a page's last good version.
pub enum Candidate {
    /// The bytes as they were sent.
    Sent(Arc<Vec<u8>>),
    /// Number of a snapshot and its inputs, from which the page may render.
    Inputs(u64, Arc<Inputs>),
}

impl LastGoodCache {
    /// Caches a page rendered from snapshot `number`, unless one of a newer snapshot is cached.
    pub fn sent(&mut self, address: &SitePath, number: u64, bytes: &Arc<Vec<u8>>, theme: &Arc<Theme>) {
        if self.sent.iter().any(|sent| sent.address == *address && sent.number > number) {
            return;
        }
        self.sent.retain(|sent| sent.address != *address);
        self.sent.push_back(Sent { address: address.clone(), number, bytes: Arc::clone(bytes), theme: Arc::clone(theme) });
        if self.sent.len() > SENT {
            self.sent.pop_front();
        }
    }

    /// Keeps the inputs of snapshot `number`, whose successor changes these files; `is_new_base`: settings or theme changed as
    /// well.
    pub fn followed(&mut self, number: u64, inputs: &Arc<Inputs>, changed: &BTreeSet<SourcePath>, is_new_base: bool) {
        if is_new_base {
            self.before_base.push_back((number, Arc::clone(inputs)));
            if self.before_base.len() > STATES {
                self.before_base.pop_front();
            }
        }
        // Where a file was written before and is not known to be right since, the state before that is the better one.
        let is_known = |path: &&SourcePath| self.before_files.iter().any(|earlier| earlier.files.contains(*path));
        let files: BTreeSet<SourcePath> = changed.iter().filter(|path| !is_known(path)).cloned().collect();
        if !files.is_empty() {
            self.before_files.push_back(EarlierInputs { number, inputs: Arc::clone(inputs), files });
            if self.before_files.len() > STATES {
                self.before_files.pop_front();
            }
        }
    }

    /// Takes in the files with errors that a check of snapshot `number` found; older results than the last are ignored. Inputs
    /// are dropped once none of the files for which they are kept is wrong.
    pub fn checked(&mut self, number: u64, wrong: BTreeSet<SourcePath>) {
        let (last, known) = &self.checked;
        if number < *last {
            return;
        }
        // What became wrong without being written was right in the state that was checked before.
        if let Some(first) = self.before_files.iter_mut().find(|earlier| earlier.number >= *last) {
            first.files.extend(wrong.difference(known).cloned());
        }
        for earlier in self.before_files.iter_mut().filter(|earlier| earlier.number < number) {
            earlier.files.retain(|path| wrong.contains(path));
        }
        self.before_files.retain(|earlier| !earlier.files.is_empty());
        self.checked = (number, wrong);
    }

    /// Candidates for a page's last good version, newest snapshot first.
    pub fn candidates(&self, address: &SitePath) -> Vec<Candidate> {
        let states = self.before_files.iter().map(|earlier| (earlier.number, &earlier.inputs));
        let states = states.chain(self.before_base.iter().map(|(number, inputs)| (*number, inputs)));
        let mut found: Vec<(u64, Candidate)> =
            states.map(|(number, inputs)| (number, Candidate::Inputs(number, Arc::clone(inputs)))).collect();
        let sent = self.sent.iter().find(|sent| sent.address == *address);
        found.extend(sent.map(|sent| (sent.number, Candidate::Sent(Arc::clone(&sent.bytes)))));
        // Of one state the page that was sent stands first: it is made already.
        found.sort_by_key(|(number, candidate)| (std::cmp::Reverse(*number), matches!(candidate, Candidate::Inputs(..))));
        found.dedup_by(|(a, next), (b, _)| a == b && matches!(next, Candidate::Inputs(..)));
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    /// The bytes of a theme asset that a page of an earlier theme links, by its fingerprinted path; the newest match.
    pub fn asset(&self, address: &SitePath) -> Option<Vec<u8>> {
        let sent = self.sent.iter().rev().map(|sent| &sent.theme);
        let states = self.before_files.iter().map(|earlier| &earlier.inputs).chain(self.before_base.iter().map(|(_, made)| made));
        sent.chain(states.map(|inputs| &inputs.theme)).find_map(|theme| Some(theme.assets.get(address)?.bytes.to_vec()))
    }
}
