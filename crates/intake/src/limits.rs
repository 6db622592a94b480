//! Limits that protect the line without silencing it: submissions, per address and in total.
//!
//! An address is never kept: its key is an HMAC under a secret that lives in this process's memory alone, so nothing that outlives the process
//! can tell who wrote. Whoever is limited gets the page back with everything typed, and a time to try again.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use envelope::Digest;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use rand::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Keys held at once; beyond that the total limit alone holds, so that a flood from many addresses cannot fill memory.
const MAX_KEYS: usize = 100_000;

/// How often idle keys are forgotten, in checks.
const SWEEP_EVERY: u32 = 10_000;

/// Who asks, as far as limits need to tell.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin(u64);

/// What may happen per minute; each is also the burst.
#[derive(Debug, Clone, Copy)]
pub struct Quotas {
    /// Per address.
    pub per_address: NonZeroU32,
    /// For all addresses together.
    pub total: NonZeroU32,
}

/// Makes [`Origin`]s. The secret is wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Origins([u8; 32]);

impl Origins {
    /// A fresh secret.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        Self(secret)
    }

    /// The origin of a request. An IPv6 address counts by its /56, which is one household or office.
    pub fn of(&self, address: IpAddr) -> Origin {
        let mut bytes = match address {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
            IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some() => v6.octets(),
            IpAddr::V6(v6) => {
                let mut prefix = v6.octets();
                prefix[7..].fill(0);
                prefix
            }
        };
        let mut input = [0; 48];
        input[..32].copy_from_slice(&self.0);
        input[32..].copy_from_slice(&bytes);
        // A prefix-keyed SHA-256 over an input of fixed length: length extension gains nothing.
        let digest = Digest::of(&input);
        bytes.zeroize();
        input.zeroize();
        let mut key = [0; 8];
        key.copy_from_slice(&digest.as_bytes()[..8]);
        Origin(u64::from_be_bytes(key))
    }
}

/// How many forms may be on their way at once: each holds memory for as long as its sender takes.
pub struct Places {
    total: usize,
    per_origin: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    total: usize,
    by_origin: HashMap<Option<Origin>, usize>,
}

/// One form on its way; free again when dropped.
pub struct Place {
    origin: Option<Origin>,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// `total` places, of which one origin may take `per_origin`.
    pub fn new(total: NonZeroU32, per_origin: NonZeroU32) -> Self {
        let number = |given: NonZeroU32| usize::try_from(given.get()).unwrap_or(usize::MAX);
        Self { total: number(total), per_origin: number(per_origin), taken: Arc::default() }
    }

    /// A place, if one is free. Senders without an address share one origin.
    pub fn take(&self, origin: Option<Origin>) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by_origin.get(&origin).copied().unwrap_or(0);
        if taken.total >= self.total || own >= self.per_origin {
            return None;
        }
        taken.total += 1;
        taken.by_origin.insert(origin, own + 1);
        Some(Place { origin, taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total -= 1;
        match taken.by_origin.get_mut(&self.origin) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                taken.by_origin.remove(&self.origin);
            }
        }
    }
}

/// One kind of act, limited per origin and in total.
pub struct Limit<C: Clock = DefaultClock> {
    keyed: RateLimiter<Origin, HashMapStateStore<Origin>, C, NoOpMiddleware<C::Instant>>,
    total: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    checks: AtomicU32,
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
        let keyed = Quota::per_minute(quotas.per_address);
        Self {
            keyed: RateLimiter::new(keyed, HashMapStateStore::default(), clock.clone()),
            total: RateLimiter::direct_with_clock(Quota::per_minute(quotas.total), clock.clone()),
            clock,
            checks: AtomicU32::new(0),
        }
    }

    /// Counts one act of `origin`; `Err` says how long to wait.
    pub fn check(&self, origin: Origin) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.keyed.retain_recent();
        }
        let now = self.clock.now();
        if self.keyed.len() < MAX_KEYS {
            self.keyed.check_key(&origin).map_err(|until| until.wait_time_from(now))?;
        }
        self.total.check().map_err(|until| until.wait_time_from(now))
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn limit(per_address: u32, total: u32) -> (Limit<FakeRelativeClock>, FakeRelativeClock, Origins) {
        let quotas = Quotas { per_address: per_address.try_into().unwrap(), total: total.try_into().unwrap() };
        let clock = FakeRelativeClock::default();
        (Limit::with_clock(quotas, clock.clone()), clock, Origins::random(&mut StdRng::seed_from_u64(1)))
    }

    fn of(origins: &Origins, address: &str) -> Origin {
        origins.of(address.parse().unwrap())
    }

    #[test]
    fn one_address_may_send_its_quota_and_is_then_told_how_long_to_wait() {
        let (limit, clock, origins) = limit(60, 1_000);
        let one = of(&origins, "192.0.2.1");
        assert!((0..60).all(|_| limit.check(one).is_ok()));
        let wait = limit.check(one).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        assert!(limit.check(of(&origins, "192.0.2.2")).is_ok());
        clock.advance(Duration::from_secs(1));
        assert!(limit.check(one).is_ok());
        assert!(limit.check(one).is_err());
    }

    #[test]
    fn places_are_held_per_origin_and_in_total_and_come_free_again() {
        let (_, _, origins) = limit(1, 1);
        let (one, two) = (Some(of(&origins, "192.0.2.1")), Some(of(&origins, "192.0.2.2")));
        let places = Places::new(3.try_into().unwrap(), 2.try_into().unwrap());
        let (first, _second) = (places.take(one).unwrap(), places.take(one).unwrap());
        assert!(places.take(one).is_none(), "its own two are taken");
        let _third = places.take(two).unwrap();
        assert!(places.take(two).is_none(), "all three are taken");
        drop(first);
        assert!(places.take(one).is_some());
    }

    #[test]
    fn many_addresses_together_are_held_to_the_total() {
        let (limit, _, origins) = limit(60, 100);
        let passed = (0..=255_u8).filter(|n| limit.check(origins.of([198, 51, 100, *n].into())).is_ok()).count();
        assert_eq!(passed, 100);
    }

    #[test]
    fn an_ipv6_household_is_one_origin_and_a_mapped_address_is_its_ipv4() {
        let (_, _, origins) = limit(1, 1);
        assert!(of(&origins, "2001:db8:0:1::1") == of(&origins, "2001:db8:0:ff:9::2"));
        assert!(of(&origins, "2001:db8:0:1::1") != of(&origins, "2001:db8:0:100::1"));
        assert!(of(&origins, "::ffff:192.0.2.1") == of(&origins, "192.0.2.1"));
        assert!(of(&origins, "192.0.2.1") != of(&origins, "192.0.2.2"));
        let other = Origins::random(&mut StdRng::seed_from_u64(2));
        assert!(of(&origins, "192.0.2.1") != of(&other, "192.0.2.1"));
    }
}
