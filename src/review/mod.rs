//! Answers: what a team says to the questions of a handbook, read, judged, written and printed.
//!
//! All of it is functions of two values: a [`Book`], which is the handbook as far as answers need it, and the
//! [`Answers`] of one file. It knows no page, no template and no disk.
//!
//! ```text
//! Handbook ──► Book ──┐                    ┌──► findings            (judge.rs)
//! handbook.json ──────┤                    ├──► Packet ──► Markdown (packet.rs, markdown.rs)
//!                     ├──► Review ─────────┼──► tasks, CSV          (export.rs)
//! answer file ──► Answers                  └──► the text, moved     (update.rs, edit.rs)
//! ```

mod answers;
mod begin;
pub mod book;
mod edit;
mod evidence;
mod export;
mod judge;
mod markdown;
pub mod packet;
mod publish;
mod sheet;
mod tidy;
mod update;
mod write;

pub use self::{
    answers::{Answer, Answered, Answers, HandledBy, Launch, Plan, Proposal, Service, State, VERSION, Version, read},
    begin::{begin, nowhere},
    book::Book,
    edit::{Change, NotInPlace, change, raise},
    evidence::{Evidence, FileLines},
    export::{csv, tasks},
    judge::{Scope, judge},
    markdown::markdown,
    packet::{Packet, packet},
    publish::book,
    sheet::{Counts, Review, begin_by, count, review},
    update::{Moved, Updated, update},
    write::file as write,
};
