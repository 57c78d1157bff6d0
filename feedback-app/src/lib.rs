//! The web app.

pub mod links;
pub mod mend;
pub mod pages;
