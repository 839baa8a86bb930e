//! The input of a layout: a sheet's data as JSON, with U+FFFD for every character without a glyph.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::Value;

use super::PaperEngine;
use crate::theme::SheetData;

/// The input of one layout. Equal inputs give equal layouts, so an older layout is reused if its input is equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutInput {
    /// The template's name below `paper/`, as in `green-light.typ`.
    pub template: &'static str,
    /// Its data as UTF-8 JSON, which the template reads as `/data.json`.
    pub data: Vec<u8>,
    /// Bytes of pictures by their path in the data, as in `/images/zones.svg`.
    pub pictures: BTreeMap<String, Arc<[u8]>>,
}

impl LayoutInput {
    /// The input for a sheet's data, and the characters without a glyph in it.
    #[must_use]
    pub fn new(
        paper_engine: &PaperEngine,
        data: &SheetData<'_>,
        pictures: BTreeMap<String, Arc<[u8]>>,
    ) -> (Self, BTreeSet<char>) {
        // Structs of texts, numbers and lists always have this form.
        let mut own = serde_json::to_string(data).unwrap_or_default();
        let mut lost = BTreeSet::new();
        // A control character is an escape in JSON.
        let may_lose = ["\\u", "\\b", "\\f"].iter().any(|escape| own.contains(escape));
        if may_lose || !own.chars().all(|character| paper_engine.can_draw(character)) {
            let mut json = serde_json::from_str(&own).unwrap_or_default();
            lost = draw_boxes(&mut json, paper_engine);
            own = json.to_string();
        }
        // The words of other parts of the interface are never printed, so nothing is drawn for them.
        let words = serde_json::to_string(data.words).unwrap_or_default();
        let json = format!("{{\"words\":{words},{}", own.strip_prefix('{').unwrap_or_default());
        (Self { template: data.own.template(), data: json.into_bytes(), pictures }, lost)
    }
}

/// Replaces every character without a glyph by U+FFFD in all texts; returns the replaced ones.
fn draw_boxes(value: &mut Value, paper_engine: &PaperEngine) -> BTreeSet<char> {
    let mut lost = BTreeSet::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.chars().any(|character| !paper_engine.can_draw(character)) => {
                let fill = |character| {
                    if paper_engine.can_draw(character) {
                        return character;
                    }
                    lost.insert(character);
                    '\u{fffd}'
                };
                *text = text.chars().map(fill).collect();
            }
            Value::Array(values) => open.extend(values),
            Value::Object(map) => open.extend(map.values_mut()),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    lost
}
