//! Reads many leads from a table, as a spreadsheet saves it.
//!
//! The whole table is checked before anything is sealed, and all its faults are reported at once.
//!
//! ```text
//! bytes → decode → rows (separator) → columns (heads) → a draft for each row → leads, and the faults of each broken row
//! ```
//!
//! A wrong head makes the whole table unusable. The person is asked about every date that can mean two days, before
//! anything is sealed. Any other fault of a row does not prevent the good rows from being sent. Blank rows and empty
//! columns are skipped. Rows have the numbers that a spreadsheet shows.

mod separator;

use std::fs;
use std::path::Path;

use console::Failure;
use envelope::questionnaire::{Kind, Question};
use zeroize::Zeroizing;

use super::decode::{self, Fault};
use super::draft::{ANSWER, Ask, Draft, Wrong};
use super::heads::Head;
use super::labels::{Labels, Texts};
use super::words::{is_blank, trimmed};
use super::{Placed, Rules, files, words};
use separator::Row;

/// Most ambiguous dates that one message lists.
const MOST_ASKED: usize = 40;

/// Separators within a cell. Phones write the second and the third of them.
const SEPARATE: [char; 4] = [';', '；', '،', '\n'];

/// Reads a table. `texts` are the form's texts, for labels.
pub(super) fn read(path: &Path, rules: &Rules<'_>, texts: Texts) -> Result<Vec<Placed>, Failure> {
    let name = path.display().to_string();
    let useless = |why: &str| {
        Failure::new(format!("{name} {why}"))
            .next("save the table as CSV in UTF-8, with the questions' ids in its first row; nothing was sent")
    };
    let bytes = fs::read(path).map(Zeroizing::new).map_err(|error| Failure::file("read the leads", path, &error))?;
    let labels = Labels::of(rules.questionnaire, texts);
    let known = |cell: &str| Head::read(cell, rules, &labels).is_ok();
    let text = decode::text(&bytes).map_err(|fault| undecoded(fault, &bytes, &name, known))?;
    let mut rows = separator::rows(&decode::lines(&text), known).into_iter();
    let head = rows.find(|row| !row.is_blank()).ok_or_else(|| useless("is empty"))?;
    if head.open {
        return Err(useless(&format!("has a quotation mark in row {} that is never closed", head.number)));
    }
    let rows: Vec<Row> = rows.filter(|row| !row.is_blank()).collect();
    let columns = columns(&head, &rows, rules, &labels).map_err(|wrong| {
        let next = if wrong.len() == 1 { "it" } else { "them" };
        Failure::new(wrong.iter().map(|why| format!("{name}, {why}")).collect::<Vec<_>>().join("; ")).next(format!(
            "mend {next} in the first row: `courier template` writes a file with every question; nothing was sent"
        ))
    })?;
    if rows.is_empty() {
        return Err(useless("has no rows"));
    }
    let beside = path.parent().unwrap_or(Path::new("."));
    let exact = keeps_width(&rows, head.cells.len());
    let (mut leads, mut asks) = (Vec::new(), Vec::new());
    for row in rows {
        let place = format!("row {}", row.number);
        let lead = draft(&columns, exact, &row, beside, rules, &labels)
            .map_err(|failure| Wrong { failures: vec![failure], asks: Vec::new() })
            .and_then(|draft| draft.look(beside, rules));
        let lead = lead.map_err(|wrong| {
            asks.extend(wrong.asks.into_iter().map(|ask| (place.clone(), ask)));
            Wrong::together(&wrong.failures)
        });
        leads.push(Placed { place: Some(place), lead });
    }
    if asks.is_empty() { Ok(leads) } else { Err(asked(&name, &asks, &leads)) }
}

/// Returns the failure for ambiguous dates: nothing is sealed, and all faults are listed at once.
fn asked(name: &str, asks: &[(String, Ask)], leads: &[Placed]) -> Failure {
    let mut said = vec![format!("{name} has dates that can be read in two ways:")];
    said.extend(asks.iter().take(MOST_ASKED).map(|(place, ask)| format!("{place}, {}", ask.said())));
    if asks.len() > MOST_ASKED {
        said.push(format!("and {} more", asks.len() - MOST_ASKED));
    }
    let broken = leads.iter().filter_map(|placed| {
        let failure = placed.lead.as_ref().err().filter(|failure| !failure.message.is_empty())?;
        Some(format!("{}: {failure}", placed.place.as_deref().unwrap_or_default()))
    });
    said.extend(broken);
    Failure::new(said.join("\n  ")).next(format!("{ANSWER}. Nothing was sent"))
}

/// Returns the failure for bytes that are not text, with the row and column of the first bad byte.
fn undecoded(fault: Fault, bytes: &[u8], name: &str, known: impl Fn(&str) -> bool) -> Failure {
    let place = match fault {
        Fault::NotUtf8(at) => {
            let before = String::from_utf8_lossy(&bytes[..at]);
            let before = before.trim_start_matches('\u{feff}');
            // The `?` stands for the bad bytes, so that the cell with them is counted.
            let rows = separator::rows(&decode::lines(&format!("{before}?")), known);
            let last = rows.last();
            let column = last.map_or(1, |row| row.cells.len());
            format!("{name}, row {}, column {},", last.map_or(1, |row| row.number), lettered(column))
        }
        _ => name.to_owned(),
    };
    fault.failure(&place, "CSV UTF-8")
}

/// Returns the meaning of each column; `None` for a column that is empty from its head down.
fn columns(head: &Row, rows: &[Row], rules: &Rules<'_>, labels: &Labels<'_>) -> Result<Vec<Option<Head>>, Vec<String>> {
    let (mut columns, mut wrong) = (Vec::<Option<Head>>::new(), Vec::new());
    for (at, cell) in head.cells.iter().enumerate() {
        let column = lettered(at + 1);
        if is_blank(cell) {
            if let Some(row) =
                rows.iter().find(|row| !row.open && row.cells.get(at).is_some_and(|cell| !is_blank(cell)))
            {
                wrong.push(format!(
                    "column {column}, has no question in the first row, and something stands there in row {}: name its question, or put quotation \
                     marks around a text that holds a separator",
                    row.number
                ));
            }
            columns.push(None);
            continue;
        }
        match Head::read(cell, rules, labels) {
            Ok(known) => {
                if let Some(first) = columns.iter().position(|other| other.as_ref() == Some(&known)) {
                    wrong.push(format!("columns {} and {column}, are both {}", lettered(first + 1), known.id()));
                }
                columns.push(Some(known));
            }
            Err(why) => {
                wrong.push(format!("column {column}, {why}"));
                columns.push(None);
            }
        }
    }
    if wrong.is_empty() { Ok(columns) } else { Err(wrong) }
}

/// Names a column by its number and its letters in a spreadsheet: `2 (B)`.
fn lettered(column: usize) -> String {
    let (mut letters, mut left) = (String::new(), column);
    while left > 0 {
        left -= 1;
        let letter = u8::try_from(left % 26).map_or('?', |place| char::from(b'A' + place));
        letters.insert(0, letter);
        left /= 26;
    }
    format!("{column} ({letters})")
}

/// Whether no row has fewer cells than the head, and some row has exactly as many or is the only one.
///
/// If so, one cell too many comes from a separator inside a text, even if the cell is empty. Otherwise the program that
/// wrote the table writes rows of different lengths, or a separator after each row.
fn keeps_width(rows: &[Row], head: usize) -> bool {
    let mut rows = rows.iter().filter(|row| !row.open).map(|row| row.cells.len());
    let single = rows.clone().count() == 1;
    let exact = rows.clone().any(|cells| cells == head);
    (single || exact) && rows.all(|cells| cells >= head)
}

fn draft(
    columns: &[Option<Head>],
    exact: bool,
    row: &Row,
    beside: &Path,
    rules: &Rules<'_>,
    labels: &Labels<'_>,
) -> Result<Draft, Failure> {
    let mend = "mend that row and run the same command again: the others are not sent twice";
    if row.open {
        return Err(Failure::new(
            "a quotation mark opens in it and is never closed: all rows below it are taken for its text",
        )
        .next(format!("{mend}, and the rows below it are sent then")));
    }
    // The cells after the last column that names a question may be missing or empty.
    let named = columns.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let filled =
        row.cells.iter().enumerate().filter(|(_, cell)| !is_blank(cell)).last().map_or(0, |(last, _)| last + 1);
    if row.cells.len() < named || filled > columns.len() || (exact && row.cells.len() > columns.len()) {
        return Err(Failure::new(format!(
            "it has {} cells, and the first row has {}: a separator or a quotation mark may be missing, or a text that holds one stands outside of quotation \
             marks",
            row.cells.len(),
            columns.len()
        ))
        .next(mend));
    }
    let mut draft = Draft::default();
    for (column, cell) in columns.iter().zip(&row.cells) {
        match column {
            None => {}
            Some(Head::Files) => draft.named = names(cell, beside),
            Some(Head::Language) => draft.language = Zeroizing::new(cell.to_owned()),
            Some(Head::Question(id)) => {
                let Some(question) = rules.questionnaire.question(id) else { continue };
                let values = if question.kind.is_closed() {
                    options(question, cell, labels)
                } else {
                    vec![Zeroizing::new(cell.to_owned())]
                };
                draft.given.insert(id.clone(), values);
            }
        }
    }
    Ok(draft)
}

fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(SEPARATE).map(trimmed).filter(|part| !part.is_empty())
}

/// Returns the files that a cell names. The name of a file can hold a separator. So the whole cell is looked up first;
/// then the cell is split at `;` and line ends, and then at the other separators.
fn names(cell: &str, beside: &Path) -> Vec<String> {
    let is_there = |name: &str| files::find(name, beside).is_ok();
    if is_there(trimmed(cell)) {
        return vec![trimmed(cell).to_owned()];
    }
    let parts = cell.split([';', '\n']).map(trimmed).filter(|part| !part.is_empty());
    let names = parts.flat_map(|part| if is_there(part) { vec![part] } else { several(part).collect() });
    names.map(str::to_owned).collect()
}

/// Returns the options that a cell names, by their ids or by their labels in any language of the form. An unknown
/// text is kept as written, so that the check can name it.
fn options(question: &Question, cell: &str, labels: &Labels<'_>) -> Vec<Zeroizing<String>> {
    let known = |written: &str| option(question, written, labels).map(Zeroizing::new);
    let kept = |written: &str| known(written).unwrap_or_else(|| Zeroizing::new(written.to_owned()));
    if let Some(whole) = known(trimmed(cell)) {
        return vec![whole];
    }
    if question.kind != Kind::Choices {
        return vec![kept(trimmed(cell))];
    }
    // An exported form has commas between options. A label can hold a comma, too.
    let by_comma: Option<Vec<_>> = cell.split([',', '，', '、']).map(|part| known(trimmed(part))).collect();
    by_comma.unwrap_or_else(|| several(cell).map(kept).collect())
}

fn option(question: &Question, written: &str, labels: &Labels<'_>) -> Option<String> {
    let id = words::id(written);
    if question.offers(&id) {
        return Some(id);
    }
    match labels.options(&question.id, written).as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
