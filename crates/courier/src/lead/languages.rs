//! Turns the language that a person names into the desk's tag.
//!
//! The desk can filter by the languages of the form, and shows each of them by its name in the language itself. It
//! shows any other tag as it is. So a name, a tag with a region, or an older tag of a form's language becomes the
//! form's own tag.
//!
//! Any other language is accepted if ISO 639 registers its code or its name, because leads also come in Karen or
//! French. Everything else is refused: the desk would show it as a language that does not exist.

mod others;

use isolang::Language as Iso;
use surface::Language;
use unic_langid::LanguageIdentifier;

use super::words::{folded, nearest, shown};
use others::{ALSO, COUNTRIES, SEVERAL};

/// Names of the form's languages. The first name of each is English and is shown to people; more English names follow,
/// then other names in the language itself. Its main name in the language itself is in `surface::Language`.
const NAMES: [(&str, &[&str]); 23] = [
    (
        "zh-Hans",
        &[
            "Chinese (Simplified)",
            "Chinese",
            "Mandarin",
            "Mandarin Chinese",
            "Chinese China",
            "中文",
            "汉语",
            "普通话",
            "简体",
            "中文 简体",
            "中文 简体中文",
        ],
    ),
    ("en", &["English"]),
    ("vi", &["Vietnamese"]),
    ("id", &["Indonesian", "Bahasa"]),
    ("hi", &["Hindi"]),
    ("am", &["Amharic"]),
    ("th", &["Thai", "ภาษาไทย"]),
    ("my", &["Burmese", "Myanmar", "Myanmar Burmese", "မြန်မာဘာသာ", "မြန်မာစာ", "ဗမာ"]),
    (
        "zh-Hant",
        &[
            "Chinese (Traditional)",
            "Chinese Taiwan",
            "Chinese Hong Kong",
            "漢語",
            "國語",
            "繁體",
            "繁体中文",
            "正體中文",
            "中文 繁體",
            "中文 繁体",
        ],
    ),
    ("ms", &["Malay", "Melayu", "Malaysian"]),
    ("fil", &["Filipino", "Tagalog", "Pilipino"]),
    ("ur", &["Urdu"]),
    ("ta", &["Tamil"]),
    ("ko", &["Korean", "조선말"]),
    ("km", &["Khmer", "Central Khmer", "Cambodian", "ភាសាខ្មែរ"]),
    ("bn", &["Bengali", "Bangla"]),
    ("ne", &["Nepali", "Nepalese"]),
    ("sw", &["Swahili"]),
    ("lo", &["Lao", "Laotian", "ພາສາລາວ"]),
    ("ar", &["Arabic", "عربي"]),
    ("ru", &["Russian"]),
    ("ja", &["Japanese"]),
    ("pt-BR", &["Portuguese (Brazil)", "Portuguese", "Brazilian", "Brazilian Portuguese", "Português"]),
];

/// Codes of ISO 639-2 and 639-3 for languages of the form whose tag is shorter or different.
const CODES: [(&str, &str); 13] = [
    ("bur", "my"),
    ("chi", "zh-Hans"),
    ("cmn", "zh-Hans"),
    ("may", "ms"),
    ("zsm", "ms"),
    ("zlm", "ms"),
    ("tgl", "fil"),
    ("npi", "ne"),
    ("swh", "sw"),
    ("swc", "sw"),
    ("arb", "ar"),
    ("por", "pt-BR"),
    ("tl", "fil"),
];

/// Returns the BCP 47 tag of a language that a person named by tag, by its English name or by its name in the language
/// itself.
///
/// # Errors
/// When neither the form nor ISO 639 has this language; the message proposes the most similar one of the form. Also
/// when the text is a country's code, or the name of several languages.
pub(super) fn read(typed: &str) -> Result<String, String> {
    if let Some(tag) = by_name(typed) {
        return Ok(tag);
    }
    let wanted = key(typed);
    if let Some((_, tags)) = SEVERAL.iter().find(|(name, _)| key(name) == wanted) {
        return Err(format!("{} is the name of several languages: write {tags}, or another one's tag", shown(typed)));
    }
    if let Some((_, true)) = country(typed) {
        return Err(format!("{} is a country{}", shown(typed), meant(typed)));
    }
    by_tag(typed)
        .or_else(|| by_registered_name(typed))
        .ok_or_else(|| format!("{} is no language that is known here{}", shown(typed), meant(typed)))
}

/// Returns the language of the form for which people write this country's code, as a tag. Also returns whether the text
/// names nothing but that country (`kr`, `kr_KR`).
fn country(typed: &str) -> Option<(&'static str, bool)> {
    let typed = folded(typed);
    let mut parts = typed.split(['.', '@']).next()?.trim().split(['-', '_']);
    let (first, second) = (parts.next()?, parts.next());
    let (_, tag) = COUNTRIES.iter().find(|(code, _)| *code == first)?;
    Some((*tag, second.is_none_or(|second| second == first)))
}

/// Normalises a name for comparison: its words in any order, without brackets and commas, as in "Chinese,
/// Simplified".
fn key(name: &str) -> String {
    let folded = folded(name);
    let mut words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '-' | '_' | '/' | ';'))
        .filter(|word| !word.is_empty() && *word != "language")
        .collect();
    words.sort_unstable();
    words.join(" ")
}

fn by_name(typed: &str) -> Option<String> {
    let wanted = key(typed);
    let own = Language::all().iter().map(|language| (language.tag(), language.own_name()));
    let named = NAMES.iter().flat_map(|(tag, names)| names.iter().map(|name| (*tag, *name)));
    own.chain(named).chain(ALSO).find(|(_, name)| key(name) == wanted).map(|(tag, _)| tag.to_owned())
}

fn by_tag(typed: &str) -> Option<String> {
    let typed = folded(typed);
    // The text may be a system locale, such as th_TH.UTF-8.
    let tag: LanguageIdentifier = typed.split(['.', '@']).next()?.trim().parse().ok()?;
    let code = tag.language.as_str().to_owned();
    if let Some((_, own)) = CODES.iter().find(|(other, _)| *other == code) {
        return Some((*own).to_owned());
    }
    let registered = Iso::from_639_1(&code).or_else(|| Iso::from_639_3(&code));
    let code = registered.and_then(|known| known.to_639_1()).map_or(code, str::to_owned);
    let mut short = tag;
    short.language = code.parse().ok()?;
    offered(&short).or_else(|| registered.map(|_| short.to_string()))
}

/// Returns the language of the form that a browser with this tag gets.
fn offered(tag: &LanguageIdentifier) -> Option<String> {
    let forward: Vec<&Language> = Language::all().iter().collect();
    let backward: Vec<&Language> = forward.iter().rev().copied().collect();
    let of = |offered: &[&'static Language]| Language::negotiate(&tag.to_string(), offered);
    // If no tag fits, `negotiate` returns the first tag on offer. So it is asked with the tags in both orders, and the
    // results have to agree.
    let found = of(&forward).filter(|found| of(&backward) == Some(found))?;
    Some(found.tag().to_owned())
}

fn by_registered_name(typed: &str) -> Option<String> {
    let wanted = folded(typed);
    let wanted_own = wanted.clone();
    let english = one(Iso::match_names(move |name| folded(name) == wanted));
    // Many languages can have the same name for themselves, such as Creole.
    let found = english.or_else(|| one(Iso::match_autonyms(move |name| folded(name) == wanted_own)))?;
    by_tag(found.to_639_3())
}

/// Returns the only language found. If several are found, the only one with a code of ISO 639-1 is taken: a language
/// with many varieties, such as Persian or Mongolian, can share its name with one of them.
fn one(found: impl Iterator<Item = Iso>) -> Option<Iso> {
    let found: Vec<Iso> = found.collect();
    let short: Vec<Iso> = found.iter().copied().filter(|language| language.to_639_1().is_some()).collect();
    match (found.as_slice(), short.as_slice()) {
        ([only], _) | (_, [only]) => Some(*only),
        _ => None,
    }
}

/// Proposes the language that was probably meant, with the tag to write.
fn meant(typed: &str) -> String {
    let tag = folded(typed);
    let by_country = country(typed).map(|(tag, _)| tag);
    let names = || NAMES.iter().flat_map(|(_, names)| names.iter().copied());
    let lowered: Vec<(String, &str)> = names().map(|name| (name.to_lowercase(), name)).collect();
    let near = nearest(&tag, lowered.iter().map(|(low, _)| low.as_str()));
    let near = near.and_then(|low| lowered.iter().find(|(other, _)| other == low)).map(|(_, name)| *name);
    let by_likeness = near.and_then(|near| NAMES.iter().find(|(_, names)| names.contains(&near))).map(|(tag, _)| *tag);
    let found = by_country.or(by_likeness).and_then(|tag| NAMES.iter().find(|(known, _)| *known == tag));
    match found {
        Some((tag, names)) => format!("; did you mean {tag} ({})?", names.first().copied().unwrap_or_default()),
        None => "; write it as a tag, such as en, th, my, zh-Hans, or by its English name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_tag_with_any_region_and_by_name_in_english_or_its_own() {
        for (typed, tag) in [
            ("en", "en"),
            ("EN", "en"),
            ("Thai", "th"),
            ("thai ", "th"),
            ("THAI", "th"),
            ("Burmese", "my"),
            ("Myanmar", "my"),
            ("ไทย", "th"),
            ("中文", "zh-Hans"),
            ("中文（简体）", "zh-Hans"),
            ("繁體中文", "zh-Hant"),
            ("မြန်မာ", "my"),
            ("Chinese (Simplified)", "zh-Hans"),
            ("Simplified Chinese", "zh-Hans"),
            ("Chinese, Traditional", "zh-Hant"),
            ("Tiếng Việt", "vi"),
            ("tie\u{302}\u{301}ng vie\u{323}\u{302}t", "vi"),
            ("zh_CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("ZH-hant", "zh-Hant"),
            ("th_TH", "th"),
            ("th_TH.UTF-8", "th"),
            ("pt_BR", "pt-BR"),
            ("pt", "pt-BR"),
            ("en-GB", "en"),
            ("tl", "fil"),
            ("Tagalog", "fil"),
            ("tha", "th"),
            ("mya", "my"),
            ("khm", "km"),
            ("Central Khmer", "km"),
            ("Cambodian", "km"),
            ("Bahasa Indonesia", "id"),
            ("in_ID", "id"),
            ("Lao language", "lo"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(tag), "{typed}");
        }
    }

    #[test]
    fn a_language_that_the_form_does_not_have_is_taken_where_iso_639_has_it() {
        for (typed, tag) in [
            ("fr", "fr"),
            ("French", "fr"),
            ("français", "fr"),
            ("fr_CA", "fr-CA"),
            ("ksw", "ksw"),
            ("kac", "kac"),
            ("Uighur", "ug"),
            ("فارسی", "fa"),
            ("монгол", "mn"),
            ("Kurdish", "ku"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(tag), "{typed}");
        }
    }

    #[test]
    fn what_is_no_language_is_refused_with_the_nearest() {
        for (typed, meant) in [
            ("Thia", "did you mean th (Thai)?"),
            ("Burmeese", "did you mean my (Burmese)?"),
            ("cn", "did you mean zh-Hans (Chinese (Simplified))?"),
            ("jp", "did you mean ja (Japanese)?"),
            ("cn-Hans", "did you mean zh-Hans (Chinese (Simplified))?"),
            ("Vietnam", "did you mean vi (Vietnamese)?"),
            ("qqqq", "write it as a tag"),
            ("xx", "write it as a tag"),
            ("12", "write it as a tag"),
        ] {
            let said = read(typed).unwrap_err();
            assert!(said.starts_with(typed) && said.contains(meant), "{said}");
        }
    }

    #[test]
    fn a_name_that_is_another_languages_code_or_that_iso_639_lacks_is_the_languages_that_people_mean() {
        for (typed, tag) in [
            ("Mon", "mnw"),
            ("mon", "mnw"),
            ("MON", "mnw"),
            ("Mon language", "mnw"),
            ("Wa", "wbm"),
            ("wa", "wbm"),
            ("Yi", "ii"),
            ("iii", "ii"),
            ("Karen", "ksw"),
            ("S’gaw Karen", "ksw"),
            ("Kuy", "kdt"),
            ("Mru", "mro"),
            ("Kui", "kdt"),
            ("Tai Lue", "khb"),
            ("Lue", "khb"),
            ("lue", "khb"),
            ("Tay", "tyz"),
            ("Tày", "tyz"),
            ("Yao", "ium"),
            ("Lai", "cnh"),
            ("Shan", "shn"),
            ("Kachin", "kac"),
            ("Jingpho", "kac"),
            ("Rakhine", "rki"),
            ("Arakanese", "rki"),
            ("Kayah", "kyu"),
            ("Hmong", "hmn"),
            ("Cantonese", "yue"),
            ("Hokkien", "nan"),
            ("Min Nan", "nan"),
            ("Hakka", "hak"),
            ("Burmese", "my"),
            ("Tagalog", "fil"),
            ("Mandarin", "zh-Hans"),
            ("Chinese", "zh-Hans"),
            ("Farsi", "fa"),
            ("Sinhalese", "si"),
            ("Punjabi", "pa"),
            ("Uyghur", "ug"),
            ("Pashto", "ps"),
            ("Mizo", "lus"),
            ("Amharic", "am"),
            // A tag with a region, or with a code of three letters, means the language of ISO 639 and not the country.
            ("wa-BE", "wa-BE"),
            ("mnw", "mnw"),
            ("khk", "khk"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(tag), "{typed}");
        }
    }

    #[test]
    fn a_countrys_code_is_refused_where_it_is_another_languages_too() {
        for (typed, meant) in [
            ("kr", "ko (Korean)"),
            ("KR", "ko (Korean)"),
            ("kr_KR", "ko (Korean)"),
            ("kr_KR.UTF-8", "ko (Korean)"),
            ("tw", "zh-Hant (Chinese (Traditional))"),
            ("LA", "lo (Lao)"),
            ("cn", "zh-Hans (Chinese (Simplified))"),
            ("jp", "ja (Japanese)"),
            ("vn", "vi (Vietnamese)"),
            ("kh", "km (Khmer)"),
            ("ph", "fil (Filipino)"),
            ("mm", "my (Burmese)"),
            ("br", "pt-BR (Portuguese (Brazil))"),
            ("in", "hi (Hindi)"),
            ("bd", "bn (Bengali)"),
            ("np", "ne (Nepali)"),
            ("pk", "ur (Urdu)"),
            ("ET", "am (Amharic)"),
            ("ke", "sw (Swahili)"),
        ] {
            assert_eq!(read(typed), Err(format!("{typed} is a country; did you mean {meant}?")), "{typed}");
        }
        // These languages can be named by their name or by a tag with another region, although their short code means a
        // country.
        for (typed, tag) in [("Kanuri", "kr"), ("Twi", "tw"), ("Latin", "la"), ("br-FR", "br-FR"), ("in_ID", "id")] {
            assert_eq!(read(typed).as_deref(), Ok(tag), "{typed}");
        }
        // The list of countries has no code that is also a tag of the form. For example, `my` is Burmese, although it
        // is also Malaysia's code.
        for (code, tag) in COUNTRIES {
            assert!(Language::all().iter().all(|language| language.tag() != code), "{code}");
            assert!(NAMES.iter().any(|(known, _)| *known == tag), "{tag}");
        }
    }

    #[test]
    fn a_name_of_several_languages_is_not_one_of_them() {
        let said = read("Chin").unwrap_err();
        assert!(said.starts_with("Chin is the name of several languages: write ctd (Tedim), cnh (Hakha)"), "{said}");
        for name in ["Dai", "Tai", "Han", "Hui", "Palaung", "Naga", "Pwo Karen", "Pidgin"] {
            assert!(read(name).unwrap_err().contains("several languages"), "{name}");
        }
        let said = read("Han").unwrap_err();
        assert!(said.contains("write zh-Hans (simplified Chinese), zh-Hant"), "{said}");
        // ISO 639 has many languages that call themselves Creole.
        assert!(read("Creole").unwrap_err().contains("no language that is known here"));
        // Every proposed tag is accepted.
        for tag in SEVERAL.iter().flat_map(|(_, tags)| tags.split(", ").map(|tag| tag.split(' ').next().unwrap())) {
            assert_eq!(read(tag).as_deref(), Ok(tag));
        }
        for (tag, name) in ALSO {
            assert_eq!((read(name).as_deref(), read(tag).as_deref()), (Ok(tag), Ok(tag)), "{name}");
        }
    }

    #[test]
    fn every_language_of_the_form_has_a_name_in_english_and_no_name_means_two() {
        let tags: Vec<&str> = Language::all().iter().map(Language::tag).collect();
        for (tag, names) in NAMES {
            assert!(tags.contains(&tag), "{tag}");
            for name in names {
                assert_eq!(read(name).as_deref(), Ok(tag), "{name}");
            }
        }
        for language in Language::all() {
            assert_eq!(read(language.own_name()).as_deref(), Ok(language.tag()));
            assert_eq!(read(language.tag()).as_deref(), Ok(language.tag()));
            assert!(NAMES.iter().any(|(tag, _)| *tag == language.tag()), "{}", language.tag());
        }
    }
}
