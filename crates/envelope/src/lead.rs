//! Secrets and messages of a lead, sealed on its sender's machine.
//!
//! The server must not learn the code, because the code opens the replies. The sender's laptop must not keep the code,
//! because the laptop may be taken while a large file is still being sent. So a code has two halves:
//!
//! - [`LeadSecret`] stays on the laptop until everything is sent.
//! - [`CodeHalf`] comes from the server, which returns it for a hash of the first half during [`HALF_DAYS`] days.
//!
//! The laptop combines both halves in memory when it seals the tip, and again when it shows the code. The server never
//! has the first half. A thief of the laptop gets the second half only from the server, only during these days, and
//! only until the sending is done and the first half is deleted.

use hkdf::Hkdf;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::code::Code;
use crate::submission::hmac;
use crate::{Day, Digest, MailboxId, SiteId, SubmissionId};

/// The number of days during which the server returns its half of the code of a lead.
pub const HALF_DAYS: i64 = 7;

/// The half of a lead's code that stays on the sender's machine until everything is sent. It does not print, clone or
/// serialise.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct LeadSecret([u8; 32]);

/// The text of a half is not 64 lower-case hexadecimal digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not the half of a code: 64 hexadecimal digits")]
pub struct HalfError;

impl LeadSecret {
    /// A new random secret.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut secret = Self([0; 32]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// Parses the text that [`Self::to_text`] returned.
    ///
    /// # Errors
    /// When the text is not 64 lower-case hexadecimal digits.
    pub fn from_text(text: &str) -> Result<Self, HalfError> {
        hex(text).map(Self)
    }

    /// This half of the code as 64 lower-case hexadecimal digits.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(&self.0))
    }

    /// The claim that is sent to the server to get the server's half of the code.
    pub fn claim(&self, day: Day) -> HalfClaim {
        HalfClaim { of: Digest::from_bytes(hmac(&self.0, &[b"throughline lead claim"])), day }
    }

    /// Combines both halves into the code of the lead with this content.
    ///
    /// # Errors
    /// Never in practice: HKDF refuses only outputs that are too long, and this one has 16 bytes.
    pub fn code(&self, half: &CodeHalf, content: &Digest) -> Result<Code, HalfError> {
        let mut entropy = Zeroizing::new([0; 16]);
        let label = [b"throughline lead code".as_slice(), content.as_bytes()].concat();
        Hkdf::<Sha256>::new(Some(&half.0), &self.0).expand(&label, entropy.as_mut_slice()).map_err(|_| HalfError)?;
        Ok(Code::from_entropy(&entropy))
    }

    /// The id of this content sent with this secret. Equal content has an equal id, so that the server accepts it only
    /// once.
    pub fn submission(&self, content: &Digest) -> SubmissionId {
        let mac = hmac(&self.0, &[b"throughline lead submission", content.as_bytes()]);
        let mut half = [0; 16];
        half.copy_from_slice(&mac[..16]);
        SubmissionId::from_bytes(half)
    }

    /// A name for a lead's content on the sender's own disk. Without the secret, nobody can tell from it which content
    /// it names.
    pub fn mark(&self, content: &Digest) -> Digest {
        Digest::from_bytes(hmac(&self.0, &[b"throughline lead mark", content.as_bytes()]))
    }
}

/// A request for the server's half of a lead's code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfClaim {
    /// HMAC-SHA-256 of the half that stays on the sender's machine.
    pub of: Digest,
    /// The day on which sending began. For [`HALF_DAYS`] days from then on, the server returns its half of the code.
    pub day: Day,
}

impl HalfClaim {
    /// Whether the server returns its half of the code on `today`. The claim may be a day ahead, since clocks differ.
    pub fn is_open(&self, today: Day) -> bool {
        (-1..=HALF_DAYS).contains(&today.days_since(self.day))
    }
}

/// The half of a lead's code that the server returns. Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct CodeHalf([u8; 32]);

impl CodeHalf {
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Parses the text that [`Self::to_text`] returned.
    ///
    /// # Errors
    /// When the text is not 64 lower-case hexadecimal digits.
    pub fn from_text(text: &str) -> Result<Self, HalfError> {
        hex(text).map(Self)
    }

    /// This half of the code as 64 lower-case hexadecimal digits.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// The message that ends an upload and makes the server file it as a sealed tip.
///
/// It is sent after the last byte of the file, so that the server never holds a mailbox's id together with an
/// incomplete file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLead {
    /// The id of the submission. It is equal when the same lead is sent twice.
    pub submission: SubmissionId,
    /// SHA-256 of the sealed tip.
    pub sha256: Digest,
    /// The issue of the roster to whose keys the lead is sealed.
    pub roster_issue: u32,
    /// The mailbox that the lead's code opens; `None` if the sender wants none.
    pub mailbox: Option<MailboxId>,
}

/// Whether `head` can be the first bytes of a sealed tip: an age file for X25519 recipients.
pub fn begins_like_a_tip(head: &[u8]) -> bool {
    head.starts_with(b"age-encryption.org/v1\n-> ")
        && head.windows(10).any(|at| at == b"\n-> X25519" || at == b"-> X25519 ")
}

/// The server's half of a code: an HMAC over site and claim with the server's key.
pub(crate) fn half(key: &[u8], site: SiteId, claim: &HalfClaim) -> CodeHalf {
    let day = claim.day.to_string();
    CodeHalf::from_bytes(hmac(key, &[b"throughline lead half", site.as_bytes(), claim.of.as_bytes(), day.as_bytes()]))
}

fn hex(text: &str) -> Result<[u8; 32], HalfError> {
    let bytes = data_encoding::HEXLOWER.decode(text.trim().as_bytes()).map(Zeroizing::new).map_err(|_| HalfError)?;
    bytes.as_slice().try_into().map_err(|_| HalfError)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::submission::FormKey;

    const SITE: SiteId = SiteId::from_bytes([3; 16]);

    #[test]
    fn a_code_needs_both_halves_and_each_content_has_its_own() {
        let mut rng = StdRng::seed_from_u64(1);
        let (key, secret) = (FormKey::random(&mut rng), LeadSecret::random(&mut rng));
        let day: Day = "2026-11-24".parse().unwrap();
        let half = key.code_half(SITE, &secret.claim(day));
        let code = |secret: &LeadSecret, half: &CodeHalf, content: &[u8]| {
            secret.code(half, &Digest::of(content)).unwrap().grouped().to_string()
        };
        let again = LeadSecret::from_text(&secret.to_text()).unwrap();
        let half_again = CodeHalf::from_text(&key.code_half(SITE, &again.claim(day)).to_text()).unwrap();
        assert_eq!(code(&secret, &half, b"a"), code(&again, &half_again, b"a"));
        assert_ne!(code(&secret, &half, b"a"), code(&secret, &half, b"b"));
        let other = LeadSecret::random(&mut rng);
        assert_ne!(code(&secret, &half, b"a"), code(&other, &half, b"a"));
        for (site, claim) in [(SiteId::from_bytes([4; 16]), secret.claim(day)), (SITE, secret.claim(day.plus(1)))] {
            assert_ne!(code(&secret, &half, b"a"), code(&secret, &key.code_half(site, &claim), b"a"));
        }
        assert_eq!(secret.submission(&Digest::of(b"a")), again.submission(&Digest::of(b"a")));
        assert_ne!(secret.submission(&Digest::of(b"a")), other.submission(&Digest::of(b"a")));
    }

    #[test]
    fn the_other_half_is_given_for_a_week() {
        let day: Day = "2026-11-24".parse().unwrap();
        let claim = LeadSecret::random(&mut StdRng::seed_from_u64(1)).claim(day);
        for (after, open) in [(-2, false), (-1, true), (0, true), (7, true), (8, false)] {
            assert_eq!(claim.is_open(day.plus(after)), open, "{after} days after");
        }
    }

    #[test]
    fn a_sealed_tip_is_told_from_other_files_by_its_first_bytes() {
        let key = crate::keys::Identity::generate();
        let sealed = crate::keys::seal_bytes(&[key.recipient()], b"x").unwrap();
        assert!(begins_like_a_tip(&sealed));
        for other in
            [b"".as_slice(), b"%PDF-1.7", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> scrypt abc 18\n"]
        {
            assert!(!begins_like_a_tip(other));
        }
    }
}
