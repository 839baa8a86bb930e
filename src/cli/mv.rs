//! `mv`: moves a page, a folder or a picture, and all that names it follows.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use percent_encoding::percent_decode_str;

use super::{
    common::{CliError, HandbookArgs, counted},
    console::Console,
    edits::{Edit, EditArgs, Splice, place, propose, spliced, unforeseen},
    fix::alias,
    inside::{file, refuse_links, tree},
};
use crate::{
    handbook::{Handbook, references},
    manuscript::{
        edit::{with_front_entry, without_entry},
        take_order,
    },
    pipeline,
    source::{SitePath, SourcePath, Sources, fs, scheme},
};

/// Move a page, a folder of pages or a picture, with all links to it
///
/// Links, `pages:` of sections and phases follow, and a page keeps its old address as an alias. Comments and layout stay as they are.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What is moved, from the handbook's folder on, as in `content/guides/backups.md`
    #[arg(value_name = "OLD")]
    old: String,
    /// Where it is moved to
    #[arg(value_name = "NEW")]
    new: String,
    /// The handbook's folder
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    #[command(flatten)]
    how: EditArgs,
}

/// What moves.
struct Moves {
    /// What was named, a file or a folder, and where it goes.
    top: (SourcePath, SourcePath),
    /// Where each file goes, by where it is.
    files: BTreeMap<SourcePath, SourcePath>,
}

/// Runs `mv`.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let request = HandbookArgs::at(args.folder.clone(), None).request(None, false)?;
    let root = fs::canonical(&args.folder)?;
    let moves = moves(&root, &args.old, &args.new)?;
    let progress = Arc::clone(&request.progress);
    let revision = console.follow(progress, || pipeline::make(request))?;
    let Some(built) = revision.built() else {
        return Err(CliError::new("the settings cannot be read", "look at them with `readybook check`"));
    };
    let edits = edits(&root, &moves, &built.inputs.handbook, revision.sources())?;
    if propose(&root, &edits, &args.how, "mv", console)? {
        let followed = edits.len().saturating_sub(moves.files.len());
        console.summary(&format!("moved {}; {} followed\n", counted(moves.files.len(), "file"), counted(followed, "other file")));
    }
    Ok(ExitCode::SUCCESS)
}

/// What moves where.
fn moves(root: &Path, old: &str, new: &str) -> Result<Moves, CliError> {
    let clean = |path: &str| {
        let path = path.strip_prefix("./").unwrap_or(path);
        SourcePath::new("x").join(path.trim_end_matches('/')).filter(|path| path.is_below("content"))
    };
    let outside = |path: &str| {
        let message = format!("`{path}` does not lie below `content/`");
        CliError::new(message, "name it from the handbook's folder on, as in `content/guides/backups.md`")
    };
    let (from, mut to) = (clean(old).ok_or_else(|| outside(old))?, clean(new).ok_or_else(|| outside(new))?);
    refuse_links(root, from.as_str())?;
    let Some(meta) = fs::link_metadata(&root.join(from.as_str()))? else {
        return Err(CliError::new(format!("there is no `{from}`"), "name a file or a folder below `content/`"));
    };
    let is_folder =
        |path: &SourcePath| Ok::<_, CliError>(fs::metadata(&root.join(path.as_str()))?.is_some_and(|meta| meta.is_dir()));
    if new.ends_with('/') || is_folder(&to)? {
        to = SourcePath::new(&format!("{to}/{}", from.name()));
    }
    if fs::link_metadata(&root.join(to.as_str()))?.is_some() {
        return Err(CliError::new(format!("`{to}` is there already; nothing was written"), "choose another path"));
    }
    if !meta.is_dir() {
        if !meta.is_file() {
            return Err(CliError::new(format!("`{from}` is not a regular file"), "name a file or a folder"));
        }
        return Ok(Moves { top: (from.clone(), to.clone()), files: [(from, to)].into() });
    }
    if to.is_below(from.as_str()) {
        return Err(CliError::new(format!("`{to}` lies in `{from}` itself"), "choose another path"));
    }
    let below = tree(&root.join(from.as_str()))?;
    let files = below.keys().map(|path| (SourcePath::new(&format!("{from}/{path}")), SourcePath::new(&format!("{to}/{path}"))));
    Ok(Moves { files: files.collect(), top: (from, to) })
}

/// Where a file or a folder is afterwards; `None` if it stays.
fn moved(path: &SourcePath, moves: &Moves) -> Option<SourcePath> {
    let (from, to) = &moves.top;
    let rest = path.as_str().trim_end_matches('/').strip_prefix(from.as_str())?;
    (rest.is_empty() || rest.starts_with('/')).then(|| SourcePath::new(&format!("{to}{rest}")))
}

fn edits(root: &Path, moves: &Moves, handbook: &Handbook, sources: &Sources) -> Result<Vec<Edit>, CliError> {
    let mut splices = Vec::new();
    for reference in references(handbook) {
        let to = &reference.to.value;
        let Some(becomes) = followed(to, reference.from, moves, handbook) else { continue };
        let span = reference.to.span;
        splices.push(Splice::within(sources, span, to, &becomes).ok_or_else(|| {
            let place = place(sources, reference.from, span.file, span.range().start);
            let message = format!("`{to}` at {place} is written in a way that cannot be changed in place; nothing was written");
            CliError::new(message, format!("write it as `{becomes}` after the move, or write it plainly now"))
        })?);
    }
    let mut texts: BTreeMap<SourcePath, String> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.readable) {
        let made = spliced(&source.text, source.id, &splices);
        if made != *source.text || moves.files.contains_key(&source.path) {
            texts.insert(source.path.clone(), made);
        }
    }
    order(moves, handbook, sources, &mut texts)?;
    for (old, new) in &moves.files {
        let (Some(text), Some(alias)) = (texts.get(old), alias(old)) else { continue };
        if alias != self::alias(new).unwrap_or_default() {
            let made = with_front_entry(text, "aliases", &alias).ok_or_else(|| unforeseen(old))?;
            texts.insert(old.clone(), made);
        }
    }
    let mut edits = Vec::new();
    for (path, made) in texts {
        let text = sources.at(&path).map(|source| source.text.to_string()).unwrap_or_default();
        edits.push(Edit::of(root, path.as_str(), &text, made, moves.files.get(&path).map(ToString::to_string))?);
    }
    for (from, to) in moves.files.iter().filter(|(from, _)| !sources.at(from).is_some_and(|source| source.readable)) {
        edits.push(Edit::moved(from.as_str(), to.as_str(), file(root, from.as_str())?.unwrap_or_default()));
    }
    Ok(edits)
}

/// A path as it is written after the move; `None` where it stays.
fn followed(to: &str, from: &SourcePath, moves: &Moves, handbook: &Handbook) -> Option<String> {
    if scheme::scheme(to).is_some() || scheme::is_other_site(to) || to.starts_with('/') || to.contains("{{") {
        return None;
    }
    let end = to.find(['#', '?']).unwrap_or(to.len());
    let (path, suffix) = to.split_at(end);
    if path.is_empty() {
        return None;
    }
    let target = from.join(&percent_decode_str(path).decode_utf8_lossy())?;
    let (now_from, now_target) = (moved(from, moves), moved(&target, moves));
    if now_from.is_none() && now_target.is_none() {
        return None;
    }
    let whole = SourcePath::new(target.as_str().trim_end_matches('/'));
    let is_there = handbook.index.addresses.keys().any(|known| *known == whole || known.is_below(whole.as_str()));
    if !is_there {
        return None;
    }
    let site = |path: &SourcePath| SitePath::new(path.as_str().trim_end_matches('/'));
    let becomes = site(now_from.as_ref().unwrap_or(from)).link_to(&site(now_target.as_ref().unwrap_or(&whole)), None);
    let slash = if path.ends_with('/') { "/" } else { "" };
    let becomes = format!("{becomes}{slash}{suffix}");
    (becomes != to).then_some(becomes)
}

/// Entries of `pages:` follow: renamed in their section, taken out of it, and put last into the new one.
fn order(
    moves: &Moves,
    handbook: &Handbook,
    sources: &Sources,
    texts: &mut BTreeMap<SourcePath, String>,
) -> Result<(), CliError> {
    for page in &handbook.pages {
        let Some(source) = sources.at(&page.path) else { continue };
        let own = moved(&page.path, moves).unwrap_or_else(|| page.path.clone());
        for (path, entry) in take_order(page) {
            let Some(to) = path.as_ref().and_then(|path| moved(path, moves)) else { continue };
            let is_slashed = entry.value.ends_with('/');
            let becomes =
                SitePath::new(own.as_str()).link_to(&SitePath::new(to.as_str()), None) + if is_slashed { "/" } else { "" };
            if becomes == entry.value {
                continue;
            }
            let text = texts.get(&page.path).cloned().unwrap_or_else(|| source.text.to_string());
            // Other edits of this text are behind its front matter.
            let range = entry.span.range();
            let Some(written) = text.get(range.clone()).filter(|written| *written == &source.text[range.clone()]) else {
                continue;
            };
            let made = if becomes.starts_with("../") {
                without_entry(&text, range)
            } else {
                Some(format!("{}{}{}", &text[..range.start], written.replace(&entry.value, &becomes), &text[range.end..]))
            };
            texts.insert(page.path.clone(), made.ok_or_else(|| unforeseen(&page.path))?);
        }
    }
    let to = &moves.top.1;
    let index = SourcePath::new(&format!("{}/index.md", to.folder()));
    let Some(section) = handbook.pages.iter().find(|page| page.path == index && !page.meta.pages.is_empty()) else {
        return Ok(());
    };
    let is_it = |path: Option<SourcePath>| path.and_then(|path| moved(&path, moves)).is_some_and(|path| path == *to);
    let is_said = take_order(section).into_iter().any(|(path, _)| is_it(path));
    let Some(source) = sources.at(&index).filter(|_| !is_said) else { return Ok(()) };
    let text = texts.get(&index).cloned().unwrap_or_else(|| source.text.to_string());
    let is_file = moves.files.values().any(|file| file == to);
    if is_file && to.extension() != "md" {
        return Ok(());
    }
    let entry = if is_file { to.name().to_owned() } else { format!("{}/", to.name()) };
    let made = with_front_entry(&text, "pages", &entry).ok_or_else(|| unforeseen(&index))?;
    texts.insert(index, made);
    Ok(())
}
