//! `verify`: checks that the desk is unchanged and undamaged.
//!
//! The check covers the pages, the log with its signatures, the log's head against the digests that the server sent
//! back, and every attachment.

use serde::Serialize;

use super::desk::Desk;
use crate::casedb::CaseDbError;
use crate::casedb::damage::{TABLES, TIPS};

/// The counts and findings of a check.
#[derive(Debug, Default, Serialize)]
pub struct Verified {
    /// Number of valid entries of the log, counted from the first one.
    pub log_entries: i64,
    /// Number of dispatches whose head of the log is still an entry of the log.
    pub heads: u32,
    /// Number of attachments and sealed tips that match their digests.
    pub files: u64,
    /// Number of readable tips.
    pub tips: i64,
    /// The faults, one sentence each; empty if there is no fault.
    pub findings: Vec<String>,
}

/// Checks the whole desk. Damage is reported as a finding, and is not an error.
///
/// # Errors
/// When the database cannot be opened again after a damaged page, or the log cannot be written.
pub async fn verify(desk: &mut Desk) -> anyhow::Result<Verified> {
    let mut done = Verified::default();
    let pages = desk.db.page_faults().await;
    if !pages.is_empty() {
        done.findings.push(format!(
            "{} of the database fail their check: {}",
            count(pages.len(), "page"),
            short(&pages)
        ));
    }
    if !pages.is_empty() {
        // The connection is renewed: after a page that fails its check, it can read nothing more.
        desk.reconnect().await?;
    }
    let unreadable = desk.db.unreadable_tips().await.unwrap_or_else(|error| {
        done.findings.push(format!("the list of tips cannot be read: {error}"));
        Vec::new()
    });
    if !unreadable.is_empty() {
        done.findings.push(format!("{} cannot be read: {}", count(unreadable.len(), "tip"), short(&unreadable)));
    }
    if !pages.is_empty() {
        lost_rows(desk, !unreadable.is_empty(), &mut done).await?;
    }
    match desk.db.count().await {
        Ok(all) => done.tips = all.saturating_sub_unsigned(unreadable.len() as u64),
        Err(error) => done.findings.push(format!("tips cannot be counted: {error}")),
    }
    log(desk, &mut done).await;
    match desk.db.check_files().await {
        Ok((sound, bad)) => {
            done.files = sound;
            for file in bad {
                let how = if file.unreadable { "cannot be read" } else { "is not what it was when it came" };
                done.findings.push(format!("the attachment {} of tip {} {how}", file.name, file.tip));
            }
        }
        Err(error) => done.findings.push(format!("the list of attachments cannot be read: {error}")),
    }
    // A desk that was not brought up to date must not be written to.
    if done.findings.is_empty() && desk.db.is_current() {
        desk.db.log(desk.today, "verify", &format!("{} entries, {} files", done.log_entries, done.files)).await?;
    }
    Ok(done)
}

/// Adds a finding with the number of unreadable rows for each table. Tips are included only if `named` is false:
/// otherwise the findings name them already.
async fn lost_rows(desk: &mut Desk, named: bool, done: &mut Verified) -> anyhow::Result<()> {
    desk.reconnect().await?;
    for table in TABLES {
        if (table.called == TIPS.called && named) || !desk.db.has(table).await {
            continue;
        }
        match desk.readable_rows(table).await? {
            Some((_, 0)) => {}
            Some((_, lost)) => {
                let lost = count(usize::try_from(lost).unwrap_or(usize::MAX), table.called);
                done.findings.push(format!("{lost} cannot be read"));
            }
            None => {
                done.findings.push(format!("it cannot be said how much is lost: no {} can be listed", table.called))
            }
        }
    }
    Ok(())
}

async fn log(desk: &mut Desk, done: &mut Verified) {
    match desk.db.verify_log().await {
        Ok(entries) => done.log_entries = entries,
        Err(CaseDbError::Damaged(what)) => done.findings.push(what.to_owned()),
        Err(CaseDbError::Log { number, what }) => done.findings.push(format!("entry {number} of the log {what}")),
        Err(error) => done.findings.push(format!("the log cannot be read: {error}")),
    }
    match desk.db.level_faults().await {
        Ok(faults) => done.findings.extend(faults.into_iter().map(|fault| format!("case {fault}"))),
        Err(error) => done.findings.push(format!("levels cannot be compared with the log: {error}")),
    }
    match desk.db.heads().await {
        Ok(heads) => {
            for head in heads {
                match head.fault {
                    None => done.heads += 1,
                    Some(fault) => done.findings.push(format!("dispatch {}: {fault}", head.number)),
                }
            }
        }
        Err(error) => done.findings.push(format!("the list of dispatches cannot be read: {error}")),
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ if what.starts_with("entry") => format!("{number} entries{}", what.trim_start_matches("entry")),
        _ if what == "dispatch" => format!("{number} dispatches"),
        _ if what == "reply or notice" => format!("{number} replies or notices"),
        _ => format!("{number} {what}s"),
    }
}

/// Joins the first five entries of a list into one text.
fn short(all: &[String]) -> String {
    const FEW: usize = 5;
    let few = all.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join(", ");
    if all.len() > FEW { format!("{few} and {} more", all.len() - FEW) } else { few }
}
