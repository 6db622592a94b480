//! Fingerprints of six words, and passphrases made of the same words.
//!
//! Two people can read a fingerprint to each other.

use std::fmt;

use bip39::Language;
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Digest;

/// Six words out of 2,048: the first 66 bits of a SHA-256.
///
/// An attacker who wants another key with the same words has to try 2^66 keys. Finding any two keys with equal words
/// takes only 2^33, but does not help: the victim makes one of the two.
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

    /// Whether `words` spells this fingerprint. Case and separators between the words do not matter.
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

/// Number of words in a proposed passphrase.
const PROPOSED_WORDS: usize = 7;

/// A random passphrase of seven words, joined by dashes.
///
/// It has 77 bits. With Argon2id over 256 MiB, no attacker can guess it.
pub fn proposed_passphrase(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let words: [&str; PROPOSED_WORDS] =
        std::array::from_fn(|_| word(u16::try_from(rng.next_u32() & 0x7ff).unwrap_or(0)));
    Zeroizing::new(words.join("-"))
}

/// Finds the seven words of a [`proposed_passphrase`] in a text that a person wrote.
///
/// Case and separators do not matter, and a label that ends in a colon may precede the words. Returns `None` if the
/// text holds anything else.
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
        // SHA-256("abc") begins ba7816bf8f01cfea41. The numbers are its groups of eleven bits, computed with Python's
        // integers.
        assert_eq!(Fingerprint::of(b"abc").0, [1491, 1541, 1407, 240, 231, 1961]);
    }
}
