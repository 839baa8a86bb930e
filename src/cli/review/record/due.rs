//! `review record due`: what of records is due.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ValueEnum;
use jiff::{Span, civil::Date};
use serde::Serialize;

use crate::{
    cli::{
        common::{CliError, counted, write_stdout},
        console::Console,
        day::AsOf,
        review::{
            common::open_answers,
            record_files::{FOLDER_END, FoundFiles, RecordPlace},
        },
    },
    diagnostic::{self, Findings, JsonReport},
    review::record::{Due, People, Standing},
    source::{Sources, fs},
};

/// List what is due: next talks, discussions, conditions, exceptions, second looks, findings
///
/// Names answer files, whose records lie beside them or where `--record` says, or folders with records. Exit code 0, whatever is due.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Answer files, or folders that hold records
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: RecordPlace,
    #[command(flatten)]
    as_of: AsOf,
    /// List also what is due in so many days
    #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u16))]
    ahead: u16,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// For whom it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a line each
    Human,
    /// For programs: one JSON object on standard output
    Json,
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: JsonReport<'a>,
    as_of: String,
    until: String,
    due: Vec<Due>,
}

/// Runs `review record due`: exit code 0, 1 for an answer file that is none, 2 for a wrong command or a failing world.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let today = args.as_of.day();
    let until = today.saturating_add(Span::new().days(i64::from(args.ahead)));
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let (mut due, mut names) = (Vec::new(), Vec::new());
    for (around, service) in records(args, console)? {
        let files = FoundFiles::find(&around, &service, &mut sources, &mut findings)?;
        let record = files.read(&sources, &mut findings);
        due.extend(Standing::on(&record, today).due(until));
        names.push(record.people);
    }
    due.sort();
    due.dedup();
    let found = findings.sorted(|file| sources.file(file).path.as_str().to_owned());
    match args.format {
        Format::Human => {
            console.findings(&found, &sources, "");
            console.summary(&told(&due, &names, today, until));
        }
        Format::Json => {
            let report = diagnostic::report(&found, &sources);
            write_stdout(&diagnostic::json_text(&Json { report, as_of: today.to_string(), until: until.to_string(), due }));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The records that are looked at: the folder around each, and its service.
fn records(args: &Args, console: Console) -> Result<Vec<(PathBuf, String)>, CliError> {
    let mut records = Vec::new();
    for file in &args.files {
        if fs::metadata(file)?.is_some_and(|meta| meta.is_dir()) {
            let names = fs::list(file)?.into_iter().filter_map(|entry| entry.name);
            let mut services: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(FOLDER_END)?.to_owned())).collect();
            services.retain(|service| !service.is_empty() && !service.starts_with('.'));
            services.sort();
            records.extend(services.into_iter().map(|service| (file.clone(), service)));
            continue;
        }
        let mut opened = open_answers(file)?;
        let Some(service) = opened.answers.as_ref().map(|answers| answers.service.id.as_str().to_owned()) else {
            let found = std::mem::take(&mut opened.findings).sorted(|_| String::new());
            console.findings(&found, &opened.sources, "");
            return Err(CliError::new(format!("`{}` is not an answer file", file.display()), "fix what is listed above"));
        };
        records.push((args.place.around(Path::new(file)), service));
    }
    records.sort();
    records.dedup();
    Ok(records)
}

fn told(due: &[Due], names: &[People], today: Date, until: Date) -> String {
    let by = if until == today { format!("as of {today}") } else { format!("until {until}, as of {today}") };
    let plain = |text: &str| -> String { text.split_whitespace().collect::<Vec<_>>().join(" ").replace(char::is_control, "") };
    let name = |id: &String| {
        let known = names.iter().find_map(|people| people.get(id)).map(|person| plain(&person.name));
        known.unwrap_or_else(|| id.clone())
    };
    let mut lines: Vec<String> = Vec::new();
    for Due { day, service, kind, what, whose, entry, ticket } in due {
        let whose = whose.iter().map(name).collect::<Vec<_>>().join(", ");
        lines.push(format!("{day}  {service}  {}: {} ({whose})", kind.word(), plain(what)));
        lines.extend(ticket.iter().map(|ticket| format!("            the ticket rules: {ticket}")));
        lines.push(format!("            {entry}"));
    }
    lines.push(match due.len() {
        0 => format!("nothing is due {by}"),
        1 => format!("1 thing is due {by}"),
        count => format!("{} are due {by}", counted(count, "thing")),
    });
    lines.iter().map(|line| format!("{line}\n")).collect()
}
