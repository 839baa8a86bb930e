//! Checklists as they are written: a head, areas, items.

mod area;
mod digest;
mod header;
mod item;
mod set_edition;

pub use self::{
    area::{Area, AreaFile, Retired, RetiredAs, read_area},
    digest::ItemDigests,
    header::{
        Areas, ChecklistHeader, HeaderKeys, SheetLimits, WritingLines, keys_in_folder, keys_in_one_file, place, read_header,
    },
    item::{Condition, ConditionAs, Examples, ExamplesAs, Item, ItemAs, Severity, tiers_left_out},
    set_edition::set_edition,
};
