//! The code of a mailbox, and the secrets derived from it.
//!
//! A code has 28 digits and is the only key to its mailbox. 27 digits are random and the last one checks them. The
//! check digit follows Damm ("Total anti-symmetrische Quasigruppen", 2004): it catches every wrong digit and every swap
//! of two neighbouring digits. There are 10^27 codes, which is 89.7 bits.
//!
//! Argon2id over 512 KiB makes a guess cost about 0.15 ms of one core; SECURITY.md has the arithmetic. HKDF with
//! separate labels then derives three secrets: one opens the mailbox, one finds it, and one proves that a follow-up
//! continues a thread.

use argon2::{Algorithm, Argon2, Params, Version};
use bech32::{Bech32, Hrp};
use hkdf::Hkdf;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::keys::{Identity, Recipient};
use crate::{Digest, MailboxId, SiteId, folding};

/// Number of digits in a code.
pub const DIGITS: usize = 28;

/// Reasons why a typed text is not a code. None of them reveals anything about a mailbox.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CodeError {
    /// The text has this number of digits instead of 28.
    #[error("a code has 28 digits; this has {0}")]
    Length(usize),
    /// The text has this number of digits instead of 28, and a letter in it looks like a digit.
    #[error("a code has 28 digits; this has {0}, and a letter stands where a digit may be meant (O for 0, l for 1)")]
    Letter(usize),
    /// The check digit does not fit the other digits.
    #[error("a digit is wrong or two are swapped")]
    CheckDigit,
}

/// A code. It does not print, clone or serialise, and is wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code([u8; DIGITS]);

impl Code {
    /// Parses a code from pasted text.
    ///
    /// Digits of any script count. All other characters are ignored: words, dots, line ends, invisible marks.
    ///
    /// # Errors
    /// When the number of digits is not 28, or the check digit does not fit. No error reveals a digit.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut digits = Zeroizing::new([0; DIGITS]);
        let mut count = 0;
        for digit in text.chars().filter_map(folding::digit) {
            if let Some(place) = digits.get_mut(count) {
                *place = digit;
            }
            count += 1;
        }
        if count != DIGITS {
            return Err(if has_lookalike(text) { CodeError::Letter(count) } else { CodeError::Length(count) });
        }
        if damm(digits.as_slice()) != 0 {
            return Err(CodeError::CheckDigit);
        }
        Ok(Self(*digits))
    }

    /// Makes the code whose 27 random digits are `entropy` modulo 10^27. If the 128 bits are uniform, no code is
    /// likelier than another by more than a factor of 1 + 2^-38.
    pub fn from_entropy(entropy: &[u8; 16]) -> Self {
        let mut rest = u128::from_be_bytes(*entropy) % 10_u128.pow(27);
        let mut digits = [0; DIGITS];
        for digit in digits[..DIGITS - 1].iter_mut().rev() {
            *digit = u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        digits[DIGITS - 1] = damm(&digits[..DIGITS - 1]);
        let code = Self(digits);
        digits.zeroize();
        rest.zeroize();
        code
    }

    /// The digits of the code in seven groups of four, separated by spaces, as the page shows them.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(DIGITS + DIGITS / 4));
        for (place, digit) in self.0.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push(' ');
            }
            text.push(char::from(b'0' + digit));
        }
        text
    }

    /// Derives the secrets of this code for the line `site`: Argon2id once, then HKDF-SHA-256 with three labels.
    ///
    /// # Errors
    /// When the parameters of `kdf` are out of bounds.
    pub fn derive(&self, site: SiteId, kdf: &CodeKdf) -> Result<MailboxSecrets, DeriveError> {
        let mut ascii = Zeroizing::new(self.0);
        ascii.iter_mut().for_each(|digit| *digit += b'0');
        let mut master = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, kdf.params()?)
            .hash_password_into(ascii.as_slice(), site.as_bytes(), master.as_mut_slice())
            .map_err(|_| DeriveError)?;
        let hkdf = Hkdf::<Sha256>::new(None, master.as_slice());
        let expand = |label: &[u8]| -> Result<Zeroizing<[u8; 32]>, DeriveError> {
            let mut secret = Zeroizing::new([0; 32]);
            hkdf.expand(label, secret.as_mut_slice()).map_err(|_| DeriveError)?;
            Ok(secret)
        };
        Ok(MailboxSecrets {
            identity: identity(&*expand(b"throughline mailbox identity")?)?,
            token: MailboxToken(*expand(b"throughline mailbox token")?),
            link_key: LinkKey(*expand(b"throughline link key")?),
        })
    }
}

/// The code cannot be derived: the roster's parameters are out of bounds.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the code cannot be derived: the roster's parameters are out of bounds")]
pub struct DeriveError;

/// Cost parameters of Argon2id, as the roster states them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeKdf {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Number of passes over the memory.
    pub passes: u32,
    /// Degree of parallelism.
    pub lanes: u32,
}

impl Default for CodeKdf {
    fn default() -> Self {
        Self { memory_kib: 512, passes: 1, lanes: 1 }
    }
}

impl CodeKdf {
    fn params(&self) -> Result<Params, DeriveError> {
        // A roster must not demand more work for a look-up than the server can do.
        if self.memory_kib > 65_536 || self.passes > 10 || self.lanes > 4 {
            return Err(DeriveError);
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| DeriveError)
    }
}

/// The secrets derived from a code. They do not print, clone or serialise.
pub struct MailboxSecrets {
    /// The key that opens the items that are sealed to the mailbox.
    pub identity: Identity,
    /// The secret that finds the mailbox on the server.
    pub token: MailboxToken,
    /// The key that proves that a follow-up comes from this mailbox.
    pub link_key: LinkKey,
}

/// The secret that finds a mailbox in the server's store. Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct MailboxToken([u8; 32]);

impl MailboxToken {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The link key of a mailbox. It is sealed into the mailbox's first tip, and the sender's code derives it. Wiped when
/// dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct LinkKey([u8; 32]);

impl LinkKey {
    /// The key with these 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether both keys are the same, compared in constant time.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Serialises the key as 64 hexadecimal digits. Only `tip.json`, inside the seal, may hold it.
    pub(crate) fn serialize<S: Serializer>(key: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(&key.0)).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map(Zeroizing::new);
        let bytes = bytes.ok().and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        bytes.map(Self).ok_or_else(|| serde::de::Error::custom("a link key has 64 hexadecimal digits"))
    }
}

impl MailboxId {
    /// The first 16 bytes of SHA-256("mailbox" ‖ site ‖ recipient). The desk recomputes it.
    pub fn of(site: SiteId, recipient: &Recipient) -> Self {
        let recipient = recipient.to_string();
        let digest = Digest::of(&[b"mailbox", site.as_bytes().as_slice(), recipient.as_bytes()].concat());
        let mut half = [0; 16];
        half.copy_from_slice(&digest.as_bytes()[..16]);
        Self::from_bytes(half)
    }
}

/// Makes an age identity from these bytes. It goes by way of Bech32 text, because the `age` library accepts nothing
/// else.
fn identity(secret: &[u8; 32]) -> Result<Identity, DeriveError> {
    let hrp = Hrp::parse("age-secret-key-").map_err(|_| DeriveError)?;
    let text = bech32::encode_upper::<Bech32>(hrp, secret).map(Zeroizing::new).map_err(|_| DeriveError)?;
    Identity::from_text(&text).map_err(|_| DeriveError)
}

/// Whether the text holds a letter that may have been typed for a digit.
///
/// The letter has to be in a group with digits, or in a group of exactly four such letters.
fn has_lookalike(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && !folding::is_format(c)).any(|group| {
        let (mut digits, mut lookalikes, mut others) = (0_usize, 0_usize, 0_usize);
        for c in group.chars().filter(|c| !folding::is_format(*c)) {
            match c {
                c if folding::digit(c).is_some() => digits += 1,
                c if is_lookalike(c) => lookalikes += 1,
                _ => others += 1,
            }
        }
        lookalikes > 0 && others == 0 && (digits > 0 || lookalikes == 4)
    })
}

/// Letters that look like digits: O, l, I, Z, S, B; Cyrillic and Greek letters of the same shape; Burmese wa and ra.
fn is_lookalike(c: char) -> bool {
    "OoQlIiıZzSsBОоІіЗΟοΙℓဝရ".contains(c)
}

/// The quasigroup of order ten from H. M. Damm's thesis (2004, p. 98).
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

fn damm(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |interim, digit| DAMM[usize::from(interim)][usize::from(*digit)])
}

#[cfg(test)]
mod tests;
