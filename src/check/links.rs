//! Check: broken links and unknown variables in all texts, and broken paths in keys.

use rayon::prelude::*;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    handbook::{Reference, each_text, names_what_is_not_asked, paths_of_entries, resolve, resolve_link},
    manuscript::take_order,
    prose::Link,
    source::{SourcePath, limits},
};

/// Resolves every link, variable and path of the handbook, texts on all cores, and reports what cannot be resolved.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let texts = each_text(handbook);
    let found: Vec<Vec<Diagnostic>> = texts.par_iter().map(|text| resolve(text.prose, text.from, handbook).1).collect();
    findings.extend(found.into_iter().flatten());
    let config = &handbook.config;
    let footer = config.brand.footer.iter().filter(|link| !link.url.value.starts_with('/'));
    let footer = footer.map(|link| Reference { from: &config.path, to: &link.url });
    for Reference { from, to } in paths_of_entries(handbook).into_iter().chain(footer) {
        let link = Link::to(to.clone());
        findings.extend(resolve_link(&link, from, handbook).err());
        findings.extend(names_what_is_not_asked(&link, from, handbook));
    }
    phases(subject, findings);
    order(subject, findings);
}

fn phases(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    for page in handbook.config.phases.written().filter_map(|phase| phase.page.as_ref()) {
        let found = handbook.config.path.join(&page.value);
        let is_page = found.as_ref().is_some_and(|path| handbook.pages.iter().any(|page| page.path == *path));
        if !is_page && !found.is_some_and(|path| handbook.index.unreadable.contains(&path)) {
            let known = handbook.pages.iter().map(|page| page.path.as_str());
            findings.push(
                Diagnostic::new(Code::BrokenLink, page.span, format!("there is no page `{}`", page.value))
                    .help("write the path of a Markdown file from the handbook's folder, as in `content/phases/green-light.md`")
                    .maybe_help(did_you_mean(&page.value, known)),
            );
        }
    }
}

/// Reports entries of `pages:` that name no file or folder beside the page.
fn order(subject: &Subject<'_>, findings: &mut Findings) {
    let index = &subject.handbook.index;
    let mut missing = 0;
    for page in &subject.handbook.pages {
        for (path, entry) in take_order(page) {
            let exists = path.as_ref().is_some_and(|path| {
                // A file is itself; what lies in a folder begins with its path and a slash.
                let below = SourcePath::new(&format!("{}/", path.as_str().trim_end_matches('/')));
                let is_it = |known: Option<&SourcePath>, from| {
                    known.is_some_and(|known: &SourcePath| {
                        known == path || from == &below && known.as_str().starts_with(below.as_str())
                    })
                };
                [path, &below].into_iter().any(|from| {
                    is_it(index.addresses.range(from..).next().map(|(known, _)| known), from)
                        || is_it(index.hidden.range(from..).next(), from)
                        || is_it(index.unreadable.range(from..).next(), from)
                })
            });
            if !exists {
                missing += 1;
                let folder = page.path.folder();
                let beside: Vec<String> = index
                    .addresses
                    .keys()
                    .filter(|_| missing <= limits::SUGGESTIONS)
                    .filter_map(|known| known.as_str().strip_prefix(folder)?.strip_prefix('/'))
                    .map(|below| below.split_once('/').map_or_else(|| below.to_owned(), |(folder, _)| format!("{folder}/")))
                    .collect();
                findings.push(
                    Diagnostic::new(Code::BrokenLink, entry.span, format!("there is no `{}` in this section", entry.value))
                        .help("name a file or a folder that lies beside this one, as in `a.md` or `b/`")
                        .maybe_help(did_you_mean(&entry.value, beside.iter().map(String::as_str))),
                );
            }
        }
    }
}
