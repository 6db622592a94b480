//! The carriers' endpoints, served by `application/carriers.rs`.
//!
//! | request | response |
//! |---|---|
//! | `GET /waiting` | 1 if anything waits, else 0; nothing more is told |
//! | `GET /bundles` | the bundle on offer, or `null` |
//! | `POST /bundles` | the bundle on offer, after writing a new one if there is none |
//! | `GET /bundles/{name}` | a file of the bundle, from a given byte on |
//! | `DELETE /bundles/{number}` | no content; the bundle has arrived and is removed |
//! | `/dispatches` | uploads a dispatch, by [`super::tus`]; `POST /dispatches/{id}` applies it |
//! | `GET /roster.json`, `/roster.json.minisig` | the roster, as on the public server |

use std::io::SeekFrom;
use std::rc::Rc;
use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpRequest, HttpResponse, web};
use envelope::Digest;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::tus::{self, Taking};
use crate::application::carriers::{CarrierKey, Carrying};
use crate::log::{self, CarrierTold, Failing, Kind};
use crate::service::ingest;
use crate::store::StoreError;

/// The largest dispatch that is accepted, in bytes.
const LARGEST: u64 = envelope::dispatch::MAX_DISPATCH;
const PIECE: usize = 256 * 1024;
const DISPATCHES: &str = "/dispatches";

/// Registers every route. A carrier who was withdrawn since the handshake gets 403 on all of them.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("")
            .wrap(from_fn(only_the_listed))
            .app_data(super::leads::json_config())
            .route("/waiting", web::get().to(waiting))
            .route("/bundles", web::get().to(offered))
            .route("/bundles", web::post().to(offer))
            .route("/bundles/{name}", web::get().to(fetch))
            .route("/bundles/{number}", web::delete().to(arrived))
            .route(DISPATCHES, web::post().to(begin))
            .route("/dispatches/{id}", web::head().to(look))
            .route("/dispatches/{id}", web::patch().to(go_on))
            .route("/dispatches/{id}", web::delete().to(delete))
            .route("/dispatches/{id}", web::post().to(apply))
            .route("/roster.json", web::get().to(roster))
            .route("/roster.json.minisig", web::get().to(signature))
            .default_service(web::to(|| async { tus::unknown() })),
    );
}

async fn only_the_listed<B: MessageBody + 'static>(
    state: web::Data<Carrying>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let key = request.conn_data::<CarrierKey>().map(|key| key.0);
    if key.is_some_and(|key| state.access.admits(&key, state.clock.today())) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let refused = tus::refused(
        StatusCode::FORBIDDEN,
        "this carrier's key was withdrawn",
        "ask the reviewers; they sign who may carry",
    );
    Ok(request.into_response(refused).map_into_right_body())
}

#[derive(Serialize)]
struct Waiting {
    waits: u8,
}

async fn waiting(state: web::Data<Carrying>) -> HttpResponse {
    match state.store.something_waits(state.clock.today()).await {
        Ok(new) => tus::json(StatusCode::OK, &Waiting { waits: u8::from(new || state.offers.present().is_some()) }),
        Err(error) => {
            log::failure(Failing::Carrying, &error, Instant::now());
            tus::broke()
        }
    }
}

async fn offered(state: web::Data<Carrying>) -> HttpResponse {
    tus::json(StatusCode::OK, &state.offers.present())
}

async fn offer(state: web::Data<Carrying>) -> HttpResponse {
    let made = aside(state, |state, runtime| {
        let mut rng = (state.rng)();
        runtime.block_on(state.offers.make(&state.settings, &*state.clock, &mut rng))
    });
    match made.await {
        Ok(offered) => tus::json(StatusCode::CREATED, &Some(offered)),
        Err(refused) => refused,
    }
}

/// Runs `work`, which waits for the disk, on a thread of its own. Only one such piece of work runs at a time.
async fn aside<T: Send + 'static>(
    state: web::Data<Carrying>,
    work: impl FnOnce(&Carrying, &tokio::runtime::Runtime) -> anyhow::Result<T> + Send + 'static,
) -> Result<T, HttpResponse> {
    let done = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let _one = runtime.block_on(state.one.lock());
        work(&state, &runtime)
    });
    done.await.map_err(|_| tus::broke())?.map_err(|error| {
        log::failure(Failing::Carrying, &CarrierTold, Instant::now());
        let (why, next) = console::explain(&error);
        tus::refused(StatusCode::UNPROCESSABLE_ENTITY, &why, next.as_deref().unwrap_or("tell the operator"))
    })
}

async fn fetch(state: web::Data<Carrying>, request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    let Some((path, offered)) = state.offers.file(&name) else {
        return tus::refused(
            StatusCode::GONE,
            "this bundle is no longer on offer",
            "fetch again: it begins with a new one",
        );
    };
    let from = match request.headers().get(RANGE).map(|range| range.to_str().ok().and_then(from_byte)) {
        None => 0,
        Some(Some(from)) if from <= offered.size => from,
        Some(_) => {
            return tus::refused(StatusCode::RANGE_NOT_SATISFIABLE, "the file has no such byte", "begin it anew");
        }
    };
    let file = async {
        let mut file = tokio::fs::File::open(&path).await?;
        file.seek(SeekFrom::Start(from)).await?;
        Ok::<_, std::io::Error>(file)
    };
    let file = match file.await {
        Ok(file) => file,
        Err(error) => {
            log::failure(Failing::Carrying, &Kind(error.kind()), Instant::now());
            return tus::unknown();
        }
    };
    let pieces = futures_util::stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok::<_, std::io::Error>((!piece.is_empty()).then(|| (bytes::Bytes::from(piece), file)))
    });
    let status = if from == 0 { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    let mut answer = HttpResponse::build(status);
    answer.insert_header((ACCEPT_RANGES, "bytes")).insert_header((CONTENT_TYPE, "application/x-tar"));
    if from > 0 {
        answer.insert_header((
            CONTENT_RANGE,
            format!("bytes {from}-{}/{}", offered.size.saturating_sub(1), offered.size),
        ));
    }
    answer.body(actix_web::body::SizedStream::new(offered.size - from, Box::pin(pieces)))
}

/// Parses `bytes=123-`, the only form of range that is accepted.
fn from_byte(range: &str) -> Option<u64> {
    range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

async fn arrived(state: web::Data<Carrying>, number: web::Path<u32>) -> HttpResponse {
    let _one = state.one.lock().await;
    match state.offers.arrived(*number) {
        Ok(()) => {}
        Err(error) => log::warn("a bundle that was fetched could not be removed", &error),
    }
    if let Err(error) = state.store.saw_fetched(state.clock.today()).await {
        log::warn("the fetch of a bundle could not be recorded", &error);
    }
    HttpResponse::NoContent().finish()
}

async fn begin(state: web::Data<Carrying>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    if !tus::speaks(&request) {
        return tus::other_version();
    }
    // Uploads are counted per carrier, so that a carrier who begins many does not use up the uploads that others could
    // begin.
    let key = request.conn_data::<CarrierKey>().map(|key| key.0);
    let holder = key.and_then(|key| key.as_bytes().first_chunk().map(|half| u64::from_be_bytes(*half)));
    match tus::announced(&request) {
        Some(length @ 1..=LARGEST) if state.store.has_room_for(length) => {
            taking(&state).begin(&request, payload, length, holder, &mut (state.rng)()).await
        }
        Some(1..=LARGEST) => {
            log::failure(Failing::Upload, &StoreError::Full, Instant::now());
            tus::refused(StatusCode::INSUFFICIENT_STORAGE, "the server's disk is full", "tell the operator")
        }
        _ => tus::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "no dispatch has this length",
            "check the file with `courier verify`",
        ),
    }
}

async fn look(state: web::Data<Carrying>, id: web::Path<String>) -> HttpResponse {
    taking(&state).look(&id)
}

async fn go_on(
    state: web::Data<Carrying>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    taking(&state).go_on(&request, &id, payload).await
}

async fn delete(state: web::Data<Carrying>, id: web::Path<String>) -> HttpResponse {
    taking(&state).delete(&id)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apply {
    sha256: Digest,
}

#[derive(Serialize)]
struct Applied {
    lines: Vec<String>,
    next: Option<&'static str>,
}

/// POST `/dispatches/{id}`: applies a dispatch that is complete, exactly once.
async fn apply(state: web::Data<Carrying>, id: web::Path<String>, body: web::Json<Apply>) -> HttpResponse {
    let Some(upload) = id.parse().ok().and_then(|id| state.uploads.find(id)) else { return tus::unknown() };
    let _still = upload.take_over().await;
    if upload.offset() != upload.length() {
        return tus::refused(StatusCode::CONFLICT, "not all of it is here", "send the rest of it first");
    }
    let (path, wanted) = (upload.path().to_owned(), body.sha256);
    let done = aside(state.clone(), move |state, runtime| {
        if Digest::of_file(&path)?.1 != wanted {
            return Err(console::Failure::new("the received file has another SHA-256 than the file that was sent")
                .next("nothing was applied; deliver it again")
                .into());
        }
        let done = runtime.block_on(ingest::ingest(&state.settings, &path, false, &*state.clock))?;
        Ok(done)
    })
    .await;
    if let Ok(id) = id.parse()
        && let Err(error) = state.uploads.remove(id)
    {
        log::failure(Failing::UploadLeft, &error, Instant::now());
    }
    match done {
        Ok(done) => {
            let held = done.held.then_some("give the operator the dispatch, too: they ask the reviewers whether they mean it, then run `intake ingest --confirm` with it");
            tus::json(StatusCode::OK, &Applied { lines: done.lines(), next: held })
        }
        Err(refused) => refused,
    }
}

async fn roster(state: web::Data<Carrying>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(state.roster.current().bytes().to_vec())
}

async fn signature(state: web::Data<Carrying>) -> HttpResponse {
    HttpResponse::Ok().body(state.roster.current().signature().to_owned())
}

fn taking(state: &web::Data<Carrying>) -> Taking<'_> {
    let kept = state.clone();
    let room = Rc::new(move |_| kept.store.has_room());
    let patience = std::time::Duration::from_secs(u64::from(state.settings.patience_seconds.get()));
    Taking { uploads: &state.uploads, patience, path: DISPATCHES, room }
}
