//! Pads each page that is sent to its size class (`pages/equal_size.rs`).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::CONTENT_TYPE;

use crate::pages::equal_size::{self, Class};

/// Pads an HTML page to its size class. Returns any other response unchanged. `drawn` is the random number that decides
/// the size of the pad.
pub(super) fn in_its_class(
    answer: ServiceResponse<impl MessageBody + 'static>,
    class: Class,
    drawn: u32,
) -> ServiceResponse<BoxBody> {
    let html = answer.headers().get(CONTENT_TYPE).is_some_and(|of| of.as_bytes().starts_with(b"text/html"));
    let reason = answer.status().canonical_reason().unwrap_or_default();
    answer.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) if html => match std::str::from_utf8(&bytes) {
            Ok(page) => BoxBody::new(equal_size::padded(page, drawn, class, reason)),
            Err(_) => BoxBody::new(bytes),
        },
        Ok(bytes) => BoxBody::new(bytes),
        Err(body) => BoxBody::new(body),
    })
}
