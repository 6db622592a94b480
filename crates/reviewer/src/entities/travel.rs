//! Flights, and number plates of Thailand, Cambodia, Myanmar and China.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{Finds, Text, pattern};
use super::{Checked, Kind};

static FLIGHT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?-u:\b)(?P<line>[A-Z]{2}|[A-Z][0-9]|[0-9][A-Z])(?P<gap>[ -]?)(?P<number>[0-9]{1,4})(?-u:\b)")
});
static FLIGHT_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:flight|flew|airline|boarding|ticket|航班|机票|機票|เที่ยวบิน|ไฟลท์|ไฟล์ท|chuyến bay|လေယာဉ်|ជើងហោះហើរ|ຖ້ຽວບິນ|",
        r"penerbangan|pesawat|उड़ान|फ्लाइट|ফ্লাইট|بازپرواز|پرواز|فلائٹ|رحلة|рейс|항공편|フライト|便名|\bvoo\b|ndege|በረራ|விமான)"
    ))
});
/// The two-character codes (IATA) of airlines that serve the region. Codes that are also words, countries or floors of
/// a building are left out.
const AIRLINES: &str = "TG FD PG VZ WE SL MH AK SQ TR CX MU CZ HU 3U 9C VN VJ QH K6 QV 8M UB 7Y 5J GA JT QZ 6E IX UL ET KQ EK FZ QR EY TK OZ CI JL NH";

static THAI: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|ทะเบียน|ป้าย|[^0-9\u{e01}-\u{e4e}])(?P<plate>(?:[0-9] ?)?[ก-ฮ]{1,3}[ -]?[0-9]{1,4})(?-u:\b)")
});
static CAMBODIAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?-u:\b)[0-9][A-Z]{1,2}[ -]?[0-9]{4}(?-u:\b)"));
static MYANMAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?-u:\b)(?P<state>(?:YGN|MDY|SHN|KYN|KCN|KYH|KYA|MON|BGO|NPW|AYY|MGY|MGW|SGG|SGN|TNI|CHN|",
        r"RKE)[ /-]?)?(?P<rest>[0-9][A-Z][ /-]?[0-9]{4})(?-u:\b)"
    ))
});
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?P<plate>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. -]?[A-Z0-9]{5,6})(?-u:\b)",
    )
});
static PLATE_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:plate|licen[cs]e|\bcar\b|\bvan\b|vehicle|truck|motorbike|ทะเบียน|ป้าย|รถ|ស្លាកលេខ|ផ្លាកលេខ|ឡាន|រថយន្ត|ယာဉ်|ကား|",
        r"လိုင်စင်|ທະບຽນ|ລົດ|车牌|車牌|牌照|biển số|xe\b|plat nomor|plat\b|गाड़ी|নম্বর প্লেট)"
    ))
});
/// Provinces that are written under the number on a Thai plate: only the capital, and those on the borders.
static PROVINCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[ -]{0,2}(?:กรุงเทพ|กทม|ตาก|เชียงราย|เชียงใหม่|แม่ฮ่องสอน|สระแก้ว|ตราด|จันทบุรี|หนองคาย|อุบล|นครพนม|มุกดาหาร|กาญจนบุรี|",
        r"ระนอง|ชลบุรี|สงขลา|สุรินทร์|ศรีสะเกษ|น่าน|เลย)"
    ))
});

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    for found in MYANMAR.captures_iter(text.folded()) {
        let (Some(at), Some(_)) = (found.get(0), found.name("rest")) else { continue };
        if found.name("state").is_some() || plate_word(text, at.start()) {
            finds.add(text, at.range(), Kind::Plate, bare(at.as_str()), Checked::Unchecked);
        }
    }
    for at in CAMBODIAN.find_iter(text.folded()) {
        if plate_word(text, at.start()) {
            finds.add(text, at.range(), Kind::Plate, bare(at.as_str()), Checked::Unchecked);
        }
    }
    for found in THAI.captures_iter(text.folded()) {
        let Some(at) = found.name("plate") else { continue };
        // In a Thai sentence, a number may follow a word as it does on a plate. Word and number are a plate only after
        // a word such as "plate", or before a province.
        let after = text.after(at.end(), 48);
        if plate_word(text, at.start())
            || (PROVINCE.is_match(after) && at.as_str().starts_with(|c: char| c.is_ascii_digit()))
        {
            finds.add(text, at.range(), Kind::Plate, bare(at.as_str()), Checked::Unchecked);
        }
    }
    for found in CHINESE.captures_iter(text.folded()) {
        let Some(at) = found.name("plate") else { continue };
        let code = at.as_str().chars().skip(2).filter(char::is_ascii_alphanumeric).collect::<String>();
        if code.contains(|c: char| c.is_ascii_digit()) && code.len() >= 5 {
            finds.add(text, at.range(), Kind::Plate, bare(at.as_str()), Checked::Unchecked);
        }
    }
    for found in FLIGHT.captures_iter(text.folded()) {
        let (Some(at), Some(line), Some(number)) = (found.get(0), found.name("line"), found.name("number")) else {
            continue;
        };
        let gap = found.name("gap").is_some_and(|gap| !gap.as_str().is_empty());
        let airline = AIRLINES.split_ascii_whitespace().any(|known| known == line.as_str());
        let said = FLIGHT_WORD.is_match(text.before(at.start(), 48))
            && (airline || line.as_str().bytes().all(|byte| byte.is_ascii_uppercase()));
        let sure = airline && !gap && number.len() >= 3;
        let digits = number.as_str().trim_start_matches('0');
        if (said || sure) && !digits.is_empty() && text.is_whole_number(&at.range()) {
            finds.add(text, at.range(), Kind::Flight, format!("{}{digits}", line.as_str()), Checked::Unchecked);
        }
    }
}

fn plate_word(text: &Text<'_>, at: usize) -> bool {
    PLATE_WORD.is_match(text.before(at, 48))
}

fn bare(plate: &str) -> String {
    plate.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn values(kind: Kind, text: &str) -> Vec<String> {
        find(text).into_iter().filter(|entity| entity.kind == kind).map(|entity| entity.value).collect()
    }

    #[test]
    fn a_flight_has_an_airline_that_is_known_or_a_word_before_it() {
        for text in ["TG203", "flight TG 203", "航班TG0203", "เที่ยวบิน TG-203"] {
            assert_eq!(values(Kind::Flight, text), ["TG203"], "{text}");
        }
        assert_eq!(values(Kind::Flight, "He flew with ID 7132 on Monday"), ["ID7132"]);
        for text in ["ID 7132", "KK 5", "B2 building", "TG 12 people", "room A5 100"] {
            assert_eq!(values(Kind::Flight, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_plate_has_a_word_before_it_or_a_shape_of_its_own() {
        assert_eq!(values(Kind::Plate, "รถทะเบียน ๑กก ๑๒๓๔ ตาก"), ["1กก1234"]);
        assert_eq!(values(Kind::Plate, "เห็น 2กข-567 ตาก"), ["2กข567"]);
        assert_eq!(values(Kind::Plate, "white van, plate 2AB-1234"), ["2AB1234"]);
        assert_eq!(values(Kind::Plate, "ស្លាកលេខ 2A-1234"), ["2A1234"]);
        assert_eq!(values(Kind::Plate, "YGN 5F-5678"), ["YGN5F5678"]);
        assert_eq!(values(Kind::Plate, "ကား 5F/5678"), ["5F5678"]);
        assert_eq!(values(Kind::Plate, "云A12345的车"), ["云A12345"]);
        for text in ["มี 2 คน 1234", "room 2A-1234", "5F 5678"] {
            assert_eq!(values(Kind::Plate, text), [""; 0], "{text}");
        }
    }
}
