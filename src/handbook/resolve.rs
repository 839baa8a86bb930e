//! Resolves links and variables: a pure function of one prose and the index.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;

use super::{Handbook, mend, unknown_item};
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, closest, did_you_mean, suggest, suggest_item},
    prose::{Link, LinkKind, LinkTarget, Mention, PlainText, Prose, Resolved, VariableValue, plain_text},
    source::{SitePath, SourcePath, Span, Spanned, limits, scheme},
};

/// Resolves every link and variable of prose that stands in the file `from`. Beside it comes a finding for each link that leads
/// nowhere and each name that nothing has: such a link is drawn as its text, such a name as it was written, and a link to an
/// anchor that is not there leads to the page.
pub fn resolve<'a>(prose: &'a Prose, from: &SourcePath, handbook: &Handbook) -> (Resolved<'a>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut defined = BTreeSet::new();
    let mut targets = Vec::with_capacity(prose.links.len());
    for link in &prose.links {
        findings.extend(names_what_is_not_asked(link, from, handbook));
        targets.push(resolve_link_or_guess(link, from, handbook, guess(&findings)).unwrap_or_else(|found| {
            let page = if found.code == Code::BrokenAnchor { page_of(link, from, handbook) } else { None };
            // What is defined once is told once, however often it is used.
            match link.used {
                None => findings.push(found),
                Some(used) if defined.insert((found.code, found.span)) => findings.push(found.also(used, "used here")),
                Some(_) => {}
            }
            page.unwrap_or(LinkTarget::Nowhere)
        }));
    }
    let names = prose
        .variables
        .iter()
        .map(|name| {
            handbook.config.variable(&name.value).unwrap_or_else(|| {
                let guess = guess(&findings);
                findings.push(unknown_variable(name, &handbook.config, guess));
                as_written(name)
            })
        })
        .collect();
    (Resolved::new(prose, targets, names), findings)
}

/// The note for a link to a question that is retired or hidden.
#[must_use]
pub fn names_what_is_not_asked(link: &Link, from: &SourcePath, handbook: &Handbook) -> Option<Diagnostic> {
    let id = match link.kind {
        LinkKind::Shorthand => &link.to.value,
        LinkKind::Link => link.to.value.split_once('#')?.1,
        LinkKind::Image => return None,
    };
    let question = handbook.not_asked(id)?;
    let is_named = match try_resolve_link(link, from, handbook)? {
        LinkTarget::NotAsked(_) => true,
        LinkTarget::Inside(page, anchor) => anchor.is_none() && question.was_on(&page),
        LinkTarget::Outside(_) | LinkTarget::Nowhere => false,
    };
    is_named.then(|| question.told(id, link.to.span, handbook))
}

/// The page that a link leads to, without its anchor.
fn page_of(link: &Link, from: &SourcePath, handbook: &Handbook) -> Option<LinkTarget> {
    let (page, _) = link.to.value.split_once('#')?;
    let to = Spanned::new(page.to_owned(), link.to.span);
    resolve_link_or_guess(&Link { to, ..link.clone() }, from, handbook, false).ok()
}

fn as_written(name: &Spanned<String>) -> VariableValue {
    VariableValue::Text(format!("{{{{{}}}}}", name.value))
}

/// Whether a suggestion is still looked up: each costs a look at all names, and nobody reads hundreds of them.
fn guess(findings: &[Diagnostic]) -> bool {
    findings.len() < limits::SUGGESTIONS
}

/// Expands variables: the text with their values, without links; an unknown variable stays as it was written.
#[must_use]
pub fn expand(prose: &Prose, config: &Config) -> String {
    plain_text(&expanded(prose, config))
}

/// The same for a plain text that is kept as it was written; `place` is where findings about it would point.
#[must_use]
pub fn expand_text(written: &str, place: Span, config: &Config) -> String {
    expand(&PlainText::made(written, place).prose, config)
}

fn expanded<'a>(prose: &'a Prose, config: &Config) -> Resolved<'a> {
    let name = |name: &Spanned<String>| config.variable(&name.value).unwrap_or_else(|| as_written(name));
    Resolved::new(prose, vec![LinkTarget::Nowhere; prose.links.len()], prose.variables.iter().map(name).collect())
}

fn unknown_variable(name: &Spanned<String>, config: &Config, guess: bool) -> Diagnostic {
    let known: Vec<_> = config.variables().collect();
    let near = if guess { did_you_mean(&name.value, known.iter().map(AsRef::as_ref)) } else { None };
    Diagnostic::new(Code::UnknownName, name.span, format!("there is no setting and no variable `{}`", name.value))
        .help(near.unwrap_or_else(|| "add it to `blanks` in `handbook.yaml`; braces in code stay as they are".into()))
}

/// Resolves one link in the file `from`.
///
/// # Errors
/// When it is broken or its scheme is refused; the finding suggests what was most likely meant.
pub fn resolve_link(link: &Link, from: &SourcePath, handbook: &Handbook) -> Result<LinkTarget, Diagnostic> {
    resolve_link_or_guess(link, from, handbook, true)
}

/// [`resolve_link`] without the finding, and without looking for a suggestion.
#[must_use]
pub fn try_resolve_link(link: &Link, from: &SourcePath, handbook: &Handbook) -> Option<LinkTarget> {
    resolve_link_or_guess(link, from, handbook, false).ok()
}

/// [`resolve_link`], with a suggestion only if `guess`.
fn resolve_link_or_guess(link: &Link, from: &SourcePath, handbook: &Handbook, guess: bool) -> Result<LinkTarget, Diagnostic> {
    let to = &link.to;
    if link.kind == LinkKind::Shorthand {
        return shorthand(to, handbook, guess);
    }
    let mut expanded = None;
    if to.value.contains("{{") {
        match expand_address(to, &handbook.config, guess)? {
            Some(address) => expanded = Some(Link { to: address, ..link.clone() }),
            None => return Ok(LinkTarget::Nowhere),
        }
    }
    let link = expanded.as_ref().unwrap_or(link);
    let address = &link.to.value;
    let is_fine = if link.kind == LinkKind::Image { scheme::may_be_shown(address) } else { scheme::may_be_linked(address) };
    match scheme::scheme(address) {
        // One letter is the name of a drive, and no file of ours.
        Some(scheme) if scheme.len() == 1 => {}
        Some(_) if is_fine => return Ok(LinkTarget::Outside(address.clone())),
        Some(scheme) => return Err(refused(link, &scheme, to, &handbook.config)),
        None if scheme::is_other_site(address) => return Ok(LinkTarget::Outside(address.clone())),
        None => {}
    }
    inside(link, from, handbook, guess)
}

/// A link whose scheme is not on the list; `written` is how its author wrote it.
fn refused(link: &Link, scheme: &str, written: &Spanned<String>, config: &Config) -> Diagnostic {
    let (is_script, is_image) = (scheme::is_script(scheme), link.kind == LinkKind::Image);
    let code = match (scheme::does_harm(scheme), is_image) {
        (true, _) => Code::RefusedHtml,
        (false, true) => Code::MissingImage,
        (false, false) => Code::BrokenLink,
    };
    let found = match (is_image, is_script) {
        (true, false) => Diagnostic::new(code, written.span, format!("a picture may not come from `{scheme}:`"))
            .help("put the picture beside the page, or begin its address with `https:`"),
        (_, true) => Diagnostic::new(code, written.span, "a link may not hold a script").help("link to a page"),
        (false, false) => {
            let schemes: Vec<String> = scheme::LINKED.iter().map(|scheme| format!("`{scheme}:`")).collect();
            Diagnostic::new(code, written.span, format!("a link may not begin with `{scheme}:`"))
                .help(format!("an address begins with {}", schemes.join(", ")))
                .maybe_help(closest(scheme, scheme::LINKED.iter().copied()).map(|near| format!("did you mean `{near}:`?")))
        }
    };
    // What fills it in is often where it should be mended.
    let blanks = config.blanks.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name);
    let mut names = blanks.chain(config.values.iter().map(|(name, _)| name));
    match names.find(|name| names_in_address(&written.value).any(|used| used == name.value)) {
        Some(name) => found.also(name.span, "filled in from here"),
        None => found,
    }
}

/// Resolves a relative link: its path against the file that it is in, its fragment against the anchors of the target.
fn inside(link: &Link, from: &SourcePath, handbook: &Handbook, guess: bool) -> Result<LinkTarget, Diagnostic> {
    let index = &handbook.index;
    let to = &link.to;
    let (path, anchor) = to.value.split_once('#').map_or((to.value.as_str(), None), |(path, anchor)| (path, Some(anchor)));
    let path = path.split('?').next().unwrap_or(path);
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let broken = |message: String| {
        let (code, what) = match link.kind {
            LinkKind::Image => (Code::MissingImage, "picture"),
            LinkKind::Link | LinkKind::Shorthand => (Code::BrokenLink, "link"),
        };
        Diagnostic::new(code, to.span, format!("this {what} leads nowhere: {message}"))
    };
    let target = if decoded.is_empty() {
        Some(from.clone())
    } else if let Some(rooted) = decoded.strip_prefix('/') {
        let fix = mend::rooted(to, rooted, from, handbook);
        let help = fix.as_ref().map(|fix| format!("links begin at the file that they are in: write `{}`", fix.becomes));
        return Err(broken("a link that begins with `/` depends on where the handbook is published".into())
            .help("links begin at the file that they are in, as in `../guides/backups.md`")
            .maybe_help(help)
            .fix(fix));
    } else {
        from.join(&decoded)
    };
    let Some(path) = target else {
        return Err(broken("it leaves the handbook's folder".into()).help("link to a page, or write a whole web address"));
    };
    if link.kind == LinkKind::Link && matches!(to.value.as_str(), "" | "#") {
        return Err(broken("its address is empty".into()).help("write where it leads, or leave the brackets out"));
    }
    let Some(address) = lookup(&path, handbook).or_else(|| lookup_composed(&path, handbook)) else {
        if index.unreadable.iter().any(|unreadable| path == *unreadable || path.is_below(unreadable.as_str())) {
            return Ok(LinkTarget::Nowhere);
        }
        if index.hidden.contains(&path) {
            return Err(broken(format!("`{path}` is a draft")).help("finish the draft, or build with `--drafts`"));
        }
        let outside = !path.is_below("content") && !path.is_below("checklists") && !path.is_below("editions");
        let message = if outside {
            format!("`{path}` would lie outside `content/`, and nothing there is published")
        } else {
            format!("there is no `{path}`")
        };
        return Err(broken(message)
            .help(match link.kind {
                _ if outside => "put the file below `content/`",
                LinkKind::Image => "write the path of a picture from this file on, as in `zones.png`",
                LinkKind::Link | LinkKind::Shorthand => "write the path of a file from this one on, as in `../guides/backups.md`",
            })
            .maybe_help(if guess { near(&path, from, handbook) } else { None })
            .maybe_help(written_otherwise(&decoded, from, handbook))
            .fix(if guess { mend::moved(to, &path, from, handbook) } else { None }));
    };
    let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else {
        return Ok(LinkTarget::Inside(address, None));
    };
    let anchor = percent_decode_str(anchor).decode_utf8_lossy().into_owned();
    let anchor = match index.anchors.get(&address).filter(|anchors| !anchors.contains(&anchor)) {
        Some(anchors) => composed_otherwise(&anchor).find(|other| anchors.contains(other)).unwrap_or_else(|| anchor.clone()),
        None => anchor,
    };
    if let Some(anchors) = index.anchors.get(&address)
        && !anchors.contains(&anchor)
    {
        if index.not_shown.contains(&anchor) || handbook.not_asked(&anchor).is_some_and(|question| question.was_on(&address)) {
            return Ok(LinkTarget::Inside(address, None));
        }
        let place = if decoded.is_empty() { "this page".to_owned() } else { format!("`{path}`") };
        let help = guess.then(|| {
            let known: Vec<&str> = anchors.iter().map(String::as_str).collect();
            // The items of a checklist are told apart by their numbers.
            let is_item = index
                .items
                .keys()
                .any(|id| id.split_once('-').map(|(prefix, _)| prefix) == anchor.split_once('-').map(|(prefix, _)| prefix));
            let items = || known.iter().copied().filter(|id| index.items.contains_key(*id)).collect::<Vec<_>>();
            if is_item { suggest_item(&anchor, &items()) } else { suggest(&anchor, "its anchors are", &known) }
        });
        return Err(Diagnostic::new(Code::BrokenAnchor, to.span, format!("there is no `#{anchor}` in {place}"))
            .maybe_help(help.flatten())
            .fix(if guess { mend::anchor(to, &anchor, anchors) } else { None }));
    }
    // An item is shown in full on its area's page.
    if let Some((_, area, _)) = handbook.item(&anchor).filter(|(checklist, _, _)| checklist.address() == address) {
        return Ok(LinkTarget::Inside(area.address.clone(), Some(anchor)));
    }
    Ok(LinkTarget::Inside(address, Some(anchor)))
}

/// The same for a path whose letters are composed in another way than those of the file's name, as on a Mac.
fn lookup_composed(path: &SourcePath, handbook: &Handbook) -> Option<SitePath> {
    if path.as_str().is_ascii() {
        return None;
    }
    composed_otherwise(path.as_str()).find_map(|path| handbook.index.addresses.get(&SourcePath::new(&path)).cloned())
}

/// The same name with all its letters composed (NFC), and with all of them decomposed (NFD).
fn composed_otherwise(name: &str) -> impl Iterator<Item = String> {
    let forms: [fn(&str) -> String; 2] = [|name| name.nfc().collect(), |name| name.nfd().collect()];
    forms.into_iter().map(|form| form(name))
}

/// What to write for an address that is written as on another system, or without its scheme.
fn written_otherwise(decoded: &str, from: &SourcePath, handbook: &Handbook) -> Option<String> {
    if decoded.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("www.")) {
        return Some(format!("for a web address write `https://{decoded}`"));
    }
    let slashed = decoded.replace('\\', "/");
    let is_there = slashed != decoded && from.join(&slashed).is_some_and(|path| lookup(&path, handbook).is_some());
    is_there.then(|| format!("folders are parted by `/`: write `{slashed}`"))
}

/// The path in the site of a file, of a folder's index, or of a folder without one.
fn lookup(path: &SourcePath, handbook: &Handbook) -> Option<SitePath> {
    let index = &handbook.index;
    let folder = path.as_str().trim_end_matches('/');
    let inside = |name: &str| index.addresses.get(&SourcePath::new(&format!("{folder}/{name}"))).cloned();
    let readme = || ["README.md", "readme.md", "Readme.md"].into_iter().find_map(inside);
    index.addresses.get(path).cloned().or_else(|| inside("index.md")).or_else(readme).or_else(|| {
        let address = SitePath::new(&format!("{}/index.html", folder.strip_prefix("content/").unwrap_or(folder)));
        let is_folder = folder == "checklists" || folder.starts_with("content/");
        index.tree.at(&address).filter(|_| is_folder).map(|(_, node)| node.address.clone())
    })
}

/// The help line with the file that was most likely meant, as a link relative to `from`.
fn near(path: &SourcePath, from: &SourcePath, handbook: &Handbook) -> Option<String> {
    let known = || handbook.index.addresses.keys();
    // `backups.html`, `backups` and `backups/` are how other tools spell `backups.md`.
    let stem = path.as_str().trim_end_matches(".html").trim_end_matches(".htm");
    let found = known()
        .find(|other| other.as_str().strip_suffix(".md") == Some(stem))
        .or_else(|| known().find(|other| other.as_str().eq_ignore_ascii_case(path.as_str())))
        .or_else(|| known().find(|other| other.name() == path.name() && path.name() != "index.md"))
        .or_else(|| {
            // A typing mistake in the last part, or in a folder's name.
            let beside = || known().filter(|other| other.folder() == path.folder() && other.extension() == path.extension());
            let stem = closest(path.stem(), beside().map(SourcePath::stem));
            let named = stem.and_then(|stem| beside().find(|other| other.stem() == stem));
            named.or_else(|| {
                let mut last = "";
                let others = known().map(SourcePath::folder).filter(|folder| std::mem::replace(&mut last, folder) != *folder);
                let folder = closest(path.folder(), others)?;
                known().find(|other| other.folder() == folder && other.name() == path.name())
            })
        })?
        .as_str();
    let spelled = SitePath::new(from.as_str()).link_to(&SitePath::new(found), None);
    Some(format!("did you mean `{spelled}`?"))
}

/// Resolves `[REL-04]` and `[HA]`; any other text in brackets is [`LinkTarget::Nowhere`].
fn shorthand(to: &Spanned<String>, handbook: &Handbook, guess: bool) -> Result<LinkTarget, Diagnostic> {
    let index = &handbook.index;
    if let Some((_, area, _)) = handbook.item(&to.value) {
        return Ok(LinkTarget::Inside(area.address.clone(), Some(to.value.clone())));
    }
    if let Some(term) = index.terms.named(&to.value) {
        return Ok(LinkTarget::Inside(term.page.clone(), Some(term.anchor.clone())));
    }
    if handbook.not_asked(&to.value).is_some() {
        let by = handbook.successors(&to.value).map(|(id, page)| Mention { id: id.to_owned(), page: page.clone() });
        return Ok(LinkTarget::NotAsked(by.collect()));
    }
    let Some((prefix, number)) = to.value.split_once('-') else { return Ok(LinkTarget::Nowhere) };
    let beginning = format!("{prefix}-");
    let first = |id: Option<&String>| id.is_some_and(|id| id.starts_with(&beginning));
    let is_prefix = || {
        first(index.items.range(beginning.clone()..).next().map(|(id, _)| id))
            || first(index.retired_or_invalid.range(beginning.clone()..).next().map(|(id, _)| id))
    };
    if number.len() < 2 || !number.chars().all(|c| c.is_ascii_digit()) || !is_prefix() {
        return Ok(LinkTarget::Nowhere);
    }
    // Its own mistake has been reported.
    if index.retired_or_invalid.contains_key(&to.value) {
        return Ok(LinkTarget::Nowhere);
    }
    let names: Vec<&str> = if guess { index.items.keys().map(String::as_str).collect() } else { Vec::new() };
    Err(unknown_item(&to.value, to.span, &names))
}

/// The names of the variables in a link's destination; braces behind a backslash are none.
pub fn names_in_address(address: &str) -> impl Iterator<Item = &str> {
    let mut rest = address;
    std::iter::from_fn(move || {
        loop {
            let (before, after) = rest.split_once("{{")?;
            rest = after;
            if !before.ends_with('\\') {
                let (name, behind) = after.split_once("}}").unwrap_or((after, ""));
                rest = behind;
                return Some(name.trim());
            }
        }
    })
}

/// Expands variables in a link's destination; `None` when one has no value yet, which makes it no link.
fn expand_address(to: &Spanned<String>, config: &Config, guess: bool) -> Result<Option<Spanned<String>>, Diagnostic> {
    let mut address = String::new();
    let mut rest = to.value.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        if let Some(before) = before.strip_suffix('\\') {
            address.push_str(before);
            address.push_str("{{");
            rest = after;
            continue;
        }
        address.push_str(before);
        let (name, behind) = after.split_once("}}").unwrap_or((after, ""));
        match config.variable(name.trim()) {
            Some(VariableValue::Text(text)) => address.push_str(&text),
            Some(VariableValue::Unset(_)) => return Ok(None),
            None => return Err(unknown_variable(&Spanned::new(name.trim().to_owned(), to.span), config, guess)),
        }
        rest = behind;
    }
    address.push_str(rest);
    Ok(Some(Spanned::new(address, to.span)))
}
