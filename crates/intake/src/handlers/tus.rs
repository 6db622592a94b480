//! Resumable uploads by tus 1.0.0 (core protocol, creation, creation-with-upload, termination).
//!
//! This is our own code, because no maintained crate serves tus within actix-web, and the existing clients are
//! abandoned or unfinished. The protocol has four requests:
//!
//! | request | response |
//! |---|---|
//! | `POST`, `Upload-Length` (and, optionally, the first bytes) | 201, `Location`, `Upload-Offset` |
//! | `HEAD` | 200, `Upload-Offset`, `Upload-Length` |
//! | `PATCH`, `Upload-Offset`, bytes | 204, `Upload-Offset`; 409 with the expected offset if it differs |
//! | `DELETE` | 204 |
//!
//! Errors are JSON: `error` is the reason, `next` is what to do.

use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use rand::CryptoRng;
use serde::Serialize;

use crate::log::{self, Failing};
use crate::pace::Pace;
use crate::store::StoreError;
use crate::store::uploads::{AppendError, UploadId, Uploads};

/// The protocol's version.
pub const VERSION: &str = "1.0.0";

const RESUMABLE: &str = "Tus-Resumable";
const OFFSET: &str = "Upload-Offset";
const LENGTH: &str = "Upload-Length";
const BYTES: &str = "application/offset+octet-stream";

/// The header with the ticket of a sender that has waited.
pub const TICKET: &str = "throughline-ticket";

/// The request headers of uploads, which [`crate::application`] does not drop.
pub const HEADERS: [&str; 4] = ["tus-resumable", "upload-offset", "upload-length", TICKET];

#[derive(Serialize)]
struct Refused<'a> {
    error: &'a str,
    next: &'a str,
}

/// A JSON response to a program.
pub fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    answer(status).insert_header((CONTENT_TYPE, "application/json")).json(body)
}

/// An error response: the reason, and what to do next.
pub fn refused(status: StatusCode, error: &str, next: &str) -> HttpResponse {
    json(status, &Refused { error, next })
}

/// The response that tells a sender to try again after `wait` with `ticket`.
pub fn later(wait: Duration, ticket: &str) -> HttpResponse {
    let mut response = refused(
        StatusCode::TOO_MANY_REQUESTS,
        "too much is being sent from your connection",
        "wait; courier goes on by itself",
    );
    response.headers_mut().insert(RETRY_AFTER, (wait.as_secs() + 1).into());
    if let Ok(ticket) = HeaderValue::from_str(ticket) {
        response.headers_mut().insert(HeaderName::from_static(TICKET), ticket);
    }
    response
}

/// The response to a failure of the store, which is logged. The client is not told what failed.
pub fn failed(error: &StoreError) -> HttpResponse {
    log::failure(Failing::Upload, error, Instant::now());
    if matches!(error, StoreError::Full) { full() } else { broke() }
}

/// The response when the disk has no room for an upload.
pub fn full() -> HttpResponse {
    refused(StatusCode::INSUFFICIENT_STORAGE, "the server's disk is full", "try again tomorrow")
}

/// The response after an internal failure. The log says more: the failure or the panic was written there.
pub fn broke() -> HttpResponse {
    refused(StatusCode::INTERNAL_SERVER_ERROR, "something broke at the server", "try again later")
}

/// The response when the id is unknown or its upload has expired.
pub fn unknown() -> HttpResponse {
    refused(StatusCode::NOT_FOUND, "the server knows no such upload", "begin it anew")
}

/// The response to `OPTIONS`. `most` is the largest upload, in bytes.
pub fn capabilities(most: u64) -> HttpResponse {
    answer(StatusCode::NO_CONTENT)
        .insert_header(("Tus-Version", VERSION))
        .insert_header(("Tus-Extension", "creation,creation-with-upload,termination"))
        .insert_header(("Tus-Max-Size", most.to_string()))
        .finish()
}

/// The rules by which uploads are accepted.
pub struct Taking<'a> {
    /// The uploads under way.
    pub uploads: &'a Uploads,
    /// The span in which enough bytes have to come ([`crate::pace`]).
    pub patience: Duration,
    /// The path with which the uploads' addresses begin.
    pub path: &'a str,
    /// Tells whether the disk has room for more bytes of an upload of this length.
    pub room: Rc<dyn Fn(u64) -> bool>,
}

impl Taking<'_> {
    /// `POST`: begins an upload. The caller has checked that `length` is acceptable.
    ///
    /// `holder` is the origin that the limits of [`Uploads`] count.
    pub async fn begin(
        &self,
        request: &HttpRequest,
        payload: web::Payload,
        length: u64,
        holder: Option<u64>,
        rng: &mut impl CryptoRng,
    ) -> HttpResponse {
        let id = match self.uploads.begin(length, holder, Instant::now(), rng) {
            Ok(Some(id)) => id,
            Ok(None) => {
                return refused(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "too many uploads are on their way",
                    "try again later",
                );
            }
            Err(error) => return failed(&error),
        };
        let offset = if has_bytes(request) {
            match self.append(id, 0, payload).await {
                Ok(offset) => offset,
                Err(response) => return response,
            }
        } else {
            0
        };
        answer(StatusCode::CREATED)
            .insert_header((LOCATION, format!("{}/{}", self.path, id.to_text())))
            .insert_header((OFFSET, offset.to_string()))
            .finish()
    }

    /// `HEAD`: the offset of an upload.
    pub fn look(&self, id: &str) -> HttpResponse {
        let Some(upload) = id.parse().ok().and_then(|id| self.uploads.find(id)) else { return unknown() };
        answer(StatusCode::OK)
            .insert_header((OFFSET, upload.offset().to_string()))
            .insert_header((LENGTH, upload.length().to_string()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish()
    }

    /// `PATCH`: appends bytes.
    pub async fn go_on(&self, request: &HttpRequest, id: &str, payload: web::Payload) -> HttpResponse {
        let Ok(id) = id.parse() else { return unknown() };
        let Some(at) = number(request, OFFSET).filter(|_| has_bytes(request)) else {
            return refused(
                StatusCode::BAD_REQUEST,
                "the request does not say at which byte it continues",
                "send it with a program that speaks tus 1.0.0",
            );
        };
        match self.append(id, at, payload).await {
            Ok(offset) => answer(StatusCode::NO_CONTENT).insert_header((OFFSET, offset.to_string())).finish(),
            Err(response) => response,
        }
    }

    /// `DELETE`: removes an upload.
    pub fn delete(&self, id: &str) -> HttpResponse {
        match id.parse::<UploadId>().map(|id| self.uploads.remove(id)) {
            Ok(Err(error)) => failed(&error),
            _ => answer(StatusCode::NO_CONTENT).finish(),
        }
    }

    async fn append(&self, id: UploadId, at: u64, payload: web::Payload) -> Result<u64, HttpResponse> {
        let upload = self.uploads.find(id).ok_or_else(unknown)?;
        let (patience, room, length) = (self.patience, Rc::clone(&self.room), upload.length());
        // The bytes are written in a task of its own. If the connection breaks, this request is dropped, but the bytes
        // that have come still have to be recorded.
        let work = actix_web::rt::spawn(async move {
            let mut pace = Pace::begin(patience, tokio::time::Instant::now());
            let came = |bytes| {
                pace.came(bytes, tokio::time::Instant::now()).map_err(|_| AppendError::Broken)?;
                // The room is checked again and again, because uploads that began together may fill the disk together.
                if room(length) { Ok(()) } else { Err(StoreError::Full.into()) }
            };
            upload.append(at, payload, patience, came).await
        });
        work.await.map_err(|_| broke())?.map_err(|error| match error {
            AppendError::Offset(offset) => {
                let mut response =
                    refused(StatusCode::CONFLICT, "the upload continues at another byte", "ask at which, then go on");
                response.headers_mut().insert(HeaderName::from_static("upload-offset"), HeaderValue::from(offset));
                response
            }
            AppendError::TooLong => refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                "more bytes came than were announced",
                "begin anew: the file changed while it was sent",
            ),
            AppendError::Broken => refused(StatusCode::REQUEST_TIMEOUT, "the connection broke off", "go on"),
            AppendError::Store(error) => failed(&error),
        })
    }
}

/// The length that a `POST` announces, in bytes; `None` if the header is missing or not a number.
pub fn announced(request: &HttpRequest) -> Option<u64> {
    number(request, LENGTH)
}

/// Whether the client speaks this version of tus.
pub fn speaks(request: &HttpRequest) -> bool {
    request.headers().get(RESUMABLE).is_some_and(|version| version.as_bytes() == VERSION.as_bytes())
}

/// The response to a client that does not speak this version of tus.
pub fn other_version() -> HttpResponse {
    answer(StatusCode::PRECONDITION_FAILED).insert_header(("Tus-Version", VERSION)).finish()
}

fn answer(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((RESUMABLE, VERSION));
    answer
}

fn number(request: &HttpRequest, name: &str) -> Option<u64> {
    request.headers().get(name)?.to_str().ok()?.parse().ok()
}

fn has_bytes(request: &HttpRequest) -> bool {
    request.headers().get(CONTENT_TYPE).is_some_and(|of| of.as_bytes() == BYTES.as_bytes())
}
