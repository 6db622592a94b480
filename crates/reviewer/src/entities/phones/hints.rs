//! Hints near a number: that it is a phone, and from which country.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;

use crate::entities::text::{Text, pattern};

/// Words for a phone, each with the countries in which it is used.
static WORDS: LazyLock<Vec<(Regex, &'static [&'static str])>> = LazyLock::new(|| {
    let words: [(&str, &[&str]); 25] = [
        (r"โทร|เบอร์|มือถือ", &["TH"]),
        (r"ဖုန်း|ဆက်သွယ်ရန်", &["MM"]),
        (r"ទូរស័ព្ទ|ទូរសព្ទ|លេខ", &["KH"]),
        (r"ໂທ|ເບີ|ມືຖື", &["LA"]),
        (r"điện thoại|dien thoai|sđt|\bsdt|\bđt\b|di động|gọi", &["VN"]),
        (r"手机|电话|联系方式|号码", &["CN", "TW", "HK"]),
        (r"手機|電話|號碼", &["TW", "HK", "CN", "JP"]),
        (r"\btelp|telepon|\bhp\b|nomor|nomer|hubungi", &["ID"]),
        (r"telefon|no\.? ?tel|bimbit", &["MY"]),
        (r"फ़?ोन|फोन|मोबाइल|नंबर|नम्बर|संपर्क", &["IN", "NP"]),
        (r"ফোন|মোবাইল|নম্বর|নাম্বার", &["BD", "IN"]),
        (r"فون|موبائل|نمبر", &["PK"]),
        (r"هاتف|جوال|موبايل|رقم", &["EG", "SD", "SA", "AE", "YE"]),
        (r"\bsimu\b|nambari", &["KE", "TZ", "UG"]),
        (r"ስልክ", &["ET"]),
        (r"தொலைபேசி|கைபேசி|போன்", &["IN", "LK", "MY"]),
        (r"전화|휴대폰|연락처|핸드폰", &["KR"]),
        (r"でんわ|携帯|番号", &["JP"]),
        (r"телефон|\bтел\b|номер|мобильн|звонить", &["RU", "KZ"]),
        (r"telefone|celular|contato", &["BR"]),
        (r"selpon|numero|telepono", &["PH"]),
        (r"phone|\btel\b|\bcall|mobile|\bcell|contact|\bsim\b|hotline|number|\bsms\b|\btext(?:ed)?\b", &[]),
        (r"whats ?app|viber|\bimo\b|\bsignal\b|zalo|telegram", &[]),
        (r"\bwa\b", &["ID", "MY"]),
        (r"☎|📞|📱|☏", &[]),
    ];
    words.into_iter().map(|(words, countries)| (pattern(&format!("(?i)(?:{words})")), countries)).collect()
});

/// Names of countries, as texts mention them.
static NAMED: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let names = [
        (r"thai(?:land)?\b|mae sot|bangkok|泰国|泰國|thái lan", "TH"),
        (r"myanmar|burm(?:a|ese)\b|myawaddy|缅甸|緬甸|miến điện", "MM"),
        (r"cambodia|khmer|sihanoukville|phnom penh|bavet|poipet|柬埔寨|campuchia|kamboja|กัมพูชา", "KH"),
        (r"\blaos?\b|vientiane|bokeo|老挝|寮國|\blào\b|ลาว", "LA"),
        (r"philippin|filipin|manila|菲律宾|菲律賓", "PH"),
        (r"malaysia|kuala lumpur|马来西亚|馬來西亞", "MY"),
        (r"vietnam|viet nam|việt nam|越南", "VN"),
        (r"\bchina\b|chinese|中国|trung quốc", "CN"),
        (r"\bindia\b|indian\b|印度(?:[^尼]|$)", "IN"),
        (r"indonesia|jakarta|印尼|印度尼西亚", "ID"),
        (r"bangladesh|dhaka|孟加拉", "BD"),
        (r"nepal|kathmandu|尼泊尔", "NP"),
        (r"pakistan|karachi|lahore|巴基斯坦", "PK"),
        (r"kenya|nairobi|肯尼亚", "KE"),
        (r"ethiopia|addis|埃塞俄比亚", "ET"),
        (r"sri lanka|colombo|斯里兰卡", "LK"),
        (r"taiwan|台湾|台灣|臺灣", "TW"),
        (r"hong ?kong|香港", "HK"),
        (r"singapore|新加坡", "SG"),
        (r"japan|日本", "JP"),
        (r"\bkorea|한국|韩国|韓國", "KR"),
        (r"uganda|kampala|乌干达", "UG"),
        (r"brazil|brasil|巴西", "BR"),
    ];
    names.into_iter().map(|(names, country)| (pattern(&format!("(?i)(?:{names})")), country)).collect()
});

/// Scripts, each with the countries whose mobile numbers can be recognised by their form in a text of that script.
const SCRIPTS: [(RangeInclusive<char>, &[&str]); 11] = [
    ('\u{e00}'..='\u{e7f}', &["TH"]),
    ('\u{e80}'..='\u{eff}', &["LA"]),
    ('\u{1000}'..='\u{109f}', &["MM"]),
    ('\u{1780}'..='\u{17ff}', &["KH"]),
    ('\u{4e00}'..='\u{9fff}', &["CN", "TW"]),
    ('\u{900}'..='\u{97f}', &["IN", "NP"]),
    ('\u{980}'..='\u{9ff}', &["BD"]),
    ('\u{1200}'..='\u{137f}', &["ET"]),
    ('\u{ac00}'..='\u{d7a3}', &["KR"]),
    ('\u{1ea0}'..='\u{1ef9}', &["VN"]),
    ('\u{3040}'..='\u{30ff}', &["JP"]),
];

/// Returns one list of countries for each word for a phone in a text. A word that is used everywhere has an empty
/// list.
pub(super) fn words(before: &str) -> Vec<&'static [&'static str]> {
    WORDS.iter().filter(|(word, _)| word.is_match(before)).map(|(_, countries)| *countries).collect()
}

/// Returns the countries whose scripts surround a number, the nearest first.
pub(super) fn scripts(before: &str, after: &str) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for c in before.chars().rev().chain(after.chars()).filter(|c| !c.is_ascii()) {
        for country in SCRIPTS.iter().filter(|(range, _)| range.contains(&c)).flat_map(|(_, countries)| *countries) {
            if !found.contains(country) {
                found.push(country);
            }
        }
    }
    found
}

/// Returns the countries that the text names. The search runs once per text.
pub(super) fn named<'t>(text: &'t Text<'_>) -> &'t [&'static str] {
    text.countries.get_or_init(|| {
        NAMED.iter().filter(|(name, _)| name.is_match(text.folded())).map(|(_, country)| *country).collect()
    })
}
