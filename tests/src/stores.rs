//! The stores that the app is tested on.

#![expect(clippy::expect_used, reason = "a helper of tests fails by failing the test")]

use tempfile::TempDir;

use crate::servers::{Postgres, Redis};

/// A store of its own for one test, which is gone when this is dropped.
#[derive(Debug)]
pub struct Store {
    url: String,
    _place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(#[expect(dead_code, reason = "it is removed when it is dropped")] TempDir),
    Postgres(#[expect(dead_code, reason = "it ends when it is dropped")] Postgres),
    Redis(#[expect(dead_code, reason = "it ends when it is dropped")] Redis),
}

impl Store {
    /// A folder.
    #[must_use]
    pub fn file() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("file:{}/feedback", folder.path().display());
        Self { url, _place: Place::Folder(folder) }
    }

    /// A PostgreSQL server.
    #[must_use]
    pub fn postgres() -> Self {
        let server = Postgres::start();
        Self { url: server.url(), _place: Place::Postgres(server) }
    }

    /// A Redis server.
    #[must_use]
    pub fn redis() -> Self {
        let server = Redis::start();
        Self { url: server.url(), _place: Place::Redis(server) }
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Makes a test for each store of each of these functions, which take a [`Store`].
#[macro_export]
macro_rules! on_each_store {
    ($($test:ident),+ $(,)?) => {
        mod file {
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test($crate::stores::Store::file()).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test]
                #[ignore = "needs PostgreSQL: run cargo xtask test"]
                async fn $test() {
                    super::$test($crate::stores::Store::postgres()).await;
                }
            )+
        }

        mod redis {
            $(
                #[tokio::test]
                #[ignore = "needs Redis: run cargo xtask test"]
                async fn $test() {
                    super::$test($crate::stores::Store::redis()).await;
                }
            )+
        }
    };
}
