//! A large file over a slow connection, which is sent while everything else is measured.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tests::{Browser, Line, Server};

/// The size of the file in bytes.
const BYTES: u64 = 50_000_000;

/// Bytes a second, sent in tenths of a second.
const A_SECOND: u64 = 64_000;

/// An upload under way, to a server of its own with the settings that are shipped.
pub(crate) struct Trickle {
    upload: tokio::task::JoinHandle<Result<Duration>>,
    _server: Server,
}

impl Trickle {
    pub(crate) fn begin(line: &Line) -> Result<Self> {
        let server = line.serve()?;
        let browser = Browser::new(&server.url)?;
        let upload = tokio::spawn(async move {
            let begun = Instant::now();
            let token = browser.token("en").await?;
            let sent = browser.send_slowly("en", &token, "slowly", BYTES, A_SECOND).await?;
            sent.code().context("the upload was refused")?;
            Ok(begun.elapsed())
        });
        Ok(Self { upload, _server: server })
    }

    /// The time that the upload took, until its code was shown.
    pub(crate) async fn done(self) -> Result<Duration> {
        self.upload.await?
    }
}
