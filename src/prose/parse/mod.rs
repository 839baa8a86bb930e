//! Markdown → tree. A pure function of the text; spans are kept.

mod addresses;
mod blocks;
mod code_info;
mod colons;
mod comments;
mod footnotes;
mod foreign;
mod inlines;
mod placeholders;

use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    iter::Peekable,
    ops::Range,
};

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TextMergeWithOffset,
};

pub use self::comments::{Comment, comments};
use self::{
    colons::Colons,
    foreign::foreign_syntax,
    placeholders::{each_line, with_text},
};
use super::{
    Block, Html, Mask, MaskedHtml, Prose, Slugs,
    html::skeleton,
    masks_of,
    raw_html::{self, HtmlError, OpenVerbatim},
    slug::{former_slug, slug},
    tree_text,
};
use crate::{
    diagnostic::{Code as Mistake, Diagnostic, Findings, Severity},
    source::{FileId, Span},
};

/// The deepest nesting of Markdown. What is nested deeper is skipped, with one finding a text: browsers give up there.
const MAX_DEPTH: usize = 256;

/// A source map: from byte offsets in the text that is parsed to byte offsets in the file.
#[derive(Debug, Clone, Copy)]
pub enum SourceMap<'p> {
    /// The text is verbatim in the file, from this byte offset on.
    Verbatim(FileId, usize),
    /// Word by word: pairs of a byte offset in the text and the byte offset in the file, as in `pieces` of a YAML scalar.
    Pieces {
        /// The words that could be found.
        pieces: &'p [(u32, u32)],
        /// The span of all of it.
        whole: Span,
    },
    /// Somewhere inside this span.
    Inside(Span),
}

impl SourceMap<'_> {
    fn span(self, range: Range<usize>) -> Span {
        match self {
            Self::Verbatim(file, base) => Span::new(file, base + range.start..base + range.end),
            Self::Pieces { pieces, whole } => {
                let at = |byte: usize| {
                    let before = pieces.partition_point(|piece| piece.0 as usize <= byte).checked_sub(1)?;
                    Some(pieces[before].1 as usize + byte - pieces[before].0 as usize)
                };
                // The end is the place after the last byte, which may begin another word.
                match (at(range.start), at(range.end.saturating_sub(1).max(range.start))) {
                    (Some(start), Some(last)) if last >= start => {
                        Span::new(whole.file, start..last + usize::from(!range.is_empty()))
                    }
                    _ => whole,
                }
            }
            Self::Inside(span) => span,
        }
    }
}

/// Parses a page's body: GitHub's Markdown (tables, footnotes, strikethrough, task lists, alerts, bare addresses), `{#id}` behind a
/// heading, and definition lists. There is always a tree; what is wrong is a finding.
pub fn page(text: &str, place: SourceMap<'_>, findings: &mut Findings) -> Prose {
    parse(text, place, true, findings)
}

/// Parses a text field in the same syntax; diagrams in it stay code.
pub fn inline(text: &str, place: SourceMap<'_>, findings: &mut Findings) -> Prose {
    parse(text, place, false, findings)
}

/// Makes a tree of a plain text, in which only variables, `{{name}}`, are parsed.
pub fn plain(text: &str, place: SourceMap<'_>) -> Prose {
    let mut findings = Findings::default();
    let mut reader = Reader::new(text, place, std::iter::empty(), &mut findings);
    let inlines = reader.words(text, 0..text.len());
    reader.prose.blocks.push(Block::Plain(inlines));
    reader.prose
}

/// What is read beside `CommonMark`.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

fn parse(text: &str, place: SourceMap<'_>, is_page: bool, findings: &mut Findings) -> Prose {
    // `[REL-04]` and `[HA]` are links without a definition; what they lead to is found when they are bound.
    // `[text][name]` is meant as a link, so its name must be defined.
    let undefined = RefCell::new(BTreeMap::new());
    let colons = Colons::of(text);
    let read: &str = &colons.read;
    let links = OnceCell::new();
    let shorthand = |link: BrokenLink<'_>| match link.link_type {
        LinkType::Shortcut | LinkType::ShortcutUnknown if may_be_shorthand(&link) => {
            let is_inside = is_inside(links.get_or_init(|| link_ranges(read)), link.span.start);
            (!is_inside).then(|| (CowStr::from(link.reference.to_string()), CowStr::from("")))
        }
        LinkType::Reference | LinkType::ReferenceUnknown | LinkType::Collapsed | LinkType::CollapsedUnknown => {
            undefined.borrow_mut().insert(link.span.start, (link.span.end, link.reference.to_string()));
            None
        }
        _ => None,
    };
    let events: OffsetIter<'_, _> = Parser::new_with_broken_link_callback(read, OPTIONS, Some(shorthand)).into_offset_iter();
    let link_definitions = link_definitions(text, &events);
    let events = events.map(|(event, range)| (colons.restored(event, &range), range));
    let mut reader = Reader::new(text, place, TextMergeWithOffset::new(events), findings);
    reader.link_definitions = link_definitions;
    (reader.is_markdown, reader.is_page) = (true, is_page);
    reader.prose.blocks = reader.blocks(0);
    reader.look_for_foreign_syntax();
    let prose = reader.finish();
    for (start, (end, name)) in undefined.into_inner() {
        findings.push(
            Diagnostic::new(Mistake::UndefinedReference, place.span(start..end), format!("no link is named `{name}` here"))
                .help(format!("add a line `[{name}]: address`, or put back-ticks around what is code")),
        );
    }
    prose
}

/// Where the destination stands in each line `[name]: destination`, by the name in small letters.
fn link_definitions<'t, F: BrokenLinkCallback<'t>>(text: &str, events: &OffsetIter<'t, F>) -> BTreeMap<String, Range<usize>> {
    let definitions = events.reference_definitions().iter().map(|(name, definition)| {
        let whole = &text[definition.span.clone()];
        let behind = whole.find("]:").map_or(0, |n| n + 2);
        let found = whole[behind..].find(&*definition.dest).filter(|_| !definition.dest.is_empty());
        let place = found.map_or_else(
            || definition.span.clone(),
            |offset| definition.span.start + behind + offset..definition.span.start + behind + offset + definition.dest.len(),
        );
        (name.to_lowercase(), place)
    });
    definitions.collect()
}

/// A text in brackets that could be an id or a term: one without markup.
fn may_be_shorthand(link: &BrokenLink<'_>) -> bool {
    !link.reference.contains(['^', '*', '`', '[', ']', '<', '>'])
}

/// The byte ranges of the outermost links and pictures that need no shorthand, in their order: what stands in one is its text.
fn link_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        let is_link = matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
        if is_link && ranges.last().is_none_or(|last| last.end <= range.start) {
            ranges.push(range);
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// Whether a place is inside one of these ranges, which are in order and do not meet.
fn is_inside(ranges: &[Range<usize>], place: usize) -> bool {
    let behind = ranges.partition_point(|range| range.start <= place);
    behind > 0 && ranges[behind - 1].contains(&place)
}

/// A piece of raw HTML, with a source map to the text.
struct Piece {
    html: String,
    /// The byte offset of the start of each line in the HTML, and in the text.
    lines: Vec<(usize, usize)>,
}

impl Piece {
    /// The byte range in the text of a byte range in the HTML.
    fn range(&self, inside: Range<usize>) -> Range<usize> {
        let at = |byte: usize| {
            let line = self.lines.partition_point(|line| line.0 <= byte).saturating_sub(1);
            self.lines.get(line).map_or(0, |line| line.1 + byte - line.0)
        };
        // The end is the place after the last byte, which may begin another line.
        let end = if inside.is_empty() { inside.start } else { inside.end - 1 };
        let start = at(inside.start);
        start..start.max(at(end) + usize::from(!inside.is_empty()))
    }
}

/// Reads the events of the Markdown crate one by one.
struct Reader<'t, 'f, 'p, I: Iterator<Item = (Event<'t>, Range<usize>)>> {
    text: &'t str,
    place: SourceMap<'p>,
    events: Peekable<I>,
    findings: &'f mut Findings,
    prose: Prose,
    /// The index of each footnote, and the number of references to it so far, by its name in small letters.
    footnotes: BTreeMap<String, (usize, usize)>,
    /// The footnotes that are defined: where, and as what.
    definitions: BTreeMap<String, (Span, Vec<Block>)>,
    /// Where each link by name is defined.
    link_definitions: BTreeMap<String, Range<usize>>,
    too_deep: bool,
    /// The pieces of raw HTML.
    pieces: Vec<Piece>,
    /// The byte ranges of code and raw HTML, in order.
    code: Vec<Range<usize>>,
    /// How many links and pictures are open, in which no address becomes a link.
    links_open: usize,
    /// The elements such as `<code>` that are open, in which none does either.
    verbatim: OpenVerbatim,
    /// Whether it reads Markdown, not a plain text.
    is_markdown: bool,
    /// Whether it reads a page, not a text field: only pages draw diagrams.
    is_page: bool,
}

impl<'t, 'f, 'p, I: Iterator<Item = (Event<'t>, Range<usize>)>> Reader<'t, 'f, 'p, I> {
    fn new(text: &'t str, place: SourceMap<'p>, events: I, findings: &'f mut Findings) -> Self {
        Self {
            text,
            place,
            events: events.peekable(),
            findings,
            prose: Prose::default(),
            footnotes: BTreeMap::new(),
            definitions: BTreeMap::new(),
            link_definitions: BTreeMap::new(),
            too_deep: false,
            pieces: Vec::new(),
            code: Vec::new(),
            links_open: 0,
            verbatim: OpenVerbatim::default(),
            is_markdown: false,
            is_page: false,
        }
    }

    /// Tells of what another tool would read. A text field is too short for most of it.
    fn look_for_foreign_syntax(&mut self) {
        if !self.is_page {
            return;
        }
        self.code.sort_unstable_by_key(|range| range.start);
        let (place, findings) = (self.place, &mut *self.findings);
        foreign_syntax(self.text, &self.code, |range, message, help| {
            findings.push(Diagnostic::new(Mistake::ForeignSyntax, place.span(range), message).help(help));
        });
    }

    fn finish(mut self) -> Prose {
        let mut mentioned: Vec<_> = std::mem::take(&mut self.footnotes).into_iter().collect();
        mentioned.sort_by_key(|(_, (number, _))| *number);
        let mut places = Vec::with_capacity(mentioned.len());
        for (name, _) in mentioned {
            let (span, blocks) = self.definitions.remove(&name).map_or((None, Vec::new()), |(span, blocks)| (Some(span), blocks));
            places.push((name, span));
            self.prose.footnotes.push(blocks);
        }
        for number in footnotes::leave_out_unmentioned(&mut self.prose) {
            if let (name, Some(span)) = &places[number] {
                self.definitions.insert(name.clone(), (*span, Vec::new()));
            }
        }
        for (name, (span, _)) in &self.definitions {
            let found = Diagnostic::new(Mistake::LostFootnote, *span, format!("nothing refers to the footnote `{name}`"));
            self.findings.push(found.help(format!("write `[^{name}]` where it belongs, or remove it")));
        }
        self.validate_html();
        self.placeholders();
        // An id that an author wrote wins over one that was made, wherever it stands.
        let mut slugs = Slugs::default();
        for number in 1..=self.prose.footnotes.len() {
            slugs.take(&format!("rb-note-{number}"));
            slugs.take(&format!("rb-note-ref-{number}"));
        }
        for heading in self.prose.headings.iter().filter(|heading| heading.explicit) {
            slugs.take(&heading.anchor);
        }
        let texts: Vec<String> = self.prose.headings.iter().map(|heading| tree_text(&heading.content, &self.prose)).collect();
        for (heading, text) in self.prose.headings.iter_mut().zip(&texts) {
            if !heading.explicit {
                heading.anchor = slugs.free(text);
            }
        }
        let former: Vec<Option<String>> = self
            .prose
            .headings
            .iter()
            .zip(texts)
            .map(|(heading, text)| {
                let former = former_slug(&text);
                let is_other = !heading.explicit && former != slug(&text) && !former.is_empty();
                (is_other && !slugs.has(&former)).then(|| {
                    slugs.take(&former);
                    former
                })
            })
            .collect();
        for (heading, former) in self.prose.headings.iter_mut().zip(former) {
            heading.former = former;
        }
        self.prose
    }

    /// Makes words in angle brackets, which are no HTML, and all HTML in lines where it is refused, part of the text: on paper, in ids and in the search as well.
    fn placeholders(&mut self) {
        self.prose.has_html = !self.pieces.is_empty();
        if !self.prose.is_html_refused && self.prose.masked.is_empty() {
            return;
        }
        let is_text = |html: &Html| {
            let length = self.pieces[html.piece].html.len();
            let is_whole = |masked: &MaskedHtml| masked.range == (0..length) && masked.mask == Mask::Text;
            let is_text = self.prose.is_html_refused || masks_of(&self.prose.masked, html.piece).iter().any(is_whole);
            is_text.then(|| self.pieces[html.piece].html.clone())
        };
        let mut blocks = std::mem::take(&mut self.prose.blocks);
        let mut footnotes = std::mem::take(&mut self.prose.footnotes);
        let mut headings = std::mem::take(&mut self.prose.headings);
        for blocks in std::iter::once(&mut blocks).chain(&mut footnotes) {
            each_line(blocks, &mut headings, &mut |line, _| with_text(line, &is_text));
        }
        (self.prose.blocks, self.prose.footnotes, self.prose.headings) = (blocks, footnotes, headings);
    }

    /// Validates all raw HTML on the tree that a browser builds of the whole body.
    fn validate_html(&mut self) {
        if self.pieces.is_empty() {
            return;
        }
        let faults = self.html_faults();
        self.mask_html(&faults);
        for fault in faults {
            let span = self.place.span(self.pieces[fault.piece].range(fault.range));
            self.findings.push(Diagnostic::new(fault.code, span, fault.message).help(fault.help));
        }
    }

    /// What is wrong in the raw HTML as it is drawn now.
    fn html_faults(&self) -> Vec<HtmlError> {
        let skeleton = skeleton(&self.prose, self.is_page);
        let pieces: Vec<Cow<'_, str>> =
            self.pieces.iter().enumerate().map(|(number, piece)| self.unmasked(number, piece)).collect();
        raw_html::validate(&skeleton, &pieces.iter().map(|piece| &**piece).collect::<Vec<_>>())
    }

    /// A piece as it is read without what is masked in it, as long as before.
    fn unmasked<'a>(&self, number: usize, piece: &'a Piece) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(piece.html.as_str());
        for masked in masks_of(&self.prose.masked, number) {
            let blank = if masked.mask == Mask::Text { "x" } else { " " };
            text.to_mut().replace_range(masked.range.clone(), &blank.repeat(masked.range.len()));
        }
        text
    }

    /// Takes what is wrong and does no harm out of what is drawn, until nothing is wrong in what is left; else all raw HTML is text.
    fn mask_html(&mut self, faults: &[HtmlError]) {
        let mut found;
        let mut faults = faults;
        for _ in 0..MASKING_ROUNDS {
            let is_wrong = |fault: &&HtmlError| fault.code.severity() == Severity::Error || fault.mask.is_some();
            let mut wrong = faults.iter().filter(is_wrong).peekable();
            if wrong.peek().is_none() {
                return;
            }
            let masks: Option<Vec<MaskedHtml>> = wrong
                .map(|fault| Some(MaskedHtml { piece: fault.piece, range: fault.range.clone(), mask: fault.mask? }))
                .collect();
            let Some(masks) = masks else { break };
            self.prose.masked = joined(self.prose.masked.drain(..).chain(masks).collect());
            found = self.html_faults();
            faults = &found;
        }
        self.prose.masked.clear();
        self.prose.is_html_refused = true;
    }

    /// Passes over what is nested too deeply, and says so once.
    fn skip(&mut self, event: &Event<'t>, range: Range<usize>) {
        if !std::mem::replace(&mut self.too_deep, true) {
            let place = self.place.span(trim(self.text, range));
            self.findings.push(
                Diagnostic::new(Mistake::NestedTooDeeply, place, format!("this is nested more than {MAX_DEPTH} levels deep"))
                    .help("split the page, or say it with fewer levels"),
            );
        }
        let mut open = usize::from(matches!(event, Event::Start(_)));
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }
}

/// How often what is left is judged again: what is taken out may leave other tags that close nothing, or are not closed.
const MASKING_ROUNDS: usize = 4;

/// Masks in order, those that meet as one.
fn joined(mut masks: Vec<MaskedHtml>) -> Vec<MaskedHtml> {
    masks.sort_by_key(|masked| (masked.piece, masked.range.start));
    masks.dedup_by(|next, before| {
        let do_meet = next.piece == before.piece && next.range.start < before.range.end;
        if do_meet {
            before.range.end = before.range.end.max(next.range.end);
            before.mask = if next.mask == before.mask { before.mask } else { Mask::Text };
        }
        do_meet
    });
    masks
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    range.start..range.start + text[range].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        prose::{CodeBlock, Inline, Tab},
        source::{SourcePath, Sources},
    };

    pub(super) fn tree(text: &str) -> (Prose, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("a.md"), text.into(), true);
        let mut findings = Findings::default();
        (page(text, SourceMap::Verbatim(id, 0), &mut findings), findings.into_vec())
    }

    #[test]
    fn tabs_in_a_row_are_one_group() {
        let (prose, findings) = tree("> [!TAB] One\n> a\n\n> [!TAB] Two\n>\n> b\n");
        assert_eq!(findings, []);
        let tab = |title: &str, text: &str| Tab {
            title: vec![Inline::Text(title.into())],
            blocks: vec![Block::Paragraph(vec![Inline::Text(text.into())])],
        };
        assert_eq!(prose.blocks, [Block::Tabs(vec![tab("One", "a"), tab("Two", "b")])]);
        assert_eq!(prose.words.iter().map(|text| text.value.as_str()).collect::<Vec<_>>(), [" One", "a", " Two", "b"]);
    }

    #[test]
    fn names_are_seen_but_not_in_code_and_not_behind_a_backslash() {
        let (prose, _) = tree("Ask {{office_hours}} or `{{x}}` or \\{{y}}, {{a b}}.\n");
        assert_eq!(prose.variables.iter().map(|name| name.value.as_str()).collect::<Vec<_>>(), ["office_hours"]);
        assert_eq!(prose.variables[0].span.range(), 4..20);
    }

    #[test]
    fn code_has_a_title_marked_lines_and_a_diff() {
        let (prose, _) = tree("```sql title=\"a b.sql\" {2,4-5} diff\nx\n```\n");
        let code = CodeBlock {
            language: "sql".into(),
            title: Some(vec![Inline::Text("a b.sql".into())]),
            marked: vec![(2, 2), (4, 5)],
            diff: true,
            text: "x\n".into(),
        };
        assert_eq!(prose.blocks, [Block::Code(code)]);
    }

    #[test]
    fn titles_and_languages_of_other_tools_are_kept() {
        for (info, language, title) in [
            ("title=\"a.sql\"", "", "a.sql"),
            ("sql filename='a b.sql' {1}", "sql", "a b.sql"),
            ("js{1} title=a.js", "js", "a.js"),
            ("{ .sh .no-copy title=\"a.sh\" }", "sh", "a.sh"),
        ] {
            let (prose, found) = tree(&format!("```{info}\nx\n```\n"));
            let [Block::Code(code)] = prose.blocks.as_slice() else { panic!("{info}") };
            assert_eq!(
                (code.language.as_str(), code.title.clone()),
                (language, Some(vec![Inline::Text(title.into())])),
                "{info}"
            );
            assert_eq!(found, [], "{info}");
        }
    }

    #[test]
    fn braces_behind_a_heading_stay_unless_they_are_an_id() {
        let ids =
            |text: &str| tree(text).0.headings.into_iter().map(|heading| (heading.anchor, heading.explicit)).collect::<Vec<_>>();
        let made = |id: &str| vec![(id.to_owned(), false)];
        let written = |id: &str| vec![(id.to_owned(), true)];
        assert_eq!(ids("## GET /users/{id}\n"), made("get-usersid"));
        assert_eq!(ids("## The set {a, b}\n"), made("the-set-a-b"));
        assert_eq!(ids("## A \\{#b}\n"), made("a-b"));
        assert_eq!(ids("## A \\{#\\[b\\]}\n"), made("a-b"));
        assert_eq!(ids("## A \\\\{#b}\n"), written("b"));
        assert_eq!(ids("## A &#123;#b}\n"), made("a-b"));
        assert_eq!(ids("## A {#b c}\n"), made("a-b-c"));
        assert_eq!(ids("## A {#b} ##\n"), written("b"));
        assert_eq!(ids("A {#b .c d=e}\n---\n"), written("b"));
    }

    #[test]
    fn only_a_colon_with_a_blank_begins_a_definition() {
        let (prose, _) = tree("Listens on\n:8443 and `a\n:b`.\n\nTerm\n: Meaning\n");
        let text = |text: &str| Inline::Text(text.into());
        assert_eq!(
            prose.blocks[0],
            Block::Paragraph(vec![text("Listens on\n:8443 and "), Inline::Code("a :b".into()), text(".")])
        );
        assert!(matches!(prose.blocks[1], Block::Definitions(_)), "{:?}", prose.blocks);
        let (prose, _) = tree("| a |\n:-:|\n| b |\n\n    :x\n\n> a\n> :b\n");
        assert!(!prose.blocks.iter().any(|block| matches!(block, Block::Definitions(_))), "{:?}", prose.blocks);
    }

    #[test]
    fn a_shorthand_is_one_whatever_brackets_stand_before_it() {
        let shorthands = |text: &str| {
            tree(text)
                .0
                .links
                .into_iter()
                .filter(|link| link.kind == crate::prose::LinkKind::Shorthand)
                .map(|link| link.to.value)
                .collect::<Vec<_>>()
        };
        assert_eq!(shorthands("Use `[`, \\[ and [0, 1). See [A-1].\n\n- [\n- [B-2]\r\n\r\n[[C-3]]\n"), ["A-1", "B-2", "C-3"]);
        assert_eq!(shorthands("[a [A-1] b](c.md) ![d [B-2]](e.png)\n"), [""; 0]);
    }

    #[test]
    fn what_other_tools_write_behind_a_comma_is_no_part_of_the_language() {
        for (info, language) in [("rust,ignore", "rust"), ("rust,no_run,a diff", "rust"), ("sql, diff", "sql"), (",x", ",x")] {
            let (prose, _) = tree(&format!("```{info}\nx\n```\n"));
            let diff = info.ends_with("diff");
            let code = CodeBlock { language: language.into(), diff, text: "x\n".into(), ..CodeBlock::default() };
            assert_eq!(prose.blocks, [Block::Code(code)], "{info}");
            assert_eq!(prose.languages[0].span.range(), 3..3 + language.len(), "{info}");
        }
    }

    #[test]
    fn a_language_that_is_written_with_signs_has_its_place() {
        for (info, written) in [("f&ouml;o", 3..11), (" a\\*é title=b", 4..17), ("js title=c", 3..5)] {
            assert_eq!(tree(&format!("```{info}\nx\n```\n")).0.languages[0].span.range(), written, "{info}");
        }
    }

    #[test]
    fn html_that_is_refused_is_text_in_the_words_of_a_picture() {
        let (prose, _) = tree("![a <b>](c.png) <script>\n");
        let [Block::Paragraph(line)] = prose.blocks.as_slice() else { panic!("{:?}", prose.blocks) };
        assert_eq!(tree_text(line, &prose), "a <b> <script>");
    }

    #[test]
    fn a_word_in_angle_brackets_is_text_in_the_title_of_a_tab() {
        let (prose, _) = tree("> [!TAB] A <team>\n> b\n");
        let [Block::Tabs(tabs)] = prose.blocks.as_slice() else { panic!("{:?}", prose.blocks) };
        assert_eq!(tree_text(&tabs[0].title, &prose), "A <team>");
    }

    #[test]
    fn links_keep_the_place_of_their_destination() {
        let text = "See [the *guide*](../a%20b.md#x) and [REL-04] and <a href='c.md'>c</a>.\n";
        let (prose, _) = tree(text);
        let places: Vec<_> = prose.links.iter().map(|link| &text[link.to.span.range()]).collect();
        assert_eq!(places, ["../a%20b.md#x", "REL-04", "c.md"]);
    }
}
