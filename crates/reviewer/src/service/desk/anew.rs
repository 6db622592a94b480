//! Reading all tips anew, after the rules of reading, the places or the lists of signals have changed.
//!
//! The result depends on the database:
//!
//! | the database | what happens |
//! |---|---|
//! | is sound | every tip is read anew, in one transaction |
//! | has unreadable pages | what can be read is read anew, and the log says how much is lost |
//! | has no readable tip, or cannot be written | the old results stay, and every search warns that it may miss cases |
//!
//! The desk can be opened in all three states.

use envelope::Digest;

use super::Desk;
use crate::analysis::{self, Reading, Words};
use crate::casedb::analysed::{DROPS, Reread};
use crate::casedb::damage::{NOTES, TIPS, TRANSLATIONS, Table};
use crate::casedb::{CaseDb, CaseDbError};
use crate::service::raise;

/// The warning that every search shows if [`Desk::misses_cases`] is true.
pub const MISSES: &str = "searches may miss cases: the database is damaged, and could not be read anew by the rules of this version; run `reviewer verify`, \
                          which says what is lost; then restore the newest backup: `reviewer restore`";

/// Number of tips that are held in memory at a time.
const AT_A_TIME: u32 = 500;

/// Key in the table `meta`. Its value is the versions and digests of the rules, places and lists by which all tips were
/// last read.
const ANALYSIS: &str = "analysis";

/// Key in the table `meta`. Its value is the versions and digests of rules, places and lists by which the tips could
/// not be read; empty or absent if the last reading succeeded.
const NOT_READ_ANEW: &str = "not-read-anew";

/// The readable rows of a damaged desk.
struct Readable {
    /// Row numbers of tips, each with `true` if the names of the tip's files can be read.
    tips: Vec<(i64, bool)>,
    /// Row numbers of notes and translations.
    written: Vec<(Table, i64)>,
    /// Whether the questionnaires can be read. They are needed to distinguish chosen answers from typed ones.
    questionnaires: bool,
    /// Number of rows that cannot be read.
    lost: u64,
}

impl Desk {
    /// Reads every tip anew if the rules of reading, the places or the lists of signals have changed since the last
    /// reading. An update of `reviewer` can change them, and so can an edit of `gazetteer.toml` or of a list.
    pub(super) async fn read_anew(&mut self) -> anyhow::Result<()> {
        let places = Digest::of(self.gazetteer_text()?.as_bytes());
        let by = format!("{}.{} {places} {}", analysis::VERSION, envelope::folding::VERSION, self.lists_digest()?);
        if self.db.meta(ANALYSIS).await?.as_ref() == Some(&by) {
            // After an edit, the tips could not be read anew. Now the edit is undone, and their old results are right
            // again.
            if self.misses_cases().await? {
                self.db.set_meta(NOT_READ_ANEW, "").await?;
            }
            // The computer may have stopped before tables that were put aside were dropped, so they are dropped now.
            return self.drop_what_was_put_aside().await;
        }
        let Err(error) = self.read_all_anew(&by).await else { return self.drop_what_was_put_aside().await };
        self.step_back(error).await?;
        if let Some(readable) = self.readable().await? {
            let Err(error) = self.read_anew_what_can_be(&by, readable).await else {
                return self.drop_what_was_put_aside().await;
            };
            self.step_back(error).await?;
        }
        if self.db.meta(NOT_READ_ANEW).await?.as_ref() != Some(&by) {
            self.db.set_meta(NOT_READ_ANEW, &by).await?;
            let what = "the database is damaged, and searches may miss cases: run `reviewer verify`";
            self.db.log(self.today, "not read anew", what).await?;
        }
        Ok(())
    }

    /// Returns whether searches may miss cases, because the tips could not be read anew. [`MISSES`] is the warning.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn misses_cases(&mut self) -> anyhow::Result<bool> {
        Ok(self.db.meta(NOT_READ_ANEW).await?.is_some_and(|by| !by.is_empty()))
    }

    /// Rolls the transaction back. If the error is damage, also reconnects; otherwise returns the error.
    async fn step_back(&mut self, error: anyhow::Error) -> anyhow::Result<()> {
        self.db.roll_back().await?;
        if !is_damage(&error) {
            return Err(error);
        }
        self.reconnect().await
    }

    /// Reconnects to the database. This is needed after a page that fails its check, because the old connection can
    /// then read nothing more.
    pub(in crate::service) async fn reconnect(&mut self) -> anyhow::Result<()> {
        let db = CaseDb::open_as_it_is(&self.folder, &self.vault).await?;
        // The old connection's error about the damaged page was handled already, so its error on closing is ignored.
        let _ = std::mem::replace(&mut self.db, db).close().await;
        Ok(())
    }

    /// Drops the tables that were put aside. A table that cannot be dropped stays, which does no harm.
    async fn drop_what_was_put_aside(&mut self) -> anyhow::Result<()> {
        for drop in DROPS {
            if self.db.drop_put_aside(drop).await.is_err() {
                self.reconnect().await?;
            }
        }
        Ok(())
    }

    /// Returns the readable row numbers of a table, and the number of unreadable rows. `None` if neither the table
    /// nor an index lists the rows.
    pub(in crate::service) async fn readable_rows(&mut self, table: Table) -> anyhow::Result<Option<(Vec<i64>, u64)>> {
        let Some(numbers) = self.row_numbers(table).await? else { return Ok(None) };
        let (mut readable, mut lost) = (Vec::new(), 0);
        for number in numbers {
            match self.db.reads_row(table, number).await {
                Ok(true) => readable.push(number),
                // The index has this row, but the table does not.
                Ok(false) => lost += 1,
                Err(_) => {
                    lost += 1;
                    self.reconnect().await?;
                }
            }
        }
        Ok(Some((readable, lost)))
    }

    async fn row_numbers(&mut self, table: Table) -> anyhow::Result<Option<Vec<i64>>> {
        if let Ok(numbers) = self.db.row_numbers(table).await {
            return Ok(Some(numbers));
        }
        // The damaged page may be the table's last, or the one that leads to all others. An index lies on other pages.
        self.reconnect().await?;
        if let Ok(numbers) = self.db.row_numbers_by_index(table).await {
            return Ok(numbers);
        }
        self.reconnect().await?;
        Ok(None)
    }

    /// Returns the readable rows of a damaged desk; `None` if no tip can be read.
    async fn readable(&mut self) -> anyhow::Result<Option<Readable>> {
        let Some((numbers, mut lost)) = self.readable_rows(TIPS).await? else { return Ok(None) };
        if numbers.is_empty() && lost > 0 {
            return Ok(None);
        }
        let mut tips = Vec::new();
        for number in numbers {
            let files = self.db.to_reread_at(number, true).await.is_ok();
            if !files {
                lost += 1;
                self.reconnect().await?;
            }
            tips.push((number, files));
        }
        let mut written = Vec::new();
        for table in [NOTES, TRANSLATIONS] {
            let (numbers, unreadable) = self.readable_rows(table).await?.unwrap_or((Vec::new(), 1));
            written.extend(numbers.into_iter().map(|number| (table, number)));
            lost += unreadable;
        }
        let questionnaires = self.db.questionnaires().await.is_ok();
        if !questionnaires {
            lost += 1;
            self.reconnect().await?;
        }
        Ok(Some(Readable { tips, written, questionnaires, lost }))
    }

    /// Reads every tip anew in one transaction. After an error the transaction is left open.
    async fn read_all_anew(&mut self, by: &str) -> anyhow::Result<()> {
        let reading = self.reading().await?;
        self.db.begin().await?;
        self.db.clear_analysis().await?;
        let (mut any, mut lost) = (false, 0);
        // Cases come before follow-ups, because a follow-up may raise its case, and a raised case that is analysed from
        // an older copy would fall back.
        for follow_ups in [false, true] {
            let mut after = 0;
            loop {
                let tips = self.db.to_reread(after, AT_A_TIME).await?;
                let Some((last, _)) = tips.last() else { break };
                (after, any) = (*last, true);
                for (_, tip) in tips {
                    if tip.as_ref().is_some_and(|tip| tip.continues.is_some()) == follow_ups {
                        lost += self.analyse(&reading, tip).await?;
                    }
                }
            }
        }
        for (tip, text) in self.db.written().await? {
            self.db.add_words(&tip, &Words::of(&text)).await?;
        }
        self.was_read(by, any, lost).await
    }

    /// Reads the readable rows anew in one transaction, and touches no other page.
    async fn read_anew_what_can_be(&mut self, by: &str, readable: Readable) -> anyhow::Result<()> {
        let reading = match readable.questionnaires {
            true => self.reading().await?,
            false => Reading::new(self.rules()?, self.gazetteer()?, self.signals()?),
        };
        self.db.begin().await?;
        self.db.put_analysis_aside().await?;
        let mut lost = readable.lost;
        let mut follow_ups = Vec::new();
        for (number, files) in readable.tips {
            let tip = self.db.to_reread_at(number, files).await?;
            match tip {
                Some(Reread { continues: Some(_), .. }) => follow_ups.push((number, files)),
                tip => lost += self.analyse(&reading, tip).await?,
            }
        }
        for (number, files) in follow_ups {
            let tip = self.db.to_reread_at(number, files).await?;
            lost += self.analyse(&reading, tip).await?;
        }
        for (table, number) in readable.written {
            if let Some((tip, text)) = self.db.written_at(table, number).await? {
                self.db.add_words(&tip, &Words::of(&text)).await?;
            }
        }
        self.was_read(by, true, lost).await
    }

    async fn was_read(&mut self, by: &str, any: bool, lost: u64) -> anyhow::Result<()> {
        self.db.set_meta(ANALYSIS, by).await?;
        if self.misses_cases().await? {
            self.db.set_meta(NOT_READ_ANEW, "").await?;
        }
        if any || lost > 0 {
            let but = if lost > 0 { format!("; lost: {lost} that cannot be read") } else { String::new() };
            self.db.log(self.today, "read anew", &format!("what tips say, by other rules or places{but}")).await?;
        }
        Ok(self.db.commit().await?)
    }

    /// Analyses one tip anew and stores the results. Returns the number of lost tips: 1 for a row that cannot be
    /// parsed, otherwise 0.
    async fn analyse(&mut self, reading: &Reading, tip: Option<Reread>) -> anyhow::Result<u64> {
        let Some(tip) = tip else { return Ok(1) };
        let files: Vec<&str> = tip.files.iter().map(String::as_str).collect();
        raise::by_reading(self, reading, &tip, &files).await?;
        Ok(0)
    }
}

pub(in crate::service) fn is_damage(error: &anyhow::Error) -> bool {
    error.downcast_ref::<CaseDbError>().is_some_and(CaseDbError::is_damage)
}
