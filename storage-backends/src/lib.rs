//! Where feedback is kept: one trait, [`FeedbackStore`], its durability contract, and its stores.
//!
//! [`connect`] turns a [`StoreUrl`] into a store. It is the only place that knows which stores
//! there are; everything else sees the trait.

mod durability;
mod error;
mod feedback;
mod guard;
mod pager;
mod parameters;
mod pool;
mod store;
mod tls;
mod url;

#[cfg(feature = "conformance")]
pub mod conformance;

mod file;
mod postgres;
mod redis;

use std::sync::Arc;
use std::time::Duration;

pub use durability::{Answer, Confidence, Durability, Event, Place, Reason, Survival};
pub use error::{ErrorKind, StoreError};
pub use feedback::{
    CreatedAt, CreatedAtError, Cursor, CursorError, Feedback, Key, Page, PageLimit, PageRequest,
    Text, TextError, Title, TitleError, TitlePrefix,
};
pub use store::FeedbackStore;
pub use url::StoreUrl;

/// Settings that are the same for every store.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// After so long a call ends with [`ErrorKind::Unavailable`]; by default 1.5 seconds, so that
    /// the app answers within 2.
    pub deadline: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { deadline: Duration::from_millis(1_500) }
    }
}

/// The store of this URL. It connects lazily: what it needs may be away, and is tried again with
/// every call. Call it within a tokio runtime.
///
/// # Errors
///
/// [`ErrorKind::Configuration`] where the URL makes no sense to its store.
pub fn connect(url: &StoreUrl, options: Options) -> Result<Arc<dyn FeedbackStore>, StoreError> {
    let store: Arc<dyn FeedbackStore> = match url.store() {
        url::Store::File(folder) => Arc::new(file::FileStore::open(folder)),
        url::Store::Postgres(url) => Arc::new(postgres::PostgresStore::connect(url)?),
        url::Store::Redis(url) => Arc::new(redis::RedisStore::connect(url)?),
    };
    Ok(Arc::new(guard::Guard::new(store, options.deadline)))
}
