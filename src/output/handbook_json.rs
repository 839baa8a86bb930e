//! The export of the handbook: `handbook.json`, and the same as a script for pages opened from a folder (`file:`).

use std::sync::Arc;

use super::{
    Inputs,
    addresses::{HANDBOOK_JS, HANDBOOK_JSON},
    listing::generated_file,
};
use crate::{review, site::File};

/// `handbook.json`, indented, and `handbook.js`, which sets `window.readybook.handbook`.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![
        generated_file(inputs, HANDBOOK_JSON, "the handbook for programs", |inputs| Ok(render_json(inputs))),
        generated_file(inputs, HANDBOOK_JS, "the handbook as a script", |inputs| Ok(render_script(inputs))),
    ]
}

fn render_json(inputs: &Inputs) -> Vec<u8> {
    let export = review::export_handbook(&inputs.handbook, &inputs.theme.all_words);
    let mut bytes =
        serde_json::to_vec_pretty(&export).unwrap_or_else(|error| unreachable!("texts and numbers have a JSON form: {error}"));
    bytes.push(b'\n');
    bytes
}

fn render_script(inputs: &Inputs) -> Vec<u8> {
    let export = review::export_handbook(&inputs.handbook, &inputs.theme.all_words);
    let json = serde_json::to_string(&export).unwrap_or_else(|error| unreachable!("texts and numbers have a JSON form: {error}"));
    format!("window.readybook = window.readybook || {{}};\nwindow.readybook.handbook = {json};\n").into_bytes()
}
