//! [`Dir`] where folders cannot be opened as handles: there is none, so nothing can be done with one.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::Path,
};

use super::{ChildFolder, Dir, Permissions, Stat};
use crate::source::fs::{Error, Result};

#[expect(missing_docs, reason = "they are documented where they do something")]
impl Dir {
    pub fn open(path: &Path) -> Result<Self> {
        let cause = io::Error::new(io::ErrorKind::Unsupported, "this system cannot hold folders open, so nothing is published");
        Err(Error { verb: "open the folder", path: path.to_owned(), cause })
    }

    pub fn folder(&self, _: impl AsRef<OsStr>) -> Result<ChildFolder> {
        match self.handle {}
    }

    pub fn make_folder(&self, _: impl AsRef<OsStr>, _: Permissions) -> Result<bool> {
        match self.handle {}
    }

    pub fn stat(&self, _: impl AsRef<OsStr>) -> Result<Option<Stat>> {
        match self.handle {}
    }

    pub fn read(&self, _: impl AsRef<OsStr>) -> Result<Vec<u8>> {
        match self.handle {}
    }

    pub fn write_new(&self, _: impl AsRef<OsStr>, _: &[u8]) -> Result<()> {
        match self.handle {}
    }

    pub fn replace(&self, _: &str, _: &Self, _: &str) -> Result<()> {
        match self.handle {}
    }

    pub fn place(&self, _: &str, _: &Self, _: &str) -> Result<()> {
        match self.handle {}
    }

    pub fn remove_file(&self, _: impl AsRef<OsStr>) -> Result<()> {
        match self.handle {}
    }

    pub fn remove_folder(&self, _: impl AsRef<OsStr>) -> Result<bool> {
        match self.handle {}
    }

    pub fn names(&self) -> Result<Vec<OsString>> {
        match self.handle {}
    }

    pub fn device(&self) -> Result<u64> {
        match self.handle {}
    }

    pub fn is_at_its_path(&self) -> bool {
        match self.handle {}
    }

    pub fn sync(&self) -> Result<()> {
        match self.handle {}
    }

    pub fn sync_file(&self, _: impl AsRef<OsStr>) -> Result<()> {
        match self.handle {}
    }

    pub fn sync_file_system(&self) -> Result<bool> {
        match self.handle {}
    }

    pub fn try_clone(&self) -> Result<Self> {
        match self.handle {}
    }

    pub fn try_lock(&self) -> Result<bool> {
        match self.handle {}
    }
}
