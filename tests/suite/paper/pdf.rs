//! A PDF, looked at with other programs.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use tempfile::TempDir;

use super::pairs;
use crate::{handbook::handbook, run};

/// A PDF in a temporary folder.
pub struct Pdf {
    folder: TempDir,
}

impl Pdf {
    /// A PDF with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        std::fs::write(folder.path().join("it.pdf"), bytes).expect("a file");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("it.pdf")
    }

    /// What a program says of it; the program must be content.
    #[track_caller]
    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let mut command = Command::new(program);
        command.args(before).arg(self.path()).args(after);
        let output = run::output(command).unwrap_or_else(|error| panic!("`{program}` is needed (poppler-utils, qpdf): {error}"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{program}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// What it says of itself.
    #[track_caller]
    pub fn info(&self) -> BTreeMap<String, String> {
        pairs(&self.ask("pdfinfo", &[], &[]))
    }

    /// How many pages it has.
    #[track_caller]
    pub fn pages(&self) -> usize {
        self.info()["Pages"].parse().expect("a number")
    }

    /// Its text in the order in which it was written.
    #[track_caller]
    pub fn text(&self) -> String {
        self.ask("pdftotext", &["-raw", "-enc", "UTF-8"], &["-"])
    }

    /// The text of one page, counted from one.
    #[track_caller]
    pub fn page(&self, number: usize) -> String {
        let number = number.to_string();
        self.ask("pdftotext", &["-raw", "-enc", "UTF-8", "-f", &number, "-l", &number], &["-"])
    }

    /// Its tree of tags with the text in it, one tag or text a line.
    #[track_caller]
    pub fn structure(&self) -> String {
        self.ask("pdfinfo", &["-struct-text"], &[])
    }

    /// What a screen reader would say: the texts of the tree of tags.
    #[track_caller]
    pub fn humanise(&self) -> String {
        let tree = self.structure();
        let texts = tree.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'));
        texts.collect::<Vec<_>>().concat()
    }

    /// Its fonts: the name without the mark of a subset, and whether it is embedded.
    #[track_caller]
    pub fn fonts(&self) -> Vec<(String, bool)> {
        let table = self.ask("pdffonts", &[], &[]);
        let font = |line: &str| {
            let name = line.split_whitespace().next()?;
            let name = name.split_once('+').map_or(name, |(_, name)| name);
            // From the right: two numbers of the object, then unicode, subset, embedded.
            let embedded = line.split_whitespace().rev().nth(4)? == "yes";
            Some((name.to_owned(), embedded))
        };
        table.lines().skip(2).filter_map(font).collect()
    }

    /// The sizes of its letters in points, to a third of a point.
    #[track_caller]
    pub fn sizes(&self) -> Vec<f64> {
        // Three times as large is as much as the program draws.
        let xml = self.ask("pdftohtml", &["-xml", "-i", "-stdout", "-zoom", "3"], &[]);
        let sizes = xml.split("size=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
        sizes.map(|size| size / 3.0).collect()
    }

    /// The language that its catalogue names, and whether the viewer shows its title.
    #[track_caller]
    pub fn catalogue(&self) -> String {
        let json = self.ask("qpdf", &["--json", "--json-key=qpdf"], &[]);
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let objects = value["qpdf"][1].as_object().expect("objects").values();
        let catalogue = objects.map(|object| &object["value"]).find(|value| value["/Type"] == "/Catalog");
        catalogue.expect("a catalogue").to_string()
    }

    /// `qpdf` finds nothing wrong with it.
    #[track_caller]
    pub fn expect_sound(&self) {
        self.ask("qpdf", &["--check"], &[]);
    }
}

impl Pdf {
    /// Every word stands inside its page.
    #[track_caller]
    pub fn expect_inside(&self) {
        let html = self.ask("pdftotext", &["-bbox"], &["-"]);
        let (mut width, mut height) = (0.0, 0.0);
        for line in html.lines() {
            let number = |name: &str| {
                let (_, after) = line.split_once(&format!(" {name}=\""))?;
                after.split_once('"')?.0.parse::<f64>().ok()
            };
            if let (Some(wide), Some(high)) = (number("width"), number("height")) {
                (width, height) = (wide, high);
            }
            if let (Some(left), Some(right), Some(top), Some(bottom)) =
                (number("xMin"), number("xMax"), number("yMin"), number("yMax"))
            {
                assert!(left >= 0.0 && right <= width && top >= 0.0 && bottom <= height, "{line} on {width} by {height}");
            }
        }
    }
}

#[test]
fn however_many_sheets_there_are_the_stack_of_a_thread_holds_them() {
    let mut book = handbook().with("RAYON_NUM_THREADS", "1").file("content/index.md", "# Home\n");
    for number in 0..150 {
        let matrix = format!(
            "responsibilities:\n  title: Matrix {number}\n  duties:\n    - {{id: backups, title: Backups}}\n  services:\n    - id: queue-{number}\n      title: Queue\n      kind: queue\n      provider: self\n      cells: {{backups: {{who: team, text: It backs up.}}}}\n"
        );
        book = book.file(&format!("content/matrix-{number}.yaml"), matrix);
    }
    let run = book.check();
    assert_ne!(run.code, 2, "{}", run.stderr);
    assert!(run.stdout.contains(" as of "), "{}", run.stderr);
}
