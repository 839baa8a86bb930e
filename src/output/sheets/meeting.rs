//! Data of the sheets for the walkthrough: agenda, decision record, hard stops, path to production.

use super::{
    bars::{Bars, bars, said},
    checklists::{item, words},
    item_filter::ItemFilter,
    sheet_renderer::SheetRenderer,
};
use crate::{
    config::{Config, Phase},
    handbook::{Checklist, Handbook},
    manuscript::checklist::{Condition, Item, WritingLines},
    output::{
        meeting::{meeting, outcomes, signers},
        reference_title::reference_title,
    },
    prose::InlineNode,
    theme::{
        AgendaAreaData, AgendaData, CountData, DecisionData, HardStopsData, PathData, PhaseData, StepData, ThinData, TierData,
        VetoData, oversight_word,
    },
    yaml::{Id, ReferenceKind},
};

/// Whether any phase has sign-off as oversight.
pub fn is_reviewed(handbook: &Handbook) -> bool {
    handbook.config.sign_off().is_some()
}

/// The agenda, with the areas of the first checklist of the first phase with sign-off.
pub fn agenda(renderer: &SheetRenderer<'_>, filter: &ItemFilter) -> AgendaData {
    let handbook = &renderer.inputs.handbook;
    let config = &handbook.config;
    let phase = config.sign_off();
    let meeting = meeting(renderer.inputs);
    let checklist = phase
        .and_then(|phase| phase.checklists.first())
        .and_then(|id| handbook.checklists.iter().find(|checklist| checklist.header.id.as_str() == id.as_str()));
    let areas = checklist.map_or_else(Vec::new, |checklist| {
        let areas = checklist.areas.iter().map(|area| {
            let items: Vec<_> = area.area().items.valid.iter().filter(|item| filter.wants(item)).collect();
            AgendaAreaData {
                title: area.title.clone(),
                count: items.len(),
                hard_stops: items.iter().filter(|item| !item.hard_stop.is_empty()).count(),
            }
        });
        areas.filter(|area| area.count > 0).collect()
    });
    let roles = phase.map_or_else(Vec::new, |phase| {
        // Who signs is there as well.
        let signers = meeting
            .signs
            .iter()
            .map(|signer| &signer.role)
            .filter(|role| phase.participants.iter().all(|id| id.value != role.value));
        words(phase.participants.iter().chain(signers).filter_map(|id| Config::word(&config.roles, id.as_str())))
    });
    let thin = checklist.map_or_else(Vec::new, |checklist| {
        let stops = checklist.areas.iter().flat_map(|area| area.area().items.valid.iter().map(move |item| (area, item)));
        let stops = stops.filter(|(_, item)| filter.wants(item) && !item.hard_stop.is_empty());
        let thin = stops.filter_map(|(area, item)| {
            let example = renderer.plain(item.examples.thin.as_ref()?, &area.path);
            Some(ThinData { id: item.id.value.clone(), example })
        });
        thin.collect()
    });
    AgendaData {
        review_name: config.review_name.clone(),
        service: None,
        areas,
        roles,
        steps: meeting
            .steps
            .into_iter()
            .map(|step| StepData { title: step.title, minutes: step.minutes, text: step.text })
            .collect(),
        thin,
    }
}

/// The decision record, to be filled in by hand.
pub fn decision(renderer: &SheetRenderer<'_>) -> DecisionData {
    let config = &renderer.inputs.handbook.config;
    let meeting = meeting(renderer.inputs);
    DecisionData {
        review_name: config.review_name.clone(),
        verdicts: outcomes(renderer.inputs, &meeting),
        veto: config.veto.as_ref().map(|veto| VetoData {
            tiers: veto.tiers.iter().map(|id| Config::title(&config.tiers, id.as_str())).collect(),
            or_high_risk: veto.or_high_risk,
            by: veto.by.iter().map(|id| Config::title(&config.roles, id.as_str())).collect(),
        }),
        signers: signers(renderer.inputs, &meeting),
    }
}

/// Items that are hard stops, by tier; tiers without any are left out.
pub fn hard_stops(renderer: &SheetRenderer<'_>, filter: &ItemFilter) -> HardStopsData {
    let handbook = &renderer.inputs.handbook;
    let bars: Bars = handbook.checklists.iter().flat_map(|checklist| bars(renderer.inputs, checklist)).collect();
    let tiers = handbook.config.tiers.iter().map(|tier| {
        let stops = handbook
            .items()
            .filter(|(_, _, found)| filter.wants(found) && found.hard_stop.iter().any(|id| id.as_str() == tier.id.as_str()));
        TierData {
            title: reference_title(renderer.inputs, ReferenceKind::Tier, tier.id.as_str()),
            text: tier.text.clone(),
            items: stops
                .map(|(_, area, found)| {
                    let mut item = item(renderer, found, &area.path, WritingLines::default(), &bars);
                    // One that is asked of the whole tier is asked of every launch here.
                    let when = &found.applies_when;
                    if when.all.is_empty() && when.any.iter().any(|id| id.as_str() == tier.id.as_str()) {
                        item.applies = None;
                    }
                    item
                })
                .collect(),
        }
    });
    let tiers = tiers.filter(|tier| !tier.items.is_empty()).collect();
    let stops = handbook.items().map(|(_, _, item)| item).filter(|item| filter.wants(item) && !item.hard_stop.is_empty());
    HardStopsData { bars: said(renderer, stops, &bars), tiers }
}

/// All phases with their signs, rules and checklists.
pub fn path(renderer: &SheetRenderer<'_>) -> PathData {
    let handbook = &renderer.inputs.handbook;
    let config = &handbook.config;
    let from = &config.path;
    let phases = config.phases.iter().map(|phase| {
        let page = handbook.phase_page(phase).and_then(|address| handbook.index.tree.at(address));
        let summary = page.map_or_else(String::new, |(_, node)| node.summary.clone());
        PhaseData {
            title: phase.title.clone(),
            summary: vec![InlineNode::Text { text: summary }],
            oversight: phase.oversight,
            oversight_text: renderer.inputs.theme.word(oversight_word(phase.oversight)).to_owned(),
            entry_signs: renderer.plains(&phase.entry_signs, from),
            exit_signs: renderer.plains(&phase.exit_signs, from),
            rules: renderer.plains(&phase.rules, from),
            participants: phase.participants.iter().map(|id| Config::title(&config.roles, id.as_str())).collect(),
            checklists: counted(renderer, phase),
        }
    });
    PathData { phases: phases.collect(), lead_time_days: config.lead_time_days, review_name: config.review_name.clone() }
}

/// The checklists of a phase with their numbers of questions. Several that are for some kinds of service alone are one line.
fn counted(renderer: &SheetRenderer<'_>, phase: &Phase) -> Vec<CountData> {
    let handbook = &renderer.inputs.handbook;
    let all = phase.checklists.iter();
    let all = all.filter_map(|id| handbook.checklists.iter().find(|checklist| checklist.header.id.as_str() == id.as_str()));
    let (some, every): (Vec<&Checklist>, Vec<&Checklist>) = all.partition(|checklist| is_for_some(checklist, &handbook.config));
    let one = |checklist: &&Checklist| CountData { title: checklist.header.title.clone(), count: checklist.items().count() };
    let mut counts: Vec<CountData> = every.iter().map(one).collect();
    if some.len() > 1 {
        let title = renderer.inputs.theme.word("paper_path_for_some").replace("{n}", &some.len().to_string());
        counts.push(CountData { title, count: some.iter().map(|checklist| checklist.items().count()).sum() });
    } else {
        counts.extend(some.iter().map(one));
    }
    counts
}

/// Whether each question of a checklist is asked only of services with a certain trait.
fn is_for_some(checklist: &Checklist, config: &Config) -> bool {
    let is_trait = |id: &Id| config.traits.iter().any(|word| word.id.as_str() == id.as_str());
    let needs_trait = |item: &Item| {
        let Condition { any, all } = &item.applies_when;
        all.iter().any(is_trait) || (!any.is_empty() && any.iter().all(is_trait))
    };
    checklist.items().next().is_some() && checklist.items().all(needs_trait)
}
