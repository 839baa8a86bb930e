//! How kinds list their files: what is always at the same address, a file for each data page, a page of prose.

use std::sync::Arc;

use super::Inputs;
use crate::{
    manuscript::{Page, data::DataPage},
    site::{Claimant, File, Rendered},
    source::{SitePath, Span},
};

/// A file that readybook makes whatever is written, always at the same address; `what` it is, in words.
pub fn generated_file(inputs: &Arc<Inputs>, address: &str, what: &'static str, render: fn(&Inputs) -> Rendered) -> File {
    let inputs = Arc::clone(inputs);
    File::new(SitePath::new(address), Claimant::Generated(what.into()), move || render(&inputs))
}

/// A file for each of these data pages.
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

/// A page of prose wants its address.
pub fn page_claim(page: &Page) -> Claimant {
    Claimant::File(page.path.clone(), Some(Span::start_of(page.file)))
}
