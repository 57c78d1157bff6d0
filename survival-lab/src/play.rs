//! The life of a cell: up, writes, a writer through the event, the event, look-up, verdict, cleanup.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use futures_util::stream::{self, StreamExt as _};
use tokio::time::{Instant, sleep};

use crate::app::App;
use crate::docker::Docker;
use crate::events::Event;
use crate::expected::agreement;
use crate::ledger::{Ledger, Write, longest_gap_ms, spans};
use crate::ports::Port;
use crate::recorder::Recorder;
use crate::results::{
    Agreement, Cell, ContainerLog, Counts, Expectation, LedgerSummary, Limit, MomentKind, Outcome,
    Phase,
};
use crate::scenario::Scenario;
use crate::service::Service;
use crate::stage::{Ground, Stage};
use crate::verdict::{Found, Verdict, judge};
use crate::writer::{KeepsOn, Pen};

/// How long a service may take until it answers, new or after the event. A machine that plays many
/// cells at once is slow; longer than this it is broken.
const PATIENCE: Duration = Duration::from_secs(90);

/// How often it is asked.
const GLANCE: Duration = Duration::from_millis(50);

/// How many look-ups are on their way at once.
const ABREAST: usize = 8;

/// How many lines of a container's log are kept.
const LOG_LINES: u32 = 60;

/// What is to be played.
#[derive(Clone)]
pub struct Script<'a> {
    /// The way to keep the data.
    pub scenario: &'a Scenario,
    /// What happens to it.
    pub event: &'a dyn Event,
    /// What is expected.
    pub expectation: Expectation,
    /// Where it is played.
    pub ground: &'a Ground,
    /// The name of the project; nobody else has it.
    pub name: String,
    /// From which the writes are made.
    pub seed: u64,
    /// How many there are before the event.
    pub writes: u32,
    /// Leaves everything as it is in the end.
    pub keep: bool,
    /// Whether the ledger is falsified before the look-up: the control of all verdicts.
    pub falsify: bool,
}

/// A cell that is being played.
pub struct Play<'a> {
    script: Script<'a>,
    recorder: Recorder,
    ledger: Ledger,
    stage: Option<Stage>,
    pen: Option<Pen>,
    writer: Option<KeepsOn>,
    event_began_ms: u64,
    event_ms: u64,
    verdict: Option<Verdict>,
    failure: Option<anyhow::Error>,
    _port: Option<Port>,
}

impl<'a> Play<'a> {
    /// A play that has not begun.
    #[must_use]
    pub fn new(script: Script<'a>) -> Self {
        Self {
            script,
            recorder: Recorder::start(),
            ledger: Ledger::default(),
            stage: None,
            pen: None,
            writer: None,
            event_began_ms: 0,
            event_ms: 0,
            verdict: None,
            failure: None,
            _port: None,
        }
    }

    /// Plays it from the beginning to the end, for an event that touches one project alone.
    pub async fn play(mut self) -> Cell {
        self.bring_up().await;
        self.write().await;
        self.before_engine().await;
        self.on_project().await;
        self.close().await
    }

    /// The name of its scenario.
    #[must_use]
    pub fn scenario(&self) -> &str {
        &self.script.scenario.info.name
    }

    /// Something went wrong outside of it, with the engine for instance.
    pub fn fail(&mut self, error: anyhow::Error) {
        self.failure.get_or_insert(error);
    }

    /// Brings the project up, and waits until the service is ready.
    pub async fn bring_up(&mut self) {
        let outcome = self.try_to_bring_up().await;
        self.note(outcome.context("the project could not be brought up"));
    }

    /// Makes the writes before the event, and lets one writer keep on.
    pub async fn write(&mut self) {
        let Some(pen) = self.pen.as_ref().filter(|_| self.failure.is_none()) else { return };
        pen.write(self.script.writes).await;
        self.recorder.moment(MomentKind::Written, format!("{} writes", self.script.writes));
        self.writer = Some(pen.keep_on());
        if self.ledger.acknowledged(Phase::Before) < self.script.writes as usize {
            let first = self.ledger.writes().into_iter().find(|write| write.answer != ACKNOWLEDGED);
            let words = first.map(|write| write.answer).unwrap_or_default();
            self.fail(anyhow::anyhow!("a write before the event was not acknowledged: {words}"));
        }
    }

    /// The first part of the event.
    pub async fn before_engine(&mut self) {
        let (Some(stage), Some(pen)) = (self.stage.as_mut(), self.pen.as_ref()) else { return };
        if self.failure.is_some() {
            return;
        }
        let outcome = stage.remember_volumes().await;
        pen.enter(Phase::During);
        let info = self.script.event.info();
        self.event_began_ms = self.recorder.moment(MomentKind::EventStarted, info.description);
        let outcome = match outcome {
            Ok(()) => self.script.event.before_engine(stage).await,
            failed => failed,
        };
        self.note(outcome.context("the event could not be done"));
    }

    /// The last part of the event, and waiting until the service answers again.
    pub async fn on_project(&mut self) {
        let Some(stage) = self.stage.as_mut().filter(|_| self.failure.is_none()) else { return };
        let outcome = self.script.event.on_project(stage).await;
        self.recorder.moment(MomentKind::EventEnded, "the event is over");
        self.note(outcome.context("the event could not be done"));
        if self.failure.is_none() {
            let outcome = self.come_back().await;
            self.note(outcome.context("the service did not come back"));
        }
    }

    /// Looks every write up, judges, cleans up, and tells what was seen.
    pub async fn close(mut self) -> Cell {
        if let Some(writer) = self.writer.take() {
            writer.stop().await;
        }
        if self.failure.is_none() && self.stage.is_some() {
            let outcome = self.look_up().await;
            self.note(outcome.context("the writes could not be looked up"));
        }
        let outcome = match (&self.failure, &self.verdict) {
            (None, Some(verdict)) => verdict.outcome,
            _ => Outcome::Error,
        };
        let agreement = agreement(&self.script.expectation, outcome, None);
        let logs = if agreement == Agreement::Agrees { Vec::new() } else { self.logs().await };
        self.clean_up().await;
        self.cell(outcome, agreement, logs)
    }

    async fn try_to_bring_up(&mut self) -> Result<()> {
        let script = &self.script;
        let port = Port::take()?;
        let docker = Docker::at(script.ground.host.clone(), self.recorder.clone());
        let stage = self.stage.insert(Stage::set(
            script.scenario,
            script.ground,
            docker,
            &script.name,
            port.number,
        )?);
        self._port = Some(port);
        let service: Arc<dyn Service> = Arc::new(stage.reader.clone());
        self.recorder.moment(MomentKind::Up, "docker compose up");
        stage.up().await?;
        wait_until_ready(service.as_ref()).await?;
        self.recorder.moment(MomentKind::Ready, "the service is ready");
        self.pen = Some(Pen::new(service, self.ledger.clone(), self.recorder.clone(), script.seed));
        Ok(())
    }

    /// Waits until the service is ready, and until the writer, who knows nothing of all this, has
    /// had a write acknowledged.
    async fn come_back(&mut self) -> Result<()> {
        let Some(stage) = self.stage.as_mut() else { return Ok(()) };
        let app = App::at(&stage.addresses())?;
        wait_until_ready(&app).await?;
        wait_until_ready(&stage.reader).await?;
        stage.remember_volumes().await?;
        let back = self.recorder.moment(MomentKind::ServiceBack, "the service answers again");
        self.event_ms = back - self.event_began_ms;
        if let Some(pen) = &self.pen {
            pen.enter(Phase::After);
        }
        let until = Instant::now() + PATIENCE;
        while self.ledger.acknowledged(Phase::After) < 3 {
            if Instant::now() > until {
                let words = self.ledger.writes().pop().map(|write| write.answer);
                bail!("no write is acknowledged any more: {}", words.unwrap_or_default());
            }
            sleep(GLANCE).await;
        }
        Ok(())
    }

    async fn look_up(&mut self) -> Result<()> {
        let Some(stage) = self.stage.as_ref() else { return Ok(()) };
        if self.script.falsify && !self.ledger.alter_one_byte() {
            bail!("there is no acknowledged write to falsify");
        }
        let looked_up: Vec<Result<(Write, Found)>> = stream::iter(self.ledger.writes())
            .map(|write| find(&stage.reader, write))
            .buffered(ABREAST)
            .collect()
            .await;
        let looked_up = looked_up.into_iter().collect::<Result<Vec<_>>>()?;
        self.recorder.moment(MomentKind::LookedUp, format!("{} look-ups", looked_up.len()));
        self.verdict = Some(judge(&looked_up)?);
        Ok(())
    }

    async fn logs(&self) -> Vec<ContainerLog> {
        let Some(stage) = &self.stage else { return Vec::new() };
        let mut logs = Vec::new();
        for id in stage.project.containers().await.unwrap_or_default() {
            let name = stage.docker().inspect(&id).await.map_or(id.clone(), |found| found.name);
            let text = stage.docker().logs(&id, LOG_LINES).await;
            logs.push(ContainerLog { container: name.trim_start_matches('/').to_owned(), text });
        }
        logs
    }

    async fn clean_up(&mut self) {
        let Some(stage) = self.stage.as_mut().filter(|_| !self.script.keep) else { return };
        stage.docker().recorder().command(format!(
            "docker compose -p {} -f {} down -v",
            stage.project.name,
            stage.project.file.display()
        ));
        let outcome = stage.clear().await;
        self.recorder.moment(MomentKind::CleanedUp, "all that it made is removed");
        self.note(outcome.context("what the cell made could not be removed"));
    }

    fn note(&mut self, outcome: Result<()>) {
        if let Err(error) = outcome {
            self.recorder.moment(MomentKind::Problem, format!("{error:#}"));
            self.failure.get_or_insert(error);
        }
    }

    fn cell(self, outcome: Outcome, agreement: Agreement, logs: Vec<ContainerLog>) -> Cell {
        let writes = self.ledger.writes();
        let (counts, ledger) = match self.verdict {
            Some(verdict) => (verdict.counts, verdict.summary),
            None => (Counts::default(), LedgerSummary::default()),
        };
        // A failure of the cleaning up makes an error of the cell: the next run would trip over it.
        let (outcome, agreement) = match self.failure {
            Some(_) => (Outcome::Error, Agreement::NotObserved),
            None => (outcome, agreement),
        };
        let reason = match (&self.failure, agreement) {
            (Some(error), _) => Some(format!("{error:#}")),
            (None, Agreement::Differs) => Some(difference(&self.script.expectation, outcome)),
            (None, _) => None,
        };
        let shown = |line: String| shown(&line, &self.script, self.stage.as_ref());
        let mut timeline = self.recorder.timeline();
        for moment in &mut timeline {
            moment.text = shown(std::mem::take(&mut moment.text));
        }
        Cell {
            scenario: self.script.scenario.info.name.clone(),
            event: self.script.event.info().name,
            expectation: self.script.expectation.clone(),
            outcome,
            agreement,
            reason,
            limit: None,
            counts,
            longest_gap_ms: longest_gap_ms(&writes, self.event_began_ms),
            event_ms: self.event_ms,
            total_ms: self.recorder.now_ms(),
            timeline,
            service: spans(&writes),
            ledger,
            commands: self.recorder.commands().into_iter().map(shown).collect(),
            logs,
        }
    }
}

/// A cell that cannot be played.
#[must_use]
pub fn not_applicable(
    scenario: &str,
    event: &str,
    expectation: Expectation,
    limit: Limit,
    reason: String,
) -> Cell {
    let outcome = Outcome::NotApplicable;
    Cell {
        scenario: scenario.to_owned(),
        event: event.to_owned(),
        agreement: agreement(&expectation, outcome, Some(limit)),
        expectation,
        outcome,
        reason: Some(reason),
        limit: Some(limit),
        counts: Counts::default(),
        longest_gap_ms: 0,
        event_ms: 0,
        total_ms: 0,
        timeline: Vec::new(),
        service: Vec::new(),
        ledger: LedgerSummary::default(),
        commands: Vec::new(),
        logs: Vec::new(),
    }
}

/// The answer in words of an acknowledged write.
const ACKNOWLEDGED: &str = "201 Created";

fn difference(expectation: &Expectation, outcome: Outcome) -> String {
    match expectation.outcome {
        None => expectation.reason.clone(),
        Some(expected) if expectation.reason.is_empty() => {
            format!("{} was expected, and {} was seen", expected.name(), outcome.name())
        }
        Some(expected) => format!(
            "{} was expected ({}), and {} was seen",
            expected.name(),
            expectation.reason,
            outcome.name()
        ),
    }
}

/// A command as a person repeats it: with the scenario's own file, and a name that says what it is.
fn shown(line: &str, script: &Script<'_>, stage: Option<&Stage>) -> String {
    let Some(stage) = stage else { return line.to_owned() };
    let file = stage.project.file.to_string_lossy();
    line.replace(&*file, &format!("scenarios/{}.yaml", script.scenario.info.name))
        .replace(&script.name, crate::docker::SHOWN_NAME)
        .replace(&format!("{}:", stage.ground.bind), "")
}

async fn wait_until_ready(service: &dyn Service) -> Result<()> {
    let until = Instant::now() + PATIENCE;
    while !service.ready().await {
        if Instant::now() > until {
            bail!("/readyz did not answer 200 within {} s", PATIENCE.as_secs());
        }
        sleep(GLANCE).await;
    }
    Ok(())
}

/// Looks one write up. Only a read that got an answer counts; one that got none is repeated.
async fn find(service: &dyn Service, write: Write) -> Result<(Write, Found)> {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        match service.get(&write.title).await {
            Ok(Some(text)) => return Ok((write, Found::Text(text))),
            Ok(None) => return Ok((write, Found::Absent)),
            Err(error) if Instant::now() > until => {
                return Err(error).with_context(|| format!("`{}`", write.title));
            }
            Err(_) => sleep(GLANCE).await,
        }
    }
}
