//! How many forms may be on their way at once: each holds memory for as long as its sender takes.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use super::Origin;

/// The places there are.
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

#[cfg(test)]
mod tests {
    use super::super::origin::tests::{of, origins};
    use super::*;

    #[test]
    fn places_are_held_per_origin_and_in_total_and_come_free_again() {
        let origins = origins(1);
        let (one, two) = (Some(of(&origins, "192.0.2.1")), Some(of(&origins, "198.51.100.1")));
        let places = Places::new(3.try_into().unwrap(), 2.try_into().unwrap());
        let (first, _second) = (places.take(one).unwrap(), places.take(one).unwrap());
        assert!(places.take(one).is_none(), "its own two are taken");
        let _third = places.take(two).unwrap();
        assert!(places.take(two).is_none(), "all three are taken");
        drop(first);
        assert!(places.take(one).is_some());
    }
}
