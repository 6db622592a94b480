//! The text as the finders read it, and what they have found in it.
//!
//! Folded, by [`envelope::folding::numerals`]: digits of every script as ASCII, what nobody sees away. Here on top: full-width letters as ASCII; every
//! dash `-`, every space ` `, every quotation mark of degrees `'` or `"`. Accents and letters stay, since equal values link tips. Where a folded byte
//! came from is known, so that an entity is shown as it was written.

use std::ops::Range;
use std::sync::OnceLock;

use envelope::folding::numerals;
use regex::Regex;

use super::{Checked, Entity, Kind};

/// How much of a text is read.
const MOST_BYTES: usize = 256 << 10;
/// How much of an entity is shown.
const MOST_SHOWN: usize = 120;
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// A pattern of our own, which either compiles or fails every test.
#[expect(clippy::expect_used, reason = "patterns are constants of this crate, each compiled by a test")]
pub(super) fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours compiles")
}

/// A text, folded.
pub(super) struct Text<'a> {
    original: &'a str,
    folded: String,
    /// For each folded byte, and the end, the byte of the original that it came from.
    origins: Vec<usize>,
    /// Countries that it names, for [`super::phones`]; filled when the first number asks.
    pub(super) countries: OnceLock<Vec<&'static str>>,
}

impl<'a> Text<'a> {
    /// Folds the first 256 KiB. A zero-width space goes, since it may stand within a number.
    pub(super) fn new(text: &'a str) -> Self {
        Self::read(text, false)
    }

    /// The same with each zero-width space as a space, since it may stand between two words; `None` where there is none.
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

    /// The folded text: positions are of its bytes.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// A piece of it.
    pub(super) fn piece(&self, range: Range<usize>) -> &str {
        self.folded.get(range).unwrap_or_default()
    }

    /// The last `bytes` or so before a position, within its line.
    pub(super) fn before(&self, at: usize, bytes: usize) -> &str {
        let from = self.folded.floor_char_boundary(at.saturating_sub(bytes));
        let piece = self.piece(from..at);
        piece.rsplit('\n').next().unwrap_or_default()
    }

    /// The first `bytes` or so after a position, within its line.
    pub(super) fn after(&self, at: usize, bytes: usize) -> &str {
        let to = self.folded.floor_char_boundary(at.saturating_add(bytes));
        self.piece(at..to).split('\n').next().unwrap_or_default()
    }

    /// Whether no digit, and no sign that joins it to one, stands on either side.
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

    /// Where in the original a piece stands.
    fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let origin = |at: usize| self.origins.get(at).copied().unwrap_or(self.original.len());
        // An end is where the last letter ends with its keycap, not where the next visible one begins.
        let last = origin(range.end.saturating_sub(1));
        let mut letters = self.original[last..].chars();
        let mut end = letters.next().map_or(last, |c| last + c.len_utf8());
        for c in letters.take_while(|c| matches!(c, '\u{fe0f}' | '\u{20e3}')) {
            end += c.len_utf8();
        }
        origin(range.start)..end
    }
}

/// What the finders found, and which bytes are spoken for.
pub(super) struct Finds {
    taken: Vec<bool>,
    /// Each with where it stands in the original.
    found: Vec<(Range<usize>, Entity)>,
}

impl Finds {
    /// Nothing yet.
    pub(super) fn new(text: &Text<'_>) -> Self {
        Self { taken: vec![false; text.folded.len()], found: Vec::new() }
    }

    /// Whether no entity has any of it.
    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        self.taken.get(range.clone()).is_some_and(|bytes| bytes.iter().all(|taken| !taken))
    }

    /// Keeps others from reading it.
    pub(super) fn take(&mut self, range: Range<usize>) {
        if let Some(bytes) = self.taken.get_mut(range) {
            bytes.fill(true);
        }
    }

    /// Adds an entity and takes its piece, if that is free.
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

    /// The same with a point.
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

    /// Adds an entity on a piece that another already has.
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

    /// Adds what another reading of the same original found where this one found nothing.
    pub(super) fn fill(&mut self, other: Self) {
        let end = self.found.iter().map(|(range, _)| range.end).max().unwrap_or(0);
        let mut spoken_for = vec![false; end];
        for (range, _) in &self.found {
            spoken_for[range.clone()].fill(true);
        }
        let is_free = |range: &Range<usize>| !spoken_for[range.start.min(end)..range.end.min(end)].contains(&true);
        self.found.extend(other.found.into_iter().filter(|(range, _)| is_free(range)));
    }

    /// All, in the order of the text.
    pub(super) fn in_order(mut self) -> Vec<Entity> {
        self.found.sort_by_key(|(range, _)| range.start);
        self.found.into_iter().map(|(_, entity)| entity).collect()
    }
}

/// Signs that are written in several ways, as one.
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
