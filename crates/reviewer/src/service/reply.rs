//! `reply`, and the notices that a dispatch carries to senders.

use std::collections::BTreeMap;

use console::Failure;
use envelope::MailboxId;
use envelope::item::{self, Item, ItemError, Says};
use envelope::tip::{Answer, Tip};

use super::desk::Desk;
use super::work::find;
use crate::casedb::mailbox::NewItem;

/// Answers by which a sender says that somebody else may see a reply, or that no reply is wanted. `questionnaire.toml`
/// tells organisations to keep these question ids.
const UNSAFE: [(&str, &str); 6] = [
    ("reply-here", "no"),
    ("reply-here", "unsafe"),
    ("device-seen", "yes"),
    ("device-seen", "unsafe"),
    ("safe-now", "no"),
    ("safe-now", "unsafe"),
];

/// Maximum number of notices of each kind in one dispatch; the next dispatch takes the rest. Each notice takes 32 KiB,
/// both at the desk and in the dispatch.
const MAX_NOTICES: u32 = 2_000;

/// Seals a reply to a tip's sender, for the next dispatch. Returns the number by which the reply can be withdrawn.
/// `confirmed` is needed where [`needs_confirm`] is true.
///
/// # Errors
/// When the id does not match exactly one case, the tip has no mailbox, the text is empty or too long, a confirmation
/// is missing, or the database cannot be read or written.
pub async fn reply(desk: &mut Desk, id: &str, text: &str, confirmed: bool) -> anyhow::Result<u32> {
    let (case, tip, _) = find(desk, id).await?;
    if tip.mailbox.is_none() {
        return Err(Failure::new("this tip has no mailbox: its sender cannot read a reply")
            .next("write a note instead")
            .into());
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::new("the reply is empty").next("write something into it first").into());
    }
    if !confirmed && needs_confirm(&tip.answers) {
        return Err(Failure::new("the sender says that somebody may see a reply, or wants none")
            .next("think of who may read it first; then say that you mean it: tick the box, or add --confirm")
            .into());
    }
    desk.db.begin().await?;
    let number = tell(desk, &case.id, &tip, Says::Reply { text: text.to_owned() }).await?;
    desk.db.log(desk.today, "reply", &case.id).await?;
    desk.db.commit().await?;
    Ok(number)
}

/// Returns whether the sender says that somebody else may see a reply, or that no reply is wanted.
pub fn needs_confirm(answers: &BTreeMap<String, Answer>) -> bool {
    let said =
        |question: &str, answer: &str| matches!(answers.get(question), Some(Answer::Text(given)) if given == answer);
    UNSAFE.iter().any(|(question, answer)| said(question, answer))
}

/// Withdraws a reply. If the reply was not sent yet, it stays at the desk. Otherwise the next dispatch removes it from
/// the mailbox, where the sender may already have read it. Returns whether the server has reported that the reply was
/// shown.
///
/// # Errors
/// When the id does not match exactly one case, the case has no such reply, or the database cannot be read or
/// written.
pub async fn withdraw(desk: &mut Desk, id: &str, number: u32) -> anyhow::Result<bool> {
    let (case, _, _) = find(desk, id).await?;
    desk.db.begin().await?;
    if !desk.db.withdraw(&case.id, number).await? {
        return Err(Failure::new(format!("this tip has no reply {number}"))
            .next("`reviewer show` gives each reply's number")
            .into());
    }
    desk.db.log(desk.today, "withdraw", &format!("{} reply {number}", case.id)).await?;
    let collected = desk.db.replies(&case.id).await?.iter().any(|reply| reply.number == number && reply.collected);
    desk.db.commit().await?;
    Ok(collected)
}

/// Writes the notices that senders have not received yet, within the caller's transaction.
pub(super) async fn notices(desk: &mut Desk) -> anyhow::Result<()> {
    for (id, tip) in desk.db.unnotified("received", MAX_NOTICES).await? {
        tell(desk, &id, &tip, Says::Received).await?;
    }
    for (id, tip) in desk.db.unnotified("closed", MAX_NOTICES).await? {
        tell(desk, &id, &tip, Says::Closed).await?;
    }
    Ok(())
}

async fn tell(desk: &mut Desk, case: &str, tip: &Tip, says: Says) -> anyhow::Result<u32> {
    let Some(mailbox) = &tip.mailbox else { return Ok(0) };
    let key = desk.vault.keyring()?.desk;
    let number = desk.db.next_item().await?;
    let id = MailboxId::of(tip.site, &mailbox.recipient);
    let item = Item {
        format: item::FORMAT.to_owned(),
        site: tip.site,
        mailbox: id,
        desk: key.verifying_key(),
        number,
        day: desk.today,
        says,
    };
    let sealed = item::seal(&item, &key, &mailbox.recipient).map_err(|error| match error {
        ItemError::TooLong(_) => Failure::new(error.to_string()).next("send it in parts"),
        other => Failure::new(other.to_string()),
    })?;
    let (says, text) = match &item.says {
        Says::Received => ("received", ""),
        Says::Closed => ("closed", ""),
        Says::Reply { text } => ("reply", text.as_str()),
    };
    let new = NewItem {
        number,
        id: item::id(&id, &sealed),
        tip: case,
        mailbox: id,
        says,
        text,
        day: desk.today,
        sealed: &sealed,
    };
    desk.db.add_item(new).await?;
    Ok(number)
}
