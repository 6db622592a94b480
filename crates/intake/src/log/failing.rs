//! Limits the log lines of each kind of failure per minute.
//!
//! A full disk fails for every sender, and one line for each would fill the disk further.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most lines that are written about one kind of failure within [`SPAN`]. Further failures are only counted.
const LINES: u64 = 3;

/// The span in which failures are counted together.
const SPAN: Duration = Duration::from_secs(60);

/// The part of the server that failed.
///
/// One kind covers all requests that need the same part. The line therefore tells an operator where to look, and not
/// which page somebody was on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failing {
    /// Sealing or storing a submission, from the form or from a mailbox.
    Filing,
    /// Looking up a mailbox, or erasing from it.
    Mailbox,
    /// Receiving an upload's bytes, or making a tip or a dispatch from them.
    Upload,
    /// Removing an upload that is over.
    UploadLeft,
    /// Making a bundle for a carrier, sending it, or applying a dispatch.
    Carrying,
}

impl Failing {
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Filing => "a tip could not be sealed or kept",
            Self::Mailbox => "a mailbox could not be read",
            Self::Upload => "an upload could not be kept",
            Self::UploadLeft => "an upload that is over could not be removed",
            Self::Carrying => "what a carrier asked for could not be done",
        }
    }
}

/// The effect of one failure on the log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// The number of failures of this kind that were not logged in the span before.
    pub(super) before: u64,
    /// Whether this failure is to be logged itself.
    pub(super) written: bool,
}

/// Counts failures by kind. The current time is an argument, from the monotonic clock.
pub(super) struct Failures(Mutex<BTreeMap<Failing, Span>>);

struct Span {
    begun: Instant,
    failures: u64,
}

impl Span {
    fn unwritten(&self) -> u64 {
        self.failures.saturating_sub(LINES)
    }
}

impl Failures {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Counts one failure.
    pub(super) fn failed(&self, kind: Failing, now: Instant) -> Counted {
        let mut kinds = self.kinds();
        let span = kinds.entry(kind).or_insert(Span { begun: now, failures: 0 });
        let mut before = 0;
        if now.saturating_duration_since(span.begun) >= SPAN {
            before = span.unwritten();
            *span = Span { begun: now, failures: 0 };
        }
        span.failures += 1;
        Counted { before, written: span.failures <= LINES }
    }

    /// The kinds of failure whose span is over, each with the number of its failures that were not logged. Each number
    /// is returned once.
    pub(super) fn over(&self, now: Instant) -> Vec<(Failing, u64)> {
        self.take(|span| now.saturating_duration_since(span.begun) >= SPAN)
    }

    /// All kinds of failure, each with the number of its failures that were not logged. This is for the end of the
    /// process. Each number is returned once.
    pub(super) fn all(&self) -> Vec<(Failing, u64)> {
        self.take(|_| true)
    }

    fn take(&self, is_over: impl Fn(&Span) -> bool) -> Vec<(Failing, u64)> {
        let mut kinds = self.kinds();
        let over: Vec<Failing> = kinds.iter().filter(|(_, span)| is_over(span)).map(|(kind, _)| *kind).collect();
        let unwritten = over.into_iter().filter_map(|kind| Some((kind, kinds.remove(&kind)?.unwritten())));
        unwritten.filter(|(_, unwritten)| *unwritten > 0).collect()
    }

    fn kinds(&self) -> MutexGuard<'_, BTreeMap<Failing, Span>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(begun: Instant, seconds: u64) -> Instant {
        begun + Duration::from_secs(seconds)
    }

    #[test]
    fn a_flood_of_failures_is_three_lines_and_a_count() {
        let (failures, begun) = (Failures::new(), Instant::now());
        let told: Vec<Counted> = (0..100).map(|_| failures.failed(Failing::Filing, begun)).collect();
        assert_eq!(told.iter().filter(|told| told.written).count(), 3);
        assert!(told.iter().all(|told| told.before == 0));
        assert_eq!(failures.over(later(begun, 59)), []);
        assert_eq!(failures.over(later(begun, 60)), [(Failing::Filing, 97)]);
        assert_eq!(failures.over(later(begun, 120)), []);
    }

    #[test]
    fn the_next_failure_tells_what_was_left_out_where_nobody_asked() {
        let (failures, begun) = (Failures::new(), Instant::now());
        for _ in 0..20 {
            failures.failed(Failing::Mailbox, begun);
        }
        let told = failures.failed(Failing::Mailbox, later(begun, 61));
        assert_eq!(told, Counted { before: 17, written: true });
        assert_eq!(failures.all(), []);
    }

    #[test]
    fn one_kind_does_not_keep_another_from_the_log() {
        let (failures, begun) = (Failures::new(), Instant::now());
        for _ in 0..50 {
            failures.failed(Failing::Upload, begun);
        }
        assert!(failures.failed(Failing::Filing, begun).written);
        assert_eq!(failures.all(), [(Failing::Upload, 47)]);
    }

    #[test]
    fn failures_that_were_all_written_are_not_counted_again() {
        let (failures, begun) = (Failures::new(), Instant::now());
        for _ in 0..3 {
            failures.failed(Failing::Carrying, begun);
        }
        assert_eq!(failures.over(later(begun, 60)), []);
    }
}
