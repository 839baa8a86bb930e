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
    /// The entry that it is about, by the name of its file; the beginning is enough where only one that counts begins so
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
    /// The entry that somebody names: by the name of its file, its path, or the beginning of its name where only one that still counts
    /// begins so. On a terminal those of the kinds that still count are listed, all of them without any kind, and it is asked until there
    /// is one.
    ///
    /// # Errors
    /// When several entries begin as the text does.
    pub fn entry(&self, said: Option<&String>, kinds: &[Kind], ask: &mut Ask<'_>) -> Result<Spanned<String>, CliError> {
        if said.is_some() || !ask.prompt.is_there {
            let name = ask.text(said, "ENTRY", "")?;
            return match self.named(&name) {
                Named::One(id) => Ok(at(id)),
                Named::Several(ids) => {
                    Err(CliError::new(format!("{} entries begin with `{}`", ids.len(), plain_entry(&name)), several(&ids)))
                }
                // It is told at its place in the entry.
                Named::None => Ok(at(plain_entry(&name))),
            };
        }
        let standing = Standing::of(self.record);
        let open = standing.entries.iter().filter(|stands| kinds.is_empty() || !stands.is_ended());
        let fits = open.filter(|stands| kinds.is_empty() || kinds.contains(&stands.entry.what.value.kind()));
        let names: Vec<&str> = fits.map(|stands| stands.entry.id.as_str()).collect();
        for name in &names {
            ask.prompt.say(&format!("  {name}"));
        }
        let known = |text: &str| match self.named(text) {
            Named::One(id) => Ok(id),
            Named::Several(ids) => Err(format!("several entries begin so; {}", several(&ids))),
            Named::None => {
                let help = suggest(&plain_entry(text), "there are", &names);
                Err(format!("there is no such entry; {}", help.unwrap_or_else(|| "the record has none that fits".to_owned())))
            }
        };
        ask.prompt.until("Which entry, by the name of its file, or the beginning of it?", known).map(at)
    }

    /// The entry that a text names. Where several begin so, and all but one were put right or withdrawn, it is that one.
    fn named(&self, text: &str) -> Named {
        let name = plain_entry(text);
        let all = self.record.entries.iter().map(|entry| entry.id.as_str());
        if name.is_empty() {
            return Named::None;
        }
        if all.clone().any(|id| id == name) {
            return Named::One(name);
        }
        let begin: Vec<&str> = all.filter(|id| id.starts_with(&name)).collect();
        let standing = Standing::of(self.record);
        let still: Vec<&str> =
            standing.entries.iter().map(|stands| stands.entry.id.as_str()).filter(|id| begin.contains(id)).collect();
        match (begin.as_slice(), still.as_slice()) {
            ([], _) => Named::None,
            ([one], _) | (_, [one]) => Named::One((*one).to_owned()),
            _ => Named::Several(begin.into_iter().map(str::to_owned).collect()),
        }
    }
}

/// What a text names of the entries of a record.
enum Named {
    /// No entry.
    None,
    /// One, by its id.
    One(String),
    /// Several that begin so, by their ids.
    Several(Vec<String>),
}

fn several(ids: &[String]) -> String {
    format!("write more of the name: {}", ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))
}
