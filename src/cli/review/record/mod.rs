//! `review record`: writes an entry of the record of a review, and lists what is due.

mod ask;
mod correct;
mod due;
mod file;
mod head;
mod kinds;
mod later;
mod parts;
mod scene;

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

use self::ask::Ask;
use crate::{
    cli::{common::CliError, console::Console},
    review::{
        Review,
        record::{Kind, Record, What},
    },
};

/// Write down what happened in a review: talks, verdicts, sign-offs, exceptions
///
/// Each entry is one small file beside the answers. It is never edited: a later one corrects, withdraws, lifts, closes or renews it. On a
/// terminal you are asked for what no flag says; elsewhere nothing is asked, and all that is missing is listed at once.
///
/// Exit code 0: the entry is written, or was there already. 1: it would be refused, and nothing was written. 2: the command, a file or the
/// handbook could not be read, or something is missing.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "readybook review record FILE KIND [OPTIONS]\n       readybook review record due FILE...",
    subcommand_value_name = "KIND",
    subcommand_help_heading = "Kinds"
)]
pub struct Args {
    /// The answer file of the service
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

/// The flags of one kind of entry, and those of every entry.
#[derive(Debug, clap::Args)]
struct NewEntry<K: clap::Args> {
    #[command(flatten)]
    kind: K,
    #[command(flatten)]
    head: head::HeadFlags,
}

/// What can be done with a record.
#[derive(Debug, Subcommand)]
enum Verb {
    /// A talk with the team: a dialogue, nothing to sign
    #[command(override_usage = "readybook review record FILE talk [OPTIONS]")]
    Talk(NewEntry<kinds::TalkFlags>),
    /// The walkthrough: who took part, what they saw, what is still to be discussed
    #[command(override_usage = "readybook review record FILE walkthrough [OPTIONS]")]
    Walkthrough(NewEntry<kinds::WalkthroughFlags>),
    /// What a role decided or advises: go, go with conditions, not yet, veto
    #[command(override_usage = "readybook review record FILE verdict [OPTIONS]")]
    Verdict(NewEntry<kinds::VerdictFlags>),
    /// The team disagrees with an entry, in its own words
    #[command(override_usage = "readybook review record FILE challenge ENTRY [OPTIONS]")]
    Challenge(NewEntry<kinds::ChallengeFlags>),
    /// What has to be done, by whom, and by when
    #[command(override_usage = "readybook review record FILE condition [OPTIONS]")]
    Condition(NewEntry<kinds::ConditionFlags>),
    /// A gap that is accepted for some time
    #[command(override_usage = "readybook review record FILE exception [OPTIONS]")]
    Exception(NewEntry<kinds::ExceptionFlags>),
    /// A role agrees to the answers as they are now
    ///
    /// The answers are kept once beside the entries, under their digest, so that everybody can see later what was agreed to.
    #[command(visible_alias = "sign")]
    #[command(override_usage = "readybook review record FILE sign-off [OPTIONS]")]
    SignOff(NewEntry<kinds::SignOffFlags>),
    /// The security assessment, or why there is none
    ///
    /// The text of findings stays in the company's tracker.
    #[command(override_usage = "readybook review record FILE assessment [OPTIONS]")]
    Assessment(NewEntry<kinds::SecurityFlags>),
    /// The load profile, or why there is none
    #[command(override_usage = "readybook review record FILE load-profile [OPTIONS]")]
    LoadProfile(NewEntry<kinds::LoadFlags>),
    /// The service is in production
    #[command(override_usage = "readybook review record FILE launched [OPTIONS]")]
    Launched(NewEntry<kinds::LaunchedFlags>),
    /// What was learned after the launch
    #[command(override_usage = "readybook review record FILE look-back [OPTIONS]")]
    LookBack(NewEntry<kinds::LookBackFlags>),
    /// Correct an entry: a new one replaces it, with the reason
    ///
    /// The new entry says what the old one says, but for what `--set` names. The old file stays as it is.
    #[command(override_usage = "readybook review record FILE correct ENTRY [OPTIONS]")]
    Correct(NewEntry<correct::CorrectFlags>),
    /// An entry no longer counts
    #[command(override_usage = "readybook review record FILE withdraw ENTRY [OPTIONS]")]
    Withdraw(NewEntry<later::WithdrawFlags>),
    /// A veto, or advice to wait, is lifted
    #[command(override_usage = "readybook review record FILE lift ENTRY [OPTIONS]")]
    Lift(NewEntry<later::LiftFlags>),
    /// A condition, an exception or a challenge has come to its end
    #[command(override_usage = "readybook review record FILE close ENTRY [OPTIONS]")]
    Close(NewEntry<later::CloseFlags>),
    /// A condition or an exception gets a later end
    #[command(override_usage = "readybook review record FILE renew ENTRY [OPTIONS]")]
    Renew(NewEntry<later::RenewFlags>),
    Due(due::Args),
}

/// A kind of entry: its flags.
trait WritesEntry: clap::Args {
    /// The kind.
    const KIND: Kind;

    /// What happened, from flags and answers.
    ///
    /// # Errors
    /// When nobody answers, or a flag names what is not there.
    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError>;
}

/// What an entry is written against.
struct Scene<'a> {
    /// The answers, judged by the editions that they pin.
    review: &'a Review<'a>,
    /// The record as it is.
    record: &'a Record,
    /// The phase that a flag names.
    phase: Option<String>,
}

/// Runs the verb that was typed: exit code 0, 1 for an entry that would be refused, 2 for a wrong command or a failing world.
pub fn run(args: &Args, console: Console) -> Result<ExitCode, CliError> {
    let verb = match &args.verb {
        Verb::Due(due) if args.file.is_none() => return due::run(due, console),
        Verb::Due(_) => {
            return Err(CliError::new("`due` takes its files after it", "write `readybook review record due FILE...`"));
        }
        verb => verb,
    };
    let Some(file) = &args.file else {
        let help = "name it before the kind, as in `readybook review record invoice-api.answers.yaml talk`";
        return Err(CliError::new("nobody says which answer file", help));
    };
    match verb {
        Verb::Talk(entry) => file::record(file, entry, console),
        Verb::Walkthrough(entry) => file::record(file, entry, console),
        Verb::Verdict(entry) => file::record(file, entry, console),
        Verb::Challenge(entry) => file::record(file, entry, console),
        Verb::Condition(entry) => file::record(file, entry, console),
        Verb::Exception(entry) => file::record(file, entry, console),
        Verb::SignOff(entry) => file::record(file, entry, console),
        Verb::Assessment(entry) => file::record(file, entry, console),
        Verb::LoadProfile(entry) => file::record(file, entry, console),
        Verb::Launched(entry) => file::record(file, entry, console),
        Verb::LookBack(entry) => file::record(file, entry, console),
        Verb::Withdraw(entry) => file::record(file, entry, console),
        Verb::Lift(entry) => file::record(file, entry, console),
        Verb::Close(entry) => file::record(file, entry, console),
        Verb::Renew(entry) => file::record(file, entry, console),
        Verb::Correct(entry) => file::correct(file, entry, console),
        Verb::Due(_) => unreachable!("it takes no answer file before it"),
    }
}
