//! The preview's own files for the browser. They are never part of a handbook.

/// What stands where a page could never be made.
pub const BROKEN: &str = include_str!("broken.html");

/// A file by its name.
#[must_use]
pub fn file(name: &str) -> Option<&'static [u8]> {
    Some(match name {
        "live.js" => concat!(
            include_str!("patch.js"),
            "\n",
            include_str!("page-state.js"),
            "\n",
            include_str!("paper.js"),
            "\n",
            include_str!("panel.js"),
            "\n",
            include_str!("live.js")
        )
        .as_bytes(),
        "event-worker.js" => include_bytes!("event-worker.js"),
        "panel.css" => include_bytes!("panel.css"),
        "marks.css" => include_bytes!("marks.css"),
        _ => return None,
    })
}
