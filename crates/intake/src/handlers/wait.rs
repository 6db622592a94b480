//! `/{lang}/wait/{seconds}`: the countdown of a wait, a small page in a frame.
//!
//! The page counts down without a script, by loading the next one. It knows nothing about the person who waits.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::gate::STEP;
use super::{html, problem};
use crate::application::State;
use crate::limits::rate::LONGEST_WAIT;
use crate::pages::Problem;

/// The longest wait that is counted down, in seconds. No limit tells a sender to wait longer.
const LONGEST: u64 = 4 * LONGEST_WAIT.as_secs();

/// GET: the seconds that are left, with a `Refresh` header that loads the next page of the countdown.
pub async fn show(state: web::Data<State>, request: HttpRequest, path: web::Path<(String, u64)>) -> HttpResponse {
    let (tag, seconds) = path.into_inner();
    match state.pages.language(&tag) {
        Some(language) if seconds <= LONGEST && seconds.is_multiple_of(STEP) => {
            let mut page = html(StatusCode::OK, state.pages.wait(language, seconds));
            if seconds > 0 {
                let next = format!("{STEP}; url=/{tag}/wait/{}", seconds - STEP);
                if let Ok(next) = HeaderValue::from_str(&next) {
                    page.headers_mut().insert(HeaderName::from_static("refresh"), next);
                }
            }
            page
        }
        _ => problem(&state, &request, Problem::NotFound),
    }
}
