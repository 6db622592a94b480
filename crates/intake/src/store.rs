//! The store: sealed tips, mailboxes and the server's records.
//!
//! It holds ciphertext and what is needed to hand it over, and nothing else. No other module contains SQL.
//!
//! | file | contents |
//! |---|---|
//! | `writer` | the only writer of tips: it commits all waiting tips together, then returns each result |
//! | `blobs` | sealed tips that are too large for a row |
//! | [`handover`] | the data that export and ingest read and change |
//! | [`mailbox`] | mailboxes, and the sealed items that wait in them |
//! | [`uploads`] | sealed leads that arrive in pieces |
//! | [`upkeep`] | erasure, orphans, the nightly rewrite |
//!
//! A tip's blob is written first, then its row, and only then is its code shown. So a crash leaves at most a blob
//! without a row, which the sweep removes.

pub(crate) mod blobs;
pub mod handover;
pub mod mailbox;
pub mod upkeep;
pub mod uploads;
mod writer;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use envelope::{Day, Digest, ItemId, MailboxId, Month, SubmissionId, TipId};
use sqlx::SqlitePool;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use blobs::Blobs;
pub use blobs::{BlobUpload, PendingBlob};
use writer::Writer;

/// The largest sealed tip that is kept in its row, in bytes. A larger tip becomes a blob.
pub const ROW_BYTES: u64 = 64 * 1024;

/// SQLite's Unix file system (VFS) that locks the database for one process and needs no shared memory.
const ALONE: &str = "unix-excl";

/// The number of attempts to open the database for this process alone. [`ALONE_PAUSE`] is the time between two.
const ALONE_TRIES: u32 = 40;
const ALONE_PAUSE: Duration = Duration::from_millis(50);

/// The store's folder, and the space to keep free on its disk.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// The folder that holds the database and the blobs.
    pub folder: PathBuf,
    /// The number of bytes to keep free on its disk.
    pub least_free_bytes: u64,
}

/// Reasons why the store cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, or would be fuller than the settings allow.
    #[error("the store is full")]
    Full,
    /// The database failed. The error text holds no value of a row.
    #[error("the store's database failed: {0}")]
    Database(#[source] sqlx::Error),
    /// The database was written by a newer version, or is broken.
    #[error("the store's database cannot be brought up to date: {0}")]
    Migrate(#[from] MigrateError),
    /// A blob could not be written or read.
    #[error("the store's blobs failed: {0}")]
    Blob(String),
    /// A value in the database is not one that this version writes.
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
    /// The folder cannot be written to, or its file system has no locks.
    #[error("the store cannot be opened: {0}")]
    Folder(String),
    /// Another process holds the database exclusively.
    #[error(
        "the store is held by another process; a server that was started on a full disk holds it alone until there is room: free some space, wait a minute, then run this again"
    )]
    Held,
    /// The writer has ended, because the process is stopping.
    #[error("the store is closing")]
    Closing,
}

/// Converts a size or a count from the database, which stores it signed.
fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Damaged("a size or a count is negative"))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| Some(error.code()?.into_owned()));
        match code.as_deref() {
            // These are SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: the disk has no room for the index of the write-ahead
            // log.
            Some("13" | "4874") => Self::Full,
            // This is SQLITE_BUSY: another process did not release the database in time.
            Some("5") => Self::Held,
            _ => Self::Database(error),
        }
    }
}

/// A sealed tip to be stored.
pub struct NewTip {
    /// The tip's id on this server.
    pub id: TipId,
    /// The id of the submitted form. It is equal when the same form is sent twice.
    pub submission: SubmissionId,
    /// The size of the sealed file, in bytes.
    pub size: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
    /// The sealed file.
    pub sealed: Sealed,
    /// The issue of the roster to whose keys the tip is sealed.
    pub roster_issue: u32,
    /// The last month in which the tip is kept.
    pub expires: Month,
    /// The new mailbox that the tip opens; `None` for a follow-up, which comes from a mailbox.
    pub mailbox: Option<NewMailbox>,
}

/// A mailbox to be stored.
pub struct NewMailbox {
    /// The mailbox's id.
    pub id: MailboxId,
    /// The last month in which the mailbox is kept.
    pub expires: Month,
}

/// The place of the sealed bytes.
pub enum Sealed {
    /// The bytes themselves, to be kept in the row.
    Row(Vec<u8>),
    /// A blob that is already durable.
    Blob(PendingBlob),
}

/// The outcome of storing a tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// The tip is durable.
    New,
    /// The submission was stored before; nothing changed.
    Already,
}

/// The store. Several processes can open it at once, unless one opened it on a full disk ([`Store::share_again`]).
pub struct Store {
    settings: StoreSettings,
    database: ArcSwap<Database>,
    blobs: Arc<Blobs>,
    last_collected: Mutex<Option<Day>>,
    seen: Mutex<BTreeSet<ItemId>>,
}

impl Store {
    /// Opens the store, and creates it if it does not exist. Must be called within a tokio runtime.
    ///
    /// On a full disk, SQLite has no room for the file in which processes share the index of the write-ahead log. Then
    /// the store opens for this process alone, with the index in memory. Its contents can be read, and
    /// [`Self::share_again`] admits other processes once there is room.
    ///
    /// # Errors
    /// When the folder cannot be written to, its file system refuses locks, or the database cannot be opened or
    /// migrated.
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        Self::open_with(settings, true).await
    }

    /// Opens the store like [`Self::open`], but fails on a full disk.
    ///
    /// On a full disk, opening the store locks out other processes. A process that cannot work on a full disk must not
    /// lock out a server that can still show mailboxes.
    ///
    /// # Errors
    /// As [`Self::open`], and [`StoreError::Full`] on a full disk.
    pub async fn open_shared(settings: &StoreSettings) -> Result<Self, StoreError> {
        Self::open_with(settings, false).await
    }

    async fn open_with(settings: &StoreSettings, alone_on_a_full_disk: bool) -> Result<Self, StoreError> {
        console::refuse_lockless(&settings.folder).map_err(|failure| {
            let next = failure.next.map(|next| format!("; {next}")).unwrap_or_default();
            StoreError::Folder(failure.message + &next)
        })?;
        let database = match Database::open(&settings.folder, false).await {
            Err(StoreError::Full) if alone_on_a_full_disk => Database::open_alone(&settings.folder).await?,
            other => other?,
        };
        let blobs = Arc::new(Blobs::open(&settings.folder.join("blobs"))?);
        let (last_collected, seen) = (Mutex::new(None), Mutex::default());
        let database = ArcSwap::from_pointee(database);
        let store = Self { settings: settings.clone(), database, blobs, last_collected, seen };
        store.refresh().await?;
        Ok(store)
    }

    /// Admits other processes to a store that was opened on a full disk, once there is room.
    ///
    /// Returns `true` if other processes can now open the store. Requests that use the database during the switch fail.
    ///
    /// # Errors
    /// When the database cannot be opened again. The store then stays open for this process alone, if possible.
    pub async fn share_again(&self) -> Result<bool, StoreError> {
        let held = self.database.load_full();
        if !held.alone || !self.has_room_for_text() {
            return Ok(false);
        }
        held.close().await;
        let shared = Database::open(&self.settings.folder, false).await;
        let (database, result) = match shared {
            Ok(shared) => (shared, Ok(true)),
            Err(error) => (Database::open_alone(&self.settings.folder).await?, Err(error)),
        };
        self.database.store(Arc::new(database));
        result
    }

    /// Stores a tip. When this returns, the tip is durable.
    ///
    /// # Errors
    /// When the disk is full, the database or a blob fails, or the store is closing.
    pub async fn file(&self, tip: NewTip) -> Result<Filed, StoreError> {
        let (id, is_blob) = (tip.id, matches!(tip.sealed, Sealed::Blob(_)));
        let filed = self.database.load_full().writer.file(tip).await;
        if is_blob && !matches!(filed, Ok(Filed::New)) {
            self.blobs.remove(&id).await?;
        }
        filed
    }

    /// Begins a blob. It does not exist for readers until [`BlobUpload::finish`].
    ///
    /// # Errors
    /// When the blob cannot be created.
    pub async fn begin_blob(&self, id: TipId) -> Result<BlobUpload, StoreError> {
        Blobs::begin(&self.blobs, id).await
    }

    /// Whether the disk has room for attachments.
    pub fn has_room(&self) -> bool {
        self.free_bytes().is_none_or(|free| free > self.settings.least_free_bytes)
    }

    /// The number of bytes that can be written before less than [`StoreSettings::least_free_bytes`] is free; `None` if
    /// the system does not report free space.
    pub fn spare_bytes(&self) -> Option<u64> {
        Some(self.free_bytes()?.saturating_sub(self.settings.least_free_bytes))
    }

    /// Whether [`StoreSettings::least_free_bytes`] remain free after this many more bytes.
    pub fn has_room_for(&self, bytes: u64) -> bool {
        self.free_bytes().is_none_or(|free| free.saturating_sub(bytes) > self.settings.least_free_bytes)
    }

    /// Whether this submission was stored before, even if its tip has been erased since. Submissions of erased tips are
    /// remembered for some days.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn knows(&self, submission: &SubmissionId) -> Result<bool, StoreError> {
        let known: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM tip WHERE submission = ?1) + (SELECT count(*) FROM tombstone WHERE submission = ?1)",
        )
        .bind(submission.as_bytes().as_slice())
        .fetch_one(&self.readers())
        .await?;
        Ok(known > 0)
    }

    /// Whether the disk has room for text. Text may use all but a tenth of the space that attachments have to leave
    /// free.
    pub fn has_room_for_text(&self) -> bool {
        self.free_bytes().is_none_or(|free| free > self.settings.least_free_bytes / 10)
    }

    /// The number of free bytes on the store's disk; `None` if the system does not report it.
    pub fn free_bytes(&self) -> Option<u64> {
        let stat = rustix::fs::statvfs(&self.settings.folder).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// The store's folder.
    pub fn folder(&self) -> &Path {
        &self.settings.folder
    }

    /// The last day on which a desk confirmed that it received tips; `None` if no desk ever did.
    pub fn last_collected(&self) -> Option<Day> {
        *self.last_collected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads again the values that other processes may have changed.
    ///
    /// # Errors
    /// When the database cannot be read, or holds a malformed day.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let day = self.day("last-collected").await?;
        *self.last_collected.lock().unwrap_or_else(PoisonError::into_inner) = day;
        Ok(())
    }

    /// Closes the database. When this returns, its write-ahead log is gone.
    pub async fn close(self) {
        self.database.load_full().close().await;
    }

    /// Whether the database was opened for this process alone. Then no further connection can be opened, not even here.
    fn is_alone(&self) -> bool {
        self.database.load().alone
    }

    fn readers(&self) -> SqlitePool {
        self.database.load().readers.clone()
    }

    async fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT value FROM meta WHERE key = ?").bind(key).fetch_optional(&self.readers()).await?)
    }

    async fn day(&self, key: &str) -> Result<Option<Day>, StoreError> {
        let text = self.meta(key).await?;
        text.map(|day| day.parse().map_err(|_| StoreError::Damaged("a day is malformed"))).transpose()
    }
}

/// The connections to the database.
struct Database {
    readers: SqlitePool,
    writer: Writer,
    /// Whether other processes are locked out.
    alone: bool,
}

impl Database {
    async fn open(folder: &Path, alone: bool) -> Result<Self, StoreError> {
        let mut options = connect_options(folder);
        if alone {
            options = options.vfs(ALONE);
        }
        let readers = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::migrate!("./migrations").run(&readers).await.map_err(|error| match error {
            MigrateError::Execute(error) => error.into(),
            error => StoreError::Migrate(error),
        })?;
        let writer = Writer::start(readers.acquire().await?.detach());
        Ok(Self { readers, writer, alone })
    }

    /// Opens the database so that only this process can use it.
    async fn open_alone(folder: &Path) -> Result<Self, StoreError> {
        // A connection that has just failed is closed by another thread. Until then, SQLite still uses the shared file,
        // for which there is no room, in every connection of this process. So the first attempts may fail.
        for _ in 0..ALONE_TRIES {
            match Self::open(folder, true).await {
                Err(StoreError::Full) => tokio::time::sleep(ALONE_PAUSE).await,
                other => return other,
            }
        }
        Self::open(folder, true).await
    }

    async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

fn connect_options(folder: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(folder.join("store.db"))
        .create_if_missing(true)
        // A sealed tip of text has 32 KiB. With pages of 16 KiB it needs few overflow pages, and the log is written
        // back into the database after every 16 MB.
        .page_size(16 * 1024)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(60))
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("journal_size_limit", "0")
}

fn tip_id(bytes: &[u8]) -> Result<TipId, StoreError> {
    bytes.try_into().map(TipId::from_bytes).map_err(|_| StoreError::Damaged("a tip's id is malformed"))
}

fn item_id(bytes: &[u8]) -> Result<ItemId, StoreError> {
    bytes.try_into().map(ItemId::from_bytes).map_err(|_| StoreError::Damaged("an item's id is malformed"))
}

fn digest(bytes: &[u8]) -> Result<Digest, StoreError> {
    bytes.try_into().map(Digest::from_bytes).map_err(|_| StoreError::Damaged("a digest is malformed"))
}

#[cfg(test)]
pub(crate) mod tests;
