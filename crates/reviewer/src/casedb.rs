//! The encrypted case database: the only place with SQL.
//!
//! | file | contents |
//! |---|---|
//! | [`cases`] | tips, files and notes; list and show |
//! | [`queue`] | the workbench's queue, saved views, counts |
//! | [`analysed`] | results of the analysis: entities and words |
//! | [`judged`] | signals of a tip, and the reviewers' verdicts on them |
//! | [`search`] | search by words and fields |
//! | [`marks`] | tags, assignment, ratings, translations, colleagues |
//! | [`probes`] | probes, and whether they arrived |
//! | [`damage`] | reading the intact rows of a damaged database |
//! | [`exchange`] | bundles, sites, quarantine, dispatches |
//! | [`mailbox`] | replies and notices to senders; follow-ups |
//! | [`audit`] | the hash-chained log |

pub mod analysed;
pub mod audit;
pub mod cases;
pub mod damage;
pub mod exchange;
pub mod judged;
pub mod mailbox;
pub mod marks;
pub mod probes;
pub mod queue;
pub mod search;

use std::path::Path;

use console::Failure;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};

use crate::vault::Vault;

/// All migrations of the tables, in order.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// An open case database. One command holds it at a time, and makes all of its changes in one transaction.
pub struct CaseDb {
    connection: SqliteConnection,
    /// Whether the tables have the structure of this version.
    current: bool,
}

/// The case database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CaseDbError {
    /// SQLite or SQLCipher returned an error.
    #[error("the case database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The database was migrated by a newer version of `reviewer`.
    #[error("this desk was opened by a newer version of reviewer before")]
    Newer,
    /// A migration failed.
    #[error("the case database cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// An entry of the log is missing, was changed, or lacks a valid signature.
    #[error("entry {number} of the audit log {what}")]
    Log {
        /// The entry's number; the first is 1.
        number: i64,
        /// The fault, as the predicate of a sentence about the entry.
        what: &'static str,
    },
    /// A stored value is not one that this version writes.
    #[error("the case database is damaged: {0}")]
    Damaged(&'static str),
}

/// Converts a stored size or count: SQLite's integers are signed.
fn unsigned(number: i64) -> Result<u64, CaseDbError> {
    u64::try_from(number).map_err(|_| CaseDbError::Damaged("a size or a count is negative"))
}

impl CaseDb {
    /// Opens `desk.db` in `folder`, and brings its tables up to date. With `create`, a missing file is created.
    ///
    /// # Errors
    /// When the file cannot be opened with this key, was migrated by a newer version, or cannot be brought up to
    /// date.
    pub async fn open(folder: &Path, vault: &Vault, create: bool) -> Result<Self, CaseDbError> {
        let mut connection = Self::connect(folder, vault, create).await?;
        match MIGRATIONS.run(&mut connection).await {
            Ok(()) => Ok(Self { connection, current: true }),
            // The database has a migration that this version does not know.
            Err(sqlx::migrate::MigrateError::VersionMissing(_) | sqlx::migrate::MigrateError::VersionTooNew(..)) => {
                Err(CaseDbError::Newer)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens `desk.db` in `folder` and leaves its tables as they are, because a migration may fail on a damaged
    /// database.
    ///
    /// # Errors
    /// When the file cannot be opened with this key, or was migrated by a newer version.
    pub async fn open_as_it_is(folder: &Path, vault: &Vault) -> Result<Self, CaseDbError> {
        let mut connection = Self::connect(folder, vault, false).await?;
        let newest = MIGRATIONS.iter().map(|migration| migration.version).max();
        // Other tables may be readable even where the list of migrations is not.
        let applied = sqlx::query_scalar::<_, Option<i64>>("SELECT max(version) FROM _sqlx_migrations");
        let applied = applied.fetch_one(&mut connection).await.ok().flatten();
        if applied > newest {
            return Err(CaseDbError::Newer);
        }
        Ok(Self { connection, current: applied == newest })
    }

    async fn connect(folder: &Path, vault: &Vault, create: bool) -> Result<SqliteConnection, CaseDbError> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("desk.db"))
            .create_if_missing(create)
            .pragma("key", vault.database_key().to_string())
            // With a rollback journal, the file is complete between commands, so that a backup can be a copy of the
            // file.
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY");
        Ok(options.connect().await?)
    }

    /// Returns whether the tables are those of this version. After [`Self::open_as_it_is`] they may be older.
    pub fn is_current(&self) -> bool {
        self.current
    }

    /// For tests that bring a desk into an earlier state.
    #[cfg(test)]
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Enlarges SQLite's page cache to 256 MiB, for the workbench, which reads the same pages again and again.
    ///
    /// # Errors
    /// When the database refuses the setting.
    pub async fn remember_pages(&mut self) -> Result<(), CaseDbError> {
        // A negative number is a size in KiB.
        self.connection.execute("PRAGMA cache_size = -262144").await?;
        Ok(())
    }

    /// Begins the command's one transaction.
    ///
    /// # Errors
    /// When the database cannot be written, or a transaction is open already.
    pub async fn begin(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("BEGIN IMMEDIATE").await?;
        Ok(())
    }

    /// Commits the changes since [`Self::begin`]. Closing the database without this call discards them.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn commit(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("COMMIT").await?;
        Ok(())
    }

    /// Reverts the changes since [`Self::begin`]. Does nothing where no transaction is open.
    ///
    /// # Errors
    /// Never at present: the result of the rollback is ignored.
    pub async fn roll_back(&mut self) -> Result<(), CaseDbError> {
        // Outside of a transaction SQLite returns an error, and there is nothing to revert.
        let _ = self.connection.execute("ROLLBACK").await;
        Ok(())
    }

    /// Sets a savepoint, so that later changes can be reverted without the rest of the transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("SAVEPOINT mark").await?;
        Ok(())
    }

    /// Reverts the changes since [`Self::mark`].
    ///
    /// # Errors
    /// When the database fails, or there is no savepoint.
    pub async fn back_to_mark(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("ROLLBACK TO mark").await?;
        self.release_mark().await
    }

    /// Keeps the changes since [`Self::mark`] in the transaction, which commits them later.
    ///
    /// # Errors
    /// When the database fails, or there is no savepoint.
    pub async fn release_mark(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("RELEASE mark").await?;
        Ok(())
    }

    /// Closes the file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close(self) -> Result<(), CaseDbError> {
        Ok(self.connection.close().await?)
    }

    /// Reads every page and checks it.
    ///
    /// # Errors
    /// When a page fails its check, or the database cannot be read.
    pub async fn verify(&mut self) -> Result<(), CaseDbError> {
        let broken = sqlx::query("PRAGMA cipher_integrity_check").fetch_all(&mut self.connection).await?;
        let sound: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut self.connection).await?;
        if broken.is_empty() && sound == "ok" { Ok(()) } else { Err(CaseDbError::Damaged("a page fails its check")) }
    }

    /// Returns the value stored under `key` in the table `meta`; `None` if there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn meta(&mut self, key: &str) -> Result<Option<String>, CaseDbError> {
        let value = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?").bind(key);
        Ok(value.fetch_optional(&mut self.connection).await?)
    }

    /// Stores `value` under `key` in the table `meta`, in place of any earlier value.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_meta(&mut self, key: &str, value: &str) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")
            .bind(key)
            .bind(value)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }
}

impl CaseDbError {
    /// Returns whether the contents of the file are at fault, rather than the disk, another program or this version.
    /// Trying again does not help then.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Database(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => true,
            // A page that fails its check causes several different result codes.
            Self::Database(sqlx::Error::Database(_)) => self
                .code()
                .is_some_and(|code| ![PERMISSION, BUSY, LOCKED, READ_ONLY, FULL, CANNOT_OPEN].contains(&code)),
            _ => false,
        }
    }

    /// SQLite's primary result code, the lowest byte of the code: <https://www.sqlite.org/rescode.html>.
    fn code(&self) -> Option<u32> {
        let Self::Database(sqlx::Error::Database(inner)) = self else { return None };
        inner.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff)
    }
}

impl From<CaseDbError> for Failure {
    fn from(error: CaseDbError) -> Self {
        let next = match (&error, error.code()) {
            (CaseDbError::Newer, _) => "open it with that version; nothing was changed",
            (_, Some(FULL)) => "free some space on this laptop's disk, then do it again",
            (CaseDbError::Damaged(_) | CaseDbError::Log { .. }, _)
            | (_, Some(OUT_OF_MEMORY | IO_ERROR | CORRUPT | NOT_A_DATABASE)) => {
                "run `reviewer verify`, which says what is lost; then restore the newest backup: `reviewer restore`"
            }
            _ => "do it once more; if it fails again, run `reviewer verify`",
        };
        Self::new(error.to_string()).next(next)
    }
}

const PERMISSION: u32 = 3;
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
/// SQLCipher returns this code for a page that fails its check.
const OUT_OF_MEMORY: u32 = 7;
const READ_ONLY: u32 = 8;
const IO_ERROR: u32 = 10;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const CANNOT_OPEN: u32 = 14;
const NOT_A_DATABASE: u32 = 26;

/// Adds advice for the user to an error of the case database. Returns any other error unchanged.
pub fn advise(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<CaseDbError>() {
        Ok(error) => Failure::from(error).into(),
        Err(error) => error,
    }
}
