//! The data that export and ingest read and change.

use std::io::{self, Cursor, Read};

use envelope::bundle::{Applied, BundleTip};
use envelope::dispatch::Listed;
use envelope::{Day, Digest, Epoch, ItemId, MailboxId, Month, TipId};
use rand::CryptoRng;
use sqlx::{Connection, Row};

use super::{Store, StoreError, digest, tip_id, unsigned};

/// Days after which a fetched bundle counts as lost if no desk has confirmed its tips. From then on, these tips count
/// as waiting again.
const STICK_DAYS: i64 = 3;

/// The tips that an export includes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// All tips that no desk has received.
    NotReceived,
    /// The tips that no desk has received and that no bundle up to this number listed.
    Since(u32),
    /// All tips that are not erased.
    All,
}

/// Numbers of tips and erasures in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// The number of tips that no desk has received.
    pub waiting: u64,
    /// The number of tips that a desk has received.
    pub received: u64,
    /// The number of erasures that will be carried out on their day.
    pub scheduled: u64,
    /// The number of erasures that are held until `intake ingest --confirm`.
    pub held: u64,
}

/// The contents of a dispatch, to be applied to the store.
pub struct DispatchLists<'a> {
    /// The desk, number and digest of the dispatch.
    pub applied: &'a Applied,
    /// The desk's label, which stays the same when its key changes.
    pub label: &'a str,
    /// Tips that the desk has received.
    pub received: &'a [Listed],
    /// Tips that may be erased.
    pub erase: &'a [Listed],
    /// The day on which the tips in `erase` are to be erased.
    pub due: Day,
    /// Whether the erasure of the tips in `erase` is held until `intake ingest --confirm`.
    pub hold: bool,
    /// Today's date.
    pub today: Day,
    /// The mailbox items that the desk sends.
    pub items: Vec<super::mailbox::NewItem<'a>>,
    /// The mailbox items that the desk withdraws.
    pub withdrawn: &'a [ItemId],
    /// Mailboxes to open, for tips that reached a desk without the server.
    pub opens: &'a [MailboxId],
    /// The last month in which the mailboxes in `opens` are kept.
    pub opens_until: Month,
}

impl Store {
    /// The epoch of this store's bundles. The first call chooses it.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn epoch(&self, rng: &mut impl CryptoRng) -> Result<Epoch, StoreError> {
        let fresh = Epoch::random(rng).to_string();
        sqlx::query("INSERT INTO meta (key, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING")
            .bind(fresh)
            .execute(&self.readers())
            .await?;
        let text = self.meta("epoch").await?.ok_or(StoreError::Damaged("there is no epoch"))?;
        text.parse().map_err(|_| StoreError::Damaged("the epoch is malformed"))
    }

    /// The number and digest of the last bundle; `None` before the first one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn last_bundle(&self) -> Result<Option<(u32, Digest)>, StoreError> {
        let row = sqlx::query("SELECT number, digest FROM bundle ORDER BY number DESC LIMIT 1")
            .fetch_optional(&self.readers())
            .await?;
        row.map(|row| Ok((row.try_get(0)?, digest(row.try_get(1)?)?))).transpose()
    }

    /// The tips that an export includes. Tips that no bundle has listed come first.
    ///
    /// In the returned list, all tips have volume 1; the caller then assigns the volumes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tips(&self, selection: Selection) -> Result<Vec<BundleTip>, StoreError> {
        let (all, since) = match selection {
            Selection::All => (true, i64::MAX),
            Selection::NotReceived => (false, -1),
            Selection::Since(number) => (false, i64::from(number)),
        };
        let rows = sqlx::query(
            "SELECT id, size, sha256, roster_issue FROM tip
             WHERE ?1 OR (received = 0 AND (?2 < 0 OR first_bundle IS NULL OR first_bundle > ?2))
             ORDER BY first_bundle IS NOT NULL, size",
        )
        .bind(all)
        .bind(since)
        .fetch_all(&self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(BundleTip {
                    id: tip_id(row.try_get(0)?)?,
                    size: unsigned(row.try_get(1)?)?,
                    sha256: digest(row.try_get(2)?)?,
                    roster_issue: row.try_get(3)?,
                    volume: 1,
                })
            })
            .collect()
    }

    /// Whether a tip's bytes are present, judged by their size alone.
    pub fn is_there(&self, tip: &BundleTip) -> bool {
        tip.size <= super::ROW_BYTES || self.blobs.is_whole(&tip.id, tip.size)
    }

    /// Opens a tip's sealed bytes for reading.
    ///
    /// # Errors
    /// When the tip has been erased, or the database or its blob cannot be read.
    pub async fn sealed(&self, id: &TipId) -> Result<Box<dyn Read + Send>, StoreError> {
        let row: Option<Option<Vec<u8>>> = sqlx::query_scalar("SELECT sealed FROM tip WHERE id = ?")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&self.readers())
            .await?;
        match row {
            Some(Some(bytes)) => Ok(Box::new(Cursor::new(bytes))),
            Some(None) => {
                Ok(Box::new(self.blobs.open_file(id).map_err(|error: io::Error| super::blobs::fault(&error))?))
            }
            None => Err(StoreError::Damaged("a tip was erased while it was exported")),
        }
    }

    /// Adds a bundle to the chain, and records its number with each of its tips that no earlier bundle listed.
    ///
    /// # Errors
    /// When the number is taken, or the database cannot be written.
    pub async fn add_bundle(&self, number: u32, digest: &Digest, tips: &[BundleTip]) -> Result<(), StoreError> {
        let mut connection = self.readers().acquire().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("INSERT INTO bundle (number, digest) VALUES (?, ?)")
            .bind(number)
            .bind(digest.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        for tip in tips {
            sqlx::query("UPDATE tip SET first_bundle = ?1 WHERE id = ?2 AND first_bundle IS NULL")
                .bind(number)
                .bind(tip.id.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The last applied dispatch of each desk.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn applied(&self) -> Result<Vec<Applied>, StoreError> {
        let rows = sqlx::query("SELECT desk, number, digest FROM applied").fetch_all(&self.readers()).await?;
        rows.iter()
            .map(|row| {
                let desk: &str = row.try_get(0)?;
                let desk = desk.parse().map_err(|_| StoreError::Damaged("a desk key is malformed"))?;
                Ok(Applied { desk, number: row.try_get(1)?, digest: digest(row.try_get(2)?)? })
            })
            .collect()
    }

    /// Applies a dispatch in one transaction, and returns the number of mailbox items that were added.
    ///
    /// An entry of a list has no effect if its digest differs from that of the stored tip.
    ///
    /// # Errors
    /// When the database cannot be written. Nothing is applied then.
    pub async fn apply(&self, application: DispatchLists<'_>) -> Result<u64, StoreError> {
        let mut connection = self.readers().acquire().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        for tip in application.received.iter().chain(application.erase) {
            sqlx::query("UPDATE tip SET received = 1 WHERE id = ? AND sha256 = ?")
                .bind(tip.id.as_bytes().as_slice())
                .bind(tip.sha256.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        for tip in application.erase {
            sqlx::query(
                "INSERT INTO erasure (tip, sha256, due, held, desk)
                 SELECT id, sha256, ?3, ?4, ?5 FROM tip WHERE id = ?1 AND sha256 = ?2
                 ON CONFLICT (tip) DO NOTHING",
            )
            .bind(tip.id.as_bytes().as_slice())
            .bind(tip.sha256.as_bytes().as_slice())
            .bind(application.due.to_string())
            .bind(application.hold)
            .bind(application.label)
            .execute(&mut *transaction)
            .await?;
        }
        for mailbox in application.opens {
            sqlx::query("INSERT INTO mailbox (id, expires) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(mailbox.as_bytes().as_slice())
                .bind(application.opens_until.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        let added = super::mailbox::add_items(&mut transaction, &application.items, application.label).await?;
        super::mailbox::withdraw(&mut transaction, application.withdrawn, application.label).await?;
        let applied = application.applied;
        sqlx::query(
            "INSERT INTO applied (desk, number, digest) VALUES (?1, ?2, ?3)
             ON CONFLICT (desk) DO UPDATE SET number = ?2, digest = ?3",
        )
        .bind(applied.desk.to_string())
        .bind(applied.number)
        .bind(applied.digest.as_bytes().as_slice())
        .execute(&mut *transaction)
        .await?;
        if !application.received.is_empty() {
            set_meta(&mut transaction, "last-collected", &application.today.to_string()).await?;
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// Counts tips, to judge whether an erasure is unusually large.
    ///
    /// Returns three numbers: of `tips`, those that are stored with an equal digest and not yet scheduled for erasure;
    /// erasures already scheduled for the day `due`; all stored tips.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn erasable(&self, tips: &[Listed], due: Day) -> Result<(u64, u64, u64), StoreError> {
        let mut erasable = 0;
        for tip in tips {
            let here: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM tip WHERE id = ?1 AND sha256 = ?2 AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.tip = ?1)",
            )
            .bind(tip.id.as_bytes().as_slice())
            .bind(tip.sha256.as_bytes().as_slice())
            .fetch_one(&self.readers())
            .await?;
            erasable += unsigned(here)?;
        }
        let all: i64 = sqlx::query_scalar("SELECT count(*) FROM tip").fetch_one(&self.readers()).await?;
        let scheduled: i64 = sqlx::query_scalar("SELECT count(*) FROM erasure WHERE due = ?")
            .bind(due.to_string())
            .fetch_one(&self.readers())
            .await?;
        Ok((erasable, unsigned(scheduled)?, unsigned(all)?))
    }

    /// Releases the held erasures that a desk asked for, and returns their number.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn confirm_erasures(&self, label: &str) -> Result<u64, StoreError> {
        let done = sqlx::query("UPDATE erasure SET held = 0 WHERE held = 1 AND desk = ?")
            .bind(label)
            .execute(&self.readers())
            .await?;
        Ok(done.rows_affected())
    }

    /// Counts the tips and erasures in the store.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM tip WHERE received = 0), (SELECT count(*) FROM tip WHERE received = 1),
                    (SELECT count(*) FROM erasure WHERE held = 0), (SELECT count(*) FROM erasure WHERE held = 1)",
        )
        .fetch_one(&self.readers())
        .await?;
        let count = |at: usize| unsigned(row.try_get(at)?);
        Ok(Counts { waiting: count(0)?, received: count(1)?, scheduled: count(2)?, held: count(3)? })
    }

    /// The newest roster that was in use, as its issue and the SHA-256 of its bytes; `None` before the first one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest_roster(&self) -> Result<Option<(u32, Digest)>, StoreError> {
        let Some(text) = self.meta("newest-roster").await? else { return Ok(None) };
        let parts = text.split_once(' ').and_then(|(issue, digest)| Some((issue.parse().ok()?, digest.parse().ok()?)));
        parts.map(Some).ok_or(StoreError::Damaged("the record of the newest roster"))
    }

    /// Records the roster in use.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn saw_roster(&self, issue: u32, digest: &Digest) -> Result<(), StoreError> {
        let mut connection = self.readers().acquire().await?;
        set_meta(&mut connection, "newest-roster", &format!("{issue} {digest}")).await
    }

    /// The newest access list that was in use, as its issue and the SHA-256 of its bytes; `None` before the first one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest_access(&self) -> Result<Option<(u32, Digest)>, StoreError> {
        let Some(text) = self.meta("newest-access").await? else { return Ok(None) };
        let parts = text.split_once(' ').and_then(|(issue, digest)| Some((issue.parse().ok()?, digest.parse().ok()?)));
        parts.map(Some).ok_or(StoreError::Damaged("the record of the newest list of carriers"))
    }

    /// Records the access list in use.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn saw_access(&self, issue: u32, digest: &Digest) -> Result<(), StoreError> {
        let mut connection = self.readers().acquire().await?;
        set_meta(&mut connection, "newest-access", &format!("{issue} {digest}")).await
    }

    /// Whether a carrier should come: whether there is a tip that no bundle has listed, or one that was fetched on a
    /// stick which may be lost.
    ///
    /// A stick may be lost if the last fetch was some days ago, and no desk has confirmed the tip since.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn something_waits(&self, today: Day) -> Result<bool, StoreError> {
        let fetched = self.day("last-fetched").await?;
        let overdue = fetched.is_none_or(|fetched| today.days_since(fetched) >= STICK_DAYS);
        let found: i64 =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM tip WHERE received = 0 AND (first_bundle IS NULL OR ?))")
                .bind(overdue)
                .fetch_one(&self.readers())
                .await?;
        Ok(found > 0)
    }

    /// Records the day on which a carrier fetched a bundle.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn saw_fetched(&self, today: Day) -> Result<(), StoreError> {
        let mut connection = self.readers().acquire().await?;
        set_meta(&mut connection, "last-fetched", &today.to_string()).await
    }

    /// The newest signed day that this store has recorded; `None` before the first one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest_day(&self) -> Result<Option<Day>, StoreError> {
        self.day("newest-day").await
    }

    /// Records a signed day, if it is newer than the recorded one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn saw_day(&self, day: Day) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ('newest-day', ?1) ON CONFLICT (key) DO UPDATE SET value = max(value, ?1)",
        )
        .bind(day.to_string())
        .execute(&self.readers())
        .await?;
        Ok(())
    }
}

pub(super) async fn set_meta(
    connection: &mut sqlx::SqliteConnection,
    key: &str,
    value: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")
        .bind(key)
        .bind(value)
        .execute(connection)
        .await?;
    Ok(())
}
