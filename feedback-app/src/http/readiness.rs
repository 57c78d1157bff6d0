//! Whether the store works, asked at most a few times a second however many probes there are.

use std::time::{Duration, Instant};

use storage_backends::ErrorKind;
use tokio::sync::Mutex;

use crate::watch::Watched;

/// The last answer of the store. Probes that come while it is being asked, or soon after, share it.
#[derive(Debug, Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, Result<(), ErrorKind>)>>);

const FRESH: Duration = Duration::from_millis(250);

impl Readiness {
    pub(super) async fn ask(&self, store: &Watched) -> Result<(), ErrorKind> {
        let mut last = self.0.lock().await;
        if let Some((asked, answer)) = *last
            && asked.elapsed() < FRESH
        {
            return answer;
        }
        let answer = store.check().await.map_err(|error| error.kind());
        *last = Some((Instant::now(), answer));
        answer
    }
}
