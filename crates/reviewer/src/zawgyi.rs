//! Zawgyi, a second encoding of Burmese that reuses Unicode's code points.
//!
//! Burmese text arrives in either encoding. A Markov model tells which one, and [`to_unicode`] converts Zawgyi.
//!
//! The model is Google's (myanmar-tools, Apache-2.0, `data/README.md`). For each pair of neighbouring characters, it
//! has the difference of the logarithms of two probabilities: that of the pair in Unicode and that in Zawgyi.

mod convert;

use std::sync::LazyLock;

pub use convert::to_unicode;

/// The lowest probability at which a text counts as Zawgyi.
const ENOUGH: f64 = 0.95;

/// The most characters of a text that are read. The beginning of a story is enough.
const MOST: usize = 20_000;

/// The characters that have a state of their own in the model, in the model's order. All other characters have state 0.
const RANGES: [(u32, u32); 5] =
    [(0x1000, 0x103f), (0x104a, 0x109f), (0xaa60, 0xaa7f), (0xa9e0, 0xa9ff), (0x2000, 0x200b)];

/// The model: a table of `states` × `states` differences.
struct Model {
    states: usize,
    differences: Vec<f32>,
}

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| Model::read(include_bytes!("../data/zawgyi-model.dat")));

/// Whether a text is in Zawgyi.
pub fn is_zawgyi(text: &str) -> bool {
    probability(text).is_some_and(|probability| probability >= ENOUGH)
}

/// Returns the Unicode form of a text in Zawgyi. If only some lines are in Zawgyi, returns these lines alone. `None` if
/// no line is.
pub fn reading(text: &str) -> Option<String> {
    if is_zawgyi(text) {
        return Some(to_unicode(text));
    }
    let lines: Vec<_> = text.lines().filter(|line| is_zawgyi(line)).map(to_unicode).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Returns the probability that a text is in Zawgyi, from 0 to 1. `None` if nothing in it is Burmese.
pub fn probability(text: &str) -> Option<f64> {
    let model = MODEL.as_ref()?;
    let (mut sum, mut any) = (0.0, false);
    let mut before = 0;
    // The state before the first character and after the last one is 0, like that of a character that is not Burmese.
    for state in text.chars().take(MOST).map(state).chain([0]) {
        if (before, state) != (0, 0) {
            sum += f64::from(model.difference(before, state));
            any = true;
        }
        before = state;
    }
    any.then(|| 1.0 / (1.0 + sum.exp()))
}

fn state(c: char) -> usize {
    let code = u32::from(c);
    let mut first = 1;
    for (from, to) in RANGES {
        if (from..=to).contains(&code) {
            return first + (code - from) as usize;
        }
        first += (to - from + 1) as usize;
    }
    0
}

impl Model {
    /// Parses a model. All of its numbers are big-endian. `None` if the bytes are cut short.
    ///
    /// First come two headers, each of an eight-letter tag and a version, then the number of states. Then, for each
    /// state, come the number of differences that are listed, the value of all differences that are not listed, and the
    /// listed ones as pairs of a following state and a difference.
    fn read(mut bytes: &[u8]) -> Option<Self> {
        take::<8>(&mut bytes).filter(|tag| tag == b"UZMODEL ")?;
        take::<8>(&mut bytes)?; // version, and which ranges: as above
        take::<8>(&mut bytes).filter(|tag| tag == b"BMARKOV ")?;
        take::<4>(&mut bytes)?;
        let number = |bytes: &mut &[u8]| Some(usize::from(u16::from_be_bytes(take::<2>(bytes)?)));
        let states = number(&mut bytes)?;
        let mut differences = Vec::with_capacity(states * states);
        for row in 0..states {
            let given = number(&mut bytes)?;
            let other = if given == 0 { 0.0 } else { f32::from_be_bytes(take::<4>(&mut bytes)?) };
            differences.resize((row + 1) * states, other);
            for _ in 0..given {
                let at = number(&mut bytes)?;
                *differences.get_mut(row * states + at)? = f32::from_be_bytes(take::<4>(&mut bytes)?);
            }
        }
        Some(Self { states, differences })
    }

    fn difference(&self, before: usize, behind: usize) -> f32 {
        self.differences.get(before * self.states + behind).copied().unwrap_or(0.0)
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known results: each line is a probability and a text.
    const KNOWN: &str = include_str!("../data/zawgyi-probabilities.tsv");

    #[test]
    fn probabilities_are_those_of_the_models_own_test() {
        assert!(KNOWN.lines().count() >= 49);
        for line in KNOWN.lines() {
            let (expected, text) = line.split_once('\t').unwrap();
            let ours = probability(text).unwrap_or(f64::NEG_INFINITY);
            let expected: f64 = if expected == "-Infinity" { f64::NEG_INFINITY } else { expected.parse().unwrap() };
            assert!(ours == expected || (ours - expected).abs() < 1e-6, "{expected} and not {ours}: {text}");
        }
    }

    #[test]
    fn burmese_in_unicode_is_left_alone() {
        let unicode = crate::language::tests::article("my");
        assert!(!is_zawgyi(&unicode) && unicode.chars().count() > 300, "{unicode}");
        assert_eq!(probability("plain words"), None);
    }

    #[test]
    fn what_is_converted_is_unicode() {
        let mut converted = 0;
        for line in KNOWN.lines() {
            let (expected, text) = line.split_once('\t').unwrap();
            if expected.parse::<f64>().is_ok_and(|expected| expected > 0.99) {
                let unicode = to_unicode(text);
                assert!(
                    probability(&unicode).is_none_or(|left| left < 0.5),
                    "{text} became {unicode}: {:?}",
                    probability(&unicode)
                );
                converted += 1;
            }
        }
        assert!(converted > 5, "{converted}");
    }
}
