//! Probes that were planned, and their arrival.

use envelope::probe::{Probe, ProbeWay};
use envelope::{Day, Digest, TipId};
use sqlx::Row;

use super::{CaseDb, CaseDbError};

/// A probe that this desk waits for or has received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// The probe's number at this desk.
    pub number: u32,
    /// The day on which the probe is to be sent, UTC.
    pub due: Day,
    /// The way in which the probe is sent: `form` or `lead`.
    pub way: String,
    /// The day on which the probe arrived at the desk; `None` while it has not arrived.
    pub arrived: Option<Day>,
}

impl CaseDb {
    /// Returns the number of the next probe; the first is 1.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_probe(&mut self) -> Result<u32, CaseDbError> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(number), 0) + 1 FROM probe").fetch_one(&mut self.connection).await?)
    }

    /// Adds a probe for the desk to wait for. Returns `false` where another probe has the same answers.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_probe(&mut self, probe: &Probe) -> Result<bool, CaseDbError> {
        let way = if probe.way == ProbeWay::Form { "form" } else { "lead" };
        let done =
            sqlx::query("INSERT INTO probe (number, mark, due, way) VALUES (?, ?, ?, ?) ON CONFLICT (mark) DO NOTHING")
                .bind(probe.number)
                .bind(probe.mark().to_string())
                .bind(probe.day.to_string())
                .bind(way)
                .execute(&mut self.connection)
                .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Returns the number of the probe with this mark (the digest of its answers); `None` if no probe has it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn probe(&mut self, mark: &Digest) -> Result<Option<u32>, CaseDbError> {
        let number = sqlx::query_scalar("SELECT number FROM probe WHERE mark = ?").bind(mark.to_string());
        Ok(number.fetch_optional(&mut self.connection).await?)
    }

    /// Records that a probe arrived as this tip.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn probe_came(
        &mut self,
        number: u32,
        id: &TipId,
        sha256: &Digest,
        today: Day,
    ) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE probe SET arrived = coalesce(arrived, ?) WHERE number = ?")
            .bind(today.to_string())
            .bind(number)
            .execute(&mut self.connection)
            .await?;
        sqlx::query("INSERT INTO probe_tip (id, sha256, probe) VALUES (?, ?, ?)")
            .bind(id.to_string())
            .bind(sha256.to_string())
            .bind(number)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns all probes, sorted by number.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored day is invalid.
    pub async fn probes(&mut self) -> Result<Vec<Probed>, CaseDbError> {
        let rows = sqlx::query("SELECT number, due, way, arrived FROM probe ORDER BY number")
            .fetch_all(&mut self.connection)
            .await?;
        let day = |text: &str| text.parse::<Day>().map_err(|_| CaseDbError::Damaged("a probe's day is not one"));
        rows.iter()
            .map(|row| {
                let arrived: Option<&str> = row.try_get(3)?;
                Ok(Probed {
                    number: row.try_get(0)?,
                    due: day(row.try_get(1)?)?,
                    way: row.try_get(2)?,
                    arrived: arrived.map(day).transpose()?,
                })
            })
            .collect()
    }

    /// Returns the probes that were due before `day`, have not arrived, and were not reported before. From now on
    /// they count as reported.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn take_missing_probes(&mut self, day: Day) -> Result<Vec<u32>, CaseDbError> {
        let missing = sqlx::query_scalar(
            "SELECT number FROM probe WHERE arrived IS NULL AND NOT reported AND due < ? ORDER BY number",
        )
        .bind(day.to_string())
        .fetch_all(&mut self.connection)
        .await?;
        sqlx::query("UPDATE probe SET reported = 1 WHERE arrived IS NULL AND due < ?")
            .bind(day.to_string())
            .execute(&mut self.connection)
            .await?;
        Ok(missing)
    }

    /// Returns the day of the newest bundle; `None` before the first.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored day is invalid.
    pub async fn newest_bundle_day(&mut self) -> Result<Option<Day>, CaseDbError> {
        let day: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'newest-bundle-day'")
            .fetch_optional(&mut self.connection)
            .await?;
        day.map(|day| day.parse().map_err(|_| CaseDbError::Damaged("the newest bundle's day is not one"))).transpose()
    }
}
