//! `access.json`: which carriers may fetch bundles and deliver dispatches. Signed by root like the roster, and never served: it says who carries.
//!
//! A carrier is known by the SHA-256 of their certificate's public key (its SubjectPublicKeyInfo, DER), so the certificate can be made anew while the
//! key stays. Whose laptop was stolen is left out of the next issue.

use serde::{Deserialize, Serialize};

use crate::keys::{KeyError, Root, SignatureError, SigningKey, VerifyingKey};
use crate::signed::{self, FormatError};
use crate::{Day, Digest, Fingerprint, SiteId};

/// The format of `access.json`.
pub const FORMAT: &str = "throughline-access/1";

/// One carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    /// Not a person's name.
    pub label: String,
    /// SHA-256 of the public key.
    pub key: Digest,
    /// The last day on which they are let in.
    pub until: Day,
}

/// The format of a carrier's card.
pub const CARD_FORMAT: &str = "throughline-carrier/1";

/// What a carrier asks to have listed. Compared by fingerprint, since nothing signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierCard {
    /// Always [`CARD_FORMAT`].
    pub format: String,
    /// Not a person's name.
    pub label: String,
    /// SHA-256 of the public key.
    pub key: Digest,
}

impl CarrierCard {
    /// Reads a card. What it says is only as good as the fingerprint that its carrier reads out.
    pub fn parse(bytes: &[u8]) -> Result<Self, AccessError> {
        signed::head(bytes, CARD_FORMAT)?;
        let card: Self = signed::parse(bytes, CARD_FORMAT)?;
        if is_label(&card.label) { Ok(card) } else { Err(AccessError::Label) }
    }

    /// The bytes of the card.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AccessError> {
        Ok(signed::to_bytes(self, CARD_FORMAT)?)
    }

    /// The words by which two people compare it.
    pub fn fingerprint(&self) -> Result<Fingerprint, AccessError> {
        Ok(Fingerprint::of(&self.to_bytes()?))
    }
}

/// What `access.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The line.
    pub site: SiteId,
    /// 1, 2, 3 …
    pub issue: u32,
    /// The day it was signed.
    pub day: Day,
    /// Whoever is not listed is not let in.
    pub carriers: Vec<Carrier>,
}

/// Why an `access.json` is refused.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Not an `access.json`.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Not signed by the pinned root key.
    #[error("access.json is not signed by the pinned root key: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("access.json could not be signed: {0}")]
    Key(#[from] KeyError),
    /// It belongs to another line.
    #[error("access.json is of site {found}, and this is site {expected}")]
    OtherSite {
        /// This line.
        expected: SiteId,
        /// The file's.
        found: SiteId,
    },
    /// It would be shown on a terminal, and typed to withdraw it.
    #[error("a carrier's label has up to 32 letters, digits and dashes")]
    Label,
    /// One key, or one label, stands there twice.
    #[error("{0:?} stands in access.json twice")]
    Twice(String),
    /// An older issue than the present one.
    #[error("this is issue {found} of access.json, older than the present issue {present}")]
    Older {
        /// What is here.
        present: u32,
        /// What came.
        found: u32,
    },
    /// Two files with one number.
    #[error("this is another access.json with the number {issue} of the present one: ask who made it")]
    SameIssueOtherBytes {
        /// Both numbers.
        issue: u32,
    },
}

/// `access.json` as it came over a border.
pub struct UntrustedAccess {
    bytes: Vec<u8>,
    signature: String,
}

impl UntrustedAccess {
    /// The bytes of `access.json`, and the text of `access.json.minisig`.
    pub fn new(bytes: Vec<u8>, signature: String) -> Self {
        Self { bytes, signature }
    }

    /// Checks format and site, then the root key's signature, then what it says.
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

/// Who may carry. Only [`UntrustedAccess::verify`] and [`Access::sign`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    body: AccessBody,
    bytes: Vec<u8>,
    signature: String,
}

impl Access {
    /// Checks and signs.
    pub fn sign(body: AccessBody, root: &SigningKey<Root>) -> Result<Self, AccessError> {
        check(&body)?;
        let bytes = signed::to_bytes(&body, FORMAT)?;
        let signature = root.sign(&bytes, &format!("access of site {}, issue {}", body.site, body.issue))?;
        Ok(Self { body, bytes, signature })
    }

    /// What it says.
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

    /// Whether whoever proves to have this key is let in on `day`.
    pub fn admits(&self, key: &Digest, day: Day) -> bool {
        self.body.carriers.iter().any(|carrier| carrier.key == *key && day <= carrier.until)
    }

    /// Whether this takes the place of `present`: `false` when it is the same, an error when it must not.
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

/// Whether a carrier may be called so.
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
