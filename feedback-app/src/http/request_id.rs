//! The id by which a request is found again, in its answer and in the log.

use std::fmt;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// Where the id stands in requests and answers.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: what a proxy in front has given it, if that makes a good id, or a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestId(HeaderValue);

/// Longer ones would fill the log.
const MAX_BYTES: usize = 64;

impl RequestId {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(X_REQUEST_ID);
        match (given.next(), given.next()) {
            (Some(id), None) if is_good(id.as_bytes()) => Self(id.clone()),
            _ => Self::new(),
        }
    }

    fn new() -> Self {
        let mut text = Uuid::encode_buffer();
        let text = Uuid::now_v7().hyphenated().encode_lower(&mut text);
        // A UUID is written in characters that headers may hold.
        Self(HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("none")))
    }

    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// Whether logs can hold it as it is.
fn is_good(id: &[u8]) -> bool {
    let is_good = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    (1..=MAX_BYTES).contains(&id.len()) && id.iter().all(is_good)
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(given: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for id in given {
            headers.append(X_REQUEST_ID, HeaderValue::from_bytes(id.as_bytes()).unwrap());
        }
        RequestId::of(&headers).to_string()
    }

    #[test]
    fn the_id_of_a_proxy_is_kept() {
        assert_eq!(id_of(&["req_01.AZ-9"]), "req_01.AZ-9");
    }

    #[test]
    fn what_could_forge_or_flood_the_log_is_replaced() {
        let long = "a".repeat(MAX_BYTES + 1).leak();
        for given in [&[][..], &[""], &["a b"], &["a\"b"], &["é"], &["a", "b"], &[long]] {
            let id = id_of(given);
            assert!(Uuid::parse_str(&id).is_ok(), "{given:?}: {id}");
        }
    }

    #[test]
    fn ids_differ() {
        assert_ne!(id_of(&[]), id_of(&[]));
    }
}
