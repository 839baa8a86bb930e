//! The layout of a sheet: pages, marks, text, and the document that a PDF and an SVG are drawn from.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};

use typst::{
    diag::SourceDiagnostic,
    ecow::EcoVec,
    foundations::{NativeElement as _, Selector, Smart},
    introspection::{Introspector, MetadataElem},
    layout::{Abs, Frame, FrameItem, Point},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_svg::SvgOptions;

use super::{compact_pdf, compact_svg, plain_svg, reuse_svg};
use crate::diagnostic::Diagnostic;

/// The gap between two pages in the merged SVG, in points.
const GAP: f64 = 12.0;

/// A laid-out sheet. Pages are counted from one, lengths are in points (1/72 inch).
#[derive(Debug)]
pub struct Layout {
    facts: LayoutFacts,
    /// Typst's document; laid out when it is asked for, where the facts are those of an earlier run or it was let go.
    document: Mutex<Option<Arc<PagedDocument>>>,
    /// What the template asks for and does not get, though the sheet is laid out.
    pub remarks: Vec<Diagnostic>,
}

/// What is known of a layout without its document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LayoutFacts {
    pages: Vec<PageFacts>,
    /// The marks by their labels.
    marks: BTreeMap<String, Vec<LayoutMark>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PageFacts {
    width: f64,
    height: f64,
    text: String,
}

/// A labelled `metadata` element of a template, with its position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayoutMark {
    /// The page, counted from one.
    pub page: usize,
    /// Distance from the page's top edge, in points.
    pub y: f64,
    /// Its value as JSON; null if it has no JSON form.
    pub value: serde_json::Value,
}

impl Layout {
    /// The layout that Typst made just now.
    pub(super) fn new(document: PagedDocument, remarks: Vec<Diagnostic>) -> Self {
        Self { facts: LayoutFacts::of(&document), document: Mutex::new(Some(Arc::new(document))), remarks }
    }

    /// The layout of an earlier run, about which there was nothing to remark.
    pub(super) fn known(facts: LayoutFacts) -> Self {
        Self { facts, document: Mutex::default(), remarks: Vec::new() }
    }

    /// What is known of it without its document.
    pub(super) fn facts(&self) -> &LayoutFacts {
        &self.facts
    }

    /// Its document; where it has none, the one that `lay_out` makes.
    ///
    /// # Errors
    /// Those of `lay_out`.
    pub(super) fn document<E>(&self, lay_out: impl FnOnce() -> Result<PagedDocument, E>) -> Result<Arc<PagedDocument>, E> {
        // The lock is gone at the end of this line: nobody may hold it while Typst works.
        let known = self.lock().clone();
        if let Some(document) = known {
            return Ok(document);
        }
        let document = Arc::new(lay_out()?);
        Ok(Arc::clone(self.lock().get_or_insert(document)))
    }

    /// Lets its document go. Whoever asks for it lays it out again.
    pub fn let_go(&self) {
        let document = self.lock().take();
        drop(document);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<PagedDocument>>> {
        self.document.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many pages it has; at least one.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.facts.pages.len()
    }

    /// The width and height of its first page, in points.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        self.page_size(1)
    }

    /// The width and height of a page, counted from one, in points; zeros for no such page.
    #[must_use]
    pub fn page_size(&self, page: usize) -> (f64, f64) {
        self.page(page).map_or((0.0, 0.0), |page| (page.width, page.height))
    }

    /// The offset of page `page` (from one) in the SVG of all pages, in points from the top.
    #[must_use]
    pub fn top(&self, page: usize) -> f64 {
        self.facts.pages.iter().take(page.saturating_sub(1)).fold(0.0, |top, page| top + page.height + GAP)
    }

    /// The `metadata` elements with a label, in document order.
    #[must_use]
    pub fn marks(&self, label: &str) -> &[LayoutMark] {
        self.facts.marks.get(label).map_or(&[], Vec::as_slice)
    }

    /// The text of a page, counted from one, in reading order, one printed line per line; empty for no such page.
    #[must_use]
    pub fn text(&self, page: usize) -> &str {
        self.page(page).map_or("", |page| page.text.as_str())
    }

    fn page(&self, page: usize) -> Option<&PageFacts> {
        self.facts.pages.get(page.checked_sub(1)?)
    }
}

impl LayoutFacts {
    fn of(document: &PagedDocument) -> Self {
        let page = |page: &typst_layout::Page| {
            let mut lines = Vec::new();
            read(&page.frame, Point::zero(), &mut lines);
            let text = lines.into_iter().map(|line: Line| line.text).collect::<Vec<_>>().join("\n");
            PageFacts { width: page.frame.width().to_pt(), height: page.frame.height().to_pt(), text }
        };
        Self { pages: document.pages().iter().map(page).collect(), marks: marks(document) }
    }
}

/// All `metadata` elements with a label, by that, in document order.
fn marks(document: &PagedDocument) -> BTreeMap<String, Vec<LayoutMark>> {
    let introspector = document.introspector();
    let mut marks: BTreeMap<String, Vec<LayoutMark>> = BTreeMap::new();
    for content in &introspector.query(&Selector::Elem(MetadataElem::ELEM, None)) {
        let Some(label) = content.label() else { continue };
        let Some(element) = content.to_packed::<MetadataElem>() else { continue };
        let Some(place) = content.location().and_then(|location| introspector.position(location)) else { continue };
        let value = serde_json::to_value(&element.value).unwrap_or_default();
        let mark = LayoutMark { page: place.page.get(), y: place.point.y.to_pt(), value };
        marks.entry(label.resolve().to_string()).or_default().push(mark);
    }
    marks
}

/// All pages as one SVG, one below the other, with a gap of 12 points; Typst's own if its form is unknown.
pub(super) fn svg(document: &PagedDocument) -> String {
    let svg = typst_svg::svg_merged(document, &SvgOptions::default(), Abs::pt(GAP));
    let svg = plain_svg::plain(&svg).unwrap_or(svg);
    let short = compact_svg::compact(&svg).unwrap_or(svg);
    reuse_svg::reuse(&short).unwrap_or(short)
}

/// Exports a tagged PDF that conforms to PDF/UA-1 (ISO 14289-1).
///
/// # Errors
/// Typst's diagnostics for what the standard forbids.
pub(super) fn pdf(document: &PagedDocument) -> Result<Vec<u8>, EcoVec<SourceDiagnostic>> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).unwrap_or_default();
    let creator = Smart::Custom(Some("readybook".to_owned()));
    let pdf = typst_pdf::pdf(document, &PdfOptions { standards, creator, ..PdfOptions::default() })?;
    Ok(compact_pdf::compact(&pdf).unwrap_or(pdf))
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
