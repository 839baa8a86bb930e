//! The page for the room in which the meeting before a launch is held.

use serde::Serialize;

use super::{Frame, StepView};

/// The page for the room, `in-the-room.html`. It knows no service: a script fills it in from a team's answers.
#[derive(Debug, Serialize)]
pub struct WalkthroughView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// Its steps in order, as somebody reads them before it begins.
    pub steps: Vec<StepView>,
}
