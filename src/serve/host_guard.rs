//! Checks the `Host` header against DNS rebinding, and turns request targets into site paths.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;

use crate::{output::addresses::HOME, source::SitePath};

/// Which values of the `Host` header are answered; the port does not matter.
#[derive(Debug, Clone)]
pub enum AllowedHosts {
    /// `localhost`, `127.0.0.1` and `[::1]`.
    Loopback,
    /// Also every IP address literal, and this host name (without a port, compared ignoring ASCII case).
    Reachable(String),
}

impl AllowedHosts {
    /// Whether a `Host` value (`name` or `name:port`) is answered. A foreign name that resolves to this machine is DNS rebinding:
    /// another site's page would read the handbook through the reader's browser.
    #[must_use]
    pub fn allows(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) && (name.starts_with('[') || !name.contains(':')) => {
                name
            }
            _ => host,
        };
        let is_loopback = matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost");
        match self {
            Self::Loopback => is_loopback,
            // A bare address cannot be made to lead elsewhere by whoever owns a name.
            Self::Reachable(own) => is_loopback || is_address(name) || name.eq_ignore_ascii_case(own),
        }
    }
}

fn is_address(name: &str) -> bool {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match bare {
        Some(name) => name.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6()),
        None => name.parse::<IpAddr>().is_ok_and(|address| address.is_ipv4()),
    }
}

/// The site path of a request target: query dropped, percent-decoded, `index.html` added after a trailing slash. `None` for
/// `.` and `..`, empty segments, backslashes, control characters or invalid UTF-8. It is a key of a map, never a disk path.
#[must_use]
pub fn site_path(url: &str) -> Option<SitePath> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_odd = |part: &str| matches!(part, "." | "..") || part.contains('\\') || part.chars().any(char::is_control);
    if path.split('/').any(is_odd) || path.starts_with('/') || path.contains("//") {
        return None;
    }
    Some(match path.strip_suffix('/') {
        Some(folder) => SitePath::new(&format!("{folder}/index.html")),
        None if path.is_empty() => SitePath::new(HOME),
        None => SitePath::new(&path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_a_path_leaves_the_site() {
        for url in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/..%2fx",
            "/a%2f..%2fx",
            "/a\\..\\x",
            "/%5c..%5cx",
            "//etc/passwd",
            "/a//b",
            "/%00",
            "x",
            "http://x/",
            "/%2E%2E%2Fx",
            "/./x",
            "/a/./b",
            "/a/%2e/b",
            "/%c0%ae%c0%ae/x",
            "/a%0a",
            "/a%0d%0ab",
            "/%2f%2fetc",
            "/\\x",
            "/C:\\x",
            "/a/..",
            "/a/%2e%2e",
            "/..",
            "",
            "*",
            "/%7f",
            "/a/..;/b/../c",
            "/%5c%5cx",
        ] {
            assert_eq!(site_path(url), None, "{url}");
        }
        assert_eq!(site_path("/a/%C3%BCber%20uns.html?x").unwrap().as_str(), "a/über uns.html");
        assert_eq!(site_path("/a/").unwrap().as_str(), "a/index.html");
        assert_eq!(site_path("/").unwrap().as_str(), "index.html");
    }

    #[test]
    fn foreign_hosts_are_refused() {
        for host in
            ["example.org", "127.0.0.1.example.org", "localhost.example.org:4000", "", "10.0.0.1:4000", "localhost:", "::1"]
        {
            let is_admitted = AllowedHosts::Loopback.allows(host);
            assert_eq!(is_admitted, host == "localhost:", "{host}");
        }
        for host in ["127.0.0.1:4000", "localhost", "LOCALHOST:1", "[::1]:4000"] {
            assert!(AllowedHosts::Loopback.allows(host), "{host}");
        }
        let allowed_hosts = AllowedHosts::Reachable("desk.example.org".into());
        for host in ["10.0.0.1:4000", "[fe80::1]:4000", "desk.example.org:4000", "localhost"] {
            assert!(allowed_hosts.allows(host), "{host}");
        }
        for host in ["example.org", "10.0.0.1.example.org", "x.desk.example.org", "", "::1"] {
            assert!(!allowed_hosts.allows(host), "{host}");
        }
    }
}
