//! Words as they are compared, and the word that was meant.

use envelope::folding::is_format;
use unicode_normalization::UnicodeNormalization as _;

/// Of `known`, the one that is most like `typed`; `None` where none is like it.
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.trim().to_lowercase().replace([' ', '_'], "-");
    let likeness = |word: &str| strsim::jaro_winkler(&typed, word);
    known
        .map(|word| (likeness(word), word))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// Nothing is seen of it: blanks of any width, and marks such as U+FEFF.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_format(character)
}

/// Whether nothing can be seen of a cell.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars().all(is_unseen)
}

/// A cell without what cannot be seen around it.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(is_unseen)
}

/// A text as names and labels are compared: NFKC, small letters, plain quotation marks and dashes, one blank between words, no marks that cannot be seen.
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

/// A label as it is compared: folded, without quotation marks around it and without what ends a question.
pub(super) fn label(text: &str) -> String {
    let folded = folded(text);
    let ends = ['?', '.', ':', '!', '*', '؟', '。', '।', '။', '։', '។', '፧', '።', '\'', '"', ' '];
    folded.trim_start_matches(['\'', '"', ' ']).trim_end_matches(ends).to_owned()
}

/// An id as it is compared: blanks, underscores and dashes are alike.
pub(super) fn id(text: &str) -> String {
    let label = label(text);
    label.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Something that was typed, short enough for a message and without what would move the terminal's cursor.
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
