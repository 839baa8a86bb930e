//! The repository of the handbook's sources, and the URLs that follow from it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use readybook_derive::Format;

use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    source::{Spanned, scheme},
    yaml::{Form, FromYaml, HasKind, Node, ValueKind, WebAddress},
};

/// The names that may stand in braces in a URL pattern.
const NAMES: &[&str] = &["url", "path", "title", "address"];

/// What is percent-encoded in a value: all but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same, with the slashes of a path.
const PATH: &AsciiSet = &VALUE.remove(b'/');

/// The repository of the handbook's sources: `repository` in the settings.
///
/// `edit`, `history` and `report` are URL patterns, each may be left out. In them `{url}` stands for the repository's
/// URL, `{path}` for the file's path relative to the handbook's folder, `{title}` for the page's title and `{address}`
/// for its address: the whole URL when `base_url` is set, else the path relative to the site's root.
#[derive(Debug, Clone, Format)]
#[format(name = "the repository")]
pub struct Repository {
    /// The URL of the repository.
    #[field(via = WebAddress)]
    pub url: String,
    /// The URL pattern for editing a file: "Edit this page", "Propose a change to this question".
    #[field(via = UrlPattern)]
    pub edit: Option<String>,
    /// The URL pattern of a file's history: "View history".
    #[field(via = UrlPattern)]
    pub history: Option<String>,
    /// The URL pattern for "Report a problem", which may be a `mailto:` address.
    #[field(via = UrlPattern)]
    pub report: Option<String>,
}

/// The values that are filled into a URL pattern.
#[derive(Debug, Clone, Copy)]
pub struct UrlValues<'a> {
    /// The file's path, relative to the handbook's folder.
    pub path: &'a str,
    /// The page's title.
    pub title: &'a str,
    /// The page's address, as [`Repository`] describes it.
    pub address: &'a str,
}

impl Repository {
    /// Fills in a URL pattern. `{url}` loses its trailing slashes; the other values are percent-encoded.
    #[must_use]
    pub fn expand(&self, pattern: &str, place: UrlValues<'_>) -> String {
        let mut filled = String::with_capacity(pattern.len() + 64);
        let mut rest = pattern;
        while let Some((before, name, after)) = next_name(rest) {
            filled.push_str(before);
            match name {
                "url" => filled.push_str(self.url.trim_end_matches('/')),
                "path" => filled.extend(utf8_percent_encode(place.path, PATH)),
                "title" => filled.extend(utf8_percent_encode(place.title, VALUE)),
                "address" => filled.extend(utf8_percent_encode(place.address, VALUE)),
                // It has been reported.
                _ => {}
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// A checked URL pattern.
struct UrlPattern(String);

impl HasKind for UrlPattern {
    const KIND: ValueKind = ValueKind::Form(Form::AddressPattern);
}

impl From<UrlPattern> for String {
    fn from(pattern: UrlPattern) -> Self {
        pattern.0
    }
}

impl FromYaml for UrlPattern {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        check(Spanned::read(node, findings)?, findings).map(Self)
    }
}

/// Splits a pattern at its next braces: the text before, the name in them, the text behind.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn check(pattern: Spanned<String>, findings: &mut Findings) -> Option<String> {
    let is_mailbox = scheme::scheme(&pattern.value).as_deref() == Some("mailto");
    if !pattern.value.starts_with("{url}") && !is_mailbox && scheme::behind_web_scheme(&pattern.value).is_none() {
        findings.push(
            Diagnostic::new(Code::WrongValue, pattern.span, format!("`{}` is not a web address", pattern.value))
                .help("begin it with `{url}` or `https://`, as in `{url}/edit/main/{path}`"),
        );
        return None;
    }
    let mut fine = true;
    let mut rest = pattern.value.as_str();
    while let Some((_, name, after)) = next_name(rest) {
        if !NAMES.contains(&name) {
            findings.push(
                Diagnostic::new(Code::WrongValue, pattern.span, format!("there is no `{{{name}}}` in an address"))
                    .maybe_help(suggest(name, "there are", NAMES)),
            );
            fine = false;
        }
        rest = after;
    }
    fine.then_some(pattern.value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::{SourcePath, Sources, Span};

    proptest! {
        #[test]
        fn a_pattern_is_what_has_the_form_of_one(
            text in "(\\{url\\}|https?://|HTTPS://|mailto:|MailTo:|x)?(\\{url\\}|\\{path\\}|\\{title\\}|\\{address\\}|\\{x\\}|\\{|\\}|a|/|\n){0,6}",
        ) {
            let file = Sources::default().add(SourcePath::new("handbook.yaml"), text.clone().into(), true);
            let read = check(Spanned::new(text.clone(), Span::start_of(file)), &mut Findings::default());
            prop_assert_eq!(Form::AddressPattern.matches(&text), read.is_some());
        }
    }

    #[test]
    fn what_is_filled_in_cannot_break_out_of_an_address() {
        let repository = Repository { url: "https://git.example.org/book/".into(), edit: None, history: None, report: None };
        let place = UrlValues { path: "content/a & b/c.md", title: "Cost: 5 % of {path}?", address: "a & b/c.html" };
        let expand = |pattern: &str| repository.expand(pattern, place);
        assert_eq!(expand("{url}/edit/main/{path}"), "https://git.example.org/book/edit/main/content/a%20%26%20b/c.md");
        assert_eq!(
            expand("{url}/issues/new?title={title}&body={address}"),
            "https://git.example.org/book/issues/new?title=Cost%3A%205%20%25%20of%20%7Bpath%7D%3F&body=a%20%26%20b%2Fc.html"
        );
    }
}
