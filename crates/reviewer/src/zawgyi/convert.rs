//! The conversion of Zawgyi to Unicode, one syllable at a time.
//!
//! Zawgyi stores a sign that stands to the left of a consonant before that consonant. It has code points of its own
//! for stacked consonants and for shapes that depend on their neighbours, and it swaps the code points of medials and
//! asat. Unicode stores the consonant, the stacked consonant, medials (ya, ra, wa, ha), vowels, asat and tone marks
//! in this order (Unicode Technical Note 11). The code points of Zawgyi are from its charts.

use unicode_normalization::UnicodeNormalization as _;

const VIRAMA: char = '\u{1039}';
const ASAT: char = '\u{103a}';

/// A syllable that is being collected.
#[derive(Default)]
struct Syllable {
    /// Whether the syllable has the vowel e, which Zawgyi stores before the consonant. `ra` says the same of medial ra.
    e: bool,
    ra: bool,
    base: String,
    kinzi: bool,
    stacked: String,
    ya: bool,
    wa: bool,
    ha: bool,
    asat: bool,
    vowels: Vec<char>,
    tones: Vec<char>,
}

/// The meaning of a Zawgyi code point.
enum Means {
    /// The vowel e, which Zawgyi stores before its consonant.
    E,
    /// The medial ra, which Zawgyi stores before its consonant.
    Ra,
    /// A consonant, or another sign that begins a syllable, as it is written in Unicode.
    Base(&'static str),
    /// A consonant with the same code point in Unicode.
    Same,
    Kinzi(&'static str),
    Stacked(&'static str),
    Ya,
    /// One or both of the medials wa and ha, which follow the consonant, in some code points together with a vowel.
    WaHa {
        wa: bool,
        ha: bool,
        vowel: Option<char>,
    },
    Asat,
    Vowels(&'static str),
    Tone(char),
    Other,
}

/// Converts a Zawgyi text to Unicode. Text that is not Burmese is not changed.
///
/// Text that is already in Unicode comes out wrong. Therefore, use it only for a text that is Zawgyi
/// ([`super::is_zawgyi`]). For a text that is only possibly Zawgyi, use the result in addition to the text itself.
pub fn to_unicode(text: &str) -> String {
    let mut converted = String::with_capacity(text.len());
    let mut syllable = Syllable::default();
    let characters: Vec<char> = text.chars().collect();
    for (at, c) in characters.iter().copied().enumerate() {
        match means(
            c,
            at.checked_sub(1).and_then(|before| characters.get(before)).copied(),
            characters.get(at + 1).copied(),
        ) {
            Means::E => {
                syllable.end_if_begun(&mut converted);
                syllable.e = true;
            }
            Means::Ra => {
                syllable.end_if_begun(&mut converted);
                syllable.ra = true;
            }
            Means::Base(base) => syllable.begin(&mut converted, base),
            Means::Same => syllable.begin(&mut converted, c.encode_utf8(&mut [0; 4])),
            Means::Kinzi(vowels) => {
                syllable.kinzi = true;
                syllable.marks(vowels);
            }
            Means::Stacked(consonants) => syllable.stacked.push_str(consonants),
            Means::Ya => syllable.ya = true,
            Means::WaHa { wa, ha, vowel } => {
                syllable.wa |= wa;
                syllable.ha |= ha;
                syllable.vowels.extend(vowel);
            }
            Means::Asat => syllable.asat = true,
            Means::Vowels(vowels) => syllable.marks(vowels),
            Means::Tone(tone) => syllable.tones.push(tone),
            Means::Other => {
                syllable.end(&mut converted);
                converted.push(c);
            }
        }
    }
    syllable.end(&mut converted);
    // NFC puts the dot below and asat into their canonical order.
    converted.nfc().collect()
}

impl Syllable {
    fn begin(&mut self, out: &mut String, base: &str) {
        self.end_if_begun(out);
        self.base.push_str(base);
    }

    fn end_if_begun(&mut self, out: &mut String) {
        if !self.base.is_empty() || !self.vowels.is_empty() || !self.tones.is_empty() || self.asat {
            self.end(out);
        }
    }

    fn marks(&mut self, vowels: &str) {
        for c in vowels.chars() {
            match c {
                ASAT => self.asat = true,
                '\u{1036}'..='\u{1038}' => self.tones.push(c),
                c => self.vowels.push(c),
            }
        }
    }

    fn end(&mut self, out: &mut String) {
        let mut whole = std::mem::take(self);
        if whole.kinzi {
            out.extend(['\u{1004}', ASAT, VIRAMA]);
        }
        out.push_str(&whole.base);
        out.push_str(&whole.stacked);
        // Asat belongs to the vowel aa if the syllable has one, otherwise to the consonant.
        let on_vowel = whole.vowels.iter().any(|c| matches!(c, '\u{102b}' | '\u{102c}'));
        let medials = [(whole.ya, '\u{103b}'), (whole.ra, '\u{103c}'), (whole.wa, '\u{103d}'), (whole.ha, '\u{103e}')];
        out.extend(medials.into_iter().filter(|(there, _)| *there).map(|(_, medial)| medial));
        if whole.asat && !on_vowel {
            out.push(ASAT);
        }
        if whole.e {
            out.push('\u{1031}');
        }
        whole.vowels.sort_by_key(|c| place(*c));
        whole.vowels.dedup();
        out.extend(whole.vowels);
        if whole.asat && on_vowel {
            out.push(ASAT);
        }
        whole.tones.sort_unstable();
        whole.tones.dedup();
        out.extend(whole.tones);
    }
}

/// Returns the position of a vowel in Unicode's order: first vowels above, then vowels below, then aa.
fn place(vowel: char) -> u8 {
    match vowel {
        '\u{102d}' | '\u{102e}' | '\u{1032}' => 0,
        '\u{102f}' | '\u{1030}' => 1,
        _ => 2,
    }
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(|c| matches!(c, '\u{1000}'..='\u{103e}' | '\u{1060}'..='\u{1097}'))
}

fn means(c: char, before: Option<char>, behind: Option<char>) -> Means {
    use Means::{Asat, Base, E, Kinzi, Other, Ra, Same, Stacked, Tone, Vowels, WaHa, Ya};
    match c {
        '\u{1031}' => E,
        '\u{103b}' | '\u{107e}'..='\u{1084}' => Ra,
        // The letter u with asat, which is U+1039 in Zawgyi, is the letter nya.
        '\u{1025}' if behind == Some(VIRAMA) => Base("\u{1009}"),
        '\u{1025}' if behind == Some('\u{102e}') => Base("\u{1026}"),
        '\u{102e}' if before == Some('\u{1025}') => Vowels(""),
        // The digits zero and seven are typed for the letters wa and ra, which look like them. Four is typed for the
        // sign that begins the word "the same".
        '\u{1040}' if is_letter(before) || is_letter(behind) => Base("\u{101d}"),
        '\u{1047}' if is_letter(behind) && !matches!(before, Some('\u{1040}'..='\u{1049}')) => Base("\u{101b}"),
        '\u{1044}' if behind == Some('\u{1004}') => Base("\u{104e}"),
        '\u{1000}'..='\u{102a}' | '\u{103f}' | '\u{104c}'..='\u{104f}' => Same,
        '\u{106a}' => Base("\u{1009}"),
        '\u{106b}' => Base("\u{100a}"),
        '\u{106e}' => Base("\u{100d}\u{1039}\u{100d}"),
        '\u{106f}' => Base("\u{100d}\u{1039}\u{100e}"),
        '\u{1086}' => Base("\u{103f}"),
        '\u{108f}' => Base("\u{1014}"),
        '\u{1090}' => Base("\u{101b}"),
        '\u{1091}' => Base("\u{100f}\u{1039}\u{100d}"),
        '\u{1092}' => Base("\u{100b}\u{1039}\u{100c}"),
        '\u{1097}' => Base("\u{100b}\u{1039}\u{100b}"),
        '\u{1064}' => Kinzi(""),
        '\u{108b}' => Kinzi("\u{102d}"),
        '\u{108c}' => Kinzi("\u{102e}"),
        '\u{108d}' => Kinzi("\u{1036}"),
        '\u{1060}' => Stacked("\u{1039}\u{1000}"),
        '\u{1061}' => Stacked("\u{1039}\u{1001}"),
        '\u{1062}' => Stacked("\u{1039}\u{1002}"),
        '\u{1063}' => Stacked("\u{1039}\u{1003}"),
        '\u{1065}' => Stacked("\u{1039}\u{1005}"),
        '\u{1066}' | '\u{1067}' => Stacked("\u{1039}\u{1006}"),
        '\u{1068}' => Stacked("\u{1039}\u{1007}"),
        '\u{1069}' => Stacked("\u{1039}\u{1008}"),
        '\u{106c}' => Stacked("\u{1039}\u{100b}"),
        '\u{106d}' => Stacked("\u{1039}\u{100c}"),
        '\u{1070}' => Stacked("\u{1039}\u{100f}"),
        '\u{1071}' | '\u{1072}' => Stacked("\u{1039}\u{1010}"),
        '\u{1096}' => Stacked("\u{1039}\u{1010}\u{103d}"),
        '\u{1073}' | '\u{1074}' => Stacked("\u{1039}\u{1011}"),
        '\u{1075}' => Stacked("\u{1039}\u{1012}"),
        '\u{1076}' => Stacked("\u{1039}\u{1013}"),
        '\u{1077}' => Stacked("\u{1039}\u{1014}"),
        '\u{1078}' => Stacked("\u{1039}\u{1015}"),
        '\u{1079}' => Stacked("\u{1039}\u{1016}"),
        '\u{107a}' => Stacked("\u{1039}\u{1017}"),
        '\u{107b}' | '\u{1093}' => Stacked("\u{1039}\u{1018}"),
        '\u{107c}' => Stacked("\u{1039}\u{1019}"),
        '\u{1085}' => Stacked("\u{1039}\u{101c}"),
        '\u{103a}' | '\u{107d}' => Ya,
        '\u{103c}' => WaHa { wa: true, ha: false, vowel: None },
        '\u{103d}' | '\u{1087}' => WaHa { wa: false, ha: true, vowel: None },
        '\u{1088}' => WaHa { wa: false, ha: true, vowel: Some('\u{102f}') },
        '\u{1089}' => WaHa { wa: false, ha: true, vowel: Some('\u{1030}') },
        '\u{108a}' => WaHa { wa: true, ha: true, vowel: None },
        VIRAMA => Asat,
        '\u{105a}' => Vowels("\u{102b}\u{103a}"),
        '\u{1033}' => Vowels("\u{102f}"),
        '\u{1034}' => Vowels("\u{1030}"),
        '\u{108e}' => Vowels("\u{102d}\u{1036}"),
        '\u{102b}' => Vowels("\u{102b}"),
        '\u{102c}' => Vowels("\u{102c}"),
        '\u{102d}' => Vowels("\u{102d}"),
        '\u{102e}' => Vowels("\u{102e}"),
        '\u{102f}' => Vowels("\u{102f}"),
        '\u{1030}' => Vowels("\u{1030}"),
        '\u{1032}' => Vowels("\u{1032}"),
        '\u{1036}' => Tone('\u{1036}'),
        '\u{1037}' | '\u{1094}' | '\u{1095}' => Tone('\u{1037}'),
        '\u{1038}' => Tone('\u{1038}'),
        _ => Other,
    }
}

#[cfg(test)]
mod tests {
    use super::to_unicode;

    #[test]
    fn words_that_everybody_knows_are_written_as_unicode_writes_them() {
        for (zawgyi, unicode) in [
            ("ျမန္မာ", "မြန်မာ"),
            ("ဘဂၤလားေဒရွ္႕", "ဘင်္ဂလားဒေရှ့်"),
            ("ေက်ာင္း", "ကျောင်း"),
            ("ကၽြန္ေတာ္", "ကျွန်တော်"),
            ("အကူအညီ", "အကူအညီ"),
            ("ၿမိဳ႕", "မြို့"),
        ] {
            assert_eq!(to_unicode(zawgyi), unicode, "{zawgyi}");
        }
        assert_eq!(to_unicode("ID 123, ျမန္မာ!"), "ID 123, မြန်မာ!");
    }
}
