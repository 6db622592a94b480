//! Endpoints: one file each, with its responses and their reasons.
//!
//! | path | file |
//! |---|---|
//! | `/` | [`chooser`] |
//! | `/{lang}/`, `/{lang}/safety` | [`landing`] |
//! | `/{lang}/tip` | [`tip`], which reads its body with [`body`] |
//! | `/{lang}/mailbox` | [`mailbox`], which does the same; `tongue.rs` changes the language of both forms |
//! | `/{lang}/wait/{seconds}` | [`wait`] |
//! | `/line.json`, `/leads…` | [`leads`], which takes uploads by [`tus`] |
//! | `/{lang}/keys`, `/roster.json`, `/roster.json.minisig` | [`keys`] |
//! | carriers' listener | [`carriers`] |
//! | stylesheet, icon, drawings, script | [`assets`] |

pub mod assets;
pub mod body;
pub mod carriers;
pub mod chooser;
mod gate;
pub mod keys;
pub mod landing;
pub mod leads;
pub mod mailbox;
pub mod tip;
mod tongue;
pub mod tus;
pub mod wait;

use std::time::Duration;

use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, Route, guard, web};
use rand::RngExt as _;
use tokio::time::Instant;

use crate::application::State;
use crate::limits::{ConnectionSlot, Origin};
use crate::onion::Side;
use crate::pages::{Language, Problem};

/// Registers every route of the public server.
pub fn routes(config: &mut web::ServiceConfig) {
    let read = |path: &str, shown: Route| web::resource(path).route(shown).default_service(allow("GET, HEAD"));
    let form = |path: &str, shown: Route, sent: Route| {
        web::resource(path).route(shown).route(sent).default_service(allow("GET, HEAD, POST"))
    };
    config
        .service(read("/", get().to(chooser::show)))
        .service(read("/roster.json", get().to(keys::roster)))
        .service(read("/roster.json.minisig", get().to(keys::signature)))
        .service(read("/line.json", get().to(leads::facts)))
        .service(
            web::resource("/leads/half")
                .app_data(leads::json_config())
                .route(web::post().to(leads::half))
                .default_service(allow("POST")),
        )
        .service(
            web::resource(leads::PATH)
                .route(web::post().to(leads::begin))
                .route(web::method(Method::OPTIONS).to(leads::capabilities))
                .default_service(allow("OPTIONS, POST")),
        )
        .service(
            web::resource("/leads/{id}")
                .app_data(leads::json_config())
                .route(web::head().to(leads::look))
                .route(web::patch().to(leads::go_on))
                .route(web::delete().to(leads::delete))
                .route(web::post().to(leads::file))
                .default_service(allow("HEAD, PATCH, POST, DELETE")),
        )
        .service(read("/static/{name}", get().to(assets::show)))
        .service(read("/{lang}", get().to(landing::redirect)))
        .service(read("/{lang}/", get().to(landing::show)))
        .service(read("/{lang}/safety", get().to(landing::safety)))
        .service(read("/{lang}/keys", get().to(keys::show)))
        .service(read("/{lang}/wait/{seconds}", get().to(wait::show)))
        .service(form("/{lang}/tip", get().to(tip::form), web::post().to(tip::submit)))
        .service(form("/{lang}/mailbox", get().to(mailbox::show), web::post().to(mailbox::act)))
        .default_service(web::to(not_found));
}

/// The response to a method that the path does not accept: 405 with an `Allow` header.
fn allow(methods: &'static str) -> Route {
    web::to(move |state: web::Data<State>, request: HttpRequest| async move {
        let mut response = problem(&state, &request, Problem::Method);
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
        response
    })
}

/// Matches GET and HEAD. HEAD asks for the same response without a body.
fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A response with an HTML page.
pub(crate) fn html(status: StatusCode, page: String) -> HttpResponse {
    HttpResponse::build(status).insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(page)
}

/// An error page, in the language of the path or else in the one that the browser prefers.
pub(crate) fn problem(state: &State, request: &HttpRequest, problem: Problem) -> HttpResponse {
    let tag = request.path().split('/').nth(1).unwrap_or_default();
    let language = state.pages.language(tag).unwrap_or_else(|| chooser::likeliest(state, request));
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

/// Checks a POST before its body is read, and takes a slot for its memory.
///
/// The POST has to name an offered language and come from a page of ours. [`Problem::Busy`] is returned when no slot is
/// free.
fn admit(state: &State, request: &HttpRequest, tag: &str) -> Result<(&'static Language, ConnectionSlot), Problem> {
    let language = state.pages.language(tag).ok_or(Problem::NotFound)?;
    if is_cross_site(request) {
        return Err(Problem::CrossSite);
    }
    let (side, peer) = (request.app_data::<Side>(), request.peer_addr());
    let connection = side.zip(peer).map(|(side, peer)| side.connection(&state.origins, peer.ip()));
    let place = state.places.take(connection, std::time::Instant::now()).ok_or(Problem::Busy)?;
    Ok((language, place))
}

/// Whether another site sent the request, by `Sec-Fetch-Site`.
///
/// Browsers too old to send that header are let through, since their token still has to be right.
fn is_cross_site(request: &HttpRequest) -> bool {
    let site = request.headers().get("sec-fetch-site").map(|value| value.as_bytes());
    !matches!(site, None | Some(b"same-origin" | b"none"))
}

/// The origin of a request, as limits count it; `None` when the connection has no address.
fn origin(state: &State, request: &HttpRequest) -> Option<Origin> {
    let side = request.app_data::<Side>()?;
    Some(side.origin(&state.origins, request.peer_addr()?.ip(), state.clock.hour()))
}

/// Runs `answer` and delays its response, so that its time does not show what was done or whether a code was known.
///
/// The response leaves at a random moment of the interval of `answer_every` that follows a multiple of `answer_every`
/// after `begun`, when the head of the request came. The time of the response reveals the work behind it only if that
/// took more than one interval longer than other work. Smaller differences, such as a few tenths of a millisecond in
/// reading the body, are lost in the random delay.
async fn evenly(begun: Instant, state: &State, answer: impl Future<Output = HttpResponse>) -> HttpResponse {
    let response = answer.await;
    let every = state.answer_every;
    if !every.is_zero() {
        let steps = begun.elapsed().as_nanos().div_ceil(every.as_nanos()).max(1);
        let drawn = (state.rng)().random_range(Duration::ZERO..every);
        tokio::time::sleep_until(begun + every.saturating_mul(u32::try_from(steps).unwrap_or(1)) + drawn).await;
    }
    response
}

async fn not_found(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    problem(&state, &request, Problem::NotFound)
}
