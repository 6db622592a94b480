//! `/{lang}/` and `/{lang}/safety`: what this is, and what to think of before writing.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{html, problem};
use crate::application::State;
use crate::pages::Problem;

/// The landing page.
pub async fn show(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => html(StatusCode::OK, state.pages.landing(language)),
        None => problem(&state, &request, Problem::NotFound),
    }
}

/// The interruption page before the form.
pub async fn safety(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => html(StatusCode::OK, state.pages.safety(language)),
        None => problem(&state, &request, Problem::NotFound),
    }
}

/// `/en` is meant as `/en/`.
pub async fn redirect(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => {
            HttpResponse::PermanentRedirect().insert_header((LOCATION, format!("/{}/", language.tag()))).finish()
        }
        None => problem(&state, &request, Problem::NotFound),
    }
}
