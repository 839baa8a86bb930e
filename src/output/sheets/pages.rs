//! The files of the sheets: a page on the web, a PDF and a picture for each paper.

use std::sync::Arc;

use super::{Kind, Layouts, Scope, Sheet, links::card};
use crate::{
    config::{Document, Paper},
    manuscript::data::Data,
    output::{
        Inputs,
        addresses::{self, SHEETS},
        frame,
        listing::own_file,
        painter::Painter,
    },
    site::{Claimant, Failure, File, Rendered},
    source::{FileId, SitePath, Span},
    theme::{Link, PaperPageView, PaperView, SheetGroupView, SheetView, SheetsView},
};

/// The list of the sheets, and the files of each.
pub fn files(layouts: &Arc<Layouts>) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let shelf = &layouts.inputs.shelf;
    if shelf.printed().next().is_none() {
        return files;
    }
    let inputs = &layouts.inputs;
    files.push(own_file(inputs, SHEETS, "the list of all sheets", index));
    for (number, sheet) in shelf.sheets.iter().enumerate() {
        let by = claimant(inputs, sheet);
        let own = Arc::clone(layouts);
        files.push(File::new(addresses::sheet(&sheet.id), by.clone(), move || page(&own, &own.inputs.shelf.sheets[number])));
        for paper in sheet.papers() {
            let own = Arc::clone(layouts);
            let made = move || pdf(&own, &own.inputs.shelf.sheets[number], paper);
            files.push(File::new(addresses::pdf(&sheet.id, paper), by.clone(), made));
            let own = Arc::clone(layouts);
            let made = move || svg(&own, &own.inputs.shelf.sheets[number], paper);
            files.push(File::new(addresses::svg(&sheet.id, paper), by.clone(), made));
        }
    }
    // A document has no page with pictures of a hundred pages: its content is the handbook itself.
    for (number, document) in shelf.documents.iter().enumerate() {
        for paper in document.papers() {
            let own = Arc::clone(layouts);
            let made = move || pdf(&own, &own.inputs.shelf.documents[number], paper);
            files.push(File::new(addresses::pdf(&document.id, paper), claimant(inputs, document), made));
        }
    }
    // A checklist with the id of another one has been told as that.
    let lost = shelf.lost.iter().enumerate().filter(|(_, sheet)| !matches!(sheet.kind, Kind::Checklist(_)));
    for (number, sheet) in lost {
        let own = Arc::clone(layouts);
        files.push(File::new(addresses::sheet(&sheet.id), claimant(inputs, sheet), move || {
            page(&own, &own.inputs.shelf.lost[number])
        }));
    }
    files
}

/// Who wants the files of a sheet: what it is about.
fn claimant(inputs: &Inputs, sheet: &Sheet) -> Claimant {
    let handbook = &inputs.handbook;
    let part = |words: String, file: FileId| Claimant::Part(words, Span::start_of(file));
    let of_data = |data: &Data| part(format!("the sheet of `{}`", data.path), data.file);
    match &sheet.kind {
        Kind::Checklist(number) => {
            let head = &handbook.checklists[*number].head;
            part(format!("the sheet of the checklist `{}`", head.id.value), head.file)
        }
        Kind::Matrix(page) => of_data(&page.data),
        Kind::Guardrails(page) => of_data(&page.data),
        Kind::Duties(page, number) => {
            let id = &page.holds.services.good[*number].id;
            Claimant::Part(format!("the sheet of the service `{}`", id.value), id.span)
        }
        Kind::Agenda | Kind::Decision | Kind::HardStops | Kind::Path => Claimant::Own(format!("the sheet `{}`", sheet.id).into()),
        Kind::Document(scope) => {
            let wanted = match scope {
                Scope::Whole => Document::Handbook,
                Scope::Below(_) => Document::Sections,
            };
            let named = handbook.config.documents.iter().find(|document| document.value == wanted);
            let words = format!("the document `{}`", sheet.id);
            match named {
                Some(named) => Claimant::Part(words, named.span),
                None => Claimant::Own(words.into()),
            }
        }
    }
}

fn pdf(layouts: &Layouts, sheet: &Sheet, paper: Paper) -> Rendered {
    let exported = layouts.pdf(sheet, paper).map_err(Failure::Content)?;
    Ok(exported.bytes.to_vec())
}

fn svg(layouts: &Layouts, sheet: &Sheet, paper: Paper) -> Rendered {
    let printed = layouts.of(sheet, paper).map_err(Failure::Content)?;
    Ok(printed.laid.svg().into_bytes())
}

fn index(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(SHEETS);
    let painter = Painter::new(inputs, &address);
    let theme = &inputs.theme;
    let title = theme.word("sheets_title").to_owned();
    let mut groups: Vec<SheetGroupView> = Vec::new();
    for sheet in inputs.shelf.printed() {
        let kind = match sheet.kind {
            Kind::Checklist(_) => "checklists",
            Kind::Agenda | Kind::Decision | Kind::HardStops | Kind::Path => "meetings",
            Kind::Matrix(_) | Kind::Guardrails(_) => "reference",
            Kind::Duties(..) => "services",
            Kind::Document(_) => "documents",
        };
        let card = card(&painter, sheet);
        match groups.iter_mut().find(|group| group.kind == kind) {
            Some(group) => group.sheets.push(card),
            None => groups.push(SheetGroupView { kind, sheets: vec![card] }),
        }
    }
    let view = SheetsView { page: frame::bare(&painter, title, theme.word("sheets_summary").to_owned()), groups };
    painter.finish(&view)
}

fn page(layouts: &Layouts, sheet: &Sheet) -> Rendered {
    let inputs = &layouts.inputs;
    let address = addresses::sheet(&sheet.id);
    let painter = Painter::new(inputs, &address);
    let mut papers = Vec::new();
    for paper in sheet.papers() {
        let laid = &layouts.of(sheet, paper).map_err(Failure::Content)?.laid;
        let picture = painter.href(&addresses::svg(&sheet.id, paper), None);
        let pages = (1..=laid.pages()).map(|number| {
            let (width, height) = laid.page_size(number);
            let src = format!("{picture}#svgView(viewBox(0,{:.1},{width:.1},{height:.1}))", laid.top(number));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few hundred points wide")]
            let (width, height) = (width.round() as u32, height.round() as u32);
            PaperPageView { number, src, width, height, text: laid.text(number) }
        });
        papers.push(PaperView {
            paper: paper.word(),
            pdf: painter.href(&addresses::pdf(&sheet.id, paper), None),
            pages: pages.collect(),
        });
    }
    let title = |path: &SitePath| {
        let node = inputs.handbook.index.tree.at(path);
        node.map_or_else(|| sheet.title.clone(), |(_, node)| node.title.clone())
    };
    let source = sheet.source(&inputs.handbook).map(|path| Link { title: title(&path), href: painter.href(&path, None) });
    let list = Link { title: inputs.theme.word("sheets_title").to_owned(), href: painter.href(&SitePath::new(SHEETS), None) };
    let page = frame::below(&painter, sheet.title.clone(), list);
    painter.finish(&SheetView { page, source, papers })
}
