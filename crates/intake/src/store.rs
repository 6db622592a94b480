//! The store: ciphertext and what is needed to hand it over, nothing else. The only place with SQL.
//!
//! | file | what |
//! |---|---|
//! | [`writer`] | the one committing writer: whatever waits is committed together, and only then answered |
//! | [`blobs`] | sealed tips too large for a row |
//! | [`handover`] | what export and ingest read and change |
//! | [`mailbox`] | mailboxes, and the sealed items that wait in them |
//! | [`uploads`] | sealed leads that arrive in pieces |
//! | [`upkeep`] | erasure, orphans, the nightly rewrite |
//!
//! Blob first, row second, code last: a crash leaves at most a blob without a row, which is swept.

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

/// Sealed tips up to this many bytes lie in their row.
pub const ROW_BYTES: u64 = 64 * 1024;

/// SQLite's file system on Unix that gives one process the whole database, and needs no shared memory.
const ALONE: &str = "unix-excl";

/// How often a database is tried that this process is to have alone, and the pause between.
const ALONE_TRIES: u32 = 40;
const ALONE_PAUSE: Duration = Duration::from_millis(50);

/// Where the store lies, and how full its disk may get.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// The folder of database and blobs.
    pub folder: PathBuf,
    /// Bytes that stay free on its disk.
    pub least_free_bytes: u64,
}

/// Why the store cannot do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, or would be fuller than settings allow.
    #[error("the store is full")]
    Full,
    /// The database failed. Its text holds no value of a row.
    #[error("the store's database failed: {0}")]
    Database(#[source] sqlx::Error),
    /// The database is of a newer version, or broken.
    #[error("the store's database cannot be brought up to date: {0}")]
    Migrate(#[from] MigrateError),
    /// A blob could not be written or read.
    #[error("the store's blobs failed: {0}")]
    Blob(String),
    /// A value in the database is not what this version writes.
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
    /// Its folder cannot be written to, or its file system has no locks.
    #[error("the store cannot be opened: {0}")]
    Folder(String),
    /// Another process has the database to itself.
    #[error(
        "the store is held by another process; a server that was started on a full disk holds it alone until there is room: free some space, wait a minute, then run this again"
    )]
    Held,
    /// The writer is gone; the process is stopping.
    #[error("the store is closing")]
    Closing,
}

/// A size or a count as the database keeps it.
fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Damaged("a size or a count is negative"))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| Some(error.code()?.into_owned()));
        match code.as_deref() {
            // SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log.
            Some("13" | "4874") => Self::Full,
            // SQLITE_BUSY, after the whole of the time-out.
            Some("5") => Self::Held,
            _ => Self::Database(error),
        }
    }
}

/// A sealed tip on its way into the store.
pub struct NewTip {
    /// As the server names it.
    pub id: TipId,
    /// Equal for the same form sent twice.
    pub submission: SubmissionId,
    /// Bytes of the sealed file.
    pub size: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
    /// The sealed file.
    pub sealed: Sealed,
    /// The roster issue whose keys it is sealed to.
    pub roster_issue: u32,
    /// The month after which it may go.
    pub expires: Month,
    /// The mailbox that it opens; none for a follow-up, which comes from one.
    pub mailbox: Option<NewMailbox>,
}

/// A mailbox on its way into the store.
pub struct NewMailbox {
    /// Its id.
    pub id: MailboxId,
    /// The month after which it goes.
    pub expires: Month,
}

/// Where the sealed bytes are.
pub enum Sealed {
    /// Here.
    Row(Vec<u8>),
    /// In the object store already, durable.
    Blob(PendingBlob),
}

/// What became of a tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// It is durable.
    New,
    /// This submission was filed before.
    Already,
}

/// The store. Several processes may have it open at once, unless it was opened on a full disk ([`Store::share_again`]).
pub struct Store {
    settings: StoreSettings,
    database: ArcSwap<Database>,
    blobs: Arc<Blobs>,
    last_collected: Mutex<Option<Day>>,
    seen: Mutex<BTreeSet<ItemId>>,
}

impl Store {
    /// Opens the store, and makes it where it is not there yet. Must be called within a tokio runtime.
    ///
    /// On a full disk, SQLite has no room for the file by which processes share the index of the write-ahead log. The store is then opened for this
    /// process alone, with the index in memory: what is in it can be read, and [`Self::share_again`] lets others in once there is room.
    ///
    /// # Errors
    /// The folder cannot be written to, its file system refuses locks, or the database cannot be opened or brought up to date.
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        Self::open_with(settings, true).await
    }

    /// As [`Self::open`]; on a full disk an error, so that a process that could do nothing there keeps out no server whose mailboxes could be read.
    ///
    /// # Errors
    /// As [`Self::open`], and [`StoreError::Full`].
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

    /// Lets other processes in, where the store was opened on a full disk and there is room by now. `Ok(true)` when it was.
    ///
    /// Requests of the moment in which the database changes hands fail.
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

    /// Files a tip; when this answers, it is durable.
    pub async fn file(&self, tip: NewTip) -> Result<Filed, StoreError> {
        let (id, is_blob) = (tip.id, matches!(tip.sealed, Sealed::Blob(_)));
        let filed = self.database.load_full().writer.file(tip).await;
        if is_blob && !matches!(filed, Ok(Filed::New)) {
            self.blobs.remove(&id).await?;
        }
        filed
    }

    /// Begins a blob; nothing of it is seen before [`BlobUpload::finish`].
    pub async fn begin_blob(&self, id: TipId) -> Result<BlobUpload, StoreError> {
        Blobs::begin(&self.blobs, id).await
    }

    /// Whether the disk has room for attachments.
    pub fn has_room(&self) -> bool {
        self.free_bytes().is_none_or(|free| free > self.settings.least_free_bytes)
    }

    /// Bytes that may be written before less is free than settings want; `None` where the system does not tell.
    pub fn spare_bytes(&self) -> Option<u64> {
        Some(self.free_bytes()?.saturating_sub(self.settings.least_free_bytes))
    }

    /// Whether so many bytes more leave as much free as settings want.
    pub fn has_room_for(&self, bytes: u64) -> bool {
        self.free_bytes().is_none_or(|free| free.saturating_sub(bytes) > self.settings.least_free_bytes)
    }

    /// Whether this submission was filed, be its tip erased since or not.
    pub async fn knows(&self, submission: &SubmissionId) -> Result<bool, StoreError> {
        let known: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM tip WHERE submission = ?1) + (SELECT count(*) FROM tombstone WHERE submission = ?1)",
        )
        .bind(submission.as_bytes().as_slice())
        .fetch_one(&self.readers())
        .await?;
        Ok(known > 0)
    }

    /// Whether the disk has room for words: attachments leave them a tenth of what is to stay free.
    pub fn has_room_for_text(&self) -> bool {
        self.free_bytes().is_none_or(|free| free > self.settings.least_free_bytes / 10)
    }

    /// Free bytes on the store's disk, where the system tells.
    pub fn free_bytes(&self) -> Option<u64> {
        let stat = rustix::fs::statvfs(&self.settings.folder).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// The store's folder.
    pub fn folder(&self) -> &Path {
        &self.settings.folder
    }

    /// The last day on which a desk's word came that it has tips.
    pub fn last_collected(&self) -> Option<Day> {
        *self.last_collected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads again what other processes may have changed.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let day = self.day("last-collected").await?;
        *self.last_collected.lock().unwrap_or_else(PoisonError::into_inner) = day;
        Ok(())
    }

    /// Waits until the database is closed and its write-ahead log is gone.
    pub async fn close(self) {
        self.database.load_full().close().await;
    }

    /// Whether no other connection can be opened, be it of this process.
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
        text.map(|day| day.parse().map_err(|_| StoreError::Damaged("a day is not one"))).transpose()
    }
}

/// The connections to the database.
struct Database {
    readers: SqlitePool,
    writer: Writer,
    /// No other process can open it.
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

    /// A connection that just failed closes in a thread of its own. As long as it lives, SQLite gives every connection of this process the file for
    /// which there is no room, so the first tries may fail.
    async fn open_alone(folder: &Path) -> Result<Self, StoreError> {
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
        // A sealed text tip is 32 KiB: few overflow pages, and a checkpoint every 16 MB of them.
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
    bytes.try_into().map(TipId::from_bytes).map_err(|_| StoreError::Damaged("a tip's id is not one"))
}

fn item_id(bytes: &[u8]) -> Result<ItemId, StoreError> {
    bytes.try_into().map(ItemId::from_bytes).map_err(|_| StoreError::Damaged("an item's id is not one"))
}

fn digest(bytes: &[u8]) -> Result<Digest, StoreError> {
    bytes.try_into().map(Digest::from_bytes).map_err(|_| StoreError::Damaged("a digest is not one"))
}

#[cfg(test)]
pub(crate) mod tests;
