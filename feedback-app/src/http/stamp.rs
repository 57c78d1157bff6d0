//! An id for the answers that actix-http gives itself: to what is not HTTP (400), to a head that is
//! too long (431) or does not arrive in time (408). They pass no middleware.

use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::web::{Bytes, BytesMut};
use metrics::counter;

use super::request_id::{RequestId, X_REQUEST_ID};
use super::security;
use crate::metrics::REQUESTS;

/// These bytes, which are about to be written, with an id and the security headers where they end
/// with the head of an error that has none; None where they are fine as they are.
///
/// Such a head has no body behind it, and no answer of the app looks like one: those have an id, and
/// no body of theirs holds a line end of HTTP.
pub(crate) fn stamp(bytes: &[u8]) -> Option<Bytes> {
    let lines = bytes.strip_suffix(b"\r\n\r\n")?;
    let head = lines.get(rfind(lines, VERSION)?..)?;
    let status = head.get(VERSION.len()..VERSION.len() + 3)?;
    let is_error = matches!(status, [b'4' | b'5', ..]);
    if !is_error || rfind(head, X_REQUEST_ID.as_str().as_bytes()).is_some() {
        return None;
    }
    let status = String::from_utf8_lossy(status).into_owned();
    let id = RequestId::of(&HeaderMap::new());
    tracing::debug!(request_id = %id, status, "refused: what arrived is not a request");
    counter!(REQUESTS, "method" => "none", "route" => "none", "status" => status).increment(1);
    let mut headers = HeaderMap::new();
    headers.insert(X_REQUEST_ID, id.header());
    security::add(&mut headers);
    let mut stamped = BytesMut::from(lines);
    for (name, value) in &headers {
        stamped.extend_from_slice(b"\r\n");
        stamped.extend_from_slice(HeaderName::as_str(name).as_bytes());
        stamped.extend_from_slice(b": ");
        stamped.extend_from_slice(value.as_bytes());
    }
    stamped.extend_from_slice(b"\r\n\r\n");
    Some(stamped.freeze())
}

const VERSION: &[u8] = b"HTTP/1.1 ";

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamped(bytes: &str) -> Option<String> {
        stamp(bytes.as_bytes()).map(|stamped| String::from_utf8(stamped.to_vec()).unwrap())
    }

    #[test]
    fn an_error_without_an_id_gets_one() {
        let text = stamped("HTTP/1.1 431 X\r\ncontent-length: 0\r\n\r\n").unwrap();
        assert!(text.starts_with("HTTP/1.1 431 X\r\ncontent-length: 0\r\n"), "{text}");
        assert!(text.ends_with("\r\n\r\n") && text.matches("\r\n\r\n").count() == 1, "{text}");
        assert_eq!(text.matches("\r\nx-request-id: ").count(), 1, "{text}");
        assert!(text.contains("\r\nx-content-type-options: nosniff\r\n"), "{text}");
    }

    #[test]
    fn an_error_behind_an_answer_gets_one_too() {
        let first = "HTTP/1.1 200 OK\r\nx-request-id: a\r\ncontent-length: 2\r\n\r\nok";
        let text = stamped(&format!("{first}HTTP/1.1 400 Bad Request\r\n\r\n")).unwrap();
        assert!(text.starts_with(&format!("{first}HTTP/1.1 400 Bad Request\r\n")), "{text}");
        assert_eq!(text.matches("x-request-id: ").count(), 2, "{text}");
    }

    #[test]
    fn what_is_fine_stays_as_it_is() {
        for bytes in [
            "",
            "\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nx-request-id: a\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\nok",
            "the end of a head\r\n\r\n",
        ] {
            assert_eq!(stamped(bytes), None, "{bytes:?}");
        }
    }
}
