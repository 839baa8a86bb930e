//! How a value that is one text is written: ids, dates, colours, addresses. A form is its pattern: whoever reads a value asks it,
//! and a schema says it, so that the two cannot differ.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

macro_rules! forms {
    ($($(#[doc = $doc:literal])+ $variant:ident = $pattern:expr, $help:literal;)+) => {
        /// How a text is written.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Form { $($(#[doc = $doc])+ $variant,)+ }

        impl Form {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// A regular expression of the whole text, in the words that Rust and JavaScript share.
            #[must_use]
            pub const fn pattern(self) -> &'static str {
                match self { $(Self::$variant => $pattern,)+ }
            }

            /// How to write it, as a clause without a full stop.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)+ }
            }
        }
    };
}

/// The pattern of a day of the calendar.
macro_rules! day {
    () => {
        concat!(
            "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
            "|02-(?:0[1-9]|1[0-9]|2[0-8]))",
            // In a leap year February has a day more.
            "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
        )
    };
}

forms! {
    /// An id in kebab-case.
    Id = "^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$",
        "an id has lower-case letters, digits, and single hyphens, and begins with a letter, as in `stores-data`";
    /// The id of an item: the prefix of its area, a hyphen, at least two digits.
    ItemId = "^[A-Z][A-Z0-9]*-[0-9]{2,}$", "write the area's prefix, a hyphen and two digits, as in `REL-04`";
    /// A cell of the matrix, its service and its duty, or a duty of every service.
    Cell = "^[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:/[a-z][a-z0-9]*(?:-[a-z0-9]+)*)?$",
        "write a service, `/` and a duty, as in `aws-rds/backups`, or a duty alone for every service";
    /// The id of an item as answers have it, with one digit as well.
    AnsweredId = "^[A-Z][A-Z0-9]*-[0-9]+$", "write the area's prefix, a hyphen and two digits, as in `REL-04`";
    /// What ids of items begin with: capital letters and digits, beginning with a letter.
    Prefix = "^[A-Z][A-Z0-9]*$", "write capital letters, as in `REL`";
    /// What answers call an area: its id or its prefix.
    Area = "^[A-Za-z][A-Za-z0-9-]*$", "write what the handbook calls the area, as in `reliability` or `REL`";
    /// A handbook's id: what its title can become. Which letters are capitals only a reader knows of all scripts.
    HandbookId = r"^[^\x00-,./:-@A-Z\[-^`{-\x7f]+$", "write it in lower-case letters, digits, and hyphens, as in `path-to-production`";
    /// A day of the calendar.
    Date = concat!("^", day!(), "$"), "write year, month and day, as in `2026-11-22`";
    /// The id of an edition: a day and, for a further one of that day, a number.
    Edition = concat!("^", day!(), "(?:\\.(?:[2-9]|[1-9][0-9]{1,3}))?$"),
        "write the day on which it was closed, as in `2026-11-22`; a further one of that day is `2026-11-22.2`";
    /// A digest.
    Digest = "^[0-9a-f]{64}$", "a digest is 64 hexadecimal digits in lower case";
    /// A short digest: twenty characters of base 32, in groups of five.
    ShortDigest = "^[A-Z2-7]{5}(?:-[A-Z2-7]{5}){3}$",
        "it is four groups of five letters and digits, as `readybook reviewed` writes it";
    /// A colour.
    Colour = "^#(?:[0-9A-Fa-f]{3}){1,2}$", "write it as `#rgb` or `#rrggbb`, in quotes";
    /// A whole web address, or one of a mailbox or a telephone.
    WebAddress = concat!(
        r#"^(?:[Hh][Tt][Tt][Pp][Ss]?://[^/?#:\x00-\x20\x7f"<>\\][^\x00-\x20\x7f"<>\\]*"#,
        r"|(?:[Mm][Aa][Ii][Ll][Tt][Oo]|[Tt][Ee][Ll]):[^\x00-\x20]*)$"
    ), "write it whole, as in `https://handbook.example.org/`";
    /// The web address of a folder.
    BaseAddress = r#"^[Hh][Tt][Tt][Pp][Ss]?://[^/?#:\x00-\x20\x7f"<>\\][^?#\x00-\x20\x7f"<>\\]*$"#,
        "write it whole, as in `https://handbook.example.org/`";
    /// A web address with names in braces, which are filled in.
    AddressPattern = r"^(?:\{url\}|[Hh][Tt][Tt][Pp][Ss]?://|[Mm][Aa][Ii][Ll][Tt][Oo]:)(?:[^{]|\{(?:url|path|title|address)\})*(?:\{[^}]*)?$",
        "begin it with `{url}` or `https://`, as in `{url}/edit/main/{path}`; also `{title}` and `{address}` are filled in";
    /// A file or a folder below `content/`, with `*` for any letters of a name and `**` for any folders.
    Download = r"^content(?:/(?:\*\*|\*?[^*/\[\]\x00-\x1f\x7f]+(?:\*[^*/\[\]\x00-\x1f\x7f]+)*\*?|\*))+/?$",
        "write a path that begins with `content/`, as in `content/manifests/` or `content/**/service.yaml`";
    /// Anything that a reader can see.
    Visible = r"[^\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]", "write something";
}

static REGEXES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let compiled = |form: &Form| Regex::new(form.pattern()).expect("a pattern that a test has compiled");
    Form::ALL.iter().map(compiled).collect()
});

impl Form {
    /// Whether a text is written so.
    #[must_use]
    pub fn matches(self, text: &str) -> bool {
        REGEXES[self as usize].is_match(text)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use proptest::prelude::*;

    use super::*;
    use crate::source::scheme;

    #[track_caller]
    fn written(form: Form, fine: &[&str], wrong: &[&str]) {
        let matching = |texts: &[&str]| texts.iter().map(|text| form.matches(text)).collect::<Vec<_>>();
        assert_eq!(matching(fine), vec![true; fine.len()], "{fine:?}");
        assert_eq!(matching(wrong), vec![false; wrong.len()], "{wrong:?}");
    }

    #[test]
    fn a_text_is_written_as_its_form_says_from_its_first_letter_to_its_last() {
        written(Form::Id, &["a", "stores-data", "a1-2"], &["", "A", "1a", "a-", "a--b", "-a", "a_b", "a\n", "\na", "é"]);
        written(Form::ItemId, &["REL-04", "A1-123"], &["", "REL-4", "rel-04", "REL04", "1R-04", "REL-04\n", "REL-٠١"]);
        written(
            Form::Cell,
            &["backups", "aws-rds/backups"],
            &["", "/backups", "aws-rds/", "aws-rds/backups/more", "AWS/backups"],
        );
        written(Form::AnsweredId, &["REL-4", "REL-04"], &["REL-", "rel-4"]);
        written(Form::Prefix, &["R", "R2D"], &["", "r", "2R", "R-"]);
        written(Form::Area, &["reliability", "REL", "a-1-"], &["", "1a", "a b", "é"]);
        written(Form::Colour, &["#2b6", "#2BCdef"], &["2b6", "#2b", "#2b61", "#2b61f", "#xyz", "#2b6\n"]);
        written(
            Form::WebAddress,
            &["https://x", "http://e.org/a?b#c", "HTTPS://Example.com", "MAILTO:a@b", "tel:+1"],
            &["", "https://", "https:///x", "https://:80", "ftp://x", "javascript:x", "mailto:a b", " https://x", "https://x y"],
        );
        written(
            Form::ShortDigest,
            &["ABCDE-FGHIJ-KLMNO-P2345"],
            &["", "ABCDE", "abcde-fghij-klmno-p2345", "ABCDE-FGHIJ-KLMNO-P0189", "ABCDE-FGHIJ-KLMNO-P2345\n"],
        );
        written(Form::Visible, &["a", " a ", "\u{85}"], &["", " ", "\t\n\r", "\u{a0}\u{feff}\u{3000}"]);
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar_and_each_day_of_it_is_one() {
        let mut day = Date::constant(1896, 1, 1);
        while day.year() < 2005 {
            assert!(Form::Date.matches(&day.to_string()), "{day}");
            day = day.tomorrow().expect("another day");
        }
        for year in 0..=9999 {
            let leap = format!("{year:04}-02-29");
            assert_eq!(Form::Date.matches(&leap), leap.parse::<Date>().is_ok(), "{leap}");
        }
        written(
            Form::Date,
            &["0000-01-01", "9999-12-31"],
            &["", "2026-11-31", "2026-13-01", "2026-00-10", "2026-1-1", "20261122", "2026-11-22T10:00"],
        );
    }

    proptest! {
        #[test]
        fn a_text_of_the_form_of_a_date_is_read_as_one(text in Form::Date.pattern().trim_matches(['^', '$'])) {
            let day: Date = text.parse().expect("a day");
            prop_assert_eq!(day.to_string(), text);
        }

        #[test]
        fn a_base_address_is_what_the_check_of_one_lets_through(text in "((https?|HTTPS|Http)://)?[a:/?# .\\u{7f}\\u{1}\"<>\\\\é]{0,6}") {
            prop_assert_eq!(Form::BaseAddress.matches(&text), scheme::check_base(&text).is_ok());
        }

        #[test]
        fn a_web_address_has_a_scheme_that_a_link_may_have(text in "(https?|HTTP|mailto|TEL|javascript|ftp)?:?[/a: ]{0,5}") {
            if Form::WebAddress.matches(&text) {
                let found = scheme::scheme(&text);
                prop_assert!(found.is_some_and(|found| scheme::LINKED.contains(&found.as_str())));
            }
        }
    }
}
