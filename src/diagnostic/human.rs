//! Findings as a person reads them: the line, the place underlined, what to do.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};

use super::{Diagnostic, Severity};
use crate::source::{Sources, Span, floor_char_boundary};

/// Colours or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// For a terminal.
    Coloured,
    /// For a file, a pipe and a test.
    Plain,
}

/// So many bytes of a place, and of its line behind it, are looked at.
const REACH: usize = 160;

/// Draws one finding; `prefix` is the handbook's folder as it was typed, so that a terminal can open the path.
#[must_use]
pub fn draw(diagnostic: &Diagnostic, sources: &Sources, prefix: &str, look: Look) -> String {
    let renderer = match look {
        Look::Coloured => Renderer::styled(),
        Look::Plain => Renderer::plain(),
    }
    .decor_style(DecorStyle::Ascii)
    .term_width(120);
    let Diagnostic { span, code, severity, message, label, also, help } = diagnostic;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level.primary_title(message.as_str()).id(code.name()).elements(Vec::<Origin<'_>>::new());
    let mut places: Vec<(Span, &str, AnnotationKind)> = vec![(*span, label, AnnotationKind::Primary)];
    places.extend(also.iter().map(|label| (label.span, label.text.as_str(), AnnotationKind::Context)));
    while let Some(file) = places.first().map(|place| place.0.file) {
        let (here, rest): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| place.0.file == file);
        places = rest;
        group = add_file(group, sources, prefix, &here);
    }
    if let Some(help) = help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let mut drawn = renderer.render(&[group]);
    drawn.push('\n');
    drawn
}

fn add_file<'a>(group: Group<'a>, sources: &Sources, prefix: &str, places: &[(Span, &'a str, AnnotationKind)]) -> Group<'a> {
    let source = sources.file(places[0].0.file);
    let path = format!("{prefix}{}", source.path);
    if source.text.trim().is_empty() {
        return group.element(Origin::path(path).line(1).char_column(1));
    }
    let windows: Vec<Window> = places.iter().map(|place| window(&source.text, place.0)).collect();
    let start = windows.iter().map(|one| one.start).min().unwrap_or(0);
    let end = windows.iter().map(|one| one.end).max().unwrap_or(0);
    // What a terminal would do to a tab or a line end must not move the underline.
    let text = source.text[start..end].replace(['\t', '\r'], " ");
    let mut snippet = Snippet::source(text).line_start(sources.line_column(source.id, start).0).path(path);
    for (window, (_, label, kind)) in windows.iter().zip(places) {
        let range = window.place.start - start..window.place.end - start;
        snippet = snippet.annotation(kind.span(range).label(Some(*label).filter(|label| !label.is_empty())));
    }
    group.element(snippet)
}

/// The lines of a place. The renderer cuts long lines to the terminal; what lies far behind the place is cut here.
struct Window {
    start: usize,
    end: usize,
    place: Range<usize>,
}

fn window(text: &str, span: Span) -> Window {
    let start = floor_char_boundary(text, span.start as usize);
    let mut end = floor_char_boundary(text, span.end as usize).max(start);
    // A place that runs over several lines is shown by its first.
    if let Some(line) = text[start..end].find(['\n', '\r']) {
        end = start + line.max(usize::from(line == 0 && end > start));
    }
    let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |n| end + n);
    end = floor_char_boundary(text, end.min(start + REACH));
    Window { start: line_start, end: floor_char_boundary(text, line_end.min(end + REACH)).max(end), place: start..end }
}
