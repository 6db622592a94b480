//! Burmese: digits that look like letters, and the order of marks.
//!
//! Zero looks like wa and seven like ra, so people type one for the other. Marks are typed in any order.

const WA: char = 'ဝ';
pub(super) const RA: char = 'ရ';

/// Whether a character is a letter or mark of Burmese or a related language. Digits and punctuation are not.
fn is_burmese(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{103f}' | '\u{104c}'..='\u{108f}' | '\u{109a}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}')
}

/// The position of a mark in its syllable (Unicode Technical Note 11): medials, vowels, asat, tones.
fn rank(c: char) -> Option<u8> {
    Some(match c {
        '\u{103b}' => 0,
        '\u{103c}' => 1,
        '\u{103d}' => 2,
        '\u{103e}' => 3,
        '\u{1031}' => 4,
        '\u{102d}' | '\u{102e}' | '\u{1032}' => 5,
        '\u{102f}' | '\u{1030}' => 6,
        '\u{102b}' | '\u{102c}' => 7,
        '\u{103a}' => 8,
        '\u{1036}' => 9,
        '\u{1037}' => 10,
        '\u{1038}' => 11,
        _ => return None,
    })
}

fn is_mark(c: char) -> bool {
    rank(c).is_some() || c == '\u{1039}'
}

pub(super) fn holds(c: char) -> bool {
    is_burmese(c)
}

/// Folds Burmese text. With `digits`, 0 and 7 stay digits.
pub(super) fn fold(text: Vec<char>, digits: bool) -> Vec<char> {
    let mut text = in_order(text);
    letters_to_digits(&mut text);
    four_to_sign(&mut text);
    if digits {
        wa_behind_digits(&mut text);
    } else {
        digits_to_letters(&mut text);
    }
    text
}

/// Replaces 4 by the sign ၎, which looks like it, in the word ၎င်း (the same).
fn four_to_sign(text: &mut [char]) {
    for at in 0..text.len() {
        let alone = at.checked_sub(1).is_none_or(|before| !text[before].is_ascii_digit());
        if text[at] == '4' && alone && text[at + 1..].starts_with(&['\u{1004}', '\u{103a}']) {
            text[at] = '\u{104e}';
        }
    }
}

/// Replaces wa by 0 directly after a digit, even if a unit follows ("၁ဝရက်", ten days). Also replaces several wa after
/// a digit and a sign that joins groups of digits.
///
/// In "၅ဝင်း" (five yards), wa begins a syllable and stays: a mark, or a consonant with asat, follows it. Each run of
/// wa is scanned once.
fn wa_behind_digits(text: &mut [char]) {
    let mut at = 1;
    while at < text.len() {
        let (digit, group) = (text[at - 1].is_ascii_digit(), is_behind_number(text, at));
        if text[at] != WA || !(digit || group) {
            at += 1;
            continue;
        }
        let end = at + text[at..].iter().take_while(|c| **c == WA).count();
        let (behind, then) = (text.get(end).copied(), text.get(end + 1).copied());
        let syllable = behind.is_some_and(is_mark) || matches!(then, Some('\u{1039}' | '\u{103a}'));
        if (digit || end - at > 1) && !syllable {
            text[at..end].fill('0');
        }
        at = end;
    }
}

/// Whether a digit and then a sign that joins groups of digits come directly before index `at`.
fn is_behind_number(text: &[char], at: usize) -> bool {
    at > 1 && matches!(text[at - 1], '-' | '.' | ',') && text[at - 2].is_ascii_digit()
}

/// Gives one form to letters that are typed in two ways, sorts their marks, and removes doubled marks.
fn in_order(text: Vec<char>) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text.get(at).copied() {
        at += 1;
        let begins = match c {
            // ဈ is also typed as စ with medial ya, ဩ as သ with medial ra, and ဿ as a stack.
            '\u{1008}' => {
                out.extend(['\u{1005}', '\u{103b}']);
                out.len() - 1
            }
            '\u{1029}' => {
                out.extend(['\u{101e}', '\u{103c}']);
                out.len() - 1
            }
            '\u{102a}' => {
                out.extend(['\u{101e}', '\u{103c}', '\u{1031}', '\u{102c}', '\u{103a}']);
                out.len() - 4
            }
            '\u{103f}' => {
                out.extend(['\u{101e}', '\u{1039}', '\u{101e}']);
                out.len()
            }
            c if rank(c).is_some() => {
                at -= 1;
                out.len()
            }
            c => {
                out.push(c);
                out.len()
            }
        };
        while let Some(mark) = text.get(at).copied().filter(|c| rank(*c).is_some()) {
            out.push(mark);
            at += 1;
        }
        out[begins..].sort_by_key(|c| rank(*c));
        super::each_once(&mut out, begins);
        // ဉ with asat is often typed with the vowel letter ဥ.
        if begins > 0 && out[begins - 1] == '\u{1025}' && out.get(begins) == Some(&'\u{103a}') {
            out[begins - 1] = '\u{1009}';
        }
    }
    out
}

/// Replaces wa and ra by the digits 0 and 7 where they are meant as digits:
///
/// - both, between two digits;
/// - both, at the end of a number, if no mark or syllable follows;
/// - only wa, at the beginning of a number (ra would be a word there: "got 3"), and after a syllable only if the number
///   is long;
/// - only wa, if signs join it to digits on both sides;
/// - only a group of wa, after a number and its sign.
///
/// The caller has made all digits ASCII and removed invisible characters.
pub(super) fn letters_to_digits(text: &mut [char]) {
    let mut at = 0;
    while at < text.len() {
        if !matches!(text[at], WA | RA) {
            at += 1;
            continue;
        }
        let run = text[at..].iter().take_while(|c| matches!(**c, WA | RA)).count();
        let (begin, end) = (at, at + run);
        at = end;
        let before = |back: usize| begin.checked_sub(back).and_then(|at| text.get(at)).copied();
        let behind = |ahead: usize| text.get(end + ahead).copied();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let border = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !is_burmese(c));
        let wa = text[begin..end].iter().all(|c| *c == WA);
        let joined = |c: Option<char>| matches!(c, Some('-' | '.')) || (run > 1 && c == Some(' '));
        let between = joined(before(1)) && digit(before(2)) && joined(behind(0)) && digit(behind(1));
        let meant = match (digit(before(1)), digit(behind(0))) {
            (true, true) => true,
            (true, false) => border(behind(0)),
            (false, true) => wa && (border(before(1)) || is_long(&text[end..])),
            (false, false) => wa && (between || (run > 1 && is_behind_number(text, begin) && border(behind(0)))),
        };
        if meant {
            for c in &mut text[begin..end] {
                *c = if *c == WA { '0' } else { '7' };
            }
        }
    }
}

/// Whether a number of six digits or more begins here. Nobody counts so many things, so the number is a phone or the
/// like, and a wa before it is a zero.
fn is_long(text: &[char]) -> bool {
    let number = text.iter().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | ' '));
    number.take(12).filter(|c| c.is_ascii_digit()).count() >= 6
}

/// Replaces 0 and 7 by the letters wa and ra next to a Burmese letter, if no other digit is next to them.
///
/// So "၇ွာ" finds "ရွာ" (village), and nothing has to decide whether the letter or the digit was meant. "၇ရက်" (seven
/// days) becomes "ရရက်" in texts and in queries alike, which is not a word.
fn digits_to_letters(text: &mut [char]) {
    let mut at = 0;
    while at < text.len() {
        if !matches!(text[at], '0' | '7') {
            at += 1;
            continue;
        }
        let run = text[at..].iter().take_while(|c| matches!(**c, '0' | '7')).count();
        let (begin, end) = (at, at + run);
        at = end;
        let before = begin.checked_sub(1).and_then(|at| text.get(at)).copied();
        let behind = text.get(end).copied();
        let letter = |c: Option<char>| c.is_some_and(is_burmese);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let as_letter = |c: char| if c == '0' { WA } else { RA };
        // 70 and 700 are numbers. Two zeros are no number, but as two wa they are the word ဝဝ.
        let none = run == 1 || text[begin..end].iter().all(|c| *c == '0');
        if none && !digit(before) && !digit(behind) && (letter(before) || letter(behind)) {
            text[begin..end].iter_mut().for_each(|c| *c = as_letter(*c));
        } else if behind.is_some_and(is_mark) {
            // A mark cannot belong to a digit, so the character before it is meant as a letter.
            text[end - 1] = as_letter(text[end - 1]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{fold, fold_either, fold_readings};

    #[test]
    fn burmese_zero_among_letters_is_wa_and_seven_is_ra() {
        for (typed, meant) in [
            ("မြ၀တီ", "မြဝတီ"),
            ("၀င်ပြီး", "ဝင်ပြီး"),
            ("အ၀တ်", "အဝတ်"),
            ("၇ွာ", "ရွာ"),
            ("ကြီးမား၇ှိ", "ကြီးမားရှိ"),
            ("၀၀လင်လင်", "ဝဝလင်လင်"),
            ("တ၀\u{200b}တ", "တဝတ"),
        ] {
            assert_eq!(fold(typed), fold(meant), "{typed} {meant}");
        }
    }

    #[test]
    fn burmese_wa_among_digits_is_zero_and_ra_is_seven() {
        for (typed, meant) in [
            ("ဝ၉-၂၁၂၃၄၅၆", "09-2123456"),
            ("၀၉ ၂၅ဝ ၁၂၃ ၄၅၆", "09 250 123 456"),
            ("၀၉-ဝဝဝ-၁၂၃", "09-000-123"),
            ("၀၉ ဝဝဝ ၁၂၃", "09 000 123"),
            ("၁ရ၅", "175"),
            ("၅ဝ", "50"),
            ("၂ဝ၂၄ ခုနှစ်", "2024 ခုနှစ်"),
            ("ဝ9-212", "09-212"),
            ("ဖုန်းဝ၉-၂၁၂၃၄၅၆", "ဖုန်း09-2123456"),
            ("၁ဝ,ဝဝဝ ကျပ်", "10,000 ကျပ်"),
            ("၁ဝဝ,ဝဝဝ", "100,000"),
            ("၁,ဝဝဝ,ဝဝဝ။", "1,000,000။"),
            ("၀၉-၇၈၉-ဝဝဝ", "09-789-000"),
            ("၁.ဝဝ", "1.00"),
        ] {
            assert_eq!(fold(typed), fold(meant), "{typed} {meant}");
        }
    }

    #[test]
    fn a_letter_with_a_syllable_or_a_sign_behind_it_is_no_digit() {
        assert_eq!(fold("၃ရက်"), "3ရက်");
        assert_eq!(fold("၁၀ရက်"), "10ရက်");
        assert_eq!(fold("၃ရာ"), "3ရာ");
        assert_eq!(fold("၅ဝင်း"), "5ဝင်း");
        assert_eq!(fold("သူရ၅"), "သူရ5");
        assert_eq!(fold("ရ၃"), "ရ3");
        assert_eq!(fold("ဝ ၉"), "ဝ 9");
        assert_eq!(fold("aဝ9"), "aဝ9");
        assert_eq!(fold("အဝ၉"), "အဝ9");
        // These stay letters: a single wa after a number, wa before a syllable, and wa after a word and a comma.
        assert_eq!(fold("၁.ဝ"), "1.ဝ");
        assert_eq!(fold("၁-ဝဝင်း"), "1-ဝဝင်း");
        assert_eq!(fold("ကျပ်,ဝဝ"), "ကျပ်,ဝဝ");
        for number in ["၇၀ကျပ်", "၁၇ရက်", "၇၀၀ ကျပ်", "၀၉၇၀"] {
            assert!(!fold(number).starts_with(['ဝ', 'ရ']), "{number}");
        }
        assert_eq!(fold("၇ ရက်"), "7 ရက်");
    }

    #[test]
    fn a_four_that_is_typed_for_the_sign_of_the_same_is_that_sign() {
        assert_eq!(fold("၄င်းတို့"), fold("၎င်းတို့"));
        for number in ["၁၄င်း", "၄ငါး", "၄"] {
            assert!(fold(number).contains('4'), "{number}");
        }
    }

    #[test]
    fn wa_behind_a_digit_is_found_as_zero_though_a_unit_follows() {
        for (written, looked_for) in
            [("၁ဝရက်", "၁၀ရက်"), ("၁ဝဝဝဝဝကျပ်", "၁၀၀၀၀၀ကျပ်"), ("သူ ၁ဝရက် နေ", "၁၀ရက်"), ("၁ဝ,ဝဝဝကျပ်", "၁၀,၀၀၀")]
        {
            let readings = fold_readings(written);
            assert!(readings.contains(&fold(looked_for)), "{written} {readings}");
            assert!(readings.contains(&fold(written)), "{written} {readings}");
        }
        // These can be read in one way only, for example "three days" and "five yards".
        for written in ["၃ရက်", "၅ဝင်း", "၅ဝါ", "သူဝင်", "၅-ဝဝင်း"] {
            assert_eq!(fold_readings(written), fold(written), "{written}");
        }
    }

    #[test]
    fn what_is_looked_for_has_the_readings_that_a_tip_is_found_by() {
        for (typed, readings) in [
            ("၁ဝရက်", &["1ဝရက်", "10ရက်"][..]),
            ("၇ဝရက်", &["ရဝရက်", "70ရက်"]),
            ("၃ရ", &["37", "3ရ"]),
            ("၁ဝရ", &["107", "1ဝရ", "10ရ"]),
            // A search for "seven days" must not find the end of "seventeen days".
            ("၇ရက်", &["ရရက်"]),
            ("၇ွာ", &["ရွာ"]),
            ("သူရ", &["သူရ"]),
            ("၅ဝင်း", &["5ဝင်း"]),
            ("ban", &["ban"]),
        ] {
            assert_eq!(fold_either(typed), readings, "{typed}");
        }
    }

    #[test]
    fn seven_days_are_found_in_any_digits_and_are_not_seventeen() {
        // Accepted: a single seven next to letters is folded to the letter that it looks like, in a text and in a
        // query.
        assert_eq!(fold("၇ရက်"), fold("7ရက်"));
        assert_ne!(fold("၁၇ရက်"), fold("၇ရက်"));
        assert_ne!(fold("၃ရက်"), fold("၇ရက်"));
    }

    #[test]
    fn burmese_marks_are_one_in_any_order_and_letters_that_are_typed_in_two_ways_too() {
        for (typed, meant) in [
            ("က\u{1036}\u{102f}", "က\u{102f}\u{1036}"),
            ("က\u{102f}\u{102d}", "ကို"),
            ("က\u{1037}\u{103a}", "က\u{103a}\u{1037}"),
            ("က\u{103e}\u{103c}", "က\u{103c}\u{103e}"),
            ("ပါ\u{102b}", "ပါ"),
            ("စျေး", "ဈေး"),
            ("သြဂုတ်", "ဩဂုတ်"),
            ("ပြဿနာ", "ပြသ္သနာ"),
            ("ပဥ\u{103a}", "ပဉ်"),
            ("ဥ\u{102e}း", "ဦး"),
        ] {
            assert_eq!(fold(typed), fold(meant), "{typed} {meant}");
        }
        for (one, other) in [("ကို", "ကု"), ("မြ", "မျ"), ("စား", "စာ"), ("ဝင်း", "ရင်း"), ("အင်္ဂါ", "အင်ဂါ"), ("ကန်", "ကန့်")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }
}
