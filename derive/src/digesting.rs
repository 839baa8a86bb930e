//! `yaml::Canonical`: the struct as digests see it: the keys of a scope that say something, by their names.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attributes::{DigestAttributes, Field, Format, KeyAttributes, Presence};

pub fn implement(format: &Format) -> TokenStream {
    if !format.digested {
        return TokenStream::new();
    }
    let ident = &format.ident;
    let entries = format.keys().map(|(field, key)| entry(field, key));
    let list = format.digested_by.as_ref().map(|id| {
        quote! {
            fn canonical_list(list: &[Self]) -> Option<serde_json::Value> {
                crate::yaml::digests_by_id(list.iter().map(|thing| (thing.#id.value.to_string(), thing)))
            }
        }
    });
    quote! {
        impl crate::yaml::Canonical for #ident {
            fn canonical(&self, scope: crate::yaml::DigestScope) -> serde_json::Map<String, serde_json::Value> {
                let mut form = serde_json::Map::new();
                #(#entries)*
                form
            }
        }

        impl crate::yaml::CanonicalValue for #ident {
            fn canonical_value(&self) -> Option<serde_json::Value> {
                let form = crate::yaml::Canonical::canonical(self, crate::yaml::DigestScope::All);
                (!form.is_empty()).then_some(serde_json::Value::Object(form))
            }

            #list
        }
    }
}

fn entry(field: &Field, key: &KeyAttributes) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let KeyAttributes { name, digest: DigestAttributes { scope, set }, .. } = key;
    if scope == "Nothing" {
        return TokenStream::new();
    }
    let mut value = quote!(crate::yaml::CanonicalValue::canonical_value(&self.#ident));
    if *set {
        value = quote!(#value.map(crate::yaml::as_set));
    }
    if let Presence::Default(Some(default)) = &key.presence {
        let default = quote!(crate::yaml::CanonicalValue::canonical_value(&{ let default: #ty = #default; default }));
        value = quote!(#value.filter(|value| Some(value) != #default.as_ref()));
    }
    quote! {
        if scope.holds(crate::yaml::DigestScope::#scope) {
            form.extend(#value.map(|value| (String::from(#name), value)));
        }
    }
}
