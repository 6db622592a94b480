//! What belongs to a lead that is sealed on its sender's own machine.
//!
//! The server must not learn the code (it could read the replies), and the sender's laptop must not keep it (it may be taken while a large file is
//! still on its way). So a code has two halves: [`LeadSecret`], which lies on the laptop until all is sent, and [`CodeHalf`], which the server gives
//! for a hash of the first, for some days. The laptop puts them together in memory when it seals, and again when it shows the code; the server never
//! has the first half, and a thief of the laptop gets the second one only from the server, only while the days last, and only before the sending is
//! done and the first half gone.

use hkdf::Hkdf;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::code::Code;
use crate::submission::hmac;
use crate::{Day, Digest, MailboxId, SiteId, SubmissionId};

/// For so many days the server gives the other half of a code.
pub const HALF_DAYS: i64 = 7;

/// The half of a code that stays on the sender's machine until all is sent. It does not print, clone or serialise.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct LeadSecret([u8; 32]);

/// The text is not 64 hexadecimal digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not the half of a code: 64 hexadecimal digits")]
pub struct HalfError;

impl LeadSecret {
    /// A fresh one.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut secret = Self([0; 32]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// Reads what [`Self::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Self, HalfError> {
        hex(text).map(Self)
    }

    /// 64 hexadecimal digits.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(&self.0))
    }

    /// What the server is told of it.
    pub fn claim(&self, day: Day) -> HalfClaim {
        HalfClaim { of: Digest::from_bytes(hmac(&self.0, &[b"throughline lead claim"])), day }
    }

    /// The code of the lead with this content.
    pub fn code(&self, half: &CodeHalf, content: &Digest) -> Result<Code, HalfError> {
        let mut entropy = Zeroizing::new([0; 16]);
        let label = [b"throughline lead code".as_slice(), content.as_bytes()].concat();
        Hkdf::<Sha256>::new(Some(&half.0), &self.0).expand(&label, entropy.as_mut_slice()).map_err(|_| HalfError)?;
        Ok(Code::from_entropy(&entropy))
    }

    /// The id of this content sent with this secret: equal content, equal id, so that nothing is taken in twice.
    pub fn submission(&self, content: &Digest) -> SubmissionId {
        let mac = hmac(&self.0, &[b"throughline lead submission", content.as_bytes()]);
        let mut half = [0; 16];
        half.copy_from_slice(&mac[..16]);
        SubmissionId::from_bytes(half)
    }

    /// Names something on the sender's own disk by its content, so that who has the disk and not the secret cannot tell which content it was.
    pub fn mark(&self, content: &Digest) -> Digest {
        Digest::from_bytes(hmac(&self.0, &[b"throughline lead mark", content.as_bytes()]))
    }
}

/// Asks the server for the other half: a hash of the first, and the day on which sending began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfClaim {
    /// HMAC of the first half.
    pub of: Digest,
    /// The day on which sending began; halves are given for [`HALF_DAYS`].
    pub day: Day,
}

impl HalfClaim {
    /// Whether a half is given on `today`. A day ahead is another clock.
    pub fn is_open(&self, today: Day) -> bool {
        (-1..=HALF_DAYS).contains(&today.days_since(self.day))
    }
}

/// The half of a code that the server gives. Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct CodeHalf([u8; 32]);

impl CodeHalf {
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads what [`Self::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Self, HalfError> {
        hex(text).map(Self)
    }

    /// 64 hexadecimal digits.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// What ends an upload: the server files what it has, as this. It comes after the last byte, so that no half-sent file lies beside a mailbox's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLead {
    /// Equal for the same lead sent twice.
    pub submission: SubmissionId,
    /// SHA-256 of the sealed tip.
    pub sha256: Digest,
    /// The roster issue whose keys it is sealed to.
    pub roster_issue: u32,
    /// The mailbox that it opens; none for a sender who wants none.
    pub mailbox: Option<MailboxId>,
}

/// Whether these can be the first bytes of a sealed tip: an age file for X25519 recipients.
pub fn begins_like_a_tip(head: &[u8]) -> bool {
    head.starts_with(b"age-encryption.org/v1\n-> ")
        && head.windows(10).any(|at| at == b"\n-> X25519" || at == b"-> X25519 ")
}

/// The claim and the site under the server's key.
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
