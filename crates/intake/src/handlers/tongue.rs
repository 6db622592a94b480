//! The buttons of a form that change its language.
//!
//! The form comes back in the other language with all typed text, and no tip is filed.

use actix_web::HttpRequest;

use super::body::Body;
use crate::application::State;
use crate::pages::{ACT, IN, Language, TURNED};

/// Whether the request's address shows, before the body is read, that the form only changes its language.
///
/// Text browsers send the form to its own address. Their requests show it only in the body, by the pressed button.
pub(super) fn is_asked(request: &HttpRequest) -> bool {
    request.query_string() == TURNED
}

/// The language in which the form comes back; `None` when it is to be filed. If the button's field is missing from the
/// body, the language is that of the path.
pub(super) fn wanted<'a>(
    state: &'a State,
    request: &HttpRequest,
    path: &'a Language,
    body: &Body<'_>,
) -> Option<&'a Language> {
    let button = body.field(ACT).and_then(|act| act.strip_prefix(IN));
    // Even if the button's language is no longer offered, the form must not be filed half filled in.
    let button = button.map(|tag| state.pages.language(tag).unwrap_or(path));
    button.or_else(|| is_asked(request).then_some(path))
}
