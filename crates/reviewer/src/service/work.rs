//! A reviewer's work on one case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use console::{Failure, PublishedDir, PublishedFile};
use envelope::Day;
use envelope::tip::Answer;
use serde::Serialize;

use super::desk::Desk;
use super::labels;
use crate::casedb::cases::{Case, File};
use crate::finding::Finding;
use crate::triage::Reason;

/// Size in bytes of the largest attachment that [`attachment`] returns.
const MOST_AT_ONCE: u64 = 64 * 1024 * 1024;

/// All statuses, in the order in which a case passes through them.
pub const STATUSES: [&str; 8] =
    ["received", "triaged", "awaiting sender", "corroborated", "consent recorded", "referred", "outcome", "closed"];

/// The output of `show --json`.
#[derive(Serialize)]
pub struct Shown {
    /// The case as every list shows it.
    #[serde(flatten)]
    pub case: Case,
    /// The story.
    pub story: String,
    /// The other answers by question id.
    pub answers: BTreeMap<String, Answer>,
    /// The other answers in the form's words, as pairs of a question and an answer.
    #[serde(skip)]
    pub labelled: Vec<(String, String)>,
    /// The other answers in the form's words, grouped by the form's blocks.
    #[serde(skip)]
    pub grouped: Vec<labels::Group>,
    /// Whether the sender has a mailbox and can read a reply.
    #[serde(skip)]
    pub mailbox: bool,
    /// The attachments, including those of follow-ups.
    pub files: Vec<File>,
    /// Messages in the mailbox from both sides, sorted by day.
    pub messages: Vec<Message>,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Reasons for level and score.
    pub reasons: Vec<Reason>,
}

/// A message in a mailbox.
#[derive(Serialize)]
pub struct Message {
    /// The side that wrote the message: `sender` or `desk`.
    pub from: &'static str,
    /// The day on which the message was sent or written.
    pub day: String,
    /// The text of the message.
    pub text: String,
    /// A reply's number; `None` for a follow-up.
    pub number: Option<u32>,
    /// The first dispatch that carried a reply; `None` for a follow-up, and for a reply that waits for a dispatch.
    pub dispatch: Option<u32>,
    /// Whether the server has applied the dispatch with the reply, as the newest bundle says. The reply is then in the
    /// mailbox, or was read.
    pub applied: bool,
    /// Whether the server has shown the reply to a person with the code. The day of that is not known.
    pub collected: bool,
    /// Whether the reply was withdrawn.
    pub withdrawn: bool,
}

/// A reviewer's note.
#[derive(Serialize)]
pub struct Note {
    /// The day on which the note was written.
    pub day: String,
    /// The text of the note.
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

/// Returns the contents of a case, for `show`. Marks the case as read, and logs it.
///
/// # Errors
/// When the id does not match exactly one case, or the database cannot be read or written.
pub async fn show(desk: &mut Desk, id: &str) -> anyhow::Result<Shown> {
    let (case, tip, reasons) = find(desk, id).await?;
    let published = desk.db.questionnaire_of(&tip).await?;
    let mut answers = tip.answers;
    let story = match answers.remove(envelope::questionnaire::STORY) {
        Some(Answer::Text(text)) => text,
        _ => String::new(),
    };
    let labelled = labels::labelled(published.as_ref(), &answers);
    let grouped = labels::grouped(published.as_ref(), &answers);
    let mailbox = tip.mailbox.is_some();
    desk.db.set_shown(&case.id, true).await?;
    desk.db.log(desk.today, "show", &case.id).await?;
    let notes = desk.db.notes(&case.id).await?.into_iter().map(|(day, text)| Note { day, text }).collect();
    let files = desk.db.files(&case.id).await?;
    let messages = messages(desk, &case.id).await?;
    Ok(Shown { story, answers, labelled, grouped, mailbox, files, messages, notes, reasons, case })
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

/// Writes a case's attachments, unchanged, into a new folder under `to`, for `extract`. The folder is named by the
/// case's id. Returns the paths of the files.
///
/// # Errors
/// When the id does not match exactly one case, the folder is not empty or cannot be written, or the database cannot
/// be read or written.
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

/// The beginning of the reason that is given for a changed level.
pub(super) const LEVEL: &str = "level ";

/// Returns the reason for a changed level.
pub(super) fn level_reason(from: u8, to: u8, by: &str, on: Day, why: &str) -> Reason {
    Reason::new(0, format!("{LEVEL}{from} → {to} by {by} on {on}: {why}"))
}

/// Sets a case's status or level, for `triage`. A level needs a reason. Without a status, a received case becomes
/// triaged. Without a level, an unranked L1 gets the level of its score.
///
/// # Errors
/// When the id does not match exactly one case, the status or level does not exist, the reason is missing, an L0
/// would be lowered, or the database cannot be read or written. Nothing is changed then.
pub async fn triage(
    desk: &mut Desk,
    id: &str,
    status: Option<&str>,
    level: Option<u8>,
    why: Option<&str>,
) -> anyhow::Result<Case> {
    desk.db.begin().await?;
    let done = set_triage(desk, id, status, level, why).await;
    match done {
        Ok(case) => {
            desk.db.commit().await?;
            Ok(case)
        }
        Err(error) => {
            desk.db.roll_back().await?;
            Err(error)
        }
    }
}

/// Does the same as [`triage`] for several cases, either for all of them or for none.
///
/// # Errors
/// When no case is chosen, or [`triage`] fails for one of them.
pub async fn triage_all(
    desk: &mut Desk,
    ids: &[String],
    status: Option<&str>,
    level: Option<u8>,
    why: Option<&str>,
) -> anyhow::Result<()> {
    if ids.is_empty() {
        return Err(Failure::new("no case is chosen").next("tick the boxes before the cases first").into());
    }
    desk.db.begin().await?;
    for id in ids {
        if let Err(error) = set_triage(desk, id, status, level, why).await {
            desk.db.roll_back().await?;
            return Err(error);
        }
    }
    Ok(desk.db.commit().await?)
}

/// Sets status and level within the caller's transaction.
async fn set_triage(
    desk: &mut Desk,
    id: &str,
    status: Option<&str>,
    level: Option<u8>,
    why: Option<&str>,
) -> anyhow::Result<Case> {
    let (mut case, tip, mut reasons) = find(desk, id).await?;
    if let Some(status) = status {
        if !STATUSES.contains(&status) {
            return Err(Failure::usage(format!("there is no status {status:?}"))
                .next(format!("one of: {}", STATUSES.join(", ")))
                .into());
        }
        status.clone_into(&mut case.status);
    }
    if let Some(level) = level {
        let why = why.map(str::trim).filter(|why| !why.is_empty()).ok_or_else(|| {
            Failure::usage("a level is changed with a reason").next("write why: in the field Why, or with --why")
        })?;
        if level > 3 {
            return Err(Failure::usage("levels are 0 to 3").next("choose one of them").into());
        }
        if case.level == 0 && level > 0 {
            return Err(Failure::new("an L0 is lowered by two reviewers")
                .next("do it together: `reviewer lower`, or on the case's page in the workbench")
                .into());
        }
        reasons.push(level_reason(case.level, level, "a reviewer", desk.today, why));
        case.level = level;
    }
    if status.is_none() && case.status == STATUSES[0] {
        STATUSES[1].clone_into(&mut case.status);
    }
    let judged = desk.db.judged(&case.id).await?;
    // A reviewer has read the case, so it gets the level of its score, unless the reviewer gives another level.
    if level.is_none() && !judged.assessed && case.level == 1 {
        case.level = judged.scored.max(1);
    }
    let due = crate::triage::due(case.level, tip.day.min(desk.today), judged.deadline);
    reasons.retain(|reason| reason.why != crate::triage::NOT_READ);
    desk.db.set_assessed(&case.id, true).await?;
    case.assessed = true;
    desk.db.set_shown(&case.id, true).await?;
    desk.db.set_triage(&case.id, case.level, &case.status, due, &reasons).await?;
    desk.db.log(desk.today, "triage", &format!("{} L{} {}", case.id, case.level, case.status)).await?;
    case.unread = false;
    Ok(case)
}

/// Adds a note to a case, for `note`.
///
/// # Errors
/// When the id does not match exactly one case, the note is empty, or the database cannot be read or written.
pub async fn note(desk: &mut Desk, id: &str, text: &str) -> anyhow::Result<()> {
    let (case, _, _) = find(desk, id).await?;
    if text.trim().is_empty() {
        return Err(Failure::new("the note is empty").next("write something into it first").into());
    }
    desk.db.begin().await?;
    desk.db.add_note(&case.id, desk.today, text.trim_end()).await?;
    desk.db.log(desk.today, "note", &case.id).await?;
    Ok(desk.db.commit().await?)
}

/// Adds a translation to a case. Earlier translations stay.
///
/// # Errors
/// When the id does not match exactly one case, the translation is empty, or the database cannot be read or written.
pub async fn translate(desk: &mut Desk, id: &str, text: &str) -> anyhow::Result<()> {
    let (case, _, _) = find(desk, id).await?;
    if text.trim().is_empty() {
        return Err(Failure::new("the translation is empty").next("write something into it first").into());
    }
    desk.db.begin().await?;
    desk.db.add_translation(&case.id, desk.today, text.trim_end()).await?;
    desk.db.log(desk.today, "translate", &case.id).await?;
    Ok(desk.db.commit().await?)
}

/// Sets a reviewer's finding on act, means and purpose.
///
/// # Errors
/// When the id does not match exactly one case, or the database cannot be read or written.
pub async fn set_finding(desk: &mut Desk, id: &str, finding: Finding) -> anyhow::Result<()> {
    let (case, _, _) = find(desk, id).await?;
    let json = serde_json::to_string(&finding)?;
    desk.db.begin().await?;
    desk.db.set_finding(&case.id, Some(&json)).await?;
    desk.db.log(desk.today, "finding", &format!("{} {json}", case.id)).await?;
    Ok(desk.db.commit().await?)
}

/// Returns the name and the unchanged bytes of one attachment. Attachments are taken out one at a time, because they
/// may be hostile.
///
/// # Errors
/// When the id does not match exactly one case, there is no attachment of this name, it is larger than 64 MiB, or the
/// database cannot be read or written.
pub async fn attachment(desk: &mut Desk, id: &str, name: &str) -> anyhow::Result<(String, Vec<u8>)> {
    let (case, _, _) = find(desk, id).await?;
    let files = desk.db.files(&case.id).await?;
    let file = files.into_iter().find(|file| file.name == name).ok_or_else(|| {
        Failure::new("this case has no such attachment").next("open the case again: its list shows what there is")
    })?;
    if file.size > MOST_AT_ONCE {
        return Err(Failure::new("this attachment is too large for the browser")
            .next("`reviewer extract` writes it to a folder")
            .into());
    }
    let mut bytes = Vec::new();
    desk.db.copy_file(&file.tip, file.number, &mut bytes).await??;
    desk.db.log(desk.today, "take out", &format!("{} {}", case.id, file.sha256)).await?;
    Ok((file.name, bytes))
}
