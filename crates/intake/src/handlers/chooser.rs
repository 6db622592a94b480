//! `/`: lets a person choose a language.
//!
//! `Accept-Language` is used only here, and for an error page under a path without a language.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::html;
use crate::application::State;
use crate::pages::Language;

/// GET `/`: the list of languages, each named in the language itself.
pub async fn show(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    html(StatusCode::OK, state.pages.chooser(likeliest(&state, &request)))
}

/// The offered language that the browser prefers.
pub(super) fn likeliest(state: &State, request: &HttpRequest) -> &'static Language {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    state.pages.negotiate(accepted)
}
