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
//! | [`line`](mod@line) | `/line.json` | `intake` | `courier` |
//! | [`code`], [`submission`], [`lead`] | none: secrets that a sender holds | `intake`, `courier` | the sender |
//! | [`folding`] | none: rules for equal spellings of codes, words and names | all | all |
//!
//! A file that came over a border is an `Untrusted…` value. Only its `verify` function, which needs a key, makes the
//! trusted type. Keys carry their role in the type ([`keys::SigningKey<Root>`](keys::SigningKey)), so that the wrong
//! key does not compile.
//!
//! A tip is sealed and opened:
//!
//! ```
//! use std::io::Cursor;
//!
//! use envelope::keys::Identity;
//! use envelope::tip::{Answer, FORMAT, Tip, TipSealer, open};
//! use envelope::{Digest, SiteId, SubmissionId};
//!
//! let reviewer = Identity::generate();
//! let tip = Tip {
//!     format: FORMAT.to_owned(),
//!     site: SiteId::from_bytes([1; 16]),
//!     day: "2026-11-24".parse()?,
//!     language: "en".to_owned(),
//!     answers: [("story".to_owned(), Answer::Text("They hold my brother.".to_owned()))].into(),
//!     mailbox: None,
//!     submission: SubmissionId::from_bytes([2; 16]),
//!     questionnaire: Digest::of(b"the questionnaire"),
//! };
//! let mut sealer = TipSealer::new(&[reviewer.recipient()], Vec::new())?;
//! sealer.begin_file("photo.jpg", "image/jpeg")?;
//! sealer.write(b"bytes of a photograph")?;
//! let (sealed, summary) = sealer.finish(&tip)?;
//! // Every short tip has one size, with its padding.
//! assert_eq!((sealed.len(), summary.size), (32 * 1024, 32 * 1024));
//!
//! let opened = open(Cursor::new(sealed), &[&reviewer])?;
//! assert_eq!(opened.tip().day, tip.day);
//! assert_eq!(opened.files()[0].name, "files/01-photo.jpg");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
