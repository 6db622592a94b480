//! Detection of noise: texts of keys that were pressed at random.

use std::collections::BTreeSet;

/// The rows of different keyboards.
const ROWS: [&str; 14] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "ฟหกดเ่าสวง",
    "ๆไำพะัีรนยบล",
    "ضصثقفغعهخحج",
    "شسيبلاتنمكط",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
];

/// The longest text that is checked, in letters.
const MOST: usize = 60;

/// The number of neighbouring or repeated keys that make a run. No real word has such a run.
const RUN: usize = 4;

/// The number of different letters outside of runs from which on the text counts as words, and not as typed at random.
const WORDS: usize = 3;

/// Pleas that are shorter than that.
const PLEAS: [&str; 8] = ["sos", "help", "救命", "救我", "救救", "助けて", "살려", "도와"];

/// Whether a short text was typed at random: most of its letters are keys in a row (asdf), one repeated key, or in
/// alphabetical order.
pub fn is_mash(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    if letters.len() < RUN || letters.len() > MOST {
        return false;
    }
    let all: String = letters.iter().collect();
    if PLEAS.iter().any(|plea| all.contains(plea)) {
        return false;
    }
    let mut mashed = vec![false; letters.len()];
    for follows in [is_next_key, |a, b| a == b, is_next_letter] {
        let mut from = 0;
        for at in 1..=letters.len() {
            if at < letters.len() && follows(letters[at - 1], letters[at]) {
                continue;
            }
            if at - from >= RUN {
                mashed[from..at].fill(true);
            }
            from = at;
        }
    }
    // The letters outside of runs of neighbouring or repeated keys. For example, "helppppp" is a word with a key that
    // was held down.
    let words: BTreeSet<char> = letters.iter().zip(&mashed).filter(|(_, mashed)| !**mashed).map(|(c, _)| *c).collect();
    words.len() < WORDS && mashed.iter().filter(|mashed| **mashed).count() * 2 > letters.len()
}

fn is_next_key(a: char, b: char) -> bool {
    ROWS.iter().any(|row| row.chars().zip(row.chars().skip(1)).any(|pair| pair == (a, b) || pair == (b, a)))
}

fn is_next_letter(a: char, b: char) -> bool {
    u32::from(b).checked_sub(u32::from(a)) == Some(1)
}

#[cfg(test)]
mod tests {
    use super::is_mash;

    #[test]
    fn keys_in_a_row_are_no_words() {
        for mash in ["asdfgh hi??", "กกกก", "aaaaaaa", "কখগঘ", "qwerty", "йцукен", "ㅁㄴㅇㄹ", "abcdef"]
        {
            assert!(is_mash(mash), "{mash}");
        }
    }

    #[test]
    fn short_words_are_no_mash() {
        for words in [
            "help",
            "aaa",
            "ช่วยด้วย",
            "救命",
            "救命啊啊啊啊",
            "SOSSSSSS",
            "살려주세요ㅠㅠㅠㅠㅠㅠㅠㅠㅠ",
            "보고싶다",
            "helppppp me",
            "helppppppppp",
            "help meeeeeee",
            "ช่วยด้วยยยยยยยย",
            "дети",
            "a",
            "",
        ] {
            assert!(!is_mash(words), "{words}");
        }
    }
}
