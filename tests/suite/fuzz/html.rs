//! Published HTML: no script, no handler of events, no address that runs, and each element closed in its place.

use html5gum::{Token, Tokenizer};
use readybook::{
    handbook::resolve,
    pipeline::{self, Request},
    prose::{ALLOWED_ELEMENTS, Highlighter},
    source::SourcePath,
};

use super::{Corpus, Verdict, ensure, fuzz};
use crate::{
    four_outputs::{html, parsed},
    handbook::handbook,
};

/// What does harm, or almost.
const NASTY: &[&str] = &[
    "<img src=x onerror=alert(1)>\n",
    "<b onclick=\"alert(1)\">x</b>\n",
    "<a href=\"java&#115;cript:alert(1)\">x</a>\n",
    "[x](javascript:alert(1)) <javascript:alert(1)> ![x](vbscript:x)\n\n[y]: data:text/html,<script>alert(1)</script>\n",
    "<div>\n\n> <details><summary>a</summary>\n\n- <table><tr><td>b</table>\n\n</details></div>\n",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>\n",
    "<textarea><!-- </textarea><img src=x onerror=alert(1)> --></textarea>\n",
    "<div title='>' data-x=\"<!--\"><!-- a --!> b --></div><!-- c -- >\n",
    "<p>a<p>b <ul><li>c<li>d</ul>\n\n<style>a{}</style><script>alert(1)</script>\n",
    "a <kbd>Ctrl</kbd>+<sub>b</sub> <br> <hr> <ins>c</ins> <team> </team>\n",
    "| a <b> | b </b> |\n|---|---|\n| <i>c | d</i> |\n\n<!-- a\n\nb -->\n",
    "[^1] *<em>a*</em> `<b>` ~~<s>~~</s>\n\n[^1]: <b>note\n\n    more</b>\n",
    "# <b>A</b> {#a\"onclick=\"alert(1)}\n\n```js title=\"<script>\" {1}\n<script>\n```\n",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>\n",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>\n",
];

/// Elements that hold nothing, and have no end.
const VOID: &[&str] = &["area", "br", "col", "hr", "img", "input", "source", "track", "wbr"];

/// Elements that end with what they stand in.
const ENDS_BY_ITSELF: &[&str] = &["dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Elements that no text of an author may become.
const RUN: &[&str] = &[
    "script",
    "iframe",
    "object",
    "embed",
    "base",
    "link",
    "meta",
    "form",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
    "noscript",
    "plaintext",
    "math",
    "frame",
    "frameset",
    "applet",
];

#[test]
fn published_html_runs_nothing_and_is_balanced() {
    let corpus = Corpus::of(&[".md"], NASTY.iter().cycle().take(NASTY.len() * 20).map(|text| (*text).to_owned()));
    let highlighter = Highlighter::load();
    assert!(!ALLOWED_ELEMENTS.iter().any(|(name, ..)| RUN.contains(name)));
    let book = handbook().file("content/index.md", "# Home\n").file("content/example.md", "# Example\n");
    let made = pipeline::make(Request::of(book.folder())).expect("a folder");
    let (handbook, from) = (made.handbook().expect("a handbook"), SourcePath::new("content/example.md"));
    fuzz(500, corpus.alone(), |[text]| {
        let prose = parsed(text);
        let (resolved, _) = resolve(&prose, &from, handbook);
        is_sound(&html(&resolved, &highlighter))
    });
}

fn is_sound(html: &str) -> Verdict {
    let mut open: Vec<String> = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                ensure(!RUN.contains(&&*name), || format!("<{name}> in\n{html}"))?;
                for (key, value) in &tag.attributes {
                    let (key, value) = (String::from_utf8_lossy(key), String::from_utf8_lossy(value));
                    ensure(!key.starts_with("on"), || format!("the handler {key} in\n{html}"))?;
                    // As a browser does, which leaves out white space and control characters.
                    let scheme: String = value.chars().filter(|c| *c > ' ').collect::<String>().to_ascii_lowercase();
                    let runs = ["javascript:", "vbscript:", "data:text/html"].iter().any(|scheme_| scheme.starts_with(scheme_));
                    let is_address = ["href", "src", "action", "formaction", "cite", "xlink:href"].contains(&&*key);
                    ensure(!(is_address && runs), || format!("{key}=\"{value}\" in\n{html}"))?;
                }
                // Only in a drawing does a slash close anything.
                let is_closed = tag.self_closing && open.iter().any(|name| name == "svg");
                if !VOID.contains(&&*name) && !is_closed {
                    open.push(name);
                }
            }
            // The end of what has none: a browser breaks the line at `</br>`, and passes over any other (HTML Standard, 13.2.6.4.7).
            Token::EndTag(tag) if VOID.contains(&&*String::from_utf8_lossy(&tag.name)) => {}
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                while open.last().is_some_and(|last| *last != name && ENDS_BY_ITSELF.contains(&&**last)) {
                    open.pop();
                }
                let last = open.pop();
                ensure(last.as_ref() == Some(&name), || format!("</{name}> closes {last:?} in\n{html}"))?;
            }
            _ => {}
        }
    }
    open.retain(|name| !ENDS_BY_ITSELF.contains(&&**name));
    ensure(open.is_empty(), || format!("{open:?} stay open in\n{html}"))
}
