//! What can still be read of a damaged database: every statement here may fail for some rows and go on with the next.

use envelope::Hasher;
use sqlx::Row;

use super::audit::parse;
use super::{CaseDb, CaseDbError};

/// A table whose rows are what reviewers have.
struct Table {
    /// What one of its rows is called.
    called: &'static str,
    /// The numbers of all rows.
    rows: &'static str,
    /// The last row's number.
    last: &'static str,
    /// One row by its number.
    row: &'static str,
}

const TABLES: [Table; 6] = [
    Table {
        called: "tip",
        rows: "SELECT rowid FROM tip NOT INDEXED",
        last: "SELECT max(rowid) FROM tip",
        row: "SELECT * FROM tip WHERE rowid = ?",
    },
    Table {
        called: "note",
        rows: "SELECT rowid FROM note NOT INDEXED",
        last: "SELECT max(rowid) FROM note",
        row: "SELECT * FROM note WHERE rowid = ?",
    },
    Table {
        called: "translation",
        rows: "SELECT rowid FROM translation NOT INDEXED",
        last: "SELECT max(rowid) FROM translation",
        row: "SELECT * FROM translation WHERE rowid = ?",
    },
    Table {
        called: "reply or notice",
        rows: "SELECT rowid FROM item NOT INDEXED",
        last: "SELECT max(rowid) FROM item",
        row: "SELECT * FROM item WHERE rowid = ?",
    },
    Table {
        called: "entry of the log",
        rows: "SELECT rowid FROM audit NOT INDEXED",
        last: "SELECT max(rowid) FROM audit",
        row: "SELECT * FROM audit WHERE rowid = ?",
    },
    Table {
        called: "dispatch",
        rows: "SELECT rowid FROM dispatch NOT INDEXED",
        last: "SELECT max(rowid) FROM dispatch",
        row: "SELECT * FROM dispatch WHERE rowid = ?",
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

    /// How many rows of each table cannot be read, for those where there are any: what a row is called, and how many.
    pub async fn lost_rows(&mut self) -> Vec<(&'static str, u64)> {
        let mut lost = Vec::new();
        for Table { called, rows, last, row } in TABLES {
            if !self.has(rows).await {
                continue;
            }
            // Where the list of rows breaks off, they are looked for one by one, up to the last one that is known.
            let numbers = match sqlx::query_scalar::<_, i64>(rows).fetch_all(&mut self.connection).await {
                Ok(numbers) => numbers,
                Err(_) => {
                    let last = sqlx::query_scalar::<_, Option<i64>>(last).fetch_one(&mut self.connection).await;
                    (1..=last.ok().flatten().unwrap_or(1)).collect()
                }
            };
            let mut missing = 0;
            for number in numbers {
                missing += u64::from(!self.reads(row, number).await);
            }
            if missing > 0 {
                lost.push((called, missing));
            }
        }
        lost
    }

    /// Whether this desk has the table: one that is not brought up to date may have none of this name.
    async fn has(&mut self, rows: &'static str) -> bool {
        let name = rows.split(' ').nth(3).unwrap_or_default();
        let known = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema WHERE name = ?").bind(name);
        known.fetch_one(&mut self.connection).await.map_or(true, |count| count > 0)
    }

    /// Row numbers of all tips.
    ///
    /// # Errors
    /// When a page of theirs cannot be read: then there is [`Self::last_tip`] to look for them one by one.
    pub async fn tip_numbers(&mut self) -> Result<Vec<i64>, CaseDbError> {
        let [Table { rows, .. }, ..] = TABLES;
        Ok(sqlx::query_scalar(rows).fetch_all(&mut self.connection).await?)
    }

    /// The last tip's row number; 0 without any.
    pub async fn last_tip(&mut self) -> Result<i64, CaseDbError> {
        let [Table { last, .. }, ..] = TABLES;
        let last = sqlx::query_scalar::<_, Option<i64>>(last).fetch_one(&mut self.connection).await?;
        Ok(last.unwrap_or(0))
    }

    /// Whether a tip is there by this row number and can be read.
    ///
    /// # Errors
    /// When a page of it cannot be read. The connection reads nothing more behind that.
    pub async fn reads_tip(&mut self, number: i64) -> Result<bool, CaseDbError> {
        let [Table { row, .. }, ..] = TABLES;
        Ok(sqlx::query(row).bind(number).fetch_optional(&mut self.connection).await?.is_some())
    }

    async fn reads(&mut self, row: &'static str, number: i64) -> bool {
        sqlx::query(row).bind(number).fetch_optional(&mut self.connection).await.is_ok_and(|row| row.is_some())
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
