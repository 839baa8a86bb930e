//! The page of each area whose checklist has several areas, unless it is part of a guide's page.

use std::sync::Arc;

use super::{Inputs, checklists, frame, items, page_renderer::PageRenderer};
use crate::{
    site::{Claimant, File, Rendered},
    theme::PageView,
};

/// A page for each area without a guide that does not share its checklist's path.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let mut files = Vec::new();
    for (checklist_number, checklist) in checklists::listed(&inputs.handbook) {
        for (area_number, area) in checklist.areas.iter().enumerate() {
            let is_guided = inputs.handbook.index.guides.contains_key(&area.address);
            if !is_guided && area.address != checklist.address() {
                let by = Claimant::Part(format!("the area `{}` of `{}`", area.id, checklist.header.path), area.area().span);
                let inputs = Arc::clone(inputs);
                files.push(File::new(area.address.clone(), by, move || render(&inputs, checklist_number, area_number)));
            }
        }
    }
    files
}

fn render(inputs: &Inputs, checklist: usize, area: usize) -> Rendered {
    let checklist = &inputs.handbook.checklists[checklist];
    let area = &checklist.areas[area];
    let renderer = PageRenderer::new(inputs, &area.address);
    let view = PageView {
        page: frame::of_file(&renderer, &area.path),
        body_html: String::new(),
        helper: area.area().domain.as_ref().and_then(|domain| frame::helper(&renderer, domain.as_str())),
        reviewed: None,
        children: Vec::new(),
        areas: vec![items::area(&renderer, checklist, area)],
        own: Vec::new(),
    };
    renderer.render(&view)
}
