//! Marks that reviewers set on a case, and the colleagues of this desk.
//!
//! The marks are tags, assignment, rating, finding and translations.

use envelope::Day;
use envelope::keys::{Colleague, VerifyingKey};

use super::{CaseDb, CaseDbError};
use crate::analysis::Words;

/// The marks that reviewers set on a case, such as its rating, and the facts that are shown with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The label of the colleague to whom the case is assigned.
    pub assigned: Option<String>,
    /// Reliability of the source on the Admiralty scale: A to F.
    pub source: Option<String>,
    /// Credibility of the information on the Admiralty scale: 1 to 6.
    pub information: Option<String>,
    /// A reviewer's finding on act, means and purpose, as JSON.
    pub finding: Option<String>,
    /// The language in which the tip is written; `None` if it could not be told.
    pub guessed: Option<String>,
    /// The place, as its id in the gazetteer.
    pub place: Option<String>,
    /// The sender's source for the place: an option of the question `place-how-known`.
    pub place_how: Option<String>,
    /// The day to which the sender's knowledge of the place refers.
    pub place_when: Option<String>,
    /// The day by which a reviewer must decide.
    pub due: String,
    /// The day on which the tip was sent.
    pub sent_day: String,
}

/// A colleague at this desk.
pub struct KnownColleague {
    /// The label by which the desk names the colleague.
    pub label: String,
    /// The public half of the colleague's signing key.
    pub key: VerifyingKey<Colleague>,
    /// The secret half of the colleague's signing key, locked by the colleague's passphrase: the JSON of
    /// [`crate::vault::lock_away`].
    pub locked: String,
    /// The day on which the colleague was added.
    pub day: String,
}

impl CaseDb {
    /// Returns what reviewers set on a case, such as its rating, and the facts that are shown with it.
    ///
    /// # Errors
    /// When the database cannot be read, or there is no such tip.
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

    /// Returns a case's tags, sorted.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tags(&mut self, id: &str) -> Result<Vec<String>, CaseDbError> {
        let tags = sqlx::query_scalar("SELECT tag FROM tag WHERE tip = ? ORDER BY tag").bind(id);
        Ok(tags.fetch_all(&mut self.connection).await?)
    }

    /// Adds a tag to a case, or removes it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_tag(&mut self, id: &str, tag: &str, on: bool) -> Result<(), CaseDbError> {
        let query = match on {
            true => sqlx::query("INSERT OR IGNORE INTO tag (tag, tip) VALUES (?, ?)"),
            false => sqlx::query("DELETE FROM tag WHERE tag = ? AND tip = ?"),
        };
        query.bind(tag).bind(id).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Assigns a case to a colleague; `None` assigns it to nobody.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn assign(&mut self, id: &str, label: Option<&str>) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET assigned = ? WHERE id = ?")
            .bind(label)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Sets the Admiralty ratings of source and information; `None` removes a rating.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn rate(&mut self, id: &str, source: Option<&str>, information: Option<&str>) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET source = ?, information = ? WHERE id = ?")
            .bind(source)
            .bind(information)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Sets a reviewer's finding on act, means and purpose; `None` removes it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_finding(&mut self, id: &str, json: Option<&str>) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET finding = ? WHERE id = ?")
            .bind(json)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns the translations of a case, oldest first, as day and text.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn translations(&mut self, id: &str) -> Result<Vec<(String, String)>, CaseDbError> {
        let all = sqlx::query_as("SELECT day, text FROM translation WHERE tip = ? ORDER BY number").bind(id);
        Ok(all.fetch_all(&mut self.connection).await?)
    }

    /// Adds a translation and indexes it for search. Earlier translations stay.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_translation(&mut self, id: &str, day: Day, text: &str) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO translation (tip, day, text) VALUES (?, ?, ?)")
            .bind(id)
            .bind(day.to_string())
            .bind(text)
            .execute(&mut self.connection)
            .await?;
        self.add_words(id, &Words::of(text)).await
    }

    /// Returns the colleagues of this desk, sorted by label.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored key is invalid.
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

    /// Adds a colleague. Returns `false` where the label is taken.
    ///
    /// # Errors
    /// When the database cannot be written.
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
