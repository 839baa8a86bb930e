//! Readybook turns guidance and checklists into a handbook.

pub mod config;
pub mod diagnostic;
pub mod handbook;
pub mod manuscript;
pub mod prose;
pub mod source;
pub mod yaml;
