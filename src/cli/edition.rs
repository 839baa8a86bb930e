//! `edition`: closes the running edition of each checklist that changed: one new file, and its day in the checklist's head.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use jiff::civil::Date;

use super::{
    common::{CliError, HandbookArgs, counted, read_existing, write_file},
    console::Console,
    day,
};
use crate::{
    diagnostic::{Code, Severity, suggest},
    handbook::{self, Checklist, ClosedEditions, Handbook, Reused},
    manuscript::{
        checklist::{Item, set_edition},
        edition::{self, Change, ChangeKind, EDITIONS, Former, REFERENCE},
    },
    pipeline::{self, Revision},
    source::{SETTINGS_FILE, SourcePath, fs},
    yaml::{EditionId, canonical_text},
};

/// Close an edition: note what every checklist asks today, and what that changed
///
/// Shows what differs from the last closed edition. Writes one new file for each checklist that changed, and the day into `edition` of its
/// head. On a terminal it asks whether other words are a correction or reworded; elsewhere flags say it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The handbook's folder, with `handbook.yaml` in it
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// Only this checklist; several times for several
    #[arg(long = "checklist", value_name = "ID")]
    checklists: Vec<String>,
    /// The words of this question were corrected, and ask what they asked before: nobody looks again
    #[arg(long = "correction", value_name = "ID")]
    corrections: Vec<String>,
    /// This question asks the same in other words, perhaps with the reason: who answered looks again
    #[arg(long = "reworded", value_name = "ID[=WHY]")]
    reworded: Vec<String>,
    /// Why a question changed in any other way
    #[arg(long = "why", value_name = "ID=WHY")]
    why: Vec<String>,
    /// The day of the edition [default: the day of this machine]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Show what differs, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is done with a checklist.
struct Plan<'a> {
    checklist: &'a Checklist,
    closed: Option<ClosedEditions<'a>>,
    /// What the next edition changes.
    changes: Vec<Change>,
    step: Step,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// All that it says is closed.
    Nothing,
    /// Its head does not name the last closed edition, as when a run was interrupted.
    SetHead(EditionId),
    Close(EditionId),
}

/// A file to be written: its path below the handbook's folder, what is there now, and what will be.
struct Write {
    path: SourcePath,
    before: Option<Vec<u8>>,
    bytes: Vec<u8>,
}

/// Closes the running edition: exit code 0, 1 when the content is wrong, 2 when flags are missing or the world fails.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let folder = HandbookArgs::at(args.folder.clone(), None);
    let request = folder.request(None, false)?;
    let revision = console.follow(Arc::clone(&request.progress), || pipeline::make(request))?;
    let Some(handbook) = sound(&revision, &folder, console) else { return Ok(ExitCode::from(1)) };
    let today = day::today();
    let day = EditionId::of(args.date.unwrap_or(today));
    if day.day > today {
        let message = format!("{day} is in the future: today is {today}");
        return Err(CliError::new(message, "close the edition on that day, or leave `--date` away"));
    }
    let mut plans = plans(args, handbook, day)?;
    let mut told = String::new();
    for plan in &plans {
        told += &shown(handbook, plan);
    }
    let words = Said::of(args, &plans, handbook)?;
    if args.dry_run {
        // What would be refused is refused now.
        let writes = writes(&plans, &revision, args, handbook, day)?;
        console.summary(&(told + &ended(&plans, "would close") + &each(&writes, "would write")));
        return Ok(ExitCode::SUCCESS);
    }
    console.summary(&told);
    if let Some(refused) = decide(&mut plans, words, handbook)? {
        console.summary(&refused);
        return Ok(ExitCode::from(1));
    }
    let writes = writes(&plans, &revision, args, handbook, day)?;
    for Write { path, before, bytes } in &writes {
        let place = args.folder.join(path.as_str());
        if let Some(parent) = place.parent().filter(|_| before.is_none()) {
            fs::create_folder(parent)?;
        }
        write_file(&place, before.as_deref(), bytes)?;
    }
    console.summary(&(ended(&plans, "closed") + &each(&writes, "wrote")));
    Ok(ExitCode::SUCCESS)
}

/// All files of all plans, and that of the reference.
fn writes(
    plans: &[Plan<'_>],
    revision: &Revision,
    args: &Args,
    handbook: &Handbook,
    day: EditionId,
) -> Result<Vec<Write>, CliError> {
    let mut writes = Vec::new();
    for plan in plans {
        writes.extend(writes_of(plan, revision, args)?);
    }
    if args.checklists.is_empty() {
        writes.extend(reference(handbook, day)?);
    }
    for Write { path, .. } in writes.iter().filter(|write| write.before.is_none()) {
        no_link(args, path)?;
        let place = args.folder.join(path.as_str());
        if fs::link_metadata(&place)?.is_some() {
            let message = format!("`{}` exists already, and cannot be read as an edition; nothing was written", place.display());
            return Err(CliError::new(message, "fix it or move it away, and run the command again"));
        }
    }
    Ok(writes)
}

/// What closing an edition, or saying that a question is reworded, puts right; settings may call it an error.
const BY_CLOSING: [Code; 4] = [Code::OtherQuestion, Code::EditionChain, Code::RunningEdition, Code::NoEditions];

/// The handbook, if nothing is wrong with what editions are made of; otherwise that is told.
fn sound<'a>(revision: &'a Revision, folder: &HandbookArgs, console: Console) -> Option<&'a Handbook> {
    let judged = revision.judge(revision.findings(), crate::diagnostic::Coverage::Partial);
    let sources = revision.sources();
    let is_ours =
        |path: &SourcePath| path.as_str() == SETTINGS_FILE || ["checklists", EDITIONS].iter().any(|folder| path.is_below(folder));
    let wrong: Vec<_> = judged
        .told
        .into_iter()
        .filter(|found| {
            found.severity() == Severity::Error
                && !BY_CLOSING.contains(&found.code)
                && is_ours(&sources.file(found.span.file).path)
        })
        .collect();
    if !wrong.is_empty() || revision.handbook().is_none() {
        console.findings(&wrong, sources, &folder.prefix());
        console.summary("no edition was closed: first fix what is listed above\n");
        return None;
    }
    revision.handbook()
}

fn plans<'a>(args: &Args, handbook: &'a Handbook, day: EditionId) -> Result<Vec<Plan<'a>>, CliError> {
    let known: Vec<&str> = handbook.checklists.iter().map(|checklist| checklist.header.id.as_str()).collect();
    if let Some(id) = args.checklists.iter().find(|id| !known.contains(&id.as_str())) {
        let help = suggest(id, "there are", &known).unwrap_or_default();
        return Err(CliError::new(format!("there is no checklist `{id}`"), help));
    }
    // The first edition of a checklist is later than those of the others: who has pinned one of them was there before it.
    let all = handbook.editions.checklists.iter().map(|file| file.edition.closed.value);
    let of_day = all.filter(|closed| closed.day == day.day).max();
    let mut plans = Vec::new();
    for checklist in &handbook.checklists {
        let id = checklist.header.id.as_str();
        if !args.checklists.is_empty() && !args.checklists.iter().any(|wanted| wanted == id) {
            continue;
        }
        if handbook::is_taken(id) {
            let message = format!(
                "no edition of the checklist `{id}` can be closed: `{EDITIONS}/{REFERENCE}/` is for the rest of the handbook"
            );
            return Err(CliError::new(message, "give it another id"));
        }
        let closed = ClosedEditions::of(&handbook.editions, id);
        let changes = closed.as_ref().map_or_else(Vec::new, |closed| closed.changes(handbook, checklist));
        let last = closed.as_ref().map(|closed| closed.last().closed.value);
        let is_closed = changes.is_empty() && closed.as_ref().is_some_and(|closed| closed.tips().len() == 1);
        let named = checklist.header.edition.as_ref().map(|edition| edition.value);
        let step = match last {
            // What was named by hand is no earlier either.
            None if named.is_some_and(|named| named.day > day.day) => return Err(too_early(day, named)),
            Some(last) if is_closed => {
                if named == Some(last) {
                    Step::Nothing
                } else {
                    Step::SetHead(last)
                }
            }
            _ => Step::Close(next_id(day, last.or(of_day))?),
        };
        plans.push(Plan { checklist, closed, changes, step });
    }
    Ok(plans)
}

fn next_id(day: EditionId, last: Option<EditionId>) -> Result<EditionId, CliError> {
    handbook::next_id(day, last).ok_or_else(|| too_early(day, last))
}

fn too_early(day: EditionId, last: Option<EditionId>) -> CliError {
    let last = last.map_or_else(String::new, |last| last.to_string());
    CliError::new(format!("an edition of {day} would come before the last one, {last}"), "say a later day by `--date`")
}

/// What flags say of words that changed, by the ids of questions.
struct Said {
    /// The kind of a change of words, and why.
    words: BTreeMap<String, (ChangeKind, Option<String>)>,
    /// Why anything else changed.
    why: BTreeMap<String, String>,
}

impl Said {
    fn of(args: &Args, plans: &[Plan<'_>], handbook: &Handbook) -> Result<Self, CliError> {
        let split = |text: &str| match text.split_once('=') {
            Some((id, why)) => (id.to_owned(), Some(why.trim().to_owned()).filter(|why| !why.is_empty())),
            None => (text.to_owned(), None),
        };
        let mut words = BTreeMap::new();
        words.extend(args.corrections.iter().map(|id| (id.clone(), (ChangeKind::Correction, None))));
        for (id, why) in args.reworded.iter().map(|text| split(text)) {
            match words.insert(id.clone(), (ChangeKind::Reworded, why)) {
                None => {}
                Some((ChangeKind::Reworded, _)) => {
                    return Err(CliError::new(format!("`--reworded {id}` is there twice"), "say it once, with one reason"));
                }
                Some(_) => {
                    let message = format!("`{id}` cannot be both: a correction, and reworded");
                    return Err(CliError::new(message, "who answered a reworded question looks again; say one of the two"));
                }
            }
        }
        let mut why = BTreeMap::new();
        for text in &args.why {
            let (id, Some(reason)) = split(text) else {
                return Err(CliError::new(format!("`--why {text}` gives no reason"), "write it as in `--why REL-04=\"…\"`"));
            };
            if why.contains_key(&id) {
                return Err(CliError::new(format!("`--why {id}` is there twice"), "say it once, with one reason"));
            }
            why.insert(id, reason);
        }
        let changed = |kind: Option<ChangeKind>| -> Vec<&str> {
            let all = plans.iter().flat_map(|plan| &plan.changes);
            all.filter(|change| kind.is_none_or(|kind| change.kind == kind)).filter_map(|change| change.id.as_deref()).collect()
        };
        let (reworded, any) = (changed(Some(ChangeKind::Reworded)), changed(None));
        if let Some(id) = words.keys().find(|id| !reworded.contains(&id.as_str())) {
            let help = suggest(id, "other words have", &reworded).unwrap_or_else(|| "leave the flag out".to_owned());
            return Err(CliError::new(format!("the words of `{id}` are those of the last edition, or nobody asks it"), help));
        }
        if let Some(id) = why.keys().find(|id| !any.contains(&id.as_str())) {
            let help = suggest(id, "changed have", &any).unwrap_or_else(|| "leave the flag out".to_owned());
            return Err(CliError::new(format!("`{id}` is as it was in the last edition, or nobody asks it"), help));
        }
        for plan in plans {
            let is_correction = |item: &&Item| args.corrections.contains(&item.id.value);
            for item in plan.checklist.written_items().filter(is_correction) {
                if is_another(handbook, plan.checklist, item) {
                    let id = &item.id.value;
                    let message = format!("no word of `{id}` is left as it was, and a correction leaves the question as it is");
                    let help = format!("if it still asks the same, say `--reworded {id}=WHY`; otherwise it takes a new id");
                    return Err(CliError::new(message, help));
                }
            }
        }
        Ok(Self { words, why })
    }
}

/// Whether nothing of what a question asked is left, so that it is no correction.
fn is_another(handbook: &Handbook, checklist: &Checklist, item: &Item) -> bool {
    matches!(handbook::reused(&handbook.editions, checklist, item), Some(Reused::Other(..)))
}

/// Says of each change what only a person knows; asks on a terminal. The text of a refusal when one has a new meaning.
fn decide(plans: &mut [Plan<'_>], said: Said, handbook: &Handbook) -> Result<Option<String>, CliError> {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let mut open = Vec::new();
    for plan in plans {
        let checklist = plan.checklist;
        let closed = plan.closed.as_ref();
        let item = |id: &str| checklist.written_items().find(|item| item.id.value == id);
        for change in &mut plan.changes {
            let id = change.id.clone().unwrap_or_default();
            if change.kind != ChangeKind::Reworded {
                change.why = said.why.get(&id).cloned().or_else(|| change.why.take());
                continue;
            }
            match said.words.get(&id) {
                Some((kind, why)) => (change.kind, change.why) = (*kind, why.clone().or_else(|| said.why.get(&id).cloned())),
                None if is_terminal => {
                    let now = item(&id);
                    let is_another = now.is_some_and(|item| is_another(handbook, checklist, item));
                    match ask(&id, now, &former(change, now), is_another)? {
                        Some((kind, why)) => (change.kind, change.why) = (kind, why),
                        None => return Ok(Some(new_meaning(&id, checklist, closed))),
                    }
                }
                None => {
                    let is_another = item(&id).is_some_and(|item| is_another(handbook, checklist, item));
                    open.push((id, is_another));
                }
            }
        }
    }
    if open.is_empty() {
        return Ok(None);
    }
    let names = open.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let flag = |(id, is_another): &(String, bool)| {
        if *is_another { format!("`--reworded {id}=WHY`") } else { format!("`--correction {id}` or `--reworded {id}=WHY`") }
    };
    let flags = open.iter().map(flag).collect::<Vec<_>>().join(", ");
    Err(CliError::new(
        format!("other words stand at {names}, and nobody said whether they ask the same; nothing was written"),
        format!("say it by flags: {flags}; a question with a new meaning takes a new id"),
    ))
}

/// Asks what the change of words is; `None` for a new meaning.
fn ask(id: &str, now: Option<&Item>, differs: &str, is_another: bool) -> Result<Option<(ChangeKind, Option<String>)>, CliError> {
    let mut asked = format!("\n{id}  {}\n{differs}", now.map_or_else(String::new, |item| canonical_text(&item.ask.written)));
    let choice = if is_another { "r or n? " } else { "c, r or n? " };
    if !is_another {
        asked += "  c  a correction: it asks what it asked, and nobody looks again\n";
    }
    asked += "  r  reworded: it asks the same in other words, and who answered looks again\n";
    asked += "  n  a new meaning: it asks something else\n";
    let kind = loop {
        match answer(&format!("{asked}{choice}"))?.to_lowercase().as_str() {
            "c" if !is_another => break ChangeKind::Correction,
            "r" => break ChangeKind::Reworded,
            "n" => return Ok(None),
            _ => asked.clear(),
        }
    };
    let why = if kind == ChangeKind::Reworded { answer("Why? (an empty line for no reason) ")? } else { String::new() };
    Ok(Some((kind, Some(why).filter(|why| !why.is_empty()))))
}

/// A line that somebody types.
fn answer(question: &str) -> Result<String, CliError> {
    let failed = || CliError::new("nobody answered; nothing was written", "say it by flags: `readybook edition --help`");
    let mut output = std::io::stdout().lock();
    let shown = crate::diagnostic::escape_lines_for_terminal(question);
    write!(output, "{shown}").and_then(|()| output.flush()).map_err(|_| failed())?;
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(1..) => Ok(line.trim().to_owned()),
        Ok(0) | Err(_) => Err(failed()),
    }
}

/// What to do about a question with a new meaning.
fn new_meaning(id: &str, checklist: &Checklist, closed: Option<&ClosedEditions<'_>>) -> String {
    let prefix = id.split_once('-').map_or(id, |(prefix, _)| prefix);
    let asked = checklist.written_items().map(|item| item.id.value.as_str());
    let retired = checklist.areas.iter().flat_map(|area| &area.written().retired).map(|retired| retired.id.value.as_str());
    let former = closed.into_iter().flat_map(ClosedEditions::iter).flat_map(|file| {
        let edition = &file.edition;
        edition.questions.iter().map(|(id, _)| id.value.as_str()).chain(edition.retired.iter().map(String::as_str))
    });
    let number = |id: &str| id.split_once('-').filter(|(own, _)| *own == prefix)?.1.parse::<u32>().ok();
    let free = asked.chain(retired).chain(former).filter_map(number).max().unwrap_or(0) + 1;
    format!(
        "nothing was written: a question with a new meaning takes a new id\n  ask it as `{prefix}-{free:02}`, and write under `retired`: \
         - {{id: {id}, why: \"…\", replaced_by: [{prefix}-{free:02}]}}\n"
    )
}

/// The files of a plan: first that of the edition, then the head, so that a run that is interrupted can go on.
fn writes_of(plan: &Plan<'_>, revision: &Revision, args: &Args) -> Result<Vec<Write>, CliError> {
    let Plan { checklist, closed, changes, step } = plan;
    let mut writes = Vec::new();
    let id = match *step {
        Step::Nothing => return Ok(writes),
        Step::SetHead(id) => id,
        Step::Close(id) => {
            let edition = handbook::edition_of(checklist, id, closed.as_ref(), changes.clone());
            let path = edition::path_of(checklist.header.id.as_str(), id);
            writes.push(Write { path, before: None, bytes: edition.sealed().into_bytes() });
            id
        }
    };
    let head = &checklist.header;
    if head.edition.as_ref().is_some_and(|edition| edition.value == id) {
        return Ok(writes);
    }
    let text = &revision.sources().file(head.file).text;
    let before = read_existing(&args.folder.join(head.path.as_str()))?.unwrap_or_default();
    let mark: &[u8] = if before.starts_with("\u{feff}".as_bytes()) { "\u{feff}".as_bytes() } else { b"" };
    if before[mark.len()..] != *text.as_bytes() {
        let message = format!("`{}` was changed meanwhile; nothing was written", head.path);
        return Err(CliError::new(message, "run the command again"));
    }
    let Some(made) = set_edition(&head.path, text, id) else {
        let message = format!("`{}` is written in a way that cannot be changed in place; nothing was written", head.path);
        return Err(CliError::new(
            message,
            "write `id`, `title` and `edition` each on a line of its own, and run the command again",
        ));
    };
    writes.push(Write { path: head.path.clone(), before: Some(before.clone()), bytes: [mark, made.as_bytes()].concat() });
    Ok(writes)
}

/// The file of the reference; `None` when nothing of it differs, on whatever day.
fn reference(handbook: &Handbook, day: EditionId) -> Result<Option<Write>, CliError> {
    let Some(mut edition) = handbook::reference_of(handbook, day) else { return Ok(None) };
    let last = handbook.editions.references.iter().map(|file| file.edition.closed.value).max();
    edition.closed.value = next_id(day, last)?;
    let path = edition::path_of(REFERENCE, edition.closed.value);
    Ok(Some(Write { path, before: None, bytes: edition.sealed().into_bytes() }))
}

/// Refuses a folder of editions that is a link: nothing is written through one.
fn no_link(args: &Args, path: &SourcePath) -> Result<(), CliError> {
    for folder in [EDITIONS, path.folder()] {
        let place: &Path = &args.folder.join(folder);
        if fs::link_metadata(place)?.is_some_and(|meta| meta.is_symlink()) {
            let message = format!("`{}` is a link, and nothing is written through it", place.display());
            return Err(CliError::new(message, "make it a folder"));
        }
    }
    Ok(())
}

/// What differs in a checklist, in lines.
fn shown(handbook: &Handbook, plan: &Plan<'_>) -> String {
    let Plan { checklist, closed, changes, step } = plan;
    let id = checklist.header.id.as_str();
    let Some(closed) = closed else {
        return format!("{id}: the first edition, with {}\n", counted(checklist.written_items().count(), "question"));
    };
    let last = closed.last().closed.value;
    match step {
        Step::Nothing => return format!("{id}: nothing differs from the edition {last}\n"),
        Step::SetHead(last) => return format!("{id}: the edition {last} is closed, and the checklist does not name it yet\n"),
        Step::Close(_) if changes.is_empty() => {
            return format!("{id}: two editions were closed side by side; the next one follows both\n");
        }
        Step::Close(_) => {}
    }
    let mut told = format!("{id}, since the edition {last}:\n");
    for change in changes {
        let name = change.id.as_deref().unwrap_or("");
        let is_it = |item: &&Item| item.id.value == name;
        let now = handbook.checklists.iter().flat_map(Checklist::written_items).find(is_it);
        let ask = now.map(|item| item.ask.written.as_str()).or_else(|| change.former.as_ref()?.ask.as_deref()).unwrap_or("");
        told += &format!("  {:<12} {name:<7} {ask}\n", kind(change.kind));
        told += &former(change, now).lines().map(|line| format!("{:21}{line}\n", "")).collect::<String>();
    }
    told
}

/// A kind of change, as it is told before anybody has decided.
fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "new",
        ChangeKind::Reworded => "other words",
        other => other.word(),
    }
}

/// What a question said before, in lines.
fn former(change: &Change, now: Option<&Item>) -> String {
    let Some(Former { ask, evidence, checklist, area, severity, hard_stop, applies_when }) = &change.former else {
        return String::new();
    };
    let ids = |list: &[crate::yaml::Id]| list.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>().join(", ");
    let was = match change.kind {
        ChangeKind::Reworded | ChangeKind::Correction => return words(ask.as_deref(), evidence.as_deref(), now),
        ChangeKind::Regraded => {
            let severity = severity.map_or("not graded", |severity| severity.word());
            if hard_stop.is_empty() { severity.to_owned() } else { format!("{severity}, a hard stop for {}", ids(hard_stop)) }
        }
        ChangeKind::Condition => match applies_when {
            None => "for every launch".to_owned(),
            Some(when) if when.all.is_empty() => format!("for any of {}", ids(&when.any)),
            Some(when) if when.any.is_empty() => format!("for all of {}", ids(&when.all)),
            Some(when) => format!("for any of {} with all of {}", ids(&when.any), ids(&when.all)),
        },
        ChangeKind::Moved => match (&change.to, checklist, area) {
            (Some(to), ..) => return format!("  now: in the checklist {}\n", to.value),
            (None, Some(checklist), Some(area)) => format!("in {area} of the checklist {}", checklist.value),
            (None, Some(checklist), None) => format!("in the checklist {}", checklist.value),
            (None, None, area) => format!("in {}", area.as_deref().unwrap_or("the checklist itself")),
        },
        ChangeKind::Added | ChangeKind::Retired | ChangeKind::Details => return String::new(),
    };
    format!("  was: {was}\n")
}

/// The words of a question before and now, and those of its evidence where they differ.
fn words(ask: Option<&str>, evidence: Option<&str>, now: Option<&Item>) -> String {
    let mut told = String::new();
    let (was, is) = (ask.unwrap_or_default(), now.map_or_else(String::new, |item| canonical_text(&item.ask.written)));
    if was != is {
        told += &format!("  was: {was}\n");
    }
    let is = now.and_then(|item| item.evidence.as_ref()).map(|evidence| canonical_text(&evidence.written));
    if evidence != is.as_deref() {
        let none = "none named";
        told += &format!("  evidence was: {}\n  evidence now: {}\n", evidence.unwrap_or(none), is.as_deref().unwrap_or(none));
    }
    told
}

/// The files that are written, in a line each.
fn each(writes: &[Write], verb: &str) -> String {
    writes.iter().map(|write| format!("{verb} `{}`\n", write.path)).collect()
}

/// How it ended, in a line for each edition.
fn ended(plans: &[Plan<'_>], verb: &str) -> String {
    let one = |plan: &Plan<'_>| match plan.step {
        Step::Close(id) => Some(format!("{verb} the edition {id} of `{}`\n", plan.checklist.header.id.value)),
        Step::Nothing | Step::SetHead(_) => None,
    };
    plans.iter().filter_map(one).collect()
}
