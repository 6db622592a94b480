//! Folding for search only: what is kept is never changed.
//!
//! NFKC and lower case; accents off (they sit on Latin, Greek and Cyrillic letters; in Thai, Khmer, Lao, Burmese or Devanagari marks are vowels
//! and stay); đ → d; native digits → ASCII; zero-width space and joiners away; ي and ك as Persian and Urdu write them;
//! traditional Chinese characters as simplified ones. That goes by single characters: by words, as a converter does it, the same characters would
//! fold differently in a text and in what is looked for.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Simplified characters by traditional ones.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("../data/hant-hans.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.chars().next().zip(line.chars().nth(1))).collect()
});

/// The folded text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut bare = false; // the last letter may lose its marks
    for c in text.nfkc().nfd().flat_map(char::to_lowercase) {
        let c = surface::digits::fold_digit(c);
        match c {
            '\u{300}'..='\u{36f}' if bare => {}
            '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}' => {}
            'đ' => folded.push('d'),
            'ي' | 'ى' => folded.push('ی'),
            'ك' => folded.push('ک'),
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.push(SIMPLIFIED.get(&c).copied().unwrap_or(c)),
        }
        if !('\u{300}'..='\u{36f}').contains(&c) {
            bare = c < '\u{530}' || ('\u{1e00}'..'\u{2000}').contains(&c);
        }
    }
    folded.nfc().collect()
}

/// Whether a character is a traditional one whose simplified form is another.
pub fn is_traditional(c: char) -> bool {
    SIMPLIFIED.contains_key(&c)
}

/// A pattern for `LIKE … ESCAPE '\'` that finds `folded` anywhere.
pub fn like(folded: &str) -> String {
    format!("%{}%", folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_and_simplified_chinese_are_one() {
        assert_eq!(SIMPLIFIED.len(), 3222);
        assert_eq!(fold("護照被沒收，關在園區"), fold("护照被没收，关在园区"));
        assert_eq!(fold("護照"), "护照");
        assert_ne!(fold("白沙"), fold("白鯊"));
    }

    #[test]
    fn vietnamese_is_found_with_and_without_accents_and_marks_that_are_vowels_stay() {
        assert_eq!(fold("Đường Nguyễn"), "duong nguyen");
        assert_eq!(fold("ကူညီပါ"), "ကူညီပါ".nfd().nfc().collect::<String>());
        assert_ne!(fold("ที่"), fold("ท"));
        assert_eq!(fold("๐๙-၁၂ ４"), "09-12 4");
        assert_eq!(fold("a\u{200b}b  \n c"), "ab c");
        assert_eq!(like("50%_\\"), "%50\\%\\_\\\\%");
    }
}
