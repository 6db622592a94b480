//! Reading the intact rows of a damaged database.
//!
//! Every statement here may fail for some rows; then the next rows are tried.

use envelope::Hasher;
use sqlx::Row;

use super::audit::parse;
use super::{CaseDb, CaseDbError};

/// A table of reviewers' data, with the queries that read it row by row.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The word by which messages call one row, such as "note".
    pub called: &'static str,
    /// Selects the row numbers of all rows.
    rows: &'static str,
    /// Selects the row numbers of all rows from an index, which lies on other pages than the table.
    by_index: Option<&'static str>,
    /// Selects one row by its number.
    row: &'static str,
    /// Selects the tip's id and the reviewer's text of one row, by its number.
    words: Option<&'static str>,
}

/// The table of tips.
pub const TIPS: Table = Table {
    called: "tip",
    rows: "SELECT rowid FROM tip NOT INDEXED",
    by_index: Some("SELECT rowid FROM tip INDEXED BY tip_line"),
    row: "SELECT * FROM tip WHERE rowid = ?",
    words: None,
};

/// The table of reviewers' notes.
pub const NOTES: Table = Table {
    called: "note",
    rows: "SELECT rowid FROM note NOT INDEXED",
    by_index: Some("SELECT rowid FROM note INDEXED BY note_tip"),
    row: "SELECT * FROM note WHERE rowid = ?",
    words: Some("SELECT tip, text FROM note WHERE rowid = ?"),
};

/// The table of translations.
pub const TRANSLATIONS: Table = Table {
    called: "translation",
    rows: "SELECT rowid FROM translation NOT INDEXED",
    by_index: Some("SELECT rowid FROM translation INDEXED BY translation_tip"),
    row: "SELECT * FROM translation WHERE rowid = ?",
    words: Some("SELECT tip, text FROM translation WHERE rowid = ?"),
};

/// All tables for which `verify` counts the lost rows.
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

/// An attachment whose content has changed or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// The tip that brought the file.
    pub tip: String,
    /// The file's name.
    pub name: String,
    /// `true`: the content cannot be read. `false`: it can be read, but differs from its digest.
    pub unreadable: bool,
}

impl CaseDb {
    /// Checks every page's checksum, and runs SQLite's own check of the tables. Returns a line for each fault, with the
    /// number of the page; nothing if there is no fault.
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

    /// Returns whether this desk has the table. A desk that was not brought up to date may lack it.
    pub async fn has(&mut self, table: Table) -> bool {
        let name = table.rows.split(' ').nth(3).unwrap_or_default();
        let known = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema WHERE name = ?").bind(name);
        known.fetch_one(&mut self.connection).await.map_or(true, |count| count > 0)
    }

    /// Returns the row numbers of a table.
    ///
    /// # Errors
    /// When a page of the table cannot be read. [`Self::row_numbers_by_index`] may still work then.
    pub async fn row_numbers(&mut self, table: Table) -> Result<Vec<i64>, CaseDbError> {
        Ok(sqlx::query_scalar(table.rows).fetch_all(&mut self.connection).await?)
    }

    /// Returns the row numbers of a table from its index; `None` for a table without one.
    ///
    /// # Errors
    /// When a page of the index cannot be read.
    pub async fn row_numbers_by_index(&mut self, table: Table) -> Result<Option<Vec<i64>>, CaseDbError> {
        let Some(rows) = table.by_index else { return Ok(None) };
        let mut numbers: Vec<i64> = sqlx::query_scalar(rows).fetch_all(&mut self.connection).await?;
        numbers.sort_unstable();
        Ok(Some(numbers))
    }

    /// Returns whether there is a row with this number; `Ok(true)` means that it can be read.
    ///
    /// # Errors
    /// When a page of the row cannot be read. After that this connection can read nothing more.
    pub async fn reads_row(&mut self, table: Table, number: i64) -> Result<bool, CaseDbError> {
        Ok(sqlx::query(table.row).bind(number).fetch_optional(&mut self.connection).await?.is_some())
    }

    /// Returns the tip's id and the reviewer's text in one row of [`NOTES`] or [`TRANSLATIONS`]; `None` if there
    /// is no such row.
    ///
    /// # Errors
    /// When a page of the row cannot be read.
    pub async fn written_at(&mut self, table: Table, number: i64) -> Result<Option<(String, String)>, CaseDbError> {
        let Some(words) = table.words else { return Ok(None) };
        Ok(sqlx::query_as(words).bind(number).fetch_optional(&mut self.connection).await?)
    }

    /// Returns the ids of tips that the index knows and whose content cannot be read or parsed.
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

    /// Reads every attachment, and every sealed tip in quarantine, and compares each with its digest. Returns the
    /// number of those that are intact, and a list of the others.
    ///
    /// # Errors
    /// When the list of files cannot be read, or a stored digest is invalid.
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
