//! `/`: chooses a language. Only here, and for an error page under a path without a language, is `Accept-Language` looked at.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::html;
use crate::application::State;
use crate::pages::Language;

/// The list of languages, each in its own name.
pub async fn show(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    html(StatusCode::OK, state.pages.chooser(likeliest(&state, &request)))
}

/// The offered language that a browser likes best.
pub(super) fn likeliest(state: &State, request: &HttpRequest) -> &'static Language {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    state.pages.negotiate(accepted)
}
