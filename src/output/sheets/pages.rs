//! The files of sheets: a page on the web, and a PDF and an SVG for each paper size.

use std::sync::Arc;

use super::{DocumentScope, LayoutCache, Sheet, SheetKind, SheetSet, links::card};
use crate::{
    config::{Document, Paper},
    manuscript::data::DataFile,
    output::{
        Inputs,
        addresses::{self, SHEETS},
        frame,
        listing::generated_file,
        page_renderer::PageRenderer,
    },
    site::{Claimant, Examined, File, RenderError, Rendered},
    source::{FileId, SitePath, Span},
    theme::{Link, PaperPageView, PaperView, SheetGroupView, SheetView, SheetsView},
};

/// The list of sheets and the files of each; documents have PDFs only. Empty if nothing is printed.
pub fn files(layouts: &Arc<LayoutCache>) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let sheet_set = &layouts.inputs.sheet_set;
    if sheet_set.printed().next().is_none() {
        return files;
    }
    let inputs = &layouts.inputs;
    files.push(generated_file(inputs, SHEETS, "the list of all sheets", index));
    for (number, sheet) in sheet_set.sheets.iter().enumerate() {
        let by = claimant(inputs, sheet);
        let own = Arc::clone(layouts);
        files.push(File::new(addresses::sheet(&sheet.id), by.clone(), move || page(&own, &own.inputs.sheet_set.sheets[number])));
        for paper in sheet.papers() {
            files.push(printed(layouts, (|set| &set.sheets, number), paper, by.clone()));
            let own = Arc::clone(layouts);
            let made = move || svg(&own, &own.inputs.sheet_set.sheets[number], paper);
            let own = Arc::clone(layouts);
            // A sheet that can be laid out can be drawn.
            let examined = move || examine_layout(&own, &own.inputs.sheet_set.sheets[number], paper);
            files.push(File::new(addresses::svg(&sheet.id, paper), by.clone(), made).examined_by(examined));
        }
    }
    // A document has no page with pictures of a hundred pages: its content is the handbook itself.
    for (number, document) in sheet_set.documents.iter().enumerate() {
        for paper in document.papers() {
            files.push(printed(layouts, (|set| &set.documents, number), paper, claimant(inputs, document)));
        }
    }
    // A checklist with the id of another one has been told as that.
    let lost = sheet_set.duplicates.iter().enumerate().filter(|(_, sheet)| !matches!(sheet.kind, SheetKind::Checklist(_)));
    for (number, sheet) in lost {
        let own = Arc::clone(layouts);
        files.push(File::new(addresses::sheet(&sheet.id), claimant(inputs, sheet), move || {
            page(&own, &own.inputs.sheet_set.duplicates[number])
        }));
    }
    files
}

/// The PDF of the sheet with a number in one of the lists.
fn printed(layouts: &Arc<LayoutCache>, (list, number): (fn(&SheetSet) -> &[Sheet], usize), paper: Paper, by: Claimant) -> File {
    let path = addresses::pdf(&list(&layouts.inputs.sheet_set)[number].id, paper);
    let own = Arc::clone(layouts);
    let made = move || pdf(&own, &list(&own.inputs.sheet_set)[number], paper);
    let own = Arc::clone(layouts);
    let examined = move || examine(&own, &list(&own.inputs.sheet_set)[number], paper);
    File::new(path, by, made).examined_by(examined)
}

/// The claimant of a sheet's files: its source.
fn claimant(inputs: &Inputs, sheet: &Sheet) -> Claimant {
    let handbook = &inputs.handbook;
    let part = |words: String, file: FileId| Claimant::Part(words, Span::start_of(file));
    let of_data = |data: &DataFile| part(format!("the sheet of `{}`", data.path), data.file);
    match &sheet.kind {
        SheetKind::Checklist(number) => {
            let head = &handbook.checklists[*number].header;
            part(format!("the sheet of the checklist `{}`", head.id.value), head.file)
        }
        SheetKind::Changes(number) => {
            let head = &handbook.checklists[*number].header;
            part(format!("the sheet of what changed in the checklist `{}`", head.id.value), head.file)
        }
        SheetKind::Matrix(page) => of_data(&page.data),
        SheetKind::Guardrails(page) => of_data(&page.data),
        SheetKind::Duties(page, number) => {
            let id = &page.holds.services.valid[*number].id;
            Claimant::Part(format!("the sheet of the service `{}`", id.value), id.span)
        }
        SheetKind::Agenda | SheetKind::Decision | SheetKind::HardStops | SheetKind::Path => {
            Claimant::Generated(format!("the sheet `{}`", sheet.id).into())
        }
        SheetKind::Document(scope) => {
            let wanted = match scope {
                DocumentScope::Whole => Document::Handbook,
                DocumentScope::Below(_) => Document::Sections,
            };
            let named = handbook.config.documents.iter().find(|document| document.value == wanted);
            let words = format!("the document `{}`", sheet.id);
            match named {
                Some(named) => Claimant::Part(words, named.span),
                None => Claimant::Generated(words.into()),
            }
        }
    }
}

fn pdf(layouts: &LayoutCache, sheet: &Sheet, paper: Paper) -> Rendered {
    let exported = layouts.pdf(sheet, paper).map_err(RenderError::Content)?;
    Ok(exported.bytes.to_vec())
}

fn examine(layouts: &LayoutCache, sheet: &Sheet, paper: Paper) -> Examined {
    layouts.examine(sheet, paper).map(drop).map_err(RenderError::Content)
}

fn examine_layout(layouts: &LayoutCache, sheet: &Sheet, paper: Paper) -> Examined {
    layouts.get(sheet, paper).map(drop).map_err(RenderError::Content)
}

fn svg(layouts: &LayoutCache, sheet: &Sheet, paper: Paper) -> Rendered {
    let picture = layouts.svg(sheet, paper).map_err(RenderError::Content)?;
    Ok(picture.to_vec())
}

fn index(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(SHEETS);
    let renderer = PageRenderer::new(inputs, &address);
    let theme = &inputs.theme;
    let title = theme.word("sheets_title").to_owned();
    let mut groups: Vec<SheetGroupView> = Vec::new();
    for sheet in inputs.sheet_set.printed() {
        let kind = match sheet.kind {
            SheetKind::Checklist(_) | SheetKind::Changes(_) => "checklists",
            SheetKind::Agenda | SheetKind::Decision | SheetKind::HardStops | SheetKind::Path => "meetings",
            SheetKind::Matrix(_) | SheetKind::Guardrails(_) => "reference",
            SheetKind::Duties(..) => "services",
            SheetKind::Document(_) => "documents",
        };
        let card = card(&renderer, sheet);
        match groups.iter_mut().find(|group| group.kind == kind) {
            Some(group) => group.sheets.push(card),
            None => groups.push(SheetGroupView { kind, sheets: vec![card] }),
        }
    }
    let view = SheetsView { page: frame::standalone(&renderer, title, theme.word("sheets_summary").to_owned()), groups };
    renderer.render(&view)
}

fn page(layouts: &LayoutCache, sheet: &Sheet) -> Rendered {
    let inputs = &layouts.inputs;
    let address = addresses::sheet(&sheet.id);
    let renderer = PageRenderer::new(inputs, &address);
    let mut papers = Vec::new();
    for paper in sheet.papers() {
        let layout = &layouts.get(sheet, paper).map_err(RenderError::Content)?.layout;
        let picture = renderer.href(&addresses::svg(&sheet.id, paper), None);
        let pages = (1..=layout.pages()).map(|number| {
            let (width, height) = layout.page_size(number);
            let src = format!("{picture}#svgView(viewBox(0,{:.1},{width:.1},{height:.1}))", layout.top(number));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few hundred points wide")]
            let (width, height) = (width.round() as u32, height.round() as u32);
            PaperPageView { number, src, width, height, text: layout.text(number).to_owned() }
        });
        papers.push(PaperView {
            paper: paper.word(),
            pdf: renderer.href(&addresses::pdf(&sheet.id, paper), None),
            pages: pages.collect(),
        });
    }
    let title = |path: &SitePath| {
        let node = inputs.handbook.index.tree.at(path);
        node.map_or_else(|| sheet.title.clone(), |(_, node)| node.title.clone())
    };
    let source = sheet.source(inputs).map(|path| Link { title: title(&path), href: renderer.href(&path, None) });
    let list = Link { title: inputs.theme.word("sheets_title").to_owned(), href: renderer.href(&SitePath::new(SHEETS), None) };
    let page = frame::below(&renderer, sheet.title.clone(), list);
    renderer.render(&SheetView { page, source, papers })
}
