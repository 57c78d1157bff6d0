//! Cells whose event happens to an engine: all scenarios at once, on one private engine in turn.

use anyhow::{Context as _, Result, anyhow};
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};

use crate::controls;
use crate::events::{Event, Needs};
use crate::matrix::Lab;
use crate::play::Play;
use crate::progress::Progress;
use crate::results::{Cell, Control};
use crate::rig::{PREFIX, Rig};
use crate::stage::Ground;

/// How many projects are brought up at once.
const ABREAST: usize = 4;

/// The part of a run that is played on private engines.
pub(crate) struct Batches<'a> {
    lab: &'a Lab,
    progress: &'a Progress,
}

impl<'a> Batches<'a> {
    pub(crate) fn new(lab: &'a Lab, progress: &'a Progress) -> Self {
        Self { lab, progress }
    }

    /// Plays every event that needs a private engine, one after the other.
    pub(crate) async fn play(&self) -> (Vec<Cell>, Vec<Control>) {
        let events: Vec<&dyn Event> = self.lab.events(Needs::PrivateEngine).collect();
        let moves: Vec<&dyn Event> = self.lab.events(Needs::Swarm).collect();
        let all = [&events[..], &moves[..]].concat();
        let mut cells = self.impossible(&all);
        let mut controls = Vec::new();
        if all.is_empty() || crate::rig::obstacle().is_some() {
            if events.iter().any(|event| event.info().name == controls::POWER_LOSS) {
                controls.extend(controls::power_loss_beyond_machine(self.lab));
            }
            return (cells, controls);
        }
        let mut rig = self.rig().await;
        for event in events {
            let (more, control) = self.batch(event, rig.as_mut()).await;
            cells.extend(more);
            controls.extend(control);
        }
        let mut second = None;
        for event in moves {
            rig = match rig {
                Ok(rig) => self.swarm(rig, &mut second).await,
                failed => failed,
            };
            cells.extend(self.batch(event, rig.as_mut()).await.0);
        }
        for rig in rig.ok().into_iter().chain(second) {
            if let Err(error) = rig.remove().await {
                self.progress.say(&format!("A private engine could not be removed: {error:#}"));
            }
        }
        (cells, controls)
    }

    /// A second node beside the engine.
    async fn swarm(&self, mut first: Rig, second: &mut Option<Rig>) -> Result<Rig> {
        let line = self.progress.begin("a second node", "starting");
        let rig = Rig::start(&format!("{PREFIX}{}-b", self.lab.name()), self.lab.folder()).await?;
        let rig = second.insert(rig);
        rig.load(self.lab.docker(), &self.app_images()?).await?;
        first.join(rig).await?;
        line.clear();
        Ok(first)
    }

    fn app_images(&self) -> Result<Vec<String>> {
        let scenarios = self.lab.scenarios().iter();
        let images = scenarios.map(|scenario| Ok(scenario.model.image(&scenario.app)?.to_owned()));
        let mut images = images.collect::<Result<Vec<_>>>()?;
        images.sort();
        images.dedup();
        Ok(images)
    }

    fn impossible(&self, events: &[&dyn Event]) -> Vec<Cell> {
        let mut cells = Vec::new();
        for event in events {
            for scenario in self.lab.scenarios() {
                if let Some(cell) = self.lab.beyond(scenario, *event) {
                    self.progress.begin(&cell.scenario, &cell.event).end(&cell);
                    cells.push(cell);
                }
            }
        }
        cells
    }

    async fn rig(&self) -> Result<Rig> {
        let line = self.progress.begin("a private engine", "starting");
        let rig = Rig::start(&format!("{PREFIX}{}", self.lab.name()), self.lab.folder()).await?;
        let loaded = rig.load(self.lab.docker(), &self.images()?).await;
        line.clear();
        loaded.map(|()| rig)
    }

    /// The images of all scenarios.
    fn images(&self) -> Result<Vec<String>> {
        let mut images = vec![self.lab.ground().tools.clone()];
        for scenario in self.lab.scenarios() {
            images.push(scenario.model.image(&scenario.app)?.to_owned());
            if let Some(backend) = &scenario.backend {
                images.push(scenario.model.image(backend)?.to_owned());
            }
        }
        images.sort();
        images.dedup();
        Ok(images)
    }

    async fn batch(
        &self,
        event: &dyn Event,
        rig: std::result::Result<&mut Rig, &mut anyhow::Error>,
    ) -> (Vec<Cell>, Option<Control>) {
        let ground = match &rig {
            Ok(rig) => rig.ground(self.lab.ground().label.clone(), &self.lab.ground().tools),
            Err(_) => Ok(self.lab.ground().clone()),
        };
        let ground = ground.unwrap_or_else(|_| self.lab.ground().clone());
        let scenarios = self.lab.scenarios().iter();
        let unsynced = controls::unsynced(self.lab, event);
        let mut plays: Vec<Play<'_>> = scenarios
            .filter(|scenario| event.fits(scenario).is_ok())
            .map(|scenario| Play::new(self.lab.script(scenario, event, &ground)))
            .collect();
        plays.extend(unsynced.as_ref().map(|scenario| {
            let mut script = self.lab.script(scenario, event, &ground);
            script.name.push_str("-control");
            script.expectation = controls::must_lose();
            Play::new(script)
        }));
        let lines: Vec<_> = plays
            .iter()
            .map(|play| self.progress.begin(play.scenario(), &event.info().name))
            .collect();
        match rig {
            Ok(rig) => self.act(event, rig, &ground, &mut plays).await,
            Err(error) => {
                for play in &mut plays {
                    play.fail(anyhow!("the private engine did not start: {error:#}"));
                }
            }
        }
        let mut cells =
            stream::iter(plays).map(Play::close).buffered(ABREAST).collect::<Vec<_>>().await;
        for (line, cell) in lines.into_iter().zip(&cells) {
            line.end(cell);
        }
        let control = if unsynced.is_some() { cells.pop().map(controls::power_loss) } else { None };
        (cells, control)
    }

    /// Up, writes, then the event for all at once.
    async fn act(
        &self,
        event: &dyn Event,
        rig: &mut Rig,
        _ground: &Ground,
        plays: &mut [Play<'_>],
    ) {
        stream::iter(plays.iter_mut()).for_each_concurrent(ABREAST, Play::bring_up).await;
        let settled = rig.settle().await;
        join_all(plays.iter_mut().map(Play::write)).await;
        join_all(plays.iter_mut().map(Play::before_engine)).await;
        let struck = match settled {
            Ok(()) => event.on_engine(rig).await,
            failed => failed,
        };
        if let Err(error) = struck.context("the private engine") {
            for play in plays.iter_mut() {
                play.fail(anyhow!("{error:#}"));
            }
        }
        stream::iter(plays.iter_mut()).for_each_concurrent(ABREAST, Play::on_project).await;
    }
}
