//! The pages of glossaries: terms grouped by first letter, `#` for those that begin with none.

use std::sync::Arc;

use super::{Inputs, frame, listing::data_files, page_renderer::PageRenderer};
use crate::{
    manuscript::data::{DataPage, Term},
    prose::slug,
    site::{File, Rendered},
    source::SourcePath,
    theme::{GlossaryView, LetterView, TermView},
    yaml::Entries,
};

/// A page for each data file of terms.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, &inputs.handbook.by_kind.glossaries, render)
}

fn render(inputs: &Inputs, page: &DataPage<Entries<Term>>) -> Rendered {
    let data = &page.data;
    let renderer = PageRenderer::new(inputs, &inputs.handbook.index.addresses[&data.path]);
    let mut sorted: Vec<&Term> = page.holds.valid.iter().collect();
    sorted.sort_by_key(|term| (term.term.value.to_lowercase(), term.term.value.clone()));
    let mut letters: Vec<LetterView> = Vec::new();
    for term in sorted {
        let letter = term
            .term
            .value
            .chars()
            .next()
            .filter(|c| c.is_alphabetic())
            .map_or_else(|| "#".to_owned(), |c| c.to_uppercase().to_string());
        let view = view(&renderer, term, &data.path);
        match letters.last_mut() {
            Some(last) if last.letter == letter => last.terms.push(view),
            _ => letters.push(LetterView { letter, terms: vec![view] }),
        }
    }
    let view = GlossaryView { page: frame::of_file(&renderer, &data.path), letters };
    renderer.render(&view)
}

fn view(renderer: &PageRenderer<'_>, term: &Term, from: &SourcePath) -> TermView {
    TermView {
        anchor: slug(&term.term.value),
        term: term.term.value.clone(),
        short_form: term.short_form.as_ref().map(|form| form.value.clone()),
        also: term.also.iter().map(|name| name.value.clone()).collect(),
        short_html: renderer.plain(&term.short, from),
        text_html: renderer.maybe(&term.text, from),
        see: term.see.as_ref().and_then(|see| renderer.link(see, from)),
    }
}
