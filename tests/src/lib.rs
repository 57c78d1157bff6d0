//! Test helpers.

pub mod app;
pub mod axe;
pub mod browser;
pub mod raw;
pub mod stores;
