//! Names and codes by which people mean another language than ISO 639 does.

/// Tags and names of languages of the region. ISO 639 has each under another name, or has its name as the code of
/// another language.
///
/// For example, `mon` is Mongolian, `wa` Walloon, `yi` Yiddish, `kuy` a language of Australia, `tay` Atayal, `lai`
/// and `yao` two languages of Malawi.
pub(super) const ALSO: [(&str, &str); 44] = [
    ("mnw", "Mon"),
    ("wbm", "Wa"),
    ("ii", "Yi"),
    ("ii", "Nuosu"),
    ("kdt", "Kuy"),
    ("kdt", "Kui"),
    ("khb", "Tai Lue"),
    ("khb", "Lue"),
    ("khb", "Lu"),
    ("tyz", "Tay"),
    ("ium", "Yao"),
    ("ium", "Mien"),
    ("cnh", "Lai"),
    ("mro", "Mru"),
    ("swi", "Sui"),
    ("ksw", "Karen"),
    ("ksw", "Sgaw Karen"),
    ("ksw", "S'gaw Karen"),
    ("kac", "Jingpho"),
    ("kac", "Jinghpaw"),
    ("kac", "Jingpo"),
    ("rki", "Arakanese"),
    ("kyu", "Kayah"),
    ("kyu", "Karenni"),
    ("blk", "Pa'o"),
    ("blk", "Pa-O"),
    ("blk", "Pao"),
    ("lus", "Mizo"),
    ("hmn", "Miao"),
    ("tts", "Isan"),
    ("yue", "Cantonese"),
    ("nan", "Hokkien"),
    ("nan", "Teochew"),
    ("nan", "Min Nan"),
    ("hak", "Hakka"),
    ("fa", "Farsi"),
    ("si", "Sinhalese"),
    ("pa", "Punjabi"),
    ("ps", "Pashto"),
    ("ug", "Uyghur"),
    ("ky", "Kyrgyz"),
    ("ilo", "Ilocano"),
    ("ceb", "Bisaya"),
    ("ceb", "Visayan"),
];

/// Names of several languages whose speakers do not understand each other, with the tags to choose from.
pub(super) const SEVERAL: [(&str, &str); 10] = [
    ("Chin", "ctd (Tedim), cnh (Hakha), cfm (Falam)"),
    ("Pwo Karen", "pwo (Western), kjp (Eastern)"),
    ("Palaung", "pll (Shwe), pce (Ruching), rbb (Rumai)"),
    ("Ta'ang", "pll (Shwe), pce (Ruching), rbb (Rumai)"),
    ("Dai", "khb (Tai Lue), tdd (Tai Nuea)"),
    ("Tai", "khb (Tai Lue), shn (Shan), tdd (Tai Nuea), blt (Tai Dam)"),
    ("Han", "zh-Hans (simplified Chinese), zh-Hant (traditional Chinese), yue (Cantonese)"),
    ("Hui", "zh-Hans (Chinese), dng (Dungan), czh (Huizhou)"),
    ("Pidgin", "pcm (Nigerian), wes (Cameroon), tpi (Tok Pisin)"),
    ("Naga", "njo (Ao), njm (Angami), nst (Tase)"),
];

/// Country codes that people write for a language, with the tag of that language.
///
/// Some of them are also codes of other languages: `kr` Kanuri, `tw` Twi, `la` Latin, `br` Breton, `et` Estonian,
/// `sg` Sango, `sa` Sanskrit, `kw` Cornish. None of them is a tag of the form, such as `my` for Burmese.
pub(super) const COUNTRIES: [(&str, &str); 24] = [
    ("cn", "zh-Hans"),
    ("jp", "ja"),
    ("vn", "vi"),
    ("kh", "km"),
    ("la", "lo"),
    ("mm", "my"),
    ("ph", "fil"),
    ("bd", "bn"),
    ("in", "hi"),
    ("np", "ne"),
    ("pk", "ur"),
    ("lk", "ta"),
    ("hk", "zh-Hant"),
    ("tw", "zh-Hant"),
    ("kr", "ko"),
    ("sg", "en"),
    ("us", "en"),
    ("gb", "en"),
    ("br", "pt-BR"),
    ("et", "am"),
    ("ke", "sw"),
    ("tz", "sw"),
    ("sa", "ar"),
    ("kw", "ar"),
];
