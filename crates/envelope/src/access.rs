//! `access.json`: the carriers who may fetch bundles and deliver dispatches.
//!
//! The root key signs it, as it signs the roster. The server never serves it, because it names the carriers.
//!
//! A carrier is identified by the SHA-256 of their certificate's public key (its SubjectPublicKeyInfo, DER). So a
//! certificate can be renewed while the key stays. After a laptop is stolen, the next issue leaves its carrier out.

use serde::{Deserialize, Serialize};

use crate::keys::{KeyError, Root, SignatureError, SigningKey, VerifyingKey};
use crate::signed::{self, FormatError};
use crate::{Day, Digest, Fingerprint, SiteId};

/// The value of `format` in `access.json`.
pub const FORMAT: &str = "throughline-access/1";

/// One carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    /// The label: up to 32 letters, digits and dashes, which must not be a person's name.
    pub label: String,
    /// SHA-256 of the carrier's public key (SubjectPublicKeyInfo, DER).
    pub key: Digest,
    /// The last day on which the server accepts this carrier.
    pub until: Day,
}

/// The value of `format` in a carrier's card.
pub const CARD_FORMAT: &str = "throughline-carrier/1";

/// A carrier's request to be listed. It is unsigned, so two people compare its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierCard {
    /// Always [`CARD_FORMAT`].
    pub format: String,
    /// The label: up to 32 letters, digits and dashes, which must not be a person's name.
    pub label: String,
    /// SHA-256 of the carrier's public key (SubjectPublicKeyInfo, DER).
    pub key: Digest,
}

impl CarrierCard {
    /// Parses a card. Its contents can be trusted only after the carrier has read out the fingerprint of the same card.
    ///
    /// # Errors
    /// When the bytes are not a carrier's card, or its label is not allowed.
    pub fn parse(bytes: &[u8]) -> Result<Self, AccessError> {
        signed::head(bytes, CARD_FORMAT)?;
        let card: Self = signed::parse(bytes, CARD_FORMAT)?;
        if is_label(&card.label) { Ok(card) } else { Err(AccessError::Label) }
    }

    /// The card as it is written to a file.
    ///
    /// # Errors
    /// When the card cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AccessError> {
        Ok(signed::to_bytes(self, CARD_FORMAT)?)
    }

    /// The fingerprint of this card, by which two people compare it.
    ///
    /// # Errors
    /// When the card cannot be written as JSON.
    pub fn fingerprint(&self) -> Result<Fingerprint, AccessError> {
        Ok(Fingerprint::of(&self.to_bytes()?))
    }
}

/// The contents of `access.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of this line.
    pub site: SiteId,
    /// The number of this issue: 1, 2, 3 …
    pub issue: u32,
    /// The day on which this issue was signed.
    pub day: Day,
    /// All carriers with access. The server refuses every other key.
    pub carriers: Vec<Carrier>,
}

/// Reasons to refuse an `access.json`.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The file is not an `access.json`.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The pinned root key did not sign the file.
    #[error("access.json is not signed by the pinned root key: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("access.json could not be signed: {0}")]
    Key(#[from] KeyError),
    /// The file belongs to another line.
    #[error("access.json is of site {found}, and this is site {expected}")]
    OtherSite {
        /// The site of this line.
        expected: SiteId,
        /// The site that the file names.
        found: SiteId,
    },
    /// A label is not what [`is_label`] accepts. Labels appear on terminals, and a person types one to withdraw a
    /// carrier.
    #[error("a carrier's label has up to 32 letters, digits and dashes")]
    Label,
    /// A key or a label is listed twice.
    #[error("{0:?} is listed in access.json twice")]
    Twice(String),
    /// The file has an older issue number than the present one.
    #[error("this is issue {found} of access.json, older than the present issue {present}")]
    Older {
        /// The issue that is in use here.
        present: u32,
        /// The issue of the refused file.
        found: u32,
    },
    /// Two different files have the same issue number.
    #[error("this is another access.json with the number {issue} of the present one: ask who made it")]
    SameIssueOtherBytes {
        /// The issue number that both files have.
        issue: u32,
    },
}

/// An `access.json` that came from another machine and is not verified yet.
pub struct UntrustedAccess {
    bytes: Vec<u8>,
    signature: String,
}

impl UntrustedAccess {
    /// Takes the bytes of `access.json` and the text of `access.json.minisig`.
    pub fn new(bytes: Vec<u8>, signature: String) -> Self {
        Self { bytes, signature }
    }

    /// Checks format and site, then the root key's signature, then the contents.
    ///
    /// # Errors
    /// When the file has another format or site, the signature is not the root key's, or a label or key is not allowed.
    pub fn verify(self, root: &VerifyingKey<Root>, site: SiteId) -> Result<Access, AccessError> {
        let head = signed::head(&self.bytes, FORMAT)?;
        if let Some(found) = head.site.filter(|found| *found != site) {
            return Err(AccessError::OtherSite { expected: site, found });
        }
        root.verify(&self.bytes, &self.signature)?;
        let body: AccessBody = signed::parse(&self.bytes, FORMAT)?;
        check(&body)?;
        Ok(Access { body, bytes: self.bytes, signature: self.signature })
    }
}

/// A verified access list. Only [`UntrustedAccess::verify`] and [`Access::sign`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    body: AccessBody,
    bytes: Vec<u8>,
    signature: String,
}

impl Access {
    /// Checks the contents and signs them.
    ///
    /// # Errors
    /// When a label is not allowed, a key or label is listed twice, or signing fails.
    pub fn sign(body: AccessBody, root: &SigningKey<Root>) -> Result<Self, AccessError> {
        check(&body)?;
        let bytes = signed::to_bytes(&body, FORMAT)?;
        let signature = root.sign(&bytes, &format!("access of site {}, issue {}", body.site, body.issue))?;
        Ok(Self { body, bytes, signature })
    }

    /// The contents of the list.
    pub fn body(&self) -> &AccessBody {
        &self.body
    }

    /// The bytes of `access.json`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text of `access.json.minisig`.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// Whether the carrier with this key has access on `day`. The caller has made sure that the carrier holds the key.
    pub fn admits(&self, key: &Digest, day: Day) -> bool {
        self.body.carriers.iter().any(|carrier| carrier.key == *key && day <= carrier.until)
    }

    /// Whether this list replaces `present`; `false` when both are the same file.
    ///
    /// # Errors
    /// When this issue is older than `present`, or has the same number and other bytes.
    pub fn replaces(&self, present: &Self) -> Result<bool, AccessError> {
        let (issue, before) = (self.body.issue, present.body.issue);
        match issue.cmp(&before) {
            std::cmp::Ordering::Greater => Ok(true),
            std::cmp::Ordering::Less => Err(AccessError::Older { present: before, found: issue }),
            std::cmp::Ordering::Equal if self.bytes == present.bytes => Ok(false),
            std::cmp::Ordering::Equal => Err(AccessError::SameIssueOtherBytes { issue }),
        }
    }
}

/// Whether `text` is allowed as a carrier's label: 1 to 32 ASCII letters, digits and dashes.
pub fn is_label(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn check(body: &AccessBody) -> Result<(), AccessError> {
    for (at, carrier) in body.carriers.iter().enumerate() {
        if !is_label(&carrier.label) {
            return Err(AccessError::Label);
        }
        if body.carriers[..at].iter().any(|before| before.key == carrier.key || before.label == carrier.label) {
            return Err(AccessError::Twice(carrier.label.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteId = SiteId::from_bytes([7; 16]);

    fn body(issue: u32, keys: &[&[u8]]) -> AccessBody {
        let day: Day = "2026-11-24".parse().unwrap();
        let carrier = |key: &&[u8]| Carrier {
            label: format!("carrier-{}", key.len()),
            key: Digest::of(key),
            until: day.plus(365),
        };
        AccessBody { format: FORMAT.to_owned(), site: SITE, issue, day, carriers: keys.iter().map(carrier).collect() }
    }

    #[test]
    fn who_is_listed_is_let_in_until_the_last_day_and_nobody_else_is() {
        let root = SigningKey::generate().unwrap();
        let access = Access::sign(body(1, &[b"a", b"bb"]), &root).unwrap();
        let untrusted = UntrustedAccess::new(access.bytes().to_vec(), access.signature().to_owned());
        let access = untrusted.verify(&root.verifying_key(), SITE).unwrap();
        let until = access.body().carriers[0].until;
        assert!(access.admits(&Digest::of(b"a"), until) && access.admits(&Digest::of(b"bb"), until));
        assert!(!access.admits(&Digest::of(b"a"), until.plus(1)));
        assert!(!access.admits(&Digest::of(b"c"), until));
    }

    #[test]
    fn an_access_list_of_another_root_another_site_or_an_older_issue_is_refused() {
        let root = SigningKey::generate().unwrap();
        let access = Access::sign(body(2, &[b"a"]), &root).unwrap();
        let again = || UntrustedAccess::new(access.bytes().to_vec(), access.signature().to_owned());
        let stranger = SigningKey::<Root>::generate().unwrap().verifying_key();
        assert!(matches!(again().verify(&stranger, SITE), Err(AccessError::Signature(_))));
        let other = SiteId::from_bytes([8; 16]);
        assert!(matches!(again().verify(&root.verifying_key(), other), Err(AccessError::OtherSite { .. })));
        let older = Access::sign(body(1, &[b"a", b"bb"]), &root).unwrap();
        assert!(matches!(older.replaces(&access), Err(AccessError::Older { .. })));
        let rival = Access::sign(body(2, &[b"bb"]), &root).unwrap();
        assert!(matches!(rival.replaces(&access), Err(AccessError::SameIssueOtherBytes { .. })));
        assert!(matches!(Access::sign(body(1, &[b"a", b"a"]), &root), Err(AccessError::Twice(_))));
        let mut hostile = body(1, &[b"a"]);
        hostile.carriers[0].label = "a\u{1b}[2K".to_owned();
        assert!(matches!(Access::sign(hostile, &root), Err(AccessError::Label)));
    }
}
