//! A packet of answers → sheets for paper: the agenda by risk, your duties, the checklists filled in.
//!
//! It needs no handbook: all that is printed stands in the packet and in the published value of the handbook.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sheets::draw_boxes;
use crate::{
    config::Paper,
    manuscript::checklist::Severity,
    review::{Book, Packet, book, packet as parts},
    theme::paper::{Order, Press},
};

/// What sheets are printed with.
pub struct Print<'a> {
    /// Lays them out.
    pub press: &'a Press,
    /// The words of the interface.
    pub words: &'a BTreeMap<String, String>,
    /// The paper.
    pub paper: Paper,
}

/// All sheets of a packet, each with the name of its file.
#[must_use]
pub fn orders(packet: &Packet, book: &Book, print: &Print<'_>) -> Vec<(String, Order)> {
    let to = Sheets { packet, book, print };
    let mut sheets = vec![("agenda".to_owned(), to.agenda())];
    sheets.extend(
        packet
            .duties
            .iter()
            .filter_map(|service| Some((format!("duties-{}", service.id), to.duties(book.service(&service.id)?)))),
    );
    sheets.extend(packet.sheets.iter().map(|sheet| (sheet.id.clone(), to.checklist(sheet))));
    sheets
}

struct Sheets<'a> {
    packet: &'a Packet,
    book: &'a Book,
    print: &'a Print<'a>,
}

/// A plain text as a template takes it.
fn rich(text: &str) -> Value {
    json!([{"kind": "text", "text": text}])
}

fn maybe(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { rich(text) }
}

impl Sheets<'_> {
    fn word<'w>(&'w self, name: &'w str) -> &'w str {
        self.print.words.get(name).map_or(name, String::as_str)
    }

    fn order(&self, template: &'static str, title: &str, address: Option<String>, own: Value) -> Order {
        let book = self.book;
        let mut data = json!({
            "language": book.language,
            "paper": match self.print.paper { Paper::A4 => "a4", Paper::Letter => "us-letter" },
            "words": self.print.words,
            "handbook": {"title": book.title, "organisation": book.organisation, "address": book.base_url},
            "title": title,
            "address": address,
        });
        if let (Value::Object(data), Value::Object(own)) = (&mut data, own) {
            data.extend(own);
        }
        draw_boxes(&mut data, self.print.press);
        Order { template, data: data.to_string().into_bytes(), pictures: BTreeMap::new() }
    }

    /// An address that can be printed; none when nobody knows where the handbook is.
    fn address(&self, address: &str) -> Option<String> {
        self.book.base_url.as_ref().map(|_| self.book.link(address))
    }

    fn agenda(&self) -> Order {
        let packet = self.packet;
        let service = &packet.service;
        let group = |group: &parts::Group| {
            let name = match group.kind {
                parts::GroupKind::HardStops => "review_agenda_stops",
                parts::GroupKind::Unanswered => "review_agenda_unanswered",
                parts::GroupKind::Gaps => "review_agenda_gaps",
                parts::GroupKind::Settings => "review_agenda_settings",
            };
            json!({
                "title": format!("{} ({})", self.word(name), group.items.len()),
                "items": group.items.iter().map(|item| self.item(item, 3)).collect::<Vec<_>>(),
            })
        };
        let solid = |area: &parts::SolidArea| {
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
        let own = json!({
            "review_name": packet.review_name,
            "service": {
                "title": service.title, "id": service.id, "team": service.team, "tier": service.tier, "traits": service.traits,
                "uses": service.uses, "walkthrough": service.walkthrough, "launch": service.launch, "high_risk": service.high_risk,
            },
            "groups": packet.agenda.groups.iter().map(group).collect::<Vec<_>>(),
            "solid": packet.agenda.solid.iter().map(solid).collect::<Vec<_>>(),
        });
        let title = format!("{}: {}", service.title, packet.review_name);
        self.order("walkthrough.typ", &title, None, own)
    }

    fn item(&self, item: &parts::FilledItem, lines: u32) -> Value {
        let written = self.book.checklists.iter().flat_map(book::Checklist::items).find(|found| found.id == item.id);
        let text = |text: Option<&String>| text.map_or(Value::Null, |text| maybe(text));
        let answer = &item.answer;
        let earlier =
            |found: &parts::Earlier| self.word("review_grew_from").replace("{id}", &found.id).replace("{says}", &found.says);
        let setting = |to: &parts::ToEnable| json!({"service": to.service, "setting": to.must.setting, "default": to.must.default, "show": to.must.show});
        let tiers = |item: &book::Item| {
            item.hard_stop.iter().map(|id| self.book.title(&self.book.settings.tiers, id).to_owned()).collect::<Vec<_>>()
        };
        json!({
            "id": item.id,
            "ask": rich(&item.ask),
            "area": item.area,
            "evidence": text(written.map(|item| &item.evidence)),
            "why": text(written.map(|item| &item.why)),
            "probes": item.probes.iter().map(|probe| rich(probe)).collect::<Vec<_>>(),
            "severity": item.severity.map(Severity::word),
            "hard_stop": written.map(tiers).unwrap_or_default(),
            "lines": lines,
            "applies": Value::Null,
            "guide": Value::Null,
            "earlier": item.grew_from.iter().map(earlier).collect::<Vec<_>>(),
            "settings": item.must_enable.iter().map(setting).collect::<Vec<_>>(),
            "answer": {
                "state": answer.state, "help_wanted": answer.help_wanted, "handled_by": answer.handled_by, "says": answer.says,
                "setting": answer.setting, "evidence": answer.evidence, "speaker": answer.speaker, "why": answer.why,
                "plan": answer.plan.as_ref().map(|plan| json!({"what": plan.what, "owner": plan.owner, "due": plan.due})),
            },
        })
    }

    fn checklist(&self, sheet: &parts::FilledSheet) -> Order {
        let written = self.book.checklist(&sheet.id);
        let intro = rich(written.map_or("", |checklist| checklist.intro.as_str()));
        let address = written.and_then(|checklist| self.address(&checklist.address));
        let title = format!("{}: {}", sheet.title, self.packet.service.title);
        let items = |area: &parts::FilledArea| {
            let items = area.items.iter().filter(|item| item.aside.is_none());
            items.map(|item| self.item(item, if sheet.advisory { 2 } else { 1 })).collect::<Vec<_>>()
        };
        if sheet.advisory && sheet.areas.len() == 1 {
            let own = json!({
                "welcome": intro, "edition": sheet.edition, "contact": [], "terms": [],
                "items": sheet.areas.iter().flat_map(items).collect::<Vec<_>>(),
            });
            return self.order("green-light.typ", &title, address, own);
        }
        let area =
            |area: &parts::FilledArea| json!({"id": area.id, "title": area.title, "domain": Value::Null, "items": items(area)});
        let areas: Vec<Value> =
            sheet.areas.iter().filter(|area| area.items.iter().any(|item| item.aside.is_none())).map(area).collect();
        let own = json!({"intro": intro, "edition": sheet.edition, "areas": areas, "severities": [], "terms": []});
        self.order("readiness.typ", &title, address, own)
    }

    fn duties(&self, service: &book::Service) -> Order {
        let title_of = |id: &str| {
            let duty = self.book.responsibilities.duties.iter().find(|duty| duty.id == id);
            duty.map_or_else(|| id.to_owned(), |duty| duty.title.clone())
        };
        let cell = |cell: &book::Cell| {
            json!({
                "title": title_of(&cell.duty), "who": cell.who, "provider": maybe(&cell.provider), "team": maybe(&cell.team),
                "not_applicable": maybe(&cell.not_applicable), "must_enable": cell.must_enable, "basis": cell.basis,
                "checked": cell.checked.map(|day| day.to_string()),
            })
        };
        let trap = |trap: &book::Trap| {
            let duty = trap.duty.as_deref().map(title_of).unwrap_or_default();
            json!({"title": duty, "text": rich(&trap.text), "setting": trap.setting.clone().unwrap_or_default()})
        };
        let kind = format!("kind_{}", service.kind.word().replace('-', "_"));
        let provider = format!("provider_{}", service.provider);
        let named = |name: &str, id: &str| self.print.words.get(name).cloned().unwrap_or_else(|| id.to_owned());
        let own = json!({
            "service": {"title": service.title, "provider": named(&provider, &service.provider), "kind": named(&kind, service.kind.word())},
            "duties": service.cells.iter().map(cell).collect::<Vec<_>>(),
            "traps": service.traps.iter().map(trap).collect::<Vec<_>>(),
        });
        let title = self.word("paper_title_duties").replace("{service}", &service.title);
        self.order("duties.typ", &title, self.address(&service.address), own)
    }
}
