use super::*;

fn read_by(order: Option<Order>, id: &str, text: &str) -> Reading {
    Dates { order, today: "2026-11-30".parse().unwrap() }.read(id, text)
}

fn read(text: &str) -> Reading {
    read_by(None, "deadline", text)
}

fn one(day: &str) -> Reading {
    Reading::One(day.to_owned())
}

fn several(days: &[&str]) -> Reading {
    Reading::Several(days.iter().map(|day| day.parse().unwrap()).collect())
}

#[test]
fn a_date_of_one_reading_becomes_what_the_desk_counts_with() {
    for (written, day) in [
        ("2026-12-05", "2026-12-05"),
        ("2026-12-5", "2026-12-05"),
        ("2026/12/5", "2026-12-05"),
        ("2026. 12. 5.", "2026-12-05"),
        ("20261205", "2026-12-05"),
        ("2026年12月5日", "2026-12-05"),
        ("2026년 12월 5일", "2026-12-05"),
        ("ngày 5 tháng 12 năm 2026", "2026-12-05"),
        ("5 thg 12, 2026", "2026-12-05"),
        ("1-Dec-26", "2026-12-01"),
        ("5-Dec-2026", "2026-12-05"),
        ("December 5th, 2026", "2026-12-05"),
        ("Saturday, December 5, 2026", "2026-12-05"),
        ("5 de dezembro de 2026", "2026-12-05"),
        ("5 дек. 2026 г.", "2026-12-05"),
        ("5 ธ.ค. 2569", "2026-12-05"),
        ("๕ ธันวาคม พ.ศ. ๒๕๖๙", "2026-12-05"),
        ("5-ธ.ค.-69", "2026-12-05"),
        ("၅ ဒီဇင်ဘာ ၂၀၂၆", "2026-12-05"),
        ("५ दिसंबर २०२६", "2026-12-05"),
        ("5 ডিসেম্বর ২০২৬", "2026-12-05"),
        ("٥ ديسمبر ٢٠٢٦", "2026-12-05"),
        ("٥\u{200f}/١٣\u{200f}/٢٠٢٦", "2026-05-13"),
        ("13/12/2026", "2026-12-13"),
        ("12/13/2026", "2026-12-13"),
        ("13.12.2569", "2026-12-13"),
        ("05/05/2026", "2026-05-05"),
        ("13/12/26", "2026-12-13"),
        ("26/12/05", "2026-12-05"),
        ("46000", "2025-12-09"),
        ("46000.0", "2025-12-09"),
        ("２０２６－１２－０５", "2026-12-05"),
        ("2026-12-05 00:00:00", "2026-12-05"),
        ("2026-12-05T00:00:00", "2026-12-05"),
        ("2026-12-05 14:30", "2026-12-05 14:30"),
        ("13/12/2026 2:30:00 PM", "2026-12-13 14:30"),
        (" 2026\u{2013}12\u{2013}5\u{a0}", "2026-12-05"),
    ] {
        assert_eq!(read(written), one(day), "{written}");
    }
}

#[test]
fn half_of_the_day_is_known_by_its_first_letter_and_another_letter_leaves_the_text() {
    for (written, day) in [
        ("2026-12-05 10:00p", "2026-12-05 22:00"),
        ("2026-12-05 10:00 p.", "2026-12-05 22:00"),
        ("2026-12-05 10:00 p.m.", "2026-12-05 22:00"),
        ("2026-12-05 10:00P", "2026-12-05 22:00"),
        ("2026-12-05 10:00a", "2026-12-05 10:00"),
        ("2026-12-05 12:30 a", "2026-12-05 00:30"),
        ("2026-12-05 10:00.", "2026-12-05 10:00"),
    ] {
        assert_eq!(read(written), one(day), "{written}");
    }
    for text in ["2026-12-05 10:00z", "2026-12-05 10:00m", "2026-12-05 10:00pp", "2026-12-05 14:00p"] {
        assert_eq!(read(text), Reading::Free, "{text}");
    }
}

#[test]
fn a_date_of_two_readings_is_asked_about_and_an_order_answers() {
    for (written, day_first, month_first) in [
        ("05/12/2026", "2026-12-05", "2026-05-12"),
        ("5.12.2026", "2026-12-05", "2026-05-12"),
        ("05-12-26", "2026-12-05", "2026-05-12"),
        ("05.12.2569", "2026-12-05", "2026-05-12"),
        ("๐๕/๑๒/๒๕๖๙", "2026-12-05", "2026-05-12"),
        ("05122026", "2026-12-05", "2026-05-12"),
        ("05/12/2026 00:00", "2026-12-05", "2026-05-12"),
    ] {
        assert_eq!(read(written), several(&[month_first, day_first]), "{written}");
        assert_eq!(read_by(Some(Order::DayFirst), "deadline", written), one(day_first), "{written}");
        assert_eq!(read_by(Some(Order::MonthFirst), "deadline", written), one(month_first), "{written}");
    }
    // A given order does not change a date that can be read in one way only.
    assert_eq!(read_by(Some(Order::DayFirst), "deadline", "12/25/2026"), one("2026-12-25"));
    assert_eq!(read_by(Some(Order::MonthFirst), "deadline", "2026-12-05"), one("2026-12-05"));
    // Nepali and Korean spreadsheets write a two-digit year first.
    assert_eq!(read("25/12/26"), several(&["2025-12-26", "2026-12-25"]));
}

#[test]
fn how_far_a_day_lies_does_not_decide_between_two_orders() {
    for (written, day_first, month_first) in [
        ("05/12/2031", "2031-12-05", "2031-05-12"),
        ("05122031", "2031-12-05", "2031-05-12"),
        ("05/12/31", "2031-12-05", "2031-05-12"),
        ("05/12/2574", "2031-12-05", "2031-05-12"),
        ("05/12/16", "2016-12-05", "2016-05-12"),
        ("12/05/16", "2016-05-12", "2016-12-05"),
    ] {
        let mut both = [day_first, month_first];
        both.sort_unstable();
        assert_eq!(read(written), several(&both), "{written}");
        assert_eq!(read_by(Some(Order::DayFirst), "deadline", written), one(day_first), "{written}");
        assert_eq!(read_by(Some(Order::MonthFirst), "deadline", written), one(month_first), "{written}");
    }
    // If no order gives a plausible day, the text is left to a person.
    assert_eq!(read("05/12/2034"), Reading::Free);
}

#[test]
fn a_birth_in_the_future_is_not_meant_and_an_order_that_was_said_is_not_turned_to_avoid_it() {
    let birth = |order, text| read_by(order, "birth-date", text);
    assert_eq!(birth(None, "05/12/2026"), one("2026-05-12"));
    assert_eq!(birth(Some(Order::MonthFirst), "05/12/2026"), one("2026-05-12"));
    assert_eq!(birth(Some(Order::DayFirst), "05/12/2026"), Reading::Free);
    assert_eq!(birth(None, "05/12/1999"), several(&["1999-05-12", "1999-12-05"]));
}

#[test]
fn a_year_of_two_digits_is_read_where_one_year_fits_a_birth_or_a_day_around_today() {
    let birth = |text| read_by(None, "birth-date", text);
    assert_eq!(birth("13-Mar-85"), one("1985-03-13"));
    // The year 26 can be 2526 of the Buddhist era, which is 1983, or 2026.
    assert_eq!(birth("13-Mar-26"), several(&["1983-03-13", "2026-03-13"]));
    assert_eq!(birth("13-Mar-2005"), one("2005-03-13"));
    assert_eq!(birth("31000"), one("1984-11-14"));
    assert_eq!(read("31000"), Reading::Free);
    assert_eq!(read("1-Dec-99"), Reading::Free);
}

#[test]
fn words_and_what_a_person_has_to_read_stay_as_they_are() {
    for text in [
        "next friday",
        "ပြီးခဲ့တဲ့အပတ်",
        "၃ရက်",
        "5-Dec",
        "Dec-26",
        "12月5日",
        "令和8年12月5日",
        "before 05/12/2026",
        "05/12/2026-07/12/2026",
        "2083-08-20",
        "1448/06/15",
        "2026",
        "12345",
        "02 123 4567",
        "1,234,567",
        "24/7",
        "3 days",
        "10:30",
        "46000.5",
        "2026-12-05 14:30 +07:00",
        // Without the century, the text may be a date of another calendar in which this day exists.
        "31-Feb-26 00:00",
        "",
        "unknown",
    ] {
        assert_eq!(read(text), Reading::Free, "{text}");
    }
}

#[test]
fn a_day_that_the_calendar_does_not_have_is_named() {
    for text in ["31/02/2026", "2026-02-30", "2026-13-45", "31 Feb 2026", "99/99/2569"] {
        assert_eq!(read(text), Reading::NoDay, "{text}");
    }
}

#[test]
fn a_day_that_does_not_exist_is_never_turned_into_another_days_year() {
    for text in ["30/02/26", "31/04/27", "29/02/27", "31/09/26", "31-02-20"] {
        assert_eq!(read(text), Reading::NoDay, "{text}");
        assert_eq!(read_by(Some(Order::DayFirst), "deadline", text), Reading::NoDay, "{text}");
        assert_eq!(read_by(Some(Order::MonthFirst), "deadline", text), Reading::NoDay, "{text}");
    }
    // In the other order, the first text would be a day that 2027 does not have, and the second a day that 2026 does
    // not have.
    for (text, day) in [("27/02/29", "2029-02-27"), ("26/04/31", "2031-04-26")] {
        assert_eq!(read(text), several(&[day]), "{text}");
        assert_eq!(read_by(Some(Order::DayFirst), "deadline", text), one(day), "{text}");
        assert_eq!(read_by(Some(Order::MonthFirst), "deadline", text), Reading::NoDay, "{text}");
    }
    // If an order is given, the year comes last, which gives 2005. That is too long ago, so the text is left to a
    // person.
    assert_eq!(read_by(Some(Order::DayFirst), "deadline", "26/12/05"), Reading::Free);
    assert_eq!(read_by(Some(Order::DayFirst), "deadline", "12/25/26"), Reading::NoDay);
    // A number that can only be a year may come first in spite of a given order.
    for order in [None, Some(Order::DayFirst)] {
        assert_eq!(read_by(order, "deadline", "69/12/05"), one("2026-12-05"));
        assert_eq!(read_by(order, "birth-date", "85/03/13"), one("1985-03-13"));
    }
    assert_eq!(read("15/02/29"), one("2029-02-15"), "2015 is long ago");
}
