//! The machine-readable zone of passports and cards (ICAO Doc 9303), typed from the document.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::text::{Finds, Text, pattern};
use super::{Checked, Kind, check};

/// Documents of part 4 (passport, two lines of 44 characters) and part 6 (card, two lines of 36). The second line is
/// enough to identify the document.
static TWO_LINES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?im)(?:^ *[A-Z][A-Z<][A-Z<]{3}[A-Z<]{31}(?:[A-Z<]{8})? *\n\s*)?(?P<number>(?-u:\b)[A-Z0-9][A-Z0-9<]{8})(?",
        r"P<number_check>[0-9<])(?P<nation>[A-Z][A-Z<]{2})(?P<birth>[0-9<]{6})(?P<birth_check>[0-9<])[MFX<](?P<expiry>[0-9<]{6})(?",
        r"P<expiry_check>[0-9<])(?P<optional>[A-Z0-9<]{7})(?:(?P<more>[A-Z0-9<]{7})(?P<more_check>[0-9<]))?(?P<all_check>[0-9])"
    ))
});
/// Documents of part 5 (card, three lines of 30 characters).
static THREE_LINES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?im)^ *[ACI][A-Z0-9<][A-Z<]{3}(?P<number>[A-Z0-9<]{9})(?P<number_check>[0-9<])(?P<optional>[A-Z0-9<]{15}) *\n\s*(?",
        r"P<birth>[0-9<]{6})(?P<birth_check>[0-9<])[MFX<](?P<expiry>[0-9<]{6})(?P<expiry_check>[0-9<])(?P<nation>[A-Z][A-Z<]{2})(?",
        r"P<more>[A-Z0-9<]{11})(?P<all_check>[0-9])(?: *\n\s*[A-Z<]{30})?"
    ))
});

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    for (shape, is_card) in [(&THREE_LINES, true), (&TWO_LINES, false)] {
        for found in shape.captures_iter(text.folded()) {
            let Some(at) = found.get(0) else { continue };
            if text.after(at.end(), 1).starts_with(|c: char| c.is_ascii_alphanumeric() || c == '<') {
                continue;
            }
            let field =
                |name: &str| found.name(name).map_or(String::new(), |field| field.as_str().to_ascii_uppercase());
            // The value includes the nation, because two states may issue the same number.
            let value = format!("{}:{}", field("nation").trim_end_matches('<'), field("number").trim_end_matches('<'));
            let start = at.start() + at.as_str().len() - at.as_str().trim_start().len();
            finds.add(text, start..at.end(), Kind::Mrz, value, Checked::of(fits(&found, is_card)));
        }
    }
}

/// Whether every check digit is right. If the document number has more than nine characters, `<` is in place of its
/// check digit. That digit is then elsewhere, and is covered by the last check digit.
fn fits(found: &Captures<'_>, is_card: bool) -> bool {
    let field = |name: &str| found.name(name).map_or(String::new(), |field| field.as_str().to_ascii_uppercase());
    let fits = |name: &str, check: &str| check::mrz(&field(name)).map(|digit| digit.to_string()) == Some(field(check));
    let number = fits("number", "number_check") || field("number_check") == "<";
    let dates = fits("birth", "birth_check") && fits("expiry", "expiry_check");
    let optional = format!("{}{}", field("optional"), field("more"));
    let unused = optional.chars().all(|c| c == '<') && field("more_check") == "<";
    let private = found.name("more_check").is_none()
        || unused
        || check::mrz(&optional).map(|digit| digit.to_string()) == Some(field("more_check"));
    let dated = ["birth", "birth_check", "expiry", "expiry_check"].map(field).concat();
    let number_part = field("number") + &field("number_check");
    let all = if is_card {
        number_part + &field("optional") + &dated + &field("more")
    } else {
        number_part + &dated + &optional + &field("more_check")
    };
    number && dates && private && check::mrz(&all).map(|digit| digit.to_string()) == Some(field("all_check"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    // These are the specimens of Doc 9303: part 4 appendix B, part 5 appendix B, part 6 appendix B.
    const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const CARD: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    const SMALL: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";

    fn checked(text: &str) -> Vec<(Kind, String, Checked)> {
        find(text).into_iter().map(|entity| (entity.kind, entity.value, entity.checked)).collect()
    }

    #[test]
    fn the_specimens_of_icao_are_well_formed() {
        for (zone, value) in [(PASSPORT, "UTO:L898902C3"), (CARD, "UTO:D23145890"), (SMALL, "UTO:D23145890")] {
            assert_eq!(checked(zone), [(Kind::Mrz, value.to_owned(), Checked::WellFormed)], "{zone}");
            assert_eq!(find(zone)[0].shown, zone);
        }
        assert_eq!(checked(&PASSPORT.replace('\n', "\r\n").to_lowercase())[0].1, "UTO:L898902C3");
    }

    #[test]
    fn the_second_line_of_a_passport_is_enough_and_a_misread_letter_is_seen() {
        let second = PASSPORT.lines().nth(1).unwrap();
        assert_eq!(checked(second)[0].2, Checked::WellFormed);
        assert_eq!(checked(&second.replace("740812", "740813"))[0].2, Checked::Malformed);
        assert_eq!(checked(&second.replace("<10", "<11"))[0].2, Checked::Malformed);
    }
}
