//! `/{lang}/keys` and the roster's files: the keys to which tips are sealed.
//!
//! Anyone can check them.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{html, problem};
use crate::application::State;
use crate::pages::{KeysState, Problem};

/// GET `/{lang}/keys`: the roster in words, with fingerprints.
pub async fn show(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    let Some(language) = state.pages.language(&lang) else { return problem(&state, &request, Problem::NotFound) };
    let roster = state.roster.current();
    let keys = KeysState::of(&roster, &state.root_key, state.clock.today());
    html(StatusCode::OK, state.pages.keys(language, &keys))
}

/// GET `/roster.json`: the file, as it was signed.
pub async fn roster(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(state.roster.current().bytes().to_vec())
}

/// GET `/roster.json.minisig`: the roster's signature.
pub async fn signature(state: web::Data<State>) -> HttpResponse {
    let signature = state.roster.current().signature().to_owned();
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(signature)
}
