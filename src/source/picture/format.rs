//! The format of a picture, by its magic bytes. The file's name is not looked at.

use super::PictureError;

/// A format of pictures, told by magic bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are called as everybody calls them")]
pub enum PictureFormat {
    Svg,
    Png,
    Jpeg,
    Gif,
    WebP,
    Avif,
    Heif,
    Bmp,
    Tiff,
    Ico,
}

impl PictureFormat {
    /// Its name for people, as in `PNG`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Avif => "AVIF",
            Self::Heif => "HEIF",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Ico => "ICO",
        }
    }

    /// The name with its article, as in `a PNG`.
    #[must_use]
    pub fn named(self) -> String {
        let article = match self {
            Self::Svg | Self::Avif | Self::Heif | Self::Ico => "an",
            Self::Png | Self::Jpeg | Self::Gif | Self::WebP | Self::Bmp | Self::Tiff => "a",
        };
        format!("{article} {}", self.name())
    }

    /// Its file extensions, in lower case and without a dot, the usual one first.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Svg => &["svg"],
            Self::Png => &["png", "apng"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif", "pjpeg"],
            Self::Gif => &["gif"],
            Self::WebP => &["webp"],
            Self::Avif => &["avif", "avifs"],
            Self::Heif => &["heic", "heif"],
            Self::Bmp => &["bmp", "dib"],
            Self::Tiff => &["tiff", "tif"],
            Self::Ico => &["ico", "cur"],
        }
    }

    /// Whether every browser of today shows it.
    #[must_use]
    pub fn is_shown(self) -> bool {
        !matches!(self, Self::Heif | Self::Tiff)
    }

    /// Whether the layout engine of sheets draws it.
    #[must_use]
    pub fn is_printed(self) -> bool {
        matches!(self, Self::Svg | Self::Png | Self::Jpeg | Self::Gif | Self::WebP)
    }

    /// The format that a file extension stands for, given without its dot and in any case.
    #[must_use]
    pub fn promised(ending: &str) -> Option<Self> {
        const ALL: [PictureFormat; 10] = [
            PictureFormat::Svg,
            PictureFormat::Png,
            PictureFormat::Jpeg,
            PictureFormat::Gif,
            PictureFormat::WebP,
            PictureFormat::Avif,
            PictureFormat::Heif,
            PictureFormat::Bmp,
            PictureFormat::Tiff,
            PictureFormat::Ico,
        ];
        let ending = ending.to_ascii_lowercase();
        ALL.into_iter().find(|kind| kind.endings().contains(&ending.as_str()))
    }
}

/// The number of bytes that are searched for the first element of an SVG, which comments may precede.
const HEAD: usize = 16 * 1024;

/// The format of a picture with these bytes.
///
/// # Errors
/// `Empty`, `Pointer` or `NoPicture`, which says what they seem to be instead.
pub fn of(bytes: &[u8]) -> Result<PictureFormat, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err(PictureError::Pointer);
    }
    bitmap(bytes)
        .or_else(|| is_drawing(bytes).then_some(PictureFormat::Svg))
        .ok_or_else(|| PictureError::NoPicture(instead(bytes)))
}

fn bitmap(bytes: &[u8]) -> Option<PictureFormat> {
    let at = |place: usize, wanted: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(wanted));
    Some(match bytes {
        _ if at(0, b"\x89PNG\r\n\x1a\n") => PictureFormat::Png,
        _ if at(0, b"\xff\xd8\xff") => PictureFormat::Jpeg,
        _ if at(0, b"GIF87a") || at(0, b"GIF89a") => PictureFormat::Gif,
        _ if at(0, b"RIFF") && at(8, b"WEBP") => PictureFormat::WebP,
        _ if at(4, b"ftypavif") || at(4, b"ftypavis") => PictureFormat::Avif,
        _ if at(4, b"ftyphei") || at(4, b"ftyphev") || at(4, b"ftypmif1") || at(4, b"ftypmsf1") => PictureFormat::Heif,
        _ if at(0, b"BM") && at(6, b"\0\0\0\0") => PictureFormat::Bmp,
        _ if at(0, b"II*\0") || at(0, b"MM\0*") => PictureFormat::Tiff,
        _ if at(0, b"\0\0\x01\0") || at(0, b"\0\0\x02\0") => PictureFormat::Ico,
        _ => return None,
    })
}

/// Whether the first element is `<svg>`; the rest need not be well-formed.
fn is_drawing(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let mut rest = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    loop {
        let is_type = rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
        if is_type && rest[9..].trim_start().get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html")) {
            return false;
        }
        let end = match rest {
            _ if rest.starts_with("<?") => rest.find("?>").map(|at| at + 2),
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            // Entities may be declared in brackets.
            _ if is_type => match (rest.find('['), rest.find('>')) {
                (Some(open), Some(end)) if open < end => rest.find("]>").map(|at| at + 2),
                (_, end) => end.map(|at| at + 1),
            },
            _ => break,
        };
        let Some(end) = end else { return false };
        rest = rest[end..].trim_start();
    }
    let name = rest.strip_prefix('<').unwrap_or("");
    let name = name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or("");
    name == "svg" || name.ends_with(":svg")
}

/// What a file that is no picture seems to be, in words for a finding.
fn instead(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = String::from_utf8_lossy(head);
    let lower = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        "a web page"
    } else if head.starts_with(b"%PDF-") {
        "a PDF"
    } else if head.starts_with(b"\x1f\x8b") {
        "a compressed file"
    } else if std::str::from_utf8(&head[..head.len().saturating_sub(3)]).is_ok_and(|text| !text.contains('\0')) {
        "text"
    } else {
        "bytes of no kind that is known here"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_begins_with_its_element_whatever_stands_before_it() {
        for drawing in [
            "<svg/>",
            "\u{feff} \n<?xml version='1.0'?><!-- <html> --><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x.dtd\">\n<svg ",
            "<!DOCTYPE svg [<!ENTITY a \"b>\">]><s:svg xmlns:s='http://www.w3.org/2000/svg'>",
            "<svg>&nbsp;<broken",
        ] {
            assert_eq!(of(drawing.as_bytes()), Ok(PictureFormat::Svg), "{drawing}");
        }
    }

    #[test]
    fn what_is_no_picture_is_called_what_it_is() {
        let of = |bytes: &[u8]| of(bytes).unwrap_err();
        assert_eq!(of(b""), PictureError::Empty);
        assert_eq!(of(b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"), PictureError::Pointer);
        assert_eq!(of(b"<!DOCTYPE html><svg>"), PictureError::NoPicture("a web page"));
        assert_eq!(of(b"not a png"), PictureError::NoPicture("text"));
        assert_eq!(of(b"<mxfile><diagram/></mxfile>"), PictureError::NoPicture("text"));
        assert_eq!(of(b"\x1f\x8b\x08\0"), PictureError::NoPicture("a compressed file"));
        assert_eq!(of(b"\0\x01\x02\xff\xfe\xfd\xfc"), PictureError::NoPicture("bytes of no kind that is known here"));
    }

    #[test]
    fn endings_promise_kinds_in_capitals_too() {
        assert_eq!(PictureFormat::promised("PNG"), Some(PictureFormat::Png));
        assert_eq!(PictureFormat::promised("JpEg"), Some(PictureFormat::Jpeg));
        assert_eq!(PictureFormat::promised("drawio"), None);
    }
}
