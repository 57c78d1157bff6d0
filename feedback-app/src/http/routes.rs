//! The routes, each with its methods.

use actix_web::http::header::ALLOW;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Handler, HttpResponse, Resource, Responder, Route, guard};

use super::failure::Failure;
use super::state::AppState;
use super::{api, health, openapi, site};
use crate::{links, pages};

/// All routes of the app.
pub(crate) fn routes(state: Data<AppState>) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config
            .app_data(state)
            .service(readable(links::FORM, site::form::show))
            .service(at(links::CREATE, "POST, OPTIONS").post(site::form::create))
            .service(readable(links::LIST, site::list::list))
            .service(readable("/feedback/{file}", site::raw::raw))
            .service(readable(links::WHERE, site::where_::where_))
            .service(
                at(links::API, "GET, HEAD, POST, OPTIONS")
                    .route(get(api::list::list))
                    .post(api::create::create),
            )
            .service(
                at("/api/feedback/{title}", "GET, HEAD, DELETE, OPTIONS")
                    .route(get(api::one::get))
                    .delete(api::one::delete),
            )
            .service(readable(links::WHERE_JSON, api::where_::where_))
            .service(readable(links::DOCS, site::docs::page))
            .service(readable("/docs/{name}", site::docs::file))
            .service(readable("/openapi.json", openapi::openapi))
            .service(readable("/healthz", health::alive))
            .service(readable("/readyz", health::ready))
            .service(readable("/metrics", health::metrics));
        for asset in pages::ASSETS {
            config.service(readable(asset.path(), move || site::assets::asset(asset)));
        }
        config.default_service(web::to(|| async { Err::<HttpResponse, _>(Failure::NotFound) }));
    }
}

/// A route that can only be read.
fn readable<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    at(path, "GET, HEAD, OPTIONS").route(get(handler))
}

/// A route of which these methods are told to whoever asks for them, or uses another.
fn at(path: &str, methods: &'static str) -> Resource {
    let told =
        move || async move { HttpResponse::NoContent().insert_header((ALLOW, methods)).finish() };
    let other = move || async move { Err::<HttpResponse, _>(Failure::WrongMethod(methods)) };
    web::resource(path)
        .route(web::route().guard(guard::Options()).to(told))
        .default_service(web::to(other))
}

/// HEAD is answered as GET is; the server leaves the body away.
fn get<F, Args>(handler: F) -> Route
where
    F: Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler)
}
