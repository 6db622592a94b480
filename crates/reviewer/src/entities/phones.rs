//! Telephone numbers, by libphonenumber's numbering plans (crate `phonenumber`).
//!
//! A row of digits that begins with `+` or `00` is a phone. Other digits are a phone in two cases: after a word for
//! "phone", and if they look like a mobile number of the country whose script surrounds them. The country follows from
//! that word, from the script, or from the countries that the text names. If the country is unknown, the number stays
//! as written, without `+`.

mod hints;
mod plans;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use self::plans::PLANS;
use super::text::{Finds, Text, pattern};
use super::{Checked, Kind};

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\(?\+ ?)?\(?[0-9]+(?:(?:\)?[ .-]?\(?| - )[0-9]+){0,30}"));
static GROUP: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]+"));
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:19|20|25)[0-9]{2}[-. ][0-9]{1,2}[-. ][0-9]{1,2}|[0-9]{1,2}[-. ][0-9]{1,2}[-. ](?:19|20|25)[0-9]{2})(?:[^0-9]|$)",
    )
});

/// Country codes that may be written without `+` after a word for a phone.
const CODES: [&str; 22] = [
    "66", "95", "855", "856", "63", "60", "84", "86", "91", "62", "880", "977", "92", "94", "254", "251", "256", "255",
    "886", "852", "65", "971",
];

/// The number of digits of a phone, including the country code (E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    for at in NUMBER.find_iter(text.folded()) {
        let groups: Vec<Range<usize>> =
            GROUP.find_iter(at.as_str()).map(|group| at.start() + group.start()..at.start() + group.end()).collect();
        let mut first = 0;
        while let Some(start) = groups.get(first) {
            // The largest number of groups is tried first. Two phones, or a phone and a sum, may be side by side.
            let longest = (first..groups.len().min(first + 7)).rev();
            let numbers: Vec<_> = longest
                .filter_map(|last| {
                    let range = opening(text, start.start, groups.get(last)?.end);
                    let known = finds.is_free(&range).then(|| read(text, &range, &[]))?;
                    known.map(|(value, checked)| (last, range, value, checked))
                })
                .collect();
            let good = numbers.iter().find(|(.., checked)| *checked == Checked::WellFormed);
            // A number that fits no numbering plan counts only if it takes all the digits that follow.
            let number = good.or(numbers.first().filter(|(last, ..)| last + 1 == groups.len())).cloned();
            match number {
                Some((last, range, value, checked)) => {
                    finds.add(text, range, Kind::Phone, value, checked);
                    first = last + 1;
                }
                None => first += 1,
            }
        }
    }
}

/// Reads the phone in a range. Returns it as `+66812345678` if its country is known. `home` lists countries to try
/// first.
pub(super) fn read(text: &Text<'_>, range: &Range<usize>, home: &[&'static str]) -> Option<(String, Checked)> {
    let written = text.piece(range.clone());
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let long = digits.starts_with("00") && digits.len() <= 17;
    if !long && !DIGITS.contains(&digits.len()) {
        return None;
    }
    let before = text.before(range.start, 1);
    let after = text.after(range.end, 2);
    if before.ends_with(|c: char| {
        c.is_ascii_alphanumeric() || "_=#$€¥£.@".contains(c) || (c == '/' && !written.contains('+'))
    }) || after.starts_with(|c: char| c.is_ascii_alphanumeric() || "_@%$€¥£".contains(c))
    {
        return None;
    }
    // If a decimal sign, a thousands separator or a slash follows, and then a digit, this is only the beginning of a
    // number, and no phone.
    let mut next = after.chars();
    if next.next().is_some_and(|c| matches!(c, '.' | ',' | '/')) && next.next().is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    if written.contains('+') {
        return international(&digits);
    }
    if DATE.is_match(written) {
        return None;
    }
    if let Some(abroad) = digits.strip_prefix("00")
        && let Some((value, Checked::WellFormed)) = international(abroad)
    {
        return Some((value, Checked::WellFormed));
    }
    let lead = text.before(range.start, 56);
    let words = hints::words(lead);
    let said = !words.is_empty() || !home.is_empty();
    let scripts = hints::scripts(lead, text.after(range.end, 48));
    // A leading zero shows that a number is a phone and no amount. In countries without a leading zero, mobile numbers
    // have a form of their own.
    let near = home.iter().chain(words.iter().copied().flatten()).chain(&scripts);
    for country in near {
        if (said || is_mobile(&digits, country))
            && let Some(known) = national(&digits, country)
        {
            return Some(known);
        }
    }
    if !said {
        return None;
    }
    if CODES.iter().any(|code| digits.starts_with(code) && digits.len() >= code.len() + 7)
        && let Some((value, Checked::WellFormed)) = international(&digits)
    {
        return Some((value, Checked::WellFormed));
    }
    let mut fits: Vec<String> =
        hints::named(text).iter().filter_map(|country| national(&digits, country)).map(|(value, _)| value).collect();
    fits.dedup();
    match fits.as_slice() {
        [only] => Some((only.clone(), Checked::WellFormed)),
        // The country is unknown. The number is kept as written if it begins with 0 and has too many digits for an
        // amount.
        _ if digits.len() >= 8 && digits.len() <= 13 && digits.starts_with('0') => Some((digits, Checked::Unchecked)),
        _ => None,
    }
}

/// Reads digits that begin with a country code.
pub(super) fn international(digits: &str) -> Option<(String, Checked)> {
    if !(8..=15).contains(&digits.len()) || digits.starts_with('0') {
        return None;
    }
    let (code, rest) = (1..=3).filter_map(|places| digits.split_at_checked(places)).find_map(|(code, rest)| {
        let code: u16 = code.parse().ok()?;
        plans::is_code(code).then_some((code, rest))
    })?;
    // "+66 (0)81 …" also has the 0 that is dialled only within the country.
    let bare = plans::of(code)
        .find_map(|plan| plan.fit(rest, false))
        .or_else(|| plans::of(code).find_map(|plan| plan.fit(rest, true)));
    match bare {
        Some(rest) => Some((format!("+{code}{rest}"), Checked::WellFormed)),
        None => Some((format!("+{digits}"), Checked::Malformed)),
    }
}

/// Returns the digits of an international number as dialled within its country, with a leading zero.
pub(crate) fn dialled_at_home(digits: &str) -> Option<String> {
    let (value, Checked::WellFormed) = international(digits)? else { return None };
    let digits = value.trim_start_matches('+');
    let codes = (1..=3).filter_map(|places| digits.split_at_checked(places));
    codes.into_iter().find(|(code, _)| code.parse().is_ok_and(plans::is_code)).map(|(_, rest)| format!("0{rest}"))
}

/// Reads digits as dialled within a country.
pub(super) fn national(digits: &str, country: &str) -> Option<(String, Checked)> {
    let plan = PLANS.get(country)?;
    let rest = plan.fit(digits, true).or_else(|| plan.fit(digits, false))?;
    // In a country where everyone dials a leading 0, a number without it is an amount or a date. In India and the other
    // countries listed here, people leave the 0 out.
    let leaves_away = ["CN", "IN", "NP", "VN", "PH", "ID", "BR", "KR"].contains(&country) && digits.len() >= 9;
    let zero = plan.prefix.is_none() || rest.len() < digits.len() || leaves_away;
    zero.then(|| (format!("+{}{rest}", plan.code), Checked::WellFormed))
}

/// Whether digits without a word for a phone are a mobile number as dialled within the country.
fn is_mobile(digits: &str, country: &str) -> bool {
    let Some(plan) = PLANS.get(country) else { return false };
    let rest = match country {
        "CN" if digits.len() == 11 => Some(digits),
        "IN" | "NP" if digits.len() == 10 => Some(digits),
        _ => digits.strip_prefix('0'),
    };
    rest.is_some_and(|rest| rest.len() >= 8 && plan.mobile().is_match(rest))
}

/// Returns the range of a number with its first digit at `at`, including a `+` or bracket before it.
fn opening(text: &Text<'_>, at: usize, end: usize) -> Range<usize> {
    let before = text.before(at, 4);
    let kept = before.trim_end_matches(['(', ' ']);
    if kept.ends_with('+') {
        at - (before.len() - kept.len()) - 1..end
    } else if before.ends_with('(') && text.piece(at..end).contains(')') {
        at - 1..end
    } else {
        at..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn phones(text: &str) -> Vec<(String, Checked)> {
        find(text)
            .into_iter()
            .filter(|entity| entity.kind == Kind::Phone)
            .map(|entity| (entity.value, entity.checked))
            .collect()
    }

    fn good(value: &str) -> Vec<(String, Checked)> {
        vec![(value.to_owned(), Checked::WellFormed)]
    }

    #[test]
    fn one_number_is_one_value_however_it_is_written() {
        for text in [
            "+66812345678",
            "+66 81 234 5678",
            "+66-81-234-5678",
            "(+66) 81 2345678",
            "+66 (0)81 234 5678",
            "0066 81 234 5678",
            "โทร 081-234-5678",
            "เบอร์ 0812345678 ค่ะ",
            "ติดต่อ 081 234 5678",
            "phone 66812345678",
            "He is in Thailand, his phone is 081 2345678",
        ] {
            assert_eq!(phones(text), good("+66812345678"), "{text}");
        }
    }

    #[test]
    fn national_forms_are_read_by_the_word_or_the_script_around_them() {
        // These are examples from libphonenumber's own data.
        for (text, value) in [
            ("ဖုန်း ၀၉-၂၁၂၃၄၅၆", "+9592123456"),
            ("ទូរស័ព្ទ 091 234 567", "+85591234567"),
            ("ໂທ 020 23 123 456", "+8562023123456"),
            ("SĐT: 0912 345 678", "+84912345678"),
            ("手机13123456789", "+8613123456789"),
            ("他的号13123456789还在用", "+8613123456789"),
            ("HP 0812-345-678", "+62812345678"),
            ("WA 0812-345-678", "+62812345678"),
            ("मोबाइल ८१२३४५६७८९", "+918123456789"),
            ("মোবাইল 01812-345678", "+8801812345678"),
            ("فون 0301 2345678", "+923012345678"),
            ("simu 0712 123456", "+254712123456"),
            ("ስልክ 0911234567", "+251911234567"),
            ("Philippines, call 0905 123 4567", "+639051234567"),
        ] {
            assert_eq!(phones(text), good(value), "{text}");
        }
    }

    #[test]
    fn a_number_whose_country_nobody_can_tell_stands_as_it_is() {
        assert_eq!(phones("call 0812345678"), [("0812345678".to_owned(), Checked::Unchecked)]);
        assert_eq!(phones("0812345678"), []);
        assert_eq!(phones("+66 81 234 567"), [("+6681234567".to_owned(), Checked::Malformed)]);
    }

    #[test]
    fn two_numbers_side_by_side_are_two() {
        let two = [good("+66812345678"), good("+66898765432")].concat();
        assert_eq!(phones("โทร 0812345678 0898765432"), two);
        assert_eq!(phones("โทร 081-234-5678, 089-876-5432"), two);
        assert_eq!(phones("+66812345678/+66898765432"), two);
        assert_eq!(phones("+66812345678 20 people"), good("+66812345678"));
        assert_eq!(phones("call 0812-3456-7890"), [("081234567890".to_owned(), Checked::Unchecked)]);
    }

    #[test]
    fn dates_sums_and_accounts_are_no_phones() {
        for text in [
            "call on 2024-11-24",
            "phone taken 24.11.2024",
            "call, they want 5000000 baht",
            "Call me when 1,500,000 is paid",
            "พ.ศ. 2567 จ่าย 500000 บาท",
            "转账 50000000 元",
            "+5 more",
            "room 1204-1208",
        ] {
            assert_eq!(phones(text), [], "{text}");
        }
    }
}
