//! Thai and Lao: vowels in pieces, and marks in any order.
//!
//! Compatibility decomposition has already replaced sara am (ำ) by nikhahit and aa (ํ + า), in Lao too.

/// The position of a mark on one letter: Lao's lo below, vowels above and below, tones, silence mark, nikhahit.
fn rank(c: char) -> Option<u8> {
    Some(match c {
        '\u{ebc}' => 0,
        '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{eb1}' | '\u{eb4}'..='\u{ebb}' => 1,
        '\u{e47}' => 2,
        '\u{e48}'..='\u{e4b}' | '\u{ec8}'..='\u{ecb}' => 3,
        '\u{e4c}' | '\u{ecc}' => 4,
        '\u{e4d}' | '\u{ecd}' => 5,
        '\u{e4e}' | '\u{ece}' => 6,
        _ => return None,
    })
}

fn is_tone(c: char) -> bool {
    rank(c) == Some(3)
}

pub(super) fn holds(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}')
}

/// Moves nikhahit before aa if it was typed after it.
fn am_in_order(text: &mut [char]) {
    for at in 1..text.len() {
        if matches!((text[at - 1], text[at]), ('\u{e32}', '\u{e4d}') | ('\u{eb2}', '\u{ecd}')) {
            text.swap(at - 1, at);
        }
    }
}

pub(super) fn fold(mut text: Vec<char>) -> Vec<char> {
    am_in_order(&mut text);
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text.get(at).copied() {
        if rank(c).is_none() {
            at += 1;
            match (out.last().copied(), c) {
                // เเ (two characters) looks like แ. The same holds for the Lao characters.
                (Some('\u{e40}'), '\u{e40}') => pop_push(&mut out, '\u{e41}'),
                (Some('\u{ec0}'), '\u{ec0}') => pop_push(&mut out, '\u{ec1}'),
                // ๅ is the long stroke after ฤ and ฦ. Elsewhere people type it for า.
                (_, '\u{e45}') => out.push('\u{e32}'),
                _ => out.push(c),
            }
            continue;
        }
        let begins = out.len();
        while let Some(mark) = text.get(at).filter(|c| rank(**c).is_some()) {
            out.push(*mark);
            at += 1;
        }
        // If a tone was typed after sara am, it belongs before sara am.
        let am = matches!(
            (out.last(), text.get(at)),
            (Some('\u{e4d}'), Some('\u{e32}' | '\u{e45}')) | (Some('\u{ecd}'), Some('\u{eb2}'))
        );
        let tones = text.iter().skip(at + 1).take_while(|c| is_tone(**c)).count();
        if am && tones > 0 {
            out.extend(&text[at + 1..=at + tones]);
        }
        out[begins..].sort_by_key(|c| (rank(*c), *c));
        if am {
            // In sara am, nikhahit comes last among the marks.
            out.push(if text[at] == '\u{eb2}' { '\u{eb2}' } else { '\u{e32}' });
            at += 1 + tones;
        }
        super::each_once(&mut out, begins);
        // ຫຼ is also written ຫລ.
        if begins > 0 && out[begins - 1] == '\u{eab}' && out.get(begins) == Some(&'\u{ebc}') {
            out[begins] = '\u{ea5}';
        }
    }
    out
}

fn pop_push(out: &mut Vec<char>, c: char) {
    out.pop();
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::super::fold;

    #[test]
    fn sara_am_in_pieces_is_one_in_either_order() {
        for (typed, meant) in [("กา\u{e4d}", "กำ"), ("น\u{e49}า\u{e4d}", "น้ำ"), ("ນ\u{ec9}າ\u{ecd}", "ນ້ຳ")]
        {
            assert_eq!(fold(typed), fold(meant), "{typed} {meant}");
        }
        assert_ne!(fold("กา"), fold("กำ"));
    }

    #[test]
    fn thai_vowels_in_pieces_and_marks_in_any_order_are_one() {
        for (typed, meant) in [
            ("เเม่สอด", "แม่สอด"),
            ("น\u{e49}\u{e33}", "น\u{e4d}\u{e49}\u{e32}"),
            ("น\u{e49}\u{e33}", "น\u{e49}\u{e4d}\u{e32}"),
            ("น\u{e33}\u{e49}", "น\u{e49}\u{e33}"),
            ("ท\u{e48}\u{e35}", "ท\u{e35}\u{e48}"),
            ("ท\u{e35}\u{e48}\u{e48}", "ที่"),
            ("ร\u{e39}\u{e49}", "ร\u{e49}\u{e39}"),
            ("สิทธ\u{e4c}\u{e34}", "สิทธิ์"),
            ("ฤา", "ฤๅ"),
            ("ทำ\u{200b}งาน", "ทำงาน"),
        ] {
            assert_eq!(fold(typed), fold(meant), "{typed} {meant}");
        }
    }

    #[test]
    fn lao_vowels_in_pieces_and_marks_in_any_order_are_one() {
        for (typed, meant) in [
            ("ເເມ່", "ແມ່"),
            ("ນ\u{ec9}\u{eb3}", "ນ\u{ecd}\u{ec9}\u{eb2}"),
            ("ຂ\u{ec9}\u{ecd}", "ຂ\u{ecd}\u{ec9}"),
            ("ຫຼວງ", "ຫລວງ"),
            ("ໜອງ", "ຫນອງ"),
            ("ໝູ່", "ຫມູ່"),
            ("ທ\u{ec8}\u{eb5}", "ທີ່"),
        ] {
            assert_eq!(fold(typed), fold(meant), "{typed} {meant}");
        }
    }

    #[test]
    fn thai_and_lao_words_of_other_tones_and_vowels_stay_apart() {
        for (one, other) in [
            ("ที่", "ท"),
            ("ใกล้", "ไกล"),
            ("ข้าว", "ข่าว"),
            ("เม", "แม"),
            ("เกเร", "แกเร"),
            ("นำ", "น้ำ"),
            ("นา", "นำ"),
            ("ຂ້າວ", "ຂ່າວ"),
            ("ເມ", "ແມ"),
            ("ลา", "ลำ"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }
}
