//! Spellings of a valid key that were once refused, and faults with their messages.
//!
//! Each test is named after the spelling or the fault.

use super::*;

/// A key made for these tests. It opens nothing.
const KEY: &str = "AGE-SECRET-KEY-1PVC9275LCN5SUV6C0K3V0MQ3XEDCPFW2AU2RJH5R4RXLY9EUVXRQ98K663";

/// The valid key.
fn key() -> String {
    KEY.to_owned()
}

fn data() -> String {
    key()["AGE-SECRET-KEY-1".len()..].to_owned()
}

fn grouped(by: usize, with: &str) -> String {
    data().as_bytes().chunks(by).map(|group| std::str::from_utf8(group).unwrap()).collect::<Vec<_>>().join(with)
}

/// Asserts that the text holds the valid key and no other.
fn opens(text: &str) {
    let found = identities_in(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.len(), 1);
    assert_eq!(*found[0].to_text(), key());
}

fn refused(text: &str) -> WrittenKeyError {
    identities_in(text).err().unwrap()
}

/// The key with `letter` at index `at` of its data.
fn with(at: usize, letter: &str) -> String {
    let mut text = data();
    text.replace_range(at..=at, letter);
    format!("AGE-SECRET-KEY-1{text}")
}

#[test]
fn as_age_keygen_writes_it() {
    opens(&format!("# created: 2026-01-01T00:00:00Z\n# public key: age1xyz\n{}\n", key()));
}

#[test]
fn in_small_letters() {
    opens(&key().to_lowercase());
}

#[test]
fn with_a_capital_by_a_phones_keyboard() {
    opens(&format!("A{}", &key().to_lowercase()[1..]));
}

#[test]
fn with_a_label_before_it() {
    opens(&format!("recovery key: {}", key()));
    opens(&format!("age secret key 1: {}\nkeep it safe", key()));
}

#[test]
fn in_groups_with_blanks() {
    opens(&format!("AGE SECRET KEY 1 {}", grouped(4, " ")));
}

#[test]
fn in_groups_with_dashes_that_a_word_processor_made_long() {
    opens(&format!("AGE–SECRET–KEY–1{}", grouped(5, "—")));
}

#[test]
fn over_several_lines() {
    for end in ["\n", "\r\n", "\r", "\u{2028}", " \n\n  "] {
        opens(&format!("AGE-SECRET-KEY-1{end}{}{end}", grouped(20, end)));
    }
}

#[test]
fn over_several_lines_with_a_note_behind_it() {
    opens(&format!("AGE-SECRET-\nKEY-1{}\nin the safe since May, sealed twice", grouped(29, "\n")));
}

#[test]
fn in_quotation_marks() {
    for (open, close) in [("\"", "\""), ("“", "”"), ("'", "'"), ("«", "»"), ("`", "`"), ("{\"key\":\"", "\\n\"}")]
    {
        opens(&format!("{open}{}{close}", key()));
    }
}

#[test]
fn with_invisible_signs_within_it() {
    for sign in ["\u{ad}", "\u{200b}", "\u{feff}", "\u{2060}", "\u{200e}"] {
        opens(&format!("{sign}AGE-SECRET{sign}-KEY-1{}{sign}", grouped(7, sign)));
    }
}

#[test]
fn with_blanks_that_do_not_break() {
    for blank in ["\u{a0}", "\u{202f}", "\u{3000}", "\t"] {
        opens(&format!("AGE-SECRET-KEY-1{}", grouped(6, blank)));
    }
}

#[test]
fn in_full_width_letters() {
    let wide = key().chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect::<String>();
    opens(&wide);
}

#[test]
fn made_a_comment() {
    opens(&format!("# {}", key()));
}

#[test]
fn with_a_small_fault_before_the_letters_that_are_secret() {
    opens(&key().replacen("KEY-1", "KEY-l", 1));
    opens(&key().replacen("AGE-", "ACE-", 1));
    opens(&key().replacen("AGE-", "", 1));
    opens(&data());
}

#[test]
fn twice_in_one_file() {
    opens(&format!("{}\n\n{}", key(), key().to_lowercase()));
}

#[test]
fn beside_a_sentence_about_such_keys() {
    opens(&format!("The line that begins with AGE-SECRET-KEY-1 is the recovery key of 2026.\n{}", key()));
}

#[test]
fn the_fault_of_the_key_is_told_and_not_that_of_its_label() {
    let place = LetterPosition { letter: 10, group: None };
    let text = format!("Age secret key 2026, behind AGE-SECRET-KEY-1 as told: {}", with(9, "o"));
    assert_eq!(refused(&text), WrittenKeyError::Foreign(place));
    let text = format!("Age secret key 2026: {}", with(9, "p"));
    assert_eq!(refused(&text), WrittenKeyError::OneWrong(place));
}

#[test]
fn over_two_lines_with_a_comment_between_them() {
    opens(&format!("AGE-SECRET-KEY-1\n{}", grouped(29, "\n# the second line\n")));
}

#[test]
fn a_sign_that_nobody_sees_makes_no_group() {
    let text = with(40, "p");
    let text = format!("{}\u{ad}{}\u{200b}{}", &text[..25], &text[25..35], &text[35..]);
    assert_eq!(refused(&text), WrittenKeyError::OneWrong(LetterPosition { letter: 41, group: None }));
}

#[test]
fn a_wrong_letter_is_placed_behind_a_prefix_with_a_fault_of_its_own() {
    let place = LetterPosition { letter: 10, group: None };
    for text in [with(9, "p").replacen("KEY-1", "KEY-l", 1), with(9, "p").replacen("AGE-", "ACE-", 1)] {
        assert_eq!(refused(&text), WrittenKeyError::OneWrong(place));
    }
}

#[test]
fn two_keys_in_one_file_are_both_taken() {
    let other = Identity::generate();
    let found = identities_in(&format!("2025: {}\n2026: {}\n", *other.to_text(), key())).unwrap_or_default();
    let found: Vec<_> = found.iter().map(Identity::recipient).collect();
    assert_eq!(found, [other.recipient(), Identity::from_text(KEY).unwrap_or_else(|_| panic!()).recipient()]);
}

#[test]
fn one_wrong_letter_is_placed_wherever_it_stands() {
    for at in 0..LETTERS {
        let letter = if &data()[at..=at] == "P" { "z" } else { "p" };
        let place = LetterPosition { letter: at + 1, group: None };
        assert_eq!(refused(&with(at, letter)), WrittenKeyError::OneWrong(place));
    }
}

#[test]
fn a_place_is_told_in_the_groups_in_which_it_is_written() {
    let mut groups = grouped(4, " ");
    groups.replace_range(17..18, if &groups[17..18] == "P" { "z" } else { "p" });
    let error = refused(&format!("AGE-SECRET-KEY-1 {groups}"));
    assert_eq!(error, WrittenKeyError::OneWrong(LetterPosition { letter: 15, group: Some((4, 3)) }));
    assert_eq!(error.to_string(), "behind AGE-SECRET-KEY-1, letter 15 (letter 3 of group 4) is wrong");
}

#[test]
fn two_letters_in_the_wrong_order_are_placed() {
    let mut text = data().into_bytes();
    text.swap(20, 21);
    let place = |letter| LetterPosition { letter, group: None };
    let error = refused(&format!("AGE-SECRET-KEY-1{}", String::from_utf8(text).unwrap()));
    assert_eq!(error, WrittenKeyError::TwoWrong(place(21), place(22)));
}

#[test]
fn three_wrong_letters_are_not_placed() {
    let mut text = with(3, "p");
    for at in [30, 50] {
        text.replace_range(at..=at, if &text[at..=at] == "P" { "z" } else { "p" });
    }
    assert_eq!(refused(&text), WrittenKeyError::Wrong);
}

#[test]
fn a_letter_that_no_key_has_is_placed() {
    for letter in ["b", "i", "O", "1", "а", "é"] {
        let error = refused(&with(9, letter));
        assert_eq!(error, WrittenKeyError::Foreign(LetterPosition { letter: 10, group: None }), "{letter}");
        assert!(!error.to_string().contains(&data()[..5]));
    }
}

#[test]
fn a_missing_letter_and_one_too_many_are_placed() {
    let (mut less, mut more) = (key(), key());
    less.remove("AGE-SECRET-KEY-1".len() + 24);
    let WrittenKeyError::Missing { before } = refused(&less) else { panic!("{}", refused(&less)) };
    assert_eq!(before.letter, 25);
    more.insert("AGE-SECRET-KEY-1".len() + 24, 'Z');
    let WrittenKeyError::Surplus { place } = refused(&more) else { panic!("{}", refused(&more)) };
    assert!((24..=25).contains(&place.letter), "{place}");
}

#[test]
fn a_key_that_is_cut_off_is_counted() {
    assert_eq!(refused(&key()[..key().len() - 10]), WrittenKeyError::Length { found: 48 });
    assert_eq!(refused("AGE-SECRET-KEY-1"), WrittenKeyError::Length { found: 0 });
    let last = refused(&key()[..key().len() - 1]);
    assert_eq!(last, WrittenKeyError::Missing { before: LetterPosition { letter: 58, group: None } });
}

#[test]
fn a_wrong_key_beside_a_right_one_is_told() {
    assert!(matches!(refused(&format!("{}\n{}", key(), with(9, "p"))), WrittenKeyError::OneWrong(_)));
}

#[test]
fn other_things_are_called_what_they_are() {
    let public = Identity::generate().recipient().to_string();
    assert_eq!(refused(&public), WrittenKeyError::PublicKey);
    assert_eq!(refused(&format!("# public key: {}", public.to_uppercase())), WrittenKeyError::PublicKey);
    assert_eq!(refused("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl"), WrittenKeyError::Encrypted);
    assert_eq!(refused("age-encryption.org/v1\n-> scrypt"), WrittenKeyError::Encrypted);
    assert_eq!(refused(&format!("AGE-SECRET-KEY-PQ-1{}", data())), WrittenKeyError::PostQuantum);
    for text in ["", "seven plain words", "untrusted comment: minisign encrypted secret key\nRWQ", "\u{feff}"] {
        assert_eq!(refused(text), WrittenKeyError::NoKey, "{text}");
    }
}
