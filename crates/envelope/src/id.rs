//! Ids of sixteen bytes, shown in base32.
//!
//! Never use ULID or UUIDv7 here: they reveal the time of arrival.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use rand::CryptoRng;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Digest;

/// The text is not an id: 26 characters of base32 (a–z, 2–7).
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an id: expected 26 letters a–z and digits 2–7")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id with these sixteen bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The sixteen bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// A new random id.
            pub fn random(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Parses lower-case base32 only, so that an id has one spelling.
            fn from_str(text: &str) -> Result<Self, IdError> {
                if text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(IdError);
                }
                let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).map_err(|_| IdError)?;
                bytes.try_into().map(Self).map_err(|_| IdError)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

id!(
    /// The id of a line. It is also the salt of the line's codes.
    SiteId
);
id!(
    /// The id of a sealed tip, which the server chooses.
    TipId
);
id!(
    /// The id of a mailbox: the first half of a hash of site and recipient ([`crate::code`]).
    MailboxId
);
id!(
    /// The id of a sealed item for a mailbox: half of a hash of the mailbox's id and the sealed bytes
    /// ([`crate::item`]).
    ItemId
);
id!(
    /// The id of a submission. The same form sent twice has the same id ([`crate::submission`]).
    SubmissionId
);
id!(
    /// The number of an unbroken chain of bundles. `init` and the restore of a server start a new chain.
    Epoch
);

impl TipId {
    /// The id of a tip that did not come through a server: the first half of its digest.
    pub fn of_bare(sha256: &Digest) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&sha256.as_bytes()[..16]);
        Self(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = TipId::from_bytes(*b"0123456789abcdef");
        let text = id.to_string();
        assert_eq!(text.len(), 26);
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(text.to_ascii_uppercase().parse::<TipId>(), Err(IdError));
        assert_eq!(text[1..].parse::<TipId>(), Err(IdError));
    }
}
