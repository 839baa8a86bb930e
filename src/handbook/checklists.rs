//! Headers and areas → checklists.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::address::{area_address, checklist_address, page_address};
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, Findings, suggest},
    manuscript::{
        Page,
        checklist::{Area, AreaFile, Areas, ChecklistHeader, Item, place},
    },
    source::{SitePath, SourcePath, Span, Spanned, limits},
    yaml::{Canonical, DigestScope, Id},
};

/// A checklist with its areas.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// Its own keys, as parsed.
    pub header: Arc<ChecklistHeader>,
    /// Its areas in order; one without a name for a checklist that has no areas.
    pub areas: Vec<ChecklistArea>,
}

/// An area in its checklist.
#[derive(Debug, Clone)]
pub struct ChecklistArea {
    /// Its id in links and directives; empty for the only area of a checklist.
    pub id: String,
    /// Its title; its id if it has none, the checklist's title if it is the only area.
    pub title: String,
    /// The file that it is in; relative links are resolved from there.
    pub path: SourcePath,
    /// The path of the page that shows its items in full.
    pub address: SitePath,
    /// Whether that page is its guide.
    pub is_guided: bool,
    /// The questions that the settings hide, in order.
    pub hidden: Vec<Item>,
    written: Arc<Area>,
    shown: Arc<Area>,
}

impl ChecklistArea {
    /// The area with the questions that are asked.
    #[must_use]
    pub fn area(&self) -> &Area {
        &self.shown
    }

    /// The area as parsed, with the questions that the settings hide: for what lasts longer than a setting, as its history does.
    #[must_use]
    pub fn written(&self) -> &Area {
        &self.written
    }

    /// Leaves out the questions with these ids.
    fn hide(&mut self, ids: &[Spanned<String>]) {
        let is_hidden = |item: &Item| ids.iter().any(|id| id.value == item.id.value);
        if self.written.items.iter().any(is_hidden) {
            let mut shown = (*self.written).clone();
            (self.hidden, shown.items.valid) = shown.items.valid.into_iter().partition(is_hidden);
            self.shown = Arc::new(shown);
        }
    }
}

/// Its own keys, and the digests of its areas by their ids.
impl Canonical for Checklist {
    fn canonical(&self, _scope: DigestScope) -> Map<String, Value> {
        self.header.canonical(self.areas.iter().map(|area| (area.id.as_str(), area.written())))
    }
}

impl Checklist {
    /// The path of its page.
    #[must_use]
    pub fn address(&self) -> SitePath {
        checklist_address(self.header.id.as_str())
    }

    /// The name of its file without extension, or of its folder; its id should be the same.
    #[must_use]
    pub fn place(&self) -> &str {
        place(&self.header.path)
    }

    /// Whether its id is the name of its file or folder.
    #[must_use]
    pub fn is_in_place(&self) -> bool {
        self.place() == self.header.id.as_str()
    }

    /// Its items in order, without hidden ones.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.areas.iter().flat_map(|area| &area.area().items.valid)
    }

    /// Its items in order, those that the settings hide too.
    pub fn written_items(&self) -> impl Iterator<Item = &Item> {
        self.areas.iter().flat_map(|area| &area.written().items.valid)
    }

    /// Whether it is made from the same parsed files as another one.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let is_same_area =
            |(one, other): (&ChecklistArea, &ChecklistArea)| one.id == other.id && Arc::ptr_eq(&one.written, &other.written);
        Arc::ptr_eq(&self.header, &other.header)
            && self.areas.len() == other.areas.len()
            && self.areas.iter().zip(&other.areas).all(is_same_area)
    }

    /// Whether it has only one area, without a name.
    #[must_use]
    pub fn is_single(&self) -> bool {
        matches!(self.header.areas, Areas::One(_))
    }
}

/// The parsed files that checklists are joined from.
pub struct JoinInput<'a> {
    pub headers: Vec<Arc<ChecklistHeader>>,
    pub areas: Vec<Arc<AreaFile>>,
    pub unreadable: &'a [SourcePath],
    /// The ids of the questions that are not asked.
    pub hide: &'a [Spanned<String>],
}

/// Joins areas to their headers. An area's items are shown on the page of its guide, if it has one.
pub fn join(parts: &JoinInput<'_>, pages: &[Arc<Page>], findings: &mut Findings) -> Vec<Checklist> {
    let mut checklists = Vec::new();
    for header in &parts.headers {
        let mut checklist = Checklist { header: Arc::clone(header), areas: Vec::new() };
        match &header.areas {
            Areas::One(area) => checklist.areas.push(ChecklistArea {
                id: String::new(),
                title: header.title.clone(),
                path: header.path.clone(),
                address: checklist.address(),
                is_guided: false,
                hidden: Vec::new(),
                written: Arc::clone(area),
                shown: Arc::clone(area),
            }),
            Areas::Here(areas) => {
                for (number, area) in areas.iter().enumerate() {
                    let id = area.id.as_ref().map_or_else(|| format!("area-{}", number + 1), |id| id.value.to_string());
                    checklist.areas.push(named(header, id, &header.path, area, pages));
                }
            }
            Areas::Beside(ids) => beside(header, ids, parts, pages, &mut checklist.areas, findings),
        }
        checklist.areas.iter_mut().for_each(|area| area.hide(parts.hide));
        checklists.push(checklist);
    }
    for area in &parts.areas {
        let folder = area.path.folder();
        let is_head = |path: &SourcePath| path.folder() == folder && path.stem() == "_checklist";
        if !parts.headers.iter().any(|found| is_head(&found.path)) && !parts.unreadable.iter().any(is_head) {
            findings.push(
                Diagnostic::new(Code::MisplacedFile, Span::start_of(area.file), "this area belongs to no checklist")
                    .help(format!("write `{folder}/_checklist.yaml`, the checklist's head, with this area in its `areas`")),
            );
        }
    }
    checklists
}

fn beside(
    header: &Arc<ChecklistHeader>,
    ids: &[Id],
    parts: &JoinInput<'_>,
    pages: &[Arc<Page>],
    areas: &mut Vec<ChecklistArea>,
    findings: &mut Findings,
) {
    let folder = header.path.folder();
    let here: Vec<&Arc<AreaFile>> = parts.areas.iter().filter(|area| area.path.folder() == folder).collect();
    let names: Vec<&str> = here.iter().map(|area| area.path.stem()).collect();
    for id in ids {
        let Some(file) = here.iter().find(|area| area.path.stem() == id.as_str()) else {
            let unreadable = parts.unreadable.iter().any(|path| path.folder() == folder && path.stem() == id.as_str());
            if !unreadable {
                findings.push(
                    Diagnostic::new(Code::UnknownId, id.span, format!("there is no file `{folder}/{}.yaml`", id.value))
                        .maybe_help(suggest(id.as_str(), "beside this file are", &names)),
                );
            }
            continue;
        };
        if let Some(own) = file.area.id.as_ref().filter(|own| own.as_str() != id.as_str()) {
            findings.push(
                Diagnostic::new(Code::WrongValue, own.span, format!("the area `{}` is in a file with another name", own.value))
                    .help(format!("write `id: {}`, or rename the file", id.value)),
            );
        }
        areas.push(named(header, id.value.to_string(), &file.path, &file.area, pages));
    }
    for file in here.iter().filter(|area| !ids.iter().any(|id| id.as_str() == area.path.stem())) {
        findings.push(
            Diagnostic::new(Code::MisplacedFile, Span::start_of(file.file), "this area is not in its checklist's `areas`")
                .help(format!("add `{}` to `areas` in `{}`, or remove the file", file.path.stem(), header.path)),
        );
    }
}

fn named(header: &ChecklistHeader, id: String, path: &SourcePath, area: &Arc<Area>, pages: &[Arc<Page>]) -> ChecklistArea {
    let guide = area.guide.as_ref().and_then(|guide| path.join(guide.value.split('#').next().unwrap_or("")));
    let guide = guide.filter(|guide| pages.binary_search_by(|page| page.path.cmp(guide)).is_ok());
    let is_guided = guide.is_some();
    let address = match guide {
        Some(guide) => page_address(&guide),
        None => area_address(header.id.as_str(), &id),
    };
    let title = area.title.clone().unwrap_or_else(|| id.clone());
    let (written, shown) = (Arc::clone(area), Arc::clone(area));
    ChecklistArea { id, title, path: path.clone(), address, is_guided, hidden: Vec::new(), written, shown }
}

/// Puts checklists into the order in which the phases list them; those that no phase lists come last.
pub fn sort(checklists: &mut [Checklist], config: &Config) {
    let listed: Vec<&str> = config.phases.iter().flat_map(|phase| &phase.checklists).map(Id::as_str).collect();
    checklists.sort_by_key(|checklist| listed.iter().position(|id| *id == checklist.header.id.as_str()).unwrap_or(usize::MAX));
}

/// Reports the first question beyond [`limits::QUESTIONS`] or [`limits::QUESTIONS_TOTAL`]. Such a handbook is not rendered:
/// laying out its sheets would take minutes.
pub fn count(checklists: &[Checklist], findings: &mut Findings) {
    let mut before = 0;
    for checklist in checklists {
        let room = limits::QUESTIONS.min(limits::QUESTIONS_TOTAL - before);
        let Some(item) = checklist.items().nth(room) else {
            before += checklist.items().count();
            continue;
        };
        let message = if room == limits::QUESTIONS {
            format!("a checklist has at most {} questions, and this is one more", limits::number(room))
        } else {
            let most = limits::number(limits::QUESTIONS_TOTAL);
            format!("all checklists together have at most {most} questions, and this is one more")
        };
        let found = Diagnostic::new(Code::LimitExceeded, item.id.span, message);
        findings.push(found.help("ask fewer, or make several handbooks; nothing is drawn of this one"));
        return;
    }
}
