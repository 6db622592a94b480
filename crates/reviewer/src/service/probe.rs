//! `probe`: made-up tips that reveal a server that drops tips.
//!
//! The desk writes a plan for the person who sends the probes (`courier probe`), and then waits for them. A probe that
//! arrives does not become a case: its text must not corroborate a tip, appear on the map, or take anybody's time. A
//! probe that did not arrive is a finding of the next bundle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::Failure;
use envelope::Day;
use envelope::probe::{Probe, ProbePlan, ProbeWay, ProbesSent};
use envelope::tip::Answer;
use rand::{CryptoRng, RngExt as _};
use serde::Deserialize;

use super::desk::Desk;
use super::roster;

/// The shipped `probes.toml`.
pub const DEFAULT: &str = include_str!("../../../../config/probes.toml");

/// The format of `probes.toml`.
const FORMAT: &str = "throughline-probes/1";
/// Maximum number of probes in one plan.
const MOST: u32 = 1_000;
/// Maximum number of times that the words of one probe are drawn anew because another probe has the same text.
const DRAWS: u32 = 50;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    format: String,
    words: BTreeMap<String, Vec<String>>,
    tip: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    language: String,
    answers: BTreeMap<String, Answer>,
}

/// Returns an import's finding about a probe that did not arrive.
pub fn missing(number: u32) -> String {
    format!(
        "probe {number} did not arrive: ask whoever sends probes whether it was sent (`reviewer probe --sent` reads their list); if it was, the server drops tips"
    )
}

/// The size of a new plan, and the folder for it.
pub struct NewPlan<'a> {
    /// Number of probes.
    pub count: u32,
    /// Number of days, from tomorrow on, over which the probes are sent.
    pub days: u32,
    /// The folder to write to.
    pub to: &'a Path,
}

/// Makes up probes at random times, and writes the plan for the person who sends them. Returns its path.
///
/// # Errors
/// When a number is out of range, no line is known, `probes.toml` is refused or too short, the plan cannot be
/// written, or the database cannot be read or written.
pub async fn plan(desk: &mut Desk, new: &NewPlan<'_>, rng: &mut impl CryptoRng) -> anyhow::Result<PathBuf> {
    if !(1..=MOST).contains(&new.count) || !(1..=365).contains(&new.days) {
        return Err(Failure::usage(format!("a plan has 1 to {MOST} probes, over 1 to 365 days"))
            .next("choose smaller numbers")
            .into());
    }
    let site = match roster::present(desk).await? {
        Some(roster) => Some(roster.site()),
        None => desk.db.only_site().await?,
    };
    let site = site
        .ok_or_else(|| Failure::new("this desk knows no line yet").next("make a roster, or import a bundle, first"))?;
    let texts = texts(desk)?;
    let first = desk.db.next_probe().await?;
    let mut hours: Vec<(Day, u16)> = (0..new.count)
        .map(|_| (desk.today.plus(i64::from(rng.random_range(1..=new.days))), rng.random_range(0..24 * 60)))
        .collect();
    hours.sort_unstable();
    let mut probes = Vec::new();
    desk.db.begin().await?;
    for (number, (day, minute)) in (first..).zip(hours) {
        let mut draws = 0;
        let probe = loop {
            let text = &texts.tip[rng.random_range(0..texts.tip.len())];
            let way = if rng.random_range(0..2) == 0 { ProbeWay::Form } else { ProbeWay::Lead };
            let answers = filled(text, &texts.words, day, rng);
            let probe = Probe { number, day, minute, way, language: text.language.clone(), answers };
            if desk.db.add_probe(&probe).await? {
                break probe;
            }
            draws += 1;
            if draws == DRAWS {
                return Err(Failure::new("probes.toml has too few words for so many probes that differ")
                    .next("write more tips and words into it, or plan fewer probes")
                    .into());
            }
        };
        probes.push(probe);
    }
    let last = probes.last().map_or(first, |probe| probe.number);
    let plan = ProbePlan { format: envelope::probe::FORMAT.to_owned(), site, probes };
    let path = new.to.join(format!("probes-{first:04}.json"));
    console::publish_new(&path, 0o600, &plan.to_bytes()?).map_err(|error| Failure::file("write", &path, &error))?;
    desk.db.log(desk.today, "probe plan", &format!("probes {first} to {last}")).await?;
    desk.db.commit().await?;
    Ok(path)
}

/// Imports another desk's plan, so that its probes become no cases here either. Returns the number of probes that are
/// new here.
///
/// # Errors
/// When the plan cannot be read or parsed, or the database cannot be read or written.
pub async fn learn(desk: &mut Desk, file: &Path) -> anyhow::Result<u32> {
    let bytes = fs::read(file).map_err(|error| Failure::file("read the plan", file, &error))?;
    let plan = ProbePlan::parse(&bytes)?;
    let mut new = 0;
    desk.db.begin().await?;
    for probe in &plan.probes {
        let number = desk.db.next_probe().await?;
        new += u32::from(desk.db.add_probe(&Probe { number, ..probe.clone() }).await?);
    }
    desk.db.log(desk.today, "probe plan", &format!("{new} of another desk")).await?;
    desk.db.commit().await?;
    Ok(new)
}

/// The state of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The probe arrived on this day.
    Arrived(Day),
    /// The probe did not arrive, although a bundle of a later day has come.
    Missing,
    /// The list of the person who sends probes does not name the probe as sent.
    NotSent,
    /// The probe may still arrive.
    ToCome,
}

/// A probe in the report.
#[derive(Debug, PartialEq, Eq)]
pub struct Reported {
    /// The probe's number at this desk.
    pub number: u32,
    /// The day on which the probe is to be sent, UTC.
    pub due: Day,
    /// The way in which the probe is sent: `form` or `lead`.
    pub way: String,
    /// The probe's state.
    pub standing: Standing,
}

/// Returns the state of every probe. `sent` is the path of the list that the person who sends them keeps.
///
/// # Errors
/// When the list cannot be read or parsed, or the database cannot be read.
pub async fn report(desk: &mut Desk, sent: Option<&Path>) -> anyhow::Result<Vec<Reported>> {
    let sent = sent.map(|file| {
        let bytes = fs::read(file).map_err(|error| Failure::file("read what was sent", file, &error))?;
        ProbesSent::parse(&bytes).context("what was sent is not understood")
    });
    let sent: Option<BTreeSet<u32>> = sent.transpose()?.map(|sent| sent.sent.into_keys().collect());
    let newest = desk.db.newest_bundle_day().await?;
    let probes = desk.db.probes().await?;
    Ok(probes
        .into_iter()
        .map(|probe| {
            let standing = match probe.arrived {
                Some(day) => Standing::Arrived(day),
                None if newest.is_none_or(|newest| newest <= probe.due) => Standing::ToCome,
                None if sent.as_ref().is_some_and(|sent| !sent.contains(&probe.number)) => Standing::NotSent,
                None => Standing::Missing,
            };
            Reported { number: probe.number, due: probe.due, way: probe.way, standing }
        })
        .collect())
}

fn texts(desk: &Desk) -> anyhow::Result<Texts> {
    let path = desk.folder.join("probes.toml");
    let text = console::read_text_if_there("read", &path)?.unwrap_or_else(|| DEFAULT.to_owned());
    parse(&text).map_err(|why| {
        Failure::new(format!("{} is refused: {why}", path.display()))
            .next("mend it, or remove it: then the shipped one is used")
            .into()
    })
}

fn parse(text: &str) -> Result<Texts, String> {
    let texts: Texts = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    if texts.format != FORMAT {
        return Err(format!("its format is not {FORMAT}"));
    }
    if texts.tip.is_empty() || texts.words.values().any(Vec::is_empty) {
        return Err("it has no [[tip]], or a word without choices".to_owned());
    }
    for text in &texts.tip {
        if !text.answers.contains_key(envelope::questionnaire::STORY) {
            return Err("a [[tip]] has no story".to_owned());
        }
    }
    Ok(texts)
}

/// Returns the answers of a template, with a drawn word in place of each placeholder. A placeholder has the same word
/// everywhere in one probe.
fn filled(
    text: &Text,
    words: &BTreeMap<String, Vec<String>>,
    due: Day,
    rng: &mut impl CryptoRng,
) -> BTreeMap<String, Answer> {
    let mut drawn: BTreeMap<String, String> = words
        .iter()
        .map(|(word, choices)| (word.clone(), choices[rng.random_range(0..choices.len())].clone()))
        .collect();
    drawn.insert("day".to_owned(), due.plus(-i64::from(rng.random_range(2..=21_u32))).to_string());
    drawn.insert("number".to_owned(), rng.random_range(3..=40_u32).to_string());
    drawn.insert("sum".to_owned(), (rng.random_range(2..=60_u32) * 500).to_string());
    let fill = |text: &str| {
        let filled =
            drawn.iter().fold(text.to_owned(), |text, (word, value)| text.replace(&format!("{{{word}}}"), value));
        surface::nfc(&filled)
    };
    text.answers
        .iter()
        .map(|(id, answer)| {
            let answer = match answer {
                Answer::Text(text) => Answer::Text(fill(text)),
                Answer::Many(many) => Answer::Many(many.clone()),
            };
            (id.clone(), answer)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn the_shipped_texts_are_read_answer_the_form_and_leave_no_word_undrawn() {
        let texts = parse(DEFAULT).unwrap_or_else(|why| panic!("{why}"));
        let form = envelope::questionnaire::Questionnaire::parse(include_str!("../../../../config/questionnaire.toml"))
            .unwrap();
        let mut rng = StdRng::seed_from_u64(1);
        for text in &texts.tip {
            let answers = filled(text, &texts.words, "2026-11-26".parse().unwrap(), &mut rng);
            let given = answers.iter().map(|(id, answer)| {
                let values = match answer {
                    Answer::Text(text) => vec![text.clone()],
                    Answer::Many(many) => many.clone(),
                };
                assert!(values.iter().all(|value| !value.contains('{')), "{id}");
                (id.clone(), values.into_iter().map(zeroize::Zeroizing::new).collect())
            });
            // The answers are compared as they are stored, because the desk recognises a probe by its stored answers.
            let kept = envelope::answers::check(&form, &given.collect(), 28 * 1024);
            assert!(kept.is_ok_and(|kept| kept == answers));
        }
    }
}
