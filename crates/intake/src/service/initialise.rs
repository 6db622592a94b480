//! `intake init`: makes the server's folder, complete or not at all.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use console::{Failure, PublishedDir, private_dir, publish_new};
use envelope::keys::{Intake, Root, SigningKey, VerifyingKey};
use envelope::roster::UntrustedRoster;
use envelope::submission::FormKey;
use envelope::{Clock, Fingerprint};
use rand::CryptoRng;

use crate::service::check::refuse_going_back;
use crate::settings;
use crate::store::{Store, StoreSettings};

/// Makes a server's folder `dir`, after verifying the roster against the root key.
///
/// The folder contains settings, keys, a self-signed certificate for `hosts` and an empty store. Returns the
/// fingerprint of the bundle key, which a desk asks for at the first bundle.
///
/// # Errors
/// When the roster is rejected, or the folder cannot be made.
pub async fn initialise(
    dir: &Path,
    roster_file: &Path,
    root: &VerifyingKey<Root>,
    hosts: &[String],
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<Fingerprint> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| Failure::file("read the roster", path, &error));
    let mut signature_file = roster_file.as_os_str().to_owned();
    signature_file.push(".minisig");
    let untrusted = UntrustedRoster::new(read(roster_file)?.into_bytes(), read(Path::new(&signature_file))?);
    let roster = untrusted.verify(root, None).map_err(|error| {
        Failure::new(format!("the roster is refused: {error}"))
            .next("compare --root-key with root.pub, and fetch roster.json and roster.json.minisig again")
    })?;
    roster.sealing_on(clock.today()).map_err(|error| {
        Failure::new(format!("the roster is refused: {error}")).next("have the holder of the root key sign a new one")
    })?;
    let folder = PublishedDir::create(dir).map_err(|error| Failure::file("make the folder", dir, &error))?;
    let write = |name: &str, mode: u32, bytes: &[u8]| {
        let path = folder.path().join(name);
        publish_new(&path, mode, bytes).map_err(|error| Failure::file("write", &path, &error))
    };
    for name in ["keys", "tls", "store"] {
        private_dir(&folder.path().join(name))?;
    }
    let bundle_key = SigningKey::<Intake>::generate().context("making the bundle key")?;
    let certificate = rcgen::generate_simple_self_signed(hosts.to_vec()).context("making the certificate")?;
    write("intake.toml", 0o600, settings::shipped_for(hosts).as_bytes())?;
    write("roster.json", 0o600, roster.bytes())?;
    write("roster.json.minisig", 0o600, roster.signature().as_bytes())?;
    write("root.pub", 0o600, root.to_file_text().as_bytes())?;
    write("bundle.pub", 0o600, bundle_key.verifying_key().to_file_text().as_bytes())?;
    write("keys/bundle.key", 0o600, bundle_key.to_text().context("writing the bundle key")?.as_bytes())?;
    write("keys/form.key", 0o600, FormKey::random(rng).to_text().as_bytes())?;
    write("tls/certificate.pem", 0o600, certificate.cert.pem().as_bytes())?;
    write("tls/private.pem", 0o600, zeroize::Zeroizing::new(certificate.signing_key.serialize_pem()).as_bytes())?;
    let store = Store::open(&StoreSettings { folder: folder.path().join("store"), least_free_bytes: 0 }).await?;
    // The folder for uploads is made now, so that it is there even if the server first starts on a full disk.
    private_dir(&store.folder().join("uploads"))?;
    store.epoch(rng).await?;
    refuse_going_back(&store, &roster, clock).await?;
    store.close().await;
    folder.commit().map_err(|error| Failure::file("make the folder", dir, &error))?;
    Ok(bundle_key.verifying_key().fingerprint())
}
