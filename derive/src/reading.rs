//! `yaml::FromYaml`: nodes → the struct. All keys are read before a missing one ends it, so that one mistake hides no other.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use crate::attributes::{Field, Format, KeyAttributes, Presence, Role, inner, outer};

pub fn implement(format: &Format) -> TokenStream {
    let Format { ident, name, .. } = format;
    let reads = format.keys().map(|(field, key)| read(field, key));
    let fills = format.fields.iter().map(fill);
    let scalar = format.scalar.as_ref().map(|ty| {
        quote! {
            if let crate::yaml::NodeKind::Scalar(_) = node.kind {
                return <#ty as crate::yaml::FromYaml>::read(node, findings).map(Self::from);
            }
        }
    });
    let null = format.null.as_ref().map(|value| {
        quote! {
            if let crate::yaml::NodeKind::Null = node.kind {
                return Some(#value);
            }
        }
    });
    let in_part = format.in_part.then(|| {
        let reads = format.keys().map(|(field, key)| read(field, key));
        let fills = format.fields.iter().map(fill_in_part);
        quote! {
            fn from_fields_in_part(fields: &mut crate::yaml::Fields<'_>) -> Option<Self> {
                // What is wrong was told when it was read the first time.
                let findings = &mut crate::diagnostic::Findings::default();
                #(#reads)*
                Some(Self { #(#fills),* })
            }
        }
    });
    let finish = (!format.keeps_rest()).then(|| quote!(fields.reject_unknown(findings);));
    let check = format.check.as_ref().map(|path| {
        // What is there is checked though something else is not; nobody takes such a part for the whole.
        let in_part = format.in_part.then(|| {
            quote! {
                if made.is_none()
                    && let Some(part) = <Self as crate::yaml::FromYaml>::from_fields_in_part(&mut fields)
                {
                    let _ = #path(part, &fields, findings);
                    return None;
                }
            }
        });
        quote!(#in_part let made = made.and_then(|made| #path(made, &fields, findings));)
    });
    quote! {
        impl #ident {
            /// Reads its keys from a mapping that may hold those of others as well.
            pub(crate) fn from_fields(
                fields: &mut crate::yaml::Fields<'_>,
                findings: &mut crate::diagnostic::Findings,
            ) -> Option<Self> {
                fields.describe(&<Self as crate::yaml::HasFormat>::FORMAT);
                #(#reads)*
                Some(Self { #(#fills),* })
            }
        }

        impl crate::yaml::FromYaml for #ident {
            fn read(node: &crate::yaml::Node, findings: &mut crate::diagnostic::Findings) -> Option<Self> {
                #scalar
                #null
                let mut fields = crate::yaml::Fields::of(node, #name, findings)?;
                let made = Self::from_fields(&mut fields, findings);
                #finish
                #check
                made
            }

            #in_part
        }
    }
}

fn read(field: &Field, key: &KeyAttributes) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let KeyAttributes { name, .. } = key;
    // What is behind an `Option` is what is read.
    let wanted = match &key.presence {
        Presence::Optional => inner(ty).unwrap_or(ty),
        Presence::Required | Presence::Expected | Presence::Default(_) => ty,
    };
    let read = key.via.as_ref().unwrap_or(wanted);
    let way = match &key.presence {
        Presence::Required | Presence::Expected if key.missing.is_none() => quote!(required),
        Presence::Required | Presence::Expected | Presence::Optional | Presence::Default(_) => quote!(optional),
    };
    let mut found = quote!(fields.#way::<#read>(#name, findings));
    if let Some(hint) = &key.hint {
        found = quote!(findings.hinted(#hint, |findings| #found));
    }
    if let Some((low, high)) = &key.bounds {
        let span = quote!(fields.value_span(#name));
        found = quote!(crate::yaml::within(#found, #low..=#high, #span, findings));
    }
    if key.via.is_some() {
        found = quote!(#found.map(<#wanted as From<#read>>::from));
    }
    if let Some(path) = &key.filter {
        found = quote!(#found.filter(#path));
    }
    let found = match &key.presence {
        Presence::Required | Presence::Optional => found,
        Presence::Expected | Presence::Default(None) => quote!(#found.unwrap_or_default()),
        Presence::Default(Some(value)) => quote!(match #found { Some(found) => found, None => #value }),
    };
    let local = local(ident);
    let missing = key.missing.as_ref().map(|path| {
        quote! {
            if #local.is_none() {
                #path(fields, findings);
            }
        }
    });
    quote!(let #local = #found; #missing)
}

fn fill(field: &Field) -> TokenStream {
    let Field { ident, ty, role, .. } = field;
    let local = local(ident);
    match role {
        Role::Span => quote!(#ident: fields.span()),
        Role::Rest => quote!(#ident: fields.rest()),
        Role::Address => quote!(#ident: Default::default()),
        Role::Key(key) => match key.presence {
            Presence::Required if outer(ty).as_deref() == Some("Option") => quote!(#ident: #local),
            Presence::Required => quote!(#ident: #local?),
            Presence::Expected | Presence::Optional | Presence::Default(_) => quote!(#ident: #local),
        },
    }
}

/// As [`fill`]; what must be there and is not has a stand-in.
fn fill_in_part(field: &Field) -> TokenStream {
    let Field { ident, ty, role, .. } = field;
    match role {
        Role::Key(key) if matches!(key.presence, Presence::Required) && outer(ty).as_deref() != Some("Option") => {
            let (local, name) = (local(ident), &key.name);
            quote!(#ident: match #local { Some(found) => found, None => fields.stand_in(#name) })
        }
        Role::Key(_) | Role::Span | Role::Rest | Role::Address => fill(field),
    }
}

/// A name that is none of the parameters'.
fn local(ident: &Ident) -> Ident {
    Ident::new(&format!("{ident}_"), ident.span())
}
