//! Bare addresses in a text become links, as GitHub's Markdown says ("autolinks (extension)").

use std::ops::Range;

/// The byte ranges of the bare addresses in a text, in their order, each with its destination.
pub(super) fn bare_addresses(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, sign) in text.char_indices().filter(|(_, sign)| matches!(sign, ':' | '.' | '@')) {
        if at < from {
            continue;
        }
        let address = match sign {
            ':' => web(text, from, at),
            '.' => www(text, from, at),
            _ => mail(text, from, at),
        };
        if let Some((range, to)) = address {
            from = range.end;
            found.push((range, to));
        }
    }
    found
}

/// `https://example.org/a`, whose colon is at this offset.
fn web(text: &str, from: usize, colon: usize) -> Option<(Range<usize>, String)> {
    let before = &text[from..colon];
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        before.len().checked_sub(scheme.len()).and_then(|at| before.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    })?;
    let start = colon - scheme.len();
    text[colon..].strip_prefix("://").filter(|_| may_begin(text, from, start))?;
    let end = colon + 3 + length(&text[colon + 3..], 1)?;
    Some((start..end, text[start..end].to_owned()))
}

/// `www.example.org/a`, whose first point is at this offset.
fn www(text: &str, from: usize, point: usize) -> Option<(Range<usize>, String)> {
    let start = point.checked_sub(3).filter(|&start| start >= from && text.get(start..point) == Some("www"))?;
    let end = start + may_begin(text, from, start).then(|| length(&text[start..], 2))??;
    Some((start..end, format!("http://{}", &text[start..end])))
}

/// `name@example.org`, whose sign is at this offset.
fn mail(text: &str, from: usize, sign: usize) -> Option<(Range<usize>, String)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let name = text[from..sign].chars().rev().take_while(|c| is_name(*c)).count();
    let rest = &text[sign + 1..];
    let host = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(rest.len());
    let host = rest[..host].trim_end_matches('.');
    let is_host = host.contains('.') && !host.ends_with(['-', '_']) && host.split('.').all(|part| !part.is_empty());
    // What stands behind a slash or another sign of the kind is part of something longer.
    let is_part = text[..sign - name].ends_with(['/', '@', ':']) || rest[host.len()..].starts_with('@');
    (name > 0 && is_host && !is_part)
        .then(|| (sign - name..sign + 1 + host.len(), format!("mailto:{}@{host}", &text[sign - name..sign])))
}

/// Whether an address may begin at an offset, the one before it having ended at `from`.
fn may_begin(text: &str, from: usize, start: usize) -> bool {
    start == 0 || start > from && text[..start].ends_with(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '('))
}

/// The most characters of a host: as many as a name in DNS has (RFC 1035, section 2.3.4).
const HOST: usize = 255;

/// The length of a host with so many parts at least, and of what follows it; `None` if that is no host.
fn length(text: &str, parts: usize) -> Option<usize> {
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let longest = text.char_indices().nth(HOST).map_or(text.len(), |(at, _)| at);
    let host = text[..longest].find(|c: char| !is_sign(c)).or_else(|| (longest == text.len()).then_some(longest))?;
    let names: Vec<&str> = text[..host].trim_end_matches('.').split('.').collect();
    let is_host = names.len() >= parts && names.iter().all(|name| !name.is_empty());
    if !is_host || names.iter().rev().take(2).any(|name| name.contains('_')) {
        return None;
    }
    let whole = text.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(text.len());
    let mut address = &text[..whole];
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    loop {
        let shorter = address.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"']);
        let shorter = match shorter.strip_suffix(')') {
            Some(inner) if unopened > 0 => {
                unopened -= 1;
                inner
            }
            _ => shorter,
        };
        let shorter = &shorter[..shorter.len() - entity(shorter)];
        if shorter.len() == address.len() {
            return Some(address.len());
        }
        address = shorter;
    }
}

/// The length of what looks like an entity at the end of a text: `&amp;`.
fn entity(text: &str) -> usize {
    let name = text.strip_suffix(';').and_then(|text| text.rsplit_once('&')).map_or("", |(_, name)| name);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    if is_name { name.len() + 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn links(text: &str, expected: &[(&str, &str)]) {
        let found = bare_addresses(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(range, to)| (&text[range.clone()], to.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_examples_of_githubs_specification_are_links() {
        links("www.commonmark.org", &[("www.commonmark.org", "http://www.commonmark.org")]);
        links("Visit www.commonmark.org/help for", &[("www.commonmark.org/help", "http://www.commonmark.org/help")]);
        links("Visit www.commonmark.org.", &[("www.commonmark.org", "http://www.commonmark.org")]);
        links("Visit www.commonmark.org/a.b.", &[("www.commonmark.org/a.b", "http://www.commonmark.org/a.b")]);
        let searched = "www.google.com/search?q=Markup+(business)";
        let to = format!("http://{searched}");
        for text in ["", ")", "))"].map(|end| format!("{searched}{end}")) {
            links(&text, &[(searched, &to)]);
        }
        links(&format!("({searched})"), &[(searched, &to)]);
        links(
            "www.google.com/search?q=(business))+ok",
            &[("www.google.com/search?q=(business))+ok", "http://www.google.com/search?q=(business))+ok")],
        );
        let (whole, cut) = ("www.google.com/search?q=commonmark&hl=en", "www.google.com/search?q=commonmark");
        links(whole, &[(whole, &format!("http://{whole}"))]);
        links(&format!("{cut}&hl;"), &[(cut, &format!("http://{cut}"))]);
        links("www.commonmark.org/he<lp", &[("www.commonmark.org/he", "http://www.commonmark.org/he")]);
        links("http://commonmark.org", &[("http://commonmark.org", "http://commonmark.org")]);
        links(
            "(Visit https://encrypted.google.com/search?q=Markup+(business))",
            &[(
                "https://encrypted.google.com/search?q=Markup+(business)",
                "https://encrypted.google.com/search?q=Markup+(business)",
            )],
        );
        links("foo@bar.baz", &[("foo@bar.baz", "mailto:foo@bar.baz")]);
        links(
            "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.",
            &[("hello+xyz@mail.example", "mailto:hello+xyz@mail.example")],
        );
        links("a.b-c_d@a.b a.b-c_d@a.b.", &[("a.b-c_d@a.b", "mailto:a.b-c_d@a.b"), ("a.b-c_d@a.b", "mailto:a.b-c_d@a.b")]);
        links("a.b-c_d@a.b- a.b-c_d@a.b_", &[]);
    }

    #[test]
    fn what_is_no_address_stays_text() {
        for text in
            ["https://", "www.", "awww.a.b", "xhttps://a.b", "a@b", "@a.b", "git@host:a/b.git", "https://_x/", "http://-", "a:b"]
        {
            let found = bare_addresses(text);
            assert!(found.is_empty() || text == "http://-", "{text}: {found:?}");
        }
        links("https://localhost:8080/a, then", &[("https://localhost:8080/a", "https://localhost:8080/a")]);
        links("siehe https://über.example/ä.", &[("https://über.example/ä", "https://über.example/ä")]);
    }
}
