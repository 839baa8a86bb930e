//! What a company says of itself, written into the shipped settings: a line each, so that every comment stays.

use crate::yaml::scalar;

/// What a company says of itself; what is `None` stays as it is shipped.
#[derive(Debug, Default)]
pub struct OwnSettings {
    /// What programs call the handbook.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Whose handbook it is.
    pub organisation: Option<String>,
    /// The language of the interface.
    pub language: Option<String>,
    /// The providers that are shown.
    pub providers: Option<Vec<String>>,
}

impl OwnSettings {
    /// The settings with what it says. A key stands at the beginning of a line there, with its value behind it.
    #[must_use]
    pub fn write_into(&self, settings: &str) -> String {
        let providers = self.providers.as_ref().map(|ids| format!("[{}]", ids.join(", ")));
        let texts =
            [("id", &self.id), ("title", &self.title), ("organisation", &self.organisation), ("language", &self.language)];
        let values = texts.map(|(key, text)| (key, text.as_deref().map(scalar)));
        let values: Vec<(&str, String)> =
            values.into_iter().chain([("providers", providers)]).filter_map(|(key, value)| Some((key, value?))).collect();
        let line = |line: &str| {
            let found = values.iter().find(|(key, _)| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
            found.map_or_else(|| line.to_owned(), |(key, value)| format!("{key}: {value}"))
        };
        settings.lines().map(line).flat_map(|line| [line, "\n".to_owned()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_of_what_is_said_change() {
        let shipped =
            "# All.\nid: path\ntitle: Path\norganisation: Example Org\nproviders: [aws, gcp]\nphases:\n  - id: a\n    title: A\n";
        let own = OwnSettings {
            title: Some("Way: to #production".into()),
            providers: Some(vec!["aws".into(), "self".into()]),
            ..OwnSettings::default()
        };
        assert_eq!(
            own.write_into(shipped),
            "# All.\nid: path\ntitle: \"Way: to #production\"\norganisation: Example Org\nproviders: [aws, self]\nphases:\n  - id: a\n    title: A\n"
        );
        assert_eq!(OwnSettings::default().write_into(shipped), shipped);
    }
}
