//! Rate limits: acts per minute, per origin and in total.
//!
//! A fifth of the total is reserved for senders who have waited. A flood, which does not wait, uses up the rest. Then
//! everybody has to wait, and the more acts are refused, the longer the wait. Senders who have waited go first. A flood
//! therefore costs others time, and never shuts them out.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::Origin;
use super::ticket::Shown;

/// The most keys (origins and mailboxes) that are held at once. Beyond that only the total limit applies, so that a
/// flood from many origins cannot fill memory.
const MAX_KEYS: usize = 100_000;

/// The number of checks after which idle keys are forgotten. `application.rs` also forgets them at regular times.
const SWEEP_EVERY: u32 = 10_000;

/// How many acts of one mailbox per minute have priority. An attacker with a mailbox of their own gains no more than a
/// person needs.
const PER_MAILBOX: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// The wait when the total is used up and few acts are refused. It doubles with each quarter of the total that is
/// refused in a minute.
const SHORTEST_WAIT: Duration = Duration::from_secs(5);

/// How many times the shortest wait is doubled at most. The wait then lasts 80 seconds.
const MOST_DOUBLINGS: u32 = 4;

/// The longest wait when the total is used up. The quota of one origin may require a wait of up to a minute.
pub const LONGEST_WAIT: Duration = Duration::from_secs(SHORTEST_WAIT.as_secs() << MOST_DOUBLINGS);

/// The acts that are allowed per minute. Each number is also the most acts that are allowed at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Quotas {
    /// The acts that one origin is allowed per minute.
    pub per_origin: NonZeroU32,
    /// The acts that all origins together are allowed per minute.
    pub total: NonZeroU32,
}

/// The grounds on which an act has priority when the total is used up.
#[derive(Clone, Copy, Default)]
pub struct Grounds<'a> {
    /// The mailbox whose page the act comes from. The page could be opened only with the mailbox's code.
    pub mailbox: Option<Origin>,
    /// The ticket of a sender who has waited as long as they were told to.
    pub waited: Option<Shown<'a>>,
}

type Keyed<C> = RateLimiter<Origin, HashMapStateStore<Origin>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// The limit on one kind of act.
pub struct Limit<C: Clock = DefaultClock> {
    keyed: Keyed<C>,
    keyed_kept: Keyed<C>,
    by_mailbox: Keyed<C>,
    open: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    kept: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    checks: AtomicU32,
    counts: [AtomicU64; 2],
    total: u32,
    refused: Mutex<Refused<C::Instant>>,
}

/// The number of refused acts in the current minute.
struct Refused<I> {
    since: I,
    count: u32,
}

impl Limit {
    /// Makes a limit that uses the system's monotonic clock.
    pub fn new(quotas: Quotas) -> Self {
        Self::with_clock(quotas, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limit<C> {
    /// Makes a limit that uses `clock`.
    pub fn with_clock(quotas: Quotas, clock: C) -> Self {
        let total = quotas.total.get();
        let part = |part: u32| NonZeroU32::new(part).unwrap_or(NonZeroU32::MIN);
        let keyed = |part| RateLimiter::new(Quota::per_minute(part), HashMapStateStore::default(), clock.clone());
        let direct = |part| RateLimiter::direct_with_clock(Quota::per_minute(part), clock.clone());
        Self {
            keyed: keyed(quotas.per_origin),
            keyed_kept: keyed(part(quotas.per_origin.get() / 5)),
            by_mailbox: keyed(PER_MAILBOX),
            open: direct(part(total - total / 5)),
            kept: direct(part(total / 5)),
            refused: Mutex::new(Refused { since: clock.now(), count: 0 }),
            clock,
            checks: AtomicU32::new(0),
            counts: Default::default(),
            total,
        }
    }

    /// Counts one act. A ticket is used up only when it was needed and let the act through.
    ///
    /// # Errors
    /// When the act exceeds a limit, with the time to wait.
    pub fn check(&self, origin: Option<Origin>, claim: Grounds<'_>) -> Result<(), Duration> {
        let checked = self.check_uncounted(origin, claim);
        self.counts[usize::from(checked.is_err())].fetch_add(1, Ordering::Relaxed);
        checked
    }

    /// The number of acts that were let through and of acts that had to wait, since the last call.
    pub fn take_counts(&self) -> (u64, u64) {
        let [passed, refused] = &self.counts;
        (passed.swap(0, Ordering::Relaxed), refused.swap(0, Ordering::Relaxed))
    }

    /// Forgets the keys whose quota is full again.
    pub fn forget_idle(&self) {
        for keyed in [&self.keyed, &self.keyed_kept, &self.by_mailbox] {
            keyed.retain_recent();
            keyed.shrink_to_fit();
        }
    }

    fn check_uncounted(&self, origin: Option<Origin>, claim: Grounds<'_>) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.forget_idle();
        }
        let own = self.check_key(&self.keyed, origin);
        if own.is_ok() && self.open.check().is_ok() {
            return Ok(());
        }
        let known = claim.mailbox.is_some() && self.check_key(&self.by_mailbox, claim.mailbox).is_ok();
        let waited = claim.waited.filter(|ticket| !known && ticket.is_good());
        // Like a fifth of the total, a fifth of each origin's own quota is reserved for senders who have waited or come
        // from a mailbox page. So a flood from an address does not silence other senders at the same address.
        if (known || waited.is_some())
            && (own.is_ok() || self.check_key(&self.keyed_kept, origin).is_ok())
            && (self.kept.check().is_ok() || (own.is_err() && self.open.check().is_ok()))
            && waited.is_none_or(|ticket| ticket.use_up())
        {
            return Ok(());
        }
        let tight = self.refuse();
        Err(own.map_or_else(|wait| wait, |()| tight))
    }

    /// Checks a key's own quota. Beyond [`MAX_KEYS`] keys, only the total limit applies.
    fn check_key(&self, keyed: &Keyed<C>, key: Option<Origin>) -> Result<(), Duration> {
        let Some(key) = key.filter(|_| keyed.len() < MAX_KEYS) else { return Ok(()) };
        let now = self.clock.now();
        keyed.check_key(&key).map_err(|until| until.wait_time_from(now))
    }

    /// Counts a refusal and returns the time to wait under the present load.
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

    /// The grounds of an act that comes from a page of mailbox `n`.
    fn good(origins: &Origins, n: u8) -> Grounds<'static> {
        Grounds { mailbox: Some(origins.of_code(&[n; 16], 0)), waited: None }
    }

    #[test]
    fn who_floods_from_behind_an_address_does_not_silence_the_others_there() {
        let (limit, _, origins) = limit(60, 1_000);
        let one = Some(of(&origins, "192.0.2.1"));
        assert!((0..60).all(|_| limit.check(one, Grounds::default()).is_ok()));
        assert!(limit.check(one, Grounds::default()).is_err());
        let others = (0..20).filter(|n| limit.check(one, good(&origins, *n)).is_ok()).count();
        assert_eq!(others, 12, "a fifth of its quota is kept");
    }

    #[test]
    fn a_mailbox_of_ones_own_goes_first_ten_times_a_minute_and_no_more() {
        let (limit, clock, origins) = limit(1_000, 100);
        while limit.check(None, Grounds::default()).is_ok() {}
        let first = (0..50).filter(|_| limit.check(None, good(&origins, 1)).is_ok()).count();
        assert_eq!(first, 10);
        assert!(limit.check(None, good(&origins, 2)).is_ok(), "another's");
        limit.forget_idle();
        assert_eq!(limit.by_mailbox.len(), 2, "whose quota is not whole yet is remembered");
        clock.advance(Duration::from_secs(120));
        limit.forget_idle();
        assert_eq!(limit.by_mailbox.len() + limit.keyed.len(), 0);
    }

    #[test]
    fn one_origin_may_send_its_quota_and_is_then_told_how_long_to_wait() {
        let (limit, clock, origins) = limit(60, 1_000);
        let (one, two) = (Some(of(&origins, "192.0.2.1")), Some(of(&origins, "198.51.100.1")));
        assert!((0..60).all(|_| limit.check(one, Grounds::default()).is_ok()));
        let wait = limit.check(one, Grounds::default()).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        assert!(limit.check(two, Grounds::default()).is_ok());
        clock.advance(Duration::from_secs(1));
        assert!(limit.check(one, Grounds::default()).is_ok());
        assert!(limit.check(one, Grounds::default()).is_err());
    }

    #[test]
    fn a_whole_country_behind_one_address_gets_through_at_the_documented_rate() {
        let (limit, clock, origins) = limit(600, 200_000);
        let one = Some(of(&origins, "192.0.2.1"));
        // The test makes ten acts a second for ten minutes, as the setting's documentation promises.
        for _ in 0..600 {
            assert!((0..10).all(|_| limit.check(one, Grounds::default()).is_ok()));
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
        let passed = (0..100).filter(|_| limit.check(strangers(), Grounds::default()).is_ok()).count();
        assert_eq!(passed, 80, "a flood never gets what is kept");
        assert_eq!(limit.take_counts(), (80, 20));
        assert_eq!(limit.check(strangers(), Grounds::default()), Err(SHORTEST_WAIT));
        assert!(limit.check(strangers(), good(&origins, 1)).is_ok());
        let waits: Vec<u64> =
            (0..200).map(|_| limit.check(strangers(), Grounds::default()).unwrap_err().as_secs()).collect();
        assert!(waits.is_sorted() && waits[199] == LONGEST_WAIT.as_secs(), "{waits:?}");
        clock.advance(Duration::from_secs(61));
        assert!(limit.check(strangers(), Grounds::default()).is_ok());
    }

    #[test]
    fn a_flood_from_ever_new_origins_fills_no_memory() {
        let (limit, _, origins) = limit(60, 1);
        for n in 0..u32::try_from(MAX_KEYS).unwrap() + 20_000 {
            let _ =
                limit.check(Some(origins.of_address(std::net::Ipv4Addr::from(n << 8).into(), 0)), Grounds::default());
        }
        assert!(limit.keyed.len() <= MAX_KEYS);
    }
}
