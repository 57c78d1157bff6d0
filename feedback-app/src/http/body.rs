//! Bodies of requests, bounded in size, in time and in kind.

use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use actix_web::web::{Bytes, BytesMut, Payload};
use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;

use super::failure::Failure;

/// The longest body: the longest text fits, even where each of its bytes is percent-encoded.
pub(super) const MAX_BYTES: usize = 256 * 1024;

/// A body has arrived whole within this time, however it trickles in.
const DEADLINE: Duration = Duration::from_secs(10);

/// The types that bodies may have here.
#[derive(Clone, Copy, Debug)]
pub(super) enum BodyType {
    Form,
    Json,
}

impl BodyType {
    fn name(self) -> &'static str {
        match self {
            Self::Form => "application/x-www-form-urlencoded",
            Self::Json => "application/json",
        }
    }
}

/// The body of a request, if it is of this type.
pub(super) async fn read(
    request: &HttpRequest,
    payload: Payload,
    expected: BodyType,
) -> Result<Bytes, Failure> {
    check_type(request, expected)?;
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > MAX_BYTES)
    {
        return Err(Failure::TooLarge);
    }
    tokio::time::timeout(DEADLINE, collect(payload)).await.map_err(|_| Failure::Timeout)?
}

fn check_type(request: &HttpRequest, expected: BodyType) -> Result<(), Failure> {
    let wrong = || Failure::WrongType(expected.name());
    let given = request.mime_type().ok().flatten().ok_or_else(wrong)?;
    let is_utf8 = given.get_param("charset").is_none_or(|charset| charset == "utf-8");
    let is_plain = request.headers().get_all(CONTENT_ENCODING).all(|coding| coding == "identity");
    if given.essence_str() == expected.name() && is_utf8 && is_plain {
        Ok(())
    } else {
        Err(wrong())
    }
}

async fn collect(mut payload: Payload) -> Result<Bytes, Failure> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure::BadRequest("The body is broken off."))?;
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
