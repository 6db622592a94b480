//! `intake check`: every finding a line; and that nothing goes back in time, which `serve`, `export` and `ingest` make too.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use console::Failure;
use envelope::roster::{GRACE_DAYS, Roster, RosterError};
use envelope::{Clock, Digest};

use crate::pages::Pages;
use crate::service::roster_watch::RosterWatch;
use crate::settings::Settings;
use crate::store::Store;
use crate::tls::Certificate;

/// A certificate that ends within so many days is a finding: an authority's are renewed long before.
const CERTIFICATE_DAYS: i64 = 14;

/// One thing that an operator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line must not open.
    pub fatal: bool,
    /// What, and what to do.
    pub text: String,
}

/// Refuses to go back: a clock earlier than the newest signed day seen, a roster older than the newest one used, or another one with its number.
/// What is newer is remembered.
pub async fn refuse_going_back(store: &Store, roster: &Roster, clock: &dyn Clock) -> anyhow::Result<()> {
    let signed = roster.body().day;
    let newest = store.newest_day().await?.map_or(signed, |seen| seen.max(signed));
    if clock.today() < newest {
        return Err(Failure::new(format!("the clock says {}, and a signature of {newest} was seen", clock.today()))
            .next("set the machine's clock, then run this again")
            .into());
    }
    store.saw_day(newest).await?;
    let (issue, digest) = (roster.issue(), Digest::of(roster.bytes()));
    let refused = match store.newest_roster().await? {
        Some((present, _)) if issue < present => RosterError::Older { present, found: issue },
        Some((present, known)) if issue == present && digest != known => RosterError::SameIssueOtherBytes { issue },
        _ => return Ok(store.saw_roster(issue, &digest).await?),
    };
    Err(Failure::new(format!("the roster is refused: {refused}"))
        .next("put the newest roster back: it came with the last dispatch that brought one")
        .into())
}

/// Looks at everything; `deep` reads every sealed tip too.
pub async fn check(settings: &Settings, clock: &dyn Clock, deep: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut fatal = |text: String| findings.push(Finding { fatal: true, text });
    if let Err(error) = Certificate::load(settings.certificate_files()) {
        fatal(error.to_string());
    } else if let Some(until) = settings.certificate_ends()
        && until.days_since(clock.today()) < CERTIFICATE_DAYS
    {
        fatal(format!(
            "the certificate ends on {until}: put another one there, or see in the log why it is not renewed"
        ));
    }
    if let Err(error) = settings.form_key() {
        fatal(error.to_string());
    }
    if let Err(error) = settings.bundle_key() {
        fatal(error.to_string());
    }
    let roster = match RosterWatch::load(settings.roster_files()) {
        Ok(roster) => Some(roster.current()),
        Err(error) => {
            fatal(error.to_string());
            None
        }
    };
    match settings.published_questionnaire() {
        Err(error) => fatal(error.to_string()),
        Ok(published) => {
            if let Some(roster) = &roster {
                match Pages::load(&published, settings.site_face(roster)) {
                    Err(error) => fatal(error.to_string()),
                    Ok(pages) => findings.extend(unreviewed_finding(&pages)),
                }
            }
        }
    }
    findings.extend(store_findings(settings, roster.as_deref(), clock, deep).await);
    findings.extend(mode_findings(settings));
    findings.extend(settings.unusable().into_iter().map(|text| Finding { fatal: true, text }));
    findings.extend(carrier_findings(settings, clock));
    if let Some(roster) = roster {
        findings.extend(roster_finding(&roster, settings, clock));
    }
    findings
}

fn unreviewed_finding(pages: &Pages) -> Option<Finding> {
    let unreviewed = pages.unreviewed();
    (!unreviewed.is_empty()).then(|| Finding {
        fatal: false,
        text: format!(
            "a machine translated the texts in {}, and no native reader has checked them; each page there says so. Have them read, or strike languages out in intake.toml",
            unreviewed.join(", ")
        ),
    })
}

fn roster_finding(roster: &Roster, settings: &Settings, clock: &dyn Clock) -> Option<Finding> {
    let left = roster.until().days_since(clock.today());
    let until = roster.until();
    if left < -GRACE_DAYS {
        let text = format!(
            "the last reviewer key ended on {until} and the grace is over: the form is closed; ingest a new roster"
        );
        return Some(Finding { fatal: true, text });
    }
    (left < i64::from(settings.roster_warning_days)).then(|| Finding {
        fatal: false,
        text: format!(
            "the last reviewer key ends on {until}; after {GRACE_DAYS} more days the form closes; ingest a new roster"
        ),
    })
}

async fn store_findings(settings: &Settings, roster: Option<&Roster>, clock: &dyn Clock, deep: bool) -> Vec<Finding> {
    let fatal = |text: String| vec![Finding { fatal: true, text }];
    let store = match Store::open(&settings.store_settings()).await {
        Ok(store) => store,
        Err(error) => return fatal(error.to_string()),
    };
    let mut findings = Vec::new();
    if let Some(roster) = roster
        && let Err(error) = refuse_going_back(&store, roster, clock).await
    {
        findings.extend(fatal(error.to_string()));
    }
    if !store.has_room() {
        findings.extend(fatal(
            "the store's disk has less room than least_free_bytes: tips are refused; free some space".to_owned(),
        ));
    }
    if deep {
        match store.verify().await {
            Ok(0) => {}
            Ok(wrong) => {
                findings.extend(fatal(format!("{wrong} sealed tips are damaged or missing; restore a backup")))
            }
            Err(error) => findings.extend(fatal(error.to_string())),
        }
    }
    findings
}

/// Who may carry, where anybody may: `intake carry` would stop at the one, and turn people away for the other.
fn carrier_findings(settings: &Settings, clock: &dyn Clock) -> Vec<Finding> {
    let finding = |text: String| Finding { fatal: false, text };
    let Ok(files) = settings.access_files() else { return Vec::new() };
    if !files.access.exists() {
        return Vec::new();
    }
    match files.load() {
        Err(error) => vec![finding(format!("no carrier is let in: {error}; run `intake access` with the newest list"))],
        Ok(access) => {
            let soon = |until: envelope::Day| until.days_since(clock.today()) < CERTIFICATE_DAYS;
            let ending = access.body().carriers.iter().filter(|carrier| soon(carrier.until));
            ending
                .map(|carrier| {
                    finding(format!("{} may carry until {}; ask for a new list", carrier.label, carrier.until))
                })
                .collect()
        }
    }
}

fn mode_findings(settings: &Settings) -> Vec<Finding> {
    let text = |path: PathBuf| format!("others may read {0}; run: chmod go-rwx {0}", path.display());
    open_to_others(settings).map(|path| Finding { fatal: true, text: text(path) }).collect()
}

/// Refuses to serve with a key that others may read.
pub fn refuse_open_keys(settings: &Settings) -> Result<(), Failure> {
    match open_to_others(settings).next() {
        None => Ok(()),
        Some(path) => Err(Failure::new(format!("others may read {}", path.display()))
            .next(format!("run: chmod go-rwx {}; and think of who may have read it", path.display()))),
    }
}

fn open_to_others(settings: &Settings) -> impl Iterator<Item = PathBuf> {
    let secrets =
        [&settings.bundle_key, &settings.form_key, &settings.private_key, &settings.acme_account, &settings.store];
    let paths = secrets.map(|path| settings.folder.join(path));
    paths.into_iter().filter(|path| fs::metadata(path).is_ok_and(|meta| meta.mode() & 0o077 != 0))
}
