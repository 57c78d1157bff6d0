//! HTTP: which handler answers what, and what every answer has.
//!
//! A handler takes what it needs out of the request, makes a type of the domain of it, calls the
//! store once, and answers. What it cannot answer is a `Failure`, of which the
//! `envelope` makes a page or a problem document.

mod api;
mod body;
mod envelope;
mod failure;
mod fields;
pub mod form;
mod health;
mod openapi;
pub mod path;
mod percent;
mod problem;
mod readiness;
mod request_id;
mod routes;
mod same_site;
mod security;
mod site;
mod stamp;
mod state;

pub(crate) use envelope::envelope;
pub use fields::Field;
pub(crate) use routes::routes;
pub(crate) use stamp::stamp;
pub(crate) use state::AppState;
