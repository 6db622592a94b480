//! The parts of a search: words, texts in quotes, numbers, and fields with their values.

use envelope::folding::digit;

use super::FIELDS;
use crate::entities::groups::{self, at_beginning as number};

/// A part of a search.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A word, or a text in quotes.
    Text(String),
    /// A number of 7 to 15 digits, written like a phone number.
    Number(String),
    /// A field and its value.
    Field(&'static str, String),
}

/// Splits a search into parts. A quotation mark that is not closed is an ordinary character.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (part, behind) = part(rest);
        parts.push(part);
        rest = behind.trim_start();
    }
    parts
}

fn part(text: &str) -> (Part, &str) {
    if let Some((field, behind)) = field(text) {
        let value = behind.trim_start();
        // If another field follows the colon, this field has no value.
        if self::field(value).is_some() {
            return (Part::Field(field, String::new()), behind);
        }
        if let Some((quoted, behind)) = quoted(value) {
            return (Part::Field(field, quoted.to_owned()), behind);
        }
        let (value, behind) = match field {
            "phone" => number(value).unwrap_or_else(|| word(value)),
            _ => word(value),
        };
        return (Part::Field(field, value.to_owned()), behind);
    }
    if let Some((quoted, behind)) = quoted(text) {
        return (Part::Text(quoted.to_owned()), behind);
    }
    if let Some((number, behind)) = number(text).filter(|(number, behind)| {
        let digits = number.chars().filter_map(digit).count();
        groups::DIGITS.contains(&digits) && !behind.starts_with(|c: char| !c.is_whitespace())
    }) {
        return (Part::Number(number.to_owned()), behind);
    }
    let (word, behind) = word(text);
    // In `note:"two words"`, the text in quotes stays together although there is no field `note`.
    match quoted(&text[word.find('"').unwrap_or(word.len())..]) {
        Some((quoted, behind)) if word.contains(":\"") => {
            let before = word.split('"').next().unwrap_or_default();
            (Part::Text(format!("{before}{quoted}")), behind)
        }
        _ => (Part::Text(word.to_owned()), behind),
    }
}

/// If the text begins with a field, returns the field's name and the text after its colon.
fn field(text: &str) -> Option<(&'static str, &str)> {
    let (name, behind) = text.split_once([':', '：'])?;
    FIELDS.into_iter().find(|field| name.eq_ignore_ascii_case(field)).map(|field| (field, behind))
}

/// If the text begins with a quotation, returns the text between the quotation marks and the text after them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    const QUOTES: [(char, &[char]); 4] = [('"', &['"']), ('“', &['”', '“']), ('„', &['“', '”']), ('«', &['»'])];
    let opening = text.chars().next()?;
    let (_, closing) = QUOTES.iter().find(|(quote, _)| *quote == opening)?;
    let inside = text.get(opening.len_utf8()..)?;
    let (at, closing) = inside.char_indices().find(|(_, c)| closing.contains(c))?;
    Some((inside.get(..at)?, inside.get(at + closing.len_utf8()..)?))
}

fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}
