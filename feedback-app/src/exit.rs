//! The exit statuses of the program.
//!
//! | status | meaning |
//! |---|---|
//! | 0 | all was done |
//! | 1 | something failed, or not all was taken or not all is the same |
//! | 2 | the command line is not understood |
//! | 75 | a store was away for too long: the same command can be run again |
//! | 78 | the settings make no sense |
//! | 128 + N | signal N ended it: 130 for Ctrl-C, 141 where nobody reads the output any more, 143 |

use std::error::Error;
use std::io;
use std::process::ExitCode;

use storage_backends::{ErrorKind, StoreError};

use crate::settings::SettingsError;

/// `EX_TEMPFAIL` of sysexits.h.
const AWAY: u8 = 75;
/// `EX_CONFIG` of sysexits.h.
const BAD_SETTINGS: u8 = 78;
/// What a shell tells of a program that SIGPIPE has ended.
const NOBODY_READS: u8 = 141;

/// The status for this error.
pub(crate) fn status(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(code(error))
}

/// Whether the error is only that whoever read the output has stopped, as `head` does. It need not
/// be told. A connection to a store may break in the same way, which must be.
pub(crate) fn nobody_reads(error: &anyhow::Error) -> bool {
    let is_broken_pipe = |cause: &(dyn Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe)
    };
    store_error(error).is_none() && error.chain().any(is_broken_pipe)
}

fn code(error: &anyhow::Error) -> u8 {
    match store_error(error).map(StoreError::kind) {
        Some(ErrorKind::Unavailable) => AWAY,
        Some(ErrorKind::Configuration) => BAD_SETTINGS,
        Some(_) => 1,
        None if error.is::<SettingsError>() => BAD_SETTINGS,
        None if nobody_reads(error) => NOBODY_READS,
        None => 1,
    }
}

fn store_error(error: &anyhow::Error) -> Option<&StoreError> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ExportError;

    #[test]
    fn each_error_has_its_status() {
        let store = |kind| ExportError::Store(StoreError::new(kind, "as the test says"));
        let output = |kind: io::ErrorKind| ExportError::Output(kind.into());
        for (error, expected) in [
            (anyhow::Error::new(store(ErrorKind::Unavailable)).context("stopped"), 75),
            (anyhow::Error::new(store(ErrorKind::Full)), 1),
            (anyhow::Error::new(store(ErrorKind::Configuration)), 78),
            (anyhow::Error::new(SettingsError::new("both are set")), 78),
            (anyhow::Error::new(output(io::ErrorKind::BrokenPipe)).context("stopped"), 141),
            (anyhow::Error::new(output(io::ErrorKind::StorageFull)), 1),
        ] {
            assert_eq!(code(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn a_connection_that_breaks_is_not_a_reader_who_has_stopped() {
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        let store = StoreError::new(ErrorKind::Unavailable, "gone").with_source(broken());
        assert!(!nobody_reads(&anyhow::Error::new(ExportError::Store(store))));
        assert!(nobody_reads(&anyhow::Error::new(ExportError::Output(broken()))));
    }
}
