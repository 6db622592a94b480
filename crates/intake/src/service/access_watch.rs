//! Who may carry, read again when its files change; an older list never comes back.

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

/// Why there is no list of carriers.
#[derive(Debug, thiserror::Error)]
pub enum AccessFileError {
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is refused.
    #[error(transparent)]
    Access(#[from] AccessError),
}

/// Where `access.json` lies, and by whose word it holds.
pub struct AccessFiles {
    /// `access.json`; its signature lies beside it.
    pub access: PathBuf,
    /// The pinned root key.
    pub root: VerifyingKey<Root>,
    /// This line.
    pub site: SiteId,
}

impl AccessFiles {
    /// The list, verified.
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

/// `intake access`: puts a list in the place of the present one, if root signed it and it is newer.
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
    // A crash between the two leaves a pair that does not fit: a server that runs keeps the old list, and one that starts refuses to, until this is run
    // again.
    write(&beside(&files.access), access.signature().as_bytes())?;
    write(&files.access, access.bytes())?;
    Ok(access)
}

/// Refuses a list that is older than one that was in use: a laptop that was withdrawn would be let in again. What is newer is remembered.
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

/// The list in use.
pub struct AccessWatch {
    files: AccessFiles,
    current: ArcSwap<Access>,
    stamp: ArcSwap<Option<(SystemTime, SystemTime)>>,
}

impl AccessWatch {
    /// Reads it for the first time.
    pub fn load(files: AccessFiles) -> Result<Self, AccessFileError> {
        let stamp = files.stamp();
        let current = ArcSwap::from_pointee(files.load()?);
        Ok(Self { files, current, stamp: ArcSwap::from_pointee(stamp) })
    }

    /// The list in use.
    pub fn current(&self) -> Arc<Access> {
        self.current.load_full()
    }

    /// Whether whoever proves to have this key is let in today.
    pub fn admits(&self, key: &Digest, today: Day) -> bool {
        self.current.load().admits(key, today)
    }

    /// Reads it again when its files changed; the new list, if another one is in use now.
    ///
    /// # Errors
    /// The new files are refused: the old list stays in use.
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
