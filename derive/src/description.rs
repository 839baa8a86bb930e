//! `yaml::HasFormat`: the keys of a format as a table.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::attributes::{DigestAttributes, Field, Format, KeyAttributes, Presence, outer};

pub fn implement(format: &Format) -> TokenStream {
    let Format { ident, name, about, .. } = format;
    let keys = format.keys().map(|(field, key)| described(field, key));
    let open = format.keeps_rest();
    let rules = format.rules.iter().map(|rule| quote!(crate::yaml::Rule::#rule));
    let mut kind = quote!(crate::yaml::ValueKind::Mapping(&<Self as crate::yaml::HasFormat>::FORMAT));
    if let Some(ty) = &format.scalar {
        kind = quote!(crate::yaml::ValueKind::Either(&[<#ty as crate::yaml::HasKind>::KIND, #kind]));
    }
    if format.null.is_some() {
        kind = quote!(crate::yaml::ValueKind::OrNothing(&#kind));
    }
    quote! {
        impl crate::yaml::HasFormat for #ident {
            const FORMAT: crate::yaml::Format = crate::yaml::Format {
                name: #name,
                about: #about,
                open: #open,
                keys: &[#(#keys),*],
                rules: &[#(#rules),*],
            };
        }

        impl crate::yaml::HasKind for #ident {
            const KIND: crate::yaml::ValueKind = #kind;
        }
    }
}

fn described(field: &Field, key: &KeyAttributes) -> TokenStream {
    let KeyAttributes { name, since, digest: DigestAttributes { scope, set }, foreign, .. } = key;
    let foreign_help = key.foreign_help.as_ref().map_or_else(|| format!("here it is called `{}`", name.value()), LitStr::value);
    let about = &field.about;
    let presence = match &key.presence {
        Presence::Required | Presence::Expected => quote!(Required),
        Presence::Optional | Presence::Default(None) => quote!(Optional),
        Presence::Default(Some(value)) => {
            let value = quote!(#value).to_string();
            quote!(Default(#value))
        }
    };
    let read = key.via.as_ref().unwrap_or(&field.ty);
    let names = key.names.as_ref().filter(|_| outer(&field.ty).as_deref() != Some("Table"));
    let mut kind = match (names, key.path, &key.bounds) {
        (Some(names), ..) => quote!(crate::yaml::ValueKind::Id(Some(crate::yaml::ReferenceKind::#names))),
        (None, true, _) => quote!(crate::yaml::ValueKind::Path),
        (None, false, Some((low, high))) => quote!(crate::yaml::ValueKind::Number(#low, #high)),
        (None, false, None) => quote!(<#read as crate::yaml::HasKind>::KIND),
    };
    if (names.is_some() || key.path) && outer(&field.ty).as_deref() == Some("Vec") {
        kind = quote!(crate::yaml::ValueKind::List(&#kind));
    }
    quote! {
        crate::yaml::Field {
            name: #name,
            about: #about,
            kind: #kind,
            presence: crate::yaml::Presence::#presence,
            since: #since,
            digest: crate::yaml::DigestScope::#scope,
            set: #set,
            foreign: &[#(#foreign),*],
            foreign_help: #foreign_help,
        }
    }
}
