//! How the server ends: nothing new begins, what is under way is finished, and then it is gone.
//!
//! The web server by itself waits for connections, and a browser keeps an idle one open for minutes; what counts is requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{SignalKind, signal};

/// How long uploads that are under way are waited for.
const FINISH_WITHIN: Duration = Duration::from_secs(300);

/// How long the last bytes of finished answers may take to leave, in seconds; the web server waits for so long.
pub const LAST_BYTES_WITHIN: u64 = 2;

/// Counts requests on their way.
#[derive(Clone, Default)]
pub struct RequestsInFlight(Arc<AtomicUsize>);

/// One request on its way, until it is dropped.
pub struct Request(Arc<AtomicUsize>);

impl RequestsInFlight {
    /// One more.
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

/// Waits for SIGTERM or SIGINT, then ends the servers as the module says.
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
