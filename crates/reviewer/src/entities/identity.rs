//! National identity numbers of China, Thailand, India, Malaysia and Indonesia.
//!
//! A bare row of digits counts only if its form leaves little doubt. Otherwise, a word for the document must stand
//! before it.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{Finds, Text, pattern};
use super::{Checked, Kind, check};

static CHINA: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)[1-9][0-9]{5}[ -]?(?:18|19|20)[0-9]{6}[ -]?[0-9]{3}[0-9Xx](?-u:\b)"));
static THAI: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)(?:[0-9]{13}|[0-9]([ -])[0-9]{4}[ -][0-9]{5}[ -][0-9]{2}[ -][0-9])(?-u:\b)"));
static TWELVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?-u:\b)(?:[0-9]{12}|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}|[0-9]{6}[ -][0-9]{2}[ -][0-9]{4})(?-u:\b)")
});
static NIK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)(?:[0-9]{16}|[0-9]{6}[ .-][0-9]{6}[ .-][0-9]{4})(?-u:\b)"));

static THAI_WORD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:ปชช|ประชาชน|เลขบัตร|thai id|id card|citizen|national id|泰国身份证)"));
static AADHAAR_WORD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:aadh?aar|adhar|aadhar|\buid\b|आधार|আধার|ஆதார்|ఆధార్|આધાર|ಆಧಾರ್|ആധാർ|ਆਧਾਰ|آدھار)"));
static MYKAD_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:\bi\.?c\b|my ?kad|nric|kad pengenalan|no\.? ?k\.?p\b|大马身份证|身份证|身份證|登记号|கார்டு|அடையாள)")
});
static NIK_WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:\bnik\b|ktp|kependudukan|印尼身份证)"));

/// The first two digits of a Chinese number: provinces (GB/T 2260), and 81 to 83 for residents from Hong Kong, Macao
/// and Taiwan.
const CHINA_PROVINCES: &str =
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91";
/// The first two digits of an Indonesian number (Ministry of Home Affairs, codes of provinces, including those of
/// 2022).
const INDONESIA_PROVINCES: &str = "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96 97";

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    each(&CHINA, text, |range, digits, _| {
        let upper = digits.to_ascii_uppercase();
        if among(CHINA_PROVINCES, &upper)
            && check::is_day(number(&upper, 6, 4), number(&upper, 10, 2), number(&upper, 12, 2))
        {
            let passed = check::china(&upper);
            finds.add(text, range, Kind::ChinaId, upper, Checked::of(passed));
        }
    });
    each(&NIK, text, |range, digits, written| {
        let named = NIK_WORD.is_match(text.before(range.start, 40));
        // A payment card has as many digits. One in ten identity numbers passes the card's check by chance, so such a
        // number needs a word for the document.
        if is_nik(&digits) && (named || (written.len() == 16 && !check::luhn(&digits))) {
            finds.add(text, range, Kind::Nik, digits, Checked::Unchecked);
        }
    });
    each(&THAI, text, |range, digits, written| {
        let sure = written.len() > 13 || THAI_WORD.is_match(text.before(range.start, 60));
        let passed = check::thai(&digits) && !digits.starts_with(['0', '9']);
        if passed || sure {
            finds.add(text, range, Kind::ThaiId, digits, Checked::of(passed));
        }
    });
    each(&TWELVE, text, |range, digits, written| {
        let before = text.before(range.start, 40);
        let groups: Vec<usize> = written.split([' ', '-']).map(str::len).collect();
        if is_mykad(&digits) && groups != [4, 4, 4] && (MYKAD_WORD.is_match(before) || groups == [6, 2, 4]) {
            finds.add(text, range, Kind::MyKad, digits, Checked::Unchecked);
        } else if groups != [6, 2, 4] {
            let passed = check::verhoeff(&digits) && !digits.starts_with(['0', '1']);
            // Twelve digits without spaces may be an Indian phone with the country code.
            if AADHAAR_WORD.is_match(before) || (passed && groups == [4, 4, 4]) {
                finds.add(text, range, Kind::Aadhaar, digits, Checked::of(passed));
            }
        }
    });
}

/// Calls `act` for every whole number of a shape, with its range, its digits without separators, and its form as
/// written.
fn each(shape: &Regex, text: &Text<'_>, mut act: impl FnMut(std::ops::Range<usize>, String, &str)) {
    for at in shape.find_iter(text.folded()) {
        if text.is_whole_number(&at.range()) {
            act(at.range(), at.as_str().chars().filter(char::is_ascii_alphanumeric).collect(), at.as_str());
        }
    }
}

/// Checks province, district, sub-district, day (plus 40 for a woman), month, year and serial number.
fn is_nik(digits: &str) -> bool {
    let day = number(digits, 6, 2);
    let day = if day > 40 { day - 40 } else { day };
    among(INDONESIA_PROVINCES, digits)
        && number(digits, 2, 2) > 0
        && number(digits, 4, 2) > 0
        && number(digits, 12, 4) > 0
        // The year has only two digits, so 29 February is always accepted.
        && check::is_day(2000, number(digits, 8, 2), day)
}

/// Checks year, month, day and place of birth, which a serial number follows. According to the National Registration
/// Department, places 1 to 59 and 82 are states of Malaysia, and 60 to 99 are other countries.
fn is_mykad(digits: &str) -> bool {
    let place = number(digits, 6, 2);
    check::is_day(2000, number(digits, 2, 2), number(digits, 4, 2))
        && !matches!(place, 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97)
}

fn number(digits: &str, at: usize, places: usize) -> u32 {
    digits.get(at..at + places).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn among(codes: &str, digits: &str) -> bool {
    digits.get(..2).is_some_and(|head| codes.split(' ').any(|code| code == head))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn checked(text: &str) -> Vec<(Kind, String, Checked)> {
        find(text).into_iter().map(|entity| (entity.kind, entity.value, entity.checked)).collect()
    }

    #[test]
    fn a_chinese_number_is_checked_and_its_birthday_must_be_a_day() {
        let id = |value: &str, checked| [(Kind::ChinaId, value.to_owned(), checked)];
        assert_eq!(checked("身份证11010519491231002X，"), id("11010519491231002X", Checked::WellFormed));
        assert_eq!(checked("110105 19491231 002x"), id("11010519491231002X", Checked::WellFormed));
        assert_eq!(checked("11010519491231003X"), id("11010519491231003X", Checked::Malformed));
        assert_eq!(checked("110105194913310021"), []);
    }

    #[test]
    fn a_thai_number_is_known_by_its_check_digit_its_groups_or_a_word() {
        let id = |value: &str, checked| [(Kind::ThaiId, value.to_owned(), checked)];
        assert_eq!(checked("๑-๐๐๐๐-๐๐๐๐๐-๐๐-๙"), id("1000000000009", Checked::WellFormed));
        assert_eq!(checked("1000000000009"), id("1000000000009", Checked::WellFormed));
        assert_eq!(checked("เลขบัตรประชาชน 1000000000008"), id("1000000000008", Checked::Malformed));
        assert_eq!(checked("1000000000008"), []);
    }

    #[test]
    fn twelve_digits_are_aadhaar_or_mykad_only_by_groups_or_by_name() {
        // The number is made up. The test computes its check digit by Verhoeff's method.
        let aadhaar = (0..10).map(|last| format!("23412341234{last}")).find(|id| check::verhoeff(id)).unwrap();
        assert_eq!(checked(&format!("आधार {aadhaar}")), [(Kind::Aadhaar, aadhaar.clone(), Checked::WellFormed)]);
        let grouped = format!("{} {} {}", &aadhaar[..4], &aadhaar[4..8], &aadhaar[8..]);
        assert_eq!(checked(&grouped), [(Kind::Aadhaar, aadhaar.clone(), Checked::WellFormed)]);
        assert_eq!(checked(&aadhaar), []);
        assert_eq!(checked("900229-14-5678"), [(Kind::MyKad, "900229145678".to_owned(), Checked::Unchecked)]);
        assert_eq!(checked("IC 900229145678"), [(Kind::MyKad, "900229145678".to_owned(), Checked::Unchecked)]);
        assert_eq!(checked("901329-14-5678"), []);
    }

    #[test]
    fn an_indonesian_number_is_read_by_its_structure() {
        let nik = |value: &str| [(Kind::Nik, value.to_owned(), Checked::Unchecked)];
        assert_eq!(checked("NIK: 3174015708900001"), nik("3174015708900001"));
        assert_eq!(checked("KTP 317401.570890.0001"), nik("3174015708900001"));
        assert_eq!(checked("NIK 3974015708900001"), []);
        assert_eq!(checked("NIK 3174017208900001"), []);
    }
}
