//! Feedback in Redis: a hash for each, and two sorted sets to page through.
//!
//! | key | type | what it holds |
//! |---|---|---|
//! | `{feedback}:item:TITLE` | hash | `text`, `created_at` (RFC 3339) |
//! | `{feedback}:by-time` | sorted set | for each the time (16 hexadecimal digits of milliseconds), then the title |
//! | `{feedback}:by-title` | sorted set | for each the title, NUL, and the time as above |
//!
//! All scores are 0, so that the sets are ordered by their members' bytes. Create and delete are
//! scripts, which Redis runs one at a time. The hash tag `{feedback}` keeps all keys on one node of
//! a cluster, and lets an access list name them: `~{feedback}:*`.

mod config;
mod durability;
mod error;
mod keys;
mod server;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use redis::aio::MultiplexedConnection;
use redis::{
    Cmd, FromRedisValue, Pipeline, RedisError, Script, ScriptInvocation, Value, from_redis_value,
};
use secrecy::{ExposeSecret as _, SecretString};

use self::config::Config;
use self::server::Server;
use crate::durability::Durability;
use crate::error::{ErrorKind, StoreError};
use crate::feedback::{CreatedAt, Feedback, Page, PageRequest, Text, Title};
use crate::pager;
use crate::pool::{Pool, Purpose};
use crate::store::FeedbackStore;

/// Feedback in a Redis database.
#[derive(Debug)]
pub(crate) struct RedisStore {
    pool: Pool<Server>,
    location: String,
    create: Script,
    delete: Script,
    check: Script,
}

/// The answer to one of several commands.
type Answer<T> = Result<T, RedisError>;

/// What the server is asked.
enum Request<'a> {
    /// A command that changes nothing, so that it may be sent again when the connection breaks.
    Read(&'a Cmd),
    /// Several of them. The error of one is among the answers, and no error of all of them.
    ReadAll(&'a Pipeline),
    /// A script that changes something at most once.
    Write(&'a ScriptInvocation<'a>),
}

const BY_TIME: &str = "{feedback}:by-time";
const BY_TITLE: &str = "{feedback}:by-title";

/// The server takes a connection in this time, or not at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

impl RedisStore {
    /// The store of this URL; nothing is connected yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] where the URL makes no sense.
    pub(crate) fn connect(url: &SecretString) -> Result<Self, StoreError> {
        let config = Config::parse(url.expose_secret())?;
        let (location, pool_size) = (config.location.clone(), config.pool_size);
        let server = Server::new(config).map_err(|error| error::convert(error, &location))?;
        Ok(Self {
            pool: Pool::new(server, pool_size, CONNECT_TIMEOUT + Duration::from_millis(50))?,
            location,
            create: Script::new(include_str!("scripts/create.lua")),
            delete: Script::new(include_str!("scripts/delete.lua")),
            check: Script::new(include_str!("scripts/check.lua")),
        })
    }

    /// Asks the server, and once more where that is certain to do no harm.
    async fn ask<T: FromRedisValue>(&self, request: Request<'_>) -> Result<T, StoreError> {
        let (purpose, mut tries_left) = match request {
            Request::Read(_) | Request::ReadAll(_) => (Purpose::Read, 2),
            // Nothing tells whether a write has taken place when its connection breaks.
            Request::Write(_) => (Purpose::Write, 1),
        };
        loop {
            tries_left -= 1;
            let mut lease = self.pool.lease(purpose).await.map_err(|error| {
                self.pool
                    .error(error, &self.location, |error| error::convert(error, &self.location))
            })?;
            let error = match send(&mut lease, &request).await {
                Ok(answer) => {
                    lease.give_back();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            let is_broken = error::is_broken(&error);
            if is_broken || error::is_read_only(&error) {
                // The others may be as dead, or lead to the same server.
                drop(lease);
                self.pool.doubt();
            } else {
                lease.give_back();
            }
            if !is_broken || tries_left == 0 {
                return Err(error::convert(error, &self.location));
            }
        }
    }

    /// An answer, with its error as one of the store.
    fn told<T>(&self, answer: Answer<T>) -> Result<T, StoreError> {
        answer.map_err(|error| error::convert(error, &self.location))
    }

    /// The fields of an item as a feedback; None where they are none.
    fn read(&self, title: &Title, fields: Answer<Fields>) -> Result<Option<Feedback>, StoreError> {
        let (text, created_at) = match fields {
            // It is no hash.
            Err(error) if error.code() == Some("WRONGTYPE") => return Ok(None),
            fields => self.told(fields)?,
        };
        let feedback = || {
            let text = Text::parse(&String::from_utf8(text?).ok()?).ok()?;
            let created_at: Timestamp = String::from_utf8(created_at?).ok()?.parse().ok()?;
            let created_at = CreatedAt::try_from(created_at).ok()?;
            Some(Feedback { title: title.clone(), text, created_at })
        };
        Ok(feedback())
    }

    fn damaged(&self, title: &Title) -> StoreError {
        let message =
            format!("what {} has under the title {title:?} is no feedback", self.location);
        StoreError::new(ErrorKind::Damaged, message)
    }
}

async fn send<T: FromRedisValue>(
    connection: &mut MultiplexedConnection,
    request: &Request<'_>,
) -> Result<T, RedisError> {
    match request {
        Request::Read(command) => command.query_async(connection).await,
        Request::ReadAll(commands) => commands.query_async(connection).await,
        Request::Write(script) => script.invoke_async(connection).await,
    }
}

fn item(title: &Title) -> String {
    format!("{{feedback}}:item:{title}")
}

/// A time as the indexes have it: of one length, so that the order of bytes is that of times.
fn stamp(time: CreatedAt) -> String {
    format!("{:016x}", time.as_millis())
}

/// The text and the time of an item, which are not there or anything at all where somebody else has
/// written it.
type Fields = (Option<Vec<u8>>, Option<Vec<u8>>);

/// Asks for the fields of an item.
fn fetch<'a>(commands: &'a mut Pipeline, title: &Title) -> &'a mut Pipeline {
    commands.cmd("HMGET").arg(item(title)).arg("text").arg("created_at")
}

#[async_trait]
impl FeedbackStore for RedisStore {
    async fn create(&self, feedback: &Feedback) -> Result<(), StoreError> {
        let Feedback { title, text, created_at } = feedback;
        let mut create = self.create.key(item(title));
        create.key(BY_TIME).key(BY_TITLE).arg(title.as_str()).arg(text.as_str());
        create.arg(created_at.to_string()).arg(stamp(*created_at));
        match self.ask(Request::Write(&create)).await? {
            1 => Ok(()),
            0 => {
                let message = "a feedback of this title exists";
                Err(StoreError::new(ErrorKind::AlreadyExists, message))
            }
            other => {
                let message = format!("{} answers a create with {other}", self.location);
                Err(StoreError::new(ErrorKind::Internal, message))
            }
        }
    }

    async fn get(&self, title: &Title) -> Result<Option<Feedback>, StoreError> {
        // Something else may be under this name, which EXISTS tells from nothing.
        let mut get = redis::pipe();
        fetch(&mut get, title).cmd("EXISTS").arg(item(title)).ignore_errors();
        let mut answers: Vec<Answer<Value>> = self.ask(Request::ReadAll(&get)).await?;
        let exists = answers.pop().map_or(Ok(false), |answer| Ok(from_redis_value(answer?)?));
        let fields =
            answers.pop().map_or(Ok((None, None)), |answer| Ok(from_redis_value(answer?)?));
        match self.read(title, fields)? {
            None if self.told(exists)? => Err(self.damaged(title)),
            feedback => Ok(feedback),
        }
    }

    async fn list(&self, request: &PageRequest) -> Result<Page, StoreError> {
        pager::page(self, request).await
    }

    async fn delete(&self, title: &Title) -> Result<bool, StoreError> {
        let mut delete = self.delete.key(item(title));
        delete.key(BY_TIME).key(BY_TITLE).arg(title.as_str());
        self.ask(Request::Write(&delete)).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.ask::<i64>(Request::Write(&self.check.key(BY_TIME))).await.map(|_| ())
    }

    async fn durability(&self) -> Durability {
        self.survey().await
    }

    fn location(&self) -> String {
        self.location.clone()
    }
}
