//! A mailbox item: a desk's sealed message to one sender.
//!
//! It is sealed to the mailbox, padded to the smallest size class, and signed inside by the desk.
//!
//! Inside the age file is a tar with `item.json` and `item.json.minisig`, followed by zeros. With the mailbox's key,
//! ordinary tools open it: `age -d -i key item.age | tar -x && minisign -V -P RW… -m item.json`. The server keeps items
//! and sees neither their words nor their kind.

use std::io::Cursor;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::keys::{Desk, Identity, KeyError, OpenBytesError, Recipient, SealBytesError, SigningKey, VerifyingKey};
use crate::roster::Roster;
use crate::signed::{self, FormatError};
use crate::tarball::{self, TarError, TarWriter};
use crate::{Day, Digest, ItemId, MailboxId, SiteId};

/// The value of `format` in `item.json`.
pub const FORMAT: &str = "throughline-item/1";

/// The maximum length of a reply in bytes. With longer replies, not all items would have the same size.
pub const MAX_REPLY: usize = 20_000;

/// Size of every sealed item in bytes: the smallest size class.
pub const SIZE: u64 = 32 * 1024;

const JSON: &str = "item.json";

/// The id of an item: the first 16 bytes of SHA-256("item" ‖ mailbox ‖ sealed item).
///
/// Because the id is a hash of the item, no other item can take it.
pub fn id(mailbox: &MailboxId, sealed: &[u8]) -> ItemId {
    let digest = Digest::of(&[b"item", mailbox.as_bytes().as_slice(), sealed].concat());
    let mut half = [0; 16];
    half.copy_from_slice(&digest.as_bytes()[..16]);
    ItemId::from_bytes(half)
}

/// The contents of `item.json`. It does not print or clone, because it holds words for one person.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line.
    pub site: SiteId,
    /// The mailbox that the item is for.
    pub mailbox: MailboxId,
    /// The key of the desk that signs the item.
    pub desk: VerifyingKey<Desk>,
    /// The number of the item among those of its desk. It counts up and gives items their order.
    pub number: u32,
    /// The day on which the item was written.
    pub day: Day,
    /// The message.
    pub says: Says,
}

/// The message of an item.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Says {
    /// The notice that reviewers have received the tip.
    Received,
    /// The notice that the case is closed and nothing more will come.
    Closed,
    /// A reply by a reviewer.
    Reply {
        /// The words of the reply: at most [`MAX_REPLY`] bytes.
        text: String,
    },
}

/// Reasons why an item cannot be made, or is not shown. None of them holds a word of the item.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// The reply is longer than [`MAX_REPLY`].
    #[error("a reply has {MAX_REPLY} bytes at most, and this one has {0}")]
    TooLong(usize),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealBytesError),
    /// Signing failed.
    #[error("the item could not be signed: {0}")]
    Key(#[from] KeyError),
    /// The item does not open with this key.
    #[error(transparent)]
    Open(#[from] OpenBytesError),
    /// The sealed contents are not an item.
    #[error("the item cannot be read: {0}")]
    Tar(#[from] TarError),
    /// The sealed contents are not an item.
    #[error("the item cannot be read: {0}")]
    Format(#[from] FormatError),
    /// The item is for another mailbox or another line.
    #[error("the item is for another mailbox")]
    OtherMailbox,
    /// The item is not signed by a desk that the roster lists for the item's day.
    #[error("the item is not signed by a desk of this line")]
    Signature,
}

/// Signs an item and seals it to its mailbox.
///
/// # Errors
/// When the reply is too long, or signing or sealing fails.
pub fn seal(item: &Item, desk: &SigningKey<Desk>, recipient: &Recipient) -> Result<Vec<u8>, ItemError> {
    if let Says::Reply { text } = &item.says
        && text.len() > MAX_REPLY
    {
        return Err(ItemError::TooLong(text.len()));
    }
    let json = Zeroizing::new(signed::to_bytes(item, FORMAT)?);
    let signature = desk.sign(&json, &format!("item {} of site {}", item.number, item.site))?;
    let mut tar = TarWriter::new(Vec::with_capacity(24 * 1024));
    let written = tar
        .append(JSON, json.len() as u64, &mut json.as_slice())
        .and_then(|()| tar.append(&format!("{JSON}.minisig"), signature.len() as u64, &mut signature.as_bytes()))
        .and_then(|()| tar.finish());
    let tar = Zeroizing::new(written.map_err(TarError::Read)?);
    Ok(crate::keys::seal_padded(std::slice::from_ref(recipient), &tar)?)
}

/// An item from the server that was decrypted but not verified yet.
pub struct UntrustedItem {
    bytes: Zeroizing<Vec<u8>>,
    signature: String,
    item: Item,
}

impl UntrustedItem {
    /// Decrypts an item with the mailbox's key.
    ///
    /// # Errors
    /// When the key does not fit, or the file is damaged or not an item.
    pub fn open(sealed: &[u8], identity: &Identity) -> Result<Self, ItemError> {
        let tar = crate::keys::open_bytes(&[identity], sealed)?;
        let mut reader = Cursor::new(tar.as_slice());
        let entries = tarball::list(&mut reader)?;
        let (bytes, signature) = tarball::signed_head(&mut reader, &entries, JSON)?;
        let bytes = Zeroizing::new(bytes);
        signed::head(&bytes, FORMAT)?;
        Ok(Self { item: signed::parse(&bytes, FORMAT)?, bytes, signature })
    }

    /// Checks the line, the mailbox and the signature. A desk that the roster lists for the item's day must have signed
    /// it.
    ///
    /// # Errors
    /// When one of these checks fails.
    pub fn verify(self, roster: &Roster, mailbox: MailboxId) -> Result<Item, ItemError> {
        let Self { bytes, signature, item } = self;
        if item.site != roster.site() || item.mailbox != mailbox {
            return Err(ItemError::OtherMailbox);
        }
        if !roster.desk_key_on(&item.desk, item.day) || item.desk.verify(&bytes, &signature).is_err() {
            return Err(ItemError::Signature);
        }
        Ok(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::code::CodeKdf;
    use crate::roster::{self, DatedDeskKey, DatedRecipient, DeskRole, RosterBody, RosterReviewer};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    const SITE: SiteId = SiteId::from_bytes([7; 16]);

    fn line() -> (Roster, SigningKey<Desk>) {
        let (desk, (from, until)) = (SigningKey::<Desk>::generate().unwrap(), (day("2026-01-01"), day("2026-12-31")));
        let recipients = vec![DatedRecipient { recipient: Identity::generate().recipient(), from, until }];
        let key = DatedDeskKey { key: desk.verifying_key(), role: DeskRole::Dispatch, from, until };
        let body = RosterBody {
            format: roster::FORMAT.to_owned(),
            site: SITE,
            name: "A line".to_owned(),
            issue: 1,
            day: from,
            kdf: CodeKdf::default(),
            reviewers: vec![RosterReviewer { label: "desk-1".to_owned(), recipients, desk_keys: vec![key] }],
            recovery: Vec::new(),
            bundle_key: None,
        };
        (Roster::sign(body, &SigningKey::generate().unwrap()).unwrap(), desk)
    }

    fn item(says: Says, mailbox: MailboxId, desk: &SigningKey<Desk>) -> Item {
        let (format, desk) = (FORMAT.to_owned(), desk.verifying_key());
        Item { format, site: SITE, mailbox, desk, number: 7, day: day("2026-11-25"), says }
    }

    fn mailbox(entropy: u8) -> (Identity, MailboxId) {
        let secrets = Code::from_entropy(&[entropy; 16]).derive(SITE, &CodeKdf::default()).unwrap();
        let id = MailboxId::of(SITE, &secrets.identity.recipient());
        (secrets.identity, id)
    }

    #[test]
    fn an_item_opens_with_its_mailbox_alone_and_every_item_has_one_size() {
        let ((roster, desk), (identity, id)) = (line(), mailbox(1));
        let reply = |text: &str| Says::Reply { text: text.to_owned() };
        for text in ["Which building?", "ဘယ်အဆောက်အအုံလဲ", &"x".repeat(MAX_REPLY)] {
            let sealed = seal(&item(reply(text), id, &desk), &desk, &identity.recipient()).unwrap();
            assert_eq!(sealed.len(), 32 * 1024);
            let opened = UntrustedItem::open(&sealed, &identity).unwrap().verify(&roster, id).unwrap();
            assert!(opened.says == reply(text) && opened.number == 7);
            assert!(UntrustedItem::open(&sealed, &mailbox(2).0).is_err());
        }
        let long = item(reply(&"x".repeat(MAX_REPLY + 1)), id, &desk);
        assert!(matches!(seal(&long, &desk, &identity.recipient()), Err(ItemError::TooLong(_))));
        let received = seal(&item(Says::Received, id, &desk), &desk, &identity.recipient()).unwrap();
        assert_eq!(received.len(), 32 * 1024);
    }

    #[test]
    fn an_item_for_another_mailbox_or_of_a_key_that_is_no_desks_is_not_shown() {
        let ((roster, desk), (identity, id)) = (line(), mailbox(1));
        let verify = |item: &Item, key: &SigningKey<Desk>| {
            let sealed = seal(item, key, &identity.recipient()).unwrap();
            UntrustedItem::open(&sealed, &identity).unwrap().verify(&roster, id)
        };
        assert!(verify(&item(Says::Closed, id, &desk), &desk).is_ok());
        let other = item(Says::Closed, mailbox(2).1, &desk);
        assert!(matches!(verify(&other, &desk), Err(ItemError::OtherMailbox)));
        let stranger = SigningKey::<Desk>::generate().unwrap();
        assert!(matches!(verify(&item(Says::Closed, id, &stranger), &stranger), Err(ItemError::Signature)));
        assert!(matches!(verify(&item(Says::Closed, id, &desk), &stranger), Err(ItemError::Signature)));
        let retired = Item { day: day("2027-01-01"), ..item(Says::Closed, id, &desk) };
        assert!(matches!(verify(&retired, &desk), Err(ItemError::Signature)));
    }
}
