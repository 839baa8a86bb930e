//! The version that a file says of its format: read, and refused when it is newer than this program.

/// Makes the type of the version of one format: `what` is what a sentence calls a file of it, and the number is the version that is written.
macro_rules! file_version {
    ($what:literal, $version:expr) => {
        /// The version that a file says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Version(u32);

        impl Version {
            /// The version that is written.
            pub const CURRENT: Self = Self($version);
            const FORMAT: $crate::source::VersionedFormat = $crate::source::VersionedFormat { what: $what, version: $version };
        }

        impl $crate::yaml::FromYaml for Version {
            fn read(node: &$crate::yaml::Node, findings: &mut $crate::diagnostic::Findings) -> Option<Self> {
                let version = u32::read(node, findings)?;
                match Self::FORMAT.check(version) {
                    Ok(()) => Some(Self(version)),
                    Err(unknown) => {
                        let code = $crate::diagnostic::Code::WrongValue;
                        let found = $crate::diagnostic::Diagnostic::new(code, node.span, unknown.to_string());
                        findings.push(found.help(unknown.help()));
                        None
                    }
                }
            }
        }

        impl $crate::yaml::HasKind for Version {
            const KIND: $crate::yaml::ValueKind = $crate::yaml::ValueKind::Number(1, $version);
        }

        impl $crate::yaml::ToYaml for Version {
            fn write(&self) -> $crate::yaml::YamlValue {
                $crate::yaml::ToYaml::write(&self.0)
            }
        }

        impl $crate::prose::Walk for Version {
            fn walk<'a>(&'a self, _visitor: &mut dyn $crate::prose::Visitor<'a>) {}
        }
    };
}
pub(crate) use file_version;
