//! Search: an inverted index as a script, so that it loads from `file:` too, and a page that lists entries without scripts.
//!
//! `entries.rs` lists the entries, `fold.rs` normalises and splits text, `words.rs` weighs words. Queries are answered by the
//! theme's `assets/search-match.js`.

mod fold;
mod entries;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use rayon::prelude::*;
use serde::Serialize;

use self::entries::{SearchEntry, SearchEntryKind};
use super::{
    Inputs,
    addresses::{SEARCH, SEARCH_INDEX},
    frame,
    listing::generated_file,
    page_renderer::PageRenderer,
};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{FoundEntry, FoundUnder, SearchView},
};

/// Maximum length of a snippet in characters.
const SNIPPET: usize = 280;

/// The index and the search page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![
        generated_file(inputs, SEARCH_INDEX, "the search index", |inputs| Ok(render_index(inputs))),
        generated_file(inputs, SEARCH, "the page of the search", render_page),
    ]
}

/// The head of the index as JSON; the rows follow as `places`.
#[derive(Serialize)]
struct SearchHead {
    /// Names of the kinds' words; rows have the index of their kind here.
    kinds: Vec<&'static str>,
    /// Folded stop words.
    quiet: Vec<String>,
    /// Folded suffixes that stemming strips, longest first.
    endings: Vec<String>,
    /// All indexed words, sorted, separated by spaces.
    words: String,
    /// The postings of each word, separated by `;`. A posting is the row's distance to the one before in base 36, in lower case,
    /// and a weight from `A` (lowest) to `Z`.
    found: String,
}

/// A row: kind (index), title, URL, parent row or -1, snippet, further names joined by `, `. The URL is relative to the site's
/// top; only `#anchor` if the parent is on the same page.
type Row<'a> = (usize, &'a str, String, isize, String, String);

const KINDS: [SearchEntryKind; 9] = [
    SearchEntryKind::Page,
    SearchEntryKind::Section,
    SearchEntryKind::Item,
    SearchEntryKind::Term,
    SearchEntryKind::Service,
    SearchEntryKind::Guardrail,
    SearchEntryKind::Domain,
    SearchEntryKind::Offer,
    SearchEntryKind::Sheet,
];

/// The name of a kind's word in the theme's words.
fn kind_word(kind: SearchEntryKind) -> &'static str {
    match kind {
        SearchEntryKind::Page => "found_pages",
        SearchEntryKind::Section => "found_sections",
        SearchEntryKind::Item => "found_items",
        SearchEntryKind::Term => "found_terms",
        SearchEntryKind::Service => "found_services",
        SearchEntryKind::Guardrail => "found_guardrails",
        SearchEntryKind::Domain => "found_domains",
        SearchEntryKind::Offer => "found_offers",
        SearchEntryKind::Sheet => "found_sheets",
    }
}

fn render_index(inputs: &Inputs) -> Vec<u8> {
    let address = SitePath::new(SEARCH);
    let renderer = PageRenderer::new(inputs, &address);
    let entries = entries::list(&renderer, entries::sections(&inputs.handbook));
    let quiet = fold::words_of_list(inputs.theme.word("search_quiet"));
    let (words, found) = words::weigh(&entries, &inputs.handbook, &quiet);
    let mut endings = fold::words_of_list(inputs.theme.word("search_endings"));
    endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
    let index = SearchHead { kinds: KINDS.into_iter().map(kind_word).collect(), quiet, endings, words, found };
    // One place a line, so that two versions can be compared.
    let rows: Vec<String> = entries.par_iter().map(|entry| json(&row(&address, entry, &entries))).collect();
    let index = json(&index);
    let open = index.strip_suffix('}').unwrap_or(&index);
    format!("globalThis.readybookIndex = {open},\n\"places\":[\n{}\n]}};\n", rows.join(",\n")).into_bytes()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| unreachable!("strings and numbers can be written as JSON: {error}"))
}

fn row<'a>(from: &SitePath, entry: &'a SearchEntry, entries: &[SearchEntry]) -> Row<'a> {
    let (page, anchor) = &entry.at;
    let is_inside = entry.parent.is_some_and(|parent| entries[parent].at.0 == *page);
    let href = from.link_to(page, anchor.as_deref());
    let href = match href.find('#') {
        Some(from) if is_inside => href[from..].to_owned(),
        _ => href,
    };
    let parent = entry.parent.and_then(|parent| isize::try_from(parent).ok()).unwrap_or(-1);
    let kind = KINDS.iter().position(|kind| *kind == entry.kind).unwrap_or_default();
    (kind, &entry.title, href, parent, snippet(entry), entry.names.join(", "))
}

/// The beginning of the entry's summary, or else its text, cut between two words.
fn snippet(entry: &SearchEntry) -> String {
    let text = if entry.summary.is_empty() { &entry.text } else { &entry.summary };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SNIPPET) {
        Some((end, _)) => {
            let end = text[..end].rfind(' ').unwrap_or(end);
            format!("{}…", &text[..end])
        }
        None => text,
    }
}

fn render_page(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(SEARCH);
    let renderer = PageRenderer::new(inputs, &address);
    // Sections are not listed here.
    let entries = entries::list(&renderer, entries::Sections::new());
    let mut letters: BTreeMap<String, Vec<FoundEntry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| is_listed(entry)) {
        for title in titles(entry) {
            let first = fold::fold(&title).chars().find(|letter| letter.is_alphabetic());
            let letter = first.map_or_else(|| "#".to_owned(), |letter| letter.to_uppercase().to_string());
            letters.entry(letter).or_default().push(FoundEntry {
                title,
                href: renderer.href(&entry.at.0, entry.at.1.as_deref()),
                kind: kind_word(entry.kind),
                parent: entry.parent.filter(|_| entry.at.1.is_some()).map_or_else(String::new, |it| entries[it].title.clone()),
            });
        }
    }
    let letters = letters.into_iter().map(|(letter, mut entries)| {
        entries.sort_by_cached_key(|entry| (fold::fold(&entry.title), entry.href.clone()));
        FoundUnder { letter, entries }
    });
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let view = SearchView {
        page: frame::standalone(&renderer, word("search_title"), word("search_summary")),
        letters: letters.collect(),
    };
    renderer.render(&view)
}

/// Whether the search page lists an entry: not sections and cells, whose pages are listed.
fn is_listed(entry: &SearchEntry) -> bool {
    entry.kind != SearchEntryKind::Section && (entry.kind != SearchEntryKind::Service || entry.at.1.is_none())
}

/// The lines of an entry on the search page: its title, and one for each further name; an item by its id only.
fn titles(entry: &SearchEntry) -> Vec<String> {
    let other = |name: &String| match entry.kind {
        SearchEntryKind::Item => format!("{name} {}", entry.title),
        _ => format!("{name} → {}", entry.title),
    };
    let own = (entry.kind != SearchEntryKind::Item).then(|| entry.title.clone());
    own.into_iter().chain(entry.names.iter().map(other)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        config,
        diagnostic::Findings,
        handbook::{Drafts, assemble},
        manuscript,
        output::Materials,
        prose::Highlighter,
        source::{SourcePath, Sources, StaticFile},
        theme,
    };

    const FILES: &[(&str, &str)] = &[
        ("handbook.yaml", "title: Test\nblanks: {tool: Vault, empty: \"\"}\n"),
        (
            "content/a.md",
            "---\ntitle: High availability\nsummary: With {{tool}}.\n---\nAsk {{empty}}.\n\n## Zoné `x`],[y\n\nTwo zones.\n",
        ),
        ("content/b.md", "---\ntitle: Secret plan\ndraft: true\n---\nHidden.\n"),
        ("content/g.yaml", "glossary:\n  - {term: high availability, short_form: HA, also: [always on], short: Still there.}\n"),
    ];

    fn inputs() -> Inputs {
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        for (path, bytes) in theme::builtin() {
            if path.as_str().contains("/assets/") {
                Arc::make_mut(&mut sources.static_files).insert(path, StaticFile::Embedded(bytes));
            } else {
                sources.add(path, String::from_utf8_lossy(bytes).into(), true);
            }
        }
        for (path, text) in FILES {
            sources.add(SourcePath::new(path), (*text).into(), true);
        }
        let settings = sources.at(&SourcePath::new("handbook.yaml")).expect("it was added");
        let config = Arc::new(config::read(settings, &mut findings).expect("the settings are right"));
        let none = manuscript::Downloads::new();
        let manuscript = manuscript::parse(&sources, &none, None).manuscript(&sources, &none);
        let (handbook, _) = assemble(Arc::clone(&config), manuscript, &sources.static_files, Drafts::Hidden);
        let theme = theme::make(&config, &sources, &mut findings).expect("the theme is right");
        let materials = Materials {
            handbook: Arc::new(handbook),
            theme: Arc::new(theme),
            highlighter: Arc::new(Highlighter::load()),
            static_files: Arc::default(),
            picture_cache: Arc::default(),
            changed: Arc::default(),
        };
        Inputs::new(materials, None)
    }

    fn index() -> (Value, String) {
        let script = String::from_utf8(render_index(&inputs())).expect("it is text");
        let json = script.strip_prefix("globalThis.readybookIndex = ").and_then(|rest| rest.strip_suffix(";\n"));
        (serde_json::from_str(json.expect("it is one assignment")).expect("it is JSON"), script)
    }

    #[test]
    fn places_are_listed_with_names_filled_in_and_without_drafts() {
        let (index, script) = index();
        let entries = index["places"].as_array().expect("it is a list");
        let row = |title: &str| entries.iter().find(|row| row[1] == title).unwrap_or_else(|| panic!("{title} is there"));
        assert_eq!(row("High availability"), &serde_json::json!([0, "High availability", "a.html", 0, "With Vault.", ""]));
        assert_eq!(row("Zoné x],[y"), &serde_json::json!([1, "Zoné x],[y", "#zon%C3%A9-xy", 2, "Two zones.", ""]));
        assert_eq!(row("high availability")[5], "HA, always on");
        assert!(!script.contains("Secret plan") && !script.contains("hidden") && !script.contains("{{"), "{script}");
    }

    #[test]
    fn words_are_sorted_and_each_has_its_places() {
        let (index, script) = index();
        let words: Vec<&str> = index["words"].as_str().expect("it is text").split(' ').collect();
        assert!(words.is_sorted(), "{words:?}");
        assert_eq!(words.len(), index["found"].as_str().expect("it is text").split(';').count());
        // The guide is found by the term's short form; nothing is found by a blank line.
        for word in ["ha", "vault", "zone", "zones", "highavailability"] {
            assert!(words.contains(&word), "{word} in {words:?}");
        }
        assert_eq!(script, self::index().1);
    }

    #[test]
    fn the_page_without_a_script_lists_terms_by_all_their_names() {
        let html = String::from_utf8(render_page(&inputs()).expect("it renders")).expect("it is text");
        for title in ["HA → high availability", "always on → high availability", "High availability"] {
            assert!(html.contains(title), "{title}");
        }
        assert!(!html.contains("Secret plan"));
    }
}
