//! A guess at a text's language, for the queue and for line heights.
//!
//! The language of the form's page tells only what the sender reads, not what they write.
//!
//! If only one language of the interface uses a text's script, the script is enough to tell the language. `whatlang`
//! identifies the other languages. It has no data for Swahili and Malay, so these are identified by their most common
//! small words.

use std::collections::BTreeMap;

use whatlang::{Detector, Lang};

/// The most characters of a text that are read.
const MOST: usize = 4_000;

/// A guessed language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The BCP 47 tag of the language.
    pub tag: &'static str,
    /// Whether the script or the words leave little doubt.
    pub sure: bool,
}

/// Scripts that are enough to tell a language. Each entry is the language's tag and the ranges of code points.
const SCRIPTS: [(&str, &[(u32, u32)]); 10] = [
    ("th", &[(0x0e00, 0x0e7f)]),
    ("lo", &[(0x0e80, 0x0eff)]),
    ("km", &[(0x1780, 0x17ff)]),
    ("my", &[(0x1000, 0x109f), (0xaa60, 0xaa7f), (0xa9e0, 0xa9ff)]),
    ("am", &[(0x1200, 0x137f)]),
    ("ta", &[(0x0b80, 0x0bff)]),
    ("bn", &[(0x0980, 0x09ff)]),
    ("ko", &[(0xac00, 0xd7af), (0x1100, 0x11ff)]),
    ("ja", &[(0x3040, 0x30ff)]),
    ("zh", &[(0x4e00, 0x9fff), (0x3400, 0x4dbf)]),
];

/// Common small words of languages in Latin letters for which `whatlang` has too little data or none.
const WORDS: [(&str, &str); 2] = [
    (
        "sw",
        "na ya wa kwa ni katika yake yangu hii hiyo huyu kama lakini alikuwa wao sana tafadhali hapa kila mtu haki au yoyote bila wake wetu baada kutoka \
         sasa ana hana alisema kuwa",
    ),
    (
        "fil",
        "ang ng mga sa at ay na hindi ako siya kami niya para kung dahil ito nila lahat tao bawat po nasa may wala kanya namin",
    ),
];

/// Words that exist in Malay and not in Indonesian. The list below has words that exist in Indonesian and not in Malay.
/// `whatlang` cannot tell the two languages apart.
const MALAY: &str = "kerana boleh ialah wang telefon daripada hendaklah sahaja beliau tiada kawan abang kilang bahawa bahawasanya sekiranya mahu awak nak tak";
const INDONESIAN: &str = "karena bisa uang telepon bahwa teman polisi kakak pabrik nggak gak kamu";

/// Guesses the language. `None` if the text has too few letters or words to tell.
pub fn guess(text: &str) -> Option<Guess> {
    let text: String = text.chars().take(MOST).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut letters = 0;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        let code = u32::from(c);
        let script = SCRIPTS.iter().find(|(_, ranges)| ranges.iter().any(|(from, to)| (*from..=*to).contains(&code)));
        *counts.entry(script.map_or("other", |(tag, _)| tag)).or_default() += 1;
    }
    if letters < 2 {
        return None;
    }
    // Japanese uses Chinese characters too. So a text is Japanese if it has one kana for every ten of them.
    if counts.get("ja").is_some_and(|kana| kana * 10 >= counts.get("zh").copied().unwrap_or(0)) {
        counts.insert("zh", 0);
    }
    let (script, most) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let sure = most * 2 > letters;
    match script {
        "zh" => Some(Guess { tag: chinese(&text), sure }),
        "other" => by_words(&text),
        tag => Some(Guess { tag, sure }),
    }
}

/// Tells traditional from simplified Chinese by the characters that folding would change.
fn chinese(text: &str) -> &'static str {
    let traditional = text.chars().filter(|c| envelope::folding::is_traditional(*c)).count();
    let all = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    if traditional * 20 > all { "zh-Hant" } else { "zh-Hans" }
}

fn by_words(text: &str) -> Option<Guess> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let share = |small: &str| {
        let small: Vec<&str> = small.split(' ').collect();
        words.iter().filter(|word| small.contains(word)).count()
    };
    let found = Detector::new().detect(text);
    let latin = words.iter().all(|word| word.chars().all(|c| c < '\u{250}'));
    let best = WORDS.iter().map(|(tag, small)| (share(small), *tag)).max_by_key(|(count, _)| *count);
    // If more than a sixth of the words are in a list of such small words, there is little doubt.
    if let Some((count, tag)) = best
        && latin
        && count >= 3
        && count * 6 > words.len()
    {
        return Some(Guess { tag, sure: true });
    }
    let found = found?;
    match tag(found.lang())? {
        "id" if share(MALAY) > share(INDONESIAN) => Some(Guess { tag: "ms", sure: false }),
        tag => Some(Guess { tag, sure: found.is_reliable() }),
    }
}

/// Returns the tag for a language that `whatlang` detected: one of the interface, or another that senders may use.
fn tag(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Por => "pt-BR",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ita => "it",
        Lang::Ukr => "uk",
        Lang::Ara => "ar",
        Lang::Pes => "fa",
        Lang::Urd => "ur",
        Lang::Hin => "hi",
        Lang::Nep => "ne",
        Lang::Mar => "mr",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Tgl => "fil",
        Lang::Tur => "tr",
        Lang::Uzb => "uz",
        Lang::Guj => "gu",
        Lang::Pan => "pa",
        Lang::Tel => "te",
        Lang::Kan => "kn",
        Lang::Mal => "ml",
        Lang::Sin => "si",
        Lang::Ori => "or",
        Lang::Zul => "zu",
        Lang::Afr => "af",
        Lang::Pol => "pl",
        Lang::Ron => "ro",
        _ => return None,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The first paragraphs of the preamble of the Universal Declaration of Human Rights, one language a line, each
    /// after its tag: see `data/README.md`.
    const ARTICLES: &str = include_str!("../data/udhr.txt");

    /// Returns the paragraphs of the Universal Declaration's preamble in one language.
    pub(crate) fn article(tag: &str) -> String {
        let all = ARTICLES.lines().filter_map(|line| line.split_once('\t'));
        all.filter(|(known, _)| *known == tag).map(|(_, text)| text).collect()
    }

    #[test]
    fn every_language_of_the_form_is_told() {
        let mut tags = 0;
        for (tag, text) in ARTICLES.lines().filter_map(|line| line.split_once('\t')) {
            assert_eq!(guess(text).map(|guess| guess.tag), Some(tag), "{text}");
            tags += 1;
        }
        assert_eq!(tags, 23);
    }

    #[test]
    fn too_little_and_no_words_are_no_language() {
        for nothing in ["", "12345 +66", "!", "a"] {
            assert_eq!(guess(nothing), None, "{nothing}");
        }
        assert!(guess(&"\u{301}".repeat(2_500_000)).is_none());
    }
}
