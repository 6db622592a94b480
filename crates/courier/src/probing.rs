//! `courier probe`: sends the tips that a desk made up.
//!
//! Each probe is sent at the hour in the desk's plan, through the form or as a sealed lead.
//!
//! A probe must differ from other tips in its content only. The server must not recognise it by the way it is sent. A
//! sealed probe is sent like every lead. A form is fetched and filled in as Tor Browser does it ([`form`]). This holds
//! for the onion address only: over TLS, this program's handshake differs from a browser's.

pub mod form;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use console::{Failure, note};
use envelope::Clock;
use envelope::lead::LeadSecret;
use envelope::probe::{Probe, ProbePlan, ProbeWay, ProbesSent};
use rand::CryptoRng;
use time::OffsetDateTime;

use crate::client::{Server, Way};
use crate::home::Home;
use crate::lead::Lead;
use crate::pinned::{LineArgs, Pinned};
use crate::sending;

/// A probe that is late by more than this time is not sent: many probes at once would stand out.
const LATE: Duration = Duration::from_secs(12 * 3600);

/// Arguments of [`probe`].
pub struct Probing<'a> {
    /// Path of the desk's plan.
    pub plan: &'a Path,
    /// The server, and how to reach it.
    pub way: &'a Way,
    /// Options that name the line.
    pub line: &'a LineArgs,
    /// Whether to send only the probes that are due now, then end.
    pub once: bool,
    /// Whether to skip the time that a person takes to read each page.
    pub hurry: bool,
}

/// Sends the plan's probes, each at its hour. Returns the path of the list of sent probes.
///
/// A probe that cannot be sent is reported on standard error, and the next one is tried.
///
/// # Errors
/// When the plan is refused or is of another line, when the line cannot be established, or when the list cannot be
/// read or written.
pub async fn probe(
    home: &Home,
    probing: &Probing<'_>,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<PathBuf> {
    let bytes = fs::read(probing.plan).map_err(|error| Failure::file("read the plan", probing.plan, &error))?;
    let plan = ProbePlan::parse(&bytes).map_err(|error| {
        Failure::new(format!("{} is refused: {error}", probing.plan.display())).next("get the plan from the desk again")
    })?;
    let mut pinned = Pinned::establish(home, probing.line, clock.today())?;
    if plan.site != pinned.site() {
        return Err(Failure::new("this plan belongs to another line")
            .next("give that line's --roster, or get the right plan")
            .into());
    }
    let list = home.folder("probing")?.join(format!("probes-sent-{}.json", plan.site));
    let mut sent = match fs::read(&list) {
        Ok(bytes) => ProbesSent::parse(&bytes)
            .map_err(|_| Failure::new(format!("{} is damaged", list.display())).next("remove it"))?,
        Err(_) => ProbesSent::none(plan.site),
    };
    let mut probes: Vec<&Probe> = plan.probes.iter().filter(|probe| !sent.sent.contains_key(&probe.number)).collect();
    probes.sort_by_key(|probe| (probe.day, probe.minute));
    for probe in probes {
        let at = moment(probe);
        let now = clock.now();
        if at > now && probing.once {
            break;
        }
        if now - at > LATE {
            note(&format!("probe {} is left out: its hour is long past", probe.number));
            continue;
        }
        tokio::time::sleep((at - now).max(time::Duration::ZERO).unsigned_abs()).await;
        match one(home, probing, &mut pinned, probe, clock, rng).await {
            Ok(()) => {
                sent.sent.insert(probe.number, clock.today());
                console::publish(&list, 0o600, &sent.to_bytes()?)
                    .map_err(|error| Failure::file("write", &list, &error))?;
            }
            // The next probe may get through. The desk learns from the list that this one was not sent.
            Err(error) => note(&format!("probe {} was not sent: {}", probe.number, console::explain(&error).0)),
        }
    }
    if !list.exists() {
        console::publish(&list, 0o600, &sent.to_bytes()?).map_err(|error| Failure::file("write", &list, &error))?;
    }
    Ok(list)
}

async fn one(
    home: &Home,
    probing: &Probing<'_>,
    pinned: &mut Pinned,
    probe: &Probe,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<()> {
    if probe.way == ProbeWay::Form {
        return form::send(probing.way, &probe.language, &probe.answers, probing.hurry, rng).await;
    }
    let server = Server::new(probing.way, None)?;
    let lead = Lead { language: probe.language.clone(), answers: probe.answers.clone(), files: Vec::new() };
    sending::send_one(home, &server, pinned, &lead, LeadSecret::random(rng), clock.today()).await
}

fn moment(probe: &Probe) -> OffsetDateTime {
    probe.day.date().midnight().assume_utc() + time::Duration::minutes(i64::from(probe.minute))
}
