//! The access list in use.
//!
//! It is reloaded when its files change. An older list never replaces it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use arc_swap::ArcSwap;
use console::Failure;
use envelope::access::{Access, AccessError, UntrustedAccess};
use envelope::keys::{Root, VerifyingKey};
use envelope::{Day, Digest, SiteId};

use crate::settings::Settings;
use crate::store::Store;

/// Why there is no access list.
#[derive(Debug, thiserror::Error)]
pub enum AccessFileError {
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The list is rejected.
    #[error(transparent)]
    Access(#[from] AccessError),
}

/// The path of the access list, and the keys that it is verified with.
pub struct AccessFiles {
    /// The path of `access.json`. Its signature lies next to it, as `access.json.minisig`.
    pub access: PathBuf,
    /// The pinned root key.
    pub root: VerifyingKey<Root>,
    /// The id of this line's site.
    pub site: SiteId,
}

impl AccessFiles {
    /// Loads and verifies the list.
    ///
    /// # Errors
    /// When a file cannot be read, or the list is rejected.
    pub fn load(&self) -> Result<Access, AccessFileError> {
        self.load_from(&self.access)
    }

    fn load_from(&self, access: &Path) -> Result<Access, AccessFileError> {
        let signature = beside(access);
        let read =
            |path: &Path| fs::read(path).map_err(|source| AccessFileError::Read { path: path.to_owned(), source });
        let text = String::from_utf8_lossy(&read(&signature)?).into_owned();
        Ok(UntrustedAccess::new(read(access)?, text).verify(&self.root, self.site)?)
    }

    fn stamp(&self) -> Option<(SystemTime, SystemTime)> {
        let changed = |path: &Path| path.metadata().and_then(|meta| meta.modified()).ok();
        Some((changed(&self.access)?, changed(&beside(&self.access))?))
    }
}

fn beside(access: &Path) -> PathBuf {
    let mut name = access.as_os_str().to_owned();
    name.push(".minisig");
    name.into()
}

/// `intake access`: replaces the access list. The new list has to be signed by the root key, and must not be older than
/// the present one.
///
/// # Errors
/// When the new list is rejected, its files cannot be read or written, or the store fails.
pub async fn install(settings: &Settings, file: &Path) -> anyhow::Result<Access> {
    let files = settings.access_files()?;
    let refused = |why: String| {
        Failure::new(format!("the list of carriers is refused: {why}")).next(
            "nothing was changed; ask the holder of the root key for the newest access.json and access.json.minisig",
        )
    };
    let access = files.load_from(file).map_err(|error| refused(error.to_string()))?;
    let store = Store::open(&settings.store_settings()).await?;
    refuse_going_back(&store, &access).await?;
    store.close().await;
    let write = |path: &Path, bytes: &[u8]| {
        console::publish(path, 0o600, bytes).map_err(|error| Failure::file("write", path, &error))
    };
    // A crash between these two writes leaves a pair that does not match. A running server keeps the old list, and a
    // server that starts refuses the pair, until this command is run again.
    write(&beside(&files.access), access.signature().as_bytes())?;
    write(&files.access, access.bytes())?;
    Ok(access)
}

/// Refuses a list that is older than one that was in use, because it would let a withdrawn carrier in again.
///
/// A newer list is remembered in the store.
///
/// # Errors
/// When the list is older, when it has the same issue with other content, or when the store fails.
pub async fn refuse_going_back(store: &Store, access: &Access) -> anyhow::Result<()> {
    let (issue, digest) = (access.body().issue, Digest::of(access.bytes()));
    let refused = match store.newest_access().await? {
        Some((present, _)) if issue < present => AccessError::Older { present, found: issue },
        Some((present, known)) if issue == present && digest != known => AccessError::SameIssueOtherBytes { issue },
        _ => return Ok(store.saw_access(issue, &digest).await?),
    };
    Err(Failure::new(format!("the list of carriers is refused: {refused}"))
        .next("ask the holder of the root key for the newest access.json and access.json.minisig")
        .into())
}

/// The access list in use, with its files.
pub struct AccessWatch {
    files: AccessFiles,
    current: ArcSwap<Access>,
    stamp: ArcSwap<Option<(SystemTime, SystemTime)>>,
}

impl AccessWatch {
    /// Loads the list for the first time.
    ///
    /// # Errors
    /// When the list cannot be read or is rejected.
    pub fn load(files: AccessFiles) -> Result<Self, AccessFileError> {
        let stamp = files.stamp();
        let current = ArcSwap::from_pointee(files.load()?);
        Ok(Self { files, current, stamp: ArcSwap::from_pointee(stamp) })
    }

    /// The list in use.
    pub fn current(&self) -> Arc<Access> {
        self.current.load_full()
    }

    /// Whether the holder of this key is let in today. `key` is the SHA-256 of the carrier's public key.
    pub fn admits(&self, key: &Digest, today: Day) -> bool {
        self.current.load().admits(key, today)
    }

    /// Reloads the list when its files have changed. Returns the new list, or `None` if the list in use stays.
    ///
    /// # Errors
    /// When the new files are rejected. The old list stays in use.
    pub fn reload(&self) -> Result<Option<Arc<Access>>, AccessFileError> {
        let stamp = self.files.stamp();
        if stamp.is_none() || stamp == **self.stamp.load() {
            return Ok(None);
        }
        self.stamp.store(Arc::new(stamp));
        let new = self.files.load()?;
        let newer = new.replaces(&self.current())?;
        if newer {
            self.current.store(Arc::new(new));
        }
        Ok(newer.then(|| self.current()))
    }
}
