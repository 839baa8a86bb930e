//! Renditions of the values of a format: one description, shown on a page, on a sheet and in `handbook.json`.
//!
//! [`Render`] renders a value, [`Walk`] visits the texts, references and paths in it. Both are derived with each format.

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};

use super::{InlineMarkdown, Literal, PlainText};
use crate::{
    source::{Span, Spanned},
    yaml::{AnyNode, Digest, EditionId, Entries, ExplicitList, KebabCase, OneOf, ReferenceKind, Table},
};

/// A way of showing values: which type each kind of text becomes. A rendition is never made; it only names types.
pub trait Rendition: std::fmt::Debug + Clone + Copy + 'static {
    /// Whether texts are HTML; their keys end in `_html` then.
    const IS_HTML: bool;
    /// Whether it is published for other programs: `handbook.json`.
    const IS_PUBLISHED: bool;
    /// A plain text with its variables expanded; also a missing one.
    type Inline: Serialize + std::fmt::Debug + Clone;
    /// A rendered text of inline Markdown; also a missing one.
    type Markdown: Serialize + std::fmt::Debug + Clone;
    /// A reference to something that is declared elsewhere.
    type Reference: Serialize + std::fmt::Debug + Clone;
    /// A link to the page that a path leads to.
    type Page: Serialize + std::fmt::Debug + Clone;
}

/// A rendition that can be deserialised.
pub trait ReadableRendition:
    Rendition<
        Inline: DeserializeOwned + Default,
        Markdown: DeserializeOwned + Default,
        Reference: DeserializeOwned,
        Page: DeserializeOwned,
    >
{
}

/// Renders the values of one file in one rendition.
pub trait ValueRenderer<R: Rendition> {
    /// Renders a plain text, with its variables expanded; `None` is a missing one.
    fn inline(&self, text: Option<&PlainText>) -> R::Inline;
    /// Renders a text of inline Markdown; `None` is a missing one.
    fn markdown(&self, text: Option<&InlineMarkdown>) -> R::Markdown;
    /// Renders a reference by its id; `None` when nothing has the id, which has been reported.
    fn reference(&self, names: ReferenceKind, id: &str) -> Option<R::Reference>;
    /// Renders a link to a page, from a path relative to the file; `None` when it is broken, which has been reported.
    fn page(&self, path: &Spanned<String>) -> Option<R::Page>;
    /// The address of the value itself, relative to the site's root; `None` in a rendition without addresses, or if it has none.
    fn address(&self) -> Option<String> {
        None
    }
}

/// Stands for the address of a value, which `handbook.json` has. It follows from the handbook, so no file holds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Address;

/// A value that can be shown.
pub trait Render {
    /// Its type in a rendition.
    type As<R: Rendition>;
    /// Renders it.
    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> Self::As<R>;
}

/// Visits every text, reference and path of a value. Each method does nothing unless it is implemented.
pub trait Visitor<'a> {
    /// A plain text with variables.
    fn inline(&mut self, _text: &'a PlainText) {}
    /// A text of inline Markdown.
    fn markdown(&mut self, _text: &'a InlineMarkdown) {}
    /// A reference to something that is declared elsewhere: its kind, its id and the span of that.
    fn reference(&mut self, _names: ReferenceKind, _id: &'a str, _span: Span) {}
    /// The path of a page or a file, relative to the file that it is in.
    fn path(&mut self, _path: &'a Spanned<String>) {}
}

/// A value that can be visited.
pub trait Walk {
    /// Visits what is in it, in the order of its keys.
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>);
}

impl Walk for PlainText {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        visitor.inline(self);
    }
}

impl Walk for InlineMarkdown {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        visitor.markdown(self);
    }
}

impl<T: Walk> Walk for Option<T> {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        if let Some(value) = self {
            value.walk(visitor);
        }
    }
}

impl<T: Walk> Walk for Vec<T> {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        for value in self {
            value.walk(visitor);
        }
    }
}

impl<T: Walk> Walk for Entries<T> {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        self.written().for_each(|value| value.walk(visitor));
    }
}

impl<T: Walk> Walk for ExplicitList<T> {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        self.0.walk(visitor);
    }
}

impl<T: Walk> Walk for Table<T> {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        for (_, value) in self.written() {
            value.walk(visitor);
        }
    }
}

impl<T: Walk> Walk for Spanned<T> {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        self.value.walk(visitor);
    }
}

/// Values without a text that is rendered are the same in every rendition.
macro_rules! shown_as_they_are {
    ($($type:ty),+) => { $(shown_as_they_are! { @ [] $type })+ };
    (@ [$($generics:tt)*] $type:ty) => {
        impl $($generics)* Walk for $type {
            fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
        }

        impl $($generics)* Render for $type {
            type As<R: Rendition> = $type;

            fn render<R: Rendition>(&self, _renderer: &dyn ValueRenderer<R>) -> $type {
                self.clone()
            }
        }

        impl $($generics)* RenderMissing for $type {
            type OrMissing<R: Rendition> = Option<$type>;

            fn render_or_missing<R: Rendition>(value: Option<&Self>, _renderer: &dyn ValueRenderer<R>) -> Option<$type> {
                value.cloned()
            }
        }
    };
}

shown_as_they_are!(String, bool, u32, Date, EditionId, Digest);
shown_as_they_are! { @ [<W: OneOf>] W }

impl Walk for KebabCase {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

impl Walk for AnyNode {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

impl Walk for Literal {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

impl Render for PlainText {
    type As<R: Rendition> = R::Inline;

    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> R::Inline {
        renderer.inline(Some(self))
    }
}

impl Render for InlineMarkdown {
    type As<R: Rendition> = R::Markdown;

    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> R::Markdown {
        renderer.markdown(Some(self))
    }
}

impl Render for KebabCase {
    type As<R: Rendition> = String;

    fn render<R: Rendition>(&self, _renderer: &dyn ValueRenderer<R>) -> String {
        self.0.clone()
    }
}

impl<T: Render> Render for Spanned<T> {
    type As<R: Rendition> = T::As<R>;

    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> T::As<R> {
        self.value.render(renderer)
    }
}

impl<T: Render> Render for Vec<T> {
    type As<R: Rendition> = Vec<T::As<R>>;

    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> Vec<T::As<R>> {
        self.iter().map(|value| value.render(renderer)).collect()
    }
}

impl<T: Render> Render for Entries<T> {
    type As<R: Rendition> = Vec<T::As<R>>;

    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> Vec<T::As<R>> {
        self.valid.render(renderer)
    }
}

impl<T: RenderMissing> Render for Option<T> {
    type As<R: Rendition> = T::OrMissing<R>;

    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> T::OrMissing<R> {
        T::render_or_missing(self.as_ref(), renderer)
    }
}

/// A value that may be missing: a text that is missing is an empty one, anything else is `None`.
pub trait RenderMissing: Sized {
    /// Its type in a rendition.
    type OrMissing<R: Rendition>;
    /// Renders the value, or its absence.
    fn render_or_missing<R: Rendition>(value: Option<&Self>, renderer: &dyn ValueRenderer<R>) -> Self::OrMissing<R>;
}

impl RenderMissing for PlainText {
    type OrMissing<R: Rendition> = R::Inline;

    fn render_or_missing<R: Rendition>(value: Option<&Self>, renderer: &dyn ValueRenderer<R>) -> R::Inline {
        renderer.inline(value)
    }
}

impl RenderMissing for InlineMarkdown {
    type OrMissing<R: Rendition> = R::Markdown;

    fn render_or_missing<R: Rendition>(value: Option<&Self>, renderer: &dyn ValueRenderer<R>) -> R::Markdown {
        renderer.markdown(value)
    }
}

impl<T: Render> RenderMissing for Spanned<T> {
    type OrMissing<R: Rendition> = Option<T::As<R>>;

    fn render_or_missing<R: Rendition>(value: Option<&Self>, renderer: &dyn ValueRenderer<R>) -> Option<T::As<R>> {
        value.map(|value| value.render(renderer))
    }
}
