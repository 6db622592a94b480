//! Acts a minute: per origin and in total.
//!
//! A fifth of the total is kept for those who have waited. A flood, which does not wait, uses up the rest; then everybody waits, longer the more
//! are refused, and who has waited goes first. So a flood costs others time and never the way in.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::Origin;

/// Keys held at once; beyond that the total limit alone holds, so that a flood from many origins cannot fill memory.
const MAX_KEYS: usize = 100_000;

/// How often idle keys are forgotten, in checks.
const SWEEP_EVERY: u32 = 10_000;

/// The wait when the total is used up and few are refused; it doubles with each quarter of the total that is refused in a minute.
const SHORTEST_WAIT: Duration = Duration::from_secs(5);

/// How often it doubles at most: 80 seconds.
const MOST_DOUBLINGS: u32 = 4;

/// What may happen per minute; each is also the burst.
#[derive(Debug, Clone, Copy)]
pub struct Quotas {
    /// Per origin.
    pub per_origin: NonZeroU32,
    /// For all origins together.
    pub total: NonZeroU32,
}

/// How an act stands before the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known of it.
    New,
    /// Its sender has waited when they were told to, or has shown a code that a mailbox has.
    KnownGood,
}

/// One kind of act.
pub struct Limit<C: Clock = DefaultClock> {
    keyed: RateLimiter<Origin, HashMapStateStore<Origin>, C, NoOpMiddleware<C::Instant>>,
    open: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    kept: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    checks: AtomicU32,
    total: u32,
    refused: Mutex<Refused<C::Instant>>,
}

/// Refusals in the running minute.
struct Refused<I> {
    since: I,
    count: u32,
}

impl Limit {
    /// Counts by the system's monotonic clock.
    pub fn new(quotas: Quotas) -> Self {
        Self::with_clock(quotas, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limit<C> {
    /// Counts by `clock`.
    pub fn with_clock(quotas: Quotas, clock: C) -> Self {
        let total = quotas.total.get();
        let part = |part: u32| NonZeroU32::new(part).unwrap_or(NonZeroU32::MIN);
        let direct = |part| RateLimiter::direct_with_clock(Quota::per_minute(part), clock.clone());
        Self {
            keyed: RateLimiter::new(Quota::per_minute(quotas.per_origin), HashMapStateStore::default(), clock.clone()),
            open: direct(part(total - total / 5)),
            kept: direct(part(total / 5)),
            refused: Mutex::new(Refused { since: clock.now(), count: 0 }),
            clock,
            checks: AtomicU32::new(0),
            total,
        }
    }

    /// Counts one act; `Err` says how long to wait.
    pub fn check(&self, origin: Option<Origin>, standing: Standing) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.keyed.retain_recent();
            self.keyed.shrink_to_fit();
        }
        if let Some(origin) = origin
            && self.keyed.len() < MAX_KEYS
        {
            let now = self.clock.now();
            self.keyed.check_key(&origin).map_err(|until| until.wait_time_from(now))?;
        }
        if self.open.check().is_ok() || (standing == Standing::KnownGood && self.kept.check().is_ok()) {
            return Ok(());
        }
        Err(self.refuse())
    }

    /// Counts a refusal; answers how long to wait, now that it is tight.
    fn refuse(&self) -> Duration {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        if Duration::from(now.duration_since(refused.since)) >= Duration::from_secs(60) {
            *refused = Refused { since: now, count: 0 };
        }
        refused.count = refused.count.saturating_add(1);
        let quarters = refused.count.saturating_mul(4) / self.total.max(1);
        SHORTEST_WAIT * 2_u32.pow(quarters.min(MOST_DOUBLINGS))
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::super::Origins;
    use super::super::origin::tests::{of, origins};
    use super::*;

    fn limit(per_origin: u32, total: u32) -> (Limit<FakeRelativeClock>, FakeRelativeClock, Origins) {
        let quotas = Quotas { per_origin: per_origin.try_into().unwrap(), total: total.try_into().unwrap() };
        let clock = FakeRelativeClock::default();
        (Limit::with_clock(quotas, clock.clone()), clock, origins(1))
    }

    #[test]
    fn one_origin_may_send_its_quota_and_is_then_told_how_long_to_wait() {
        let (limit, clock, origins) = limit(60, 1_000);
        let (one, two) = (Some(of(&origins, "192.0.2.1")), Some(of(&origins, "198.51.100.1")));
        assert!((0..60).all(|_| limit.check(one, Standing::New).is_ok()));
        let wait = limit.check(one, Standing::KnownGood).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        assert!(limit.check(two, Standing::New).is_ok());
        clock.advance(Duration::from_secs(1));
        assert!(limit.check(one, Standing::New).is_ok());
        assert!(limit.check(one, Standing::New).is_err());
    }

    #[test]
    fn a_whole_country_behind_one_address_gets_through_at_the_documented_rate() {
        let (limit, clock, origins) = limit(600, 200_000);
        let one = Some(of(&origins, "192.0.2.1"));
        // Ten a second for ten minutes, as the setting says.
        for _ in 0..600 {
            assert!((0..10).all(|_| limit.check(one, Standing::New).is_ok()));
            clock.advance(Duration::from_secs(1));
        }
    }

    #[test]
    fn when_it_is_tight_waiting_grows_and_who_has_waited_goes_first() {
        let (limit, clock, origins) = limit(60, 100);
        let mut n = 0_u32;
        let mut strangers = || {
            n += 1;
            Some(origins.of_address(std::net::Ipv4Addr::from(n << 8).into(), 0))
        };
        let passed = (0..100).filter(|_| limit.check(strangers(), Standing::New).is_ok()).count();
        assert_eq!(passed, 80, "a flood never gets what is kept");
        assert_eq!(limit.check(strangers(), Standing::New), Err(SHORTEST_WAIT));
        assert!(limit.check(strangers(), Standing::KnownGood).is_ok());
        let waits: Vec<u64> =
            (0..200).map(|_| limit.check(strangers(), Standing::New).unwrap_err().as_secs()).collect();
        assert!(waits.is_sorted() && waits[199] == 80, "{waits:?}");
        clock.advance(Duration::from_secs(61));
        assert!(limit.check(strangers(), Standing::New).is_ok());
    }

    #[test]
    fn a_flood_from_ever_new_origins_fills_no_memory() {
        let (limit, _, origins) = limit(60, 1);
        for n in 0..u32::try_from(MAX_KEYS).unwrap() + 20_000 {
            let _ = limit.check(Some(origins.of_address(std::net::Ipv4Addr::from(n << 8).into(), 0)), Standing::New);
        }
        assert!(limit.keyed.len() <= MAX_KEYS);
    }
}
