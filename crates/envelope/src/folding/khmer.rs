//! Khmer: subscripts, vowels and signs, typed in any order.
//!
//! The order here is Unicode's (The Unicode Standard, 16.4): base, robat, subscripts with ro last, register shifter,
//! vowels, signs.

const COENG: char = '\u{17d2}';
const RO: char = '\u{179a}';
const SHORT_U: char = '\u{17bb}';

fn is_base(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17b3}')
}

fn is_shifter(c: char) -> bool {
    matches!(c, '\u{17c9}' | '\u{17ca}')
}

/// A vowel above the letter. It pushes a register shifter below the letter, where the shifter looks like the vowel u.
fn is_above(c: char) -> bool {
    matches!(c, '\u{17b7}'..='\u{17ba}' | '\u{17be}' | '\u{17d0}')
}

/// The position of a mark among the marks of one letter.
fn rank(c: char) -> Option<u8> {
    Some(match c {
        '\u{17cc}' => 0,
        c if is_shifter(c) => 1,
        '\u{17b6}'..='\u{17c5}' => 2,
        '\u{17c6}'..='\u{17c8}' | '\u{17cb}' | '\u{17cd}'..='\u{17d1}' | '\u{17d3}' | '\u{17dd}' => 3,
        _ => return None,
    })
}

pub(super) fn holds(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17dd}')
}

/// Replaces deprecated letters, and the variant ឲ, which is written for ឱ.
fn plain(c: char) -> char {
    match c {
        '\u{17a3}' | '\u{17a4}' => '\u{17a2}',
        '\u{17b2}' => '\u{17b1}',
        c => c,
    }
}

/// Replaces subscript da by subscript ta. They look alike, and people type either.
fn subscript(c: char) -> char {
    if c == '\u{178a}' { '\u{178f}' } else { plain(c) }
}

pub(super) fn fold(text: Vec<char>) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut below: Vec<char> = Vec::new();
    let mut marks: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at).copied() {
        out.push(plain(c));
        at += 1;
        if !is_base(c) {
            continue;
        }
        below.clear();
        marks.clear();
        let mut ro = false;
        if c == '\u{17a4}' {
            marks.push('\u{17b6}');
        }
        while let Some(c) = text.get(at).copied() {
            if c == COENG && text.get(at + 1).is_some_and(|c| is_base(*c)) {
                match text[at + 1] {
                    RO => ro = true,
                    c => below.push(subscript(c)),
                }
                at += 2;
            } else if rank(c).is_some() {
                marks.push(c);
                at += 1;
            } else {
                break;
            }
        }
        settle(&mut marks);
        let robat = marks.iter().take_while(|c| rank(**c) == Some(0)).count();
        out.extend(marks.drain(..robat));
        out.extend(below.iter().flat_map(|c| [COENG, *c]));
        if ro {
            out.extend([COENG, RO]);
        }
        out.append(&mut marks);
    }
    out
}

/// Sorts the marks, removes doubled ones, joins split vowels, and gives a shifter the form in which it is seen.
fn settle(marks: &mut Vec<char>) {
    if marks.len() < 2 {
        return;
    }
    marks.sort_by_key(|c| (rank(*c), *c));
    marks.dedup();
    for (left, right, whole) in [('\u{17c1}', '\u{17b6}', '\u{17c4}'), ('\u{17c1}', '\u{17b8}', '\u{17be}')] {
        if marks.contains(&left) && marks.contains(&right) {
            marks.retain(|c| *c != right);
            marks.iter_mut().filter(|c| **c == left).for_each(|c| *c = whole);
        }
    }
    let shifted = marks.iter().any(|c| is_shifter(*c) || *c == SHORT_U);
    let nasal = marks.contains(&'\u{17b6}') && marks.contains(&'\u{17c6}');
    if shifted && (nasal || marks.iter().any(|c| is_above(*c))) {
        marks.retain(|c| !is_shifter(*c) && *c != SHORT_U);
        marks.push(SHORT_U);
    }
    marks.sort_by_key(|c| (rank(*c), *c));
}

#[cfg(test)]
mod tests {
    use super::super::fold;

    #[test]
    fn khmer_words_are_one_in_whatever_order_they_were_typed() {
        for (typed, meant) in [
            ("បោ៉យបែ៉ត", "ប៉ោយប៉ែត"),
            ("ប\u{17c1}\u{17b6}\u{17c9}យប\u{17c2}\u{17c9}ត", "ប៉ោយប៉ែត"),
            ("ប\u{17c1}\u{17c9}\u{17b6}យ", "ប៉ោយ"),
            ("ខ\u{17c2}\u{17d2}មរ", "ខ្មែរ"),
            ("ស\u{17d2}រ\u{17d2}ត\u{17b8}", "ស\u{17d2}ត\u{17d2}រ\u{17b8}"),
            ("ច\u{17c1}\u{17b8}ត", "ចើត"),
            ("ស\u{17bb}\u{17b8}", "ស\u{17ca}\u{17b8}"),
            ("ស\u{17b8}\u{17ca}", "ស\u{17ca}\u{17b8}"),
            ("ប\u{17d2}ដ\u{17b8}", "ប\u{17d2}ត\u{17b8}"),
            ("បណ្ដាញ", "បណ្តាញ"),
            ("ឲ្យ", "ឱ្យ"),
            ("ក\u{17c6}\u{17b6}", "ក\u{17b6}\u{17c6}"),
            ("ក\u{17c6}\u{17bb}", "កុំ"),
            ("ធម៌", "ធម\u{17cc}"),
            ("ពត\u{17cc}\u{17b6}មាន", "ពត\u{17b6}\u{17cc}មាន"),
            ("ក\u{200b}ម្ពុជា", "កម្ពុជា"),
            ("ក\u{17b4}ខ", "កខ"),
        ] {
            assert_eq!(fold(typed), fold(meant), "{typed} {meant}");
        }
    }

    #[test]
    fn khmer_words_of_other_vowels_and_subscripts_stay_apart() {
        for (one, other) in [
            ("កា", "កោ"),
            ("ប៉ា", "បា"),
            ("ក្រ", "ក្ល"),
            ("ដី", "តី"),
            ("កុ", "កូ"),
            ("ស្រី", "ស្លី"),
            ("កើត", "កេត"),
            ("ប៉ុន", "បុន"),
            ("កាំ", "កំ"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn a_subscript_without_a_letter_stays_where_it_is() {
        assert_eq!(fold("ក\u{17d2}"), "ក\u{17d2}");
        assert_eq!(fold("\u{17d2}\u{17b6}"), "\u{17d2}\u{17b6}");
    }
}
