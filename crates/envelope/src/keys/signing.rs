//! minisign keys, each typed by its role.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::io::Cursor;
use std::marker::PhantomData;
use std::str::FromStr;

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::Role;
use crate::Fingerprint;

/// Reasons why a key cannot be made, parsed or used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The text is not a minisign secret key.
    #[error("not a minisign secret key")]
    NotASecretKey,
    /// The text is not a minisign public key.
    #[error("not a minisign public key: it begins with RW and has 56 characters")]
    NotAPublicKey,
    /// The passphrase does not open the key.
    #[error("the passphrase does not open this key")]
    WrongPassphrase,
    /// The system gave no randomness, or signing failed.
    #[error("the key could not be used")]
    Unusable,
}

/// Reasons why a signature is not valid.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SignatureError {
    /// The text is not a minisign signature.
    #[error("the signature file is not a minisign signature")]
    Malformed,
    /// Another key made the signature, or the file was altered.
    #[error("the signature does not hold: another key signed this, or the file was altered")]
    Bad,
}

/// A secret signing key. It does not print, clone or serialise.
pub struct SigningKey<R> {
    pair: KeyPair,
    role: PhantomData<R>,
}

impl<R: Role> SigningKey<R> {
    /// A new random key.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> Result<Self, KeyError> {
        let pair = KeyPair::generate_unencrypted_keypair().map_err(|_| KeyError::Unusable)?;
        Ok(Self { pair, role: PhantomData })
    }

    /// Makes a new random key. Returns it as an encrypted minisign key file, with its public half.
    ///
    /// This is slow on purpose (scrypt over 1 GiB).
    ///
    /// # Errors
    /// When the system gives no randomness, or the key cannot be encrypted.
    pub fn generate_encrypted(passphrase: &str) -> Result<(Zeroizing<String>, VerifyingKey<R>), KeyError> {
        let pair = KeyPair::generate_encrypted_keypair(Some(passphrase.to_owned())).map_err(|_| KeyError::Unusable)?;
        let text = pair.sk.to_box(Some(R::NAME)).map_err(|_| KeyError::Unusable)?.into_string();
        Ok((Zeroizing::new(text), VerifyingKey::new(pair.pk)))
    }

    /// Parses an unencrypted minisign key file.
    ///
    /// # Errors
    /// When the text is not such a file.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let secret = SecretKeyBox::from_string(text)
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .map_err(|_| KeyError::NotASecretKey)?;
        Self::of(secret)
    }

    /// Parses and decrypts an encrypted minisign key file. This is slow on purpose.
    ///
    /// # Errors
    /// When the text is not such a file, or the passphrase is wrong.
    pub fn from_encrypted_text(text: &str, passphrase: &str) -> Result<Self, KeyError> {
        let secret = SecretKeyBox::from_string(text).map_err(|_| KeyError::NotASecretKey)?;
        let secret = secret.into_secret_key(Some(passphrase.to_owned())).map_err(|_| KeyError::WrongPassphrase)?;
        Self::of(secret)
    }

    fn of(secret: SecretKey) -> Result<Self, KeyError> {
        let public = PublicKey::from_secret_key(&secret).map_err(|_| KeyError::NotASecretKey)?;
        Ok(Self { pair: KeyPair { pk: public, sk: secret }, role: PhantomData })
    }

    /// The key as an unencrypted minisign key file.
    ///
    /// # Errors
    /// When the minisign library cannot encode the key.
    pub fn to_text(&self) -> Result<Zeroizing<String>, KeyError> {
        let text = self.pair.sk.to_box(Some(R::NAME)).map_err(|_| KeyError::Unusable)?.into_string();
        Ok(Zeroizing::new(text))
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey<R> {
        VerifyingKey::new(self.pair.pk.clone())
    }

    /// Signs `bytes` and returns the text of a `.minisig` file.
    ///
    /// `trusted_comment` is signed too. It is one line without a time.
    ///
    /// # Errors
    /// When signing fails.
    pub fn sign(&self, bytes: &[u8], trusted_comment: &str) -> Result<String, KeyError> {
        minisign::sign(Some(&self.pair.pk), &self.pair.sk, bytes, Some(trusted_comment), Some(R::NAME))
            .map(SignatureBox::into_string)
            .map_err(|_| KeyError::Unusable)
    }
}

/// A public signing key, written as minisign's `RW…`.
#[derive(Clone)]
pub struct VerifyingKey<R> {
    key: PublicKey,
    role: PhantomData<R>,
}

impl<R: Role> VerifyingKey<R> {
    fn new(key: PublicKey) -> Self {
        Self { key, role: PhantomData }
    }

    /// Checks that this key made `signature`, the text of a `.minisig` file, over `bytes`.
    ///
    /// # Errors
    /// When this key did not make the signature, or the text is not a minisign signature.
    pub fn verify(&self, bytes: &[u8], signature: &str) -> Result<(), SignatureError> {
        let signature = SignatureBox::from_string(signature).map_err(|_| SignatureError::Malformed)?;
        minisign::verify(&self.key, &signature, Cursor::new(bytes), true, false, false).map_err(|_| SignatureError::Bad)
    }

    /// The fingerprint of this key, by which two people compare it.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.key.to_bytes())
    }

    /// The key as a `minisign.pub` file.
    pub fn to_file_text(&self) -> String {
        format!("untrusted comment: {}\n{self}\n", R::NAME)
    }

    /// Parses a `minisign.pub` file, or the bare `RW…`.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn from_file_text(text: &str) -> Result<Self, KeyError> {
        match PublicKeyBox::from_string(text).and_then(PublicKeyBox::into_public_key) {
            Ok(key) => Ok(Self::new(key)),
            Err(_) => text.trim().parse(),
        }
    }
}

impl<R: Role> fmt::Display for VerifyingKey<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key.to_base64())
    }
}

impl<R: Role> fmt::Debug for VerifyingKey<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<R: Role> FromStr for VerifyingKey<R> {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        PublicKey::from_base64(text).map(Self::new).map_err(|_| KeyError::NotAPublicKey)
    }
}

impl<R: Role> PartialEq for VerifyingKey<R> {
    fn eq(&self, other: &Self) -> bool {
        self.key.to_bytes() == other.key.to_bytes()
    }
}
impl<R: Role> Eq for VerifyingKey<R> {}
impl<R: Role> PartialOrd for VerifyingKey<R> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<R: Role> Ord for VerifyingKey<R> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.to_bytes().cmp(&other.key.to_bytes())
    }
}
impl<R: Role> Hash for VerifyingKey<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.to_bytes().hash(state);
    }
}

impl<R: Role> Serialize for VerifyingKey<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, R: Role> Deserialize<'de> for VerifyingKey<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Desk, Intake};
    use super::*;

    #[test]
    fn a_signature_holds_for_its_key_and_its_bytes_alone() {
        let key = SigningKey::<Intake>::generate().unwrap();
        let signature = key.sign(b"bytes", "bundle 1").unwrap();
        assert_eq!(key.verifying_key().verify(b"bytes", &signature), Ok(()));
        assert_eq!(key.verifying_key().verify(b"byte5", &signature), Err(SignatureError::Bad));
        let other = SigningKey::<Intake>::generate().unwrap().verifying_key();
        assert_eq!(other.verify(b"bytes", &signature), Err(SignatureError::Bad));
        assert_eq!(other.verify(b"bytes", "nonsense"), Err(SignatureError::Malformed));
        let comment = signature.replace("bundle 1", "bundle 2");
        assert_eq!(key.verifying_key().verify(b"bytes", &comment), Err(SignatureError::Bad));
    }

    #[test]
    fn a_key_file_reads_back_as_the_same_key() {
        let key = SigningKey::<Desk>::generate().unwrap();
        let again = SigningKey::<Desk>::from_text(&key.to_text().unwrap()).unwrap();
        assert_eq!(again.verifying_key(), key.verifying_key());
        let public = key.verifying_key();
        assert_eq!(VerifyingKey::from_file_text(&public.to_file_text()), Ok(public.clone()));
        assert_eq!(VerifyingKey::from_file_text(&format!("{public}\n")), Ok(public));
    }
}
