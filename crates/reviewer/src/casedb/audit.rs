//! The hash-chained log: what was done, in an order that cannot be changed without showing.

use envelope::{Day, Digest, Hasher};
use sqlx::Row;

use super::{CaseDb, CaseDbError};

impl CaseDb {
    /// Adds an entry.
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

    /// Number and digest of the last entry.
    pub async fn head(&mut self) -> Result<(i64, Digest), CaseDbError> {
        let row = sqlx::query("SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1")
            .fetch_optional(&mut self.connection)
            .await?;
        let Some(row) = row else { return Ok((0, Digest::of(b""))) };
        Ok((row.try_get(0)?, parse(row.try_get(1)?)?))
    }

    /// Walks the whole chain; answers how many entries it has.
    pub async fn verify_log(&mut self) -> Result<i64, CaseDbError> {
        let rows = sqlx::query("SELECT number, day, action, detail, previous, digest FROM audit ORDER BY number")
            .fetch_all(&mut self.connection)
            .await?;
        let (mut count, mut previous) = (0, Digest::of(b""));
        for row in rows {
            let number: i64 = row.try_get(0)?;
            let expected = link(&previous, number, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let digest = parse(row.try_get(5)?)?;
            if number != count + 1 || parse(row.try_get(4)?)? != previous || digest != expected {
                return Err(CaseDbError::Damaged("an entry of the audit log was changed or is missing"));
            }
            (count, previous) = (number, digest);
        }
        Ok(count)
    }
}

fn parse(text: &str) -> Result<Digest, CaseDbError> {
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
