//! `intake ingest`: applies a dispatch from a desk.

use std::fs::File;
use std::path::Path;

use console::{Failure, FolderLock};
use envelope::Clock;
use envelope::bundle::Applied;
use envelope::dispatch::UntrustedDispatch;

use crate::service::check::refuse_going_back;
use crate::service::offer::Offers;
use crate::service::roster_watch::{RosterFiles, RosterWatch};
use crate::settings::Settings;
use crate::store::Store;
use crate::store::handover::DispatchLists;
use crate::store::mailbox::NewItem;

/// The effects of a dispatch.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    /// The dispatch's number.
    pub number: u32,
    /// Whether this dispatch, or a later one of the same desk, was applied before.
    pub already: bool,
    /// The number of tips that the desk has received.
    pub received: usize,
    /// The number of items that this call added to mailboxes.
    pub items: u64,
    /// The number of items that were not added, because their mailbox is gone or an earlier dispatch brought them.
    pub passed_over: u64,
    /// The number of tips whose erasure this call scheduled or held.
    pub erasures: u64,
    /// Whether the erasures wait for `--confirm`.
    pub held: bool,
    /// The number of held erasures that `--confirm` released.
    pub confirmed: u64,
    /// The issue of the roster that took effect; `None` if the roster stays.
    pub roster: Option<u32>,
}

impl Ingested {
    /// The effects as lines for a person.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.already {
            lines.push(format!("dispatch {}: already applied", self.number));
        } else {
            lines.push(format!(
                "dispatch {}: {} received, {} to erase, {} for mailboxes",
                self.number, self.received, self.erasures, self.items
            ));
        }
        if self.passed_over > 0 {
            lines.push(format!("passed over: {} whose mailbox is gone, or that came before", self.passed_over));
        }
        if let Some(issue) = self.roster {
            lines.push(format!("roster: issue {issue} is in use"));
        }
        if self.held {
            lines.push("held: this would erase a large part of all tips".to_owned());
        }
        if self.confirmed > 0 {
            lines.push(format!("confirmed: {} held erasures go ahead", self.confirmed));
        }
        lines
    }
}

/// Verifies a dispatch against the present roster and applies it exactly once.
///
/// `confirm` releases held erasures.
///
/// # Errors
/// When the dispatch or its roster is rejected, the roster is older than one used before, the clock is earlier than a
/// day already seen, a file cannot be read, or the store fails.
pub async fn ingest(settings: &Settings, file: &Path, confirm: bool, clock: &dyn Clock) -> anyhow::Result<Ingested> {
    let files = settings.roster_files();
    let present = RosterWatch::load(files.clone())?.current();
    let store = Store::open(&settings.store_settings()).await?;
    let _lock = FolderLock::take(store.folder())?;
    refuse_going_back(&store, &present, clock).await?;
    let today = clock.today();
    let reader = File::open(file).map_err(|error| Failure::file("read the dispatch", file, &error))?;
    let refused = |why: String| {
        Failure::new(format!("the dispatch is refused: {why}"))
            .next("nothing was applied; have the desk write it again, and carry it again")
    };
    let mut dispatch = UntrustedDispatch::read(reader)
        .and_then(|dispatch| dispatch.verify(&present, today))
        .map_err(|error| refused(error.to_string()))?;
    if dispatch.body().day > today {
        return Err(Failure::new(format!("the dispatch is of {}, and the clock says {today}", dispatch.body().day))
            .next("set the machine's clock, then run this again")
            .into());
    }
    let label = present.label_of(&dispatch.body().desk).unwrap_or_default();
    let mut done = Ingested { number: dispatch.body().number, ..Ingested::default() };
    let last = store.applied().await?.into_iter().find(|applied| applied.desk == dispatch.body().desk);
    if let Some(last) = last
        && dispatch.body().number <= last.number
    {
        if dispatch.body().number == last.number && dispatch.digest() != last.digest {
            return Err(refused("a dispatch with this number and other content was applied before".to_owned()).into());
        }
        done.already = true;
    }
    if !done.already {
        done.roster = take_roster(&mut dispatch, &present, &files)?;
        let body = dispatch.body();
        let due = today.plus(i64::from(settings.erase_after_days));
        let (erasures, scheduled, all) = store.erasable(&body.erase, due).await?;
        // Erasures that are already scheduled for the day `due` count too, so that a mass erasure in several dispatches
        // is also held.
        let together = erasures + scheduled;
        done.held = !confirm
            && erasures > 0
            && together > settings.erase_hold_tips
            && together.saturating_mul(100) > all.saturating_mul(settings.erase_hold_percent);
        done.erasures = erasures;
        done.received = body.received.len();
        let expires = today.plus(i64::from(settings.reply_lifetime_days)).month();
        let applied = Applied { desk: body.desk.clone(), number: body.number, digest: dispatch.digest() };
        let application = DispatchLists {
            applied: &applied,
            label,
            received: &body.received,
            erase: &body.erase,
            due,
            hold: done.held,
            today,
            withdrawn: &body.withdrawn,
            opens: &body.opens,
            opens_until: today.month().plus(settings.mailbox_lifetime_months),
            items: body
                .items
                .iter()
                .filter_map(|listed| Some(NewItem { listed, sealed: dispatch.items().get(&listed.id)?, expires }))
                .collect(),
        };
        let carried = application.items.len() as u64;
        done.items = store.apply(application).await?;
        done.passed_over = carried.saturating_sub(done.items);
        store.saw_day(body.day).await?;
    }
    if confirm {
        done.confirmed = store.confirm_erasures(label).await?;
    }
    store.erase_due(today).await?;
    Offers::withdraw(store.folder())?;
    store.close().await;
    Ok(done)
}

fn take_roster(
    dispatch: &mut envelope::dispatch::Dispatch,
    present: &envelope::roster::Roster,
    files: &RosterFiles,
) -> anyhow::Result<Option<u32>> {
    let Some(untrusted) = dispatch.take_roster() else { return Ok(None) };
    let refused = |why: String| {
        Failure::new(format!("the dispatch's roster is refused: {why}"))
            .next("nothing was applied; have the holder of the root key sign a new roster")
    };
    let roster =
        untrusted.verify(&files.root_key()?, Some(present.site())).map_err(|error| refused(error.to_string()))?;
    // A dispatch whose roster is older than the present one is not a fault.
    if roster.issue() < present.issue() || !roster.replaces(present).map_err(|error| refused(error.to_string()))? {
        return Ok(None);
    }
    files.replace(&roster)?;
    Ok(Some(roster.issue()))
}
