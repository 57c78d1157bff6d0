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
mod where_text;

pub use assets::{ASSETS, Asset, ICON, STYLE};
pub use form::{FieldError, FormPage, FormState};
pub use frame::Frame;
pub use language::Language;
pub use list::ListPage;
pub use messages::Messages;
pub use problem::{Problem, ProblemPage};
pub use where_page::WherePage;
pub use where_text::{where_text, where_verdict};

#[cfg(test)]
mod tests {
    const TEMPLATES: [&str; 5] = [
        include_str!("../../templates/frame.html"),
        include_str!("../../templates/form.html"),
        include_str!("../../templates/list.html"),
        include_str!("../../templates/problem.html"),
        include_str!("../../templates/where.html"),
    ];

    /// The text without what stands between these marks.
    fn without(text: &str, open: &str, close: &str) -> String {
        let mut parts = text.split(open);
        let first = parts.next().unwrap_or_default().to_owned();
        first + &parts.map(|part| part.split_once(close).unwrap().1).collect::<String>()
    }

    #[test]
    fn no_template_needs_a_script_or_a_style_within_it() {
        for template in TEMPLATES {
            for forbidden in ["<script", "<style", "style=", "javascript:", " on"] {
                let code = without(&without(template, "{#", "#}"), "{%", "%}");
                assert!(!code.contains(forbidden), "{forbidden} in {template}");
            }
        }
    }

    #[test]
    fn no_template_holds_words_of_its_own() {
        for template in TEMPLATES {
            let text = [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<", ">")]
                .iter()
                .fold(template.to_owned(), |text, (open, close)| without(&text, open, close));
            assert!(!text.chars().any(char::is_alphabetic), "{text}");
            assert!(!without(template, "aria-label=\"{{", "}}\"").contains("aria-label="));
        }
    }
}
