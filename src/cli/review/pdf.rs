//! `review print --format pdf`: the sheets of a packet, laid out with the handbook's theme, or with our own where there is
//! only its published value.

use std::{collections::BTreeMap, path::Path, process::ExitCode, sync::Arc};

use clap::ValueEnum;

use super::common::tell;
use crate::{
    cli::{
        common::Trouble,
        print::{Pdf, write},
    },
    config::Paper,
    diagnostic::{Diagnostic, Findings},
    output::packet::{Print, orders},
    pipeline::Built,
    review::{Book, Packet, nowhere},
    source::{Other, Sources},
    theme::{self, paper::Press},
};

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Size {
    /// 210 × 297 mm
    A4,
    /// 8.5 × 11 in
    Letter,
}

/// Prints into a folder.
pub fn print(
    packet: &Packet,
    book: &Book,
    made: Option<&Built>,
    size: Option<Size>,
    folder: Option<&Path>,
) -> Result<ExitCode, Trouble> {
    let Some(folder) = folder else {
        return Err(Trouble::new("nobody says where the PDFs go", "name a folder: `--out FOLDER`"));
    };
    let paper = match size {
        Some(Size::A4) => Paper::A4,
        Some(Size::Letter) => Paper::Letter,
        None => book.settings.paper.first().copied().unwrap_or(Paper::A4),
    };
    let (mut sources, mut own) = (Sources::default(), None);
    let press = match made {
        Some(made) => &made.inputs.theme.press,
        None => own.insert(our_press(&mut sources)),
    };
    let mut words: BTreeMap<String, String> = made.map_or_else(theme::builtin_words, |made| made.inputs.theme.all_words.clone());
    words.extend(book.words.clone());
    let orders = orders(packet, book, &Print { press, words: &words, paper });
    let mut pdfs = Vec::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (name, order) in &orders {
        let laid = press.lay_out(order).and_then(|laid| Ok((press.pdf(order, &laid)?, laid.pages())));
        match laid {
            Ok((bytes, pages)) => {
                pdfs.push(Pdf { place: folder.join(format!("{name}.{}.pdf", paper.word())), bytes: bytes.into(), pages });
            }
            Err(more) => found.extend(more),
        }
    }
    if let Some(first) = found.first() {
        if made.is_none() {
            tell(&found, &sources);
        }
        return Err(Trouble::new(first.message.clone(), "mend the theme's paper template, or print with `--format markdown`"));
    }
    write(&pdfs)?;
    Ok(ExitCode::SUCCESS)
}

/// The press of the theme that is part of this program.
fn our_press(sources: &mut Sources) -> Press {
    for (path, bytes) in theme::builtin() {
        match std::str::from_utf8(bytes) {
            Ok(text) if path.extension() == "typ" => {
                sources.add(path, text.into(), true);
            }
            _ => {
                Arc::make_mut(&mut sources.others).insert(path, Other::Embedded(bytes));
            }
        }
    }
    theme::paper::make(sources, "default", nowhere(), &mut Findings::default())
}
