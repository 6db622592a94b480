//! A reviewer's work on one tip.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use console::{Failure, PublishedDir, PublishedFile};
use envelope::tip::Answer;
use serde::Serialize;

use super::desk::Desk;
use super::labels;
use crate::casedb::cases::{Case, File};
use crate::triage::Reason;

/// Statuses in the order of a case's life (domain §3).
pub const STATUSES: [&str; 8] =
    ["received", "triaged", "awaiting sender", "corroborated", "consent recorded", "referred", "outcome", "closed"];

/// The answer of `show --json`.
#[derive(Serialize)]
pub struct Shown {
    /// Its line in the list.
    #[serde(flatten)]
    pub case: Case,
    /// The free text.
    pub story: String,
    /// The other answers by question id.
    pub answers: BTreeMap<String, Answer>,
    /// The same answers for people: question and answer as the form put them.
    #[serde(skip)]
    pub labelled: Vec<(String, String)>,
    /// Its attachments.
    pub files: Vec<File>,
    /// What was written in its mailbox, by both sides, in the order of days.
    pub messages: Vec<Message>,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Reasons of the score.
    pub reasons: Vec<Reason>,
}

/// A message in a mailbox.
#[derive(Serialize)]
pub struct Message {
    /// `sender` or `desk`.
    pub from: &'static str,
    /// The day it was sent or written.
    pub day: String,
    /// Its words.
    pub text: String,
    /// A reply's number.
    pub number: Option<u32>,
    /// The dispatch that first carried it; none for a sender's, and for a reply that waits.
    pub dispatch: Option<u32>,
    /// The newest bundle says that the server applied that dispatch: the reply waits in the mailbox, or was read.
    pub applied: bool,
    /// Whoever has the code was shown it; no day.
    pub collected: bool,
    /// A reply that was taken back.
    pub withdrawn: bool,
}

/// A reviewer's note.
#[derive(Serialize)]
pub struct Note {
    /// The day it was written.
    pub day: String,
    /// What it says.
    pub text: String,
}

pub(super) async fn find(desk: &mut Desk, id: &str) -> anyhow::Result<(Case, envelope::tip::Tip, Vec<Reason>)> {
    let found = if id.trim().is_empty() { None } else { desk.db.find(id).await? };
    found.ok_or_else(|| {
        Failure::new("there is no such tip, or more than one begins like that")
            .next("`reviewer list` shows all ids")
            .into()
    })
}

/// `show`; that it was looked at is logged.
pub async fn show(desk: &mut Desk, id: &str) -> anyhow::Result<Shown> {
    let (case, tip, reasons) = find(desk, id).await?;
    let mut answers = tip.answers;
    let story = match answers.remove(envelope::questionnaire::STORY) {
        Some(Answer::Text(text)) => text,
        _ => String::new(),
    };
    let published = desk.db.questionnaire(&tip.questionnaire).await?;
    let labelled = labels::labelled(published.as_ref(), &answers);
    desk.db.set_shown(&case.id).await?;
    desk.db.log(desk.today, "show", &case.id).await?;
    let notes = desk.db.notes(&case.id).await?.into_iter().map(|(day, text)| Note { day, text }).collect();
    let files = desk.db.files(&case.id).await?;
    let messages = messages(desk, &case.id).await?;
    Ok(Shown { story, answers, labelled, files, messages, notes, reasons, case })
}

async fn messages(desk: &mut Desk, case: &str) -> anyhow::Result<Vec<Message>> {
    let mut messages = Vec::new();
    for (day, mut tip) in desk.db.follow_ups(case).await? {
        let text = match tip.answers.remove(envelope::questionnaire::STORY) {
            Some(Answer::Text(text)) => text,
            _ => String::new(),
        };
        messages.push(Message {
            from: "sender",
            day,
            text,
            number: None,
            dispatch: None,
            applied: false,
            collected: false,
            withdrawn: false,
        });
    }
    for reply in desk.db.replies(case).await? {
        messages.push(Message {
            from: "desk",
            day: reply.day,
            text: reply.text,
            number: Some(reply.number),
            dispatch: reply.dispatched_in,
            applied: reply.applied,
            collected: reply.collected,
            withdrawn: reply.withdrawn,
        });
    }
    messages.sort_by(|a, b| a.day.cmp(&b.day));
    Ok(messages)
}

/// `extract`: the attachments as they came, into a new folder named after the tip.
pub async fn extract(desk: &mut Desk, id: &str, to: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let (case, _, _) = find(desk, id).await?;
    let target = to.join(&case.id);
    let folder = PublishedDir::create(&target).map_err(|error| Failure::file("make the folder", &target, &error))?;
    let mut paths = Vec::new();
    for file in &desk.db.files(&case.id).await? {
        // Names were made safe when the tip was sealed, and again when it was opened.
        let path = folder.path().join(&file.name);
        let fail = |error: std::io::Error| Failure::file("write", &path, &error);
        let mut out = PublishedFile::create_new(&path, 0o600).map_err(fail)?;
        desk.db.copy_file(&file.tip, file.number, &mut out).await?.map_err(fail)?;
        out.commit().map_err(fail)?;
        paths.push(target.join(&file.name));
    }
    folder.commit().map_err(|error| Failure::file("make the folder", &target, &error))?;
    desk.db.log(desk.today, "extract", &case.id).await?;
    Ok(paths)
}

/// `triage`: another status or level, with the reason.
pub async fn triage(
    desk: &mut Desk,
    id: &str,
    status: Option<&str>,
    level: Option<u8>,
    why: Option<&str>,
) -> anyhow::Result<Case> {
    let (mut case, _, mut reasons) = find(desk, id).await?;
    if let Some(status) = status {
        if !STATUSES.contains(&status) {
            return Err(Failure::usage(format!("there is no status {status:?}"))
                .next(format!("one of: {}", STATUSES.join(", ")))
                .into());
        }
        status.clone_into(&mut case.status);
    }
    if let Some(level) = level {
        let why = why.ok_or_else(|| Failure::usage("a level is changed with a reason").next("add --why \"…\""))?;
        if case.level == 0 && level > 0 {
            return Err(Failure::new(
                "an L0 is lowered by two reviewers, and this version cannot record the second one",
            )
            .next("leave it at L0 and write a note")
            .into());
        }
        reasons.push(Reason {
            points: 0,
            why: format!("level {} → {level} by a reviewer on {}: {why}", case.level, desk.today),
        });
        case.level = level;
    }
    if status.is_none() && case.status == STATUSES[0] {
        STATUSES[1].clone_into(&mut case.status);
    }
    desk.db.begin().await?;
    desk.db.set_shown(&case.id).await?;
    desk.db.set_triage(&case.id, case.level, &case.status, &reasons).await?;
    desk.db.log(desk.today, "triage", &format!("{} L{} {}", case.id, case.level, case.status)).await?;
    desk.db.commit().await?;
    case.unread = false;
    Ok(case)
}

/// `note`
pub async fn note(desk: &mut Desk, id: &str, text: &str) -> anyhow::Result<()> {
    let (case, _, _) = find(desk, id).await?;
    desk.db.begin().await?;
    desk.db.add_note(&case.id, desk.today, text.trim_end()).await?;
    desk.db.log(desk.today, "note", &case.id).await?;
    Ok(desk.db.commit().await?)
}
