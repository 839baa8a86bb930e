//! Check: broken links and unknown variables in all texts, and broken paths in keys.

use rayon::prelude::*;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    handbook::{Handbook, each_text, names_what_is_not_asked, resolve, resolve_link},
    manuscript::take_order,
    prose::{Link, Visitor, Walk as _},
    source::{SourcePath, Spanned, limits},
};

/// Resolves every link, variable and path of the handbook, texts on all cores, and reports what cannot be resolved.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let texts = each_text(handbook);
    let found: Vec<Vec<Diagnostic>> = texts.par_iter().map(|text| resolve(text.prose, text.from, handbook).1).collect();
    findings.extend(found.into_iter().flatten());
    let mut paths = Paths { handbook, from: &handbook.config.path, findings };
    for area in handbook.checklists.iter().flat_map(|checklist| &checklist.areas) {
        paths.from = &area.path;
        area.area().walk(&mut paths);
    }
    for (data, term) in handbook.written_terms() {
        paths.from = &data.path;
        term.walk(&mut paths);
    }
    paths.from = &handbook.config.path;
    let footer = handbook.config.brand.footer.iter().filter(|link| !link.url.value.starts_with('/'));
    footer.for_each(|link| paths.path(&link.url));
    phases(subject, findings);
    order(subject, findings);
}

/// Visitor that resolves each path in a value.
struct Paths<'s, 'f> {
    handbook: &'s Handbook,
    /// The file that the value is in; paths are relative to it.
    from: &'s SourcePath,
    findings: &'f mut Findings,
}

impl<'a> Visitor<'a> for Paths<'_, '_> {
    fn path(&mut self, path: &'a Spanned<String>) {
        let link = Link::to(path.clone());
        self.findings.extend(resolve_link(&link, self.from, self.handbook).err());
        self.findings.extend(names_what_is_not_asked(&link, self.from, self.handbook));
    }
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
