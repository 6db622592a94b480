//! Graceful shutdown: no new request is accepted, and requests in flight are finished.
//!
//! The web server by itself waits for connections, and a browser keeps an idle connection open for minutes. This module
//! waits for requests instead.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{SignalKind, signal};

/// The longest wait for requests in flight.
const FINISH_WITHIN: Duration = Duration::from_secs(300);

/// The longest time for the last bytes of finished responses to leave, in seconds. The web server is told to wait that
/// long.
pub const LAST_BYTES_WITHIN: u64 = 2;

/// Counts the requests in flight.
#[derive(Clone, Default)]
pub struct RequestsInFlight(Arc<AtomicUsize>);

/// One request in flight, until dropped.
pub struct Request(Arc<AtomicUsize>);

impl RequestsInFlight {
    /// Counts one more request.
    pub fn begin(&self) -> Request {
        self.0.fetch_add(1, Ordering::Relaxed);
        Request(Arc::clone(&self.0))
    }

    async fn none(&self) {
        let begun = Instant::now();
        while self.0.load(Ordering::Relaxed) > 0 && begun.elapsed() < FINISH_WITHIN {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Waits for SIGTERM or SIGINT, then pauses the servers, waits for the requests in flight, and stops the servers.
pub async fn on_signal(servers: Vec<ServerHandle>, under_way: RequestsInFlight) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    crate::log::info("ending: what is under way is finished first");
    for server in &servers {
        server.pause().await;
    }
    under_way.none().await;
    for server in servers {
        server.stop(true).await;
    }
}
