//! The tables: made and brought up to date on first contact, by whichever replica comes first.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::Shared;
use refinery::{Migration, Runner};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::error::{convert, lacks_schema};
use super::server::Servers;
use crate::error::{ErrorKind, StoreError};

/// Makes sure that the tables are there.
pub(super) struct Schema {
    servers: Servers,
    location: String,
    ready: AtomicBool,
    attempt: Mutex<Option<Attempt>>,
}

/// One attempt, which all callers of its time wait for. It goes on when they have given up, so that
/// a migration may take longer than a call.
type Attempt = Shared<Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>>;

/// An error that can be told to several callers.
#[derive(Clone, Debug)]
struct Failure(ErrorKind, String);

/// The schema's versions, in order. A version that was released is never changed: a new one is
/// added, which the program before it must be able to work with.
const VERSIONS: &[(&str, &str)] = &[("V1__feedback", include_str!("migrations/V1__feedback.sql"))];

/// Where the versions are noted that a database has.
const HISTORY: &str = "feedback_schema_history";

/// Names the lock under which one replica migrates while the others wait: "feedback" in ASCII.
const LOCK: i64 = 0x6665_6564_6261_636b;

/// An attempt that takes longer is given up, and made again by the next caller.
const TIME_LIMIT: Duration = Duration::from_secs(600);

impl Schema {
    pub(super) fn new(servers: Servers, location: String) -> Self {
        Self { servers, location, ready: AtomicBool::new(false), attempt: Mutex::new(None) }
    }

    /// Returns when the tables are there.
    ///
    /// # Errors
    ///
    /// Why they could not be made; the next call tries again.
    pub(super) async fn ensure(&self) -> Result<(), StoreError> {
        if self.ready.load(Ordering::Acquire) {
            return Ok(());
        }
        let attempt = self
            .attempt
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| self.begin())
            .clone();
        let result = attempt.clone().await;
        let mut current = self.attempt.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|current| current.ptr_eq(&attempt)) {
            *current = None;
            self.ready.store(result.is_ok(), Ordering::Release);
        }
        result.map_err(|Failure(kind, message)| StoreError::new(kind, message))
    }

    /// Looks again at the next call: the tables were not there after all.
    pub(super) fn forget(&self) {
        self.ready.store(false, Ordering::Release);
    }

    fn begin(&self) -> Attempt {
        let (servers, location) = (self.servers.clone(), self.location.clone());
        let task = tokio::spawn(async move {
            let attempt = tokio::time::timeout(TIME_LIMIT, migrate(&servers, &location)).await;
            let result = attempt.unwrap_or_else(|_| {
                let message = format!("{location}: the schema was not ready in {TIME_LIMIT:?}");
                Err(StoreError::new(ErrorKind::Unavailable, message))
            });
            result.map_err(|error| Failure(error.kind(), error.to_string()))
        });
        let ended = |_| Failure(ErrorKind::Internal, "the migration has ended early".to_owned());
        async move { task.await.map_err(ended).flatten() }.boxed().shared()
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").field("ready", &self.ready).finish_non_exhaustive()
    }
}

async fn migrate(servers: &Servers, location: &str) -> Result<(), StoreError> {
    let of_server = |error| convert(error, location);
    let connecting = tokio::time::timeout(servers.timeout(), servers.connect()).await;
    let connected = connecting.map_err(|_| {
        let message =
            format!("{location} did not take a connection within {:?}", servers.timeout());
        StoreError::new(ErrorKind::Unavailable, message)
    })?;
    let (mut client, driver) = connected.map_err(of_server)?;
    let result = bring_up_to_date(&mut client, location).await;
    // This closes the connection, and so gives the lock back.
    drop(driver);
    result
}

async fn bring_up_to_date(client: &mut Client, location: &str) -> Result<(), StoreError> {
    let of_server = |error| convert(error, location);
    if is_up_to_date(client).await.map_err(of_server)? {
        return Ok(());
    }
    let lock = format!("SET lock_timeout = '60s'; SELECT pg_advisory_lock({LOCK})");
    client.batch_execute(&lock).await.map_err(of_server)?;
    if is_up_to_date(client).await.map_err(of_server)? {
        return Ok(());
    }
    let versions: Result<Vec<Migration>, _> =
        VERSIONS.iter().map(|(name, sql)| Migration::unapplied(name, sql)).collect();
    let versions = versions.map_err(|error| {
        StoreError::new(ErrorKind::Internal, "the schema is misnamed").with_source(error)
    })?;
    let mut runner = Runner::new(&versions);
    runner.set_migration_table_name(HISTORY);
    let report = runner.run_async(client).await.map_err(|error| of_migration(error, location))?;
    for version in report.applied_migrations() {
        tracing::info!(%version, location, "the schema was migrated");
    }
    Ok(())
}

/// Whether the database has the newest version that this program knows, or a newer one.
async fn is_up_to_date(client: &Client) -> Result<bool, tokio_postgres::Error> {
    let newest = VERSIONS.iter().filter_map(|(name, _)| version(name)).max();
    let query = format!("SELECT max(version) FROM {HISTORY}");
    match client.query_typed_one(&query, &[]).await {
        Ok(row) => Ok(row.try_get::<_, Option<i32>>(0)? >= newest),
        Err(error) if lacks_schema(&error) => Ok(false),
        // Somebody else looks after the schema, and lets this user only use the table.
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Ok(true),
        Err(error) => Err(error),
    }
}

fn version(name: &str) -> Option<i32> {
    name.strip_prefix('V')?.split("__").next()?.parse().ok()
}

fn of_migration(error: refinery::Error, location: &str) -> StoreError {
    let of_server = std::error::Error::source(&error)
        .and_then(|source| source.downcast_ref::<tokio_postgres::Error>())
        .and_then(tokio_postgres::Error::as_db_error)
        .map(|error| (super::error::kind(error.code()), error.message().to_owned()));
    let (kind, why) = of_server.unwrap_or_else(|| match error.kind() {
        refinery::error::Kind::Connection(..) => (ErrorKind::Unavailable, error.to_string()),
        _ => (ErrorKind::Internal, error.to_string()),
    });
    StoreError::new(kind, format!("{location}: the schema cannot be migrated: {why}"))
        .with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_are_numbered_from_1_without_a_gap() {
        for (place, (name, sql)) in VERSIONS.iter().enumerate() {
            assert_eq!(version(name).map(usize::try_from), Some(Ok(place + 1)), "{name}");
            assert!(Migration::unapplied(name, sql).is_ok(), "{name}");
        }
    }
}
