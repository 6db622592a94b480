//! The roster in use, which is reloaded when its files change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use arc_swap::ArcSwap;
use console::{Failure, PublishedDir, publish};
use envelope::keys::{Root, VerifyingKey};
use envelope::roster::{Roster, RosterError, UntrustedRoster};

/// The paths of the roster and the root key.
#[derive(Debug, Clone)]
pub struct RosterFiles {
    /// The path of `roster.json`. Its signature lies next to it, as `roster.json.minisig`.
    pub roster: PathBuf,
    /// The path of `root.pub`, pinned at `intake init`.
    pub root: PathBuf,
}

/// Reasons why the roster cannot be read or used.
#[derive(Debug, thiserror::Error)]
pub enum RosterFileError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The I/O error.
        source: io::Error,
    },
    /// `root.pub` is not a minisign public key.
    #[error("{0} is not a minisign public key")]
    Root(PathBuf),
    /// The roster is rejected.
    #[error(transparent)]
    Roster(#[from] RosterError),
}

impl RosterFiles {
    /// The path of the signature's file.
    pub fn signature(&self) -> PathBuf {
        let mut name = self.roster.clone().into_os_string();
        name.push(".minisig");
        name.into()
    }

    /// Loads the pinned root key.
    ///
    /// # Errors
    /// When `root.pub` cannot be read or is not a minisign public key.
    pub fn root_key(&self) -> Result<VerifyingKey<Root>, RosterFileError> {
        let text = read(&self.root)?;
        VerifyingKey::from_file_text(&text).map_err(|_| RosterFileError::Root(self.root.clone()))
    }

    /// Loads the roster and verifies it against the pinned root key.
    ///
    /// # Errors
    /// When a file cannot be read, or the roster is rejected.
    pub fn load(&self) -> Result<Roster, RosterFileError> {
        let root = self.root_key()?;
        let verify = |files: &Self| {
            let untrusted = UntrustedRoster::new(read(&files.roster)?.into_bytes(), read(&files.signature())?);
            Ok(untrusted.verify(&root, None)?)
        };
        verify(self).or_else(|error| verify(&self.pending()).map_err(|_| error))
    }

    /// Replaces roster and signature. After a crash between the two, [`Self::load`] uses the pair that was set aside.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn replace(&self, roster: &Roster) -> Result<(), Failure> {
        let folder = self.pending_folder();
        let fail = |path: &Path, error: &io::Error| Failure::file("write the roster", path, error);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(&folder, &error)),
            _ => {}
        }
        let pending = PublishedDir::create(&folder).map_err(|error| fail(&folder, &error))?;
        let (bytes, signature) = (roster.bytes(), roster.signature().as_bytes());
        publish(&pending.path().join("roster.json"), 0o600, bytes).map_err(|error| fail(&folder, &error))?;
        publish(&pending.path().join("roster.json.minisig"), 0o600, signature)
            .map_err(|error| fail(&folder, &error))?;
        pending.commit().map_err(|error| fail(&folder, &error))?;
        publish(&self.roster, 0o600, bytes).map_err(|error| fail(&self.roster, &error))?;
        publish(&self.signature(), 0o600, signature).map_err(|error| fail(&self.roster, &error))?;
        fs::remove_dir_all(&folder).map_err(|error| fail(&folder, &error))
    }

    fn pending_folder(&self) -> PathBuf {
        self.roster.with_extension("pending")
    }

    fn pending(&self) -> Self {
        Self { roster: self.pending_folder().join("roster.json"), root: self.root.clone() }
    }

    fn stamp(&self) -> Option<(SystemTime, SystemTime)> {
        let changed = |path: &Path| path.metadata().and_then(|meta| meta.modified()).ok();
        Some((changed(&self.roster)?, changed(&self.signature())?))
    }
}

fn read(path: &Path) -> Result<String, RosterFileError> {
    fs::read_to_string(path).map_err(|source| RosterFileError::Read { path: path.to_owned(), source })
}

/// The roster in use. A new one replaces it only if the root key signed it and its issue is higher.
pub struct RosterWatch {
    files: RosterFiles,
    current: ArcSwap<Roster>,
    stamp: ArcSwap<Option<(SystemTime, SystemTime)>>,
}

impl RosterWatch {
    /// Loads the roster for the first time.
    ///
    /// # Errors
    /// When the roster cannot be read or is rejected.
    pub fn load(files: RosterFiles) -> Result<Self, RosterFileError> {
        let stamp = files.stamp();
        let current = ArcSwap::from_pointee(files.load()?);
        Ok(Self { files, current, stamp: ArcSwap::from_pointee(stamp) })
    }

    /// The roster in use.
    pub fn current(&self) -> Arc<Roster> {
        self.current.load_full()
    }

    /// Reloads the roster when its files have changed; `Ok(true)` if another roster is in use now.
    ///
    /// # Errors
    /// When the new files are rejected. The old roster stays in use. Roster and signature cannot be replaced in one
    /// step, so a mismatch is checked again when either changes.
    pub fn reload(&self) -> Result<bool, RosterFileError> {
        let stamp = self.files.stamp();
        if stamp.is_none() || stamp == **self.stamp.load() {
            return Ok(false);
        }
        self.stamp.store(Arc::new(stamp));
        let new = self.files.load()?;
        let newer = new.replaces(&self.current())?;
        if newer {
            self.current.store(Arc::new(new));
        }
        Ok(newer)
    }
}
