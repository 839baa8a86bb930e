//! Pages as they were when they could last be made.
//!
//! A page that was asked for is remembered as it was sent. One that nobody has asked for yet is made from what the handbook
//! was before it could not be made any more; so the inputs of some earlier states are kept too. None of them keeps layouts
//! or a list of its files.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use crate::{
    output::Inputs,
    source::{SitePath, SourcePath},
};

/// So many pages are remembered as they were sent.
const SENT: usize = 64;

/// So many earlier states are kept because of a file that may be wrong since, and as many because of the theme.
const STATES: usize = 16;

/// The cache of last good pages: pages as they were sent (64), and earlier inputs that may render them (16).
#[derive(Default)]
pub struct LastGoodCache {
    /// Pages as they were sent, the oldest first.
    sent: VecDeque<Sent>,
    /// What the handbook was before files were written, the oldest first.
    before_files: VecDeque<Earlier>,
    /// What it was before settings or theme were written, the oldest first.
    before_base: VecDeque<(u64, Arc<Inputs>)>,
    /// The newest state that was checked, and the files in which errors were found.
    checked: (u64, BTreeSet<SourcePath>),
}

/// A page as it was sent.
struct Sent {
    address: SitePath,
    /// The number of the state that it is of.
    number: u64,
    bytes: Arc<Vec<u8>>,
    /// What it was made from; its theme has the assets that the page names.
    inputs: Arc<Inputs>,
}

/// What the handbook was before some files were written.
struct Earlier {
    number: u64,
    inputs: Arc<Inputs>,
    /// The files; none of them is known to be right since.
    files: BTreeSet<SourcePath>,
}

/// An earlier state of a page.
pub enum Candidate {
    /// As it was sent.
    Sent(Arc<Vec<u8>>),
    /// It may be possible to make it from these.
    Inputs(u64, Arc<Inputs>),
}

impl LastGoodCache {
    /// Remembers a page that could be made of the state with a number.
    pub fn sent(&mut self, address: &SitePath, number: u64, bytes: &Arc<Vec<u8>>, inputs: &Arc<Inputs>) {
        if self.sent.iter().any(|sent| sent.address == *address && sent.number > number) {
            return;
        }
        self.sent.retain(|sent| sent.address != *address);
        self.sent.push_back(Sent { address: address.clone(), number, bytes: Arc::clone(bytes), inputs: Arc::clone(inputs) });
        if self.sent.len() > SENT {
            self.sent.pop_front();
        }
    }

    /// Remembers a state that is followed by another one in which these files are different.
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
            self.before_files.push_back(Earlier { number, inputs: Arc::clone(inputs), files });
            if self.before_files.len() > STATES {
                self.before_files.pop_front();
            }
        }
    }

    /// Takes in what a check of the state with a number has found: in which files there are errors. A state is kept no
    /// longer when all files for which it is kept are right.
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

    /// What a page may have been, the newest first.
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

    /// A file that pages of an earlier theme load.
    pub fn asset(&self, address: &SitePath) -> Option<Vec<u8>> {
        let sent = self.sent.iter().rev().map(|sent| &sent.inputs);
        let states = self.before_files.iter().map(|earlier| &earlier.inputs).chain(self.before_base.iter().map(|(_, made)| made));
        sent.chain(states).find_map(|inputs| Some(inputs.theme.assets.get(address)?.bytes.to_vec()))
    }
}
