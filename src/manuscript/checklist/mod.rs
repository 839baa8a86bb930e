//! Checklists as they are written: a head, areas, items.

mod area;
mod head;
mod item;

pub use self::{
    area::{Area, AreaFile, Retired, RetiredAs, read_area},
    head::{Areas, Head, HeadKeys, Lines, Sheet, read_head},
    item::{Condition, ConditionAs, Item, ItemAs, Severity},
};
