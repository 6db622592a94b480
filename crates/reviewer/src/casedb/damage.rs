//! What can still be read of a damaged database: every statement here may fail for some rows and go on with the next.

use envelope::Hasher;
use sqlx::Row;

use super::audit::parse;
use super::{CaseDb, CaseDbError};

/// A table whose rows are what reviewers have.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// What one of its rows is called.
    pub called: &'static str,
    /// The numbers of all rows.
    rows: &'static str,
    /// The same out of an index, whose pages are others than the table's own.
    by_index: Option<&'static str>,
    /// One row by its number.
    row: &'static str,
    /// What a reviewer wrote there, with its tip.
    words: Option<&'static str>,
}

/// Tips.
pub const TIPS: Table = Table {
    called: "tip",
    rows: "SELECT rowid FROM tip NOT INDEXED",
    by_index: Some("SELECT rowid FROM tip INDEXED BY tip_line"),
    row: "SELECT * FROM tip WHERE rowid = ?",
    words: None,
};

/// Reviewers' notes.
pub const NOTES: Table = Table {
    called: "note",
    rows: "SELECT rowid FROM note NOT INDEXED",
    by_index: Some("SELECT rowid FROM note INDEXED BY note_tip"),
    row: "SELECT * FROM note WHERE rowid = ?",
    words: Some("SELECT tip, text FROM note WHERE rowid = ?"),
};

/// Translations.
pub const TRANSLATIONS: Table = Table {
    called: "translation",
    rows: "SELECT rowid FROM translation NOT INDEXED",
    by_index: Some("SELECT rowid FROM translation INDEXED BY translation_tip"),
    row: "SELECT * FROM translation WHERE rowid = ?",
    words: Some("SELECT tip, text FROM translation WHERE rowid = ?"),
};

/// All of them.
pub const TABLES: [Table; 6] = [
    TIPS,
    NOTES,
    TRANSLATIONS,
    Table {
        called: "reply or notice",
        rows: "SELECT rowid FROM item NOT INDEXED",
        by_index: Some("SELECT rowid FROM item INDEXED BY item_tip"),
        row: "SELECT * FROM item WHERE rowid = ?",
        words: None,
    },
    Table {
        called: "entry of the log",
        rows: "SELECT rowid FROM audit NOT INDEXED",
        by_index: Some("SELECT rowid FROM audit INDEXED BY audit_action"),
        row: "SELECT * FROM audit WHERE rowid = ?",
        words: None,
    },
    Table {
        called: "dispatch",
        rows: "SELECT rowid FROM dispatch NOT INDEXED",
        by_index: None,
        row: "SELECT * FROM dispatch WHERE rowid = ?",
        words: None,
    },
];

/// An attachment whose bytes are not what they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// The tip that brought it.
    pub tip: String,
    /// Its name.
    pub name: String,
    /// Its bytes cannot be read, rather than being others.
    pub unreadable: bool,
}

impl CaseDb {
    /// Every page's checksum and SQLite's own check of the tables; empty if all is well. The lines name pages.
    pub async fn page_faults(&mut self) -> Vec<String> {
        let mut faults = Vec::new();
        let cipher =
            sqlx::query_scalar::<_, String>("PRAGMA cipher_integrity_check").fetch_all(&mut self.connection).await;
        match cipher {
            Ok(lines) => faults.extend(lines),
            Err(error) => faults.push(error.to_string()),
        }
        match sqlx::query_scalar::<_, String>("PRAGMA integrity_check").fetch_all(&mut self.connection).await {
            Ok(lines) => faults.extend(lines.into_iter().filter(|line| line != "ok")),
            Err(error) => faults.push(error.to_string()),
        }
        faults
    }

    /// Whether this desk has the table: one that is not brought up to date may have none of this name.
    pub async fn has(&mut self, table: Table) -> bool {
        let name = table.rows.split(' ').nth(3).unwrap_or_default();
        let known = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema WHERE name = ?").bind(name);
        known.fetch_one(&mut self.connection).await.map_or(true, |count| count > 0)
    }

    /// Row numbers of a table.
    ///
    /// # Errors
    /// When a page of its own cannot be read: then there is [`Self::row_numbers_by_index`].
    pub async fn row_numbers(&mut self, table: Table) -> Result<Vec<i64>, CaseDbError> {
        Ok(sqlx::query_scalar(table.rows).fetch_all(&mut self.connection).await?)
    }

    /// The same as an index of the table knows them; of a table without one, there is nothing.
    ///
    /// # Errors
    /// When a page of the index cannot be read.
    pub async fn row_numbers_by_index(&mut self, table: Table) -> Result<Option<Vec<i64>>, CaseDbError> {
        let Some(rows) = table.by_index else { return Ok(None) };
        let mut numbers: Vec<i64> = sqlx::query_scalar(rows).fetch_all(&mut self.connection).await?;
        numbers.sort_unstable();
        Ok(Some(numbers))
    }

    /// Whether a row is there by this number and can be read.
    ///
    /// # Errors
    /// When a page of it cannot be read. The connection reads nothing more behind that.
    pub async fn reads_row(&mut self, table: Table, number: i64) -> Result<bool, CaseDbError> {
        Ok(sqlx::query(table.row).bind(number).fetch_optional(&mut self.connection).await?.is_some())
    }

    /// What a reviewer wrote in one row of [`NOTES`] or [`TRANSLATIONS`], with its tip.
    ///
    /// # Errors
    /// When a page of it cannot be read.
    pub async fn written_at(&mut self, table: Table, number: i64) -> Result<Option<(String, String)>, CaseDbError> {
        let Some(words) = table.words else { return Ok(None) };
        Ok(sqlx::query_as(words).bind(number).fetch_optional(&mut self.connection).await?)
    }

    /// Ids of tips that their index knows and whose words cannot be read.
    ///
    /// # Errors
    /// When the index itself cannot be read.
    pub async fn unreadable_tips(&mut self) -> Result<Vec<String>, CaseDbError> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM tip").fetch_all(&mut self.connection).await?;
        let mut lost = Vec::new();
        for id in ids {
            let read = sqlx::query_scalar::<_, String>("SELECT tip FROM tip WHERE id = ?").bind(&id);
            let read = read.fetch_one(&mut self.connection).await;
            if !read.is_ok_and(|json| serde_json::from_str::<envelope::tip::Tip>(&json).is_ok()) {
                lost.push(id);
            }
        }
        Ok(lost)
    }

    /// Reads every attachment, and every sealed tip in quarantine, and compares with its digest; answers how many are sound, and the others.
    pub async fn check_files(&mut self) -> Result<(u64, Vec<BadFile>), CaseDbError> {
        let files = sqlx::query(
            "SELECT tip, number, name, sha256 FROM file UNION ALL SELECT id, 0, 'the sealed tip', sha256 FROM quarantine",
        );
        let files = files.fetch_all(&mut self.connection).await?;
        let (mut sound, mut bad) = (0, Vec::new());
        for row in files {
            let (tip, number, name, sha256): (String, u32, String, String) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let mut hasher = Hasher::new();
            let copied = self.copy_file(&tip, number, &mut hasher).await;
            let unreadable = !matches!(copied, Ok(Ok(())));
            if !unreadable && hasher.digest() == parse(&sha256)? {
                sound += 1;
            } else {
                bad.push(BadFile { tip, name, unreadable });
            }
        }
        Ok((sound, bad))
    }
}
