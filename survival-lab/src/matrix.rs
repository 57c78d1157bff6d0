//! A whole run: every scenario by every event, several cells at once.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result};
use futures_util::stream::{self, StreamExt as _};
use jiff::Timestamp;

use crate::batch::Batches;
use crate::cli::Matrix;
use crate::controls;
use crate::docker::Docker;
use crate::docker::sweep::{self, Lease};
use crate::events::{self, Event, Needs};
use crate::expected::Expected;
use crate::play::{Play, Script, not_applicable};
use crate::progress::Progress;
use crate::recorder::Recorder;
use crate::results::{Cell, Control, Limit, Results, Run, SCHEMA};
use crate::rig;
use crate::scenario::Scenario;
use crate::stage::Ground;

/// The variable that names the address of an engine whose ports are not this machine's.
const ADDRESS: &str = "FEEDBACK_ADDRESS";

/// Why a run could not begin.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the binary has an exit status for each")]
pub enum NoRun {
    /// The command line asks for something that there is not.
    #[error("{0}")]
    Usage(String),
    /// The lab could not do its work.
    #[error("{0:#}")]
    Lab(#[from] anyhow::Error),
}

/// A run that is prepared: what is played, and where.
pub struct Lab {
    options: Matrix,
    expected: Expected,
    events: Vec<Box<dyn Event>>,
    scenarios: Vec<Scenario>,
    docker: Docker,
    ground: Ground,
    lease: Lease,
    folder: PathBuf,
    name: String,
}

impl Lab {
    /// Prepares a run: reads scenarios and expectations, and removes what a broken run has left.
    ///
    /// # Errors
    ///
    /// Fails when something is asked for that there is not, or no engine answers.
    pub async fn prepare(options: Matrix) -> Result<Self, NoRun> {
        let events = chosen_events(&options)?;
        let all = events::all().iter().map(|event| event.info().name).collect::<Vec<_>>();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let expected = Expected::read(options.expected.as_deref(), &all)?;
        let chosen = chosen_scenarios(&options, &expected)?;
        let docker = Docker::at(None, Recorder::start());
        docker.engine().await.context("no Docker engine answers")?;
        sweep::sweep(&docker).await?;
        rig::sweep().await?;
        let name = format!("{:x}", std::process::id());
        let folder = sweep::base().join(format!("run-{name}"));
        let lease = Lease::take(&folder)?;
        let mut scenarios = Vec::new();
        for (name, title) in chosen {
            scenarios.push(Scenario::read(&docker, &options.scenarios, &name, &title).await?);
        }
        let ground = Ground {
            host: None,
            address: std::env::var(ADDRESS).unwrap_or_else(|_| "127.0.0.1".to_owned()),
            bind: match std::env::var(ADDRESS) {
                Ok(_) => "0.0.0.0".to_owned(),
                Err(_) => "127.0.0.1".to_owned(),
            },
            folder: folder.clone(),
            nodes: None,
            label: if options.keep { kept_label() } else { lease.label() },
            tools: options.tools_image.clone(),
        };
        Ok(Self { options, expected, events, scenarios, docker, ground, lease, folder, name })
    }

    /// Plays everything. Interrupted, it cleans up, and says in the results that it was.
    ///
    /// # Errors
    ///
    /// Fails when the lab could not do its work at all.
    pub async fn run(&self) -> Result<Results> {
        let (began, started_at) = (Instant::now(), Timestamp::now());
        let versions = self.docker.engine().await?.versions;
        let progress = Progress::start(self.scenarios.len() * self.events.len());
        let played = tokio::select! {
            played = self.play(&progress) => Some(played?),
            _ = tokio::signal::ctrl_c() => None,
        };
        progress.finish();
        let finished = played.is_some();
        if !finished {
            progress.say("Interrupted: removing what this run has made");
        }
        self.clean_up().await?;
        let (cells, controls) = played.unwrap_or_default();
        Ok(Results {
            schema: SCHEMA,
            run: Run {
                tool: env!("CARGO_PKG_VERSION").to_owned(),
                started_at,
                duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
                seed: self.options.seed,
                writes: self.options.writes,
                jobs: self.jobs(),
                require_all: self.options.require_all,
                finished,
                versions,
                scenarios: self.scenarios.iter().map(|scenario| scenario.info.clone()).collect(),
                events: self.events.iter().map(|event| event.info()).collect(),
            },
            cells: self.in_order(cells),
            controls,
        })
    }

    /// Plays the chosen cells alone, without the controls of a whole run, and cleans up.
    ///
    /// # Errors
    ///
    /// Fails when what was made cannot be removed.
    pub async fn cells(&self) -> Result<Vec<Cell>> {
        let progress = Progress::start(self.scenarios.len() * self.events.len());
        let batches = Batches::new(self, &progress);
        let (plain, (on_rigs, _)) = tokio::join!(self.plain(&progress), batches.play());
        progress.finish();
        self.clean_up().await?;
        Ok(self.in_order(plain.into_iter().chain(on_rigs).collect()))
    }

    /// What is played of a scenario and an event on a ground.
    pub(crate) fn script<'a>(
        &'a self,
        scenario: &'a Scenario,
        event: &'a dyn Event,
        ground: &'a Ground,
    ) -> Script<'a> {
        let (row, column) = (&scenario.info.name, event.info().name);
        Script {
            scenario,
            event,
            expectation: self.expected.of(row, &column),
            ground,
            name: format!("survival-{}-{row}-{column}", self.name),
            seed: seed_of(self.options.seed, row, &column),
            writes: self.options.writes,
            keep: self.options.keep,
            falsify: false,
        }
    }

    /// The scenarios that are played.
    pub(crate) fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// The user's engine.
    pub(crate) fn docker(&self) -> &Docker {
        &self.docker
    }

    /// The user's engine as a ground.
    pub(crate) fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Its own folder.
    pub(crate) fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Its own short name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The events of one kind that are played.
    pub(crate) fn events(&self, needs: Needs) -> impl Iterator<Item = &dyn Event> {
        self.events.iter().map(AsRef::as_ref).filter(move |event| event.needs() == needs)
    }

    /// A cell that cannot be played because of the scenario or of the machine.
    pub(crate) fn beyond(&self, scenario: &Scenario, event: &dyn Event) -> Option<Cell> {
        let obstacle = match (event.fits(scenario), event.needs()) {
            (Err(reason), _) => (Limit::Scenario, reason),
            (Ok(()), Needs::AnyEngine) => return None,
            (Ok(()), _) => (Limit::Machine, rig::obstacle()?),
        };
        let (row, column) = (&scenario.info.name, event.info().name);
        let expectation = self.expected.of(row, &column);
        Some(not_applicable(row, &column, expectation, obstacle.0, obstacle.1))
    }

    async fn play(&self, progress: &Progress) -> Result<(Vec<Cell>, Vec<Control>)> {
        let batches = Batches::new(self, progress);
        let (plain, (on_rigs, controls)) = tokio::join!(self.plain(progress), batches.play());
        let mut all_controls = controls::on_any_engine(self).await;
        all_controls.extend(controls);
        Ok((plain.into_iter().chain(on_rigs).collect(), all_controls))
    }

    /// Every cell that touches one project alone, several at once.
    async fn plain(&self, progress: &Progress) -> Vec<Cell> {
        let cells = self
            .events(Needs::AnyEngine)
            .flat_map(|event| self.scenarios.iter().map(move |scenario| (scenario, event)));
        stream::iter(cells)
            .map(|(scenario, event)| async move {
                let line = progress.begin(&scenario.info.name, &event.info().name);
                let cell = match self.beyond(scenario, event) {
                    Some(cell) => cell,
                    None => Play::new(self.script(scenario, event, &self.ground)).play().await,
                };
                line.end(&cell);
                cell
            })
            .buffer_unordered(self.jobs())
            .collect()
            .await
    }

    fn jobs(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.options.jobs.unwrap_or(cores * 2)
    }

    fn in_order(&self, mut cells: Vec<Cell>) -> Vec<Cell> {
        let row = |cell: &Cell| self.scenarios.iter().position(|s| s.info.name == cell.scenario);
        let column = |cell: &Cell| self.events.iter().position(|e| e.info().name == cell.event);
        cells.sort_by_key(|cell| (row(cell), column(cell)));
        cells
    }

    /// Removes whatever this run has made and not removed.
    async fn clean_up(&self) -> Result<()> {
        if self.options.keep {
            return Ok(());
        }
        sweep::remove_labelled(&self.docker, &self.lease).await?;
        rig::remove_of(&self.name, &self.folder).await?;
        std::fs::remove_dir_all(&self.folder).context("the folder of the run")
    }
}

/// The label of what stays on purpose: no lease, so that no later run takes it for a leftover.
fn kept_label() -> (String, String) {
    (sweep::LABEL.to_owned(), "kept".to_owned())
}

fn chosen_events(options: &Matrix) -> Result<Vec<Box<dyn Event>>, NoRun> {
    let all = events::all();
    let names: Vec<String> = all.iter().map(|event| event.info().name).collect();
    for wanted in &options.event {
        if !names.contains(wanted) {
            let known = names.join(", ");
            return Err(NoRun::Usage(format!("there is no event `{wanted}`; known: {known}")));
        }
    }
    let is_chosen = |name: &String| options.event.is_empty() || options.event.contains(name);
    Ok(all.into_iter().filter(|event| is_chosen(&event.info().name)).collect())
}

fn chosen_scenarios(options: &Matrix, expected: &Expected) -> Result<Vec<(String, String)>, NoRun> {
    let all: Vec<(&str, &str)> = expected.scenarios().collect();
    for wanted in &options.scenario {
        if !all.iter().any(|(name, _)| name == wanted) {
            let known = all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            return Err(NoRun::Usage(format!("there is no scenario `{wanted}`; known: {known}")));
        }
    }
    let is_chosen =
        |name: &str| options.scenario.is_empty() || options.scenario.iter().any(|w| w == name);
    let chosen = all.into_iter().filter(|(name, _)| is_chosen(name));
    Ok(chosen.map(|(name, title)| (name.to_owned(), title.to_owned())).collect())
}

/// A seed for each cell, so that no two write the same bytes (FNV-1a).
fn seed_of(seed: u64, scenario: &str, event: &str) -> u64 {
    let bytes = scenario.bytes().chain([0]).chain(event.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
