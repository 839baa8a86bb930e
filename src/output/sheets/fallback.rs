//! Fallback for a sheet that the layout engine refuses: removes what cannot be printed, and reports it.
//!
//! No content of a page may stop a build. What is known to be refused is filtered earlier; this is for the unknown. An error
//! of a theme's own template stays an error.

use std::{collections::BTreeMap, ops::Range};

use serde_json::Value;

use super::{Sheet, SheetKind};
use crate::{
    diagnostic::{Code, Diagnostic},
    manuscript::data::DataFile,
    output::Inputs,
    prose::{BlockNode, InlineNode},
    source::{SitePath, Span},
    theme::{DOCUMENT, DocumentData, PartData, paper::LayoutInput},
};

/// A refused layout.
pub struct RefusedSheet<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The input that was refused.
    pub input: LayoutInput,
    /// The place of each picture's first use, by its name in the data.
    pub shown: &'a BTreeMap<String, Span>,
    /// The engine's findings.
    pub found: Vec<Diagnostic>,
}

/// Maximum number of attempts to print parts of a document; what has not succeeded by then is left out.
const MAX_ATTEMPTS: usize = 150;

/// An input that can be printed, with a finding for each thing that was left out.
///
/// # Errors
/// The engine's findings, when the template is to blame, or nothing at all can be printed.
pub fn print_without_refused(
    inputs: &Inputs,
    refused: RefusedSheet<'_>,
) -> Result<(LayoutInput, Vec<Diagnostic>), Vec<Diagnostic>> {
    let paper_engine = &inputs.theme.paper_engine;
    let RefusedSheet { sheet, mut input, shown, found } = refused;
    if !paper_engine.blames_content(&input) {
        return Err(found);
    }
    let mut remarks = Vec::new();
    let Ok(mut data) = serde_json::from_slice::<Value>(&input.data) else { return Err(found) };
    let lost: Vec<String> = input
        .pictures
        .iter()
        .filter(|(name, bytes)| !paper_engine.prints_picture(name, bytes))
        .map(|(name, _)| name.clone())
        .collect();
    for name in lost {
        input.pictures.remove(&name);
        remove_picture(&mut data, &name);
        if let Some(place) = shown.get(&name) {
            let message = "the layout engine cannot print this picture, so its text is shown there instead";
            remarks.push(Diagnostic::new(Code::Unprinted, *place, message).help("save it again as another kind of picture"));
        }
    }
    let prints = |data: &Value| {
        let input =
            LayoutInput { template: input.template, data: data.to_string().into_bytes(), pictures: input.pictures.clone() };
        paper_engine.prints(&input)
    };
    let reason = found.first().map_or("", |found| found.message.rsplit(": ").next().unwrap_or_default()).to_owned();
    if !prints(&data) && input.template == DOCUMENT {
        for anchor in reduce(&mut data, &prints) {
            let place = part(inputs, &anchor).unwrap_or(inputs.theme.named);
            remarks.push(untold(place, &format!("a part of this page cannot be printed in `{}`: {reason}", sheet.id)));
        }
    }
    if !prints(&data) {
        remarks.push(untold(place(inputs, sheet), &format!("the sheet `{}` cannot be printed: {reason}", sheet.id)));
        input.template = DOCUMENT;
        placeholder(&mut data, inputs.theme.word("paper_not_printed"), &sheet.title);
        let title = sheet.id.clone();
        let is_printed = |data: &Value| {
            paper_engine.prints(&LayoutInput {
                data: data.to_string().into_bytes(),
                template: DOCUMENT,
                pictures: BTreeMap::new(),
            })
        };
        if !is_printed(&data) {
            placeholder(&mut data, inputs.theme.word("paper_not_printed"), &title);
        }
        if !is_printed(&data) {
            return Err(found);
        }
        input.pictures.clear();
    }
    input.data = data.to_string().into_bytes();
    Ok((input, remarks))
}

fn untold(place: Span, message: &str) -> Diagnostic {
    Diagnostic::new(Code::Unprinted, place, message)
        .help("it is shown on screen as it is; write it in another way, and report it to the makers of readybook")
}

/// Replaces the data by a document whose only paragraph is `word`.
fn placeholder(data: &mut Value, word: &str, title: &str) {
    let paragraph = BlockNode::Paragraph { body: vec![InlineNode::Text { text: word.to_owned() }] };
    let part =
        PartData { title: title.to_owned(), anchor: String::new(), level: 1, summary: String::new(), blocks: vec![paragraph] };
    let own = DocumentData { summary: String::new(), parts: vec![part] };
    if let (Value::Object(data), Ok(Value::Object(own))) = (data, serde_json::to_value(&own)) {
        data.insert("title".into(), title.into());
        data.extend(own);
    }
}

/// Replaces every `file` with this name in the data by null.
fn remove_picture(data: &mut Value, name: &str) {
    match data {
        Value::Array(values) => values.iter_mut().for_each(|value| remove_picture(value, name)),
        Value::Object(map) => {
            for (key, value) in map {
                if key == "file" && value.as_str() == Some(name) {
                    *value = Value::Null;
                } else {
                    remove_picture(value, name);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Removes blocks that cannot be printed from the parts of a document; returns the anchors of the changed parts.
fn reduce(data: &mut Value, prints: &dyn Fn(&Value) -> bool) -> Vec<String> {
    let mut whole = data.clone();
    let Some(parts) = data.get_mut("parts").and_then(Value::as_array_mut) else { return Vec::new() };
    let mut attempts = 0;
    let mut with_parts = |parts: &[Value]| {
        attempts += 1;
        whole["parts"] = parts.to_vec().into();
        attempts <= MAX_ATTEMPTS && prints(&whole)
    };
    let mut touched = Vec::new();
    for number in bisect(parts, &mut with_parts) {
        let part = &mut parts[number];
        touched.push(part["anchor"].as_str().unwrap_or_default().to_owned());
        let blocks = part["blocks"].as_array().cloned().unwrap_or_default();
        let mut alone = part.clone();
        let worse = bisect(&blocks, &mut |blocks| {
            alone["blocks"] = blocks.to_vec().into();
            with_parts(std::slice::from_ref(&alone))
        });
        let kept = blocks.into_iter().enumerate().filter(|(number, _)| !worse.contains(number)).map(|(_, block)| block);
        part["blocks"] = kept.collect::<Vec<_>>().into();
    }
    touched
}

/// Indexes of the refused pieces, found by bisection.
fn bisect(pieces: &[Value], are_good: &mut dyn FnMut(&[Value]) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Vec<Range<usize>> = std::iter::once(0..pieces.len()).collect();
    while let Some(range) = open.pop() {
        if range.is_empty() || are_good(&pieces[range.clone()]) {
            continue;
        }
        if range.len() == 1 {
            found.push(range.start);
            continue;
        }
        let middle = range.start + range.len() / 2;
        open.extend([middle..range.end, range.start..middle]);
    }
    found
}

/// The source of the page that a part of a document prints.
fn part(inputs: &Inputs, anchor: &str) -> Option<Span> {
    let number: usize = anchor.strip_prefix("page-")?.parse().ok()?;
    source(inputs, &inputs.handbook.index.tree.node(number).address)
}

/// The source of a sheet's content; for one without, where the theme is named.
fn place(inputs: &Inputs, sheet: &Sheet) -> Span {
    let handbook = &inputs.handbook;
    let own = match &sheet.kind {
        SheetKind::Checklist(number) | SheetKind::Changes(number) => Some(handbook.checklists[*number].header.id.span),
        SheetKind::Duties(page, _) | SheetKind::Matrix(page) => of_data(&page.data),
        SheetKind::Guardrails(page) => of_data(&page.data),
        SheetKind::Agenda | SheetKind::Decision | SheetKind::HardStops | SheetKind::Path | SheetKind::Document(_) => None,
    };
    own.unwrap_or(inputs.theme.named)
}

fn source(inputs: &Inputs, address: &SitePath) -> Option<Span> {
    let handbook = &inputs.handbook;
    let page = handbook.page_at(address).map(|page| Span::start_of(page.title.span.file));
    let checklist = || handbook.checklists.iter().find(|list| list.address() == *address).map(|list| list.header.id.span);
    let data = || {
        handbook.data.iter().find(|data| handbook.index.addresses.get(&data.path) == Some(address)).and_then(|data| of_data(data))
    };
    page.or_else(checklist).or_else(data)
}

fn of_data(data: &DataFile) -> Option<Span> {
    data.title.as_ref().map(|title| title.span)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(parts: &[&[&str]]) -> Value {
        let part =
            |(number, blocks): (usize, &&[&str])| json!({"anchor": format!("page-{number}"), "title": "T", "blocks": blocks});
        json!({"title": "T", "parts": parts.iter().enumerate().map(part).collect::<Vec<_>>()})
    }

    #[test]
    fn only_what_is_refused_is_left_out() {
        let mut data = document(&[&["a", "b"], &["c", "bad", "d", "bad"], &[], &["e"], &["bad"]]);
        let asked = std::cell::Cell::new(0);
        let prints = |data: &Value| {
            asked.set(asked.get() + 1);
            !data.to_string().contains("bad")
        };
        assert_eq!(reduce(&mut data, &prints), ["page-1", "page-4"]);
        assert_eq!(data, document(&[&["a", "b"], &["c", "d"], &[], &["e"], &[]]));
        assert!(asked.get() < 40, "{}", asked.get());
    }

    #[test]
    fn a_picture_is_taken_out_wherever_it_stands() {
        let mut data = json!({"parts": [{"file": "/images/a.png", "alt": "/images/a.png"}, [{"file": "/images/b.png"}]]});
        remove_picture(&mut data, "/images/a.png");
        assert_eq!(data, json!({"parts": [{"file": null, "alt": "/images/a.png"}, [{"file": "/images/b.png"}]]}));
    }
}
