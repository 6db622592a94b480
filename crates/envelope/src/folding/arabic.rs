//! Arabic, Persian and Urdu: tatweel, vowel marks, and letters that mean the same.
//!
//! Keyboards write some of these letters with different code points.

use super::Marks;

/// Marks that people may omit: vowels, hamza and madda on alef, Quranic signs.
fn is_vowel_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}')
}

/// The mark hamza above a letter. On waw and yeh it makes another letter.
const HAMZA: char = '\u{654}';

pub(super) fn holds(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{6ed}')
}

pub(super) fn fold(text: Vec<char>, marks: Marks) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut base = ' ';
    for c in text {
        let c = match c {
            '\u{640}' => continue, // tatweel
            // These are yeh as written in Arabic, Persian and Urdu, and alef maksura; then kaf; then the forms of heh.
            'ي' | 'ى' | 'ې' => 'ی',
            'ك' | 'ڪ' => 'ک',
            'ہ' | 'ە' => 'ه',
            // Accepted: کہا (said) and کھا (eat), گہر (pearl) and گھر (house) are joined, since many people type one
            // heh for the other.
            'ھ' if marks == Marks::Off => 'ه',
            'ٱ' if marks == Marks::Off => 'ا',
            // Accepted: كتابة (writing) and كتابه (his book) are joined, since many people write one letter for the
            // other.
            'ة' | 'ۃ' if marks == Marks::Off => 'ه',
            'ۃ' => 'ة',
            c => c,
        };
        if is_vowel_mark(c) {
            let letter = c == HAMZA && matches!(base, 'و' | 'ی');
            if marks == Marks::Kept || letter {
                out.push(c);
            }
            continue;
        }
        base = c;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{fold, fold_marked};

    #[test]
    fn tatweel_vowel_marks_and_forms_of_letters_make_no_difference() {
        for (written, looked_for) in [
            ("محمـــد", "محمد"),
            ("مُحَمَّد", "محمد"),
            ("مح\u{200f}مد\u{200e}", "محمد"),
            ("علي", "علی"),
            ("على", "علي"),
            ("كراچي", "کراچی"),
            ("أحمد", "احمد"),
            ("إبراهيم", "ابراهيم"),
            ("آسيا", "اسيا"),
            ("ٱلله", "الله"),
            ("مدرسة", "مدرسه"),
            ("می\u{200c}روم", "میروم"),
            ("ﷲ", "الله"),
            ("ﻣﺤﻤﺪ", "محمد"),
            ("ہم", "هم"),
        ] {
            assert_eq!(fold(written), fold(looked_for), "{written} {looked_for}");
        }
    }

    #[test]
    fn arabic_words_of_other_letters_stay_apart() {
        for (one, other) in
            [("سؤال", "سوال"), ("بئر", "بير"), ("حمد", "محمد"), ("قلب", "كلب"), ("ضل", "ظل"), ("كتب", "كاتب")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn urdu_words_with_either_heh_are_found_by_each_other_and_told_apart_with_marks() {
        for (one, other) in [("کہا", "کھا"), ("گہر", "گھر")] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
            assert_ne!(fold_marked(one), fold_marked(other), "{one} {other}");
        }
        assert_eq!(fold_marked("ہم"), fold_marked("هم"));
    }

    #[test]
    fn marks_that_were_typed_can_still_be_told_apart() {
        for (one, other) in [("كَتَبَ", "كُتُب"), ("أمل", "امل"), ("كتابة", "كتابه"), ("قرآن", "قران")]
        {
            assert_ne!(fold_marked(one), fold_marked(other), "{one} {other}");
        }
        assert_eq!(fold_marked("علي"), fold_marked("علی"));
    }
}
