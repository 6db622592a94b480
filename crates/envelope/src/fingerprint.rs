//! Short word lists that two people can read to each other, and passphrases made of the same words.

use std::fmt;

use bip39::Language;
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Digest;

/// Six words out of 2,048: the first 66 bits of a SHA-256.
///
/// An attacker who wants another key with the same words has to try 2^66 of them; finding any two keys that agree with each other (2^33)
/// does not help, since one of the two is made by the victim.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint([u16; 6]);

impl Fingerprint {
    /// The fingerprint of a public file or key.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = Digest::of(bytes);
        let mut wide = [0; 16];
        wide[..9].copy_from_slice(&digest.as_bytes()[..9]);
        let bits = u128::from_be_bytes(wide);
        Self(std::array::from_fn(|n| u16::try_from((bits >> (117 - 11 * n)) & 0x7ff).unwrap_or(0)))
    }

    /// Whether `words` spells this fingerprint; case and what stands between the words do not count.
    pub fn matches(&self, words: &str) -> bool {
        let said: Vec<String> =
            words.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        said.join("-").as_bytes().ct_eq(self.to_string().as_bytes()).into()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.map(word).join("-"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Words of a proposed passphrase.
const PROPOSED_WORDS: usize = 7;

/// Seven words, 77 bits: with Argon2id over 256 MiB that is beyond any guesser.
pub fn proposed_passphrase(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let words: [&str; PROPOSED_WORDS] =
        std::array::from_fn(|_| word(u16::try_from(rng.next_u32() & 0x7ff).unwrap_or(0)));
    Zeroizing::new(words.join("-"))
}

/// The seven words of a [`proposed_passphrase`] in a text that was written by hand: in any case, with anything between them, behind a label that
/// ends in a colon; `None` if the text is anything else.
pub fn proposed_passphrase_in(text: &str) -> Option<Zeroizing<String>> {
    let text = text.rsplit_once(':').map_or(text, |(_, words)| words);
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut proposed = Zeroizing::new(String::with_capacity(text.len()));
    for word in words() {
        let list = Language::English.word_list();
        let known = list.iter().find(|known| known.eq_ignore_ascii_case(word))?;
        if !proposed.is_empty() {
            proposed.push('-');
        }
        proposed.push_str(known);
    }
    (words().count() == PROPOSED_WORDS).then_some(proposed)
}

fn word(index: u16) -> &'static str {
    Language::English.word_list()[usize::from(index)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_out_in_any_case_and_with_any_gaps() {
        let fingerprint = Fingerprint::of(b"a key");
        let words = fingerprint.to_string();
        assert_eq!(words.split('-').count(), 6);
        assert!(fingerprint.matches(&words.to_uppercase().replace('-', "  ")));
        assert!(!fingerprint.matches(&Fingerprint::of(b"another key").to_string()));
        assert!(!fingerprint.matches(""));
    }

    #[test]
    fn takes_its_words_from_the_first_66_bits() {
        // SHA-256("abc") begins ba7816bf8f01cfea41; read in groups of eleven bits (computed with Python's integers).
        assert_eq!(Fingerprint::of(b"abc").0, [1491, 1541, 1407, 240, 231, 1961]);
    }
}
