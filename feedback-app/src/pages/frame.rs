//! What surrounds every page.

use super::assets::{Asset, ICON, STYLE};
use super::{Language, Messages};

/// What every page needs beside its own matter.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub(super) language: Language,
    pub(super) words: &'static Messages,
    pub(super) loses: bool,
}

/// The places that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Form,
    List,
    Where,
    /// None of them: the page of a problem.
    Nowhere,
}

impl Frame {
    /// The frame of a page in this language. Where the removal of the container would lose the
    /// data, every page says so in a banner.
    #[must_use]
    pub fn new(language: Language, loses_on_removal: bool) -> Self {
        Self { language, words: language.messages(), loses: loses_on_removal }
    }

    pub(super) fn style(&self) -> &'static str {
        path(&STYLE)
    }

    pub(super) fn icon(&self) -> &'static str {
        path(&ICON)
    }
}

fn path(asset: &'static Asset) -> &'static str {
    asset.path()
}
