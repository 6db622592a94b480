//! The machine's own clock and randomness.
//!
//! All other code takes both as arguments, so that a test can set the day and repeat random values.

use envelope::Clock;
use rand::CryptoRng;
use rand::rand_core::UnwrapErr;
use time::OffsetDateTime;

/// The machine's clock in UTC.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one sanctioned place: every other clock is an argument")]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// Returns the system's random number generator. It panics when the kernel gives no randomness: a key made without
/// randomness would be worse than no key.
pub fn system_rng() -> impl CryptoRng {
    UnwrapErr(rand::rngs::SysRng)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn two_draws_differ_and_the_clock_is_past_this_program() {
        let mut rng = system_rng();
        let (mut one, mut two) = ([0u8; 16], [0u8; 16]);
        rng.fill_bytes(&mut one);
        rng.fill_bytes(&mut two);
        assert_ne!(one, two);
        assert!(SystemClock.now().year() >= 2026);
    }
}
