//! Tests of searches whose spelling differs from that of the tip.
//!
//! Each test is named after the defect that it shows. The stories are made up.

use super::tests::desk;
use crate::casedb::CaseDb;
use crate::casedb::damage::TIPS;
use crate::query;
use crate::service::desk::Desk;

/// Returns the stories that a search finds, in its order.
async fn found(desk: &mut Desk, text: &str) -> Vec<String> {
    let query = query::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    desk.db.look_for(&query).await.unwrap().cases.into_iter().map(|found| found.begins).collect()
}

/// Returns the entities of the desk's only case, as kind, value and verdict.
async fn entities(desk: &mut Desk) -> Vec<(String, String, String)> {
    let id = desk.db.list().await.unwrap()[0].id.clone();
    let all = desk.db.entities(&id).await.unwrap();
    all.into_iter().map(|entity| (entity.kind, entity.value, entity.checked)).collect()
}

/// Creates a desk with this story; asserts that the entity is read from it and that each search finds it.
async fn reads_and_finds(story: &str, (kind, value): (&str, &str), searches: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk(&folder.path().join("desk"), &[story, "another story about nothing"]).await;
    let id = desk.db.list().await.unwrap().into_iter().map(|case| case.id);
    let mut read = Vec::new();
    for id in id.collect::<Vec<_>>() {
        read.extend(desk.db.entities(&id).await.unwrap().into_iter().map(|entity| (entity.kind, entity.value)));
    }
    assert!(read.contains(&(kind.to_owned(), value.to_owned())), "{kind} {value} of {read:?}");
    for search in searches {
        assert_eq!(found(&mut desk, search).await, [story], "{search}");
    }
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn d01_a_burmese_place_with_zero_for_wa() {
    let searches = ["မြဝတီ", "မြ၀တီ", "place:မြဝတီ", "place:myawaddy"];
    reads_and_finds("သူ မြ၀တီ မှာ ရှိတယ်", ("place", "myawaddy"), &searches).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d02_a_burmese_phone_with_wa_for_zero() {
    let searches = ["phone:9592123456", "phone:+95 9 212 3456", "၀၉-၂၁၂၃၄၅၆", "09 212 3456", "ဝ၉-၂၁၂၃၄၅၆"];
    reads_and_finds("ဖုန်း ဝ၉-၂၁၂၃၄၅၆", ("phone", "+9592123456"), &searches).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d03_a_thai_place_with_two_e_for_ae() {
    let searches = ["แม่สอด", "เเม่สอด", "place:แม่สอด", "place:\"Mae Sot\""];
    reads_and_finds("เขาอยู่ที่เเม่สอด ช่วยด้วย", ("place", "mae-sot"), &searches).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d04_a_khmer_place_with_its_vowel_first() {
    reads_and_finds("គាត់នៅ បោ៉យបែ៉ត", ("place", "poipet"), &["ប៉ោយប៉ែត", "បោ៉យបែ៉ត", "place:ប៉ោយប៉ែត"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d05_a_phone_in_keycaps() {
    let story = "โทร 0️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣";
    let searches = ["phone:66800000001", "phone:0️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣", "080-000-0001", "0800000001"];
    reads_and_finds(story, ("phone", "+66800000001"), &searches).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d06_marks_of_direction_within_words() {
    let story = "اسمه مح\u{200f}مد\u{200e} في KK\u{200e} Park";
    reads_and_finds(story, ("place", "kk-park"), &["محمد", "مُحَمَّد", "محمـــد", "\"KK Park\""]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d06c_a_phone_between_isolates() {
    let story = "رقم \u{2066}+66 80 000 0001\u{2069}";
    reads_and_finds(story, ("phone", "+66800000001"), &["phone:66800000001", "\u{2067}phone:٠٨٠٠٠٠٠٠٠١\u{2069}"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d07_a_story_in_zawgyi() {
    let story = "သူ ျမဝတီ မွာ ရွိတယ္။ ကူညီပါ။";
    reads_and_finds(story, ("place", "myawaddy"), &["မြဝတီ", "ျမဝတီ", "place:မြဝတီ", "place:ျမဝတီ", "ရှိတယ်"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d08_a_phone_with_spaces_in_the_search() {
    let searches = [
        "phone:080 000 0001",
        "phone:+66 80 000 0001",
        "phone:+66 (0)80 000 0001",
        "phone:0066-80-000-0001",
        "phone:\"080 000 0001\"",
        "phone: 080 000 0001",
        "080-000-0001",
        "080 000 0001",
        "+66 80 000 0001",
        "phone:080 000 0001 โทร",
        "โทร 080.000.0001 is:unread",
    ];
    reads_and_finds("โทร 0800000001", ("phone", "+66800000001"), &searches).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_no_word_calls_a_phone_is_found_in_any_groups() {
    let folder = tempfile::tempdir().unwrap();
    let stories = ["boss: 080 000-0001", "his line 0812345678", "sum 800000001 kyat", "room 12"];
    let mut desk = desk(&folder.path().join("desk"), &stories).await;
    for search in ["phone:0800000001", "080-000-0001", "phone:080-000-0001", "0800000001"] {
        assert_eq!(found(&mut desk, search).await, ["boss: 080 000-0001"], "{search}");
    }
    // A number whose country is unknown is also found by its international form.
    assert_eq!(found(&mut desk, "phone:+66 81 234 5678").await, ["his line 0812345678"]);
    for none in ["phone:+66 80 000 0002", "00 00 00 0"] {
        assert_eq!(found(&mut desk, none).await, [""; 0], "{none}");
    }
    // Zeros alone are no phone number; they are found as plain text.
    assert_eq!(found(&mut desk, "0000000").await, ["sum 800000001 kyat"]);
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn d10_wallets_with_a_zero_width_space_and_with_a_cyrillic_letter() {
    const WALLET: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
    let tron = ("tron".to_owned(), WALLET.to_owned(), "well-formed".to_owned());
    let broken = WALLET.replacen("TR7N", "TR7N\u{200b}", 1);
    let cyrillic = WALLET.replacen('T', "Т", 1);
    for (story, read) in [
        (format!("pay {WALLET}"), vec![tron.clone()]),
        (format!("pay {broken}"), vec![tron.clone()]),
        (format!("pay {cyrillic}"), vec![]),
        (format!("pay {WALLET} or {broken} or {cyrillic}"), vec![tron.clone()]),
        (format!("pay\u{200b}{WALLET}\u{200b}now"), vec![tron]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk(&folder.path().join("desk"), &[&story]).await;
        assert_eq!(entities(&mut desk).await, read, "{story}");
        let holds = usize::from(!read.is_empty());
        assert_eq!(found(&mut desk, "TR7NHqje").await.len(), holds, "{story}");
        desk.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_marks_that_were_typed_comes_first_and_nothing_is_left_away() {
    let folder = tempfile::tempdir().unwrap();
    let stories =
        ["họ bán người", "bạn tôi ở đây", "ban toi o day", "bàn ghế", "ăn cơm", "an com", "राज़ की बात", "राज की बात"];
    let mut desk = desk(&folder.path().join("desk"), &stories).await;
    for (search, first) in [("bạn", "bạn tôi ở đây"), ("bán", "họ bán người"), ("bàn", "bàn ghế"), ("BÀN", "bàn ghế")]
    {
        let found = found(&mut desk, search).await;
        assert_eq!((found.len(), found[0].as_str()), (4, first), "{search}");
    }
    assert_eq!(found(&mut desk, "ban").await.len(), 4);
    assert_eq!(found(&mut desk, "ăn").await[0], "ăn cơm", "two characters");
    assert_eq!(found(&mut desk, "राज़").await, ["राज़ की बात", "राज की बात"]);
    assert_eq!(found(&mut desk, "bạn đây").await, ["bạn tôi ở đây", "ban toi o day"]);
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_word_is_found_however_it_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    // Each story is given with searches that find it and no other.
    let stories: [(&str, &[&str]); 15] = [
        ("ทำงานท\u{e48}\u{e35}บ\u{e49}\u{e4d}\u{e32}", &["ที่บ้ำ", "ทำ\u{200b}งาน"]),
        ("ຢູ່ບ\u{ec9}ານນ\u{ecd}\u{ec9}າ ຫຼວງ", &["ນ້ຳ", "ຫລວງ"]),
        ("ស្រ្តីម្នាក់ បណ្ដាញ", &["ស្ត្រី", "បណ្តាញ"]),
        ("फ़ोन छीन लिया, सड़क", &["फोन", "सडक", "\u{95e}ोन"]),
        ("বাড়ি যেতে দেয় না", &["বাডি", "দে\u{9af}\u{9bc}"]),
        ("أخي إبراهيم علي في المدرسة", &["اخي", "ابراهيم", "علی", "المدرسه"]),
        ("Hòa và Thuý ở Đà Nẵng", &["hoà", "thúy", "da nang", "Ðà Nẵng"]),
        ("護照被沒收", &["护照", "沒收", "护照被没收"]),
        ("ＫＫ　Ｓｏｆｔｗａｒｅ 𝟭𝟮𝟯𝟰", &["kk software", "1234", "１２３４"]),
        ("com\u{ad}pany \u{feff}Alpha", &["company", "\u{feff}alpha"]),
        ("Fraud\u{200b}Room", &["fraudroom"]),
        ("သြဂုတ် ၃ရက် စျေး", &["ဩဂုတ်", "3ရက်", "ဈေး", "၃ရက်"]),
        ("သူ ၇ရက်နေပြီ", &["၇ရက်", "7ရက်", "7 ရက်", "၇ ရက်နေ"]),
        ("O’Brien – “boss”", &["o'brien", "\"boss\"", "“o’brien – ”"]),
        ("می\u{200c}خواهم بروم", &["میخواهم", "مي\u{200c}خواهم"]),
    ];
    let all: Vec<&str> = stories.iter().map(|(story, _)| *story).collect();
    let mut desk = desk(&folder.path().join("desk"), &all).await;
    for (story, searches) in stories {
        for search in searches {
            assert_eq!(found(&mut desk, search).await, [story], "{search}");
        }
    }
    for search in ["3 ရက်", "၃ ရက်", "၃ရက်"] {
        assert_eq!(found(&mut desk, search).await, ["သြဂုတ် ၃ရက် စျေး"], "{search}");
    }
    // A sign or a syllable after the letter shows that it is no digit: "three days" does not match "thirty-seven".
    assert_eq!(found(&mut desk, "37").await, [""; 0]);
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn burmese_letters_that_look_like_digits_are_found_by_either_and_find_either() {
    let folder = tempfile::tempdir().unwrap();
    let stories = ["သူ ၁၀ရက် နေ", "၃ရက် နေ", "၁၇ရက် နေ", "၁ဝဝ,ဝဝဝ ကျပ်", "၂ဝဝ,ဝဝဝကျပ်"];
    let mut desk = desk(&folder.path().join("desk"), &stories).await;
    for (search, story) in
        [("၁ဝရက်", 0), ("၁၀ရက်", 0), ("၁ဝရ", 0), ("၃ရ", 1), ("၁၇ရ", 2), ("၁၀၀,၀၀၀", 3), ("၂၀၀,၀၀၀", 4), ("၂၀၀,၀၀၀ကျပ်", 4)]
    {
        assert_eq!(found(&mut desk, search).await, [stories[story]], "{search}");
    }
    // "Seven days" does not match the end of "seventeen days".
    assert_eq!(found(&mut desk, "၇ရက်").await, [""; 0]);
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_in_zawgyi_finds_a_story_in_unicode_and_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let stories = ["သူ မြဝတီ မှာ ရှိတယ်", "သူ ျမဝတီ မွာ ရွိတယ္။ ကူညီပါ။", "help us\nသူ ျမဝတီ မွာ ရွိတယ္။ ကူညီပါ။"];
    let mut desk = desk(&folder.path().join("desk"), &stories).await;
    for search in ["မြဝတီ", "ျမဝတီ", "ရှိတယ်", "ရွိတယ္"] {
        assert_eq!(found(&mut desk, search).await.len(), 3, "{search}");
    }
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_was_folded_by_older_rules_is_read_anew_when_it_is_opened() {
    use console::{Passphrase, SystemClock};
    use sqlx::Executor as _;
    use zeroize::Zeroizing;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk");
    let mut desk = desk(&path, &["သူ မြ၀တီ မှာ ရှိတယ်", "bạn tôi"]).await;
    let id = desk.db.list().await.unwrap()[0].id.clone();
    crate::service::work::note(&mut desk, &id, "เเม่สอด").await.unwrap();
    // The database is brought into the state that the previous version left: its tables, its folding, its migrations.
    for query in [
        "DROP TABLE words",
        "CREATE VIRTUAL TABLE words USING fts5 (folded, place, phone, content = '', columnsize = 0, tokenize = 'trigram')",
        "INSERT INTO words (rowid, folded, place, phone) VALUES (1, 'သူ မြ0တီ မှာ ရှိတယ်', '', ''), (2, 'ban toi', '', ''), (3, 'เเม่สอด', '', '')",
        "DROP TABLE signal_verdict",
        "DROP TABLE tip_signal",
        "DROP TABLE judged",
        "DROP TABLE by_hand",
        "DELETE FROM _sqlx_migrations WHERE version >= 6",
        "INSERT INTO meta (key, value) VALUES ('analysis', '1 of the old rules') ON CONFLICT (key) DO UPDATE SET value = '1 of the old rules'",
    ] {
        desk.db.connection.execute(query).await.unwrap();
    }
    let old = "SELECT count(*) FROM words WHERE words MATCH 'folded : \"မြဝတီ\" OR folded : \"แม่สอด\"'";
    let missed: i64 = sqlx::query_scalar(old).fetch_one(&mut desk.db.connection).await.unwrap();
    assert_eq!(missed, 0, "the old rules miss both");
    desk.close().await.unwrap();

    let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
    let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
    assert_eq!(found(&mut desk, "မြဝတီ").await, ["သူ မြ၀တီ မှာ ရှိတယ်"]);
    assert_eq!(found(&mut desk, "แม่สอด").await.len(), 1, "what a reviewer noted");
    assert_eq!(found(&mut desk, "bạn").await, ["bạn tôi"]);
    desk.db.verify_log().await.unwrap();
    desk.close().await.unwrap();
    // The desk is read anew once, and not again when it is opened the next time.
    let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
    let anew = "SELECT count(*) FROM audit WHERE action = 'read anew'";
    assert_eq!(sqlx::query_scalar::<_, i64>(anew).fetch_one(&mut desk.db.connection).await.unwrap(), 1);
    desk.close().await.unwrap();
}

/// Brings a desk's tables back to the structure of the previous version, with an empty index.
async fn as_before(desk: &mut Desk) {
    use sqlx::Executor as _;

    for query in [
        "DROP TABLE words",
        "CREATE VIRTUAL TABLE words USING fts5 (folded, place, phone, content = '', columnsize = 0, tokenize = 'trigram')",
        "DROP TABLE signal_verdict",
        "DROP TABLE tip_signal",
        "DROP TABLE judged",
        "DROP TABLE by_hand",
        "DELETE FROM _sqlx_migrations WHERE version >= 6",
        "INSERT INTO meta (key, value) VALUES ('analysis', '1 of the old rules') ON CONFLICT (key) DO UPDATE SET value = '1 of the old rules'",
    ] {
        desk.db.connection.execute(query).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_that_cannot_be_read_does_not_lock_its_desk_out_when_all_are_read_anew() {
    use console::{Passphrase, SystemClock};
    use sqlx::Executor as _;
    use zeroize::Zeroizing;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk");
    let mut desk = desk(&path, &["เเม่สอด one", "broken", "เเม่สอด three"]).await;
    as_before(&mut desk).await;
    desk.db.connection.execute("UPDATE tip SET tip = '{' WHERE rowid = 2").await.unwrap();
    desk.close().await.unwrap();

    let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
    let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
    assert_eq!(found(&mut desk, "แม่สอด").await, ["เเม่สอด one", "เเม่สอด three"]);
    let said = "SELECT detail FROM audit WHERE action = 'read anew'";
    let said: String = sqlx::query_scalar(said).fetch_one(&mut desk.db.connection).await.unwrap();
    assert!(said.ends_with("lost: 1 that cannot be read"), "{said}");
    assert_eq!(desk.db.unreadable_tips().await.unwrap().len(), 1, "it is still named as damaged");
    desk.close().await.unwrap();
}

/// Overwrites a piece of one page of a desk's file. Returns the bytes that were there.
fn damage(path: &std::path::Path, page: i64) -> [u8; 64] {
    use std::os::unix::fs::FileExt as _;

    let file = std::fs::OpenOptions::new().read(true).write(true).open(path.join("desk.db")).unwrap();
    let at = u64::try_from(page * 4096 + 1000).unwrap();
    let mut was = [0; 64];
    file.read_exact_at(&mut was, at).unwrap();
    file.write_all_at(&[0x55; 64], at).unwrap();
    was
}

/// Returns the first page that, when damaged, leaves exactly those of the three tips readable that `reads` names.
async fn page_of(path: &std::path::Path, passphrase: &console::Passphrase, reads: [bool; 3]) -> i64 {
    let vault = crate::vault::Vault::open(path, passphrase).unwrap();
    let whole = std::fs::read(path.join("desk.db")).unwrap();
    for page in 2..i64::try_from(whole.len() / 4096).unwrap() {
        damage(path, page);
        let mut read = Vec::new();
        for number in 1..=3 {
            if let Ok(mut db) = CaseDb::open_as_it_is(path, &vault).await {
                read.push(db.reads_row(TIPS, number).await.is_ok());
                let _ = db.close().await;
            }
        }
        std::fs::write(path.join("desk.db"), &whole).unwrap();
        if read == reads {
            return page;
        }
    }
    panic!("no page is of these tips alone");
}

/// Returns the root page of a table or an index, counted from 0.
async fn root(desk: &mut Desk, name: &str) -> i64 {
    let root = sqlx::query_scalar::<_, i64>("SELECT rootpage FROM sqlite_schema WHERE name = ?").bind(name);
    root.fetch_one(&mut desk.db.connection).await.unwrap() - 1
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_tips_locks_a_desk_out_be_it_the_newest_tips_or_the_one_that_leads_to_all() {
    use console::{Passphrase, SystemClock};
    use zeroize::Zeroizing;

    let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
    for (reads, lost) in [([true, true, false], 1), ([true, false, true], 1), ([false; 3], 3)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk");
        // The stories are long enough that each tip fills a page of the database of its own.
        let stories = ["one", "two", "three"].map(|number| format!("เเม่สอด {number}{}", " x".repeat(1500)));
        let mut desk = desk(&path, &stories.each_ref().map(String::as_str)).await;
        let root = root(&mut desk, "tip").await;
        desk.close().await.unwrap();
        let page = if lost == 3 { root } else { page_of(&path, &passphrase, reads).await };
        damage(&path, page);
        edit_places(&path);
        let opened = Desk::open(&path, &passphrase, &SystemClock).await;
        let mut desk = opened.unwrap_or_else(|error| panic!("{reads:?}: {error:#}"));
        // If no tip can be read, the old index stays, and the desk warns that searches may miss cases.
        assert_eq!(desk.misses_cases().await.unwrap(), lost == 3, "{reads:?}");
        if lost < 3 {
            assert_eq!(found(&mut desk, "แม่สอด").await.len(), 3 - lost, "{reads:?}");
        }
        let _ = desk.close().await;
        // The desk can still be opened again, and verified.
        let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
        let done = crate::service::verify::verify(&mut desk).await.unwrap();
        assert!(done.findings.iter().any(|said| said.contains("tip")), "{:?}", done.findings);
        let _ = desk.close().await;
    }
}

/// Returns the number of texts with a word, by the index alone.
async fn indexed(desk: &mut Desk, word: &str) -> i64 {
    let texts =
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM words WHERE words MATCH ?").bind(format!("\"{word}\""));
    texts.fetch_one(&mut desk.db.connection).await.unwrap()
}

/// Edits a desk's gazetteer, so that every tip is read anew.
fn edit_places(path: &std::path::Path) {
    let places = std::fs::read_to_string(path.join("gazetteer.toml")).unwrap();
    std::fs::write(path.join("gazetteer.toml"), format!("{places}\n# edited\n")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_beside_the_tips_empties_the_search_when_all_are_read_anew() {
    use console::{Passphrase, SystemClock};
    use zeroize::Zeroizing;

    let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
    let beside = ["note", "translation", "entity", "entity_value", "text", "file", "questionnaire"];
    for name in beside.into_iter().chain(["words_data", "pairs_data", "tip_signal"]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk");
        let mut desk = desk(&path, &["เเม่สอด one", "เเม่สอด +66 80 000 0001"]).await;
        let id = desk.db.list().await.unwrap()[0].id.clone();
        crate::service::work::note(&mut desk, &id, "a note").await.unwrap();
        crate::service::work::translate(&mut desk, &id, "a translation").await.unwrap();
        // Both ways of reading anew are tested: from the empty index that the previous version leaves, and from the
        // full index after an edit of the gazetteer.
        if beside.contains(&name) {
            as_before(&mut desk).await;
        }
        let page = root(&mut desk, name).await;
        desk.close().await.unwrap();
        damage(&path, page);
        edit_places(&path);
        let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
        for (word, texts) in [
            ("แม่สอด", 2),
            ("66800000001", 1),
            ("note", i64::from(name != "note")),
            ("translation", i64::from(name != "translation")),
        ] {
            assert_eq!(indexed(&mut desk, word).await, texts, "{name}: {word}");
        }
        // Every list counts the files of each case, so no list can be read if the table `file` is damaged.
        if name != "file" {
            assert_eq!(found(&mut desk, "แม่สอด").await.len(), 2, "{name}");
        }
        assert!(!desk.misses_cases().await.unwrap(), "{name}");
        desk.close().await.unwrap();
        if !matches!(name, "entity" | "words_data") {
            continue;
        }
        // The tips are read anew once more, while the table that could not be dropped is still there.
        edit_places(&path);
        let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
        assert_eq!(indexed(&mut desk, "แม่สอด").await, 2, "{name}");
        let _ = desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verifying_counts_what_is_lost_where_the_page_that_leads_to_all_rows_is_damaged() {
    use console::{Passphrase, SystemClock};
    use zeroize::Zeroizing;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk");
    let mut desk = desk(&path, &["one"]).await;
    let id = desk.db.list().await.unwrap()[0].id.clone();
    for number in 0..6 {
        crate::service::work::note(&mut desk, &id, &format!("{number}{}", " x".repeat(1500))).await.unwrap();
    }
    let page = root(&mut desk, "note").await;
    desk.close().await.unwrap();
    damage(&path, page);
    let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
    let mut desk = Desk::inspect(&path, &passphrase, &SystemClock).await.unwrap();
    let done = crate::service::verify::verify(&mut desk).await.unwrap();
    assert!(done.findings.contains(&"6 notes cannot be read".to_owned()), "{:?}", done.findings);
    // All other tables can be read.
    assert_eq!(done.findings.len(), 2, "{:?}", done.findings);
    let _ = desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_before_that_was_not_dropped_is_dropped_at_the_next_opening() {
    use console::{Passphrase, SystemClock};
    use sqlx::Executor as _;
    use zeroize::Zeroizing;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk");
    let mut desk = desk(&path, &["one"]).await;
    // The database is brought into the state in which a computer leaves it when it stops between the commit and the
    // drop of the old tables.
    let left =
        "CREATE VIRTUAL TABLE words_before USING fts5 (folded, content = '', columnsize = 0, tokenize = 'trigram')";
    desk.db.connection.execute(left).await.unwrap();
    desk.close().await.unwrap();
    let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
    let before = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'words_before%'";
    let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>(before).fetch_one(&mut desk.db.connection).await.unwrap(), 0);
    desk.db.connection.execute(left).await.unwrap();
    let page = root(&mut desk, "words_before_data").await;
    desk.close().await.unwrap();
    // A table that cannot be dropped stays in the database.
    damage(&path, page);
    let mut desk = Desk::open(&path, &passphrase, &SystemClock).await.unwrap();
    assert_eq!(found(&mut desk, "one").await, ["one"]);
    let _ = desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fails_its_check_does_not_lock_its_desk_out_when_all_are_read_anew() {
    use console::{Passphrase, SystemClock};
    use zeroize::Zeroizing;

    // The test damages a page of each index that is put aside, and a page of a tip.
    for table in ["words_data", "pairs_data", "tip"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk");
        // The second tip is so long that it fills pages of its own.
        let long = "b".repeat(100_000);
        let mut desk = desk(&path, &["เเม่สอด one", &long, "เเม่สอด three"]).await;
        as_before(&mut desk).await;
        let root = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
        let root: i64 = sqlx::query_scalar(root).bind(table).fetch_one(&mut desk.db.connection).await.unwrap();
        desk.close().await.unwrap();
        let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
        let page = match table {
            // For a tip, the test damages a page that holds only a part of the long tip.
            "tip" => page_of(&path, &passphrase, [true, false, true]).await,
            _ => root - 1,
        };
        damage(&path, page);
        let mut desk =
            Desk::open(&path, &passphrase, &SystemClock).await.unwrap_or_else(|error| panic!("{table}: {error:#}"));
        if table != "tip" {
            assert_eq!(desk.db.list().await.map(|cases| cases.len()).ok(), Some(3), "{table}");
        }
        assert_eq!(found(&mut desk, "แม่สอด").await, ["เเม่สอด one", "เเม่สอด three"], "{table}");
        assert_eq!(found(&mut desk, "แม").await.len(), 2, "{table}");
        // An index is written anew and is then intact, but a damaged tip stays damaged.
        if table == "tip" {
            assert!(!desk.db.page_faults().await.is_empty(), "the damage is still told");
        }
        let _ = desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verifying_a_desk_of_before_changes_no_byte_of_it() {
    use console::{Passphrase, SystemClock};
    use zeroize::Zeroizing;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk");
    let mut desk = desk(&path, &["one"]).await;
    as_before(&mut desk).await;
    desk.close().await.unwrap();
    let before = std::fs::read(path.join("desk.db")).unwrap();

    let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
    let mut desk = Desk::inspect(&path, &passphrase, &SystemClock).await.unwrap();
    let done = crate::service::verify::verify(&mut desk).await.unwrap();
    assert_eq!((done.tips, done.findings), (1, Vec::<String>::new()));
    desk.close().await.unwrap();
    assert!(std::fs::read(path.join("desk.db")).unwrap() == before);
}
