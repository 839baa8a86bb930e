//! Check: pictures that browsers cannot show, or whose extension is wrong, at the places that show them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{each_text, resolve_link},
    prose::{LinkKind, LinkTarget},
    source::{
        SitePath, SourcePath, Span,
        picture::{PictureCache, PictureError, PictureFormat},
    },
};

/// Maximum number of further places that a finding names.
const NAMED: usize = 3;

/// Extensions of embeddable files that are no pictures: video, audio, PDF, subtitles, HTML.
const EMBEDDABLE: &[&str] =
    &["mp4", "m4v", "mov", "webm", "ogv", "ogg", "oga", "mp3", "m4a", "aac", "wav", "flac", "opus", "pdf", "vtt", "html"];

/// Reports each broken picture once, at the first place that shows it; pictures are inspected on all cores.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let shown: Vec<(SourcePath, Vec<Span>)> = shown(subject).into_iter().collect();
    let found = shown.par_iter().filter_map(|(path, places)| {
        let found = finding(path, subject.picture_cache, *places.first()?)?;
        let others = places[1..].iter().take(NAMED);
        Some(others.fold(found, |found, place| found.also(*place, "shown here too")))
    });
    findings.extend(found.collect::<Vec<_>>());
}

/// The files shown by texts (with their dark variants) and as the logo, each with its places in order.
fn shown(subject: &Subject<'_>) -> BTreeMap<SourcePath, Vec<Span>> {
    let handbook = subject.handbook;
    let files: BTreeMap<&SitePath, &SourcePath> =
        handbook.index.addresses.iter().map(|(path, address)| (address, path)).collect();
    let texts = each_text(handbook);
    let places = texts.par_iter().flat_map_iter(|text| {
        let images = text.prose.links.iter().filter(|link| link.kind == LinkKind::Image);
        // A link that leads nowhere is told elsewhere.
        images.filter_map(|link| match resolve_link(link, text.from, handbook) {
            Ok(LinkTarget::Inside(address, _)) => Some(((*files.get(&address)?).clone(), link.to.span)),
            Ok(LinkTarget::Outside(_) | LinkTarget::NotAsked(_) | LinkTarget::Nowhere) | Err(_) => None,
        })
    });
    let mut places: Vec<(SourcePath, Span)> = places.collect();
    let dark: Vec<(SourcePath, Span)> = places.iter().filter_map(|(path, place)| Some((dark(path)?, *place))).collect();
    places.extend(dark);
    if let Some(logo) = &handbook.config.brand.logo
        && let Some(path) = handbook.config.path.join(&logo.value)
    {
        places.push((path, logo.span));
    }
    let mut shown: BTreeMap<SourcePath, Vec<Span>> = BTreeMap::new();
    for (path, place) in places {
        shown.entry(path).or_default().push(place);
    }
    for places in shown.values_mut() {
        places.sort();
        places.dedup();
    }
    shown
}

/// The path of a picture's dark variant: `name.dark.png` for `name.png`; the file need not exist.
fn dark(path: &SourcePath) -> Option<SourcePath> {
    let (stem, ending) = path.as_str().rsplit_once('.')?;
    Some(SourcePath::new(&format!("{stem}.dark.{ending}")))
}

/// The finding about a file shown as a picture; `None` if it is right, embeddable, or no static file.
fn finding(path: &SourcePath, picture_cache: &PictureCache, place: Span) -> Option<Diagnostic> {
    let ending = path.extension().to_ascii_lowercase();
    match picture_cache.inspect(path)? {
        Ok(kind) => misnamed(path, *kind, place),
        Err(PictureError::NoPicture(_)) if EMBEDDABLE.contains(&ending.as_str()) => None,
        Err(flaw) => Some(picture_error(path, flaw, place)),
    }
}

fn misnamed(path: &SourcePath, kind: PictureFormat, place: Span) -> Option<Diagnostic> {
    if !kind.is_shown() {
        let message = format!("few browsers show {}, as `{path}` is", kind.named());
        return Some(Diagnostic::new(Code::BrokenPicture, place, message).help("save it as PNG, JPEG or WebP"));
    }
    if PictureFormat::promised(path.extension()) == Some(kind) {
        return None;
    }
    let ending = kind.endings()[0];
    let name = format!("{}.{ending}", path.stem());
    let found = Diagnostic::new(Code::BrokenPicture, place, format!("`{path}` is really {}", kind.named()));
    Some(found.help(format!("call it `{name}`, here and in its folder; a server tells browsers the kind by the name")))
}

fn picture_error(path: &SourcePath, flaw: &PictureError, place: Span) -> Diagnostic {
    let (picture, drawing) = (format!("the picture `{path}`"), format!("the drawing `{path}`"));
    let simpler = "simplify it, or save it as PNG";
    let (code, file, help) = match flaw {
        PictureError::Empty => (Code::BrokenPicture, picture, "save it again, or remove what shows it"),
        PictureError::Pointer => (
            Code::BrokenPicture,
            format!("`{path}`"),
            "run `git lfs pull`; where a pipeline clones, let it fetch LFS files too, as in `lfs: true`",
        ),
        PictureError::NoPicture(_) => (
            Code::BrokenPicture,
            format!("`{path}`"),
            "save it as SVG, PNG, JPEG, GIF or WebP, or link to it instead of showing it",
        ),
        PictureError::Broken(PictureFormat::Svg, reason) if reason.contains("entity") => (
            Code::BrokenPicture,
            drawing,
            "SVG knows none of the entities of HTML: write the character itself, or its number as in `&#160;`",
        ),
        PictureError::Broken(PictureFormat::Svg, _) => {
            (Code::BrokenPicture, drawing, "open it in a drawing program and save it again")
        }
        PictureError::Broken(_, _) => (
            Code::BrokenPicture,
            picture,
            "copy it again from where it came, or open it in a program for pictures and save it again",
        ),
        PictureError::Shows(_) => {
            (Code::BrokenPicture, drawing, "put that picture into the drawing: drawing programs call it embedding")
        }
        PictureError::ManyBytes(_) => (Code::LargePicture, picture, "scale it down, or save it as JPEG or WebP"),
        PictureError::ManyPixels(..) => {
            (Code::LargePicture, picture, "scale it down; 3,000 pixels across are enough for any page")
        }
        PictureError::ManyNodes => (Code::LargePicture, drawing, simpler),
        PictureError::Costly(_) => (Code::LargePicture, picture, simpler),
    };
    Diagnostic::new(code, place, format!("{file} {flaw}")).help(help)
}
