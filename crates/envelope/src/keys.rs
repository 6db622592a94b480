//! Keys, with their role in the type.
//!
//! | role | signs or opens | stored |
//! |---|---|---|
//! | [`Root`] | rosters and access lists, nothing else | on paper or a stick in a safe, encrypted |
//! | [`Desk`] | dispatches, mailbox items | in a desk's database |
//! | [`Intake`] | bundles | on the server |
//! | [`Colleague`] | decisions that two reviewers make together | in a desk's database, encrypted with a passphrase of its own |
//! | [`Identity`] / [`Recipient`] | age: tips, mailbox items, the recovery slot | in a desk's keyring, on paper |
//!
//! Signatures are minisign's Ed25519 over BLAKE2b; sealing is age's X25519. Both libraries take their randomness from
//! the operating system.

mod sealing;
mod signing;
mod written;

pub(crate) use sealing::seal_padded;
pub use sealing::{Identity, KeyTextError, OpenBytesError, Recipient, SealBytesError, open_bytes, seal_bytes};
pub(crate) use sealing::{age_identities, age_recipients};
pub use signing::{KeyError, SignatureError, SigningKey, VerifyingKey};
pub use written::{LetterPosition, WrittenKeyError, identities_in};

/// The purpose of a signing key.
pub trait Role: private::Sealed + 'static {
    /// The role's name in the comment of a key file.
    const NAME: &'static str;
}

/// The root key signs rosters and access lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {}
/// The desk key signs dispatches and mailbox items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Desk {}
/// The bundle key signs bundles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Intake {}
/// A colleague's key signs decisions that two reviewers make together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colleague {}

impl Role for Root {
    const NAME: &'static str = "throughline root key";
}
impl Role for Desk {
    const NAME: &'static str = "throughline desk key";
}
impl Role for Intake {
    const NAME: &'static str = "throughline bundle key";
}
impl Role for Colleague {
    const NAME: &'static str = "throughline colleague key";
}

mod private {
    pub trait Sealed {}
    impl Sealed for super::Root {}
    impl Sealed for super::Desk {}
    impl Sealed for super::Intake {}
    impl Sealed for super::Colleague {}
}
