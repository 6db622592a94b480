//! Bad input below the form: bytes that are not TLS, requests that hide another, frames without end.
//!
//! It harms nobody else. An honest tip passes within five seconds, and the server's memory grows by no more than each
//! test states.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

mod connections;
mod http1;
mod http2;
mod unread;
mod wire;

use std::time::Duration;

use tests::{Browser, Server, Site};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// The longest time that an honest tip may take.
const HONEST: Duration = Duration::from_secs(5);

/// A server, and its resident memory in KiB after the first tip.
struct Running {
    server: Server,
    http1: TlsConnector,
    http2: TlsConnector,
    before: u64,
    _dir: tempfile::TempDir,
}

async fn running(settings: &[(&str, &str)]) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), settings).unwrap();
    let server = site.line.serve().unwrap();
    let certificate = site.line.path("server/tls/certificate.pem");
    let (http1, http2) = (wire::connector(&certificate, "http/1.1"), wire::connector(&certificate, "h2"));
    let mut running = Running { server, http1, http2, before: 0, _dir: dir };
    running.honest_tip().await;
    running.before = running.resident();
    running
}

impl Running {
    /// Asserts that an honest tip passes and that the server has grown by at most `growth` KiB.
    async fn stands(&self, growth: u64) {
        self.honest_tip().await;
        let grown = self.resident().saturating_sub(self.before);
        assert!(grown <= growth, "the server grew by {grown} KiB");
    }

    /// Sends a tip over a connection of its own.
    async fn honest_tip(&self) {
        let browser = Browser::new(&self.server.url).unwrap();
        let fields = [("story", "an honest tip")];
        let answer = timeout(HONEST, browser.send("en", &fields, &[])).await.unwrap().unwrap();
        assert!(answer.code().is_some(), "{}", answer.status);
    }

    /// Resident memory in KiB.
    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Host and port.
    fn address(&self) -> &str {
        self.server.url.strip_prefix("https://").unwrap()
    }
}
