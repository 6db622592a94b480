//! Days that a text names, counted from the day on which it was sent.

use envelope::Day;

use super::ages::{Number, around};
use super::list::ListError;
use super::pattern::Names;
use super::reading::PhraseMatch;
use super::text::width;
use super::{Compiled, Role, calendar};

/// How many days a deadline may lie ahead at most.
const AHEAD: i64 = 60;

/// How many days a deadline may lie before today at most, as a negative number. Even a deadline that had passed when
/// the tip was sent may still matter.
const BACK: i64 = -14;

/// The largest distance, in letters, between a day and a word like "until" that belongs to it.
const NEAR: usize = 14;

/// The most words for days that are read in one sentence.
const MOST: usize = 40;

/// A way to write a date with the number of its month: the texts before, between and after the numbers, and whether the
/// day comes first.
pub(super) struct DateShape {
    before: String,
    between: String,
    after: String,
    day_first: bool,
}

impl DateShape {
    /// Parses the shape of a date, such as "#m月#d日".
    pub(super) fn parse(names: &Names<'_>, shape: &str) -> Result<Self, ListError> {
        let refuse = || ListError::Phrase { phrase: shape.to_owned(), why: "a date needs #d and #m once each" };
        let (day, month) = (shape.find("#d").ok_or_else(refuse)?, shape.find("#m").ok_or_else(refuse)?);
        let (first, second) = (day.min(month), day.max(month));
        let part = |from: usize, to: usize| shape.get(from..to).map(|part| names.folded(part)).ok_or_else(refuse);
        Ok(Self {
            before: part(0, first)?,
            between: part(first + 2, second)?,
            after: part(second + 2, shape.len())?,
            day_first: day < month,
        })
    }
}

/// A day that a sentence names, and the position of its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) day: Day,
    /// Whether this is a weekday or a date. In some lists, these count only next to a word like "until".
    open: bool,
}

/// Returns the days that a sentence names. `found` are the matches of the list in that sentence.
pub(super) fn days(list: &Compiled, folded: &str, numbers: &[Number], found: &[PhraseMatch], sent: Day) -> Vec<Said> {
    // Only so many are read: nobody writes more days into a sentence, and a flood of them must not take more time.
    let found: Vec<&PhraseMatch> = found.iter().filter(|found| found.role.is_time()).take(MOST).collect();
    let found = found.as_slice();
    let mut said = Vec::new();
    let mut say = |start, end, day: Option<Day>, open| {
        said.extend(day.filter(|day| (BACK..=AHEAD).contains(&day.days_since(sent))).map(|day| Said {
            start,
            end,
            day,
            open,
        }));
    };
    let today = u32::from(sent.date().weekday().number_days_from_monday());
    let mut bases = vec![today];
    bases.extend(found.iter().filter_map(|weekday| match weekday.role {
        Role::Weekday(named) if is_named_today(weekday, found, folded) => Some(named),
        _ => None,
    }));
    for one in found.iter().copied() {
        match one.role {
            Role::In(ahead) => say(one.start, one.end, Some(sent.plus(i64::from(ahead))), false),
            Role::Weekday(weekday) if !is_named_today(one, found, folded) => {
                let ahead = bases.iter().map(|base| (weekday + 7 - base) % 7).min().unwrap_or(0);
                say(one.start, one.end, Some(sent.plus(i64::from(ahead))), true);
            }
            Role::Month(month) => {
                for number in numbers.iter().filter(|number| number.digits <= 2) {
                    let between = if number.end <= one.start {
                        folded.get(number.end..one.start)
                    } else {
                        folded.get(one.end..number.start)
                    };
                    if between
                        .is_some_and(|between| width(between) <= 5 && !between.chars().any(|c| c.is_ascii_digit()))
                    {
                        for day in of_month(list, month, number.value, sent) {
                            say(one.start.min(number.start), one.end.max(number.end), Some(day), true);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for number in numbers.iter().filter(|number| number.digits <= 2) {
        let value = i64::from(number.value);
        for (phrases, days) in [(&list.within, value), (&list.hours, (value + 23) / 24), (&list.weeks, value * 7)] {
            for phrase in phrases {
                if let Some((start, end)) = around(phrase, folded, number) {
                    say(start, end, Some(sent.plus(days)), false);
                }
            }
        }
        for phrase in &list.days_of_month {
            if let Some((start, end)) = around(phrase, folded, number) {
                let day = (0..31).map(|ahead| sent.plus(ahead)).find(|day| u32::from(day.date().day()) == number.value);
                say(start, end, day, true);
            }
        }
    }
    for pair in numbers.windows(2) {
        let [first, second] = pair else { continue };
        let Some(between) = folded.get(first.end..second.start) else { continue };
        for shape in &list.dates {
            if between.trim() == shape.between
                && folded[..first.start].trim_end().ends_with(&shape.before)
                && folded[second.end..].trim_start().starts_with(&shape.after)
            {
                let (day, month) = if shape.day_first { (first, second) } else { (second, first) };
                for day in of_numbers(list, None, month.value, day.value, sent) {
                    say(first.start, second.end, Some(day), true);
                }
            }
        }
        if matches!(between, "/" | "." | "-" | " / " | " - ") && first.digits <= 2 && second.digits <= 2 {
            let year = numbers
                .iter()
                .find(|number| number.start > second.end && folded.get(second.end..number.start) == Some(between));
            for (day, month) in [(first, second), (second, first)] {
                for day in of_numbers(list, year.map(|year| year.value), month.value, day.value, sent) {
                    say(first.start, year.map_or(second.end, |year| year.end), Some(day), true);
                }
            }
        }
        if matches!(between, "/" | "." | "-") && first.digits >= 3 {
            let day = numbers.iter().find(|number| number.start == second.end + 1);
            for day in day.iter().flat_map(|day| of_numbers(list, Some(first.value), second.value, day.value, sent)) {
                say(first.start, second.end, Some(day), true);
            }
        }
    }
    said.retain(|said| !said.open || !list.needs_by || has_by(said, found, folded));
    said
}

/// Whether the words "today is" are next to the weekday.
fn is_named_today(weekday: &PhraseMatch, found: &[&PhraseMatch], folded: &str) -> bool {
    found.iter().any(|today| {
        today.role == Role::TodayIs
            && (folded.get(today.end..weekday.start).is_some_and(|between| width(between) <= 3)
                || folded.get(weekday.end..today.start).is_some_and(|between| width(between) <= 3)
                || (today.start <= weekday.start && weekday.end <= today.end))
    })
}

fn has_by(said: &Said, found: &[&PhraseMatch], folded: &str) -> bool {
    found.iter().filter(|by| by.role == Role::By).any(|by| {
        let near =
            |from: usize, to: usize| from <= to && folded.get(from..to).is_some_and(|between| width(between) <= NEAR);
        near(by.end, said.start)
            || near(said.end, by.start)
            || (by.start <= said.start && said.start < by.end)
            || (said.start <= by.start && by.start < said.end)
    })
}

/// Returns the days near `sent` that a number and the name of a month may mean.
fn of_month(list: &Compiled, month: u32, day: u32, sent: Day) -> Vec<Day> {
    let own = list.calendars.iter().find(|calendar| calendar.has_own_months());
    let Some(own) = own else { return of_numbers(list, None, month, day, sent) };
    let year = u32::try_from(sent.date().year()).unwrap_or(0);
    own.years_now(year).flat_map(|year| own.days(year, month, day)).collect()
}

/// Returns the days that numbers may mean: without a year, in the year of `sent` and the next; with a year, in each
/// calendar of the list.
fn of_numbers(list: &Compiled, year: Option<u32>, month: u32, day: u32, sent: Day) -> Vec<Day> {
    let now = u32::try_from(sent.date().year()).unwrap_or(0);
    let mut days: Vec<Day> = match year {
        None => [now, now + 1].into_iter().filter_map(|year| calendar::day(year, month, day)).collect(),
        Some(year) => [year, year + 2000].into_iter().filter_map(|year| calendar::day(year, month, day)).collect(),
    };
    for calendar in &list.calendars {
        match year {
            // People often write only the last two digits of a year.
            Some(year) => {
                let whole = calendar.years_now(now).map(|now| now / 100 * 100 + year);
                days.extend([year].into_iter().chain(whole).flat_map(|year| calendar.days(year, month, day)));
            }
            None if calendar.has_own_months() => {
                days.extend(calendar.years_now(now).flat_map(|year| calendar.days(year, month, day)));
            }
            None => {}
        }
    }
    days
}
