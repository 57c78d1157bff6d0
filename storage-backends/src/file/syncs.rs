//! One fsync of the folder for all who wait for one.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use rustix::io::Errno;

use super::error::Error;
use super::folder::Folder;

/// The syncs of one folder: at most one runs, and at most one waits for its turn, which is joined
/// by all who come until it begins. A failure is told to all who joined it, and is never made up
/// for by a later sync, as that can succeed without having written what the failed one lost.
#[derive(Debug, Default)]
pub(super) struct Syncs {
    next: Mutex<Option<Round>>,
    turn: tokio::sync::Mutex<()>,
}

type Round = Shared<BoxFuture<'static, Result<(), Errno>>>;

impl Syncs {
    /// Returns after a sync that began after this call.
    pub(super) async fn sync(&self, folder: &Arc<Folder>) -> Result<(), Error> {
        let round = self.join(folder);
        let unsynced = |cause| Error::Unsynced { what: folder.path().to_owned(), cause };
        round.await.map_err(unsynced)
    }

    fn join(&self, folder: &Arc<Folder>) -> Round {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let round = next.get_or_insert_with(|| {
            // A task of its own: whoever began it may be dropped while others wait for it.
            let task = tokio::spawn(run(Arc::clone(folder)));
            async move { task.await.unwrap_or(Err(Errno::CANCELED)) }.boxed().shared()
        });
        round.clone()
    }
}

async fn run(folder: Arc<Folder>) -> Result<(), Errno> {
    let _turn = folder.syncs.turn.lock().await;
    let sync = {
        let folder = Arc::clone(&folder);
        move || {
            // From here on nobody may join: what they changed may come too late for this sync.
            folder.syncs.next.lock().unwrap_or_else(PoisonError::into_inner).take();
            rustix::fs::fsync(&*folder)
        }
    };
    tokio::task::spawn_blocking(sync).await.unwrap_or(Err(Errno::CANCELED))
}
