use super::*;

fn text(text: &str) -> Term {
    Term::Text(text.to_owned())
}

#[test]
fn words_stand_alone_and_together_in_quotes() {
    assert_eq!(parse("Nguyễn  \"KK Park\""), Ok(vec![text("nguyen"), text("kk park")]));
    assert_eq!(parse("tag:\"two words\" x"), Ok(vec![Term::Tag("two words".to_owned()), Term::Short("x".to_owned())]));
    assert_eq!(parse("白沙"), Ok(vec![Term::Short("白沙".to_owned())]));
}

#[test]
fn signs_that_mean_something_elsewhere_are_looked_for_like_any_other() {
    for sign in ["%", "_", "\"", "'", "*", ":", "^"] {
        assert_eq!(parse(sign), Ok(vec![Term::Short(sign.to_owned())]), "{sign}");
    }
    assert_eq!(parse("https://x.example"), Ok(vec![text("https://x.example")]));
    assert_eq!(parse("\"open"), Ok(vec![text("\"open")]));
}

#[test]
fn a_phone_is_looked_for_without_its_zero_and_in_any_digits() {
    assert_eq!(parse("phone:๐๘๐-๐๐๐-๐๐๐๑"), Ok(vec![Term::Phone("800000001".to_owned())]));
    assert_eq!(parse("phone:+66800000001"), Ok(vec![Term::Phone("66800000001".to_owned())]));
    assert_eq!(parse("phone:07"), Err(QueryError::Phone));
}

#[test]
fn what_cannot_be_looked_for_says_why() {
    assert_eq!(parse("  "), Err(QueryError::Empty));
    assert_eq!(parse(&"x".repeat(10_000)), Err(QueryError::TooLong));
    assert_eq!(parse("level:7"), Err(QueryError::Level));
    assert_eq!(parse("tag:"), Err(QueryError::Bare("tag")));
    assert_eq!(parse("level:L0"), Ok(vec![Term::Level(0)]));
}

fn phone(digits: &str) -> Term {
    Term::Phone(digits.to_owned())
}

#[test]
fn a_field_takes_what_follows_it_and_can_belong_to_it() {
    for typed in [
        "phone:080 000 0001",
        "phone: 080 000 0001",
        "PHONE:080-000-0001",
        "phone:(080) 000.0001",
        "phone:\"080 000 0001\"",
        "phone:“080 000 0001”",
        "phone：๐๘๐ ๐๐๐ ๐๐๐๑",
        "phone:08\u{200b}00\u{2060}000001",
        "phone:0️⃣8️⃣0️⃣ 000 0001",
    ] {
        assert_eq!(parse(typed), Ok(vec![phone("800000001")]), "{typed}");
    }
    for typed in
        ["phone:+66 80 000 0001", "phone:+66 (0)80 000 0001", "phone:0066 80 0000001", "phone:＋66-80-000-0001"]
    {
        assert_eq!(parse(typed), Ok(vec![phone("66800000001")]), "{typed}");
    }
    let boss = text("boss");
    for typed in ["phone:080 000 0001 boss", "phone:0800000001 boss", "boss phone:080 000 0001"] {
        let terms = parse(typed).unwrap();
        assert!(terms.len() == 2 && terms.contains(&boss) && terms.contains(&phone("800000001")), "{typed}: {terms:?}");
    }
    assert_eq!(parse("phone:080 000 0001 tag:urgent").unwrap()[1], Term::Tag("urgent".to_owned()));
    // A word that cannot belong to the number is searched for by itself.
    assert_eq!(parse("phone:0800000001 12").unwrap(), [phone("800000001"), Term::Short("12".to_owned())]);
    assert_eq!(parse("phone:080 000 0001 12").unwrap(), [phone("800000001"), Term::Short("12".to_owned())]);
    assert_eq!(parse("place:mae sot").unwrap(), [Term::Place("mae".to_owned()), text("sot")]);
    assert_eq!(parse("tag: urgent"), Ok(vec![Term::Tag("urgent".to_owned())]));
    assert_eq!(parse("phone: tag:x"), Err(QueryError::Bare("phone")));
    assert_eq!(parse("phone:boss"), Err(QueryError::Phone));
}

#[test]
fn a_number_that_can_be_a_phone_is_looked_for_as_one() {
    let number = |phone: &str, groups: &[&str]| {
        vec![Term::Number { phone: phone.to_owned(), groups: groups.iter().map(|group| (*group).to_owned()).collect() }]
    };
    assert_eq!(parse("080-000-0001"), Ok(number("800000001", &["080-000-0001"])));
    assert_eq!(parse("080 000 0001"), Ok(number("800000001", &["080", "000", "0001"])));
    assert_eq!(parse("+66 80 000 0001"), Ok(number("66800000001", &["+66 80 000 0001"])));
    assert_eq!(parse("00 00 00 0"), Ok(vec![text("00 00 00 0")]));
    for plain in ["123", "2026", "12 34", "kk-park", "1234567890123456"] {
        assert!(!parse(plain).unwrap().iter().any(|term| matches!(term, Term::Number { .. })), "{plain}");
    }
}

#[test]
fn no_group_of_a_number_is_left_away_because_it_is_short() {
    for (typed, phone) in [("12 34 56 78", "12345678"), ("05 12 2026", "5122026"), ("10 000 000", "10000000")] {
        let whole = Term::Number { phone: phone.to_owned(), groups: vec![typed.to_owned()] };
        assert_eq!(parse(typed), Ok(vec![whole]), "{typed}");
    }
}

#[test]
fn marks_that_were_typed_are_asked_for_first() {
    assert_eq!(read("bạn").unwrap().marked, Some(vec![Term::Marked("bạn".to_owned())]));
    assert_eq!(read("ăn").unwrap().marked, Some(vec![Term::Short("ăn".to_owned())]));
    assert_eq!(read("hòa").unwrap().marked, read("hoà").unwrap().marked);
    for plain in ["ban", "ที่", "မြဝတီ", "白沙", "phone:080 000 0001"] {
        assert_eq!(read(plain).unwrap().marked, None, "{plain}");
    }
}

#[test]
fn what_does_not_show_is_neither_counted_nor_looked_for() {
    assert_eq!(parse(&"\u{200b}".repeat(LONGEST + 1)), Err(QueryError::Empty));
    assert_eq!(parse("\u{feff}com\u{ad}pany"), Ok(vec![text("company")]));
}

#[test]
fn letters_that_may_be_digits_are_looked_for_as_both() {
    let either = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(parse("၁ဝရက်"), Ok(vec![Term::Either(either(&["1ဝရက်", "10ရက်"]))]));
    assert_eq!(parse("၃ရ"), Ok(vec![Term::EitherShort(either(&["37", "3ရ"]))]));
    assert_eq!(parse("၁၃ရ"), Ok(vec![Term::Either(either(&["137", "13ရ"]))]));
    assert_eq!(parse("place:၁ဝရက်"), Ok(vec![Term::Place("1ဝရက်".to_owned())]));
}

#[test]
fn languages_and_colleagues_are_looked_for_in_small_letters() {
    assert_eq!(parse("language:TH by:M.K."), Ok(vec![Term::Language("th".to_owned()), Term::By("m.k.".to_owned())]));
}
