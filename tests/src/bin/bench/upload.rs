//! One large upload, and the memory that it costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tests::{Browser, Server};

use crate::machine::kibibytes;

/// The costs of one upload.
pub(crate) struct Upload {
    pub(crate) took: Duration,
    /// Resident memory before the upload, in KiB.
    pub(crate) before: u64,
    /// The largest growth of resident memory during the upload, in KiB.
    pub(crate) growth: u64,
}

/// Uploads one file of `bytes` bytes and reads the server's resident memory every 10 ms.
pub(crate) async fn measure(server: &Server, bytes: u64) -> Result<Upload> {
    let status = format!("/proc/{}/status", server.child.id());
    let browser = Browser::new(&server.url)?;
    let token = browser.token("en").await?;
    let before = kibibytes(&status, "VmRSS:")?;
    let ended = Arc::new(AtomicBool::new(false));
    let watch = {
        let ended = Arc::clone(&ended);
        std::thread::spawn(move || -> Result<u64> {
            let mut most = before;
            while !ended.load(Ordering::Relaxed) {
                most = most.max(kibibytes(&status, "VmRSS:")?);
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(most - before)
        })
    };
    let begun = Instant::now();
    let answer = browser.send_large("en", &token, "one large file", bytes).await;
    let took = begun.elapsed();
    ended.store(true, Ordering::Relaxed);
    let growth = watch.join().map_err(|_| anyhow::anyhow!("the watch broke off"))??;
    let answer = answer?;
    ensure!(answer.code().is_some(), "the upload was refused with {}", answer.status);
    Ok(Upload { took, before, growth })
}
