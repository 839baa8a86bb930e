//! The layout of a sheet: pages, marks, text, PDF and SVG.

use typst::{
    diag::SourceDiagnostic,
    ecow::EcoVec,
    foundations::{Label, Selector, Smart},
    introspection::{Introspector, MetadataElem},
    layout::{Abs, Frame, FrameItem, Point},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_svg::SvgOptions;

use super::page_image;
use crate::diagnostic::Diagnostic;

/// The gap between two pages in the merged SVG, in points.
const GAP: f64 = 12.0;

/// A laid-out sheet: Typst's paged document. Pages are counted from one, lengths are in points (1/72 inch).
#[derive(Debug)]
pub struct Layout {
    document: PagedDocument,
    /// What the template asks for and does not get, though the sheet is laid out.
    pub remarks: Vec<Diagnostic>,
}

/// A labelled `metadata` element of a template, with its position.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutMark {
    /// The page, counted from one.
    pub page: usize,
    /// Distance from the page's top edge, in points.
    pub y: f64,
    /// Its value as JSON; null if it has no JSON form.
    pub value: serde_json::Value,
}

impl Layout {
    /// Wraps a compiled document.
    pub(super) fn new(document: PagedDocument, remarks: Vec<Diagnostic>) -> Self {
        Self { document, remarks }
    }

    /// How many pages it has; at least one.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// The width and height of its first page, in points.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        self.page_size(1)
    }

    /// The width and height of a page, counted from one, in points; zeros for no such page.
    #[must_use]
    pub fn page_size(&self, page: usize) -> (f64, f64) {
        let page = self.document.pages().get(page.saturating_sub(1));
        page.map_or((0.0, 0.0), |page| (page.frame.width().to_pt(), page.frame.height().to_pt()))
    }

    /// The offset of page `page` (from one) in [`Layout::svg`], in points from the top.
    #[must_use]
    pub fn top(&self, page: usize) -> f64 {
        self.document.pages().iter().take(page.saturating_sub(1)).fold(0.0, |top, page| top + page.frame.height().to_pt() + GAP)
    }

    /// All `metadata` elements with a label, in document order.
    #[must_use]
    pub fn marks(&self, label: &str) -> Vec<LayoutMark> {
        let Ok(label) = Label::construct(label.into()) else { return Vec::new() };
        let introspector = self.document.introspector();
        let found = introspector.query(&Selector::Label(label));
        let marks = found.iter().filter_map(|content| {
            let value = serde_json::to_value(&content.to_packed::<MetadataElem>()?.value).unwrap_or_default();
            let place = introspector.position(content.location()?)?;
            Some(LayoutMark { page: place.page.get(), y: place.point.y.to_pt(), value })
        });
        marks.collect()
    }

    /// The text of a page, counted from one, in reading order, one printed line per line; empty for no such page.
    #[must_use]
    pub fn text(&self, page: usize) -> String {
        let mut lines = Vec::new();
        if let Some(page) = self.document.pages().get(page.saturating_sub(1)) {
            read(&page.frame, Point::zero(), &mut lines);
        }
        lines.into_iter().map(|line: Line| line.text).collect::<Vec<_>>().join("\n")
    }

    /// All pages as one SVG, one below the other, with a gap of 12 points.
    #[must_use]
    pub fn svg(&self) -> String {
        typst_svg::svg_merged(&self.document, &SvgOptions::default(), Abs::pt(GAP))
    }

    /// One page, counted from one, as SVG; `None` when there is no such page.
    #[must_use]
    pub fn page_svg(&self, page: usize) -> Option<String> {
        Some(page_image::draw(self.document.pages().get(page.checked_sub(1)?)?))
    }

    /// A hash of a page's appearance, stable within this process; 0 for no such page.
    #[must_use]
    pub fn page_hash(&self, page: usize) -> u128 {
        self.document.pages().get(page.saturating_sub(1)).map_or(0, page_image::hash)
    }

    /// Exports a tagged PDF that conforms to PDF/UA-1 (ISO 14289-1).
    ///
    /// # Errors
    /// Typst's diagnostics for what the standard forbids.
    pub(super) fn pdf(&self) -> Result<Vec<u8>, EcoVec<SourceDiagnostic>> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1]).unwrap_or_default();
        let creator = Smart::Custom(Some("readybook".to_owned()));
        typst_pdf::pdf(&self.document, &PdfOptions { standards, creator, ..PdfOptions::default() })
    }
}

/// A printed line, as far as it was read.
struct Line {
    /// Distance from the page's top edge, in points.
    y: f64,
    /// Right end of its last text, in points from the left.
    end: f64,
    text: String,
}

/// Appends the texts of a frame as lines: a text less than 1 point above or below the one before continues its line. Texts that
/// do not touch are separated by a space.
fn read(frame: &Frame, at: Point, lines: &mut Vec<Line>) {
    for (position, item) in frame.items() {
        let place = at + *position;
        match item {
            FrameItem::Group(group) => read(&group.frame, place, lines),
            FrameItem::Text(text) => {
                let (x, y) = (place.x.to_pt(), place.y.to_pt());
                let end = x + text.width().to_pt();
                match lines.last_mut() {
                    Some(line) if (line.y - y).abs() < 1.0 => {
                        let apart = (x - line.end).abs() > text.size.to_pt() * 0.1;
                        if apart && !line.text.ends_with(' ') && !text.text.starts_with(' ') {
                            line.text.push(' ');
                        }
                        line.text.push_str(&text.text);
                        line.end = end;
                    }
                    _ => lines.push(Line { y, end, text: text.text.to_string() }),
                }
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}
