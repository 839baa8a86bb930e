//! Answers: what a team says to the questions of a handbook, read, judged, written and printed.
//!
//! All of it is functions of two values: a [`HandbookExport`], which is the handbook as far as answers need it, and the
//! [`Answers`] of one file. It knows no page, no template and no disk.
//!
//! ```text
//! Handbook ──► HandbookExport ┐            ┌──► findings                  (check.rs)
//! handbook.json ──────────────┤            ├──► ReviewReport ──► Markdown (report.rs, markdown.rs)
//!                             ├──► Review ─┼──► tasks, CSV                (export.rs)
//! answer file ──► Answers ────┘            └──► the text, updated         (update.rs, edit.rs)
//! ```

mod answers;
mod asked;
mod at_edition;
pub mod changes;
mod create;
mod digests;
mod duties;
pub mod handbook_export;
mod edit;
mod evidence;
mod export;
mod check;
mod check_service;
mod look;
pub mod markdown;
mod markdown_record;
pub mod meeting;
mod ids;
mod later;
mod next_launch;
mod pinned;
mod plain;
pub mod report;
mod export_editions;
mod export_handbook;
mod export_record;
mod profile;
pub mod record;
mod reviewed;
mod reworded;
mod thin;
mod tidy;
mod update;
mod write;

pub use self::{
    answers::{Answer, Answers, ChecklistAnswers, HandledBy, Launch, Plan, Proposal, Service, State, VERSION, Version, read},
    at_edition::at_editions,
    check::{CheckScope, check, known_ids_of_service},
    create::{create, nowhere},
    digests::digested,
    edit::{Edit, EditError, Reword, apply, raise},
    evidence::{Evidence, FileLines},
    export::{csv, tasks},
    export_editions::{ClosedEdition, EarlierQuestion, EditionChange, FormerCondition, FormerQuestion},
    export_handbook::export_handbook,
    export_record::ForRecords,
    handbook_export::HandbookExport,
    markdown::markdown,
    next_launch::{next_id, next_launch},
    pinned::{Later, LaterChecklist, LaterKind, LaterQuestions, Pinned, pinned},
    profile::Profile,
    report::{ReviewReport, report},
    reviewed::{Counts, Review, begin_by, count, review, review_short},
    thin::Thinness,
    update::{ChecklistUpdate, Regraded, Reworded, UpdateError, Updated, update},
    write::file as write,
};
