//! What came out of each part, and how long it took.

use std::time::Duration;

use anyhow::Result;

use crate::say::{answer, say};

/// How many tests there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

#[derive(Default)]
pub(super) struct Report(Vec<Line>);

struct Line {
    part: &'static str,
    result: Result<Count>,
    time: Duration,
}

impl Report {
    pub(super) fn add(&mut self, part: &'static str, result: Result<Count>, time: Duration) {
        self.0.push(Line { part, result, time });
    }

    /// Whether every part ran, each had a test, and none failed.
    pub(super) fn is_good(&self) -> bool {
        self.0.iter().all(Line::is_good) && !self.0.is_empty()
    }

    /// A line for each part, and the sum alone on the last one.
    pub(super) fn tell(&self) {
        say("");
        for line in &self.0 {
            let what = match &line.result {
                Ok(Count { passed: 0, failed: 0 }) => "no test ran".to_owned(),
                Ok(count) => format!("{} passed, {} failed", count.passed, count.failed),
                Err(_) => "could not be run".to_owned(),
            };
            say(format!("{:<10} {:<28} {:>8}", line.part, what, minutes(line.time)));
        }
        let sum = self.sum();
        answer(format!("{} passed, {} failed", sum.passed, sum.failed));
    }

    /// A part that could not be run counts as one failure.
    fn sum(&self) -> Count {
        self.0.iter().fold(Count::default(), |sum, line| {
            let count = match &line.result {
                Ok(Count { passed: 0, failed: 0 }) | Err(_) => Count { passed: 0, failed: 1 },
                Ok(count) => *count,
            };
            Count { passed: sum.passed + count.passed, failed: sum.failed + count.failed }
        })
    }
}

impl Line {
    fn is_good(&self) -> bool {
        matches!(self.result, Ok(Count { passed: 1.., failed: 0 }))
    }
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, _) => format!("{:.1} s", time.as_secs_f32()),
        (minutes, seconds) => format!("{minutes} min {seconds:02} s"),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    fn report(results: Vec<Result<Count>>) -> Report {
        let mut report = Report::default();
        for result in results {
            report.add("part", result, Duration::ZERO);
        }
        report
    }

    #[test]
    fn a_part_in_which_nothing_ran_is_a_failure() {
        let some = || Ok(Count { passed: 3, failed: 0 });
        assert!(report(vec![some(), some()]).is_good());
        assert!(!report(vec![]).is_good());
        for bad in [Ok(Count::default()), Ok(Count { passed: 3, failed: 1 }), Err(anyhow!("x"))] {
            let report = report(vec![some(), bad]);
            assert!(!report.is_good());
            assert_eq!(report.sum().failed, 1);
        }
    }

    #[test]
    fn times_are_told_as_people_do() {
        assert_eq!(minutes(Duration::from_millis(4_240)), "4.2 s");
        assert_eq!(minutes(Duration::from_secs(125)), "2 min 05 s");
    }
}
