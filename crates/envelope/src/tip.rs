//! The sealed tip: one age file around a ZIP.
//!
//! The ZIP is written as a stream and padded to a size class. Ordinary tools open it:
//! `age -d -i key tip.age > tip.zip && unzip tip.zip`.
//!
//! The ZIP has these entries, in this order:
//!
//! | entry | contents |
//! |---|---|
//! | `files/01-…` | attachments, in the order of their arrival |
//! | `tip.json` | [`Tip`] |
//! | `manifest.json` | a [`ManifestEntry`] for each entry before it |
//! | `thread.json` | [`Thread`], in a follow-up only |
//! | `padding` | zeros |
//!
//! [`TipSealer`] writes a tip while its bytes arrive. [`open`] reads one and checks everything, since a hostile sender
//! may have made it.

mod layout;
mod name;
mod open;
pub(crate) mod padding;
mod seal;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::LinkKey;
use crate::keys::Recipient;
use crate::submission::hmac;
use crate::{Day, Digest, MailboxId, SiteId, SubmissionId};

pub use name::{MAX_NAME_BYTES, base_name, safe_name};
pub use open::{OpenError, OpenedTip, open};
pub use padding::{SMALLEST_CLASS, size_class};
pub use seal::{Padding, SealError, Sealed, TipSealer};

/// The value of `format` in `tip.json`.
pub const FORMAT: &str = "throughline-tip/1";

/// The maximum size of a tip's attachments and text, in bytes. A larger ZIP would need the ZIP64 format.
pub const MAX_TIP_BYTES: u64 = 4_000_000_000;

/// The maximum number of attachments.
pub const MAX_FILES: usize = 99;

/// The contents of `tip.json`. It does not print or clone, because it holds a sender's words.
#[derive(Serialize, Deserialize)]
pub struct Tip {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line to which the tip was sent.
    pub site: SiteId,
    /// The day on which the tip was sent, in UTC.
    pub day: Day,
    /// The language of the page, a BCP 47 tag.
    pub language: String,
    /// The answers by question id. The free text has the id `story`.
    pub answers: BTreeMap<String, Answer>,
    /// The mailbox for replies; `None` if the sender wanted none.
    pub mailbox: Option<TipMailbox>,
    /// The id of the submission. It is equal when the same form is sent twice.
    pub submission: SubmissionId,
    /// The digest of the questionnaire that the sender answered.
    pub questionnaire: Digest,
}

/// An answer as it is stored.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq)]
#[serde(untagged)]
pub enum Answer {
    /// Typed text, or the id of the chosen option. The ids include `unknown`, `declined` and `unsafe`.
    Text(String),
    /// The ids of the chosen options.
    Many(Vec<String>),
}

/// The sender's mailbox, derived from the code.
#[derive(Serialize, Deserialize)]
pub struct TipMailbox {
    /// The key to which replies are sealed.
    pub recipient: Recipient,
    /// The key by which follow-ups prove that they come from this mailbox.
    #[serde(serialize_with = "LinkKey::serialize", deserialize_with = "LinkKey::deserialize")]
    pub link_key: LinkKey,
}

/// One line of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// The entry's name in the ZIP, such as `files/01-photo.jpg`.
    pub name: String,
    /// SHA-256 of the entry's bytes.
    pub sha256: Digest,
    /// The size of the entry in bytes.
    pub size: u64,
    /// The media type that the browser declared. It is not checked.
    pub r#type: String,
}

/// The contents of `thread.json`: a follow-up's claim to come from a mailbox.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thread {
    /// The mailbox that the follow-up claims to come from.
    pub mailbox: MailboxId,
    /// HMAC-SHA-256(link key, SHA-256(`manifest.json`)).
    pub proof: Digest,
}

impl Thread {
    /// Makes the claim and proves it with the link key of the code.
    pub fn prove(mailbox: MailboxId, link_key: &LinkKey, manifest: &Digest) -> Self {
        Self { mailbox, proof: Digest::from_bytes(hmac(link_key.as_bytes(), &[manifest.as_bytes()])) }
    }

    /// Whether the writer of this follow-up had the code of the mailbox.
    pub fn holds(&self, link_key: &LinkKey, manifest: &Digest) -> bool {
        let expected = LinkKey::from_bytes(hmac(link_key.as_bytes(), &[manifest.as_bytes()]));
        LinkKey::from_bytes(*self.proof.as_bytes()).is(&expected)
    }
}

#[cfg(test)]
mod tests;
