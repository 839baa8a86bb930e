//! A review report → layout inputs of its sheets: agenda by risk, duties by service, filled-in checklists.
//!
//! It needs no handbook: all data is in the report and the export of the handbook.

use std::collections::BTreeMap;

use crate::{
    config::Paper,
    prose::InlineNode,
    review::{HandbookExport, HandledBy, ReviewReport, handbook_export, report as parts},
    theme::{
        Accountable, AnswerData, AreaData, CellData, ChecklistData, DutiesData, HandbookData, ItemData, ItemWords, OwnData,
        PlanData, PublishedItemData, QuestionsData, ReviewedData, RichText, ServiceData, ServiceSettingData, SettingData,
        SheetData, TalkData, TalkGroupData, TrapData, WalkthroughData, kind_word,
        paper::{LayoutInput, PaperEngine},
        provider_word, typst_name,
    },
};

/// The context of printing.
pub struct PrintContext<'a> {
    /// The layout engine.
    pub paper_engine: &'a PaperEngine,
    /// The words of the interface by name.
    pub words: &'a BTreeMap<String, String>,
    /// The paper size.
    pub paper: Paper,
}

/// The layout inputs of all sheets of a report, each with its file name without extension, as in `agenda`.
#[must_use]
pub fn layout_inputs(report: &ReviewReport, export: &HandbookExport, print: &PrintContext<'_>) -> Vec<(String, LayoutInput)> {
    let to = Sheets { report, export, print };
    let mut sheets = vec![("agenda".to_owned(), to.agenda())];
    sheets.extend(
        report
            .duties
            .iter()
            .filter_map(|service| Some((format!("duties-{}", service.id), to.duties(export.service(&service.id)?)))),
    );
    sheets.extend(report.sheets.iter().map(|sheet| (sheet.id.clone(), to.checklist(sheet))));
    sheets
}

struct Sheets<'a> {
    report: &'a ReviewReport,
    export: &'a HandbookExport,
    print: &'a PrintContext<'a>,
}

/// A plain text as rich text.
fn rich(text: &str) -> RichText {
    vec![InlineNode::Text { text: text.to_owned() }]
}

fn maybe(text: &str) -> Option<RichText> {
    (!text.is_empty()).then(|| rich(text))
}

impl Sheets<'_> {
    fn word<'w>(&'w self, name: &'w str) -> &'w str {
        self.print.words.get(name).map_or(name, String::as_str)
    }

    fn input(&self, title: String, address: Option<String>, own: OwnData) -> LayoutInput {
        let export = self.export;
        let data = SheetData {
            language: &export.language,
            paper: typst_name(self.print.paper),
            words: self.print.words,
            handbook: HandbookData { title: &export.title, organisation: &export.organisation, address: export.base_url.clone() },
            title,
            address,
            own,
            measure: false,
        };
        LayoutInput::new(self.print.paper_engine, &data, BTreeMap::new()).0
    }

    /// The absolute URL of a page of the handbook; `None` without `base_url`.
    fn address(&self, address: &str) -> Option<String> {
        self.export.base_url.as_ref().map(|_| self.export.link(address))
    }

    fn agenda(&self) -> LayoutInput {
        let report = self.report;
        let service = &report.service;
        let group = |group: &parts::Group| TalkGroupData {
            title: format!("{} ({})", self.word(group.kind.word()), group.items.len()),
            items: group.items.iter().map(|item| self.talk(item)).collect(),
        };
        let closed = |area: &parts::ClosedArea| {
            let text = self.word("review_agenda_area");
            let line = text
                .replace("{title}", &area.title)
                .replace("{answered}", &area.counts.answered.to_string())
                .replace("{not_applicable}", &area.counts.not_applicable.to_string());
            if area.speakers.is_empty() {
                line
            } else {
                format!("{line} ({}: {})", self.word("review_speaker"), area.speakers.join(self.word("joined_comma")))
            }
        };
        let own = WalkthroughData {
            review_name: report.review_name.clone(),
            service: ReviewedData {
                title: service.title.clone(),
                id: service.id.clone(),
                team: service.team.clone(),
                tier: service.tier.clone(),
                traits: service.traits.clone(),
                uses: service.uses.clone(),
                walkthrough: service.walkthrough.clone(),
                launch: service.launch.word(),
                high_risk: service.high_risk,
            },
            groups: report.agenda.groups.iter().map(group).collect(),
            nothing_open: report.agenda.nothing_open.iter().map(closed).collect(),
        };
        self.input(format!("{}: {}", service.title, report.review_name), None, OwnData::Walkthrough(own))
    }

    /// An item of the agenda.
    fn talk(&self, item: &parts::FilledItem) -> TalkData {
        let earlier = |found: &parts::EarlierAnswer| {
            self.word("review_grew_from").replace("{id}", &found.id).replace("{says}", &found.says)
        };
        let setting = |to: &parts::ToEnable| ServiceSettingData {
            service: to.service.clone(),
            setting: to.must.setting.clone(),
            default: to.must.default.clone(),
            show: to.must.show.clone(),
        };
        TalkData {
            item: self.item(item, 3),
            area: item.area.clone(),
            aside: item.aside.clone(),
            lacks: item.thin.iter().map(|thin| self.word(thin.word()).to_owned()).collect(),
            earlier: item.grew_from.iter().map(earlier).collect(),
            settings: item.must_enable.iter().map(setting).collect(),
        }
    }

    fn item(&self, item: &parts::FilledItem, lines: u32) -> ItemData {
        let written = self.export.checklists.iter().flat_map(handbook_export::Checklist::items).find(|found| found.id == item.id);
        let tiers =
            |item: &handbook_export::Item| item.hard_stop.iter().map(|id| self.export.condition_title(id)).collect::<Vec<_>>();
        let words = PublishedItemData {
            id: item.id.clone(),
            ask: rich(&item.ask),
            evidence: written.and_then(|item| maybe(&item.evidence)),
            why: written.and_then(|item| maybe(&item.why)),
            probes: item.probes.iter().map(|probe| rich(probe)).collect(),
            severity: item.severity,
            hard_stop: written.map(tiers).unwrap_or_default(),
            guide: None,
        };
        ItemData { item: ItemWords::Published(words), lines, applies: None, answer: Some(answer(&item.answer)) }
    }

    fn checklist(&self, sheet: &parts::FilledSheet) -> LayoutInput {
        let written = self.export.checklist(&sheet.id);
        let intro = rich(written.map_or("", |checklist| checklist.intro.as_str()));
        let address = written.and_then(|checklist| self.address(&checklist.address));
        let title = format!("{}: {}", sheet.title, self.report.service.title);
        let edition = sheet.edition.clone();
        let items = |area: &parts::FilledArea| {
            let items = area.items.iter().filter(|item| item.aside.is_none());
            items.map(|item| self.item(item, if sheet.advisory { 2 } else { 1 })).collect::<Vec<_>>()
        };
        if sheet.advisory && sheet.areas.len() == 1 {
            let items = sheet.areas.iter().flat_map(items).collect();
            let own = QuestionsData { welcome: intro, edition, contact: Vec::new(), items, terms: Vec::new() };
            return self.input(title, address, OwnData::Questions(own));
        }
        let areas = sheet.areas.iter().filter(|area| area.items.iter().any(|item| item.aside.is_none()));
        let area = |area: &parts::FilledArea| AreaData {
            id: area.id.clone(),
            title: area.title.clone(),
            domain: None,
            items: items(area),
        };
        let areas = areas.map(area).collect();
        let own = ChecklistData { intro, edition, areas, severities: Vec::new(), terms: Vec::new() };
        self.input(title, address, OwnData::Checklist(own))
    }

    fn duties(&self, service: &handbook_export::Service) -> LayoutInput {
        let title_of = |id: &str| {
            let duty = self.export.responsibilities.duties.iter().find(|duty| duty.id == id);
            duty.map_or_else(|| id.to_owned(), |duty| duty.title.clone())
        };
        let cell = |cell: &handbook_export::Cell| CellData {
            title: title_of(&cell.duty),
            who: Accountable::Known(cell.who),
            provider: maybe(&cell.provider),
            team: maybe(&cell.team),
            not_applicable: maybe(&cell.not_applicable),
            must_enable: cell.must_enable.as_ref().map(|must| SettingData {
                setting: must.setting.clone(),
                default: must.default.clone(),
                show: must.show.clone(),
                later: must.later,
            }),
            basis: cell.basis,
            checked: cell.checked.map(|day| day.to_string()),
        };
        let trap = |trap: &handbook_export::Trap| TrapData {
            title: trap.duty.as_deref().map(title_of).unwrap_or_default(),
            text: rich(&trap.text),
            setting: trap.setting.clone().unwrap_or_default(),
        };
        let named = |name: &str, id: &str| self.print.words.get(name).cloned().unwrap_or_else(|| id.to_owned());
        let own = DutiesData {
            service: ServiceData {
                title: service.title.clone(),
                provider: named(&provider_word(&service.provider), &service.provider),
                kind: named(kind_word(service.kind), service.kind.word()),
            },
            duties: service.cells.iter().map(cell).collect(),
            traps: service.traps.iter().map(trap).collect(),
        };
        let title = self.word("paper_title_duties").replace("{service}", &service.title);
        self.input(title, self.address(&service.address), OwnData::Duties(own))
    }
}

/// The answer to an item as data of a sheet.
fn answer(answer: &parts::FilledAnswer) -> AnswerData {
    AnswerData {
        state: answer.state.word(),
        help_wanted: answer.help_wanted,
        handled_by: answer.handled_by.map(HandledBy::word),
        says: answer.says.clone(),
        setting: answer.setting.clone(),
        evidence: answer.evidence.clone(),
        speaker: answer.speaker.clone(),
        why: answer.why.clone(),
        plan: answer.plan.as_ref().map(|plan| PlanData {
            what: plan.what.clone(),
            owner: plan.owner.clone(),
            due: plan.due.clone(),
        }),
    }
}
