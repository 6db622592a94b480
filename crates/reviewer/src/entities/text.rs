//! The text as the finders read it, and the entities that they found.
//!
//! The text is folded by [`envelope::folding::numerals`]: digits of every script become ASCII, and invisible characters
//! disappear. In addition, full-width letters become ASCII, every dash becomes `-`, every space becomes an ASCII space,
//! and every sign for minutes or seconds becomes `'` or `"`. Accents and letters stay, because equal values link tips.
//! The position of each folded byte in the original text is kept, so that an entity can be shown as it was written.

use std::ops::Range;
use std::sync::OnceLock;

use envelope::folding::numerals;
use regex::Regex;

use super::{Checked, Entity, Kind};

/// The most bytes of a text that are read.
const MOST_BYTES: usize = 256 << 10;
/// The most characters of an entity that are shown.
const MOST_SHOWN: usize = 120;
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// Compiles a pattern of this crate. Tests compile them all.
#[expect(clippy::expect_used, reason = "patterns are constants of this crate, each compiled by a test")]
pub(super) fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours compiles")
}

/// A text that is folded for the finders.
pub(super) struct Text<'a> {
    original: &'a str,
    folded: String,
    /// For each folded byte, and for the end of the text, the position in the original text that it comes from.
    origins: Vec<usize>,
    /// The countries that the text names, for [`super::phones`]. Filled when first needed.
    pub(super) countries: OnceLock<Vec<&'static str>>,
}

impl<'a> Text<'a> {
    /// Folds the first 256 KiB of a text. Drops zero-width spaces, because there may be one within a number.
    pub(super) fn new(text: &'a str) -> Self {
        Self::read(text, false)
    }

    /// As [`Self::new`], but puts a space in place of each zero-width space, which may separate two words. `None` if
    /// the text has no zero-width space.
    pub(super) fn with_borders(text: &'a str) -> Option<Self> {
        text.contains(ZERO_WIDTH_SPACE).then(|| Self::read(text, true))
    }

    fn read(text: &'a str, borders: bool) -> Self {
        let original = &text[..text.floor_char_boundary(MOST_BYTES)];
        let mut folded = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len() + 1);
        for (at, c) in numerals(original) {
            folded.push(match c {
                ZERO_WIDTH_SPACE if borders => ' ',
                ZERO_WIDTH_SPACE => continue,
                c => plain(c),
            });
            origins.resize(folded.len(), at);
        }
        origins.push(original.len());
        Self { original, folded, origins, countries: OnceLock::new() }
    }

    /// The folded text. Positions are byte positions in it.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// Returns a piece of the folded text.
    pub(super) fn piece(&self, range: Range<usize>) -> &str {
        self.folded.get(range).unwrap_or_default()
    }

    /// Returns up to `bytes` bytes before the position `at`, or fewer if the line begins there. A letter that lies on
    /// the boundary is included.
    pub(super) fn before(&self, at: usize, bytes: usize) -> &str {
        let from = self.folded.floor_char_boundary(at.saturating_sub(bytes));
        let piece = self.piece(from..at);
        piece.rsplit('\n').next().unwrap_or_default()
    }

    /// Returns up to `bytes` bytes after the position `at`, or fewer if the line ends there. A letter that lies on the
    /// boundary is left out.
    pub(super) fn after(&self, at: usize, bytes: usize) -> &str {
        let to = self.folded.floor_char_boundary(at.saturating_add(bytes));
        self.piece(at..to).split('\n').next().unwrap_or_default()
    }

    /// Whether no letter or digit, and no sign that joins the number to another digit, is directly next to the range.
    pub(super) fn is_whole_number(&self, range: &Range<usize>) -> bool {
        let mut before = self.piece(0..range.start).bytes().rev();
        let mut after = self.piece(range.end..self.folded.len()).bytes();
        let begins = match before.next() {
            Some(b'+' | b'_') => false,
            Some(b'-' | b'.' | b',' | b'/') => !before.next().is_some_and(|byte| byte.is_ascii_digit()),
            Some(byte) => !byte.is_ascii_alphanumeric(),
            None => true,
        };
        let ends = match after.next() {
            Some(b'_') => false,
            Some(b'-' | b'.' | b',' | b'/') => !after.next().is_some_and(|byte| byte.is_ascii_digit()),
            Some(byte) => !byte.is_ascii_alphanumeric(),
            None => true,
        };
        begins && ends
    }

    fn shown(&self, range: &Range<usize>) -> String {
        self.original.get(self.origin(range)).unwrap_or_default().chars().take(MOST_SHOWN).collect()
    }

    /// Returns the range of the original text from which a range of the folded text comes.
    fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let origin = |at: usize| self.origins.get(at).copied().unwrap_or(self.original.len());
        // The end is after the last letter and its keycap. The next visible letter may come later.
        let last = origin(range.end.saturating_sub(1));
        let mut letters = self.original[last..].chars();
        let mut end = letters.next().map_or(last, |c| last + c.len_utf8());
        for c in letters.take_while(|c| matches!(c, '\u{fe0f}' | '\u{20e3}')) {
            end += c.len_utf8();
        }
        origin(range.start)..end
    }
}

/// The entities that were found, and the bytes that they occupy.
pub(super) struct Finds {
    taken: Vec<bool>,
    /// The entities, each with its range in the original text.
    found: Vec<(Range<usize>, Entity)>,
}

impl Finds {
    /// Makes an empty collection for a text.
    pub(super) fn new(text: &Text<'_>) -> Self {
        Self { taken: vec![false; text.folded.len()], found: Vec::new() }
    }

    /// Whether no entity occupies a byte of the range.
    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        self.taken.get(range.clone()).is_some_and(|bytes| bytes.iter().all(|taken| !taken))
    }

    /// Occupies a range, so that no other finder reads it.
    pub(super) fn take(&mut self, range: Range<usize>) {
        if let Some(bytes) = self.taken.get_mut(range) {
            bytes.fill(true);
        }
    }

    /// Adds an entity and occupies its range. Does nothing and returns false if the range is not free.
    pub(super) fn add(
        &mut self,
        text: &Text<'_>,
        range: Range<usize>,
        kind: Kind,
        value: String,
        checked: Checked,
    ) -> bool {
        let free = self.is_free(&range);
        if free {
            self.also(text, range, kind, value, checked, None);
        }
        free
    }

    /// As [`Self::add`], for an entity with a point on the map.
    pub(super) fn add_point(
        &mut self,
        text: &Text<'_>,
        range: Range<usize>,
        kind: Kind,
        value: String,
        point: Option<(f64, f64)>,
    ) {
        if self.is_free(&range) {
            self.also(text, range, kind, value, Checked::Unchecked, point);
        }
    }

    /// Adds an entity even if another already occupies its range.
    pub(super) fn also(
        &mut self,
        text: &Text<'_>,
        range: Range<usize>,
        kind: Kind,
        value: String,
        checked: Checked,
        point: Option<(f64, f64)>,
    ) {
        let entity = Entity { kind, value, shown: text.shown(&range), checked, point };
        self.found.push((text.origin(&range), entity));
        self.take(range);
    }

    /// Adds the entities of another reading of the same text, where no entity of this reading is.
    pub(super) fn fill(&mut self, other: Self) {
        let end = self.found.iter().map(|(range, _)| range.end).max().unwrap_or(0);
        let mut spoken_for = vec![false; end];
        for (range, _) in &self.found {
            spoken_for[range.clone()].fill(true);
        }
        let is_free = |range: &Range<usize>| !spoken_for[range.start.min(end)..range.end.min(end)].contains(&true);
        self.found.extend(other.found.into_iter().filter(|(range, _)| is_free(range)));
    }

    /// Returns all entities in the order of the text.
    pub(super) fn in_order(mut self) -> Vec<Entity> {
        self.found.sort_by_key(|(range, _)| range.start);
        self.found.into_iter().map(|(_, entity)| entity).collect()
    }
}

/// Maps the variants of a sign to one character.
pub(super) fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{2018}' | '\u{2019}' | '\u{2032}' | '\u{2b9}' | '\u{b4}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{2033}' | '\u{2ba}' => '"',
        '\u{ba}' | '\u{2da}' => '°',
        '\u{66b}' => '.',
        c @ '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_text_still_knows_how_it_was_written() {
        let text = Text::new("ที่ ๑\u{200b}๒－３");
        let start = text.folded().find("12-3").unwrap();
        assert_eq!(text.shown(&(start..start + 4)), "๑\u{200b}๒－３");
        assert_eq!(Text::new("a\u{200b}").shown(&(0..1)), "a");
    }

    #[test]
    fn a_number_is_whole_when_no_digit_is_joined_to_it() {
        let whole = |text: &str| {
            let text = Text::new(text);
            let start = text.folded().find("12345").unwrap();
            text.is_whole_number(&(start..start + 5))
        };
        for yes in ["12345", "เบอร์12345ครับ", "a: 12345.", "(12345)", "no-12345-x"] {
            assert!(whole(yes), "{yes}");
        }
        for no in ["912345", "0.12345", "12345-6", "x12345", "+12345", "12345_1"] {
            assert!(!whole(no), "{no}");
        }
    }

    #[test]
    fn before_and_after_stay_within_the_line_and_between_letters() {
        let text = Text::new("one\nกข12\nthree");
        let at = text.folded().find("12").unwrap();
        assert_eq!((text.before(at, 3), text.after(at, 40)), ("ข", "12"));
        assert_eq!((text.before(at, 4), text.before(at, 40)), ("กข", "กข"));
    }
}
