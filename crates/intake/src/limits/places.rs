//! Limits on connections and on forms in progress.
//!
//! Both hold memory for as long as their sender takes. When every slot is taken, one is evicted: the slowest slot of
//! the origin that holds the most, among slots that had ten seconds to show their speed. An attacker who takes slots
//! and leaves them idle would have to send as much in each as an honest sender does.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Origin;

/// The age below which a slot is not evicted.
const AT_LEAST: Duration = Duration::from_secs(10);

/// A fixed number of slots.
pub struct Places {
    total: usize,
    per_origin: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    next: u64,
    seats: HashMap<u64, Seat>,
    by_origin: HashMap<Option<Origin>, usize>,
}

struct Seat {
    origin: Option<Origin>,
    since: Instant,
    who: Arc<Who>,
}

#[derive(Default)]
struct Who {
    bytes: AtomicU64,
    lost: Notify,
}

/// One slot. It becomes free when this value is dropped.
pub struct ConnectionSlot {
    number: u64,
    who: Arc<Who>,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// Makes a limit of `total` slots, of which one origin may take `per_origin`.
    pub fn new(total: NonZeroU32, per_origin: NonZeroU32) -> Self {
        let number = |given: NonZeroU32| usize::try_from(given.get()).unwrap_or(usize::MAX);
        Self { total: number(total), per_origin: number(per_origin), taken: Arc::default() }
    }

    /// Takes a slot, evicting another one if necessary; `None` when no slot is free and none can be evicted. Senders
    /// without an address share one origin.
    pub fn take(&self, origin: Option<Origin>, now: Instant) -> Option<ConnectionSlot> {
        let mut taken = lock(&self.taken);
        if taken.by_origin.get(&origin).is_some_and(|own| *own >= self.per_origin) {
            taken.make_room(now, |seat| seat.origin == origin)?;
        } else if taken.seats.len() >= self.total {
            taken.make_room(now, |_| true)?;
        }
        let (number, who) = (taken.next, Arc::<Who>::default());
        taken.next += 1;
        taken.seats.insert(number, Seat { origin, since: now, who: Arc::clone(&who) });
        *taken.by_origin.entry(origin).or_default() += 1;
        Some(ConnectionSlot { number, who, taken: Arc::clone(&self.taken) })
    }
}

impl Taken {
    /// Evicts the slowest slot of the origin that holds the most, among the slots that `among` selects and that are old
    /// enough; `None` when none is old enough.
    fn make_room(&mut self, now: Instant, among: impl Fn(&Seat) -> bool) -> Option<()> {
        let age = |seat: &Seat| now.saturating_duration_since(seat.since);
        let rate = |seat: &Seat| seat.who.bytes.load(Ordering::Relaxed) / age(seat).as_secs().max(1);
        let held = |seat: &Seat| self.by_origin.get(&seat.origin).copied().unwrap_or(0);
        let old = self.seats.iter().filter(|(_, seat)| among(seat) && age(seat) >= AT_LEAST);
        let (slowest, _) = old.max_by_key(|(_, seat)| (held(seat), Reverse(rate(seat))))?;
        let slowest = *slowest;
        self.leave(slowest)?.who.lost.notify_one();
        Some(())
    }

    fn leave(&mut self, number: u64) -> Option<Seat> {
        let seat = self.seats.remove(&number)?;
        match self.by_origin.get_mut(&seat.origin) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                self.by_origin.remove(&seat.origin);
            }
        }
        Some(seat)
    }
}

impl ConnectionSlot {
    /// Counts bytes that the holder of the slot sent or received.
    pub fn came(&self, bytes: u64) {
        self.who.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Waits until the slot is evicted.
    pub fn lost(&self) -> impl Future<Output = ()> + Send + use<> {
        let who = Arc::clone(&self.who);
        async move { who.lost.notified().await }
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        // If the slot was evicted, it is gone already, and this does nothing.
        let _ = lock(&self.taken).leave(self.number);
    }
}

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::origin::tests::{of, origins};
    use super::*;

    fn places() -> Places {
        Places::new(3.try_into().unwrap(), 2.try_into().unwrap())
    }

    async fn is_lost(place: &ConnectionSlot) -> bool {
        tokio::time::timeout(Duration::from_millis(1), place.lost()).await.is_ok()
    }

    #[test]
    fn places_are_held_per_origin_and_in_total_and_come_free_again() {
        let (origins, now) = (origins(1), Instant::now());
        let (one, two) = (Some(of(&origins, "192.0.2.1")), Some(of(&origins, "198.51.100.1")));
        let places = places();
        let (first, _second) = (places.take(one, now).unwrap(), places.take(one, now).unwrap());
        assert!(places.take(one, now).is_none(), "its own two are taken");
        let _third = places.take(two, now).unwrap();
        assert!(places.take(two, now).is_none(), "all three are taken");
        drop(first);
        assert!(places.take(one, now).is_some());
    }

    #[tokio::test]
    async fn new_places_of_one_origin_do_not_shield_the_old_ones_of_another() {
        let (origins, now) = (origins(1), Instant::now());
        let from = |address: &str| Some(of(&origins, address));
        let places = places();
        let idle = places.take(from("198.51.100.1"), now).unwrap();
        let later = now + AT_LEAST;
        let (_one, _two) =
            (places.take(from("192.0.2.1"), later).unwrap(), places.take(from("192.0.2.1"), later).unwrap());
        assert!(places.take(from("203.0.113.1"), later).is_some() && is_lost(&idle).await);
    }

    #[tokio::test]
    async fn where_all_are_taken_the_slowest_of_whoever_holds_the_most_gives_way() {
        let (origins, now) = (origins(1), Instant::now());
        let (one, two) = (Some(of(&origins, "192.0.2.1")), Some(of(&origins, "198.51.100.1")));
        let places = places();
        let (fast, slow) = (places.take(one, now).unwrap(), places.take(one, now).unwrap());
        let honest = places.take(two, now).unwrap();
        fast.came(2_000_000);
        slow.came(20_000);
        assert!(places.take(two, now + AT_LEAST / 2).is_none(), "all of them are new");
        let later = now + AT_LEAST;
        let _new = places.take(two, later).unwrap();
        assert!(is_lost(&slow).await && !is_lost(&fast).await && !is_lost(&honest).await);
        // When the holder of an evicted slot drops it, no second slot becomes free.
        drop(slow);
        assert_eq!(lock(&places.taken).seats.len(), 3);
        assert!(places.take(two, later).is_some() && is_lost(&honest).await, "and one's own quota is one's own");
    }
}
