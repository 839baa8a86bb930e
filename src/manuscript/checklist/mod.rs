//! Checklists as they are written: a head, areas, items.

mod area;
mod head;
mod item;

pub use self::{
    area::{Area, AreaFile, Retired, read_area},
    head::{Areas, Head, Lines, Sheet, read_head},
    item::{Condition, Item, Severity},
};
