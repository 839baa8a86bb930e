//! HTML that an author wrote: which of its attributes are links, which ids it gives, and what it may not hold.
//!
//! `scan.rs` finds the links, `tree.rs` reads as a browser does, `judge.rs` compares both with the table in `allowed.rs`;
//! `document.rs` looks through files that are carried over and that a browser opens as documents.

mod allowed;
mod document;
mod judge;
mod scan;
mod tree;

pub use self::{
    allowed::{ELEMENTS as ALLOWED_ELEMENTS, EVERYWHERE as ALLOWED_EVERYWHERE, is_ours},
    document::{Script, scripts},
    judge::{Part, Skeleton, judge},
    scan::scan,
};
