//! What values of a format become where they are shown. One description, many renditions: a page, a sheet, `handbook.json`.
//!
//! [`Render`] draws a value, [`Walk`] visits the texts, references and paths in it. Both are derived for every format.

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};

use super::{InlineMarkdown, Literal, PlainText};
use crate::{
    source::{Span, Spanned},
    yaml::{AnyNode, Entries, ExplicitList, KebabCase, OneOf, ReferenceKind, Table},
};

/// A way of showing values: which type each kind of text becomes. A rendition is never made; it only names types.
pub trait Rendition: std::fmt::Debug + Clone + Copy + 'static {
    /// Whether texts are HTML; their keys end in `_html` then.
    const IS_HTML: bool;
    /// Whether programs of others read it: `handbook.json`.
    const IS_PUBLISHED: bool;
    /// A text in which names are filled in; also for one that is missing.
    type Inline: Serialize + std::fmt::Debug + Clone;
    /// A text of inline Markdown; also for one that is missing.
    type Markdown: Serialize + std::fmt::Debug + Clone;
    /// Something that is declared elsewhere.
    type Reference: Serialize + std::fmt::Debug + Clone;
    /// A page that a path leads to.
    type Page: Serialize + std::fmt::Debug + Clone;
}

/// A rendition that is read again.
pub trait ReadableRendition:
    Rendition<
        Inline: DeserializeOwned + Default,
        Markdown: DeserializeOwned + Default,
        Reference: DeserializeOwned,
        Page: DeserializeOwned,
    >
{
}

/// Whoever makes one rendition, for the texts of one file.
pub trait ValueRenderer<R: Rendition> {
    /// Draws a text in which names are filled in.
    fn inline(&self, text: Option<&PlainText>) -> R::Inline;
    /// Draws a text of inline Markdown.
    fn markdown(&self, text: Option<&InlineMarkdown>) -> R::Markdown;
    /// Names something that is declared elsewhere; `None` when there is no such thing, which has been reported.
    fn reference(&self, names: ReferenceKind, id: &str) -> Option<R::Reference>;
    /// Leads to a page; `None` when the path leads nowhere, which has been reported.
    fn page(&self, path: &Spanned<String>) -> Option<R::Page>;
    /// Where the value itself is, from the top of the site; `None` where nobody asks, or where it has no place.
    fn address(&self) -> Option<String> {
        None
    }
}

/// The address of a value, in the place where `handbook.json` has it. It follows from the handbook, so no file holds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Address;

/// A value that can be shown.
pub trait Render {
    /// What it becomes.
    type As<R: Rendition>;
    /// Draws it.
    fn render<R: Rendition>(&self, renderer: &dyn ValueRenderer<R>) -> Self::As<R>;
}

/// A look at every text, reference and path of a value. What a visitor does not ask for it does not hear of.
pub trait Visitor<'a> {
    /// A text in which names are filled in.
    fn inline(&mut self, _text: &'a PlainText) {}
    /// A text of inline Markdown.
    fn markdown(&mut self, _text: &'a InlineMarkdown) {}
    /// The id of something that is declared elsewhere.
    fn reference(&mut self, _names: ReferenceKind, _id: &'a str, _span: Span) {}
    /// The path of a page.
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
        for (_, value) in self {
            value.walk(visitor);
        }
    }
}

impl<T: Walk> Walk for Spanned<T> {
    fn walk<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        self.value.walk(visitor);
    }
}

/// Values without a text that anybody draws are shown as they are.
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

shown_as_they_are!(String, bool, u32, Date);
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
    /// What it becomes.
    type OrMissing<R: Rendition>;
    /// Draws it, or that it is missing.
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
