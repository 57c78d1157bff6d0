//! What Redis' errors mean to a store.

use redis::{ErrorKind as RedisKind, RedisError};

use crate::error::{ErrorKind, StoreError};

/// The error of a store for one of the server or of the connection to it.
pub(super) fn convert(error: RedisError, location: &str) -> StoreError {
    let detail = error.detail().unwrap_or_default();
    let Some(code) = error.code() else {
        let message = format!("{location} cannot be reached: {error}");
        return StoreError::new(kind_without_code(&error), message).with_source(error);
    };
    let code = inner_code(code, detail);
    let message = format!("{location} says: {code} {detail}");
    StoreError::new(kind(code, detail), message).with_source(error)
}

/// Whether the connection cannot be used any more.
pub(super) fn is_broken(error: &RedisError) -> bool {
    // Only the server's own errors leave the connection as it was.
    error.code().is_none()
}

/// Whether this server takes no writes: it is a replica, or has become one.
pub(super) fn is_read_only(error: &RedisError) -> bool {
    error
        .code()
        .is_some_and(|code| inner_code(code, error.detail().unwrap_or_default()) == "READONLY")
}

/// Before version 7 the error of a command within a script is told within the script's:
/// `ERR Error running script (...): @user_script: 3: -OOM command not allowed ...`.
fn inner_code<'a>(code: &'a str, detail: &'a str) -> &'a str {
    if code != "ERR" || !detail.starts_with("Error running script") {
        return code;
    }
    let inner = detail.rsplit(": -").next().and_then(|inner| inner.split(' ').next());
    inner.filter(|inner| inner.chars().all(|it| it.is_ascii_uppercase())).unwrap_or(code)
}

fn kind(code: &str, detail: &str) -> ErrorKind {
    match code {
        "OOM" => ErrorKind::Full,
        "MISCONF" if detail.contains("No space left") => ErrorKind::Full,
        "NOAUTH" | "WRONGPASS" | "NOPERM" => ErrorKind::Denied,
        "WRONGTYPE" => ErrorKind::Damaged,
        "MISCONF" | "READONLY" | "LOADING" | "MASTERDOWN" | "CLUSTERDOWN" | "NOREPLICAS"
        | "BUSY" | "TRYAGAIN" | "UNBLOCKED" => ErrorKind::Unavailable,
        // A cluster of which another node has the keys: the URL names the wrong one.
        "MOVED" | "ASK" | "CROSSSLOT" => ErrorKind::Configuration,
        "ERR" if detail.contains("max number of clients") => ErrorKind::Unavailable,
        "ERR" if detail.contains("DB index") || detail.contains("invalid DB") => {
            ErrorKind::Configuration
        }
        "ERR"
            if detail.contains("ACL failure in script")
                || detail.contains("The user executing the script can't") =>
        {
            ErrorKind::Denied
        }
        // A server without users, asked for a password: it says so in many words.
        "ERR" if detail.contains("AUTH") || detail.contains("invalid password") => {
            ErrorKind::Denied
        }
        _ => ErrorKind::Internal,
    }
}

fn kind_without_code(error: &RedisError) -> ErrorKind {
    match error.kind() {
        RedisKind::AuthenticationFailed => ErrorKind::Denied,
        RedisKind::InvalidClientConfig => ErrorKind::Configuration,
        // What it says is not what was asked for: it is something else, or has been tampered with.
        RedisKind::UnexpectedReturnType | RedisKind::Parse => ErrorKind::Internal,
        _ => ErrorKind::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_kind() {
        for (code, detail, expected) in [
            ("OOM", "command not allowed when used memory > 'maxmemory'.", ErrorKind::Full),
            ("MISCONF", "Errors writing to the AOF file: No space left on device", ErrorKind::Full),
            ("MISCONF", "Redis is configured to save RDB snapshots", ErrorKind::Unavailable),
            ("READONLY", "You can't write against a read only replica.", ErrorKind::Unavailable),
            ("LOADING", "Redis is loading the dataset in memory", ErrorKind::Unavailable),
            ("NOREPLICAS", "Not enough good replicas to write.", ErrorKind::Unavailable),
            ("ERR", "max number of clients reached", ErrorKind::Unavailable),
            ("ERR", "DB index is out of range", ErrorKind::Configuration),
            ("NOAUTH", "Authentication required.", ErrorKind::Denied),
            ("WRONGPASS", "invalid username-password pair", ErrorKind::Denied),
            ("NOPERM", "this user has no permissions", ErrorKind::Denied),
            ("ERR", "ACL failure in script: User anna has no permissions", ErrorKind::Denied),
            ("WRONGTYPE", "Operation against a key", ErrorKind::Damaged),
            ("MOVED", "3999 127.0.0.1:6381", ErrorKind::Configuration),
            ("ERR", "unknown command", ErrorKind::Internal),
        ] {
            assert_eq!(kind(inner_code(code, detail), detail), expected, "{code} {detail}");
        }
    }

    #[test]
    fn an_error_within_a_script_counts() {
        let detail = "Error running script (call to f_1): @user_script:9: @user_script: 9: -OOM \
                      command not allowed when used memory > 'maxmemory'.";
        assert_eq!(inner_code("ERR", detail), "OOM");
        assert_eq!(inner_code("ERR", "Error running script: no idea"), "ERR");
    }
}
