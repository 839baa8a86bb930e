//! `serve`: runs the preview server.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs as _},
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{
    common::{CliError, HandbookArgs, counted},
    console::Console,
    jobs::JobsArgs,
    output_queue::OutputQueue,
};
use crate::{
    diagnostic::{Diagnostic, Severity, escape_for_terminal as safe},
    serve::{self, AllowedHosts, Editor, Event, Listener, Options, Preview, StartError},
    source::{SourcePath, Sources},
};

/// Show the handbook in a browser, and renew it at each save
///
/// Makes a page when it is asked for, from the files as they are at that moment. What is wrong is reported here and in the
/// browser, and the last good page stays.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: HandbookArgs,
    /// The address to listen on; any other than this machine's own lets others read the handbook
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; the next free one when none is named and this one is taken [default: 4000]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Open the handbook in the browser
    #[arg(long)]
    open: bool,
    /// Look at the files this often instead of waiting for news of changes, as in `500ms` or `2s`
    #[arg(long, value_name = "INTERVAL", num_args = 0..=1, default_missing_value = "500ms", value_parser = interval)]
    poll: Option<Duration>,
    /// Serve pages as a build writes them, without the script that renews them
    #[arg(long)]
    no_reload: bool,
    /// How a place is opened in an editor: an address with `{path}`, `{line}` and `{column}`, or nothing for no link
    #[arg(long, value_name = "ADDRESS", default_value = "vscode://file/{path}:{line}:{column}")]
    editor: String,
    #[command(flatten)]
    jobs: JobsArgs,
}

/// Number of further ports that are tried when none was given.
const TRIES: u16 = 20;

/// Listens, and answers until it is ended.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    args.jobs.start()?;
    let output = OutputQueue::start().map_err(StartError::Thread)?;
    let log = Log { console, output: output.clone(), prefix: args.handbook.prefix(), told: Mutex::default() };
    let served = serve(args, log);
    output.flush();
    served
}

fn serve(args: &Args, log: Log) -> Result<ExitCode, CliError> {
    let handbook = &args.handbook;
    // Git is asked beside everything else.
    let request = handbook.request(None, false)?;
    let progress = Arc::clone(&request.progress);
    let (listener, allowed_hosts) = listen(args, &log)?;
    let editor = Editor { template: args.editor.clone(), root: serve::absolute(handbook.folder()) };
    let options = Options { request, allowed_hosts, editor, poll: args.poll, reload: !args.no_reload };
    // A panic is told in the browser and goes on as a finding; whoever told it here could have to wait for the terminal.
    let output = log.output.clone();
    let panics = output.clone();
    std::panic::set_hook(Box::new(move |panic| panics.warn(format!("{panic}\n"))));
    // What is told meanwhile waits until the line is erased that says what lasts.
    let held = output.hold();
    let console = log.console;
    let preview = console.follow(progress, || Preview::start(options, move |event| log.tell(event)));
    drop(held);
    let preview = preview?;
    let url = format!("http://{}/", shown(&listener));
    // Told however little is: nobody could find the handbook otherwise.
    output.say(format!("serving {} at {url}; end it with Ctrl-C\n", counted(preview.len(), "file")));
    #[cfg(not(feature = "paper"))]
    output.say(format!("there are no sheets: {}\n", crate::pipeline::WITHOUT_PAPER));
    if args.open
        && let Err(error) = open::that_detached(&url)
    {
        output.warn(format!("warning: no browser could be opened: {error}\n"));
    }
    preview.answer(listener).map_err(StartError::Thread)?;
    Ok(ExitCode::SUCCESS)
}

impl From<StartError> for CliError {
    fn from(why: StartError) -> Self {
        match why {
            StartError::Disk(error) => error.into(),
            StartError::Thread(_) => Self::new(why.to_string(), "end other programs, or allow more threads (`ulimit -u`)"),
        }
    }
}

fn listen(args: &Args, log: &Log) -> Result<(Listener, AllowedHosts), CliError> {
    let host = resolve(&args.host)?;
    let wanted = args.port.unwrap_or(4000);
    let ports = if args.port.is_some() { wanted..=wanted } else { wanted..=wanted.saturating_add(TRIES) };
    let mut refused = None;
    for port in ports {
        match serve::listen(SocketAddr::new(host, port)) {
            Ok(listener) => {
                if listener.address().port() != wanted && wanted != 0 {
                    log.say(format!("port {wanted} is taken, so this is the next free one\n"));
                }
                if host.is_loopback() {
                    return Ok((listener, AllowedHosts::Loopback));
                }
                log.output.warn(format!(
                    "warning: everybody who can reach {host} can read this handbook, drafts and mistakes as well\n  = help: leave \
                     `--host` out, so that only this machine can\n"
                ));
                return Ok((listener, AllowedHosts::Reachable(args.host.clone())));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => refused = Some((port, error)),
        }
    }
    Err(match refused {
        Some((port, error)) => {
            CliError::new(format!("cannot listen on {host}, port {port}: {error}"), "name another `--host` or `--port`")
        }
        None => CliError::new(format!("port {wanted} is taken"), "name another one by `--port`"),
    })
}

fn resolve(host: &str) -> Result<IpAddr, CliError> {
    if host == "localhost" {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let found = (host, 0).to_socket_addrs().ok().and_then(|mut found| found.next());
    let lost = || CliError::new(format!("there is no address `{host}`"), "name an address of this machine, as in `127.0.0.1`");
    found.map(|found| found.ip()).ok_or_else(lost)
}

/// The bound address for a URL; an unspecified IP address (`0.0.0.0`) becomes 127.0.0.1.
fn shown(listener: &Listener) -> SocketAddr {
    let address = listener.address();
    if address.ip().is_unspecified() { SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port()) } else { address }
}

/// Parses an interval: `500ms`, `2s`, or a number of milliseconds, from 10 ms to 1 hour.
///
/// # Errors
/// In words for the user.
fn interval(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1.0),
        None => text.strip_suffix('s').map_or((text, 1.0), |number| (number, 1000.0)),
    };
    let wrong = || "write a time as in `500ms` or `2s`".to_owned();
    let milliseconds = number.trim().parse::<f64>().map_err(|_| wrong())? * unit;
    if !(10.0..=3_600_000.0).contains(&milliseconds) {
        return Err("from 10 ms to an hour".into());
    }
    Ok(Duration::from_secs_f64(milliseconds / 1000.0))
}

/// What is told while the preview runs.
struct Log {
    console: Console,
    output: OutputQueue,
    /// How paths of findings begin.
    prefix: String,
    /// The findings that were told last.
    told: Mutex<Vec<String>>,
}

impl Log {
    /// Tells what happens. Findings are told again only when they are others.
    fn tell(&self, event: &Event<'_>) {
        match event {
            Event::Changed(paths) => {
                let named: Vec<&str> = paths.iter().take(3).map(SourcePath::as_str).collect();
                let rest = paths.len() - named.len();
                let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
                self.say(format!("changed: {}{rest}\n", safe(&named.join(", "))));
            }
            Event::Checked { found, sources } => self.findings(found, sources),
            Event::Broken { address, problems } => {
                let excerpts: String = problems.iter().map(|problem| format!("{}\n", problem.excerpt)).collect();
                self.output.warn(format!("error: `{}` cannot be drawn\n{excerpts}", safe(address.as_str())));
            }
            Event::Failed(problem) => self.output.warn(format!("error: {}\n", safe(&problem.message))),
            Event::Polling(reason) => {
                self.output.warn(format!(
                    "warning: {reason}\n  = help: the files are looked at twice a second instead; `--poll` says how often\n"
                ));
            }
        }
    }

    fn findings(&self, found: &[Diagnostic], sources: &Sources) {
        let drawn = self.console.draw(found, sources, &self.prefix);
        let mut told = self.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *told == drawn {
            return;
        }
        if !drawn.is_empty() {
            self.output.warn(format!("{}\n", drawn.join("\n")));
        }
        let count = |severity| found.iter().filter(|found| found.severity() == severity).count();
        self.say(format!("{}, {}\n", counted(count(Severity::Error), "error"), counted(count(Severity::Warning), "warning")));
        *told = drawn;
    }

    /// Says what nobody needs to know who wants it quiet.
    fn say(&self, text: String) {
        if !self.console.is_quiet {
            self.output.say(text);
        }
    }
}
