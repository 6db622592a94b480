//! Endpoints: one file each, with what it answers and why.
//!
//! | path | file |
//! |---|---|
//! | `/` | [`chooser`] |
//! | `/{lang}/`, `/{lang}/safety` | [`landing`] |
//! | `/{lang}/tip` | [`tip`], which reads its body with [`body`] |
//! | `/{lang}/mailbox` | [`mailbox`], the same |
//! | `/{lang}/keys`, `/roster.json`, `/roster.json.minisig` | [`keys`] |
//! | stylesheet, icon | [`assets`] |

pub mod assets;
pub mod body;
pub mod chooser;
pub mod keys;
pub mod landing;
pub mod mailbox;
pub mod tip;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, Route, guard, web};

use crate::application::State;
use crate::pages::Problem;

/// Every route.
pub fn routes(config: &mut web::ServiceConfig) {
    let get_only = || web::to(method_not_allowed);
    config
        .service(web::resource("/").route(get().to(chooser::show)).default_service(get_only()))
        .service(web::resource("/roster.json").route(get().to(keys::roster)).default_service(get_only()))
        .service(web::resource("/roster.json.minisig").route(get().to(keys::signature)).default_service(get_only()))
        .service(web::resource("/static/{name}").route(get().to(assets::show)).default_service(get_only()))
        .service(web::resource("/{lang}").route(get().to(landing::redirect)).default_service(get_only()))
        .service(web::resource("/{lang}/").route(get().to(landing::show)).default_service(get_only()))
        .service(web::resource("/{lang}/safety").route(get().to(landing::safety)).default_service(get_only()))
        .service(web::resource("/{lang}/keys").route(get().to(keys::show)).default_service(get_only()))
        .service(web::resource("/{lang}/tip").route(get().to(tip::form)).post(tip::submit).default_service(get_only()))
        .service(
            web::resource("/{lang}/mailbox")
                .route(get().to(mailbox::show))
                .post(mailbox::act)
                .default_service(get_only()),
        )
        .default_service(web::to(not_found));
}

/// GET, and HEAD, which asks for the same without its body.
fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A page.
pub(crate) fn html(status: StatusCode, page: String) -> HttpResponse {
    HttpResponse::build(status).insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(page)
}

/// An error page in the language of the path, or in the first that is offered.
pub(crate) fn problem(state: &State, request: &HttpRequest, problem: Problem) -> HttpResponse {
    let tag = request.path().split('/').nth(1).unwrap_or_default();
    let language = state.pages.language(tag).unwrap_or_else(|| state.pages.first_language());
    html(status_of(problem), state.pages.problem(language, problem))
}

fn status_of(problem: Problem) -> StatusCode {
    match problem {
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::CrossSite => StatusCode::FORBIDDEN,
        Problem::Method => StatusCode::METHOD_NOT_ALLOWED,
        Problem::BadRequest => StatusCode::BAD_REQUEST,
        Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

async fn not_found(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    problem(&state, &request, Problem::NotFound)
}

async fn method_not_allowed(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    let mut response = problem(&state, &request, Problem::Method);
    let allow = if request.path().ends_with("/tip") || request.path().ends_with("/mailbox") {
        "GET, HEAD, POST"
    } else {
        "GET, HEAD"
    };
    response.headers_mut().insert(ALLOW, actix_web::http::header::HeaderValue::from_static(allow));
    response
}
