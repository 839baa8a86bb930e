//! Links that lead nowhere and names that nothing has, in every text and in every key that holds a path.

use rayon::prelude::*;

use super::Subject;
use crate::{
    config::Phase,
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    handbook::{bind, each_text, resolve},
    manuscript::take_order,
    prose::{Link, LinkKind},
    source::{At, SourcePath, limits},
};

/// Binds everything once.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let texts = each_text(handbook);
    let found: Vec<Vec<Diagnostic>> =
        texts.par_iter().map(|text| bind(text.prose, text.from, handbook).err().unwrap_or_default()).collect();
    findings.extend(found.into_iter().flatten());
    let mut path = |to: &At<String>, from: &SourcePath| {
        let link = Link { kind: LinkKind::Link, to: to.clone() };
        findings.extend(resolve(&link, from, handbook).err());
    };
    for checklist in &handbook.checklists {
        for area in &checklist.areas {
            let written = area.area();
            let guides = written.guide.iter().chain(written.items.good.iter().filter_map(|item| item.guide.as_ref()));
            guides.for_each(|guide| path(guide, &area.path));
        }
    }
    for (data, term) in handbook.terms() {
        term.see.iter().for_each(|see| path(see, &data.path));
    }
    let footer = handbook.config.brand.footer.iter().filter(|link| !link.url.value.starts_with('/'));
    footer.for_each(|link| path(&link.url, &handbook.config.path));
    phases(&handbook.config.phases, subject, findings);
    order(subject, findings);
}

fn phases(phases: &[Phase], subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    for page in phases.iter().filter_map(|phase| phase.page.as_ref()) {
        let found = handbook.config.path.join(&page.value);
        let is_page = found.as_ref().is_some_and(|path| handbook.pages.iter().any(|page| page.path == *path));
        if !is_page && !found.is_some_and(|path| handbook.index.unread.contains(&path)) {
            let known = handbook.pages.iter().map(|page| page.path.as_str());
            findings.push(
                Diagnostic::new(Code::BrokenLink, page.span, format!("there is no page `{}`", page.value))
                    .help("write the path of a Markdown file from the handbook's folder, as in `content/phases/green-light.md`")
                    .maybe_help(did_you_mean(&page.value, known)),
            );
        }
    }
}

/// The entries of `pages:` name something that lies beside them.
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
                        || is_it(index.unread.range(from..).next(), from)
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
