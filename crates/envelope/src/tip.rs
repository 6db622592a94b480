//! The sealed tip: one age file around a ZIP that is written as a stream and padded to a size class.
//!
//! Recover one with ordinary tools: `age -d -i key tip.age > tip.zip && unzip tip.zip`. Inside, in this order:
//!
//! | entry | what |
//! |---|---|
//! | `files/01-…` | attachments, in the order of their arrival |
//! | `tip.json` | [`Tip`] |
//! | `manifest.json` | [`ManifestEntry`] for each entry before it |
//! | `thread.json` | a follow-up only: [`Thread`] |
//! | `padding` | zeros |
//!
//! [`TipSealer`] writes it as bytes come in; [`open`] reads it and takes nothing on trust.

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

/// The format of `tip.json`.
pub const FORMAT: &str = "throughline-tip/1";

/// A tip holds at most this many bytes of attachments and text: above, ZIP would need other records.
pub const MAX_TIP_BYTES: u64 = 4_000_000_000;

/// At most this many attachments.
pub const MAX_FILES: usize = 99;

/// `tip.json`. It does not print or clone: it holds a sender's words.
#[derive(Serialize, Deserialize)]
pub struct Tip {
    /// Always [`FORMAT`].
    pub format: String,
    /// The line it was sent to.
    pub site: SiteId,
    /// The day it was sent, UTC.
    pub day: Day,
    /// The page's language, a BCP 47 tag.
    pub language: String,
    /// Answers by question id; the free text is `story`.
    pub answers: BTreeMap<String, Answer>,
    /// Where the sender waits for an answer, if they wanted a mailbox.
    pub mailbox: Option<TipMailbox>,
    /// Equal for the same form sent twice.
    pub submission: SubmissionId,
    /// Which questionnaire was answered.
    pub questionnaire: Digest,
}

/// An answer as it is stored.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq)]
#[serde(untagged)]
pub enum Answer {
    /// Typed text, or the id of the chosen option (`unknown`, `declined` and `unsafe` among them).
    Text(String),
    /// The ids of the chosen options.
    Many(Vec<String>),
}

/// The sender's mailbox, from the code.
#[derive(Serialize, Deserialize)]
pub struct TipMailbox {
    /// Replies are sealed to it.
    pub recipient: Recipient,
    /// Proves follow-ups.
    #[serde(serialize_with = "LinkKey::serialize", deserialize_with = "LinkKey::deserialize")]
    pub link_key: LinkKey,
}

/// One line of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// The entry's name in the ZIP, such as `files/01-photo.jpg`.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Bytes.
    pub size: u64,
    /// The media type that the browser declared; nothing checked it.
    pub r#type: String,
}

/// `thread.json`: a follow-up's claim to continue a mailbox's thread.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thread {
    /// The mailbox it claims to come from.
    pub mailbox: MailboxId,
    /// HMAC-SHA-256(link key, SHA-256(`manifest.json`)).
    pub proof: Digest,
}

impl Thread {
    /// The claim, proven by the code's link key.
    pub fn prove(mailbox: MailboxId, link_key: &LinkKey, manifest: &Digest) -> Self {
        Self { mailbox, proof: Digest::from_bytes(hmac(link_key.as_bytes(), &[manifest.as_bytes()])) }
    }

    /// Whether whoever wrote this follow-up held the same code.
    pub fn holds(&self, link_key: &LinkKey, manifest: &Digest) -> bool {
        let expected = LinkKey::from_bytes(hmac(link_key.as_bytes(), &[manifest.as_bytes()]));
        LinkKey::from_bytes(*self.proof.as_bytes()).is(&expected)
    }
}

#[cfg(test)]
mod tests;
