//! Ids: sixteen random bytes, shown in base32. Never ULID or UUIDv7, which carry the time of arrival.

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

            /// A fresh id.
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

            /// Reads lower-case base32 only, so that an id has one spelling.
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
    /// One line: an organisation's tip line. Also the salt of its codes.
    SiteId
);
id!(
    /// One sealed tip, as the server names it.
    TipId
);
id!(
    /// One mailbox: the first half of a hash of site and recipient ([`crate::code`]).
    MailboxId
);
id!(
    /// One sealed item on its way into a mailbox: half of a hash of mailbox and sealed bytes ([`crate::item`]).
    ItemId
);
id!(
    /// One submission of one form, equal when the same form is sent twice ([`crate::submission`]).
    SubmissionId
);
id!(
    /// One unbroken chain of bundles: new at `init` and after a restore.
    Epoch
);

impl TipId {
    /// The id of a tip that came by itself, without a server to name it: the first half of its digest.
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
