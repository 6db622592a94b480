//! The keys of a desk.
//!
//! A random database key opens the desk. It is encrypted once with the passphrase and once to the recovery recipient.

use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use console::{Failure, Passphrase};
use envelope::keys::{Desk, Identity, Recipient, SigningKey, open_bytes, seal_bytes};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Memory in KiB that one guess at the passphrase takes. So much memory makes guessing slow.
const MEMORY_KIB: u32 = 256 * 1024;
const PASSES: u32 = 3;
const FORMAT: &str = "throughline-slots/1";

/// The contents of `slots.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Slots {
    format: String,
    passphrase: PassphraseSlot,
    /// The database key in an age file that is sealed to the recovery recipient, in hexadecimal digits.
    recovery: Option<String>,
}

/// A secret that is encrypted with a passphrase.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassphraseSlot {
    memory_kib: u32,
    passes: u32,
    salt: String,
    wrapped: String,
}

/// The opened database key of a desk.
pub struct Vault {
    folder: PathBuf,
    key: Zeroizing<[u8; 32]>,
}

/// The desk's private keys.
pub struct Keyring {
    /// Keys that open tips.
    pub identities: Vec<Identity>,
    /// The key that signs dispatches.
    pub desk: SigningKey<Desk>,
}

impl Vault {
    /// Makes a random database key, and writes it into the folder, encrypted with the passphrase.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn create(folder: &Path, passphrase: &Passphrase, rng: &mut impl CryptoRng) -> Result<Self, Failure> {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        Self::keep_key(folder, key, passphrase, None, rng)
    }

    /// Opens a backup with the recovery key, for a new folder and a new passphrase. `recovery` holds private halves,
    /// one of which is the right one.
    ///
    /// # Errors
    /// When the backup has no recovery slot or is damaged, none of the keys opens it, or the folder cannot be
    /// written.
    pub fn recover(
        backup: &Path,
        recovery: &[Identity],
        folder: &Path,
        passphrase: &Passphrase,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Failure> {
        let sealed = slots(backup)?.recovery.ok_or_else(|| {
            Failure::new("this backup has no recovery slot")
                .next("it opens with the passphrase that the desk had: leave --recovery-key away")
        })?;
        let opened = open_bytes(&recovery.iter().collect::<Vec<_>>(), &unhex(&sealed)?).map_err(|_| {
            Failure::new("the recovery key does not open this backup")
                .next("name the key that was listed when the backup was made")
        })?;
        let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| damaged())?;
        Self::keep_key(folder, Zeroizing::new(key), passphrase, Some(sealed), rng)
    }

    fn keep_key(
        folder: &Path,
        key: Zeroizing<[u8; 32]>,
        passphrase: &Passphrase,
        recovery: Option<String>,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Failure> {
        let passphrase = PassphraseSlot::lock(passphrase, b"slot", key.as_slice(), rng)?;
        let vault = Self { folder: folder.to_owned(), key };
        vault.write("slots.json", &json(&Slots { format: FORMAT.to_owned(), passphrase, recovery })?)?;
        Ok(vault)
    }

    /// Opens a desk's database key with the passphrase.
    ///
    /// # Errors
    /// When `slots.json` cannot be read or is damaged, or the passphrase is wrong.
    pub fn open(folder: &Path, passphrase: &Passphrase) -> Result<Self, Failure> {
        let slots = slots(folder)?;
        let opened = slots.passphrase.unlock(passphrase, b"slot")?.ok_or_else(|| {
            Failure::new("the passphrase does not open this desk").next(
                "type it exactly as it was written down: words that `reviewer init` proposed have a dash between them",
            )
        })?;
        let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| damaged())?;
        Ok(Self { folder: folder.to_owned(), key: Zeroizing::new(key) })
    }

    /// Opens a backup with the passphrase that its desk had, for a new folder and a new passphrase.
    ///
    /// # Errors
    /// When the backup cannot be read or is damaged, the passphrase is wrong, or the folder cannot be written.
    pub fn reopen(
        backup: &Path,
        passphrase: &Passphrase,
        folder: &Path,
        new: &Passphrase,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Failure> {
        let Self { key, .. } = Self::open(backup, passphrase)?;
        Self::keep_key(folder, key, new, slots(backup)?.recovery, rng)
    }

    /// Returns the private keys in another folder with the same database key, such as the desk that a backup was made
    /// of.
    ///
    /// # Errors
    /// When the keyring cannot be read or opened.
    pub fn keyring_of(&self, folder: &Path) -> Result<Keyring, Failure> {
        Self { folder: folder.to_owned(), key: self.key.clone() }.keyring()
    }

    /// Returns whether there is a recovery slot.
    ///
    /// # Errors
    /// When `slots.json` cannot be read or is damaged.
    pub fn is_recoverable(&self) -> Result<bool, Failure> {
        Ok(slots(&self.folder)?.recovery.is_some())
    }

    /// Adds a slot for the recovery recipient, so that a lost passphrase is survivable.
    ///
    /// # Errors
    /// When the slot cannot be made, or `slots.json` cannot be read or written.
    pub fn add_recovery(&self, recipient: &Recipient) -> Result<(), Failure> {
        let mut slots = slots(&self.folder)?;
        let sealed = seal_bytes(std::slice::from_ref(recipient), self.key.as_slice())
            .map_err(|error| Failure::new(format!("the recovery slot was not made: {error}")))?;
        slots.recovery = Some(hex(&sealed));
        self.write("slots.json", &json(&slots)?)
    }

    /// Returns the database key as SQLCipher takes it: raw, in hex.
    pub fn database_key(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("\"x'{}'\"", *Zeroizing::new(hex(self.key.as_slice()))))
    }

    /// Writes the private keys into the keyring, which is in no backup.
    ///
    /// # Errors
    /// When a key cannot be encoded, or the keyring cannot be written.
    pub fn keep(&self, keyring: &Keyring, rng: &mut impl CryptoRng) -> Result<(), Failure> {
        let mut plain = Zeroizing::new(String::new());
        for identity in &keyring.identities {
            plain.push_str(&identity.to_text());
            plain.push('\n');
        }
        plain.push('\n');
        plain.push_str(&keyring.desk.to_text().map_err(|error| Failure::new(error.to_string()))?);
        self.write("keyring", &seal(&self.key, b"keyring", plain.as_bytes(), rng)?)
    }

    /// Returns the private keys in the keyring.
    ///
    /// # Errors
    /// When the keyring cannot be read, or is damaged.
    pub fn keyring(&self) -> Result<Keyring, Failure> {
        let path = self.folder.join("keyring");
        let sealed = std::fs::read(&path).map_err(|error| Failure::file("read the keyring", &path, &error))?;
        let plain = unseal(&self.key, b"keyring", &sealed)?;
        // The text has one age identity a line, then an empty line, then the desk key.
        let (identities, desk) =
            std::str::from_utf8(&plain).ok().and_then(|text| text.split_once("\n\n")).ok_or_else(damaged)?;
        let identities =
            identities.lines().map(Identity::from_text).collect::<Result<_, _>>().map_err(|_| damaged())?;
        Ok(Keyring { identities, desk: SigningKey::from_text(desk).map_err(|_| damaged())? })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        console::publish(&path, 0o600, bytes).map_err(|error| Failure::file("write", &path, &error))
    }
}

impl PassphraseSlot {
    fn lock(passphrase: &Passphrase, label: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Result<Self, Failure> {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let wrapping = stretch(passphrase.expose(), &salt, MEMORY_KIB, PASSES)?;
        let wrapped = hex(&seal(&wrapping, label, plain, rng)?);
        Ok(Self { memory_kib: MEMORY_KIB, passes: PASSES, salt: hex(&salt), wrapped })
    }

    /// Returns the locked secret; `None` if the passphrase does not open it in any of its forms
    /// ([`Passphrase::forms`]).
    fn unlock(&self, passphrase: &Passphrase, label: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        // A damaged file may ask for any amount of memory and any number of passes, so both are limited.
        if self.memory_kib > 4 * MEMORY_KIB || self.passes > 4 * PASSES {
            return Err(damaged());
        }
        let (salt, wrapped) = (unhex(&self.salt)?, unhex(&self.wrapped)?);
        for form in passphrase.forms() {
            let wrapping = stretch(form, &salt, self.memory_kib, self.passes)?;
            if let Ok(opened) = unseal(&wrapping, label, &wrapped) {
                return Ok(Some(opened));
            }
        }
        Ok(None)
    }
}

/// Locks a colleague's secret under their own passphrase. Returns JSON for the case database.
///
/// # Errors
/// When the secret cannot be locked.
pub fn lock_away(passphrase: &Passphrase, secret: &str, rng: &mut impl CryptoRng) -> Result<String, Failure> {
    let slot = PassphraseSlot::lock(passphrase, b"colleague", secret.as_bytes(), rng)?;
    serde_json::to_string(&slot).map_err(|error| Failure::new(error.to_string()))
}

/// Opens a secret that [`lock_away`] locked; `None` if the passphrase is wrong.
///
/// # Errors
/// When the JSON is damaged.
pub fn open_again(passphrase: &Passphrase, locked: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    let slot: PassphraseSlot = serde_json::from_str(locked).map_err(|_| damaged())?;
    let Some(opened) = slot.unlock(passphrase, b"colleague")? else { return Ok(None) };
    Ok(Some(Zeroizing::new(std::str::from_utf8(&opened).map_err(|_| damaged())?.to_owned())))
}

fn slots(folder: &Path) -> Result<Slots, Failure> {
    let path = folder.join("slots.json");
    let bytes = std::fs::read(&path).map_err(|error| {
        Failure::file("open the desk", &path, &error).next("--desk is the folder that `reviewer init` made")
    })?;
    serde_json::from_slice(&bytes).map_err(|_| damaged())
}

fn stretch(words: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<Zeroizing<[u8; 32]>, Failure> {
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(|_| damaged())?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(words.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| Failure::new("the passphrase could not be stretched").next("256 MiB of memory must be free"))?;
    Ok(key)
}

fn seal(key: &[u8; 32], label: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, Failure> {
    let mut nonce = [0; 24];
    rng.fill_bytes(&mut nonce);
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: label })
        .map_err(|_| Failure::new("sealing failed"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn unseal(key: &[u8; 32], label: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let (nonce, sealed) = sealed.split_at_checked(24).ok_or_else(damaged)?;
    XChaCha20Poly1305::new(key.into())
        .decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: label })
        .map(Zeroizing::new)
        .map_err(|_| damaged())
}

fn damaged() -> Failure {
    Failure::new("the desk's folder is damaged").next("restore the newest backup")
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec_pretty(value).map_err(|error| Failure::new(error.to_string()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>, Failure> {
    let digit = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or_else(damaged);
    (0..text.len()).step_by(2).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.to_owned()))
    }

    /// Returns a slot as an earlier version of this program locked it. `words` are the passphrase as that version read
    /// it.
    fn locked_as(words: &str) -> PassphraseSlot {
        let (memory_kib, passes, salt) = (64, 1, [7; 16]);
        let wrapping = stretch(words, &salt, memory_kib, passes).unwrap_or_else(|failure| panic!("{failure}"));
        let wrapped = hex(&seal(&wrapping, b"slot", b"the key", &mut console::system_rng()).unwrap());
        PassphraseSlot { memory_kib, passes, salt: hex(&salt), wrapped }
    }

    fn opens(slot: &PassphraseSlot, passphrase: &Passphrase) -> bool {
        slot.unlock(passphrase, b"slot").unwrap().is_some()
    }

    #[test]
    fn a_desk_that_was_locked_before_marks_and_blanks_were_known_still_opens() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passphrase");
        for before in [
            "\u{feff}seven plain words",
            "seven plain words ",
            "tu\u{31b}\u{300} ng\u{1b0}\u{1edd}i",
            "words\rnot this",
        ] {
            console::publish(&path, 0o600, format!("{before}\n").as_bytes()).unwrap();
            let read = Passphrase::from_file(&path).unwrap_or_else(|failure| panic!("{failure}"));
            assert!(opens(&locked_as(before), &read), "{before:?}");
            assert!(!opens(&locked_as("seven other words"), &read), "{before:?}");
        }
    }

    #[test]
    fn a_blank_behind_a_typed_passphrase_opens_the_desk() {
        assert!(opens(&locked_as("seven plain words"), &passphrase("seven plain words ")));
        assert!(opens(
            &locked_as("abandon-zoo-legal-winner-thank-year-wave"),
            &passphrase("Abandon zoo legal winner thank year wave")
        ));
        assert!(!opens(&locked_as("seven plain words"), &passphrase("seven plain word")));
    }
}
