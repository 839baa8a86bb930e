//! A PDF in fewer bytes: its objects in compressed object streams, and where they lie in a cross-reference stream
//! (ISO 32000-1, 7.5.7 and 7.5.8).
//!
//! What is written for Typst has each object by itself and as plain text, and those that tell a screen reader the structure are most of
//! a sheet. No object changes by a byte: each is cut out by the table of cross-references, and put elsewhere.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

/// So many objects share a stream: it is unpacked as a whole when one of them is needed.
const OBJECTS: usize = 200;

/// A PDF as it came, cut into pieces.
struct Pieces<'p> {
    /// The bytes before the first object: the version.
    header: &'p [u8],
    /// The body of each object by its number, without `obj` and `endobj`; `None` for a number that is free.
    bodies: Vec<Option<&'p [u8]>>,
    /// What the trailer says behind its size: `/Root` and so on.
    trailer: &'p [u8],
}

/// Where an object lies in the new file.
#[derive(Clone, Copy)]
enum Place {
    Free,
    /// At this byte offset.
    Alone(usize),
    /// In the stream of this number, as its object of this index.
    Packed(usize, usize),
}

/// The same PDF with its objects packed; `None` when it is not of the form in which `pdf-writer` writes one.
pub fn compact(pdf: &[u8]) -> Option<Vec<u8>> {
    let Pieces { header, bodies, trailer } = cut(pdf)?;
    let mut out = Vec::with_capacity(pdf.len() / 2);
    out.extend_from_slice(header);
    let mut places = vec![Place::Free; bodies.len()];
    let mut packed = Vec::new();
    for (number, body) in bodies.iter().enumerate() {
        match body {
            Some(body) if body.ends_with(b"endstream") => {
                places[number] = Place::Alone(out.len());
                object(&mut out, number, body);
            }
            Some(body) => packed.push((number, *body)),
            None => {}
        }
    }
    for objects in packed.chunks(OBJECTS) {
        let stream = places.len();
        places.push(Place::Alone(out.len()));
        for (index, &(number, _)) in objects.iter().enumerate() {
            places[number] = Place::Packed(stream, index);
        }
        object(&mut out, stream, &object_stream(objects)?);
    }
    let start = out.len();
    places.push(Place::Alone(start));
    object(&mut out, places.len() - 1, &cross_references(&places, trailer)?);
    write!(out, "startxref\n{start}\n%%EOF").ok()?;
    Some(out)
}

fn cut(pdf: &[u8]) -> Option<Pieces<'_>> {
    let (rest, start) = split_last(pdf.strip_suffix(b"\n%%EOF")?, b"startxref\n")?;
    let end_of_objects = number(start)?;
    let table = rest.get(end_of_objects..)?;
    let (count, table) = split_first(table.strip_prefix(b"xref\n0 ")?, b"\n")?;
    let count = number(count)?;
    // An entry has 20 bytes: the offset in ten digits, the generation in five, `n` or `f`, and the end of its line.
    let (entries, trailer) = table.split_at_checked(count.checked_mul(20)?)?;
    let offset = |entry: &[u8]| -> Option<Option<usize>> {
        match entry.get(10..)? {
            b" 00000 n\r\n" => Some(Some(number(&entry[..10])?)),
            _ => (entry[17] == b'f').then_some(None),
        }
    };
    let offsets: Vec<Option<usize>> = entries.chunks_exact(20).map(offset).collect::<Option<_>>()?;
    let mut starts: Vec<usize> = offsets.iter().copied().flatten().collect();
    starts.sort_unstable();
    let end_of = |start: usize| starts.get(starts.partition_point(|&other| other <= start)).copied();
    let body = |(number, start): (usize, Option<usize>)| -> Option<Option<&[u8]>> {
        let Some(start) = start else { return Some(None) };
        let head = format!("{number} 0 obj\n");
        let whole = pdf.get(start..end_of(start).unwrap_or(end_of_objects))?;
        let body = whole.strip_prefix(head.as_bytes())?.trim_ascii_end().strip_suffix(b"endobj")?;
        Some(Some(body.trim_ascii_end()))
    };
    let bodies: Vec<Option<&[u8]>> = offsets.iter().copied().enumerate().map(body).collect::<Option<_>>()?;
    let trailer = trailer.trim_ascii().strip_prefix(b"trailer")?.trim_ascii().strip_prefix(b"<<")?.strip_suffix(b">>")?;
    let trailer = trailer.trim_ascii().strip_prefix(format!("/Size {count}").as_bytes())?;
    Some(Pieces { header: pdf.get(..*starts.first()?)?, bodies, trailer })
}

fn split_first<'b>(bytes: &'b [u8], by: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(by.len()).position(|window| window == by)?;
    Some((&bytes[..at], &bytes[at + by.len()..]))
}

fn split_last<'b>(bytes: &'b [u8], by: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(by.len()).rposition(|window| window == by)?;
    Some((&bytes[..at], &bytes[at + by.len()..]))
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn object(out: &mut Vec<u8>, number: usize, body: &[u8]) {
    out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    out.extend_from_slice(body);
    out.extend_from_slice(b"\nendobj\n\n");
}

/// The body of an object stream: first the number of each object and its offset behind them, then the objects.
fn object_stream(objects: &[(usize, &[u8])]) -> Option<Vec<u8>> {
    let (mut index, mut bodies) = (String::new(), Vec::new());
    for (number, body) in objects {
        index.push_str(&format!("{number} {} ", bodies.len()));
        bodies.extend_from_slice(body);
        bodies.push(b'\n');
    }
    let head = format!("/Type /ObjStm /N {} /First {}", objects.len(), index.len());
    stream(&head, b"", &[index.as_bytes(), &bodies])
}

/// The body of the cross-reference stream. An entry has a byte for its kind, four for an offset or the number of a stream, and two for
/// an index in that.
fn cross_references(places: &[Place], trailer: &[u8]) -> Option<Vec<u8>> {
    let mut entries = Vec::with_capacity(places.len() * 7);
    for &place in places {
        let (kind, first, second) = match place {
            Place::Free => (0, 0, u16::MAX),
            Place::Alone(offset) => (1, offset, 0),
            Place::Packed(stream, index) => (2, stream, u16::try_from(index).ok()?),
        };
        entries.push(kind);
        entries.extend_from_slice(&u32::try_from(first).ok()?.to_be_bytes());
        entries.extend_from_slice(&second.to_be_bytes());
    }
    stream(&format!("/Type /XRef /W [1 4 2] /Size {}", places.len()), trailer, &[&entries])
}

/// A compressed stream whose dictionary has these entries.
fn stream(head: &str, more: &[u8], contents: &[&[u8]]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    contents.iter().try_for_each(|content| encoder.write_all(content)).ok()?;
    let packed = encoder.finish().ok()?;
    let mut body = format!("<<{head} /Filter /FlateDecode /Length {}", packed.len()).into_bytes();
    body.extend_from_slice(more);
    body.extend_from_slice(b">>\nstream\n");
    body.extend_from_slice(&packed);
    body.extend_from_slice(b"\nendstream");
    Some(body)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::ZlibDecoder;

    use super::*;

    /// A file as `pdf-writer` writes it; an empty body is a free number.
    fn written(bodies: &[&str]) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n".to_vec();
        let mut table = String::new();
        for (number, body) in bodies.iter().enumerate() {
            if body.is_empty() {
                table.push_str("0000000000 65535 f\r\n");
                continue;
            }
            table.push_str(&format!("{:010} 00000 n\r\n", out.len()));
            object(&mut out, number, body.as_bytes());
        }
        let start = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n{table}trailer\n<<\n  /Size {0}\n", bodies.len()).as_bytes());
        out.extend_from_slice(b"  /Root 4 0 R\n  /ID [(\x80>>)(b)]\n>>\n");
        out.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
        out
    }

    const BODIES: [&str; 5] = ["", "<< /A (endobj) >>", "<</Length 3>>\nstream\nxyz\nendstream", "[1 2]", "<< /Pages 1 0 R >>"];

    fn unpacked(stream: &[u8]) -> Vec<u8> {
        let (_, rest) = split_first(stream, b">>\nstream\n").unwrap();
        let mut out = Vec::new();
        ZlibDecoder::new(rest).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn every_object_is_where_the_new_table_says() {
        let pdf = written(&BODIES);
        let short = compact(&pdf).unwrap();
        let stream = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n2 0 obj\n<</Length 3>>\nstream\nxyz\nendstream\nendobj\n\n";
        assert!(short.starts_with(stream));
        let (before, packed) =
            split_first(&short, b"5 0 obj\n<</Type /ObjStm /N 3 /First 14 /Filter /FlateDecode /Length ").unwrap();
        assert_eq!(unpacked(packed), b"1 0 3 18 4 24 << /A (endobj) >>\n[1 2]\n<< /Pages 1 0 R >>\n");
        let (_, table) = split_first(packed, b"6 0 obj\n<</Type /XRef /W [1 4 2] /Size 7 /Filter /FlateDecode /Length ").unwrap();
        let (dictionary, _) = split_first(table, b">>\nstream\n").unwrap();
        assert!(dictionary.ends_with(b"\n  /Root 4 0 R\n  /ID [(\x80>>)(b)]"));
        let at = |body: usize| u32::try_from(body).unwrap().to_be_bytes();
        let start = split_last(&short, b"6 0 obj").unwrap().0.len();
        let entry = |kind: u8, first: usize, second: u16| [&[kind][..], &at(first), &second.to_be_bytes()].concat();
        let entries = [
            entry(0, 0, u16::MAX),
            entry(2, 5, 0),
            entry(1, 16, 0),
            entry(2, 5, 1),
            entry(2, 5, 2),
            entry(1, before.len(), 0),
            entry(1, start, 0),
        ];
        assert_eq!(unpacked(table), entries.concat());
        assert!(short.ends_with(format!("\nendstream\nendobj\n\nstartxref\n{start}\n%%EOF").as_bytes()));
    }

    #[test]
    fn what_has_another_form_is_left_as_it_is() {
        let pdf = written(&BODIES);
        for end in 0..pdf.len() {
            assert_eq!(compact(&pdf[..end]), None, "{end}");
        }
        for (from, to) in
            [("0 5\n", "0 6\n"), ("00000 n", "00001 n"), ("/Size 5", "/Size 6"), ("3 0 obj", "7 0 obj"), ("xref\n", "xrof\n")]
        {
            let text = pdf.iter().map(|&byte| char::from(byte)).collect::<String>();
            let other: Vec<u8> = text.replacen(from, to, 1).chars().map(|c| c as u8).collect();
            assert_eq!(compact(&other), None, "{from}");
        }
    }
}
