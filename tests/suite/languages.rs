//! Every word of the interface comes from the words file: a handbook in German shows none in English.

use std::{collections::BTreeMap, fs};

use crate::handbook::{Handbook, files, handbook, repository};

/// The words of a language as its file has them.
fn words(language: &str) -> BTreeMap<String, String> {
    let path = repository("themes/default/words").join(format!("{language}.yaml"));
    let text = fs::read_to_string(path).expect("a words file");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let word = |line: &str| {
        let (key, word) = line.split_once(": ").unwrap_or_else(|| panic!("no word in `{line}`"));
        let word = word.split("  #").next().unwrap_or(word).trim();
        (key.to_owned(), word.trim_matches('"').to_owned())
    };
    lines.map(word).collect()
}

/// What a word has filled in: the names between braces, sorted.
fn filled_in(word: &str) -> Vec<&str> {
    let mut names: Vec<&str> = word.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

#[test]
fn german_has_every_word_that_english_has_with_the_same_things_filled_in() {
    let (english, german) = (words("en"), words("de"));
    let (keys, own): (Vec<_>, Vec<_>) = (english.keys().collect(), german.keys().collect());
    assert_eq!(own, keys);
    for (key, word) in &english {
        assert_eq!(filled_in(&german[key]), filled_in(word), "{key}");
    }
}

fn in_german() -> Handbook {
    handbook()
        .file(
            "handbook.yaml",
            "title: Weg\nsummary: Wie wir arbeiten.\nlanguage: de-AT\nreview_name: Durchsprache\nlead_time_days: 30\n\
             repository: {url: \"https://git.example.org/x\", edit: \"{url}/e/{path}\", history: \"{url}/h/{path}\", report: \"{url}/r\"}\n\
             blanks: {leer: \"\", voll: Ja}\nproviders: [aws, self]\nenvironments: [test, prod]\n\
             traits: [{id: daten, title: Daten}]\ntiers: [{id: wichtig, title: Wichtiges}]\nroles: [{id: leitung, title: Leitung}]\n\
             veto: {tiers: [wichtig], or_high_risk: true, by: [leitung]}\nsources: {buch: {title: Ein Buch}}\n\
             phases:\n  - {id: spiel, title: Spielwiese, page: content/spiel.md, oversight: spend-only, entry_signs: [Es ist neu.], rules: [Nichts Echtes.]}\n  \
             - {id: rat, title: Rat, page: content/rat.md, oversight: advisory, exit_signs: [Alles klar.], participants: [leitung], checklists: [kurz]}\n  \
             - {id: los, title: Los, page: content/los.md, oversight: sign-off, only_for: [new-service, new-product], checklists: [lang]}\n",
        )
        .file("content/index.md", "# Weg\n\nSiehe [Rat](rat.md) und {{leer}}.\n")
        .file("content/spiel.md", "---\nreviewed: 2026-01-02\ndomain: netz\n---\n# Spielwiese\n\n## Eins\n\nText[^a].\n\n[^a]: Mehr.\n\n```sql\nSELECT 1;\n```\n\n> [!NOTE]\n> N\n\n> [!TIP]\n> N\n\n> [!IMPORTANT]\n> N\n\n> [!WARNING]\n> N\n\n> [!CAUTION]\n> N\n\n- [x] a\n- [ ] b\n\n| a |\n|---|\n| b |\n\n```mermaid\ngraph TD; a --> b\n```\n")
        .file("content/rat.md", "# Rat\n")
        .file("content/los.md", "# Los\n")
        .file("content/alt.md", "---\naliases: [/frueher/]\n---\n# Neu\n\n[Rat](rat.md)\n")
        .file("content/domains.yaml", "domains:\n  - {id: netz, title: Netz, helps_with: Netze, contact: Kanal, hours: montags}\n")
        .file("content/glossar.yaml", "glossary:\n  - {term: Zone, short_form: ZN, also: [Ort], short: Ein Ort., text: Mehr., see: rat.md}\n")
        .file("content/grenzen.yaml", "guardrails:\n  - {id: g, title: Speicher, unit: GiB, domain: netz, bounds: {test: {max: 8}, prod: {min: 1, max: 9}}, outside: {talk_to: netz, sign_off: [leitung], bring: [Zahlen]}, why: Darum., example: So.}\n  - {id: h, title: Schutz, domain: netz, bounds: {test: {equals: \"true\"}, prod: {one_of: [a, b]}}, outside: {talk_to: netz}, why: Darum.}\n")
        .file("content/angebote.yaml", "offers:\n  - {id: modul, title: Modul, group: Werkzeuge, where: Katalog, takes: zehn Minuten, lets: sichern., domain: netz, questions: [EI-01], cells: [d, s/d], guardrails: [g], example: So.}\n")
        .file("content/matrix.yaml", "responsibilities:\n  duties: [{id: d, title: Sichern, enablement: Ein Modul.}, {id: e, title: Pflegen}]\n  services:\n    - id: s\n      title: Dienst Eins\n      kind: database\n      provider: aws\n      cells:\n        d: {provider: Sichert., team: Schaltet ein., must_enable: {setting: x, default: \"aus\", show: x = 1, later: possible}, basis: source, sources: [{url: \"https://example.org/\", says: So.}], checked: 2026-01-02}\n      traps: [{duty: d, text: Achtung.}]\n    - {id: t, title: Dienst Zwei, kind: self-managed, provider: self, cells: {d: {not_applicable: Darum., basis: judgement}}}\n")
        .file("checklists/kurz.yaml", "id: kurz\ntitle: Kurze Liste\nphase: rat\nedition: 2026-01-02\nitems:\n  - {id: GL-01, ask: Wie sichert ihr?, why: Darum., evidence: Ein Beleg., probes: [Wie oft?]}\n")
        .file("checklists/lang.yaml", "id: lang\ntitle: Lange Liste\nphase: los\nareas:\n  - {id: eins, prefix: EI, title: Eins, domain: netz, items: [{id: EI-01, ask: Wie prüft ihr?, why: Darum., severity: high, hard_stop: [wichtig], applies_when: {any: [daten]}, grows_from: [GL-01], duty: d, guide: ../content/rat.md, learned_from: Ausfall, sources: [buch]}]}\n  - {id: zwei, prefix: ZW, title: Zwei, items: [{id: ZW-01, ask: Wie misst ihr?, severity: low, earliest: rat, applies_when: {all: [daten]}}, {id: ZW-02, ask: Wie oft?, severity: medium}]}\n")
}

/// What a reader sees or hears of a page: its text, and what attributes say to people.
fn told(html: &str) -> String {
    let mut told = String::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let attributes =
            ["aria-label=\"", "title=\"", "alt=\"", "content=\"", "placeholder=\"", "data-found", "data-one=\"", "data-many=\""];
        for name in attributes {
            for (at, _) in tag.match_indices(name) {
                let value = tag[at..].split('"').nth(1).unwrap_or("");
                told.push_str(&format!(" {value} |"));
            }
        }
        told.push_str(&format!(" {text} |"));
    }
    told.replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&")
}

fn has_words(text: &str, words: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words)
        .any(|(at, _)| !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + words.len()..].chars().next()))
}

#[test]
fn a_handbook_in_german_shows_no_english_word_of_the_interface() {
    let (english, german) = (words("en"), words("de"));
    let own: String = german.values().map(|word| format!("{word} | ")).collect();
    let book = in_german();
    book.build_with(&["--base-url", "https://example.org/"]).expect_ok();
    let mut wrong = Vec::new();
    let (mut pages, mut all) = (0, String::new());
    for (path, bytes) in files(&book.folder().join("public")).into_iter().filter(|(path, _)| path.ends_with(".html")) {
        pages += 1;
        let text = told(&String::from_utf8(bytes).expect("HTML"));
        // Names of companies are the same in each language.
        for (key, word) in
            english.iter().filter(|(key, _)| !key.starts_with("search_quiet") && !key.starts_with("search_endings"))
        {
            for piece in word.split(['{', '}']).step_by(2).map(str::trim).filter(|piece| piece.len() > 3) {
                if !has_words(&own, piece) && has_words(&text, piece) {
                    wrong.push(format!("{path}: `{piece}`, the word `{key}`"));
                }
            }
        }
        all.push_str(&text);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pages > 20, "{pages} pages");
    // And the German words are there, so that the test has looked at pages that use them.
    let used = |word: &&String| word.split(['{', '}']).step_by(2).all(|piece| all.contains(piece.trim()));
    // Words of sheets are on paper, and those of the search's list are no words for readers.
    let on_pages = |key: &str| !["paper_", "sheet", "pages_", "search_"].iter().any(|start| key.starts_with(start));
    let wanted: Vec<&String> = german.iter().filter(|(key, _)| on_pages(key)).map(|(_, word)| word).collect();
    let lacking: Vec<&&String> = wanted.iter().filter(|word| !used(word)).collect();
    assert!(lacking.len() * 4 < wanted.len(), "{} of {} words are not used: {lacking:?}", lacking.len(), wanted.len());
}

#[test]
fn the_language_says_which_way_a_page_runs() {
    for (language, html) in [
        ("ar", "<html lang=\"ar\" dir=\"rtl\">"),
        ("he-IL", "<html lang=\"he-IL\" dir=\"rtl\">"),
        ("fa-Latn", "<html lang=\"fa-Latn\" dir=\"ltr\">"),
        ("de-AT", "<html lang=\"de-AT\" dir=\"ltr\">"),
        ("en-GB", "<html lang=\"en-GB\" dir=\"ltr\">"),
    ] {
        let book =
            handbook().file("handbook.yaml", format!("title: Test\nlanguage: {language}\n")).file("content/index.md", "# Home\n");
        let run = book.build();
        run.expect_ok();
        assert!(book.built("index.html").contains(html), "{language}: {}", book.built("index.html"));
        // German has its words; who writes in Arabic is told that English stands in.
        let lacks = ["ar", "he-IL", "fa-Latn"].contains(&language);
        assert_eq!(run.stderr.contains("missing-word"), lacks, "{language}: {}", run.stderr);
    }
}

#[test]
fn a_words_file_says_itself_which_way_its_language_runs() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\nlanguage: xx\n")
        .file("content/index.md", "# Home\n")
        .file("themes/default/words/xx.yaml", "direction: rtl\n");
    book.build().expect_ok();
    assert!(book.built("index.html").contains("dir=\"rtl\""));
}
