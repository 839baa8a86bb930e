//! Static files: those beside pages at their own paths, the theme's assets at fingerprinted ones.

use std::sync::Arc;

use super::Inputs;
use crate::{
    site::{Claimant, File, Rendered},
    source::{StaticFile, fs, limits},
};

/// All static files with a site path, and all assets of the theme.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let beside = inputs.static_files.iter().filter_map(|(path, other)| {
        let address = inputs.handbook.index.addresses.get(path)?.clone();
        let other = other.clone();
        Some(File::new(address, Claimant::File(path.clone(), None), move || bytes(&other)))
    });
    let assets = inputs.theme.assets.iter().map(|(address, asset)| {
        let (by, bytes) = (Claimant::Generated(format!("the theme's file `{}`", asset.name).into()), asset.bytes.clone());
        File::new(address.clone(), by, move || Ok(bytes.to_vec()))
    });
    beside.chain(assets).collect()
}

/// The bytes of a static file, read without following symbolic links.
///
/// # Errors
/// [`RenderError::Io`](crate::site::RenderError::Io) when it cannot be read, or exceeds the limit.
pub fn bytes(other: &StaticFile) -> Rendered {
    match other {
        StaticFile::Embedded(bytes) => Ok(bytes.to_vec()),
        StaticFile::File(path, _) => Ok(fs::read_no_follow(path, limits::STATIC_FILE)?),
    }
}
