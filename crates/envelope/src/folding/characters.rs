//! Single characters: invisible ones, and digits.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// Whether a character is invisible by itself.
///
/// Such characters are format characters (general category Cf: soft hyphen, zero-width space and joiners, direction
/// marks, byte order mark, tags), variation selectors, the combining grapheme joiner, the inherent vowels of Khmer, and
/// the keycap around a digit (U+20E3).
pub fn is_format(character: char) -> bool {
    if is_plain(character) {
        return false;
    }
    matches!(character,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180f}' // variation selectors
        | '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{20e3}')
        || character.general_category() == GeneralCategory::Format
}

/// The value of a digit of any script; `None` for any other character.
///
/// Digits are general category Nd, which includes mathematical and full-width ones, and the Ethiopic digits, which have
/// no zero.
pub fn digit(character: char) -> Option<u8> {
    if is_plain(character) {
        return character.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    let code = u32::from(character);
    let place = match character {
        '\u{1369}'..='\u{1371}' => code - 0x1368,
        _ if character.general_category() == GeneralCategory::DecimalNumber => {
            // Unicode encodes digits in runs of ten, ordered by value (The Unicode Standard, 4.6). So a digit's
            // position in its run is its value. Runs can be adjacent; the longest such row, the mathematical digits,
            // has fifty digits.
            let before = (1..50).take_while(|back| {
                let earlier = code.checked_sub(*back).and_then(char::from_u32);
                earlier.is_some_and(|c| c.general_category() == GeneralCategory::DecimalNumber)
            });
            u32::try_from(before.count()).ok()? % 10
        }
        _ => return None,
    };
    u8::try_from(place).ok()
}

/// A digit of any script as ASCII; any other character as it is.
pub(super) fn ascii(character: char) -> char {
    digit(character).map_or(character, |digit| char::from(b'0' + digit))
}

/// Replaces digits by ASCII ones, and all forms of dash, apostrophe and quotation mark by one each.
pub(super) fn plain(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{b4}' => '\'',
        '\u{201c}'..='\u{201f}' => '"',
        c => ascii(c),
    }
}

/// Whether a character is in a range that holds no digits but ASCII's, and no format characters. This quick check
/// avoids most look-ups.
fn is_plain(character: char) -> bool {
    matches!(character, '\0'..='\u{7f}' | '\u{c0}'..='\u{2ff}' | '\u{3400}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}')
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Lines of the form `Nd zero` and `Cf first last`. The head of the file explains them.
    const UNICODE: &str = include_str!("../../data/unicode-15.0.txt");

    fn assigned() -> (HashMap<char, u8>, Vec<char>) {
        let (mut digits, mut format) = (HashMap::new(), Vec::new());
        for line in UNICODE.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split(' ').collect();
            let code = |at: usize| u32::from_str_radix(fields[at], 16).unwrap();
            match fields[0] {
                "Nd" => {
                    digits.extend((0..10).map(|n| (char::from_u32(code(1) + n).unwrap(), u8::try_from(n).unwrap())))
                }
                _ => format.extend((code(1)..=code(2)).map(|code| char::from_u32(code).unwrap())),
            }
        }
        (digits, format)
    }

    #[test]
    fn every_decimal_digit_of_unicode_has_its_value_and_nothing_else_that_it_assigns_is_one() {
        let (digits, _) = assigned();
        assert_eq!(digits.len(), 680);
        for (c, value) in &digits {
            assert_eq!(digit(*c), Some(*value), "{:x}", u32::from(*c));
        }
        // None of these characters is a digit, also not in later versions of Unicode, which have more digits.
        for c in ['a', 'O', 'l', 'ဝ', 'ရ', '〇', '一', '½', 'Ⅷ', '๏', '\u{20e3}', '፲'] {
            assert_eq!(digit(c), None, "{c}");
        }
        assert_eq!("፩፪፫፬፭፮፯፰፱".chars().filter_map(digit).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn every_format_character_of_unicode_is_one_and_what_shows_is_none() {
        let (_, format) = assigned();
        assert!(format.len() > 150);
        for c in &format {
            let c = *c;
            assert!(is_format(c), "{:x}", u32::from(c));
        }
        for c in ['\u{fe0f}', '\u{fe00}', '\u{e0100}', '\u{e01ef}', '\u{180b}', '\u{34f}', '\u{20e3}', '\u{17b4}'] {
            assert!(is_format(c), "{:x}", u32::from(c));
        }
        // In this range, no other assigned character is invisible, apart from the marks below.
        let others = ('\0'..='\u{2fff}').filter(|c| is_format(*c) && !format.contains(c));
        let others: Vec<u32> = others.map(u32::from).collect();
        assert_eq!(others, [0x34f, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180f, 0x20e3]);
        for c in [' ', '\u{a0}', '\u{3000}', '-', '\u{300}', '\u{1037}', '\u{17d2}', 'ـ', '\n', '0'] {
            assert!(!is_format(c), "{:x}", u32::from(c));
        }
    }
}
