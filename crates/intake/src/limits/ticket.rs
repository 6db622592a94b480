//! A ticket shows that somebody was told to wait, and has. It is good once, from the end of the wait, for ten minutes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// How long a ticket is good once the wait is over.
const GOOD_FOR: Duration = Duration::from_secs(600);

/// Used tickets that are remembered at once; beyond, no more are taken until some have ended.
const MAX_USED: usize = 100_000;

const NONCE: usize = 16;
const MAC: usize = 16;

/// Makes and takes tickets, under a key that lives in this process's memory alone.
pub struct Tickets {
    key: Zeroizing<[u8; 32]>,
    since: Instant,
    used: Mutex<HashMap<[u8; NONCE], u64>>,
}

impl Tickets {
    /// With a fresh key; time counts from `since`.
    pub fn random(since: Instant, rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        Self { key, since, used: Mutex::default() }
    }

    /// A ticket that is good from `wait` after `now` on.
    pub fn issue(&self, wait: Duration, now: Instant, rng: &mut impl CryptoRng) -> String {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let from = (self.second(now) + wait.as_secs()).to_be_bytes();
        BASE64URL_NOPAD.encode(&[nonce.as_slice(), &from, &self.mac(&nonce, &from)].concat())
    }

    /// Takes a ticket; answers whether it is good.
    pub fn take(&self, text: &str, now: Instant) -> bool {
        let Ok(bytes) = BASE64URL_NOPAD.decode(text.as_bytes()) else { return false };
        let Some((nonce, rest)) = bytes.split_first_chunk::<NONCE>() else { return false };
        let Some((from, mac)) = rest.split_first_chunk::<8>() else { return false };
        if !bool::from(self.mac(nonce, from).as_slice().ct_eq(mac)) {
            return false;
        }
        let (from, now) = (u64::from_be_bytes(*from), self.second(now));
        let until = from + GOOD_FOR.as_secs();
        if now < from || now > until {
            return false;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= MAX_USED {
            used.retain(|_, until| *until >= now);
        }
        used.len() < MAX_USED && used.insert(*nonce, until).is_none()
    }

    fn second(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.since).as_secs()
    }

    fn mac(&self, nonce: &[u8; NONCE], from: &[u8; 8]) -> [u8; MAC] {
        let mut half = [0; MAC];
        // HMAC takes keys of every length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.key.as_slice()) {
            mac.update(nonce);
            mac.update(from);
            half.copy_from_slice(&mac.finalize().into_bytes()[..MAC]);
        }
        half
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
        assert!(!tickets.take(&ticket, after(19)));
        assert!(tickets.take(&ticket, after(20)));
        assert!(!tickets.take(&ticket, after(21)), "only once");
        assert!(!tickets.take(&late, after(621)));
        let forged = format!("{}{}", if late.starts_with('A') { 'B' } else { 'A' }, &late[1..]);
        assert!(!tickets.take(&forged, after(30)) && !tickets.take("", after(30)) && !tickets.take("é", after(30)));
    }
}
