//! Files that are carried over: those beside pages under their own names, the theme's under hashed ones.

use std::sync::Arc;

use super::Inputs;
use crate::{
    site::{Claimant, File, Rendered},
    source::{Other, fs, limits},
};

/// The files.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let beside = inputs.others.iter().filter_map(|(path, other)| {
        let address = inputs.handbook.index.addresses.get(path)?.clone();
        let other = other.clone();
        Some(File::new(address, Claimant::File(path.clone(), None), move || bytes(&other)))
    });
    let assets = inputs.theme.assets.iter().map(|(address, asset)| {
        let (by, bytes) = (Claimant::Own(format!("the theme's file `{}`", asset.name).into()), asset.bytes.clone());
        File::new(address.clone(), by, move || Ok(bytes.to_vec()))
    });
    beside.chain(assets).collect()
}

/// The bytes of a file that is carried over.
pub fn bytes(other: &Other) -> Rendered {
    match other {
        Other::Embedded(bytes) => Ok(bytes.to_vec()),
        Other::File(path, _) => Ok(fs::read_real(path, limits::CARRIED_FILE)?),
    }
}
