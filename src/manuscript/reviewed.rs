//! `reviewed` in a page's front matter: when somebody last stood by the page, who, and at what they looked.

use readybook_derive::Format;

use jiff::civil::Date;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Visitor, Walk},
    source::Spanned,
    yaml::{Fields, Form, FromYaml, HasKind, Id, Node, NodeKind, ValueKind},
};

/// When somebody last stood by a page. A date alone says only when.
#[derive(Debug, Clone, PartialEq, Eq, Format)]
#[format(name = "`reviewed`", scalar = Spanned<Date>, check = check)]
pub struct Reviewed {
    /// The day on which somebody last stood by the page.
    pub on: Spanned<Date>,
    /// Who it was: the id of a role or of a domain, never a person's name.
    #[field(names = RoleOrDomain)]
    pub by: Option<Id>,
    /// The short digest of the page as it was read then.
    pub text: Option<Spanned<ShortDigest>>,
    /// The day on which somebody first stood by this very text, if it was confirmed since.
    pub since: Option<Spanned<Date>>,
}

/// A digest as people write it down: twenty characters of base 32 (RFC 4648), in groups of five.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortDigest(pub String);

impl From<Spanned<Date>> for Reviewed {
    fn from(on: Spanned<Date>) -> Self {
        Self { on, by: None, text: None, since: None }
    }
}

impl Reviewed {
    /// The day since which the text has stood as it is, if the last look confirmed it: it changed nothing.
    #[must_use]
    pub fn confirmed_since(&self) -> Option<Date> {
        self.since.as_ref().map(|since| since.value).filter(|since| *since < self.on.value)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a `check` may refuse what it reads")]
fn check(reviewed: Reviewed, _fields: &Fields<'_>, findings: &mut Findings) -> Option<Reviewed> {
    if let Some(since) = reviewed.since.as_ref().filter(|since| since.value > reviewed.on.value) {
        let message = format!("`since` is {}, after the last look on {}", since.value, reviewed.on.value);
        let help = "write the day of the first look at this text, or leave `since` out";
        findings.push(Diagnostic::new(Code::WrongValue, since.span, message).help(help));
    }
    Some(reviewed)
}

impl HasKind for ShortDigest {
    const KIND: ValueKind = ValueKind::Form(Form::ShortDigest);
}

impl Walk for ShortDigest {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

impl FromYaml for ShortDigest {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let NodeKind::Scalar(scalar) = &node.kind else {
            let message = format!("expected a short digest, found {}", node.kind_name());
            findings.push(Diagnostic::new(Code::WrongType, node.span, message).help(Form::ShortDigest.help()));
            return None;
        };
        let is_fine = Form::ShortDigest.matches(&scalar.text);
        if !is_fine {
            let message = format!("`{}` is not a short digest", scalar.text);
            findings.push(Diagnostic::new(Code::WrongValue, node.span, message).help(Form::ShortDigest.help()));
        }
        is_fine.then(|| Self(scalar.text.clone()))
    }
}
