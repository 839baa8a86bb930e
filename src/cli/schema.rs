//! `schema`: the formats of a handbook as JSON Schema, for editors.

use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::Value;

use super::common::write_stdout;
use crate::{
    config::Settings,
    diagnostic::Code,
    manuscript::{
        FrontMatter,
        baseline::BaselineFile,
        checklist::{self, Area},
        data,
        edition::{Edition, Reference},
    },
    review::{
        Answers,
        record::{EntryFile, PeopleFile},
    },
    source::{BASELINE_FILE, SETTINGS_FILE},
    yaml::{self, HasFormat as _, Mapping},
};

/// Print the JSON Schema of a format, for editors
///
/// Without a kind it lists the kinds, each with the files that it is for.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The kind of file
    #[arg(value_enum, value_name = "KIND")]
    kind: Option<Kind>,
}

/// The kinds of files, each with a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Settings,
    Page,
    Checklist,
    ChecklistHead,
    ChecklistArea,
    Data,
    Glossary,
    Responsibilities,
    Guardrails,
    Domains,
    Offers,
    Edition,
    EditionReference,
    Baseline,
    Answers,
    RecordEntry,
    RecordPeople,
}

/// What is said of a kind.
struct About {
    /// The word that names it.
    name: &'static str,
    /// Its files, named from the handbook's folder.
    files: &'static str,
    /// What such a file is.
    title: &'static str,
    /// The same in a sentence.
    sentence: &'static str,
}

impl Kind {
    fn about(self) -> About {
        let (name, files, title, sentence) = match self {
            Self::Settings => ("settings", SETTINGS_FILE, "Settings", "The settings of a handbook."),
            Self::Page => {
                ("page", "content/**/*.md", "Front matter", "What stands between the `---` lines at the top of a page.")
            }
            Self::Checklist => ("checklist", "checklists/*.yaml", "Checklist", "A checklist in one file."),
            Self::ChecklistHead => (
                "checklist-head",
                "checklists/*/_checklist.yaml",
                "Head of a checklist",
                "The head of a checklist in a folder, whose areas lie beside it.",
            ),
            Self::ChecklistArea => (
                "checklist-area",
                "checklists/*/*.yaml",
                "Area of a checklist",
                "An area of a checklist in a folder, with its questions.",
            ),
            Self::Data => ("data", "content/**/*.yaml", "Data page", "A page made from data, of any of the five kinds below."),
            Self::Glossary => ("glossary", "content/**/*.yaml", "Glossary", "Terms in plain words."),
            Self::Responsibilities => {
                ("responsibilities", "content/**/*.yaml", "Responsibility matrix", "Who is responsible for what.")
            }
            Self::Guardrails => ("guardrails", "content/**/*.yaml", "Guardrails", "Bounds, and what lies outside them."),
            Self::Domains => ("domains", "content/**/*.yaml", "Domains", "Who to ask."),
            Self::Offers => ("offers", "content/**/*.yaml", "Offers", "What is ready-made for teams."),
            Self::Edition => ("edition", "editions/*/*.yaml", "Edition", "A closed edition of a checklist, which nobody edits."),
            Self::EditionReference => (
                "edition-reference",
                "editions/reference/*.yaml",
                "Edition of the reference",
                "A closed edition of the matrix, guardrails, terms and pages.",
            ),
            Self::Baseline => ("baseline", BASELINE_FILE, "Baseline", "Mistakes that are known, and no longer told."),
            Self::Answers => ("answers", "*.answers.yaml", "Answer file", "The answers of one service."),
            Self::RecordEntry => {
                ("record-entry", "*.record/*.yaml", "Entry of a record", "What was said or decided, which nobody edits.")
            }
            Self::RecordPeople => ("record-people", "people.yaml", "People of a record", "Who has which role."),
        };
        About { name, files, title, sentence }
    }

    /// The keys of its files.
    fn keys(self) -> Mapping {
        match self {
            Self::Settings => Mapping::from(Settings::FORMAT),
            // There may be nothing between the lines.
            Self::Page => Mapping { may_be_nothing: true, ..Mapping::from(FrontMatter::FORMAT) },
            Self::Checklist => checklist::keys_in_one_file(),
            Self::ChecklistHead => checklist::keys_in_folder(),
            Self::ChecklistArea => Mapping::from(Area::FORMAT),
            Self::Data => data::keys_of_any(),
            Self::Glossary | Self::Responsibilities | Self::Guardrails | Self::Domains | Self::Offers => {
                data::keys_of(self.about().name)
            }
            Self::Edition => Mapping::from(Edition::FORMAT),
            Self::EditionReference => Mapping::from(Reference::FORMAT),
            Self::Baseline => Mapping::from(BaselineFile::FORMAT),
            Self::Answers => Mapping::from(Answers::FORMAT),
            Self::RecordEntry => Mapping::from(EntryFile::FORMAT),
            Self::RecordPeople => Mapping::from(PeopleFile::FORMAT),
        }
    }

    /// The text of its schema.
    fn text(self) -> String {
        let About { title, sentence, .. } = self.about();
        let schema: Value = yaml::schema(title, sentence, &self.keys());
        // Texts, numbers and flags always have a JSON form.
        format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default())
    }
}

/// Prints the schema, or the list of kinds.
pub fn run(args: &Args) -> ExitCode {
    match args.kind {
        Some(kind) => write_stdout(&kind.text()),
        None => write_stdout(&list()),
    }
    ExitCode::SUCCESS
}

/// The schemas that an editor is told of by `readybook init`, each with the name of its kind.
pub fn for_editors() -> impl Iterator<Item = (&'static str, String)> {
    let kinds =
        [Kind::Settings, Kind::Checklist, Kind::ChecklistHead, Kind::ChecklistArea, Kind::Data, Kind::Page, Kind::Answers];
    kinds.into_iter().map(|kind| (kind.about().name, kind.text()))
}

/// All kinds, and which mistakes their schemas show.
fn list() -> String {
    let mut told = String::new();
    for kind in Kind::value_variants() {
        let About { name, files, sentence, .. } = kind.about();
        told += &format!("{name:<17} {files:<29} {sentence}\n");
    }
    let shown: Vec<&str> = Code::ALL.iter().filter(|code| code.is_shape()).map(|code| code.name()).collect();
    told + &format!("\nAn editor with these schemas shows mistakes of shape: {}\n", shown.join(", "))
}
