//! Which questions have a bar in the margin of a sheet: what the last closed edition changed, and what changed since.

use std::collections::BTreeMap;

use super::sheet_renderer::SheetRenderer;
use crate::{
    handbook::Checklist,
    manuscript::checklist::Item,
    output::{Inputs, edition_changes::marks},
};

/// The bars by the ids of questions: `closed`, or `running` for what changed since the last closed edition.
pub type Bars = BTreeMap<String, &'static str>;

/// The bars of a checklist; none without closed editions.
pub fn bars(inputs: &Inputs, checklist: &Checklist) -> Bars {
    let bar = |is_running| if is_running { "running" } else { "closed" };
    marks(inputs, checklist).into_iter().map(|(id, mark)| (id, bar(mark.is_running))).collect()
}

/// What the bars beside these items say, for the foot of their sheet; `None` where there is none.
pub fn said<'i>(renderer: &SheetRenderer<'_>, items: impl Iterator<Item = &'i Item>, bars: &Bars) -> Option<String> {
    let drawn: Vec<&str> = items.filter_map(|item| bars.get(&item.id.value).copied()).collect();
    let told =
        [("closed", "paper_bar_closed"), ("running", "paper_bar_running")].into_iter().filter(|(bar, _)| drawn.contains(bar));
    let theme = &renderer.inputs.theme;
    let told: Vec<&str> = told.map(|(_, word)| theme.word(word)).collect();
    (!told.is_empty()).then(|| told.join(theme.word("joined_comma")))
}
