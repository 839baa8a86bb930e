//! `yaml::ToYaml`: the struct → the canonical text of its mapping, in the order of its fields.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attributes::Format;

pub fn implement(format: &Format) -> TokenStream {
    if !format.written {
        return TokenStream::new();
    }
    let ident = &format.ident;
    let entries = format.keys().map(|(field, key)| {
        let (field, name) = (&field.ident, &key.name);
        quote!((#name, crate::yaml::ToYaml::write(&self.#field)))
    });
    let unless = format.written_if.as_ref().map(|path| {
        quote! {
            if !#path(self) {
                return crate::yaml::YamlValue::Nothing;
            }
        }
    });
    quote! {
        impl crate::yaml::ToYaml for #ident {
            fn write(&self) -> crate::yaml::YamlValue {
                #unless
                crate::yaml::YamlValue::mapping([#(#entries),*])
            }
        }
    }
}
