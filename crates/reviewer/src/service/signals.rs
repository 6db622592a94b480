//! `signals`: checks the lists by their own example sentences, and counts the reviewers' verdicts.

use std::path::PathBuf;

use console::Failure;
use envelope::Day;

use super::desk::Desk;
use super::work::find;
use crate::casedb::judged::SignalCounts;
use crate::signals::{self, Failed, Kind, Signals};

/// The day on which the example sentences of the lists count as sent. It is a Tuesday.
const AS_OF: (i32, time::Month, u8) = (2026, time::Month::November, 24);

/// Reads the example sentences of each list, which are pairs of language and text. Returns the number of sentences,
/// and those that fail.
///
/// # Errors
/// When a list cannot be parsed.
pub fn check(texts: &[(String, String)]) -> anyhow::Result<(usize, Vec<Failed>)> {
    let texts: Vec<(&str, &str)> = texts.iter().map(|(language, text)| (language.as_str(), text.as_str())).collect();
    let refused = |error: signals::SignalsError| {
        Failure::new(format!("the list {error}"))
            .next("mend it, then check again; `config/signals/en.toml` explains the keys")
    };
    let lists = Signals::parse([], texts.iter().copied()).map_err(refused)?;
    let (year, month, day) = AS_OF;
    let sent = Day::of(time::Date::from_calendar_date(year, month, day)?.midnight().assume_utc());
    Ok(signals::check(&lists, &texts, sent).map_err(refused)?)
}

/// Returns the lists in these files, as pairs of language (the file's name) and text; without files, the shipped
/// lists.
///
/// # Errors
/// When a file cannot be read.
pub fn texts(files: &[PathBuf]) -> anyhow::Result<Vec<(String, String)>> {
    let shipped = signals::DEFAULTS.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned()));
    if files.is_empty() {
        return Ok(shipped.collect());
    }
    let named = |path: &PathBuf| path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    files.iter().map(|path| Ok((named(path), console::read_text("read a list of signals", path)?))).collect()
}

/// Returns the shipped list of a language.
///
/// # Errors
/// When there is no shipped list of this language.
pub fn shipped(language: &str) -> Result<&'static str, Failure> {
    let all = || signals::DEFAULTS.iter().map(|(language, _)| *language).collect::<Vec<_>>().join(", ");
    let found = signals::DEFAULTS.iter().find(|(known, _)| *known == language).map(|(_, text)| *text);
    found.ok_or_else(|| {
        Failure::usage(format!("no list of {language:?} is built in")).next(format!("one of: {}", all()))
    })
}

/// Returns how often each signal was right, wrong and missed at this desk.
///
/// # Errors
/// When the database cannot be read.
pub async fn report(desk: &mut Desk) -> anyhow::Result<Vec<SignalCounts>> {
    Ok(desk.db.signal_counts().await?)
}

/// Records that a signal of a case is wrong or was missed, or deletes such a verdict. Exactly one of `wrong` (the
/// signal is wrong), `missed` (it was missed) and `back` (the verdict is deleted) holds the signal's id; the others are
/// empty. Returns a message for the reviewer.
///
/// # Errors
/// When the id does not match exactly one case, there is no such signal, or the database cannot be read or written.
pub async fn tell(desk: &mut Desk, id: &str, wrong: &str, missed: &str, back: &str) -> anyhow::Result<String> {
    let (case, _, _) = find(desk, id).await?;
    let (kind, verdict) = match (wrong, missed, back) {
        (wrong, "", "") => (wrong, Some("wrong")),
        ("", missed, "") => (missed, Some("missed")),
        (_, _, back) => (back, None),
    };
    let kind = Kind::parse(kind).ok_or_else(|| {
        Failure::new("there is no such signal").next("load the case again, and choose one of its list")
    })?;
    let heard = desk.db.signals_of(&case.id).await?;
    let language = match heard.iter().find(|signal| signal.kind == kind) {
        Some(signal) => signal.language.clone(),
        // If a signal was missed, the list of the text's language lacks a phrase, so the verdict is counted for that
        // language.
        None => {
            let written = desk.db.marks(&case.id).await?.guessed.unwrap_or_else(|| case.language.clone());
            // The form's language is written by whoever sealed the tip, and could be any text.
            let known = signals::DEFAULTS.iter().any(|(known, _)| *known == written);
            if known { written } else { "und".to_owned() }
        }
    };
    desk.db.begin().await?;
    desk.db.tell_signal(&case.id, kind, &language, verdict).await?;
    let said = verdict.unwrap_or("taken back");
    desk.db.log(desk.today, "signal", &format!("{} {} {said}", case.id, kind.id())).await?;
    desk.db.commit().await?;
    Ok(match verdict {
        Some(verdict) => format!("{}: {verdict}; counted for the maintainers of the lists", kind.label()),
        None => format!("{}: the verdict on it is withdrawn", kind.label()),
    })
}
