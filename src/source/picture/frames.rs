//! The number of frames of an animated GIF, PNG or WebP, from its blocks or chunks alone: nothing is decoded.

use super::PictureFormat;

/// The frames of an animated picture, as its blocks declare them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Frames {
    /// The number of frames; 0 when no block declares one, as in a still PNG.
    pub count: u64,
    /// The sum of width × height over all frames, as each declares them.
    pub pixels: u64,
}

impl Frames {
    fn add(&mut self, width: u64, height: u64) {
        self.count += 1;
        self.pixels = self.pixels.saturating_add(width * height);
    }
}

/// The frames of a picture, up to the first block that cannot be followed. Formats without animation have none.
pub fn of(bytes: &[u8], kind: PictureFormat) -> Frames {
    let mut frames = Frames::default();
    // A block that ends beyond the file ends the walk; the decoder says what is wrong.
    let _ = match kind {
        PictureFormat::Gif => gif(bytes, &mut frames),
        PictureFormat::Png => png(bytes, &mut frames),
        PictureFormat::WebP => webp(bytes, &mut frames),
        PictureFormat::Svg
        | PictureFormat::Jpeg
        | PictureFormat::Avif
        | PictureFormat::Heif
        | PictureFormat::Bmp
        | PictureFormat::Tiff
        | PictureFormat::Ico => None,
    };
    frames
}

fn little(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    Some(bytes.get(at..at + length)?.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte)))
}

fn big(bytes: &[u8], at: usize) -> Option<u64> {
    Some(bytes.get(at..at + 4)?.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)))
}

/// The length in bytes of the colour table that the packed field of a GIF announces.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn gif(bytes: &[u8], frames: &mut Frames) -> Option<()> {
    let mut at = 13 + colours(*bytes.get(10)?);
    loop {
        match bytes.get(at)? {
            0x2c => {
                frames.add(little(bytes, at + 5, 2)?, little(bytes, at + 7, 2)?);
                // The table, and one byte on how what follows is packed.
                at += 10 + colours(*bytes.get(at + 9)?) + 1;
            }
            0x21 => at += 2,
            _ => return Some(()),
        }
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += length + 1;
            if length == 0 {
                break;
            }
        }
    }
}

fn png(bytes: &[u8], frames: &mut Frames) -> Option<()> {
    let mut at = 8;
    loop {
        let length = usize::try_from(big(bytes, at)?).ok()?;
        if bytes.get(at + 4..at + 8)? == b"fcTL" {
            frames.add(big(bytes, at + 12)?, big(bytes, at + 16)?);
        }
        at = at.checked_add(length)?.checked_add(12)?;
    }
}

fn webp(bytes: &[u8], frames: &mut Frames) -> Option<()> {
    let mut at = 12;
    loop {
        let length = usize::try_from(little(bytes, at + 4, 4)?).ok()?;
        if bytes.get(at..at + 4)? == b"ANMF" {
            frames.add(little(bytes, at + 14, 3)? + 1, little(bytes, at + 17, 3)? + 1);
        }
        at = at.checked_add(length)?.checked_add(8 + length % 2)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_without_decoding_them() {
        let frame = [b",".as_slice(), &[0, 0, 0, 0, 10, 0, 20, 0, 0, 2, 1, 0, 0]].concat();
        let gif = [b"GIF89a\x10\0\x10\0\x80\0\0\0\0\0\0\0\0".as_slice(), b"!\xf9\x04\0\0\0\0\0", &frame, &frame, b";"].concat();
        assert_eq!(of(&gif, PictureFormat::Gif), Frames { count: 2, pixels: 400 });
        // Cut off in the middle of the second one.
        assert_eq!(of(&gif[..gif.len() - 4], PictureFormat::Gif), Frames { count: 2, pixels: 400 });
        let chunk = |name: &[u8], data: &[u8]| [&u32::try_from(data.len()).unwrap().to_be_bytes(), name, data, &[0; 4]].concat();
        let control = |width: u32| [&[0; 4], &width.to_be_bytes()[..], &5u32.to_be_bytes(), &[0; 14]].concat();
        let png =
            [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &[0; 13]), &chunk(b"fcTL", &control(3)), &chunk(b"fcTL", &control(4))]
                .concat();
        assert_eq!(of(&png, PictureFormat::Png), Frames { count: 2, pixels: 35 });
        let data = [&[0; 6][..], &[2, 0, 0], &[3, 0, 0], &[0; 4]].concat();
        let moving = [&b"ANMF"[..], &u32::try_from(data.len()).unwrap().to_le_bytes(), &data].concat();
        let webp = [&b"RIFF\0\0\0\0WEBP"[..], &moving, &moving, &moving].concat();
        assert_eq!(of(&webp, PictureFormat::WebP), Frames { count: 3, pixels: 36 });
        assert_eq!(of(b"GIF89a", PictureFormat::Gif), Frames::default());
    }
}
