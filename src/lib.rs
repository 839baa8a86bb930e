//! Readybook turns guidance and checklists into a handbook.

pub mod diagnostic;
pub mod prose;
pub mod source;
pub mod yaml;
