//! Signals and ranks of tips, and the reviewers' verdicts on signals.

use envelope::Day;
use envelope::tip::Tip;
use sqlx::Row;

use super::{CaseDb, CaseDbError, unsigned};
use crate::analysis::Analysis;
use crate::signals::{Kind, Signal};
use crate::triage::Reason;

/// Maximum number of quotations of one signal, over all texts of a case.
const MOST_QUOTES: usize = 6;

/// The desk's judgement of a tip, in addition to the tip's row in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// Whether a reviewer has read and ranked the case.
    pub assessed: bool,
    /// The level that urgency and score give, 0 to 3. The case returns to it when a reviewer reads the case and sets no
    /// other level.
    pub scored: u8,
    /// Whether the tip was at the desk, unread, before tips were analysed for signals.
    pub backlog: bool,
    /// The kind of noise, where the tip looks like an advert or a test.
    pub noise: Option<Kind>,
    /// The earliest day by which something happens, according to an answer or the text.
    pub deadline: Option<Day>,
    /// The language of a text for which there is no list of signals.
    pub unread: Option<String>,
}

/// Counts of the reviewers' verdicts on one signal in one language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SignalCounts {
    /// The language of the list of signals.
    pub language: String,
    /// The signal's id.
    pub signal: String,
    /// Number of ranked cases in which no reviewer called the signal wrong.
    pub right: u64,
    /// Number of cases in which a reviewer called the signal wrong.
    pub wrong: u64,
    /// Number of cases in which a reviewer noted that the signal was missed.
    pub missed: u64,
}

impl CaseDb {
    /// Stores a tip's judgement and signals. A reviewer's ranking and the effects of follow-ups are kept. `backlog`
    /// marks a tip that was here before tips were analysed for signals.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_judged(&mut self, id: &str, analysis: &Analysis, backlog: bool) -> Result<(), CaseDbError> {
        sqlx::query(
            "INSERT INTO judged (tip, assessed, scored, backlog, noise, same, deadline, unread) VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (tip) DO UPDATE SET scored = min(scored, ?2), noise = iif(followed, NULL, ?4), same = iif(followed, NULL, ?5),
               deadline = coalesce(min(deadline, ?6), deadline, ?6), unread = ?7",
        )
        .bind(id)
        .bind(analysis.verdict.scored)
        .bind(backlog)
        .bind(analysis.noise.map(Kind::id))
        .bind(analysis.same.map(|digest| digest.to_string()))
        .bind(analysis.verdict.deadline.map(|day| day.to_string()))
        .bind(&analysis.words_unread)
        .execute(&mut self.connection)
        .await?;
        sqlx::query("DELETE FROM tip_signal WHERE tip = ?").bind(id).execute(&mut self.connection).await?;
        self.add_signals(id, analysis).await
    }

    /// Stores the judgement and signals of a new tip. `by_hand` marks a sealed tip that did not come in a bundle.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) async fn add_judged(&mut self, id: &str, analysis: &Analysis, by_hand: bool) -> Result<(), CaseDbError> {
        sqlx::query(
            "INSERT INTO judged (tip, assessed, scored, backlog, noise, same, deadline, unread) VALUES (?, 0, ?, 0, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(analysis.verdict.scored)
        .bind(analysis.noise.map(Kind::id))
        .bind(analysis.same.map(|digest| digest.to_string()))
        .bind(analysis.verdict.deadline.map(|day| day.to_string()))
        .bind(&analysis.words_unread)
        .execute(&mut self.connection)
        .await?;
        if by_hand {
            sqlx::query("INSERT INTO by_hand (tip) VALUES (?)").bind(id).execute(&mut self.connection).await?;
        }
        self.add_signals(id, analysis).await
    }

    /// Stores all signals of a tip in one statement, because every statement costs a round trip to the database's
    /// thread.
    async fn add_signals(&mut self, id: &str, analysis: &Analysis) -> Result<(), CaseDbError> {
        if analysis.signals.is_empty() {
            return Ok(());
        }
        let said =
            serde_json::to_string(&analysis.signals).map_err(|_| CaseDbError::Damaged("signals cannot be written"))?;
        sqlx::query(
            "INSERT OR REPLACE INTO tip_signal (tip, kind, language, said)
             SELECT ?, value ->> 'kind', value ->> 'language', value FROM json_each(?)",
        )
        .bind(id)
        .bind(said)
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    /// Returns the judgement of a tip. A tip that has none, because it could not be read anew, counts as unranked at
    /// L1.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn judged(&mut self, id: &str) -> Result<Judged, CaseDbError> {
        let row = sqlx::query("SELECT assessed, scored, backlog, noise, deadline, unread FROM judged WHERE tip = ?")
            .bind(id)
            .fetch_optional(&mut self.connection)
            .await?;
        let Some(row) = row else { return Ok(Judged { scored: 1, ..Judged::default() }) };
        Ok(Judged {
            assessed: row.try_get(0)?,
            scored: row.try_get(1)?,
            backlog: row.try_get(2)?,
            noise: row.try_get::<Option<&str>, _>(3)?.and_then(Kind::parse),
            deadline: row.try_get::<Option<&str>, _>(4)?.and_then(|day| day.parse().ok()),
            unread: row.try_get(5)?,
        })
    }

    /// Returns the signals of a case, each kind once with quotations from the first tip and then from follow-ups.
    /// Signals that only a newer version knows are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn signals_of(&mut self, case: &str) -> Result<Vec<Signal>, CaseDbError> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT said FROM tip_signal JOIN tip AS part ON part.id = tip_signal.tip WHERE part.id = ?1 OR part.continues = ?1
             ORDER BY part.continues IS NOT NULL, part.rowid",
        )
        .bind(case)
        .fetch_all(&mut self.connection)
        .await?;
        let mut signals: Vec<Signal> = Vec::new();
        for signal in rows.iter().filter_map(|said| serde_json::from_str::<Signal>(said).ok()) {
            match signals.iter_mut().find(|known| known.kind == signal.kind) {
                Some(known) => {
                    let left = MOST_QUOTES.saturating_sub(known.quotes.len());
                    known.quotes.extend(signal.quotes.into_iter().take(left));
                    known.day = known.day.into_iter().chain(signal.day).min();
                    known.age = known.age.into_iter().chain(signal.age).min();
                }
                None => signals.push(signal),
            }
        }
        signals.sort_by_key(|signal| signal.kind);
        Ok(signals)
    }

    /// Returns the day by which a reviewer must decide about a case; `None` if none is stored.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn due(&mut self, id: &str) -> Result<Option<Day>, CaseDbError> {
        let due: Option<String> = sqlx::query_scalar("SELECT due FROM tip WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut self.connection)
            .await?;
        Ok(due.and_then(|due| due.parse().ok()))
    }

    /// Records whether a reviewer has ranked a case. New material that no reviewer has read makes it unranked again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_assessed(&mut self, id: &str, assessed: bool) -> Result<(), CaseDbError> {
        sqlx::query(
            "INSERT INTO judged (tip, assessed, scored, backlog) VALUES (?1, ?2, 1, 0) ON CONFLICT (tip) DO UPDATE SET assessed = ?2",
        )
        .bind(id)
        .bind(assessed)
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    /// Sets a case's level and reasons, and the day by which a reviewer must decide unless an earlier one is stored.
    /// Nothing else changes.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn raise(&mut self, id: &str, level: u8, due: Day, reasons: &[Reason]) -> Result<(), CaseDbError> {
        let reasons = serde_json::to_string(reasons).map_err(|_| CaseDbError::Damaged("reasons are none"))?;
        sqlx::query("UPDATE tip SET level = ?, due = min(due, ?), reasons = ? WHERE id = ?")
            .bind(level)
            .bind(due.to_string())
            .bind(reasons)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Marks a case as unranked, because new material has come. `scored` is the level to which the case returns when a
    /// reviewer reads it and sets no other level.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_unranked(&mut self, id: &str, scored: u8, deadline: Option<Day>) -> Result<(), CaseDbError> {
        sqlx::query(
            "INSERT INTO judged (tip, assessed, scored, backlog, deadline, followed) VALUES (?1, 0, ?2, 0, ?3, 1)
             ON CONFLICT (tip) DO UPDATE SET assessed = 0, scored = ?2, backlog = 0, followed = 1, noise = NULL, same = NULL, deadline = coalesce(min(deadline, ?3), deadline, ?3)",
        )
        .bind(id)
        .bind(scored)
        .bind(deadline.map(|day| day.to_string()))
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    /// Sets the level, score and reasons of an unranked tip.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_score(&mut self, id: &str, level: u8, score: u32, reasons: &[Reason]) -> Result<(), CaseDbError> {
        let reasons = serde_json::to_string(reasons).map_err(|_| CaseDbError::Damaged("reasons are none"))?;
        sqlx::query("UPDATE tip SET level = ?, score = ?, reasons = ? WHERE id = ?")
            .bind(level)
            .bind(score)
            .bind(reasons)
            .bind(id)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// Returns a follow-up's tip, level, score and reasons, as judged on arrival; `None` for an unknown id.
    ///
    /// # Errors
    /// When the database cannot be read, or the stored tip or reasons cannot be parsed.
    pub async fn follow_up(&mut self, id: &str) -> Result<Option<(Tip, u8, u32, Vec<Reason>)>, CaseDbError> {
        let row = sqlx::query("SELECT tip, level, score, reasons FROM tip WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut self.connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let damaged = |_| CaseDbError::Damaged("a tip is not one");
        let (tip, reasons): (&str, &str) = (row.try_get(0)?, row.try_get(3)?);
        Ok(Some((
            serde_json::from_str(tip).map_err(damaged)?,
            row.try_get(1)?,
            row.try_get(2)?,
            serde_json::from_str(reasons).map_err(damaged)?,
        )))
    }

    /// Returns the open, unranked cases that are not yet L0 and whose deadline has passed, as id and deadline.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn passed(&mut self, today: Day) -> Result<Vec<(String, String)>, CaseDbError> {
        Ok(sqlx::query_as(
            "SELECT id, deadline FROM judged INDEXED BY judged_deadline JOIN tip INDEXED BY tip_line ON tip.id = judged.tip
             WHERE deadline < ? AND assessed = 0 AND level > 0 AND status <> 'closed' AND continues IS NULL",
        )
        .bind(today.to_string())
        .fetch_all(&mut self.connection)
        .await?)
    }

    /// Stores a reviewer's verdict on a signal of a case; `None` deletes it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn tell_signal(
        &mut self,
        id: &str,
        kind: Kind,
        language: &str,
        verdict: Option<&str>,
    ) -> Result<(), CaseDbError> {
        sqlx::query("DELETE FROM signal_verdict WHERE tip = ? AND kind = ?")
            .bind(id)
            .bind(kind.id())
            .execute(&mut self.connection)
            .await?;
        if let Some(verdict) = verdict {
            sqlx::query("INSERT INTO signal_verdict (tip, kind, language, verdict) VALUES (?, ?, ?, ?)")
                .bind(id)
                .bind(kind.id())
                .bind(language)
                .bind(verdict)
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }

    /// Returns the reviewers' verdicts on a case's signals, as kind and verdict.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn signal_verdicts(&mut self, id: &str) -> Result<Vec<(String, String)>, CaseDbError> {
        Ok(sqlx::query_as("SELECT kind, verdict FROM signal_verdict WHERE tip = ?")
            .bind(id)
            .fetch_all(&mut self.connection)
            .await?)
    }

    /// Returns how often each signal of each language was right, wrong or missed. The counts hold no word of any tip.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn signal_counts(&mut self) -> Result<Vec<SignalCounts>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT language, kind, sum(verdict = 'right'), sum(verdict = 'wrong'), sum(verdict = 'missed') FROM (
               SELECT language, kind, verdict FROM signal_verdict
               UNION ALL
               SELECT tip_signal.language, tip_signal.kind, 'right' FROM tip_signal JOIN tip AS part ON part.id = tip_signal.tip JOIN judged ON judged.tip = coalesce(part.continues, part.id)
                 WHERE judged.assessed = 1 AND NOT EXISTS (SELECT 1 FROM signal_verdict AS said WHERE said.tip = coalesce(part.continues, part.id) AND said.kind = tip_signal.kind)
             ) GROUP BY language, kind ORDER BY language, kind",
        )
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(SignalCounts {
                    language: row.try_get(0)?,
                    signal: row.try_get(1)?,
                    right: unsigned(row.try_get(2)?)?,
                    wrong: unsigned(row.try_get(3)?)?,
                    missed: unsigned(row.try_get(4)?)?,
                })
            })
            .collect()
    }
}
