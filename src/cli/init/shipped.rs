//! What the binary carries for `readybook init`. The lists are made by `build.rs`: paths, and bytes.

/// A file: its path, and its bytes.
pub type ShippedFile = (&'static str, &'static [u8]);

/// The settings, content, checklists and editions of the shipped handbook.
pub const SHIPPED: &[ShippedFile] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// A handbook of one page and two questions.
pub const MINIMAL: &[ShippedFile] = include!(concat!(env!("OUT_DIR"), "/minimal.rs"));

/// What stands around a handbook: what Git leaves out (`gitignore`), pipelines, settings of an editor. `{version}` stands for that of the
/// program.
pub const AROUND: &[ShippedFile] = include!(concat!(env!("OUT_DIR"), "/around.rs"));
