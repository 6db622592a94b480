//! `courier send`: seals leads on this machine and uploads them.
//!
//! Only ciphertext leaves the machine.
//!
//! ```text
//! lead file → Lead → sealed file in sending/<name>/ → upload, resumed after a break → filed: the code is shown
//! ```
//!
//! | file | contents |
//! |---|---|
//! | `journal` | the state of a sending, kept across restarts |
//! | `seal` | seals a lead into a file on this disk |
//! | `upload` | uploads the sealed file |
//! | `work` | takes one lead from its current state to its code |
//! | `apart` | `--seal-only`: seals without sending |
//!
//! A lead is sealed whole before its upload begins. age never seals the same bytes twice in the same way, so a resumed
//! upload needs the sealed file. It may lie on the disk, because it is ciphertext. Once all leads are sent, everything
//! is removed; this machine's half of the codes goes first.

mod apart;
mod journal;
mod seal;
mod upload;
mod work;

use std::path::{Path, PathBuf};
use std::time::Duration;

use console::{Failure, line, note};
use envelope::code::Code;
use envelope::line::LineFacts;
use envelope::{Clock, Day};
use rand::CryptoRng;

use crate::client::{NoAnswer, Server};
use crate::home::Home;
use crate::lead::dates::{Dates, Order};
use crate::lead::{self, Placed, Rules};
use crate::pinned::{LineArgs, Pinned};
use journal::Journal;
use work::{NotSent, Work};

pub use apart::{SHIPPED, seal_only};
pub(crate) use upload::Transfer;
pub(crate) use work::send_one;

/// Arguments of [`send`] and [`seal_only`].
pub struct Sending<'a> {
    /// Options that name the line.
    pub line: &'a LineArgs,
    /// Path of a file with one lead or many.
    pub lead: &'a Path,
    /// Files and folders that go with one lead.
    pub attach: &'a [PathBuf],
    /// Whether to discard an unfinished sending and begin again.
    pub anew: bool,
    /// Order of day and month in dates that are ambiguous; `None` to ask the person.
    pub dates: Option<Order>,
}

/// Number of attempts in a row over a broken connection before the command fails.
const TRIES: u32 = 8;

/// Sends leads. Prints a code for each, once the lead is durable at the server.
///
/// # Errors
/// When not every lead was sent. Running the same command again resumes the sending.
pub async fn send(
    home: &Home,
    server: &Server,
    sending: &Sending<'_>,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<()> {
    let today = clock.today();
    let mut pinned = Pinned::establish(home, sending.line, today)?;
    refreshed(&mut pinned, server).await?;
    let facts = patiently(|| pinned.facts(server)).await?;
    let mut leads = read(sending, &facts, today)?;
    if let [Placed { place: None, lead }] = leads.as_mut_slice()
        && lead.is_err()
        && let Some(Placed { lead: Err(failure), .. }) = leads.pop()
    {
        return Err(failure.into());
    }
    let table = leads.iter().any(|placed| placed.place.is_some());
    let mut counts = Counts::default();
    // All faults are printed before anything is sealed, because sending can take hours.
    for Placed { place, lead } in &leads {
        if let Err(failure) = lead {
            counts.broken += 1;
            broken(place.as_deref(), failure);
        }
    }
    leads.retain(|placed| placed.lead.is_ok());
    if leads.is_empty() {
        return Err(Failure::new("nothing was sent: every row is broken")
            .next("mend those rows and run the same command again")
            .into());
    }
    let mut journal = Journal::open(home, &pinned, sending, rng, today)?;
    journal.refuse_changed(&leads, sending)?;
    let half = work::half(server, journal.secret(), journal.day()).await?;
    let work = Work { pinned: &pinned, server, facts: &facts, half: &half, today };
    let mut shown = std::collections::BTreeMap::new();
    for Placed { place, lead } in leads {
        let Ok(lead) = lead else { continue };
        let name = journal.name_of(&lead);
        let sent = match work.one(&mut journal, &name, &lead, place.as_deref()).await {
            Ok(sent) => sent,
            // A fault of one lead does not prevent the other leads from being sent.
            Err(NotSent::Lead(failure)) if place.is_some() => {
                counts.broken += 1;
                broken(place.as_deref(), &failure);
                continue;
            }
            Err(NotSent::Lead(failure) | NotSent::Way(failure)) => return Err(failure.into()),
        };
        match shown.insert(name, place.clone()) {
            Some(first) => {
                let place = place.as_deref().unwrap_or_default();
                note(&format!("{place} is the same as {}: it is sent once", first.unwrap_or_default()));
            }
            None if sent.again => counts.again += 1,
            None => counts.sent += 1,
        }
        show(place.as_deref(), sent.code.as_ref());
    }
    if counts.broken > 0 {
        return Err(Failure::new(format!(
            "{} were sent, {} had been sent before, {} were not: their rows are broken",
            counts.sent, counts.again, counts.broken
        ))
        .next("mend those rows and run the same command again: the others are not sent twice")
        .into());
    }
    journal.forget()?;
    if table {
        note(&format!(
            "all {} are sent; what was kept of them here is erased: sending the file again would send them again",
            counts.sent + counts.again
        ));
    }
    Ok(())
}

/// Prints the fault of a lead, and what to do next.
fn broken(place: Option<&str>, failure: &Failure) {
    let next = failure.next.as_deref().unwrap_or_default();
    note(&format!("{}: {failure}; {next}", place.unwrap_or_default()));
}

#[derive(Default)]
struct Counts {
    sent: u32,
    again: u32,
    broken: u32,
}

/// Fetches the server's roster, with retries. A newer one replaces the pinned roster.
pub(crate) async fn refreshed(pinned: &mut Pinned, server: &Server) -> Result<(), Failure> {
    let mut tries = 0;
    while let Err(error) = pinned.refresh(server).await {
        pause(error, &mut tries).await?;
    }
    Ok(())
}

/// Prints the code as the last line. For a table, the row's number is printed before the code.
fn show(place: Option<&str>, code: Option<&Code>) {
    let code = code.map(Code::grouped);
    let code = code.as_ref().map_or("no code, as the lead asks for none", |code| code.as_str());
    match place {
        Some(place) => line(&format!("{place}\t{code}")),
        None => line(code),
    }
}

fn read(sending: &Sending<'_>, facts: &LineFacts, today: Day) -> Result<Vec<Placed>, Failure> {
    let questionnaire = facts.questions().map_err(|error| {
        Failure::new(format!("the line's questionnaire is not understood: {error}")).next("use the newest courier")
    })?;
    let rules = Rules {
        questionnaire: &questionnaire,
        max_text: facts.max_text_bytes,
        max_files: facts.max_tip_bytes,
        dates: Dates { order: sending.dates, today },
    };
    lead::read(sending.lead, sending.attach, &rules)
}

/// Retries a request while the connection is broken, and waits when the server asks for it.
pub(crate) async fn patiently<T, F: Future<Output = Result<T, NoAnswer>>>(ask: impl Fn() -> F) -> Result<T, Failure> {
    let mut tries = 0;
    loop {
        match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) => pause(error, &mut tries).await?,
        }
    }
}

/// Waits before the next attempt. Returns the failure instead if another attempt cannot succeed.
pub(crate) async fn pause(error: NoAnswer, tries: &mut u32) -> Result<(), Failure> {
    *tries += 1;
    match error {
        NoAnswer::Wait(wait, _) => {
            *tries = 0;
            note(&format!("the server accepts no more from here for {} seconds; waiting", wait.as_secs()));
            tokio::time::sleep(wait).await;
            Ok(())
        }
        NoAnswer::Broken(failure) if *tries < TRIES => {
            let wait = Duration::from_millis(500 << (*tries).min(6));
            note(&format!("{failure}; trying again in {} s", wait.as_secs().max(1)));
            tokio::time::sleep(wait).await;
            Ok(())
        }
        other => Err(other.into_failure()),
    }
}
