//! Numbers in groups, as people write phones.
//!
//! These rules decide which signs may stand between digits, and where a number ends. The search and the reading of
//! tips use the same rules, so that a search finds the numbers in tips.

use envelope::folding::{digit, numerals};

use super::text::plain;

/// The number of digits from which a group is a phone by itself. What follows after a space is not part of it.
const LONG: usize = 9;

/// The number of digits of a phone. E.164 allows at most 15.
pub(crate) const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// The most signs and spaces between two groups of digits: " - " has three.
const BETWEEN: usize = 3;

/// Whether a character, in any width, may be between groups of digits or around one.
fn is_sign(c: char) -> bool {
    "-./()".contains(plain(c))
}

fn is_plus(c: char) -> bool {
    plain(c) == '+'
}

/// Splits a text directly after the number at its beginning. `None` if there is no number.
///
/// A group does not belong to the number if the number would then have more than 15 digits, if the group before has
/// [`LONG`] digits or more, or if the number has [`LONG`] digits already and this group has only one or two.
pub(crate) fn at_beginning(text: &str) -> Option<(&str, &str)> {
    let (mut end, mut digits, mut row) = (0, 0, 0);
    let mut rest = text;
    loop {
        let (group, behind) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let count = group.chars().filter_map(digit).count();
        let sign = |c: char| is_sign(c) || is_plus(c);
        let fits = count > 0 || group.chars().all(sign);
        // People type the Burmese letters wa and ra as digits. Whether they are meant as digits is decided later.
        let whole = group.chars().all(|c| digit(c).is_some() || sign(c) || matches!(c, 'ဝ' | 'ရ'));
        if group.is_empty()
            || !fits
            || !whole
            || (digits > 0 && digits + count > *DIGITS.end())
            || row >= LONG
            || (digits >= LONG && row > 2 && count < 3)
        {
            break;
        }
        (digits, row) = (digits + count, count);
        end = text.len() - behind.len();
        rest = behind.trim_start();
    }
    (digits > 0).then(|| text.split_at(end))
}

/// Returns the digits of every number in a text that begins with 0 or + and has as many digits as a phone.
pub(crate) fn everywhere(text: &str) -> Vec<String> {
    let end = |number: &mut String, opened: &mut bool, found: &mut Vec<String>| {
        if std::mem::take(opened) && DIGITS.contains(&number.len()) {
            found.push(number.clone());
        }
        number.clear();
    };
    let mut found = Vec::new();
    let mut number = String::new();
    let mut opened = false;
    let mut between = 0;
    let mut before = ' ';
    for c in numerals(text).into_iter().map(|(_, c)| plain(c)).chain(['\n']) {
        match c {
            '0'..='9' => {
                opened |= number.is_empty() && (c == '0' || is_plus(before));
                number.push(c);
                between = 0;
            }
            ' ' if number.len() >= LONG => end(&mut number, &mut opened, &mut found),
            _ if !number.is_empty() && between < BETWEEN && (is_sign(c) || " \u{200b}".contains(c)) => {
                between += 1;
            }
            _ => end(&mut number, &mut opened, &mut found),
        }
        before = c;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_spaces_around_its_dashes_keeps_its_first_group() {
        for written in ["boss 080 - 000 - 0001", "boss 080 – 000 – 0001.", "080\u{2212}000\u{2212}0001", "080-000-0001"]
        {
            assert_eq!(everywhere(written), ["0800000001"], "{written}");
        }
        // These numbers are written as on Chinese and Japanese keyboards, and with spaces of different widths.
        for written in ["（080）000－0001", "080　000　0001", "080\u{202f}000\u{2009}0001", "080／000．0001"] {
            assert_eq!(everywhere(written), ["0800000001"], "{written}");
            assert_eq!(at_beginning(written), Some((written, "")), "{written}");
        }
        assert_eq!(everywhere("＋66 80 000 0001"), ["66800000001"]);
        assert_eq!(everywhere("080 --- 1000001"), [""; 0], "five between are no number's");
        assert_eq!(at_beginning("080 - 000 - 0001 boss"), Some(("080 - 000 - 0001", " boss")));
    }
}
