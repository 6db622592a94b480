//! Formats of all files that pass between the machines of Throughline.
//!
//! A file crosses a border when it leaves one machine of Throughline for another. This crate has no async, web, SQL or
//! network code, so that `intake`, `reviewer` and `courier` cannot disagree about a format. Every format can be opened
//! with ordinary tools (`age`, `minisign`, `unzip`, `tar`).
//!
//! | module | file | made by | opened by |
//! |---|---|---|---|
//! | [`tip`] | sealed tip, `<id>.age` | `intake`, `courier` | `reviewer` |
//! | [`roster`] | `roster.json` + `.minisig`, `card.json` | `reviewer` | `intake`, `courier` |
//! | [`bundle`] | `bundle-NNNN.tar` | `intake` | `reviewer` |
//! | [`collected`] | `collected.age` in a bundle | `intake` | `reviewer` |
//! | [`dispatch`] | `dispatch-NNNN.tar` | `reviewer` | `intake` |
//! | [`item`] | `items/<id>.age` in a dispatch | `reviewer` | the sender, through `intake` |
//! | [`access`] | `access.json` + `.minisig` | `reviewer` | `intake` |
//! | [`probe`] | `probes-NNNN.json`, `probes-sent.json` | `reviewer`; `courier` | `courier`; `reviewer` |
//! | [`questionnaire`] | `questionnaire.toml`, `.ftl` | an organisation | all |
//! | [`line`] | `/line.json` | `intake` | `courier` |
//! | [`code`], [`submission`], [`lead`] | none: secrets that a sender holds | `intake`, `courier` | the sender |
//! | [`folding`] | none: rules for equal spellings of codes, words and names | all | all |
//!
//! A file that came over a border is an `Untrusted…` value. Only its `verify` function, which needs a key, makes the
//! trusted type. Keys carry their role in the type ([`keys::SigningKey<Root>`](keys::SigningKey)), so that the wrong
//! key does not compile.
//!
//! To add a format, write:
//!
//! 1. a module with the body: a serde struct that begins with `format` and `site`;
//! 2. an `Untrusted…` reader with `verify`;
//! 3. a writer;
//! 4. a test that opens the file with the ordinary tool.

pub mod access;
pub mod answers;
pub mod bundle;
pub mod code;
pub mod collected;
pub mod day;
mod digest;
pub mod dispatch;
mod fingerprint;
pub mod folding;
mod id;
pub mod item;
pub mod keys;
pub mod lead;
pub mod line;
pub mod probe;
pub mod questionnaire;
pub mod roster;
mod signed;
pub mod submission;
mod tarball;
pub mod tip;

pub use day::{Clock, Day, FixedClock, Month};
pub use digest::{Digest, Hasher};
pub use fingerprint::{Fingerprint, proposed_passphrase, proposed_passphrase_in};
pub use id::{Epoch, IdError, ItemId, MailboxId, SiteId, SubmissionId, TipId};
