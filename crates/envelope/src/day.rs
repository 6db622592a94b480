//! Days and months: the only times that Throughline keeps.
//!
//! Code that needs the current time takes a clock as an argument.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// A source of the current time, passed as an argument so that tests can set the day.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> OffsetDateTime;

    /// The current day in UTC.
    fn today(&self) -> Day {
        Day::of(self.now())
    }

    /// Whole hours since 1970-01-01T00:00Z.
    fn hour(&self) -> u64 {
        u64::try_from(self.now().unix_timestamp() / 3600).unwrap_or(0)
    }
}

/// A clock that always returns the same time.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub OffsetDateTime);

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        self.0
    }
}

/// A calendar day in UTC, written `2026-11-24`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The text is not a day like `2026-11-24`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a day: expected year-month-day, such as 2026-11-24")]
pub struct DayError;

impl Day {
    /// The day of `moment` in UTC.
    pub fn of(moment: OffsetDateTime) -> Self {
        Self(moment.to_offset(UtcOffset::UTC).date())
    }

    /// The day `days` after this one, or before it when `days` is negative. The result stops at the ends of the
    /// calendar.
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(Duration::days(days)))
    }

    /// The number of days from `other` to this day; negative when this day is earlier.
    pub fn days_since(self, other: Self) -> i64 {
        (self.0 - other.0).whole_days()
    }

    /// The month of this day.
    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: u8::from(self.0.month()) }
    }

    /// The calendar date.
    pub fn date(self) -> Date {
        self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let digits = |part: &str, length: usize| -> Result<u16, DayError> {
            if part.len() == length && part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse().map_err(|_| DayError)
            } else {
                Err(DayError)
            }
        };
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(DayError);
        };
        let month = u8::try_from(digits(month, 2)?).ok().and_then(|m| m.try_into().ok()).ok_or(DayError)?;
        let day = u8::try_from(digits(day, 2)?).map_err(|_| DayError)?;
        Date::from_calendar_date(digits(year, 4)?.into(), month, day).map(Self).map_err(|_| DayError)
    }
}

/// A calendar month, written `2026-11`: the finest time in a row of the server's store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month {
    year: i32,
    month: u8,
}

impl Month {
    /// The month `months` later.
    pub fn plus(self, months: u32) -> Self {
        let count = self.year * 12 + i32::from(self.month) - 1 + i32::try_from(months).unwrap_or(i32::MAX / 24);
        let month = u8::try_from(count.rem_euclid(12)).unwrap_or(0) + 1;
        Self { year: count.div_euclid(12), month }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        format!("{text}-01").parse::<Day>().map(Day::month)
    }
}

macro_rules! serde_as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}
serde_as_text!(Day, Month);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_over_the_end_of_a_leap_february() {
        let day: Day = "2028-02-28".parse().unwrap();
        assert_eq!(day.plus(2).to_string(), "2028-03-01");
        assert_eq!(day.plus(2).days_since(day), 2);
        for wrong in ["2026-13-01", "2026-1-1", "2026-02-30", "2026-02-1", "", "+026-01-01", "2026-01-01-01"] {
            assert_eq!(wrong.parse::<Day>(), Err(DayError), "{wrong}");
        }
    }

    #[test]
    fn a_month_counts_over_the_end_of_a_year() {
        let month: Month = "2026-11".parse().unwrap();
        assert_eq!(month.plus(2).to_string(), "2027-01");
        assert_eq!(month.plus(13).to_string(), "2027-12");
    }
}
