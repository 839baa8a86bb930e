//! Bitmaps: their pixels are counted, then they are decoded once, with the decoders that sheets are drawn with.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageResult, Limits,
    codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
};

use super::{Budget, PictureError, PictureFormat, frames};

/// The memory that decoding may take, in bytes: twice the pixels that a picture may have, with four channels of two bytes.
const MAX_MEMORY: u64 = super::MAX_PIXELS * 16;

/// The memory that the head of a PNG may take, in bytes, with its compressed colour profile.
const MAX_HEAD: u64 = 32_000_000;

/// The most scans (passes) of a progressive JPEG; each goes over all of it.
const MAX_PASSES: usize = 100;

/// Takes the declared pixels of a bitmap from the budget, then decodes it.
///
/// # Errors
/// When it has too many pixels or scans, is cut off, or cannot be decoded.
pub fn inspect(bytes: &[u8], kind: PictureFormat, budget: &mut Budget) -> Result<(), PictureError> {
    // What the head says is looked at first, even where the decoder would fail in it.
    count(bytes, kind, budget)?;
    let cursor = Cursor::new(bytes);
    match kind {
        PictureFormat::Png => {
            profile(bytes)?;
            decode(PngDecoder::with_limits(cursor, limits(MAX_HEAD)), kind)
        }
        PictureFormat::Jpeg => {
            passes(bytes)?;
            decode(JpegDecoder::new(cursor), kind)
        }
        PictureFormat::Gif => decode(GifDecoder::new(cursor), kind),
        PictureFormat::WebP => decode(WebPDecoder::new(cursor), kind),
        PictureFormat::Svg
        | PictureFormat::Avif
        | PictureFormat::Heif
        | PictureFormat::Bmp
        | PictureFormat::Tiff
        | PictureFormat::Ico => Ok(()),
    }
}

/// Takes the pixels that the header declares from the budget, for all frames. A header that cannot be read counts nothing.
///
/// # Errors
/// When the budget has fewer pixels left.
pub fn count(bytes: &[u8], kind: PictureFormat, budget: &mut Budget) -> Result<(), PictureError> {
    let Ok(size) = imagesize::blob_size(bytes) else { return Ok(()) };
    let (width, height) = (size.width as u64, size.height as u64);
    let frames = frames::of(bytes, kind);
    take(budget, width, height, frames)
}

fn take(budget: &mut Budget, width: u64, height: u64, frames: frames::Frames) -> Result<(), PictureError> {
    let count = frames.count.max(1);
    let pixels = width.saturating_mul(height).saturating_mul(count).max(frames.pixels);
    match budget.pixels.checked_sub(pixels) {
        Some(left) => {
            budget.pixels = left;
            Ok(())
        }
        None => Err(PictureError::ManyPixels(width, height, count)),
    }
}

fn limits(memory: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory);
    limits
}

/// Refuses a PNG whose colour profile cannot be unpacked within [`MAX_HEAD`]: elsewhere it would be unpacked without a limit.
fn profile(bytes: &[u8]) -> Result<(), PictureError> {
    let has_profile = bytes.windows(4).take_while(|name| *name != b"IDAT").any(|name| name == b"iCCP");
    if !has_profile {
        return Ok(());
    }
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits(MAX_HEAD));
    match decoder.and_then(|mut decoder| decoder.icc_profile()) {
        Ok(None) => Err(PictureError::Broken(PictureFormat::Png, "its colour profile makes no sense".into())),
        // What else is wrong is told where it is decoded.
        Ok(Some(_)) | Err(_) => Ok(()),
    }
}

fn decode<D: ImageDecoder>(decoder: ImageResult<D>, kind: PictureFormat) -> Result<(), PictureError> {
    let broken = |error: ImageError| match error {
        ImageError::Limits(_) => PictureError::Broken(kind, "it would take too much memory".into()),
        error => PictureError::Broken(kind, reason(&error)),
    };
    let mut decoder = decoder.map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(PictureError::Broken(kind, "it has no pixels".into()));
    }
    // The decoder may have found another size than was looked at above.
    if u64::from(width) * u64::from(height) > super::MAX_PIXELS {
        return Err(PictureError::ManyPixels(width.into(), height.into(), 1));
    }
    decoder.set_limits(limits(MAX_MEMORY)).map_err(broken)?;
    DynamicImage::from_decoder(decoder).map(drop).map_err(broken)
}

/// The message of a decoder, as one line that begins in lower case, without the name of the format.
fn reason(error: &ImageError) -> String {
    let text = match error {
        ImageError::Decoding(error) => std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string),
        error => error.to_string(),
    };
    let text = text.split(['\n', '\r']).next().unwrap_or_default().trim().trim_end_matches('.').to_owned();
    // Names of the decoder's own types say nothing to anybody.
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "its bytes make no sense".into(),
    }
}

/// Checks that a JPEG has its end marker, and no more than [`MAX_PASSES`] scans.
fn passes(bytes: &[u8]) -> Result<(), PictureError> {
    let (mut at, mut passes) = (2, 0);
    let is_whole = loop {
        // What stands between two segments is no concern of ours; a decoder says whether it may.
        let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == 0xff)) else { break false };
        at += found + 1;
        match bytes.get(at) {
            None => break false,
            // Fill, a byte of the picture itself, marks without a segment.
            Some(0xff) => {}
            Some(0x00 | 0x01 | 0xd0..=0xd8) => at += 1,
            Some(0xd9) => break true,
            Some(mark) => {
                passes += usize::from(*mark == 0xda);
                let Some(&[high, low]) = bytes.get(at + 1..at + 3) else { break false };
                at += 1 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
        }
    };
    if passes > MAX_PASSES {
        return Err(PictureError::Costly(format!("it is drawn in {passes} passes")));
    }
    if is_whole { Ok(()) } else { Err(PictureError::Broken(PictureFormat::Jpeg, "it is cut off".into())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::picture::inspect;

    /// A PNG that says its size, and holds these bytes as its pixels.
    fn png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
        let chunk = |name: &[u8], data: &[u8]| [&u32::try_from(data.len()).unwrap().to_be_bytes(), name, data, &[0; 4]].concat();
        let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
        [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &head), &chunk(b"IDAT", data), &chunk(b"IEND", &[])].concat()
    }

    #[test]
    fn what_a_head_promises_is_counted_before_anything_is_decoded() {
        assert_eq!(inspect(&png(60_000, 60_000, b"")), Err(PictureError::ManyPixels(60_000, 60_000, 1)));
        assert_eq!(inspect(b"GIF89a\xff\xff\xff\xff\0\0\0"), Err(PictureError::ManyPixels(65_535, 65_535, 1)));
        assert!(matches!(inspect(&png(2, 2, b"no deflate")), Err(PictureError::Broken(PictureFormat::Png, _))));
    }

    #[test]
    fn all_frames_count() {
        // 3000 × 3000, five times.
        let frame = [b",".as_slice(), &[0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0]].concat();
        let gif = [b"GIF89a\xb8\x0b\xb8\x0b\0\0\0".as_slice(), &frame.repeat(5), b";"].concat();
        assert_eq!(inspect(&gif), Err(PictureError::ManyPixels(3000, 3000, 5)));
    }

    #[test]
    fn a_jpeg_that_does_not_end_is_cut_off() {
        let pass = b"\xff\xda\0\x0212\xff\0";
        // The end of a small picture in its head is not its own.
        let head = b"\xff\xd8\xff\xe1\0\x06\xff\xda\xff\xd9";
        assert_eq!(passes(&[&head[..], pass].concat()), Err(PictureError::Broken(PictureFormat::Jpeg, "it is cut off".into())));
        assert_eq!(passes(&[&head[..], pass, b"\xff\xd0 \xff\xd9"].concat()), Ok(()));
        let many = [&head[..], &pass.repeat(101), b"\xff\xd9"].concat();
        assert_eq!(passes(&many), Err(PictureError::Costly("it is drawn in 101 passes".into())));
    }
}
