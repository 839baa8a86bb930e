//! Closed sets of words.

/// An enum whose variants are written as one word each.
pub trait OneOf: Copy {
    /// All words, in the order of the variants.
    const WORDS: &'static [&'static str];

    /// The word of this variant, in kebab-case.
    fn word(self) -> &'static str;
}

/// Makes an enum that is read from, and written as, one word in kebab-case.
macro_rules! word_enum {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $variant_doc])+ $variant,)+ }

        impl $name {
            /// The word of this variant, in kebab-case.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl $crate::yaml::OneOf for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn word(self) -> &'static str {
                self.word()
            }
        }

        impl $crate::yaml::HasKind for $name {
            const KIND: $crate::yaml::ValueKind = $crate::yaml::ValueKind::OneOf(<Self as $crate::yaml::OneOf>::WORDS);
        }

        impl $crate::yaml::FromYaml for $name {
            fn read(node: &$crate::yaml::Node, findings: &mut $crate::diagnostic::Findings) -> Option<Self> {
                let word = <String as $crate::yaml::FromYaml>::read(node, findings)?;
                match word.as_str() {
                    $($word => Some(Self::$variant),)+
                    _ => {
                        findings.push($crate::diagnostic::Diagnostic::new(
                            $crate::diagnostic::Code::WrongValue, node.span, format!("`{word}` is not one of the allowed values"),
                        ).maybe_help($crate::diagnostic::suggest(&word, "allowed are", &[$($word),+])));
                        None
                    }
                }
            }
        }

        impl $crate::yaml::StandIn for $name {
            fn stand_in(written: &str, _span: $crate::source::Span) -> Self {
                let words = <Self as $crate::yaml::OneOf>::WORDS;
                let all = [$(Self::$variant),+];
                all[words.iter().position(|word| *word == written).unwrap_or(0)]
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                match word.as_str() {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(serde::de::Error::unknown_variant(&word, &[$($word),+])),
                }
            }
        }
    };
}
pub(crate) use word_enum;
