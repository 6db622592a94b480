//! `courier init`: makes a carrier's key.
//!
//! Reviewers sign the key's SHA-256. The certificate around the key can be renewed without a new signature.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::Failure;
use envelope::access::{CARD_FORMAT, CarrierCard};
use envelope::{Clock, Digest};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PublicKeyData as _};
use zeroize::Zeroizing;

use crate::client::ClientIdentity;
use crate::home::Home;

/// Days for which a certificate is valid. `--renew` makes the next one.
const DAYS: i64 = 400;

const CERTIFICATE: &str = "certificate.pem";
const KEY: &str = "key.pem";

/// The result of `courier init`.
pub struct Made {
    /// Path of the carrier's card.
    pub card: PathBuf,
    /// Fingerprint of the card, which the carrier reads out to the reviewers.
    pub fingerprint: envelope::Fingerprint,
}

/// Makes a carrier's key and certificate, and the card for the reviewers.
///
/// # Errors
/// When this machine already has a carrier's key, or when a file cannot be written.
pub fn init(home: &Home, label: &str, clock: &dyn Clock) -> anyhow::Result<Made> {
    let folder = home.folder("carrier")?;
    if folder.join(KEY).exists() {
        return Err(Failure::new("this machine has a carrier's key already")
            .next("use it; `courier init --renew` makes a new certificate for the same key; for a new key, delete the folder carrier in --home")
            .into());
    }
    let key = KeyPair::generate().context("making the carrier's key")?;
    let card = CarrierCard {
        format: CARD_FORMAT.to_owned(),
        label: label.to_owned(),
        key: Digest::of(&key.subject_public_key_info()),
    };
    let card_at = home.path(&format!("carrier-{label}.json"));
    write(&folder.join(CERTIFICATE), certificate(&key, clock)?.as_bytes())?;
    write(&card_at, &card.to_bytes()?)?;
    write(&folder.join(KEY), Zeroizing::new(key.serialize_pem()).as_bytes())?;
    Ok(Made { card: card_at, fingerprint: card.fingerprint()? })
}

/// Makes a new certificate around the existing key.
///
/// # Errors
/// When there is no key, when the key is damaged, or when the certificate cannot be written.
pub fn renew(home: &Home, clock: &dyn Clock) -> anyhow::Result<()> {
    let folder = home.folder("carrier")?;
    let pem = fs::read_to_string(folder.join(KEY)).map(Zeroizing::new).map_err(|_| {
        Failure::new("there is no carrier's key to renew").next("make one: `courier init --name LABEL`")
    })?;
    let key = KeyPair::from_pem(&pem).context("the carrier's key is damaged")?;
    Ok(write(&folder.join(CERTIFICATE), certificate(&key, clock)?.as_bytes())?)
}

/// Makes a certificate that names nobody: the server identifies the carrier by the key alone.
fn certificate(key: &KeyPair, clock: &dyn Clock) -> anyhow::Result<String> {
    let mut wanted = CertificateParams::default();
    wanted.distinguished_name = DistinguishedName::new();
    wanted.distinguished_name.push(DnType::CommonName, "carrier");
    let now = clock.now();
    (wanted.not_before, wanted.not_after) = (now - time::Duration::days(1), now + time::Duration::days(DAYS));
    Ok(wanted.self_signed(key).context("making the carrier's certificate")?.pem())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    console::publish(path, 0o600, bytes).map_err(|error| Failure::file("write", path, &error))
}

/// Loads the carrier's certificate and key.
///
/// # Errors
/// When the certificate or the key cannot be read.
pub fn load(home: &Home) -> Result<ClientIdentity, Failure> {
    let folder = home.folder("carrier")?;
    let none = || {
        Failure::new("this machine has no carrier's key")
            .next("run `courier init`, and have the reviewers sign its card")
    };
    let certificate = fs::read(folder.join(CERTIFICATE)).map_err(|_| none())?;
    let key = fs::read(folder.join(KEY)).map(Zeroizing::new).map_err(|_| none())?;
    Ok(ClientIdentity { certificate, key })
}
