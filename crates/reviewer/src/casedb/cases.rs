//! Tips, their files and notes.

use std::io::{self, Write};

use envelope::tip::{Answer, ManifestEntry, Tip};
use envelope::{Day, Digest, MailboxId, TipId};
use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{CaseDb, CaseDbError, unsigned};
use crate::analysis::{Analysis, Words};
use crate::triage::Reason;

const PIECE: usize = 1024 * 1024;

/// A case as every list of cases shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    /// The tip's id, as the server names it.
    pub id: String,
    /// The level: 0 to 3, where 0 is the most urgent.
    pub level: u8,
    /// The score: 0 to 100 points.
    pub score: u32,
    /// The status: one of [`crate::service::work::STATUSES`], `received` to `closed`.
    pub status: String,
    /// The day on which the tip reached the desk.
    pub received_day: String,
    /// The language of the form's page.
    pub language: String,
    /// The number of attachments, including those of follow-ups.
    pub files: u32,
    /// Whether no reviewer has opened the case with `show` or triaged it.
    pub unread: bool,
    /// Whether a reviewer has read and ranked the case.
    pub assessed: bool,
    /// Ids of the signals that were found in the texts of the case: [`crate::signals::Kind`].
    pub signals: Vec<String>,
}

/// An attachment in the list of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// The file's name, made safe.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: String,
    /// The tip that brought the file: the case's first tip, or a follow-up.
    #[serde(skip)]
    pub tip: String,
    /// The file's position in the tip that brought it; the first is 1.
    #[serde(skip)]
    pub number: u32,
}

/// A tip to be added to the database.
pub struct NewCase<'a> {
    /// The tip's id, as the server names it.
    pub id: TipId,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
    /// Size of the sealed file in bytes.
    pub size: u64,
    /// The opened tip.
    pub tip: &'a Tip,
    /// The attachments, as the manifest lists them.
    pub files: &'a [ManifestEntry],
    /// Results of the analysis.
    pub analysis: &'a Analysis,
    /// Ids of questions whose equal answers link tips.
    pub links: &'a [String],
    /// The case that this tip has proven to continue; `None` for a first tip.
    pub continues: Option<&'a str>,
    /// The day on which the tip is received.
    pub today: Day,
}

/// How a tip that arrives is known at this desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// No tip with this id has arrived before.
    New,
    /// The tip is here already: opened, recorded as a copy of another tip, or recognised as a probe.
    Here,
    /// The tip is here, sealed, because it could not be opened on arrival.
    Quarantined,
    /// A tip with this id has arrived before, but with other bytes.
    OtherBytes,
}

impl CaseDb {
    /// Returns whether a tip with this id has arrived before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn known(&mut self, id: &TipId, sha256: &Digest) -> Result<Known, CaseDbError> {
        let row = sqlx::query(
            "SELECT sha256, 0 FROM tip WHERE id = ?1 UNION ALL SELECT sha256, 0 FROM twin WHERE id = ?1
             UNION ALL SELECT sha256, 0 FROM probe_tip WHERE id = ?1 UNION ALL SELECT sha256, 1 FROM quarantine WHERE id = ?1",
        )
        .bind(id.to_string())
        .fetch_optional(&mut self.connection)
        .await?;
        let Some(row) = row else { return Ok(Known::New) };
        let (before, quarantined): (&str, bool) = (row.try_get(0)?, row.try_get(1)?);
        Ok(match (before == sha256.to_string(), quarantined) {
            (false, _) => Known::OtherBytes,
            (true, true) => Known::Quarantined,
            (true, false) => Known::Here,
        })
    }

    /// Returns the ids of the tips with this submission, each with `true` where answers, mailbox and files are equal.
    /// Only a tip with `true` is the same form sent twice.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored tip cannot be parsed.
    pub async fn by_submission(
        &mut self,
        tip: &Tip,
        files: &[ManifestEntry],
    ) -> Result<Vec<(String, bool)>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT id, tip, (SELECT group_concat(sha256, ' ') FROM (SELECT sha256 FROM file WHERE file.tip = tip.id ORDER BY number))
             FROM tip WHERE submission = ?",
        )
        .bind(tip.submission.to_string())
        .fetch_all(&mut self.connection)
        .await?;
        let digests = files.iter().map(|file| file.sha256.to_string()).collect::<Vec<_>>().join(" ");
        let recipient = |tip: &Tip| tip.mailbox.as_ref().map(|mailbox| mailbox.recipient.clone());
        rows.iter()
            .map(|row| {
                let known: Tip =
                    serde_json::from_str(row.try_get(1)?).map_err(|_| CaseDbError::Damaged("a tip is not one"))?;
                let here: Option<String> = row.try_get(2)?;
                let same = known.answers == tip.answers
                    && recipient(&known) == recipient(tip)
                    && here.unwrap_or_default() == digests;
                Ok((row.try_get(0)?, same))
            })
            .collect()
    }

    /// Records that the tip `id` is the same submission as the tip `of`.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_twin(&mut self, id: &TipId, sha256: &Digest, of: &str) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO twin (id, sha256, tip) VALUES (?, ?, ?)")
            .bind(id.to_string())
            .bind(sha256.to_string())
            .bind(of)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Adds a tip and indexes it for search. The contents of its files are added with [`Self::pieces`].
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_case(&mut self, case: NewCase<'_>) -> Result<(), CaseDbError> {
        let NewCase { id, sha256, size, tip, files, analysis, links, continues, today } = case;
        let verdict = &analysis.verdict;
        let mailbox = tip.mailbox.as_ref().map(|mailbox| MailboxId::of(tip.site, &mailbox.recipient).to_string());
        let json = |value: Result<String, serde_json::Error>| {
            value.map_err(|_| CaseDbError::Damaged("a tip cannot be written"))
        };
        sqlx::query(
            "INSERT INTO tip (id, submission, sha256, size, sent_day, received_day, language, status, level, score, reasons, tip, mailbox, continues)
             VALUES (?, ?, ?, ?, ?, ?, ?, 'received', ?, ?, ?, ?, ?, ?)",
        )
        .bind(id.to_string())
        .bind(tip.submission.to_string())
        .bind(sha256.to_string())
        .bind(i64::try_from(size).unwrap_or(i64::MAX))
        .bind(tip.day.to_string())
        .bind(today.to_string())
        .bind(language(&tip.language))
        .bind(verdict.level)
        .bind(verdict.score)
        .bind(json(serde_json::to_string(&verdict.reasons))?)
        .bind(json(serde_json::to_string(tip))?)
        .bind(mailbox)
        .bind(continues)
        .execute(&mut self.connection)
        .await?;
        if let Some(case) = continues {
            // The case has news, so it becomes unread.
            sqlx::query("UPDATE tip SET shown = 0 WHERE id = ?").bind(case).execute(&mut self.connection).await?;
        }
        for (number, file) in files.iter().enumerate() {
            sqlx::query("INSERT INTO file (tip, number, name, size, sha256, type) VALUES (?, ?, ?, ?, ?, ?)")
                .bind(id.to_string())
                .bind(i64::try_from(number + 1).unwrap_or(i64::MAX))
                .bind(file.name.strip_prefix("files/").unwrap_or(&file.name))
                .bind(i64::try_from(file.size).unwrap_or(i64::MAX))
                .bind(file.sha256.to_string())
                .bind(&file.r#type)
                .execute(&mut self.connection)
                .await?;
        }
        for question in links {
            if let Some(Answer::Text(answer)) = tip.answers.get(question) {
                sqlx::query("INSERT INTO link (question, answer, tip) VALUES (?, ?, ?)")
                    .bind(question)
                    .bind(linking(answer))
                    .bind(id.to_string())
                    .execute(&mut self.connection)
                    .await?;
            }
        }
        self.add_judged(&id.to_string(), analysis, id == TipId::of_bare(&sha256)).await?;
        self.set_analysis(&id.to_string(), analysis, analysis.due).await
    }

    /// Adds one piece of a file. Number 0 is not an attachment but a sealed tip in quarantine.
    async fn add_piece(&mut self, id: &str, number: u32, piece: u32, bytes: &[u8]) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO piece (tip, number, piece, bytes) VALUES (?, ?, ?, ?)")
            .bind(id)
            .bind(number)
            .bind(piece)
            .bind(bytes)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns a writer that stores a file's content in pieces of 1 MiB. It needs a Tokio runtime with several
    /// threads.
    pub fn pieces<'a>(&'a mut self, id: &'a str, number: u32) -> Pieces<'a> {
        Pieces { db: self, id, number, piece: 0, buffer: Vec::with_capacity(PIECE) }
    }

    /// Copies a file's content to `out`. The inner result is that of writing to `out`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn copy_file(
        &mut self,
        id: &str,
        number: u32,
        out: &mut impl Write,
    ) -> Result<io::Result<()>, CaseDbError> {
        for piece in 0.. {
            let bytes: Option<Vec<u8>> =
                sqlx::query_scalar("SELECT bytes FROM piece WHERE tip = ? AND number = ? AND piece = ?")
                    .bind(id)
                    .bind(number)
                    .bind(piece)
                    .fetch_optional(&mut self.connection)
                    .await?;
            let Some(bytes) = bytes else { break };
            if let Err(error) = out.write_all(&bytes) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    /// Returns all cases, the most urgent first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(&mut self) -> Result<Vec<Case>, CaseDbError> {
        let rows = sqlx::query(CASE_LIST).fetch_all(&mut self.connection).await?;
        rows.iter().map(case).collect()
    }

    /// Returns a case's row, first tip and reasons, by the tip's id or the beginning of it. `None` unless exactly one
    /// case matches.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored tip cannot be parsed.
    pub async fn find(&mut self, id: &str) -> Result<Option<(Case, Tip, Vec<Reason>)>, CaseDbError> {
        // The whole id is looked up in the index first; a beginning is compared with every case's id.
        let mut rows = sqlx::query(CASE_BY_ID).bind(id.trim()).fetch_all(&mut self.connection).await?;
        if rows.is_empty() {
            rows = sqlx::query(CASE_FIND).bind(like_prefix(id)).fetch_all(&mut self.connection).await?;
        }
        let [row] = rows.as_slice() else { return Ok(None) };
        let tip = serde_json::from_str(row.try_get("tip")?).map_err(|_| CaseDbError::Damaged("a tip is not one"))?;
        let reasons =
            serde_json::from_str(row.try_get("reasons")?).map_err(|_| CaseDbError::Damaged("reasons are none"))?;
        Ok(Some((case(row)?, tip, reasons)))
    }

    /// Returns a case's files: those of the first tip, then those of follow-ups under names that begin with
    /// `follow-up-<number>-`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn files(&mut self, id: &str) -> Result<Vec<File>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT name, file.size, file.sha256, file.tip, number, continues IS NOT NULL
             FROM file JOIN tip ON tip.id = file.tip WHERE tip.id = ?1 OR continues = ?1
             ORDER BY continues IS NOT NULL, tip.rowid, number",
        )
        .bind(id)
        .fetch_all(&mut self.connection)
        .await?;
        let mut follow_ups: Vec<String> = Vec::new();
        rows.iter()
            .map(|row| {
                let (name, tip): (String, String) = (row.try_get(0)?, row.try_get(3)?);
                let name = if row.try_get(5)? {
                    if !follow_ups.contains(&tip) {
                        follow_ups.push(tip.clone());
                    }
                    // Two tips may bring files of the same name, so the name gets a prefix.
                    format!("follow-up-{}-{name}", follow_ups.len())
                } else {
                    name
                };
                Ok(File {
                    name,
                    size: unsigned(row.try_get(1)?)?,
                    sha256: row.try_get(2)?,
                    tip,
                    number: row.try_get(4)?,
                })
            })
            .collect()
    }

    /// Returns a tip's notes as day and text, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn notes(&mut self, id: &str) -> Result<Vec<(String, String)>, CaseDbError> {
        let notes = sqlx::query_as("SELECT day, text FROM note WHERE tip = ? ORDER BY number").bind(id);
        Ok(notes.fetch_all(&mut self.connection).await?)
    }

    /// Adds a note and indexes it for search.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_note(&mut self, id: &str, day: Day, text: &str) -> Result<(), CaseDbError> {
        sqlx::query("INSERT INTO note (tip, day, text) VALUES (?, ?, ?)")
            .bind(id)
            .bind(day.to_string())
            .bind(text)
            .execute(&mut self.connection)
            .await?;
        self.add_words(id, &Words::of(text)).await
    }

    /// Sets a case's level, status, reasons, and the day by which a reviewer must decide.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_triage(
        &mut self,
        id: &str,
        level: u8,
        status: &str,
        due: Day,
        reasons: &[Reason],
    ) -> Result<(), CaseDbError> {
        let reasons = serde_json::to_string(reasons).map_err(|_| CaseDbError::Damaged("reasons are none"))?;
        sqlx::query("UPDATE tip SET level = ?, status = ?, due = ?, reasons = ? WHERE id = ?")
            .bind(level)
            .bind(status)
            .bind(due.to_string())
            .bind(reasons)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Marks a case as read, or as unread again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_shown(&mut self, id: &str, shown: bool) -> Result<(), CaseDbError> {
        sqlx::query("UPDATE tip SET shown = ? WHERE id = ?").bind(shown).bind(id).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Returns whether any tip at this desk gives this answer to this question. Capitals and surrounding spaces do not
    /// matter.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn says(&mut self, question: &str, answer: &str) -> Result<bool, CaseDbError> {
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM link WHERE question = ? AND answer = ?")
            .bind(question)
            .bind(linking(answer))
            .fetch_one(&mut self.connection)
            .await?;
        Ok(found > 0)
    }
}

/// A query that selects the columns that the function [`case`] reads, followed by the argument of the macro.
macro_rules! cases {
    ($($rest:tt)*) => {
        concat!(
            "SELECT id, level, score, status, shown, received_day, language,
             (SELECT count(*) FROM file JOIN tip AS part ON part.id = file.tip WHERE part.id = tip.id OR part.continues = tip.id) AS files,
             coalesce((SELECT assessed FROM judged WHERE judged.tip = tip.id), 0) AS assessed,
             (SELECT group_concat(DISTINCT kind) FROM tip_signal WHERE tip_signal.tip = tip.id OR tip_signal.tip IN (SELECT part.id FROM tip AS part WHERE part.continues = tip.id)) AS signals, ",
            $($rest)*
        )
    };
}

pub(super) use cases;

const CASE_LIST: &str = cases!(
    "NULL FROM tip LEFT JOIN judged ON judged.tip = tip.id WHERE continues IS NULL ORDER BY level, noise IS NOT NULL, coalesce(backlog, 0) AND level > 0, due, score DESC, id"
);
const CASE_BY_ID: &str = cases!("tip, reasons FROM tip WHERE +continues IS NULL AND id = ?");
const CASE_FIND: &str = cases!("tip, reasons FROM tip WHERE continues IS NULL AND id LIKE ? ESCAPE '\\' LIMIT 2");

/// Returns a language's tag, or "und" if it does not have the form of a tag: whoever controls the server could write
/// any text there.
fn language(tag: &str) -> &str {
    let plain = tag.len() <= 35 && !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain { tag } else { "und" }
}

fn linking(answer: &str) -> String {
    answer.trim().to_lowercase()
}

/// Returns a pattern for `LIKE … ESCAPE '\\'` that matches every id beginning with `id`.
fn like_prefix(id: &str) -> String {
    let escaped = id.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("{escaped}%")
}

pub(super) fn case(row: &SqliteRow) -> Result<Case, CaseDbError> {
    Ok(Case {
        id: row.try_get("id")?,
        level: row.try_get("level")?,
        score: row.try_get("score")?,
        received_day: row.try_get("received_day")?,
        language: row.try_get("language")?,
        files: row.try_get("files")?,
        unread: !row.try_get::<bool, _>("shown")?,
        status: row.try_get("status")?,
        assessed: row.try_get("assessed")?,
        signals: {
            let signals: Option<&str> = row.try_get("signals")?;
            signals.map(|signals| signals.split(',').map(str::to_owned).collect()).unwrap_or_default()
        },
    })
}

/// A writer that stores a file's content as rows of the table `piece`.
pub struct Pieces<'a> {
    db: &'a mut CaseDb,
    id: &'a str,
    number: u32,
    piece: u32,
    buffer: Vec<u8>,
}

impl Pieces<'_> {
    /// Stores the last piece. Without this call it is lost.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        if self.buffer.is_empty() { Ok(()) } else { self.put() }
    }

    fn put(&mut self) -> io::Result<()> {
        let put = self.db.add_piece(self.id, self.number, self.piece, &self.buffer);
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(put)).map_err(io::Error::other)?;
        self.piece += 1;
        self.buffer.clear();
        Ok(())
    }
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        if self.buffer.len() == PIECE {
            self.put()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
