//! The description of the API, for programs that read such descriptions.

use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use utoipa::openapi::OpenApi;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Object, RefOr, Type};
use utoipa::{IntoResponses, Modify, OpenApi as _};

use super::problem::ProblemDetails;
use super::{api, health};

/// What the store may answer to any call.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes answers that `Failure` makes")]
pub(super) enum StoreFailures {
    /// The store has failed, or what it holds under this title is not a feedback.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(ProblemDetails),
    /// The store is away, does not answer in time, or does not let the app in.
    #[response(
        status = 503,
        content_type = "application/problem+json",
        headers(("retry-after" = u32, description = "Seconds after which to try again"))
    )]
    Unavailable(ProblemDetails),
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Feedback",
        description = "People leave feedback here: a title that names it, and a text. \
            Errors are problem documents (RFC 9457); every answer carries `x-request-id`, which \
            the log has too.",
        license(name = "MIT", identifier = "MIT"),
        contact(),
    ),
    paths(
        api::create::create,
        api::list::list,
        api::one::get,
        api::one::delete,
        api::where_::where_,
        health::alive,
        health::ready,
        health::metrics,
    ),
    tags(
        (name = "feedback", description = "Create, read and delete feedback"),
        (name = "where", description = "Where the data live, and what that survives"),
        (name = "health", description = "For orchestrators and monitoring"),
    ),
    modifiers(&Everywhere),
)]
struct Description;

/// What holds for the whole of the API.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, api: &mut OpenApi) {
        let components = api.components.get_or_insert_default();
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some("The admin token of FEEDBACK_ADMIN_TOKEN".to_owned());
        components.add_security_scheme("admin", SecurityScheme::Http(bearer));
        let operations = api.paths.paths.values_mut().flat_map(|path| {
            [&mut path.get, &mut path.post, &mut path.delete].into_iter().flatten()
        });
        for response in operations.flat_map(|it| it.responses.responses.values_mut()) {
            if let RefOr::T(response) = response {
                let id = HeaderBuilder::new()
                    .schema(Some(Object::with_type(Type::String)))
                    .description(Some("The id of the request"));
                response.headers.insert("x-request-id".to_owned(), id.build().into());
            }
        }
    }
}

/// GET /openapi.json.
pub(super) async fn openapi() -> HttpResponse {
    static JSON: OnceLock<Option<String>> = OnceLock::new();
    match JSON.get_or_init(|| Description::openapi().to_json().ok()) {
        Some(json) => HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(json.as_str()),
        None => HttpResponse::new(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
