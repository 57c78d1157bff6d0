//! Feedback in a folder: one plain `awesome.txt` for each, whose modification time is the time of
//! its creation.
//!
//! The folder belongs to people as much as to the app: others may create, edit and delete files at
//! any time, from any process. So every call looks at the folder itself.

mod create;
mod error;
mod folder;
mod home;
mod keys;
mod read;
mod syncs;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Semaphore;

use self::error::Error;
use self::folder::Folder;
use self::home::Home;
use crate::durability::Durability;
use crate::error::StoreError;
use crate::feedback::{Feedback, Page, PageRequest, Title};
use crate::pager;
use crate::store::FeedbackStore;

/// Feedback in a folder.
#[derive(Debug)]
pub(crate) struct FileStore {
    home: Arc<Home>,
    /// Bounds the threads that calls may hold when the disk does not answer.
    threads: Arc<Semaphore>,
}

/// So many calls use the file system at once; more wait for their turn.
const THREADS: usize = 64;

impl FileStore {
    /// The store in this folder. It is made if only itself is missing, and may be away until later.
    pub(crate) fn open(folder: &Path) -> Self {
        Self { home: Arc::new(Home::new(folder)), threads: Arc::new(Semaphore::new(THREADS)) }
    }

    /// Does something with the folder on a thread that may block.
    async fn with_folder<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Arc<Folder>) -> Result<T, Error> + Send + 'static,
    ) -> Result<(T, Arc<Folder>), Error> {
        let permit = Arc::clone(&self.threads).acquire_owned().await.map_err(Error::internal)?;
        let home = Arc::clone(&self.home);
        let call = move || {
            // It lives as long as the thread is busy, also when nobody waits for the call any more.
            let _permit = permit;
            let folder = home.folder()?;
            Ok((call(&folder)?, folder))
        };
        tokio::task::spawn_blocking(call).await.map_err(Error::internal)?
    }

    /// Syncs the folder's entries, and makes sure that it is still the one that its path leads to:
    /// what was written into a folder that was moved away is not kept.
    async fn keep(&self, folder: &Arc<Folder>) -> Result<(), Error> {
        folder.syncs.sync(folder).await?;
        self.home.is_still(folder)
    }
}

#[async_trait]
impl FeedbackStore for FileStore {
    async fn create(&self, feedback: &Feedback) -> Result<(), StoreError> {
        let file = create::File::of(feedback);
        let (won, folder) = self.with_folder(move |folder| create::create(folder, &file)).await?;
        // A loser waits as well: it must not tell of a feedback that a power cut would undo.
        self.keep(&folder).await?;
        if won { Ok(()) } else { Err(Error::AlreadyExists(feedback.title.clone()).into()) }
    }

    async fn get(&self, title: &Title) -> Result<Option<Feedback>, StoreError> {
        let title = title.clone();
        Ok(self.with_folder(move |folder| read::feedback(folder, &title)).await?.0)
    }

    async fn list(&self, request: &PageRequest) -> Result<Page, StoreError> {
        pager::page(self, request).await
    }

    async fn delete(&self, title: &Title) -> Result<bool, StoreError> {
        let title = title.clone();
        let (was_there, folder) =
            self.with_folder(move |folder| create::delete(folder, &title)).await?;
        // Also where it was not there: whoever deleted it may not have synced that yet.
        self.keep(&folder).await?;
        Ok(was_there)
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.with_folder(|folder| folder.check()).await?;
        Ok(())
    }

    async fn durability(&self) -> Durability {
        let mut unknown = Durability::unknown(self.location());
        unknown.evidence.push(format!("the folder {}", self.location()));
        unknown
    }

    fn location(&self) -> String {
        self.home.path().display().to_string()
    }
}
