//! A page's HTML, as it is rendered → the errors in the raw HTML in it.
//!
//! Two things are asked. Is each tag of the author's allowed? And does everything stand where it was written, in the tree
//! that a browser builds: the author's elements, and ours around and between them? What an author leaves open, closes or
//! swallows is reported where it was written.
//!
//! Whatever is wrong is never drawn as such: `parse` takes it out, and what is left is validated once more, or all of the page's HTML is
//! text. So that a mistake may be tolerated asks one thing alone: must its author see it? What would do harm must be seen and is
//! [`Code::RefusedHtml`]; the rest is [`Code::UnknownHtml`].

use std::ops::Range;

use super::{
    allowlist::{
        changes_reading, ends, help_instead, is_attribute, is_element, is_harmful_attribute, is_harmful_element, is_placeholder,
        is_void, may_stay_open, refuse_value,
    },
    scan,
    tree::{HtmlTree, Tag, TokenKind, read_in_pieces},
};
use crate::{diagnostic::Code, prose::Mask};

/// A rendered document, and where the pieces of raw HTML are in it.
#[derive(Debug, Default)]
pub struct Skeleton {
    /// The HTML of a whole document.
    pub html: String,
    /// The parts that the author wrote, in order.
    pub parts: Vec<Part>,
}

/// A part of a piece of raw HTML.
#[derive(Debug)]
pub struct Part {
    /// Its byte range in the document.
    pub range: Range<usize>,
    /// The index of the piece.
    pub piece: usize,
    /// Its byte offset in the piece.
    pub from: usize,
}

/// An error in a piece of raw HTML.
#[derive(Debug)]
pub struct HtmlError {
    /// The index of the piece.
    pub piece: usize,
    /// Its byte range in the piece.
    pub range: Range<usize>,
    /// The kind of mistake.
    pub code: Code,
    /// What is wrong: the message of the finding.
    pub message: String,
    /// What to do: the help line of the finding.
    pub help: String,
    /// What may be drawn in its place, if that is tolerated; `None` for what does harm.
    pub mask: Option<Mask>,
}

/// Validates raw HTML against the allowlist, on the tree that a browser would build; `pieces` are those of the author, by
/// index.
pub fn validate(skeleton: &Skeleton, pieces: &[&str]) -> Vec<HtmlError> {
    let mut cuts: Vec<usize> = skeleton.parts.iter().flat_map(|part| [part.range.start, part.range.end]).collect();
    cuts.dedup();
    let tree = read_in_pieces(&skeleton.html, &cuts);
    let mut validate = Validator {
        skeleton,
        pieces,
        entries: Vec::new(),
        open: Vec::new(),
        around: Vec::new(),
        last: None,
        is_lost: false,
        is_whole: false,
        faults: Vec::new(),
    };
    for (number, token) in tree.tokens.iter().enumerate() {
        validate.token(number, &token.kind, token.range.clone());
    }
    if let Some(start) = tree.unfinished
        && let Authorship::Across(place) | Authorship::Authors(place) = validate.origin(&(start..skeleton.html.len()))
    {
        validate.unfinished(&TokenKind::Doctype, place);
    }
    if tree.is_too_deep {
        validate.too_deep();
    } else if !validate.is_lost && !validate.is_whole {
        validate.fault(validate.last_piece(), "this HTML swallows what follows it", "close what it opens");
    }
    if validate.faults.is_empty() {
        validate.reads_alike(&tree);
    }
    if validate.faults.is_empty() {
        validate.places(&tree);
    }
    validate.faults
}

/// A place in raw HTML: the index of a piece and a byte range in it.
type PieceRange = (usize, Range<usize>);

/// An element that was opened.
#[derive(Debug)]
struct OpenElement {
    /// The index of its start tag in the tokens.
    token: usize,
    name: String,
    /// Where the author wrote it; `None` for an element of ours.
    place: Option<PieceRange>,
    /// The index of the open element around it.
    around: Option<usize>,
    /// Whether it is not in the table, or is in one that does harm, and so has been reported.
    is_refused: bool,
    /// Whether it does harm, or is in one that does: what it holds is no second mistake.
    is_harmful: bool,
    /// How many paragraphs of the author's were ended by something in it, so that their end tags end nothing.
    ended: usize,
}

/// What an element is found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is in the table.
    Fine,
    /// It is not, and does no harm.
    Unknown,
    /// It does harm, or is in one that does.
    Harmful,
}

/// A start tag, for the look at the tree.
struct Start {
    token: usize,
    name: String,
    place: Option<PieceRange>,
    around: Option<usize>,
}

struct Validator<'a> {
    skeleton: &'a Skeleton,
    pieces: &'a [&'a str],
    /// Every element that was opened and can hold something.
    entries: Vec<OpenElement>,
    /// The elements that are open now, as indices of entries, outermost first.
    open: Vec<usize>,
    /// Every start tag.
    around: Vec<Start>,
    /// The last place of the author's.
    last: Option<PieceRange>,
    /// Whether nothing behind here can be judged as it was meant.
    is_lost: bool,
    /// Whether the document's own last tag was read as a tag.
    is_whole: bool,
    faults: Vec<HtmlError>,
}

/// Who wrote a byte range: the renderer or the author.
enum Authorship {
    Ours,
    Authors(PieceRange),
    /// It begins in a piece and ends elsewhere.
    Across(PieceRange),
}

impl Validator<'_> {
    fn token(&mut self, number: usize, kind: &TokenKind, range: Range<usize>) {
        let place = match self.origin(&range) {
            Authorship::Ours => return self.our_token(number, kind),
            Authorship::Authors(place) => place,
            Authorship::Across(place) => return self.unfinished(kind, place),
        };
        self.last = Some(place.clone());
        match kind {
            TokenKind::Start(tag) => self.start(number, tag, place),
            TokenKind::End(name) => self.end(name, place),
            TokenKind::Comment if self.text(&place).starts_with("<!--") => {}
            TokenKind::Comment | TokenKind::Doctype => {
                self.fault(
                    place,
                    "a browser does not understand this as HTML",
                    "remove it, or put back-ticks around what is code",
                );
            }
        }
    }

    fn our_token(&mut self, number: usize, kind: &TokenKind) {
        match kind {
            TokenKind::Start(tag) => {
                self.end_open_ones(&tag.name);
                self.enter(number, tag, None, Verdict::Fine);
            }
            TokenKind::End(name) => {
                self.is_whole = name == "html";
                self.close_ours();
            }
            TokenKind::Comment | TokenKind::Doctype => {}
        }
    }

    /// Closes an element of ours; what an author opened in it should have been closed.
    fn close_ours(&mut self) {
        let ours = self.open.iter().rposition(|&entry| self.entries[entry].place.is_none());
        let still_open: Vec<usize> = self.open.split_off(ours.unwrap_or(0)).into_iter().skip(1).collect();
        self.unclosed(&still_open);
    }

    /// Tells of elements that should be closed by now: the outermost, for the others stand in it.
    fn unclosed(&mut self, entries: &[usize]) {
        let is_told = |entry: &&usize| !self.entries[**entry].is_refused && !may_stay_open(&self.entries[**entry].name);
        let Some(&first) = entries.iter().find(is_told).filter(|_| !self.is_lost) else { return };
        let more = entries.iter().filter(is_told).count() - 1;
        let OpenElement { name, place: Some(place), .. } = &self.entries[first] else { return };
        let message = match more {
            0 => format!("`<{name}>` is not closed"),
            more => format!("`<{name}>` is not closed, nor are {more} in it"),
        };
        let slash = self.text(place).ends_with("/>");
        let help = if slash {
            format!("a slash closes nothing in HTML: write `<{name}></{name}>`")
        } else {
            format!("write `</{name}>` where it ends: in the paragraph, list item, quotation or cell that it begins in")
        };
        self.unknown(place.clone(), &message, &help);
    }

    fn unfinished(&mut self, kind: &TokenKind, place: PieceRange) {
        if self.is_lost {
            return;
        }
        self.is_lost = true;
        let (message, help) = match kind {
            TokenKind::Comment => ("this comment is not closed", "end it with `-->`"),
            TokenKind::Start(_) | TokenKind::End(_) | TokenKind::Doctype => {
                ("this tag is not closed", "end it with `>`, with no empty line in it")
            }
        };
        self.fault(place, message, help);
    }

    fn start(&mut self, number: usize, tag: &Tag, place: PieceRange) {
        let is_in_harmful = self.open.last().is_some_and(|&entry| self.entries[entry].is_harmful);
        let verdict = if is_in_harmful {
            // What it holds is no second mistake.
            Verdict::Harmful
        } else if is_element(&tag.name) {
            Verdict::Fine
        } else if is_harmful_element(&tag.name, self.rest(&place)) {
            Verdict::Harmful
        } else {
            Verdict::Unknown
        };
        let message = format!("a page may not hold <{}>", tag.name);
        match verdict {
            _ if is_in_harmful => {}
            Verdict::Harmful => self.fault(place.clone(), &message, &help_instead(&tag.name)),
            Verdict::Unknown if is_placeholder(&tag.name) && tag.attributes.is_empty() && !tag.closes_itself => {
                let written = self.text(&place);
                let message = format!("`{written}` is not HTML, so it is shown as text");
                let help = format!("write `\\{written}`, or back-ticks around it, if that is meant");
                let fault = Self::make(place.clone(), &message, &help);
                self.faults.push(HtmlError { code: Code::AngleBrackets, mask: Some(Mask::Text), ..fault });
            }
            Verdict::Unknown => {
                self.unknown(place.clone(), &message, &help_of(&tag.name, self.text(&place)));
                self.attributes(tag, &place);
            }
            Verdict::Fine => self.attributes(tag, &place),
        }
        self.is_lost |= changes_reading(&tag.name);
        self.end_open_ones(&tag.name);
        self.enter(number, tag, Some(place), verdict);
    }

    fn attributes(&mut self, tag: &Tag, place: &PieceRange) {
        if tag.attributes.is_empty() {
            return;
        }
        let is_known = is_element(&tag.name);
        // A browser takes the first one. Were that left out, because it leads nowhere, one that nobody has looked at would come into force.
        let repeated = if is_known { scan::repeated_attributes(self.text(place)) } else { Vec::new() };
        for (name, found) in repeated {
            let range = place.1.start + found.start..place.1.start + found.end;
            let message = format!("this tag has the attribute `{name}` already");
            let fault = Self::make((place.0, range), &message, "remove it: a browser takes the first one");
            self.faults.push(HtmlError { code: Code::UnknownHtml, mask: Some(Mask::Nothing), ..fault });
        }
        for (name, value) in &tag.attributes {
            let is_attribute = is_attribute(&tag.name, name);
            let is_harmful = is_attribute || is_harmful_attribute(name, value);
            if !is_known && !is_harmful {
                // The element is told, and draws none.
                continue;
            }
            let (what, help) = if !is_attribute {
                let help = match name.as_str() {
                    "style" => "remove it; styling belongs in the theme's style sheet".into(),
                    name if name.starts_with("on") => "scripts and styles belong in the theme".into(),
                    name => format!("remove it; `<{}>` has no `{name}` in the guide's table", tag.name),
                };
                (format!("the attribute `{name}`"), help)
            } else if let Some(what) = refuse_value(name, value) {
                (what, "give it another name".into())
            } else {
                continue;
            };
            let (piece, range) = place;
            let tag = self.text(place);
            let written = if is_harmful { scan::attribute(tag, name) } else { scan::whole_attribute(tag, name) };
            let range = written.map_or(range.clone(), |found| range.start + found.start..range.start + found.end);
            let fault = Self::make((*piece, range), &format!("a page may not hold {what}"), &help);
            self.faults.push(if is_harmful {
                fault
            } else {
                HtmlError { code: Code::UnknownHtml, mask: Some(Mask::Nothing), ..fault }
            });
        }
    }

    fn end(&mut self, name: &str, place: PieceRange) {
        if is_void(name) {
            return;
        }
        let of_author = self.open.iter().rev().take_while(|&&entry| self.entries[entry].place.is_some()).count();
        let first = self.open.len() - of_author;
        if let Some(at) = self.open[first..].iter().rposition(|&entry| self.entries[entry].name == name) {
            let still_open: Vec<usize> = self.open.split_off(first + at).into_iter().skip(1).collect();
            return self.unclosed(&still_open);
        }
        if self.is_lost {
            return;
        }
        let is_in_paragraph = || self.open.iter().any(|&entry| self.entries[entry].name == "p");
        if name == "p" && !is_in_paragraph() {
            let holder = self.open.last().copied().filter(|&entry| self.entries[entry].ended > 0);
            if let Some(holder) = holder {
                self.entries[holder].ended -= 1;
                return;
            }
        }
        let help = if is_element(name) {
            format!("remove it, or write `<{name}>` where it begins: in the same paragraph, list item, quotation or cell")
        } else {
            "remove it".to_owned()
        };
        let message = format!("`</{name}>` closes nothing that was opened here");
        let closes = |open: &str| open == name || is_heading(open) && is_heading(name);
        if self.open.iter().any(|&entry| closes(&self.entries[entry].name)) {
            // What it would close stands around the block.
            self.fault(place, &message, &help);
        } else {
            self.unknown(place, &message, &help);
        }
    }

    /// Ends the elements of the author's that end of their own accord when the next one begins.
    fn end_open_ones(&mut self, next: &str) {
        while let Some(&top) = self.open.last()
            && self.entries[top].place.is_some()
            && ends(&self.entries[top].name, next)
        {
            self.open.pop();
            if self.entries[top].name == "p"
                && let Some(&holder) = self.open.last()
            {
                self.entries[holder].ended += 1;
            }
        }
    }

    fn enter(&mut self, token: usize, tag: &Tag, place: Option<PieceRange>, verdict: Verdict) {
        let (is_refused, is_harmful) = (verdict != Verdict::Fine, verdict == Verdict::Harmful);
        let around = self.open.last().copied();
        if !is_refused {
            self.around.push(Start { token, name: tag.name.clone(), place: place.clone(), around });
        }
        // A drawing of ours holds elements that close themselves.
        let is_closed = is_void(&tag.name) || tag.closes_itself && place.is_none();
        if !is_closed {
            self.open.push(self.entries.len());
            self.entries.push(OpenElement { token, name: tag.name.clone(), place, around, is_refused, is_harmful, ended: 0 });
        }
    }

    fn too_deep(&mut self) {
        let innermost = self.open.iter().rev().find_map(|&entry| self.entries[entry].place.clone());
        let place = innermost.unwrap_or_else(|| self.last_piece());
        let fault = Self::make(place, "this is nested more deeply than a browser draws", "close what is open, or split the page");
        self.faults
            .retain(|found| !matches!(found.code, Code::RefusedHtml | Code::UnknownHtml) || !found.message.contains("closed"));
        self.faults.push(HtmlError { code: Code::NestedTooDeeply, ..fault });
    }

    /// The tags of each piece, read on its own, are the tags of the page: what is known of its links is what is there.
    fn reads_alike(&mut self, tree: &HtmlTree) {
        let mut read: Vec<Vec<&Tag>> = vec![Vec::new(); self.pieces.len()];
        let mut is_drawn = vec![false; self.pieces.len()];
        self.skeleton.parts.iter().for_each(|part| is_drawn[part.piece] = true);
        for token in &tree.tokens {
            if let (TokenKind::Start(tag), Authorship::Authors((piece, _))) = (&token.kind, self.origin(&token.range)) {
                read[piece].push(tag);
            }
        }
        let differs = |number: &usize| {
            let alone = scan::tags(self.pieces[*number]);
            let same = |(a, b): (&&Tag, &scan::Written)| {
                let mut attributes = a.attributes.clone();
                attributes.sort();
                a.name == b.0 && attributes == b.1
            };
            is_drawn[*number] && (alone.len() != read[*number].len() || !read[*number].iter().zip(&alone).all(same))
        };
        if let Some(number) = (0..self.pieces.len()).find(differs) {
            let place = (number, 0..self.pieces[number].trim_end().len());
            self.fault(place, "this HTML can be read in two ways", "write each tag whole, with quotes around its values");
        }
    }

    /// Checks that every element is in the tree once, and in the element that it was written in.
    fn places(&mut self, tree: &HtmlTree) {
        let mut of_tag: Vec<Vec<usize>> = vec![Vec::new(); tree.tokens.len()];
        for (number, element) in tree.elements.iter().enumerate() {
            if let Some(tag) = element.tag {
                of_tag[tag].push(number);
            }
        }
        for start in std::mem::take(&mut self.around) {
            let is_fine = match of_tag[start.token][..] {
                [element] if start.place.is_some() && tree.elements[element].name != start.name => Err(None),
                [element] => self.stands(tree, element, &start),
                [] => Err(None),
                [..] => Err(start.around),
            };
            let Err(culprit) = is_fine else { continue };
            let culprit = culprit.filter(|&entry| self.entries[entry].place.is_some());
            let (message, help) = match (&start.place, culprit) {
                (Some(_), Some(around)) => {
                    let around = &self.entries[around].name;
                    (format!("`<{}>` cannot be in `<{around}>`", start.name), format!("close `<{around}>` before it"))
                }
                (Some(_), None) => {
                    let help =
                        "write it inside what it belongs to, or on lines of its own with an empty line before and after it";
                    (format!("`<{}>` cannot be here", start.name), help.to_owned())
                }
                (None, culprit) => {
                    let name = culprit.map_or("this HTML".to_owned(), |entry| format!("`<{}>`", self.entries[entry].name));
                    let message = format!("{name} does not hold the Markdown that is written in it");
                    (message, "write what it holds as HTML, or leave it out".to_owned())
                }
            };
            let of_culprit = culprit.and_then(|entry| self.entries[entry].place.clone());
            let place = start.place.or(of_culprit).unwrap_or_else(|| self.nearest(start.token, tree));
            self.fault(place, &message, &help);
            // What follows from it is no second mistake.
            return;
        }
    }

    /// Compares what stands around an element in the tree with what was written around it. Where they differ, the error
    /// is what does not hold it.
    fn stands(&mut self, tree: &HtmlTree, element: usize, start: &Start) -> Result<(), Option<usize>> {
        let mut found = tree.elements[element].parent;
        let mut next = || loop {
            let at = found?;
            found = tree.elements[at].parent;
            if let Some(tag) = tree.elements[at].tag {
                return Some(tag);
            }
        };
        let mut around = next();
        let mut ended = None;
        let mut written = start.around;
        while let Some(number) = written {
            let entry = &self.entries[number];
            written = entry.around;
            if around == Some(entry.token) {
                around = next();
            } else if entry.name == "p" {
                // It ends before something that no paragraph holds, and nothing is lost.
                ended = Some(number).filter(|_| entry.place.is_none()).or(ended);
            } else {
                return Err(Some(number));
            }
        }
        if around.is_some() {
            return Err(self.entries.iter().position(|entry| Some(entry.token) == around));
        }
        if let (Some(_), Some(place)) = (ended, &start.place)
            && !self.faults.iter().any(|fault| fault.piece == place.0)
        {
            let message = format!("`<{}>` ends the paragraph that it is in", start.name);
            let help = "write it on lines of its own, with an empty line before and after it";
            let fault = Self::make(place.clone(), &message, help);
            self.faults.push(HtmlError { code: Code::HtmlEndsParagraph, ..fault });
        }
        Ok(())
    }

    /// The last place of the author's before a token.
    fn nearest(&self, token: usize, tree: &HtmlTree) -> PieceRange {
        let before = tree.tokens[..token].iter().rev().find_map(|token| match self.origin(&token.range) {
            Authorship::Authors(place) | Authorship::Across(place) => Some(place),
            Authorship::Ours => None,
        });
        before.unwrap_or_else(|| self.last_piece())
    }

    fn last_piece(&self) -> PieceRange {
        let whole = || {
            let piece = self.skeleton.parts.last().map_or(0, |part| part.piece);
            (piece, 0..self.pieces.get(piece).map_or(0, |text| text.trim_end().len()))
        };
        self.last.clone().unwrap_or_else(whole)
    }

    fn origin(&self, range: &Range<usize>) -> Authorship {
        let part = |byte: usize| {
            let after = self.skeleton.parts.partition_point(|part| part.range.start <= byte);
            after.checked_sub(1).map(|at| &self.skeleton.parts[at]).filter(|part| byte < part.range.end)
        };
        let Some(first) = part(range.start) else { return Authorship::Ours };
        let start = first.from + range.start - first.range.start;
        match part(range.end - 1) {
            Some(last) if last.piece == first.piece => {
                Authorship::Authors((first.piece, start..last.from + range.end - last.range.start))
            }
            _ => {
                let rest = self.pieces[first.piece].get(start..).unwrap_or("");
                Authorship::Across((first.piece, start..start + rest.lines().next().unwrap_or("").trim_end().len()))
            }
        }
    }

    fn text(&self, (piece, range): &PieceRange) -> &str {
        self.pieces[*piece].get(range.clone()).unwrap_or("")
    }

    /// What is written behind a tag, in its piece.
    fn rest(&self, (piece, range): &PieceRange) -> &str {
        self.pieces[*piece].get(range.end..).unwrap_or("")
    }

    fn make((piece, range): PieceRange, message: &str, help: &str) -> HtmlError {
        let code = Code::RefusedHtml;
        HtmlError { piece, range, code, message: message.to_owned(), help: help.to_owned(), mask: None }
    }

    fn fault(&mut self, place: PieceRange, message: &str, help: &str) {
        let fault = Self::make(place, message, help);
        self.faults.push(fault);
    }

    /// A tag that is wrong and does no harm, because it may be drawn as text.
    fn unknown(&mut self, place: PieceRange, message: &str, help: &str) {
        let fault = Self::make(place, message, help);
        self.faults.push(HtmlError { code: Code::UnknownHtml, mask: Some(Mask::Text), ..fault });
    }
}

/// The help for an element that is not in the table; capitals are how other tools write their components.
fn help_of(name: &str, written: &str) -> String {
    if is_placeholder(name) && written[1..].starts_with(|c: char| c.is_ascii_uppercase()) {
        return "it is a component of another tool: say in Markdown what it shows".into();
    }
    help_instead(name)
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
