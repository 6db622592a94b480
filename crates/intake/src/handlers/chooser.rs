//! `/`: chooses a language. Only here is `Accept-Language` looked at, and only to put the likeliest language first.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::html;
use crate::application::State;

/// The list of languages, each in its own name.
pub async fn show(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let likeliest = state.pages.negotiate(accepted);
    html(StatusCode::OK, state.pages.chooser(likeliest))
}
