//! A review report → layout inputs of its sheets: agenda by risk, duties by service, filled-in checklists.
//!
//! It needs no handbook: all data is in the report and the export of the handbook.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::{Paper, Verdict, kind_word},
    handbook::{TermEntry, Terms},
    prose::InlineNode,
    review::{
        ClosedEdition, HandbookExport, HandledBy, ReviewReport, handbook_export,
        markdown::{fill_counts, hard_stops, n_of, points},
        meeting::AgendaArea,
        record::{Difference, RecordReport, Since, SinceQuestion},
        report as parts,
    },
    source::SitePath,
    theme::{
        Accountable, AnswerData, AreaData, CellData, ChecklistData, ContactData, DifferenceData, DutiesData, HandbookData,
        ItemData, ItemWords, LaterData, MeetingData, OwnData, PlanData, PublishedItemData, QuestionsData, RecordData,
        ReviewedData, RichText, ServiceData, ServiceSettingData, SettingData, SheetData, SinceData, SinceQuestionData, StepData,
        TalkAreaData, TalkData, TalkGroupData, TermData, TrapData, VerdictData, WalkthroughData,
        paper::{LayoutInput, PaperEngine},
        pieces, provider_word, typst_name,
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

/// The layout inputs of all sheets of a report, each with its file name without extension, as in `agenda-invoice-api`. The
/// blank agenda is called `agenda`.
#[must_use]
pub fn layout_inputs(report: &ReviewReport, export: &HandbookExport, print: &PrintContext<'_>) -> Vec<(String, LayoutInput)> {
    let to = Sheets { report, export, print };
    let talk = if report.meeting.is_some() { "agenda" } else { "talk" };
    let mut sheets = vec![(format!("{talk}-{}", report.service.id), to.agenda())];
    sheets.extend(report.record.iter().map(|record| (format!("decision-record-{}", report.service.id), to.record(record))));
    sheets.extend(
        report
            .duties
            .iter()
            .filter_map(|service| Some((format!("duties-{}", service.id), to.duties(export.service(&service.id)?)))),
    );
    sheets.extend(report.sheets.iter().map(|sheet| (sheet.id.clone(), to.checklist(sheet))));
    sheets
}

/// The layout input of what differs since a signature, with its file name without extension.
#[must_use]
pub fn since_input(
    since: &Since,
    report: &ReviewReport,
    export: &HandbookExport,
    print: &PrintContext<'_>,
) -> (String, LayoutInput) {
    let to = Sheets { report, export, print };
    let difference = |found: &Difference| DifferenceData { key: found.key.clone(), words: pieces(&found.words) };
    let question = |found: &SinceQuestion| SinceQuestionData {
        id: found.id.clone(),
        ask: found.ask.clone(),
        became: found.became,
        differences: found.differences.iter().map(difference).collect(),
    };
    let own = SinceData {
        role: since.role.clone(),
        by: since.by.clone(),
        on: since.on.clone(),
        version: since.version.clone(),
        changes: since.changes.clone(),
        facts: since.facts.iter().map(difference).collect(),
        questions: since.questions.iter().map(question).collect(),
    };
    let title = to.word("paper_since_title").replace("{service}", &since.service).replace("{role}", &since.role);
    (format!("since-{}", report.service.id), to.input(title, None, OwnData::Since(own)))
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

/// A text of the export as rich text, with lines to write on for variables without a value.
fn with_blanks(text: &str) -> RichText {
    let mut nodes = Vec::new();
    for (number, part) in text.split("______").enumerate() {
        if number > 0 {
            nodes.push(InlineNode::Blank { name: String::new() });
        }
        if !part.is_empty() {
            nodes.push(InlineNode::Text { text: part.to_owned() });
        }
    }
    nodes
}

/// The questions of a sheet that the edition changed by which it was filled in.
fn bars<'c>(sheet: &parts::FilledSheet, written: Option<&'c handbook_export::Checklist>) -> BTreeSet<&'c str> {
    let is_filled_in = |edition: &&ClosedEdition| sheet.edition.as_ref().is_some_and(|id| *id == edition.id.to_string());
    let edition = written.and_then(|checklist| checklist.editions.iter().find(is_filled_in));
    edition.into_iter().flat_map(ClosedEdition::changed).collect()
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
            handbook: HandbookData {
                title: &export.title,
                organisation: &export.organisation,
                address: export.base_url.clone(),
                colour: None,
            },
            title,
            address,
            // The record says it in its own table.
            agreed: match &own {
                OwnData::Record(_) => None,
                _ => self.report.record.as_ref().and_then(|record| self.agreed(record)),
            },
            own,
            measure: false,
        };
        LayoutInput::new(self.print.paper_engine, &data, BTreeMap::new()).0
    }

    /// The absolute URL of a page of the handbook; `None` without `base_url`.
    fn address(&self, address: &str) -> Option<String> {
        self.export.base_url.as_ref().map(|_| self.export.link(address))
    }

    fn service(&self) -> ReviewedData {
        let service = &self.report.service;
        ReviewedData {
            title: service.title.clone(),
            id: service.id.clone(),
            team: service.team.clone(),
            tier: service.tier.clone(),
            traits: service.traits.clone(),
            uses: service.uses.clone(),
            walkthrough: service.walkthrough.clone(),
            launch_on: service.launch_on.clone(),
            launch: service.launch.word(),
            high_risk: service.high_risk,
        }
    }

    fn agenda(&self) -> LayoutInput {
        let report = self.report;
        let agenda = &report.agenda;
        let group = |group: &parts::Group| TalkGroupData {
            title: format!("{} ({})", self.word(group.kind.word()), n_of(self.word("review_n_of"), group, agenda)),
            items: group.in_full(agenda).into_iter().map(|item| self.talk(item)).collect(),
        };
        let later = |item: &parts::FilledItem| LaterData {
            id: item.id.clone(),
            ask: rich(&item.ask),
            area: item.area.clone(),
            severity: item.severity,
        };
        let area = |area: &AgendaArea| TalkAreaData {
            title: area.title.clone(),
            counts: fill_counts(self.word("review_agenda_area_counts"), area.counts),
            hard_stops: hard_stops(self.word("review_agenda_area_stops"), area),
            nothing_open: area.nothing_open,
            speakers: area.speakers.join(self.word("joined_comma")),
        };
        let closed = |area: &parts::ClosedArea| {
            let line = fill_counts(self.word("review_agenda_area"), area.counts).replace("{title}", &area.title);
            if area.speakers.is_empty() {
                line
            } else {
                format!("{line} ({}: {})", self.word("review_speaker"), area.speakers.join(self.word("joined_comma")))
            }
        };
        let is_all = agenda.if_there_is_time.is_empty();
        let groups = |is_aside| {
            let found = agenda.groups.iter().filter(|group| group.is_aside() == is_aside);
            found.map(group).filter(|group| !group.items.is_empty()).collect()
        };
        let own = WalkthroughData {
            review_name: report.review_name.clone(),
            service: self.service(),
            printed: self.printed(),
            meeting: report.meeting.as_ref().map(|meeting| MeetingData {
                steps: meeting
                    .steps
                    .iter()
                    .map(|step| StepData { title: step.title.clone(), minutes: step.minutes, text: step.text.clone() })
                    .collect(),
                roles: meeting.roles.iter().map(|role| role.label(self.export)).collect(),
            }),
            points: (!is_all).then(|| points(self.word("review_agenda_points"), agenda)),
            groups: groups(false),
            later: agenda.later().map(later).collect(),
            aside: groups(true),
            areas: agenda.areas.iter().map(area).collect(),
            nothing_open: agenda.nothing_open.iter().filter(|_| agenda.areas.is_empty()).map(closed).collect(),
        };
        self.input(report.title.clone(), None, OwnData::Walkthrough(own))
    }

    /// The decision record.
    fn record(&self, record: &RecordReport) -> LayoutInput {
        let has_veto = self.export.settings.veto.is_some();
        let verdicts = Verdict::ALL.iter().filter(|verdict| **verdict != Verdict::Veto || has_veto);
        let own = RecordData {
            review_name: self.report.review_name.clone(),
            service: self.service(),
            printed: self.printed(),
            answers_version: self.report.answers_version.clone(),
            verdicts: verdicts
                .map(|verdict| VerdictData { outcome: verdict.word(), title: self.word(verdict.theme_word()).to_owned() })
                .collect(),
            record: record.clone(),
        };
        let title = self.word("review_record_title").replace("{service}", &self.report.service.title);
        self.input(title, None, OwnData::Record(own))
    }

    /// Who has agreed to which answers, in a sentence; `None` while nobody has.
    fn agreed(&self, record: &RecordReport) -> Option<String> {
        let mut versions: Vec<(&str, Vec<&str>)> = Vec::new();
        for (role, signed) in record.signatures.iter().filter_map(|role| Some((role, role.signed.first()?))) {
            match versions.iter_mut().find(|(version, _)| *version == signed.version) {
                Some((_, roles)) => roles.push(&role.role),
                None => versions.push((&signed.version, vec![&role.role])),
            }
        }
        let comma = self.word("joined_comma");
        let all: Vec<String> =
            versions.into_iter().map(|(version, roles)| format!("{} ({version})", roles.join(comma))).collect();
        (!all.is_empty()).then(|| self.word("review_record_agreed").replace("{all}", &all.join(comma)))
    }

    /// When it was printed, of which answers, and the edition of each checklist.
    fn printed(&self) -> Vec<String> {
        let report = self.report;
        let named = [("review_printed_on", &report.printed_on), ("review_answers_version", &report.answers_version)];
        let edition = |sheet: &parts::FilledSheet| {
            let edition = self.word("paper_edition").replace("{date}", sheet.edition.as_ref()?);
            Some(format!("{}: {edition}", sheet.title))
        };
        let named = named.map(|(name, text)| format!("{} {text}", self.word(name)));
        named.into_iter().chain(report.sheets.iter().filter_map(edition)).collect()
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
            item: self.item(item, 3, &BTreeSet::new()),
            area: item.area.clone(),
            hard_stop_here: item.hard_stop && self.report.meeting.is_some(),
            aside: item.aside.clone(),
            lacks: item
                .thin
                .iter()
                .filter(|_| self.report.meeting.is_some())
                .map(|thin| self.word(thin.word()).to_owned())
                .collect(),
            thin_example: self
                .written(&item.id)
                .filter(|written| !item.thin.is_empty() && self.report.meeting.is_some() && !written.examples.thin.is_empty())
                .map(|written| rich(&written.examples.thin)),
            earlier: item.grew_from.iter().map(earlier).collect(),
            settings: item.must_enable.iter().map(setting).collect(),
        }
    }

    /// A question as the handbook has it, also one that it hides.
    fn written(&self, id: &str) -> Option<&handbook_export::Item> {
        let all = self.export.checklists.iter().flat_map(|checklist| checklist.items().chain(checklist.hidden_items()));
        all.into_iter().find(|found| found.id == id)
    }

    fn item(&self, item: &parts::FilledItem, lines: u32, bars: &BTreeSet<&str>) -> ItemData {
        let written = self.written(&item.id);
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
        let changed = bars.contains(item.id.as_str()).then_some("closed");
        ItemData {
            item: ItemWords::Published(words),
            lines,
            applies: None,
            own: Vec::new(),
            answer: Some(answer(&item.answer)),
            changed,
        }
    }

    fn checklist(&self, sheet: &parts::FilledSheet) -> LayoutInput {
        let written = self.export.checklist(&sheet.id);
        let intro = rich(written.map_or("", |checklist| checklist.intro.as_str()));
        let address = written.and_then(|checklist| self.address(&checklist.address));
        let title = format!("{}: {}", sheet.title, self.report.service.title);
        let edition = sheet.edition.clone();
        let digest = sheet.digest.map(|digest| digest.short());
        let changed = bars(sheet, written);
        let is_printed = |item: &&parts::FilledItem| item.aside.is_none();
        let is_marked = |item: &parts::FilledItem| changed.contains(item.id.as_str());
        let is_any_marked = sheet.areas.iter().flat_map(|area| &area.items).filter(is_printed).any(is_marked);
        let bars = is_any_marked.then(|| self.word("paper_bar_closed").to_owned());
        let items = |area: &parts::FilledArea| {
            let items = area.items.iter().filter(is_printed);
            items.map(|item| self.item(item, if sheet.advisory { 2 } else { 1 }, &changed)).collect::<Vec<_>>()
        };
        if sheet.advisory && sheet.areas.len() == 1 {
            let asked: Vec<&handbook_export::Item> = written.into_iter().flat_map(handbook_export::Checklist::items).collect();
            let own = QuestionsData {
                service: Some(self.service()),
                welcome: intro,
                edition,
                digest,
                bars,
                contact: written.map_or_else(Vec::new, |checklist| self.contacts(checklist)),
                items: sheet.areas.iter().flat_map(items).collect(),
                terms: self.terms(asked.iter().map(|item| item.ask.as_str())),
            };
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
        let own = ChecklistData {
            service: Some(self.service()),
            intro,
            edition,
            digest,
            bars,
            areas,
            severities: Vec::new(),
            terms: Vec::new(),
        };
        self.input(title, address, OwnData::Checklist(own))
    }

    /// Whom to call about a checklist's items and areas, each domain once, in the order of the items.
    fn contacts(&self, checklist: &handbook_export::Checklist) -> Vec<ContactData> {
        let mut seen = BTreeSet::new();
        let named =
            checklist.areas.iter().flat_map(|area| area.items.iter().filter_map(|item| item.domain.as_ref()).chain(&area.domain));
        named
            .filter(|id| seen.insert(id.as_str()))
            .filter_map(|id| self.export.domains.iter().find(|domain| domain.id == *id))
            .map(|domain| ContactData {
                title: domain.title.clone(),
                helps_with: rich(&domain.helps_with),
                contact: with_blanks(&domain.contact),
                hours: (!domain.hours.is_empty()).then(|| with_blanks(&domain.hours)),
            })
            .collect()
    }

    /// The glossary terms in these texts, each once, by first use.
    fn terms<'t>(&'t self, texts: impl Iterator<Item = &'t str>) -> Vec<TermData> {
        let entry = |term: &'t handbook_export::Term| {
            let names = term.short_form.iter().chain([&term.term]).cloned().collect();
            let entry = TermEntry { page: SitePath::new(""), anchor: term.term.clone(), names, short: term.short.clone() };
            (entry, std::iter::once(&term.term).chain(&term.short_form).chain(&term.also).map(String::as_str))
        };
        let matcher = Terms::of(self.export.terms.iter().map(entry));
        let mut seen = BTreeSet::new();
        let found = texts.flat_map(|text| matcher.find(text)).map(|(_, term)| term);
        found
            .filter(|term| seen.insert(&term.anchor))
            .map(|term| TermData { name: term.names.join(", "), short: rich(&term.short) })
            .collect()
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
            read_on: cell.read_on().map(|day| day.to_string()),
            checked_live: cell.checked_live.map(|day| day.to_string()),
        };
        let trap = |trap: &handbook_export::Trap| TrapData {
            title: trap.duty.as_deref().map(title_of).unwrap_or_default(),
            text: rich(&trap.text),
            setting: trap.setting.clone().unwrap_or_default(),
        };
        let named = |name: &str, id: &str| self.print.words.get(name).cloned().unwrap_or_else(|| id.to_owned());
        let kind = service.kind.as_deref().unwrap_or_default();
        let mut kinds = self.export.settings.service_kinds.iter();
        let written = kinds.find(|written| written.id == kind).and_then(|written| written.title.clone());
        let own = DutiesData {
            service: ServiceData {
                title: service.title.clone(),
                provider: named(&provider_word(&service.provider), &service.provider),
                kind: written.unwrap_or_else(|| named(&kind_word(kind), kind)),
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
