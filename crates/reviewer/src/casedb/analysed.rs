//! Results of the analysis ([`crate::analysis`]).
//!
//! Entities link tips, and searches find tips by the indexed words.

use std::collections::BTreeSet;

use envelope::Day;
use envelope::tip::Tip;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::cases::cases;
use super::search::{FoundCase, found};
use super::{CaseDb, CaseDbError};
use crate::analysis::{Analysis, Words};
use crate::triage::Reason;

/// Maximum number of other cases that are listed for one entity. An entity in more cases than that links nothing.
const MOST_OTHERS: i64 = 100;

/// A table of analysis results that can be put aside (renamed) if the desk has pages that cannot be read.
struct PutAside {
    /// The name of the table while it is in use.
    before: &'static str,
    /// Renames the table without reading any of its pages.
    aside: &'static str,
    /// Creates the table anew, as the migrations do.
    anew: &'static str,
    /// Empties the table. This is used where an older table is put aside already.
    clear: &'static str,
}

const PUT_ASIDE: [PutAside; 5] = [
    PutAside {
        before: "tip_signal_before",
        aside: "ALTER TABLE tip_signal RENAME TO tip_signal_before",
        anew: "CREATE TABLE tip_signal (tip TEXT NOT NULL REFERENCES tip (id), kind TEXT NOT NULL, language TEXT NOT NULL, said TEXT NOT NULL,
               PRIMARY KEY (tip, kind)) WITHOUT ROWID, STRICT",
        clear: "DELETE FROM tip_signal",
    },
    PutAside {
        before: "entity_before",
        aside: "ALTER TABLE entity RENAME TO entity_before",
        anew: "CREATE TABLE entity (tip TEXT NOT NULL REFERENCES tip (id), kind TEXT NOT NULL, value TEXT NOT NULL, shown TEXT NOT NULL,
               checked TEXT NOT NULL, PRIMARY KEY (tip, kind, value)) WITHOUT ROWID, STRICT",
        clear: "DELETE FROM entity",
    },
    PutAside {
        before: "text_before",
        aside: "ALTER TABLE text RENAME TO text_before",
        anew: "CREATE TABLE text (number INTEGER PRIMARY KEY NOT NULL, tip TEXT NOT NULL REFERENCES tip (id)) STRICT",
        clear: "DELETE FROM text",
    },
    PutAside {
        before: "words_before",
        aside: "ALTER TABLE words RENAME TO words_before",
        anew: "CREATE VIRTUAL TABLE words USING fts5 (folded, place, phone, marked, content = '', columnsize = 0, tokenize = 'trigram')",
        clear: "INSERT INTO words (words) VALUES ('delete-all')",
    },
    PutAside {
        before: "pairs_before",
        aside: "ALTER TABLE pairs RENAME TO pairs_before",
        anew: "CREATE VIRTUAL TABLE pairs USING fts5 (grams, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii')",
        clear: "INSERT INTO pairs (pairs) VALUES ('delete-all')",
    },
];

/// Statements that drop the tables that were put aside.
pub const DROPS: [&str; 5] = [
    "DROP TABLE IF EXISTS tip_signal_before",
    "DROP TABLE IF EXISTS words_before",
    "DROP TABLE IF EXISTS pairs_before",
    "DROP TABLE IF EXISTS entity_before",
    "DROP TABLE IF EXISTS text_before",
];

/// An entity of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEntity {
    /// An [`crate::entities::Kind`]'s id, or `place`.
    pub kind: String,
    /// The normalised form: equal for equal entities.
    pub value: String,
    /// The entity as the tip writes it.
    pub shown: String,
    /// The result of the check: `well-formed`, `malformed` or `unchecked`.
    pub checked: String,
    /// Number of other cases with this entity, at most 100.
    pub others: u32,
}

/// A tip to be analysed again, with its files' names and its current rank.
pub struct Reread {
    /// The tip's id.
    pub id: String,
    /// The opened tip.
    pub tip: Tip,
    /// Names of the files.
    pub files: Vec<String>,
    /// The level: 0 to 3, where 0 is the most urgent.
    pub level: u8,
    /// The status: one of [`crate::service::work::STATUSES`], `received` to `closed`.
    pub status: String,
    /// Reasons for the tip's level.
    pub reasons: Vec<Reason>,
    /// The day by which a reviewer must decide; `None` if no version of `reviewer` has stored one.
    pub due: Option<Day>,
    /// The case that this tip continues; `None` for a first tip.
    pub continues: Option<String>,
    /// Whether a reviewer has ranked the case; `None` if the tip was never analysed for signals.
    pub assessed: Option<bool>,
}

/// The query whose columns the function [`reread`] reads. The macro's argument replaces the expression for the names of
/// the files.
macro_rules! reread {
    () => {
        reread!(
            "(SELECT group_concat(name, char(10)) FROM (SELECT name FROM file WHERE file.tip = tip.id ORDER BY number))"
        )
    };
    ($files:literal) => {
        concat!(
            "SELECT rowid, id, tip, level, status, ",
            $files,
            ", reasons, due, continues, (SELECT assessed FROM judged WHERE judged.tip = tip.id) FROM tip "
        )
    };
}

impl CaseDb {
    /// Stores the results of a tip's analysis, and the day by which a reviewer must decide.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_analysis(&mut self, id: &str, analysis: &Analysis, due: Day) -> Result<(), CaseDbError> {
        sqlx::query(
            "UPDATE tip SET due = ?, guessed = ?, country = ?, place = ?, place_how = ?, place_when = ? WHERE id = ?",
        )
        .bind(due.to_string())
        .bind(&analysis.guessed)
        .bind(&analysis.country)
        .bind(&analysis.place)
        .bind(&analysis.place_how)
        .bind(analysis.place_when.map(|day| day.to_string()))
        .bind(id)
        .execute(&mut self.connection)
        .await?;
        for found in &analysis.entities {
            sqlx::query("INSERT OR IGNORE INTO entity (tip, kind, value, shown, checked) VALUES (?, ?, ?, ?, ?)")
                .bind(id)
                .bind(found.kind)
                .bind(&found.value)
                .bind(&found.shown)
                .bind(found.checked)
                .execute(&mut self.connection)
                .await?;
        }
        self.add_words(id, &analysis.words).await
    }

    /// Adds further text of a tip to the search index.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_words(&mut self, id: &str, words: &Words) -> Result<(), CaseDbError> {
        let row = sqlx::query("INSERT INTO text (tip) VALUES (?)")
            .bind(id)
            .execute(&mut self.connection)
            .await?
            .last_insert_rowid();
        sqlx::query("INSERT INTO words (rowid, folded, place, phone, marked) VALUES (?, ?, ?, ?, ?)")
            .bind(row)
            .bind(&words.folded)
            .bind(&words.place)
            .bind(&words.phone)
            .bind(&words.marked)
            .execute(&mut self.connection)
            .await?;
        sqlx::query("INSERT INTO pairs (rowid, grams) VALUES (?, ?)")
            .bind(row)
            .bind(grams([words.folded.as_str(), words.marked.as_str()]))
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Deletes the analysis results of every tip, and the search index of notes and translations. All of them must
    /// then be analysed again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn clear_analysis(&mut self) -> Result<(), CaseDbError> {
        for PutAside { clear, .. } in PUT_ASIDE {
            sqlx::query(clear).execute(&mut self.connection).await?;
        }
        Ok(())
    }

    /// Does the same as [`Self::clear_analysis`] for a damaged desk. Emptying a table reads its pages, so each table
    /// is put aside instead, to be dropped after the transaction.
    ///
    /// # Errors
    /// When an older table is put aside already and a page of the current one cannot be read.
    pub async fn put_analysis_aside(&mut self) -> Result<(), CaseDbError> {
        for PutAside { before, aside, anew, clear } in PUT_ASIDE {
            if self.is_there(before).await? {
                sqlx::query(clear).execute(&mut self.connection).await?;
                continue;
            }
            sqlx::query(aside).execute(&mut self.connection).await?;
            sqlx::query(anew).execute(&mut self.connection).await?;
            if before == "entity_before" {
                // The old index stays with the renamed table and keeps its name. So the new index gets another name.
                let index = match self.is_there("entity_value").await? {
                    true => "CREATE INDEX entity_value_anew ON entity (kind, value, tip)",
                    false => "CREATE INDEX entity_value ON entity (kind, value, tip)",
                };
                sqlx::query(index).execute(&mut self.connection).await?;
            }
        }
        Ok(())
    }

    async fn is_there(&mut self, name: &str) -> Result<bool, CaseDbError> {
        let known = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema WHERE name = ?").bind(name);
        Ok(known.fetch_one(&mut self.connection).await? > 0)
    }

    /// Drops one of the tables that were put aside by a migration or by [`Self::put_analysis_aside`]. `drop` is one
    /// of [`DROPS`].
    ///
    /// # Errors
    /// When a page of the table cannot be read. The table may stay without harm, but this connection can read nothing
    /// after the error.
    pub async fn drop_put_aside(&mut self, drop: &'static str) -> Result<(), CaseDbError> {
        sqlx::query(drop).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Returns up to `most` tips with row numbers above `after`, in the order of those numbers, so that all tips can be
    /// read without holding all in memory. Each is returned with its row number; a row that cannot be parsed is
    /// returned as `None`.
    ///
    /// # Errors
    /// When a row's page cannot be read.
    pub async fn to_reread(&mut self, after: i64, most: u32) -> Result<Vec<(i64, Option<Reread>)>, CaseDbError> {
        let rows = sqlx::query(concat!(reread!(), "WHERE rowid > ? ORDER BY rowid LIMIT ?"))
            .bind(after)
            .bind(most)
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, reread(row).ok()))).collect()
    }

    /// Returns one tip by its row number without reading the page of any other tip. With `files`, the names of its
    /// files are read too. `None` if there is no such row or it cannot be parsed.
    ///
    /// # Errors
    /// When a page of the tip, or of its files' names, cannot be read.
    pub async fn to_reread_at(&mut self, number: i64, files: bool) -> Result<Option<Reread>, CaseDbError> {
        let query = match files {
            true => concat!(reread!(), "WHERE rowid = ?"),
            false => concat!(reread!("NULL"), "WHERE rowid = ?"),
        };
        let row = sqlx::query(query).bind(number).fetch_optional(&mut self.connection).await?;
        Ok(row.and_then(|row| reread(&row).ok()))
    }

    /// Returns all notes and translations that reviewers wrote, as tip id and text.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn written(&mut self) -> Result<Vec<(String, String)>, CaseDbError> {
        let all = sqlx::query_as("SELECT tip, text FROM note UNION ALL SELECT tip, text FROM translation");
        Ok(all.fetch_all(&mut self.connection).await?)
    }

    /// Returns a case's entities, from the first tip and from follow-ups, each once.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn entities(&mut self, case: &str) -> Result<Vec<CaseEntity>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT kind, value, min(entity.shown), min(checked),
             (SELECT count(*) FROM (SELECT DISTINCT coalesce(other.continues, other.id) AS id FROM entity AS same JOIN tip AS other ON other.id = same.tip
               WHERE same.kind = entity.kind AND same.value = entity.value LIMIT ?2))
             FROM entity JOIN tip AS part ON part.id = entity.tip WHERE part.id = ?1 OR part.continues = ?1
             GROUP BY kind, value ORDER BY kind = 'place', kind, value",
        )
        .bind(case)
        .bind(MOST_OTHERS + 1)
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(CaseEntity {
                    kind: row.try_get(0)?,
                    value: row.try_get(1)?,
                    shown: row.try_get(2)?,
                    checked: row.try_get(3)?,
                    others: row.try_get::<u32, _>(4)?.saturating_sub(1),
                })
            })
            .collect()
    }

    /// Returns the cases that have an entity, the most urgent first: at most 101, where 101 means that there are more
    /// than 100.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn with_entity(&mut self, kind: &str, value: &str) -> Result<Vec<FoundCase>, CaseDbError> {
        const WITH: &str = cases!(
            "substr(json_extract(tip, '$.answers.story'), 1, 200) AS begins FROM tip WHERE id IN (SELECT coalesce(part.continues, part.id) FROM entity JOIN tip AS part ON part.id = entity.tip WHERE kind = ? AND value = ?) ORDER BY level, due, score DESC, id LIMIT ?"
        );
        let rows =
            sqlx::query(WITH).bind(kind).bind(value).bind(MOST_OTHERS + 1).fetch_all(&mut self.connection).await?;
        rows.iter().map(found).collect()
    }
}

fn reread(row: &SqliteRow) -> Result<Reread, CaseDbError> {
    let files: Option<String> = row.try_get(5)?;
    Ok(Reread {
        id: row.try_get(1)?,
        tip: serde_json::from_str(row.try_get(2)?).map_err(|_| CaseDbError::Damaged("a tip is not one"))?,
        files: files.unwrap_or_default().lines().map(str::to_owned).collect(),
        level: row.try_get(3)?,
        status: row.try_get(4)?,
        // If the stored reasons are damaged, the tip is read anew without them: they are made again.
        reasons: serde_json::from_str(row.try_get(6)?).unwrap_or_default(),
        due: row.try_get::<&str, _>(7)?.parse().ok(),
        continues: row.try_get(8)?,
        assessed: row.try_get(9)?,
    })
}

/// Returns each single character and each pair of neighbouring characters in folded texts, once each, encoded as words
/// that the tokenizer leaves unchanged.
fn grams<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut all = BTreeSet::new();
    let mut before = None;
    // A space is put between two texts.
    for c in texts.into_iter().flat_map(|text| text.chars().chain([' '])) {
        if c.is_whitespace() {
            before = None;
            continue;
        }
        all.insert(gram(&[c]));
        if let Some(before) = before {
            all.insert(gram(&[before, c]));
        }
        before = Some(c);
    }
    all.into_iter().collect::<Vec<_>>().join(" ")
}

/// Encodes one or two characters as a word that the tokenizer leaves unchanged.
pub(super) fn gram(characters: &[char]) -> String {
    characters.iter().map(|c| format!("{:x}", u32::from(*c))).collect::<Vec<_>>().join("z")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_has_its_characters_and_pairs_but_none_across_a_space() {
        assert_eq!(super::grams(["ab b"]), "61 61z62 62");
        assert_eq!(super::gram(&['白', '沙']), "767dz6c99");
    }
}
