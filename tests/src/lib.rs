//! Test helpers.

pub mod axe;
pub mod browser;
