//! What becomes of an entry later: it is withdrawn, lifted, closed, or renewed.

use jiff::civil::Date;

use super::{
    Scene, WritesEntry,
    ask::{Ask, at},
    parts::plain_entry,
};
use crate::{
    cli::common::CliError,
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
        Ok(Amendment { entry, reason: ask.text(self.reason.as_ref(), "--reason TEXT", question)? })
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
    /// The flags of a closing.
    CloseFlags: Close of ENDING, "What came of it?";
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
        let Amendment { entry, reason } = self.flags.amendment(&kinds, "Why does it take longer?", scene, ask)?;
        let ends_on = ask.day(self.ends_on, "--ends-on DATE", "Until when now, as in 2026-12-20?")?;
        Ok(What::Renew(Renewal { entry, reason, ends_on }))
    }
}

impl Scene<'_> {
    /// The entry that somebody names: by the name of its file, its path, or the beginning of its name where only one begins so. On a
    /// terminal those of the kinds that still count are listed; all of them without any kind.
    pub fn entry(&self, said: Option<&String>, kinds: &[Kind], ask: &mut Ask<'_>) -> Result<Spanned<String>, CliError> {
        let named = |text: &str| {
            let name = plain_entry(text);
            let mut found = self.record.entries.iter().filter(|entry| entry.id.starts_with(&name));
            match (self.record.entries.iter().any(|entry| entry.id == name), found.next(), found.next()) {
                (false, Some(only), None) if !name.is_empty() => only.id.clone(),
                _ => name,
            }
        };
        if said.is_none() && ask.prompt.is_there {
            let standing = Standing::of(self.record);
            let open = standing.entries.iter().filter(|stands| kinds.is_empty() || !stands.is_ended());
            let fits = open.filter(|stands| kinds.is_empty() || kinds.contains(&stands.entry.what.value.kind()));
            for stands in fits {
                ask.prompt.say(&format!("  {}", stands.entry.id));
            }
        }
        Ok(at(named(&ask.text(said, "ENTRY", "Which entry, by the name of its file?")?)))
    }
}
