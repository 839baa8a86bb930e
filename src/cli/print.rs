//! `print`: sheets and pages as PDFs.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use super::{
    common::{CliError, HandbookArgs, read_existing, write_file, write_stdout},
    console::Console,
    jobs::JobsArgs,
    paper_size::PaperSize,
};
use crate::{
    config::Config,
    diagnostic::{Severity, escape_for_terminal},
    output::sheets::{
        DocumentScope, ExportedPdf, ItemFilter, LayoutCache, PrintJob, Sheet, SheetKind, document_id, in_lanes, on_each_paper,
        papers,
    },
    pipeline::{self, Built},
    site::{Step, publish::refuse_planted_links},
    source::{SourcePath, fs},
};

/// Print sheets, pages, sections or the whole handbook as PDFs
///
/// A sheet is named by its id, as in `green-light` or `yours-aws-dynamodb`; without a name the list of all sheets is
/// told. A page or a section is named by its path, as in `content/guides/backups.md` or `content/guides`. A PDF that
/// readybook made before is replaced; any other file is left alone.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Sheets by id, pages and sections by path
    #[arg(value_name = "SHEET")]
    wanted: Vec<String>,
    /// Every sheet, and the whole handbook as one document
    #[arg(long, conflicts_with = "wanted")]
    all: bool,
    /// The paper; each paper of the settings when none is named
    #[arg(long, value_enum, value_name = "PAPER")]
    paper: Option<PaperSize>,
    /// Only the questions for a service with these traits and tiers, as in `stores-data,critical`
    #[arg(long, value_delimiter = ',', value_name = "TRAITS")]
    traits: Option<Vec<String>>,
    /// A file for one sheet on one paper, or a folder [default: the current folder]
    #[arg(long, value_name = "FILE|FOLDER")]
    out: Option<PathBuf>,
    /// The handbook's folder, with `handbook.yaml` in it
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    handbook: PathBuf,
    /// Where the handbook is published; replaces `base_url` in the settings
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[command(flatten)]
    jobs: JobsArgs,
}

/// Runs the printing: writes PDFs and lists what was written.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    args.jobs.start()?;
    let handbook = HandbookArgs::at(args.handbook.clone(), args.base_url.clone());
    let request = handbook.request(None, false)?;
    let progress = Arc::clone(&request.progress);
    let (revision, mut findings) = console.follow(Arc::clone(&progress), || {
        let revision = pipeline::make(request)?;
        let findings = revision.findings();
        Ok::<_, fs::Error>((revision, findings))
    })?;
    let Ok(made) = &revision.outcome else {
        let report = revision.report(findings);
        console.findings(&report.judged.told, report.revision.sources(), &handbook.prefix());
        return Ok(ExitCode::from(1));
    };
    if args.wanted.is_empty() && !args.all {
        list(made);
        return Ok(ExitCode::SUCCESS);
    }
    let filter = ItemFilter { traits: traits(args, &made.inputs.handbook.config)? };
    let sheets = choose(args, made, &filter)?;
    let files: Vec<PrintJob<'_>> = sheets.iter().flat_map(on_each_paper).collect();
    let single = args.out.as_ref().filter(|out| out.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf")));
    if let Some(out) = single.filter(|_| files.len() != 1) {
        return Err(CliError::new(
            format!("`{}` is one file, and these are {}", out.display(), files.len()),
            "name a folder, or one sheet and a `--paper`",
        ));
    }
    let mut pdfs = Vec::new();
    // These sheets may ask less than those of the same names that a build prints.
    let layouts = LayoutCache::new(Arc::clone(&made.inputs), made.layouts.results.clone(), None);
    progress.begin(Step::LayingOut, files.len());
    let print = |(sheet, paper): PrintJob<'_>| {
        let made = layouts.pdf(sheet, paper);
        layouts.let_go(sheet, paper);
        progress.advance();
        made
    };
    let printed: Vec<_> = console.follow(Arc::clone(&progress), || in_lanes(&files, print));
    for ((sheet, paper), made) in files.iter().zip(printed) {
        match made {
            Ok(ExportedPdf { bytes, pages, remarks }) => {
                let name = format!("{}.{}.pdf", sheet.id, paper.word());
                let place = match (&single, &args.out) {
                    (Some(file), _) => PathBuf::from(file),
                    (None, Some(folder)) => folder.join(name),
                    (None, None) => PathBuf::from(name),
                };
                findings.extend(remarks);
                pdfs.push(Pdf { place, bytes, pages });
            }
            Err(errors) => findings.extend(errors),
        }
    }
    let report = revision.report(findings);
    // A sheet of a handbook with errors may lack what was wrong.
    let failed = report.count(Severity::Error) > 0;
    if !failed {
        for Pdf { place, .. } in &pdfs {
            let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            refuse_planted_links(folder, handbook.folder())?;
        }
        write(&pdfs, console)?;
    }
    console.findings(&report.judged.told, report.revision.sources(), &handbook.prefix());
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// A PDF to be written.
pub struct Pdf {
    /// Its file path, absolute or relative to the working directory.
    pub place: PathBuf,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// Number of pages.
    pub pages: usize,
}

/// Writes PDFs and tells each. Something else may stand where one is to be written: it is left alone, and then nothing is
/// written at all.
pub fn write(pdfs: &[Pdf], console: Console) -> Result<(), CliError> {
    let mut before = Vec::new();
    for Pdf { place, .. } in pdfs {
        let old = read_existing(place)?;
        let is_ours = |old: &Vec<u8>| old.starts_with(b"%PDF-") && old.windows(MAKER.len()).any(|part| part == MAKER);
        if !old.as_ref().is_none_or(is_ours) {
            return Err(CliError::new(
                format!("`{}` is there already, and readybook did not make it", place.display()),
                "move it away, or name another place by `--out`",
            ));
        }
        before.push(old);
    }
    for (Pdf { place, bytes, pages }, before) in pdfs.iter().zip(before) {
        if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_folder(folder)?;
        }
        write_file(place, before.as_deref(), bytes)?;
        console.summary(&format!("{}: {pages} {}\n", place.display(), if *pages == 1 { "page" } else { "pages" }));
    }
    Ok(())
}

/// The creator in the metadata of readybook's PDFs.
const MAKER: &[u8] = b"readybook";

/// The wanted sheets and documents, each once, with the paper sizes and the filter of the arguments.
///
/// # Errors
/// For a name that is neither a sheet's id nor a page's path.
fn choose(args: &Args, made: &Built, filter: &ItemFilter) -> Result<Vec<Sheet>, CliError> {
    let handbook = &made.inputs.handbook;
    let papers = args.paper.map_or_else(|| papers(handbook), |size| vec![size.into()]);
    let again = |sheet: &Sheet| Sheet::new(sheet.id.clone(), sheet.title.clone(), sheet.kind.clone(), filter.clone(), &papers);
    let sheet_set = &made.inputs.sheet_set;
    let document = |id: &str, title: String, scope: DocumentScope| {
        // A page may be called like a sheet; each has a file of its own.
        let id = if sheet_set.get(id).is_some() { format!("{id}-pages") } else { id.to_owned() };
        Sheet::new(id, title, SheetKind::Document(scope), filter.clone(), &papers)
    };
    if args.all {
        let mut sheets: Vec<Sheet> = sheet_set.sheets.iter().map(again).collect();
        sheets.push(document("handbook", handbook.config.title.clone(), DocumentScope::Whole));
        return Ok(sheets);
    }
    let mut sheets = Vec::new();
    for wanted in &args.wanted {
        if let Some(sheet) = sheet_set.get(wanted) {
            sheets.push(again(sheet));
        } else if let Some((id, title, scope)) = page(made, wanted) {
            sheets.push(document(&id, title, scope));
        } else {
            let ids: Vec<&str> = sheet_set.sheets.iter().map(|sheet| sheet.id.as_str()).collect();
            let help = crate::diagnostic::did_you_mean(wanted, ids)
                .unwrap_or_else(|| "`readybook print` without a name tells all sheets; a page is named by its path".into());
            return Err(CliError::new(format!("there is no sheet and no page `{wanted}`"), help));
        }
    }
    let mut ids = BTreeSet::new();
    sheets.retain(|sheet| ids.insert(sheet.id.clone()));
    Ok(sheets)
}

/// Id, title and scope of the document for a page or section, by the path of its source file or folder, with or without
/// `content/`; `None` if there is none.
fn page(made: &Built, wanted: &str) -> Option<(String, String, DocumentScope)> {
    let handbook = &made.inputs.handbook;
    let plain = wanted.trim_start_matches("./").trim_end_matches('/');
    let plain = if matches!(plain, "handbook" | "" | ".") { "content" } else { plain };
    let below = if plain == "content" || plain.starts_with("content/") { plain.to_owned() } else { format!("content/{plain}") };
    let index = &handbook.index;
    let address = index
        .addresses
        .get(&SourcePath::new(&below))
        .or_else(|| index.addresses.get(&SourcePath::new(&format!("{below}/index.md"))))
        .cloned()
        .or_else(|| {
            let folder = below.strip_prefix("content/")?;
            Some(crate::source::SitePath::new(&format!("{folder}/index.html")))
        })?;
    let (number, node) = index.tree.at(&address)?;
    if number == 0 {
        return Some(("handbook".into(), handbook.config.title.clone(), DocumentScope::Whole));
    }
    Some((document_id(&address), node.title.clone(), DocumentScope::Below(address)))
}

fn traits(args: &Args, config: &Config) -> Result<Option<BTreeSet<String>>, CliError> {
    let Some(named) = &args.traits else { return Ok(None) };
    let known: Vec<&str> = config.traits.iter().chain(&config.tiers).map(|word| word.id.as_str()).collect();
    for name in named.iter().filter(|name| !name.is_empty()) {
        if !known.contains(&name.as_str()) {
            let help = crate::diagnostic::suggest(name, "the settings have", &known);
            let help = help.unwrap_or_else(|| "the settings list no traits and no tiers".to_owned());
            return Err(CliError::new(format!("there is no trait and no tier `{name}`"), help));
        }
    }
    Ok(Some(named.iter().filter(|name| !name.is_empty()).cloned().collect()))
}

fn list(made: &Built) {
    for sheet in &made.inputs.sheet_set.sheets {
        write_stdout(&format!("{:<28} {}\n", sheet.id, escape_for_terminal(&sheet.title)));
    }
}
