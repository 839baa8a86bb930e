//! The attributes of a struct and of its fields, parsed once.

use proc_macro2::Span;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, ExprArray, ExprLit, Fields, GenericArgument, Ident, Lit, LitStr, Meta, Path,
    PathArguments, Result, Token, Type, Visibility, parse::ParseStream,
};

/// A struct that holds the values of one mapping.
pub struct Format {
    /// The name of the struct.
    pub ident: Ident,
    /// Its visibility.
    pub vis: Visibility,
    /// What it is, in sentences: its doc comment.
    pub about: String,
    /// Its name in findings, with an article, as in "an item".
    pub name: LitStr,
    /// A function that checks the value once all keys are read.
    pub check: Option<Path>,
    /// The type of a scalar that may stand in the place of the mapping.
    pub scalar: Option<Type>,
    /// The value of a key with nothing behind it.
    pub null: Option<Expr>,
    /// What must be true of its keys together: calls of variants of `yaml::Rule`.
    pub rules: Vec<Expr>,
    /// Whether one that cannot be read whole is read in part.
    pub in_part: bool,
    /// What the struct of a rendition is called.
    pub rendered: Option<Ident>,
    /// Whether `yaml::ToYaml` is derived.
    pub written: bool,
    /// A predicate: which values are written at all.
    pub written_if: Option<Path>,
    /// Whether `yaml::Canonical` is derived.
    pub digested: bool,
    /// The field with the id by which lists of it are digests.
    pub digested_by: Option<Ident>,
    /// Its fields in order.
    pub fields: Vec<Field>,
}

/// A field of the struct.
pub struct Field {
    /// The name of the field.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// What it is, in sentences: its doc comment.
    pub about: String,
    /// Its role in the format.
    pub role: Role,
}

/// The role of a field in its format.
pub enum Role {
    /// The span of the mapping.
    Span,
    /// The keys that the format does not list.
    Rest,
    /// Its address, which is no key and which `handbook.json` holds.
    Address,
    /// A key.
    Key(Box<KeyAttributes>),
}

/// A key of the mapping.
pub struct KeyAttributes {
    /// The key as it is written.
    pub name: LitStr,
    /// The type that is read, if not the field's.
    pub via: Option<Type>,
    /// Whether and how it may be missing.
    pub presence: Presence,
    /// A predicate: which values count as present.
    pub filter: Option<Path>,
    /// A function that reports that it is missing, instead of the usual finding.
    pub missing: Option<Path>,
    /// What other tools call it.
    pub foreign: Vec<LitStr>,
    /// What is said to who writes one of these names, if not simply its own.
    pub foreign_help: Option<LitStr>,
    /// What else is said where its value is wrong.
    pub hint: Option<LitStr>,
    /// The least and the most of a whole number.
    pub bounds: Option<(Expr, Expr)>,
    /// The version of the format that brought it, counted from 1.
    pub since: u32,
    /// How digests see it.
    pub digest: DigestAttributes,
    /// The kind of thing that its ids refer to: a variant of `yaml::ReferenceKind`.
    pub names: Option<Ident>,
    /// Whether it holds the path of a page or a file, relative to the file that the key is in.
    pub path: bool,
    /// Whether no rendition shows it.
    pub hidden: bool,
    /// Whether `handbook.json` leaves it out.
    pub unpublished: bool,
}

/// How digests see a key.
pub struct DigestAttributes {
    /// Which digests its value is part of: a variant of `yaml::DigestScope`.
    pub scope: Ident,
    /// Whether the order of its list says nothing.
    pub set: bool,
}

/// Whether a key may be missing.
pub enum Presence {
    /// It must be there.
    Required,
    /// It must be there; a missing one is reported, and counts as empty.
    Expected,
    /// It may be missing; the field is an `Option`.
    Optional,
    /// It may be missing, and then this is its value; without an expression, what its type has by default.
    Default(Option<Expr>),
}

impl Format {
    pub fn of(input: &DeriveInput) -> Result<Self> {
        let Data::Struct(data) = &input.data else { return Err(Error::new_spanned(input, "a format is a struct")) };
        let Fields::Named(named) = &data.fields else { return Err(Error::new_spanned(input, "a format has named fields")) };
        let mut format = Self {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            about: about(&input.attrs),
            name: LitStr::new("", Span::call_site()),
            check: None,
            scalar: None,
            null: None,
            rules: Vec::new(),
            in_part: false,
            rendered: None,
            written: false,
            written_if: None,
            digested: false,
            digested_by: None,
            fields: Vec::new(),
        };
        let mut rest: Option<Ident> = None;
        for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("format")) {
            attribute.parse_nested_meta(|meta| {
                let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                match word.as_str() {
                    "name" => format.name = meta.value()?.parse()?,
                    "rest" => rest = Some(meta.value()?.parse()?),
                    "check" => format.check = Some(meta.value()?.parse()?),
                    "scalar" => format.scalar = Some(meta.value()?.parse()?),
                    "null" => format.null = Some(meta.value()?.parse()?),
                    "rules" => format.rules = meta.value()?.parse::<ExprArray>()?.elems.into_iter().collect(),
                    "in_part" => format.in_part = true,
                    "rendered" => format.rendered = Some(meta.value()?.parse()?),
                    "written" => {
                        format.written = true;
                        if meta.input.peek(Token![=]) {
                            format.written_if = Some(meta.value()?.parse()?);
                        }
                    }
                    "digested" => {
                        format.digested = true;
                        if meta.input.peek(Token![=]) {
                            format.digested_by = Some(meta.value()?.parse()?);
                        }
                    }
                    _ => {
                        let known =
                            "`name`, `rest`, `check`, `scalar`, `null`, `rules`, `in_part`, `rendered`, `written`, `digested`";
                        return Err(meta.error(format!("a format has {known}")));
                    }
                }
                Ok(())
            })?;
        }
        if format.name.value().is_empty() {
            return Err(Error::new_spanned(&input.ident, "a format needs `#[format(name = \"…\")]`"));
        }
        for field in &named.named {
            let Some(ident) = field.ident.clone() else { continue };
            let is_rest = rest.as_ref() == Some(&ident);
            let role = if is_rest { Role::Rest } else { role(&ident, &field.ty, &field.attrs)? };
            format.fields.push(Field { ident, ty: field.ty.clone(), about: about(&field.attrs), role });
        }
        Ok(format)
    }

    /// The fields that are keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = (&Field, &KeyAttributes)> {
        self.fields.iter().filter_map(|field| match &field.role {
            Role::Key(key) => Some((field, &**key)),
            Role::Span | Role::Rest | Role::Address => None,
        })
    }

    /// Whether keys that the format does not list are kept instead of reported.
    pub fn keeps_rest(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.role, Role::Rest))
    }
}

fn role(ident: &Ident, ty: &Type, attributes: &[Attribute]) -> Result<Role> {
    let mut key = KeyAttributes {
        name: LitStr::new(&ident.to_string(), ident.span()),
        via: None,
        presence: match outer(ty).as_deref() {
            Some("Option") => Presence::Optional,
            Some("Vec" | "Entries" | "Table" | "bool") => Presence::Default(None),
            _ => Presence::Required,
        },
        filter: None,
        missing: None,
        foreign: Vec::new(),
        foreign_help: None,
        hint: None,
        bounds: None,
        since: 1,
        digest: DigestAttributes { scope: Ident::new("All", Span::call_site()), set: false },
        names: None,
        path: false,
        hidden: false,
        unpublished: false,
    };
    let mut other = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("field")) {
        attribute.parse_nested_meta(|meta| {
            let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            match word.as_str() {
                "span" => other = Some(Role::Span),
                "address" => other = Some(Role::Address),
                "name" => key.name = meta.value()?.parse()?,
                "via" => key.via = Some(meta.value()?.parse()?),
                "required" => key.presence = Presence::Required,
                "expected" => key.presence = Presence::Expected,
                "default" if meta.input.peek(syn::Token![=]) => key.presence = Presence::Default(Some(meta.value()?.parse()?)),
                "default" => key.presence = Presence::Default(None),
                "filter" => key.filter = Some(meta.value()?.parse()?),
                "missing" => key.missing = Some(meta.value()?.parse()?),
                "foreign" => {
                    let names;
                    syn::parenthesized!(names in meta.input);
                    key.foreign = names.parse_terminated(|name: ParseStream<'_>| name.parse(), Token![,])?.into_iter().collect();
                }
                "foreign_help" => key.foreign_help = Some(meta.value()?.parse()?),
                "hint" => key.hint = Some(meta.value()?.parse()?),
                "bounds" => {
                    let Expr::Range(range) = meta.value()?.parse()? else { return Err(meta.error("bounds are `low..=high`")) };
                    let (Some(low), Some(high)) = (range.start, range.end) else {
                        return Err(meta.error("bounds are `low..=high`"));
                    };
                    key.bounds = Some((*low, *high));
                }
                "since" => key.since = meta.value()?.parse::<syn::LitInt>()?.base10_parse()?,
                "digest" => {
                    let word: Ident = meta.value()?.parse()?;
                    let variant = match word.to_string().as_str() {
                        "essential" => "Essential",
                        "all" => "All",
                        "nothing" => "Nothing",
                        _ => return Err(Error::new_spanned(word, "a digest is `essential`, `all` or `nothing`")),
                    };
                    key.digest.scope = Ident::new(variant, word.span());
                }
                "set" => key.digest.set = true,
                "names" => key.names = Some(meta.value()?.parse()?),
                "path" => key.path = true,
                "hidden" => key.hidden = true,
                "unpublished" => key.unpublished = true,
                _ => return Err(meta.error("this is nothing that a field of a format may say")),
            }
            Ok(())
        })?;
    }
    Ok(other.unwrap_or_else(|| Role::Key(Box::new(key))))
}

/// The doc comment, its lines joined.
fn about(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ")
}

/// The last segment of a type's path: `Option` for `std::option::Option<T>`.
pub fn outer(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

/// The first type argument of a type: `T` for `Option<T>`.
pub fn inner(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
