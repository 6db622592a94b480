//! Reading tips anew, where rules or places are others than the ones by which they were read; and what can be done of that where pages are damaged.
//!
//! | the database | then |
//! |---|---|
//! | is sound | all is read anew, in one transaction |
//! | has pages that cannot be read | the rest is read anew: what is lost is counted in the log |
//! | has no tip that can be read, or cannot be written | it stays as it was, and every search says that it may miss cases |
//!
//! Whoever could open the desk before can open it in every case.

use envelope::Digest;

use super::Desk;
use crate::analysis::{self, Reading, Words};
use crate::casedb::analysed::{DROPS, Reread};
use crate::casedb::damage::{NOTES, TIPS, TRANSLATIONS, Table};
use crate::casedb::{CaseDb, CaseDbError};
use crate::service::raise;

/// What every search says where [`Desk::misses_cases`].
pub const MISSES: &str = "searches may miss cases: the database is damaged, and could not be read anew by the rules of this version; run `reviewer verify`, \
                          which says what is lost; then restore the newest backup: `reviewer restore`";

/// Tips that are read anew at a time.
const AT_A_TIME: u32 = 500;

/// The rules and places by which all tips were read.
const ANALYSIS: &str = "analysis";

/// The ones by which they could not be read; empty, or not there, where they could.
const NOT_READ_ANEW: &str = "not-read-anew";

/// What can be read of a damaged desk.
struct Readable {
    /// Row numbers of tips, each with whether the names of its files can be read.
    tips: Vec<(i64, bool)>,
    /// Row numbers of notes and translations.
    written: Vec<(Table, i64)>,
    /// It is known which answers were chosen, rather than typed.
    questionnaires: bool,
    /// How much cannot be read.
    lost: u64,
}

impl Desk {
    /// Reads every tip anew where rules, places or lists are others than the ones by which they were read: after an update, or when somebody has
    /// edited `gazetteer.toml` or a list of signals.
    pub(super) async fn read_anew(&mut self) -> anyhow::Result<()> {
        let places = Digest::of(self.gazetteer_text()?.as_bytes());
        let by = format!("{}.{} {places} {}", analysis::VERSION, envelope::folding::VERSION, self.lists_digest()?);
        if self.db.meta(ANALYSIS).await?.as_ref() == Some(&by) {
            // Somebody has taken an edit back that could not be read by.
            if self.misses_cases().await? {
                self.db.set_meta(NOT_READ_ANEW, "").await?;
            }
            // A computer may have stopped before they were dropped.
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

    /// Whether searches may miss cases, since what tips say could not be read anew: [`MISSES`] says so.
    pub async fn misses_cases(&mut self) -> anyhow::Result<bool> {
        Ok(self.db.meta(NOT_READ_ANEW).await?.is_some_and(|by| !by.is_empty()))
    }

    /// Takes back what was begun, where damage was in its way; damage is stepped over.
    async fn step_back(&mut self, error: anyhow::Error) -> anyhow::Result<()> {
        self.db.roll_back().await?;
        if !is_damage(&error) {
            return Err(error);
        }
        self.reconnect().await
    }

    /// Opens the database once more: behind a page that fails its check, a connection reads nothing.
    pub(in crate::service) async fn reconnect(&mut self) -> anyhow::Result<()> {
        let db = CaseDb::open_as_it_is(&self.folder, &self.vault).await?;
        // Its message about the page was shown already.
        let _ = std::mem::replace(&mut self.db, db).close().await;
        Ok(())
    }

    /// Drops the tables that were put aside. One that cannot be dropped stays, and harms nobody.
    async fn drop_what_was_put_aside(&mut self) -> anyhow::Result<()> {
        for drop in DROPS {
            if self.db.drop_put_aside(drop).await.is_err() {
                self.reconnect().await?;
            }
        }
        Ok(())
    }

    /// Row numbers of a table that can be read, and how many cannot; `None` where nothing says which rows there are.
    pub(in crate::service) async fn readable_rows(&mut self, table: Table) -> anyhow::Result<Option<(Vec<i64>, u64)>> {
        let Some(numbers) = self.row_numbers(table).await? else { return Ok(None) };
        let (mut readable, mut lost) = (Vec::new(), 0);
        for number in numbers {
            match self.db.reads_row(table, number).await {
                Ok(true) => readable.push(number),
                // Its index knows it, and it is not there.
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
        // The table's last page may be the damaged one, or the one that leads to all others: an index has other pages.
        self.reconnect().await?;
        if let Ok(numbers) = self.db.row_numbers_by_index(table).await {
            return Ok(numbers);
        }
        self.reconnect().await?;
        Ok(None)
    }

    /// What can be read of a damaged desk; `None` where that is no tip.
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

    /// Reads all tips anew, in one transaction, which is left open where it fails.
    async fn read_all_anew(&mut self, by: &str) -> anyhow::Result<()> {
        let reading = self.reading().await?;
        self.db.begin().await?;
        self.db.clear_analysis().await?;
        let (mut any, mut lost, mut after) = (false, 0, 0);
        loop {
            let tips = self.db.to_reread(after, AT_A_TIME).await?;
            let Some((last, _)) = tips.last() else { break };
            (after, any) = (*last, true);
            for (_, tip) in tips {
                lost += self.analyse(&reading, tip).await?;
            }
        }
        for (tip, text) in self.db.written().await? {
            self.db.add_words(&tip, &Words::of(&text)).await?;
        }
        self.was_read(by, any, lost).await
    }

    /// The same with what can be read, and no look at any other page.
    async fn read_anew_what_can_be(&mut self, by: &str, readable: Readable) -> anyhow::Result<()> {
        let reading = match readable.questionnaires {
            true => self.reading().await?,
            false => Reading::new(self.rules()?, self.gazetteer()?, self.signals()?),
        };
        self.db.begin().await?;
        self.db.put_analysis_aside().await?;
        let mut lost = readable.lost;
        for (number, files) in readable.tips {
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

    /// Keeps what is read out of a tip; answers 1 for one that is none.
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
