//! Windows of keys: the keys that are valid on a day.

use std::collections::BTreeSet;

use super::{DatedRecipient, FORMAT, RosterBody, RosterError};
use crate::Day;
use crate::keys::Recipient;
use crate::signed::FormatError;

/// Number of days of grace after the last window. During these days, tips are still accepted and sealed to the keys
/// that ended last.
pub const GRACE_DAYS: i64 = 30;

/// The minimum overlap of a desk's consecutive windows, in days, so that a late roster loses no tip.
pub const OVERLAP_DAYS: i64 = 30;

/// The recipients to whom a tip is sealed on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// The recipients: sorted, without duplicates, never empty.
    pub recipients: Vec<Recipient>,
    /// Whether the last window has ended, so that the days of grace run. The page then shows when tips were last
    /// collected.
    pub grace: bool,
    /// The last day of the newest reviewer key.
    pub until: Day,
}

pub(super) fn sealing_on(body: &RosterBody, day: Day) -> Result<Sealing, RosterError> {
    let until = until(body);
    let on = |at: Day| reviewers(body).filter(move |key| key.from <= at && at <= key.until);
    let grace = on(day).next().is_none();
    if grace && day < until {
        let from = reviewers(body).map(|key| key.from).filter(|from| *from > day).min().unwrap_or(until);
        return Err(RosterError::NotYet { from });
    }
    if grace && day > until.plus(GRACE_DAYS) {
        return Err(RosterError::Closed { day, until });
    }
    let at = if grace { until } else { day };
    let recovery = body.recovery.iter().filter(|key| key.from <= at && at <= key.until);
    let recipients: BTreeSet<Recipient> = on(at).chain(recovery).map(|key| key.recipient.clone()).collect();
    Ok(Sealing { recipients: recipients.into_iter().collect(), grace, until })
}

/// The last day of the newest reviewer key. [`check`] has made sure that there is one.
pub(super) fn until(body: &RosterBody) -> Day {
    reviewers(body).map(|key| key.until).max().unwrap_or(body.day)
}

fn reviewers(body: &RosterBody) -> impl Iterator<Item = &DatedRecipient> {
    body.reviewers.iter().flat_map(|reviewer| &reviewer.recipients)
}

pub(super) fn check(body: &RosterBody) -> Result<(), RosterError> {
    if body.format != FORMAT {
        return Err(FormatError::OtherFormat { expected: FORMAT, found: body.format.clone() }.into());
    }
    if reviewers(body).next().is_none() {
        return Err(RosterError::NoRecipient);
    }
    let mut seen = BTreeSet::new();
    for reviewer in &body.reviewers {
        check_windows(&reviewer.label, &reviewer.recipients)?;
        for desk in &reviewer.desk_keys {
            if desk.until < desk.from {
                return Err(RosterError::Backwards { label: reviewer.label.clone() });
            }
        }
    }
    for key in &body.recovery {
        if key.until < key.from {
            return Err(RosterError::Backwards { label: "recovery".to_owned() });
        }
    }
    for key in reviewers(body).chain(&body.recovery) {
        if !seen.insert(&key.recipient) {
            return Err(RosterError::Twice { key: key.recipient.to_string() });
        }
    }
    Ok(())
}

fn check_windows(label: &str, keys: &[DatedRecipient]) -> Result<(), RosterError> {
    let mut sorted: Vec<&DatedRecipient> = keys.iter().collect();
    sorted.sort_by_key(|key| (key.from, key.until));
    if sorted.iter().any(|key| key.until < key.from) {
        return Err(RosterError::Backwards { label: label.to_owned() });
    }
    for pair in sorted.windows(2) {
        // Both ends belong to a window, so the number of shared days is one more than the difference.
        if pair[0].until.days_since(pair[1].from) + 1 < OVERLAP_DAYS {
            return Err(RosterError::Overlap { label: label.to_owned() });
        }
    }
    Ok(())
}
