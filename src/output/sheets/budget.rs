//! The page budget of checklists: measured on the layout of the blank sheet with all its items, on every paper size.

use rayon::prelude::*;

use super::{
    LayoutCache, LayoutOptions, Sheet, SheetKind, SheetLayout, checklists::is_conversation, sheet_renderer::SheetRenderer,
};
use crate::{
    config::Paper,
    diagnostic::{Code, Diagnostic},
    handbook::Checklist,
    manuscript::checklist::Item,
    prose::{PlainText, slug},
    source::{Span, Spanned},
    theme::paper::Layout,
};

/// Line pitch in points.
const LINE: f64 = 11.3;

/// Share of the page height that is text area when the template does not tell it.
const TEXT_AREA: f64 = 0.86;

/// The height that a template reports counts only up to so many pages.
const TOLD_PAGES: usize = 2;

/// Above this share of the budget a sheet is nearly full.
const NEARLY: f64 = 0.9;

/// Maximum number of long items that a finding names.
const NAMED: usize = 3;

/// How much of its page budget a sheet uses on one paper size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpaceUsed {
    /// Number of pages.
    pub pages: usize,
    /// The budget in pages (`sheet.pages` of the checklist); `None` without one.
    pub limit: Option<usize>,
    /// Lines of text (11.3 points each) that still fit in the budget, or without one on the last page; negative when too long.
    pub lines_left: i64,
    /// The used share of the budget, or without one of its pages; 1.0 is all.
    pub used: f64,
}

/// The measurement of a sheet on one paper size.
struct Overflow<'s> {
    paper: Paper,
    space_used: SpaceUsed,
    options: LayoutOptions<'s>,
}

/// The findings of all budgets, at most one per sheet; lays sheets out as needed.
#[must_use]
pub fn budgets(layouts: &LayoutCache) -> Vec<Diagnostic> {
    layouts.inputs.sheet_set.sheets.iter().filter_map(|sheet| budget(layouts, sheet)).collect()
}

/// The space that a checklist's sheet uses on a paper size; `None` for other kinds of sheets, and when it cannot be laid out.
#[must_use]
pub fn measure(layouts: &LayoutCache, sheet: &Sheet, paper: Paper) -> Option<SpaceUsed> {
    let SheetKind::Checklist(number) = &sheet.kind else { return None };
    let limit = layouts.inputs.handbook.checklists[*number].header.sheet.pages.as_ref().map(|limit| limit.value as usize);
    let layout = &layouts.get(sheet, paper).ok()?.layout;
    if shows_its_size(layout) {
        return Some(space_used(layout, limit));
    }
    let printed = layouts.get_with(LayoutOptions { measure: true, ..LayoutOptions::published(sheet, paper) }).ok()?;
    Some(space_used(&printed.layout, limit))
}

/// Whether the space used can be read from a layout not made for measuring: its template does not stretch lines to fill the
/// page, or marks the natural height.
fn shows_its_size(layout: &Layout) -> bool {
    layout.marks("sheet-size").first().is_some_and(|mark| {
        let is_filled = mark.value.get("filled").and_then(serde_json::Value::as_bool).unwrap_or(true);
        let is_told = mark.value.get("natural").is_some_and(serde_json::Value::is_number);
        !is_filled || is_told && layout.pages() <= TOLD_PAGES
    })
}

fn budget(layouts: &LayoutCache, sheet: &Sheet) -> Option<Diagnostic> {
    let SheetKind::Checklist(number) = &sheet.kind else { return None };
    let checklist = &layouts.inputs.handbook.checklists[*number];
    let limit = checklist.header.sheet.pages.as_ref()?;
    let papers: Vec<Paper> = sheet.papers().collect();
    let room = |paper: Paper| {
        let options = LayoutOptions { measure: true, ..LayoutOptions::published(sheet, paper) };
        let limit = Some(limit.value as usize);
        // What cannot be laid out has been reported.
        let layout = &layouts.get(sheet, paper).ok()?.layout;
        let mut space_used = space_used(layout, limit);
        // A sheet may have spread its lines over the room that was left: only without that it shows how full it is.
        if (space_used.lines_left < 0 || space_used.used > NEARLY) && !shows_its_size(layout) {
            space_used = self::space_used(&layouts.get_with(options).ok()?.layout, limit);
        }
        Some(Overflow { paper, space_used, options })
    };
    let rooms: Vec<Overflow<'_>> = papers.into_par_iter().map(room).collect::<Option<_>>()?;
    let over: Vec<&Overflow<'_>> = rooms.iter().filter(|found| found.space_used.lines_left < 0).collect();
    if over.is_empty() {
        let fullest = rooms.iter().max_by(|a, b| a.space_used.used.total_cmp(&b.space_used.used))?;
        return (fullest.space_used.used > NEARLY).then(|| nearly(checklist, limit, fullest));
    }
    Some(too_long(layouts, checklist, limit, &over))
}

fn nearly(checklist: &Checklist, limit: &Spanned<u32>, fullest: &Overflow<'_>) -> Diagnostic {
    let message = format!(
        "the sheet of `{}` is nearly full on {}: {} left of {}",
        checklist.header.id.value,
        name(fullest.paper),
        many(fullest.space_used.lines_left, "line"),
        many(i64::from(limit.value), "page"),
    );
    Diagnostic::new(Code::SheetNearlyFull, limit.span, message).help("the next question may need a shorter one beside it")
}

fn too_long(layouts: &LayoutCache, checklist: &Checklist, limit: &Spanned<u32>, over: &[&Overflow<'_>]) -> Diagnostic {
    let told: Vec<String> = over
        .iter()
        .map(|found| {
            let pages = many(i64::try_from(found.space_used.pages).unwrap_or(i64::MAX), "page");
            format!("{pages} on {} ({} too long)", name(found.paper), many(-found.space_used.lines_left, "line"))
        })
        .collect();
    let message = format!(
        "the sheet of `{}` takes {}, and its budget is {}",
        checklist.header.id.value,
        told.join(" and "),
        many(i64::from(limit.value), "page"),
    );
    let mut found = Diagnostic::new(Code::SheetTooLong, limit.span, message).label("the budget");
    let mut marked = false;
    let worst = over.iter().min_by_key(|found| found.space_used.lines_left).unwrap_or(&over[0]);
    if let Ok(printed) = layouts.get_with(worst.options) {
        for (item, saved) in longest(&printed, checklist) {
            let saved = many(saved, "line");
            found = found.also(item.ask.span, format!("one of the longest; at the median length it saves {saved}"));
            marked = true;
        }
    }
    if let Some((name, span)) = term_that_overflows(layouts, checklist, worst) {
        found = found.also(span, format!("without the text of `{name}` the sheet would fit"));
        marked = true;
    }
    found.help(if marked {
        "shorten what is marked, move an item to another checklist, or allow more pages in `sheet`"
    } else {
        "move an item to another checklist, or allow more pages in `sheet`; no item is much longer than the others"
    })
}

/// The space used by a layout, from its marks `sheet-size` and `sheet-end`; without a budget relative to its own pages.
#[must_use]
pub fn space_used(layout: &Layout, limit: Option<usize>) -> SpaceUsed {
    let (_, height) = layout.size();
    let size = layout.marks("sheet-size");
    let number = |key: &str| size.first().and_then(|mark| mark.value.get(key)).and_then(serde_json::Value::as_f64);
    let area = number("room").unwrap_or(height * TEXT_AREA);
    let top = (height - area) / 2.0;
    let end = layout.marks("sheet-end").last();
    // A template that does not mark its end tells only its number of pages.
    let (last, y) = end.map_or((layout.pages(), top), |mark| (mark.page, mark.y));
    #[expect(clippy::cast_precision_loss, reason = "no sheet has so many pages")]
    let used = match number("natural") {
        Some(natural) if layout.pages() <= TOLD_PAGES => natural,
        _ => (last - 1) as f64 * area + (y - top).clamp(0.0, area),
    };
    #[expect(clippy::cast_precision_loss, reason = "no sheet has so many pages")]
    let allowed = limit.unwrap_or(layout.pages()) as f64 * area;
    let pages_over = limit.is_some_and(|limit| layout.pages() > limit);
    let left = (allowed - used) / LINE;
    #[expect(clippy::cast_possible_truncation, reason = "a number of lines")]
    let lines = if pages_over { left.floor().min(-1.0) as i64 } else { left.floor().max(0.0) as i64 };
    SpaceUsed { pages: layout.pages(), limit, lines_left: lines, used: used / allowed }
}

/// The highest items, and the lines that each would save at the median height.
fn longest<'c>(printed: &SheetLayout, checklist: &'c Checklist) -> Vec<(&'c Item, i64)> {
    let marks = printed.layout.marks("sheet-item");
    let nexts = marks.iter().skip(1).chain(printed.layout.marks("sheet-end").last());
    let mut heights: Vec<(f64, &str)> = marks
        .iter()
        .zip(nexts)
        .filter(|(mark, next)| mark.page == next.page && next.y > mark.y)
        .filter_map(|(mark, next)| Some((next.y - mark.y, mark.value.as_str()?)))
        .collect();
    heights.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let Some(&(median, _)) = heights.get(heights.len() / 2) else { return Vec::new() };
    let saved = |height: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "a number of lines")]
        let lines = ((height - median) / LINE).round() as i64;
        lines
    };
    let item = |id: &str| checklist.items().find(|item| item.id.value == id);
    let named = heights.iter().filter_map(|&(height, id)| Some((item(id)?, saved(height))));
    named.filter(|&(_, saved)| saved > 0).take(NAMED).collect()
}

/// Name and place of the term without whose explanation a one-page sheet would fit.
fn term_that_overflows(layouts: &LayoutCache, checklist: &Checklist, over: &Overflow<'_>) -> Option<(String, Span)> {
    let handbook = &layouts.inputs.handbook;
    let renderer = SheetRenderer::new(&layouts.inputs);
    let asks: Vec<&PlainText> = checklist.items().map(|item| &item.ask).collect();
    let terms = renderer.terms(asks.into_iter());
    // Only one page is so tight that a single text tips it.
    if !is_conversation(checklist, &handbook.config) {
        return None;
    }
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_key(|&number| std::cmp::Reverse(serde_json::to_string(&terms[number].short).map_or(0, |text| text.len())));
    // The longest one is tried first; a shorter one helps less.
    let number = *order.first()?;
    let printed = layouts.get_with(LayoutOptions { without_term: Some(number), ..over.options }).ok()?;
    if space_used(&printed.layout, over.space_used.limit).lines_left < 0 {
        return None;
    }
    let name = &terms[number].name;
    let anchor = slug(name.rsplit(", ").next().unwrap_or(name));
    let (_, term) = handbook.terms().find(|(_, term)| slug(&term.term.value) == anchor)?;
    Some((term.term.value.clone(), term.short.span))
}

/// The display name of a paper size, as in `A4`.
#[must_use]
pub fn name(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "A4",
        Paper::Letter => "Letter",
    }
}

fn many(count: i64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
