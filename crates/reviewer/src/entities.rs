//! Entities: details in a tip's text that may link it to another tip.
//!
//! These are wallets, accounts, documents, phones, handles, domains, places on a map, flights and number plates.
//!
//! [`find`] folds the text once (`text`). Then each family of entities searches it, with one file per family. The
//! most specific family goes first and takes its piece of the text. Thus, a wallet is not read as a domain, nor a
//! number in coordinates as a phone. There is one exception: a WhatsApp or Zalo number is also a phone, because the
//! next tip may give the same number as a phone only.
//!
//! Links are read and never opened. A passed checksum means well-formed, never true.
//!
//! To add a kind:
//!
//! 1. Add a variant, and a line in `Kind::ALL`.
//! 2. Add a finder to the family's file, and a test that names its source.
//! 3. Increase [`crate::analysis::VERSION`]. Otherwise, tips that are already at the desk never get the new kind.

mod accounts;
mod check;
mod coordinates;
mod domains;
pub(crate) mod groups;
mod handles;
mod identity;
mod maps;
mod mrz;
mod phones;
mod text;
mod travel;
mod wallets;

use std::collections::HashSet;

pub(crate) use phones::dialled_at_home;
use text::{Finds, Text};

/// The most entities of one tip. A real tip has about a dozen.
const MOST: usize = 200;

/// The kind of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A TRON address.
    Tron,
    /// A Bitcoin address.
    Bitcoin,
    /// An Ethereum address, or one of another chain with the same format.
    Ethereum,
    /// A bank account by ISO 13616.
    Iban,
    /// A payment card.
    Card,
    /// The machine-readable zone of a passport or identity card. Its value is the holder's nationality and the
    /// document's number.
    Mrz,
    /// A Chinese resident identity number.
    ChinaId,
    /// A Thai citizen identity number.
    ThaiId,
    /// An Indian Aadhaar number.
    Aadhaar,
    /// The number of a Malaysian identity card.
    MyKad,
    /// An Indonesian population number.
    Nik,
    /// A telephone number.
    Phone,
    /// A Telegram name, invitation or number.
    Telegram,
    /// A WeChat name.
    WeChat,
    /// A LINE name.
    Line,
    /// A WhatsApp number or invitation.
    WhatsApp,
    /// A QQ number.
    Qq,
    /// A Zalo number or group.
    Zalo,
    /// A host on the internet.
    Domain,
    /// Latitude and longitude.
    Coordinates,
    /// An Open Location Code.
    PlusCode,
    /// A link to a map.
    MapLink,
    /// A flight number.
    Flight,
    /// A number plate.
    Plate,
}

impl Kind {
    /// Every kind with its id and its label.
    const ALL: [(Self, &'static str, &'static str); 24] = [
        (Self::Tron, "tron", "TRON wallet"),
        (Self::Bitcoin, "bitcoin", "Bitcoin wallet"),
        (Self::Ethereum, "ethereum", "Ethereum wallet"),
        (Self::Iban, "iban", "IBAN"),
        (Self::Card, "card", "Payment card"),
        (Self::Mrz, "mrz", "Passport or card (machine-readable zone)"),
        (Self::ChinaId, "china-id", "Chinese ID number"),
        (Self::ThaiId, "thai-id", "Thai ID number"),
        (Self::Aadhaar, "aadhaar", "Aadhaar number"),
        (Self::MyKad, "mykad", "Malaysian IC number"),
        (Self::Nik, "nik", "Indonesian NIK"),
        (Self::Phone, "phone", "Phone"),
        (Self::Telegram, "telegram", "Telegram"),
        (Self::WeChat, "wechat", "WeChat"),
        (Self::Line, "line", "LINE"),
        (Self::WhatsApp, "whatsapp", "WhatsApp"),
        (Self::Qq, "qq", "QQ"),
        (Self::Zalo, "zalo", "Zalo"),
        (Self::Domain, "domain", "Domain"),
        (Self::Coordinates, "coordinates", "Coordinates"),
        (Self::PlusCode, "plus-code", "Plus Code"),
        (Self::MapLink, "map-link", "Map link"),
        (Self::Flight, "flight", "Flight"),
        (Self::Plate, "plate", "Number plate"),
    ];

    /// The name in the database.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, id, _)| id)
    }

    /// Returns the kind with this id.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == id).map(|(kind, ..)| *kind)
    }

    /// The name that reviewers read.
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., label)| label)
    }
}

/// The result of checking an entity's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// The check digits are right, or a phone number fits its country's numbering plan. This does not mean that the
    /// account or phone exists, or that it belongs to the named person.
    WellFormed,
    /// The check digits are wrong: the entity has a typo, or is made up.
    Malformed,
    /// There are no check digits, so the entity cannot be checked.
    Unchecked,
}

impl Checked {
    /// The name in the database.
    pub fn id(self) -> &'static str {
        match self {
            Self::WellFormed => "well-formed",
            Self::Malformed => "malformed",
            Self::Unchecked => "unchecked",
        }
    }

    /// Returns the result with this id.
    pub fn parse(id: &str) -> Option<Self> {
        [Self::WellFormed, Self::Malformed, Self::Unchecked].into_iter().find(|checked| checked.id() == id)
    }

    fn of(passed: bool) -> Self {
        if passed { Self::WellFormed } else { Self::Malformed }
    }
}

/// An entity in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The kind of the entity.
    pub kind: Kind,
    /// The normal form, which is equal for equal entities: `+66812345678`, lower-case `0x…`, a Telegram name in lower
    /// case, a domain refanged and in lower case, coordinates as `16.7123,98.5102`. A phone of an unknown country has
    /// no `+`.
    pub value: String,
    /// The entity as written, cut at 120 characters.
    pub shown: String,
    /// The result of checking the entity's form.
    pub checked: Checked,
    /// Latitude and longitude in degrees (WGS 84), for coordinates, for a full Plus Code, and for a map link with
    /// coordinates in it.
    pub point: Option<(f64, f64)>,
}

/// Returns the entities of a text, each kind and value once, in the order of the text. Reads the first 256 KiB and
/// returns at most 200.
pub fn find(text: &str) -> Vec<Entity> {
    let mut finds = read(&Text::new(text));
    // A zero-width space may separate two words, so the text is read a second time with spaces in place of these.
    if let Some(words) = Text::with_borders(text) {
        finds.fill(read(&words));
    }
    let mut seen = HashSet::new();
    let mut entities = finds.in_order();
    entities.retain(|entity| seen.insert((entity.kind, entity.value.clone())));
    entities.truncate(MOST);
    entities
}

/// Runs all families on a text, the most specific first.
fn read(text: &Text<'_>) -> Finds {
    let mut finds = Finds::new(text);
    mrz::find(text, &mut finds);
    wallets::find(text, &mut finds);
    maps::find(text, &mut finds);
    handles::find_links(text, &mut finds);
    domains::find(text, &mut finds);
    coordinates::find(text, &mut finds);
    handles::find_named(text, &mut finds);
    accounts::find_ibans(text, &mut finds);
    identity::find(text, &mut finds);
    accounts::find_cards(text, &mut finds);
    travel::find(text, &mut finds);
    phones::find(text, &mut finds);
    finds
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        find(text).into_iter().map(|entity| (entity.kind, entity.value)).collect()
    }

    #[test]
    fn every_kind_and_verdict_is_kept_under_an_id_of_its_own() {
        let ids: HashSet<_> = Kind::ALL.iter().map(|(kind, ..)| kind.id()).collect();
        assert_eq!(ids.len(), Kind::ALL.len());
        for (kind, id, label) in Kind::ALL {
            assert_eq!((kind.id(), kind.label(), Kind::parse(id)), (id, label, Some(kind)));
        }
        for checked in [Checked::WellFormed, Checked::Malformed, Checked::Unchecked] {
            assert_eq!(Checked::parse(checked.id()), Some(checked));
        }
        assert_eq!((Kind::parse("place"), Checked::parse("true")), (None, None));
    }

    #[test]
    fn a_story_gives_its_entities_in_its_own_order_and_each_once() {
        let story = "He is at 16.7123, 98.5102 since May. Boss @Lucky_88hr, Telegram t.me/lucky_88hr. Call +66 81 234 5678 or +66812345678. \
                     Pay USDT to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t, site hxxps://kk-jobs[.]com/apply. Flight TG 203.";
        let expected = [
            (Kind::Coordinates, "16.7123,98.5102"),
            (Kind::Telegram, "lucky_88hr"),
            (Kind::Phone, "+66812345678"),
            (Kind::Tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
            (Kind::Domain, "kk-jobs.com"),
            (Kind::Flight, "TG203"),
        ];
        assert_eq!(kinds(story), expected.map(|(kind, value)| (kind, value.to_owned())));
    }

    #[test]
    fn the_specific_kind_wins_and_nothing_is_read_twice() {
        assert_eq!(kinds("11010519491231002X"), [(Kind::ChinaId, "11010519491231002X".to_owned())]);
        assert_eq!(kinds("tel 16.712345, 98.510234"), [(Kind::Coordinates, "16.7123,98.5102".to_owned())]);
        assert_eq!(
            kinds("https://example.com/TR7/0812345678?id=4111111111111111"),
            [(Kind::Domain, "example.com".to_owned())]
        );
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for text in [
            "Room 4, building B7, floor 12, since 2024-11-24 10:30.",
            "He owes 1500000 baht, then 250,000.50, on 12.05.2026.",
            "They were 12 people in 2024, 2025 and 2026. He left.My brother stayed.",
            "Invoice 4111111111111112 and 123456789012345678901234567890",
            "WeChat account was taken. We stood in line 12345 times. The QQ group is gone.",
            "See photo.jpg, list.xlsx and e.g. this; he said it.is so",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn native_digits_and_invisible_marks_change_nothing() {
        let phone = [(Kind::Phone, "+66812345678".to_owned())];
        assert_eq!(kinds("โทร ๐๘๑-๒๓๔-๕๖๗๘"), phone);
        assert_eq!(kinds("\u{2066}+66\u{200b}81\u{200e}2345678\u{2069}"), phone);
        assert_eq!(kinds("＋６６８１２３４５６７８"), phone);
        let shown = &find("โทร ๐๘๑-๒๓๔-๕๖๗๘ ครับ")[0].shown;
        assert_eq!(shown, "๐๘๑-๒๓๔-๕๖๗๘");
    }

    #[test]
    fn numbers_are_read_in_keycaps_and_styles_and_with_burmese_letters_for_digits() {
        let phone = |value: &str| [(Kind::Phone, value.to_owned())];
        let keycaps = "โทร 0️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣";
        assert_eq!(kinds(keycaps), phone("+66800000001"));
        assert_eq!(find(keycaps)[0].shown, "0️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣");
        for text in ["โทร 𝟬𝟴𝟬𝟬𝟬𝟬𝟬𝟬𝟬𝟭", "โทร 𝟶𝟾𝟶 𝟶𝟶𝟶 𝟶𝟶𝟶𝟷", "โทร 08\u{ad}00\u{2060}000\u{feff}001"]
        {
            assert_eq!(kinds(text), phone("+66800000001"), "{text}");
        }
        for text in ["ဖုန်း ဝ၉-၂၁၂၃၄၅၆", "ဖုန်း ၀၉၂၁၂၃၄၅၆", "ဖုန်းဝ၉၂၁၂၃၄၅၆"]
        {
            assert_eq!(kinds(text), phone("+9592123456"), "{text}");
        }
        assert_eq!(find("ဖုန်း ဝ၉-၂၁၂၃၄၅၆")[0].shown, "ဝ၉-၂၁၂၃၄၅၆");
        // These mean "three days" and "five rooms": a syllable follows each digit, and there is no entity.
        assert_eq!(kinds("၃ရက် ၅ဝင်း"), []);
    }

    #[test]
    fn a_zero_width_space_stands_within_a_number_or_between_two_words() {
        const WALLET: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
        let tron = [(Kind::Tron, WALLET.to_owned())];
        assert_eq!(kinds(&WALLET.replacen("TR7N", "TR7N\u{200b}", 1)), tron);
        assert_eq!(kinds(&format!("wallet\u{200b}{WALLET}\u{200b}please")), tron);
        let two = [(Kind::Phone, "+66812345678".to_owned()), (Kind::Phone, "+66898765432".to_owned())];
        assert_eq!(kinds("โทร 0812345678\u{200b}0898765432"), two);
        assert_eq!(kinds("โทร 081\u{200b}234\u{200b}5678"), two[..1]);
    }

    #[test]
    fn a_letter_of_another_alphabet_makes_no_wallet() {
        assert_eq!(kinds("ТR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), []);
        assert_eq!(kinds("TR7NНqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), []);
    }

    #[test]
    fn a_hostile_text_is_read_in_bounded_time_and_gives_bounded_entities() {
        let wallets = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t ".repeat(10_000);
        let phones: String =
            (0..40_000).map(|n| format!("+1{} tel 08{n:08}, ", 2_000_000_000_u64 + n * 7919)).collect();
        for text in [
            "a".repeat(5 << 20),
            "7".repeat(5 << 20),
            "\u{300}".repeat(5 << 19),
            "\u{200b}".repeat(5 << 18),
            "ﷺ".repeat(1 << 20),
            "1 ".repeat(5 << 19),
            "+".repeat(5 << 20),
            "<".repeat(5 << 20),
            "a.".repeat(5 << 19),
            "https://".repeat(1 << 18),
            "微信".repeat(1 << 19),
            "@aaaaa".repeat(1 << 19),
            "1.234567,".repeat(1 << 18),
            "บัตร 1101700203451 ".repeat(1 << 15),
            "4111 ".repeat(1 << 18),
            "GB82 ".repeat(1 << 18),
            wallets,
            phones,
        ] {
            let started = Instant::now();
            let entities = find(&text);
            let took = started.elapsed();
            assert!(took < Duration::from_secs(10), "{took:?} for {:?}", text.chars().take(20).collect::<String>());
            assert!(entities.len() <= MOST);
            assert!(entities.iter().all(|entity| entity.shown.chars().count() <= 120));
        }
    }

    #[test]
    fn no_mixture_of_pieces_makes_it_panic() {
        const PIECES: [&str; 36] = [
            "+",
            "66",
            "812345678",
            " ",
            "-",
            "(",
            ")",
            "@",
            "t.me/",
            "https://",
            "maps.google.com/?q=",
            "16.7123",
            ",",
            "°",
            "'",
            "\u{200b}",
            "\u{300}",
            "ก",
            "微信",
            "ID",
            ":",
            "0x",
            "bc1",
            "T",
            "<<<",
            "\n",
            "P<UTO",
            "GB82",
            "WEST",
            "11010519491231002",
            "X",
            "ﷺ",
            "๑๒๓",
            "٣",
            "😀",
            "[.]com",
        ];
        let mut state = 7_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
            }
            for entity in find(&text) {
                assert!(text.contains(&entity.shown) && !entity.value.is_empty(), "{text:?} {entity:?}");
            }
        }
    }

    #[test]
    fn a_text_is_cut_between_letters() {
        for extra in 0..4 {
            let text = format!("{}{}", "x".repeat(extra), "ก".repeat(100_000));
            assert!(find(&text).is_empty());
        }
    }
}
