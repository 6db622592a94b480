//! The levels of tips that the lists of signals have not seen: `fixtures/signals`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use envelope::tip::{Answer, FORMAT, Tip};
use envelope::{Day, Digest, SiteId, SubmissionId};
use reviewer::analysis::{Analysis, Circumstances, Reading};
use reviewer::gazetteer::{self, Gazetteer};
use reviewer::signals::Signals;
use reviewer::triage::{self, Rules};

/// A tip of a set.
pub struct Row {
    /// The id, unique in its set.
    pub id: String,
    /// The language of the page.
    pub language: String,
    /// The story.
    pub text: String,
    /// The level that a reviewer would set: L0 to L3, S for an advert, N for a test.
    pub level: String,
    /// The way in which the tip says it: plain, indirect, negative, denial or general.
    pub how: String,
}

/// A count of tips that came out right, out of a total.
#[derive(Debug, Clone, Copy, Default)]
pub struct Share {
    /// Tips that came out right.
    pub right: usize,
    /// All tips that were counted.
    pub of: usize,
}

/// The counts of a set.
#[derive(Debug, Clone, Copy, Default)]
pub struct Levels {
    /// L0s that are said plainly: those that come out L0, of all.
    pub plain: Share,
    /// The same for L0s that are said indirectly.
    pub indirect: Share,
    /// Tips that come out L0: those that are L0, of all.
    pub precision: Share,
    /// Adverts and tests: those that are marked as noise, of all.
    pub noise: Share,
    /// Real tips that are marked as an advert or a test.
    pub hidden: usize,
    /// Real tips that come out below L1.
    pub low: usize,
}

impl Share {
    /// The share, from 0 to 1. It is 1 when nothing was counted.
    pub fn value(self) -> f64 {
        if self.of == 0 { 1.0 } else { self.right as f64 / self.of as f64 }
    }

    fn count(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }
}

impl Levels {
    /// Adds the counts of another set.
    pub fn add(&mut self, other: &Self) {
        self.plain.add(other.plain);
        self.indirect.add(other.indirect);
        self.precision.add(other.precision);
        self.noise.add(other.noise);
        self.hidden += other.hidden;
        self.low += other.low;
    }

    /// Counts a tip with the desk's analysis of it.
    pub fn count(&mut self, row: &Row, analysis: &Analysis) {
        let (is_urgent, is_noise) = (row.level == "L0", matches!(row.level.as_str(), "S" | "N"));
        let came_urgent = analysis.verdict.level == 0;
        match row.how.as_str() {
            "indirect" if is_urgent => self.indirect.count(came_urgent),
            _ if is_urgent => self.plain.count(came_urgent),
            _ => {}
        }
        if came_urgent {
            self.precision.count(is_urgent);
        }
        if is_noise {
            self.noise.count(analysis.noise.is_some());
        } else {
            self.hidden += usize::from(analysis.noise.is_some());
            self.low += usize::from(analysis.verdict.level > 1);
        }
    }
}

/// The sets of `fixtures/signals`, by language.
///
/// # Errors
/// When a file cannot be read or a row has not seven columns.
pub fn sets() -> Result<BTreeMap<String, Vec<Row>>> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/signals");
    let mut sets: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "tsv") {
            let text = std::fs::read_to_string(&path)?;
            for row in text.lines().skip(1) {
                let fields: Vec<&str> = row.split('\t').collect();
                let [id, language, text, level, _, how, _] = fields.as_slice() else {
                    anyhow::bail!("{}: a row has {} columns", path.display(), fields.len());
                };
                sets.entry((*language).to_owned()).or_default().push(Row {
                    id: (*id).to_owned(),
                    language: (*language).to_owned(),
                    text: (*text).to_owned(),
                    level: (*level).to_owned(),
                    how: (*how).to_owned(),
                });
            }
        }
    }
    Ok(sets)
}

/// A reader with the rules, gazetteer and signals that ship with the desk.
///
/// # Errors
/// When a shipped file does not parse.
pub fn reading() -> Result<Reading> {
    Ok(Reading::new(Rules::parse(triage::DEFAULT)?, Gazetteer::parse(gazetteer::DEFAULT)?, Signals::shipped()?))
}

/// Analyses a tip that has only this text, sent from the page of a language.
///
/// # Errors
/// When the day of the sets cannot be parsed.
pub fn read_text(reading: &Reading, language: &str, text: &str) -> Result<Analysis> {
    let row = Row {
        id: String::new(),
        language: language.to_owned(),
        text: text.to_owned(),
        level: String::new(),
        how: String::new(),
    };
    read(reading, &row)
}

/// The desk's analysis of a tip that has only this text.
///
/// # Errors
/// Never in practice: only when the fixed day of the tip does not parse.
pub fn read(reading: &Reading, row: &Row) -> Result<Analysis> {
    let day: Day = "2026-11-24".parse().context("a day")?;
    let tip = Tip {
        format: FORMAT.to_owned(),
        site: SiteId::from_bytes([1; 16]),
        day,
        language: row.language.clone(),
        answers: BTreeMap::from([("story".to_owned(), Answer::Text(row.text.clone()))]),
        mailbox: None,
        submission: SubmissionId::from_bytes([2; 16]),
        questionnaire: Digest::of(b"none"),
    };
    Ok(reading.read(&tip, &[], Circumstances::alone(day)))
}
