//! What reviewers put on a case: tags, whose it is, how far it is believed, a translation. And the colleagues themselves.

use envelope::Day;
use envelope::keys::{Colleague, VerifyingKey};

use super::{CaseDb, CaseDbError};
use crate::analysis::Words;

/// What stands on a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// A colleague's label.
    pub assigned: Option<String>,
    /// Admiralty scale: A to F.
    pub source: Option<String>,
    /// Admiralty scale: 1 to 6.
    pub information: Option<String>,
    /// JSON: act, means and purpose, where a reviewer decided.
    pub finding: Option<String>,
    /// The language it is written in, where that can be told.
    pub guessed: Option<String>,
    /// An id of the gazetteer.
    pub place: Option<String>,
    /// How the place is known.
    pub place_how: Option<String>,
    /// When it was.
    pub place_when: Option<String>,
    /// The day on which somebody has to have decided.
    pub due: String,
    /// The day it was sent.
    pub sent_day: String,
}

/// Somebody who works at this desk.
pub struct KnownColleague {
    /// What they are called here.
    pub label: String,
    /// Their signing key.
    pub key: VerifyingKey<Colleague>,
    /// Its secret half, locked by their passphrase: JSON.
    pub locked: String,
    /// Since when.
    pub day: String,
}

impl CaseDb {
    /// What stands on a case.
    pub async fn marks(&mut self, id: &str) -> Result<Marks, CaseDbError> {
        use sqlx::Row;
        let row = sqlx::query(
            "SELECT assigned, source, information, finding, guessed, place, place_how, place_when, due, sent_day FROM tip WHERE id = ?",
        )
        .bind(id)
        .fetch_one(&mut self.connection)
        .await?;
        Ok(Marks {
            assigned: row.try_get(0)?,
            source: row.try_get(1)?,
            information: row.try_get(2)?,
            finding: row.try_get(3)?,
            guessed: row.try_get(4)?,
            place: row.try_get(5)?,
            place_how: row.try_get(6)?,
            place_when: row.try_get(7)?,
            due: row.try_get(8)?,
            sent_day: row.try_get(9)?,
        })
    }

    /// A case's tags.
    pub async fn tags(&mut self, id: &str) -> Result<Vec<String>, CaseDbError> {
        let tags = sqlx::query_scalar("SELECT tag FROM tag WHERE tip = ? ORDER BY tag").bind(id);
        Ok(tags.fetch_all(&mut self.connection).await?)
    }

    /// Puts a tag on a case, or takes it off.
    pub async fn set_tag(&mut self, id: &str, tag: &str, on: bool) -> Result<(), CaseDbError> {
        let query = match on {
            true => sqlx::query("INSERT OR IGNORE INTO tag (tag, tip) VALUES (?, ?)"),
            false => sqlx::query("DELETE FROM tag WHERE tag = ? AND tip = ?"),
        };
        query.bind(tag).bind(id).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Says whose a case is; `None`: nobody's.
    pub async fn assign(&mut self, id: &str, label: Option<&str>) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET assigned = ? WHERE id = ?")
            .bind(label)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// How far source and information are believed.
    pub async fn rate(&mut self, id: &str, source: Option<&str>, information: Option<&str>) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET source = ?, information = ? WHERE id = ?")
            .bind(source)
            .bind(information)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// What a reviewer found of act, means and purpose.
    pub async fn set_finding(&mut self, id: &str, json: Option<&str>) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET finding = ? WHERE id = ?")
            .bind(json)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Translations of a case, the newest last: day and text.
    pub async fn translations(&mut self, id: &str) -> Result<Vec<(String, String)>, CaseDbError> {
        let all = sqlx::query_as("SELECT day, text FROM translation WHERE tip = ? ORDER BY number").bind(id);
        Ok(all.fetch_all(&mut self.connection).await?)
    }

    /// Adds a translation, and makes it findable; earlier ones stay.
    pub async fn add_translation(&mut self, id: &str, day: Day, text: &str) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO translation (tip, day, text) VALUES (?, ?, ?)")
            .bind(id)
            .bind(day.to_string())
            .bind(text)
            .execute(&mut self.connection)
            .await?;
        self.add_words(id, &Words::of(text)).await
    }

    /// Who works here.
    pub async fn colleagues(&mut self) -> Result<Vec<KnownColleague>, CaseDbError> {
        let rows: Vec<(String, String, String, String)> =
            sqlx::query_as("SELECT label, key, locked, day FROM colleague ORDER BY label")
                .fetch_all(&mut self.connection)
                .await?;
        rows.into_iter()
            .map(|(label, key, locked, day)| {
                let key = key.parse().map_err(|_| CaseDbError::Damaged("a colleague's key is not one"))?;
                Ok(KnownColleague { label, key, locked, day })
            })
            .collect()
    }

    /// Adds a colleague; answers whether nobody was called that before.
    pub async fn add_colleague(&mut self, colleague: &KnownColleague) -> Result<bool, CaseDbError> {
        let done = sqlx::query("INSERT OR IGNORE INTO colleague (label, key, locked, day) VALUES (?, ?, ?, ?)")
            .bind(&colleague.label)
            .bind(colleague.key.to_string())
            .bind(&colleague.locked)
            .bind(&colleague.day)
            .execute(&mut self.connection)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
