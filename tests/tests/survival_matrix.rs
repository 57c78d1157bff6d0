//! The survival matrix, one test for each cell, named by what it shows.
//!
//! The lab is called as a library. A cell on the user's engine is played by its own test. Events
//! that happen to an engine happen to all scenarios at once: the first test of such an event plays
//! them all, and the others wait for it and read what it saw.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use survival_lab::cli::Matrix;
use survival_lab::events::{self, Needs};
use survival_lab::expected::Expected;
use survival_lab::matrix::Lab;
use survival_lab::results::{Agreement, Cell, Outcome};

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = Arguments::from_args();
    // Each cell takes seconds and two cores; the lab knows how many it can play at once.
    arguments.test_threads.get_or_insert(2);
    Ok(libtest_mimic::run(&arguments, trials()?).exit_code())
}

/// One for each cell in which something can be seen.
fn trials() -> anyhow::Result<Vec<Trial>> {
    let all = events::all();
    let names: Vec<String> = all.iter().map(|event| event.info().name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let expected = Expected::read(None, &names)?;
    let scenarios: Vec<String> = expected.scenarios().map(|(name, _)| name.to_owned()).collect();
    let mut trials = Vec::new();
    for event in &all {
        for scenario in &scenarios {
            let (event, needs) = (event.info().name, event.needs());
            let Some(verb) = verb(expected.of(scenario, &event).outcome) else { continue };
            let name = format!("{}_{verb}_{}", subject(scenario), happening(&event));
            let scenario = scenario.clone();
            let trial = Trial::test(name, move || check(&scenario, &event, needs));
            // Needs Docker: run `cargo xtask test`.
            trials.push(trial.with_ignored_flag(true));
        }
    }
    Ok(trials)
}

fn check(scenario: &str, event: &str, needs: Needs) -> Result<(), Failed> {
    let cell = match needs {
        Needs::AnyEngine => {
            let mut cells = play(&[scenario], event)?;
            cells.pop().ok_or("the lab played no cell")?
        }
        Needs::PrivateEngine | Needs::Swarm => {
            let cells = played_together(event)?;
            let found = cells.into_iter().find(|cell| cell.scenario == scenario);
            found.ok_or("the lab did not play this cell")?
        }
    };
    if cell.agreement == Agreement::Agrees { Ok(()) } else { Err(report(&cell).into()) }
}

fn play(scenarios: &[&str], event: &str) -> Result<Vec<Cell>, Failed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let options = Matrix::of(folder, scenarios, &[event]);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let lab = Lab::prepare(options).await?;
        lab.cells().await.map_err(|error| format!("{error:#}").into())
    })
}

/// What the first test of an event saw, or what this one sees if it is the first.
fn played_together(event: &str) -> Result<Vec<Cell>, Failed> {
    let seen = place(event);
    fs::create_dir_all(seen.parent().ok_or("no folder")?)?;
    let lock = File::create(seen.with_extension("lock"))?;
    lock.lock()?;
    if !seen.exists() {
        fs::write(&seen, serde_json::to_vec(&play(&[], event)?)?)?;
    }
    Ok(serde_json::from_slice(&fs::read(&seen)?)?)
}

/// Where tests of one run leave what they saw for each other: nextest starts a process for each.
fn place(event: &str) -> PathBuf {
    let run = std::env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| std::process::id().to_string());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("survival-{run}")).join(event)
}

fn report(cell: &Cell) -> String {
    let mut text = format!(
        "{}: {}\n{:?}\n",
        cell.outcome.name(),
        cell.reason.as_deref().unwrap_or_default(),
        cell.counts
    );
    for command in &cell.commands {
        text.push_str(&format!("  {command}\n"));
    }
    for log in &cell.logs {
        text.push_str(&format!("{} said:\n{}\n", log.container, log.text));
    }
    text
}

fn verb(expected: Option<Outcome>) -> Option<&'static str> {
    match expected? {
        Outcome::Kept => Some("survives"),
        Outcome::Lost => Some("is_lost_by"),
        Outcome::Partly => Some("is_partly_lost_by"),
        Outcome::Error | Outcome::NotApplicable => None,
    }
}

fn subject(scenario: &str) -> String {
    match scenario {
        "layer" => "the_container_layer".to_owned(),
        "anonymous" => "an_anonymous_volume".to_owned(),
        "volume" => "a_named_volume".to_owned(),
        "bind" => "a_folder_of_the_host".to_owned(),
        "tmpfs" => "a_tmpfs".to_owned(),
        "postgres" => "postgres_on_a_volume".to_owned(),
        "redis" => "redis_with_an_append_only_file".to_owned(),
        "redis-cache" => "redis_as_a_cache".to_owned(),
        other => other.replace('-', "_"),
    }
}

fn happening(event: &str) -> String {
    match event {
        "restart" => "a_restart".to_owned(),
        "stop-start" => "stop_and_start".to_owned(),
        "remove" => "removing_the_app".to_owned(),
        "backend-remove" => "removing_the_backend".to_owned(),
        "second-container" => "being_looked_at_from_a_second_container".to_owned(),
        "recreate" => "a_compose_recreate".to_owned(),
        "recreate-renew" => "a_compose_recreate_with_new_volumes".to_owned(),
        "new-image" => "a_new_image".to_owned(),
        "down-up" => "compose_down".to_owned(),
        "down-volumes-up" => "compose_down_with_volumes".to_owned(),
        "volume-prune" => "a_volume_prune_while_down".to_owned(),
        "rename" => "renaming_the_project".to_owned(),
        "crash" => "a_crash".to_owned(),
        "backend-crash" => "a_crash_of_the_backend".to_owned(),
        "pause" => "a_pause".to_owned(),
        "network-cut" => "a_cut_network".to_owned(),
        "out-of-memory" => "running_out_of_memory".to_owned(),
        "disk-full" => "a_full_disk".to_owned(),
        "read-only" => "becoming_read_only".to_owned(),
        "engine-restart" => "a_restart_of_the_engine".to_owned(),
        "engine-kill" => "a_crash_of_the_engine".to_owned(),
        "power-loss" => "a_loss_of_power".to_owned(),
        "move" => "moving_to_another_node".to_owned(),
        other => other.replace('-', "_"),
    }
}
