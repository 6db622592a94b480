//! The workbench's queue, its saved views, and counts of cases.
//!
//! Within a level, cases come in this order:
//!
//! 1. unranked cases whose sender wrote again or whose deadline has passed, up to five of each lane;
//! 2. all others in turns, one of each lane at a time;
//! 3. cases of the backlog;
//! 4. noise: cases that look like an advert or a test.
//!
//! A lane holds the cases with the same way of arrival, language and place; all ranked cases share one lane. So many
//! forged tips of one kind do not keep other tips waiting. A tip arrives in one of two ways: in a bundle, or as a
//! sealed tip that a person brought in a file or a text. (Within a bundle, nothing tells a journalist's lead from a
//! form.) Unranked cases with the same text share one line.
//!
//! To add a filter:
//!
//! 1. Add a field to [`Filter`].
//! 2. Add a condition with the next number to `QUEUE`, and bind its value at the same position in `queue_rows`.
//! 3. Add its column to the index `tip_queue` by a migration; without it the queue reads every tip.
//! 4. Extend `read` and `choices` in `workbench/pages/queue.rs`.

use envelope::Day;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::cases::{Case, case, cases};
use super::{CaseDb, CaseDbError, unsigned};
use crate::signals::Kind;

/// Number of lines on one page of the queue.
pub const PAGE: u32 = 50;

/// The conditions by which the queue is filtered. A field that is `None` or `false` sets no condition, except for
/// `status`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// The level of the cases, 0 to 3.
    pub level: Option<u8>,
    /// One of [`crate::service::work::STATUSES`], or `all`. With `None`, the closed cases are left out.
    pub status: Option<String>,
    /// The label of the colleague to whom the cases are assigned, or `nobody`.
    pub assigned: Option<String>,
    /// The tag of the cases, in its stored form.
    pub tag: Option<String>,
    /// The country, as an ISO 3166-1 code.
    pub country: Option<String>,
    /// The place, as its id in the gazetteer.
    pub place: Option<String>,
    /// The language in which the tip is written.
    pub language: Option<String>,
    /// Whether to show only cases that no reviewer has looked at.
    pub unread: bool,
    /// Whether to show only cases that no reviewer has ranked.
    pub unassessed: bool,
    /// A signal in the texts of the case, as its id ([`crate::signals::Kind`]).
    pub signal: Option<String>,
    /// A value of [`QueueLine::same`]: only the unranked cases with the same text, each on a line of its own.
    pub same: Option<String>,
}

/// A line of the queue.
#[derive(Debug)]
pub struct QueueLine {
    /// The case as every list shows it.
    pub case: Case,
    /// The day by which a reviewer must decide.
    pub due: String,
    /// The language in which the tip is written; `None` if it could not be told.
    pub guessed: Option<String>,
    /// The place, as its id in the gazetteer.
    pub place: Option<String>,
    /// The country, as an ISO 3166-1 code.
    pub country: Option<String>,
    /// The label of the colleague to whom the case is assigned.
    pub assigned: Option<String>,
    /// The first 200 characters of the story.
    pub begins: String,
    /// Reasons for the level.
    pub reasons: Vec<crate::triage::Reason>,
    /// The case's tags.
    pub tags: Vec<String>,
    /// Number of unranked cases with the same text, this one included.
    pub copies: u64,
    /// The digest that cases with the same text share, for [`Filter::same`].
    pub same: Option<String>,
    /// The kind of noise, where the case looks like an advert or a test.
    pub noise: Option<Kind>,
    /// Whether the case was at the desk, unread, before tips were analysed for signals.
    pub backlog: bool,
}

/// A day on which far more tips arrived than usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flood {
    /// The day of arrival.
    pub day: String,
    /// Number of tips that arrived on that day.
    pub tips: u64,
    /// The usual number of tips on one day: the median of the days before.
    pub usual: u64,
}

/// For one place, and one way in which senders know it: the number of tips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceCount {
    /// The place, as its id in the gazetteer.
    pub place: String,
    /// The sender's source for the place: an option of the question `place-how-known`. `None` if the sender did not
    /// answer it.
    pub how: Option<String>,
    /// The newest day to which a sender's knowledge of the place refers.
    pub newest: Option<String>,
    /// Number of cases.
    pub tips: u64,
    /// Number of L0 cases among those counted in `tips`.
    pub urgent: u64,
}

/// The property by which cases are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The day of arrival.
    Day,
    /// The country.
    Country,
    /// The place in the gazetteer.
    Place,
    /// The language in which the tips are written.
    Language,
    /// The tag.
    Tag,
    /// The colleague to whom the cases are assigned.
    Assigned,
}

impl CaseDb {
    /// Returns one page of the queue and the number of lines on all pages. `page` counts from 0.
    ///
    /// # Errors
    /// When the database cannot be read, or stored reasons cannot be parsed.
    pub async fn queue(
        &mut self,
        filter: &Filter,
        page: u32,
        today: Day,
    ) -> Result<(Vec<QueueLine>, u64), CaseDbError> {
        let rows = self.queue_rows(filter, page, today).await?;
        // A page after the last one has no row, and so no row that tells the total.
        let total: i64 = match rows.first() {
            Some(row) => row.try_get("total")?,
            None if page == 0 => 0,
            None => self.queue_rows(filter, 0, today).await?.first().map_or(Ok(0), |row| row.try_get("total"))?,
        };
        let lines = rows
            .iter()
            .map(|row| {
                let tags: Option<String> = row.try_get("tags")?;
                let reasons: &str = row.try_get("reasons")?;
                Ok(QueueLine {
                    case: case(row)?,
                    due: row.try_get("due")?,
                    guessed: row.try_get("guessed")?,
                    place: row.try_get("place")?,
                    country: row.try_get("country")?,
                    assigned: row.try_get("assigned")?,
                    begins: row.try_get::<Option<String>, _>("begins")?.unwrap_or_default(),
                    reasons: serde_json::from_str(reasons).map_err(|_| CaseDbError::Damaged("reasons are none"))?,
                    tags: tags.map(|tags| tags.lines().map(str::to_owned).collect()).unwrap_or_default(),
                    copies: unsigned(row.try_get("copies")?)?,
                    same: row.try_get("same")?,
                    noise: row.try_get::<Option<&str>, _>("noise")?.and_then(Kind::parse),
                    backlog: row.try_get("backlog")?,
                })
            })
            .collect::<Result<_, CaseDbError>>()?;
        Ok((lines, unsigned(total)?))
    }

    async fn queue_rows(&mut self, filter: &Filter, page: u32, today: Day) -> Result<Vec<SqliteRow>, CaseDbError> {
        Ok(sqlx::query(QUEUE)
            .bind(filter.level)
            .bind(&filter.status)
            .bind(&filter.assigned)
            .bind(&filter.tag)
            .bind(&filter.country)
            .bind(&filter.place)
            .bind(&filter.language)
            .bind(filter.unread)
            .bind(PAGE)
            .bind(i64::from(page) * i64::from(PAGE))
            .bind(filter.unassessed)
            .bind(&filter.signal)
            .bind(&filter.same)
            .bind(today.to_string())
            .fetch_all(&mut self.connection)
            .await?)
    }

    /// Returns the days of the last month on which several times more tips than usual arrived. A flood does not change
    /// the level of any tip.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn floods(&mut self, today: Day) -> Result<Vec<Flood>, CaseDbError> {
        let days: Vec<(String, i64)> = sqlx::query_as(
            "SELECT received_day, count(*) FROM tip INDEXED BY tip_day WHERE continues IS NULL AND received_day > ? GROUP BY received_day ORDER BY received_day",
        )
        .bind(today.plus(-FLOOD_DAYS).to_string())
        .fetch_all(&mut self.connection)
        .await?;
        let mut floods = Vec::new();
        for (at, (day, tips)) in days.iter().enumerate() {
            let mut before: Vec<i64> = days.iter().take(at).map(|(_, tips)| *tips).collect();
            before.sort_unstable();
            let usual = before.get(before.len() / 2).copied().unwrap_or(0);
            if *tips >= FLOOD_LEAST && before.len() >= 3 && *tips > usual * FLOOD_TIMES {
                floods.push(Flood { day: day.clone(), tips: unsigned(*tips)?, usual: unsigned(usual)? });
            }
        }
        Ok(floods)
    }

    /// Returns the number of cases for each value of a property, up to `most` values. The most frequent come first;
    /// days come newest first. Cases without a value are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts(&mut self, by: By, most: u32) -> Result<Vec<(String, u64)>, CaseDbError> {
        let query = match by {
            By::Day => {
                "SELECT received_day, count(*) FROM tip INDEXED BY tip_day WHERE continues IS NULL GROUP BY received_day ORDER BY received_day DESC LIMIT ?"
            }
            By::Country => {
                "SELECT country, count(*) FROM tip INDEXED BY tip_country WHERE continues IS NULL AND country IS NOT NULL GROUP BY country ORDER BY count(*) DESC, country LIMIT ?"
            }
            By::Place => {
                "SELECT place, count(*) FROM tip INDEXED BY tip_place WHERE continues IS NULL AND place IS NOT NULL GROUP BY place ORDER BY count(*) DESC, place LIMIT ?"
            }
            By::Language => {
                "SELECT guessed, count(*) FROM tip INDEXED BY tip_language WHERE continues IS NULL AND guessed IS NOT NULL GROUP BY guessed ORDER BY count(*) DESC, guessed LIMIT ?"
            }
            By::Tag => "SELECT tag, count(*) FROM tag GROUP BY tag ORDER BY count(*) DESC, tag LIMIT ?",
            By::Assigned => {
                "SELECT assigned, count(*) FROM tip INDEXED BY tip_queue WHERE continues IS NULL AND assigned IS NOT NULL GROUP BY assigned ORDER BY count(*) DESC, assigned LIMIT ?"
            }
        };
        let rows = sqlx::query(query).bind(most).fetch_all(&mut self.connection).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, unsigned(row.try_get(1)?)?))).collect()
    }

    /// Returns the places of tips, with the way in which senders know each place.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn places(&mut self) -> Result<Vec<PlaceCount>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT place, place_how, max(place_when), count(*), sum(level = 0) FROM tip INDEXED BY tip_place
             WHERE continues IS NULL AND place IS NOT NULL GROUP BY place, place_how ORDER BY place, place_how",
        )
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(PlaceCount {
                    place: row.try_get(0)?,
                    how: row.try_get(1)?,
                    newest: row.try_get(2)?,
                    tips: unsigned(row.try_get(3)?)?,
                    urgent: unsigned(row.try_get(4)?)?,
                })
            })
            .collect()
    }

    /// Returns for each level the number of open cases, and the number of those that no reviewer has ranked.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn open_by_level(&mut self) -> Result<Vec<(u8, u64, u64)>, CaseDbError> {
        let rows = sqlx::query(
            "SELECT level, count(*), sum(coalesce(assessed, 0) = 0) FROM tip INDEXED BY tip_queue LEFT JOIN judged ON judged.tip = tip.id WHERE continues IS NULL AND status <> 'closed' GROUP BY level ORDER BY level",
        )
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, unsigned(row.try_get(1)?)?, unsigned(row.try_get(2)?)?))).collect()
    }

    /// Returns the saved views, sorted by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn saved_views(&mut self) -> Result<Vec<(String, Filter)>, CaseDbError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT name, filter FROM saved_view ORDER BY name").fetch_all(&mut self.connection).await?;
        // A filter that only a newer version understands is left out.
        Ok(rows.into_iter().filter_map(|(name, json)| Some((name, serde_json::from_str(&json).ok()?))).collect())
    }

    /// Saves a view under a name, in place of any earlier one; `None` deletes it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn save_view(&mut self, name: &str, filter: Option<&Filter>) -> Result<(), CaseDbError> {
        let query = match filter {
            Some(filter) => {
                let json =
                    serde_json::to_string(filter).map_err(|_| CaseDbError::Damaged("a view cannot be written"))?;
                sqlx::query("INSERT INTO saved_view (name, filter) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET filter = ?2")
                    .bind(name)
                    .bind(json)
            }
            None => sqlx::query("DELETE FROM saved_view WHERE name = ?1").bind(name),
        };
        query.execute(&mut self.connection).await?;
        Ok(())
    }
}

/// Number of days, up to today, in which floods are looked for.
const FLOOD_DAYS: i64 = 30;
/// The smallest number of tips on one day that can be a flood.
const FLOOD_LEAST: i64 = 20;
/// A flood has more than this many times the usual number of tips.
const FLOOD_TIMES: i64 = 4;

/// The query for one page of the queue. It chooses the lines by indexes alone, and reads only the tips of that page
/// from the table.
const QUEUE: &str = cases!(
    "due, guessed, place, country, assigned, reasons, substr(json_extract(tip, '$.answers.story'), 1, 200) AS begins,
     (SELECT group_concat(tag, char(10)) FROM tag WHERE tag.tip = tip.id) AS tags, copies, same, noise, backlog, total
     FROM tip JOIN (
       SELECT key, copies, same, noise, backlog, count(*) OVER () AS total, row_number() OVER (
         ORDER BY rank, noise IS NOT NULL, backlog, NOT (soon AND turn <= 5), turn, late, points DESC, key) AS place_in_queue
       FROM (
         SELECT *, row_number() OVER (PARTITION BY rank, noise IS NOT NULL, backlog, soon, lane ORDER BY late, points DESC, key) AS turn FROM (
           SELECT *, count(*) OVER (PARTITION BY copy_of) AS copies, row_number() OVER (PARTITION BY copy_of ORDER BY late, points DESC, key) AS nth FROM (
             SELECT id AS key, level AS rank, due AS late, score AS points, same, noise, coalesce(backlog, 0) AND level > 0 AS backlog,
               CASE WHEN assessed = 1 THEN 'ranked' ELSE (id IN (SELECT tip FROM by_hand)) || ' ' || coalesce(guessed, language) || ' ' || coalesce(place, '') END AS lane,
               coalesce(assessed, 0) = 0 AND (coalesce(deadline < ?14, 0) OR id IN (SELECT continues FROM tip AS part INDEXED BY tip_continues WHERE continues IS NOT NULL)) AS soon,
               CASE WHEN assessed = 0 AND ?13 IS NULL AND same IS NOT NULL THEN level || same || coalesce(backlog, 0) || (noise IS NOT NULL) ELSE id END AS copy_of
             FROM tip INDEXED BY tip_queue LEFT JOIN judged ON judged.tip = tip.id
             WHERE continues IS NULL AND (?1 IS NULL OR level = ?1)
               AND (CASE WHEN ?2 IS NULL THEN status <> 'closed' WHEN ?2 = 'all' THEN 1 ELSE status = ?2 END)
               AND (CASE WHEN ?3 IS NULL THEN 1 WHEN ?3 = 'nobody' THEN assigned IS NULL ELSE assigned = ?3 END)
               AND (?4 IS NULL OR id IN (SELECT tip FROM tag WHERE tag = ?4))
               AND (?5 IS NULL OR country = ?5) AND (?6 IS NULL OR place = ?6) AND (?7 IS NULL OR coalesce(guessed, language) = ?7)
               AND (NOT ?8 OR shown = 0) AND (NOT ?11 OR coalesce(assessed, 0) = 0)
               AND (?12 IS NULL OR id IN (SELECT coalesce(part.continues, part.id) FROM tip_signal JOIN tip AS part INDEXED BY tip_line ON part.id = tip_signal.tip WHERE kind = ?12))
               AND (?13 IS NULL OR (same = ?13 AND assessed = 0))
           )
         ) WHERE nth = 1
       ) ORDER BY place_in_queue LIMIT ?9 OFFSET ?10
     ) ON key = tip.id ORDER BY place_in_queue"
);

#[cfg(test)]
mod tests;
