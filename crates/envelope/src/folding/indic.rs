//! Devanagari, Bengali and related scripts: nukta, and vowel letters in pieces.
//!
//! The joiners, which only choose a shape, were removed before.

use super::Marks;

/// The dot that turns one letter into another, in Devanagari, Bengali, Gurmukhi, Gujarati and Odia.
fn is_nukta(c: char) -> bool {
    matches!(c, '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}')
}

/// Vowel signs. A nukta belongs before them.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{93e}'..='\u{94c}' | '\u{9be}'..='\u{9cc}' | '\u{a3e}'..='\u{a4c}' | '\u{abe}'..='\u{acc}' | '\u{b3e}'..='\u{b4c}')
}

/// Vowel letters that are typed as two characters, against the recommendation of Unicode, and the letter that looks the
/// same (The Unicode Standard, tables 12-1 and 12-2).
const PIECES: [(char, char, char); 11] = [
    ('\u{905}', '\u{93e}', '\u{906}'),
    ('\u{905}', '\u{949}', '\u{911}'),
    ('\u{905}', '\u{94b}', '\u{913}'),
    ('\u{905}', '\u{94c}', '\u{914}'),
    ('\u{906}', '\u{945}', '\u{911}'),
    ('\u{906}', '\u{947}', '\u{913}'),
    ('\u{906}', '\u{948}', '\u{914}'),
    ('\u{909}', '\u{941}', '\u{90a}'),
    ('\u{90f}', '\u{945}', '\u{90d}'),
    ('\u{90f}', '\u{947}', '\u{910}'),
    ('\u{985}', '\u{9be}', '\u{986}'),
];

pub(super) fn holds(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{b7f}')
}

pub(super) fn fold(text: Vec<char>, marks: Marks) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    for c in text {
        if is_nukta(c) {
            if marks == Marks::Kept {
                // A nukta belongs directly after its consonant, once, wherever it was typed.
                let signs = out.iter().rev().take_while(|c| is_vowel_sign(**c)).take(4).count();
                let place = out.len() - signs;
                if !out[..place].last().is_some_and(|c| is_nukta(*c)) {
                    out.insert(place, c);
                }
            }
            continue;
        }
        match out.last_mut() {
            // Khanda ta is ta with a visible virama.
            _ if c == '\u{9ce}' => out.extend(['\u{9a4}', '\u{9cd}']),
            Some(last) => match PIECES.iter().find(|(first, second, _)| (*first, *second) == (*last, c)) {
                Some((.., whole)) => *last = *whole,
                None => out.push(c),
            },
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{fold, fold_marked};

    #[test]
    fn nukta_and_joiners_make_no_difference_in_devanagari_and_bengali() {
        for (one, other) in [
            ("फ़ोन", "फोन"),
            ("फ\u{93c}ोन", "\u{95e}ोन"),
            ("फो\u{93c}न", "फ़ोन"),
            ("सड़क", "सडक"),
            ("क्\u{200d}या", "क्या"),
            ("क्\u{200c}या", "क्या"),
            ("ন\u{9be}\u{9df}", "না\u{9af}\u{9bc}"),
            ("বাড়ি", "বাডি"),
            ("ক্\u{200c}ষ", "ক্ষ"),
            ("উৎস", "উত্\u{200d}স"),
            ("ক\u{9c7}\u{9be}", "কো"),
            ("अाज", "आज"),
            ("অামি", "আমি"),
            ("एेसा", "ऐसा"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn indic_words_of_other_letters_stay_apart() {
        for (one, other) in [("दिन", "दीन"), ("बाल", "बल"), ("ডাল", "দাল"), ("কল", "কাল"), ("में", "मे")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn a_nukta_that_was_typed_can_still_be_told_apart() {
        // Accepted: "raaz" (secret) and "raaj" (rule) are joined, since many people omit the dot.
        assert_eq!(fold("राज़"), fold("राज"));
        assert_ne!(fold_marked("राज़"), fold_marked("राज"));
        assert_eq!(fold_marked("फो\u{93c}न"), fold_marked("\u{95e}ोन"));
    }
}
