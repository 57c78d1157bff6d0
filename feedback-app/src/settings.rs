//! The settings of the server, checked, from the command line, the environment and secret files.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use storage_backends::StoreUrl;

use crate::cli::{CopyArgs, DurabilityPolicy, ServeArgs, StoreArgs};

/// What the server needs to know.
#[derive(Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the feedback is kept.
    pub store: StoreUrl,
    /// What allows deleting; nothing does where it is None.
    pub admin_token: Option<SecretString>,
    /// What to do where removing the container would lose the data.
    pub durability: DurabilityPolicy,
}

/// Settings that make no sense, told in one line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl Settings {
    /// Checks what was given, and reads the files that hold secrets.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] where a setting is given twice, cannot be read, or makes no sense.
    pub fn new(args: ServeArgs) -> Result<Self, SettingsError> {
        let name = "FEEDBACK_ADMIN_TOKEN";
        let admin_token = secret(name, args.admin_token, args.admin_token_file.as_deref())?;
        if let Some(token) = &admin_token {
            check_token(token.expose_secret())?;
        }
        Ok(Self {
            listen: args.listen.listen,
            store: store_url(args.store)?,
            admin_token,
            durability: args.durability,
        })
    }
}

impl SettingsError {
    /// Settings of which this sentence tells what is wrong and what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// The URL of the store; by default a folder `feedback` in the working directory.
///
/// # Errors
///
/// [`SettingsError`] where it is given twice, cannot be read, or is not the URL of a store.
pub fn store_url(args: StoreArgs) -> Result<StoreUrl, SettingsError> {
    let given = secret("FEEDBACK_STORE", args.store, args.store_file.as_deref())?;
    parse_url("FEEDBACK_STORE", given.as_ref().map_or(DEFAULT_STORE, |url| url.expose_secret()))
}

/// The URLs of the stores to copy from and to.
///
/// # Errors
///
/// [`SettingsError`] where one is not given, given twice, cannot be read, or is not the URL of a
/// store.
pub fn copy_urls(args: CopyArgs) -> Result<(StoreUrl, StoreUrl), SettingsError> {
    let required = |name, value, file: Option<PathBuf>| {
        let given = secret(name, value, file.as_deref())?;
        let given = given.ok_or_else(|| SettingsError(format!("{name} is empty")))?;
        parse_url(name, given.expose_secret())
    };
    let from = required("FEEDBACK_COPY_FROM", args.from, args.from_file)?;
    Ok((from, required("FEEDBACK_COPY_TO", args.to, args.to_file)?))
}

const DEFAULT_STORE: &str = "file:./feedback";

fn parse_url(name: &str, url: &str) -> Result<StoreUrl, SettingsError> {
    url.parse().map_err(|error| SettingsError(format!("{name}: {error}")))
}

/// A secret that is given itself or as a file that holds it. An empty one counts as none, as compose
/// files say `${FEEDBACK_ADMIN_TOKEN:-}` for it.
fn secret(
    name: &str,
    value: Option<SecretString>,
    file: Option<&Path>,
) -> Result<Option<SecretString>, SettingsError> {
    let value = value.filter(|value| !value.expose_secret().is_empty());
    let file = file.filter(|file| !file.as_os_str().is_empty());
    match (value, file) {
        (Some(_), Some(_)) => {
            Err(SettingsError(format!("both {name} and {name}_FILE are set; set one of them")))
        }
        (value, None) => Ok(value),
        (None, Some(file)) => read_secret(name, file).map(Some),
    }
}

fn read_secret(name: &str, file: &Path) -> Result<SecretString, SettingsError> {
    let refuse = |why: String| SettingsError(format!("{name}_FILE: {} {why}", file.display()));
    let content = std::fs::read_to_string(file)
        .map_err(|error| refuse(format!("cannot be read: {error}")))?;
    // Editors and `echo` end a file with a line end, which is not part of the secret.
    let secret = content.trim_end_matches(['\r', '\n']);
    if secret.is_empty() { Err(refuse("is empty".to_owned())) } else { Ok(secret.into()) }
}

/// A header can hold only visible ASCII, so that any other token would never be accepted.
fn check_token(token: &str) -> Result<(), SettingsError> {
    if token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(())
    } else {
        let rule = "FEEDBACK_ADMIN_TOKEN must be visible ASCII characters without blanks, \
                    as a header cannot hold others";
        Err(SettingsError::new(rule))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn given(value: Option<&str>, file: Option<&Path>) -> Result<Option<String>, String> {
        secret("NAME", value.map(Into::into), file)
            .map(|secret| secret.map(|secret| secret.expose_secret().to_owned()))
            .map_err(|error| error.to_string())
    }

    fn file(content: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        file
    }

    #[test]
    fn a_secret_is_read_from_its_file_without_the_line_end() {
        assert_eq!(given(None, Some(file("hush\r\n").path())), Ok(Some("hush".to_owned())));
        assert!(given(None, Some(file("\n").path())).unwrap_err().contains("is empty"));
        let error = given(None, Some(Path::new("/no/such/file"))).unwrap_err();
        assert!(error.starts_with("NAME_FILE: /no/such/file cannot be read: "), "{error}");
    }

    #[test]
    fn a_secret_that_is_given_twice_is_refused() {
        let error = given(Some("a"), Some(file("a").path())).unwrap_err();
        assert_eq!(error, "both NAME and NAME_FILE are set; set one of them");
    }

    #[test]
    fn an_empty_secret_is_none() {
        assert_eq!(given(Some(""), None), Ok(None));
        assert_eq!(given(None, Some(Path::new(""))), Ok(None));
        assert_eq!(given(Some(""), Some(file("b").path())), Ok(Some("b".to_owned())));
    }

    #[test]
    fn a_bad_store_url_is_told_by_the_name_of_its_setting() {
        let args = StoreArgs { store: Some("mysql://hush@h".into()), store_file: None };
        let error = store_url(args).unwrap_err().to_string();
        assert!(error.starts_with("FEEDBACK_STORE: the store URL has the unknown scheme"));
        assert!(!error.contains("hush"));
    }

    #[test]
    fn a_token_that_no_header_can_hold_is_refused() {
        assert!(check_token("s3cr3t-~!").is_ok());
        assert!(check_token("two words").is_err() && check_token("é").is_err());
    }
}
