//! The log: on standard error, for people or for programs.

use std::error::Error;
use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::cli::{LogArgs, LogFormat};
use crate::settings::SettingsError;

/// What the filter begins with, so that whoever wants to see these can say so behind it.
///
/// actix tells at `info` how many workers it starts, before the line that says where the app
/// listens, and at `error` that a client has sent what is not HTTP, which any client may do as
/// often as it likes; the app tells both itself.
const QUIET: &str = "actix_server=warn,actix_http=off,";

/// Sends what is logged to standard error.
///
/// # Errors
///
/// [`SettingsError`] where the filter makes no sense.
pub(crate) fn init(args: &LogArgs) -> Result<(), SettingsError> {
    let filter = EnvFilter::builder()
        .parse(format!("{QUIET}{}", args.log))
        .map_err(|error| SettingsError::new(format!("FEEDBACK_LOG: {error}")))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    let initialized = match args.log_format {
        LogFormat::Text => log.finish().try_init(),
        LogFormat::Json => log.json().flatten_event(true).finish().try_init(),
    };
    initialized.map_err(|error| SettingsError::new(format!("the log cannot be set up: {error}")))
}

/// An error with all its causes, in one line.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Some errors tell their cause themselves.
        let told = error.to_string();
        if !line.ends_with(&told) {
            line.push_str(": ");
            line.push_str(&told);
        }
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use storage_backends::{ErrorKind, StoreError};

    use super::*;

    #[test]
    fn causes_are_told_once_each() {
        let cause = StoreError::new(ErrorKind::Internal, "the disk is gone")
            .with_source(std::io::Error::other("the disk is gone"));
        let error = StoreError::new(ErrorKind::Unavailable, "cannot write").with_source(cause);
        assert_eq!(causes(&error), "cannot write: the disk is gone");
    }
}
