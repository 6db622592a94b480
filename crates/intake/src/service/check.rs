//! `intake check`: reports findings about the server.
//!
//! This module also refuses a clock or a roster that goes back in time. `serve`, `export` and `ingest` make that check
//! too.

use console::Failure;
use envelope::roster::{Roster, RosterError};
use envelope::{Clock, Digest};

use super::findings::Finding;
use super::readiness;
use crate::settings::Settings;
use crate::store::Store;

/// If fewer than this many days are left to a carrier, that is a finding: the holder of the root key has to sign a new
/// list.
const CARRIER_DAYS: i64 = 14;

/// Refuses a clock or a roster that goes back in time. If neither does, remembers newer issues and days.
///
/// It refuses a clock earlier than the newest signed day that was seen, a roster older than the newest one used, or
/// another roster with the same issue.
///
/// # Errors
/// When the clock or the roster goes back, or the store fails to remember newer issues and days.
pub async fn refuse_going_back(store: &Store, roster: &Roster, clock: &dyn Clock) -> anyhow::Result<()> {
    let (signed, seen) = (roster.body().day, store.newest_day().await?);
    let newest = seen.map_or(signed, |seen| seen.max(signed));
    if clock.today() < newest {
        return Err(Failure::new(format!("the clock says {}, and a signature of {newest} was seen", clock.today()))
            .next("set the machine's clock, then run this again")
            .into());
    }
    let (issue, digest) = (roster.issue(), Digest::of(roster.bytes()));
    let newest_roster = store.newest_roster().await?;
    let refused = match newest_roster {
        Some((present, _)) if issue < present => Some(RosterError::Older { present, found: issue }),
        Some((present, known)) if issue == present && digest != known => {
            Some(RosterError::SameIssueOtherBytes { issue })
        }
        _ => None,
    };
    if let Some(refused) = refused {
        return Err(Failure::new(format!("the roster is refused: {refused}"))
            .next("put the newest roster back: it came with the last dispatch that brought one")
            .into());
    }
    // Usually there is nothing new to remember, so nothing is written and a full disk does not matter.
    if seen != Some(newest) {
        store.saw_day(newest).await?;
    }
    if newest_roster != Some((issue, digest)) {
        store.saw_roster(issue, &digest).await?;
    }
    Ok(())
}

/// Runs all checks and returns the findings. `deep` also reads every sealed tip.
pub async fn check(settings: &Settings, clock: &dyn Clock, deep: bool) -> Vec<Finding> {
    let mut findings = readiness::before_binding(settings, settings.listen);
    let (ready, gathered) = readiness::gather(settings, clock).await;
    findings.extend(gathered);
    if let Err(failure) = settings.bundle_key() {
        findings.push(Finding::operator_should_act(failure));
    }
    findings.extend(settings.unusable_for_renewal().into_iter().map(Finding::operator_should_act));
    findings.extend(carrier_findings(settings, clock));
    if let Some(ready) = ready {
        if deep {
            findings.extend(damage(&ready.store).await);
        }
        ready.store.close().await;
    }
    findings
}

async fn damage(store: &Store) -> Option<Finding> {
    match store.verify().await {
        Ok(0) => None,
        Ok(wrong) => {
            Some(Finding::operator_should_act(format!("{wrong} sealed tips are damaged or missing; restore a backup")))
        }
        Err(error) => Some(Finding::operator_should_act(error.to_string())),
    }
}

/// Findings about the access list, if there is one. `intake carry` does not start with a list that is rejected, and
/// turns away carriers whose last day is over.
fn carrier_findings(settings: &Settings, clock: &dyn Clock) -> Vec<Finding> {
    let Ok(files) = settings.access_files() else { return Vec::new() };
    if !files.access.exists() {
        return Vec::new();
    }
    match files.load() {
        Err(error) => vec![Finding::worth_knowing(format!(
            "no carrier is let in: {error}; run `intake access` with the newest list"
        ))],
        Ok(access) => {
            let soon = |until: envelope::Day| until.days_since(clock.today()) < CARRIER_DAYS;
            let ending = access.body().carriers.iter().filter(|carrier| soon(carrier.until));
            let text = |label: &str, until| format!("{label} may carry until {until}; ask for a new list");
            ending.map(|carrier| Finding::worth_knowing(text(&carrier.label, carrier.until))).collect()
        }
    }
}
