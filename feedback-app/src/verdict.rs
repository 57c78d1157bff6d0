//! What the store says of the durability of its place, and what the server makes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use storage_backends::{Answer, Durability, Event};

use crate::cli::DurabilityPolicy;
use crate::pages::{Language, where_verdict};
use crate::settings::SettingsError;
use crate::watch::Watched;

/// Whether removing the container would lose the data; shared by all workers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict(Arc<AtomicBool>);

/// A store that is away is asked again after this time.
const PAUSE: Duration = Duration::from_secs(1);

impl Verdict {
    /// Asks the store, and keeps what it says of removal.
    pub(crate) async fn ask(&self, store: &Watched) -> Durability {
        let durability = store.durability().await;
        let loses = durability.answer(Event::Removal) == Answer::No;
        self.0.store(loses, Ordering::Relaxed);
        durability
    }

    /// Whether it is known that removing the container would lose the data.
    pub(crate) fn loses(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Asks the store until it knows, or until it works and does not know, and logs the answer. The
    /// store takes nothing in before, where durability is required.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] where durability is required and removing the container would lose the
    /// data.
    pub(crate) async fn settle(
        &self,
        store: &Watched,
        policy: DurabilityPolicy,
    ) -> Result<(), SettingsError> {
        while !self.try_settle(store, policy).await? {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// The same, once; false where the store is away and does not know.
    pub(crate) async fn try_settle(
        &self,
        store: &Watched,
        policy: DurabilityPolicy,
    ) -> Result<bool, SettingsError> {
        let durability = self.ask(store).await;
        let answer = durability.answer(Event::Removal);
        if answer == Answer::Unknown && store.is_away().await {
            return Ok(false);
        }
        if answer == Answer::No && policy == DurabilityPolicy::Require {
            return Err(refusal(&durability));
        }
        tell(&durability);
        store.release();
        Ok(true)
    }
}

fn tell(durability: &Durability) {
    let words = where_verdict(Language::English, durability);
    let location = &durability.location;
    match durability.answer(Event::Removal) {
        Answer::No => tracing::warn!(location, "{words} See /where for how to keep it"),
        Answer::Yes | Answer::Unknown => tracing::info!(location, "{words}"),
    }
}

fn refusal(durability: &Durability) -> SettingsError {
    let words = where_verdict(Language::English, durability);
    SettingsError::new(format!(
        "{words} FEEDBACK_DURABILITY=require refuses that: keep {} on a named volume \
         (docker run -v feedback:{} …), a bind mount or a server, or set FEEDBACK_DURABILITY=warn; \
         `feedback-app where` tells more",
        durability.location, durability.location
    ))
}
