//! `serve`: the handbook in a browser, from memory.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::ExitCode,
};

use super::common::{Handbook, Trouble, say, say_error};
use crate::{
    diagnostic::{self, Look, Severity},
    serve,
};

/// Show the handbook in a browser, from memory
///
/// Builds the handbook and answers on this machine alone. A page that cannot be made shows what is wrong with it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    handbook: Handbook,
    /// The port to listen on; the next free one when none is named and this one is taken [default: 4000]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
}

/// So many ports are tried when none was asked for.
const TRIES: u16 = 20;

/// Builds, listens, and answers until it is ended.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let revision = args.handbook.served_here().make(None, false)?;
    for found in &revision.diagnostics {
        say_error(&format!("{}\n", diagnostic::draw(found, &revision.sources, &args.handbook.prefix(), Look::Plain)));
    }
    let Some(made) = revision.made else { return Ok(ExitCode::from(1)) };
    let wanted = args.port.unwrap_or(4000);
    let ports = if args.port.is_some() { wanted..=wanted } else { wanted..=wanted.saturating_add(TRIES) };
    let here = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let Some(listener) = ports.clone().find_map(|port| serve::listen(here(port)).ok()) else {
        return Err(Trouble::new(format!("port {wanted} is taken"), "name another one by `--port`"));
    };
    let address = listener.address();
    if address.port() != wanted && wanted != 0 {
        say(&format!("port {wanted} is taken, so this is the next free one\n"));
    }
    let errors = revision.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let errors = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
    say(&format!("serving {} files at http://{address}/ with {errors}; end it with Ctrl-C\n", made.site.len()));
    let sources = revision.sources;
    let draw = move |found: &diagnostic::Diagnostic| diagnostic::draw(found, &sources, "", Look::Plain);
    listener.answer(made.site, draw);
    Ok(ExitCode::SUCCESS)
}
