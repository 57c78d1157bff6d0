//! Connections to the server.

use deadpool::managed::{self, Metrics, RecycleResult};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisError};
use secrecy::ExposeSecret as _;

use super::CONNECT_TIMEOUT;
use super::config::{Config, Credentials};
use crate::pool;

/// Makes connections with `deadpool-redis`, and introduces this app itself.
pub(super) struct Server {
    connections: deadpool_redis::Manager,
    credentials: Option<Credentials>,
    database: i64,
}

impl Server {
    /// A server that nobody has connected to yet.
    ///
    /// # Errors
    ///
    /// Where the library does not take the settings.
    pub(super) fn new(config: Config) -> Result<Self, RedisError> {
        // No answer is waited for longer than the deadline of its call, which then closes the
        // connection; a time limit of its own would only make slow answers unknown ones.
        let limits = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(None);
        let connections = deadpool_redis::Manager::new_with_config(config.server, limits)?;
        Ok(Self { connections, credentials: config.credentials, database: config.database })
    }

    async fn introduce(&self, connection: &mut MultiplexedConnection) -> Result<(), RedisError> {
        if let Some(Credentials { user, password }) = &self.credentials {
            let mut auth = redis::cmd("AUTH");
            auth.arg(user).arg(password.expose_secret()).exec_async(connection).await?;
        }
        if self.database != 0 {
            redis::cmd("SELECT").arg(self.database).exec_async(connection).await?;
        }
        Ok(())
    }
}

impl managed::Manager for Server {
    type Type = MultiplexedConnection;
    type Error = RedisError;

    async fn create(&self) -> Result<MultiplexedConnection, RedisError> {
        let mut connection = self.connections.create().await?;
        self.introduce(&mut connection).await?;
        Ok(connection)
    }

    /// Not the one of `deadpool-redis`, which asks the server each time: the pool knows when.
    async fn recycle(
        &self,
        _: &mut MultiplexedConnection,
        _: &Metrics,
    ) -> RecycleResult<RedisError> {
        Ok(())
    }
}

impl pool::Server for Server {
    const NAME: &'static str = "redis";

    /// Nothing tells; a ping does.
    fn is_open(_: &MultiplexedConnection) -> bool {
        true
    }

    async fn ping(&self, connection: &mut MultiplexedConnection) -> bool {
        let pong = redis::cmd("PING").query_async::<String>(connection).await;
        pong.is_ok_and(|pong| pong == "PONG")
    }
}
