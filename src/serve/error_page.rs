//! The error page for an address that has never rendered: findings and the source text, in the theme's page layout.

use super::{client, problems::Problem, snapshot::Snapshot};
use crate::{
    handbook::Handbook,
    output,
    prose::escape,
    source::{SitePath, Source, SourcePath},
};

/// Whether the address has a source file with an error, so that it gets an error page and not a 404.
pub fn has_text(snapshot: &Snapshot, address: &SitePath) -> bool {
    source(snapshot, address).is_some_and(|source| snapshot.is_wrong(&source.path))
}

/// The error page as HTML bytes: findings of the page's source, or all if it has none. Without a usable theme it has no frame.
pub fn page(snapshot: &Snapshot, address: &SitePath, problems: &[Problem]) -> Vec<u8> {
    let source = source(snapshot, address);
    let own = |problem: &&Problem| source.is_some_and(|source| problem.place.starts_with(&format!("{}:", source.path)));
    // Those of the page itself, if it has any.
    let told: Vec<&Problem> = problems.iter().filter(own).collect();
    let told = if told.is_empty() { problems.iter().collect() } else { told };
    let mut body: String = told.iter().map(|problem| format!("<pre>{}</pre>\n", escape(&problem.excerpt))).collect();
    if let Some(source) = source {
        body.push_str(&format!("<pre>{}</pre>\n", escape(&source.text)));
    }
    let framed = snapshot.built().and_then(|built| {
        let title = source.map_or_else(|| address.to_string(), |source| source.path.to_string());
        output::framed(&built.inputs, address, title, body.clone())
    });
    framed.unwrap_or_else(|| client::BROKEN.replace("{{body}}", &body).into_bytes())
}

/// The source file of an address: from the handbook's index, else the first candidate path that exists.
fn source<'s>(snapshot: &'s Snapshot, address: &SitePath) -> Option<&'s Source> {
    let sources = snapshot.files.sources();
    let handbook = snapshot.built().map(|built| &built.inputs.handbook);
    let listed = handbook.and_then(|handbook| listed(handbook, address)).and_then(|path| sources.at(&path));
    // A file that was never right has no address yet.
    listed.or_else(|| {
        let stem = address.as_str().strip_suffix(".html")?;
        let parent = stem.strip_suffix("/index").unwrap_or(stem);
        let places = [
            format!("content/{stem}.md"),
            format!("content/{stem}.yaml"),
            format!("content/{stem}.yml"),
            format!("{stem}.yaml"),
            format!("{stem}.yml"),
            format!("{parent}/_checklist.yaml"),
        ];
        places.iter().find_map(|place| sources.at(&SourcePath::new(place)))
    })
}

fn listed(handbook: &Handbook, address: &SitePath) -> Option<SourcePath> {
    let pages = handbook.index.addresses.iter().find(|(_, at)| *at == address).map(|(path, _)| path.clone());
    let lists = || handbook.checklists.iter().find(|list| list.address() == *address).map(|list| list.header.path.clone());
    let areas = || handbook.checklists.iter().flat_map(|list| &list.areas).find(|area| area.address == *address);
    pages.or_else(lists).or_else(|| Some(areas()?.path.clone()))
}
