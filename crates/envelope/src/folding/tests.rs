use super::*;

#[test]
fn old_rules_of_the_search_hold() {
    assert_eq!(fold("Đường Nguyễn"), "duong nguyen");
    assert_eq!(fold("ကူညီပါ"), "ကူညီပါ".nfd().nfc().collect::<String>());
    assert_ne!(fold("ที่"), fold("ท"));
    assert_eq!(fold("๐๙-၁၂ ４"), "09-12 4");
    assert_eq!(fold("a\u{200b}b  \n c"), "ab c");
}

#[test]
fn what_does_not_show_makes_no_difference() {
    for (written, looked_for) in [
        ("\u{feff}KK Park", "kk park"),
        ("com\u{ad}pound", "compound"),
        ("KK\u{200e} Park", "kk park"),
        ("\u{2068}محمد\u{2069}", "محمد"),
        ("0\u{fe0f}\u{20e3}8\u{fe0f}\u{20e3}0\u{20e3}", "080"),
        ("葛\u{e0100}", "葛"),
        ("ㄱ\u{fe00}", "ㄱ"),
        ("a\u{2060}b\u{34f}c", "abc"),
    ] {
        assert_eq!(fold(written), fold(looked_for), "{written:?}");
    }
}

#[test]
fn digits_of_every_kind_are_one_and_widths_and_styles_too() {
    for digits in [
        "0123456789",
        "٠١٢٣٤٥٦٧٨٩",
        "۰۱۲۳۴۵۶۷۸۹",
        "०१२३४५६७८९",
        "০১২৩৪৫৬৭৮৯",
        "௦௧௨௩௪௫௬௭௮௯",
        "๐๑๒๓๔๕๖๗๘๙",
        "໐໑໒໓໔໕໖໗໘໙",
        "၀၁၂၃၄၅၆၇၈၉",
        "႐႑႒႓႔႕႖႗႘႙",
        "០១២៣៤៥៦៧៨៩",
        "０１２３４５６７８９",
        "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
        "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
        "᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙",
    ] {
        assert_eq!(fold(digits), "0123456789", "{digits}");
        assert_eq!(ascii_digits(digits), "0123456789", "{digits}");
    }
    assert_eq!(fold("①②⓪"), "120");
    assert_eq!(ascii_digits("፩፪፫"), "123");
    assert_eq!(fold("ＫＫ　Ｐａｒｋ"), "kk park");
    assert_eq!(fold("𝐊𝐊 𝙋𝙖𝙧𝙠"), "kk park");
    assert_eq!(fold("O’Smach – “x”"), "o'smach - \"x\"");
    assert_eq!(ascii_digits("ab-က"), "ab-က");
}

#[test]
fn a_zero_width_space_ends_words_for_those_who_look_for_words_only() {
    assert_eq!(fold("Shwe\u{200b}Kokko"), "shwekokko");
    assert_eq!(fold_words("Shwe\u{200b}Kokko"), "shwe kokko");
    assert_eq!(fold_words("Mộ\u{200b}c"), "mo c");
    assert_eq!(fold_words("ทำ\u{200b}งาน"), fold("ทำงาน"));
    assert_eq!(fold_words("မြ\u{200b}ဝတီ"), fold("မြဝတီ"));
    assert_eq!(fold_words("ที่\u{200b}KK"), fold("ที่KK"));
    assert_eq!(fold_words("KK\u{ad}Park"), "kkpark");
}

#[test]
fn numerals_know_where_each_character_stood() {
    assert_eq!(numerals("ဝ၉\u{200e}x"), [(0, '0'), (3, '9'), (9, 'x')]);
    assert_eq!(numerals("1\u{200b}2"), [(0, '1'), (1, '\u{200b}'), (4, '2')]);
    assert_eq!(ascii_digits("၃ရက်"), "3ရက်");
    assert_eq!(ascii_digits("မြ၀တီ"), "မြ0တီ");
}

#[test]
fn folding_again_changes_nothing() {
    for text in [
        "Đường Nguyễn hoà",
        "မြ၀တီ ဝ၉-၂၁၂၃၄၅၆ ၇ရက် စျေး",
        "เเม่สอด น้ำ",
        "ນ້ຳ ຫຼວງ",
        "បោ៉យបែ៉ត ស្រ្តី សុី",
        "फ़ोन एेसा ৎ",
        "محمـــد أحمد مدرسة",
        "護照",
        "ﷺ ½ ™",
    ] {
        let once = fold(text);
        assert_eq!(fold(&once), once, "{text}");
        let marked = fold_marked(text);
        assert_eq!(fold_marked(&marked), marked, "{text}");
        // If the text that keeps its accents and tones is folded again without them, the result is the folded text.
        assert_eq!(fold(&marked), once, "{text}");
    }
}

#[test]
fn a_number_by_burmese_letters_is_found_as_a_number_too() {
    assert_eq!(fold_readings("သူ ၇ရက် က"), "သူ ရရက် က 7ရက်");
    assert_eq!(fold_readings("မြ၀တီ KK"), "မြဝတီ kk မြ0တီ");
    assert_eq!(fold_readings("၁၇ရက် ban"), fold("၁၇ရက် ban"));
}

/// A hostile text costs only in proportion to its length. A million marks on one letter are sorted, not compared with
/// each other.
#[test]
fn a_hostile_text_is_folded_whole() {
    for piece in [
        "\u{300}",
        "\u{e48}",
        "\u{17d2}\u{1780}",
        "\u{17c9}",
        "\u{102f}",
        "\u{93c}",
        "\u{200b}",
        "ဝ",
        "7",
        "ﷺ",
        "\u{64b}",
    ] {
        let text = format!("ကខ{}", piece.repeat(30_000));
        let _ = (fold(&text), fold_marked(&text), fold_words(&text), fold_readings(&text), numerals(&text));
    }
    // Here each wa follows a digit and has to be checked, and the mark after the run makes it a letter again.
    let began = std::time::Instant::now();
    for text in [format!("1{}\u{102b}", "ဝ".repeat(50_000)), format!("က{}", "ဝ".repeat(50_000))] {
        let _ = (fold(&text), fold_readings(&text), fold_either(&text), numerals(&text));
    }
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
