//! The dispatch: what a carrier takes from a desk to the server. A tar, signed by the desk key, numbered per desk, cumulative.
//!
//! `dispatch.json`, `dispatch.json.minisig`, `items/<id>.age`, and `roster.json` + `roster.json.minisig` when the roster changed. A dispatch holds
//! all that the newest bundle does not confirm, so that a lost or late one costs nothing.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, Write};

use serde::{Deserialize, Serialize};

use crate::item;
use crate::keys::{Desk, KeyError, SignatureError, SigningKey, VerifyingKey};
use crate::roster::{Roster, UntrustedRoster};
use crate::signed::{self, FormatError};
use crate::tarball::{self, TarError, TarWriter};
use crate::{Day, Digest, ItemId, MailboxId, SiteId, TipId};

/// The format of `dispatch.json`.
pub const FORMAT: &str = "throughline-dispatch/1";

const LIST: &str = "dispatch.json";
const ROSTER: &str = "roster.json";

/// The largest dispatch that is read: 8,000 items of 32 KiB, and lists.
pub const MAX_DISPATCH: u64 = 320 * 1024 * 1024;

/// A tip, by its id and the SHA-256 of its sealed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// As the server names it.
    pub id: TipId,
    /// SHA-256 of the sealed file that the desk has.
    pub sha256: Digest,
}

/// A sealed item for a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchItem {
    /// The item's own id, [`crate::item::id`]; its file is `items/<id>.age`.
    pub id: ItemId,
    /// Where it waits.
    pub mailbox: MailboxId,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the sealed item.
    pub sha256: Digest,
}

/// What `dispatch.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The line.
    pub site: SiteId,
    /// The key that signs this.
    pub desk: VerifyingKey<Desk>,
    /// 1, 2, 3 … per desk.
    pub number: u32,
    /// The day it was written.
    pub day: Day,
    /// Tips that the desk has. The server no longer exports them, and changes nothing else.
    pub received: Vec<Listed>,
    /// Tips that lie in a verified backup, or that another desk has too. The server erases them.
    pub erase: Vec<Listed>,
    /// For mailboxes.
    pub items: Vec<DispatchItem>,
    /// Items of this desk that the server removes, if they still wait.
    pub withdrawn: Vec<ItemId>,
    /// Mailboxes of tips that came by another way than through the server, which does not know them yet: it opens them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<MailboxId>,
    /// The head of the desk's audit log.
    pub audit_head: Digest,
}

/// Why a dispatch cannot be written or is refused.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// Not a tar, or cut short.
    #[error("the dispatch cannot be read: {0}")]
    Tar(#[from] TarError),
    /// Not a dispatch.
    #[error("the dispatch cannot be read: {0}")]
    Format(#[from] FormatError),
    /// Of another line.
    #[error("the dispatch is for site {found}, and this is site {expected}")]
    OtherSite {
        /// This line.
        expected: SiteId,
        /// The dispatch's.
        found: SiteId,
    },
    /// By a desk that the roster does not name for today.
    #[error("the roster names no desk key {0} for today")]
    UnknownDesk(String),
    /// Signed by another key, or altered.
    #[error("the dispatch is not signed by the desk key that it names: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("the dispatch could not be signed: {0}")]
    Key(#[from] KeyError),
    /// The files are not those of the signed list.
    #[error("the dispatch's files are not those of its signed list: {0}")]
    Files(&'static str),
    /// Reading or writing failed, a full disk among other reasons.
    #[error("the dispatch could not be written or read: {0}")]
    Io(#[source] io::Error),
}

/// Writes a dispatch; the answer is the SHA-256 of `dispatch.json`, which later bundles echo.
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

/// `dispatch.json` as [`write`] signs it: the text whose SHA-256 later bundles echo.
pub fn list(body: &DispatchBody) -> Result<String, DispatchError> {
    let bytes = signed::to_bytes(body, FORMAT)?;
    String::from_utf8(bytes).map_err(|_| DispatchError::Files("the list is no text"))
}

/// A dispatch as it came off a stick.
pub struct UntrustedDispatch {
    bytes: Vec<u8>,
    signature: String,
    body: DispatchBody,
    files: BTreeMap<String, Vec<u8>>,
}

impl UntrustedDispatch {
    /// Reads it whole; nothing of it is to be believed yet.
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
    pub fn verify(mut self, present: &Roster, today: Day) -> Result<Dispatch, DispatchError> {
        if self.body.site != present.site() {
            return Err(DispatchError::OtherSite { expected: present.site(), found: self.body.site });
        }
        // On its last day a key signs no dispatch: a desk that was lost today is listed until today.
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
                return Err(DispatchError::Files("an item has another size, or another id, than items have"));
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

/// A verified dispatch. Only [`UntrustedDispatch::verify`] makes one. Its roster is signed by root, not by the desk, and still has to be verified.
pub struct Dispatch {
    body: DispatchBody,
    digest: Digest,
    roster: Option<UntrustedRoster>,
    items: BTreeMap<ItemId, Vec<u8>>,
}

impl Dispatch {
    /// What it says.
    pub fn body(&self) -> &DispatchBody {
        &self.body
    }

    /// SHA-256 of `dispatch.json`.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The roster that travelled with it, taken out.
    pub fn take_roster(&mut self) -> Option<UntrustedRoster> {
        self.roster.take()
    }

    /// Sealed items by id.
    pub fn items(&self) -> &BTreeMap<ItemId, Vec<u8>> {
        &self.items
    }
}

/// Reads a dispatch from bytes in memory.
pub fn from_bytes(bytes: &[u8]) -> Result<UntrustedDispatch, DispatchError> {
    UntrustedDispatch::read(Cursor::new(bytes))
}

fn item_name(id: &ItemId) -> String {
    format!("items/{id}.age")
}

#[cfg(test)]
mod tests;
