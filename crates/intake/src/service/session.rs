//! The encrypted code that a mailbox page carries between requests.
//!
//! The key is drawn for one hour and lives in this process's memory only. It is erased an hour after its hour is over.
//!
//! So nobody has to type 28 digits twice, the device keeps no cookie, and a page that stays open in a browser cannot
//! open a mailbox hours later. Only the receipt's session shows the code again, as a QR code. A person who finds a
//! mailbox open on a device gets that page, and not the code.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use data_encoding::BASE64URL_NOPAD;
use envelope::SiteId;
use envelope::code::Code;
use rand::CryptoRng;
use zeroize::Zeroizing;

/// The purpose for which a page carries a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The page shows the code as a QR code, next to the digits.
    Receipt,
    /// The page opens the mailbox.
    Mailbox,
}

impl Purpose {
    fn bound_to(self, site: SiteId) -> Vec<u8> {
        let name: &[u8] = if self == Self::Receipt { b"receipt" } else { b"mailbox" };
        [site.as_bytes().as_slice(), name].concat()
    }
}

/// The number of changes of the hour for which a session stays valid. A session therefore lasts for more than one hour
/// and less than two.
const LIFETIME_HOURS: u64 = 1;

const NONCE: usize = 12;

/// The keys of the hours whose sessions are still valid. Each is wiped when its sessions are over.
#[derive(Default)]
pub struct SessionKeys(Mutex<BTreeMap<u64, Zeroizing<[u8; 32]>>>);

/// The session is not valid: the page was opened too long ago, before a restart, or elsewhere. The code has to be typed
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionOver;

impl SessionKeys {
    /// Erases the keys of hours whose sessions are over.
    pub fn forget_over(&self, hour: u64) {
        self.keys().retain(|of, _| hour.abs_diff(*of) <= LIFETIME_HOURS);
    }

    /// Encrypts a code for the hidden field of a page.
    #[expect(
        clippy::expect_used,
        reason = "ChaCha20-Poly1305 takes 256 GiB (RFC 8439, section 2.8), and a code is 34 bytes"
    )]
    pub fn seal(
        &self,
        code: &Code,
        purpose: Purpose,
        site: SiteId,
        hour: u64,
        rng: &mut impl CryptoRng,
    ) -> Zeroizing<String> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let plain = code.grouped();
        let aad = purpose.bound_to(site);
        let payload = Payload { msg: plain.as_bytes(), aad: &aad };
        let mut keys = self.keys();
        let key = keys.entry(hour).or_insert_with(|| {
            let mut key = Zeroizing::new([0; 32]);
            rng.fill_bytes(key.as_mut_slice());
            key
        });
        let sealed = cipher(key).encrypt(Nonce::from_slice(&nonce), payload).expect("a code is shorter than 256 GiB");
        Zeroizing::new(BASE64URL_NOPAD.encode(&[nonce.as_slice(), &sealed].concat()))
    }

    /// Decrypts the code of a page's hidden field.
    ///
    /// # Errors
    /// When the session is over, was made for another purpose or site, or is forged.
    pub fn open(&self, text: &str, purpose: Purpose, site: SiteId, hour: u64) -> Result<Code, SessionOver> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| SessionOver)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(SessionOver)?;
        let aad = purpose.bound_to(site);
        let plain = self.keys().iter().filter(|(of, _)| hour.abs_diff(**of) <= LIFETIME_HOURS).find_map(|(_, key)| {
            let payload = Payload { msg: sealed, aad: &aad };
            cipher(key).decrypt(Nonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
        });
        let plain = plain.ok_or(SessionOver)?;
        std::str::from_utf8(&plain).ok().and_then(|code| Code::parse(code).ok()).ok_or(SessionOver)
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<u64, Zeroizing<[u8; 32]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cipher(key: &[u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(Key::from_slice(key))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_page_carries_its_code_for_two_hours_at_most_and_a_mailboxs_page_does_not_show_it() {
        let mut rng = StdRng::seed_from_u64(1);
        let (key, site) = (SessionKeys::default(), SiteId::from_bytes([7; 16]));
        let code = Code::from_entropy(&[3; 16]);
        let field = key.seal(&code, Purpose::Mailbox, site, 100, &mut rng);
        assert!(!field.contains(&code.grouped()[..4]));
        for hour in [100, 101] {
            assert_eq!(
                *key.open(&field, Purpose::Mailbox, site, hour).unwrap_or_else(|_| panic!("over")).grouped(),
                *code.grouped()
            );
        }
        assert!(key.open(&field, Purpose::Mailbox, site, 102).is_err());
        assert!(key.open(&field, Purpose::Mailbox, SiteId::from_bytes([8; 16]), 100).is_err());
        assert!(SessionKeys::default().open(&field, Purpose::Mailbox, site, 100).is_err());
        assert!(key.open(&field, Purpose::Receipt, site, 100).is_err());
        assert!(key.open(&field[1..], Purpose::Mailbox, site, 100).is_err());
        // The key is erased. So an attacker who has the page and later gets all of this process's memory cannot decrypt
        // the code.
        key.forget_over(101);
        assert!(key.open(&field, Purpose::Mailbox, site, 100).is_ok());
        key.forget_over(102);
        assert!(key.open(&field, Purpose::Mailbox, site, 100).is_err());
    }
    #[test]
    fn a_clock_that_jumps_closes_pages_and_opens_none() {
        let mut rng = StdRng::seed_from_u64(1);
        let (keys, site, code) = (SessionKeys::default(), SiteId::from_bytes([7; 16]), Code::from_entropy(&[3; 16]));
        let before = keys.seal(&code, Purpose::Mailbox, site, 100, &mut rng);
        keys.forget_over(100_000);
        let ahead = keys.seal(&code, Purpose::Mailbox, site, 100_000, &mut rng);
        keys.forget_over(100);
        for page in [&before, &ahead] {
            for hour in [100, 100_000] {
                assert!(keys.open(page, Purpose::Mailbox, site, hour).is_err());
            }
        }
        let after = keys.seal(&code, Purpose::Mailbox, site, 100, &mut rng);
        assert!(keys.open(&after, Purpose::Mailbox, site, 100).is_ok());
    }
}
