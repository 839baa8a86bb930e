//! The upgrade page: what became of each file, what there is to choose between, and why the shipped handbook changed.

use super::{Change, Conflict, Fate, Reasons};

/// Writes the page, as Markdown. `notes` are sentences about what stands beside the handbook's files, such as a theme.
#[must_use]
pub fn page(changes: &[Change], reasons: &Reasons, notes: &[String]) -> String {
    let mut page = "# Upgrade\n\nThis page is not published, and the next upgrade writes another one.\n".to_owned();
    let all: Vec<(&str, &Conflict)> =
        changes.iter().flat_map(|change| change.conflicts.iter().map(|found| (change.path.as_str(), found))).collect();
    if !all.is_empty() {
        page += "\n## To choose\n\nYou and the shipped handbook both changed these. Both versions are in the file; keep one.\n";
    }
    for (path, found) in all {
        page += &format!("\n### {path}");
        if !found.place.is_empty() {
            page += &format!(": {}", found.place);
        }
        page += "\n";
        let why = found.place.split('.').find_map(|part| reasons.get(part));
        page += &why.map_or_else(String::new, |why| format!("\nWhy it changed: {why}\n"));
        for (name, text) in [("Yours", &found.yours), ("Shipped before", &found.before), ("Shipped now", &found.shipped)] {
            page += &format!("\n{name}:\n\n{}", block(text));
        }
    }
    let stay: Vec<String> = changes
        .iter()
        .flat_map(|change| change.stay.iter().map(move |id| format!("- `{}`: {id}{}\n", change.path, because(reasons.get(id)))))
        .collect();
    page += &section("Not shipped any more, and still asked", "They are yours, or somebody answers them.", &stay);
    let notes: Vec<String> = notes.iter().map(|note| format!("- {note}\n")).collect();
    page += &section("Beside the handbook", "", &notes);
    let files: Vec<String> = changes.iter().map(|change| format!("- `{}`: {}\n", change.path, words(change.fate))).collect();
    page += &section("Files", "", &files);
    let reasons: Vec<String> = reasons.iter().map(|(id, why)| format!("- {id}: {why}\n")).collect();
    page += &section("Why questions changed", "", &reasons);
    page
}

/// What becomes of a file, in words.
#[must_use]
pub fn words(fate: Fate) -> &'static str {
    match fate {
        Fate::Taken => "taken, you had left it as it was",
        Fate::New => "new",
        Fate::Retired => "removed, it is not shipped any more and you had left it as it was",
        Fate::Merged => "merged, what both sides changed does not touch",
        Fate::Conflict => "merged, and you must choose",
        Fate::Unmerged => "yours stays, both sides changed it, and it is not text",
        Fate::Removed => "stays removed, the shipped one changed",
        Fate::Outlived => "yours stays, it is not shipped any more",
    }
}

fn because(why: Option<&String>) -> String {
    why.map_or_else(String::new, |why| format!(", retired because: {why}"))
}

fn section(title: &str, about: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let about = if about.is_empty() { String::new() } else { format!("{about}\n\n") };
    format!("\n## {title}\n\n{about}{}", lines.concat())
}

/// A block of code that nothing in it can end, without the indent that all its lines share.
fn block(text: &str) -> String {
    let text = flush_left(text.trim_end());
    let longest = text.split(|sign| sign != '~').map(str::len).max().unwrap_or(0);
    let fence = "~".repeat(longest.max(2) + 1);
    let text = if text.is_empty() { "(nothing)" } else { &text };
    format!("{fence}text\n{text}\n{fence}\n")
}

fn flush_left(text: &str) -> String {
    let written = text.lines().filter(|line| !line.trim().is_empty());
    let indent = written.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    text.lines().map(|line| line.get(indent..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
