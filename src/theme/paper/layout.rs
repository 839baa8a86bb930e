//! A sheet that was laid out: how many pages it has, where its parts stand, and what it looks like as PDF and as SVG.

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

/// The gap between two pages of the picture of a sheet, in points.
const GAP: f64 = 12.0;

/// A laid-out sheet: Typst's paged document. Pages are counted from one, lengths are in points (1/72 inch).
#[derive(Debug)]
pub struct Layout(PagedDocument);

/// A place that a template marked with Typst's `metadata` under a label.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutMark {
    /// The page, counted from one.
    pub page: usize,
    /// How far below the page's upper edge, in points.
    pub y: f64,
    /// What the template wrote there.
    pub value: serde_json::Value,
}

impl Layout {
    /// Wraps what Typst made.
    pub(super) fn new(document: PagedDocument) -> Self {
        Self(document)
    }

    /// How many pages it has; at least one.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.0.pages().len()
    }

    /// The width and height of its first page, in points.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        self.page_size(1)
    }

    /// The width and height of a page, counted from one, in points.
    #[must_use]
    pub fn page_size(&self, page: usize) -> (f64, f64) {
        let page = self.0.pages().get(page.saturating_sub(1));
        page.map_or((0.0, 0.0), |page| (page.frame.width().to_pt(), page.frame.height().to_pt()))
    }

    /// Where page `page` (from one) begins in [`Layout::svg`], in points from above.
    #[must_use]
    pub fn top(&self, page: usize) -> f64 {
        self.0.pages().iter().take(page.saturating_sub(1)).fold(0.0, |top, page| top + page.frame.height().to_pt() + GAP)
    }

    /// The places that a label marks, in order.
    #[must_use]
    pub fn marks(&self, label: &str) -> Vec<LayoutMark> {
        let Ok(label) = Label::construct(label.into()) else { return Vec::new() };
        let introspector = self.0.introspector();
        let found = introspector.query(&Selector::Label(label));
        let marks = found.iter().filter_map(|content| {
            let value = serde_json::to_value(&content.to_packed::<MetadataElem>()?.value).unwrap_or_default();
            let place = introspector.position(content.location()?)?;
            Some(LayoutMark { page: place.page.get(), y: place.point.y.to_pt(), value })
        });
        marks.collect()
    }

    /// What a page says, in reading order, one line a line.
    #[must_use]
    pub fn text(&self, page: usize) -> String {
        let mut lines = Vec::new();
        if let Some(page) = self.0.pages().get(page.saturating_sub(1)) {
            read(&page.frame, Point::zero(), &mut lines);
        }
        lines.into_iter().map(|line: Line| line.text).collect::<Vec<_>>().join("\n")
    }

    /// All pages as one SVG, one below the other, with a gap of 12 points.
    #[must_use]
    pub fn svg(&self) -> String {
        typst_svg::svg_merged(&self.0, &SvgOptions::default(), Abs::pt(GAP))
    }

    /// One page, counted from one, as a picture; `None` when there is no such page.
    #[must_use]
    pub fn page_svg(&self, page: usize) -> Option<String> {
        Some(page_image::draw(self.0.pages().get(page.checked_sub(1)?)?))
    }

    /// A number that is the same for two pages that look the same, however often they were laid out in this run.
    #[must_use]
    pub fn page_hash(&self, page: usize) -> u128 {
        self.0.pages().get(page.saturating_sub(1)).map_or(0, page_image::hash)
    }

    /// A tagged PDF that keeps PDF/UA-1.
    pub(super) fn pdf(&self) -> Result<Vec<u8>, EcoVec<SourceDiagnostic>> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1]).unwrap_or_default();
        let creator = Smart::Custom(Some("readybook".to_owned()));
        typst_pdf::pdf(&self.0, &PdfOptions { standards, creator, ..PdfOptions::default() })
    }
}

/// A line of a page, as far as it was read.
struct Line {
    /// How far below the page's upper edge it stands, in points.
    y: f64,
    /// Where its last text ends, in points from the left.
    end: f64,
    text: String,
}

/// Joins what stands on one line; a line ends where the next text stands higher or lower. Between two texts that do not
/// touch stands a space.
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
