//! The files that the pages refer to, built into the program.

use std::fmt::Write as _;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// A file for browsers to fetch. Its path holds a digest of its content, so that whoever has
/// fetched it may keep it for ever: `Cache-Control: public, max-age=31536000, immutable`.
#[derive(Debug)]
pub struct Asset {
    /// The file itself.
    pub bytes: &'static [u8],
    /// What the header `Content-Type` says of it.
    pub content_type: &'static str,
    name: &'static str,
    extension: &'static str,
    path: OnceLock<String>,
}

/// The one stylesheet.
pub static STYLE: Asset =
    Asset::new("style", "css", "text/css; charset=utf-8", include_bytes!("../../assets/style.css"));

/// The icon of the browser's tab.
pub static ICON: Asset =
    Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../../assets/icon.svg"));

/// All assets, to be served at their [`Asset::path`].
pub static ASSETS: [&Asset; 2] = [&STYLE, &ICON];

impl Asset {
    const fn new(
        name: &'static str,
        extension: &'static str,
        content_type: &'static str,
        bytes: &'static [u8],
    ) -> Self {
        Self { bytes, content_type, name, extension, path: OnceLock::new() }
    }

    /// Where it is served: `/assets/style.4f1c0f2a9b3d.css`.
    pub fn path(&self) -> &str {
        self.path.get_or_init(|| {
            let mut path = format!("/assets/{}.", self.name);
            for byte in Sha256::digest(self.bytes).iter().take(6) {
                // Writing to a String cannot fail.
                let _ = write!(path, "{byte:02x}");
            }
            path + "." + self.extension
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_an_asset_changes_with_its_content() {
        let path = |bytes| Asset::new("style", "css", "text/css", bytes).path().to_owned();
        assert_eq!(path(b"a"), path(b"a"));
        assert_ne!(path(b"a"), path(b"b"));
        assert!(path(b"a").starts_with("/assets/style.") && path(b"a").ends_with(".css"));
    }
}
