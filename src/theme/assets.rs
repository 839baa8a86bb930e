//! Files that pages load. Their names carry a hash of their bytes, so that a browser may keep them for ever.

use std::{borrow::Cow, collections::BTreeMap};

use super::DEFAULT;
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, Findings},
    source::{Other, SitePath, Sources, fs},
};

/// What templates call the brand's style sheet.
pub const BRAND: &str = "brand.css";

/// What templates call the brand's logo.
pub const LOGO: &str = "logo";

/// A file that pages load.
#[derive(Debug, Clone)]
pub struct Asset {
    /// What templates call it.
    pub name: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// Collects the assets of a theme, those of the built-in theme below them.
pub fn make(config: &Config, sources: &Sources, theme: &str, findings: &mut Findings) -> BTreeMap<SitePath, Asset> {
    let mut files: BTreeMap<String, &Other> = BTreeMap::new();
    for theme in [DEFAULT, theme] {
        let prefix = format!("themes/{theme}/assets/");
        files.extend(
            sources.others.iter().filter_map(|(path, other)| Some((path.as_str().strip_prefix(&prefix)?.to_owned(), other))),
        );
    }
    let mut assets: Vec<Asset> =
        files.into_iter().filter_map(|(name, other)| Some(Asset { name, bytes: bytes(other)? })).collect();
    if let Some(colour) = &config.brand.colour {
        let css = format!(":root {{ --brand: {colour}; }}\n");
        assets.push(Asset { name: BRAND.into(), bytes: Cow::Owned(css.into_bytes()) });
    }
    if let Some(logo) = &config.brand.logo {
        let path = config.path.join(&logo.value);
        match path.and_then(|path| sources.others.get(&path)).and_then(bytes) {
            Some(bytes) => assets.push(Asset { name: LOGO.into(), bytes }),
            None => findings.push(
                Diagnostic::new(Code::MissingImage, logo.span, format!("there is no `{}`", logo.value))
                    .help("put the logo beside `handbook.yaml` or below `content/`, as an SVG, PNG, JPEG or WebP file"),
            ),
        }
    }
    let logo_extension = config.brand.logo.as_ref().and_then(|logo| logo.value.rsplit_once('.')).map_or("", |(_, end)| end);
    assets.into_iter().map(|asset| (address(&asset, logo_extension), asset)).collect()
}

/// A file that vanished between listing and reading is left out; the page then lacks it, as the folder does.
fn bytes(other: &Other) -> Option<Cow<'static, [u8]>> {
    match other {
        Other::Embedded(bytes) => Some(Cow::Borrowed(bytes)),
        Other::File(path, _) => fs::read(path).ok().map(Cow::Owned),
    }
}

fn address(asset: &Asset, logo_extension: &str) -> SitePath {
    let hash = rapidhash::v3::rapidhash_v3(&asset.bytes);
    let name = if asset.name == LOGO { format!("{LOGO}.{logo_extension}") } else { asset.name.clone() };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let dot = if extension.is_empty() { "" } else { "." };
    SitePath::new(&format!("assets/{stem}.{:08x}{dot}{extension}", hash >> 32))
}
