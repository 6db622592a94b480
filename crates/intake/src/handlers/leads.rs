//! `/line.json` and `/leads`: receives leads that `courier` has sealed.
//!
//! The server gets ciphertext, and never the code.

use std::rc::Rc;
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use envelope::lead::{FileLead, HalfClaim};
use envelope::tip::{SMALLEST_CLASS, size_class};
use serde::Serialize;

use super::tus::{self, Taking};
use super::{is_cross_site, origin};
use crate::application::State;
use crate::limits::{Grounds, Origin, Shown};
use crate::log::{self, Failing};
use crate::service::leads::{self, LeadError, Lifetimes};
use crate::store::uploads::UploadId;
use crate::store::{Filed, ROW_BYTES, StoreError};

/// The most bytes that a sealed tip has besides its attachments: header, answers, and padding up to the next size
/// class.
const FRAME: u64 = 1024 * 1024;

/// The path to which leads are sent.
pub const PATH: &str = "/leads";

/// GET `/line.json`: the facts of this line, for `courier`.
pub async fn facts(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(state.line_facts.clone())
}

#[derive(Serialize)]
struct HalfReply<'a> {
    half: &'a str,
}

/// POST `/leads/half`: the server's half of a lead's code (`envelope::lead`).
pub async fn half(state: web::Data<State>, request: HttpRequest, claim: web::Json<HalfClaim>) -> HttpResponse {
    if is_cross_site(&request) {
        return cross_site();
    }
    if claim.day > state.clock.today().plus(1) {
        return tus::refused(
            StatusCode::GONE,
            "this machine's clock is ahead of the server's",
            "set it, then run the same command with --anew",
        );
    }
    if !claim.is_open(state.clock.today()) {
        return tus::refused(
            StatusCode::GONE,
            "this sending was begun too long ago",
            "run the same command with --anew, which sends all of it anew; set this machine's clock first, if it is wrong",
        );
    }
    let half = state.form_key.code_half(state.roster.current().site(), &claim).to_text();
    tus::json(StatusCode::OK, &HalfReply { half: &half })
}

/// OPTIONS `/leads`: the tus capabilities.
pub async fn capabilities(state: web::Data<State>) -> HttpResponse {
    tus::capabilities(largest(&state))
}

/// POST `/leads`: begins an upload.
pub async fn begin(state: web::Data<State>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    if is_cross_site(&request) {
        return cross_site();
    }
    if !tus::speaks(&request) {
        return tus::other_version();
    }
    let Some(length) = tus::announced(&request) else {
        return tus::refused(StatusCode::BAD_REQUEST, "the request announces no length", "send it with courier");
    };
    if length > largest(&state) {
        return tus::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            &format!("this line takes {} bytes of files in one tip", state.max_tip_bytes),
            "send the files in several leads",
        );
    }
    if length < SMALLEST_CLASS || size_class(length) != length {
        return tus::refused(
            StatusCode::BAD_REQUEST,
            "no sealed tip has this length: its size would tell what is in it",
            "seal it with courier",
        );
    }
    if state.roster.current().sealing_on(state.clock.today()).is_err() {
        return tus::refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "the line is closed: its reviewers' keys have ended",
            "ask the organisation when it opens again",
        );
    }
    let (tickets, now) = (&state.tickets, Instant::now());
    let ticket = request.headers().get(tus::TICKET).and_then(|ticket| ticket.to_str().ok());
    let waited = ticket.map(|text| Shown { tickets, text, now });
    if let Err(wait) = state.submissions.check(origin(&state, &request), Grounds { mailbox: None, waited }) {
        return tus::later(wait, &tickets.issue(wait, now, &mut (state.rng)()));
    }
    // When the upload ends, a blob of the same length is written next to it, so there has to be room for both. The
    // announced lengths of other uploads do not count, because announcing costs nothing.
    let has_room = || length <= ROW_BYTES || state.store.has_room_for(length.saturating_mul(2));
    let fits = || room(&state, length) && has_room();
    if !fits() && !matches!(state.uploads.drop_the_stillest(now), Ok(true) if fits()) {
        // A client that announces too much is not a failure of the server, and a stranger must not be able to fill the
        // log with such failures.
        return match state.store.has_room() {
            true => tus::full(),
            false => tus::failed(&StoreError::Full),
        };
    }
    let holder = origin(&state, &request).map(Origin::opaque);
    taking(&state).begin(&request, payload, length, holder, &mut (state.rng)()).await
}

/// HEAD `/leads/{id}`: the number of bytes that have arrived.
pub async fn look(state: web::Data<State>, id: web::Path<String>) -> HttpResponse {
    taking(&state).look(&id)
}

/// PATCH `/leads/{id}`: appends bytes.
pub async fn go_on(
    state: web::Data<State>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    if is_cross_site(&request) {
        return cross_site();
    }
    taking(&state).go_on(&request, &id, payload).await
}

/// DELETE `/leads/{id}`: the sender cancels the upload.
pub async fn delete(state: web::Data<State>, request: HttpRequest, id: web::Path<String>) -> HttpResponse {
    if is_cross_site(&request) {
        return cross_site();
    }
    taking(&state).delete(&id)
}

#[derive(Serialize)]
struct Answer {
    filed: &'static str,
}

/// POST `/leads/{id}`: files a complete upload as a tip.
///
/// When the sender asks again after a lost response, the response is `already`.
pub async fn file(
    state: web::Data<State>,
    request: HttpRequest,
    id: web::Path<String>,
    lead: web::Json<FileLead>,
) -> HttpResponse {
    if is_cross_site(&request) {
        return cross_site();
    }
    let Ok(id) = id.parse::<UploadId>() else { return tus::unknown() };
    // Files the lead in a task of its own. If the sender's connection breaks while gigabytes are read, the lead is
    // still filed, and the sender gets `already` when asking again.
    let filing = actix_web::rt::spawn(async move { filed(&state, id, &lead).await });
    filing.await.unwrap_or_else(|_| tus::broke())
}

async fn filed(state: &State, id: UploadId, lead: &FileLead) -> HttpResponse {
    let answer = |filed| tus::json(StatusCode::OK, &Answer { filed });
    let Some(upload) = state.uploads.find(id) else { return known_or(state, lead, tus::unknown()).await };
    let done = if upload.length() > ROW_BYTES {
        // One lead at a time is filed, because each upload is written a second time before the first copy is removed.
        let _one = state.filing.lock().await;
        if !state.store.has_room_for(upload.length()) {
            return tus::failed(&StoreError::Full);
        }
        leads::file(&state.store, &upload, lead, &kept(state), state.clock.today(), &mut (state.rng)()).await
    } else {
        leads::file(&state.store, &upload, lead, &kept(state), state.clock.today(), &mut (state.rng)()).await
    };
    if !matches!(done, Err(LeadError::Unfinished { .. } | LeadError::Store(_)))
        && let Err(error) = state.uploads.remove(id)
    {
        log::failure(Failing::UploadLeft, &error, Instant::now());
    }
    match done {
        Ok(Filed::New) => answer("new"),
        Ok(Filed::Already) => answer("already"),
        // Another request may have filed the lead at the same time.
        Err(error @ LeadError::Unfinished { .. }) => {
            let unfinished = tus::refused(StatusCode::CONFLICT, &error.to_string(), "send the rest of it first");
            known_or(state, lead, unfinished).await
        }
        Err(error @ (LeadError::Altered | LeadError::NotSealed)) => tus::refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            &error.to_string(),
            "nothing was kept; send it again from the beginning",
        ),
        Err(LeadError::Store(error)) => tus::failed(&error),
    }
}

/// Responds `already` for a lead that is in the store, even if its upload is gone; else returns `otherwise`.
async fn known_or(state: &State, lead: &FileLead, otherwise: HttpResponse) -> HttpResponse {
    match state.store.knows(&lead.submission).await {
        Ok(true) => tus::json(StatusCode::OK, &Answer { filed: "already" }),
        Ok(false) => otherwise,
        Err(error) => tus::failed(&error),
    }
}

fn kept(state: &State) -> Lifetimes {
    Lifetimes { tip: state.lifetime_months, mailbox: state.mailbox_months }
}

fn largest(state: &State) -> u64 {
    size_class(state.max_tip_bytes.saturating_add(FRAME))
}

fn taking(state: &web::Data<State>) -> Taking<'_> {
    let kept = state.clone();
    let room = Rc::new(move |length| room(&kept, length));
    Taking { uploads: &state.uploads, patience: state.patience, path: PATH, room }
}

/// Whether the disk has room for an upload of this length. Large files leave room for text, as in the form.
fn room(state: &State, length: u64) -> bool {
    if length <= ROW_BYTES { state.store.has_room_for_text() } else { state.store.has_room() }
}

fn cross_site() -> HttpResponse {
    tus::refused(StatusCode::FORBIDDEN, "another site sent this", "nothing; close that page")
}

/// The JSON bodies of leads: at most 4 KiB.
pub fn json_config() -> web::JsonConfig {
    web::JsonConfig::default().limit(4096).error_handler(|_, _| {
        let response = tus::refused(StatusCode::BAD_REQUEST, "the request is not understood", "use the newest courier");
        actix_web::error::InternalError::from_response("not understood", response).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_tip_that_a_form_takes_can_be_sent_as_a_lead() {
        for most in [0, 50_000_000, 2_000_000_000, envelope::tip::MAX_TIP_BYTES] {
            assert!(size_class(most + FRAME) >= most + 256 * 1024);
        }
    }
}
