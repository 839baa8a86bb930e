//! A report as Markdown: for a merge request, a wiki, or a printer without anything else.

use super::{
    answers::{Launch, State},
    duties::{DutyLine, ServiceDuties},
    export::said,
    handbook_export::{HandbookExport, MustEnable},
    markdown_record,
    meeting::{AgendaArea, Meeting},
    plain::plain,
    report::{Agenda, FilledItem, FilledSheet, Group, ReviewReport, ServiceFacts},
    reviewed::Counts,
};

/// Renders a report as Markdown; the words come from the handbook's export.
#[must_use]
pub fn markdown(report: &ReviewReport, export: &HandbookExport) -> String {
    let ReviewReport { title, service, meeting, agenda, duties, hidden_services, sheets, record, .. } = report;
    let page = Page { export, blocks: Vec::new() };
    let mut page = page.block(format!("# {}", plain(title)));
    page.facts(service, report);
    if let Some(meeting) = meeting {
        page.meeting(meeting);
    }
    page.agenda(agenda, meeting.is_none());
    page.duties(duties, hidden_services);
    page.sheets(sheets);
    page.blocks.extend(record.iter().flat_map(|record| markdown_record::blocks(record, export)));
    format!("{}\n", page.blocks.join("\n\n"))
}

struct Page<'a> {
    export: &'a HandbookExport,
    blocks: Vec<String>,
}

impl Page<'_> {
    fn block(mut self, text: String) -> Self {
        self.blocks.push(text);
        self
    }

    fn word(&self, name: &str) -> String {
        self.export.word(name).to_owned()
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.blocks.push(format!("{} {text}", "#".repeat(level)));
    }

    fn list(&mut self, lines: Vec<String>) {
        if !lines.is_empty() {
            self.blocks.push(lines.join("\n"));
        }
    }

    fn facts(&mut self, service: &ServiceFacts, report: &ReviewReport) {
        let ServiceFacts { id: _, title: _, launch, team, tier, high_risk, traits, uses, walkthrough, launch_on, begin } =
            service;
        let joined = |names: &[String]| names.iter().map(|name| plain(name)).collect::<Vec<_>>().join(", ");
        let launch = self.word(match launch {
            Launch::NewService => "review_launch_new_service",
            Launch::NewProduct => "review_launch_new_product",
            Launch::Change => "review_launch_change",
        });
        let mut lines = Vec::new();
        for (name, text) in [
            ("review_launch", launch),
            ("review_team", plain(team)),
            ("review_tier", plain(tier.as_deref().unwrap_or(""))),
            ("review_traits", joined(traits)),
            ("review_uses", joined(uses)),
            ("review_walkthrough", walkthrough.clone().unwrap_or_default()),
            ("review_launch_on", launch_on.clone().unwrap_or_default()),
            ("review_begin", begin.clone().unwrap_or_default()),
        ] {
            if !text.is_empty() {
                lines.push(format!("- {}: {text}", self.word(name)));
            }
        }
        if *high_risk {
            lines.push(format!("- {}", self.word("review_high_risk")));
        }
        lines.extend(self.printing(report));
        self.list(lines);
    }

    /// When it was printed, of which answers, and the edition of each checklist.
    fn printing(&self, report: &ReviewReport) -> Vec<String> {
        let edition = |sheet: &FilledSheet| {
            let edition = sheet.edition.as_ref()?;
            Some(format!("- {}: {edition}, {}", self.word("review_edition"), plain(&sheet.title)))
        };
        let named = [("review_printed_on", &report.printed_on), ("review_answers_version", &report.answers_version)];
        let named = named.map(|(name, text)| format!("- {}: {text}", self.word(name)));
        named.into_iter().chain(report.sheets.iter().filter_map(edition)).collect()
    }

    /// The hour, who is there, and where the picture is: lines to write on.
    fn meeting(&mut self, meeting: &Meeting) {
        let blank = "\\_".repeat(20);
        self.heading(2, &self.word("review_meeting"));
        let line = |name: &str| format!("- {}: {blank}", self.word(name));
        let mut lines = vec![line("review_meeting_at"), line("review_meeting_picture")];
        let steps = meeting.steps.iter().scan(0, |from, step| {
            let minutes = format!("{from}–{}", *from + step.minutes);
            *from += step.minutes;
            Some(format!("- {minutes} **{}**: {}", plain(&step.title), plain(&step.text)))
        });
        lines.extend(steps);
        self.list(lines);
        if !meeting.roles.is_empty() {
            self.heading(3, &self.word("review_meeting_people"));
            let roles = meeting.roles.iter().map(|role| format!("- {}: {blank}", plain(&role.label(self.export)))).collect();
            self.list(roles);
        }
    }

    /// The questions of a group that stand in full.
    fn group(&mut self, group: &Group, agenda: &Agenda, is_talk: bool) {
        let items = group.in_full(agenda);
        if items.is_empty() {
            return;
        }
        self.heading(3, &format!("{} ({})", self.word(group.kind.word()), n_of(self.export.word("review_n_of"), group, agenda)));
        for item in items {
            self.agenda_item(item, is_talk);
        }
    }

    fn agenda(&mut self, agenda: &Agenda, is_talk: bool) {
        self.heading(2, &self.word(if is_talk { "review_talk" } else { "review_agenda" }));
        self.blocks.push(self.word(if is_talk { "review_talk_text" } else { "review_agenda_text" }));
        if agenda.points().any(|item| item.hard_stop) && !is_talk {
            self.blocks.push(self.word("review_agenda_key"));
        }
        if !agenda.if_there_is_time.is_empty() {
            self.blocks.push(points(self.export.word("review_agenda_points"), agenda));
        }
        for group in agenda.groups.iter().filter(|group| !group.is_aside()) {
            self.group(group, agenda, is_talk);
        }
        if agenda.asked().next().is_none() {
            self.blocks.push(self.word("review_agenda_none"));
        }
        if !agenda.if_there_is_time.is_empty() {
            self.heading(3, &format!("{} ({})", self.word("review_agenda_later"), agenda.if_there_is_time.len()));
            let line = |item: &FilledItem| {
                let severity = self.severity(item).map_or_else(String::new, |severity| format!(", {severity}"));
                format!("- **{}** {} *{}{severity}*", item.id, plain(&item.ask), plain(&item.area))
            };
            let lines = agenda.later().map(line).collect();
            self.list(lines);
        }
        for group in agenda.groups.iter().filter(|group| group.is_aside()) {
            self.group(group, agenda, is_talk);
        }
        if !agenda.areas.is_empty() {
            self.heading(3, &self.word("review_agenda_areas"));
            let line = |area: &AgendaArea| {
                let stops = hard_stops(self.export.word("review_agenda_area_stops"), area);
                let counts = fill_counts(self.export.word("review_agenda_area_counts"), area.counts);
                let parts = [counts].into_iter().chain(stops).collect::<Vec<_>>().join("; ");
                format!("- {}: {parts}. {}", plain(&area.title), self.word("review_agenda_area_boxes"))
            };
            let lines = agenda.areas.iter().map(line).collect();
            self.list(lines);
        }
        if !agenda.nothing_open.is_empty() {
            self.heading(3, &self.word("review_agenda_nothing_open"));
            let line = |area: &super::report::ClosedArea| {
                let text =
                    fill_counts(self.export.word("review_agenda_area"), area.counts).replace("{title}", &plain(&area.title));
                let speakers = area.speakers.iter().map(|speaker| plain(speaker)).collect::<Vec<_>>().join(", ");
                if speakers.is_empty() {
                    format!("- {text}")
                } else {
                    format!("- {text} ({}: {speakers})", self.word("review_speaker"))
                }
            };
            let lines = agenda.nothing_open.iter().map(line).collect();
            self.list(lines);
        }
    }

    /// Question, answer, evidence and speaker in one glance, with room to write.
    fn agenda_item(&mut self, item: &FilledItem, is_talk: bool) {
        let stop = (item.hard_stop && !is_talk).then(|| self.word("review_hard_stop"));
        let about = [plain(&item.area)].into_iter().chain(self.severity(item)).chain(stop).collect::<Vec<_>>().join(", ");
        self.blocks.push(format!("**{}** {} *{about}*", item.id, plain(&item.ask)));
        let mut lines: Vec<String> =
            item.aside.iter().map(|reason| format!("- {}: {}", self.word("review_aside"), plain(reason))).collect();
        if !item.thin.is_empty() && !is_talk {
            let lacks = item.thin.iter().map(|thin| self.word(thin.word())).collect::<Vec<_>>();
            lines.push(format!("- {}", self.word("review_thin").replace("{lacks}", &lacks.join("; "))));
        }
        lines.extend(self.said(item));
        let answer = &item.answer;
        let mut always = |name: &str, is_there: bool, none: &str| {
            if !is_there {
                lines.push(format!("- {}: {}", self.export.word(name), self.export.word(none)));
            }
        };
        always("review_plan", answer.plan.is_some() || answer.state != State::Gap, "review_no_plan");
        always("review_evidence", !answer.evidence.is_empty(), "review_no_evidence");
        always("review_speaker", !answer.speaker.is_empty(), "review_no_speaker");
        lines.push(format!("- {} {}", self.word("review_notes"), "\\_".repeat(40)));
        self.list(lines);
    }

    /// The severity of a question in words; `None` without one.
    fn severity(&self, item: &FilledItem) -> Option<String> {
        item.severity.map(|severity| self.word(&format!("review_severity_{}", severity.word())))
    }

    /// The parts of an answer as list items, with earlier answers and settings to enable.
    fn said(&self, item: &FilledItem) -> Vec<String> {
        let mut lines = said(self.export, &item.answer);
        let earlier = self.export.word("review_grew_from");
        lines
            .extend(item.grew_from.iter().map(|found| earlier.replace("{id}", &found.id).replace("{says}", &plain(&found.says))));
        lines
            .iter()
            .map(|line| format!("- {line}"))
            .chain(item.must_enable.iter().flat_map(|to| self.enable(&to.service, &to.must)))
            .collect()
    }

    /// A question that steps aside as a list item, with what somebody has written.
    fn aside(&self, item: &FilledItem) -> Vec<String> {
        let Some(reason) = &item.aside else { return Vec::new() };
        let said = said(self.export, &item.answer).into_iter().map(|line| format!("  - {line}"));
        std::iter::once(format!("- {}: {}", item.id, plain(reason))).chain(said).collect()
    }

    /// List items for a setting to enable: its service, its default, the line to paste.
    fn enable(&self, title: &str, must: &MustEnable) -> Vec<String> {
        let default = self
            .export
            .word("review_duties_default")
            .replace("{setting}", &code(&must.setting))
            .replace("{default}", &plain(&must.default));
        vec![
            format!("- {}: {}", self.word("review_duties_enable"), plain(title)),
            format!("  - {default}"),
            format!("  - {}", code(&must.show)),
        ]
    }

    fn duties(&mut self, duties: &[ServiceDuties], hidden: &[String]) {
        self.heading(2, &self.word("review_duties"));
        if !hidden.is_empty() {
            let names = plain(&hidden.join(", "));
            self.blocks.push(self.word("review_duties_hidden").replace("{services}", &names));
        } else if duties.is_empty() {
            return self.blocks.push(self.word("review_duties_none"));
        }
        if duties.is_empty() {
            return;
        }
        self.blocks.push(self.word("review_duties_text"));
        for service in duties {
            let ServiceDuties { id: _, title, address: _, must_enable, team, both, traps } = service;
            self.heading(3, &plain(title));
            for (name, lines) in
                [("review_duties_enable", must_enable), ("review_duties_team", team), ("review_duties_both", both)]
            {
                if !lines.is_empty() {
                    self.heading(4, &self.word(name));
                    let lines = lines.iter().flat_map(|line| self.duty(line)).collect();
                    self.list(lines);
                }
            }
            if !traps.is_empty() {
                self.heading(4, &self.word("review_duties_traps"));
                let setting =
                    |setting: &Option<String>| setting.as_ref().map_or_else(String::new, |text| format!(" ({})", code(text)));
                self.list(traps.iter().map(|trap| format!("- {}{}", plain(&trap.text), setting(&trap.setting))).collect());
            }
        }
    }

    fn duty(&self, line: &DutyLine) -> Vec<String> {
        let DutyLine { duty: _, title, provider, team, must_enable } = line;
        let mut lines = vec![format!("- {}", plain(title))];
        for (name, text) in [("review_duties_provider", provider), ("review_duties_yours", team)] {
            if !text.is_empty() {
                lines.push(format!("  - {}", self.export.word(name).replace("{text}", &plain(text))));
            }
        }
        if let Some(must) = must_enable {
            lines.extend(self.enable(title, must).into_iter().skip(1));
        }
        lines
    }

    fn sheets(&mut self, sheets: &[FilledSheet]) {
        for sheet in sheets {
            let edition = sheet.edition.as_ref().map_or_else(String::new, |edition| format!(" ({edition})"));
            self.heading(2, &format!("{}{edition}", plain(&sheet.title)));
            self.blocks.push(fill_counts(self.export.word("review_counts"), sheet.counts));
            for area in &sheet.areas {
                let applying: Vec<&FilledItem> = area.items.iter().filter(|item| item.aside.is_none()).collect();
                if !area.id.is_empty() && !applying.is_empty() {
                    self.heading(3, &plain(&area.title));
                }
                for item in applying {
                    let stop = if item.hard_stop { format!(" ({})", self.word("review_hard_stop")) } else { String::new() };
                    self.blocks.push(format!("**{}** {}{stop}", item.id, plain(&item.ask)));
                    let mut lines = self.said(item);
                    if item.answer.state == State::Open {
                        lines.insert(0, format!("- {}", self.word("review_state_open")));
                    }
                    self.list(lines);
                }
            }
            let aside = sheet.areas.iter().flat_map(|area| &area.items);
            let aside: Vec<String> = aside.flat_map(|item| self.aside(item)).collect();
            if !aside.is_empty() {
                self.heading(3, &self.word("review_aside"));
                self.list(aside);
            }
        }
    }
}

/// A text as a code span, with as many back-ticks as it needs.
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// How many points stand in full, in words.
pub(crate) fn points(text: &str, agenda: &Agenda) -> String {
    let all = agenda.asked().count();
    text.replace("{n}", &(all - agenda.if_there_is_time.len()).to_string()).replace("{of}", &all.to_string())
}

/// The number of a group's questions, or how many of them stand in full where not all do: `text` is as in "{n} of {of}".
pub(crate) fn n_of(text: &str, group: &Group, agenda: &Agenda) -> String {
    let (n, of) = (group.in_full(agenda).len(), group.items.len());
    if n == of { of.to_string() } else { text.replace("{n}", &n.to_string()).replace("{of}", &of.to_string()) }
}

/// How many hard stops of an area are open; `None` where it has none.
pub(crate) fn hard_stops(text: &str, area: &AgendaArea) -> Option<String> {
    let filled = text.replace("{open}", &area.hard_stops_open.to_string()).replace("{of}", &area.hard_stops.to_string());
    (area.hard_stops > 0).then_some(filled)
}

/// Fills counts into the placeholders of a sentence of the words file, such as `{open}`.
pub(crate) fn fill_counts(text: &str, counts: Counts) -> String {
    let Counts { applies, aside, open, answered, gap, not_applicable, help_wanted } = counts;
    let filled = [
        ("{applies}", applies),
        ("{aside}", aside),
        ("{open}", open),
        ("{answered}", answered),
        ("{gap}", gap),
        ("{not_applicable}", not_applicable),
        ("{help_wanted}", help_wanted),
    ];
    filled.iter().fold(text.to_owned(), |text, (name, count)| text.replace(name, &count.to_string()))
}
