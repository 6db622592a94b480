//! `intake status`: the state of the server at a glance.

use envelope::Day;
use serde::Serialize;

use crate::service::roster_watch::RosterWatch;
use crate::settings::Settings;
use crate::store::Store;

/// The output of `intake status --json`.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The line's name.
    pub name: String,
    /// The site id, in base32.
    pub site: String,
    /// The fingerprint that a desk asks for at the first bundle.
    pub fingerprint: String,
    /// The roster's issue.
    pub roster_issue: u32,
    /// The last day of the last reviewer key.
    pub roster_until: Day,
    /// The day on which the certificate ends; `None` if there is no certificate.
    pub certificate_until: Option<Day>,
    /// The number of the last bundle; 0 before the first.
    pub last_bundle: u32,
    /// The number of tips that no desk has received.
    pub waiting: u64,
    /// The number of tips that a desk has received.
    pub received: u64,
    /// The number of erasures that are scheduled for a later day.
    pub erasures_scheduled: u64,
    /// The number of erasures that wait for `--confirm`.
    pub erasures_held: u64,
    /// The last day on which a desk confirmed that it has tips; `None` before the first.
    pub last_collected: Option<Day>,
    /// The number of free bytes on the store's disk; `None` if unknown.
    pub free_bytes: Option<u64>,
}

/// Reads the roster and the store.
///
/// # Errors
/// When the roster, the bundle key or the store cannot be read.
pub async fn status(settings: &Settings) -> anyhow::Result<Status> {
    let roster = RosterWatch::load(settings.roster_files())?.current();
    let store = Store::open(&settings.store_settings()).await?;
    let counts = store.counts().await?;
    Ok(Status {
        name: roster.body().name.clone(),
        site: roster.site().to_string(),
        fingerprint: settings.bundle_key()?.verifying_key().fingerprint().to_string(),
        roster_issue: roster.issue(),
        roster_until: roster.until(),
        certificate_until: settings.certificate_validity().map(|validity| validity.last_day()),
        last_bundle: store.last_bundle().await?.map_or(0, |(number, _)| number),
        waiting: counts.waiting,
        received: counts.received,
        erasures_scheduled: counts.scheduled,
        erasures_held: counts.held,
        last_collected: store.last_collected(),
        free_bytes: store.free_bytes(),
    })
}

impl Status {
    /// The status as lines for a person.
    pub fn lines(&self) -> Vec<String> {
        let collected = self.last_collected.map_or("never".to_owned(), |day| day.to_string());
        let certificate = self.certificate_until.map_or("none".to_owned(), |day| format!("until {day}"));
        vec![
            format!("line           {} ({})", self.name, self.site),
            format!("fingerprint    {}", self.fingerprint),
            format!("roster         issue {}, keys until {}", self.roster_issue, self.roster_until),
            format!("certificate    {certificate}"),
            format!("tips           {} waiting, {} received", self.waiting, self.received),
            format!("erasures       {} scheduled, {} held", self.erasures_scheduled, self.erasures_held),
            format!("last bundle    {}", self.last_bundle),
            format!("last collected {collected}"),
        ]
    }
}
