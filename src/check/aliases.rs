//! Check: aliases of pages that are no usable site paths.

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{Unusable, alias_address, is_of_another_kind},
};

/// Reports unusable aliases. Colliding ones are reported where the files of the site are listed.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let aliases = subject.handbook.pages.iter().flat_map(|page| &page.meta.aliases);
    for alias in aliases {
        let unusable = match alias_address(&alias.value) {
            // Where such a file is, that both want the address is told.
            Ok(address) if is_of_another_kind(&address) && !subject.handbook.index.files.contains_key(&address) => {
                let message = "this alias cannot be an address: a page cannot have the name of another kind of file";
                let help = "put the file itself there, or leave this alias out";
                findings.push(Diagnostic::new(Code::InvalidName, alias.span, message).help(help));
                continue;
            }
            Ok(_) => continue,
            Err(unusable) => unusable,
        };
        let why = match unusable {
            Unusable::Empty => "it says nothing".to_owned(),
            Unusable::Whole => "a server's name, a scheme or `//` cannot be part of it".to_owned(),
            Unusable::Cut(character) => format!("it ends before `{character}`"),
            Unusable::Hidden => "a part of it begins with a dot".to_owned(),
            Unusable::Character(character) => format!("it has `{}` in it", character.escape_debug()),
            Unusable::End => "a part of it ends with a dot or a space".to_owned(),
        };
        let help = match unusable {
            Unusable::Hidden => {
                "servers and tools obey files that begin with a dot, so a handbook writes none: leave this alias out"
            }
            _ => "write the path that the page had, from the top of the handbook on, as in `/wiki/backups/`",
        };
        let message = format!("this alias cannot be an address: {why}");
        findings.push(Diagnostic::new(Code::InvalidName, alias.span, message).help(help));
    }
}
