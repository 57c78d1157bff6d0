//! GET /feedback/awesome.txt: the text itself.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, ContentType, ETag, EntityTag, Header as _, IfNoneMatch,
    LOCATION,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use super::super::failure::Failure;
use super::super::path::{self, Named};
use super::super::state::AppState;
use crate::links;

pub(in super::super) async fn raw(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    // The path as it was sent: the router decodes it, and a file name may hold percent signs.
    let (_, part) = request.uri().path().rsplit_once('/').ok_or(Failure::NotFound)?;
    let title = match path::file(part) {
        Named::Feedback(title) => title,
        Named::Misspelt(title) => {
            let location = (LOCATION, links::raw(&title));
            return Ok(HttpResponse::PermanentRedirect().insert_header(location).finish());
        }
        Named::Nothing => return Err(Failure::NotFound),
    };
    let feedback = state.store.get(&title).await?.ok_or(Failure::NoFeedback)?;
    let text = feedback.text.as_str();
    let tag = EntityTag::new_strong(BASE64URL_NOPAD.encode(&Sha256::digest(text)));
    let is_known = is_known(&request, &tag);
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // Whoever has it asks whether it is still the same: another one may write, edit or delete it.
    answer.insert_header(ETag(tag)).insert_header((CACHE_CONTROL, "no-cache"));
    if is_known {
        return Ok(answer.finish());
    }
    Ok(answer
        .content_type(ContentType::plaintext())
        .insert_header((CONTENT_DISPOSITION, "inline"))
        .body(text.to_owned()))
}

/// Whether the one who asks has this text already.
fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}
