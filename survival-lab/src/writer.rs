//! Those who write: the writes before the event, and one writer that keeps on through it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::ledger::{Ledger, Write, content};
use crate::recorder::Recorder;
use crate::results::Phase;
use crate::service::Service;

/// How many of the writes before the event are on their way at once.
const ABREAST: usize = 8;

/// The pause between two writes of the one that keeps on.
const PAUSE: Duration = Duration::from_millis(25);

/// What all writers of a cell share.
#[derive(Clone, Debug)]
pub struct Pen {
    service: Arc<dyn Service>,
    ledger: Ledger,
    recorder: Recorder,
    seed: u64,
    next: Arc<AtomicU64>,
    phase: Arc<AtomicU8>,
}

impl Pen {
    /// A pen that writes to a service, and enters what it wrote in a ledger.
    #[must_use]
    pub fn new(service: Arc<dyn Service>, ledger: Ledger, recorder: Recorder, seed: u64) -> Self {
        Self { service, ledger, recorder, seed, next: Arc::default(), phase: Arc::default() }
    }

    /// From now on writes belong to this phase.
    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::SeqCst);
    }

    /// Makes this many writes, several abreast.
    pub async fn write(&self, writes: u32) {
        stream::iter(0..writes).for_each_concurrent(ABREAST, |_| self.write_one()).await;
    }

    /// Keeps on writing until it is stopped.
    #[must_use]
    pub fn keep_on(&self) -> KeepsOn {
        let (stop, stopped) = watch::channel(false);
        let pen = self.clone();
        let task = tokio::spawn(async move {
            while !*stopped.borrow() {
                pen.write_one().await;
                sleep(PAUSE).await;
            }
        });
        KeepsOn { stop, task }
    }

    async fn write_one(&self) {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let (title, text) = content(self.seed, number);
        let (sent_ms, sent_in) = (self.recorder.now_ms(), self.phase());
        let answer = self.service.create(&title, &text).await;
        // An answer that came when the event had begun promises nothing about the time before it.
        let phase = match (sent_in, self.phase()) {
            (Phase::Before, Phase::Before) => Phase::Before,
            (Phase::After, _) => Phase::After,
            _ => Phase::During,
        };
        self.ledger.enter(Write {
            title,
            text,
            sent_ms,
            answered_ms: self.recorder.now_ms(),
            phase,
            fate: answer.fate,
            answer: answer.words,
        });
    }

    fn phase(&self) -> Phase {
        let phases = [Phase::Before, Phase::During, Phase::After];
        let now = self.phase.load(Ordering::SeqCst);
        phases.into_iter().find(|phase| *phase as u8 == now).unwrap_or(Phase::Before)
    }
}

/// A writer that keeps on until it is stopped or dropped.
#[derive(Debug)]
pub struct KeepsOn {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl KeepsOn {
    /// Stops it, and waits until its last write is answered.
    pub async fn stop(mut self) {
        // It may have ended because the lab itself is ending.
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for KeepsOn {
    fn drop(&mut self) {
        self.task.abort();
    }
}
