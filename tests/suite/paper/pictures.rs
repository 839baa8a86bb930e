//! Pictures that are not what they seem: told at the line that shows them, on the screen as they are, on paper as their text.

use std::{
    io::Cursor,
    path::Path,
    process::{Command, Stdio},
};

use image::{DynamicImage, GrayImage, ImageFormat};
use snapbox::str;

use super::{Pdf, squeezed};
use crate::{
    handbook::{Handbook, handbook},
    run::{Run, finish},
};

/// A small picture in a format.
fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = GrayImage::from_fn(40, 30, |x, y| image::Luma([u8::try_from(x * y % 251).expect("a byte")]));
    let image = DynamicImage::ImageLuma8(image);
    let image = if format == ImageFormat::Jpeg { image } else { DynamicImage::ImageRgba8(image.to_rgba8()) };
    image.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

fn png() -> Vec<u8> {
    picture(ImageFormat::Png)
}

/// A handbook with one page that shows a file; its text on paper is `Way 7`.
fn shows(name: &str, bytes: &[u8]) -> Handbook {
    handbook()
        .file("handbook.yaml", "title: Test\ndocuments: [handbook]\npaper: [a4]\n")
        .file("content/index.md", "# Home\n")
        .file("content/a/p.md", format!("# Zones\n\nText.\n\n![Way 7]({name})\n"))
        .file(&format!("content/a/{name}"), bytes)
}

fn document(book: &Handbook) -> Pdf {
    Pdf::of(&std::fs::read(book.folder().join("public/sheets/handbook.a4.pdf")).expect("a PDF"))
}

/// The first line of each finding, with its place.
fn told(run: &Run) -> Vec<String> {
    let mut lines = run.stderr.lines().peekable();
    let mut told = Vec::new();
    while let Some(line) = lines.next() {
        if (line.starts_with("warning[") || line.starts_with("error["))
            && let Some(place) = lines.peek()
        {
            told.push(format!("{line} {}", place.trim()));
        }
    }
    told
}

/// SVG around something.
fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\">{inside}</svg>").into_bytes()
}

/// What cannot be shown: the file's name, its bytes, and what is said of it.
fn broken() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let cut = |format, part: usize| {
        let mut bytes = picture(format);
        bytes.truncate(bytes.len() * part / 10);
        bytes
    };
    vec![
        ("empty.png", Vec::new(), "the picture `content/a/empty.png` is an empty file"),
        (
            "pointer.png",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".to_vec(),
            "`content/a/pointer.png` is a Git LFS pointer, not the picture",
        ),
        ("text.png", b"not a png".to_vec(), "`content/a/text.png` is not a picture but text"),
        ("page.jpg", b"<!doctype html><p>404".to_vec(), "`content/a/page.jpg` is not a picture but a web page"),
        ("x.drawio", b"<mxfile/>".to_vec(), "`content/a/x.drawio` is not a picture but text"),
        ("cut.png", cut(ImageFormat::Png, 6), "the picture `content/a/cut.png` cannot be decoded: "),
        ("cut.jpg", cut(ImageFormat::Jpeg, 8), "the picture `content/a/cut.jpg` cannot be decoded: it is cut off"),
        ("cut.gif", cut(ImageFormat::Gif, 5), "the picture `content/a/cut.gif` cannot be decoded: "),
        ("cut.webp", cut(ImageFormat::WebP, 6), "the picture `content/a/cut.webp` cannot be decoded: "),
        ("head.png", png()[..20].to_vec(), "the picture `content/a/head.png` cannot be decoded: "),
        ("entity.svg", svg("<text>a &nbsp; b</text>"), "the drawing `content/a/entity.svg` cannot be read: unknown entity reference `nbsp`"),
        ("open.svg", svg("<g>"), "the drawing `content/a/open.svg` cannot be read: "),
        ("plain.svg", b"<svg width='4' height='3'/>".to_vec(), "the drawing `content/a/plain.svg` cannot be read: its first element lacks `xmlns"),
        (
            "less.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' width='-4' height='3'/>".to_vec(),
            "the drawing `content/a/less.svg` cannot be read: its width is -4",
        ),
        (
            "outside.svg",
            svg("<image href=\"https://example.org/x.png\" width=\"5\" height=\"5\"/>"),
            "the drawing `content/a/outside.svg` shows `https://example.org/x.png`",
        ),
        (
            "declared.svg",
            b"<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'><text>&a;</text></svg>".to_vec(),
            "the drawing `content/a/declared.svg` cannot be read: ",
        ),
    ]
}

#[test]
fn a_picture_that_cannot_be_shown_is_a_warning_at_its_line_and_its_text_on_paper() {
    for (name, bytes, said) in broken() {
        let book = shows(name, &bytes);
        let run = book.build();
        run.expect_ok();
        let found = told(&run);
        assert!(found.len() == 1 && found[0].starts_with(&format!("warning[broken-picture]: {said}")), "{name}: {found:#?}");
        assert!(found[0].contains("--> content/a/p.md:5:"), "{name}: {found:#?}");
        assert_eq!(std::fs::read(book.folder().join("public/a").join(name)).expect("it is published"), bytes);
        assert!(squeezed(&document(&book).text()).contains("Way7"), "{name}: its text is not on paper");
        // Whether anything is printed does not matter, and neither does the verb.
        let book = book.file("handbook.yaml", "title: Test\n");
        assert_eq!(told(&book.check()), found, "{name}");
        assert_eq!(told(&book.build()), found, "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_picture_is_said_with_what_to_do() {
    shows("zones.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
        .file("content/b.md", "# B\n\nAgain ![Way](a/zones.png) and <img src=\"a/zones.png\" alt=\"Way\">.\n")
        .check()
        .expect_ok()
        .expect_findings(str![[r#"
warning[broken-picture]: `content/a/zones.png` is a Git LFS pointer, not the picture
 --> content/a/p.md:5:10
  |
5 | ![Way 7](zones.png)
  |          ^^^^^^^^^
  |
 ::: content/b.md:3:14
  |
3 | Again ![Way](a/zones.png) and <img src="a/zones.png" alt="Way">.
  |              ----------- shown here too ----------- shown here too
  |
  = help: run `git lfs pull`; where a pipeline clones, let it fetch LFS files too, as in `lfs: true`

checked [..] pages, 0 checklists; 0 errors, 1 warning ([..] s)

"#]]);
}

/// How many bitmaps a PDF holds.
fn bitmaps(book: &Handbook) -> usize {
    let place = book.folder().join("public/sheets/handbook.a4.pdf");
    let output = Command::new("pdfimages").arg("-list").arg(place).output().expect("poppler-utils");
    // Its transparency is a second one.
    String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.split_whitespace().nth(2) == Some("image")).count()
}

#[test]
fn a_picture_is_printed_whatever_its_name_is() {
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    for (name, format) in [
        ("r.png", Png),
        ("r.PNG", Png),
        ("r.jpg", Jpeg),
        ("r.jpeg", Jpeg),
        ("r.JPG", Jpeg),
        ("r.JpEg", Jpeg),
        ("r.gif", Gif),
        ("r.webp", WebP),
        ("s p.png", Png),
    ] {
        let book = shows(&name.replace(' ', "%20"), b"").file(&format!("content/a/{name}"), picture(format));
        let run = book.build();
        run.expect_ok();
        assert_eq!((told(&run), bitmaps(&book)), (Vec::new(), 1), "{name}");
    }
    for (name, format, kind) in
        [("r.png", Jpeg, "a JPEG"), ("r.jpg", Png, "a PNG"), ("r.svg", WebP, "a WebP"), ("r", Gif, "a GIF")]
    {
        let book = shows(name, &picture(format));
        let run = book.build();
        run.expect_ok();
        let found = told(&run);
        assert_eq!(found, [format!("warning[broken-picture]: `content/a/{name}` is really {kind} --> content/a/p.md:5:10")]);
        assert_eq!(bitmaps(&book), 1, "{name}");
    }
    let book = shows("r.SVG", &svg("<text x='1' y='9'>Drawn</text>"));
    let run = book.build();
    run.expect_ok();
    assert_eq!(told(&run), [""; 0]);
    assert!(document(&book).text().contains("Drawn"));
}

#[test]
fn two_pictures_never_take_each_others_place() {
    let book = shows("r.PNG", &png())
        .file("content/a/r.PNG.png", svg("<text x='1' y='9'>Drawn</text>"))
        .file("content/a/p.md", "# Zones\n\n![Way 7](r.PNG)\n\n![Way 8](r.PNG.png)\n");
    book.build().expect_ok();
    assert!(document(&book).text().contains("Drawn"));
    assert_eq!(bitmaps(&book), 1);
}

#[test]
fn what_only_paper_cannot_show_is_told_when_it_is_printed() {
    let avif = [&[0, 0, 0, 24][..], b"ftypavif\0\0\0\0avifmif1"].concat();
    let bmp = [b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0".as_slice(), &[0; 40]].concat();
    for (name, bytes, kind) in [("r.avif", avif, "an AVIF"), ("r.bmp", bmp, "a BMP")] {
        let book = shows(name, &bytes);
        let run = book.build();
        run.expect_ok();
        let said =
            format!("warning[unprinted]: paper cannot show {kind}, so its text is shown there instead --> content/a/p.md:5:10");
        assert_eq!(told(&run), [said]);
        assert!(squeezed(&document(&book).text()).contains("Way7"));
        assert_eq!(told(&book.file("handbook.yaml", "title: Test\n").check()), [""; 0]);
    }
    let tiff = b"II*\0\x08\0\0\0\0\0".to_vec();
    let book = shows("r.tiff", &tiff);
    assert_eq!(
        told(&book.build()),
        ["warning[broken-picture]: few browsers show a TIFF, as `content/a/r.tiff` is --> content/a/p.md:5:10"]
    );
}

#[test]
fn a_picture_is_looked_at_wherever_it_is_shown() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\nbrand:\n  logo: logo.png\n")
        .file("logo.png", "no logo")
        .file("content/index.md", "# Home\n\n<p><img src=\"raw.png\" alt=\"\"></p>\n\n![dark](d.png)\n\n![a clip](c.mp4)\n")
        .file("content/raw.png", "no picture")
        .file("content/d.png", png())
        .file("content/d.dark.png", "no picture")
        .file("content/c.mp4", "no picture, but a film")
        .file("content/glossary.yaml", "glossary:\n  - term: Way\n    short: It leads.\n    text: See ![a](gone.jpg).\n")
        .file("content/gone.jpg", "no picture");
    let said = |path: &str| format!("warning[broken-picture]: `{path}` is not a picture but text");
    assert_eq!(
        told(&book.check()),
        [
            format!("{} --> content/glossary.yaml:4:20", said("content/gone.jpg")),
            format!("{} --> content/index.md:3:14", said("content/raw.png")),
            format!("{} --> content/index.md:5:9", said("content/d.dark.png")),
            format!("{} --> handbook.yaml:3:9", said("logo.png")),
        ]
    );
}

/// `build` with so many megabytes of memory and seconds of a processor.
fn limited(book: &Handbook, megabytes: usize, seconds: usize) -> Run {
    let mut command = Command::new("bash");
    command.args(["-c", &format!("ulimit -v {}; ulimit -t {seconds}; exec \"$0\" build", megabytes * 1024)]);
    command.arg(Path::new(env!("CARGO_BIN_EXE_readybook"))).current_dir(book.folder()).stdin(Stdio::null());
    finish(command, book.folder().join("public"))
}

/// A part of a PNG.
fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let checked = [name, data].concat();
    let mut sum = u32::MAX;
    for byte in &checked {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    [&u32::try_from(data.len()).expect("a length").to_be_bytes()[..], &checked, &(!sum).to_be_bytes()].concat()
}

/// About so many zeros, packed as tightly as can be: a zero, then so often the last byte 258 times. It has no end.
fn packed_zeros(count: usize) -> Vec<u8> {
    let bits = format!("110{}{}", "00110000", "1100010100000".repeat(24));
    let bytes =
        bits.as_bytes().chunks_exact(8).map(|bits| bits.iter().enumerate().map(|(place, bit)| (bit - b'0') << place).sum());
    let bytes: Vec<u8> = bytes.collect();
    // Eight repetitions are thirteen bytes.
    [&[0x78, 0x9c][..], &bytes[..2], &bytes[2..15].repeat(count / 258 / 8)].concat()
}

/// A grey PNG that says its size, before a part of other data.
fn grey(width: u32, height: u32, other: &[u8], pixels: &[u8]) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &head), other, &chunk(b"IDAT", pixels), &chunk(b"IEND", &[])].concat()
}

/// Puts other numbers where a format has its width and height.
fn lying(format: ImageFormat) -> Vec<u8> {
    let mut bytes = picture(format);
    let place = |bytes: &[u8], wanted: &[u8]| bytes.windows(wanted.len()).position(|part| part == wanted).expect("its place");
    match format {
        ImageFormat::Jpeg => {
            let at = place(&bytes, b"\xff\xc0\0\x0b\x08");
            bytes[at + 5..at + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
        }
        ImageFormat::Gif => bytes[6..10].copy_from_slice(&[0xff; 4]),
        ImageFormat::WebP => {
            // Fourteen bits each.
            let at = place(&bytes, b"VP8L") + 9;
            bytes[at..at + 3].copy_from_slice(&[0xff; 3]);
            bytes[at + 3] |= 0x0f;
        }
        _ => unreachable!("a format of these tests"),
    }
    bytes
}

#[test]
fn a_picture_that_lies_about_its_size_or_has_too_much_of_it_is_told_before_it_takes_memory() {
    let frame = [b",".as_slice(), &[0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0]].concat();
    let frames = [b"GIF89a\xb8\x0b\xb8\x0b\0\0\0".as_slice(), &frame.repeat(500), b";"].concat();
    let pixels = [b"\x78\x01\x01\x0f\0\xf0\xff".as_slice(), &[0; 15], &[0, 15, 0, 1]].concat();
    let profile = [b"p\0\0".as_slice(), &packed_zeros(2_000_000_000)].concat();
    let uses: String = (1..60).map(|n| format!("<g id='g{n}'><use href='#g{0}'/><use href='#g{0}'/></g>", n - 1)).collect();
    let nested = svg("<image width='4' height='3' href='data:image/gif;base64,R0lGODlh/////wAAAA=='/>");
    let filters = svg(&format!(
        "<filter id='f'><feGaussianBlur stdDeviation='9'/></filter>{}",
        "<g filter='url(#f)'><path d='M0 0h9e9v9e9z'/></g>".repeat(1000)
    ));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("kilobyte.png", grey(60_000, 60_000, &[], b"x"), "has 3600 megapixels (60000 × 60000), and 40 are allowed"),
        (
            "bomb.png",
            grey(30_000, 30_000, &[], &packed_zeros(900_030_000)),
            "has 900 megapixels (30000 × 30000), and 40 are allowed",
        ),
        ("profile.png", grey(4, 3, &chunk(b"iCCP", &profile), &pixels), "cannot be decoded"),
        ("frames.gif", frames, "has 4500 megapixels (3000 × 3000 × 500 frames), and 40 are allowed"),
        ("lying.gif", lying(ImageFormat::Gif), "has 4295 megapixels (65535 × 65535), and 40 are allowed"),
        ("lying.jpg", lying(ImageFormat::Jpeg), "has 4291 megapixels (65500 × 65500), and 40 are allowed"),
        ("lying.webp", lying(ImageFormat::WebP), "has 269 megapixels (16384 × 16384), and 40 are allowed"),
        ("bytes.png", vec![0; 20_000_001], "has 21 megabytes, and 20 are allowed"),
        ("nodes.svg", svg(&"<g/>".repeat(1_000_000)), "has more than 200000 parts"),
        ("uses.svg", svg(&format!("<g id='g0'/>{uses}")), "has more than 200000 parts"),
        ("masks.svg", svg(&masks()), "has more than 200000 parts"),
        ("nested.svg", nested, "has 4295 megapixels (65535 × 65535), and 40 are allowed"),
        ("filters.svg", filters, "takes too much work to draw: it has hundreds of filters"),
    ];
    for (name, bytes, said) in cases {
        let book = shows(name, &bytes);
        let run = limited(&book, 2_000, 20);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        let found = told(&run);
        assert!(found.len() == 1 && found[0].contains(said) && found[0].contains("--> content/a/p.md:5:"), "{name}: {found:#?}");
        assert!(found[0].starts_with("warning["), "{name}: {found:#?}");
        assert_eq!(std::fs::read(book.folder().join("public/a").join(name)).expect("it is published").len(), bytes.len());
        assert!(squeezed(&document(&book).text()).contains("Way7"), "{name}: its text is not on paper");
    }
}

#[test]
fn a_drawing_may_be_as_large_as_it_likes_as_long_as_it_is_cheap() {
    let cases = [
        ("wide.svg", "width='1000000000' height='3'", "<path d='M0 0h9v9z'/>".to_owned()),
        ("large.svg", "width='1e9' height='1e9' viewBox='0 0 1e9 1e9'", "<path d='M0 0h9e8v9e8z'/>".to_owned()),
        ("high.svg", "width='1' height='1000000000'", String::new()),
        ("tiny.svg", "width='1e-9' height='1e-9'", "<path d='M0 0h9v9z'/>".to_owned()),
        (
            "blur.svg",
            "width='1e9' height='1e9'",
            "<filter id='f'><feGaussianBlur stdDeviation='1e9'/></filter><g filter='url(#f)'><path d='M0 0h9e8v9e8z'/></g>"
                .to_owned(),
        ),
        ("text.svg", "width='40' height='30'", "<text y='9'>東京 \u{1f600} مرحبا \u{e000} &#x85;</text>".to_owned()),
        (
            "foreign.svg",
            "width='40' height='30'",
            "<foreignObject width='9' height='9'><div xmlns='http://www.w3.org/1999/xhtml'>a</div></foreignObject>".to_owned(),
        ),
        ("link.svg", "width='40' height='30'", "<a href='https://example.org'><path d='M0 0h9v9z'/></a>".to_owned()),
        ("many.svg", "width='40' height='30'", "<path d='M0 0h9v9z'/>".repeat(60_000)),
        ("deep.svg", "width='40' height='30'", format!("{}{}", "<g opacity='.9'>".repeat(700), "</g>".repeat(700))),
    ];
    for (name, size, inside) in cases {
        let book = shows(name, format!("<svg xmlns='http://www.w3.org/2000/svg' {size}>{inside}</svg>").as_bytes());
        let run = limited(&book, 3_000, 30);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        let found = told(&run);
        let is_fine = |found: &String| found.contains("--> content/a/p.md:5:") && found.starts_with("warning[");
        assert!(found.iter().all(is_fine), "{name}: {found:#?}");
        let unprinted = found.iter().any(|found| found.contains("[unprinted]"));
        assert!(!unprinted, "{name}: {found:#?}");
        document(&book).info();
    }
}

/// Masks in masks, each of which draws the one before it twice.
fn masks() -> String {
    let mask = |n: usize| {
        let inner = if n == 0 { String::new() } else { format!(" mask='url(#m{})'", n - 1) };
        format!("<mask id='m{n}'><g{inner}><path d='M0 0h9v9z'/></g><g{inner}><path d='M0 0h9v9z'/></g></mask>")
    };
    (0..40).map(mask).collect::<String>() + "<path mask='url(#m39)' d='M0 0h9v9z'/>"
}
