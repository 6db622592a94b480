//! The buttons of a form that lead to other languages: the form comes back in that language with everything that was typed, and nothing is filed.

use actix_web::HttpRequest;

use super::body::Body;
use crate::application::State;
use crate::pages::{ACT, IN, Language, TURNED};

/// Whether the address alone says so, before the body is read. Text browsers send to the form's own address: only the pressed button says so there.
pub(super) fn is_asked(request: &HttpRequest) -> bool {
    request.query_string() == TURNED
}

/// The language in which a form is to come back; none where it is to be filed. Where the button's field was not read, it is the path's.
pub(super) fn wanted<'a>(
    state: &'a State,
    request: &HttpRequest,
    path: &'a Language,
    body: &Body<'_>,
) -> Option<&'a Language> {
    let button = body.field(ACT).and_then(|act| act.strip_prefix(IN));
    // A language that is offered no longer is no reason to file half a form.
    let button = button.map(|tag| state.pages.language(tag).unwrap_or(path));
    button.or_else(|| is_asked(request).then_some(path))
}
