//! Derives everything that follows from the description of a format: the struct that holds the values of one mapping.
//!
//! `#[derive(Format)]` gives a struct
//!
//! - `yaml::HasFormat`: its keys, each with kind, default, version, sentence and digest;
//! - `yaml::FromYaml`: how it is read, with a finding for each key that nothing knows;
//! - `prose::Walk`: a visit of all texts, references and paths in it, for checks and for the search;
//! - with `rendered = Name`: `prose::Render` and the struct `Name<R>`, which has the same fields as one rendition shows them;
//! - with `written`: `yaml::ToYaml`: its canonical text;
//! - with `digested`: `yaml::Canonical`: what its digests are made of.
//!
//! It knows tokens alone: what a key means is said by the types of the fields.

mod attributes;
mod description;
mod digesting;
mod reading;
mod rendering;
mod walking;
mod writing;

use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use self::attributes::Format;

/// Describes a format by the struct that holds its values.
///
/// On the struct, `#[format(…)]`:
/// `name = "an item"` as findings call it (needed); `rest = custom` the field that keeps keys which nothing here knows, instead
/// of a finding; `check = path` a function `(Self, &Fields, &mut Findings) -> Option<Self>` that runs once all keys were read;
/// `scalar = Type` what a value is that is no mapping but a scalar, turned into the struct by `From`;
/// `rules = [NotBoth("a", "b")]` what must be true of its keys together, for editors: variants of `yaml::Rule`, which `check` tells of;
/// `null = expression` the value of a key with nothing behind it, which may use `node`; `in_part` if checks look
/// at one that cannot be read whole, for which each key that must be there needs a `yaml::StandIn`; `rendered = Name`; `written`, or
/// `written = path` where `(&Self) -> bool` says whether anything is written at all; `digested`, or `digested = id` where lists of it are
/// digests by that id.
///
/// On a field, `#[field(…)]`: `span` for the span of the mapping, which is no key; `name = "type"` where Rust has the word for
/// itself; `via = Type` the type that is read and turned into the field's by `From`; `required` for a list that must be
/// there, `expected` for one that counts as empty once it was reported as missing; `default` or `default = expression`, which
/// may use `fields`, and what was read before as an `Option`, `id_` for the field `id`; `filter = path` a predicate that says
/// which values count as present; `missing = path` a function `(&Fields, &mut Findings)` that reports a missing key;
/// `foreign("description")` what other tools call the key, and `foreign_help = "…"` what is said to who writes that, if not
/// simply its name; `hint = "…"` what a finding about its value says beside its own help; `bounds = low..=high` for whole
/// numbers; `since = 2` the version of the format that brought the key; `digest = essential` or `nothing` instead of `all`;
/// `set` for a list whose order says nothing to a digest;
/// `names = Tier` for ids of something else; `path` for the path of a page or a file; `hidden` for what no rendition shows;
/// `unpublished` for what `handbook.json` leaves out; `address` for the address, which is no key and which `handbook.json` holds.
///
/// A field of the type `Option` may be missing, and so may a `Vec`, an `Entries`, a `Table` and a `bool`; any other must be there.
#[proc_macro_derive(Format, attributes(format, field))]
pub fn format(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let format = match Format::of(&input) {
        Ok(format) => format,
        Err(error) => return error.into_compile_error().into(),
    };
    let parts = [
        description::implement(&format),
        reading::implement(&format),
        walking::implement(&format),
        rendering::implement(&format),
        writing::implement(&format),
        digesting::implement(&format),
    ];
    quote!(#(#parts)*).into()
}
