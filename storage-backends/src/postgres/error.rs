//! What PostgreSQL's errors mean to a store.

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::error::{ErrorKind, StoreError};

/// The error of a store for one of the server or of the connection to it.
pub(super) fn convert(error: tokio_postgres::Error, location: &str) -> StoreError {
    let Some(of_server) = error.as_db_error() else {
        let message = format!("{location} cannot be reached: {}", causes(&error));
        return StoreError::new(ErrorKind::Unavailable, message).with_source(error);
    };
    let (kind, state) = (kind(of_server.code()), of_server.code().code());
    let message = format!("{location} says: {} ({state})", of_server.message());
    // Its detail is left out, also of the log: it may show a row, which is what somebody wrote.
    StoreError::new(kind, message)
}

/// Whether the statement was certainly undone, and may succeed when it is tried again.
pub(super) fn was_rolled_back(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|state| {
        [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(state)
    })
}

/// Whether the connection cannot be used any more.
pub(super) fn ends_connection(error: &tokio_postgres::Error) -> bool {
    let severity = error.as_db_error().map(DbError::parsed_severity);
    severity.is_none_or(|severity| matches!(severity, Some(Severity::Fatal | Severity::Panic)))
}

/// Whether the schema is not there (any more).
pub(super) fn lacks_schema(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::UNDEFINED_TABLE)
}

/// Whether this server takes no writes: it is a standby, or has become one.
pub(super) fn is_read_only(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION)
}

pub(super) fn kind(state: &SqlState) -> ErrorKind {
    match state.code() {
        "53100" => ErrorKind::Full,
        // No password, a wrong one, no entry in pg_hba.conf; no privilege.
        code if code.starts_with("28") || code == "42501" => ErrorKind::Denied,
        // A database that is not there yet is created by whoever sets the server up; tables that
        // have gone, by the next call.
        "3D000" | "42P01" | "25006" | "55P03" => ErrorKind::Unavailable,
        // Connections, resources, operators and the system below; serialization failures.
        code if ["08", "53", "57", "58", "40"].iter().any(|class| code.starts_with(class)) => {
            ErrorKind::Unavailable
        }
        _ => ErrorKind::Internal,
    }
}

/// An error of the connection with its causes, as tokio-postgres tells little at the top.
fn causes(error: &tokio_postgres::Error) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_its_kind() {
        for (state, expected) in [
            ("53100", ErrorKind::Full),
            ("53300", ErrorKind::Unavailable),
            ("28P01", ErrorKind::Denied),
            ("28000", ErrorKind::Denied),
            ("42501", ErrorKind::Denied),
            ("25006", ErrorKind::Unavailable),
            ("57P01", ErrorKind::Unavailable),
            ("57P03", ErrorKind::Unavailable),
            ("08006", ErrorKind::Unavailable),
            ("3D000", ErrorKind::Unavailable),
            ("40001", ErrorKind::Unavailable),
            ("23514", ErrorKind::Internal),
            ("XX000", ErrorKind::Internal),
        ] {
            assert_eq!(kind(&SqlState::from_code(state)), expected, "{state}");
        }
    }
}
