//! Uploads that go on after a break, as tus 1.0.0 has them (core protocol, creation, creation-with-upload, termination).
//!
//! Our own, since no kept crate serves it within actix-web, and what there is of clients is abandoned or unfinished; it is four requests:
//!
//! | request | answer |
//! |---|---|
//! | `POST`, `Upload-Length` (and, if one likes, the first bytes) | 201, `Location`, `Upload-Offset` |
//! | `HEAD` | 200, `Upload-Offset`, `Upload-Length` |
//! | `PATCH`, `Upload-Offset`, bytes | 204, `Upload-Offset`; 409 where it goes on elsewhere |
//! | `DELETE` | 204 |
//!
//! Errors are JSON: `error` says why, `next` what to do.

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

/// Shows that a sender has waited as it was told.
pub const TICKET: &str = "throughline-ticket";

/// The headers of requests, which [`crate::application`] keeps.
pub const HEADERS: [&str; 4] = ["tus-resumable", "upload-offset", "upload-length", TICKET];

#[derive(Serialize)]
struct Refused<'a> {
    error: &'a str,
    next: &'a str,
}

/// An answer to a program.
pub fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    answer(status).insert_header((CONTENT_TYPE, "application/json")).json(body)
}

/// Why not, and what to do.
pub fn refused(status: StatusCode, error: &str, next: &str) -> HttpResponse {
    json(status, &Refused { error, next })
}

/// Try again after so long, and show this ticket then.
pub fn later(wait: Duration, ticket: &str) -> HttpResponse {
    let mut response = refused(
        StatusCode::TOO_MANY_REQUESTS,
        "too much is sent from where you are",
        "wait; courier goes on by itself",
    );
    response.headers_mut().insert(RETRY_AFTER, (wait.as_secs() + 1).into());
    if let Ok(ticket) = HeaderValue::from_str(ticket) {
        response.headers_mut().insert(HeaderName::from_static(TICKET), ticket);
    }
    response
}

/// The store's failure, without what it is.
pub fn failed(error: &StoreError) -> HttpResponse {
    log::failure(Failing::Upload, error, Instant::now());
    if matches!(error, StoreError::Full) { full() } else { broke() }
}

/// There is no room for so many bytes.
pub fn full() -> HttpResponse {
    refused(StatusCode::INSUFFICIENT_STORAGE, "the server's disk is full", "try again tomorrow")
}

/// After what the log says more of: a failure that was written, or a defect that stopped a task.
pub fn broke() -> HttpResponse {
    refused(StatusCode::INTERNAL_SERVER_ERROR, "something broke at the server", "try again later")
}

/// The id is unknown, or its time is over.
pub fn unknown() -> HttpResponse {
    refused(StatusCode::NOT_FOUND, "the server knows no such upload", "begin it anew")
}

/// `OPTIONS`
pub fn capabilities(most: u64) -> HttpResponse {
    answer(StatusCode::NO_CONTENT)
        .insert_header(("Tus-Version", VERSION))
        .insert_header(("Tus-Extension", "creation,creation-with-upload,termination"))
        .insert_header(("Tus-Max-Size", most.to_string()))
        .finish()
}

/// How uploads are taken.
pub struct Taking<'a> {
    /// Where they go.
    pub uploads: &'a Uploads,
    /// How long a sender may stand still.
    pub patience: Duration,
    /// What their addresses begin with.
    pub path: &'a str,
    /// Whether the disk takes more of an upload of this length.
    pub room: Rc<dyn Fn(u64) -> bool>,
}

impl Taking<'_> {
    /// `POST`, once it was looked at whether so much may come.
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

    /// `HEAD`
    pub fn look(&self, id: &str) -> HttpResponse {
        let Some(upload) = id.parse().ok().and_then(|id| self.uploads.find(id)) else { return unknown() };
        answer(StatusCode::OK)
            .insert_header((OFFSET, upload.offset().to_string()))
            .insert_header((LENGTH, upload.length().to_string()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish()
    }

    /// `PATCH`
    pub async fn go_on(&self, request: &HttpRequest, id: &str, payload: web::Payload) -> HttpResponse {
        let Ok(id) = id.parse() else { return unknown() };
        let Some(at) = number(request, OFFSET).filter(|_| has_bytes(request)) else {
            return refused(
                StatusCode::BAD_REQUEST,
                "the request says nowhere at which byte it goes on",
                "send it with a program that speaks tus 1.0.0",
            );
        };
        match self.append(id, at, payload).await {
            Ok(offset) => answer(StatusCode::NO_CONTENT).insert_header((OFFSET, offset.to_string())).finish(),
            Err(response) => response,
        }
    }

    /// `DELETE`
    pub fn delete(&self, id: &str) -> HttpResponse {
        match id.parse::<UploadId>().map(|id| self.uploads.remove(id)) {
            Ok(Err(error)) => failed(&error),
            _ => answer(StatusCode::NO_CONTENT).finish(),
        }
    }

    async fn append(&self, id: UploadId, at: u64, payload: web::Payload) -> Result<u64, HttpResponse> {
        let upload = self.uploads.find(id).ok_or_else(unknown)?;
        let (patience, room, length) = (self.patience, Rc::clone(&self.room), upload.length());
        // In a task of its own: when the connection breaks, this request is dropped, and what came is still to be settled.
        let work = actix_web::rt::spawn(async move {
            let mut pace = Pace::begin(patience, tokio::time::Instant::now());
            let came = |bytes| {
                pace.came(bytes, tokio::time::Instant::now()).map_err(|_| AppendError::Broken)?;
                // Asked again and again: uploads that began together may fill the disk together.
                if room(length) { Ok(()) } else { Err(StoreError::Full.into()) }
            };
            upload.append(at, payload, patience, came).await
        });
        work.await.map_err(|_| broke())?.map_err(|error| match error {
            AppendError::Offset(offset) => {
                let mut response =
                    refused(StatusCode::CONFLICT, "the upload goes on elsewhere", "ask where, then go on");
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

/// The length that a `POST` announces.
pub fn announced(request: &HttpRequest) -> Option<u64> {
    number(request, LENGTH)
}

/// Whether the other end speaks this protocol.
pub fn speaks(request: &HttpRequest) -> bool {
    request.headers().get(RESUMABLE).is_some_and(|version| version.as_bytes() == VERSION.as_bytes())
}

/// It does not.
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
