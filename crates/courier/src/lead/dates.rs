//! Reads dates as people and spreadsheets write them.
//!
//! A date becomes `2026-12-05`, the one form with which the desk calculates.
//!
//! | written | read as |
//! |---|---|
//! | `2026-12-5`, `2026/12/05`, `20261205`, `2026年12月5日` | year, month, day |
//! | `1-Dec-26`, `Dec 1, 2026`, `1 ธ.ค. 2569`, in any language of the form | the month by its name |
//! | `13/12/2026` | the day by the number that cannot be a month |
//! | `05/12/2026` | two possible days: the person is asked, or gives the order for all dates with `--dates` |
//! | `31/02/2026`, `30/02/26` | no such day: reported, and never read in another order |
//! | `46000` | a spreadsheet's count of days from 1899-12-30 |
//! | digits of any script; years of the Buddhist era | the digits and years that they stand for |
//! | `2026-12-05 00:00:00` | the day; a time other than midnight is kept after it |
//! | anything else: `next Friday`, `5-Dec`, `2083-08-20` | left as written |
//!
//! A two-digit year is accepted if it fits one year around today. For a birth, it has to fit one of the last hundred
//! years.
//!
//! Two orders can give a near day and a distant day. The distance does not decide between them. Only a birth in the
//! future is ruled out. A date that is read wrongly can cost a deadline, and a question costs a minute. So the person
//! is asked wherever the writer could have meant two days.

mod months;

use std::collections::BTreeSet;

use envelope::Day;
use envelope::folding::ascii_digits;
use time::{Date, Month};

use super::words::folded;

/// Order of day and month in dates that are otherwise ambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Order {
    /// 05/12/2026 is the fifth of December.
    DayFirst,
    /// 05/12/2026 is the twelfth of May.
    MonthFirst,
}

/// Rules by which dates are read.
#[derive(Debug, Clone, Copy)]
pub struct Dates {
    /// The order that the person gave; `None` to ask about ambiguous dates.
    pub order: Option<Order>,
    /// The present day. A two-digit year is read as a year near it.
    pub today: Day,
}

/// The result of reading a text as a date.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The text is no date, or a date that a person has to read.
    Free,
    /// One date in the desk's form, with its time of day if there is one.
    One(String),
    /// The possible days. A single day here means that the text may also be a mistyped day that does not exist.
    Several(Vec<Day>),
    /// The text is written as a date, and the calendar has no such day.
    NoDay,
}

/// Number of years by which the Buddhist era is ahead, as spreadsheets count it.
const BUDDHIST: i32 = 543;

/// The most days that a date in a tip may lie ahead of today. The desk leaves dates that lie further ahead to a person
/// (`reviewer`'s `triage/dates.rs`).
const AHEAD: i64 = 5 * 366 - 1;

/// The day that a spreadsheet counts as day 0.
const ZEROTH: (i32, Month, u8) = (1899, Month::December, 30);

impl Dates {
    /// Reads the answer to the question `id` as a date.
    pub(super) fn read(&self, id: &str, text: &str) -> Reading {
        let text = ascii_digits(&folded(text));
        let (text, time) = split_time(&text);
        let question = Question { birth: id.contains("birth"), dates: self };
        let Some(written) = Written::of(text) else { return Reading::Free };
        let (days, slip) = match written.with_year_at_either_end() {
            Some(numbers) => question.year_at_either_end(numbers),
            None => {
                let days = question.of_the_order(&question.readings(&written));
                let slip = days.is_empty() && written.is_no_day(self.today);
                (days, slip)
            }
        };
        match (days.len(), days.first()) {
            (1, Some(day)) if !slip => Reading::One(match time {
                Some(time) => format!("{day} {time}"),
                None => day.to_string(),
            }),
            (0, _) if slip => Reading::NoDay,
            (0, _) => Reading::Free,
            _ => Reading::Several(days.into_iter().collect()),
        }
    }
}

/// The numbers of a text that holds a date and nothing else.
enum Written {
    /// One number alone.
    Alone(String),
    /// A day, the name of its month, and a year.
    Named { day: String, month: u8, year: String },
    /// Three numbers without words between them.
    Three([String; 3]),
    /// Three numbers, marked with words for year, month or day.
    Marked { year: String, month: String, day: String },
}

/// The text before, between or after the numbers.
#[derive(Default)]
struct Gap {
    month: Option<u8>,
    marks: Vec<Mark>,
    /// Whether the gap is not empty and has no comma.
    separates: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Year,
    Month,
    Day,
}

impl Gap {
    /// Reads the text between two numbers. Returns `None` if the text holds a word that belongs to no date.
    fn of(text: &str) -> Option<Self> {
        let mut gap = Self { separates: !text.is_empty() && !text.contains(','), ..Self::default() };
        let is_sign = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | ',' | '،' | '、' | '\'');
        for word in text.split(is_sign).filter(|word| !word.is_empty()) {
            let word = word.replace(['.', '।', '॰'], "");
            match word.as_str() {
                "" | "of" | "de" | "the" | "st" | "nd" | "rd" | "th" | "г" | "года" | "วันที่" | "ที่" | "พศ" | "คศ"
                | "be" | "ad" | "ce" => {}
                "年" | "년" | "năm" => gap.marks.push(Mark::Year),
                "月" | "월" | "tháng" | "thg" => gap.marks.push(Mark::Month),
                "日" | "号" | "號" | "일" | "ngày" => gap.marks.push(Mark::Day),
                "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun" | "monday"
                | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" => {}
                name => match (months::month(&folded(name)), gap.month) {
                    (Some(month), None) => gap.month = Some(month),
                    _ => return None,
                },
            }
        }
        Some(gap)
    }

    fn is_plain(&self) -> bool {
        self.month.is_none() && self.marks.is_empty()
    }
}

impl Written {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((whole, part)) = text.split_once('.')
            && whole.len() == 5
            && is_number(whole)
            && is_number(part)
        {
            // A fraction is a spreadsheet's time of day. A number whose fraction is not zero is left as written.
            return part.bytes().all(|digit| digit == b'0').then(|| Self::Alone(whole.to_owned()));
        }
        let mut numbers: Vec<String> = Vec::new();
        let mut gaps = vec![String::new()];
        for character in text.chars() {
            let ended = gaps.len() > numbers.len();
            match (character.is_ascii_digit(), numbers.last_mut(), gaps.last_mut()) {
                (true, Some(number), _) if !ended => number.push(character),
                (true, ..) => numbers.push(character.to_string()),
                (false, _, Some(gap)) if ended => gap.push(character),
                (false, ..) => gaps.push(character.to_string()),
            }
        }
        if gaps.len() == numbers.len() {
            gaps.push(String::new());
        }
        let gaps: Vec<Gap> = gaps.iter().map(|gap| Gap::of(gap)).collect::<Option<_>>()?;
        match (<[String; 1]>::try_from(numbers), gaps.as_slice()) {
            (Ok([number]), [before, after]) => {
                (before.is_plain() && !before.separates && after.is_plain() && !after.separates)
                    .then_some(Self::Alone(number))
            }
            (Ok(_), _) => None,
            (Err(numbers), gaps) => Self::of_several(numbers, gaps),
        }
    }

    fn of_several(numbers: Vec<String>, gaps: &[Gap]) -> Option<Self> {
        if let ([_, _], [before, between, after]) = (numbers.as_slice(), gaps) {
            let [first, second] = <[String; 2]>::try_from(numbers).ok()?;
            let marked = [before, between, after].iter().any(|gap| !gap.marks.is_empty());
            return match (before.month, between.month, after.month) {
                _ if marked => None,
                (Some(month), None, None) => Some(Self::Named { day: first, month, year: second }),
                (None, Some(month), None) if first.len() == 4 => Some(Self::Named { day: second, month, year: first }),
                (None, Some(month), None) => Some(Self::Named { day: first, month, year: second }),
                _ => None,
            };
        }
        let [before, one, two, after] = gaps else { return None };
        let [a, b, c] = <[String; 3]>::try_from(numbers).ok()?;
        if [before, one, two, after].iter().any(|gap| gap.month.is_some()) {
            return None;
        }
        let marks = [&before.marks, &one.marks, &two.marks, &after.marks];
        match marks.map(Vec::as_slice) {
            [[], [], [], []] if one.separates && two.separates => Some(Self::Three([a, b, c])),
            [[], [Mark::Year], [Mark::Month], [] | [Mark::Day]] => Some(Self::Marked { year: a, month: b, day: c }),
            [[] | [Mark::Day], [Mark::Month], [] | [Mark::Year], []] => {
                Some(Self::Marked { year: c, month: b, day: a })
            }
            _ => None,
        }
    }

    /// Returns three short numbers, such as 26/12/05, if the first can be a day or a year. From 32 on, it can only be
    /// a year.
    fn with_year_at_either_end(&self) -> Option<[&str; 3]> {
        let Self::Three([a, b, c]) = self else { return None };
        let short = a.len() == 2 && b.len() <= 2 && c.len() == 2;
        (short && a.parse::<u8>().is_ok_and(|first| first <= 31)).then_some([a.as_str(), b.as_str(), c.as_str()])
    }

    /// Whether the text has a year of our time, but its day does not exist, so that it is a mistyped date. With any
    /// other year, it may belong to another calendar, whose months differ.
    fn is_no_day(&self, today: Day) -> bool {
        let last = today.date().year() + 5;
        let is_year = |text: &str| {
            let years = 1900..=last;
            text.len() == 4
                && text.parse().is_ok_and(|year: i32| years.contains(&year) || years.contains(&(year - BUDDHIST)))
        };
        let short = |text: &str| text.len() <= 2;
        let outside = |year: &str, month: &str, day: &str| {
            let (Ok(year), Ok(month), Ok(day)) = (year.parse::<i32>(), month.parse(), day.parse()) else {
                return false;
            };
            let year = if year > last { year - BUDDHIST } else { year };
            day_of(year, month, day).is_none()
        };
        match self {
            Self::Alone(_) => false,
            Self::Named { day, month, year } => is_year(year) && short(day) && outside(year, &month.to_string(), day),
            Self::Marked { year, month, day } => is_year(year) && outside(year, month, day),
            Self::Three([a, b, c]) if is_year(a) => short(b) && short(c) && outside(a, b, c),
            Self::Three([a, b, c]) => is_year(c) && short(a) && short(b) && outside(c, b, a) && outside(c, a, b),
        }
    }
}

/// The rules for the answers to one question.
struct Question<'a> {
    birth: bool,
    dates: &'a Dates,
}

/// A possible day, and the order that it was read in; `None` if another order would give the same day.
type Ordered = (Option<Order>, Day);

impl Question<'_> {
    /// Returns the days in the order that the person gave. Returns all days if no order was given or no day is in
    /// that order.
    fn of_the_order(&self, readings: &[Ordered]) -> BTreeSet<Day> {
        let said = readings.iter().filter(|(by, _)| by.is_some() && *by == self.dates.order);
        let said: BTreeSet<Day> = said.map(|(_, day)| *day).collect();
        if said.is_empty() { readings.iter().map(|(_, day)| *day).collect() } else { said }
    }

    /// Returns the possible days of a text such as 26/12/05, whose year can come first or last. Also returns whether
    /// the text may be a mistyped day that does not exist.
    ///
    /// For example, 30/02/26 does not exist; whoever wrote it did not mean a day in 2030. If the person gave an order,
    /// the year comes last.
    fn year_at_either_end(&self, [a, b, c]: [&str; 3]) -> (BTreeSet<Day>, bool) {
        let (last, first) = (self.either(c, a, b), self.days(a, b, c));
        let (one, two, year) = (day_or_month(a), day_or_month(b), c.parse().ok().map(|year: i32| 2000 + year));
        let there_is = |order: Order| {
            let (day, month) = if order == Order::DayFirst { (one, two) } else { (two, one) };
            year.zip(month).zip(day).is_some_and(|((year, month), day)| day_of(year, month, day).is_some())
        };
        if let Some(order) = self.dates.order {
            let days: BTreeSet<Day> = last.iter().filter(|(by, _)| *by == Some(order)).map(|(_, day)| *day).collect();
            let others = !last.is_empty() || !first.is_empty();
            let slip = days.is_empty() && others && !there_is(order);
            return (days, slip);
        }
        if last.is_empty() && !there_is(Order::DayFirst) && !there_is(Order::MonthFirst) {
            return (BTreeSet::new(), !first.is_empty());
        }
        let days: BTreeSet<Day> = last.iter().map(|(_, day)| *day).chain(first).collect();
        let slip = days.len() == 1 && self.is_nearly_a_day(a, b, c);
        (days, slip)
    }

    /// Whether this day does not exist in some year around today, such as 29 February in 2027.
    fn is_nearly_a_day(&self, year: &str, month: &str, day: &str) -> bool {
        let (Some(month), Some(day), Some((years, near))) = (day_or_month(month), day_or_month(day), years(year))
        else {
            return false;
        };
        let fits = |year: &i32| day_of(*year, month, 1).is_some_and(|first| self.fits(first, near));
        day <= 31 && years.into_iter().filter(fits).any(|year| day_of(year, month, day).is_none())
    }

    fn readings(&self, written: &Written) -> Vec<Ordered> {
        let ordered =
            |year: &str, month: &str, day: &str| self.days(year, month, day).into_iter().map(|day| (None, day));
        match written {
            Written::Alone(number) if number.len() == 5 => {
                self.serial(number).map(|day| (None, day)).into_iter().collect()
            }
            Written::Alone(number) if number.len() == 8 => {
                let split = |at: usize| number.split_at(at);
                let ((year, rest), (first, last)) = (split(4), split(4));
                let (month, day) = rest.split_at(2);
                let (one, two) = first.split_at(2);
                ordered(year, month, day).chain(self.either(last, one, two)).collect()
            }
            Written::Alone(_) => Vec::new(),
            Written::Named { day, month, year } => ordered(year, &month.to_string(), day).collect(),
            Written::Marked { year, month, day } => ordered(year, month, day).collect(),
            Written::Three([a, b, c]) => {
                let last = c.len() == 4 || (c.len() == 2 && a.len() <= 2);
                let first = a.len() == 4 || (a.len() == 2 && c.len() <= 2);
                let mut found = Vec::new();
                if last {
                    found.extend(self.either(c, a, b));
                }
                if first {
                    found.extend(ordered(a, b, c));
                }
                found
            }
        }
    }

    /// Returns the days that the given numbers can mean, one for each possible year.
    fn days(&self, year: &str, month: &str, day: &str) -> Vec<Day> {
        let (Some(month), Some(day), Some((years, near))) = (day_or_month(month), day_or_month(day), years(year))
        else {
            return Vec::new();
        };
        years.into_iter().filter_map(|year| day_of(year, month, day)).filter(|day| self.fits(*day, near)).collect()
    }

    /// Returns the days of two numbers that are day and month in either order.
    ///
    /// If one order gives a plausible day, the day in the other order is returned, too: a day that lies far away may
    /// still be the one that was meant. A birth in the future is left out.
    fn either(&self, year: &str, one: &str, two: &str) -> Vec<Ordered> {
        let (Some(one), Some(two), Some((years, near))) = (day_or_month(one), day_or_month(two), years(year)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for year in years {
            let both = [(Order::DayFirst, two, one), (Order::MonthFirst, one, two)];
            let both = both.map(|(order, month, day)| (order, day_of(year, month, day)));
            let mut both: Vec<(Order, Day)> =
                both.into_iter().filter_map(|(order, day)| day.map(|day| (order, day))).collect();
            if !both.iter().any(|(_, day)| self.fits(*day, near)) {
                continue;
            }
            if both.iter().any(|(order, _)| self.dates.order == Some(*order)) {
                both.retain(|(order, _)| self.dates.order == Some(*order));
            }
            both.retain(|(_, day)| !self.birth || *day <= self.dates.today);
            found.extend(both.into_iter().map(|(order, day)| (Some(order), day)));
        }
        found
    }

    fn serial(&self, number: &str) -> Option<Day> {
        let zeroth = day_of(ZEROTH.0, u8::from(ZEROTH.1), ZEROTH.2)?;
        Some(zeroth.plus(number.parse().ok()?)).filter(|day| self.fits(*day, true))
    }

    /// Whether a tip can plausibly mention this day. `near` is true if the year was written without its century.
    fn fits(&self, day: Day, near: bool) -> bool {
        let ahead = day.days_since(self.dates.today);
        let back = match (self.birth, near) {
            (true, true) => 100 * 366,
            (false, true) => 10 * 366,
            (_, false) => 127 * 366,
        };
        let most = if self.birth { 0 } else { AHEAD };
        (-back..=most).contains(&ahead)
    }
}

/// Parses a number of at most two digits, which is a day or a month.
fn day_or_month(text: &str) -> Option<u8> {
    text.parse().ok().filter(|_| text.len() <= 2)
}

/// Returns the years that a number can stand for, and whether its century was left out.
fn years(text: &str) -> Option<(Vec<i32>, bool)> {
    let number: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some((vec![number, number - BUDDHIST], false)),
        2 => Some((vec![1900 + number, 2000 + number, 2500 + number - BUDDHIST], true)),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn day_of(year: i32, month: u8, day: u8) -> Option<Day> {
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    Some(Day::of(date.midnight().assume_utc()))
}

/// Splits a time of day off the end of a date, as `HH:MM`. Midnight gives `None`: a spreadsheet writes it after a
/// date without a time.
fn split_time(text: &str) -> (&str, Option<String>) {
    let begins = text.char_indices().filter(|(at, c)| {
        let behind_digit = text[..*at].ends_with(|c: char| c.is_ascii_digit());
        *c == ' ' || (*c == 't' && behind_digit)
    });
    for (at, _) in begins {
        if let Some((hour, minute)) = time_of(text[at + 1..].trim()) {
            let midnight = (hour, minute) == (0, 0);
            return (text[..at].trim_end_matches([',', ' ']), (!midnight).then(|| format!("{hour:02}:{minute:02}")));
        }
    }
    (text, None)
}

fn time_of(text: &str) -> Option<(u8, u8)> {
    let (clock, half) = text.split_at(text.rfind(|c: char| c.is_ascii_digit())? + 1);
    let half = match half.replace(['.', ' '], "").as_str() {
        "" => None,
        "a" | "am" => Some(0),
        "p" | "pm" => Some(12),
        _ => return None,
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next());
    let whole = second.and_then(|second| second.split('.').next()).unwrap_or("00");
    if parts.next().is_some() || [hour, minute, whole].iter().any(|part| !is_number(part) || part.len() > 2) {
        return None;
    }
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}

#[cfg(test)]
mod tests;
