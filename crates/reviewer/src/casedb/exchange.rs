//! Bundles, sites, quarantine, dispatches and questionnaires.

use envelope::bundle::BundleBody;
use envelope::dispatch::{DispatchBody, Listed};
use envelope::keys::{Desk, Intake, VerifyingKey};
use envelope::questionnaire::PublishedQuestionnaire;
use envelope::tip::Tip;
use envelope::{Day, Digest, Epoch, SiteId, TipId};
use sqlx::Row;

use super::{CaseDb, CaseDbError};

impl CaseDb {
    /// Returns the bundle key and the epoch of a line that this desk has accepted; `None` for an unknown line.
    ///
    /// # Errors
    /// When the database cannot be read, or holds an invalid key or epoch.
    pub async fn site(&mut self, site: SiteId) -> Result<Option<(VerifyingKey<Intake>, Epoch)>, CaseDbError> {
        let row = sqlx::query("SELECT bundle_key, epoch FROM site WHERE site = ?")
            .bind(site.to_string())
            .fetch_optional(&mut self.connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let damaged = CaseDbError::Damaged("a line's key or epoch is not one");
        let (key, epoch): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        match (key.parse(), epoch.parse()) {
            (Ok(key), Ok(epoch)) => Ok(Some((key, epoch))),
            _ => Err(damaged),
        }
    }

    /// Accepts a line, or the new epoch of a known line. The bundle key of a known line is not changed.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_site(
        &mut self,
        site: SiteId,
        key: &VerifyingKey<Intake>,
        epoch: Epoch,
    ) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO site (site, bundle_key, epoch) VALUES (?1, ?2, ?3) ON CONFLICT (site) DO UPDATE SET epoch = ?3")
            .bind(site.to_string())
            .bind(key.to_string())
            .bind(epoch.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns the digest of the bundle with this number, and whether this volume of it was imported. `None` if no
    /// volume of it was imported.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn bundle(&mut self, body: &BundleBody, volume: u32) -> Result<Option<(String, bool)>, CaseDbError> {
        let rows = sqlx::query("SELECT digest, volume FROM bundle WHERE site = ? AND epoch = ? AND number = ?")
            .bind(body.site.to_string())
            .bind(body.epoch.to_string())
            .bind(body.number)
            .fetch_all(&mut self.connection)
            .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let here = rows.iter().any(|row| row.try_get::<u32, _>(1).is_ok_and(|found| found == volume));
        Ok(Some((first.try_get(0)?, here)))
    }

    /// Records a volume of a bundle, and the questionnaires that the bundle carries.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_bundle(&mut self, body: &BundleBody, volume: u32, digest: &Digest) -> Result<(), CaseDbError> {
        sqlx::query(
            "INSERT INTO bundle (site, epoch, number, volume, volumes, digest, previous) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(body.site.to_string())
        .bind(body.epoch.to_string())
        .bind(body.number)
        .bind(volume)
        .bind(body.volumes)
        .bind(digest.to_string())
        .bind(body.previous.map(|digest| digest.to_string()))
        .execute(&mut self.connection)
        .await?;
        for (digest, published) in &body.questionnaires {
            let json = serde_json::to_string(published)
                .map_err(|_| CaseDbError::Damaged("a questionnaire cannot be written"))?;
            sqlx::query("INSERT INTO questionnaire (digest, published) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(digest.to_string())
                .bind(json)
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }

    /// Returns the gaps in a line's chain of bundles, one sentence each: missing bundles, missing volumes, and
    /// bundles that do not continue the one before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn gaps(&mut self, site: SiteId, epoch: Epoch) -> Result<Vec<String>, CaseDbError> {
        let rows = sqlx::query("SELECT number, volumes, digest, previous, count(*) FROM bundle WHERE site = ? AND epoch = ? GROUP BY number ORDER BY number")
            .bind(site.to_string())
            .bind(epoch.to_string())
            .fetch_all(&mut self.connection)
            .await?;
        let mut findings = Vec::new();
        let mut before: (u32, Option<String>) = (0, None);
        for row in rows {
            let (number, volumes, here): (u32, u32, u32) = (row.try_get(0)?, row.try_get(1)?, row.try_get(4)?);
            findings.extend((before.0 + 1..number).map(|missing| format!("bundle {missing} is missing")));
            let previous: Option<String> = row.try_get(3)?;
            if before.0 + 1 == number && previous != before.1 {
                findings.push(format!("bundle {number} does not continue bundle {}", before.0));
            }
            if here < volumes {
                findings.push(format!("{} of {volumes} volumes of bundle {number} are missing", volumes - here));
            }
            before = (number, Some(row.try_get(2)?));
        }
        Ok(findings)
    }

    /// Records a tip that could not be opened, and the reason. Its sealed bytes are stored as the pieces of file 0.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_quarantine(
        &mut self,
        id: &TipId,
        sha256: &Digest,
        day: Day,
        why: &str,
    ) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO quarantine (id, sha256, day, why) VALUES (?, ?, ?, ?)")
            .bind(id.to_string())
            .bind(sha256.to_string())
            .bind(day.to_string())
            .bind(why)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Deletes a tip from quarantine, once it could be opened.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn remove_quarantine(&mut self, id: &TipId) -> Result<(), CaseDbError> {
        let id = id.to_string();
        sqlx::query("DELETE FROM quarantine WHERE id = ?").bind(&id).execute(&mut self.connection).await?;
        sqlx::query("DELETE FROM piece WHERE tip = ? AND number = 0").bind(&id).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Returns the number of the newest bundle of a chain; 0 before the first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest_bundle(&mut self, site: SiteId, epoch: Epoch) -> Result<u32, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM bundle WHERE site = ? AND epoch = ?")
            .bind(site.to_string())
            .bind(epoch.to_string())
            .fetch_one(&mut self.connection)
            .await?)
    }

    /// Records the last dispatch that a line's server applied; 0 for none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_echo(&mut self, site: SiteId, number: u32) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE site SET echo = ? WHERE site = ?")
            .bind(number)
            .bind(site.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Prepares the dispatches for a new desk key, under which no server has applied a dispatch yet. Items that the
    /// server already has are not sent again. All others are sent under new numbers.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn begin_anew(&mut self) -> Result<(), CaseDbError> {
        for query in [
            // A withdrawn item may still be in a mailbox, so its withdrawal is sent again.
            "UPDATE item SET dispatched_in = CASE WHEN dispatched_in IS NULL THEN NULL WHEN withdrawn OR dispatched_in <= (SELECT coalesce(max(echo), 0) FROM site) THEN 0 END",
            "UPDATE item SET withdrawn_in = CASE WHEN withdrawn_in <= (SELECT coalesce(max(echo), 0) FROM site) THEN 0 END",
            "UPDATE site SET echo = 0",
        ] {
            sqlx::query(query).execute(&mut self.connection).await?;
        }
        Ok(())
    }

    /// Returns the digest of a dispatch that this desk wrote; `None` for an unknown number.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored digest is invalid.
    pub async fn dispatch_digest(&mut self, number: u32) -> Result<Option<Digest>, CaseDbError> {
        let digest: Option<String> = sqlx::query_scalar("SELECT digest FROM dispatch WHERE number = ?")
            .bind(number)
            .fetch_optional(&mut self.connection)
            .await?;
        digest
            .map(|digest| digest.parse().map_err(|_| CaseDbError::Damaged("a dispatch's digest is not one")))
            .transpose()
    }

    /// Returns the tips that dispatch `number` lists as received: all tips that are in no dispatch that the server has
    /// applied. Tips in quarantine are not listed.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn list_received(&mut self, site: SiteId, number: u32) -> Result<Vec<Listed>, CaseDbError> {
        sqlx::query("UPDATE tip SET received_in = ? WHERE received_in IS NULL")
            .bind(number)
            .execute(&mut self.connection)
            .await?;
        for update in [
            "UPDATE twin SET received_in = ? WHERE received_in IS NULL",
            "UPDATE probe_tip SET received_in = ? WHERE received_in IS NULL",
        ] {
            sqlx::query(update).bind(number).execute(&mut self.connection).await?;
        }
        self.listed(
            "SELECT id, sha256 FROM tip WHERE received_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?1)
             UNION ALL SELECT id, sha256 FROM twin WHERE received_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?1)
             UNION ALL SELECT id, sha256 FROM probe_tip WHERE received_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?1) ORDER BY id",
            site,
        )
        .await
    }

    /// Returns the tips that dispatch `number` allows the server to erase, unless an applied dispatch has named them
    /// already. A tip qualifies when it lies in a verified backup, or when another desk has confirmed that it has it.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn list_erase(&mut self, site: SiteId, number: u32) -> Result<Vec<Listed>, CaseDbError> {
        sqlx::query(
            "UPDATE tip SET erase_in = ? WHERE erase_in IS NULL AND (in_backup = 1 OR confirmed_by IS NOT NULL)",
        )
        .bind(number)
        .execute(&mut self.connection)
        .await?;
        sqlx::query(
            "UPDATE twin SET erase_in = ? WHERE erase_in IS NULL AND tip IN (SELECT id FROM tip WHERE in_backup = 1 OR confirmed_by IS NOT NULL)",
        )
        .bind(number)
        .execute(&mut self.connection)
        .await?;
        // Probes need no backup: they hold nothing to lose.
        sqlx::query("UPDATE probe_tip SET erase_in = ? WHERE erase_in IS NULL")
            .bind(number)
            .execute(&mut self.connection)
            .await?;
        self.listed(
            "SELECT id, sha256 FROM tip WHERE erase_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?1)
             UNION ALL SELECT id, sha256 FROM twin WHERE erase_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?1)
             UNION ALL SELECT id, sha256 FROM probe_tip WHERE erase_in > (SELECT coalesce(max(echo), 0) FROM site WHERE site = ?1) ORDER BY id",
            site,
        )
        .await
    }

    async fn listed(&mut self, query: &'static str, site: SiteId) -> Result<Vec<Listed>, CaseDbError> {
        let rows = sqlx::query(query).bind(site.to_string()).fetch_all(&mut self.connection).await?;
        let damaged = || CaseDbError::Damaged("a tip's id or digest is not one");
        rows.iter()
            .map(|row| {
                let (id, sha256): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
                Ok(Listed { id: id.parse().map_err(|_| damaged())?, sha256: sha256.parse().map_err(|_| damaged())? })
            })
            .collect()
    }

    /// Returns a questionnaire that came with a bundle, with its texts; `None` for an unknown digest.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored questionnaire cannot be parsed.
    pub async fn questionnaire(&mut self, digest: &Digest) -> Result<Option<PublishedQuestionnaire>, CaseDbError> {
        let json: Option<String> = sqlx::query_scalar("SELECT published FROM questionnaire WHERE digest = ?")
            .bind(digest.to_string())
            .fetch_optional(&mut self.connection)
            .await?;
        json.map(|json| serde_json::from_str(&json).map_err(|_| CaseDbError::Damaged("a questionnaire cannot be read")))
            .transpose()
    }

    /// Marks every tip as part of a verified backup. Returns the number of tips that were not in one before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn mark_backed_up(&mut self) -> Result<u64, CaseDbError> {
        let done =
            sqlx::query("UPDATE tip SET in_backup = 1 WHERE in_backup = 0").execute(&mut self.connection).await?;
        Ok(done.rows_affected())
    }

    /// Records that another desk has this tip too. Returns `true` when this desk has the tip with the same bytes and
    /// has not recorded a confirmation before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn confirm(&mut self, tip: &Listed, by: &VerifyingKey<Desk>) -> Result<bool, CaseDbError> {
        let done = sqlx::query("UPDATE tip SET confirmed_by = ? WHERE id = ? AND sha256 = ? AND confirmed_by IS NULL")
            .bind(by.to_string())
            .bind(tip.id.to_string())
            .bind(tip.sha256.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Returns the number of tips, follow-ups included.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count(&mut self) -> Result<i64, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM tip").fetch_one(&mut self.connection).await?)
    }

    /// Returns the line that this desk serves; if there are several, the first by its id. `None` before the first
    /// import.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored id is invalid.
    pub async fn only_site(&mut self) -> Result<Option<SiteId>, CaseDbError> {
        let site: Option<String> = sqlx::query_scalar("SELECT site FROM site ORDER BY site LIMIT 1")
            .fetch_optional(&mut self.connection)
            .await?;
        site.map(|site| site.parse().map_err(|_| CaseDbError::Damaged("a line's id is not one"))).transpose()
    }

    /// Returns the number of the next dispatch; the first is 1.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_dispatch(&mut self) -> Result<u32, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(number), 0) + 1 FROM dispatch")
            .fetch_one(&mut self.connection)
            .await?)
    }

    /// Records a dispatch with its signed list (`body`). The server's bundles repeat the list's digest, and the list
    /// names the log's head.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_dispatch(
        &mut self,
        number: u32,
        site: SiteId,
        digest: &Digest,
        day: Day,
        body: &str,
    ) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO dispatch (number, site, digest, day, body) VALUES (?, ?, ?, ?, ?)")
            .bind(number)
            .bind(site.to_string())
            .bind(digest.to_string())
            .bind(day.to_string())
            .bind(body)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns the log's head in a dispatch that the server has applied; `None` if the dispatch's list is no longer
    /// kept. Deletes the lists of earlier dispatches.
    ///
    /// # Errors
    /// When the database cannot be read or written, or the list cannot be parsed.
    pub async fn confirmed_head(&mut self, number: u32) -> Result<Option<Digest>, CaseDbError> {
        let body: Option<Option<String>> = sqlx::query_scalar("SELECT body FROM dispatch WHERE number = ?")
            .bind(number)
            .fetch_optional(&mut self.connection)
            .await?;
        sqlx::query("UPDATE dispatch SET body = NULL WHERE number < ?")
            .bind(number)
            .execute(&mut self.connection)
            .await?;
        let Some(body) = body.flatten() else { return Ok(None) };
        let body: DispatchBody =
            serde_json::from_str(&body).map_err(|_| CaseDbError::Damaged("a dispatch's list cannot be read"))?;
        Ok(Some(body.audit_head))
    }

    /// Returns the questionnaire that a tip answers.
    ///
    /// A tip that was sealed away from any server may name no known questionnaire. Then this is the known one with
    /// the most questions that the tip answers; `None` if there is no questionnaire at all.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored questionnaire cannot be parsed.
    pub async fn questionnaire_of(&mut self, tip: &Tip) -> Result<Option<PublishedQuestionnaire>, CaseDbError> {
        if let Some(published) = self.questionnaire(&tip.questionnaire).await? {
            return Ok(Some(published));
        }
        let asked = |published: &PublishedQuestionnaire| {
            let questionnaire = published.questionnaire().ok();
            let asks = |id: &&String| questionnaire.as_ref().is_some_and(|asked| asked.question(id).is_some());
            tip.answers.keys().filter(asks).count()
        };
        Ok(self.questionnaires().await?.into_iter().map(|(_, published)| published).max_by_key(asked))
    }

    /// Returns every questionnaire that came with a bundle, each with its digest.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored questionnaire cannot be parsed.
    pub async fn questionnaires(&mut self) -> Result<Vec<(Digest, PublishedQuestionnaire)>, CaseDbError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT digest, published FROM questionnaire").fetch_all(&mut self.connection).await?;
        let damaged = || CaseDbError::Damaged("a questionnaire cannot be read");
        rows.iter()
            .map(|(digest, json)| {
                Ok((digest.parse().map_err(|_| damaged())?, serde_json::from_str(json).map_err(|_| damaged())?))
            })
            .collect()
    }
}
