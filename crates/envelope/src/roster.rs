//! The roster: the desks of a line, their keys, and the recovery keys.
//!
//! The root key signs it, and the server shows it to everyone. Its files are `roster.json` and `roster.json.minisig`. A
//! received roster is an [`UntrustedRoster`]. Only [`UntrustedRoster::verify`] with the pinned root key makes a
//! [`Roster`]. A desk describes itself by its [`Card`].
//!
//! ```
//! use envelope::SiteId;
//! use envelope::code::CodeKdf;
//! use envelope::keys::{Desk, Identity, Root, SigningKey};
//! use envelope::roster::{DatedDeskKey, DatedRecipient, DeskRole, FORMAT, Roster, RosterBody, RosterReviewer, UntrustedRoster};
//!
//! let (root, desk) = (SigningKey::<Root>::generate()?, SigningKey::<Desk>::generate()?);
//! let (from, until) = ("2026-01-01".parse()?, "2026-12-31".parse()?);
//! let reviewer = RosterReviewer {
//!     label: "desk-1".to_owned(),
//!     recipients: vec![DatedRecipient { recipient: Identity::generate().recipient(), from, until }],
//!     desk_keys: vec![DatedDeskKey { key: desk.verifying_key(), role: DeskRole::Dispatch, from, until }],
//! };
//! let body = RosterBody {
//!     format: FORMAT.to_owned(),
//!     site: SiteId::from_bytes([7; 16]),
//!     name: "Our line".to_owned(),
//!     issue: 1,
//!     day: from,
//!     kdf: CodeKdf::default(),
//!     reviewers: vec![reviewer],
//!     recovery: vec![],
//!     bundle_key: None,
//! };
//! let signed = Roster::sign(body, &root)?;
//!
//! // On the server, only the bytes, the signature and the pinned root key are there.
//! let received = UntrustedRoster::new(signed.bytes().to_vec(), signed.signature().to_owned());
//! let roster = received.verify(&root.verifying_key(), None)?;
//! assert_eq!(roster.body().name, "Our line");
//! // A desk's key is no root key, so that this would not compile: `received.verify(&desk.verifying_key(), None)`.
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod card;
mod windows;

use serde::{Deserialize, Serialize};

use crate::code::CodeKdf;
use crate::keys::{Desk, Intake, KeyError, Recipient, Root, SignatureError, SigningKey, VerifyingKey};
use crate::signed::{self, FormatError};
use crate::{Day, SiteId};

pub use card::{CARD_FORMAT, Card, CardError};
pub use windows::{GRACE_DAYS, OVERLAP_DAYS, Sealing};

/// The value of `format` in `roster.json`.
pub const FORMAT: &str = "throughline-roster/1";

/// A recipient with its window of days. Both ends belong to the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedRecipient {
    /// The public key.
    pub recipient: Recipient,
    /// The first day on which tips are sealed to this key.
    pub from: Day,
    /// The last day of the window.
    pub until: Day,
}

/// The permission of a desk key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeskRole {
    /// The key may sign dispatches.
    Dispatch,
}

/// A desk key with its window of days. Both ends belong to the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedDeskKey {
    /// The public key.
    pub key: VerifyingKey<Desk>,
    /// The permission of the key.
    pub role: DeskRole,
    /// The first day on which the key's signatures are accepted.
    pub from: Day,
    /// The last day of the window.
    pub until: Day,
}

/// One desk, under an opaque label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterReviewer {
    /// The label, which must not be a person's name: the roster is public.
    pub label: String,
    /// The reviewer keys, each with its window.
    pub recipients: Vec<DatedRecipient>,
    /// The keys that sign this desk's dispatches.
    pub desk_keys: Vec<DatedDeskKey>,
}

/// The contents of `roster.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line, which is also the salt of its codes.
    pub site: SiteId,
    /// The line's name, as pages and desks show it.
    pub name: String,
    /// The number of this issue: 1, 2, 3 …
    pub issue: u32,
    /// The day on which this issue was signed.
    pub day: Day,
    /// The cost parameters for deriving codes.
    pub kdf: CodeKdf,
    /// The desks.
    pub reviewers: Vec<RosterReviewer>,
    /// The recovery keys: plain age keys whose private halves are on paper in a safe. Every tip is sealed to them too.
    pub recovery: Vec<DatedRecipient>,
    /// The key that signs this line's bundles; `None` until the key is known.
    pub bundle_key: Option<VerifyingKey<Intake>>,
}

/// Reasons to refuse a roster, or not to seal a tip with it.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The bytes are not a roster.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The pinned root key did not sign the roster.
    #[error("the roster is not signed by the pinned root key: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("the roster could not be signed: {0}")]
    Key(#[from] KeyError),
    /// The roster belongs to another line.
    #[error("the roster is of site {found}, and this is site {expected}")]
    OtherSite {
        /// The site of this line.
        expected: SiteId,
        /// The site that the roster names.
        found: SiteId,
    },
    /// The roster has no reviewer key.
    #[error("the roster names no reviewer key: nobody could open a tip")]
    NoRecipient,
    /// A window ends before it begins.
    #[error("a key of {label:?} ends before it begins")]
    Backwards {
        /// The label of the desk, or "recovery".
        label: String,
    },
    /// Consecutive windows of a desk overlap by less than [`OVERLAP_DAYS`], or leave a gap.
    #[error("the keys of {label:?} must overlap by {OVERLAP_DAYS} days or more")]
    Overlap {
        /// The label of the desk.
        label: String,
    },
    /// The same key is listed twice.
    #[error("the key {key} is listed in the roster twice")]
    Twice {
        /// The public key.
        key: String,
    },
    /// The roster has an older issue number than the present one.
    #[error("this is issue {found}, older than the present issue {present}")]
    Older {
        /// The issue that is in use here.
        present: u32,
        /// The issue of the refused roster.
        found: u32,
    },
    /// Two different rosters have the same issue number.
    #[error("this is another roster with the number {issue} of the present one: ask who made it")]
    SameIssueOtherBytes {
        /// The issue number that both rosters have.
        issue: u32,
    },
    /// No key is valid on this day, and the days of grace after the last key's end are over.
    #[error("no reviewer key is valid on {day}: the last ended on {until}")]
    Closed {
        /// The day for which a key was requested.
        day: Day,
        /// The last day of the newest key.
        until: Day,
    },
    /// The first key becomes valid later.
    #[error("no reviewer key is valid before {from}")]
    NotYet {
        /// The first day of the first key.
        from: Day,
    },
}

/// A roster that came from another machine and is not verified yet.
pub struct UntrustedRoster {
    bytes: Vec<u8>,
    signature: String,
}

impl UntrustedRoster {
    /// Takes the bytes of `roster.json` and the text of `roster.json.minisig`.
    pub fn new(bytes: Vec<u8>, signature: String) -> Self {
        Self { bytes, signature }
    }

    /// Checks format and site, then the root key's signature, then the contents.
    ///
    /// `site` is `None` only if this machine does not know the line yet.
    ///
    /// # Errors
    /// When the file has another format or site, the signature is not the root key's, or keys or windows are not
    /// allowed.
    pub fn verify(self, root: &VerifyingKey<Root>, site: Option<SiteId>) -> Result<Roster, RosterError> {
        let head = signed::head(&self.bytes, FORMAT)?;
        if let (Some(expected), Some(found)) = (site, head.site)
            && expected != found
        {
            return Err(RosterError::OtherSite { expected, found });
        }
        root.verify(&self.bytes, &self.signature)?;
        let body: RosterBody = signed::parse(&self.bytes, FORMAT)?;
        windows::check(&body)?;
        Ok(Roster { body, bytes: self.bytes, signature: self.signature })
    }
}

/// A roster that the root key signed. Only [`UntrustedRoster::verify`] and [`Roster::sign`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    body: RosterBody,
    bytes: Vec<u8>,
    signature: String,
}

impl Roster {
    /// Checks and signs a roster.
    ///
    /// # Errors
    /// When keys or windows are not allowed, or signing fails.
    pub fn sign(body: RosterBody, root: &SigningKey<Root>) -> Result<Self, RosterError> {
        windows::check(&body)?;
        let bytes = signed::to_bytes(&body, FORMAT)?;
        let signature = root.sign(&bytes, &format!("roster of site {}, issue {}", body.site, body.issue))?;
        Ok(Self { body, bytes, signature })
    }

    /// The contents of the roster.
    pub fn body(&self) -> &RosterBody {
        &self.body
    }

    /// The bytes of `roster.json`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text of `roster.json.minisig`.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The site of the line.
    pub fn site(&self) -> SiteId {
        self.body.site
    }

    /// The issue number.
    pub fn issue(&self) -> u32 {
        self.body.issue
    }

    /// The label of the desk that has or had this desk key; `None` if no desk did.
    pub fn label_of(&self, key: &VerifyingKey<Desk>) -> Option<&str> {
        let mut reviewers = self.body.reviewers.iter();
        reviewers.find(|reviewer| reviewer.desk_keys.iter().any(|dated| dated.key == *key)).map(|of| of.label.as_str())
    }

    /// Whether this roster replaces `present`; `false` when both are the same file.
    ///
    /// # Errors
    /// When it belongs to another line, is older than `present`, or has the same issue number and other bytes.
    pub fn replaces(&self, present: &Self) -> Result<bool, RosterError> {
        if self.site() != present.site() {
            return Err(RosterError::OtherSite { expected: present.site(), found: self.site() });
        }
        match self.issue().cmp(&present.issue()) {
            std::cmp::Ordering::Greater => Ok(true),
            std::cmp::Ordering::Less => Err(RosterError::Older { present: present.issue(), found: self.issue() }),
            std::cmp::Ordering::Equal if self.bytes == present.bytes => Ok(false),
            std::cmp::Ordering::Equal => Err(RosterError::SameIssueOtherBytes { issue: self.issue() }),
        }
    }

    /// The recipients to which a tip of `day` is sealed.
    ///
    /// # Errors
    /// [`RosterError::Closed`] when the days of grace after the last key's end are over, and [`RosterError::NotYet`]
    /// before the first key.
    pub fn sealing_on(&self, day: Day) -> Result<Sealing, RosterError> {
        windows::sealing_on(&self.body, day)
    }

    /// The last day of the newest reviewer key.
    pub fn until(&self) -> Day {
        windows::until(&self.body)
    }

    /// Whether `key` may sign dispatches on `day`.
    pub fn desk_key_on(&self, key: &VerifyingKey<Desk>, day: Day) -> bool {
        let mut keys = self.body.reviewers.iter().flat_map(|reviewer| &reviewer.desk_keys);
        keys.any(|dated| dated.key == *key && dated.from <= day && day <= dated.until)
    }
}

#[cfg(test)]
mod tests;
