//! `/{lang}/` and `/{lang}/safety`: the landing page, and advice before writing.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{html, problem};
use crate::application::State;
use crate::pages::Problem;

/// GET `/{lang}/`: the landing page.
pub async fn show(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => html(StatusCode::OK, state.pages.landing(language)),
        None => problem(&state, &request, Problem::NotFound),
    }
}

/// GET `/{lang}/safety`: the page that precedes the form.
pub async fn safety(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => html(StatusCode::OK, state.pages.safety(language)),
        None => problem(&state, &request, Problem::NotFound),
    }
}

/// GET `/{lang}`: redirects to `/{lang}/`.
pub async fn redirect(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => {
            HttpResponse::PermanentRedirect().insert_header((LOCATION, format!("/{}/", language.tag()))).finish()
        }
        None => problem(&state, &request, Problem::NotFound),
    }
}
