//! Latin, Greek and Cyrillic: accents, and Vietnamese tones.
//!
//! People type Vietnamese with and without its marks. Without them many words look the same ("bạn" friend, "bán" to
//! sell, "bàn" table). That is accepted: [`super::fold_marked`] keeps these words apart, and a search lists first the
//! texts that have the typed marks.

use super::Marks;

/// Whether a character is an accent.
pub(super) fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// Whether a letter is Latin, Greek or Cyrillic, so that it may lose its accents. In other scripts, the same characters
/// can be vowels, and stay.
fn is_bare(c: char) -> bool {
    c < '\u{530}' || ('\u{1e00}'..'\u{2000}').contains(&c)
}

pub(super) fn holds(c: char) -> bool {
    is_accent(c) || matches!(c, 'đ' | 'ð' | 'ς')
}

pub(super) fn fold(text: Vec<char>, marks: Marks) -> Vec<char> {
    match marks {
        Marks::Off => {
            let mut bare = false;
            let kept = text.into_iter().filter(|c| {
                let accent = is_accent(*c);
                if !accent {
                    bare = is_bare(*c);
                }
                !(accent && bare)
            });
            kept.map(|c| if matches!(c, 'đ' | 'ð') { 'd' } else { c }).map(sigma).collect()
        }
        // Some keyboards type Icelandic eth for the Vietnamese letter đ.
        Marks::Kept => {
            let text = text.into_iter().map(|c| if c == 'ð' { 'đ' } else { c }).map(sigma).collect();
            tones_behind(text)
        }
    }
}

/// Replaces final sigma by sigma.
fn sigma(c: char) -> char {
    if c == 'ς' { 'σ' } else { c }
}

/// A Vietnamese tone mark: grave, acute, tilde, hook, dot below.
fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// Moves the tone of oa, oe and uy to the second letter. People write the tone on either letter (hòa and hoà).
fn tones_behind(text: Vec<char>) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text.get(at) {
        out.push(*c);
        at += 1;
        let second: &[char] = match c {
            'o' => &['a', 'e'],
            'u' => &['y'],
            _ => continue,
        };
        if let (Some(tone), Some(letter)) = (text.get(at), text.get(at + 1))
            && is_tone(*tone)
            && second.contains(letter)
            && !text.get(at + 2).is_some_and(|c| is_tone(*c))
        {
            out.extend([*letter, *tone]);
            at += 2;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{fold, fold_marked};

    #[test]
    fn vietnamese_is_found_with_and_without_marks() {
        assert_eq!(fold("Đường Nguyễn"), "duong nguyen");
        assert_eq!(fold("Ðà Nẵng"), "da nang");
        assert_eq!(fold("ThủY"), fold("thuy"));
        // Decomposed letters, which one phone maker's keyboards write.
        assert_eq!(fold("ba\u{323}n"), fold("bạn"));
    }

    #[test]
    fn vietnamese_tones_may_stand_on_either_letter_and_remain_what_they_are() {
        for (new, old) in [("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("Hoàn", "Hòan"), ("Thuỵ", "Thụy")]
        {
            assert_eq!(fold_marked(new), fold_marked(old), "{new} {old}");
        }
        for (one, other) in [("bạn", "bán"), ("hoà", "hoá"), ("của", "cuả"), ("mùa", "muà"), ("đa", "da"), ("ơn", "ôn")]
        {
            assert_ne!(fold_marked(one), fold_marked(other), "{one} {other}");
        }
        assert_eq!(fold_marked("Ðà"), fold_marked("đà"));
    }

    #[test]
    fn words_that_marks_tell_apart_are_joined_without_them() {
        // Accepted: a text without marks may mean any of these words, and a search lists a text with the typed marks
        // first.
        assert_eq!(fold("bạn"), fold("bán"));
        assert_eq!(fold("мой"), fold("мои"));
        assert_ne!(fold("ban"), fold("bang"));
        assert_eq!(fold("ΣΑΣ"), fold("σας"));
        // Japanese voicing marks are part of the letter.
        assert_ne!(fold("か"), fold("が"));
    }
}
