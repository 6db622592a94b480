//! An age secret key as people keep it: on paper, in a note, typed again years later.
//!
//! Everything but the key's letters is passed over: comment lines, a label, quotation marks, blanks, dashes and line ends within it, invisible signs.
//! Capitals and small letters are one, and so are full-width ones (NFKC). The rest has to be right to the letter, since a key is never guessed: Bech32's
//! checksum ([BIP 173]) finds up to four wrong letters for certain, and any two keys differ in five, so that one or two wrong letters can be *placed*
//! without doubt. BIP 173 advises against putting them right, and nothing here does: a person looks at the paper.
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

/// The prefix of the key's letters, without its dashes.
const PREFIX: &[u8] = b"agesecretkey1";
/// As it is spelled, in the checksum.
const HRP: Hrp = Hrp::parse_unchecked("age-secret-key-");
/// Of the key itself: 52 letters for 32 bytes, and six of checksum.
const LETTERS: usize = 58;
/// The most wrong letters of the prefix: it is the same in every key.
const PREFIX_FAULTS: usize = 2;

/// Where a letter stands, counted behind `AGE-SECRET-KEY-1` as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterPosition {
    /// 1 to 58.
    pub letter: usize,
    /// The group and the letter's number in it, where the key is written in groups.
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

/// Why there is no key in a text. No message holds a letter of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrittenKeyError {
    /// Nothing in it begins like a secret key.
    #[error("no age secret key is in it")]
    NoKey,
    /// It is the half that is no secret.
    #[error("this is a public key (age1…), which opens nothing")]
    PublicKey,
    /// A key that is itself sealed by a passphrase.
    #[error("this is an encrypted age file")]
    Encrypted,
    /// `AGE-SECRET-KEY-PQ-1…`.
    #[error("this is a post-quantum key, which this version does not read")]
    PostQuantum,
    /// A letter that no key has.
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
        /// The letter before which it belongs; the one behind the last, if the end is missing.
        before: LetterPosition,
    },
    /// One letter is too many, and all others are right.
    #[error("behind AGE-SECRET-KEY-1 stand 59 letters instead of 58: {0} is too many", place)]
    Surplus {
        /// The letter to leave away.
        place: LetterPosition,
    },
    /// Letters are missing or too many.
    #[error("behind AGE-SECRET-KEY-1 stand {found} letters, and a whole key has 58")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// Three letters or more are wrong.
    #[error("more than two letters of the key are wrong")]
    Wrong,
}

impl WrittenKeyError {
    /// Whether it is about letters that are a key's for certain: all others agree with the checksum.
    fn is_a_keys(&self) -> bool {
        matches!(self, Self::OneWrong(_) | Self::TwoWrong(..) | Self::Missing { .. } | Self::Surplus { .. })
    }
}

/// Every age secret key in a text, each once.
///
/// # Errors
/// When there is none, or one is not whole or not right; the error says where.
pub fn identities_in(text: &str) -> Result<Vec<Identity>, WrittenKeyError> {
    if text.contains("BEGIN AGE ENCRYPTED FILE") || text.starts_with("age-encryption.org/") {
        return Err(WrittenKeyError::Encrypted);
    }
    let plain = Letters::of(text, |line| !line.trim_start().starts_with('#'));
    let mut found = keys(&plain)?;
    if found.is_empty() {
        // Somebody has made a comment of the key itself.
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
        // The key's letters without what stands before every key, or with something that is no longer like it.
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
    // A key with a fault is told even beside a whole one; a sentence about keys in the same file is not.
    match faults.into_iter().min_by_key(|(unlike, _)| *unlike) {
        Some((_, fault)) if fault.is_a_keys() || found.is_empty() => Err(fault),
        _ => Ok(found),
    }
}

/// A letter or digit: small, ASCII or not.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    /// Something stood between it and the one before: a blank, a dash, a line end, a quotation mark.
    begins: bool,
}

/// The letters of a text, and where its groups begin; wiped when dropped.
struct Letters(Vec<Letter>);

impl Letters {
    fn of(text: &str, wanted: impl Fn(&str) -> bool) -> Self {
        // A text of nothing but long ligatures, which NFKC takes apart, would outgrow this. No key is in one.
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

    /// Where the letters of a key begin: behind each prefix, the last letter of which no other prefix shares.
    fn prefixes(&self) -> Vec<usize> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, window) in self.0.windows(PREFIX.len()).enumerate() {
            let faults = window.iter().zip(PREFIX).filter(|(is, should)| is.letter != char::from(**should)).count();
            if faults > PREFIX_FAULTS {
                continue;
            }
            match found.last_mut() {
                // The same prefix, seen a letter too early or too late: the better one is it.
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

    /// Whether `AGE-SECRET-KEY-PQ-1` was taken for the prefix.
    fn is_post_quantum(&self, start: usize) -> bool {
        self.0[start - 1..].iter().map(|letter| letter.letter).take(3).eq("pq1".chars())
    }

    /// How many letters from `start` on are meant as the key: up to the end of the word that comes nearest to 58.
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

    /// How far it is from a key: letters that no key has, and letters that are missing or too many.
    fn unlike_a_key(&self) -> usize {
        self.0.len().abs_diff(LETTERS) + self.0.len() - self.values().count()
    }

    fn is_whole(&self) -> bool {
        self.0.len() == LETTERS && self.values().count() == LETTERS && is_whole(self.values())
    }

    /// The meaning of the letters, as far as they have one.
    fn values(&self) -> impl Iterator<Item = Fe32> {
        self.0.iter().filter_map(|letter| Fe32::from_char(letter.letter).ok())
    }

    fn whole(&self) -> Result<Identity, WrittenKeyError> {
        let mut text = Zeroizing::new(String::with_capacity(HRP.len() + 1 + LETTERS));
        text.push_str("AGE-SECRET-KEY-1");
        text.extend(self.0.iter().map(|letter| letter.letter.to_ascii_uppercase()));
        Identity::from_text(&text).map_err(|_| WrittenKeyError::NoKey)
    }

    /// Where the two letters stand that are wrong, or the one. The checksum is linear: what a wrong letter does to it depends on its place alone.
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

/// The checksum of a key of 58 letters.
fn residue(values: impl Iterator<Item = Fe32>) -> u32 {
    let mut engine = Engine::<Bech32>::new();
    engine.input_hrp(HRP);
    values.for_each(|value| engine.input_fe(value));
    *engine.residue()
}

/// The checksum of 58 letters that are all zero but one.
fn bare_residue(place: usize, value: Fe32) -> u32 {
    residue((0..LETTERS).map(|at| if at == place { value } else { Fe32::Q }))
}

fn fe32s(values: Range<u8>) -> impl Iterator<Item = Fe32> {
    values.filter_map(|value| Fe32::try_from(value).ok())
}

fn is_whole(values: impl Iterator<Item = Fe32>) -> bool {
    residue(values) == Bech32::TARGET_RESIDUE
}

/// Signs that nobody sees: they join what they stand in.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests;
