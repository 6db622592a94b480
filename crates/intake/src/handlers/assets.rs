//! Stylesheet and icon: the only things beside pages that a browser asks for.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::problem;
use crate::application::State;
use crate::pages::Problem;

/// One of the files that the pages name.
pub async fn show(state: web::Data<State>, request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    match surface::assets::find(&name) {
        Some(asset) => HttpResponse::Ok().insert_header((CONTENT_TYPE, asset.media_type)).body(asset.bytes),
        None => problem(&state, &request, Problem::NotFound),
    }
}
