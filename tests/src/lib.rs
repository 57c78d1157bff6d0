//! Test helpers.

pub mod app;
pub mod axe;
pub mod browser;
pub mod raw;
pub mod samples;
pub mod servers;
pub mod stores;
