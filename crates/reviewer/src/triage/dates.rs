//! Dates as people type them.
//!
//! A date is read only if it can be read in one way. Otherwise it is left to a person.

use std::sync::LazyLock;

use envelope::Day;
use envelope::folding::ascii_digits;
use regex::Regex;

use crate::signals::calendar::{self, Calendar};

/// Other calendars that people use in a date field. Their years are too far from ours to be mistaken for ours.
const OTHERS: [(Calendar, &str); 2] =
    [(Calendar::Buddhist, "the Buddhist calendar's"), (Calendar::Bikram, "Bikram Sambat's")];

/// The most days that a date may lie ahead of today to be credible. The most days before today follow. A date outside
/// of this span belongs to another calendar: the year 2026 is 2083 in Nepal, 1405 in Iran and 1448 by the Hijra.
const AHEAD: i64 = 5 * 366;
const AGO: i64 = 120 * 366;

/// A day that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Typed {
    /// The day in our calendar.
    pub(super) day: Day,
    /// For a date of another calendar: the year as typed, and the name of that calendar.
    pub(super) other: Option<(u16, &'static str)>,
}

/// Matches three numbers with a sign between them, or with the Chinese and Japanese characters for year, month and day.
/// A time of day after them is ignored.
#[expect(clippy::expect_used, reason = "the pattern is a constant, compiled by a test")]
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{1,4}) ?[-/.\u{2010}-\u{2015}年 ] ?([0-9]{1,2}) ?[-/.\u{2010}-\u{2015}月 ] ?([0-9]{1,4}) ?日?(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?$")
        .expect("a pattern of ours compiles")
});

/// Reads the day that a text names, in digits of any script. `None` if the text names no day, or if it can be read in
/// two ways: 05/12/2026 is in May or in December.
pub(super) fn read(text: &str, today: Day) -> Option<Typed> {
    let text = ascii_digits(text);
    let numbers = NUMBERS.captures(text.trim())?;
    let part = |at: usize| numbers.get(at).map_or("", |part| part.as_str());
    let number = |at: usize| part(at).parse::<u16>().ok();
    match (part(1).len(), part(3).len()) {
        (4, 1 | 2) => day(number(1)?, number(2)?, number(3)?, today),
        (1 | 2, 4) => {
            let (first, second, year) = (number(1)?, number(2)?, number(3)?);
            // The text is left to a person even if one of the two days is far off, because the sender may have meant
            // it.
            if first != second && first <= 12 && second <= 12 {
                return None;
            }
            day(year, second, first, today).or_else(|| day(year, first, second, today))
        }
        _ => None,
    }
}

/// Returns every day that a text may name: 05/12/2026 is in May or in December.
pub(super) fn readings(text: &str, today: Day) -> Vec<Day> {
    if let Some(typed) = read(text, today) {
        return vec![typed.day];
    }
    let text = ascii_digits(text);
    let Some(numbers) = NUMBERS.captures(text.trim()) else { return Vec::new() };
    let number = |at: usize| numbers.get(at).and_then(|part| part.as_str().parse::<u16>().ok());
    let (Some(first), Some(second), Some(year)) = (number(1), number(2), number(3)) else { return Vec::new() };
    [(second, first), (first, second)]
        .into_iter()
        .filter(|_| year > 99)
        .filter_map(|(month, of_month)| day(year, month, of_month, today))
        .map(|typed| typed.day)
        .collect()
}

fn day(year: u16, month: u16, day: u16, today: Day) -> Option<Typed> {
    let is_near = |day: &Day| (-AGO..AHEAD).contains(&day.days_since(today));
    let (number, month, of_month) = (u32::from(year), u32::from(month), u32::from(day));
    let own = calendar::day(number, month, of_month).filter(is_near).map(|day| Typed { day, other: None });
    own.or_else(|| {
        OTHERS.iter().find_map(|(calendar, whose)| {
            let day = calendar.days(number, month, of_month).into_iter().find(is_near)?;
            Some(Typed { day, other: Some((year, whose)) })
        })
    })
}

#[cfg(test)]
mod tests {
    fn read(text: &str) -> Option<(String, bool)> {
        let typed = super::read(text, "2026-11-24".parse().unwrap())?;
        Some((typed.day.to_string(), typed.other.is_some()))
    }

    #[test]
    fn a_date_that_has_one_reading_is_read() {
        for text in
            ["2026-12-05", "๒๐๒๖-๑๒-๐๕", "2026/12/5", "2026.12.05", "2026年12月5日", "၂၀၂၆-၁၂-၀၅", " 2026 - 12 - 05 "]
        {
            assert_eq!(read(text), Some(("2026-12-05".to_owned(), false)), "{text}");
        }
        for text in ["25/12/2026", "12/25/2026", "25.12.2026"] {
            assert_eq!(read(text), Some(("2026-12-25".to_owned(), false)), "{text}");
        }
        assert_eq!(read("12/12/2026"), Some(("2026-12-12".to_owned(), false)));
    }

    #[test]
    fn a_time_behind_the_day_is_passed_over() {
        for text in ["2026-12-05 14:30", "2026-12-05T14:30:00", "๒๐๒๖-๑๒-๐๕ ๑๔:๓๐", "2026年12月5日 9:05"]
        {
            assert_eq!(read(text), Some(("2026-12-05".to_owned(), false)), "{text}");
        }
        assert_eq!(read("2026-12-05 14"), None);
    }

    #[test]
    fn a_date_with_two_readings_is_not_decided_by_which_of_them_is_near() {
        for text in ["05/12/2031", "12/05/2031", "05/12/2574"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_buddhist_year_is_read_where_the_rest_has_one_reading() {
        for text in ["2569-12-05", "๒๕๖๙-๑๒-๐๕"] {
            assert_eq!(read(text), Some(("2026-12-05".to_owned(), true)), "{text}");
        }
        assert_eq!(read("25/12/2569"), Some(("2026-12-25".to_owned(), true)));
    }

    #[test]
    fn a_date_with_two_readings_has_both() {
        let readings = |text: &str| -> Vec<String> {
            let days = super::readings(text, "2026-11-24".parse().unwrap());
            days.iter().map(ToString::to_string).collect()
        };
        assert_eq!(readings("05/12/2026"), ["2026-12-05", "2026-05-12"]);
        assert_eq!(readings("๐๕/๑๒/๒๕๖๙"), ["2026-12-05", "2026-05-12"]);
        assert_eq!(readings("2026-12-05"), ["2026-12-05"]);
        assert!(readings("5/12/26").is_empty() && readings("tomorrow").is_empty());
    }

    #[test]
    fn a_year_of_bikram_sambat_is_read_with_its_own_months() {
        assert_eq!(read("2083-08-10"), Some(("2026-11-26".to_owned(), true)));
        assert_eq!(read("२०८३-०८-१०"), Some(("2026-11-26".to_owned(), true)));
        assert_eq!(read("2083-13-01"), None);
    }

    #[test]
    fn a_date_with_two_readings_or_of_another_calendar_is_not_guessed() {
        for text in [
            "05/12/2569",
            "05/12/2026",
            "1405-09-03",
            "1448-06-14",
            "5/12/26",
            "in 3 days",
            "2026-13-45",
            "",
            "2026-12",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
