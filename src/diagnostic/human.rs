//! Findings as a person reads them: the line, the place underlined, what to do.

use std::{borrow::Cow, fmt::Write as _, ops::Range};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};

use super::{Diagnostic, Severity};
use crate::source::{Source, Sources, Span, floor_char_boundary};

/// Whether ANSI colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourChoice {
    /// For a terminal.
    Coloured,
    /// For a file, a pipe and a test.
    Plain,
}

/// How many bytes of a span, and of its line behind it, are shown at most.
const REACH: usize = 160;

/// A line that begins more bytes than this before the span is cut on its left; spans in one line that are more bytes apart are drawn as
/// separate snippets, for all text between them is laid out.
const LONG_LINE: usize = 4096;

/// Spans of one file that are more bytes apart than this are drawn as separate snippets, for all text between them is scanned.
const APART: u32 = 64 << 10;

/// How many bytes of a message are shown at most: it may quote a name of any length.
const MAX_MESSAGE: usize = 1000;

/// Renders one finding with its source lines; `prefix` is the handbook's folder as it was typed, so that a terminal can
/// open the path.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &Sources, prefix: &str, colour: ColourChoice) -> String {
    let renderer = match colour {
        ColourChoice::Coloured => Renderer::styled(),
        ColourChoice::Plain => Renderer::plain(),
    }
    .decor_style(DecorStyle::Ascii)
    .term_width(120);
    let Diagnostic { span, code, severity, message, label, also, help, owner: _, fix: _ } = diagnostic;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level.primary_title(escape_for_terminal(message)).id(code.name()).elements(Vec::<Origin<'_>>::new());
    let mut places: Vec<(Span, &str, AnnotationKind)> = vec![(*span, label, AnnotationKind::Primary)];
    places.extend(also.iter().map(|label| (label.span, label.text.as_str(), AnnotationKind::Context)));
    // Places as the renderer would tell them, and as they are.
    let mut moved = Vec::new();
    while let Some(first) = places.first().map(|place| place.0) {
        let (here, rest): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| is_near(sources, first, place.0));
        places = rest;
        group = add_file(group, sources, prefix, &here, &mut moved);
    }
    if let Some(help) = help {
        group = group.element(Level::HELP.message(escape_for_terminal(help)));
    }
    let mut drawn = renderer.render(&[group]);
    for (told, place) in moved {
        drawn = drawn.replacen(&told, &place, 1);
    }
    drawn.push('\n');
    drawn
}

/// Escapes a text for one line of a terminal: controls and bidirectional overrides become `\u{…}`, line breaks `\n`, a tab a
/// blank; it is cut after 1,000 bytes. What a stranger wrote could otherwise move the cursor, colour the screen, or begin a
/// line of its own, which a pipeline might obey.
#[must_use]
pub fn escape_for_terminal(text: &str) -> Cow<'_, str> {
    let is_long = text.len() > MAX_MESSAGE;
    if !is_long && !text.contains(is_control_or_bidi) {
        return Cow::Borrowed(text);
    }
    let cut = floor_char_boundary(text, MAX_MESSAGE);
    let mut shown = String::with_capacity(cut);
    for c in text[..cut].chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push(' '),
            c if is_control_or_bidi(c) => {
                // Writing to a string does not fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    if is_long {
        shown.push_str(" …");
    }
    Cow::Owned(shown)
}

/// Escapes a text of several lines for a terminal: line breaks and tabs stay, other controls and bidirectional overrides
/// become U+FFFD.
#[must_use]
pub fn escape_lines_for_terminal(text: &str) -> String {
    text.replace(|c| is_control_or_bidi(c) && !matches!(c, '\n' | '\t'), "\u{fffd}")
}

/// Controls, other ends of lines, and what turns the direction of writing.
pub fn is_control_or_bidi(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether two spans are drawn in one snippet.
fn is_near(sources: &Sources, one: Span, other: Span) -> bool {
    let distance = one.start.abs_diff(other.start);
    let line = |span: Span| sources.file(span.file).line_start(span.start as usize);
    one.file == other.file && distance <= APART && (distance as usize <= LONG_LINE || line(one) != line(other))
}

fn add_file<'a>(
    group: Group<'a>,
    sources: &Sources,
    prefix: &str,
    places: &[(Span, &'a str, AnnotationKind)],
    moved: &mut Vec<(String, String)>,
) -> Group<'a> {
    let source = sources.file(places[0].0.file);
    let path = escape_for_terminal(&format!("{prefix}{}", source.path)).into_owned();
    if source.is_blank() {
        return group.element(Origin::path(path).line(1).char_column(1));
    }
    let windows: Vec<Window> = places.iter().map(|place| window(source, place.0)).collect();
    let start = windows.iter().map(|one| one.start).min().unwrap_or(0);
    let end = windows.iter().map(|one| one.end).max().unwrap_or(0);
    let line = sources.line_column(source.id, start).0;
    let mut snippet = Snippet::source(tame(&source.text[start..end])).line_start(line);
    for (window, (_, label, kind)) in windows.iter().zip(places) {
        let range = window.place.start - start..window.place.end - start;
        snippet = snippet.annotation(kind.span(range).label(Some(escape_for_terminal(label)).filter(|label| !label.is_empty())));
    }
    if source.line_start(start) == start {
        return group.element(snippet.path(path));
    }
    // The renderer counts columns from where the line was cut, so the place is put in afterwards.
    let start_of = |text: &str, end: usize| 1 + text[start..end].chars().count();
    let (line, column) = sources.line_column(source.id, windows[0].place.start);
    let stand_in = format!("\u{e000}{}\u{e001}", moved.len());
    moved.push((
        format!("{stand_in}:{line}:{}", start_of(&source.text, windows[0].place.start)),
        format!("{path}:{line}:{column}"),
    ));
    group.element(snippet.path(stand_in))
}

/// Replaces tabs, carriage returns and controls beyond ASCII in a source line by spaces and marks of the same byte length,
/// so that underlines stay in place. The renderer itself shows the controls of ASCII.
fn tame(text: &str) -> String {
    let tamed = text.replace(['\t', '\r'], " ");
    if !tamed.contains(|c| is_control_or_bidi(c) && !matches!(c, '\n' | '\0'..='\x7f')) {
        return tamed;
    }
    let tame = |c: char| match c {
        '\n' | '\0'..='\x7f' => c,
        // A control of two bytes, and a mark of three.
        c if is_control_or_bidi(c) => {
            if c.len_utf8() == 2 {
                '¤'
            } else {
                '\u{fffd}'
            }
        }
        c => c,
    };
    tamed.chars().map(tame).collect()
}

/// The excerpt that is drawn for a span, in byte offsets of the file. The renderer cuts long lines to the terminal; what is
/// far behind the span is cut here.
struct Window {
    start: usize,
    end: usize,
    place: Range<usize>,
}

fn window(source: &Source, span: Span) -> Window {
    let text: &str = &source.text;
    let start = floor_char_boundary(text, span.start as usize);
    let mut end = floor_char_boundary(text, (span.end as usize).min(start + REACH)).max(start);
    // A place that runs over several lines is shown by its first.
    if let Some(line) = text[start..end].find(['\n', '\r']) {
        end = start + line.max(usize::from(line == 0 && end > start));
    }
    let line_start = source.line_start(start);
    let from = if start - line_start > LONG_LINE { floor_char_boundary(text, start - REACH) } else { line_start };
    let reach = floor_char_boundary(text, end + REACH);
    let to = text[end..reach].find('\n').map_or(reach, |n| end + n);
    Window { start: from, end: to.max(end), place: start..end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Code,
        source::{SourcePath, Sources},
    };

    #[test]
    fn what_would_steer_a_terminal_is_spelled_out() {
        assert_eq!(escape_for_terminal("a\u{1b}[2Jb\n::error::\u{202e}c\u{9b}d"), "a\\u{1b}[2Jb\\n::error::\\u{202e}c\\u{9b}d");
        assert_eq!(escape_for_terminal("plain – ‘text’"), "plain – ‘text’");
    }

    #[test]
    fn nothing_that_is_drawn_holds_a_control_of_the_content() {
        let text = "a\u{1b}]0;x\u{7} \u{9b}31m \u{202e}b \u{2028}::error:: \u{85} here\n";
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("con\u{1b}[1mtent/a.md"), text.into(), true);
        let at = text.find("here").unwrap();
        let drawn = render(
            &Diagnostic::new(Code::BrokenLink, Span::new(id, at..at + 4), text).label(text).help(text),
            &sources,
            "",
            ColourChoice::Plain,
        );
        assert!(!drawn.replace('\n', "").contains(is_control_or_bidi), "{drawn:?}");
        assert!(drawn.lines().all(|line| !line.trim_start().starts_with("::e")), "{drawn}");
    }

    #[test]
    fn a_place_far_into_a_line_or_far_from_another_is_drawn_from_what_lies_around_it() {
        let text = format!("{}here{}\n{}\nthere\n", "word ".repeat(100_000), " more".repeat(100_000), "line\n".repeat(100_000));
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("a.md"), text.as_str().into(), true);
        let span = |word: &str| Span::new(id, text.find(word).unwrap()..text.find(word).unwrap() + word.len());
        let found = Diagnostic::new(Code::BrokenLink, span("here"), "wrong").label("first").also(span("there"), "second");
        let drawn = render(&found, &sources, "", ColourChoice::Plain);
        assert!(drawn.contains("--> a.md:1:500001\n") && drawn.contains("::: a.md:100003:1"), "{drawn}");
        assert!(drawn.len() < 1500 && drawn.contains("^^^^ first") && drawn.contains("----- second"), "{drawn}");
        // In one line, near and far.
        let line = format!("here {}there {}where\n", "word ".repeat(700), "word ".repeat(700));
        let id = sources.add(SourcePath::new("b.md"), line.as_str().into(), true);
        let at = |word: &str| Span::new(id, line.find(word).unwrap()..line.find(word).unwrap() + word.len());
        let drawn = |word: &str| {
            let found = Diagnostic::new(Code::BrokenLink, at(word), "wrong").label("first").also(at("here"), "second");
            render(&found, &sources, "", ColourChoice::Plain)
        };
        assert!(drawn("there").contains("--> b.md:1:3506\n") && !drawn("there").contains(":::"), "{}", drawn("there"));
        assert!(drawn("where").contains("--> b.md:1:7012\n") && drawn("where").contains("::: b.md:1:1"), "{}", drawn("where"));
    }
}
