//! Mailboxes and what waits in them. No row ties a mailbox to a tip.
//!
//! That an item was shown is kept in memory until the next sweep, so that no write to the disk tells the moment of a visit.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use envelope::dispatch::DispatchItem;
use envelope::{Day, ItemId, MailboxId, Month};
use sqlx::{Connection, Row, SqliteConnection};

use super::{Store, StoreError, item_id};

/// An item as it waits: its id, and its sealed bytes.
pub struct WaitingItem {
    /// As the desk names it.
    pub id: ItemId,
    /// Sealed to the mailbox.
    pub sealed: Vec<u8>,
}

/// Items of a dispatch, on their way into the store.
pub struct NewItem<'a> {
    /// Where it goes.
    pub listed: &'a DispatchItem,
    /// Sealed to the mailbox.
    pub sealed: &'a [u8],
    /// The month after which it goes, read or not.
    pub expires: Month,
}

/// The most items of one mailbox that are looked at: 6 MiB.
const MAX_ITEMS: u32 = 200;

/// The most items that wait to be written down as shown; beyond, one is written down when it is shown again.
const MAX_SEEN: usize = 100_000;

impl Store {
    /// What waits in a mailbox; `None` if there is no such mailbox. Both take the same look at the same indexes.
    pub async fn mailbox(&self, id: &MailboxId) -> Result<Option<Vec<WaitingItem>>, StoreError> {
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

    /// Erases items of a mailbox that its sender has read; ids of other mailboxes are passed over. Answers how many went.
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

    /// Remembers, in memory, that items were shown.
    pub fn saw_items(&self, ids: impl Iterator<Item = ItemId>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MAX_SEEN.saturating_sub(seen.len());
        seen.extend(ids.take(room));
    }

    /// Writes down which items were shown since the last call. Where that fails, such as on a full disk, the next call tries again.
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

    /// Items that were shown, as far as they are not forgotten.
    pub async fn collected(&self) -> Result<Vec<ItemId>, StoreError> {
        let ids: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM item WHERE collected UNION SELECT id FROM gone_item WHERE collected")
                .fetch_all(&self.readers())
                .await?;
        ids.iter().map(|id| item_id(id)).collect()
    }

    /// Mailboxes and items whose month is over go. `signed` is the newest signed day, as for tips.
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

/// Within an application's transaction. What is withdrawn does not come back with a dispatch that is applied late.
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

/// Within an application's transaction. An item for a mailbox that is gone, or one that came before, is passed over. Answers how many were added.
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
