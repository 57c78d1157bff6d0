//! The rules of accessibility, checked by axe-core in the page itself.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails by failing the test"
)]

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::browser::Browser;

/// The rules of axe-core: WCAG 2.2 at the levels A and AA, and what its authors think best.
const RULES: [&str; 7] =
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/// Checks the page that the browser shows against all rules.
///
/// axe-core is read from the file that the environment variable `FEEDBACK_AXE_JS` names, which
/// `cargo xtask test` sets; it is not part of this project.
///
/// # Panics
///
/// Where a rule is broken, with what breaks it; and where the rules could not be checked.
pub async fn assert_accessible(browser: &Browser, page: &str) {
    let axe = axe();
    let script = format!(
        "{axe}\n
        const [tags, done] = arguments;
        axe.run(document, {{ runOnly: {{ type: 'tag', values: tags }}, resultTypes: ['violations'] }})
            .then(found => done({{ violations: found.violations, passed: found.passes.length }}))
            .catch(error => done({{ error: String(error) }}));"
    );
    let found = browser.run_async(&script, vec![json!(RULES)]).await;
    assert_eq!(found["error"], Value::Null, "axe-core failed on {page}");
    // So that a page on which nothing was looked at does not pass.
    assert!(found["passed"].as_u64() > Some(10), "axe-core checked too little of {page}: {found}");
    let violations = found["violations"].as_array().expect("a list of violations");
    let told: Vec<String> = violations.iter().map(tell).collect();
    assert!(told.is_empty(), "{page} breaks {} rules:\n{}", told.len(), told.join("\n"));
}

fn axe() -> String {
    let path = std::env::var_os("FEEDBACK_AXE_JS")
        .map(PathBuf::from)
        .expect("FEEDBACK_AXE_JS names the file axe.min.js (cargo xtask test sets it)");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A violation in a few lines: the rule, and each element that breaks it.
fn tell(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = violation["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let elements = nodes.iter().map(|node| {
        format!("\n    {}\n      {}", text(&node["html"]), text(&node["failureSummary"]))
    });
    format!(
        "  {}: {}{}",
        text(&violation["id"]),
        text(&violation["help"]),
        elements.collect::<String>()
    )
}
