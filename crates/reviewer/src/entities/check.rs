//! Check digits of numbers.
//!
//! A passed check means only that the number is consistent. Every text is allowed as an argument; a text with a
//! character that cannot be part of such a number does not pass.

/// ISO 7812, for payment cards.
pub(super) fn luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, c) in digits.chars().rev().enumerate() {
        let Some(digit) = c.to_digit(10) else { return false };
        let weighed = if place % 2 == 1 { digit * 2 } else { digit };
        sum += weighed / 10 + weighed % 10;
    }
    !digits.is_empty() && sum % 10 == 0
}

/// ISO 7064 mod 97-10, as ISO 13616 uses it: the first four characters move to the end, and a letter counts as two
/// digits.
pub(super) fn iban(compact: &str) -> bool {
    let Some((head, tail)) = compact.split_at_checked(4) else { return false };
    let mut rest = 0;
    for c in tail.chars().chain(head.chars()) {
        let Some(digit) = c.to_digit(36) else { return false };
        rest = (rest * if digit < 10 { 10 } else { 100 } + digit) % 97;
    }
    rest == 1
}

/// ISO 7064 mod 11-2, for 17 digits and one of `0` to `9` or `X` (GB 11643-1999).
pub(super) fn china(id: &str) -> bool {
    const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    let digits: Option<Vec<u32>> = id.chars().map(|c| if c == 'X' { Some(10) } else { c.to_digit(10) }).collect();
    digits.is_some_and(|digits| digits.len() == 18 && weigh(&digits, &WEIGHTS) % 11 == 1)
}

/// Checks a Thai number: the first twelve digits have the weights 13 to 2, and the check digit completes the sum to a
/// multiple of 11.
pub(super) fn thai(id: &str) -> bool {
    const WEIGHTS: [u32; 12] = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let digits: Option<Vec<u32>> = id.chars().map(|c| c.to_digit(10)).collect();
    digits.is_some_and(|digits| {
        let sum = weigh(&digits, &WEIGHTS);
        digits.len() == 13 && digits.last().copied() == Some((11 - sum % 11) % 10)
    })
}

/// Verhoeff's check over the dihedral group of ten elements. The check digit is the last digit of the argument.
pub(super) fn verhoeff(digits: &str) -> bool {
    // One step of the permutation. The digit at place n is permuted n times.
    const STEP: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (place, c) in digits.chars().rev().enumerate() {
        let Some(mut digit) = c.to_digit(10) else { return false };
        for _ in 0..place % 8 {
            digit = STEP.get(digit as usize).copied().unwrap_or(0);
        }
        check = dihedral(check, digit);
    }
    !digits.is_empty() && check == 0
}

/// Returns the check digit of ICAO Doc 9303, part 3, 4.9: the weights are 7, 3, 1; letters count from 10, `<` counts 0.
/// `None` if there is another character.
pub(super) fn mrz(field: &str) -> Option<u32> {
    let mut sum = 0;
    for (c, weight) in field.chars().zip([7, 3, 1].into_iter().cycle()) {
        sum += if c == '<' { 0 } else { c.to_digit(36)? } * weight;
    }
    Some(sum % 10)
}

/// Whether there is such a day in the calendar.
pub(super) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn weigh(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Multiplies two elements of the group: rotations are 0 to 4, reflections 5 to 9.
fn dihedral(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_pass_and_one_changed_digit_does_not() {
        // Sources of the numbers: for Luhn, the networks' own test numbers; for IBAN, examples of the SWIFT registry;
        // for China, GB 11643-1999; for Verhoeff, 2363 from Wikipedia.
        for card in ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"] {
            assert!(luhn(card), "{card}");
        }
        assert!(!luhn("4111111111111112"));
        for account in [
            "GB82WEST12345698765432",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "PK36SCBL0000001123456702",
        ] {
            assert!(iban(account), "{account}");
        }
        assert!(!iban("GB82WEST12345698765433"));
        assert!(china("11010519491231002X") && china("440524188001010014"));
        assert!(!china("110105194912310021") && !china("11010519491231003X"));
        assert!(verhoeff("2363") && !verhoeff("2364") && !verhoeff("3263"));
        // This number is made up. Its weighted sum is 1 × 13 = 13, so the check digit is 11 - 2 = 9.
        assert!(thai("1000000000009") && !thai("1000000000008"));
    }

    #[test]
    fn the_specimens_of_icao_9303_have_their_check_digits() {
        // Examples of Doc 9303, part 4, appendix B, and part 3, 4.9.
        assert_eq!(mrz("L898902C3"), Some(6));
        assert_eq!((mrz("740812"), mrz("120415"), mrz("520727")), (Some(2), Some(9), Some(3)));
        assert_eq!(mrz("ZE184226B<<<<<"), Some(1));
        assert_eq!(mrz("é"), None);
    }

    #[test]
    fn what_is_no_digit_passes_nothing() {
        for text in ["", "é", "12é4", "กกกกกกกกกกกกก", "X", "١٢٣٤"] {
            assert!(!luhn(text) && !iban(text) && !china(text) && !thai(text) && !verhoeff(text), "{text}");
        }
    }

    #[test]
    fn the_calendar_has_no_thirtieth_of_february() {
        assert!(is_day(2024, 2, 29) && !is_day(2023, 2, 29) && !is_day(1900, 2, 29) && is_day(2000, 2, 29));
        assert!(!is_day(2024, 13, 1) && !is_day(2024, 4, 31) && !is_day(2024, 1, 0));
    }
}
