//! Pooled connections to a server, for every store that has one.
//!
//! A connection is given back to the pool only by a call that has ended well. One whose call was
//! dropped at its deadline, or has met an error of the connection, is closed: somebody else's
//! answer may still be on its way. So nobody ever waits behind another's question.

use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool::Runtime;
use deadpool::managed::{
    self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType,
};
use metrics::gauge;

use crate::error::{ErrorKind, StoreError};

/// How connections to a server are made, and looked after.
pub(crate) trait Server: managed::Manager {
    /// What the metrics call it.
    const NAME: &'static str;

    /// False where the connection is known to be closed.
    fn is_open(connection: &Self::Type) -> bool;

    /// Whether the server answers through this connection.
    fn ping(&self, connection: &mut Self::Type) -> impl Future<Output = bool> + Send;
}

/// The connections to a server.
pub(crate) struct Pool<S: Server> {
    pool: managed::Pool<Keeper<S>>,
    /// Connections that were made earlier may be dead without knowing it.
    doubted: Mutex<Option<Instant>>,
    connect_timeout: Duration,
}

/// What a connection is wanted for. One that nobody has used for a while is asked whether it is
/// alive before it is used, which costs a round trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// What may be sent again when the connection turns out to be dead.
    Read,
    /// What may not, as nothing would tell whether it has taken place.
    Write,
}

/// A connection for one call. Dropping it closes it; [`Lease::give_back`] keeps it.
pub(crate) struct Lease<'a, S: Server> {
    connection: Option<Object<Keeper<S>>>,
    pool: &'a Pool<S>,
}

impl Purpose {
    /// A connection used so lately is taken to be alive.
    fn trusted_for(self) -> Duration {
        match self {
            Self::Read => Duration::from_secs(1),
            Self::Write => Duration::from_millis(10),
        }
    }
}

/// A server that does not answer so long to a ping does not answer.
const PING_TIMEOUT: Duration = Duration::from_millis(400);

/// So long a call waits for a connection that others use.
const WAIT_TIMEOUT: Duration = Duration::from_secs(1);

impl<S: Server> Pool<S> {
    pub(crate) fn new(
        server: S,
        size: usize,
        connect_timeout: Duration,
    ) -> Result<Self, StoreError> {
        let pool = managed::Pool::builder(Keeper(server))
            .max_size(size)
            // The one used last is the one most surely alive.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(WAIT_TIMEOUT))
            .create_timeout(Some(connect_timeout))
            .runtime(Runtime::Tokio1)
            .build();
        let pool = pool.map_err(|error| {
            StoreError::new(ErrorKind::Internal, "the pool cannot be made").with_source(error)
        })?;
        Ok(Self { pool, doubted: Mutex::new(None), connect_timeout })
    }

    /// A connection that is alive, as far as anybody can know.
    pub(crate) async fn lease(
        &self,
        purpose: Purpose,
    ) -> Result<Lease<'_, S>, PoolError<S::Error>> {
        loop {
            let connection = self.pool.get().await?;
            let is_new = Object::metrics(&connection).recycle_count == 0;
            let mut lease = Lease { connection: Some(connection), pool: self };
            lease.pool.measure();
            let (made, idle) = (lease.keeper().made, lease.keeper().used.elapsed());
            lease.keeper_mut().used = Instant::now();
            if is_new || (idle < purpose.trusted_for() && !self.is_doubted(made)) {
                return Ok(lease);
            }
            if self.is_doubted(made) {
                continue;
            }
            let ping = self.pool.manager().0.ping(&mut lease);
            if tokio::time::timeout(PING_TIMEOUT, ping).await == Ok(true) {
                return Ok(lease);
            }
            self.doubt();
        }
    }

    /// Uses no connection again that was made before now. One that has died, or leads to the wrong
    /// server, is seldom the only one.
    pub(crate) fn doubt(&self) {
        *self.doubted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// The error of a pool in terms of a store, save for the server's own.
    pub(crate) fn error(
        &self,
        error: PoolError<S::Error>,
        location: &str,
        of_server: impl FnOnce(S::Error) -> StoreError,
    ) -> StoreError {
        match error {
            PoolError::Backend(error) => of_server(error),
            PoolError::Timeout(TimeoutType::Wait) => StoreError::new(
                ErrorKind::Unavailable,
                format!(
                    "all {} connections to {location} are in use (pool_size), and none became \
                     free within {WAIT_TIMEOUT:?}",
                    self.pool.status().max_size
                ),
            ),
            PoolError::Timeout(TimeoutType::Create | TimeoutType::Recycle) => StoreError::new(
                ErrorKind::Unavailable,
                format!("{location} did not take a connection within {:?}", self.connect_timeout),
            ),
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                StoreError::new(ErrorKind::Internal, "the pool gave no connection")
            }
        }
    }

    fn is_doubted(&self, made: Instant) -> bool {
        let doubted = *self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
        doubted.is_some_and(|doubted| made <= doubted)
    }

    /// Sets the gauge `feedback_store_pool_connections`.
    fn measure(&self) {
        let status = self.pool.status();
        for (state, count) in [
            ("in_use", status.size.saturating_sub(status.available)),
            ("idle", status.available),
            ("waiting", status.waiting),
            ("max", status.max_size),
        ] {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            gauge!("feedback_store_pool_connections", "store" => S::NAME, "state" => state)
                .set(count);
        }
    }
}

impl<S: Server> fmt::Debug for Pool<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("status", &self.pool.status()).finish_non_exhaustive()
    }
}

impl<S: Server> Lease<'_, S> {
    /// Keeps the connection for the next call: every answer to this one has been read.
    pub(crate) fn give_back(mut self) {
        if let Some(connection) = self.connection.take() {
            drop(connection);
            self.pool.measure();
        }
    }

    #[expect(clippy::expect_used, reason = "only giving back and dropping take the connection")]
    fn keeper(&self) -> &Kept<S> {
        self.connection.as_ref().expect("a lease has a connection")
    }

    #[expect(clippy::expect_used, reason = "only giving back and dropping take the connection")]
    fn keeper_mut(&mut self) -> &mut Kept<S> {
        self.connection.as_mut().expect("a lease has a connection")
    }
}

impl<S: Server> Deref for Lease<'_, S> {
    type Target = S::Type;

    fn deref(&self) -> &S::Type {
        &self.keeper().connection
    }
}

impl<S: Server> DerefMut for Lease<'_, S> {
    fn deref_mut(&mut self) -> &mut S::Type {
        &mut self.keeper_mut().connection
    }
}

impl<S: Server> Drop for Lease<'_, S> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
            self.pool.measure();
        }
    }
}

/// Remembers of each connection when it was made and used.
struct Keeper<S>(S);

struct Kept<S: Server> {
    connection: S::Type,
    made: Instant,
    used: Instant,
}

impl<S: Server> managed::Manager for Keeper<S> {
    type Type = Kept<S>;
    type Error = S::Error;

    async fn create(&self) -> Result<Kept<S>, S::Error> {
        let made = Instant::now();
        let connection = self.0.create().await?;
        Ok(Kept { connection, made, used: Instant::now() })
    }

    async fn recycle(&self, kept: &mut Kept<S>, _: &Metrics) -> RecycleResult<S::Error> {
        if S::is_open(&kept.connection) { Ok(()) } else { Err(RecycleError::message("closed")) }
    }

    fn detach(&self, kept: &mut Kept<S>) {
        self.0.detach(&mut kept.connection);
    }
}
