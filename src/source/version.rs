//! Versions of our formats: one policy, and the words that go with it.
//!
//! A newer version is refused as a whole, because what it says may mean something else. An older one is read for ever, and
//! written as the current one at the next save. A number is raised only when a program of the version before would
//! misunderstand a file; a key that it may leave aside is no reason.

use std::fmt;

/// A versioned file format of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionedFormat {
    /// What a sentence calls a file of it, as in `this answer file`.
    pub what: &'static str,
    /// The version that this program writes. It reads all from 1 to this one.
    pub version: u32,
}

/// The error for a file whose version is 0, or newer than this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownVersion {
    format: VersionedFormat,
    found: u64,
}

impl VersionedFormat {
    /// Accepts a version from 1 to the current one.
    ///
    /// # Errors
    /// [`UnknownVersion`], whose words say who made it and what to do.
    pub fn check(self, found: impl Into<u64>) -> Result<(), UnknownVersion> {
        let found = found.into();
        let is_known = (1..=u64::from(self.version)).contains(&found);
        if is_known { Ok(()) } else { Err(UnknownVersion { format: self, found }) }
    }
}

impl UnknownVersion {
    /// The help line of the finding: what to do about it.
    #[must_use]
    pub fn help(self) -> &'static str {
        if self.found == 0 { "versions are counted from 1" } else { "use the readybook that made it, or a later one" }
    }
}

impl std::error::Error for UnknownVersion {}

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { format: VersionedFormat { what, version }, found } = self;
        if *found == 0 {
            return write!(f, "{what} says that it has version 0, and there was none");
        }
        write!(f, "{what} was made by a newer readybook: it has version {found}, and this one reads up to version {version}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_up_to_the_current_one_is_read_and_a_newer_one_is_not() {
        let format = VersionedFormat { what: "this list", version: 3 };
        for known in 1_u32..=3 {
            assert_eq!(format.check(known), Ok(()));
        }
        let newer = format.check(4_u32).expect_err("nobody knows version 4");
        assert_eq!(
            newer.to_string(),
            "this list was made by a newer readybook: it has version 4, and this one reads up to version 3"
        );
        assert_eq!(newer.help(), "use the readybook that made it, or a later one");
        assert!(format.check(u64::MAX).is_err());
        assert!(format.check(0_u32).expect_err("nothing has version 0").to_string().contains("version 0"));
    }
}
