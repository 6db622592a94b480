//! Replies and notices to senders, and follow-ups from them.

use envelope::dispatch::DispatchItem;
use envelope::tip::{Thread, Tip};
use envelope::{Day, Digest, ItemId, MailboxId, SiteId, TipId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{CaseDb, CaseDbError};
use crate::triage::Reason;

/// A mailbox item to be added to the database.
pub struct NewItem<'a> {
    /// The item's number at this desk.
    pub number: u32,
    /// The item's id, by which the server knows it.
    pub id: ItemId,
    /// The id of the case whose sender gets the item.
    pub tip: &'a str,
    /// The mailbox that the item is for.
    pub mailbox: MailboxId,
    /// The kind of item: `received`, `closed` or `reply`.
    pub says: &'a str,
    /// The text of a reply; empty for a notice.
    pub text: &'a str,
    /// The day on which the item was written.
    pub day: Day,
    /// The item, sealed to the mailbox.
    pub sealed: &'a [u8],
}

/// A reply, as a case's page shows it.
pub struct Reply {
    /// The reply's number, by which it is withdrawn.
    pub number: u32,
    /// The day on which the reply was written.
    pub day: String,
    /// The text of the reply.
    pub text: String,
    /// The first dispatch that carried the reply; `None` while the reply waits for one.
    pub dispatched_in: Option<u32>,
    /// Whether the server has applied the dispatch with the reply, as the newest bundle says.
    pub applied: bool,
    /// Whether the server has shown the reply to a person with the code.
    pub collected: bool,
    /// Whether the reply was withdrawn.
    pub withdrawn: bool,
}

impl CaseDb {
    /// Returns the id and the first tip of the case that a mailbox belongs to; `None` if no such tip is here.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored tip cannot be parsed.
    pub async fn case_of(&mut self, mailbox: &MailboxId) -> Result<Option<(String, Tip)>, CaseDbError> {
        let row = sqlx::query("SELECT id, tip FROM tip WHERE mailbox = ? ORDER BY rowid LIMIT 1")
            .bind(mailbox.to_string())
            .fetch_optional(&mut self.connection)
            .await?;
        row.as_ref().map(with_tip).transpose()
    }

    /// Stores a follow-up's claim to continue a case that has not arrived yet.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_claim(&mut self, id: &TipId, thread: &Thread, manifest: &Digest) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET claims_mailbox = ?, claims_proof = ?, claims_manifest = ? WHERE id = ?")
            .bind(thread.mailbox.to_string())
            .bind(thread.proof.to_string())
            .bind(manifest.to_string())
            .bind(id.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns the follow-ups that arrived before their case. Each has its id, its claim to belong to the mailbox, and
    /// the digest of its manifest, which the claim's proof covers.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored claim is invalid.
    pub async fn claims(&mut self, mailbox: &MailboxId) -> Result<Vec<(String, Thread, Digest)>, CaseDbError> {
        let rows = sqlx::query("SELECT id, claims_proof, claims_manifest FROM tip WHERE claims_mailbox = ?")
            .bind(mailbox.to_string())
            .fetch_all(&mut self.connection)
            .await?;
        let damaged = || CaseDbError::Damaged("a follow-up's claim is not one");
        rows.iter()
            .map(|row| {
                let (proof, manifest): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
                let thread = Thread { mailbox: *mailbox, proof: proof.parse().map_err(|_| damaged())? };
                Ok((row.try_get(0)?, thread, manifest.parse().map_err(|_| damaged())?))
            })
            .collect()
    }

    /// Settles a follow-up's claim. With `Ok`, the follow-up continues that case. With `Err`, it stays a case of its
    /// own, and the text is the reason.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn settle_claim(&mut self, id: &str, case: Result<&str, &str>) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET continues = ?, claims_mailbox = NULL, claims_proof = NULL, claims_manifest = NULL WHERE id = ?")
            .bind(case.ok())
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        if let Err(why) = case {
            let json = serde_json::to_string(&Reason::new(0, why))
                .map_err(|_| CaseDbError::Damaged("a reason cannot be written"))?;
            sqlx::query("UPDATE tip SET reasons = json_insert(reasons, '$[#]', json(?)) WHERE id = ?")
                .bind(json)
                .bind(id)
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }

    /// Returns the follow-ups of a case, oldest first, as the day of sending and the tip.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored tip cannot be parsed.
    pub async fn follow_ups(&mut self, case: &str) -> Result<Vec<(String, Tip)>, CaseDbError> {
        let rows = sqlx::query("SELECT sent_day, tip FROM tip WHERE continues = ? ORDER BY sent_day, rowid")
            .bind(case)
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(with_tip).collect()
    }

    /// Returns the mailboxes of undelivered items whose tip did not come through the server. [`TipId::of_bare`] names
    /// such a tip by its own digest.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored id is invalid.
    pub async fn list_opened(&mut self, site: SiteId) -> Result<Vec<MailboxId>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT DISTINCT item.mailbox, tip.id, tip.sha256 FROM item JOIN tip ON tip.id = item.tip
             WHERE NOT item.withdrawn AND item.dispatched_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?) ORDER BY item.mailbox",
        )
        .bind(site.to_string())
        .fetch_all(&mut self.connection)
        .await?;
        let damaged = || CaseDbError::Damaged("an item's mailbox or tip is not one");
        let mut opened = Vec::new();
        for row in &rows {
            let (mailbox, id, sha256): (&str, &str, &str) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let sha256: Digest = sha256.parse().map_err(|_| damaged())?;
            if TipId::of_bare(&sha256).to_string() == id {
                opened.push(mailbox.parse().map_err(|_| damaged())?);
            }
        }
        Ok(opened)
    }

    /// Returns the number of the next item; the first is 1.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_item(&mut self) -> Result<u32, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(number), 0) + 1 FROM item").fetch_one(&mut self.connection).await?)
    }

    /// Stores an item until a dispatch carries it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_item(&mut self, item: NewItem<'_>) -> Result<(), CaseDbError> {
        sqlx::query(
            "INSERT INTO item (number, id, tip, mailbox, says, text, day, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(item.number)
        .bind(item.id.to_string())
        .bind(item.tip)
        .bind(item.mailbox.to_string())
        .bind(item.says)
        .bind(item.text)
        .bind(item.day.to_string())
        .bind(item.sealed)
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    /// Returns the replies of a case, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn replies(&mut self, case: &str) -> Result<Vec<Reply>, CaseDbError> {
        let rows =
            sqlx::query("SELECT day, text, dispatched_in, number, withdrawn, coalesce(dispatched_in <= (SELECT max(echo) FROM site), 0), collected FROM item WHERE tip = ? AND says = 'reply' ORDER BY number")
                .bind(case)
                .fetch_all(&mut self.connection)
                .await?;
        rows.iter()
            .map(|row| {
                Ok(Reply {
                    day: row.try_get(0)?,
                    text: row.try_get(1)?,
                    dispatched_in: row.try_get(2)?,
                    number: row.try_get(3)?,
                    withdrawn: row.try_get(4)?,
                    applied: row.try_get(5)?,
                    collected: row.try_get(6)?,
                })
            })
            .collect()
    }

    /// Returns up to `most` cases, as id and first tip, whose mailbox has not received the notice `says`. With `closed`,
    /// only closed cases are returned.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored tip cannot be parsed.
    pub async fn unnotified(&mut self, says: &str, most: u32) -> Result<Vec<(String, Tip)>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT id, tip FROM tip WHERE mailbox IS NOT NULL AND (?1 <> 'closed' OR status = 'closed')
             AND NOT EXISTS (SELECT 1 FROM item WHERE item.tip = tip.id AND item.says = ?1) ORDER BY id LIMIT ?2",
        )
        .bind(says)
        .bind(most)
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter().map(with_tip).collect()
    }

    /// Withdraws a reply. Returns `false` where the case has no reply with this number.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn withdraw(&mut self, case: &str, number: u32) -> Result<bool, CaseDbError> {
        let done = sqlx::query("UPDATE item SET withdrawn = 1 WHERE tip = ? AND number = ? AND says = 'reply'")
            .bind(case)
            .bind(number)
            .execute(&mut self.connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Records that the server has shown the given items to a person with the code.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn mark_collected(&mut self, items: &[ItemId]) -> Result<(), CaseDbError> {
        for id in items {
            sqlx::query("UPDATE item SET collected = 1 WHERE id = ?")
                .bind(id.to_string())
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }

    /// Returns the items that dispatch `number` withdraws: those that a dispatch has carried and that no applied
    /// dispatch has withdrawn.
    ///
    /// # Errors
    /// When the database cannot be read or written, or a stored id is invalid.
    pub async fn list_withdrawn(&mut self, site: SiteId, number: u32) -> Result<Vec<ItemId>, CaseDbError> {
        sqlx::query(
            "UPDATE item SET withdrawn_in = ? WHERE withdrawn AND withdrawn_in IS NULL AND dispatched_in IS NOT NULL",
        )
        .bind(number)
        .execute(&mut self.connection)
        .await?;
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM item WHERE withdrawn_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?) ORDER BY number",
        )
        .bind(site.to_string())
        .fetch_all(&mut self.connection)
        .await?;
        ids.iter().map(|id| id.parse().map_err(|_| CaseDbError::Damaged("an item's id is not one"))).collect()
    }

    /// Returns the items that dispatch `number` carries, with their sealed bytes. These are up to `most` items that
    /// no applied dispatch has carried, replies before notices.
    ///
    /// The items are sorted by id. Sorted by number, notices would be in the same order as the tips that are listed as
    /// received, and so show which mailbox belongs to which tip.
    ///
    /// # Errors
    /// When the database cannot be read or written, or a stored id is invalid.
    pub async fn list_items(
        &mut self,
        site: SiteId,
        number: u32,
        most: u32,
    ) -> Result<Vec<(DispatchItem, Vec<u8>)>, CaseDbError> {
        sqlx::query(
            "UPDATE item SET dispatched_in = ?1 WHERE number IN (
                 SELECT number FROM item WHERE dispatched_in IS NULL AND NOT withdrawn ORDER BY says <> 'reply', number
                 LIMIT max(0, ?2 - (SELECT count(*) FROM item WHERE NOT withdrawn AND dispatched_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?3))))",
        )
        .bind(number)
        .bind(most)
        .bind(site.to_string())
        .execute(&mut self.connection)
        .await?;
        let rows = sqlx::query(
            "SELECT id, mailbox, sealed FROM item WHERE NOT withdrawn AND dispatched_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?) ORDER BY id",
        )
        .bind(site.to_string())
        .fetch_all(&mut self.connection)
        .await?;
        let damaged = || CaseDbError::Damaged("an item's id is not one");
        rows.iter()
            .map(|row| {
                let (id, mailbox): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
                let sealed: Vec<u8> = row.try_get(2)?;
                let item = DispatchItem {
                    id: id.parse().map_err(|_| damaged())?,
                    mailbox: mailbox.parse().map_err(|_| damaged())?,
                    size: sealed.len() as u64,
                    sha256: Digest::of(&sealed),
                };
                Ok((item, sealed))
            })
            .collect()
    }
}

/// Reads a row of two columns: a text, and a tip as JSON.
fn with_tip(row: &SqliteRow) -> Result<(String, Tip), CaseDbError> {
    let tip = serde_json::from_str(row.try_get(1)?).map_err(|_| CaseDbError::Damaged("a tip is not one"))?;
    Ok((row.try_get(0)?, tip))
}
