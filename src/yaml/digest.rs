//! Digests: what a thing says as one canonical JSON value, and the SHA-256 of that.
//!
//! Version 1 of the form never changes its meaning. `docs/content/digests.md` says the rule, with vectors; which keys take part is
//! said by `digest` in the description of each format, and a key that came later never does (`tests/suite/digests.rs`).

use std::{fmt, str::FromStr};

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{
    AnyNode, DigestScope, Entries, ExplicitList, Form, FromYaml, HasKind, KebabCase, Node, OneOf, Table, ToYaml, ValueKind,
    YamlValue, canonical_text,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::Spanned,
};

/// What stands before the form when it is hashed: the version of the digest.
pub const PREFIX: &str = "readybook-digest-1";

/// A digest: the SHA-256 of [`PREFIX`] and a canonical form. Written as 64 hexadecimal digits, in small letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// Why a text is no digest: it is not 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDigest;

/// What has a digest.
pub trait Canonical {
    /// Its canonical form: the keys of a scope that say something, each with its canonical value.
    fn canonical(&self, scope: DigestScope) -> Map<String, Value>;

    /// The digest of that form.
    fn digest(&self, scope: DigestScope) -> Digest {
        digest(&self.canonical(scope))
    }
}

/// What stands behind a key.
pub trait CanonicalValue: Sized {
    /// Its canonical value; `None` when it says nothing.
    fn canonical_value(&self) -> Option<Value>;

    /// The canonical value of a list: its entries that say something, in their order. Things that have ids are a mapping from the id
    /// to the digest of all that the thing says.
    fn canonical_list(list: &[Self]) -> Option<Value> {
        let entries: Vec<Value> = list.iter().filter_map(Self::canonical_value).collect();
        (!entries.is_empty()).then_some(Value::Array(entries))
    }
}

/// The digest of a canonical form.
#[must_use]
pub fn digest(form: &Map<String, Value>) -> Digest {
    Digest(Sha256::new().chain_update(PREFIX).chain_update(canonical_json(form)).finalize().into())
}

/// A canonical form as the text that is hashed: JSON after RFC 8785.
#[must_use]
pub fn canonical_json(form: &Map<String, Value>) -> String {
    serde_json_canonicalizer::to_string(form).unwrap_or_else(|error| unreachable!("texts and whole numbers have a form: {error}"))
}

/// Things by their ids, each as the digest of all that it says; `None` when there are none.
pub fn digests_by_id<'a, T: Canonical + 'a>(things: impl IntoIterator<Item = (String, &'a T)>) -> Option<Value> {
    let digests: Map<String, Value> =
        things.into_iter().map(|(id, thing)| (id, Value::String(thing.digest(DigestScope::All).to_string()))).collect();
    (!digests.is_empty()).then_some(Value::Object(digests))
}

/// A list whose order says nothing: sorted, each entry once.
#[must_use]
pub fn as_set(value: Value) -> Value {
    match value {
        Value::Array(mut entries) => {
            entries.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
            entries.dedup();
            Value::Array(entries)
        }
        other => other,
    }
}

impl Digest {
    /// Its first hundred bits for people, as twenty letters and digits in groups of five: `ABCDE-FGHIJ-KLMNO-PQRST`. Programs compare
    /// the whole.
    #[must_use]
    pub fn short(&self) -> String {
        let letters = BASE32_NOPAD.encode(&self.0[..13]);
        [&letters[..5], &letters[5..10], &letters[10..15], &letters[15..20]].join("-")
    }
}

/// Five letters of a text's SHA-256, for the name of its file: other texts have other letters, but for one in 33 million.
#[must_use]
pub fn name_letters(text: &str) -> String {
    BASE32_NOPAD.encode(&Sha256::digest(text)[..5])[..5].to_lowercase()
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NoDigest)?;
        bytes.try_into().map(Self).map_err(|_| NoDigest)
    }
}

impl fmt::Display for NoDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a digest is 64 hexadecimal digits in lower case")
    }
}

impl std::error::Error for NoDigest {}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FromYaml for Digest {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = String::read(node, findings)?;
        let digest = text.parse().ok();
        if digest.is_none() {
            let message = format!("`{text}` is not a digest");
            findings.push(Diagnostic::new(Code::WrongValue, node.span, message).help(Form::Digest.help()));
        }
        digest
    }
}

impl HasKind for Digest {
    const KIND: ValueKind = ValueKind::Form(Form::Digest);
}

impl ToYaml for Digest {
    fn write(&self) -> YamlValue {
        YamlValue::Text(self.to_string())
    }
}

impl CanonicalValue for Digest {
    fn canonical_value(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

impl CanonicalValue for String {
    fn canonical_value(&self) -> Option<Value> {
        let text = canonical_text(self);
        (!text.is_empty()).then_some(Value::String(text))
    }
}

impl CanonicalValue for KebabCase {
    fn canonical_value(&self) -> Option<Value> {
        self.0.canonical_value()
    }
}

impl CanonicalValue for bool {
    fn canonical_value(&self) -> Option<Value> {
        self.then_some(Value::Bool(true))
    }
}

impl CanonicalValue for u32 {
    fn canonical_value(&self) -> Option<Value> {
        Some(Value::from(*self))
    }
}

impl CanonicalValue for Date {
    fn canonical_value(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

impl<T: OneOf> CanonicalValue for T {
    fn canonical_value(&self) -> Option<Value> {
        Some(Value::String(self.word().to_owned()))
    }
}

/// What it holds is read by whoever knows the keys beside it.
impl CanonicalValue for AnyNode {
    fn canonical_value(&self) -> Option<Value> {
        None
    }
}

impl<T: CanonicalValue> CanonicalValue for Spanned<T> {
    fn canonical_value(&self) -> Option<Value> {
        self.value.canonical_value()
    }
}

impl<T: CanonicalValue> CanonicalValue for Option<T> {
    fn canonical_value(&self) -> Option<Value> {
        self.as_ref()?.canonical_value()
    }
}

impl<T: CanonicalValue> CanonicalValue for Vec<T> {
    fn canonical_value(&self) -> Option<Value> {
        T::canonical_list(self)
    }
}

impl<T: CanonicalValue> CanonicalValue for Entries<T> {
    fn canonical_value(&self) -> Option<Value> {
        T::canonical_list(self)
    }
}

/// An empty one says that there is none.
impl<T: CanonicalValue> CanonicalValue for ExplicitList<T> {
    fn canonical_value(&self) -> Option<Value> {
        Some(T::canonical_list(self).unwrap_or_else(|| Value::Array(Vec::new())))
    }
}

impl<T: CanonicalValue> CanonicalValue for Table<T> {
    fn canonical_value(&self) -> Option<Value> {
        let said = |(id, value): &(Spanned<String>, T)| Some((canonical_text(&id.value), value.canonical_value()?));
        let entries: Map<String, Value> = self.iter().filter_map(said).collect();
        (!entries.is_empty()).then_some(Value::Object(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(json: &str) -> Map<String, Value> {
        serde_json::from_str(json).expect("a JSON object")
    }

    #[test]
    fn a_digest_is_the_sha_256_of_the_prefix_and_the_json() {
        // printf 'readybook-digest-1{}' | sha256sum
        let empty = digest(&Map::new());
        assert_eq!(empty.to_string(), EMPTY);
        assert_eq!(EMPTY.parse(), Ok(empty));
        for wrong in ["", "0", &EMPTY[1..], &EMPTY.to_uppercase(), &format!("{EMPTY}0")] {
            assert_eq!(wrong.parse::<Digest>(), Err(NoDigest), "{wrong}");
        }
        assert_eq!(serde_json::to_string(&empty).expect("JSON"), format!("\"{EMPTY}\""));
    }

    #[test]
    fn the_short_form_is_the_first_hundred_bits() {
        let all = Digest([0xff; 32]);
        assert_eq!(all.short(), "77777-77777-77777-77777");
        let counted = Digest(std::array::from_fn(|n| u8::try_from(n).expect("a byte")));
        // python3 -c 'import base64; print(base64.b32encode(bytes(range(15)))[:20])'
        assert_eq!(counted.short(), "AAAQE-AYEAU-DAOCA-JBIFQ");
    }

    #[test]
    fn json_is_written_as_rfc_8785_has_it() {
        let written =
            canonical_json(&form("{\"\u{fb33}\": 1, \"\u{1f600}\": [true, \"€\\u000f\\n\\\"/\"], \"b\": {\"z\": 1, \"a\": 2}}"));
        assert_eq!(written, "{\"b\":{\"a\":2,\"z\":1},\"\u{1f600}\":[true,\"€\\u000f\\n\\\"/\"],\"\u{fb33}\":1}");
    }

    const EMPTY: &str = "ebb7da01908504b0d82149f0b2c96103fef4fe5b10b33d985bb188c52df06297";
}
