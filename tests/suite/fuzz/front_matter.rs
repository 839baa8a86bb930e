//! Pages: there is always one, and what is wrong above it hides nothing below.

use readybook::manuscript::{self, Downloads, Manuscript};

use super::{Corpus, Verdict, are_placed, ensure, fuzz, lies_in, source};

const PATH: &str = "content/some-page.md";

#[test]
fn front_matter_is_read_or_told_and_the_page_stays() {
    fuzz(600, Corpus::of(&[".md"], []).alone(), |[text]| holds(text));
}

fn holds(text: &str) -> Verdict {
    let (sources, file) = source(PATH, text);
    let parsed = manuscript::parse(&sources, &Downloads::default(), None);
    are_placed(parsed.of(file), &sources, file)?;
    let Manuscript { pages, .. } = parsed.manuscript(&sources, &Downloads::default());
    let [page] = &*pages else { return Err(format!("{} pages", pages.len())) };
    let (read, begin) = &page.text;
    ensure(**read == *text, || "the page has another text".to_owned())?;
    lies_in(text, *begin..text.len(), || "the body".to_owned())?;
    ensure(*begin == 0 || text.starts_with("---"), || "a body that begins below nothing".to_owned())?;
    let words = page.meta.keywords.iter().chain(page.meta.aliases.iter().map(|alias| &alias.value));
    ensure(*begin > 0 || words.count() == 0, || "front matter that is nowhere".to_owned())?;
    for entry in page.meta.aliases.iter().chain(&page.meta.pages) {
        lies_in(text, entry.span.range(), || format!("`{}`", entry.value))?;
    }
    // Lines that end as on Windows say the same.
    if !text.contains('\r') {
        let (other, windows) = source(PATH, &text.replace('\n', "\r\n"));
        let read = manuscript::parse(&other, &Downloads::default(), None);
        let codes = |found: &[readybook::diagnostic::Diagnostic]| found.iter().map(|found| found.code).collect::<Vec<_>>();
        let (unix, windows) = (codes(parsed.of(file)), codes(read.of(windows)));
        ensure(unix == windows, || format!("{unix:?}, and {windows:?} with lines that end as on Windows"))?;
        let title = &read.manuscript(&other, &Downloads::default()).pages[0].title;
        ensure(page.title.written == title.written, || format!("{} and {}", page.title.written, title.written))?;
    }
    Ok(())
}
