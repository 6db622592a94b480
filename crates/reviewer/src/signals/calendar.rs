//! Calendars other than ours (the Gregorian calendar): their days and years.

use envelope::Day;
use serde::Deserialize;

/// A calendar, other than the Gregorian one, that senders of some language use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Calendar {
    /// The calendar of Thailand, Laos, Cambodia and Myanmar. It is 543 years ahead of ours and has the same months. In
    /// some countries its year begins in April or May. From then until the end of our year, it is 544 years ahead.
    Buddhist,
    /// Bikram Sambat, the calendar of Nepal. It is 56 to 57 years ahead of ours and has its own months.
    Bikram,
    /// The calendar of Taiwan, which counts from 1912 and has the same months as ours.
    Minguo,
    /// The calendar of Ethiopia. It is 7 to 8 years behind ours and has its own months.
    Ethiopian,
}

/// For each year of Bikram Sambat from [`FIRST_BIKRAM`] on: the first day of Baishakh in our calendar, and the
/// lengths of the twelve months. Almanacs fix each year anew and sometimes differ by a day.
const BIKRAM: [((u32, u32, u32), [u32; 12]); 5] = [
    ((2024, 4, 13), [31, 31, 32, 32, 31, 30, 30, 30, 29, 30, 30, 30]),
    ((2025, 4, 14), [31, 32, 31, 32, 31, 30, 30, 30, 29, 30, 30, 30]),
    ((2026, 4, 14), [31, 31, 32, 31, 31, 31, 30, 30, 29, 30, 30, 30]),
    ((2027, 4, 14), [31, 31, 32, 31, 31, 31, 30, 29, 30, 30, 29, 31]),
    ((2028, 4, 13), [31, 32, 31, 32, 31, 30, 30, 30, 29, 30, 29, 31]),
];
const FIRST_BIKRAM: u32 = 2081;

impl Calendar {
    /// Returns the Gregorian years into which a year of this calendar may fall.
    pub(crate) fn years(self, year: u32) -> impl Iterator<Item = u32> {
        let by: &[i64] = match self {
            Self::Buddhist => &[-543, -544],
            Self::Bikram => &[-56, -57],
            Self::Minguo if year < 200 => &[1911],
            Self::Minguo => &[],
            Self::Ethiopian => &[8, 7],
        };
        by.iter().filter_map(move |by| u32::try_from(i64::from(year) + by).ok())
    }

    /// Whether the months of this calendar differ from ours.
    pub(crate) fn has_own_months(self) -> bool {
        matches!(self, Self::Bikram | Self::Ethiopian)
    }

    /// Returns the years of this calendar into which a Gregorian year may fall.
    pub(crate) fn years_now(self, ours: u32) -> impl Iterator<Item = u32> {
        let by: &[i64] = match self {
            Self::Buddhist => &[543, 544],
            Self::Bikram => &[56, 57],
            Self::Minguo => &[-1911],
            Self::Ethiopian => &[-8, -7],
        };
        by.iter().filter_map(move |by| u32::try_from(i64::from(ours) + by).ok())
    }

    /// Returns the days of our calendar that a date of this calendar may mean.
    pub(crate) fn days(self, year: u32, month: u32, day_of_month: u32) -> Vec<Day> {
        match self {
            Self::Buddhist | Self::Minguo => {
                self.years(year).filter_map(|year| day(year, month, day_of_month)).collect()
            }
            Self::Bikram => bikram(year, month, day_of_month).into_iter().collect(),
            Self::Ethiopian => ethiopian(year, month, day_of_month).into_iter().collect(),
        }
    }
}

/// Returns the Gregorian day, if there is such a day.
pub(crate) fn day(year: u32, month: u32, day: u32) -> Option<Day> {
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

fn bikram(year: u32, month: u32, day_of_month: u32) -> Option<Day> {
    let ((first_year, first_month, first_day), months) =
        BIKRAM.get(usize::try_from(year.checked_sub(FIRST_BIKRAM)?).ok()?)?;
    let before = months.get(..usize::try_from(month.checked_sub(1)?).ok()?)?;
    if !(1..=*months.get(before.len())?).contains(&day_of_month) {
        return None;
    }
    let ahead = before.iter().sum::<u32>() + day_of_month - 1;
    Some(day(*first_year, *first_month, *first_day)?.plus(i64::from(ahead)))
}

/// Converts a date of the Ethiopian calendar. It has twelve months of 30 days, and a short thirteenth month. The year
/// begins on 11 September, or on 12 September before a leap year of ours (Beyene and Kudlek).
fn ethiopian(year: u32, month: u32, day_of_month: u32) -> Option<Day> {
    if !(1..=13).contains(&month) || !(1..=30).contains(&day_of_month) {
        return None;
    }
    let starts = if (year + 8).is_multiple_of(4) { 12 } else { 11 };
    let first = day(year + 7, 9, starts)?;
    Some(first.plus(i64::from((month - 1) * 30 + day_of_month - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_other_calendars_are_days_of_ours() {
        let is = |calendar: Calendar, (year, month, day): (u32, u32, u32), ours: &str| {
            let days: Vec<String> = calendar.days(year, month, day).iter().map(ToString::to_string).collect();
            assert_eq!(days, [ours], "{calendar:?} {year}-{month}-{day}");
        };
        is(Calendar::Minguo, (115, 11, 24), "2026-11-24");
        is(Calendar::Minguo, (115, 11, 26), "2026-11-26");
        is(Calendar::Bikram, (2083, 8, 8), "2026-11-24");
        // These are new year's days (Enkutatash): 2019 began on 11 September 2026, and 2016 on 12 September 2023.
        is(Calendar::Ethiopian, (2019, 1, 1), "2026-09-11");
        is(Calendar::Ethiopian, (2016, 1, 1), "2023-09-12");
        is(Calendar::Ethiopian, (2019, 3, 15), "2026-11-24");
    }

    #[test]
    fn what_is_no_day_is_none() {
        assert!(Calendar::Bikram.days(2083, 13, 1).is_empty() && Calendar::Bikram.days(2083, 8, 31).is_empty());
        assert!(Calendar::Ethiopian.days(2019, 14, 1).is_empty() && Calendar::Buddhist.days(2569, 2, 30).is_empty());
        assert!(Calendar::Minguo.days(2026, 1, 1).is_empty());
    }
}
