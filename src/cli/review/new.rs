//! `review new`: creates an answer file. Asks on a terminal for what no flag says.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use jiff::civil::Date;

use super::common::{HandbookSource, open_answers};
use crate::{
    cli::{
        common::CliError,
        console::Console,
        prompt::{Prompt, day, one},
    },
    diagnostic::suggest,
    prose::slug,
    review::{
        self, Answers, HandbookExport, Launch, Profile, Service, Version,
        handbook_export::{Checklist, Word},
    },
    source::{Spanned, fs, humanise},
    yaml::{ExplicitList, Id, KebabCase, Table},
};

/// The verb, as it is typed.
const VERB: &str = "review new";

/// Begin the review of a new service or product: makes its answer file
///
/// Asks on a terminal for what no flag says. A file that is there is never overwritten.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The service: its name, or its id as in `invoice-api`
    #[arg(value_name = "SERVICE")]
    service: String,
    #[command(flatten)]
    source: HandbookSource,
    /// What people call it
    #[arg(long)]
    title: Option<String>,
    /// Is this a new launch? `new-service`, `new-product` or `change`
    #[arg(long, value_name = "KIND")]
    launch: Option<String>,
    /// Who builds and runs it
    #[arg(long)]
    team: Option<String>,
    /// How much depends on it
    #[arg(long, value_name = "ID")]
    tier: Option<String>,
    /// It is high-risk: people or the business could be hurt by it
    #[arg(long)]
    high_risk: bool,
    /// What it is like; several with commas, and an empty text for none
    #[arg(long = "trait", visible_alias = "traits", value_name = "ID", value_delimiter = ',')]
    traits: Option<Vec<String>>,
    /// The managed services that it uses; several with commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    uses: Option<Vec<String>>,
    /// The day of the walkthrough
    #[arg(long, value_name = "DATE")]
    walkthrough: Option<Date>,
    /// The day of the launch
    #[arg(long = "launch-on", value_name = "DATE")]
    launch_on: Option<Date>,
    /// Begin the next launch from this answer file of an earlier one: what was decided is kept, and marked for another look
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Where to write it [default: `SERVICE.answers.yaml`]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs `review new`: asks for what no flag says, and writes a new answer file.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let export = args.source.load(console)?;
    let id = slug(&args.service);
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(CliError::new(
            format!("`{}` makes no id", args.service),
            "name the service with letters and digits, as in `invoice-api`; `--title` takes any text",
        ));
    }
    let mut earlier = args.from.as_deref().map(open_answers).transpose()?;
    let earlier = match &mut earlier {
        Some(opened) => match opened.whole(console) {
            Ok(answers) => Some(answers),
            Err(code) => return Ok(code),
        },
        None => None,
    };
    // A launch has an id of its own, so that its answers are never taken for those of the one before.
    let id = match earlier {
        Some(earlier) if earlier.service.id.as_str() == id => review::next_id(&id),
        Some(_) | None => id,
    };
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{id}.answers.yaml")));
    // Before anything is asked: nobody should answer for nothing.
    if fs::link_metadata(&out)?.is_some() {
        return Err(is_there(&out));
    }
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let mut stdin = std::io::stdin().lock();
    let mut stdout = std::io::stdout().lock();
    let mut prompt = Prompt { input: &mut stdin, output: &mut stdout, is_there: is_terminal, verb: VERB };
    let begun = match (&args.from, earlier) {
        (Some(from), Some(earlier)) => {
            let id = Id::new(KebabCase(id.clone()), review::nowhere());
            Some(review::next_launch(earlier, id, path_from(&out, from), &export))
        }
        _ => None,
    };
    let wanted = WantedService { id: &id, earlier: begun.as_ref().map(|begun| &begun.service) };
    let Some(service) = service(args, wanted, &export, &mut prompt)? else { return Ok(ExitCode::from(1)) };
    drop(stdout);
    let version = Version(review::VERSION);
    let answers = match begun {
        Some(begun) => Answers { service, ..begun },
        None => Answers { span: service.span, version, from: String::new(), service, checklists: Table::default() },
    };
    if let Err(_taken) = fs::write_atomically(&out, None, review::create(&answers, &export).as_bytes())? {
        return Err(is_there(&out));
    }
    console.summary(&summary(&answers, &export, &out, &args.source));
    Ok(ExitCode::SUCCESS)
}

/// The path of the earlier file as the new one names it: its name alone where both are in one folder.
fn path_from(out: &Path, earlier: &Path) -> String {
    let path = if out.parent() == earlier.parent() { earlier.file_name().map_or(earlier, Path::new) } else { earlier };
    path.to_string_lossy().into_owned()
}

fn is_there(out: &Path) -> CliError {
    CliError::new(
        format!("`{}` is there already, and stays as it is", out.display()),
        "look at it with `readybook review check`, or choose another file with `--out`",
    )
}

fn summary(answers: &Answers, export: &HandbookExport, out: &Path, source: &HandbookSource) -> String {
    let mut lines = vec![format!("made `{}`", out.display())];
    let place = answers.service.span;
    let empty = |checklist: &Checklist| (Spanned::new(checklist.id.clone(), place), review::ChecklistAnswers::empty(place));
    let mut listed = answers.clone();
    if listed.checklists.is_empty() {
        listed.checklists = Table::from(export.checklists.iter().map(empty).collect::<Vec<_>>());
    }
    if !answers.from.is_empty() {
        let again = answers.checklists.iter().flat_map(|(_, found)| &found.items).filter(|(_, answer)| answer.look).count();
        let answers = if again == 1 { "1 answer".to_owned() } else { format!("{again} answers") };
        lines.push(format!("  {answers} from the earlier launch to look at again, marked `look: true`"));
    }
    let mut not_asked = Vec::new();
    for sheet in review::review(export, &listed).sheets {
        let counts = review::count(sheet.rows());
        if counts.applies == 0 {
            not_asked.push(sheet.checklist.title.as_str());
            continue;
        }
        lines.push(format!("  {}: {} questions apply, {} step aside", sheet.checklist.title, counts.applies, counts.aside));
        let stops: Vec<&str> = sheet.applying().filter(|(_, row)| row.hard_stop).map(|(_, row)| row.item.id.as_str()).collect();
        if !stops.is_empty() {
            lines.push(format!("    can stop the launch: {}", stops.join(", ")));
        }
    }
    if !not_asked.is_empty() {
        lines.push(format!("  not for this service: {}", not_asked.join(", ")));
    }
    if let Some(begin) = review::begin_by(&answers.service, export) {
        lines.push(format!(
            "  begin by {begin}, {} days before the {}",
            export.settings.lead_time_days, export.settings.review_name
        ));
    }
    let check = format!("readybook review check {}{}", out.display(), source.flag());
    lines.push(format!("fill it in a little every week; `{check}` says what is left"));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The service that a file is made for.
#[derive(Clone, Copy)]
struct WantedService<'a> {
    /// Its id.
    id: &'a str,
    /// What an earlier launch said of it; nothing but the new days is asked then.
    earlier: Option<&'a Service>,
}

/// The service from flags, the earlier launch, and answers; `None` for a change, which needs no review.
///
/// # Errors
/// For unknown values of flags, a missing `--launch` without a terminal, or missing answers.
fn service(
    args: &Args,
    wanted: WantedService<'_>,
    export: &HandbookExport,
    prompt: &mut Prompt<'_>,
) -> Result<Option<Service>, CliError> {
    let WantedService { id, earlier } = wanted;
    let place = review::nowhere();
    let at = |id: String| Id::new(KebabCase(id), place);
    let launch = match (&args.launch, earlier) {
        (Some(word), _) => launch(word).map_err(|help| CliError::new(format!("`{word}` is not a kind of launch"), help))?,
        (None, Some(earlier)) => earlier.launch.value,
        (None, None) if prompt.is_there => {
            prompt.until("Is this a new launch? Write new-service, new-product, or change for something that exists:", launch)?
        }
        (None, None) => {
            return Err(CliError::new(
                "nobody says whether this is a new launch",
                "write `--launch new-service`, `--launch new-product` or `--launch change`",
            ));
        }
    };
    if launch == Launch::Change {
        prompt.say("A change gets no review: code review is its path. Outside the guardrails it starts a conversation first.");
        prompt.say("Nothing was made.");
        return Ok(None);
    }
    let names = |words: &[Word]| words.iter().map(|word| word.id.clone()).collect::<Vec<_>>();
    let (traits, tiers) = (names(&export.settings.traits), names(&export.settings.tiers));
    let services: Vec<String> = export.responsibilities.services.iter().map(|service| service.id.clone()).collect();
    let flag = |what: &'static str| move |help: String| CliError::new(format!("there is no such {what}"), help);
    let is_named = args.service != slug(&args.service);
    let titles = [args.title.clone(), is_named.then(|| args.service.clone()), earlier.map(|earlier| earlier.title.clone())];
    let title = titles.into_iter().flatten().find(|title| !title.is_empty()).unwrap_or_else(|| humanise(id));
    let team = match (&args.team, earlier) {
        (Some(team), _) => team.clone(),
        (None, Some(earlier)) => earlier.team.clone(),
        (None, None) if prompt.is_there => prompt.ask("Which team builds and runs it?")?,
        (None, None) => String::new(),
    };
    let tier = match (&args.tier, earlier) {
        (Some(tier), _) => Some(at(one(tier, &tiers).map_err(flag("tier"))?)),
        (None, Some(earlier)) => earlier.tier.clone(),
        (None, None) if prompt.is_there && !tiers.is_empty() => {
            prompt.say("How much depends on it?");
            list(prompt, &export.settings.tiers);
            Some(at(prompt.until("Tier:", |text| one(text, &tiers))?))
        }
        (None, None) => None,
    };
    let stated = |ids: Vec<String>| ExplicitList(ids.into_iter().map(at).collect());
    let traits = match (&args.traits, earlier) {
        (Some(found), _) => Some(stated(some(&found.join(","), &traits).map_err(flag("trait"))?)),
        (None, Some(earlier)) => earlier.traits.clone(),
        (None, None) if prompt.is_there && !traits.is_empty() => {
            prompt.say("What is it like?");
            list(prompt, &export.settings.traits);
            Some(stated(prompt.until("Traits, with commas between them. Empty for none of these:", |text| some(text, &traits))?))
        }
        (None, None) => None,
    };
    let ids = |ids: Vec<String>| ids.into_iter().map(at).collect();
    let uses = match (&args.uses, earlier) {
        (Some(found), _) => ids(some(&found.join(","), &services).map_err(flag("managed service"))?),
        (None, Some(earlier)) => earlier.uses.clone(),
        (None, None) if prompt.is_there && !services.is_empty() => {
            prompt.say(&format!("The handbook knows these managed services: {}", services.join(", ")));
            ids(prompt
                .until("Which of them does it use, with commas between them? Empty for none:", |text| some(text, &services))?)
        }
        (None, None) => Vec::new(),
    };
    let walkthrough = match args.walkthrough {
        Some(day) => Some(day),
        None if prompt.is_there => {
            let short = review::review_short(export);
            prompt.until(&format!("Which day is the {short}, as in 2026-12-20? Empty if nobody knows yet:"), day)?
        }
        None => None,
    };
    let launch_on = match args.launch_on {
        Some(day) => Some(day),
        None if prompt.is_there => prompt.until("And the launch? Empty if nobody knows yet:", day)?,
        None => None,
    };
    let mut service = Service {
        span: place,
        id: at(id.to_owned()),
        title: title.trim().to_owned(),
        launch: Spanned::new(launch, place),
        team: team.trim().to_owned(),
        tier,
        high_risk: args.high_risk || earlier.is_some_and(|earlier| earlier.high_risk),
        traits,
        uses,
        walkthrough: walkthrough.map(|day| Spanned::new(day, place)),
        launch_on: launch_on.map(|day| Spanned::new(day, place)),
    };
    add_brought(&mut service, export);
    Ok(Some(service))
}

/// Adds the traits that its managed services bring and that its list leaves out, in the handbook's order behind the others.
fn add_brought(service: &mut Service, export: &HandbookExport) {
    let said = service.traits();
    let all: Vec<&str> = Profile::of(export, service).traits().collect();
    let is_missing = |id: &str| all.contains(&id) && !said.iter().any(|known| known.as_str() == id);
    let brought = export.settings.traits.iter().filter(|word| is_missing(&word.id));
    let brought: Vec<Id> = brought.map(|word| Id::new(KebabCase(word.id.clone()), review::nowhere())).collect();
    if let Some(traits) = &mut service.traits {
        traits.0.extend(brought);
    }
}

fn list(prompt: &mut Prompt<'_>, words: &[Word]) {
    for word in words {
        let text = if word.text.is_empty() { &word.title } else { &word.text };
        prompt.say(&format!("  {:<18} {text}", word.id));
    }
}

fn launch(text: &str) -> Result<Launch, String> {
    match text {
        "new-service" => Ok(Launch::NewService),
        "new-product" => Ok(Launch::NewProduct),
        "change" => Ok(Launch::Change),
        other => Err(suggest(other, "write one of", &["new-service", "new-product", "change"]).unwrap_or_default()),
    }
}

fn some(text: &str, known: &[String]) -> Result<Vec<String>, String> {
    text.split(',').map(str::trim).filter(|id| !id.is_empty()).map(|id| one(id, known)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn export() -> HandbookExport {
        let json = serde_json::json!({
            "readybook": 1, "id": "h", "title": "H", "summary": "", "organisation": "", "language": "en", "base_url": null,
            "settings": {
                "review_name": "walkthrough", "lead_time_days": 30, "providers": [], "environments": [], "roles": [], "veto": null,
                "traits": [{"id": "stores-data", "title": "Stores data", "text": ""}, {"id": "async", "title": "Async", "text": ""}],
                "tiers": [{"id": "critical", "title": "Critical", "text": ""}],
            },
            "phases": [], "checklists": [], "domains": [], "terms": [], "guardrails": [], "words": {},
            "responsibilities": {"duties": [], "services": []},
        });
        HandbookExport::from_json(json.to_string().as_bytes()).expect("it is a handbook")
    }

    fn asked(line: &[&str], typed: &str) -> (Option<Service>, String) {
        let args = Line::parse_from(["new"].iter().chain(line)).args;
        let (mut input, mut output) = (typed.as_bytes(), Vec::new());
        let mut prompt = Prompt { input: &mut input, output: &mut output, is_there: true, verb: VERB };
        let made = service(&args, WantedService { id: "invoice-api", earlier: None }, &export(), &mut prompt).unwrap_or_default();
        (made, String::from_utf8(output).expect("it is text"))
    }

    #[test]
    fn what_no_flag_says_is_asked_until_the_answer_is_right() {
        let typed = "yes\nnew-service\npayments\nhigh\ncritical\nstores-data, asynk\nstores-data, async\n20.12.2026\n2026-12-20\n2027-01-04\n";
        let (made, told) = asked(&["Invoice API"], typed);
        let made = made.expect("a service");
        assert_eq!((made.title.as_str(), made.team.as_str()), ("Invoice API", "payments"));
        let ids: Vec<&str> = made.tier.iter().chain(made.traits()).map(Id::as_str).collect();
        assert_eq!(ids, ["critical", "stores-data", "async"]);
        let days = [made.walkthrough, made.launch_on].map(|day| day.expect("a day").value.to_string());
        assert_eq!(days, ["2026-12-20", "2027-01-04"]);
        for said in ["write one of: `new-service`", "did you mean `async`?", "`20.12.2026` is not a date", "`high` is unknown"] {
            assert!(told.contains(said), "{said} in {told}");
        }
    }

    #[test]
    fn a_change_is_told_its_path_before_anything_else_is_asked() {
        let (made, told) = asked(&["Invoice API"], "change\n");
        assert!(made.is_none() && told.contains("code review is its path"), "{told}");
    }
}
