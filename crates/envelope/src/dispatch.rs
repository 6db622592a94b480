//! The dispatch: a signed tar, carried from a desk to the server.
//!
//! It holds `dispatch.json`, `dispatch.json.minisig` and `items/<id>.age`. If the roster changed, it also holds
//! `roster.json` and `roster.json.minisig`. The desk key signs it, and it is numbered per desk.
//!
//! A dispatch repeats everything that the newest bundle did not confirm, so that a lost or late one costs nothing.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, Write};

use serde::{Deserialize, Serialize};

use crate::item;
use crate::keys::{Desk, KeyError, SignatureError, SigningKey, VerifyingKey};
use crate::roster::{Roster, UntrustedRoster};
use crate::signed::{self, FormatError};
use crate::tarball::{self, TarError, TarWriter};
use crate::{Day, Digest, ItemId, MailboxId, SiteId, TipId};

/// The value of `format` in `dispatch.json`.
pub const FORMAT: &str = "throughline-dispatch/1";

const LIST: &str = "dispatch.json";
const ROSTER: &str = "roster.json";

/// The size in bytes of the largest dispatch that is accepted: 8,000 items of 32 KiB, and lists.
pub const MAX_DISPATCH: u64 = 320 * 1024 * 1024;

/// A tip, by its id and the SHA-256 of its sealed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The id that the server gave the tip.
    pub id: TipId,
    /// SHA-256 of the desk's copy of the sealed file.
    pub sha256: Digest,
}

/// A sealed item for a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchItem {
    /// The item's id, as [`crate::item::id`] derives it. Its file is `items/<id>.age`.
    pub id: ItemId,
    /// The mailbox for which the item is meant.
    pub mailbox: MailboxId,
    /// Size of the sealed item in bytes.
    pub size: u64,
    /// SHA-256 of the sealed item.
    pub sha256: Digest,
}

/// The contents of `dispatch.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line.
    pub site: SiteId,
    /// The key that signs this dispatch.
    pub desk: VerifyingKey<Desk>,
    /// The number of the dispatch: 1, 2, 3 … for each desk.
    pub number: u32,
    /// The day on which the dispatch was written.
    pub day: Day,
    /// Tips that the desk has. The server stops exporting them and changes nothing else.
    pub received: Vec<Listed>,
    /// The erase list: tips that are in a verified backup, or that another desk has too. The server erases them.
    pub erase: Vec<Listed>,
    /// Items for mailboxes.
    pub items: Vec<DispatchItem>,
    /// Items of this desk that the server removes if they still wait.
    pub withdrawn: Vec<ItemId>,
    /// Mailboxes of tips that did not come through the server. The server does not know these mailboxes yet and opens
    /// them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<MailboxId>,
    /// The head of the desk's log.
    pub audit_head: Digest,
}

/// Reasons why a dispatch cannot be written, or is refused.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The file is not a tar, or is cut short.
    #[error("the dispatch cannot be read: {0}")]
    Tar(#[from] TarError),
    /// The file is not a dispatch.
    #[error("the dispatch cannot be read: {0}")]
    Format(#[from] FormatError),
    /// The dispatch belongs to another line.
    #[error("the dispatch is for site {found}, and this is site {expected}")]
    OtherSite {
        /// The site of this line.
        expected: SiteId,
        /// The site that the dispatch names.
        found: SiteId,
    },
    /// The roster does not list the desk's key for today.
    #[error("the roster names no desk key {0} for today")]
    UnknownDesk(String),
    /// Another key signed the dispatch, or it was altered.
    #[error("the dispatch is not signed by the desk key that it names: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("the dispatch could not be signed: {0}")]
    Key(#[from] KeyError),
    /// The files differ from the signed list.
    #[error("the dispatch's files are not those of its signed list: {0}")]
    Files(&'static str),
    /// Reading or writing failed, for example because the disk is full.
    #[error("the dispatch could not be written or read: {0}")]
    Io(#[source] io::Error),
}

/// Writes a dispatch and returns the SHA-256 of `dispatch.json`, which later bundles repeat.
///
/// # Errors
/// When signing or writing fails, or `items` lacks a listed item.
pub fn write(
    out: impl Write,
    body: &DispatchBody,
    key: &SigningKey<Desk>,
    roster: Option<&Roster>,
    items: &BTreeMap<ItemId, Vec<u8>>,
) -> Result<Digest, DispatchError> {
    let bytes = signed::to_bytes(body, FORMAT)?;
    let signature = key.sign(&bytes, &format!("dispatch {} for site {}", body.number, body.site))?;
    let mut files = vec![(LIST.to_owned(), bytes.as_slice()), (format!("{LIST}.minisig"), signature.as_bytes())];
    for item in &body.items {
        let sealed = items.get(&item.id).ok_or(DispatchError::Files("an item is listed and is not there"))?;
        files.push((item_name(&item.id), sealed));
    }
    if let Some(roster) = roster {
        files.push((ROSTER.to_owned(), roster.bytes()));
        files.push((format!("{ROSTER}.minisig"), roster.signature().as_bytes()));
    }
    let mut tar = TarWriter::new(out);
    for (name, mut bytes) in files {
        tar.append(&name, bytes.len() as u64, &mut bytes).map_err(DispatchError::Io)?;
    }
    tar.finish().and_then(|mut out| out.flush()).map_err(DispatchError::Io)?;
    Ok(Digest::of(&bytes))
}

/// The text of `dispatch.json` as [`write()`] signs it. Later bundles repeat its SHA-256.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn list(body: &DispatchBody) -> Result<String, DispatchError> {
    let bytes = signed::to_bytes(body, FORMAT)?;
    String::from_utf8(bytes).map_err(|_| DispatchError::Files("the list is no text"))
}

/// A dispatch that came off a stick and is not verified yet.
pub struct UntrustedDispatch {
    bytes: Vec<u8>,
    signature: String,
    body: DispatchBody,
    files: BTreeMap<String, Vec<u8>>,
}

impl UntrustedDispatch {
    /// Reads the whole dispatch into memory. Nothing in it can be trusted before [`Self::verify`].
    ///
    /// # Errors
    /// When the file is not a tar or not a dispatch, is cut short, or is larger than [`MAX_DISPATCH`].
    pub fn read(mut reader: impl Read + Seek) -> Result<Self, DispatchError> {
        let entries = tarball::list(&mut reader)?;
        let total: u64 = entries.iter().map(|entry| entry.size).fold(0, u64::saturating_add);
        if total > MAX_DISPATCH {
            return Err(DispatchError::Files("it is impossibly large"));
        }
        let (bytes, signature) = tarball::signed_head(&mut reader, &entries, LIST)?;
        signed::head(&bytes, FORMAT)?;
        let body = signed::parse(&bytes, FORMAT)?;
        let mut files = BTreeMap::new();
        for entry in &entries[2..] {
            files.insert(entry.name.clone(), tarball::read(&mut reader, entry)?);
        }
        Ok(Self { bytes, signature, body, files })
    }

    /// Checks site, desk and signature against the present roster, and that exactly the listed items are there.
    ///
    /// # Errors
    /// When one of these checks fails.
    pub fn verify(mut self, present: &Roster, today: Day) -> Result<Dispatch, DispatchError> {
        if self.body.site != present.site() {
            return Err(DispatchError::OtherSite { expected: present.site(), found: self.body.site });
        }
        // The key must be valid tomorrow too. The roster still lists a desk that was lost today, with today as its last
        // day, and a thief must not sign with its key.
        if ![today, today.plus(1)].iter().all(|day| present.desk_key_on(&self.body.desk, *day)) {
            return Err(DispatchError::UnknownDesk(self.body.desk.to_string()));
        }
        self.body.desk.verify(&self.bytes, &self.signature)?;
        let roster = self.take_roster()?;
        let mut items = BTreeMap::new();
        for item in &self.body.items {
            let sealed = self.files.remove(&item_name(&item.id));
            let sealed = sealed.ok_or(DispatchError::Files("an item is missing, or listed twice"))?;
            if sealed.len() as u64 != item.size || Digest::of(&sealed) != item.sha256 {
                return Err(DispatchError::Files("an item was altered"));
            }
            if item.size != item::SIZE || item.id != item::id(&item.mailbox, &sealed) {
                return Err(DispatchError::Files("an item has the wrong size or the wrong id"));
            }
            items.insert(item.id, sealed);
        }
        if !self.files.is_empty() {
            return Err(DispatchError::Files("one is not listed"));
        }
        Ok(Dispatch { digest: Digest::of(&self.bytes), body: self.body, roster, items })
    }

    fn take_roster(&mut self) -> Result<Option<UntrustedRoster>, DispatchError> {
        match (self.files.remove(ROSTER), self.files.remove(&format!("{ROSTER}.minisig"))) {
            (None, None) => Ok(None),
            (Some(bytes), Some(signature)) => {
                let signature = String::from_utf8(signature)
                    .map_err(|_| DispatchError::Files("the roster's signature is not text"))?;
                Ok(Some(UntrustedRoster::new(bytes, signature)))
            }
            _ => Err(DispatchError::Files("the roster or its signature is missing")),
        }
    }
}

/// A verified dispatch. Only [`UntrustedDispatch::verify`] makes one.
///
/// The root key, not the desk, signs the enclosed roster, so the roster still has to be verified.
pub struct Dispatch {
    body: DispatchBody,
    digest: Digest,
    roster: Option<UntrustedRoster>,
    items: BTreeMap<ItemId, Vec<u8>>,
}

impl Dispatch {
    /// The contents of the list.
    pub fn body(&self) -> &DispatchBody {
        &self.body
    }

    /// SHA-256 of `dispatch.json`.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Takes out the enclosed roster; `None` if there was none or it was taken before.
    pub fn take_roster(&mut self) -> Option<UntrustedRoster> {
        self.roster.take()
    }

    /// The sealed items by id.
    pub fn items(&self) -> &BTreeMap<ItemId, Vec<u8>> {
        &self.items
    }
}

/// Reads a dispatch from bytes in memory.
///
/// # Errors
/// Those of [`UntrustedDispatch::read`].
pub fn from_bytes(bytes: &[u8]) -> Result<UntrustedDispatch, DispatchError> {
    UntrustedDispatch::read(Cursor::new(bytes))
}

fn item_name(id: &ItemId) -> String {
    format!("items/{id}.age")
}

#[cfg(test)]
mod tests;
