//! Search: an index as a script, so that it loads from a folder too, and a page that lists everything without a script.
//!
//! `places.rs` lists what can be found, `fold.rs` cuts text into words, `words.rs` weighs them. How a query is answered
//! stands in the theme, in `assets/search-match.js`.

mod fold;
mod places;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use rayon::prelude::*;
use serde::Serialize;

use self::places::{Place, PlaceKind};
use super::{
    Inputs,
    addresses::{SEARCH, SEARCH_INDEX},
    frame,
    listing::own_file,
    painter::Painter,
};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{FoundEntry, FoundUnder, SearchView},
};

/// So many letters of a text are kept to show around a match.
const SNIPPET: usize = 280;

/// The index and the page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![
        own_file(inputs, SEARCH_INDEX, "the search index", |inputs| Ok(render_index(inputs))),
        own_file(inputs, SEARCH, "the page of the search", render_page),
    ]
}

/// The index as the script reads it; the places follow as `places`.
#[derive(Serialize)]
struct Index {
    /// The kinds of place, named as the words file names their groups; rows say them by number.
    kinds: Vec<&'static str>,
    /// Words that say little in a question.
    quiet: Vec<String>,
    /// What a word may end with and still be the same word; the longest first.
    endings: Vec<String>,
    /// All words, sorted, with a space between them.
    words: String,
    /// For each word the places that have it, with `;` between the words. A place is the distance to the place
    /// before, in base 36, and its weight, `A` to `Z`.
    found: String,
}

/// Kind, title, address, the number of the place around it or -1, text, other names. The address of a place on the
/// page around it is `#` and its anchor; other addresses are relative to the top.
type Row<'a> = (usize, &'a str, String, isize, String, String);

const KINDS: [PlaceKind; 7] = [
    PlaceKind::Page,
    PlaceKind::Section,
    PlaceKind::Item,
    PlaceKind::Term,
    PlaceKind::Service,
    PlaceKind::Guardrail,
    PlaceKind::Domain,
];

/// The name of a kind's word in the words file.
fn kind_word(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Page => "found_pages",
        PlaceKind::Section => "found_sections",
        PlaceKind::Item => "found_items",
        PlaceKind::Term => "found_terms",
        PlaceKind::Service => "found_services",
        PlaceKind::Guardrail => "found_guardrails",
        PlaceKind::Domain => "found_domains",
    }
}

fn render_index(inputs: &Inputs) -> Vec<u8> {
    let address = SitePath::new(SEARCH);
    let painter = Painter::new(inputs, &address);
    let places = places::list(&painter, places::sections(&inputs.handbook));
    let quiet = fold::words_of_list(inputs.theme.word("search_quiet"));
    let (words, found) = words::weigh(&places, &inputs.handbook, &quiet);
    let mut endings = fold::words_of_list(inputs.theme.word("search_endings"));
    endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
    let index = Index { kinds: KINDS.into_iter().map(kind_word).collect(), quiet, endings, words, found };
    // One place a line, so that two versions can be compared.
    let rows: Vec<String> = places.par_iter().map(|place| json(&row(&address, place, &places))).collect();
    let index = json(&index);
    let open = index.strip_suffix('}').unwrap_or(&index);
    format!("globalThis.readybookIndex = {open},\n\"places\":[\n{}\n]}};\n", rows.join(",\n")).into_bytes()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| unreachable!("strings and numbers can be written as JSON: {error}"))
}

fn row<'a>(from: &SitePath, place: &'a Place, places: &[Place]) -> Row<'a> {
    let (page, anchor) = &place.at;
    let is_inside = place.parent.is_some_and(|parent| places[parent].at.0 == *page);
    let href = from.link_to(page, anchor.as_deref());
    let href = match href.find('#') {
        Some(from) if is_inside => href[from..].to_owned(),
        _ => href,
    };
    let parent = place.parent.and_then(|parent| isize::try_from(parent).ok()).unwrap_or(-1);
    let kind = KINDS.iter().position(|kind| *kind == place.kind).unwrap_or_default();
    (kind, &place.title, href, parent, snippet(place), place.names.join(", "))
}

/// The beginning of what a place says, cut between two words.
fn snippet(place: &Place) -> String {
    let text = if place.summary.is_empty() { &place.text } else { &place.summary };
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
    let painter = Painter::new(inputs, &address);
    // Sections are not listed here.
    let places = places::list(&painter, places::Sections::new());
    let mut letters: BTreeMap<String, Vec<FoundEntry>> = BTreeMap::new();
    for place in places.iter().filter(|place| is_listed(place)) {
        for title in titles(place) {
            let first = fold::fold(&title).chars().find(|letter| letter.is_alphabetic());
            let letter = first.map_or_else(|| "#".to_owned(), |letter| letter.to_uppercase().to_string());
            letters.entry(letter).or_default().push(FoundEntry {
                title,
                href: painter.href(&place.at.0, place.at.1.as_deref()),
                kind: kind_word(place.kind),
                parent: place.parent.filter(|_| place.at.1.is_some()).map_or_else(String::new, |it| places[it].title.clone()),
            });
        }
    }
    let letters = letters.into_iter().map(|(letter, mut entries)| {
        entries.sort_by_cached_key(|entry| (fold::fold(&entry.title), entry.href.clone()));
        FoundUnder { letter, entries }
    });
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let view =
        SearchView { page: frame::bare(&painter, word("search_title"), word("search_summary")), letters: letters.collect() };
    painter.finish(&view)
}

/// Sections and cells would make the list too long to look through; their pages are in it.
fn is_listed(place: &Place) -> bool {
    place.kind != PlaceKind::Section && (place.kind != PlaceKind::Service || place.at.1.is_none())
}

/// A place by each of its names: a question by its id, a term by its synonyms too.
fn titles(place: &Place) -> Vec<String> {
    let other = |name: &String| match place.kind {
        PlaceKind::Item => format!("{name} {}", place.title),
        _ => format!("{name} → {}", place.title),
    };
    let own = (place.kind != PlaceKind::Item).then(|| place.title.clone());
    own.into_iter().chain(place.names.iter().map(other)).collect()
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
        source::{Other, SourcePath, Sources},
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
                Arc::make_mut(&mut sources.others).insert(path, Other::Embedded(bytes));
            } else {
                sources.add(path, String::from_utf8_lossy(bytes).into(), true);
            }
        }
        for (path, text) in FILES {
            sources.add(SourcePath::new(path), (*text).into(), true);
        }
        let settings = sources.at(&SourcePath::new("handbook.yaml")).expect("it was added");
        let config = Arc::new(config::read(settings, &mut findings).expect("the settings are right"));
        let manuscript = manuscript::parse(&sources, None).manuscript(&sources);
        let (handbook, _) = assemble(Arc::clone(&config), manuscript, &sources, Drafts::Hidden);
        let theme = theme::make(&config, &sources, &mut findings).expect("the theme is right");
        let materials = Materials {
            handbook: Arc::new(handbook),
            theme: Arc::new(theme),
            highlighter: Arc::new(Highlighter::load()),
            others: Arc::default(),
            gallery: Arc::default(),
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
        let places = index["places"].as_array().expect("it is a list");
        let row = |title: &str| places.iter().find(|row| row[1] == title).unwrap_or_else(|| panic!("{title} is there"));
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
