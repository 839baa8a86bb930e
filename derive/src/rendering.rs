//! `prose::Render`: the struct as one rendition shows it: a page, a sheet, `handbook.json`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::attributes::{Field, Format, KeyAttributes, Presence, Role, inner, outer};

/// A field that a rendition shows; `None` for the address.
type Shown<'f> = (&'f Field, Option<&'f KeyAttributes>);

pub fn implement(format: &Format) -> TokenStream {
    let Some(rendered) = &format.rendered else { return TokenStream::new() };
    let Format { ident, vis, about, .. } = format;
    let shown: Vec<Shown<'_>> = format.fields.iter().filter_map(shown).collect();
    let fields = shown.iter().map(|(field, key)| {
        let Field { ident, about, .. } = field;
        let ty = rendered_type(field, *key);
        quote!(#[doc = #about] pub #ident: #ty)
    });
    let renders = shown.iter().map(|(field, key)| render(field, *key));
    let entries = shown.iter().map(|(field, key)| serialize(field, *key));
    let reads = shown.iter().map(|(field, key)| {
        let ident = &field.ident;
        let ty = rendered_type(field, *key);
        let name = name(field, *key);
        let may_miss =
            key.is_none_or(|key| key.unpublished || matches!(key.presence, Presence::Optional | Presence::Default(None)));
        let default = may_miss.then(|| quote!(#[serde(default)]));
        quote!(#[serde(rename = #name)] #default #ident: #ty)
    });
    let may_be_empty =
        shown.iter().all(|(_, key)| matches!(key.map(|key| &key.presence), Some(Presence::Optional | Presence::Default(None))));
    let defaults = shown.iter().map(|(field, _)| {
        let ident = &field.ident;
        quote!(#ident: Default::default())
    });
    let empty = may_be_empty.then(|| {
        quote! {
            impl<R: crate::prose::ReadableRendition> Default for #rendered<R> {
                fn default() -> Self {
                    Self { #(#defaults),* }
                }
            }
        }
    });
    let idents: Vec<_> = shown.iter().map(|(field, _)| &field.ident).collect();
    quote! {
        #empty

        #[doc = #about]
        #[derive(Debug, Clone)]
        #vis struct #rendered<R: crate::prose::Rendition> {
            #(#fields,)*
        }

        impl crate::prose::Render for #ident {
            type As<R: crate::prose::Rendition> = #rendered<R>;

            fn render<R: crate::prose::Rendition>(&self, renderer: &dyn crate::prose::ValueRenderer<R>) -> #rendered<R> {
                #rendered { #(#renders,)* }
            }
        }

        impl crate::prose::RenderMissing for #ident {
            type OrMissing<R: crate::prose::Rendition> = Option<#rendered<R>>;

            fn render_or_missing<R: crate::prose::Rendition>(
                value: Option<&Self>,
                renderer: &dyn crate::prose::ValueRenderer<R>,
            ) -> Option<#rendered<R>> {
                value.map(|value| crate::prose::Render::render(value, renderer))
            }
        }

        impl<R: crate::prose::Rendition> serde::Serialize for #rendered<R> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                #(#entries)*
                map.end()
            }
        }

        impl<'de, R: crate::prose::ReadableRendition> serde::Deserialize<'de> for #rendered<R> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(bound = "R: crate::prose::ReadableRendition")]
                struct Fields<R: crate::prose::Rendition> {
                    #(#reads,)*
                }
                let Fields { #(#idents),* } = Fields::<R>::deserialize(deserializer)?;
                Ok(Self { #(#idents),* })
            }
        }
    }
}

fn shown(field: &Field) -> Option<Shown<'_>> {
    match &field.role {
        Role::Key(key) if !key.hidden => Some((field, Some(&**key))),
        Role::Address => Some((field, None)),
        Role::Key(_) | Role::Span | Role::Rest => None,
    }
}

fn name(field: &Field, key: Option<&KeyAttributes>) -> LitStr {
    key.map_or_else(|| LitStr::new(&field.ident.to_string(), field.ident.span()), |key| key.name.clone())
}

fn serialize(field: &Field, key: Option<&KeyAttributes>) -> TokenStream {
    let ident = &field.ident;
    let name = name(field, key);
    let as_html = if is_text(&field.ty) { LitStr::new(&format!("{}_html", name.value()), name.span()) } else { name.clone() };
    let entry = quote!(map.serialize_entry(if R::IS_HTML { #as_html } else { #name }, &self.#ident)?;);
    match key {
        None => quote!(if R::IS_PUBLISHED { #entry }),
        Some(key) if key.unpublished => quote!(if !R::IS_PUBLISHED { #entry }),
        Some(_) => entry,
    }
}

fn rendered_type(field: &Field, key: Option<&KeyAttributes>) -> TokenStream {
    let ty = &field.ty;
    let Some(key) = key else {
        return if outer(ty).as_deref() == Some("Option") { quote!(Option<String>) } else { quote!(String) };
    };
    let one = match (&key.names, key.path) {
        (Some(_), _) => quote!(R::Reference),
        (None, true) => quote!(R::Page),
        (None, false) => return quote!(<#ty as crate::prose::Render>::As<R>),
    };
    match outer(ty).as_deref() {
        Some("Vec") => quote!(Vec<#one>),
        _ => quote!(Option<#one>),
    }
}

fn render(field: &Field, key: Option<&KeyAttributes>) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let Some(key) = key else {
        let missing = (outer(ty).as_deref() != Some("Option")).then(|| quote!(.unwrap_or_default()));
        return quote!(#ident: renderer.address() #missing);
    };
    let is_list = outer(ty).as_deref() == Some("Vec");
    let is_maybe = outer(ty).as_deref() == Some("Option");
    let one = match (&key.names, key.path) {
        (Some(names), _) => quote!(renderer.reference(crate::yaml::ReferenceKind::#names, found.value.as_ref())),
        (None, true) => quote!(renderer.page(found)),
        (None, false) => return quote!(#ident: crate::prose::Render::render(&self.#ident, renderer)),
    };
    if is_list {
        quote!(#ident: self.#ident.iter().filter_map(|found| #one).collect())
    } else if is_maybe {
        quote!(#ident: self.#ident.as_ref().and_then(|found| #one))
    } else {
        quote!(#ident: { let found = &self.#ident; #one })
    }
}

/// Whether a type holds a text that a rendition draws.
fn is_text(ty: &syn::Type) -> bool {
    match outer(ty).as_deref() {
        Some("PlainText" | "InlineMarkdown") => true,
        Some("Option" | "Vec") => inner(ty).is_some_and(is_text),
        _ => false,
    }
}
