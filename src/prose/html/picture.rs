//! Pictures, diagrams and the author's own HTML → HTML.
//!
//! A picture says how large it is before it is there, so that nothing on the page moves when it comes.

use super::HtmlWriter;
use crate::{
    prose::{
        Diagram, Html, HtmlPart, Inline, LinkTarget, Mask, MaskedHtml, RawImage, inline_text, masks_of, overlapping,
        pen::{Draw, Pen},
        raw_html::{Part, without_links},
        readable::readable_line,
        text::written_label,
    },
    source::{SitePath, picture::Size},
};

/// The size and the dark variant of a picture of this site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its size; `None` if it is not known.
    pub size: Option<Size>,
    /// Its variant for dark mode (`prefers-color-scheme: dark`), and the size of that.
    pub dark: Option<(SitePath, Option<Size>)>,
}

impl HtmlWriter<'_, '_> {
    /// Renders a picture that is alone in its paragraph as a `<figure>`, with its title as the caption.
    pub(super) fn figure(&mut self, number: usize, title: &[Inline], alt: &[Inline]) {
        self.open("<figure>\n");
        self.picture(number, &[], alt);
        self.put("\n<figcaption>");
        self.label(title);
        self.put("</figcaption>\n</figure>\n");
    }

    /// Renders a picture as `<img>`, inside of `<picture>` if it has a dark variant.
    pub(super) fn picture(&mut self, number: usize, title: &[Inline], alt: &[Inline]) {
        if *self.resolved.target(number) == LinkTarget::Nowhere {
            // Raw HTML in it was not judged: a picture's words are no HTML where the picture is there.
            let words = readable_line(self.prose(), alt);
            return self.line(&words);
        }
        let picture = self.known(number);
        if let Some((dark, size)) = &picture.dark {
            self.put("<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"");
            // A comma parts the addresses of a set.
            self.href(&self.context.from.link_to(dark, None).replace(',', "%2C"));
            self.put("\"");
            self.size(*size);
            self.put(" />");
        }
        self.put("<img src=\"");
        self.address(number);
        self.put("\" alt=\"");
        self.attribute(&inline_text(alt, self.resolved));
        self.put("\"");
        if !title.is_empty() {
            self.put(" title=\"");
            self.attribute(&written_label(title, self.resolved));
            self.put("\"");
        }
        self.size(picture.size);
        self.put(" loading=\"lazy\" decoding=\"async\" />");
        if picture.dark.is_some() {
            self.put("</picture>");
        }
    }

    /// Renders raw HTML as its author wrote it; an `<img>` gets the size, `loading` and `decoding` that it lacks.
    pub(super) fn written_html(&mut self, html: &Html) {
        if self.resolved.prose().is_html_refused {
            // The preview shows a page with its mistakes.
            for part in &html.parts {
                match part {
                    HtmlPart::Raw(text) | HtmlPart::Link(_, text) | HtmlPart::Name(_, text) => self.escaped(text),
                    HtmlPart::Image(_) => {}
                }
            }
            return;
        }
        let masked = self.masks(html);
        let mut from = 0;
        for part in &html.parts {
            let mask = overlapping(&masked, from..from + 1).first().map(|masked| masked.mask);
            match (part, mask) {
                (HtmlPart::Raw(raw), _) => self.raw(raw, html.piece, from, &masked),
                (HtmlPart::Link(_, written) | HtmlPart::Name(_, written), Some(Mask::Text)) => self.escaped(written),
                (HtmlPart::Link(..) | HtmlPart::Image(_), Some(_)) | (HtmlPart::Name(..), Some(Mask::Nothing)) => {}
                (HtmlPart::Name(_, written), _) if self.pieces.is_some() => self.raw_piece(written, html.piece, from),
                (HtmlPart::Name(None, written), _) => self.put(&written[1..]),
                (HtmlPart::Name(Some(number), _), _) => self.html_name(*number),
                (HtmlPart::Link(number, written), None) => {
                    let start = self.out.len();
                    self.raw_link(*number, written);
                    self.piece(start, html.piece, from);
                }
                (HtmlPart::Image(image), None) => {
                    if self.pieces.is_none() {
                        self.raw_image(*image);
                    }
                }
            }
            from += part.written().len();
        }
    }

    /// What is not drawn as it is in a piece: what is wrong in it, and links that lead nowhere.
    fn masks(&self, html: &Html) -> Vec<MaskedHtml> {
        let mut masks = masks_of(&self.resolved.prose().masked, html.piece).to_vec();
        if self.pieces.is_some() {
            return masks;
        }
        let mut dead = Vec::new();
        let mut from = 0;
        for part in &html.parts {
            if let HtmlPart::Link(number, _) = part
                && *self.resolved.target(*number) == LinkTarget::Nowhere
                && overlapping(&masks, from..from + 1).is_empty()
            {
                dead.push(from);
            }
            from += part.written().len();
        }
        if !dead.is_empty() {
            let written: String = html.parts.iter().map(HtmlPart::written).collect();
            let unlinked = without_links(&written, &dead);
            let is_inside = |masked: &MaskedHtml| {
                let before = unlinked.partition_point(|(range, _)| range.start <= masked.range.start);
                unlinked[..before].last().is_some_and(|(range, _)| masked.range.end <= range.end)
            };
            masks.retain(|masked| !is_inside(masked));
            masks.extend(unlinked.into_iter().map(|(range, mask)| MaskedHtml { piece: html.piece, range, mask }));
            masks.sort_by_key(|masked| masked.range.start);
        }
        masks
    }

    /// Renders a part that begins at the byte `from` of its piece, but for what is masked in it.
    fn raw(&mut self, raw: &str, piece: usize, from: usize, masked: &[MaskedHtml]) {
        let mut done = 0;
        let inside = |byte: usize| byte.saturating_sub(from).min(raw.len());
        for masked in overlapping(masked, from..from + raw.len()) {
            let (begins, ends) = (inside(masked.range.start), inside(masked.range.end));
            self.raw_piece(&raw[done..begins], piece, from + done);
            match masked.mask {
                Mask::Text => self.escaped(&raw[begins..ends]),
                Mask::Value => self.put(&raw[begins..ends].replace('<', "&lt;").replace('>', "&gt;")),
                Mask::Nothing => {}
            }
            done = ends;
        }
        self.raw_piece(&raw[done..], piece, from + done);
    }

    /// Renders the value of a variable in raw HTML, as text or in an attribute: no sign of it means anything there.
    fn html_name(&mut self, number: usize) {
        let text = inline_text(&[Inline::Variable(number)], self.resolved);
        for c in text.chars() {
            if c.is_ascii() && !c.is_ascii_alphanumeric() {
                self.put(&format!("&#{};", u32::from(c)));
            } else {
                self.out.push(c);
            }
        }
    }

    fn raw_piece(&mut self, raw: &str, piece: usize, from: usize) {
        self.verbatim.read(raw);
        let start = self.out.len();
        self.put(raw);
        self.piece(start, piece, from);
    }

    /// Renders the value of an attribute that is a URL.
    fn raw_link(&mut self, number: usize, written: &str) {
        match self.resolved.target(number) {
            LinkTarget::Inside(..) => self.address(number),
            // A name in it is filled in; nothing else of what leads elsewhere is touched.
            LinkTarget::Outside(_) | LinkTarget::NotAsked(_) if self.pieces.is_none() && written.contains("{{") => {
                self.address(number);
            }
            // It reaches no reader.
            LinkTarget::Nowhere => self.put("#"),
            LinkTarget::Outside(_) | LinkTarget::NotAsked(_) => self.put(written),
        }
    }

    /// Writes down that what was rendered since `start` is an author's, from the byte `from` of a piece on.
    fn piece(&mut self, start: usize, piece: usize, from: usize) {
        let range = start..self.out.len();
        if let Some(pieces) = self.pieces.as_mut().filter(|_| !range.is_empty()) {
            pieces.push(Part { range, piece, from });
        }
    }

    /// Renders a diagram as inline SVG in a `<figure>`.
    pub(super) fn drawing(&mut self, diagram: &Diagram) {
        let drawn = &diagram.drawn;
        self.open(if drawn.is_themed { "<figure class=\"diagram\">\n" } else { "<figure class=\"diagram plate\">\n" });
        self.put("<div class=\"diagram-frame\" tabindex=\"0\" role=\"group\" aria-label=\"");
        let words = self.context.words;
        let title = diagram.title.as_ref().map(|title| inline_text(title, self.resolved));
        let name = drawn.name.as_deref().or(title.as_deref()).unwrap_or(&words.diagram);
        self.attribute(&words.diagram);
        self.put(&format!(
            "\"><svg viewBox=\"{}\" width=\"{}\" height=\"{}\" role=\"img\" aria-label=\"",
            drawn.view_box, drawn.width, drawn.height
        ));
        self.attribute(name);
        self.put("\">");
        self.put(&drawn.inside);
        self.put("</svg></div>\n");
        if let Some(title) = &title {
            self.put("<figcaption>");
            self.escaped(title);
            self.put("</figcaption>\n");
        }
        self.put("</figure>\n");
    }

    fn raw_image(&mut self, image: RawImage) {
        let size = self.known(image.link).size;
        match (size, image.width, image.height) {
            (Some(_), None, None) => self.size(size),
            (Some(size), Some(width @ 1..), None) => self.put(&format!(" height=\"{}\"", scaled(size.height, width, size.width))),
            (Some(size), None, Some(height @ 1..)) => {
                self.put(&format!(" width=\"{}\"", scaled(size.width, height, size.height)));
            }
            _ => {}
        }
        if !image.has_loading {
            self.put(" loading=\"lazy\"");
        }
        if !image.has_decoding {
            self.put(" decoding=\"async\"");
        }
    }

    fn known(&self, number: usize) -> Picture {
        match self.resolved.target(number) {
            LinkTarget::Inside(path, _) => (self.context.picture)(path),
            LinkTarget::Outside(_) | LinkTarget::NotAsked(_) | LinkTarget::Nowhere => Picture::default(),
        }
    }

    fn size(&mut self, size: Option<Size>) {
        if let Some(size) = size {
            self.put(&format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        }
    }
}

/// `length` times `by` over `of`, rounded; never nothing.
fn scaled(length: u32, by: u32, of: u32) -> u64 {
    let (length, by, of) = (u64::from(length), u64::from(by), u64::from(of).max(1));
    ((length * by + of / 2) / of).max(1)
}
