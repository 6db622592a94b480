//! Many leads: a CSV file. One broken row keeps no other back.

use std::fs;
use std::path::Path;

use console::Failure;
use csv::{ReaderBuilder, StringRecord};
use envelope::answers::Given;
use envelope::questionnaire::Kind;
use zeroize::Zeroizing;

use super::{
    DEFAULT_LANGUAGE, FILES, LANGUAGE, Lead, Placed, Rules, attachments, checked, unknown_question, with_folders,
};

pub(super) fn read(path: &Path, rules: &Rules<'_>) -> Result<Vec<Placed>, Failure> {
    let bytes = fs::read(path).map(Zeroizing::new).map_err(|error| Failure::file("read the leads", path, &error))?;
    let useless = |why: &str| {
        Failure::new(format!("{} {why}", path.display()))
            .next("save the table as CSV in UTF-8, with the questions' ids in its first row; nothing was sent")
    };
    let mut reader = ReaderBuilder::new().delimiter(delimiter(&bytes)).from_reader(bytes.as_slice());
    let head = reader.headers().map_err(|_| useless("is no CSV file in UTF-8"))?.clone();
    let names: Vec<&str> = head.iter().map(str::trim).collect();
    if names.iter().all(|name| name.is_empty()) {
        return Err(useless("is empty"));
    }
    for (at, name) in names.iter().enumerate() {
        let known = [FILES, LANGUAGE].contains(name) || rules.questionnaire.question(name).is_some();
        if !known {
            return Err(unknown_question(name, &format!("{}, column {},", path.display(), at + 1), rules));
        }
        if names[..at].contains(name) {
            return Err(useless(&format!("has two columns {name}")));
        }
    }
    let beside = path.parent().unwrap_or(Path::new("."));
    let mut leads = Vec::new();
    // As a spreadsheet counts: the first row is the head.
    for (at, record) in reader.records().enumerate() {
        let lead = record.map_err(|error| broken(&error)).and_then(|record| lead(&names, &record, beside, rules));
        leads.push(Placed { place: Some(format!("row {}", at + 2)), lead });
    }
    if leads.is_empty() {
        return Err(useless("has no rows"));
    }
    Ok(leads)
}

/// What separates the first row's cells: a spreadsheet in many countries writes semicolons.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().max_by_key(|mark| first.iter().filter(|byte| *byte == mark).count()).unwrap_or(b',')
}

fn lead(names: &[&str], record: &StringRecord, beside: &Path, rules: &Rules<'_>) -> Result<Lead, Failure> {
    let mut given = Given::new();
    let (mut language, mut files) = (DEFAULT_LANGUAGE.to_owned(), Vec::new());
    for (name, cell) in names.iter().zip(record) {
        let several = || cell.split(';').map(str::trim).filter(|each| !each.is_empty());
        match *name {
            FILES => files = several().map(|file| beside.join(file)).collect(),
            LANGUAGE if cell.trim().is_empty() => {}
            LANGUAGE => language = cell.trim().to_owned(),
            id => {
                let choices = rules.questionnaire.question(id).is_some_and(|question| question.kind == Kind::Choices);
                let closed = rules.questionnaire.question(id).is_some_and(|question| question.kind.is_closed());
                let values: Vec<_> = if choices {
                    several().map(|each| Zeroizing::new(each.to_owned())).collect()
                } else {
                    vec![Zeroizing::new(if closed { cell.trim() } else { cell }.to_owned())]
                };
                given.insert(id.to_owned(), values);
            }
        }
    }
    Ok(Lead { language, answers: checked(&given, rules)?, files: attachments(with_folders(&files)?, rules)? })
}

fn broken(error: &csv::Error) -> Failure {
    let why = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!(
                "it has {len} cells, and the first row has {expected_len}: a comma or a quotation mark may be missing"
            )
        }
        csv::ErrorKind::Utf8 { .. } => "it is not in UTF-8".to_owned(),
        _ => "it cannot be read".to_owned(),
    };
    Failure::new(why).next("mend that row and run the same command again: the others are not sent twice")
}
