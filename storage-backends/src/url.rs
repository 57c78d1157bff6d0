//! Store URLs: which store, and where.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::error::{ErrorKind, StoreError};

/// The URL of a store. It may hold a password, so that `Debug` and `Display` show none.
///
/// | URL | store |
/// |---|---|
/// | `file:./feedback`, `file:/app/feedback` | a folder, relative to the working directory or absolute |
/// | `postgres://user:password@host:5432/db`, also `postgresql://` | PostgreSQL |
/// | `redis://host:6379/0`, `rediss://` with TLS | Redis |
#[derive(Clone)]
pub struct StoreUrl(Store);

#[derive(Clone)]
pub(crate) enum Store {
    File(PathBuf),
    Postgres(SecretString),
    Redis(SecretString),
}

const KNOWN: &str = "known are file:./folder, file:/absolute/folder, \
     postgres://user:password@host:5432/database and redis://host:6379/0 (rediss:// with TLS)";

impl StoreUrl {
    pub(crate) fn store(&self) -> &Store {
        &self.0
    }

    /// The folder, if it is the URL of a file store.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.0 {
            Store::File(folder) => Some(folder),
            Store::Postgres(_) | Store::Redis(_) => None,
        }
    }
}

impl FromStr for StoreUrl {
    type Err = StoreError;

    fn from_str(url: &str) -> Result<Self, StoreError> {
        let refuse = |why: &str| {
            StoreError::new(ErrorKind::Configuration, format!("the store URL {why}; {KNOWN}"))
        };
        let (scheme, rest) = url.split_once(':').ok_or_else(|| refuse("has no scheme"))?;
        let secret = || SecretString::from(url);
        match scheme.to_ascii_lowercase().as_str() {
            "file" => {
                // file:///path is the same as file:/path; a host makes no sense for a folder.
                let path = match rest.strip_prefix("//") {
                    Some(path) if path.starts_with('/') => path,
                    Some(_) => return Err(refuse("names a host before its folder")),
                    None => rest,
                };
                if path.is_empty() || path.contains('\0') {
                    return Err(refuse("names no folder"));
                }
                Ok(Self(Store::File(PathBuf::from(path))))
            }
            "postgres" | "postgresql" if rest.starts_with("//") => {
                Ok(Self(Store::Postgres(secret())))
            }
            "redis" | "rediss" if rest.starts_with("//") => Ok(Self(Store::Redis(secret()))),
            "postgres" | "postgresql" | "redis" | "rediss" => {
                Err(refuse("lacks // after its scheme"))
            }
            // The scheme only: a mistyped one may stand before a password.
            other => Err(refuse(&format!("has the unknown scheme {other:?}"))),
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Store::File(folder) => write!(f, "file:{}", folder.display()),
            Store::Postgres(url) | Store::Redis(url) => match Url::parse(url.expose_secret()) {
                Ok(mut url) => {
                    if url.password().is_some() {
                        // A URL that has a password has a host, so that this cannot fail.
                        let _ = url.set_password(Some("***"));
                    }
                    url.set_query(None);
                    write!(f, "{url}")
                }
                // Several hosts, for example, which PostgreSQL knows and URLs do not.
                Err(_) => f.write_str(url.expose_secret().split(':').next().unwrap_or_default()),
            },
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_relative_or_absolute() {
        let folder = |url: &str| url.parse::<StoreUrl>().unwrap().folder().unwrap().to_owned();
        assert_eq!(folder("file:./feedback"), Path::new("./feedback"));
        assert_eq!(folder("file:feedback"), Path::new("feedback"));
        assert_eq!(folder("file:/app/feedback"), Path::new("/app/feedback"));
        assert_eq!(folder("file:///app/feedback"), Path::new("/app/feedback"));
    }

    #[test]
    fn an_unknown_url_is_refused_with_a_list_of_what_is_known() {
        for url in [
            "",
            "feedback",
            "mysql://u:hush@h/d",
            "file:",
            "file://host/x",
            "redis:host",
            "postgres:",
        ] {
            let error = url.parse::<StoreUrl>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains("postgres://"), "{error}");
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://anna:hush@db:5432/feedback?password=hush",
            "postgresql://anna:hush@one:5432,two:5433/feedback",
            "rediss://:hush@cache:6379/0",
        ] {
            let url: StoreUrl = url.parse().unwrap();
            assert!(!format!("{url} {url:?}").contains("hush"), "{url}");
        }
    }
}
