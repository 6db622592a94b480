//! The least progress that a connection or a body has to make.
//!
//! A connection may last any time, as long as it does not stall.

use std::time::Duration;

use tokio::time::Instant;

/// The bytes that have to arrive in each span of `patience_seconds`. For the default of 60 seconds that is 273 bytes a
/// second, less than the slowest telephone lines carry.
pub const LEAST_PROGRESS: u64 = 16 * 1024;

/// The other end of the connection has made too little progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stalled;

/// Measures whether bytes arrive fast enough.
pub struct Pace {
    span: Duration,
    since: Instant,
    bytes: u64,
}

impl Pace {
    /// Starts to measure at `now`: [`LEAST_PROGRESS`] bytes have to arrive in each `span`.
    pub fn begin(span: Duration, now: Instant) -> Self {
        Self { span, since: now, bytes: 0 }
    }

    /// The span in which enough bytes have to arrive.
    pub fn span(&self) -> Duration {
        self.span
    }

    /// The end of the present span.
    pub fn over(&self) -> Instant {
        self.since + self.span
    }

    /// Counts bytes that arrived. If the present span is over, its bytes are checked and the next span begins.
    ///
    /// # Errors
    /// When too few bytes arrived in a span.
    pub fn came(&mut self, bytes: u64, now: Instant) -> Result<(), Stalled> {
        self.bytes += bytes;
        if now < self.over() {
            return Ok(());
        }
        let enough = self.bytes >= LEAST_PROGRESS;
        *self = Self::begin(self.span, now);
        if enough { Ok(()) } else { Err(Stalled) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    /// Sends `bytes` bytes at `a_second` bytes per second. Returns the second in which the transfer is ended as too
    /// slow; `None` if it is not.
    fn ended(bytes: u64, a_second: u64) -> Option<u64> {
        let begun = Instant::now();
        let mut pace = Pace::begin(PATIENCE, begun);
        (1..=bytes / a_second).find(|second| pace.came(a_second, begun + Duration::from_secs(*second)).is_err())
    }

    #[test]
    fn a_file_of_50_mb_at_64_kb_a_second_goes_through_and_so_does_one_at_300_bytes() {
        assert_eq!(ended(50_000_000, 64_000), None);
        assert_eq!(ended(500_000, 300), None);
    }

    #[test]
    fn an_upload_that_trickles_is_ended_after_a_minute() {
        assert_eq!(ended(50_000_000, 200), Some(60));
        // A transfer that was fast at first and then stalls is ended after one more minute at most.
        let begun = Instant::now();
        let mut pace = Pace::begin(PATIENCE, begun);
        assert!(pace.came(10_000_000, begun + Duration::from_secs(60)).is_ok());
        assert!(pace.came(1, begun + Duration::from_secs(119)).is_ok());
        assert!(pace.came(1, begun + Duration::from_secs(120)).is_err());
    }
}
