//! How large a picture is and whether it can be shown, from its bytes. The one door to the crates that know picture formats.
//!
//! Nothing that a picture says of itself is believed: its pixels are counted before one of them is decoded, and it is
//! decoded with a limit on memory.

mod frames;
mod cache;
mod format;
mod raster;
mod svg;

use std::fmt;

pub use self::{
    cache::{Inspected, PictureCache},
    format::PictureFormat,
    svg::with_boxes,
};

/// The largest picture, in bytes.
pub const MAX_BYTES: u64 = 20_000_000;

/// The most pixels of a picture, with those embedded in it: width × height × frames.
pub const MAX_PIXELS: u64 = 40_000_000;

/// The most nodes of an SVG, those that it repeats by `use` counted each time.
pub const MAX_NODES: usize = 200_000;

/// The size of a picture in CSS pixels (1/96 inch).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Size {
    /// Width; at least 1.
    pub width: u32,
    /// Height; at least 1.
    pub height: u32,
}

/// Why a picture cannot be shown or printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PictureError {
    /// There is nothing in the file.
    Empty,
    /// A Git LFS pointer; the picture itself was not fetched.
    Pointer,
    /// None of the known formats; what the file seems to be instead, as in `a PDF`.
    NoPicture(&'static str),
    /// More bytes than [`MAX_BYTES`]: how many.
    ManyBytes(u64),
    /// More pixels than [`MAX_PIXELS`]: width and height in pixels, and the number of frames.
    ManyPixels(u64, u64, u64),
    /// More nodes than [`MAX_NODES`].
    ManyNodes,
    /// It takes too much work to draw; the reason, in words for a message.
    Costly(String),
    /// An SVG that refers to an external file; its URL, cut after 80 characters. Browsers load none from within a picture.
    Shows(String),
    /// It cannot be decoded: its format, and the reason in words for a message.
    Broken(PictureFormat, String),
}

/// Words for a message, which follow the picture's name.
impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is an empty file"),
            Self::Pointer => f.write_str("is a Git LFS pointer, not the picture"),
            Self::NoPicture(instead) => write!(f, "is not a picture but {instead}"),
            Self::Broken(PictureFormat::Svg, reason) => write!(f, "cannot be read: {reason}"),
            Self::Broken(_, reason) => write!(f, "cannot be decoded: {reason}"),
            Self::Shows(address) => write!(f, "shows `{address}`, which browsers do not load from within a picture"),
            Self::ManyBytes(bytes) => {
                write!(f, "has {} megabytes, and {} are allowed", bytes.div_ceil(1_000_000), MAX_BYTES / 1_000_000)
            }
            Self::ManyPixels(width, height, frames) => {
                let pixels = width.saturating_mul(*height).saturating_mul(*frames).div_ceil(1_000_000);
                let frames = if *frames > 1 { format!(" × {frames} frames") } else { String::new() };
                let allowed = MAX_PIXELS / 1_000_000;
                write!(f, "has {pixels} megapixels ({width} × {height}{frames}), and {allowed} are allowed")
            }
            Self::ManyNodes => write!(f, "has more than {MAX_NODES} parts"),
            Self::Costly(what) => write!(f, "takes too much work to draw: {what}"),
        }
    }
}

impl std::error::Error for PictureError {}

/// The size of a PNG, JPEG, GIF, WebP, AVIF or SVG picture; `None` when the bytes do not tell.
#[must_use]
pub fn size(bytes: &[u8]) -> Option<Size> {
    let found = match imagesize::blob_size(bytes) {
        Ok(found) => Size { width: u32::try_from(found.width).ok()?, height: u32::try_from(found.height).ok()? },
        Err(_) => svg::size(std::str::from_utf8(bytes).ok()?)?,
    };
    (found.width > 0 && found.height > 0).then_some(found)
}

/// Checks a picture against all limits, decodes it where sheets can draw its format, and returns the format.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn inspect(bytes: &[u8]) -> Result<PictureFormat, PictureError> {
    within(bytes, &mut Budget { pixels: MAX_PIXELS, nodes: MAX_NODES, depth: 0 })
}

/// What is left of the limits for a picture and those embedded in it.
#[derive(Debug)]
struct Budget {
    pixels: u64,
    nodes: usize,
    /// How many pictures this one is nested in.
    depth: usize,
}

/// The deepest nesting of pictures embedded in each other by `data:` URLs.
const MAX_DEPTH: usize = 3;

fn within(bytes: &[u8], budget: &mut Budget) -> Result<PictureFormat, PictureError> {
    let length = bytes.len() as u64;
    if length > MAX_BYTES {
        return Err(PictureError::ManyBytes(length));
    }
    let kind = format::of(bytes)?;
    match kind {
        PictureFormat::Svg => svg::inspect(bytes, budget)?,
        PictureFormat::Png | PictureFormat::Jpeg | PictureFormat::Gif | PictureFormat::WebP => {
            raster::inspect(bytes, kind, budget)?;
        }
        // Nothing decodes these here; a browser has limits of its own.
        PictureFormat::Avif | PictureFormat::Heif | PictureFormat::Bmp | PictureFormat::Tiff | PictureFormat::Ico => {
            raster::count(bytes, kind, budget)?;
        }
    }
    Ok(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bitmap_is_as_large_as_its_head_says() {
        let png =
            [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &7u32.to_be_bytes(), &5u32.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        assert_eq!(size(&png), Some(Size { width: 7, height: 5 }));
        assert_eq!(size(b"GIF89a\x03\0\x02\0\0\0\0"), Some(Size { width: 3, height: 2 }));
    }
}
