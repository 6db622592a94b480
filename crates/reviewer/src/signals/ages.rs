//! Ages in a text: as numbers, as school grades, as years of birth.

use super::Compiled;
use super::pattern::Numbered;
use super::text::{in_word, is_unspaced, width};

/// A number in a folded sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: u32,
    /// How many digits the number has.
    pub(super) digits: usize,
}

/// The most numbers of one sentence that are read.
const MOST: usize = 60;

/// The lowest age that a number without a unit can mean.
const LEAST_ALONE: u32 = 6;

/// The age from which somebody is an adult.
pub(super) const GROWN: u32 = 18;

/// Returns the numbers of at most four digits. Longer numbers are phones or accounts.
pub(super) fn numbers(folded: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let bytes = folded.as_bytes();
    let mut at = 0;
    while let Some(begin) =
        bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)).map(|ahead| at + ahead)
    {
        let digits = bytes[begin..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = begin + digits;
        let grouped = folded[at..].starts_with([',', '.'])
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            && bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count() >= 3;
        if digits <= 4 && !grouped && found.len() < MOST {
            found.push(Number { start: begin, end: at, value: folded[begin..at].parse().unwrap_or(u32::MAX), digits });
        }
    }
    found
}

/// Returns the span of the phrase together with its number, as byte positions. `None` if the words of the phrase are
/// not directly before and after the number.
pub(super) fn around(phrase: &Numbered, folded: &str, number: &Number) -> Option<(usize, usize)> {
    let mut start = number.start;
    let (free_start, before) =
        phrase.before.strip_prefix('*').map_or((false, phrase.before.as_str()), |rest| (true, rest));
    if !before.is_empty() {
        let text = folded.get(..number.start)?.trim_end_matches([' ', '-', ':', '=']);
        let rest = text.strip_suffix(before)?;
        let joined = rest.chars().next_back().is_some_and(in_word) && before.chars().next().is_some_and(in_word);
        if joined && !free_start {
            return None;
        }
        start = rest.len();
    }
    let mut end = number.end;
    let (free_end, after) = phrase.after.strip_suffix('*').map_or((false, phrase.after.as_str()), |rest| (true, rest));
    if !after.is_empty() {
        let text = folded.get(number.end..)?;
        let rest = text.trim_start_matches([' ', '-']).strip_prefix(after)?;
        let joined = rest.chars().next().is_some_and(in_word) && after.chars().next_back().is_some_and(in_word);
        if joined && !free_end {
            return None;
        }
        end = folded.len() - rest.len();
    }
    Some((start, end))
}

/// Returns the ages under 18 in a sentence, each with its span. `year` is the year in which the tip was sent.
pub(super) fn minors(list: &Compiled, folded: &str, numbers: &[Number], year: u32) -> Vec<(usize, usize, u32)> {
    let mut found = Vec::new();
    for number in numbers {
        let behind = folded.get(number.end..).unwrap_or_default();
        let mut say = |phrase: &Numbered, age: Option<u32>| {
            // These rules are for a phrase that ends with the number. In "My son 3 days ago", the unit after the number
            // shows that it is no age. A low number without a unit is no age (`LEAST_ALONE`), and neither is a number
            // with a letter directly after it. Scripts without spaces cannot set a unit apart, so the rule about
            // letters holds only for Chinese characters there.
            let follows = |c: char| c.is_alphanumeric() && (!is_unspaced(c) || width(c.encode_utf8(&mut [0; 4])) > 1);
            let alone = !phrase.after.is_empty() || !behind.starts_with(follows);
            let least = if phrase.after.is_empty() { LEAST_ALONE } else { 1 };
            if let Some(age) = age.filter(|age| alone && (least..GROWN).contains(age))
                && let Some((start, end)) = around(phrase, folded, number)
            {
                found.push((start, end, age));
            }
        };
        if number.digits <= 2 {
            for phrase in &list.ages {
                say(phrase, Some(number.value));
            }
            for (phrase, add) in &list.school {
                say(phrase, number.value.checked_add(*add));
            }
        }
        // The number is no year if it is part of a date, like the 12 in 12/3/1990.
        let is_date = behind.starts_with(['/', '.', '-'])
            && behind.get(1..).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        for phrase in list.born.iter().filter(|_| !is_date) {
            say(phrase, born(list, number, year));
        }
    }
    found
}

/// Returns the age of somebody born in `year`, if it is under 18. If the year can be read in several calendars, the
/// lowest age counts. In the year of their 18th birthday, somebody may still be 17.
fn born(list: &Compiled, number: &Number, year: u32) -> Option<u32> {
    let mut years: Vec<u32> = match number.digits {
        4 => vec![number.value],
        2 if number.value <= year % 100 => vec![number.value + 2000],
        _ => Vec::new(),
    };
    years.extend(list.calendars.iter().flat_map(|calendar| calendar.years(number.value)));
    let ages =
        years.into_iter().filter_map(|born| year.checked_sub(born)).map(|age| if age == GROWN { age - 1 } else { age });
    ages.filter(|age| (4..GROWN).contains(age)).min()
}
