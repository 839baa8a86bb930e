//! The icon of a browser's tab: our drawing in the colour of the brand, for light and dark tabs.

use super::{
    builtin::{builtin_file, builtin_text},
    colour::Colour,
    layers::{DEFAULT, bytes},
};
use crate::source::{SourcePath, Sources, media_type};

/// The asset name of the drawing.
pub const NAME: &str = "icon.svg";

/// The colours of the drawing on a light tab and on a dark one.
const COLOURS: (&str, &str) = ("#1f6f5c", "#7fcbb5");

/// The ground of a dark tab.
const DARK: &str = "#202124";

/// The contrast that a drawing needs, by WCAG 2.
const NEEDED: f64 = 3.0;

/// Our drawing in another colour, made darker or lighter where it could not be seen.
pub fn in_colour(colour: &str) -> String {
    let ours = builtin_text(&format!("assets/{NAME}")).unwrap_or_default();
    let (Some(brand), Some(dark)) = (Colour::read(colour), Colour::read(DARK)) else { return ours.to_owned() };
    let light = brand.towards(Colour::BLACK, Colour::WHITE, NEEDED);
    let on_dark = brand.towards(Colour::WHITE, dark, NEEDED);
    // The second one first: a brand may have the colour that ours has in the dark.
    ours.replace(COLOURS.1, "{dark}").replace(COLOURS.0, &light.to_string()).replace("{dark}", &on_dark.to_string())
}

/// Whether a theme has a drawing of its own.
pub fn is_own(sources: &Sources, theme: &str) -> bool {
    let ours = builtin_file(&format!("assets/{NAME}")).unwrap_or_default();
    [DEFAULT, theme].into_iter().any(|theme| {
        let path = SourcePath::new(&format!("themes/{theme}/assets/{NAME}"));
        let text = sources.iter().find(|source| source.path == path).is_some_and(|source| source.text.as_bytes() != ours);
        text || sources.static_files.get(&path).and_then(bytes).is_some_and(|bytes| *bytes != *ours)
    })
}

/// The media type of an icon, by its address; empty where the browser is to find out.
pub fn media_type(address: &str) -> &'static str {
    Some(media_type::of(address)).filter(|found| found.starts_with("image/")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_has_the_colour_of_the_brand_where_that_can_be_seen() {
        let ours = builtin_text("assets/icon.svg").expect("the icon");
        assert_eq!(in_colour(COLOURS.0).matches(COLOURS.0).count(), ours.matches(COLOURS.0).count());
        let purple = in_colour("#7a1fa2");
        assert!(purple.contains("\"#7a1fa2\"") && !purple.contains(COLOURS.0) && !purple.contains(COLOURS.1), "{purple}");
        let yellow = in_colour("#ffee00");
        assert!(!yellow.contains("\"#ffee00\"") && yellow.contains(":#ffee00"), "{yellow}");
    }
}
