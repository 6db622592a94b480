//! Folding: rules that give equal spellings of a word one form, for searches.
//!
//! Searches and the gazetteer use all rules. Codes, dates and the values of entities use only its digits ([`numerals`],
//! [`ascii_digits`]). A folded text is kept only in indexes and is never shown. Folding never means that two things are
//! the same: persons, links, tags, counts and corroboration compare the text as written.
//!
//! | file | rules |
//! |---|---|
//! | [`characters`] | invisible characters, digits of every script, dashes and apostrophes |
//! | `latin` | accents; Vietnamese tones |
//! | `arabic` | tatweel, vowel marks, yeh, kaf, alef |
//! | `indic` | nukta, vowel letters in pieces |
//! | `thai` | Thai and Lao: vowels in pieces, order of marks |
//! | `khmer` | order of subscripts, vowels and signs; split vowels |
//! | `burmese` | zero and wa, seven and ra; order of marks |
//! | `chinese` | traditional characters as simplified ones |
//!
//! All rules work on text in compatibility decomposition (NFKD) and lower case. Some rules join words that a reader
//! tells apart. Each file names such words and says why that is accepted. If the words differ by a mark (an accent, a
//! nukta, a vowel mark), [`fold_marked`] keeps them apart.
//!
//! To add a script:
//!
//! 1. Write a file for it here.
//! 2. Add its line to this table and to `SCRIPTS`.
//! 3. Write a test of two spellings that become one, and of two words that stay apart.
//! 4. Increase [`VERSION`].

mod arabic;
mod burmese;
pub mod characters;
mod chinese;
mod indic;
mod khmer;
mod latin;
mod thai;

use unicode_normalization::UnicodeNormalization as _;

pub use characters::{digit, is_format};
pub use chinese::is_traditional;

/// The version of the rules. Increase it when stored folded texts have to be folded again.
pub const VERSION: u32 = 3;

/// Separates words in scripts that are written without spaces.
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// Whether folding removes the marks that people often omit: accents, tones and vowel signs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Off,
    Kept,
}

/// The purpose for which a text is folded.
#[derive(Clone, Copy)]
struct Purpose {
    marks: Marks,
    /// Whether a zero-width space between Latin letters or digits separates words.
    borders: bool,
    /// Whether digits that look like Burmese letters stay digits next to Burmese letters, and whether the letter wa
    /// directly after a digit is read as zero.
    digits: bool,
}

const SEARCH: Purpose = Purpose { marks: Marks::Off, borders: false, digits: false };

/// A script: a function that tells whether a character belongs to it, and a function with its rules.
type Script = (fn(char) -> bool, fn(Vec<char>, Purpose) -> Vec<char>);

const SCRIPTS: [Script; 7] = [
    (latin::holds, |text, to| latin::fold(text, to.marks)),
    (arabic::holds, |text, to| arabic::fold(text, to.marks)),
    (indic::holds, |text, to| indic::fold(text, to.marks)),
    (thai::holds, |text, _| thai::fold(text)),
    (khmer::holds, |text, _| khmer::fold(text)),
    (burmese::holds, |text, to| burmese::fold(text, to.digits)),
    (chinese::holds, |text, _| chinese::fold(text)),
];

/// Folds a text for a search, both the query and the text that is searched.
///
/// The result is in lower case, without marks that people often omit, and with each run of white space as one space.
pub fn fold(text: &str) -> String {
    folded(text, SEARCH)
}

/// Folds a text as [`fold`] does, but keeps accents, tones and vowel signs. A search uses this to list first the texts
/// that have these marks as the query has them.
pub fn fold_marked(text: &str) -> String {
    folded(text, Purpose { marks: Marks::Kept, ..SEARCH })
}

/// Folds a text as [`fold`] does, for a search by words.
///
/// A zero-width space between Latin letters or digits becomes a space. Elsewhere it is dropped: the other scripts need
/// nothing between two words.
pub fn fold_words(text: &str) -> String {
    folded(text, Purpose { borders: true, ..SEARCH })
}

/// Folds a text as [`fold_words`] does, but leaves digits next to Burmese letters as digits, so that the text's content
/// can be read. `marked` keeps accents, tones and vowel signs.
pub fn fold_to_read(text: &str, marked: bool) -> String {
    let marks = if marked { Marks::Kept } else { Marks::Off };
    folded(text, Purpose { marks, borders: true, digits: true })
}

/// Folds a text as [`fold`] does, for a text that is searched.
///
/// If a digit was folded to a Burmese letter, the word with the digit is added at the end of the result. So a search
/// for "၇ ရက်" finds "၇ရက်" (seven days), and one for "၁၀ရက်" finds "၁ဝရက်" (ten days, typed with the letter wa).
pub fn fold_readings(text: &str) -> String {
    let mut folded = fold(text);
    if folded.contains(burmese::holds) {
        let digits = self::folded(text, Purpose { digits: true, ..SEARCH });
        let others = folded.split(' ').zip(digits.split(' ')).filter(|(letters, digits)| letters != digits);
        for word in others.map(|(_, digits)| digits.to_owned()).collect::<std::collections::BTreeSet<_>>() {
            folded.push(' ');
            folded.push_str(&word);
        }
    }
    folded
}

/// All forms of a query: its [`fold`], and other readings of Burmese letters that look like digits.
///
/// For example, "၁ဝရက်" may be ten days, typed with the letter wa. "၃ရ" may be thirty-seven, or the beginning of "၃ရက်"
/// (three days).
pub fn fold_either(text: &str) -> Vec<String> {
    let mut readings = vec![fold(text)];
    if !text.contains(burmese::holds) {
        return readings;
    }
    let mut add = |reading: String| {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    // The second fold turns a 7 or 0 that stands alone into the letter, as in the folded texts.
    let digits = |text: &str| fold(&folded(text, Purpose { digits: true, ..SEARCH }));
    add(digits(text));
    // A ra at the end may be the beginning of a syllable. So the query is also folded with a letter added after ra,
    // which is then removed.
    let begun = format!("{}က", text.trim_end_matches(|c: char| c.is_whitespace() || is_format(c)));
    if begun.chars().rev().nth(1) == Some(burmese::RA) {
        for reading in [fold(&begun), digits(&begun)] {
            add(reading.trim_end_matches('က').to_owned());
        }
    }
    readings
}

fn folded(text: &str, to: Purpose) -> String {
    if text.is_ascii() {
        return one_space(text.chars().map(|c| c.to_ascii_lowercase()));
    }
    let visible = text.chars().filter(|c| (to.borders && *c == ZERO_WIDTH_SPACE) || !is_format(*c));
    let plain = visible.map(characters::plain).nfkd().flat_map(char::to_lowercase).map(characters::plain);
    let mut folded: Vec<char> = plain.collect();
    if to.borders {
        folded = borders(&folded);
    }
    for (holds, fold) in SCRIPTS {
        if folded.iter().any(|c| holds(*c)) {
            folded = fold(folded, to);
        }
    }
    one_space(folded.into_iter()).nfc().collect()
}

/// Turns each zero-width space between Latin letters or digits into a space, and drops all others.
fn borders(text: &[char]) -> Vec<char> {
    let is_latin = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_digit() || (c.is_alphabetic() && *c < '\u{250}'));
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut waits = false;
    for c in text {
        if *c == ZERO_WIDTH_SPACE {
            waits = true;
            continue;
        }
        if std::mem::take(&mut waits) {
            // Accents may lie between a letter and the zero-width space.
            let last = out.iter().rev().take(4).find(|c| !latin::is_accent(**c));
            if is_latin(last) && is_latin(Some(c)) {
                out.push(' ');
            }
        }
        out.push(*c);
    }
    out
}

/// Removes the second of two equal neighbouring marks from index `from` on. A mark that is typed twice is shown once.
fn each_once(text: &mut Vec<char>, from: usize) {
    if text.len() > from + 1 {
        let mut marks = text.split_off(from);
        marks.dedup();
        text.append(&mut marks);
    }
}

fn one_space(text: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in text {
        match c.is_whitespace() {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out
}

/// The visible characters of a text, each with its byte offset, for finding numbers.
///
/// Digits of every script become ASCII, and so do Burmese letters that are meant as digits. Zero-width spaces stay,
/// since a number may end there.
pub fn numerals(text: &str) -> Vec<(usize, char)> {
    let shows = text.char_indices().filter(|(_, c)| *c == ZERO_WIDTH_SPACE || !is_format(*c));
    let mut read: Vec<(usize, char)> = shows.map(|(at, c)| (at, characters::ascii(c))).collect();
    if read.iter().any(|(_, c)| burmese::holds(*c)) {
        let mut letters: Vec<char> = read.iter().map(|(_, c)| *c).filter(|c| *c != ZERO_WIDTH_SPACE).collect();
        burmese::letters_to_digits(&mut letters);
        for ((_, c), letter) in read.iter_mut().filter(|(_, c)| *c != ZERO_WIDTH_SPACE).zip(letters) {
            *c = letter;
        }
    }
    read
}

/// A text with every digit as ASCII and without invisible characters.
pub fn ascii_digits(text: &str) -> String {
    numerals(text).into_iter().map(|(_, c)| c).filter(|c| *c != ZERO_WIDTH_SPACE).collect()
}

#[cfg(test)]
mod tests;
