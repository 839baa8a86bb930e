//! `review record`: entries by flags and by questions, refused ones, what is due; branches, odd files, a failing world.

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use crate::{
    answers::repository_of_a_team,
    handbook::{Handbook, expect_same, files, repository, shipped},
    run::{Run, finish, git, is_root, open_to_all, output, readybook_as_nobody},
};

const ANSWERS: &str = "answers: 2
service:
  id: invoice-api
  title: Invoice API
  launch: new-service
  team: payments
  tier: critical
  traits: [stores-data]
  walkthrough: 2026-11-12
checklists:
  readiness:
    edition: 2026-11-22
    items:
      REL-01: {state: answered, says: Two zones.}
      REL-02:
        state: gap
        plan: {what: Show the setting., owner: kim, due: 2026-12-10}
      REL-03: {state: answered, says: A dead-letter queue.}
      SEC-01: {state: answered, says: Monthly.}
";

const PEOPLE: &str = "record: 1
people:
  kim: {name: Kim, roles: [developer], team: payments}
  lee: {name: Lee, roles: [team-lead]}
  mo: {name: Mo, roles: [team-lead, developer]}
";

/// A team's repository with answers and people, and nothing written down yet.
fn team() -> Handbook {
    repository_of_a_team().file("invoice-api.answers.yaml", ANSWERS).file("people.yaml", PEOPLE)
}

const WHO: [&str; 4] = ["--by", "lee", "--written-by", "mo"];

impl Handbook {
    /// `review record` with a kind and its flags, on a day.
    #[track_caller]
    fn records(&self, day: &str, args: &[&str]) -> Run {
        self.run(&[&["review", "record", "invoice-api.answers.yaml"], args, &WHO, &["--as-of", day]].concat())
    }

    /// The only entry whose name begins so, by its name.
    #[track_caller]
    fn entry(&self, begin: &str) -> String {
        let all = self.record();
        let found: Vec<&String> = all.keys().filter(|name| name.starts_with(begin)).collect();
        assert_eq!(found.len(), 1, "{begin}: {found:?} of {:?}", all.keys());
        found[0].trim_end_matches(".yaml").to_owned()
    }

    /// The files of the record.
    fn record(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = self.folder().join("invoice-api.record");
        if folder.exists() { files(&folder) } else { BTreeMap::new() }
    }
}

/// Talks, a walkthrough and all that follows: one command a line, as somebody would type it.
fn story(team: &Handbook) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut record = |day: &str, args: &[&str]| {
        let run = team.records(day, args);
        run.expect_ok();
        runs.push(run);
    };
    record(
        "2026-07-06",
        &["talk", "--topic", "What is HA?", "--agreed", "Kim reads the page.", "--next", "2026-08-03", "--agree-service"],
    );
    record(
        "2026-11-09",
        &["load-profile", "--scope", "200 invoices a second", "--held-on", "2026-11-08", "--report", "https://load.example/7"],
    );
    record(
        "2026-11-10",
        &[
            "assessment",
            "--scope",
            "The public interface",
            "--finding",
            "SEC-7|high|kim|2026-12-01|open|https://tracker.example/7",
            "--finding",
            "SEC-8|low",
        ],
    );
    record(
        "2026-11-12",
        &[
            "walkthrough",
            "--took-part",
            "team-lead=lee,mo",
            "--took-part",
            "developer=kim",
            "--area",
            "reliability=talk:\"failover never exercised\"",
            "--area",
            "security=solid",
            "--discussion",
            "Who turns the key?|kim|2026-11-20",
            "--decides",
            "mo",
            "--confirmed",
            "room",
        ],
    );
    record("2026-11-12", &["verdict", "--outcome", "go-with-conditions", "--role", "team-lead", "--reason", "One gap is open."]);
    let verdict = team.entry("2026-11-12-verdict");
    record("2026-11-13", &["challenge", &verdict, "--words", "The drill of 9 November shows it.", "--second-look", "2026-11-16"]);
    record(
        "2026-11-12",
        &[
            "condition",
            "--question",
            "REL-02",
            "--what",
            "Show the setting.",
            "--owner",
            "kim",
            "--ends-on",
            "2026-12-10",
            "--ticket",
            "https://tracker.example/9",
        ],
    );
    record(
        "2026-11-12",
        &[
            "exception",
            "--question",
            "REL-02",
            "--gap",
            "Nobody has shown the setting.",
            "--acceptable",
            "The drill took 38 minutes.",
            "--limits",
            "A snapshot every night",
            "--ends-on",
            "2026-12-10",
            "--closes-when",
            "The setting is in the repository.",
            "--accepted-as",
            "team-lead",
        ],
    );
    record(
        "2026-11-14",
        &["sign", "--role", "team-lead", "--words", "For what we saw in the room.", "--confirmed", "merge-request"],
    );
    record("2026-11-16", &["close", "2026-11-13-challenge", "--reason", "Seen; the verdict stays, and the condition goes."]);
    let condition = format!("invoice-api.record/{}.yaml", team.entry("2026-11-12-condition"));
    record("2026-11-16", &["withdraw", &condition, "--reason", "The exception says it."]);
    record(
        "2026-11-17",
        &["correct", "2026-11-12-walkthrough", "--why", "Mo was not there.", "--set", "took_part.team-lead=[lee]"],
    );
    record("2026-11-24", &["launched", "--what", "1.0.0"]);
    let exception = team.entry("2026-11-12-exception");
    record("2026-12-08", &["renew", &exception, "--reason", "The provider answers late.", "--ends-on", "2026-12-20"]);
    record("2026-12-18", &["close", &exception, "--reason", "The setting is there."]);
    record(
        "2027-01-05",
        &[
            "look-back",
            "--learned",
            "Restore drills came too late.",
            "--add",
            "When is the first drill: at green-light?",
            "--drop",
            "SEC-01",
        ],
    );
    runs
}

#[test]
fn each_kind_is_written_by_flags() {
    let team = team();
    let runs = story(&team);
    let expected = repository("tests/fixtures/record-writing");
    let mut made = team.record();
    made.insert("told.txt".to_owned(), runs.iter().map(|run| run.stdout.as_str()).collect::<String>().into_bytes());
    if std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite") {
        let _ = fs::remove_dir_all(&expected);
        for (path, bytes) in &made {
            let place = expected.join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, bytes).expect("a file");
        }
    }
    expect_same(&made, &files(&expected));
    assert!(runs.iter().all(|run| run.stderr.is_empty()), "{:?}", runs.iter().map(|run| &run.stderr).collect::<Vec<_>>());
    assert_eq!(fs::read_to_string(team.folder().join("invoice-api.answers.yaml")).expect("the answers"), ANSWERS);
}

#[test]
fn what_is_written_already_is_not_written_again() {
    let team = team();
    let talk = ["talk", "--topic", "What is HA?"];
    team.records("2026-07-06", &talk).expect_ok();
    let before = team.record();
    team.records("2026-07-06", &talk).expect_ok().expect_mentions(&["says so already; nothing was written"]);
    expect_same(&team.record(), &before);
    // Somebody wrote something else into a file of that name: it stays.
    let name = format!("invoice-api.record/{}.yaml", team.entry("2026-07-06-talk"));
    team.put(&name, b"mine");
    team.records("2026-07-06", &talk).expect_trouble().expect_mentions(&["is there already; it stays as it is"]);
    assert_eq!(fs::read(team.folder().join(&name)).expect("the file"), b"mine");
}

#[test]
fn without_a_terminal_all_that_is_missing_is_told_at_once() {
    let team = team();
    let bare = |args: &[&str]| team.run(&[&["review", "record", "invoice-api.answers.yaml"], args].concat());
    bare(&["talk"]).expect_trouble().expect_mentions(&["nobody says `--topic TEXT`, `--by ID`, `--written-by ID`"]);
    bare(&["exception", "--gap", "x"]).expect_trouble().expect_mentions(&[
        "nobody says `--question ID`, `--acceptable TEXT`, `--limits TEXT`, `--ends-on DATE`, `--closes-when TEXT`, `--accepted-as ROLE`, \
         `--by ID`, `--written-by ID`",
        "readybook review record FILE exception --help",
    ]);
    bare(&["verdict", "--outcome", "veto"])
        .expect_trouble()
        .expect_mentions(&["`--role ID`, `--reason TEXT`, `--lifted-by TEXT`"]);
    bare(&["renew"]).expect_trouble().expect_mentions(&["nobody says `ENTRY`, `--reason TEXT`, `--ends-on DATE`, `--by ID`"]);
    bare(&["assessment"]).expect_trouble().expect_mentions(&["nobody says `--scope TEXT` or `--none WHY`, `--by ID`"]);
    bare(&["correct"]).expect_trouble().expect_mentions(&["nobody says `ENTRY`, `--why TEXT`"]);
    bare(&["walkthrough"]).expect_trouble().expect_mentions(&["nobody says `--took-part ROLE=ID`"]);
    team.run(&["review", "record", "talk"]).expect_trouble().expect_mentions(&["nobody says which answer file"]);
    bare(&["condition", "--ends-on", "soon"]).expect_trouble().expect_mentions(&["--ends-on"]);
    bare(&["walkthrough", "--area", "security=sollid"]).expect_trouble().expect_mentions(&["did you mean `solid`?"]);
    bare(&["talk", "--phase", "redy"]).expect_trouble().expect_mentions(&["did you mean `ready`?"]);
    assert_eq!(team.record(), BTreeMap::new());
    assert!(!team.folder().join("invoice-api.record").exists());
}

#[test]
fn the_beginning_of_a_name_is_the_entry_that_still_counts_and_several_are_told() {
    let team = team();
    team.records("2026-11-09", &["talk", "--topic", "What is HA?"]).expect_ok();
    let first = team.entry("2026-11-09-talk");
    team.records("2026-11-09", &["correct", "2026-11-09-talk", "--why", "A slip.", "--set", "topic=What is HA for us?"])
        .expect_ok();
    let second = team.record().into_keys().map(|name| name.trim_end_matches(".yaml").to_owned()).find(|name| *name != first);
    let second = second.expect("the correction is there");
    // Two begin so, and one of them was put right.
    team.records("2026-11-10", &["withdraw", "2026-11-09-talk", "--reason", "It was another day."]).expect_ok();
    let withdrawn = team.entry("2026-11-10-withdraw");
    let text = fs::read_to_string(team.folder().join(format!("invoice-api.record/{withdrawn}.yaml"))).expect("it is there");
    assert!(text.contains(&format!("  entry: \"{second}\"")), "{text}");

    team.records("2026-11-11", &["talk", "--topic", "Budget"]).expect_ok();
    team.records("2026-11-11", &["talk", "--topic", "Recovery"]).expect_ok();
    let before = team.record();
    let run = team.records("2026-11-12", &["withdraw", "2026-11-11-talk", "--reason", "x"]);
    let two: Vec<String> = before
        .keys()
        .filter(|name| name.starts_with("2026-11-11"))
        .map(|name| format!("`{}`", name.trim_end_matches(".yaml")))
        .collect();
    run.expect_trouble().expect_mentions(&[
        "error: 2 entries begin with `2026-11-11-talk`",
        &format!("= help: write more of the name: {}", two.join(", ")),
    ]);
    // The entry that would be written is none that one could mean.
    let run = team.records("2026-11-12", &["withdraw", "2026-11-13-talk", "--reason", "x"]);
    run.expect_wrong().expect_mentions(&["the record has no entry `2026-11-13-talk`"]);
    assert!(!run.stderr.contains("`2026-11-12-withdraw"), "{}", run.stderr);
    assert_eq!(team.record(), before);
}

#[test]
fn an_entry_that_would_be_refused_is_shown_and_not_written() {
    let team = team();
    team.records("2026-07-06", &["talk", "--topic", "What is HA?"]).expect_ok();
    let talk = team.entry("2026-07-06-talk");
    let before = team.record();
    let run = team.records("2026-11-12", &["close", "2026-11-12-exception-x", "--reason", "done"]);
    run.expect_wrong()
        .expect_mentions(&["error[unknown-id]: the record has no entry `2026-11-12-exception-x`", "nothing was written"]);
    let run = team.records("2026-11-12", &["close", &talk, "--reason", "done"]);
    run.expect_wrong().expect_mentions(&[
        "error[refused-entry]",
        &format!("  entry: \"{talk}\""),
        "invoice-api.record/2026-11-12-close-talk-",
    ]);
    let run =
        team.run(&["review", "record", "invoice-api.answers.yaml", "talk", "--topic", "HA", "--by", "kmi", "--written-by", "mo"]);
    run.expect_wrong().expect_mentions(&["error[unknown-person]", "  - kmi", "did you mean `kim`?"]);
    let run = team.records("2026-11-12", &["verdict", "--outcome", "go", "--role", "team-lead", "--phase", "green-light"]);
    run.expect_wrong().expect_mentions(&["error[refused-entry]: `green-light` only advises"]);
    let run = team.records("2026-11-12", &["correct", &talk, "--why", "x", "--set", "topik=Else"]);
    run.expect_wrong().expect_mentions(&["topik", "did you mean `topic`?"]);
    let run = team.records("2026-11-12", &["correct", &talk, "--why", "x", "--set", "next=soon"]);
    run.expect_wrong().expect_mentions(&["next: soon"]);
    team.records("2026-11-12", &["correct", &talk, "--why", "x"])
        .expect_trouble()
        .expect_mentions(&["nothing of", "--set KEY=VALUE"]);
    team.records("2026-11-12", &["correct", "2026-07-07", "--why", "x"])
        .expect_trouble()
        .expect_mentions(&["has no entry `2026-07-07`"]);
    team.records("2026-11-12", &["sign", "--role", "team-lead", "--version", "0"])
        .expect_trouble()
        .expect_mentions(&["no version"]);
    team.records("2026-11-12", &["sign", "--role", "team-lead", "--covers", "XX"])
        .expect_trouble()
        .expect_mentions(&["no question `XX`"]);
    expect_same(&team.record(), &before);
}

#[test]
fn a_signature_covers_what_it_names_and_the_answers_are_kept_once() {
    let team = team();
    team.records("2026-11-12", &["sign", "--role", "team-lead"]).expect_ok().expect_mentions(&["the answers that it is for"]);
    let part =
        ["sign", "--role", "developer", "--covers", "SEC,REL-01", "--by", "kim", "--written-by", "kim", "--as-of", "2026-11-13"];
    team.run(&[&["review", "record", "invoice-api.answers.yaml"], &part[..]].concat()).expect_ok();
    let record = team.record();
    let versions: Vec<&String> = record.keys().filter(|name| name.starts_with("versions/")).collect();
    assert_eq!(versions.len(), 1, "{versions:?}");
    let text = |begin: &str| String::from_utf8(record[&format!("{}.yaml", team.entry(begin))].clone()).expect("text");
    let whole = text("2026-11-12-sign-off-team-lead");
    assert!(["REL-01:", "REL-02:", "SEC-01:", "readiness: 2026-11-22"].iter().all(|part| whole.contains(part)), "{whole}");
    let part = text("2026-11-13-sign-off-developer");
    assert!(part.contains("REL-01:") && part.contains("SEC-01:") && !part.contains("REL-02:"), "{part}");
    // The answers go on; who read what is kept signs that.
    team.put("invoice-api.answers.yaml", ANSWERS.replace("Two zones.", "Three zones.").as_bytes());
    let digest = versions[0].trim_start_matches("versions/")[..8].to_owned();
    team.records("2026-11-14", &["sign", "--role", "team-lead", "--version", &digest]).expect_ok();
    assert_eq!(team.record().keys().filter(|name| name.starts_with("versions/")).count(), 1);
    team.records("2026-11-15", &["sign", "--role", "team-lead"]).expect_ok();
    assert_eq!(team.record().keys().filter(|name| name.starts_with("versions/")).count(), 2);
}

#[test]
fn without_people_it_says_how_to_write_them_and_that_works() {
    let team = repository_of_a_team().file("invoice-api.answers.yaml", ANSWERS);
    let talk =
        ["review", "record", "invoice-api.answers.yaml", "talk", "--topic", "HA", "--by", "kim,lee", "--written-by", "lee"];
    let run = team.run(&talk);
    run.expect_trouble().expect_mentions(&["there is no `people.yaml` in `.`", "never published"]);
    let (_, example) = run.stderr.split_once("\n\n").expect("an example");
    assert_eq!(
        example,
        "record: 1\npeople:\n  kim:\n    name: Your Name\n    roles: [team-lead]\n  lee:\n    name: Your Name\n    roles: [team-lead]\n"
    );
    team.put("people.yaml", example.as_bytes());
    team.run(&talk).expect_ok();
}

#[test]
fn the_record_may_lie_elsewhere_and_the_phase_fits_the_day() {
    let team = team().file("desk/people.yaml", PEOPLE);
    let early = ["talk", "--topic", "HA", "--record", "desk"];
    team.records("2026-07-06", &early).expect_ok().expect_mentions(&["wrote `desk/invoice-api.record/2026-07-06-talk-ha-"]);
    team.records("2026-11-11", &early).expect_ok();
    let phases: Vec<String> = files(&team.folder().join("desk/invoice-api.record"))
        .into_values()
        .map(|bytes| {
            let text = String::from_utf8(bytes).expect("text");
            text.lines().find(|line| line.starts_with("phase:")).expect("a phase").to_owned()
        })
        .collect();
    assert_eq!(phases, ["phase: green-light", "phase: ready"]);
    assert_eq!(team.record(), BTreeMap::new());
    team.records("2026-07-06", &["talk", "--topic", "HA", "--record", "nowhere"])
        .expect_trouble()
        .expect_mentions(&["no folder `nowhere`"]);
}

#[test]
fn odd_files_beside_it_are_told_and_stop_nothing() {
    let team = team();
    team.put("invoice-api.record/2026-07-01-talk.yaml", b"record: 1\nservice: \xff\n");
    team.put("invoice-api.record/2026-07-02-talk.yaml", "x".repeat(2_000_000).as_bytes());
    std::os::unix::fs::symlink("/etc/hostname", team.folder().join("invoice-api.record/2026-07-03-talk.yaml")).expect("a link");
    team.put("invoice-api.record/.hidden.yaml", b"x");
    let run = team.records("2026-07-06", &["talk", "--topic", "HA"]);
    run.expect_ok().expect_mentions(&[
        "wrote `",
        "the record has 3 mistakes beside it",
        "readybook review check invoice-api.answers.yaml",
    ]);
    let due = team.run(&["review", "record", "due", ".", "--as-of", "2026-07-06"]);
    due.expect_ok().expect_mentions(&["2026-07-01-talk.yaml", "2026-07-02-talk.yaml", "2026-07-03-talk.yaml", "nothing is due"]);
}

#[test]
fn the_answer_file_stays_byte_for_byte() {
    for answers in
        [ANSWERS.replace('\n', "\r\n"), format!("\u{feff}{ANSWERS}"), format!("\u{feff}{}", ANSWERS.replace('\n', "\r\n"))]
    {
        let team =
            repository_of_a_team().file("invoice-api.answers.yaml", &answers).file("people.yaml", PEOPLE.replace('\n', "\r\n"));
        team.records("2026-11-12", &["sign", "--role", "team-lead"]).expect_ok();
        assert_eq!(fs::read(team.folder().join("invoice-api.answers.yaml")).expect("the answers"), answers.as_bytes());
        let whole = team.entry("2026-11-12-sign-off");
        // However the lines end, it is the same version.
        let other = self::team();
        other.records("2026-11-12", &["sign", "--role", "team-lead"]).expect_ok();
        assert_eq!(whole, other.entry("2026-11-12-sign-off"));
    }
}

#[test]
fn two_branches_add_the_same_kind_on_the_same_day_and_merge() {
    let team = team();
    let folder = team.folder();
    let run = |args: &[&str]| {
        let done = output(git(&folder, args)).expect("Git");
        assert!(
            done.status.success(),
            "{args:?}: {}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        );
    };
    run(&["init", "-q"]);
    run(&["add", "."]);
    run(&["commit", "-qm", "Answers"]);
    for (branch, reason) in [("one", "We saw the drill."), ("two", "The key turns.")] {
        run(&["switch", "-qc", branch, "main"]);
        team.records("2026-11-12", &["verdict", "--outcome", "go", "--role", "team-lead", "--reason", reason]).expect_ok();
        team.records("2026-11-12", &["sign", "--role", "team-lead", "--words", reason]).expect_ok();
        run(&["add", "."]);
        run(&["commit", "-qm", reason]);
    }
    run(&["switch", "-q", "main"]);
    run(&["merge", "-q", "--no-edit", "one"]);
    run(&["merge", "-q", "--no-edit", "two"]);
    let names: Vec<String> = team.record().into_keys().collect();
    assert_eq!(names.iter().filter(|name| name.starts_with("2026-11-12-verdict-team-lead-")).count(), 2, "{names:?}");
    assert_eq!(names.iter().filter(|name| name.starts_with("2026-11-12-sign-off-team-lead-")).count(), 2, "{names:?}");
    assert_eq!(names.iter().filter(|name| name.starts_with("versions/")).count(), 1, "{names:?}");
    team.run(&["review", "record", "due", "."]).expect_ok().expect_mentions(&["nothing is due"]);
}

#[test]
fn a_folder_without_rights_is_told_and_left() {
    let team = team();
    team.records("2026-07-06", &["talk", "--topic", "HA"]).expect_ok();
    let folder = team.folder().join("invoice-api.record");
    let before = team.record();
    let _ = is_root();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("rights");
    let args =
        ["review", "record", "invoice-api.answers.yaml", "sign", "--role", "team-lead", "--by", "lee", "--written-by", "mo"];
    let run = finish(readybook_as_nobody(&team.folder(), &args), folder.clone());
    open_to_all(&folder);
    run.expect_trouble().expect_mentions(&["Permission denied"]);
    expect_same(&team.record(), &before);
}

#[test]
#[ignore = "needs a room of its own (`unshare --user --mount`); `tests/run` runs it wherever that is allowed"]
fn a_full_disk_leaves_nothing_half() {
    let team = team();
    let around = team.around().to_owned();
    let disk = around.join("disk");
    fs::create_dir_all(&disk).expect("a folder");
    let script = "mount -t tmpfs -o size=64k tmpfs \"$DISK\" && cp people.yaml invoice-api.answers.yaml \"$DISK\" \
                  && head -c 1000000 /dev/zero > \"$DISK/filling\" 2> \"$DISK/../full\"; \
                  \"$READYBOOK\" review record \"$DISK/invoice-api.answers.yaml\" talk --topic HA --by lee --written-by mo; code=$?; \
                  find \"$DISK\" -name '*.record*' -type f; exit $code";
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]).current_dir(team.folder());
    command.env("DISK", &disk).env("READYBOOK", env!("CARGO_BIN_EXE_readybook"));
    let run = finish(command, disk);
    run.expect_trouble().expect_mentions(&["No space left on device"]);
    assert_eq!(run.stdout, "");
}

/// Runs the program on a terminal, and types lines.
fn on_a_terminal(team: &Handbook, args: &str, typed: &str) -> Run {
    fs::write(team.folder().join("typed"), typed).expect("a file");
    let line = format!("'{}' {args}", env!("CARGO_BIN_EXE_readybook"));
    let mut command = Command::new("sh");
    // A terminal ends its input when what is typed has ended; a moment for it to be read.
    command.args(["-c", &format!("(cat typed; sleep 2) | script -qefc \"{line}\" /dev/null")]);
    let run = finish(
        {
            command.current_dir(team.folder());
            command
        },
        team.folder(),
    );
    fs::remove_file(team.folder().join("typed")).expect("the file");
    run
}

#[test]
fn on_a_terminal_it_asks_for_what_no_flag_says() {
    let team = team();
    let typed = "What is HA?\nsoon\n2026-08-03\nyes\nkmi\nkim\nlee\nroom\n";
    let run = on_a_terminal(&team, "review record invoice-api.answers.yaml talk --agreed 'Kim reads.' --as-of 2026-07-06", typed);
    run.expect_ok().expect_mentions(&[
        "What was it about?",
        "`soon` is not a date",
        "Did all agree on what the answer file says: new-service, critical, not high-risk?",
        "did you mean `kim`?",
        "wrote `invoice-api.record/2026-07-06-talk-what-is-ha-",
    ]);
    let text = team.record().into_values().next().expect("an entry");
    let expected = "# An entry in the record of a review. It is never edited: a later entry corrects it or withdraws it.\n\
        record: 1\nservice: invoice-api\nphase: green-light\n\"on\": 2026-07-06\nby:\n  - kim\nwritten_by: lee\nwritten_on: 2026-07-06\n\
        confirmed: room\ntalk:\n  topic: \"What is HA?\"\n  agreed: Kim reads.\n  next: 2026-08-03\n  service:\n    launch: new-service\n    \
        tier: critical\n";
    assert_eq!(String::from_utf8(text).expect("text"), expected);
}

#[test]
fn on_a_terminal_a_correction_opens_with_what_stands_there() {
    let team = team();
    team.records("2026-07-06", &["talk", "--topic", "HA", "--agreed", "Kim reads.", "--next", "2026-08-03"]).expect_ok();
    let talk = team.entry("2026-07-06-talk");
    let typed = format!("1\n{talk}\nmo\n\nThe day was wrong.\n\n-\n2026-08-10\n");
    let run = on_a_terminal(&team, "review record invoice-api.answers.yaml correct --as-of 2026-07-07", &typed);
    run.expect_ok().expect_mentions(&[
        &format!("  {talk}"),
        "there is no such entry; ",
        "topic [HA]:",
        "agreed [Kim reads.]:",
        "next [2026-08-03]:",
    ]);
    let mut record = team.record();
    record.remove(&format!("{talk}.yaml")).expect("the old one stays");
    let text = String::from_utf8(record.into_values().next().expect("a new one")).expect("text");
    assert!(text.ends_with(&format!(
        "\"on\": 2026-07-06\nby:\n  - lee\nwritten_by: mo\nwritten_on: 2026-07-07\ncorrects: \"{talk}\"\nwhy: The day was wrong.\ntalk:\n  topic: HA\n  next: 2026-08-10\n"
    )), "{text}");
}

#[test]
fn what_is_due_is_listed_by_date() {
    let team = team();
    story(&team);
    let due = |day: &str, more: &[&str]| {
        team.run(&[&["review", "record", "due", "invoice-api.answers.yaml", "--as-of", day], more].concat())
    };
    let lines = |run: &Run| run.expect_ok().stdout.clone();
    assert_eq!(lines(&due("2026-08-02", &[])), "nothing is due as of 2026-08-02\n");
    let talk = team.entry("2026-07-06-talk");
    assert_eq!(
        lines(&due("2026-08-03", &[])),
        format!("2026-08-03  invoice-api  talk: What is HA? (Lee)\n            {talk}\n1 thing is due as of 2026-08-03\n")
    );
    let all = lines(&due("2026-11-13", &["--ahead", "98"]));
    let days: Vec<&str> = all.lines().filter(|line| line.starts_with("20")).collect();
    assert_eq!(
        days,
        [
            "2026-08-03  invoice-api  talk: What is HA? (Lee)",
            "2026-11-16  invoice-api  challenge: The drill of 9 November shows it. (Lee)",
            "2026-11-20  invoice-api  discussion: Who turns the key? (Kim)",
            "2026-12-01  invoice-api  finding: SEC-7 (Kim)",
            "2026-12-10  invoice-api  condition: Show the setting. (Kim)",
            "2026-12-10  invoice-api  exception: REL-02: Nobody has shown the setting. (Lee)",
        ]
    );
    assert!(
        all.contains("the ticket rules: https://tracker.example/7")
            && all.ends_with("6 things are due until 2027-02-19, as of 2026-11-13\n"),
        "{all}"
    );
    let json: serde_json::Value = serde_json::from_str(&lines(&due("2026-08-03", &["--format", "json"]))).expect("JSON");
    assert_eq!(
        json["due"],
        serde_json::json!([{
            "day": "2026-08-03", "service": "invoice-api", "kind": "talk", "what": "What is HA?", "whose": ["lee"], "entry": talk, "ticket": null,
        }])
    );
    assert_eq!((json["as_of"].as_str(), json["until"].as_str()), (Some("2026-08-03"), Some("2026-08-03")));
    // Who has talked again knows what comes next.
    team.records("2026-08-03", &["talk", "--topic", "HA again", "--next", "2026-09-01"]).expect_ok();
    assert!(lines(&due("2026-08-31", &[])).starts_with("nothing is due"));
    // A folder with records needs neither answers nor a handbook.
    let desk = crate::handbook::empty();
    copy(&team.folder().join("invoice-api.record"), &desk.folder().join("invoice-api.record"));
    let run = desk.run(&["review", "record", "due", ".", "--as-of", "2026-09-01"]);
    run.expect_ok().expect_mentions(&["2026-09-01  invoice-api  talk: HA again (lee)", "1 thing is due"]);
    desk.run(&["review", "record", "due", "nowhere.yaml"]).expect_trouble().expect_mentions(&["there is no `nowhere.yaml`"]);
    desk.file("a.yaml", "x: 1\n").run(&["review", "record", "due", "a.yaml"]).expect_trouble();
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let place = to.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, bytes).expect("a file");
    }
}

#[test]
fn help_says_what_each_kind_is_and_fits() {
    let help = crate::handbook::empty().run(&["review", "record", "--help"]);
    help.expect_ok().expect_mentions(&[
        "readybook review record FILE KIND [OPTIONS]",
        "readybook review record due FILE...",
        "[alias: sign]",
    ]);
    for kind in [
        "talk",
        "walkthrough",
        "verdict",
        "challenge",
        "condition",
        "exception",
        "sign-off",
        "assessment",
        "load-profile",
        "launched",
        "look-back",
        "correct",
        "withdraw",
        "lift",
        "close",
        "renew",
        "due",
    ] {
        assert!(help.stdout.contains(&format!("\n  {kind} ")), "{kind} in {}", help.stdout);
        let own = crate::handbook::empty().run(&["review", "record", kind, "--help"]);
        own.expect_ok();
        let usage = if kind == "due" { "readybook review record due" } else { &format!("readybook review record FILE {kind}") };
        assert!(own.stdout.contains(usage), "{usage} in {}", own.stdout);
        assert!(own.stdout.lines().all(|line| line.chars().count() <= 100), "{}", own.stdout);
        if kind != "due" {
            own.expect_mentions(&[
                "Every entry:",
                "--by <ID>",
                "--written-by <ID>",
                "--confirmed <WORD>",
                "--seen-at",
                "--phase <ID>",
                "--record <FOLDER>",
            ]);
        }
    }
}

/// The commands of the guide, one after the other, as they stand there.
#[test]
fn the_commands_of_the_guide_run() {
    let page = fs::read_to_string(repository("docs/content/record-writing.md")).expect("the page");
    let blocks: Vec<&str> = page.split("```text\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    let commands =
        blocks.iter().filter(|block| block.starts_with("readybook review record")).map(|block| block.replace("\\\n", " "));
    let commands: Vec<String> = commands.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(commands.len() > 10, "{commands:?}");
    let people = blocks.iter().find(|block| block.starts_with("record: 1\npeople:")).expect("people");
    let about = fs::read_to_string(repository("docs/content/answers.md")).expect("the page about answer files");
    let answers =
        about.split("```").find_map(|block| block.strip_prefix("yaml title=\"invoice-api.answers.yaml\"\nanswers: 2\n"));
    let team = shipped()
        .file("people.yaml", *people)
        .file("invoice-api.answers.yaml", format!("answers: 2\n{}", answers.expect("an answer file")));
    // The first one asks for all.
    for command in &commands[1..] {
        let mut shell = Command::new("sh");
        shell.args(["-c", &command.replacen("readybook", env!("CARGO_BIN_EXE_readybook"), 1)]).current_dir(team.folder());
        shell.stdin(std::process::Stdio::null());
        let run = finish(shell, team.folder());
        assert_eq!(run.code, 0, "{command}\n{}{}", run.stderr, run.stdout);
    }
    // What is written by hand is read.
    let by_hand = blocks.iter().find(|block| block.starts_with("record: 1\nservice:")).expect("an entry");
    team.put("invoice-api.record/2026-07-06-talk.yaml", by_hand.as_bytes());
    let due = team.run(&["review", "record", "due", ".", "--as-of", "2026-07-06"]);
    assert_eq!((due.expect_ok().stderr.as_str(), due.stdout.as_str()), ("", "nothing is due as of 2026-07-06\n"));
}
