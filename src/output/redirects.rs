//! A redirect page at each alias.

use std::sync::Arc;

use super::{Inputs, page_renderer::PageRenderer};
use crate::{
    handbook::Redirect,
    site::{Claimant, File, Rendered},
    source::SitePath,
    theme::RedirectView,
};

/// A redirect page for each alias of a page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let redirects = inputs.handbook.index.redirects.iter();
    redirects
        .map(|redirect| {
            let Redirect { from, to, alias, page } = redirect.clone();
            let by = Claimant::Part(format!("the alias `{}` of `{page}`", alias.value), alias.span);
            let inputs = Arc::clone(inputs);
            File::new(from.clone(), by, move || render(&inputs, &from, &to))
        })
        .collect()
}

fn render(inputs: &Inputs, from: &SitePath, to: &SitePath) -> Rendered {
    let renderer = PageRenderer::new(inputs, from);
    let title = inputs.handbook.index.tree.at(to).map_or_else(|| to.to_string(), |(_, node)| node.title.clone());
    let view = RedirectView { top: renderer.top(), href: renderer.href(to, None), title };
    renderer.render(&view)
}
