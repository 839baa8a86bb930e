//! The file of a new entry: checked in its place in the record before anything is written, then written in one step.

use std::{
    collections::BTreeSet,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use jiff::civil::Date;

use super::{NewEntry, Scene, WritesEntry, ask::Ask, correct::CorrectFlags, head::HeadFlags};
use crate::{
    cli::{
        common::{CliError, counted, read_existing, write_file},
        console::Console,
        prompt::Prompt,
        review::{
            check::check_phase,
            common::{OpenedAnswers, open_answers, source_path},
            record_files::OpenedRecord,
        },
        streams::write_stderr,
    },
    diagnostic::{Baseline, Code, Coverage, Diagnostic, Findings, Policy, Severity},
    review::{
        self, HandbookExport, Review,
        record::{self, AnswersVersion, Draft, PEOPLE, VERSIONS, What, read_entry},
    },
    source::{Span, fs},
};

/// Writes an entry of a kind.
pub fn record<K: WritesEntry>(file: &Path, entry: &NewEntry<K>, console: Console) -> Result<ExitCode, CliError> {
    let verb = format!("review record FILE {}", K::KIND.word());
    write(file, &entry.head, &verb, console, |scene, ask| {
        let what = entry.kind.what(scene, ask)?;
        let head = entry.head.head(scene, &what, ask)?;
        ask.all_is_said()?;
        Ok(Draft::new(head, what, &comment(scene)))
    })
}

/// Writes an entry that takes the place of another one.
pub fn correct(file: &Path, entry: &NewEntry<CorrectFlags>, console: Console) -> Result<ExitCode, CliError> {
    write(file, &entry.head, "review record FILE correct", console, |scene, ask| {
        let Some(before) = scene.entry_before(entry.kind.entry.as_ref(), ask)? else {
            // What else is missing is told with it.
            ask.text(entry.kind.why.as_ref(), "--why TEXT", "Why does it have to be put right?")?;
            ask.all_is_said()?;
            return Err(CliError::new("nobody says which entry", "name it by its file"));
        };
        let head = entry.head.head_after(scene, before, ask)?;
        entry.kind.draft(before, head, ask, &comment(scene))
    })
}

/// The first line of an entry, for whoever opens the file.
fn comment(scene: &Scene<'_>) -> String {
    scene.review.export.word("review_entry_head").to_owned()
}

fn write(
    file: &Path,
    flags: &HeadFlags,
    verb: &str,
    console: Console,
    make: impl FnOnce(&Scene<'_>, &mut Ask<'_>) -> Result<Draft, CliError>,
) -> Result<ExitCode, CliError> {
    let export = flags.source.load(console)?;
    check_phase(flags.phase.as_deref(), &export)?;
    let mut opened = open_answers(file)?;
    let answers = match opened.whole(console) {
        Ok(answers) => answers.clone(),
        Err(code) => return Ok(code),
    };
    let opened_record = flags.place.open(&mut opened)?;
    if opened_record.record.people.file.is_none() {
        write_stderr(&nobody(&flags.place.around(file), flags, &export));
        return Ok(ExitCode::from(2));
    }
    let pinned = review::pinned(&export, &answers);
    let reviewed = review::review(&pinned.export, &answers);
    let draft = {
        let is_there = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        let (mut stdin, mut stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
        let mut ask = Ask::new(Prompt { input: &mut stdin, output: &mut stdout, is_there, verb });
        let scene = Scene { review: &reviewed, record: &opened_record.record, phase: flags.phase.clone() };
        make(&scene, &mut ask)?
    };
    let path = opened_record.folder.join(format!("{}.yaml", draft.id));
    if read_existing(&path)?.as_deref() == Some(draft.text.as_bytes()) {
        console.summary(&format!("`{}` says so already; nothing was written\n", source_path(&path).as_str()));
        return Ok(ExitCode::SUCCESS);
    }
    let Judged { told, mistakes, version } = judge(&mut opened, &opened_record, &reviewed, flags.today(), (&draft, &path));
    let levels = export.settings.levels();
    let policy = Policy { levels: &levels, accepts: Vec::new(), baseline: &Baseline::default() };
    let mut judged = policy.apply(told, &opened.sources, Coverage::Partial);
    // Who has just written its end knows it.
    judged.told.retain(|found| found.code != Code::ExceptionEnds);
    console.findings(&judged.told, &opened.sources, "");
    if judged.told.iter().any(|found| found.severity() == Severity::Error) {
        console.summary(
            "nothing was written: the entry would be refused; its places are those of the file that it would have become\n",
        );
        return Ok(ExitCode::from(1));
    }
    fs::create_folder(&opened_record.folder)?;
    let shown = |path: &Path| source_path(path).as_str().to_owned();
    let mut lines = vec![format!("wrote `{}`", shown(&path))];
    if let Some((kept, text)) = &version {
        if let Some(folder) = kept.parent() {
            fs::create_folder(folder)?;
        }
        // Nobody signs for answers that are not kept: they come first.
        if read_existing(kept)?.is_none() {
            write_file(kept, None, text.as_bytes())?;
        }
        lines.push(format!("  the answers that it is for: `{}`", shown(kept)));
    }
    write_file(&path, None, draft.text.as_bytes())?;
    if mistakes > 0 {
        let beside = counted(mistakes, "mistake");
        let check = format!("readybook review check {}{}{}", file.display(), flags.source.flag(), flags.place.flag());
        lines.push(format!("  the record has {beside} beside it; `{check}` shows what"));
    }
    let what = if version.is_some() { "both files" } else { "it" };
    lines.push(format!("commit {what}, and open a merge request, so that those who decided see what is written down"));
    console.summary(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    Ok(ExitCode::SUCCESS)
}

/// An entry judged in its place in the record.
struct Judged {
    /// What is found because of it.
    told: Findings,
    /// How many mistakes the record has without it.
    mistakes: usize,
    /// The file of the version that a signature is for, if it is not kept yet.
    version: Option<(PathBuf, String)>,
}

/// Reads and checks the record with a new entry in it, and without.
fn judge(
    opened: &mut OpenedAnswers,
    opened_record: &OpenedRecord,
    reviewed: &Review<'_>,
    as_of: Date,
    (draft, path): (&Draft, &Path),
) -> Judged {
    let mut before = std::mem::take(&mut opened.findings);
    record::check(reviewed, &record::decide(reviewed, &opened_record.record, as_of), as_of, &mut before);
    let before = before.into_vec();
    // A help line may list what there is, and so the new entry: the finding is the same.
    let same = |found: &Diagnostic| (found.code, found.span, found.message.clone());
    let known: BTreeSet<(Code, Span, String)> = before.iter().map(same).collect();
    let mut files = opened_record.files.clone();
    let new = opened.sources.add(source_path(path), draft.text.as_str().into(), true);
    files.entries.push(new);
    let entry = read_entry(opened.sources.file(new), &mut Findings::default());
    let version = entry.and_then(|entry| match entry.what.value {
        What::SignOff(signed) if !opened_record.record.versions.contains_key(&signed.version.value) => {
            let now = AnswersVersion::of(reviewed, entry.head.phase.as_str());
            let name = format!("{}.json", now.digest());
            let place = opened_record.folder.join(VERSIONS).join(name);
            (now.digest() == signed.version.value).then(|| (place, now.to_json()))
        }
        _ => None,
    });
    if let Some((place, text)) = &version {
        files.versions.push(opened.sources.add(source_path(place), text.as_str().into(), true));
    }
    let mut after = Findings::default();
    let record = files.read(&opened.sources, &mut after);
    record::check(reviewed, &record::decide(reviewed, &record, as_of), as_of, &mut after);
    let mut told = Findings::default();
    // What is left to do around it is told by `review check`; here counts the entry, and what it makes wrong.
    let is_of_it = |found: &Diagnostic| found.span.file == new || found.severity() == Severity::Error;
    told.extend(after.into_vec().into_iter().filter(|found| is_of_it(found) && !known.contains(&same(found))));
    let mistakes = before.iter().filter(|found| found.severity() == Severity::Error).count();
    Judged { told, mistakes, version }
}

/// What is said where no file says who people are: how to write one, ready to be pasted.
fn nobody(folder: &Path, flags: &HeadFlags, export: &HandbookExport) -> String {
    let mut ids: Vec<&str> = flags.by.iter().chain(&flags.written_by).map(|id| id.trim()).filter(|id| !id.is_empty()).collect();
    ids.dedup();
    if ids.is_empty() {
        ids.push("your-id");
    }
    let roles: Vec<&str> = export.settings.roles.iter().map(|role| role.id.as_str()).collect();
    let role = roles.first().copied().unwrap_or("developer");
    let people = ids.iter().map(|id| format!("  {id}:\n    name: Your Name\n    roles: [{role}]\n")).collect::<String>();
    format!(
        "error: there is no `{}` in `{}`; entries name people by their ids, and that file says who they are\n\
         \x20 = help: write it once, with everybody who takes part, and commit it; it is never published. It begins like this, with roles \
         from {}:\n\nrecord: 1\npeople:\n{people}",
        PEOPLE,
        folder.display(),
        roles.join(", "),
    )
}
