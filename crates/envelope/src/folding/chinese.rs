//! Chinese: traditional characters as simplified ones.
//!
//! The mapping works on single characters. A converter works on words, but then the same characters could fold
//! differently in a text and in a query.
//!
//! Some simplified characters stand for several traditional ones, whose words are joined. For example, 髮 (hair) and 發
//! (send out) both become 发, as they do for everyone who writes simplified characters.

use std::collections::HashMap;
use std::sync::LazyLock;

/// For each traditional character, its simplified character.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("../../data/hant-hans.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.chars().next().zip(line.chars().nth(1))).collect()
});

pub(super) fn holds(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

pub(super) fn fold(mut text: Vec<char>) -> Vec<char> {
    for c in &mut text {
        if holds(*c) {
            *c = SIMPLIFIED.get(c).copied().unwrap_or(*c);
        }
    }
    text
}

/// Whether a character is traditional and has a different simplified form.
pub fn is_traditional(c: char) -> bool {
    SIMPLIFIED.contains_key(&c)
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    #[test]
    fn traditional_and_simplified_chinese_are_one() {
        assert_eq!(SIMPLIFIED.len(), 3222);
        assert_eq!(fold("護照被沒收，關在園區"), fold("护照被没收，关在园区"));
        assert_eq!(fold("護照"), "护照");
        assert_eq!(fold("臺灣"), fold("台湾"));
        assert!(is_traditional('護') && !is_traditional('护'));
    }

    #[test]
    fn chinese_words_that_sound_alike_stay_apart() {
        assert_ne!(fold("白沙"), fold("白鯊"));
        assert_ne!(fold("他"), fold("她"));
        // Accepted: these two words are joined, since a simplified text cannot tell them apart.
        assert_eq!(fold("頭髮"), fold("頭發"));
    }
}
