//! Bank accounts and payment cards.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{Finds, Text, pattern};
use super::{Checked, Kind, check};

static IBAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}"));
static CARD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?-u:\b)(?:[0-9]{13,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}|",
        r"[0-9]{6}[ -][0-9]{13})(?-u:\b)"
    ))
});
static CARD_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:\bcards?\b|visa|mastercard|unionpay|卡号|卡號|银行卡|銀行卡|บัตร|thẻ|កាត|ကတ်|ບັດ|kartu|kad\b|कार्ड|কার্ড|کارڈ|بطاقة|карт|카드|",
        r"カード|cartão)"
    ))
});

/// The length of an IBAN by country (SWIFT's IBAN registry, release 99).
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 \
    FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 \
    MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 \
    UA29 VA22 VG24 XK20 YE30";

pub(super) fn find_ibans(text: &Text<'_>, finds: &mut Finds) {
    for at in IBAN.find_iter(text.folded()) {
        let Some(length) = at.as_str().get(..2).and_then(length) else { continue };
        // Takes as many characters as an account of that country has. Any further text is another word.
        let end = at.as_str().char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).nth(length - 1);
        let Some((end, last)) = end else { continue };
        let range = at.start()..at.start() + end + last.len_utf8();
        if text.after(range.end, 1).starts_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let written = text.piece(range.clone());
        let value: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
        let upper = value.to_ascii_uppercase();
        let passed = check::iban(&upper);
        let grouped = written == value || written.split([' ', '-']).rev().skip(1).all(|group| group.len() == 4);
        if passed || (value == upper && grouped) {
            finds.add(text, range, Kind::Iban, upper, Checked::of(passed));
        }
    }
}

pub(super) fn find_cards(text: &Text<'_>, finds: &mut Finds) {
    for at in CARD.find_iter(text.folded()) {
        if !text.is_whole_number(&at.range()) {
            continue;
        }
        let value: String = at.as_str().chars().filter(char::is_ascii_digit).collect();
        let passed = is_issued(&value) && check::luhn(&value);
        if passed || CARD_WORD.is_match(text.before(at.start(), 32)) {
            finds.add(text, at.range(), Kind::Card, value, Checked::of(passed));
        }
    }
}

fn length(country: &str) -> Option<usize> {
    let country = country.to_ascii_uppercase();
    LENGTHS.split_whitespace().find_map(|entry| entry.strip_prefix(country.as_str())?.parse().ok())
}

/// Whether a card network issues numbers with this beginning and length (ISO 7812, and roughly the networks'
/// published ranges).
fn is_issued(digits: &str) -> bool {
    let head = |places: usize| digits.get(..places).and_then(|head| head.parse::<u32>().ok()).unwrap_or(0);
    match digits.len() {
        14 => matches!(head(2), 30 | 36 | 38 | 39),
        15 => matches!(head(2), 34 | 37),
        16 => {
            matches!(head(2), 40..=49 | 51..=55 | 62 | 64 | 65 | 81 | 82)
                || matches!(head(4), 2200..=2720 | 3528..=3589 | 6011)
        }
        17..=19 => matches!(head(2), 50 | 56..=63 | 65 | 67),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn checked(text: &str) -> Vec<(Kind, String, Checked)> {
        find(text).into_iter().map(|entity| (entity.kind, entity.value, entity.checked)).collect()
    }

    #[test]
    fn an_account_is_one_however_it_is_grouped_and_a_changed_digit_is_seen() {
        let iban = |value: &str, checked| [(Kind::Iban, value.to_owned(), checked)];
        let good = iban("GB82WEST12345698765432", Checked::WellFormed);
        assert_eq!(checked("GB82WEST12345698765432"), good);
        assert_eq!(checked("account GB82 WEST 1234 5698 7654 32 in London"), good);
        assert_eq!(checked("gb82 west 1234 5698 7654 32."), good);
        assert_eq!(checked("GB82 WEST 1234 5698 7654 33"), iban("GB82WEST12345698765433", Checked::Malformed));
        assert_eq!(checked("we met in 12 more places than anyone would say"), []);
    }

    #[test]
    fn a_card_fits_its_network_and_its_check_digit() {
        // These are test numbers that Stripe publishes.
        let card = |value: &str| [(Kind::Card, value.to_owned(), Checked::WellFormed)];
        assert_eq!(checked("4111 1111 1111 1111"), card("4111111111111111"));
        assert_eq!(checked("3782 822463 10005"), card("378282246310005"));
        assert_eq!(checked("6205500000000000004"), card("6205500000000000004"));
        assert_eq!(checked("4111-1111-1111-1112"), []);
        assert_eq!(
            checked("银行卡 4111 1111 1111 1112"),
            [(Kind::Card, "4111111111111112".to_owned(), Checked::Malformed)]
        );
    }
}
