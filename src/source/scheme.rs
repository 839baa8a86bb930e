//! The scheme of a URL, as browsers parse it.
//!
//! Only a URL whose scheme is on the list is drawn as a link. Parsing follows the WHATWG URL Standard: C0 controls and spaces
//! around a URL are ignored, and so are tabs and line breaks anywhere in it.

/// The schemes that a link may have, in lower case.
pub const LINKED: &[&str] = &["http", "https", "mailto", "sms", "tel"];

/// The scheme of a URL in lower case, without its colon; `None` for a relative one.
#[must_use]
pub fn scheme(address: &str) -> Option<String> {
    let address = address.trim_matches(|c: char| c <= ' ');
    let mut found = String::new();
    for c in address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')) {
        match c {
            ':' if !found.is_empty() => return Some(found),
            c if c.is_ascii_alphabetic() => found.push(c.to_ascii_lowercase()),
            c if !found.is_empty() && (c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => found.push(c),
            _ => return None,
        }
    }
    None
}

/// Whether a scheme, in lower case, is one by which an address is run as a script.
#[must_use]
pub fn is_script(scheme: &str) -> bool {
    matches!(scheme, "javascript" | "vbscript" | "livescript" | "mocha")
}

/// Whether a scheme, in lower case, is one by which an address runs something, opens a file, or carries what it leads to: such a
/// link is no typing mistake.
#[must_use]
pub fn does_harm(scheme: &str) -> bool {
    let starts = ["android-app", "chrome", "data", "intent", "moz-", "ms-", "resource", "search-ms", "x-apple"];
    let is = ["about", "blob", "file", "filesystem", "hcp", "its", "jar", "mhtml", "mk", "res", "search", "shell", "view-source"];
    is_script(scheme) || is.contains(&scheme) || starts.iter().any(|start| scheme.starts_with(start))
}

/// Whether a URL is scheme-relative, as in `//example.org/`; as in browsers, `\` counts as `/`.
#[must_use]
pub fn is_other_site(address: &str) -> bool {
    let mut start = address.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    let is_slash = |c: Option<char>| matches!(c, Some('/' | '\\'));
    is_slash(start.next()) && is_slash(start.next())
}

/// Whether a link may lead to a URL: it is relative, or its scheme is one of [`LINKED`].
#[must_use]
pub fn may_be_linked(address: &str) -> bool {
    scheme(address).is_none_or(|scheme| LINKED.contains(&scheme.as_str()))
}

/// Whether a picture may come from a URL: it is relative, `http`, `https`, or `data` with a media type below `image/`.
#[must_use]
pub fn may_be_shown(address: &str) -> bool {
    match scheme(address).as_deref() {
        None | Some("http" | "https") => true,
        Some("data") => {
            let rest = address.trim_start_matches(|c: char| c <= ' ').get("data:".len()..).unwrap_or("");
            rest.get(.."image/".len()).is_some_and(|kind| kind.eq_ignore_ascii_case("image/"))
        }
        Some(_) => false,
    }
}

/// What is wrong with an address at which something is published: where pages lie, so that more can be added to it.
///
/// # Errors
/// What is wrong, in words that follow the URL, such as `names no server`.
pub fn check_base(address: &str) -> Result<(), String> {
    let rest = server_part(address)?;
    match rest.chars().find(|c| matches!(c, '?' | '#')) {
        Some(mark) => Err(format!("has a part after `{mark}`, and pages lie below it")),
        None => Ok(()),
    }
}

/// What stands behind `https://` or `http://`, in small letters or capitals; `None` for any other text.
#[must_use]
pub fn behind_web_scheme(address: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        let (own, rest) = address.split_at_checked(scheme.len())?;
        own.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// The part of an absolute URL behind `https://` or `http://`; the error says what is wrong with the URL.
fn server_part(address: &str) -> Result<&str, String> {
    let rest = behind_web_scheme(address);
    let Some(rest) = rest else { return Err("is not a web address".into()) };
    if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) {
        return Err("names no server".into());
    }
    match rest.chars().find(|&c| c <= ' ' || c == '\u{7f}' || matches!(c, '"' | '<' | '>' | '\\')) {
        Some(odd) => Err(format!("holds {odd:?}, which no address may hold")),
        None => Ok(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_read_as_browsers_read_it() {
        let found = |address: &str| scheme(address).unwrap_or_default();
        assert_eq!(found("https://example.org"), "https");
        assert_eq!(found("JavaScript:x"), "javascript");
        assert_eq!(found(" \u{1}java\tscr\nipt:x"), "javascript");
        assert_eq!(found("java\rscript\t:x"), "javascript");
        assert_eq!(found("ms-msdt:/id"), "ms-msdt");
        assert_eq!(found("c:/x"), "c");
        for relative in
            ["a.md", "a/b:c", "./javascript:x", "#x:y", "?x:y", ":x", "1a:b", "java%73cript:x", "é:x", "java script:x", ""]
        {
            assert_eq!(scheme(relative), None, "{relative}");
        }
    }

    #[test]
    fn only_what_is_listed_is_linked_or_shown() {
        for fine in ["a.md", "http://x", "MAILTO:a@b.example", "tel:+1", "//example.org"] {
            assert!(may_be_linked(fine), "{fine}");
        }
        for wrong in
            ["javascript:1", "vbscript:1", "data:text/html,x", "data:image/png;base64,", "file:///x", "ms-msdt:x", "blob:x"]
        {
            assert!(!may_be_linked(wrong), "{wrong}");
        }
        assert!(may_be_shown("data:IMAGE/png;base64,AA") && may_be_shown(" data:image/svg+xml,x"));
        assert!(
            !may_be_shown("data:text/html,x")
                && !may_be_shown("mailto:x")
                && !may_be_shown("javascript:x")
                && !may_be_shown("da\tta:image/x")
        );
        assert!(
            is_other_site("//x")
                && is_other_site("\\/x")
                && is_other_site(" /\t/x")
                && !is_other_site("/x/")
                && !is_other_site("x//")
        );
    }

    #[test]
    fn an_unknown_scheme_does_no_harm() {
        for other in ["ftp", "gopher", "slack", "todo", "mail-to"] {
            assert!(!does_harm(other), "{other}");
        }
        for harmful in ["javascript", "vbscript", "data", "file", "blob", "ms-msdt", "search-ms", "view-source", "intent"] {
            assert!(does_harm(harmful), "{harmful}");
        }
        assert!(!LINKED.iter().any(|scheme| does_harm(scheme)));
    }

    #[test]
    fn pages_lie_below_a_whole_address() {
        for fine in ["https://x", "HTTPS://Example.com", "Http://x/", "http://localhost:8000/", "https://example.org/docs/"] {
            assert_eq!(check_base(fine), Ok(()), "{fine}");
        }
        for wrong in [
            "https://",
            "https:///x",
            "https://?x",
            "https://#a",
            "https://e.org/?x=1",
            "https://e.org/#a",
            "mailto:x",
            "https:e.org",
            "https://e org",
            "ftp://e.org",
            "https://:80/",
            "https://e.org/\"x",
        ] {
            assert!(check_base(wrong).is_err(), "{wrong}");
        }
    }
}
