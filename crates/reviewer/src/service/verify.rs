//! `verify`: whether the desk is what it was. Pages, the log with its signatures, its head against what the server sent back, every attachment.

use serde::Serialize;

use super::desk::Desk;
use crate::casedb::CaseDbError;
use crate::casedb::damage::{TABLES, TIPS};

/// What was looked at, and what is wrong.
#[derive(Debug, Default, Serialize)]
pub struct Verified {
    /// Entries of the log that hold, from the first on.
    pub log_entries: i64,
    /// Heads of the log, from dispatches, that were found in it.
    pub heads: u32,
    /// Attachments and sealed tips whose bytes are what they were.
    pub files: u64,
    /// Tips that can be read.
    pub tips: i64,
    /// What is wrong, each with what it means. Empty: all is well.
    pub findings: Vec<String>,
}

/// Looks at all of it. Never fails for what is damaged: that is a finding.
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
        // Behind a page that fails its check, a connection reads nothing.
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
    // A desk that is not brought up to date yet is looked at only.
    if done.findings.is_empty() && desk.db.is_current() {
        desk.db.log(desk.today, "verify", &format!("{} entries, {} files", done.log_entries, done.files)).await?;
    }
    Ok(done)
}

/// How many rows of each table cannot be read; of tips only where they are not named.
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

/// The first few of a list.
fn short(all: &[String]) -> String {
    const FEW: usize = 5;
    let few = all.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join(", ");
    if all.len() > FEW { format!("{few} and {} more", all.len() - FEW) } else { few }
}
