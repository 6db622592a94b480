//! `restore`: makes a desk from its backup on a new laptop.
//!
//! A backup opens with the recovery key, or with the passphrase that the desk had. Cases, notes, replies and the
//! numbers of dispatches continue from the backup. The old desk's private keys are in no backup. So the new desk makes
//! new keys, and the root key signs a roster that names them. Tips that are sealed to the old keys open with the
//! recovery key: `import --recovery-key`.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::Context as _;
use console::{Failure, Passphrase, PublishedDir, PublishedFile};
use envelope::keys::Identity;
use envelope::roster::Card;
use envelope::{Clock, Fingerprint};
use rand::CryptoRng;

use super::colleague;
use super::desk::{copy_signals, new_keys};
use crate::casedb::CaseDb;
use crate::vault::Vault;

/// The secret that opens a backup.
pub enum Opener<'a> {
    /// Private halves of recovery keys; one of them opens the backup.
    Recovery(&'a [Identity]),
    /// The passphrase that the desk had when the backup was made.
    Passphrase(&'a Passphrase),
}

/// The input of a restore.
pub struct Restore<'a> {
    /// The folder that `backup` made.
    pub backup: &'a Path,
    /// The secret that opens the backup.
    pub opener: Opener<'a>,
    /// The folder of the damaged desk, if it still exists. Its keys open tips that are sealed to them.
    pub old_desk: Option<&'a Path>,
    /// The folder to make.
    pub folder: &'a Path,
    /// The new desk's passphrase.
    pub passphrase: &'a Passphrase,
}

/// Makes a desk from a backup, whole or not at all. Returns the fingerprint of its new card, and the number of its
/// tips.
///
/// # Errors
/// When the backup cannot be read, opened or verified, the folder is not empty or cannot be written, or the old
/// desk's keyring cannot be opened.
pub async fn restore(
    order: Restore<'_>,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<(Fingerprint, i64)> {
    let Restore { backup, opener, old_desk, folder, passphrase } = order;
    let fail = |error: io::Error| Failure::file("restore the desk to", folder, &error);
    let dir = PublishedDir::create(folder).map_err(fail)?;
    for name in ["desk.db", "triage.toml", "gazetteer.toml"] {
        let path = backup.join(name);
        // A backup of an earlier version may have no gazetteer.
        if name == "gazetteer.toml" && !path.exists() {
            continue;
        }
        let mut from = File::open(&path).map_err(|error| Failure::file("read the backup", &path, &error))?;
        let mut out = PublishedFile::create_new(&dir.path().join(name), 0o600).map_err(fail)?;
        io::copy(&mut from, &mut out).map_err(fail)?;
        out.commit().map_err(fail)?;
    }
    copy_signals(backup, dir.path())
        .map_err(|error| Failure::file("copy the lists of signals from", backup, &error))?;
    let vault = match opener {
        Opener::Recovery(recovery) => Vault::recover(backup, recovery, dir.path(), passphrase, rng)?,
        Opener::Passphrase(old) => Vault::reopen(backup, old, dir.path(), passphrase, rng)?,
    };
    let mut db = CaseDb::open(dir.path(), &vault, false).await?;
    db.verify().await?;
    db.verify_log().await?;
    let path = backup.join("card.json");
    let bytes = fs::read(&path).map_err(|error| Failure::file("read the backup's card", &path, &error))?;
    let label = Card::parse(&bytes).context("the backup's card is damaged")?.label;
    let card = new_keys(dir.path(), &vault, &label, clock.today(), rng)?;
    if let Some(old) = old_desk {
        let old = vault.keyring_of(old)?;
        let mut keyring = vault.keyring()?;
        keyring.identities.extend(old.identities);
        vault.keep(&keyring, rng)?;
    }
    db.begin().await?;
    db.begin_anew().await?;
    let how = match opener {
        Opener::Recovery(_) => "from a backup, by the recovery key",
        Opener::Passphrase(_) => "from a backup, by its passphrase",
    };
    db.log(clock.today(), "restore", how).await?;
    db.log(clock.today(), colleague::DESK_KEY, &vault.keyring()?.desk.verifying_key().to_string()).await?;
    db.commit().await?;
    let tips = db.count().await?;
    db.close().await?;
    dir.commit().map_err(fail)?;
    Ok((card.fingerprint()?, tips))
}
