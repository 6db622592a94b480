//! Parsing of an age secret key as people keep it.
//!
//! Such a key was printed on paper, copied into a note, or typed again years later. Everything but the key's letters is
//! ignored: comment lines, a label, quotation marks, invisible characters, and blanks, dashes and line ends inside the
//! key. Upper and lower case are equal, and so are full-width letters (NFKC).
//!
//! All letters have to be right, since a key is never guessed. Bech32's checksum ([BIP 173]) detects up to four wrong
//! letters with certainty. Any two keys differ in at least five letters, so the positions of one or two wrong letters
//! can be found without doubt. BIP 173 advises against correcting them, and this module does not: a person looks at the
//! paper.
//!
//! [BIP 173]: https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki#bech32

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use bech32::primitives::checksum::Engine;
use bech32::{Bech32, Checksum, Fe32, Hrp};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::{Identity, Recipient};

/// The prefix of every key, in lower case and without its dashes.
const PREFIX: &[u8] = b"agesecretkey1";
/// The prefix in the form in which the checksum includes it.
const HRP: Hrp = Hrp::parse_unchecked("age-secret-key-");
/// Number of letters of the key after the prefix: 52 for its 32 bytes, and six of checksum.
const LETTERS: usize = 58;
/// The maximum number of wrong letters in the prefix, which is the same in every key.
const PREFIX_FAULTS: usize = 2;

/// The position of a letter after `AGE-SECRET-KEY-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterPosition {
    /// The number of the letter, from 1. It is at most 59, which is one letter too many.
    pub letter: usize,
    /// The number of the group and of the letter in it, both from 1; `None` if the key is not written in groups.
    pub group: Option<(usize, usize)>,
}

impl fmt::Display for LetterPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "letter {}", self.letter)?;
        match self.group {
            Some((group, letter)) => write!(f, " (letter {letter} of group {group})"),
            None => Ok(()),
        }
    }
}

/// Reasons why a text holds no valid key. No message holds a letter of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrittenKeyError {
    /// The text holds nothing that begins like a secret key.
    #[error("no age secret key is in it")]
    NoKey,
    /// The text holds a public key only.
    #[error("this is a public key (age1…), which opens nothing")]
    PublicKey,
    /// The text is a key file that a passphrase encrypts.
    #[error("this is an encrypted age file")]
    Encrypted,
    /// The key begins with `AGE-SECRET-KEY-PQ-1`.
    #[error("this is a post-quantum key, which this version does not read")]
    PostQuantum,
    /// The key contains a letter that no key has.
    #[error("behind AGE-SECRET-KEY-1, {0} is one that no such key has")]
    Foreign(LetterPosition),
    /// One letter is wrong.
    #[error("behind AGE-SECRET-KEY-1, {0} is wrong")]
    OneWrong(LetterPosition),
    /// Two letters are wrong.
    #[error("behind AGE-SECRET-KEY-1, {0} and {1} are wrong")]
    TwoWrong(LetterPosition, LetterPosition),
    /// One letter is missing, and all others are right.
    #[error("behind AGE-SECRET-KEY-1 stand 57 of 58 letters: one is missing at {before}")]
    Missing {
        /// The letter before which the missing one belongs. If the end is missing, this is the position after the last
        /// letter.
        before: LetterPosition,
    },
    /// One letter is too many, and all others are right.
    #[error("behind AGE-SECRET-KEY-1 stand 59 letters instead of 58: {0} is too many", place)]
    Surplus {
        /// The letter that does not belong there.
        place: LetterPosition,
    },
    /// The key has another number of letters than 58.
    #[error("behind AGE-SECRET-KEY-1 stand {found} letters, and a whole key has 58")]
    Length {
        /// The number of letters.
        found: usize,
    },
    /// Three letters or more are wrong.
    #[error("more than two letters of the key are wrong")]
    Wrong,
}

impl WrittenKeyError {
    /// Whether the faulty text is certainly a key, because all its other letters agree with the checksum.
    fn is_a_keys(&self) -> bool {
        matches!(self, Self::OneWrong(_) | Self::TwoWrong(..) | Self::Missing { .. } | Self::Surplus { .. })
    }
}

/// Finds every age secret key in a text. Equal keys are returned once.
///
/// # Errors
/// When there is no key, or one is incomplete or wrong. The error names the position.
pub fn identities_in(text: &str) -> Result<Vec<Identity>, WrittenKeyError> {
    if text.contains("BEGIN AGE ENCRYPTED FILE") || text.starts_with("age-encryption.org/") {
        return Err(WrittenKeyError::Encrypted);
    }
    let plain = Letters::of(text, |line| !line.trim_start().starts_with('#'));
    let mut found = keys(&plain)?;
    if found.is_empty() {
        // The text has no key outside of comments. Somebody may have put the key itself into a comment, so comments are
        // searched too.
        found = keys(&Letters::of(text, |_| true))?;
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let is_public = |word: &str| Zeroizing::new(word.to_lowercase()).parse::<Recipient>().is_ok();
    let public = text.split_whitespace().any(is_public);
    Err(if public { WrittenKeyError::PublicKey } else { WrittenKeyError::NoKey })
}

fn keys(letters: &Letters) -> Result<Vec<Identity>, WrittenKeyError> {
    let mut starts = letters.prefixes();
    if starts.is_empty() {
        // The letters of a key may also be there without the prefix, or with a prefix that is no longer recognisable.
        starts.extend((0..letters.0.len()).filter(|at| letters.run(*at, LETTERS).is_whole()));
    }
    let (mut found, mut faults): (Vec<Identity>, _) = (Vec::new(), Vec::new());
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).map_or(letters.0.len(), |next| next.saturating_sub(PREFIX.len()));
        let run = letters.run(*start, letters.length(*start, end));
        match run.identity() {
            Ok(identity) if found.iter().any(|known| known.recipient() == identity.recipient()) => {}
            Ok(identity) => found.push(identity),
            Err(_) if letters.is_post_quantum(*start) => faults.push((0, WrittenKeyError::PostQuantum)),
            Err(fault) => faults.push((run.unlike_a_key(), fault)),
        }
    }
    // The fault of a real key is reported even if another key is valid. Text in the same file that only mentions keys
    // is no fault.
    match faults.into_iter().min_by_key(|(unlike, _)| *unlike) {
        Some((_, fault)) if fault.is_a_keys() || found.is_empty() => Err(fault),
        _ => Ok(found),
    }
}

/// A letter or digit in lower case, ASCII or not.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    /// Whether a blank, dash, line end or quotation mark comes directly before this letter.
    begins: bool,
}

/// The letters of a text, and the beginnings of its groups. Wiped when dropped.
struct Letters(Vec<Letter>);

impl Letters {
    fn of(text: &str, wanted: impl Fn(&str) -> bool) -> Self {
        // Only a text of long ligatures, which NFKC expands, would need more than this capacity. Such a text holds no
        // key.
        let mut letters = Self(Vec::with_capacity(text.len() + PREFIX.len()));
        let mut begins = true;
        for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']).filter(|line| wanted(line)) {
            for character in line.nfkc().flat_map(char::to_lowercase) {
                if character.is_alphanumeric() {
                    letters.0.push(Letter { letter: character, begins });
                    begins = false;
                } else if !is_invisible(character) {
                    begins = true;
                }
            }
        }
        letters
    }

    /// The index after each prefix, where the letters of a key begin. Prefixes do not overlap.
    fn prefixes(&self) -> Vec<usize> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, window) in self.0.windows(PREFIX.len()).enumerate() {
            let faults = window.iter().zip(PREFIX).filter(|(is, should)| is.letter != char::from(**should)).count();
            if faults > PREFIX_FAULTS {
                continue;
            }
            match found.last_mut() {
                // The two matches are of one prefix, one of them a letter too early or too late. The match with fewer
                // faults counts.
                Some((known, best)) if at < *known + PREFIX.len() => {
                    if faults < *best {
                        (*known, *best) = (at, faults);
                    }
                }
                _ => found.push((at, faults)),
            }
        }
        found.into_iter().map(|(at, _)| at + PREFIX.len()).collect()
    }

    /// Whether the prefix at `start` is really `AGE-SECRET-KEY-PQ-1`.
    fn is_post_quantum(&self, start: usize) -> bool {
        self.0[start - 1..].iter().map(|letter| letter.letter).take(3).eq("pq1".chars())
    }

    /// The number of letters from `start` on that are meant as the key. The key is assumed to end where a word ends. Of
    /// all such ends, this function takes the one that brings the key's length nearest to 58.
    fn length(&self, start: usize, end: usize) -> usize {
        let ends = (start + 1..=end).filter(|at| self.0.get(*at).is_none_or(|next| next.begins) || *at == end);
        ends.map(|at| at - start).min_by_key(|length| (length.abs_diff(LETTERS), *length)).unwrap_or(0)
    }

    fn run(&self, start: usize, length: usize) -> Run<'_> {
        Run(&self.0[start..self.0.len().min(start + length)])
    }
}

impl Drop for Letters {
    fn drop(&mut self) {
        for letter in &mut self.0 {
            letter.letter.zeroize();
        }
    }
}

/// The letters that are meant as one key.
struct Run<'a>(&'a [Letter]);

impl Run<'_> {
    fn identity(&self) -> Result<Identity, WrittenKeyError> {
        if self.0.len().abs_diff(LETTERS) > 1 {
            return Err(WrittenKeyError::Length { found: self.0.len() });
        }
        if let Some(at) = self.0.iter().position(|letter| Fe32::from_char(letter.letter).is_err()) {
            return Err(WrittenKeyError::Foreign(self.place(at)));
        }
        match self.0.len().cmp(&LETTERS) {
            Ordering::Less => Err(self.missing()),
            Ordering::Greater => Err(self.surplus()),
            Ordering::Equal if is_whole(self.values()) => self.whole(),
            Ordering::Equal => Err(self.wrong()),
        }
    }

    /// How unlike a key the letters are: the number of letters that no key has, plus the number that are missing or too
    /// many.
    fn unlike_a_key(&self) -> usize {
        self.0.len().abs_diff(LETTERS) + self.0.len() - self.values().count()
    }

    fn is_whole(&self) -> bool {
        self.0.len() == LETTERS && self.values().count() == LETTERS && is_whole(self.values())
    }

    /// The values of the letters; letters without a value are skipped.
    fn values(&self) -> impl Iterator<Item = Fe32> {
        self.0.iter().filter_map(|letter| Fe32::from_char(letter.letter).ok())
    }

    fn whole(&self) -> Result<Identity, WrittenKeyError> {
        let mut text = Zeroizing::new(String::with_capacity(HRP.len() + 1 + LETTERS));
        text.push_str("AGE-SECRET-KEY-1");
        text.extend(self.0.iter().map(|letter| letter.letter.to_ascii_uppercase()));
        Identity::from_text(&text).map_err(|_| WrittenKeyError::NoKey)
    }

    /// Finds the position of one or two wrong letters.
    ///
    /// The checksum is linear, so the effect of a wrong letter depends only on its position and on the difference.
    fn wrong(&self) -> WrittenKeyError {
        let wrong = residue(self.values()) ^ Bech32::TARGET_RESIDUE;
        let mut effects = Vec::with_capacity(LETTERS * 31);
        for place in 0..LETTERS {
            let nothing = bare_residue(place, Fe32::Q);
            for by in fe32s(1..32) {
                effects.push((place, bare_residue(place, by) ^ nothing));
            }
        }
        if let Some((place, _)) = effects.iter().find(|(_, effect)| *effect == wrong) {
            return WrittenKeyError::OneWrong(self.place(*place));
        }
        for (n, (first, one)) in effects.iter().enumerate() {
            let both = effects[n..].iter().find(|(second, other)| second != first && one ^ other == wrong);
            if let Some((second, _)) = both {
                return WrittenKeyError::TwoWrong(self.place(*first), self.place(*second));
            }
        }
        WrittenKeyError::Wrong
    }

    fn missing(&self) -> WrittenKeyError {
        for at in 0..LETTERS {
            for value in fe32s(0..32) {
                if is_whole(self.values().take(at).chain([value]).chain(self.values().skip(at))) {
                    return WrittenKeyError::Missing { before: self.place(at) };
                }
            }
        }
        WrittenKeyError::Length { found: self.0.len() }
    }

    fn surplus(&self) -> WrittenKeyError {
        let at = (0..=LETTERS).find(|at| is_whole(self.values().take(*at).chain(self.values().skip(at + 1))));
        at.map_or(WrittenKeyError::Length { found: self.0.len() }, |at| WrittenKeyError::Surplus {
            place: self.place(at),
        })
    }

    fn place(&self, at: usize) -> LetterPosition {
        let written = &self.0[..(at + 1).min(self.0.len())];
        let last = written.iter().rposition(|letter| letter.begins).unwrap_or(0);
        let groups = written.iter().skip(1).filter(|letter| letter.begins).count() + 1;
        let any = self.0.iter().skip(1).any(|letter| letter.begins);
        LetterPosition { letter: at + 1, group: any.then_some((groups, at - last + 1)) }
    }
}

/// The checksum of a key with 58 letters.
fn residue(values: impl Iterator<Item = Fe32>) -> u32 {
    let mut engine = Engine::<Bech32>::new();
    engine.input_hrp(HRP);
    values.for_each(|value| engine.input_fe(value));
    *engine.residue()
}

/// The checksum of 58 letters of value zero, except for `value` at `place`.
fn bare_residue(place: usize, value: Fe32) -> u32 {
    residue((0..LETTERS).map(|at| if at == place { value } else { Fe32::Q }))
}

fn fe32s(values: Range<u8>) -> impl Iterator<Item = Fe32> {
    values.filter_map(|value| Fe32::try_from(value).ok())
}

fn is_whole(values: impl Iterator<Item = Fe32>) -> bool {
    residue(values) == Bech32::TARGET_RESIDUE
}

/// Whether a character is invisible. It does not separate the letters around it.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests;
