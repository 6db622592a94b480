//! Tickets: the proof that a sender was told to wait, and did.
//!
//! A ticket is valid once, for ten minutes from the end of the wait.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The time for which a ticket is valid after the wait.
const GOOD_FOR: Duration = Duration::from_secs(600);

/// The most used tickets that are remembered at once, about 20 MB.
///
/// Beyond that, no ticket is accepted until some have expired. So many are used only if all acts that are reserved for
/// senders who have waited take place, each with a ticket, for as long as a ticket is valid.
const MAX_USED: usize = 400_000;

const NONCE: usize = 16;
const MAC: usize = 16;

/// Issues and checks tickets, under a key that only this process's memory holds.
pub struct Tickets {
    key: Zeroizing<[u8; 32]>,
    since: Instant,
    used: Mutex<HashMap<[u8; NONCE], u64>>,
}

impl Tickets {
    /// Makes an issuer with a fresh key. Time counts from `since`.
    pub fn random(since: Instant, rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        Self { key, since, used: Mutex::default() }
    }

    /// Issues a ticket that is valid from `wait` after `now`.
    pub fn issue(&self, wait: Duration, now: Instant, rng: &mut impl CryptoRng) -> String {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let from = (self.second(now) + wait.as_secs()).to_be_bytes();
        BASE64URL_NOPAD.encode(&[nonce.as_slice(), &from, &self.mac(&nonce, &from)].concat())
    }

    /// The rest of the ticket's wait, zero once it is over; `None` if the ticket is forged, expired or used. The ticket
    /// is not used up.
    pub fn left(&self, text: &str, now: Instant) -> Option<Duration> {
        let (nonce, from) = self.issued(text)?;
        if self.used().contains_key(&nonce) {
            return None;
        }
        let now = self.second(now);
        (now <= from + GOOD_FOR.as_secs()).then(|| Duration::from_secs(from.saturating_sub(now)))
    }

    /// A valid ticket's nonce and the second at which it expires; `None` if it is forged or not valid at `now`.
    fn read(&self, text: &str, now: Instant) -> Option<([u8; NONCE], u64)> {
        let (nonce, from) = self.issued(text)?;
        let until = from + GOOD_FOR.as_secs();
        (from..=until).contains(&self.second(now)).then_some((nonce, until))
    }

    /// A ticket's nonce and the second from which it is valid; `None` if it is forged.
    fn issued(&self, text: &str) -> Option<([u8; NONCE], u64)> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE>()?;
        let (from, mac) = rest.split_first_chunk::<8>()?;
        bool::from(self.mac(nonce, from).as_slice().ct_eq(mac)).then(|| (*nonce, u64::from_be_bytes(*from)))
    }

    fn used(&self) -> MutexGuard<'_, HashMap<[u8; NONCE], u64>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn second(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.since).as_secs()
    }

    fn mac(&self, nonce: &[u8; NONCE], from: &[u8; 8]) -> [u8; MAC] {
        let mut half = [0; MAC];
        // HMAC accepts keys of every length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.key.as_slice()) {
            mac.update(nonce);
            mac.update(from);
            half.copy_from_slice(&mac.finalize().into_bytes()[..MAC]);
        }
        half
    }
}

/// A ticket that came with a form.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The issuer that has to have issued the ticket.
    pub tickets: &'a Tickets,
    /// The ticket's text.
    pub text: &'a str,
    /// The time at which the ticket came.
    pub now: Instant,
}

impl Shown<'_> {
    /// Whether the ticket is authentic, its wait is over, and it was not used.
    pub fn is_good(&self) -> bool {
        let used = self.tickets.used();
        self.tickets.read(self.text, self.now).is_some_and(|(nonce, _)| !used.contains_key(&nonce))
    }

    /// Uses the ticket up; `false` if it is no longer valid.
    pub fn use_up(&self) -> bool {
        let Some((nonce, until)) = self.tickets.read(self.text, self.now) else { return false };
        let now = self.tickets.second(self.now);
        let mut used = self.tickets.used();
        if used.len() >= MAX_USED {
            used.retain(|_, until| *until >= now);
        }
        used.len() < MAX_USED && used.insert(nonce, until).is_none()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_only_after_the_wait() {
        let (mut rng, start) = (StdRng::seed_from_u64(1), Instant::now());
        let tickets = Tickets::random(start, &mut rng);
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut issue = || tickets.issue(Duration::from_secs(20), start, &mut rng);
        let (ticket, late) = (issue(), issue());
        let shown = |text: &str, now: Instant| {
            let shown = Shown { tickets: &tickets, text, now };
            (shown.is_good(), shown.use_up())
        };
        assert_eq!(shown(&ticket, after(19)), (false, false));
        assert_eq!(shown(&ticket, after(20)), (true, true));
        assert_eq!(tickets.left(&ticket, after(21)), None, "it leads nowhere any more");
        assert_eq!(shown(&ticket, after(21)), (false, false), "only once");
        assert_eq!(shown(&late, after(621)), (false, false));
        let (of_another, left) =
            (Tickets::random(start, &mut StdRng::seed_from_u64(2)), |text| tickets.left(text, after(15)));
        assert_eq!((left(&late), of_another.left(&late, after(15))), (Some(Duration::from_secs(5)), None));
        assert_eq!((tickets.left(&late, after(620)), tickets.left(&late, after(621))), (Some(Duration::ZERO), None));
        let forged = format!("{}{}", if late.starts_with('A') { 'B' } else { 'A' }, &late[1..]);
        for wrong in [forged.as_str(), "", "é"] {
            assert_eq!(shown(wrong, after(30)), (false, false));
        }
    }
}
