//! Progress: what ends a connection or a body is that it does not get on, and never how long it takes in all.

use std::time::Duration;

use tokio::time::Instant;

/// What has to come in each span of the setting `patience_seconds`, which is 60: 273 bytes a second, less than the slowest telephone lines carry.
pub const LEAST_PROGRESS: u64 = 16 * 1024;

/// The other end makes no progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stalled;

/// Whether bytes come in fast enough.
pub struct Pace {
    span: Duration,
    since: Instant,
    bytes: u64,
}

impl Pace {
    /// [`LEAST_PROGRESS`] has to come in each `span` from `now` on.
    pub fn begin(span: Duration, now: Instant) -> Self {
        Self { span, since: now, bytes: 0 }
    }

    /// The span in which enough has to come.
    pub fn span(&self) -> Duration {
        self.span
    }

    /// When the present span is over.
    pub fn over(&self) -> Instant {
        self.since + self.span
    }

    /// So many bytes came. A span that is over is looked at, and another begins.
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

    /// Of `bytes` bytes, `a_second` come each second; answers after how many seconds that is ended, if it is.
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
        // One that was fast at first gets no more of it than a minute.
        let begun = Instant::now();
        let mut pace = Pace::begin(PATIENCE, begun);
        assert!(pace.came(10_000_000, begun + Duration::from_secs(60)).is_ok());
        assert!(pace.came(1, begun + Duration::from_secs(119)).is_ok());
        assert!(pace.came(1, begun + Duration::from_secs(120)).is_err());
    }
}
