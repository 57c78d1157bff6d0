//! Reports in JUnit's XML, the format that every runner writes.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::report::Count;

/// How many tests the report in this file counts.
pub(super) fn read(path: &Path) -> Result<Count> {
    let report = fs::read_to_string(path)
        .with_context(|| format!("the runner left no report in {}", path.display()))?;
    count(&report).with_context(|| format!("{} is not a report of tests", path.display()))
}

/// The sum stands in the attributes of the outermost element.
fn count(report: &str) -> Option<Count> {
    let element = report.split_once("<testsuites")?.1.split_once('>')?.0;
    let attribute = |name: &str| {
        let value = element.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
        value.parse::<usize>().ok()
    };
    let failed = attribute("failures")? + attribute("errors")?;
    Some(Count { passed: attribute("tests")?.checked_sub(failed)?, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_a_report_is_read() {
        let report = r#"<?xml version="1.0"?>
            <testsuites name="x" tests="7" failures="1" errors="2" time="0.2">
            <testsuite name="y" tests="7" failures="1"/></testsuites>"#;
        assert_eq!(count(report), Some(Count { passed: 4, failed: 3 }));
    }

    #[test]
    fn what_is_no_report_has_no_sum() {
        for text in [
            "",
            "<html>",
            r#"<testsuites tests="1">"#,
            r#"<testsuites tests="x" failures="0" errors="0">"#,
        ] {
            assert_eq!(count(text), None, "{text}");
        }
    }
}
