//! A new feedback in JSON, strictly: every field that is wrong is told, and told at once.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use storage_backends::{Text, Title};

use super::super::failure::Failure;
use super::super::problem::FieldProblem;
use crate::pages::FieldError;

/// A title and a text, or all that is wrong with them.
pub(super) fn parse(body: &[u8]) -> Result<(Title, Text), Failure> {
    let Raw { title, text } = serde_json::from_slice(body).map_err(|error| {
        Failure::Invalid(vec![FieldProblem::new("body", "not_json", told(&error))])
    })?;
    match (
        check("title", title, Title::parse, FieldProblem::title),
        check("text", text, Text::parse, FieldProblem::text),
    ) {
        (Ok(title), Ok(text)) => Ok((title, text)),
        (title, text) => {
            Err(Failure::Invalid([title.err(), text.err()].into_iter().flatten().collect()))
        }
    }
}

fn told(error: &serde_json::Error) -> String {
    format!("the body is not the JSON of a feedback: {error}")
}

/// What was sent as a field.
#[derive(Default)]
enum Field {
    #[default]
    Missing,
    Given(Value),
    Repeated,
}

fn check<T, E>(
    name: &'static str,
    field: Field,
    parse: impl FnOnce(&str) -> Result<T, E>,
    problem: impl FnOnce(FieldError<E>) -> FieldProblem,
) -> Result<T, FieldProblem> {
    match field {
        Field::Missing => Err(problem(FieldError::Missing)),
        Field::Repeated => Err(problem(FieldError::Repeated)),
        Field::Given(Value::String(value)) => {
            parse(&value).map_err(|error| problem(FieldError::Rule(error)))
        }
        Field::Given(_) => {
            Err(FieldProblem::new(name, "not_a_string", format!("the {name} is not a string")))
        }
    }
}

#[derive(Default)]
struct Raw {
    title: Field,
    text: Field,
}

/// By hand, as a derived one would take an array too, and would stop at the first repeated field.
impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a title and a text")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut raw = Raw::default();
        while let Some(name) = map.next_key::<String>()? {
            let field = match name.as_str() {
                "title" => &mut raw.title,
                "text" => &mut raw.text,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let value = map.next_value()?;
            *field = match field {
                Field::Missing => Field::Given(value),
                Field::Given(_) | Field::Repeated => Field::Repeated,
            };
        }
        Ok(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(body: &str) -> Vec<(&'static str, &'static str)> {
        match parse(body.as_bytes()).unwrap_err() {
            Failure::Invalid(problems) => {
                problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn an_object_becomes_a_title_and_a_text() {
        let (title, text) =
            parse(r#"{"x": [1, {}], "title": " A\u00c9 ", "text": "b"}"#.as_bytes()).unwrap();
        assert_eq!((title.as_str(), text.as_str()), ("aé", "b"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        assert_eq!(wrong("{}"), [("title", "missing"), ("text", "missing")]);
        assert_eq!(
            wrong(r#"{"title": 1, "text": null}"#),
            [("title", "not_a_string"), ("text", "not_a_string")]
        );
        assert_eq!(
            wrong(r#"{"title": "a\u0000", "text": "\u0000b"}"#),
            [("title", "control_character"), ("text", "nul_character")]
        );
        assert_eq!(wrong(r#"{"title": "a", "text": " "}"#), [("text", "empty")]);
        let long = "x".repeat(252);
        assert_eq!(
            wrong(&format!(r#"{{"title": "{long}", "text": "b"}}"#)),
            [("title", "too_long")]
        );
    }

    #[test]
    fn a_repeated_field_is_told_whatever_its_values_are() {
        assert_eq!(wrong(r#"{"title": "a", "title": 1, "text": "b"}"#), [("title", "repeated")]);
    }

    #[test]
    fn what_is_not_an_object_in_json_is_refused() {
        for body in [
            "",
            "null",
            "1",
            "[\"a\", \"b\"]",
            "{\"title\": \"a\"",
            "{}{}",
            "{\"title\": \"\\ud800\"}",
            "\u{feff}{}",
        ] {
            assert_eq!(wrong(body), [("body", "not_json")], "{body}");
        }
        assert!(parse(b"{\"title\": \"\xff\", \"text\": \"b\"}").is_err());
        let deep = "[".repeat(100_000);
        assert_eq!(wrong(&format!("{{\"x\": {deep}")), [("body", "not_json")]);
    }
}
