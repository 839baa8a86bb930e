//! How large a picture is, from its bytes. The one door to the crates that know picture formats.

use quick_xml::{Reader, XmlVersion, events::Event};

/// Width and height in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// The size of a PNG, JPEG, GIF, WebP, AVIF or SVG picture; `None` when the bytes do not tell.
#[must_use]
pub fn size(bytes: &[u8]) -> Option<Size> {
    let found = match imagesize::blob_size(bytes) {
        Ok(found) => Size { width: u32::try_from(found.width).ok()?, height: u32::try_from(found.height).ok()? },
        Err(_) => svg(std::str::from_utf8(bytes).ok()?)?,
    };
    (found.width > 0 && found.height > 0).then_some(found)
}

/// By its own attributes: `width` and `height`, or else what it shows, its `viewBox`.
fn svg(text: &str) -> Option<Size> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => break tag,
            Event::Eof => return None,
            _ => {}
        }
    };
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let attribute = |name: &str| {
        let found = root.try_get_attribute(name).ok()??;
        Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
    };
    let shown = attribute("viewBox").and_then(|text| {
        let numbers: Vec<f64> =
            text.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).filter_map(|part| part.parse().ok()).collect();
        if let [_, _, width, height] = numbers[..] { Some((width, height)) } else { None }
    });
    let own = |name: &str| attribute(name).and_then(|text| length(&text));
    let (width, height) = match (own("width"), own("height"), shown) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((across, down))) => (width, width * down / across),
        (None, Some(height), Some((across, down))) => (height * across / down, height),
        (_, _, shown) => shown?,
    };
    Some(Size { width: whole(width)?, height: whole(height)? })
}

/// A length in CSS pixels; `None` for one that depends on what is around it.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let factor = match &text[digits.len()..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    Some(digits.trim().parse::<f64>().ok()? * factor)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is looked at first")]
fn whole(length: f64) -> Option<u32> {
    let length = length.round();
    (1.0..=1_000_000.0).contains(&length).then_some(length as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(u32, u32)> {
        size(text.as_bytes()).map(|size| (size.width, size.height))
    }

    #[test]
    fn a_drawing_is_as_large_as_it_says() {
        assert_eq!(of("<?xml version='1.0'?><!-- x --><svg width='40' height=\"30px\" viewBox='0 0 4 3'/>"), Some((40, 30)));
        assert_eq!(of("<svg viewBox=\"0 0 120.4 60\"><rect/></svg>"), Some((120, 60)));
        assert_eq!(of("<svg width='100%' height='100%' viewBox='0,0,8,6'/>"), Some((8, 6)));
        assert_eq!(of("<svg width='80' viewBox='0 0 4 3'/>"), Some((80, 60)));
        assert_eq!(of("<svg width='1in' height='72pt'/>"), Some((96, 96)));
        assert_eq!(of("<svg/>"), None);
        assert_eq!(of("<svg width='80' viewBox='0 0 0 0'/>"), None);
        assert_eq!(of("no picture"), None);
    }

    #[test]
    fn a_bitmap_is_as_large_as_its_head_says() {
        let png =
            [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &7u32.to_be_bytes(), &5u32.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        assert_eq!(size(&png), Some(Size { width: 7, height: 5 }));
        assert_eq!(size(b"GIF89a\x03\0\x02\0\0\0\0"), Some(Size { width: 3, height: 2 }));
    }
}
