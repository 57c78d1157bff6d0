use super::*;

fn results(outcomes: &[(Outcome, Agreement, Option<Limit>)]) -> Results {
    let cells = outcomes
        .iter()
        .map(|(outcome, agreement, limit)| Cell {
            scenario: "volume".into(),
            event: "restart".into(),
            expectation: Expectation { outcome: Some(Outcome::Kept), reason: String::new() },
            outcome: *outcome,
            agreement: *agreement,
            reason: None,
            limit: *limit,
            counts: Counts::default(),
            longest_gap_ms: 0,
            event_ms: 0,
            total_ms: 0,
            timeline: Vec::new(),
            service: Vec::new(),
            ledger: LedgerSummary::default(),
            commands: Vec::new(),
            logs: Vec::new(),
        })
        .collect();
    let unknown = || "unknown".to_owned();
    Results {
        schema: SCHEMA,
        run: Run {
            tool: "0.0.0".into(),
            started_at: jiff::Timestamp::UNIX_EPOCH,
            duration_ms: 0,
            seed: 0,
            writes: 0,
            jobs: 1,
            require_all: false,
            finished: true,
            versions: Versions {
                engine: unknown(),
                compose: unknown(),
                kernel: unknown(),
                system: unknown(),
            },
            scenarios: Vec::new(),
            events: Vec::new(),
        },
        cells,
        controls: Vec::new(),
    }
}

const KEPT: (Outcome, Agreement, Option<Limit>) = (Outcome::Kept, Agreement::Agrees, None);
const ERROR: (Outcome, Agreement, Option<Limit>) = (Outcome::Error, Agreement::NotObserved, None);
const DIFFERS: (Outcome, Agreement, Option<Limit>) = (Outcome::Lost, Agreement::Differs, None);
const BEYOND: (Outcome, Agreement, Option<Limit>) =
    (Outcome::NotApplicable, Agreement::NotObserved, Some(Limit::Machine));
const SENSELESS: (Outcome, Agreement, Option<Limit>) =
    (Outcome::NotApplicable, Agreement::Agrees, Some(Limit::Scenario));

#[test]
fn a_run_that_agrees_everywhere_passes() {
    assert_eq!(results(&[KEPT, KEPT, SENSELESS]).exit_status(), 0);
}

#[test]
fn a_difference_is_a_finding_even_beside_an_error() {
    assert_eq!(results(&[KEPT, DIFFERS, ERROR]).exit_status(), 1);
}

#[test]
fn an_error_never_passes() {
    assert_eq!(results(&[KEPT, ERROR]).exit_status(), 2);
}

#[test]
fn what_the_machine_cannot_do_fails_only_when_all_is_required() {
    let mut results = results(&[KEPT, BEYOND]);
    assert_eq!(results.exit_status(), 0);
    results.run.require_all = true;
    assert_eq!(results.exit_status(), 2);
}

#[test]
fn a_run_in_which_nothing_was_observed_fails() {
    assert_eq!(results(&[]).exit_status(), 2);
    assert_eq!(results(&[SENSELESS]).exit_status(), 2);
}

#[test]
fn an_interrupted_run_never_passes() {
    let mut results = results(&[KEPT]);
    results.run.finished = false;
    assert_eq!(results.exit_status(), 2);
}

#[test]
fn a_blind_lab_says_nothing_at_all() {
    let mut results = results(&[KEPT, DIFFERS]);
    results.controls.push(Control {
        name: "altered-byte-is-found".into(),
        description: String::new(),
        agreement: Agreement::Differs,
        expected: Outcome::Partly,
        observed: Outcome::Kept,
        limit: None,
        counts: Counts::default(),
        reason: None,
    });
    assert_eq!(results.exit_status(), 2);
}

#[test]
fn results_read_back_as_they_were_written() {
    let results = results(&[KEPT, ERROR, DIFFERS, BEYOND, SENSELESS]);
    let json = serde_json::to_string(&results).unwrap();
    assert_eq!(serde_json::from_str::<Results>(&json).unwrap(), results);
}
