//! Property test: every way of writing a table gives the same rows.

use envelope::questionnaire::Questionnaire;
use envelope::tip::Answer;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use crate::lead::Rules;
use crate::lead::dates::Dates;
use crate::lead::labels::Texts;

/// Texts of only one language, to save time: two hundred tables are read, and each time the texts are loaded.
const ENGLISH: Texts = &[("en", include_str!("../../../../../config/questionnaire.en.ftl"))];

/// How a program writes tables.
#[derive(Debug, Clone)]
struct Writer {
    separator: char,
    line_ends: Vec<&'static str>,
    encoding: u8,
    quotes_all: bool,
    declares: bool,
    /// Whether an empty column comes before each of the three columns, and, as the fourth entry, whether one comes at
    /// the end.
    empty_columns: [bool; 4],
    heads: [&'static str; 3],
}

/// A row with a lead, or a blank row.
#[derive(Debug, Clone)]
enum Line {
    Lead { story: String, country: String, danger: Vec<&'static str> },
    Separators,
    Nothing,
}

impl Writer {
    fn cell(&self, text: &str) -> String {
        let needed = text.contains([self.separator, '"', '\n']) || text.starts_with(char::is_whitespace);
        if self.quotes_all || needed { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    }

    fn row(&self, cells: &[String; 3]) -> String {
        let mut columns = Vec::new();
        for (at, empty) in self.empty_columns.iter().enumerate() {
            columns.extend(empty.then(String::new));
            columns.extend(cells.get(at).map(|cell| self.cell(cell)));
        }
        columns.join(&self.separator.to_string())
    }

    fn write(&self, lines: &[Line]) -> Vec<u8> {
        let mut text = String::new();
        let mut ends = self.line_ends.iter().cycle();
        let mut push = |line: String| {
            let end = ends.next().copied().unwrap_or("\n");
            text.push_str(&line.replace('\n', end));
            text.push_str(end);
        };
        if self.declares {
            push(format!("sep={}", self.separator));
        }
        push(self.row(&self.heads.map(str::to_owned)));
        for line in lines {
            push(match line {
                Line::Lead { story, country, danger } => self.row(&[story.clone(), country.clone(), danger.join(";")]),
                Line::Separators => {
                    self.separator.to_string().repeat(self.empty_columns.iter().filter(|empty| **empty).count() + 2)
                }
                Line::Nothing => String::new(),
            });
        }
        match self.encoding {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }
}

fn writer() -> impl Strategy<Value = Writer> {
    let ends = prop::collection::vec(prop::sample::select(vec!["\n", "\r\n", "\r"]), 1..4);
    // If the line ends of one table were mixed, a lone `\r` before the `\n` of an empty row would be read as one line
    // end.
    let ends = ends.prop_filter("no two make a third", |ends| !(ends.contains(&"\r") && ends.contains(&"\n")));
    let heads = (
        prop::sample::select(vec!["story", "Story", "Tell us what you know", "“story”"]),
        prop::sample::select(vec!["country", " COUNTRY "]),
        prop::sample::select(vec!["danger", "danger"]),
    );
    (
        prop::sample::select(vec![',', ';', '\t', '|']),
        ends,
        0..4_u8,
        any::<bool>(),
        any::<bool>(),
        any::<[bool; 4]>(),
        heads,
    )
        .prop_map(|(separator, line_ends, encoding, quotes_all, declares, empty_columns, heads)| Writer {
            separator,
            line_ends,
            encoding,
            quotes_all,
            declares,
            empty_columns,
            heads: [heads.0, heads.1, heads.2],
        })
}

fn line() -> impl Strategy<Value = Line> {
    let words = "[a-zกขစကិ한“”,;|\t\"'= \n👋é0-9.-]{0,20}";
    let story = words.prop_map(|text| format!("s{}", text.nfc().collect::<String>()));
    let country = "[a-z,;|\"]{0,6}";
    let danger = prop::sample::subsequence(vec!["torture", "medical", "hunted"], 0..=3);
    prop_oneof![
        4 => (story, country, danger).prop_map(|(story, country, danger)| Line::Lead { story, country, danger }),
        1 => Just(Line::Separators),
        1 => Just(Line::Nothing),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_written_in_any_way_comes_back_as_the_same_rows(writer in writer(), lines in prop::collection::vec(line(), 1..8)) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("leads.csv");
        std::fs::write(&path, writer.write(&lines)).unwrap();
        let questionnaire = Questionnaire::parse(include_str!("../../../../../config/questionnaire.toml")).unwrap();
        let dates = Dates { order: None, today: "2026-11-30".parse().unwrap() };
        let rules = Rules { questionnaire: &questionnaire, max_text: 28 * 1024, max_files: 1_000_000, dates };
        let written: Vec<_> = lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| match line {
                Line::Lead { story, country, danger } => Some((format!("row {}", at + 2), story, country, danger)),
                _ => None,
            })
            .collect();
        let read = super::read(&path, &rules, ENGLISH);
        if written.is_empty() {
            prop_assert!(read.is_err_and(|failure| failure.to_string().ends_with("has no rows")));
            return Ok(());
        }
        let read = read.map_err(|failure| TestCaseError::fail(failure.to_string()))?;
        prop_assert_eq!(read.len(), written.len());
        for (placed, (place, story, country, danger)) in read.into_iter().zip(written) {
            prop_assert_eq!(placed.place.as_ref(), Some(&place));
            let lead = placed.lead.map_err(|failure| TestCaseError::fail(failure.to_string()))?;
            let text = |id: &str| match lead.answers.get(id) {
                Some(Answer::Text(text)) => text.clone(),
                _ => String::new(),
            };
            prop_assert_eq!(&text("story"), story);
            prop_assert_eq!(&text("country"), country);
            let many = match lead.answers.get("danger") {
                Some(Answer::Many(many)) => many.clone(),
                _ => Vec::new(),
            };
            prop_assert_eq!(&many, danger);
        }
    }
}
