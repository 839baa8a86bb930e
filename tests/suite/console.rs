//! The console: colours where they show, how much is said, what is told of what lasts, and a wrong command told as asked.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use snapbox::str;

use crate::{
    answers::repository_of_a_team,
    handbook::{Handbook, TODAY, handbook},
    run::{Run, finish},
    serve::Server,
};

/// What this machine says of its own console is of no account.
const VARIABLES: [&str; 6] = ["CI", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "NO_COLOR", "TERM"];

fn plain(mut command: Command, environment: &[(&str, &str)]) -> Command {
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.envs(environment.iter().copied());
    command
}

/// The program with pipes.
fn piped(book: &Handbook, args: &str, environment: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_readybook"));
    command.args(args.split_whitespace()).current_dir(book.folder());
    finish(plain(command, environment), book.folder())
}

/// The program on a terminal of its own; all that it writes there is in `stdout`.
fn on_a_terminal(book: &Handbook, args: &str, environment: &[(&str, &str)]) -> Run {
    let mut command = Command::new("script");
    command.args(["-qec", &format!("\"$READYBOOK\" {args}"), "/dev/null"]).current_dir(book.folder());
    let command = plain(command, &[&[("TERM", "xterm"), ("READYBOOK", env!("CARGO_BIN_EXE_readybook"))], environment].concat());
    finish(command, book.folder())
}

fn with_a_dead_link() -> Handbook {
    handbook().file("content/index.md", "# Home\n\n[x](nowhere.md)\n")
}

#[test]
fn colours_show_on_a_terminal_that_has_them_and_where_somebody_asks_for_them() {
    let book = with_a_dead_link();
    // A finding, help, and a wrong command.
    for verb in ["check", "check --help", "check --nonsense"] {
        for (is_coloured, arguments, environment) in [
            (true, "", &[][..]),
            (true, "", &[("NO_COLOR", "")]),
            (false, "", &[("NO_COLOR", "1")]),
            (false, "", &[("TERM", "dumb")]),
            (false, "--color never", &[]),
            (false, "--colour=never", &[("CLICOLOR_FORCE", "1")]),
            (true, "--color always", &[("NO_COLOR", "1"), ("TERM", "dumb")]),
        ] {
            // A flag stands before the verb or behind it.
            for args in [format!("{arguments} {verb}"), format!("{} {arguments} {}", &verb[..5], &verb[5..])] {
                let run = on_a_terminal(&book, &args, environment);
                assert_eq!(run.stdout.contains("\u{1b}[1m"), is_coloured, "{args}, {environment:?}: {:?}", run.stdout);
            }
        }
        for (is_coloured, arguments, environment) in [
            (false, "", &[("TERM", "xterm")][..]),
            (true, "--color always", &[]),
            (true, "", &[("CLICOLOR_FORCE", "1")]),
            (false, "", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]),
        ] {
            let run = piped(&book, &format!("{arguments} {verb}"), environment);
            let told = format!("{}{}", run.stderr, run.stdout);
            assert_eq!(told.contains("\u{1b}[1m"), is_coloured, "{arguments} {verb}, {environment:?}: {told:?}");
        }
    }
    piped(&book, "check --color pink", &[]).expect_trouble().expect_mentions(&["auto, always, never"]);
}

#[test]
fn quiet_tells_errors_and_warnings_and_nothing_else() {
    let book = with_a_dead_link()
        .file("content/other.md", "# Other\n\n```klingon\nnuqneH\n```\n\n![A picture](https://example.org/a.png)\n");
    let loud = book.check();
    loud.expect_wrong().expect_mentions(&["note[outside-picture]", "1 error, 1 warning"]);
    book.check_with(&["-q"]).expect_wrong().expect_findings(str![[r#"
error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/index.md:3:5
  |
3 | [x](nowhere.md)
  |     ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

warning[unknown-language]: code in `klingon` cannot be highlighted
 --> content/other.md:3:4
  |
3 | ```klingon
  |    ^^^^^^^
  |
  = help: write `text` to show it as it is


"#]]);
    let told = |args: &[&str]| book.run(args).told();
    assert_eq!(told(&["--quiet", "check", "--as-of", TODAY]), told(&["check", "--as-of", TODAY, "-q"]));
    assert_eq!(book.build_with(&["-q"]).expect_wrong().told(), book.check_with(&["-q"]).told());
    book.check_with(&["-q", "--strict"]).expect_wrong();
    // What a program reads is the same, and the last line is not beside it.
    for format in ["json", "github", "gitlab", "sarif"] {
        let (loud, quiet) = (book.check_with(&["--format", format]), book.check_with(&["--format", format, "-q"]));
        assert_eq!((&quiet.stdout, quiet.stderr.as_str(), quiet.code), (&loud.stdout, "", 1), "{format}");
    }
    // A wrong command is told.
    book.run(&["check", "nowhere", "-q"]).expect_trouble().expect_mentions(&["there is no folder `nowhere`"]);
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let book = handbook().file("content/index.md", "# Home\n\n![A picture](https://example.org/a.png)\n");
    for args in [&["check", "-q", "--as-of", TODAY][..], &["build", "-q"]] {
        assert_eq!(book.run(args).expect_ok().told(), "", "{args:?}");
    }
    book.built("index.html");
    #[cfg(feature = "paper")]
    {
        assert_eq!(book.run(&["print", "content/index.md", "-q"]).expect_ok().told(), "");
        assert!(book.folder().join("index.pdf").exists() || fs::read_dir(book.folder()).expect("a folder").count() > 3);
    }
}

#[test]
fn quiet_verbs_of_review_say_what_was_asked_for_alone() {
    let team = repository_of_a_team();
    let new = ["review", "new", "invoice-api", "--launch", "new-service", "--title", "Invoice API", "--team", "Billing", "-q"];
    let tier = ["--tier", "critical", "--trait", "", "--walkthrough", "2026-12-20"];
    assert_eq!(team.run(&[&new[..], &tier].concat()).told(), "");
    let file = "invoice-api.answers.yaml";
    let check = team.run(&["review", "check", file, "--as-of", TODAY, "-q"]);
    check.expect_ok();
    assert!(check.stderr.starts_with("warning[") && check.stdout.is_empty(), "{}", check.told());
    // What would change is the answer to the question.
    team.run(&["review", "update", file, "--dry-run", "-q"]).expect_ok().expect_mentions(&["up to date"]);
    assert_eq!(team.run(&["review", "update", file, "-q"]).expect_ok().told(), "");
    let print = ["review", "print", file];
    assert_eq!(team.run(&[&print[..], &["-q"]].concat()).expect_ok().told(), team.run(&print).told());
}

#[test]
fn a_quiet_preview_says_where_it_is_and_what_is_wrong() {
    let book = handbook().file("content/index.md", "# Home\n");
    let (said, warned) = (book.around().join("said"), book.around().join("warned"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_readybook"));
    command.args(["serve", "-q", "--port", "0"]).current_dir(book.folder()).stdin(Stdio::null());
    command.stdout(fs::File::create(&said).expect("a file")).stderr(fs::File::create(&warned).expect("a file"));
    let mut server = Server { child: command.spawn().expect("a server"), address: String::new() };
    let holds = |path: &std::path::Path, text: &str| fs::read_to_string(path).expect("a file").contains(text);
    let wait_for = |path: &std::path::Path, text: &str| {
        let began = Instant::now();
        while !holds(path, text) {
            assert!(began.elapsed() < Duration::from_secs(60), "no `{text}` in {path:?}");
            thread::sleep(Duration::from_millis(20));
        }
    };
    wait_for(&said, "/; end it with Ctrl-C\n");
    book.put("content/index.md", b"# Home\n\n[x](nowhere.md)\n");
    wait_for(&warned, "error[broken-link]");
    server.child.kill().expect("a server that can be ended");
    server.child.wait().expect("its end");
    let told = fs::read_to_string(&said).expect("a file");
    assert!(told.starts_with("serving ") && told.lines().count() == 1, "{told}");
}

/// What a terminal shows at the end of all that was written to it: lines, without colours.
fn screen(written: &str) -> String {
    let mut lines = vec![String::new()];
    let mut rest = written.chars();
    while let Some(c) = rest.next() {
        let line = lines.last_mut().expect("a line");
        match c {
            '\r' if rest.as_str().starts_with('\n') => {}
            // Whatever comes next begins by erasing the line.
            '\r' => assert!(rest.as_str().starts_with("\u{1b}[2K"), "{written:?}"),
            '\n' => lines.push(String::new()),
            '\u{1b}' => {
                let control: String = rest.by_ref().skip(1).take_while(|c| !c.is_alphabetic()).collect();
                if control == "2" {
                    line.clear();
                }
            }
            c => line.push(c),
        }
    }
    lines.join("\n")
}

/// A Git that takes its time, in a folder of its own: the way to it.
fn slow_git(book: &Handbook, seconds: &str) -> String {
    let place = book.around().join("slow/git");
    fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
    fs::write(&place, format!("#!/bin/sh\nsleep {seconds}\nexit 1\n")).expect("a program");
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).expect("rights");
    format!("{}:{}", place.parent().expect("a folder").display(), std::env::var("PATH").expect("a path"))
}

#[test]
fn what_lasts_is_told_on_a_terminal_and_erased_before_findings() {
    let book = with_a_dead_link();
    let path = slow_git(&book, "2");
    let environment = [("PATH", path.as_str())];
    let check = format!("check --as-of {TODAY}");
    let run = on_a_terminal(&book, &check, &environment);
    assert!(run.stdout.contains("\r\u{1b}[2K\u{1b}[?7lreading files …\u{1b}[?7h"), "{:?}", run.stdout);
    let shown = Run { stdout: screen(&run.stdout), ..run };
    let plain = piped(&book, &check, &environment);
    assert_eq!(shown.told(), plain.told(), "nothing is left of it");
    // Nobody watches, or wants to.
    assert!(!plain.stderr.contains("reading files") && plain.stderr.contains("error[broken-link]"), "{}", plain.stderr);
    for (more, variable) in [
        (" -q", ("LANG", "C")),
        (" --format json", ("LANG", "C")),
        (" --format github", ("LANG", "C")),
        ("", ("CI", "true")),
        ("", ("TERM", "dumb")),
    ] {
        let run = on_a_terminal(&book, &format!("{check}{more}"), &[environment[0], variable]);
        assert!(
            !run.stdout.contains("reading files") && run.stdout.contains("broken-link"),
            "{more}, {variable:?}: {:?}",
            run.stdout
        );
    }
}

#[test]
fn a_preview_tells_what_lasts_until_it_is_there() {
    let book = with_a_dead_link();
    let path = slow_git(&book, "2");
    let written = book.around().join("written");
    let mut command = Command::new("script");
    // Without the script that renews pages it waits for Git before anybody is answered.
    command.args(["-qfec", "exec \"$READYBOOK\" serve --no-reload --port 0"]).arg(&written).current_dir(book.folder());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let environment = [("TERM", "xterm"), ("READYBOOK", env!("CARGO_BIN_EXE_readybook")), ("PATH", path.as_str())];
    let child = plain(command, &environment).spawn().expect("a server");
    let mut server = Server { child, address: String::new() };
    let began = Instant::now();
    let told = || fs::read(&written).map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned());
    while !told().contains("end it with Ctrl-C") || !told().contains("error[") {
        assert!(began.elapsed() < Duration::from_secs(60), "{:?}", told());
        thread::sleep(Duration::from_millis(20));
    }
    server.child.kill().expect("a server that can be ended");
    server.child.wait().expect("its end");
    let told = told();
    let erased = told.rfind("\r\u{1b}[2K").unwrap_or_else(|| panic!("no line that lasts: {told:?}"));
    assert!(told[..erased].contains(" …\u{1b}[?7h"), "{told:?}");
    assert!(!told[..erased].contains("serving ") && !told[..erased].contains("broken-link"), "{told:?}");
}

#[test]
fn what_takes_less_than_a_second_is_not_told() {
    let book = with_a_dead_link();
    for _ in 0..20 {
        let run = on_a_terminal(&book, "check --color never", &[]);
        let seconds = run.stdout.trim_end().rsplit_once('(').and_then(|(_, end)| end.strip_suffix(" s)")?.parse::<f64>().ok());
        // On a machine that is busy with something else it is tried again.
        if seconds.expect("the last line tells how long it took") < 0.9 {
            assert!(!run.stdout.contains('\u{1b}') && run.stdout.contains("error[broken-link]"), "{:?}", run.stdout);
            return;
        }
    }
    panic!("a check of one page always takes a second");
}

/// The JSON of a wrong command; the same is told to people.
#[track_caller]
fn trouble(book: &Handbook, args: &str) -> Value {
    let run = piped(book, args, &[]);
    run.expect_trouble();
    let told: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{args}: {error}\n{}", run.stdout));
    assert_eq!((&told["version"], &told["errors"], &told["diagnostics"]), (&json!(1), &json!(0), &json!([])), "{told}");
    let message = told["trouble"]["message"].as_str().expect("a message");
    assert!(
        run.stderr.starts_with("error: ") && run.stderr.contains(message.split(':').next().expect("words")),
        "{}",
        run.stderr
    );
    told["trouble"].clone()
}

#[test]
fn a_wrong_command_is_told_as_json_where_json_was_asked_for() {
    let book = with_a_dead_link();
    for (args, message, help) in [
        ("check --format json --strickt", "unexpected argument '--strickt' found", "a similar argument exists: '--strict'"),
        ("check --strickt --format=json", "unexpected argument '--strickt' found", "a similar argument exists: '--strict'"),
        (
            "check --format json --as-of",
            "a value is required for '--as-of <DATE>' but none was supplied",
            "`readybook help` says what there is",
        ),
        ("biuld --format json", "unrecognized subcommand 'biuld'", "a similar subcommand exists: 'build'"),
        ("check nowhere --format json", "there is no folder `nowhere`", "name the folder in which `handbook.yaml` lies"),
        (
            "review check --format json",
            "the following required arguments were not provided: <FILE>",
            "`readybook help` says what there is",
        ),
        (
            "review check a.yaml --format json --handbook nowhere.json",
            "there is no `nowhere.json`",
            "download `handbook.json` from the top of the published handbook",
        ),
        (
            "review print a.yaml --format json --handbook nowhere.json",
            "there is no `nowhere.json`",
            "download `handbook.json` from the top of the published handbook",
        ),
    ] {
        assert_eq!(trouble(&book, args), json!({"message": message, "help": help}), "{args}");
    }
    let told = trouble(&book, "check --format json --as-of soon");
    assert!(told["message"].as_str().expect("a text").starts_with("invalid value 'soon' for '--as-of <DATE>': "), "{told}");
    // Others read no JSON, and help is no error.
    for args in ["check --strickt", "check --format github --strickt", "check --strickt -- --format json"] {
        let run = piped(&book, args, &[]);
        run.expect_trouble();
        assert_eq!(run.stdout, "", "{args}");
    }
    let help = piped(&book, "check --format json --help", &[]);
    assert!(help.expect_ok().stdout.starts_with("Check the handbook"), "{}", help.stdout);
}
