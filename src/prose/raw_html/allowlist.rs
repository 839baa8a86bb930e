//! The allowlist of raw HTML: elements, their attributes, and refused values; and which of what is not in it does harm.
//!
//! Only the allowlist decides what is drawn. That something else is called harmful decides how it is told: as an error that nobody
//! may accept, so that its author sees it.
//!
//! The guide shows the same table (`docs/content/pages.md`); a test holds the two together.

use crate::source::scheme::{is_other_site, is_script, scheme};

/// Attributes that every allowed element may have. `aria-*` stands for all that begin so.
pub const EVERYWHERE: &[&str] = &["aria-*", "class", "dir", "hidden", "id", "lang", "role", "title", "translate"];

/// The elements, each with the attributes of its own.
pub const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["download", "href", "hreflang", "name", "rel", "target", "type"]),
    ("abbr", &[]),
    ("address", &[]),
    ("article", &[]),
    ("aside", &[]),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("big", &[]),
    ("blockquote", &["cite"]),
    ("br", &["clear"]),
    ("caption", &["align"]),
    ("center", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("col", &["align", "span", "valign", "width"]),
    ("colgroup", &["align", "span", "valign", "width"]),
    ("data", &["value"]),
    ("dd", &[]),
    ("del", &["cite", "datetime"]),
    ("details", &["name", "open"]),
    ("dfn", &[]),
    ("div", &["align"]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("footer", &[]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("header", &[]),
    ("hgroup", &[]),
    ("hr", &["align", "width"]),
    ("i", &[]),
    ("img", &["align", "alt", "border", "decoding", "height", "hspace", "loading", "sizes", "src", "srcset", "vspace", "width"]),
    ("ins", &["cite", "datetime"]),
    ("kbd", &[]),
    ("li", &["type", "value"]),
    ("mark", &[]),
    ("meter", &["high", "low", "max", "min", "optimum", "value"]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &["align"]),
    ("picture", &[]),
    ("pre", &[]),
    ("progress", &["max", "value"]),
    ("q", &["cite"]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("section", &[]),
    ("small", &[]),
    ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
    ("span", &[]),
    ("strike", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &["align", "border", "cellpadding", "cellspacing", "width"]),
    ("tbody", &["align", "valign"]),
    ("td", &["align", "colspan", "headers", "height", "nowrap", "rowspan", "valign", "width"]),
    ("tfoot", &["align", "valign"]),
    ("th", &["abbr", "align", "colspan", "headers", "height", "nowrap", "rowspan", "scope", "valign", "width"]),
    ("thead", &["align", "valign"]),
    ("time", &["datetime"]),
    ("tr", &["align", "valign"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    ("tt", &[]),
    ("u", &[]),
    ("ul", &["type"]),
    ("var", &[]),
    ("video", &["controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"]),
    ("wbr", &[]),
];

/// Classes that the scripts of a theme look for: with one of them an author's element would be taken for one of ours.
pub const OUR_CLASSES: &[&str] = &[
    "added",
    "anchor",
    "ask",
    "blank",
    "code",
    "duties",
    "guardrail",
    "item",
    "removed",
    "script-only",
    "tab",
    "tab-title",
    "tabs",
    "term",
    "toc",
    "toc-fold",
];

/// Whether an element may be written.
pub fn is_element(name: &str) -> bool {
    attributes(name).is_some()
}

/// Whether an allowed element may have an attribute.
pub fn is_attribute(element: &str, name: &str) -> bool {
    let is_aria = name.strip_prefix("aria-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase()));
    is_aria || EVERYWHERE.contains(&name) || attributes(element).is_some_and(|own| own.contains(&name))
}

/// What is refused about the value of an allowed attribute, in words for a finding; `None` when it is allowed.
pub fn refuse_value(attribute: &str, value: &str) -> Option<String> {
    match attribute {
        "id" | "name" => is_ours(value).then(|| format!("the id `{value}`, which is one of the theme's")),
        "class" => {
            let ours = value.split_ascii_whitespace().find(|class| OUR_CLASSES.contains(class) || is_ours(class));
            ours.map(|class| format!("the class `{class}`, which is one of the theme's"))
        }
        _ => None,
    }
}

/// Whether an id or a class is reserved for the theme and its scripts; case does not count.
pub fn is_ours(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["rb-", "readybook", "answers-", "answer-"].iter().any(|ours| name.starts_with(ours))
}

/// Elements that are not in the table and that do harm, in a browser of today or of yesterday: they run, load, send or play
/// something, change how a browser reads on, or become something else in its tree.
const HARMFUL_ELEMENTS: &[&str] = &[
    "animate",
    "animatemotion",
    "animatetransform",
    "annotation-xml",
    "applet",
    "base",
    "basefont",
    "bgsound",
    "body",
    "embed",
    "fencedframe",
    "foreignobject",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "ilayer",
    "image",
    "isindex",
    "keygen",
    "layer",
    "link",
    "main",
    "math",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "param",
    "plaintext",
    "portal",
    "script",
    "select",
    "set",
    "slot",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "use",
    "xmp",
];

/// Attributes that are not in the table and that do harm: they run, load or send something, make a tag something else, or lead
/// somewhere without being judged as a link. So do those that begin with one of [`HARMFUL_BEGINNINGS`].
const HARMFUL_ATTRIBUTES: &[&str] = &[
    "action",
    "archive",
    "attributename",
    "background",
    "classid",
    "codebase",
    "command",
    "commandfor",
    "contenteditable",
    "data",
    "dynsrc",
    "http-equiv",
    "imagesrcset",
    "is",
    "longdesc",
    "lowsrc",
    "manifest",
    "nonce",
    "ping",
    "popover",
    "popovertarget",
    "popovertargetaction",
    "srcdoc",
    "usemap",
];

/// How the names of handlers, of what a form sends, and of links in drawings begin.
const HARMFUL_BEGINNINGS: &[&str] = &["on", "form", "shadowroot", "style", "xlink:", "xml:"];

/// The properties of CSS with which an author sets a size, a colour or an alignment, and nothing else.
const PLAIN_PROPERTIES: &[&str] = &[
    "background-color",
    "border",
    "border-collapse",
    "border-radius",
    "clear",
    "color",
    "float",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "vertical-align",
    "white-space",
    "width",
];

/// Whether an element that is not in the table does harm; `rest` is what is written behind its tag.
pub fn is_harmful_element(name: &str, rest: &str) -> bool {
    match name {
        "style" => !is_plain_sheet(rest),
        name => HARMFUL_ELEMENTS.binary_search(&name).is_ok(),
    }
}

/// Whether an attribute that is not in the table does harm. Those that are judged as links (`href`, `src`, `srcset`, `cite`,
/// `poster`) do none by their names.
pub fn is_harmful_attribute(name: &str, value: &str) -> bool {
    match name {
        "style" => !is_plain_style(value),
        _ if HARMFUL_ATTRIBUTES.binary_search(&name).is_ok() => true,
        _ if HARMFUL_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) => true,
        // What a theme's scripts read, they may load.
        _ if name.starts_with("data-") => scheme(value).is_some() || is_other_site(value),
        _ => scheme(value).is_some_and(|scheme| is_script(&scheme)),
    }
}

/// Whether a style does nothing but set sizes, colours and alignments by plain words and numbers: it loads nothing, and covers
/// nothing.
fn is_plain_style(style: &str) -> bool {
    style.split(';').filter(|part| !part.trim().is_empty()).all(|part| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "#%.,-!".contains(c);
        part.split_once(':').is_some_and(|(property, value)| {
            PLAIN_PROPERTIES.contains(&property.trim().to_ascii_lowercase().as_str()) && value.chars().all(is_plain)
        })
    })
}

/// Whether a style sheet, up to its end tag, is nothing but plain styles of elements and classes.
fn is_plain_sheet(text: &str) -> bool {
    let Some(sheet) = text.split_once("</").map(|(sheet, _)| sheet) else { return false };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || ".#,>-_".contains(c);
    let mut rules: Vec<&str> = sheet.split('}').collect();
    rules.pop().is_some_and(|rest| rest.trim().is_empty())
        && rules
            .iter()
            .all(|rule| rule.split_once('{').is_some_and(|(names, style)| names.chars().all(is_plain) && is_plain_style(style)))
}

fn attributes(element: &str) -> Option<&'static [&'static str]> {
    ELEMENTS.binary_search_by_key(&element, |(name, _)| name).ok().map(|at| ELEMENTS[at].1)
}

/// Whether an element is a void element, which has no end tag (HTML Standard, obsolete ones included).
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements of HTML, of today or of yesterday, that are in neither table.
const OTHER_ELEMENTS: &[&str] = &[
    "acronym",
    "area",
    "blink",
    "button",
    "canvas",
    "command",
    "content",
    "datalist",
    "dialog",
    "dir",
    "element",
    "fieldset",
    "font",
    "input",
    "label",
    "legend",
    "listing",
    "map",
    "marquee",
    "menu",
    "menuitem",
    "multicol",
    "nav",
    "nextid",
    "nobr",
    "optgroup",
    "option",
    "output",
    "rb",
    "rtc",
    "search",
    "selectedcontent",
    "shadow",
    "spacer",
];

/// Whether a name between angle brackets is that of no element of HTML, as in `<team>`: a word to be filled in.
pub fn is_placeholder(name: &str) -> bool {
    !is_element(name) && HARMFUL_ELEMENTS.binary_search(&name).is_err() && OTHER_ELEMENTS.binary_search(&name).is_err()
}

/// Whether an element switches how the tokenizer reads on, so that no tag behind it means what it seems to mean.
pub fn changes_reading(name: &str) -> bool {
    matches!(
        name,
        "iframe"
            | "math"
            | "noembed"
            | "noframes"
            | "noscript"
            | "plaintext"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "xmp"
    )
}

/// Whether the end tag of an element may be omitted: the next element, or the end of the parent, closes it.
pub fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "caption" | "colgroup" | "dd" | "dt" | "li" | "p" | "rp" | "rt" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr"
    )
}

/// Whether the start tag of `next` closes the element `open`, whose end tag was omitted.
pub fn ends(open: &str, next: &str) -> bool {
    match open {
        "p" => matches!(
            next,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "center"
                | "dd"
                | "details"
                | "div"
                | "dl"
                | "dt"
                | "figcaption"
                | "figure"
                | "footer"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "header"
                | "hgroup"
                | "hr"
                | "li"
                | "ol"
                | "p"
                | "pre"
                | "section"
                | "summary"
                | "table"
                | "ul"
        ),
        "li" => next == "li",
        "dd" | "dt" => matches!(next, "dd" | "dt"),
        "rp" | "rt" => matches!(next, "rp" | "rt"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "tfoot" | "thead"),
        "tr" => matches!(next, "tr" | "tbody" | "tfoot" | "thead"),
        "caption" | "colgroup" => matches!(next, "caption" | "colgroup" | "tr" | "tbody" | "tfoot" | "thead"),
        "tbody" | "tfoot" | "thead" => matches!(next, "tbody" | "tfoot" | "thead"),
        _ => false,
    }
}

/// The help line for an element that is refused.
pub fn help_instead(name: &str) -> String {
    match name {
        "script" | "style" | "link" | "noscript" => "scripts and styles belong in the theme".into(),
        "base" | "body" | "head" | "html" | "main" | "meta" | "nav" | "title" => "the theme makes what is around a page".into(),
        "embed" | "frame" | "frameset" | "iframe" | "object" => "link to it instead".into(),
        "math" | "svg" => "put the drawing into a file beside the page, and show it as a picture".into(),
        "button" | "fieldset" | "form" | "input" | "label" | "option" | "select" | "textarea" => {
            "a handbook collects no input: link to the form, or draw the box as text".into()
        }
        "font" => "styling belongs in the theme's style sheet".into(),
        name => format!("for a word in angle brackets put back-ticks around it, or write `\\<{name}>`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_holds_nothing_that_runs() {
        let names: Vec<&str> = ELEMENTS.iter().map(|(name, _)| *name).collect();
        assert!(names.is_sorted(), "{names:?}");
        let attributes = ELEMENTS.iter().flat_map(|(_, own)| *own).chain(EVERYWHERE);
        for name in attributes {
            assert!(
                !name.starts_with("on") && !name.starts_with("data-") && !name.contains("src")
                    || matches!(*name, "src" | "srcset" | "srclang"),
                "{name}"
            );
            assert!(!["style", "action", "formaction", "srcdoc", "ping", "background", "http-equiv"].contains(name), "{name}");
        }
        for name in names {
            assert!(!changes_reading(name), "{name}");
        }
    }

    #[test]
    fn what_does_harm_is_in_order_and_not_in_the_table() {
        assert!(HARMFUL_ELEMENTS.is_sorted() && HARMFUL_ATTRIBUTES.is_sorted() && OTHER_ELEMENTS.is_sorted());
        for name in HARMFUL_ELEMENTS {
            assert!(!is_element(name), "{name}");
        }
        for (element, own) in ELEMENTS {
            assert!(!is_harmful_element(element, ""), "{element}");
            for name in *own {
                assert!(!is_harmful_attribute(name, ""), "{element} {name}");
            }
        }
    }

    #[test]
    fn a_plain_style_sets_sizes_colours_and_alignments() {
        for plain in ["width: 50%;", "Text-Align:center;color:#fff", "margin: 0 auto; width:\n 2.5em !important", "", ";"] {
            assert!(is_plain_style(plain), "{plain}");
        }
        for other in [
            "x",
            "position: fixed",
            "display: none",
            "background-color: url(x)",
            "background: red",
            "width: expression(alert(1))",
            "color: \\75rl",
            "color: red/**/",
            "--a: b",
            "width: 1px; behavior: x",
            "@import x",
        ] {
            assert!(!is_plain_style(other), "{other}");
        }
        assert!(is_plain_sheet("\n\ttd {padding: 8px;}\n.a > b { color: red }</style>\n"));
        for other in [
            "td {padding: 8px;}",
            "@import 'x';</style>",
            "td {position: fixed}</style>",
            "a{}<b</style>",
            "a { color: red</style>",
        ] {
            assert!(!is_plain_sheet(other), "{other}");
        }
    }

    #[test]
    fn our_own_names_are_ours_however_they_are_written() {
        assert!(refuse_value("id", "RB-main").is_some());
        assert!(refuse_value("id", "readybookAnswers").is_some());
        assert!(refuse_value("class", "box tabs").is_some());
        assert_eq!(refuse_value("class", "box"), None);
        assert_eq!(refuse_value("id", "verb-list"), None);
    }
}
