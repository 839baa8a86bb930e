//! Helpers of output kinds to list their files.

use std::sync::Arc;

use super::Inputs;
use crate::{
    manuscript::{Page, data::DataPage},
    site::{Claimant, File, Rendered},
    source::{SitePath, Span},
};

/// A generated file at a fixed site path; `what` names it in findings, as in "the search index".
pub fn generated_file(inputs: &Arc<Inputs>, address: &str, what: &'static str, render: fn(&Inputs) -> Rendered) -> File {
    let inputs = Arc::clone(inputs);
    File::new(SitePath::new(address), Claimant::Generated(what.into()), move || render(&inputs))
}

/// A file for each of these data pages that has a site path.
pub fn data_files<T: Clone + Send + Sync + 'static>(
    inputs: &Arc<Inputs>,
    pages: &[DataPage<T>],
    render: fn(&Inputs, &DataPage<T>) -> Rendered,
) -> Vec<File> {
    let file = |page: &DataPage<T>| {
        let address = inputs.handbook.index.addresses.get(&page.data.path)?.clone();
        let by = Claimant::File(page.data.path.clone(), Some(Span::start_of(page.data.file)));
        let (inputs, page) = (Arc::clone(inputs), page.clone());
        Some(File::new(address, by, move || render(&inputs, &page)))
    };
    pages.iter().filter_map(file).collect()
}

/// The claimant of a page of prose.
pub fn page_claim(page: &Page) -> Claimant {
    Claimant::File(page.path.clone(), Some(Span::start_of(page.file)))
}
