//! `prose::Walk`: every text, reference and path of a value, in the order of its fields.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attributes::{Field, Format, KeyAttributes, outer};

pub fn implement(format: &Format) -> TokenStream {
    let ident = &format.ident;
    let steps = format.keys().map(|(field, key)| step(field, key));
    quote! {
        impl crate::prose::Walk for #ident {
            fn walk<'a>(&'a self, visitor: &mut dyn crate::prose::Visitor<'a>) {
                #(#steps)*
                let _ = visitor;
            }
        }
    }
}

fn step(field: &Field, key: &KeyAttributes) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let is_many = matches!(outer(ty).as_deref(), Some("Option" | "Vec"));
    match (&key.names, key.path) {
        // The keys of a table are the ids.
        (Some(names), _) if outer(ty).as_deref() == Some("Table") => quote! {
            for id in self.#ident.written_ids() {
                visitor.reference(crate::yaml::ReferenceKind::#names, id.value.as_ref(), id.span);
            }
            for (_, value) in self.#ident.written() {
                crate::prose::Walk::walk(value, visitor);
            }
        },
        (Some(names), _) => {
            let visit = quote!(visitor.reference(crate::yaml::ReferenceKind::#names, id.value.as_ref(), id.span));
            if is_many { quote!(self.#ident.iter().for_each(|id| #visit);) } else { quote!({ let id = &self.#ident; #visit }) }
        }
        (None, true) if is_many => quote!(self.#ident.iter().for_each(|path| visitor.path(path));),
        (None, true) => quote!(visitor.path(&self.#ident);),
        (None, false) => quote!(crate::prose::Walk::walk(&self.#ident, visitor);),
    }
}
