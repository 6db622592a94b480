//! Mailboxes, and the sealed items that wait in them.
//!
//! No row links a mailbox to a tip. The record that an item was shown stays in memory until the next sweep, so that no
//! write to the disk reveals the moment of a visit.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use envelope::dispatch::DispatchItem;
use envelope::{Day, ItemId, MailboxId, Month};
use sqlx::{Connection, Row, SqliteConnection};

use super::{Store, StoreError, item_id};

/// An item that waits in a mailbox.
pub struct WaitingItem {
    /// The id that the desk gave the item.
    pub id: ItemId,
    /// The bytes of the item, sealed to the mailbox.
    pub sealed: Vec<u8>,
}

/// A mailbox item of a dispatch, to be stored.
pub struct NewItem<'a> {
    /// The item's entry in the dispatch, which names the mailbox.
    pub listed: &'a DispatchItem,
    /// The bytes of the item, sealed to the mailbox.
    pub sealed: &'a [u8],
    /// The last month in which the item is kept, whether it was read or not.
    pub expires: Month,
}

/// The most items of one mailbox that are read. So many items have about 6 MiB together.
const MAX_ITEMS: u32 = 200;

/// How many items can be recorded in memory as shown. If there are more, an item is recorded only when it is shown
/// again.
const MAX_SEEN: usize = 100_000;

impl Store {
    /// The items that wait in a mailbox; `None` if there is no such mailbox.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn mailbox(&self, id: &MailboxId) -> Result<Option<Vec<WaitingItem>>, StoreError> {
        // The same queries run whether or not the mailbox exists, so that they take equally long.
        let known: i64 = sqlx::query_scalar("SELECT count(*) FROM mailbox WHERE id = ?")
            .bind(id.as_bytes().as_slice())
            .fetch_one(&self.readers())
            .await?;
        let rows = sqlx::query("SELECT id, sealed FROM item WHERE mailbox = ?1 LIMIT ?2")
            .bind(id.as_bytes().as_slice())
            .bind(MAX_ITEMS)
            .fetch_all(&self.readers())
            .await?;
        let items: Result<Vec<WaitingItem>, StoreError> =
            rows.iter().map(|row| Ok(WaitingItem { id: item_id(row.try_get(0)?)?, sealed: row.try_get(1)? })).collect();
        Ok((known > 0).then_some(items?))
    }

    /// Erases items that a sender has read from their mailbox, and returns the number of erased items.
    ///
    /// Ids of items in other mailboxes are ignored.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn erase_items(&self, mailbox: &MailboxId, ids: &[ItemId]) -> Result<usize, StoreError> {
        if ids.is_empty() {
            return Ok(0);
        }
        let mut connection = self.readers().acquire().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut erased = 0;
        for id in ids {
            sqlx::query("INSERT INTO gone_item (id, expires, collected) SELECT id, (SELECT expires FROM mailbox WHERE id = ?2), 1 FROM item WHERE id = ?1 AND mailbox = ?2 ON CONFLICT DO NOTHING")
                .bind(id.as_bytes().as_slice())
                .bind(mailbox.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            let done = sqlx::query("DELETE FROM item WHERE id = ?1 AND mailbox = ?2")
                .bind(id.as_bytes().as_slice())
                .bind(mailbox.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
            erased += usize::from(done.rows_affected() > 0);
        }
        transaction.commit().await?;
        if erased > 0 {
            sqlx::Executor::execute(&mut *connection, "PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(erased)
    }

    /// Records, in memory, that items were shown.
    pub fn saw_items(&self, ids: impl Iterator<Item = ItemId>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MAX_SEEN.saturating_sub(seen.len());
        seen.extend(ids.take(room));
    }

    /// Writes to the database which items were shown since the last call. After a failure, the next call tries again.
    ///
    /// # Errors
    /// When the database cannot be written, for example on a full disk.
    pub async fn keep_seen(&self) -> Result<(), StoreError> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let written = self.write_seen(&seen).await;
        if written.is_err() {
            self.saw_items(seen.into_iter());
        }
        written
    }

    async fn write_seen(&self, seen: &BTreeSet<ItemId>) -> Result<(), StoreError> {
        if seen.is_empty() {
            return Ok(());
        }
        let mut connection = self.readers().acquire().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        for id in seen {
            for update in
                ["UPDATE item SET collected = 1 WHERE id = ?", "UPDATE gone_item SET collected = 1 WHERE id = ?"]
            {
                sqlx::query(update).bind(id.as_bytes().as_slice()).execute(&mut *transaction).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    /// The items that were shown or erased by their sender, unless their record has expired.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn collected(&self) -> Result<Vec<ItemId>, StoreError> {
        let ids: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM item WHERE collected UNION SELECT id FROM gone_item WHERE collected")
                .fetch_all(&self.readers())
                .await?;
        ids.iter().map(|id| item_id(id)).collect()
    }

    /// Erases mailboxes and items whose last month is over.
    ///
    /// `signed` is the newest signed day, as in [`Store::erase_expired`].
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn expire_mailboxes(&self, signed: Day) -> Result<(), StoreError> {
        let month = signed.month().to_string();
        let mut gone = 0;
        for delete in [
            "INSERT INTO gone_item (id, expires, collected)
             SELECT id, (SELECT expires FROM mailbox WHERE id = item.mailbox), collected FROM item
             WHERE expires < ? AND EXISTS (SELECT 1 FROM mailbox WHERE id = item.mailbox) ON CONFLICT DO NOTHING",
            "DELETE FROM item WHERE expires < ?",
            "DELETE FROM gone_item WHERE expires < ?",
            "DELETE FROM mailbox WHERE expires < ?",
        ] {
            gone += sqlx::query(delete).bind(&month).execute(&self.readers()).await?.rows_affected();
        }
        if gone > 0 {
            sqlx::Executor::execute(&self.readers(), "PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }
}

/// Withdraws items of the desk with this label, within the transaction of [`Store::apply`]. The withdrawals are
/// remembered, so that a dispatch that is applied late does not bring them back.
pub(super) async fn withdraw(connection: &mut SqliteConnection, ids: &[ItemId], label: &str) -> Result<(), StoreError> {
    for id in ids {
        for query in [
            "INSERT INTO gone_item (id, expires, collected)
             SELECT id, (SELECT expires FROM mailbox WHERE id = item.mailbox), collected FROM item WHERE id = ?1 AND desk = ?2 ON CONFLICT DO NOTHING",
            "DELETE FROM item WHERE id = ?1 AND desk = ?2",
        ] {
            sqlx::query(query).bind(id.as_bytes().as_slice()).bind(label).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Adds items within the transaction of [`Store::apply`], and returns the number of added items.
///
/// Items for a mailbox that no longer exists are skipped, and so are items that were stored before.
pub(super) async fn add_items(
    connection: &mut SqliteConnection,
    items: &[NewItem<'_>],
    label: &str,
) -> Result<u64, StoreError> {
    let mut added = 0;
    for item in items {
        let done = sqlx::query(
            "INSERT INTO item (id, mailbox, sealed, expires, desk)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM mailbox WHERE id = ?2) AND NOT EXISTS (SELECT 1 FROM gone_item WHERE id = ?1)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(item.listed.id.as_bytes().as_slice())
        .bind(item.listed.mailbox.as_bytes().as_slice())
        .bind(item.sealed)
        .bind(item.expires.to_string())
        .bind(label)
        .execute(&mut *connection)
        .await?;
        added += done.rows_affected();
    }
    Ok(added)
}
