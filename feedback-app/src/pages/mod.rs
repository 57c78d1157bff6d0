//! The pages that people see: one struct for each, with its template in `templates/`.
//!
//! A page is given what it shows and writes itself as HTML ([`askama::Template::render`]). Its
//! words come from [`Messages`], of which there is one for each [`Language`]; the templates hold
//! none. There is no script on these pages, and neither style nor script within them, so that the
//! content security policy can forbid both.

mod assets;
mod excerpt;
mod form;
mod frame;
mod language;
mod list;
mod messages;
mod problem;
mod time;
mod where_page;

pub use assets::{ASSETS, Asset, ICON, STYLE};
pub use form::{FieldError, FormPage, FormState};
pub use frame::Frame;
pub use language::Language;
pub use list::ListPage;
pub use messages::Messages;
pub use problem::{Problem, ProblemPage};
pub use where_page::WherePage;
