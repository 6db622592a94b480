//! The encrypted case database: the only place with SQL.
//!
//! | file | what |
//! |---|---|
//! | [`cases`] | tips, files, notes; list and show |
//! | [`queue`] | the workbench's queue, saved views, counts |
//! | [`analysed`] | what was read out of tips: entities, words |
//! | [`judged`] | what a tip's words say, and what reviewers say of that |
//! | [`search`] | finding cases by words and fields |
//! | [`marks`] | tags, assignment, ratings, translations, colleagues |
//! | [`probes`] | tips that were made up, and whether they came |
//! | [`damage`] | what can still be read of a damaged database |
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

/// Every change of the tables, in order.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// An open case database. One command holds it at a time; what a command changes is one transaction.
pub struct CaseDb {
    connection: SqliteConnection,
    /// Its tables are this version's.
    current: bool,
}

/// Why the case database cannot do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum CaseDbError {
    /// The database failed.
    #[error("the case database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// It is of a newer version.
    #[error("this desk was opened by a newer version of reviewer before")]
    Newer,
    /// It is broken.
    #[error("the case database cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// An entry of the log does not hold.
    #[error("entry {number} of the audit log {what}")]
    Log {
        /// Its number; the first is 1.
        number: i64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A value is not what this version writes.
    #[error("the case database is damaged: {0}")]
    Damaged(&'static str),
}

/// A size or a count as the database keeps it.
fn unsigned(number: i64) -> Result<u64, CaseDbError> {
    u64::try_from(number).map_err(|_| CaseDbError::Damaged("a size or a count is negative"))
}

impl CaseDb {
    /// Opens `desk.db` in `folder`, or makes it.
    pub async fn open(folder: &Path, vault: &Vault, create: bool) -> Result<Self, CaseDbError> {
        let mut connection = Self::connect(folder, vault, create).await?;
        match MIGRATIONS.run(&mut connection).await {
            Ok(()) => Ok(Self { connection, current: true }),
            // A migration was applied that this version does not have.
            Err(sqlx::migrate::MigrateError::VersionMissing(_) | sqlx::migrate::MigrateError::VersionTooNew(..)) => {
                Err(CaseDbError::Newer)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens `desk.db` in `folder` as it is, with whatever tables it has: a damaged one may not bear to be brought up to date.
    pub async fn open_as_it_is(folder: &Path, vault: &Vault) -> Result<Self, CaseDbError> {
        let mut connection = Self::connect(folder, vault, false).await?;
        let newest = MIGRATIONS.iter().map(|migration| migration.version).max();
        // Where the list of migrations cannot be read, the rest may be.
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
            // A rollback journal, so that the file is whole between commands and a backup is a copy of it.
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY");
        Ok(options.connect().await?)
    }

    /// Whether its tables are this version's: [`Self::open_as_it_is`] leaves older ones.
    pub fn is_current(&self) -> bool {
        self.current
    }

    /// For tests that put a desk into a state of before.
    #[cfg(test)]
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Memory for pages that were read: for the workbench, which reads the same ones again and again.
    pub async fn remember_pages(&mut self) -> Result<(), CaseDbError> {
        // 256 MiB.
        self.connection.execute("PRAGMA cache_size = -262144").await?;
        Ok(())
    }

    /// Begins the command's one transaction.
    pub async fn begin(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("BEGIN IMMEDIATE").await?;
        Ok(())
    }

    /// Makes durable what was changed since [`Self::begin`]. A database that is closed before forgets it.
    pub async fn commit(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("COMMIT").await?;
        Ok(())
    }

    /// Takes back what was changed since [`Self::begin`], if anything was begun.
    pub async fn roll_back(&mut self) -> Result<(), CaseDbError> {
        // Outside of a transaction SQLite says so, and nothing is to be done.
        let _ = self.connection.execute("ROLLBACK").await;
        Ok(())
    }

    /// Begins what may be taken back without the rest of the transaction.
    pub async fn mark(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("SAVEPOINT mark").await?;
        Ok(())
    }

    /// Takes back what was changed since [`Self::mark`].
    pub async fn back_to_mark(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("ROLLBACK TO mark").await?;
        self.release_mark().await
    }

    /// Keeps what was changed since [`Self::mark`], for the transaction to commit.
    pub async fn release_mark(&mut self) -> Result<(), CaseDbError> {
        self.connection.execute("RELEASE mark").await?;
        Ok(())
    }

    /// Closes the file.
    pub async fn close(self) -> Result<(), CaseDbError> {
        Ok(self.connection.close().await?)
    }

    /// Reads every page and checks it.
    pub async fn verify(&mut self) -> Result<(), CaseDbError> {
        let broken = sqlx::query("PRAGMA cipher_integrity_check").fetch_all(&mut self.connection).await?;
        let sound: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut self.connection).await?;
        if broken.is_empty() && sound == "ok" { Ok(()) } else { Err(CaseDbError::Damaged("a page fails its check")) }
    }

    /// A value by its name.
    pub async fn meta(&mut self, key: &str) -> Result<Option<String>, CaseDbError> {
        let value = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?").bind(key);
        Ok(value.fetch_optional(&mut self.connection).await?)
    }

    /// Sets a value.
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
    /// Whether what is in the file is at fault, rather than the disk, another program or this version: doing it again will not help.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Database(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => true,
            // A page that fails its check shows under several codes.
            Self::Database(sqlx::Error::Database(_)) => self
                .code()
                .is_some_and(|code| ![PERMISSION, BUSY, LOCKED, READ_ONLY, FULL, CANNOT_OPEN].contains(&code)),
            _ => false,
        }
    }

    /// SQLite's result code, <https://www.sqlite.org/rescode.html>; the lowest byte is the code itself.
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
/// SQLCipher's for a page that fails its check.
const OUT_OF_MEMORY: u32 = 7;
const READ_ONLY: u32 = 8;
const IO_ERROR: u32 = 10;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const CANNOT_OPEN: u32 = 14;
const NOT_A_DATABASE: u32 = 26;

/// An error as a person reads it: what the case database says gets its advice.
pub fn advise(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<CaseDbError>() {
        Ok(error) => Failure::from(error).into(),
        Err(error) => error,
    }
}
