//! age keys, and sealing and opening of small secrets.
//!
//! No other crate uses the `age` library.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Read, Write};
use std::rc::Rc;
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::tip::padding::padding_for;

/// The text is not an age key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyTextError {
    /// The text is not a public key.
    #[error("not an age public key: it begins with age1")]
    Recipient,
    /// The text is not a secret key. The message does not repeat it.
    #[error("not an age secret key: it begins with AGE-SECRET-KEY-1")]
    Identity,
}

/// An age public key, `age1…`, to which files are sealed.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Recipient {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        text.parse().map(Self).map_err(|_| KeyTextError::Recipient)
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}
impl Eq for Recipient {}
impl PartialOrd for Recipient {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Recipient {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.to_string().cmp(&other.to_string())
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// An age secret key. It does not print, clone or serialise.
pub struct Identity(age::x25519::Identity);

impl Identity {
    /// A new random key.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Parses `AGE-SECRET-KEY-1…`. White space around it is ignored.
    ///
    /// # Errors
    /// When the text is not an age secret key.
    pub fn from_text(text: &str) -> Result<Self, KeyTextError> {
        text.trim().parse().map(Self).map_err(|_| KeyTextError::Identity)
    }

    /// The key as `AGE-SECRET-KEY-1…`.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// The public half.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }
}

pub(crate) fn age_recipients(recipients: &[Recipient]) -> impl Iterator<Item = &dyn age::Recipient> {
    recipients.iter().map(|r| &r.0 as &dyn age::Recipient)
}

pub(crate) fn age_identities<'a>(identities: &'a [&'a Identity]) -> impl Iterator<Item = &'a dyn age::Identity> {
    identities.iter().map(|i| &i.0 as &dyn age::Identity)
}

/// Reasons why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealBytesError {
    /// The list of recipients is empty.
    #[error("no recipient to seal to")]
    NoRecipient,
    /// The `age` library failed.
    #[error("sealing failed")]
    Failed,
}

/// Seals a small secret (a key, an item) as one age file in memory.
///
/// # Errors
/// When there is no recipient, or the `age` library fails.
pub fn seal_bytes(recipients: &[Recipient], secret: &[u8]) -> Result<Vec<u8>, SealBytesError> {
    let encryptor =
        age::Encryptor::with_recipients(age_recipients(recipients)).map_err(|_| SealBytesError::NoRecipient)?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|_| SealBytesError::Failed)?;
    writer.write_all(secret).map_err(|_| SealBytesError::Failed)?;
    writer.finish().map_err(|_| SealBytesError::Failed)?;
    Ok(sealed)
}

/// As [`seal_bytes`], but adds zeros after the secret, so that the file fills its size class.
pub(crate) fn seal_padded(recipients: &[Recipient], secret: &[u8]) -> Result<Vec<u8>, SealBytesError> {
    let encryptor =
        age::Encryptor::with_recipients(age_recipients(recipients)).map_err(|_| SealBytesError::NoRecipient)?;
    let sealed = Shared::default();
    let mut writer = encryptor.wrap_output(sealed.clone()).map_err(|_| SealBytesError::Failed)?;
    // By now, age has written exactly its header and nonce. The bytes are shared with the inner writer, because age's
    // writer gives no access to it.
    let header = sealed.0.borrow().len() as u64;
    let padding = padding_for(header, secret.len() as u64, 0);
    let padding = vec![0; usize::try_from(padding).map_err(|_| SealBytesError::Failed)?];
    writer.write_all(secret).and_then(|()| writer.write_all(&padding)).map_err(|_| SealBytesError::Failed)?;
    writer.finish().map_err(|_| SealBytesError::Failed)?;
    Ok(sealed.0.take())
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reasons why a sealed secret does not open.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpenBytesError {
    /// The bytes are not an age file, or were altered.
    #[error("not an age file, or it was altered")]
    Damaged,
    /// The file is sealed to another key.
    #[error("sealed to another key")]
    NotForThisKey,
}

/// Opens a secret that [`seal_bytes`] sealed, with the key of `identities` that fits.
///
/// # Errors
/// When no key fits, or the file is damaged.
pub fn open_bytes(identities: &[&Identity], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenBytesError> {
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| OpenBytesError::Damaged)?;
    let mut reader = decryptor.decrypt(age_identities(identities)).map_err(|_| OpenBytesError::NotForThisKey)?;
    let mut secret = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut secret).map_err(|_| OpenBytesError::Damaged)?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_secret_opens_with_its_key_alone() {
        let identity = Identity::generate();
        let sealed = seal_bytes(&[identity.recipient()], b"secret").unwrap();
        assert_eq!(open_bytes(&[&identity], &sealed).unwrap().as_slice(), b"secret");
        assert_eq!(open_bytes(&[&Identity::generate()], &sealed), Err(OpenBytesError::NotForThisKey));
        let again = Identity::from_text(&identity.to_text()).unwrap();
        assert_eq!(again.recipient(), identity.recipient());
        let mut altered = sealed;
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(open_bytes(&[&identity], &altered), Err(OpenBytesError::Damaged));
    }
}
