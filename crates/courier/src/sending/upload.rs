//! Uploads a sealed file, and resumes after a break.
//!
//! The protocol is tus 1.0.0. The server's side is in `intake`'s `handlers/tus.rs`.

use std::path::Path;
use std::sync::Arc;

use console::{Failure, note};
use envelope::lead::FileLead;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Body, Method, Response, StatusCode};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::pause;
use super::seal::SealedLead;
use crate::client::{LONG, Moved, NoAnswer, Server};
use crate::progress::Progress;

const VERSION: (&str, &str) = ("Tus-Resumable", "1.0.0");
const BYTES: &str = "application/offset+octet-stream";
/// Sealed files up to this size are sent in the same request that announces them.
const AT_ONCE: u64 = 64 * 1024;
const PIECE: usize = 64 * 1024;
/// Sealed files from this size on take the server some time to store.
const LARGE: u64 = 32 * 1024 * 1024;
/// How many times one lead is uploaded at most before the command fails.
const ROUNDS: u32 = 4;

/// Why a lead did not arrive.
pub(super) enum Failed {
    /// The server received other bytes than the sealed file has.
    Altered,
    /// Any other failure, with a message for the person.
    Other(Failure),
}

impl Failed {
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Self::Altered => Failure::new("twice, the server received something other than what was sent")
                .next("something on the way alters it: try another network, or Tor"),
            Self::Other(failure) => failure,
        }
    }
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self::Other(failure)
    }
}

#[derive(Deserialize)]
struct Filed {
    #[serde(rename = "filed")]
    _filed: String,
}

/// Uploads a lead and has the server file it. On return, the lead is durable at the server.
///
/// `keep` records the path of the upload on the server.
pub(super) async fn upload(
    server: &Server,
    keep: impl Fn(&SealedLead) -> Result<(), Failure>,
    sealed: &SealedLead,
    file: &Path,
    place: Option<&str>,
) -> Result<(), Failed> {
    let what = place.map_or_else(|| "sending".to_owned(), |place| format!("sending {place}"));
    let way = Transfer { server, under: "/leads", file, size: sealed.size, what: &what };
    let body = FileLead {
        submission: sealed.submission,
        sha256: sealed.sha256,
        roster_issue: sealed.roster_issue,
        mailbox: sealed.mailbox,
    };
    let (mut tries, mut rounds) = (0, 0);
    let mut location = sealed.location.clone();
    loop {
        // The server may have the whole lead already, if its response was lost. So it is asked to file the lead
        // before anything is sent.
        while let Some(at) = &location {
            let request = server.request(Method::POST, at).json(&body);
            match server.ask_json_within::<Filed>(request, LONG).await {
                Ok(_) => return Ok(()),
                Err(NoAnswer::Refused { status: StatusCode::UNPROCESSABLE_ENTITY, .. }) => return Err(Failed::Altered),
                Err(NoAnswer::Refused { status: StatusCode::CONFLICT, .. }) if rounds < ROUNDS => break,
                // The upload has expired, or another sender's upload was at this path.
                Err(NoAnswer::Refused { status: StatusCode::NOT_FOUND, .. }) if rounds < ROUNDS => location = None,
                Err(error) => pause(error, &mut tries).await?,
            }
        }
        rounds += 1;
        let kept = |at: &str| keep(&SealedLead { location: Some(at.to_owned()), ..sealed.clone() });
        location = Some(way.bring(location, kept).await?);
        if sealed.size >= LARGE {
            note("the upload is complete; the server checks it and stores it");
        }
    }
}

/// A file to upload to a server.
pub(crate) struct Transfer<'a> {
    pub(crate) server: &'a Server,
    /// Path below which the server keeps uploads.
    pub(crate) under: &'a str,
    pub(crate) file: &'a Path,
    pub(crate) size: u64,
    /// Description of the file for the progress display.
    pub(crate) what: &'a str,
}

impl Transfer<'_> {
    /// Uploads all bytes and returns the path of the upload on the server.
    ///
    /// `known` is the path that an earlier run recorded. `keep` records a new path.
    pub(crate) async fn bring(
        &self,
        known: Option<String>,
        mut keep: impl FnMut(&str) -> Result<(), Failure>,
    ) -> Result<String, Failure> {
        let mut tries = 0;
        let (mut location, mut offset, mut furthest) = (known, None, 0);
        let mut ticket = None;
        let progress = Arc::new(Progress::begin(self.what, self.size, 0));
        loop {
            let step = async {
                let path = match &location {
                    Some(path) => path.clone(),
                    None => {
                        let (path, at) = self.announce(ticket.take()).await?;
                        keep(&path).map_err(NoAnswer::here)?;
                        (location, offset) = (Some(path.clone()), Some(at));
                        path
                    }
                };
                let at = match offset.take() {
                    Some(at) => at,
                    None => match self.look(&path).await? {
                        Some(at) => at,
                        None => {
                            note("the server no longer has what was sent before: the upload starts again");
                            location = None;
                            return Ok(None);
                        }
                    },
                };
                progress.at(at);
                if at > furthest {
                    (furthest, tries) = (at, 0);
                }
                if at < self.size {
                    self.go_on(&path, at, &progress).await?;
                }
                Ok(Some(path))
            };
            match step.await {
                Ok(Some(path)) => return Ok(path),
                Ok(None) => {}
                Err(NoAnswer::Refused { status: StatusCode::CONFLICT | StatusCode::REQUEST_TIMEOUT, failure }) => {
                    pause(NoAnswer::Broken(failure), &mut tries).await?;
                }
                Err(error @ NoAnswer::Refused { status: StatusCode::NOT_FOUND, .. }) if location.is_some() => {
                    location = None;
                    tries += 1;
                    if tries > 3 {
                        return Err(error.into_failure());
                    }
                }
                Err(error) => {
                    if let NoAnswer::Wait(_, given) = &error {
                        ticket.clone_from(given);
                    }
                    pause(error, &mut tries).await?;
                }
            }
        }
    }

    /// Announces the file. Returns the path of the upload, and how many bytes the server has.
    async fn announce(&self, ticket: Option<String>) -> Result<(String, u64), NoAnswer> {
        let mut request = self
            .server
            .request(Method::POST, self.under)
            .header(VERSION.0, VERSION.1)
            .header("Upload-Length", self.size);
        if let Some(ticket) = ticket {
            request = request.header("Throughline-Ticket", ticket);
        }
        if self.size <= AT_ONCE {
            let bytes = tokio::fs::read(self.file).await.map_err(|error| self.unreadable(&error))?;
            request = request.header(CONTENT_TYPE, BYTES).body(bytes);
        }
        let response = self.server.ask_within(request, LONG).await?;
        let named = response.headers().get("location").and_then(|at| at.to_str().ok());
        let Some(named) = named.filter(|_| response.status() == StatusCode::CREATED) else {
            return Err(self.server.no_throughline(response.status()));
        };
        let path = self.server.own_path(named, &format!("{}/", self.under)).map_err(NoAnswer::here)?;
        Ok((path, number(&response, "upload-offset").unwrap_or(0)))
    }

    /// Returns how many bytes the server has; `None` if there is no such upload or it has another length.
    async fn look(&self, path: &str) -> Result<Option<u64>, NoAnswer> {
        let request = self.server.request(Method::HEAD, path).header(VERSION.0, VERSION.1);
        let response = match self.server.ask(request).await {
            Ok(response) => response,
            Err(NoAnswer::Refused { status: StatusCode::NOT_FOUND, .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        match (number(&response, "upload-length"), number(&response, "upload-offset")) {
            (Some(length), Some(offset)) if length == self.size && offset <= length => Ok(Some(offset)),
            (Some(_), Some(_)) => Ok(None),
            _ => Err(self.server.no_throughline(response.status())),
        }
    }

    async fn go_on(&self, path: &str, at: u64, progress: &Arc<Progress>) -> Result<(), NoAnswer> {
        let mut file = tokio::fs::File::open(self.file).await.map_err(|error| self.unreadable(&error))?;
        file.seek(std::io::SeekFrom::Start(at)).await.map_err(|error| self.unreadable(&error))?;
        let (progress, moved) = (Arc::clone(progress), Moved::default());
        let shown_progress = moved.clone();
        let pieces = futures_util::stream::try_unfold((file, self.size - at), move |(mut file, left)| {
            let (progress, shown_progress) = (Arc::clone(&progress), shown_progress.clone());
            async move {
                let mut piece = Vec::with_capacity(PIECE);
                let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
                progress.came(read as u64);
                let left = left.saturating_sub(read as u64);
                if left > 0 {
                    shown_progress.now()
                } else {
                    shown_progress.ended()
                }
                Ok::<_, std::io::Error>((read > 0).then_some((piece, (file, left))))
            }
        });
        let request = self
            .server
            .request(Method::PATCH, path)
            .header(VERSION.0, VERSION.1)
            .header("Upload-Offset", at)
            .header("Content-Length", self.size - at)
            .header(CONTENT_TYPE, BYTES)
            .body(Body::wrap_stream(pieces));
        let response = self.server.ask_moving(request, &moved).await?;
        match number(&response, "upload-offset") {
            Some(offset) if offset == self.size => Ok(()),
            _ => Err(self.server.no_throughline(response.status())),
        }
    }

    fn unreadable(&self, error: &std::io::Error) -> NoAnswer {
        NoAnswer::here(Failure::file("read", self.file, error))
    }
}

fn number(response: &Response, name: &str) -> Option<u64> {
    response.headers().get(name)?.to_str().ok()?.parse().ok()
}
