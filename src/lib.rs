//! Readybook turns an enablement team's guidance and checklists into a handbook.
//!
//! The rooms below are listed in the order in which a handbook passes through them:
//!
//! ```text
//! Args → Config → Sources → Manuscript → Handbook → Site → folder on disk | HTTP
//!                     \______ spans point back here ______/      findings run beside
//! ```
//!
//! `ARCHITECTURE.md` has the picture, and says what no room may do.

pub mod source;
pub mod diagnostic;
pub mod yaml;
pub mod prose;
pub mod config;
pub mod manuscript;
pub mod handbook;
pub mod review;
pub mod check;
pub mod theme;
pub mod site;
pub mod output;
pub mod pipeline;
pub mod serve;
pub mod cli;
