//! Markdown: all that is read of it has its place, and its four outputs say the same words.

use std::collections::BTreeSet;

use readybook::{
    diagnostic::Findings,
    prose::{Highlighter, SourceMap, page},
    source::Spanned,
};

use super::{Corpus, Verdict, are_placed, ensure, fuzz, lies_in, source};
use crate::{
    commonmark::examples,
    four_outputs::{Outputs, has_each, has_title_of_block},
};

#[test]
fn markdown_has_its_places_and_says_the_same_words_in_each_output() {
    let examples = ["spec.rs", "gfm_table.rs", "footnotes.rs", "definition_lists.rs"].into_iter().flat_map(examples);
    let corpus = Corpus::of(&[".md"], examples.map(|(_, text)| text));
    let highlighter = Highlighter::load();
    fuzz(300, corpus.alone(), |[text]| {
        has_its_places(text)?;
        let is_on_purpose = |said: &str, html: &str| {
            // What stands in a table beside its cells, a browser moves before it.
            let is_reordered = text.contains("<table") && has_each(said, html) && has_each(html, said);
            is_reordered || has_title_of_block(text) && has_each(said, html)
        };
        Outputs::of(text, &highlighter).without_letters().try_for_each(|(output, said, html)| {
            ensure(is_on_purpose(&said, &html), || format!("{output}\n--- HTML\n{html}\n--- {output}\n{said}"))
        })
    });
}

fn has_its_places(text: &str) -> Verdict {
    let (sources, file) = source("content/example.md", text);
    let mut findings = Findings::default();
    let prose = page(text, SourceMap::Verbatim(file, 0), &mut findings);
    are_placed(&findings.into_vec(), &sources, file)?;
    let links = prose.links.iter().map(|link| &link.to);
    let named = links.chain(&prose.variables).chain(&prose.ids).chain(&prose.languages).chain(&prose.directives);
    let texts = named.chain(&prose.words).chain(prose.diagrams.iter().flatten());
    for Spanned { value, span } in texts {
        lies_in(text, span.range(), || format!("`{value}`"))?;
    }
    for span in prose.links.iter().filter_map(|link| link.used) {
        lies_in(text, span.range(), || "the use of a link".to_owned())?;
    }
    let mut anchors = BTreeSet::new();
    for heading in &prose.headings {
        lies_in(text, heading.span.range(), || format!("the heading `{}`", heading.anchor))?;
        let is_new = anchors.insert(&heading.anchor) || heading.explicit;
        ensure(is_new && !heading.anchor.is_empty(), || format!("two headings are `{}`", heading.anchor))?;
    }
    Ok(())
}
