//! Bundles, lines, quarantine, dispatches.

use envelope::bundle::BundleBody;
use envelope::dispatch::{DispatchBody, Listed};
use envelope::keys::{Desk, Intake, VerifyingKey};
use envelope::questionnaire::PublishedQuestionnaire;
use envelope::tip::Tip;
use envelope::{Day, Digest, Epoch, SiteId, TipId};
use sqlx::Row;

use super::{CaseDb, CaseDbError};

impl CaseDb {
    /// A line that was taken over before: its bundle key and epoch.
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

    /// Takes over a line, or its new epoch.
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

    /// The digest under which a bundle with this number came before, and whether this volume came too.
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

    /// Remembers a volume of a bundle and the questionnaires that it carries.
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

    /// What is missing in a line's chain: numbers, volumes, and links that do not fit.
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

    /// Keeps note of a tip that could not be opened; its sealed bytes are the pieces of file 0.
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

    /// Lets go of a tip in quarantine, which could be opened at last.
    pub async fn remove_quarantine(&mut self, id: &TipId) -> Result<(), CaseDbError> {
        let id = id.to_string();
        sqlx::query("DELETE FROM quarantine WHERE id = ?").bind(&id).execute(&mut self.connection).await?;
        sqlx::query("DELETE FROM piece WHERE tip = ? AND number = 0").bind(&id).execute(&mut self.connection).await?;
        Ok(())
    }

    /// The number of the newest bundle of a chain; 0 before the first.
    pub async fn newest_bundle(&mut self, site: SiteId, epoch: Epoch) -> Result<u32, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM bundle WHERE site = ? AND epoch = ?")
            .bind(site.to_string())
            .bind(epoch.to_string())
            .fetch_one(&mut self.connection)
            .await?)
    }

    /// Remembers the last dispatch that a line's server applied; 0: none.
    pub async fn set_echo(&mut self, site: SiteId, number: u32) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE site SET echo = ? WHERE site = ?")
            .bind(number)
            .bind(site.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// The desk goes on under another key, of which no dispatch was applied anywhere. Items that the server has under the old one are not sent again;
    /// the others are, under new numbers.
    pub async fn begin_anew(&mut self) -> Result<(), CaseDbError> {
        for query in [
            // A withdrawn one may lie in a mailbox: its withdrawal is said again.
            "UPDATE item SET dispatched_in = CASE WHEN dispatched_in IS NULL THEN NULL WHEN withdrawn OR dispatched_in <= (SELECT coalesce(max(echo), 0) FROM site) THEN 0 END",
            "UPDATE item SET withdrawn_in = CASE WHEN withdrawn_in <= (SELECT coalesce(max(echo), 0) FROM site) THEN 0 END",
            "UPDATE site SET echo = 0",
        ] {
            sqlx::query(query).execute(&mut self.connection).await?;
        }
        Ok(())
    }

    /// The digest of a dispatch that this desk wrote.
    pub async fn dispatch_digest(&mut self, number: u32) -> Result<Option<Digest>, CaseDbError> {
        let digest: Option<String> = sqlx::query_scalar("SELECT digest FROM dispatch WHERE number = ?")
            .bind(number)
            .fetch_optional(&mut self.connection)
            .await?;
        digest
            .map(|digest| digest.parse().map_err(|_| CaseDbError::Damaged("a dispatch's digest is not one")))
            .transpose()
    }

    /// Which tips dispatch `number` calls received: those that no applied dispatch called so. Quarantine is not.
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

    /// Which tips dispatch `number` lets the server erase: those in a verified backup, or that another desk has too, that no applied
    /// dispatch named.
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
        // Nothing is lost with a probe.
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

    /// A questionnaire that a bundle brought, with its texts.
    pub async fn questionnaire(&mut self, digest: &Digest) -> Result<Option<PublishedQuestionnaire>, CaseDbError> {
        let json: Option<String> = sqlx::query_scalar("SELECT published FROM questionnaire WHERE digest = ?")
            .bind(digest.to_string())
            .fetch_optional(&mut self.connection)
            .await?;
        json.map(|json| serde_json::from_str(&json).map_err(|_| CaseDbError::Damaged("a questionnaire cannot be read")))
            .transpose()
    }

    /// Every tip lies in a verified backup now.
    pub async fn mark_backed_up(&mut self) -> Result<u64, CaseDbError> {
        let done =
            sqlx::query("UPDATE tip SET in_backup = 1 WHERE in_backup = 0").execute(&mut self.connection).await?;
        Ok(done.rows_affected())
    }

    /// Another desk says that it has a tip too. Answers whether this desk has it, with these bytes, and did not know that yet.
    pub async fn confirm(&mut self, tip: &Listed, by: &VerifyingKey<Desk>) -> Result<bool, CaseDbError> {
        let done = sqlx::query("UPDATE tip SET confirmed_by = ? WHERE id = ? AND sha256 = ? AND confirmed_by IS NULL")
            .bind(by.to_string())
            .bind(tip.id.to_string())
            .bind(tip.sha256.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// How many tips there are.
    pub async fn count(&mut self) -> Result<i64, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM tip").fetch_one(&mut self.connection).await?)
    }

    /// The line that this desk serves; of several, the first by its id.
    pub async fn only_site(&mut self) -> Result<Option<SiteId>, CaseDbError> {
        let site: Option<String> = sqlx::query_scalar("SELECT site FROM site ORDER BY site LIMIT 1")
            .fetch_optional(&mut self.connection)
            .await?;
        site.map(|site| site.parse().map_err(|_| CaseDbError::Damaged("a line's id is not one"))).transpose()
    }

    /// The number of the next dispatch.
    pub async fn next_dispatch(&mut self) -> Result<u32, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(number), 0) + 1 FROM dispatch")
            .fetch_one(&mut self.connection)
            .await?)
    }

    /// Remembers a dispatch, with its signed list: the server's bundles give the list's digest back, and it names the log's head.
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

    /// The log's head in a dispatch that the server applied; `None` where its list is no longer kept. Lists before it are let go of.
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

    /// The questionnaire that a tip answers; for one that was sealed apart from any server, and names none that is known, the one that asks most of what
    /// it answers.
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

    /// Every questionnaire that bundles brought.
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
