//! The one table of folding: which spellings of a word are one word to whoever looks for it.
//!
//! Searches and the gazetteer use it; codes, dates and the values of entities use its digits only ([`numerals`], [`ascii_digits`]). A folded text is for
//! finding: it is kept in indexes only, and never shown. Folding never says that two things are the same: persons, links, tags, counts and corroboration
//! compare what was written.
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
//! All of it goes on text in compatibility decomposition (NFKD) and lower case. Each file says in its tests which words that a reader tells apart its
//! rules join, and why that is borne. Where the difference is a mark (an accent, a nukta, a vowel mark), [`fold_marked`] keeps it.
//!
//! To add a script: a file of its own here, its line in this table and in `SCRIPTS`, a test of two spellings that become one and of two words that
//! stay apart; then count up [`VERSION`].

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

/// Counts up when what is kept folded has to be folded anew.
pub const VERSION: u32 = 3;

/// Where words end in scripts without spaces.
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// Whether marks that people leave away are left away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Off,
    Kept,
}

/// The use of a folded text.
#[derive(Clone, Copy)]
struct Purpose {
    marks: Marks,
    /// A zero-width space ends a word.
    borders: bool,
    /// Digits that look like Burmese letters stay digits among letters, and wa directly behind a digit is one.
    digits: bool,
}

const SEARCH: Purpose = Purpose { marks: Marks::Off, borders: false, digits: false };

/// Which characters a script's rules look at, and the rules.
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

/// A text as it is looked for and looked in: lower case, without marks that people leave away, each white space one space.
pub fn fold(text: &str) -> String {
    folded(text, SEARCH)
}

/// The same with its marks: to list first what was written as it was typed.
pub fn fold_marked(text: &str) -> String {
    folded(text, Purpose { marks: Marks::Kept, ..SEARCH })
}

/// As [`fold`], for whoever looks for words: a zero-width space between Latin letters or digits is a space. In other scripts, which write no spaces,
/// nothing has to stand between two words, so that there it goes.
pub fn fold_words(text: &str) -> String {
    folded(text, Purpose { borders: true, ..SEARCH })
}

/// As [`fold_words`], for reading what a text says: numbers stay numbers beside Burmese letters. With its marks where `marked`.
pub fn fold_to_read(text: &str, marked: bool) -> String {
    let marks = if marked { Marks::Kept } else { Marks::Off };
    folded(text, Purpose { marks, borders: true, digits: true })
}

/// As [`fold`], for what is looked in: behind it stand the words again in which a digit was read as a Burmese letter, with the digit. "၇ရက်" (seven days)
/// is found by "၇ ရက်" so, and "၁ဝရက်" (ten days, typed with the letter wa) by "၁၀ရက်".
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

/// What a word is looked for as: as [`fold`], and by the other readings of Burmese letters that look like digits, where it has such. "၁ဝရက်" may be typed
/// with the letter wa for ten days, and "၃ရ" may be thirty-seven, or how "၃ရက်" (three days) begins.
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
    // Folded again, seven and zero by themselves are the letters that a text has for them.
    let digits = |text: &str| fold(&folded(text, Purpose { digits: true, ..SEARCH }));
    add(digits(text));
    // A letter behind it makes ra a syllable's.
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

/// A zero-width space as a space between Latin letters or digits; away elsewhere.
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
            // A letter's accents stand between it and the border.
            let last = out.iter().rev().take(4).find(|c| !latin::is_accent(**c));
            if is_latin(last) && is_latin(Some(c)) {
                out.push(' ');
            }
        }
        out.push(*c);
    }
    out
}

/// Leaves the second of two equal marks away, from a place on: typed twice, a mark shows once.
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

/// Each character of a text that shows, with the byte at which it stands, for whoever looks for numbers: digits of every script as ASCII, and Burmese
/// letters that are meant as digits. Zero-width spaces stay, since a number may end there.
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

/// A text with every digit as ASCII and without what does not show.
pub fn ascii_digits(text: &str) -> String {
    numerals(text).into_iter().map(|(_, c)| c).filter(|c| *c != ZERO_WIDTH_SPACE).collect()
}

#[cfg(test)]
mod tests;
