//! Feedback in PostgreSQL: one table, of which a title is the primary key.
//!
//! Every operation is one statement, so that the database makes it atomic. A create is
//! `INSERT ... ON CONFLICT DO NOTHING`: the count of rows tells who has won.

mod config;
mod durability;
mod error;
mod keys;
mod schema;
mod server;

use async_trait::async_trait;
use deadpool_postgres::Manager;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use self::config::Config;
use self::schema::Schema;
use self::server::Servers;
use crate::durability::Durability;
use crate::error::{ErrorKind, StoreError};
use crate::feedback::{CreatedAt, Feedback, Page, PageRequest, Text, Title};
use crate::pager;
use crate::pool::{Pool, Purpose};
use crate::store::FeedbackStore;

/// Feedback in a PostgreSQL database.
#[derive(Debug)]
pub(crate) struct PostgresStore {
    pool: Pool<Manager>,
    schema: Schema,
    location: String,
}

/// A parameter of a statement and its type. The types go along, so that a statement takes one round
/// trip, and works through a pooler such as PgBouncer.
type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// A statement, and how it may be dealt with.
#[derive(Clone, Copy)]
enum Statement<'a> {
    /// Changes nothing, so that it may be sent again when its connection breaks.
    Read(&'a str),
    /// Changes something at most once.
    Write(&'a str),
}

/// What a statement has brought: rows, or for a write how many it has changed.
enum Outcome {
    Rows(Vec<Row>),
    Changed(u64),
}

impl PostgresStore {
    /// The store of this URL; nothing is connected yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] where the URL makes no sense.
    pub(crate) fn connect(url: &SecretString) -> Result<Self, StoreError> {
        let config = Config::parse(url.expose_secret())?;
        let servers = Servers::new(&config);
        let pool = Pool::new(servers.manager(), config.pool_size, servers.timeout())?;
        let schema = Schema::new(servers, config.location.clone());
        Ok(Self { pool, schema, location: config.location })
    }

    async fn read(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, StoreError> {
        match self.run(Statement::Read(sql), parameters).await? {
            Outcome::Rows(rows) => Ok(rows),
            Outcome::Changed(_) => Ok(Vec::new()),
        }
    }

    async fn write(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<u64, StoreError> {
        match self.run(Statement::Write(sql), parameters).await? {
            Outcome::Changed(count) => Ok(count),
            Outcome::Rows(_) => Ok(0),
        }
    }

    /// Runs a statement, and once more where that is certain to do no harm.
    async fn run(
        &self,
        statement: Statement<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Outcome, StoreError> {
        let (purpose, is_read) = match statement {
            Statement::Read(_) => (Purpose::Read, true),
            Statement::Write(_) => (Purpose::Write, false),
        };
        // A dead connection first, then a database without tables, may both be met by one call.
        let mut tries_left = 3;
        loop {
            tries_left -= 1;
            self.schema.ensure().await?;
            let lease = self.pool.lease(purpose).await.map_err(|error| {
                self.pool
                    .error(error, &self.location, |error| error::convert(error, &self.location))
            })?;
            let error = match send(&lease, statement, parameters).await {
                Ok(outcome) => {
                    lease.give_back();
                    return Ok(outcome);
                }
                Err(error) => error,
            };
            let is_broken = lease.is_closed() || error::ends_connection(&error);
            if is_broken || error::is_read_only(&error) {
                // The others may be as dead, or lead to the same server.
                drop(lease);
                self.pool.doubt();
            } else {
                lease.give_back();
            }
            let lacks_schema = error::lacks_schema(&error);
            if lacks_schema {
                // Somebody has emptied the database, or put another one in its place.
                self.schema.forget();
            }
            let harmless = lacks_schema || error::was_rolled_back(&error) || (is_read && is_broken);
            if !harmless || tries_left == 0 {
                return Err(error::convert(error, &self.location));
            }
        }
    }
}

async fn send(
    client: &Client,
    statement: Statement<'_>,
    parameters: &[Parameter<'_>],
) -> Result<Outcome, tokio_postgres::Error> {
    match statement {
        Statement::Read(sql) => client.query_typed(sql, parameters).await.map(Outcome::Rows),
        Statement::Write(sql) => client.execute_typed(sql, parameters).await.map(Outcome::Changed),
    }
}

#[async_trait]
impl FeedbackStore for PostgresStore {
    async fn create(&self, feedback: &Feedback) -> Result<(), StoreError> {
        let changed = self
            .write(
                "INSERT INTO feedback (title, \"text\", created_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (title) DO NOTHING",
                &[
                    (&feedback.title.as_str(), Type::TEXT),
                    (&feedback.text.as_str(), Type::TEXT),
                    (&feedback.created_at.to_system_time(), Type::TIMESTAMPTZ),
                ],
            )
            .await?;
        if changed == 1 {
            return Ok(());
        }
        let message = "a feedback of this title exists";
        Err(StoreError::new(ErrorKind::AlreadyExists, message))
    }

    async fn get(&self, title: &Title) -> Result<Option<Feedback>, StoreError> {
        let sql = "SELECT \"text\", created_at FROM feedback WHERE title = $1";
        let rows = self.read(sql, &[(&title.as_str(), Type::TEXT)]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let damaged = || {
            let message = format!("what {} has under the title {title:?}", self.location);
            StoreError::new(ErrorKind::Damaged, format!("{message} is no feedback"))
        };
        let text = row.try_get(0).ok().and_then(|text| Text::parse(text).ok());
        let created_at = row.try_get(1).ok().map(CreatedAt::from_system_time);
        let (Some(text), Some(created_at)) = (text, created_at) else { return Err(damaged()) };
        Ok(Some(Feedback { title: title.clone(), text, created_at }))
    }

    async fn list(&self, request: &PageRequest) -> Result<Page, StoreError> {
        pager::page(self, request).await
    }

    async fn delete(&self, title: &Title) -> Result<bool, StoreError> {
        let sql = "DELETE FROM feedback WHERE title = $1";
        Ok(self.write(sql, &[(&title.as_str(), Type::TEXT)]).await? > 0)
    }

    async fn check(&self) -> Result<(), StoreError> {
        let sql = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', \
                   has_table_privilege('feedback', 'INSERT'), \
                   current_setting('server_encoding')";
        let rows = self.read(sql, &[]).await?;
        let row = rows.first();
        let told = row.and_then(|row| Some((row.try_get(0).ok()?, row.try_get(1).ok()?)));
        let encoding = row.and_then(|row| row.try_get::<_, &str>(2).ok());
        let refuse =
            |kind, why: &str| Err(StoreError::new(kind, format!("{}{why}", self.location)));
        match told {
            Some((true, _)) => refuse(ErrorKind::Unavailable, " takes no writes: it is read-only"),
            Some((_, false)) => refuse(
                ErrorKind::Denied,
                ": the user may not insert into the table feedback (GRANT SELECT, INSERT, DELETE)",
            ),
            Some((false, true)) if encoding == Some("UTF8") => Ok(()),
            Some(_) => refuse(
                ErrorKind::Configuration,
                " cannot keep every character: its encoding is not UTF8",
            ),
            None => refuse(ErrorKind::Internal, " gives no sense"),
        }
    }

    async fn durability(&self) -> Durability {
        self.survey().await
    }

    fn location(&self) -> String {
        self.location.clone()
    }
}
