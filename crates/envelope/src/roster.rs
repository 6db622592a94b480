//! The roster: who may read tips, until when, and who may send dispatches. Signed by the root key, served to everyone.
//!
//! `roster.json` and `roster.json.minisig`. It arrives as [`UntrustedRoster`]; only [`UntrustedRoster::verify`] against the pinned root key
//! makes a [`Roster`]. A desk's own part is its [`Card`].

mod card;
mod windows;

use serde::{Deserialize, Serialize};

use crate::code::CodeKdf;
use crate::keys::{Desk, Intake, KeyError, Recipient, Root, SignatureError, SigningKey, VerifyingKey};
use crate::signed::{self, FormatError};
use crate::{Day, SiteId};

pub use card::{CARD_FORMAT, Card, CardError};
pub use windows::{GRACE_DAYS, OVERLAP_DAYS, Sealing};

/// The format of `roster.json`.
pub const FORMAT: &str = "throughline-roster/1";

/// A recipient for a window of days, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedRecipient {
    /// The public key.
    pub recipient: Recipient,
    /// First day on which tips are sealed to it.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// What a desk key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeskRole {
    /// Sign dispatches.
    Dispatch,
}

/// A desk key for a window of days, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedDeskKey {
    /// The public key.
    pub key: VerifyingKey<Desk>,
    /// What it may do.
    pub role: DeskRole,
    /// First day on which what it signs is taken.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// One desk, under an opaque label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterReviewer {
    /// Not a person's name: the roster is public.
    pub label: String,
    /// Reviewer keys by period.
    pub recipients: Vec<DatedRecipient>,
    /// Keys that sign this desk's dispatches.
    pub desk_keys: Vec<DatedDeskKey>,
}

/// What `roster.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The line's id, and the salt of its codes.
    pub site: SiteId,
    /// The line's name, as pages and desks show it.
    pub name: String,
    /// 1, 2, 3 …
    pub issue: u32,
    /// The day it was signed.
    pub day: Day,
    /// How codes are derived.
    pub kdf: CodeKdf,
    /// The desks.
    pub reviewers: Vec<RosterReviewer>,
    /// Plain age keys whose private halves lie on paper in a safe; every tip is sealed to them too.
    pub recovery: Vec<DatedRecipient>,
    /// The key that signs this line's bundles, once it is known.
    pub bundle_key: Option<VerifyingKey<Intake>>,
}

/// Why a roster is refused.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// Not a roster.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Not signed by the pinned root key.
    #[error("the roster is not signed by the pinned root key: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("the roster could not be signed: {0}")]
    Key(#[from] KeyError),
    /// It belongs to another line.
    #[error("the roster is of site {found}, and this is site {expected}")]
    OtherSite {
        /// This line.
        expected: SiteId,
        /// The roster's.
        found: SiteId,
    },
    /// No reviewer key at all.
    #[error("the roster names no reviewer key: nobody could open a tip")]
    NoRecipient,
    /// A window ends before it begins.
    #[error("a key of {label:?} ends before it begins")]
    Backwards {
        /// The desk, or "recovery".
        label: String,
    },
    /// Consecutive windows overlap by less than [`OVERLAP_DAYS`], or leave a gap.
    #[error("the keys of {label:?} must overlap by {OVERLAP_DAYS} days or more")]
    Overlap {
        /// The desk.
        label: String,
    },
    /// The same key stands there twice.
    #[error("the key {key} stands in the roster twice")]
    Twice {
        /// The public key.
        key: String,
    },
    /// An older issue than the present one.
    #[error("this is issue {found}, older than the present issue {present}")]
    Older {
        /// What is here.
        present: u32,
        /// What came.
        found: u32,
    },
    /// Two rosters with one number.
    #[error("this is another roster with the number {issue} of the present one: ask who made it")]
    SameIssueOtherBytes {
        /// Both numbers.
        issue: u32,
    },
    /// No key is valid on this day, nor within the grace after it.
    #[error("no reviewer key is valid on {day}: the last ended on {until}")]
    Closed {
        /// The day asked for.
        day: Day,
        /// The last day of the newest key.
        until: Day,
    },
    /// The first key begins later.
    #[error("no reviewer key is valid before {from}")]
    NotYet {
        /// The first day.
        from: Day,
    },
}

/// A roster as it came over a border.
pub struct UntrustedRoster {
    bytes: Vec<u8>,
    signature: String,
}

impl UntrustedRoster {
    /// The bytes of `roster.json`, and the text of `roster.json.minisig`.
    pub fn new(bytes: Vec<u8>, signature: String) -> Self {
        Self { bytes, signature }
    }

    /// Checks format and site, then the root key's signature, then what the roster says. `site` is `None` only where a line is first met.
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
    pub fn sign(body: RosterBody, root: &SigningKey<Root>) -> Result<Self, RosterError> {
        windows::check(&body)?;
        let bytes = signed::to_bytes(&body, FORMAT)?;
        let signature = root.sign(&bytes, &format!("roster of site {}, issue {}", body.site, body.issue))?;
        Ok(Self { body, bytes, signature })
    }

    /// What it says.
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

    /// The line's id.
    pub fn site(&self) -> SiteId {
        self.body.site
    }

    /// The issue number.
    pub fn issue(&self) -> u32 {
        self.body.issue
    }

    /// The label of the reviewer whose desk key this is, or was.
    pub fn label_of(&self, key: &VerifyingKey<Desk>) -> Option<&str> {
        let mut reviewers = self.body.reviewers.iter();
        reviewers.find(|reviewer| reviewer.desk_keys.iter().any(|dated| dated.key == *key)).map(|of| of.label.as_str())
    }

    /// Whether this roster takes the place of `present`: `false` when it is the same, an error when it must not.
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

    /// The recipients that a tip of `day` is sealed to.
    ///
    /// # Errors
    /// [`RosterError::Closed`] once the grace is over, [`RosterError::NotYet`] before the first key.
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
