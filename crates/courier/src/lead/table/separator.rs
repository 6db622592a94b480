//! Splits a table into rows and cells, and finds the separator.
//!
//! The head alone decides on the separator. Counts in the values would mislead: a story holds commas, and a list of
//! options holds semicolons.

use csv::{ReaderBuilder, StringRecord, Terminator};
use zeroize::Zeroizing;

use crate::lead::words::is_blank;

/// Separators between cells, as spreadsheets and exports write them.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Stands for the separator if the table has only one column and so no separator. No text holds this byte.
const NONE: u8 = 0x1f;
/// Marker after the last row. If a quotation mark is still open, the marker ends up in a cell.
const END: &str = "\u{1}end\u{1}";

/// One row of a table.
pub(super) struct Row {
    /// Number of the row as a spreadsheet counts, from 1.
    pub(super) number: usize,
    /// The row's cells.
    pub(super) cells: StringRecord,
    /// Whether a quotation mark opens in this row and is never closed. The last cell then holds all text after it.
    pub(super) open: bool,
}

impl Row {
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(is_blank)
    }
}

/// Returns all rows, also those that hold nothing but separators. Empty lines are counted and left out.
///
/// `text` has `\n` as its line ends. `known` tells whether a cell of the head names a question.
pub(super) fn rows(text: &str, known: impl Fn(&str) -> bool) -> Vec<Row> {
    let (declared, text) = declared(text);
    let text = Zeroizing::new(format!("{text}\n{END}"));
    let separator = chosen(&text, declared, known);
    read(&text, separator)
}

/// Returns the separator that a line such as `sep=;` declares, and the text after it. Excel shows no row for that
/// line.
fn declared(text: &str) -> (Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = first.trim_matches(['"', ' ']);
    let is_sep = line.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("sep="));
    match (is_sep, line.as_bytes().get(4..)) {
        (true, Some([separator])) if separator.is_ascii() => (Some(*separator), rest),
        // A program that does not know the line `sep=;` has spread it over several columns. Then it counts as a row.
        (true, Some([separator, filled @ ..]))
            if filled.iter().all(|byte| SEPARATORS.contains(byte) || *byte == b'"') =>
        {
            (Some(*separator), text.get(first.len()..).unwrap_or_default())
        }
        _ => (None, text),
    }
}

/// Returns the separator under which the head has the most questions. A tie goes to the separator that splits the head
/// into more cells, then to the declared one.
fn chosen(text: &str, declared: Option<u8>, known: impl Fn(&str) -> bool) -> u8 {
    let counted = |separator: u8| {
        let head = read_some(text, separator, 1).into_iter().next();
        // If this is the separator, the text holds nothing but separators.
        let Some(Row { cells, .. }) = head else { return (0, usize::MAX) };
        (cells.iter().filter(|cell| known(cell)).count(), cells.len())
    };
    let mut best = ((0, 1), NONE);
    for separator in declared.into_iter().chain(SEPARATORS) {
        let count = counted(separator);
        if count > best.0 || (best.1 == NONE && declared.is_some()) {
            best = (count, separator);
        }
    }
    match best {
        // A head with one cell means that the table has no separator, unless the table declares one.
        ((_, 1), separator) if declared != Some(separator) => NONE,
        (_, separator) => separator,
    }
}

fn read(text: &str, separator: u8) -> Vec<Row> {
    read_some(text, separator, usize::MAX)
}

/// Returns the first `most` rows that are not blank; or all rows, blank ones too, if `most` is `usize::MAX`.
fn read_some(text: &str, separator: u8, most: usize) -> Vec<Row> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text.as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    let (mut number, mut seen) = (0, 0);
    let mut cells = StringRecord::new();
    while seen < most && reader.read_record(&mut cells).unwrap_or(false) {
        let begin = cells.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(begin).unwrap_or(text.len());
        let empty = text.as_bytes()[begin.min(text.len())..].iter().take_while(|byte| **byte == b'\n').count();
        number += 1 + empty;
        let ended = cells.get(0) == Some(END) && cells.len() == 1;
        if ended {
            break;
        }
        let open = cells.iter().next_back().is_some_and(|cell| cell.ends_with(END));
        let row = Row { number, cells: cells.clone(), open };
        seen += usize::from(!row.is_blank());
        rows.push(row);
    }
    if most != usize::MAX {
        rows.retain(|row| !row.is_blank());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, Vec<String>)> {
        let known = |cell: &str| ["story", "danger", "country"].contains(&cell.trim());
        let rows = rows(text, known).into_iter();
        rows.map(|row| (row.number, row.cells.iter().map(str::to_owned).collect())).collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn the_head_decides_what_separates_cells_and_values_do_not() {
        let expected = [row(1, &["story", "danger"]), row(2, &["a, b; c", "x;y;z"])];
        assert_eq!(read("story,danger\n\"a, b; c\",x;y;z\n"), expected);
        assert_eq!(read("story\tdanger\na, b; c\tx;y;z\n"), expected);
        assert_eq!(read("story|danger\na, b; c|x;y;z"), expected);
        assert_eq!(read("story;danger\n\"a, b; c\";\"x;y;z\"\n"), expected);
        // A table of one column has no separator.
        assert_eq!(read("story\na, b; c\td\n"), [row(1, &["story"]), row(2, &["a, b; c\td"])]);
    }

    #[test]
    fn a_line_that_declares_the_separator_is_no_row_and_a_wrong_one_is_not_believed() {
        let expected = [row(1, &["story", "danger"]), row(2, &["a", "b"])];
        for text in [
            "sep=;\nstory;danger\na;b",
            "SEP=\t\nstory\tdanger\na\tb",
            "\"sep=;\"\nstory;danger\na;b",
            "sep=;\nstory,danger\na,b",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("sep=;\nstory\n\"a;b\"\n"), [row(1, &["story"]), row(2, &["a;b"])]);
        assert_eq!(read("sep=;,\nstory,danger\na,b"), [row(2, &["story", "danger"]), row(3, &["a", "b"])]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_shows_them_with_empty_lines_and_lines_within_a_cell() {
        let text = "\n\nstory,danger\n\n\"a\n\nb\",c\n,\n\n\nd,e\n";
        let rows = [row(3, &["story", "danger"]), row(5, &["a\n\nb", "c"]), row(6, &["", ""]), row(9, &["d", "e"])];
        assert_eq!(read(text), rows);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_seen() {
        let rows = rows("story,danger\na,b\n\"c,d\ne,f\n", |cell| cell == "story" || cell == "danger");
        assert_eq!(
            rows.iter().map(|row| (row.number, row.open)).collect::<Vec<_>>(),
            [(1, false), (2, false), (3, true)]
        );
    }
}
