//! The hash-chained log of every act at this desk.
//!
//! The order of its entries cannot be changed without a trace.

use std::collections::BTreeMap;

use envelope::dispatch::DispatchBody;
use envelope::{Day, Digest, Hasher};
use sqlx::Row;

use super::{CaseDb, CaseDbError};
use crate::service::colleague;

impl CaseDb {
    /// Adds an entry to the log.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn log(&mut self, day: Day, action: &str, detail: &str) -> Result<(), CaseDbError> {
        let (last, previous) = self.head().await?;
        let number = last + 1;
        let digest = link(&previous, number, &day.to_string(), action, detail);
        sqlx::query("INSERT INTO audit (number, day, action, detail, previous, digest) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(number)
            .bind(day.to_string())
            .bind(action)
            .bind(detail)
            .bind(previous.to_string())
            .bind(digest.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns the number and the digest of the last entry. An empty log has 0 and the digest of no bytes.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored digest is invalid.
    pub async fn head(&mut self) -> Result<(i64, Digest), CaseDbError> {
        let row = sqlx::query("SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1")
            .fetch_optional(&mut self.connection)
            .await?;
        let Some(row) = row else { return Ok((0, Digest::of(b""))) };
        Ok((row.try_get(0)?, parse(row.try_get(1)?)?))
    }

    /// Checks the whole chain, and the signatures of acts that take two reviewers. Returns the number of entries.
    ///
    /// # Errors
    /// When an entry is missing, was changed or lacks a valid signature, or the database cannot be read.
    pub async fn verify_log(&mut self) -> Result<i64, CaseDbError> {
        let rows = sqlx::query("SELECT number, day, action, detail, previous, digest FROM audit ORDER BY number")
            .fetch_all(&mut self.connection)
            .await?;
        let (mut count, mut previous) = (0, Digest::of(b""));
        let (mut colleagues, mut desk): (Vec<(String, String)>, Vec<String>) = (Vec::new(), Vec::new());
        for row in rows {
            let number: i64 = row.try_get(0)?;
            let (action, detail): (&str, &str) = (row.try_get(2)?, row.try_get(3)?);
            let expected = link(&previous, number, row.try_get(1)?, action, detail);
            let digest = parse(row.try_get(5)?)?;
            if number != count + 1 {
                return Err(CaseDbError::Log { number: count + 1, what: "is missing" });
            }
            if parse(row.try_get(4)?)? != previous || digest != expected {
                return Err(CaseDbError::Log { number, what: "was changed" });
            }
            if action == colleague::DESK_KEY {
                desk.push(detail.to_owned());
            }
            if action == colleague::ADD
                && let Some((label, key)) = detail.rsplit_once(' ')
            {
                colleagues.push((label.to_owned(), key.to_owned()));
            }
            if action == colleague::LOWER
                && let Some(what) = colleague::verify(detail, &previous, &colleagues, &desk)
            {
                return Err(CaseDbError::Log { number, what });
            }
            (count, previous) = (number, digest);
        }
        Ok(count)
    }

    /// Returns whether the log holds an entry with this digest. Where the log lacks a head that went out in a
    /// dispatch, its end was cut off.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_head(&mut self, head: &Digest) -> Result<bool, CaseDbError> {
        if *head == Digest::of(b"") {
            return Ok(true);
        }
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM audit WHERE digest = ?")
            .bind(head.to_string())
            .fetch_one(&mut self.connection)
            .await?;
        Ok(found > 0)
    }

    /// Returns the heads that went out in dispatches, each with its fault, if it has one.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored digest is invalid.
    pub async fn heads(&mut self) -> Result<Vec<Head>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT number, digest, body FROM dispatch WHERE body IS NOT NULL OR number = (SELECT max(number) FROM dispatch)
             OR number = (SELECT max(echo) FROM site) ORDER BY number",
        )
            .fetch_all(&mut self.connection)
            .await?;
        let mut heads = Vec::new();
        for row in rows {
            let (number, digest, body): (u32, &str, Option<&str>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let Some(body) = body else {
                heads.push(Head { number, fault: Some("its own copy here is gone") });
                continue;
            };
            let fault = if Digest::of(body.as_bytes()) != parse(digest)? {
                Some("its own copy here was changed")
            } else {
                match serde_json::from_str::<DispatchBody>(body) {
                    Ok(body) if self.has_head(&body.audit_head).await? => None,
                    Ok(_) => Some(CUT),
                    Err(_) => Some("its own copy here cannot be read"),
                }
            };
            heads.push(Head { number, fault });
        }
        Ok(heads)
    }

    /// Returns a sentence for each case whose level differs from the log's, and for each L0 that was lowered without
    /// two signatures.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn level_faults(&mut self) -> Result<Vec<String>, CaseDbError> {
        let entries: Vec<(String, String)> = sqlx::query_as(
            "SELECT action, detail FROM audit WHERE action IN ('receive', 'raise', 'triage', 'lower') ORDER BY number",
        )
        .fetch_all(&mut self.connection)
        .await?;
        let (mut levels, mut faults): (BTreeMap<String, u8>, Vec<String>) = (BTreeMap::new(), Vec::new());
        for (action, detail) in entries {
            let Some((case, rest)) = detail.split_once(' ') else { continue };
            let level = match action.as_str() {
                colleague::LOWER => colleague::level(rest),
                _ => rest.strip_prefix('L').and_then(|rest| rest.split(' ').next()?.parse().ok()),
            };
            let Some(level) = level else { continue };
            let before = levels.insert(case.to_owned(), level);
            if before == Some(0) && level > 0 && action != colleague::LOWER {
                faults.push(format!("{case} was lowered from L0 without a second reviewer"));
            }
        }
        let rows: Vec<(String, u8)> =
            sqlx::query_as("SELECT id, level FROM tip WHERE continues IS NULL").fetch_all(&mut self.connection).await?;
        faults.extend(rows.into_iter().filter_map(|(id, level)| {
            let logged = *levels.get(&id)?;
            (logged != level).then(|| format!("{id} stands at L{level}, and the log says L{logged}"))
        }));
        Ok(faults)
    }

    /// Returns whether the log has an entry with this action.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn was(&mut self, action: &str) -> Result<bool, CaseDbError> {
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM (SELECT 1 FROM audit WHERE action = ? LIMIT 1)")
            .bind(action)
            .fetch_one(&mut self.connection)
            .await?;
        Ok(found > 0)
    }

    /// Returns the newest `most` entries about a case, oldest first, as number, day, action and detail.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn entries_of(
        &mut self,
        case: &str,
        most: u32,
    ) -> Result<Vec<(i64, String, String, String)>, CaseDbError> {
        let entries = sqlx::query_as(
            "SELECT * FROM (SELECT number, day, action, detail FROM audit WHERE detail >= ?1 AND detail < ?1 || '~' ORDER BY number DESC LIMIT ?2) ORDER BY number",
        )
        .bind(case)
        .bind(most);
        Ok(entries.fetch_all(&mut self.connection).await?)
    }
}

/// The fault of a head that was sent in a dispatch and is no longer in the log.
pub const CUT: &str =
    "the log no longer holds the entry that it ended with then: its tail was cut, or this is an older copy of the desk";

/// A head of the log that was sent in a dispatch.
pub struct Head {
    /// The dispatch's number.
    pub number: u32,
    /// The fault, as the rest of a sentence about the dispatch; `None` if there is no fault.
    pub fault: Option<&'static str>,
}

/// Parses a digest that is stored in a column.
pub(super) fn parse(text: &str) -> Result<Digest, CaseDbError> {
    text.parse().map_err(|_| CaseDbError::Damaged("a digest is not one"))
}

fn link(previous: &Digest, number: i64, day: &str, action: &str, detail: &str) -> Digest {
    let mut hasher = Hasher::new();
    for part in
        [previous.as_bytes().as_slice(), &number.to_be_bytes(), day.as_bytes(), action.as_bytes(), detail.as_bytes()]
    {
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.digest()
}

#[cfg(test)]
mod tests {
    use console::{Passphrase, SystemClock};
    use envelope::keys::SigningKey;
    use envelope::{Clock as _, SiteId, dispatch};
    use sqlx::Executor as _;
    use zeroize::Zeroizing;

    use super::*;
    use crate::service::desk::Desk;

    async fn desk(folder: &std::path::Path) -> Desk {
        let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
        Desk::create(folder, "desk-1", &passphrase, &SystemClock, &mut console::system_rng()).await.unwrap();
        Desk::open(folder, &passphrase, &SystemClock).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_tail_that_was_cut_shows_in_the_dispatch_that_carried_its_head() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk(&folder.path().join("desk")).await;
        desk.db.log(desk.today, "note", "something that somebody wants gone").await.unwrap();
        let body = DispatchBody {
            format: dispatch::FORMAT.to_owned(),
            site: SiteId::from_bytes([1; 16]),
            desk: SigningKey::generate().unwrap().verifying_key(),
            number: 1,
            day: SystemClock.today(),
            received: vec![],
            erase: vec![],
            items: vec![],
            withdrawn: vec![],
            opens: Vec::new(),
            audit_head: desk.db.head().await.unwrap().1,
        };
        let list = dispatch::list(&body).unwrap();
        let digest = Digest::of(list.as_bytes());
        desk.db.add_dispatch(1, body.site, &digest, desk.today, &list).await.unwrap();
        assert!(desk.db.heads().await.unwrap().iter().all(|head| head.fault.is_none()));
        desk.db.connection.execute("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)").await.unwrap();
        // The rest of the chain is valid: nothing in it shows that it once had more entries.
        assert!(desk.db.verify_log().await.is_ok());
        assert_eq!(desk.db.heads().await.unwrap()[0].fault, Some(CUT));
        let head = desk.db.confirmed_head(1).await.unwrap().unwrap();
        assert!(!desk.db.has_head(&head).await.unwrap());
        // If somebody alters the kept list as well, its digest changes, and the server's bundles repeat the right
        // digest.
        desk.db
            .connection
            .execute("UPDATE dispatch SET body = replace(body, '\"number\": 1', '\"number\": 2')")
            .await
            .unwrap();
        assert!(desk.db.heads().await.unwrap()[0].fault.is_some_and(|fault| fault != CUT));
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_entry_that_was_changed_and_a_signature_that_is_another_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk(&folder.path().join("desk")).await;
        let entries = desk.db.verify_log().await.unwrap();
        desk.db.connection.execute("UPDATE audit SET detail = 'desk-2' WHERE number = 1").await.unwrap();
        let changed = desk.db.verify_log().await.unwrap_err();
        assert!(matches!(changed, CaseDbError::Log { number: 1, what: "was changed" }), "{changed}");
        desk.db.connection.execute("UPDATE audit SET detail = 'desk-1' WHERE number = 1").await.unwrap();
        assert_eq!(desk.db.verify_log().await.unwrap(), entries);
        // This entry fits the chain, but nobody signed it.
        desk.db.log(desk.today, colleague::LOWER, "x {}").await.unwrap();
        let unsigned = desk.db.verify_log().await.unwrap_err();
        assert!(matches!(unsigned, CaseDbError::Log { .. }), "{unsigned}");
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_desk_of_a_newer_version_says_so_and_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("desk");
        let mut desk = desk(&place).await;
        desk.db
            .connection
            .execute("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
            .await
            .unwrap();
        desk.close().await.unwrap();
        let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
        let refused = Desk::open(&place, &passphrase, &SystemClock).await.err().unwrap();
        let (said, next) = console::explain(&crate::casedb::advise(refused));
        assert!(
            said.contains("newer version of reviewer") && next.is_some_and(|next| next.contains("that version")),
            "{said}"
        );
    }
}
