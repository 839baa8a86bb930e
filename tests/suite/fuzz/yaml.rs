//! YAML: what is read has its places, and is read again as it is written.

use readybook::yaml::{Node, NodeKind, YamlValue, parse};

use super::{Corpus, Verdict, are_placed, ensure, fuzz, lies_in, source};

#[test]
fn yaml_is_read_with_its_places_and_again_as_it_is_written() {
    fuzz(600, Corpus::of(&[".yaml", ".yml"], []).alone(), |[text]| holds(text));
}

fn holds(text: &str) -> Verdict {
    let (sources, file) = source("checklists/a.yaml", text);
    let node = match parse(sources.file(file), 0..text.len()) {
        Ok(node) => node,
        Err(found) => return are_placed(&[found], &sources, file),
    };
    has_its_places(&node, text)?;
    if !text.contains('\r') {
        let windows = read(&text.replace('\n', "\r\n")).map_err(|why| format!("with lines that end as on Windows: {why}"))?;
        ensure(value(&windows) == value(&node), || "lines that end as on Windows say something else".to_owned())?;
    }
    let Some(said) = value(&node).filter(|said| matches!(said, YamlValue::Mapping(_))) else { return Ok(()) };
    let written = said.lines(0).join("\n") + "\n";
    let again = read(&written).map_err(|why| format!("{why} in\n{written}"))?;
    let again = value(&again).ok_or_else(|| format!("another shape in\n{written}"))?;
    ensure(again == said, || format!("{said:?}\n{again:?}\n{written}"))?;
    ensure(again.lines(0).join("\n") + "\n" == written, || format!("written in another way:\n{written}"))
}

fn read(text: &str) -> Result<Node, String> {
    let (sources, file) = source("checklists/a.yaml", text);
    parse(sources.file(file), 0..text.len()).map_err(|found| found.message)
}

fn has_its_places(node: &Node, text: &str) -> Verdict {
    lies_in(text, node.span.range(), || format!("{} that", node.kind_name()))?;
    match &node.kind {
        NodeKind::Null => Ok(()),
        NodeKind::Scalar(scalar) => scalar.pieces.iter().try_for_each(|&(in_text, in_file)| {
            lies_in(&scalar.text, in_text as usize..scalar.text.len(), || "a piece of a text".to_owned())?;
            lies_in(text, in_file as usize..text.len(), || format!("a piece of `{}`", scalar.text))
        }),
        NodeKind::List(entries) => entries.iter().try_for_each(|entry| has_its_places(entry, text)),
        NodeKind::Map(entries) => entries.iter().try_for_each(|(key, value)| {
            lies_in(text, key.span.range(), || format!("the key `{}`", key.text))?;
            has_its_places(value, text)
        }),
    }
}

/// What a node says; `None` for what we never write: lists in lists, and mappings without a key.
fn value(node: &Node) -> Option<YamlValue> {
    match &node.kind {
        NodeKind::Null => Some(YamlValue::Verbatim("null".into())),
        // White space that ends a text is not kept by who writes it.
        NodeKind::Scalar(scalar) => Some(YamlValue::Text(scalar.text.trim_end().to_owned())),
        NodeKind::List(entries) if entries.iter().any(|entry| matches!(entry.kind, NodeKind::List(_))) => None,
        NodeKind::List(entries) => Some(YamlValue::List(entries.iter().map(value).collect::<Option<_>>()?)),
        NodeKind::Map(entries) if entries.is_empty() => None,
        NodeKind::Map(entries) => {
            let entries = entries.iter().map(|(key, node)| Some((key.text.clone(), value(node)?)));
            Some(YamlValue::Mapping(entries.collect::<Option<_>>()?))
        }
    }
}
