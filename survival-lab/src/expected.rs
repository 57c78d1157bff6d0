//! What is expected of each cell: `expected.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::results::{Agreement, Expectation, Limit, Outcome};

/// The file that comes with the lab.
const BUILT_IN: &str = include_str!("../expected.toml");

/// The scenarios in the order of the file, and what each is expected to survive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// One for each scenario.
    #[serde(rename = "scenario")]
    scenarios: Vec<Row>,
}

/// What is expected of one scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    name: String,
    title: String,
    /// Events that it survives.
    kept: Vec<String>,
    /// Events by which all is lost, and why.
    #[serde(default)]
    lost: BTreeMap<String, String>,
    /// Events by which something is lost, and why.
    #[serde(default)]
    partly: BTreeMap<String, String>,
    /// Events that cannot be done to it, and why.
    #[serde(default)]
    not_applicable: BTreeMap<String, String>,
}

impl Expected {
    /// Reads a file, or the one that comes with the lab.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read or understood, names an event that does not exist, names
    /// one twice for a scenario, or gives no reason where one is due.
    pub fn read(file: Option<&Path>, events: &[&str]) -> Result<Self> {
        let text = match file {
            Some(file) => &std::fs::read_to_string(file)
                .with_context(|| format!("{} cannot be read", file.display()))?,
            None => BUILT_IN,
        };
        let expected: Self = toml::from_str(text).context("the expectations are not understood")?;
        for row in &expected.scenarios {
            row.check(events)?;
        }
        Ok(expected)
    }

    /// The names and titles of the scenarios, in order.
    pub fn scenarios(&self) -> impl Iterator<Item = (&str, &str)> {
        self.scenarios.iter().map(|row| (row.name.as_str(), row.title.as_str()))
    }

    /// What is expected of a cell.
    #[must_use]
    pub fn of(&self, scenario: &str, event: &str) -> Expectation {
        let row = self.scenarios.iter().find(|row| row.name == scenario);
        let found = row.and_then(|row| {
            let kept = row.kept.iter().any(|name| name == event);
            let kept = kept.then(|| (Outcome::Kept, String::new()));
            kept.or_else(|| {
                row.with_reasons().find_map(|(outcome, reasons)| {
                    reasons.get(event).map(|reason| (outcome, reason.clone()))
                })
            })
        });
        match found {
            Some((outcome, reason)) => Expectation { outcome: Some(outcome), reason },
            None => Expectation {
                outcome: None,
                reason: "nothing is expected of this cell; add it to expected.toml".to_owned(),
            },
        }
    }
}

impl Row {
    fn with_reasons(&self) -> impl Iterator<Item = (Outcome, &BTreeMap<String, String>)> {
        [
            (Outcome::Lost, &self.lost),
            (Outcome::Partly, &self.partly),
            (Outcome::NotApplicable, &self.not_applicable),
        ]
        .into_iter()
    }

    fn check(&self, events: &[&str]) -> Result<()> {
        let mut seen: Vec<&str> = self.kept.iter().map(String::as_str).collect();
        for (_, reasons) in self.with_reasons() {
            for (event, reason) in reasons {
                let name = &self.name;
                ensure!(!reason.trim().is_empty(), "{name}: `{event}` has no reason");
                seen.push(event);
            }
        }
        for (index, event) in seen.iter().enumerate() {
            ensure!(events.contains(event), "{}: there is no event `{event}`", self.name);
            ensure!(!seen[..index].contains(event), "{}: `{event}` stands twice", self.name);
        }
        Ok(())
    }
}

/// Whether what was seen is what was expected.
#[must_use]
pub fn agreement(expectation: &Expectation, outcome: Outcome, limit: Option<Limit>) -> Agreement {
    match (outcome, limit) {
        (Outcome::Error, _) | (_, Some(Limit::Machine)) => Agreement::NotObserved,
        _ if expectation.outcome == Some(outcome) => Agreement::Agrees,
        _ => Agreement::Differs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect(outcome: Outcome) -> Expectation {
        Expectation { outcome: Some(outcome), reason: String::new() }
    }

    #[test]
    fn every_scenario_of_the_file_expects_something_of_every_event() {
        let names: Vec<String> =
            crate::events::all().iter().map(|event| event.info().name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let expected = Expected::read(None, &names).unwrap();
        for (scenario, _) in expected.scenarios() {
            for event in &names {
                assert!(expected.of(scenario, event).outcome.is_some(), "{scenario}, {event}");
            }
        }
    }

    #[test]
    fn data_that_survive_unexpectedly_differ_too() {
        let lost = expect(Outcome::Lost);
        assert_eq!(agreement(&lost, Outcome::Kept, None), Agreement::Differs);
        assert_eq!(agreement(&lost, Outcome::Partly, None), Agreement::Differs);
        assert_eq!(agreement(&lost, Outcome::Lost, None), Agreement::Agrees);
    }

    #[test]
    fn what_cannot_be_done_here_is_neither_right_nor_wrong() {
        let (kept, machine) = (expect(Outcome::Kept), Some(Limit::Machine));
        assert_eq!(agreement(&kept, Outcome::NotApplicable, machine), Agreement::NotObserved);
        let scenario = Some(Limit::Scenario);
        assert_eq!(agreement(&kept, Outcome::NotApplicable, scenario), Agreement::Differs);
        assert_eq!(agreement(&kept, Outcome::Error, None), Agreement::NotObserved);
    }

    #[test]
    fn a_cell_without_an_expectation_differs_from_it() {
        let nothing = Expectation { outcome: None, reason: String::new() };
        assert_eq!(agreement(&nothing, Outcome::Kept, None), Agreement::Differs);
    }

    #[test]
    fn a_loss_without_a_reason_is_refused() {
        let text = "[[scenario]]\nname='a'\ntitle='a'\nkept=[]\nlost={restart=' '}";
        let expected: Expected = toml::from_str(text).unwrap();
        assert!(expected.scenarios[0].check(&["restart"]).is_err());
    }
}
