//! A text as folded sentences. For each part of a folded sentence, the words as typed can be found again.

use std::cell::OnceCell;

use envelope::folding::fold_to_read;
use icu_segmenter::WordSegmenter;

use super::pattern::Borders;

/// The most bytes of a text that are read. Typed text has at most 60 KiB, and text in Zawgyi is read a second time in
/// Unicode.
const MOST_BYTES: usize = 192 << 10;

/// The longest sentence, in bytes. A longer text without a full stop is cut at a space.
const MOST_SENTENCE: usize = 2_000;

/// A sentence of a text.
pub(super) struct Sentence<'a> {
    /// The sentence as typed.
    pub(super) typed: &'a str,
    /// The folded sentence, in which phrases are searched for.
    pub(super) folded: String,
    marked: bool,
    /// The positions where words begin and end according to a dictionary. They are computed when first needed.
    words: OnceCell<Vec<usize>>,
}

/// Splits a text into sentences.
pub(super) fn sentences(text: &str, marked: bool) -> Vec<Sentence<'_>> {
    let text = &text[..text.floor_char_boundary(MOST_BYTES)];
    let mut found = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    let mut letters = 0;
    let mut all = text.char_indices().peekable();
    while let Some((at, c)) = all.next() {
        let next = all.peek().map(|(_, next)| *next);
        let ends = match c {
            '\n' | '\r' | '!' | '?' | ';' | '\u{2026}' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '\u{ff1b}'
            | '\u{61f}' | '\u{61b}' | '\u{6d4}' | '\u{964}' | '\u{965}' | '\u{104b}' | '\u{17d4}' | '\u{17d5}'
            | '\u{1362}' | '\u{1367}' | '\u{ff61}' => true,
            // The full stop after one or two letters, as in "ม. 3" and "Mr. X", does not end a sentence.
            '.' => next.is_none_or(char::is_whitespace) && !(1..=2).contains(&letters) || before == Some('.'),
            c => c.is_whitespace() && at - from > MOST_SENTENCE,
        };
        letters = if c.is_alphabetic() { letters + 1 } else { 0 };
        before = Some(c);
        if ends || at - from > 2 * MOST_SENTENCE {
            let end = at + c.len_utf8();
            found.push((from, end));
            from = end;
        }
    }
    found.push((from, text.len()));
    found
        .into_iter()
        .filter_map(|(from, end)| text.get(from..end))
        .filter(|typed| typed.chars().any(char::is_alphanumeric))
        .map(|typed| Sentence { typed, folded: fold_to_read(typed, marked), marked, words: OnceCell::new() })
        .collect()
}

/// Returns the partition point of sorted values, as `slice::partition_point` does. It needs few calls if the point lies
/// near the index `near`.
fn partition_near(values: &[usize], near: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let before = |at: usize| values.get(at).is_some_and(|value| is_before(*value));
    let mut step = 2;
    // Every index below `low` is before the point, and none from `high` on.
    let (low, high) = if before(near) {
        let mut low = near + 1;
        while low + step < values.len() && before(low + step) {
            low += step + 1;
            step *= 2;
        }
        (low, values.len().min(low + step))
    } else {
        let mut high = values.len().min(near);
        while high > step && !before(high - step) {
            high -= step;
            step *= 2;
        }
        (high.saturating_sub(step), high)
    };
    low + values.get(low..high).map_or(0, |some| some.partition_point(|value| is_before(*value)))
}

/// Whether a sentence has Latin letters with marks (accents, tones).
pub(super) fn bears_marks(typed: &str) -> bool {
    typed
        .chars()
        .any(|c| c.is_alphabetic() && !c.is_ascii() && (c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c)))
}

impl<'a> Sentence<'a> {
    /// Whether words begin and end around the span from `start` to `end` of the folded sentence as a literal needs it.
    pub(super) fn has_borders(&self, start: usize, end: usize, borders: Borders) -> bool {
        let first = self.folded[start..end].chars().next();
        let last = self.folded[start..end].chars().next_back();
        let before = self.folded[..start].chars().next_back();
        let after = self.folded[end..].chars().next();
        // A combining mark belongs to the letter before it.
        if borders.end && after.is_some_and(is_mark) {
            return false;
        }
        let joined = |a: Option<char>, b: Option<char>| a.is_some_and(in_word) && b.is_some_and(in_word);
        let spaced_start = !borders.start || !joined(before, first);
        let spaced_end = !borders.end || !joined(last, after);
        if !(spaced_start && spaced_end) {
            return false;
        }
        !borders.exact || {
            let words = self.words();
            words.binary_search(&start).is_ok() && words.binary_search(&end).is_ok()
        }
    }

    fn words(&self) -> &[usize] {
        self.words.get_or_init(|| {
            let segmenter = WordSegmenter::new_auto(Default::default());
            segmenter.segment_str(&self.folded).collect()
        })
    }

    /// Returns the typed words for the span from `start` to `end` of the folded sentence.
    pub(super) fn typed(&self, start: usize, end: usize) -> &'a str {
        let ends: Vec<usize> = self.typed.char_indices().map(|(at, _)| at).chain([self.typed.len()]).collect();
        let folded = |at: usize| fold_to_read(&self.typed[..at], self.marked).len();
        // Folding the beginning of a text gives roughly the beginning of the folded text. So the last position in the
        // typed text whose folded beginning does not go beyond the span is the right one. It lies at about the same
        // share of the text.
        let near = start * ends.len() / self.folded.len().max(1);
        let from = partition_near(&ends, near, |at| folded(at) <= start).saturating_sub(1);
        let to = partition_near(&ends, from + (end - start), |at| folded(at) < end).min(ends.len() - 1);
        let (from, to) = (ends[from], ends[to.max(from)]);
        self.typed.get(from..to).unwrap_or(self.typed).trim()
    }
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_mark_beyond_ascii(c)
}

fn is_mark_beyond_ascii(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}') || unicode_normalization::char::is_combining_mark(c)
}

/// Whether a character is a digit, or a letter of a script that separates words by spaces.
pub(super) fn in_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    (c.is_alphanumeric() || is_mark(c)) && !is_unspaced(c)
}

/// Whether a character belongs to a script without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{2e80}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Returns the width of a text in letters. A Chinese or Korean character counts as three.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}') { 3 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::partition_near;

    #[test]
    fn a_search_from_anywhere_finds_the_same_point() {
        let values: Vec<usize> = (0..50).collect();
        for point in 0..=50 {
            for near in 0..60 {
                assert_eq!(partition_near(&values, near, |value| value < point), point, "{point} from {near}");
            }
        }
        assert_eq!(partition_near(&[], 3, |_| true), 0);
    }
}
