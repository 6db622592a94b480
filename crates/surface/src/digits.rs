//! Native digits: people type codes and phone numbers in the digits that they learnt.

/// The zeros of the scripts whose digits are folded: each is followed by its one to nine (Unicode 16, general category Nd).
const ZEROS: [char; 12] = [
    '\u{0660}', // Arabic-Indic
    '\u{06F0}', // Arabic-Indic, as in Urdu and Persian
    '\u{0966}', // Devanagari
    '\u{09E6}', // Bengali
    '\u{0BE6}', // Tamil
    '\u{0E50}', // Thai
    '\u{0ED0}', // Lao
    '\u{1040}', // Burmese
    '\u{1090}', // Shan
    '\u{17E0}', // Khmer
    '\u{FF10}', // full width, as in Chinese and Japanese
    '\u{07C0}', // N'Ko
];

/// A native digit as ASCII; any other character as it is.
pub fn fold_digit(character: char) -> char {
    // Ethiopic has no zero.
    if ('\u{1369}'..='\u{1371}').contains(&character) {
        return char::from_digit(u32::from(character) - 0x1368, 10).unwrap_or(character);
    }
    for zero in ZEROS {
        let place = u32::from(character).wrapping_sub(u32::from(zero));
        if place < 10 {
            return char::from_digit(place, 10).unwrap_or(character);
        }
    }
    character
}

/// Every native digit as ASCII.
pub fn fold_digits(text: &str) -> String {
    text.chars().map(fold_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_of_every_interface_language_become_ascii() {
        for native in [
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "০১২৩৪৫৬৭৮৯",
            "௦௧௨௩௪௫௬௭௮௯",
            "๐๑๒๓๔๕๖๗๘๙",
            "໐໑໒໓໔໕໖໗໘໙",
            "၀၁၂၃၄၅၆၇၈၉",
            "០១២៣៤៥៦៧៨៩",
            "０１２３４５６７８９",
        ] {
            assert_eq!(fold_digits(native), "0123456789");
        }
        assert_eq!(fold_digits("፩፪፫፬፭፮፯፰፱"), "123456789");
        assert_eq!(fold_digits("ab-က"), "ab-က");
    }
}
