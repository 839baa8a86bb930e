//! What becomes of an entry later: it is withdrawn, lifted, closed, or renewed.

use jiff::civil::Date;

use super::{
    Scene, WritesEntry,
    ask::{Ask, at},
    parts::plain_entry,
};
use crate::{
    cli::common::CliError,
    diagnostic::suggest,
    review::record::{Amendment, Kind, Renewal, Standing, What},
    source::Spanned,
};

/// The flags of what becomes of an entry.
#[derive(Debug, clap::Args)]
pub struct AmendmentFlags {
    /// The entry that it is about, by the name of its file; the beginning is enough where only one begins so
    #[arg(value_name = "ENTRY")]
    entry: Option<String>,
    /// Why; for what is closed, what came of it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl AmendmentFlags {
    fn amendment(&self, kinds: &[Kind], question: &str, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<Amendment, CliError> {
        let entry = scene.entry(self.entry.as_ref(), kinds, ask)?;
        Ok(Amendment { entry, discussion: None, reason: ask.text(self.reason.as_ref(), "--reason TEXT", question)? })
    }
}

/// The kinds of entries that come to an end.
const ENDING: &[Kind] = &[Kind::Condition, Kind::Exception, Kind::Challenge];

macro_rules! amending {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident of $kinds:expr, $question:literal;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, clap::Args)]
        pub struct $name {
            #[command(flatten)]
            flags: AmendmentFlags,
        }

        impl WritesEntry for $name {
            const KIND: Kind = Kind::$kind;

            fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
                self.flags.amendment($kinds, $question, scene, ask).map(What::$kind)
            }
        }
    )+};
}

amending! {
    /// The flags of a withdrawal.
    WithdrawFlags: Withdraw of &[], "Why does it no longer count?";
    /// The flags of a lift.
    LiftFlags: Lift of &[Kind::Verdict], "Why is it lifted?";
}

/// The flags of a closing.
#[derive(Debug, clap::Args)]
pub struct CloseFlags {
    #[command(flatten)]
    flags: AmendmentFlags,
    /// Which discussion of a walkthrough, counted from 1
    #[arg(long, value_name = "NUMBER")]
    discussion: Option<u32>,
}

impl WritesEntry for CloseFlags {
    const KIND: Kind = Kind::Close;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let amendment = self.flags.amendment(ENDING, "What came of it?", scene, ask)?;
        Ok(What::Close(Amendment { discussion: self.discussion, ..amendment }))
    }
}

/// The flags of a renewal.
#[derive(Debug, clap::Args)]
pub struct RenewFlags {
    #[command(flatten)]
    flags: AmendmentFlags,
    /// The new last day
    #[arg(long, value_name = "DATE")]
    ends_on: Option<Date>,
}

impl WritesEntry for RenewFlags {
    const KIND: Kind = Kind::Renew;

    fn what(&self, scene: &Scene<'_>, ask: &mut Ask<'_>) -> Result<What, CliError> {
        let kinds = [Kind::Condition, Kind::Exception];
        let Amendment { entry, reason, .. } = self.flags.amendment(&kinds, "Why does it take longer?", scene, ask)?;
        let ends_on = ask.day(self.ends_on, "--ends-on DATE", "Until when now, as in 2026-12-20?")?;
        Ok(What::Renew(Renewal { entry, reason, ends_on }))
    }
}

impl Scene<'_> {
    /// The entry that somebody names: by the name of its file, its path, or the beginning of its name where only one begins so. On a
    /// terminal those of the kinds that still count are listed, all of them without any kind, and it is asked until there is one.
    pub fn entry(&self, said: Option<&String>, kinds: &[Kind], ask: &mut Ask<'_>) -> Result<Spanned<String>, CliError> {
        if said.is_some() || !ask.prompt.is_there {
            // What is none is told at its place in the entry.
            let name = ask.text(said, "ENTRY", "")?;
            return Ok(at(self.named(&name).unwrap_or_else(|| plain_entry(&name))));
        }
        let standing = Standing::of(self.record);
        let open = standing.entries.iter().filter(|stands| kinds.is_empty() || !stands.is_ended());
        let fits = open.filter(|stands| kinds.is_empty() || kinds.contains(&stands.entry.what.value.kind()));
        let names: Vec<&str> = fits.map(|stands| stands.entry.id.as_str()).collect();
        for name in &names {
            ask.prompt.say(&format!("  {name}"));
        }
        let known = |text: &str| {
            let help =
                || suggest(&plain_entry(text), "there are", &names).unwrap_or_else(|| "the record has none that fits".to_owned());
            self.named(text).ok_or_else(|| format!("there is no such entry; {}", help()))
        };
        ask.prompt.until("Which entry, by the name of its file, or the beginning of it?", known).map(at)
    }

    /// The id of the entry that a text names.
    fn named(&self, text: &str) -> Option<String> {
        let name = plain_entry(text);
        let mut found = self.record.entries.iter().filter(|entry| entry.id.starts_with(&name)).map(|entry| &entry.id);
        let exact = self.record.entries.iter().map(|entry| &entry.id).find(|id| **id == name);
        let only = found.next().filter(|_| !name.is_empty() && found.next().is_none());
        exact.or(only).cloned()
    }
}
