//! Bundles that wait for a carrier.
//!
//! A bundle is written into a folder of the store, offered until the carrier confirms its arrival, then removed. Only
//! one is offered at a time. Its files are ciphertext that the store has anyway. They are removed when they have
//! arrived, when a dispatch is applied (which may erase tips in them), and after a week.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use console::Failure;
use envelope::bundle::{Offered, OfferedFile};
use envelope::{Clock, Digest};
use rand::CryptoRng;

use super::export::{Onto, export};
use crate::settings::Settings;
use crate::store::StoreError;
use crate::store::blobs::fault;
use crate::store::handover::Selection;

const LIST: &str = "offered.json";

/// The age at which an unfetched bundle is removed. The next carrier then gets a new bundle.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// The folder with the bundle on offer.
pub struct Offers(PathBuf);

impl Offers {
    /// Opens the folder, and makes it if necessary.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(store: &Path) -> Result<Self, Failure> {
        let folder = store.join("outgoing");
        console::private_dir(&folder)?;
        Ok(Self(folder))
    }

    /// The bundle on offer; `None` if there is none or if one of its files is incomplete.
    pub fn present(&self) -> Option<Offered> {
        let offered: Offered = serde_json::from_slice(&fs::read(self.0.join(LIST)).ok()?).ok()?;
        let whole =
            |file: &OfferedFile| fs::metadata(self.0.join(&file.name)).is_ok_and(|meta| meta.len() == file.size);
        (!offered.files.is_empty() && offered.files.iter().all(whole)).then_some(offered)
    }

    /// Offers a bundle of all tips that no desk has received: the waiting bundle, or else a new one.
    ///
    /// An unfetched bundle is not replaced, so that asking twice loses nothing. Needs a runtime with several threads.
    ///
    /// # Errors
    /// When [`export`] fails, or the list of files cannot be written.
    pub async fn make(
        &self,
        settings: &Settings,
        clock: &dyn Clock,
        rng: &mut impl CryptoRng,
    ) -> anyhow::Result<Offered> {
        if let Some(waiting) = self.present() {
            return Ok(waiting);
        }
        self.clear()?;
        let exported = export(settings, &self.0, Selection::NotReceived, Onto::OwnDisk, clock, rng).await?;
        let mut files = Vec::new();
        for path in &exported.files {
            let (size, sha256) = Digest::of_file(path).map_err(|error| Failure::file("read", path, &error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(OfferedFile { name, size, sha256 });
        }
        if !exported.damaged.is_empty() {
            crate::log::warn_counted(
                "tips are damaged in the store, and the bundle goes without them: restore a backup",
                &[("tips", exported.damaged.len() as u64)],
            );
        }
        let offered = Offered { number: exported.number, files };
        let list = self.0.join(LIST);
        console::publish(&list, 0o600, &serde_json::to_vec(&offered)?)
            .map_err(|error| Failure::file("write", &list, &error))?;
        Ok(offered)
    }

    /// The path and description of an offered file; `None` if no offered file has this name.
    pub fn file(&self, name: &str) -> Option<(PathBuf, OfferedFile)> {
        let file = self.present()?.files.into_iter().find(|file| file.name == name)?;
        Some((self.0.join(&file.name), file))
    }

    /// Removes the bundle with this number, once it has arrived.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn arrived(&self, number: u32) -> Result<(), StoreError> {
        match self.present() {
            Some(offered) if offered.number == number => self.clear(),
            _ => Ok(()),
        }
    }

    /// Removes the bundle on offer from the store folder `store`, if there is one. The bundle may contain tips that are
    /// erased by now.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn withdraw(store: &Path) -> Result<(), StoreError> {
        let folder = store.join("outgoing");
        if folder.is_dir() { Self(folder).clear() } else { Ok(()) }
    }

    /// Removes the bundle on offer.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn clear(&self) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.0).map_err(|error| fault(&error))? {
            let path = entry.map_err(|error| fault(&error))?.path();
            fs::remove_file(&path).map_err(|error| fault(&error))?;
        }
        fs::File::open(&self.0).and_then(|folder| folder.sync_all()).map_err(|error| fault(&error))
    }

    /// Removes a bundle that nobody fetched for a week.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn sweep(&self, now: SystemTime) -> Result<(), StoreError> {
        let made = fs::metadata(self.0.join(LIST)).and_then(|meta| meta.modified());
        // Files without a list were left by a process that was killed. They are removed too.
        let young = made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age <= KEPT));
        if young { Ok(()) } else { self.clear() }
    }
}
