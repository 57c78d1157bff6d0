//! The store as the server uses it: watched, so that it is told once when it becomes unavailable,
//! and once when it is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use storage_backends::{
    Durability, ErrorKind, Feedback, FeedbackStore, Page, PageRequest, StoreError, Title,
};
use tokio::runtime::Handle;

use crate::telemetry::causes;

/// A store of which the log tells when it stops to work and when it works again. While it does not
/// work, it is tried once a second.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    store: Arc<dyn FeedbackStore>,
    is_ailing: Arc<AtomicBool>,
    is_held: Arc<AtomicBool>,
    runtime: Handle,
}

const PAUSE: Duration = Duration::from_secs(1);

impl Watched {
    /// Watches this store. Call it within the runtime that outlives all requests. A store that is
    /// held takes nothing in until it is released.
    pub(crate) fn new(store: Arc<dyn FeedbackStore>, is_held: bool) -> Self {
        let is_ailing = Arc::new(AtomicBool::new(false));
        let is_held = Arc::new(AtomicBool::new(is_held));
        Self { store, is_ailing, is_held, runtime: Handle::current() }
    }

    /// Takes in what is created, from now on.
    pub(crate) fn release(&self) {
        self.is_held.store(false, Ordering::Relaxed);
    }

    /// Whether the store itself does not work.
    pub(crate) async fn is_away(&self) -> bool {
        self.note(self.store.check().await).is_err()
    }

    fn refuse_while_held(&self) -> Result<(), StoreError> {
        if self.is_held.load(Ordering::Relaxed) {
            let message = "nothing is taken in before it is known what its place survives";
            return Err(StoreError::new(ErrorKind::Unavailable, message));
        }
        Ok(())
    }

    pub(crate) async fn create(&self, feedback: &Feedback) -> Result<(), StoreError> {
        self.refuse_while_held()?;
        self.note(self.store.create(feedback).await)
    }

    pub(crate) async fn get(&self, title: &Title) -> Result<Option<Feedback>, StoreError> {
        self.note(self.store.get(title).await)
    }

    pub(crate) async fn list(&self, request: &PageRequest) -> Result<Page, StoreError> {
        self.note(self.store.list(request).await)
    }

    pub(crate) async fn delete(&self, title: &Title) -> Result<bool, StoreError> {
        self.note(self.store.delete(title).await)
    }

    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        self.refuse_while_held()?;
        self.note(self.store.check().await)
    }

    pub(crate) async fn durability(&self) -> Durability {
        self.store.durability().await
    }

    pub(crate) fn location(&self) -> String {
        self.store.location()
    }

    fn note<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &result
            && is_lasting(error.kind())
            && !self.is_ailing.swap(true, Ordering::Relaxed)
        {
            self.runtime.spawn(await_recovery(self.clone(), causes(error), error.kind()));
        }
        result
    }
}

/// Whether the next call is expected to fail in the same way.
fn is_lasting(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::Unavailable | ErrorKind::Full | ErrorKind::Denied => true,
        ErrorKind::AlreadyExists
        | ErrorKind::Damaged
        | ErrorKind::Configuration
        | ErrorKind::Internal => false,
    }
}

async fn await_recovery(watched: Watched, causes_told: String, mut kind: ErrorKind) {
    let since = Instant::now();
    tracing::warn!(kind = kind.as_str(), "the store does not work: {causes_told}");
    loop {
        tokio::time::sleep(PAUSE).await;
        match watched.store.check().await {
            Ok(()) => break,
            Err(error) if error.kind() != kind => {
                kind = error.kind();
                tracing::warn!(kind = kind.as_str(), "the store does not work: {}", causes(&error));
            }
            Err(_) => {}
        }
    }
    watched.is_ailing.store(false, Ordering::Relaxed);
    tracing::info!(seconds = since.elapsed().as_secs(), "the store works again");
}
