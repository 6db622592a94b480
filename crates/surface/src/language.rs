//! The languages of the interface: for each, its tag, its name in the language itself, its writing direction and its
//! digits.

use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language {
    tag: &'static str,
    own_name: &'static str,
    right_to_left: bool,
    zero: char,
}

/// A language that is written from left to right with the digits 0–9.
const fn plain(tag: &'static str, own_name: &'static str) -> Language {
    Language { tag, own_name, right_to_left: false, zero: '0' }
}

/// All languages. The digits of each are those of its default numbering system in Unicode's CLDR.
const ALL: [Language; 23] = [
    plain("zh-Hans", "简体中文"),
    plain("en", "English"),
    plain("vi", "Tiếng Việt"),
    plain("id", "Bahasa Indonesia"),
    plain("hi", "हिन्दी"),
    plain("am", "አማርኛ"),
    plain("th", "ไทย"),
    Language { zero: '၀', ..plain("my", "မြန်မာ") },
    plain("zh-Hant", "繁體中文"),
    plain("ms", "Bahasa Melayu"),
    plain("fil", "Filipino"),
    Language { right_to_left: true, ..plain("ur", "اردو") },
    plain("ta", "தமிழ்"),
    plain("ko", "한국어"),
    plain("km", "ខ្មែរ"),
    Language { zero: '০', ..plain("bn", "বাংলা") },
    Language { zero: '०', ..plain("ne", "नेपाली") },
    plain("sw", "Kiswahili"),
    plain("lo", "ລາວ"),
    Language { right_to_left: true, zero: '٠', ..plain("ar", "العربية") },
    plain("ru", "Русский"),
    plain("ja", "日本語"),
    plain("pt-BR", "Português (Brasil)"),
];

/// Other tags that browsers use for some of the languages above, each with our own tag.
const ALSO: [(&str, &str); 8] = [
    ("tl", "fil"),
    ("in", "id"),
    ("pt", "pt-BR"),
    ("pt-PT", "pt-BR"),
    ("zh-TW", "zh-Hant"),
    ("zh-HK", "zh-Hant"),
    ("zh-MO", "zh-Hant"),
    ("zh", "zh-Hans"),
];

impl Language {
    /// The language with this BCP 47 tag; `None` if there is none.
    pub fn find(tag: &str) -> Option<&'static Self> {
        ALL.iter().find(|language| language.tag == tag)
    }

    /// All languages of the interface.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The BCP 47 tag of the language. It is also used in paths.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// The name of the language in the language itself.
    pub fn own_name(&self) -> &'static str {
        self.own_name
    }

    /// The writing direction: `ltr` or `rtl`.
    pub fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// Writes a number or a day in the digits that people of this language expect.
    ///
    /// A number or day consists of ASCII digits and dashes. Any other value is returned unchanged. Codes never pass
    /// through this function.
    pub fn number(&self, value: &str) -> String {
        let is_number = value.bytes().all(|c| c.is_ascii_digit() || c == b'-');
        let native =
            |c: char| c.to_digit(10).and_then(|digit| char::from_u32(u32::from(self.zero) + digit)).unwrap_or(c);
        if is_number { value.chars().map(native).collect() } else { value.to_owned() }
    }

    /// The best of the `offered` languages for an `Accept-Language` header. If none fits, returns the first of them;
    /// `None` if nothing is offered.
    pub fn negotiate(accept_language: &str, offered: &[&'static Self]) -> Option<&'static Self> {
        let accept: String = accept_language.chars().take(200).collect();
        let mut wanted = parse_accepted_languages(&accept);
        for tag in &mut wanted {
            // The whole tag is tried first. Then the language alone is tried, unless the tag names a script.
            let (whole, alone) = (tag.to_string(), tag.language.to_string());
            let by_name = |name: &str| ALSO.iter().find(|(also, _)| *also == name).map(|(_, own)| *own);
            let own = by_name(&whole).or_else(|| if tag.script.is_none() { by_name(&alone) } else { None });
            if let Some(own) = own.and_then(|own| own.parse().ok()) {
                *tag = own;
            }
        }
        let tags: Vec<LanguageIdentifier> = offered.iter().filter_map(|language| language.tag.parse().ok()).collect();
        let found = negotiate_languages(&wanted, &tags, None, NegotiationStrategy::Lookup);
        let best = found.first().and_then(|tag| Self::find(&tag.to_string()));
        best.or_else(|| offered.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_known_language_is_taken_else_the_first_that_is_offered() {
        let offered: Vec<&Language> = ["en", "th", "my"].iter().filter_map(|tag| Language::find(tag)).collect();
        let chosen = |header: &str| Language::negotiate(header, &offered).map(Language::tag);
        assert_eq!(chosen("fr-FR, my;q=0.8, en;q=0.5"), Some("my"));
        assert_eq!(chosen("th-TH"), Some("th"));
        assert_eq!(chosen("xx, yy"), Some("en"));
        assert_eq!(chosen("\u{0};;;,,"), Some("en"));
    }

    #[test]
    fn a_browser_gets_its_language_whatever_region_or_older_name_it_gives() {
        let offered: Vec<&Language> = ALL.iter().collect();
        let chosen = |header: &str| Language::negotiate(header, &offered).map(Language::tag);
        for (header, tag) in [
            ("zh-CN", "zh-Hans"),
            ("zh", "zh-Hans"),
            ("zh-SG", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-HK", "zh-Hant"),
            ("zh-Hant-MY", "zh-Hant"),
            ("pt", "pt-BR"),
            ("pt-PT", "pt-BR"),
            ("tl-PH", "fil"),
            ("in-ID", "id"),
            ("ar-EG", "ar"),
            ("ur-IN", "ur"),
            ("bn-IN", "bn"),
            ("en-GB", "en"),
        ] {
            assert_eq!(chosen(header), Some(tag), "{header}");
        }
    }

    #[test]
    fn numbers_and_days_stand_in_native_digits_where_people_expect_them_and_nothing_else_changes() {
        let number = |tag: &str, value: &str| Language::find(tag).unwrap().number(value);
        assert_eq!(number("my", "2026-11-01"), "၂၀၂၆-၁၁-၀၁");
        assert_eq!(number("ar", "99"), "٩٩");
        assert_eq!(number("th", "99"), "99");
        assert_eq!(number("bn", "Line 7"), "Line 7");
    }

    #[test]
    fn every_tag_is_one_and_stands_there_once() {
        for language in &ALL {
            assert!(language.tag.parse::<LanguageIdentifier>().is_ok(), "{}", language.tag);
            assert_eq!(ALL.iter().filter(|other| other.tag == language.tag).count(), 1);
        }
    }
}
