//! Stylesheet, icon and other static files that pages name.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::problem;
use crate::application::State;
use crate::pages::Problem;

/// GET `/static/{name}`: a file that the pages name.
pub async fn show(state: web::Data<State>, request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    match surface::assets::find(&name) {
        Some(asset) => HttpResponse::Ok().insert_header((CONTENT_TYPE, asset.media_type)).body(asset.bytes),
        None => problem(&state, &request, Problem::NotFound),
    }
}
