//! Bundles that wait for a carrier: written into a folder of the store, offered until the carrier says that they arrived, then removed.
//!
//! Only one at a time. Its files are ciphertext that the store has anyway; they go when they are fetched, when a dispatch is applied (which may erase
//! tips that they hold), and when they have waited for a week.

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

/// What is not fetched for so long is removed, and written anew when somebody comes.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// The folder of what is offered.
pub struct Offers(PathBuf);

impl Offers {
    /// Makes the folder where it is not there yet.
    pub fn open(store: &Path) -> Result<Self, Failure> {
        let folder = store.join("outgoing");
        console::private_dir(&folder)?;
        Ok(Self(folder))
    }

    /// What waits to be fetched.
    pub fn present(&self) -> Option<Offered> {
        let offered: Offered = serde_json::from_slice(&fs::read(self.0.join(LIST)).ok()?).ok()?;
        let whole =
            |file: &OfferedFile| fs::metadata(self.0.join(&file.name)).is_ok_and(|meta| meta.len() == file.size);
        (!offered.files.is_empty() && offered.files.iter().all(whole)).then_some(offered)
    }

    /// Offers a bundle of all that no desk has yet: the one that waits, or a new one. What was not fetched is not replaced, so that asking twice loses
    /// nothing. Needs a runtime with several threads.
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

    /// A file that is offered, by the name that it was offered under.
    pub fn file(&self, name: &str) -> Option<(PathBuf, OfferedFile)> {
        let file = self.present()?.files.into_iter().find(|file| file.name == name)?;
        Some((self.0.join(&file.name), file))
    }

    /// Removes a bundle that arrived.
    pub fn arrived(&self, number: u32) -> Result<(), StoreError> {
        match self.present() {
            Some(offered) if offered.number == number => self.clear(),
            _ => Ok(()),
        }
    }

    /// Removes whatever is offered from a store, if anything ever was: it may hold tips that are erased by now.
    pub fn withdraw(store: &Path) -> Result<(), StoreError> {
        let folder = store.join("outgoing");
        if folder.is_dir() { Self(folder).clear() } else { Ok(()) }
    }

    /// Removes whatever is offered.
    pub fn clear(&self) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.0).map_err(|error| fault(&error))? {
            let path = entry.map_err(|error| fault(&error))?.path();
            fs::remove_file(&path).map_err(|error| fault(&error))?;
        }
        fs::File::open(&self.0).and_then(|folder| folder.sync_all()).map_err(|error| fault(&error))
    }

    /// Removes what nobody fetched for a week.
    pub fn sweep(&self, now: SystemTime) -> Result<(), StoreError> {
        let made = fs::metadata(self.0.join(LIST)).and_then(|meta| meta.modified());
        // Without a list it is what a process that was killed left.
        let young = made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age <= KEPT));
        if young { Ok(()) } else { self.clear() }
    }
}
