//! Connections to the database: the first of its servers that takes one.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Connect, Manager, ManagerConfig, RecyclingMethod};
use tokio::task::JoinHandle;
use tokio_postgres::{Client as Connection, Config as Server, Error};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::config::Config;
use crate::pool;

/// Tries the servers of a URL in their order.
#[derive(Clone)]
pub(super) struct Servers {
    servers: Vec<Server>,
    tls: MakeRustlsConnect,
    /// For each of them.
    timeout: Duration,
    /// The one that has taken the last connection, which is tried first.
    last: Arc<AtomicUsize>,
}

/// The task that drives a connection. Dropping it closes the connection at once, whatever answers
/// are outstanding.
pub(super) struct Driver(Option<JoinHandle<()>>);

/// How each connection is set up. Every statement of this store walks an index and stops at its
/// limit; the planner must not think otherwise where its statistics are old. And where it can, a
/// server notices that nobody waits for an answer any more.
const SETUP: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; \
    SELECT set_config(name, '1s', false) FROM pg_settings \
    WHERE name = 'client_connection_check_interval'";

impl Servers {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            servers: config.servers.clone(),
            tls: config.tls.clone(),
            timeout: config.connect_timeout,
            last: Arc::default(),
        }
    }

    /// After so long none of them has taken the connection.
    pub(super) fn timeout(&self) -> Duration {
        // A moment more, so that the last one's own error is told if it has one.
        let count = u32::try_from(self.servers.len()).unwrap_or(u32::MAX);
        self.timeout.saturating_mul(count).saturating_add(Duration::from_millis(50))
    }

    pub(super) fn manager(&self) -> Manager {
        // Never used: `connect` knows its own.
        let config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        Manager::from_connect(Server::new(), self.clone(), config)
    }

    /// A connection outside of the pool, and the task that drives it.
    ///
    /// # Errors
    ///
    /// That of the last server that was tried.
    pub(super) async fn connect(&self) -> Result<(Connection, Driver), Error> {
        let count = self.servers.len();
        let first = self.last.load(Ordering::Relaxed);
        for place in 0..count {
            let index = (first + place) % count;
            let Some(server) = self.servers.get(index) else { break };
            let connecting = connect(server, &self.tls);
            // The time of the last one is limited by whoever waits for all of them.
            let limit = if place + 1 < count { self.timeout } else { Duration::MAX };
            match tokio::time::timeout(limit, connecting).await {
                Ok(Ok(connected)) => {
                    self.last.store(index, Ordering::Relaxed);
                    return Ok(connected);
                }
                Ok(Err(error)) if place + 1 == count => return Err(error),
                Ok(Err(error)) => tracing::debug!(?error, "a server takes no connection"),
                Err(_) => tracing::debug!("a server took no connection in time"),
            }
        }
        // A URL without a server is refused before; this tells the same.
        connect(&Server::new(), &self.tls).await
    }
}

async fn connect(server: &Server, tls: &MakeRustlsConnect) -> Result<(Connection, Driver), Error> {
    let (client, connection) = server.connect(tls.clone()).await?;
    let driver = Driver(Some(tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to PostgreSQL has ended");
        }
    })));
    client.batch_execute(SETUP).await?;
    Ok((client, driver))
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(driver) = self.0.take() {
            driver.abort();
        }
    }
}

impl Connect for Servers {
    fn connect(
        &self,
        _: &Server,
    ) -> Pin<Box<dyn Future<Output = Result<(Connection, JoinHandle<()>), Error>> + Send + '_>>
    {
        Box::pin(async move {
            let (connection, mut driver) = Servers::connect(self).await?;
            let driver = driver.0.take().unwrap_or_else(|| tokio::spawn(async {}));
            Ok((connection, driver))
        })
    }
}

impl pool::Server for Manager {
    const NAME: &'static str = "postgres";

    fn is_open(connection: &ClientWrapper) -> bool {
        !connection.is_closed()
    }

    async fn ping(&self, connection: &mut ClientWrapper) -> bool {
        connection.simple_query("").await.is_ok()
    }
}
