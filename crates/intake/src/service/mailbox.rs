//! A mailbox that was opened with its code.
//!
//! Its items are kept in memory, for one page.
//!
//! A code is derived and looked up in the same way whether or not a mailbox has this code.

use envelope::code::{Code, MailboxSecrets};
use envelope::item::{Item, Says, UntrustedItem};
use envelope::roster::Roster;
use envelope::{Day, ItemId, MailboxId};
use zeroize::Zeroizing;

use crate::store::mailbox::WaitingItem;
use crate::store::{Store, StoreError};

/// Why a mailbox was not opened.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// The key derivation rejected the roster's parameters.
    #[error("no keys can be derived from a code")]
    Code,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An open mailbox.
pub struct Mailbox {
    /// The keys that are derived from the mailbox's code.
    pub secrets: MailboxSecrets,
    id: MailboxId,
    items: Vec<(ItemId, Item)>,
}

impl Mailbox {
    /// Opens the mailbox of a code; `None` if no mailbox has this code. Items are skipped if they are not signed by a
    /// desk of the roster.
    ///
    /// # Errors
    /// When no keys can be derived from the code, or the store fails.
    pub async fn open(store: &Store, roster: &Roster, code: &Code) -> Result<Option<Self>, MailboxError> {
        let secrets = code.derive(roster.site(), &roster.body().kdf).map_err(|_| MailboxError::Code)?;
        let id = MailboxId::of(roster.site(), &secrets.identity.recipient());
        let Some(waiting) = store.mailbox(&id).await? else { return Ok(None) };
        let verified = |item: WaitingItem| {
            let opened = UntrustedItem::open(&item.sealed, &secrets.identity).ok()?.verify(roster, id).ok()?;
            Some((item.id, opened))
        };
        let mut items: Vec<(ItemId, Item)> = waiting.into_iter().filter_map(verified).collect();
        items.sort_by_key(|(_, item)| (item.day, item.number));
        store.saw_items(items.iter().map(|(id, _)| *id));
        Ok(Some(Self { secrets, id, items }))
    }

    /// The day of the notice that has the message `says`; `None` if no such notice waits.
    pub fn day_of(&self, says: &Says) -> Option<Day> {
        self.items.iter().find(|(_, item)| item.says == *says).map(|(_, item)| item.day)
    }

    /// The replies with the day on which each was written, oldest first.
    pub fn replies(&self) -> impl Iterator<Item = (ItemId, Day, Zeroizing<String>)> + '_ {
        self.items.iter().filter_map(|(id, item)| match &item.says {
            Says::Reply { text } => Some((*id, item.day, Zeroizing::new(text.clone()))),
            Says::Received | Says::Closed => None,
        })
    }

    /// Erases the replies of this mailbox that are in `asked`.
    ///
    /// Notices stay. Without them, the page would again say that reviewers have not confirmed the tip.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn erase(&mut self, store: &Store, asked: &[ItemId]) -> Result<(), MailboxError> {
        let gone: Vec<ItemId> = self.replies().map(|(id, ..)| id).filter(|id| asked.contains(id)).collect();
        store.erase_items(&self.id, &gone).await?;
        self.items.retain(|(id, _)| !gone.contains(id));
        Ok(())
    }
}
