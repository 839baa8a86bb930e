//! `check --fix`: mends what has one safe answer.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    common::{CliError, counted},
    console::Console,
    edits::{Edit, EditArgs, Splice, propose, spliced, unforeseen},
};
use crate::{
    diagnostic::Diagnostic,
    manuscript::edit::with_front_entry,
    pipeline::Report,
    source::{SourcePath, fs},
};

/// Mends the findings of a report. Whether a file was written.
pub fn fix(folder: &Path, report: &Report, how: &EditArgs, console: Console) -> Result<bool, CliError> {
    let sources = report.revision.sources();
    let root = fs::canonical(folder)?;
    let mut splices = Vec::new();
    let mut moved = BTreeMap::new();
    for found in &report.judged.told {
        let Diagnostic { span, fix: Some(fix), .. } = found else { continue };
        splices.extend(Splice::within(sources, *span, &fix.was, &fix.becomes));
        moved.extend(fix.moved.clone());
    }
    let mut texts: BTreeMap<SourcePath, String> = BTreeMap::new();
    let files: BTreeSet<_> = splices.iter().map(|splice| splice.file).collect();
    for file in files {
        let source = sources.file(file);
        texts.insert(source.path.clone(), spliced(&source.text, file, &splices));
    }
    for (old, new) in &moved {
        let Some(source) = sources.at(new) else { continue };
        let text = texts.get(new).cloned().unwrap_or_else(|| source.text.to_string());
        let Some(alias) = alias(old) else { continue };
        let made = with_front_entry(&text, "aliases", &alias).ok_or_else(|| unforeseen(new))?;
        if made != text {
            texts.insert(new.clone(), made);
        }
    }
    let mut edits = Vec::new();
    for (path, made) in texts {
        let text = sources.at(&path).map(|source| source.text.to_string()).unwrap_or_default();
        edits.push(Edit::of(&root, path.as_str(), &text, made, None)?);
    }
    if edits.is_empty() {
        console.summary("nothing that is found has one safe answer\n");
        return Ok(false);
    }
    let count = counted(splices.len(), "finding");
    let is_written = propose(&root, &edits, how, "check --fix", console)?;
    if is_written {
        console.summary(&format!("mended {count}\n"));
    }
    Ok(is_written)
}

/// The address that a page had, as an alias says it.
pub fn alias(path: &SourcePath) -> Option<String> {
    let page = path.as_str().strip_prefix("content/")?.strip_suffix(".md")?;
    // The home page has no address that anything else could lead to.
    if matches!(page, "index" | "README") {
        return None;
    }
    Some(match page.strip_suffix("/index").or(page.strip_suffix("/README")) {
        Some(folder) => format!("/{folder}/"),
        None => format!("/{page}.html"),
    })
}
