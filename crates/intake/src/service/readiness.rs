//! Whether `intake serve` can start.
//!
//! This module gathers the parts of a server, with findings. `serve` runs with these parts, and `intake check` only
//! reports the findings. So both get the same findings.
//!
//! As few faults as possible keep a server from serving. With an ended certificate, a full disk, a roster past its
//! grace or an authority that is down, replies can still be read. The server then starts, and its pages say what does
//! not work.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use console::Failure;
use envelope::Clock;
use envelope::keys::{Root, VerifyingKey};
use envelope::questionnaire::{PublishedQuestionnaire, Questionnaire};
use envelope::roster::{GRACE_DAYS, Roster};
use envelope::submission::FormKey;

use super::check::refuse_going_back;
use super::findings::Finding;
use crate::onion::OnionAddress;
use crate::pages::Pages;
use crate::sandbox;
use crate::service::roster_watch::RosterWatch;
use crate::settings::Settings;
use crate::store::uploads::Uploads;
use crate::store::{Store, StoreError};
use crate::tls::Certificate;

/// A certificate with less than one in `SHARES` of its life left is a finding, if no authority renews it.
const SHARES: i32 = 3;
/// The same for a certificate that an authority renews. Renewal should begin when a third of the life is left, so at a
/// sixth, half of the time for it is over.
const SHARES_WHERE_RENEWED: i32 = 6;

/// The parts of a server.
pub struct Ready {
    /// The certificate, or the self-signed one that stands in for it.
    pub certificate: Arc<Certificate>,
    /// The roster, which names the recipients of tips.
    pub roster: RosterWatch,
    /// The root key, which signs rosters.
    pub root_key: VerifyingKey<Root>,
    /// The store of tips and mailboxes, all encrypted.
    pub store: Store,
    /// The server's secret. It authenticates form tokens, and every code is derived from it.
    pub form_key: FormKey,
    /// The questionnaire, as it is published.
    pub published: PublishedQuestionnaire,
    /// The published questionnaire, parsed.
    pub questionnaire: Questionnaire,
    /// The pages, in the languages that are offered.
    pub pages: Pages,
}

/// Findings before the process binds its ports and gives up its rights. `listen` is the address on which it will
/// listen.
pub fn before_binding(settings: &Settings, listen: SocketAddr) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        open_to_others(settings).map(|path| Finding::keeps_from_serving(may_be_read(&path))).collect();
    if let Some(Err(error)) = settings.user.as_deref().map(sandbox::known_user) {
        findings.push(Finding::keeps_from_serving(error.to_string()));
    }
    let no_folder = |setting: &str, folder: &Path| {
        format!("{setting} lies in {}, which is no folder: make it, or correct the line", folder.display())
    };
    let store = settings.store_settings().folder;
    if !store.is_dir() {
        findings.push(Finding::keeps_from_serving(no_folder("store", &store)));
    }
    if let Some(OnionAddress::Socket(socket)) = &settings.onion_listen {
        let folder = settings.folder_of(socket);
        if !folder.is_dir() {
            findings.push(Finding::keeps_from_serving(no_folder("onion_listen", &folder)));
        }
    }
    // The address is tried with any free port: the port in the settings may be in use by the running server, or need a
    // right that only the systemd unit grants.
    if let Err(error) = TcpListener::bind((listen.ip(), 0)) {
        let what = format!("listen names {}, which cannot be listened on: {error}", listen.ip());
        findings.push(Finding::keeps_from_serving(format!("{what}; name an address of this machine, or 0.0.0.0")));
    }
    findings
}

/// Gathers the parts of a server; `None` if a finding keeps it from serving.
///
/// Nothing is changed except the rosters and days that the store remembers.
pub async fn gather(settings: &Settings, clock: &dyn Clock) -> (Option<Ready>, Vec<Finding>) {
    let mut findings = Vec::new();
    let certificate = certificate(settings, clock, &mut findings);
    let form_key = taken(settings.form_key(), &mut findings);
    let root_key =
        taken(settings.roster_files().root_key().map_err(|error| Failure::new(error.to_string())), &mut findings);
    let roster = match &root_key {
        Some(_) => taken(
            RosterWatch::load(settings.roster_files()).map_err(|error| Failure::new(error.to_string())),
            &mut findings,
        ),
        None => None,
    };
    let current = roster.as_ref().map(RosterWatch::current);
    let published = taken(settings.published_questionnaire(), &mut findings);
    let pages = match (&published, &current) {
        (Some(published), Some(roster)) => pages(settings, published, roster, &mut findings),
        _ => None,
    };
    let store = store(settings, current.as_deref(), clock, &mut findings).await;
    if let Some(roster) = &current {
        findings.extend(roster_finding(roster, settings, clock));
    }
    let ready = || {
        let (pages, questionnaire) = pages?;
        Some(Ready {
            certificate: certificate?,
            roster: roster?,
            root_key: root_key?,
            store: store?,
            form_key: form_key?,
            published: published?,
            questionnaire,
            pages,
        })
    };
    (ready(), findings)
}

/// Returns the value, or adds a finding that keeps the server from serving.
fn taken<T>(read: Result<T, Failure>, findings: &mut Vec<Finding>) -> Option<T> {
    read.map_err(|failure| findings.push(Finding::keeps_from_serving(failure))).ok()
}

fn certificate(settings: &Settings, clock: &dyn Clock, findings: &mut Vec<Finding>) -> Option<Arc<Certificate>> {
    let (files, renewed) = (settings.certificate_files(), settings.acme_directory.is_some());
    let loaded = match renewed {
        true => Certificate::load_or_stand_in(files, &settings.hosts),
        false => Certificate::load(files).map(|certificate| (certificate, None)),
    };
    let certificate = match loaded {
        Err(error) => {
            findings.push(Finding::keeps_from_serving(error.to_string()));
            return None;
        }
        Ok((certificate, Some(wrong))) => {
            let what = format!("{wrong}; until the authority gives a certificate, a self-signed one stands in");
            findings.push(Finding::operator_should_act(what));
            return Some(certificate);
        }
        Ok((certificate, None)) => certificate,
    };
    if let Some(validity) = settings.certificate_validity() {
        let (now, until) = (clock.now(), validity.last_day());
        let (what, shares) = match renewed {
            true => ("see in the log why it is not renewed, or run: intake renew", SHARES_WHERE_RENEWED),
            false => ("put another one there: it is read without a restart", SHARES),
        };
        if validity.has_ended(now) {
            findings.push(Finding::operator_should_act(format!("the certificate ended on {until}: {what}")));
        } else if validity.less_left_than_one_in(shares, now) {
            let left = format!("less than 1/{shares} of its life is left");
            findings.push(Finding::operator_should_act(format!("the certificate ends on {until}, {left}: {what}")));
        }
    }
    Some(certificate)
}

fn pages(
    settings: &Settings,
    published: &PublishedQuestionnaire,
    roster: &Roster,
    findings: &mut Vec<Finding>,
) -> Option<(Pages, Questionnaire)> {
    let pages = Pages::load(published, settings.site_face(roster)).map_err(|error| Failure::new(error.to_string()));
    let pages = taken(pages, findings)?;
    let questionnaire = published.questionnaire().map_err(|error| Failure::new(error.to_string()));
    let unreviewed = pages.unreviewed();
    if !unreviewed.is_empty() {
        findings.push(Finding::worth_knowing(format!(
            "a machine translated the texts in {}, and no native reader has checked them; each page there says so. Have them read, or strike languages out in intake.toml",
            unreviewed.join(", ")
        )));
    }
    Some((pages, taken(questionnaire, findings)?))
}

async fn store(
    settings: &Settings,
    roster: Option<&Roster>,
    clock: &dyn Clock,
    findings: &mut Vec<Finding>,
) -> Option<Store> {
    let store = match Store::open(&settings.store_settings()).await {
        Ok(store) => store,
        Err(error) => {
            findings.push(Finding::keeps_from_serving(error.to_string()));
            return None;
        }
    };
    if let Err(error) = Uploads::usable(&store.folder().join("uploads")) {
        findings.push(Finding::keeps_from_serving(error.to_string()));
        return None;
    }
    if let Some(roster) = roster {
        match refuse_going_back(&store, roster, clock).await {
            Ok(()) => {}
            // The clock and the roster are not refused. But a newer issue or day cannot be remembered on a full disk.
            Err(error) if is_full(&error) => {}
            Err(error) => {
                findings.push(Finding::keeps_from_serving(error));
                return None;
            }
        }
    }
    if !store.has_room_for_text() {
        let what = "the store's disk is full: no tip is taken, and replies can still be read; free some space";
        findings.push(Finding::operator_should_act(what.to_owned()));
    } else if !store.has_room() {
        let what = "the store's disk has less room than least_free_bytes: tips with files are refused; free some space";
        findings.push(Finding::operator_should_act(what.to_owned()));
    }
    Some(store)
}

fn is_full(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<StoreError>(), Some(StoreError::Full))
}

fn roster_finding(roster: &Roster, settings: &Settings, clock: &dyn Clock) -> Option<Finding> {
    let (left, until) = (roster.until().days_since(clock.today()), roster.until());
    if left < -GRACE_DAYS {
        return Some(Finding::operator_should_act(format!(
            "the last reviewer key ended on {until} and the grace is over: the form is closed; ingest a new roster"
        )));
    }
    (left < i64::from(settings.roster_warning_days)).then(|| {
        Finding::worth_knowing(format!(
            "the last reviewer key ends on {until}; after {GRACE_DAYS} more days the form closes; ingest a new roster"
        ))
    })
}

/// Refuses to start if others may read a key.
///
/// # Errors
/// When others may read a key. The error names the command that takes their permission away.
pub fn refuse_open_keys(settings: &Settings) -> Result<(), Failure> {
    open_to_others(settings).next().map_or(Ok(()), |path| Err(may_be_read(&path)))
}

fn may_be_read(path: &Path) -> Failure {
    Failure::new(format!("others may read {}", path.display()))
        .next(format!("run: chmod go-rwx {}; and think of who may have read it", path.display()))
}

fn open_to_others(settings: &Settings) -> impl Iterator<Item = PathBuf> {
    let secrets =
        [&settings.bundle_key, &settings.form_key, &settings.private_key, &settings.acme_account, &settings.store];
    let paths = secrets.map(|path| settings.folder.join(path));
    paths.into_iter().filter(|path| fs::metadata(path).is_ok_and(|meta| meta.mode() & 0o077 != 0))
}
