//! Compares words, and finds the known word that is most similar.

use envelope::folding::is_format;
use unicode_normalization::UnicodeNormalization as _;

/// Returns the word of `known` that is most similar to `typed`; `None` if none is similar.
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.trim().to_lowercase().replace([' ', '_'], "-");
    let likeness = |word: &str| strsim::jaro_winkler(&typed, word);
    known
        .map(|word| (likeness(word), word))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// Whether a character is invisible: a blank of any width, or a mark such as U+FEFF.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_format(character)
}

/// Whether a cell holds no visible character.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars().all(is_unseen)
}

/// Returns a cell without the invisible characters around its text.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(is_unseen)
}

/// Normalises a text for comparison: NFKC, lower case, plain quotation marks and dashes, one blank between words, no
/// invisible marks.
pub(super) fn folded(text: &str) -> String {
    let plain = text.nfkc().filter(|c| !is_format(*c)).flat_map(char::to_lowercase).map(|c| match c {
        '‘' | '’' | 'ʼ' | '´' | '`' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_control() => ' ',
        c => c,
    });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Normalises a label for comparison: folded, without quotation marks around it and without punctuation at its end.
pub(super) fn label(text: &str) -> String {
    let folded = folded(text);
    let ends = ['?', '.', ':', '!', '*', '؟', '。', '।', '။', '։', '។', '፧', '።', '\'', '"', ' '];
    folded.trim_start_matches(['\'', '"', ' ']).trim_end_matches(ends).to_owned()
}

/// Normalises an id for comparison: blanks, underscores and dashes are equal.
pub(super) fn id(text: &str) -> String {
    let label = label(text);
    label.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Shortens a typed text for a message, and removes characters that would move the terminal's cursor.
pub(super) fn shown(text: &str) -> String {
    trimmed(text).chars().filter(|c| !c.is_control() && !is_format(*c)).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_desk_does_not_see_is_not_seen_here() {
        for unseen in ['\u{fe0f}', '\u{34f}', '\u{17b4}', '\u{180b}', '\u{e0001}', '\u{200b}', '\u{feff}', '\u{ad}'] {
            assert!(is_blank(&format!(" {unseen}\t")), "{unseen:?}");
            assert_eq!(folded(&format!("Th{unseen}ai")), "thai", "{unseen:?}");
            assert_eq!(shown(&format!("{unseen}a{unseen}b")), "ab", "{unseen:?}");
        }
        assert!(!is_blank("\u{300}") && !is_blank("။"));
    }
}
