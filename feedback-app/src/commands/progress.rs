//! What a person sees while a command runs: a bar on a terminal, a line every ten seconds
//! elsewhere. All of it goes to standard error.

use std::future::Future;
use std::io::{self, Write as _};
use std::pin::pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use storage_backends::StoreError;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;

use crate::data::Observer;
use crate::telemetry;

/// The bar, or the lines.
pub(super) struct Progress {
    bar: ProgressBar,
    last_line: Mutex<Instant>,
    last_wait: Mutex<Option<Instant>>,
}

/// How work has ended.
pub(super) enum Ended<T> {
    Done(T),
    /// By a signal, with this status.
    Interrupted(ExitCode),
}

/// Between two lines about the same.
const BETWEEN_LINES: Duration = Duration::from_secs(10);
/// Between two looks at the counts.
const TICK: Duration = Duration::from_millis(100);

impl Progress {
    /// Nothing is shown yet.
    pub(super) fn new() -> Arc<Self> {
        let bar = ProgressBar::no_length();
        Arc::new(Self { bar, last_line: Mutex::new(Instant::now()), last_wait: Mutex::default() })
    }

    /// Tells a line, above the bar.
    pub(super) fn say(&self, line: &str) {
        self.bar.suspend(|| {
            // Nothing is left to be done where standard error is closed.
            let _ = writeln!(io::stderr(), "feedback-app: {line}");
        });
    }

    /// Shows how far the work is until it is done, or until Ctrl-C or SIGTERM, which drops it.
    /// `state` is how many feedbacks were gone through, and the same in words.
    pub(super) async fn during<T>(
        &self,
        total: Option<u64>,
        work: impl Future<Output = T>,
        state: impl Fn() -> (u64, String),
    ) -> io::Result<Ended<T>> {
        let mut interrupts = signal(SignalKind::interrupt())?;
        let mut terminations = signal(SignalKind::terminate())?;
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        self.bar.reset();
        self.bar.set_style(style(total.is_some()));
        if let Some(total) = total {
            self.bar.set_length(total);
        }
        let mut work = pin!(work);
        let ended = loop {
            tokio::select! {
                done = &mut work => break Ended::Done(done),
                _ = interrupts.recv() => break Ended::Interrupted(ExitCode::from(130)),
                _ = terminations.recv() => break Ended::Interrupted(ExitCode::from(143)),
                _ = ticks.tick() => self.show(state()),
            }
        };
        self.bar.finish_and_clear();
        Ok(ended)
    }

    fn show(&self, (position, words): (u64, String)) {
        if self.bar.is_hidden() {
            let mut last = self.last_line.lock().unwrap_or_else(PoisonError::into_inner);
            if last.elapsed() >= BETWEEN_LINES {
                *last = Instant::now();
                self.say(&words);
            }
        } else {
            self.bar.set_message(words);
            self.bar.set_position(position);
        }
    }
}

impl Observer for Progress {
    fn problem(&self, sentence: &str) {
        self.say(sentence);
    }

    fn waiting(&self, error: &StoreError) {
        let mut last = self.last_wait.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= BETWEEN_LINES) {
            *last = Some(Instant::now());
            let causes = telemetry::causes(error);
            self.say(&format!("a store is away and is tried again: {causes}"));
        }
    }
}

fn style(has_length: bool) -> ProgressStyle {
    let template = if has_length {
        "{bar:30} {percent}% {msg}, {rate}, {eta} left"
    } else {
        "{spinner} {msg}, {rate}"
    };
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key(
        "rate",
        |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = write!(out, "{:.0}/s", state.per_sec());
        },
    )
}
