//! The diary of a cell: what happened when, and the commands that did it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::results::{Moment, MomentKind};

/// A diary that the parts of a cell share.
#[derive(Clone, Debug)]
pub struct Recorder {
    began: Instant,
    pages: Arc<Mutex<Pages>>,
}

#[derive(Debug, Default)]
struct Pages {
    timeline: Vec<Moment>,
    commands: Vec<String>,
    in_event: bool,
}

impl Recorder {
    /// An empty diary whose clock starts now.
    #[must_use]
    pub fn start() -> Self {
        Self { began: Instant::now(), pages: Arc::default() }
    }

    /// Milliseconds since the clock started.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Writes down that something happened now, and returns when that was.
    pub fn moment(&self, kind: MomentKind, text: impl Into<String>) -> u64 {
        let at_ms = self.now_ms();
        self.with(|pages| {
            pages.in_event = match kind {
                MomentKind::EventStarted => true,
                MomentKind::EventEnded => false,
                _ => pages.in_event,
            };
            pages.timeline.push(Moment { at_ms, kind, text: text.into() });
        });
        at_ms
    }

    /// Writes down a shell command that is about to run. Those of the event are moments too.
    pub fn command(&self, line: impl Into<String>) {
        let at_ms = self.now_ms();
        let line = line.into();
        self.with(|pages| {
            if pages.in_event {
                let text = line.clone();
                pages.timeline.push(Moment { at_ms, kind: MomentKind::EventStep, text });
            }
            pages.commands.push(line);
        });
    }

    /// What happened, in order.
    #[must_use]
    pub fn timeline(&self) -> Vec<Moment> {
        self.with(|pages| pages.timeline.clone())
    }

    /// The commands that ran, in order.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        self.with(|pages| pages.commands.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Pages) -> T) -> T {
        // A diary is as good after a panic elsewhere as before it.
        act(&mut self.pages.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
