//! `backup`: an encrypted copy of the desk, read back and verified.
//!
//! The server may then erase the tips in it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use console::{Failure, PublishedDir, PublishedFile};

use super::desk::{Desk, copy_signals};
use crate::casedb::CaseDb;

/// The result of a backup.
#[derive(Debug)]
pub struct BackedUp {
    /// The backup's folder.
    pub folder: PathBuf,
    /// Number of tips in the backup.
    pub tips: i64,
    /// Whether the backup lies on the desk's own disk, and would be lost together with it.
    pub same_disk: bool,
}

/// Copies the desk's database, slots and other files, but not the keyring: in a backup, a key would survive its
/// destruction. Returns the reopened desk.
///
/// # Errors
/// When the log is not valid, the copy cannot be written or fails its check, or the database cannot be read or
/// written. The desk is closed then.
pub async fn backup(desk: Desk, to: &Path) -> anyhow::Result<(Desk, BackedUp)> {
    let mut desk = desk;
    desk.db.verify_log().await?;
    let tips = desk.db.count().await?;
    let name = |n: u32| to.join(format!("desk-backup-{}-{n}", desk.today));
    let target = (1..).map(name).find(|path| !path.exists()).unwrap_or_else(|| to.to_owned());
    let fail = |error: io::Error| Failure::file("write the backup to", &target, &error);
    // The database is closed while it is copied. With a rollback journal, the file is then complete. The desk's lock
    // keeps other commands from opening it.
    let Desk { folder, vault, db, today, lock } = desk;
    db.close().await?;
    let dir = PublishedDir::create(&target).map_err(fail)?;
    for name in ["desk.db", "slots.json", "card.json", "triage.toml", "gazetteer.toml"] {
        // A desk of an earlier version may have no gazetteer of its own.
        if name == "gazetteer.toml" && !folder.join(name).exists() {
            continue;
        }
        let mut from = File::open(folder.join(name)).map_err(fail)?;
        let mut out = PublishedFile::create_new(&dir.path().join(name), 0o600).map_err(fail)?;
        io::copy(&mut from, &mut out).map_err(fail)?;
        out.commit().map_err(fail)?;
    }
    copy_signals(&folder, dir.path()).map_err(fail)?;
    let mut copy = CaseDb::open(dir.path(), &vault, false).await?;
    copy.verify().await?;
    copy.verify_log().await?;
    if copy.count().await? != tips {
        return Err(Failure::new("the backup does not hold what the desk holds").next("try another stick").into());
    }
    copy.close().await?;
    let disk = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
    let same_disk = disk(dir.path()) == disk(&folder);
    dir.commit().map_err(fail)?;
    let mut db = CaseDb::open(&folder, &vault, false).await?;
    db.begin().await?;
    db.mark_backed_up().await?;
    db.log(today, "backup", &format!("{tips} tips")).await?;
    db.commit().await?;
    Ok((Desk { folder, vault, db, today, lock }, BackedUp { folder: target, tips, same_disk }))
}
