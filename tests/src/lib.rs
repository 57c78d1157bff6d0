//! Test helpers.

pub mod app;
pub mod axe;
pub mod browser;
