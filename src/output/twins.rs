//! The Markdown twin of each page of prose, for programs, and `llms.txt`, which lists them (llmstxt.org). The settings may leave them out.

use std::sync::Arc;

use super::{Inputs, addresses, frame, items, listing::generated_file, page_renderer::PageRenderer};
use crate::{
    handbook::{ChecklistArea, resolve},
    manuscript::{Page, checklist::Item},
    prose::{self, Directive, DirectiveName, Link, LinkTarget, MarkdownContext},
    site::{Claimant, File},
    source::{SitePath, Span},
};

/// The list of all pages for programs.
pub const LLMS: &str = "llms.txt";

/// A twin for each page of prose, and the list of all pages; nothing where the settings say so.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let handbook = &inputs.handbook;
    if !handbook.config.markdown {
        return Vec::new();
    }
    let mut files = vec![generated_file(inputs, LLMS, "the list of pages for programs", |inputs| Ok(list(inputs).into_bytes()))];
    for page in &handbook.pages {
        let Some(address) = handbook.index.addresses.get(&page.path) else { continue };
        let (inputs, page, twin) = (Arc::clone(inputs), Arc::clone(page), twin_of(address));
        let by = Claimant::Part(format!("the Markdown of `{}`", page.path), Span::start_of(page.file));
        files.push(File::new(twin.clone(), by, move || Ok(render(&inputs, &page, &twin).into_bytes())));
    }
    files
}

/// `guides/backups.html` → `guides/backups.md`.
fn twin_of(address: &SitePath) -> SitePath {
    SitePath::new(&format!("{}.md", address.as_str().strip_suffix(".html").unwrap_or(address.as_str())))
}

fn render(inputs: &Inputs, page: &Page, twin: &SitePath) -> String {
    let renderer = PageRenderer::new(inputs, twin);
    let (resolved, _) = resolve(&page.body, &page.path, &inputs.handbook);
    let head = [
        Some(format!("# {}", renderer.words(&page.title))),
        page.meta.summary.as_ref().map(|text| format!("> {}", renderer.words(text))),
    ];
    let body = prose::page_markdown(&resolved, &Twin { renderer: &renderer, twin });
    let parts: Vec<String> = head.into_iter().flatten().chain([body]).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

/// What a twin's links lead to: other twins where there are some.
struct Twin<'t> {
    renderer: &'t PageRenderer<'t>,
    twin: &'t SitePath,
}

impl MarkdownContext for Twin<'_> {
    fn address(&self, _: &Link, target: &LinkTarget) -> Option<String> {
        Some(match target {
            LinkTarget::Inside(path, anchor) => {
                let is_prose = self.renderer.inputs.handbook.page_at(path).is_some();
                let path = if is_prose { twin_of(path) } else { path.clone() };
                self.twin.link_to(&path, anchor.as_deref())
            }
            LinkTarget::Outside(address) => address.clone(),
            LinkTarget::NotAsked(_) | LinkTarget::Nowhere => return None,
        })
    }

    fn directive(&self, directive: &Directive) -> String {
        let handbook = &self.renderer.inputs.handbook;
        if directive.name.value != DirectiveName::Checklist {
            return items::directive(self.renderer, directive);
        }
        let areas = handbook.areas_asked(&directive.argument.value).map(|(_, area)| area);
        let items = areas.flat_map(|area| area.area().items.valid.iter().map(move |item| (area, item)));
        let line = |(area, item): (&ChecklistArea, &Item)| {
            let (resolved, _) = resolve(&item.ask.prose, &area.path, handbook);
            format!("- {}: {}", item.id.value, prose::line_markdown(&resolved, self))
        };
        items.map(line).collect::<Vec<_>>().join("\n")
    }
}

fn list(inputs: &Inputs) -> String {
    let address = SitePath::new(LLMS);
    let renderer = PageRenderer::new(inputs, &address);
    let config = &inputs.handbook.config;
    let mut out = format!("# {}\n", config.title);
    if !config.summary.is_empty() {
        out.push_str(&format!("\n> {}\n", config.summary));
    }
    out.push_str(&format!("\n## {}\n\n", inputs.theme.word("contents_title")));
    for (number, node) in inputs.handbook.index.tree.in_order() {
        let card = frame::card(&renderer, number);
        let title = if card.title.is_empty() { config.title.clone() } else { card.title };
        let is_prose = inputs.handbook.page_at(&node.address).is_some();
        let path = if is_prose { twin_of(&node.address) } else { node.address.clone() };
        let summary = if card.summary.is_empty() { String::new() } else { format!(": {}", card.summary) };
        out.push_str(&format!("- [{title}]({}){summary}\n", addresses::public_url(inputs, &path)));
    }
    out
}
