//! Erasure of tips, removal of orphaned blobs, and the nightly rewrite.

use std::fs;

use envelope::Day;
use sqlx::{ConnectOptions, Connection, Executor, Row};

use super::handover::set_meta;
use super::{Store, StoreError, blobs, connect_options, tip_id};

/// The largest database, and the largest total of blobs, that is rewritten every night, in bytes. A rewrite removes the
/// traces of the order of arrival.
const REWRITE_BELOW: u64 = 2 * 1024 * 1024 * 1024;

/// Days for which a submission is remembered after its tip is erased. Until then, the same form or lead could be sent
/// again: a form for 24 hours, a lead for some days.
const TOMBSTONE_DAYS: i64 = envelope::lead::HALF_DAYS + 2;

impl Store {
    /// Erases tips whose erasure is due, and returns their number.
    ///
    /// Their rows are overwritten, their blobs deleted, and the write-ahead log is emptied.
    ///
    /// # Errors
    /// When the database cannot be written, or a blob cannot be deleted.
    pub async fn erase_due(&self, today: Day) -> Result<usize, StoreError> {
        let mut connection = self.readers().acquire().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let due = sqlx::query(
            "SELECT tip.id, tip.submission, tip.sealed IS NULL FROM erasure JOIN tip ON tip.id = erasure.tip AND tip.sha256 = erasure.sha256
             WHERE erasure.held = 0 AND erasure.due <= ?",
        )
        .bind(today.to_string())
        .fetch_all(&mut *transaction)
        .await?;
        let mut blobs = Vec::new();
        for row in &due {
            let id: &[u8] = row.try_get(0)?;
            sqlx::query("INSERT INTO tombstone (submission, until) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(row.try_get::<&[u8], _>(1)?)
                .bind(today.plus(TOMBSTONE_DAYS).to_string())
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM tip WHERE id = ?").bind(id).execute(&mut *transaction).await?;
            if row.try_get(2)? {
                blobs.push(tip_id(id)?);
            }
        }
        sqlx::query("DELETE FROM erasure WHERE held = 0 AND due <= ?")
            .bind(today.to_string())
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM tombstone WHERE until < ?").bind(today.to_string()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        for id in &blobs {
            self.blobs.remove(id).await?;
        }
        if !due.is_empty() {
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(due.len())
    }

    /// Erases tips whose last month is before the month of `signed`.
    ///
    /// `signed` is the newest day in a desk's or root's signature, not the clock's, so that nothing is erased when the
    /// clock jumps ahead. Returns the number of erased tips, and the number of expired tips that no desk ever received.
    ///
    /// # Errors
    /// When the database cannot be written, or a blob cannot be deleted.
    pub async fn erase_expired(&self, signed: Day) -> Result<(usize, usize), StoreError> {
        let rows = sqlx::query("SELECT id, sha256, received FROM tip WHERE expires < ?")
            .bind(signed.month().to_string())
            .fetch_all(&self.readers())
            .await?;
        if rows.is_empty() {
            return Ok((0, 0));
        }
        let mut transaction = self.readers().begin().await?;
        let mut uncollected = 0;
        for row in &rows {
            uncollected += usize::from(!row.try_get::<bool, _>(2)?);
            sqlx::query("INSERT INTO erasure (tip, sha256, due, held) VALUES (?1, ?2, ?3, 0) ON CONFLICT (tip) DO UPDATE SET sha256 = ?2, due = ?3, held = 0")
                .bind(row.try_get::<&[u8], _>(0)?)
                .bind(row.try_get::<&[u8], _>(1)?)
                .bind(signed.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok((self.erase_due(signed).await?, uncollected))
    }

    /// Removes blobs that have no row, and returns their number. A crash between blob and row leaves such an orphan.
    ///
    /// Only the process that takes tips may call this.
    ///
    /// # Errors
    /// When the database cannot be read, or a blob cannot be listed or deleted.
    pub async fn sweep_orphans(&self) -> Result<usize, StoreError> {
        let (whole, halves) = self.blobs.list()?;
        let mut removed = halves.len();
        for half in &halves {
            fs::remove_file(half).map_err(|error| blobs::fault(&error))?;
        }
        for id in whole {
            let known: i64 = sqlx::query_scalar("SELECT count(*) FROM tip WHERE id = ?")
                .bind(id.as_bytes().as_slice())
                .fetch_one(&self.readers())
                .await?;
            if known == 0 {
                self.blobs.remove(&id).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Rewrites the database and the blobs once a day, so that neither the place of a page nor a file's time tells the
    /// order of arrival.
    ///
    /// Returns `false` without a rewrite if it was done `today`, the database is too large, or the store was opened for
    /// this process alone.
    ///
    /// # Errors
    /// When the database or a blob cannot be rewritten.
    pub async fn rewrite_nightly(&self, today: Day) -> Result<bool, StoreError> {
        let last = self.day("last-rewrite").await?;
        let size = fs::metadata(self.settings.folder.join("store.db")).map_err(|error| blobs::fault(&error))?.len();
        if last == Some(today) || size > REWRITE_BELOW || self.is_alone() {
            return Ok(false);
        }
        // On this connection, VACUUM writes its copy to an unnamed file in the store's folder instead of memory. The copy
        // holds ciphertext only.
        let folder = self.settings.folder.to_string_lossy().replace('\'', "''");
        let mut own = connect_options(&self.settings.folder)
            .pragma("temp_store", "FILE")
            // The folder has to be named, because the process has access to no other folder.
            .pragma("temp_store_directory", format!("'{folder}'"))
            .connect()
            .await?;
        own.execute("VACUUM").await?;
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        own.close().await?;
        let blobs = std::sync::Arc::clone(&self.blobs);
        tokio::task::spawn_blocking(move || blobs.rewrite(REWRITE_BELOW)).await.map_err(|_| StoreError::Closing)??;
        let mut connection = self.readers().acquire().await?;
        set_meta(&mut connection, "last-rewrite", &today.to_string()).await?;
        Ok(true)
    }

    /// Reads every sealed tip and compares its digest. Returns the number of tips that differ or are missing.
    ///
    /// # Errors
    /// When the database cannot be read, or fails SQLite's integrity check.
    pub async fn verify(&self) -> Result<usize, StoreError> {
        let mut wrong = 0;
        for tip in self.tips(super::handover::Selection::All).await? {
            let mut hasher = envelope::Hasher::new();
            let read = match self.sealed(&tip.id).await {
                Ok(mut sealed) => std::io::copy(&mut sealed, &mut hasher).is_ok(),
                Err(_) => false,
            };
            if !read || hasher.size() != tip.size || hasher.digest() != tip.sha256 {
                wrong += 1;
            }
        }
        let sound: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&self.readers()).await?;
        if sound == "ok" { Ok(wrong) } else { Err(StoreError::Damaged("its database fails SQLite's own check")) }
    }
}
