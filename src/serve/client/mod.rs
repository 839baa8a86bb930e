//! Scripts and styles that the preview serves below `/__readybook/`, embedded in the binary. Never part of a site.

/// HTML of the error page where the theme cannot frame it; `{{body}}` is replaced by HTML.
pub const BROKEN: &str = include_str!("broken.html");

/// The bytes of an embedded file by its name, as in `live.js`; `None` for an unknown name.
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
