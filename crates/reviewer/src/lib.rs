//! The desk: opens, stores, scores and finds tips, always offline.
//!
//! The program runs on a laptop that is never online and keeps all tips in one encrypted database.
//!
//! ```text
//! main → cli ┬────────────→ service → casedb      vault: the keys that open the desk
//!            └→ workbench ──┘                     pure: analysis (entities, gazetteer, language, signals, zawgyi), triage, finding, query, picture
//! ```
//!
//! A desk is a folder:
//!
//! | file | contents |
//! |---|---|
//! | `desk.db` | the case database: SQLCipher under a random key |
//! | `slots.json` | that key, wrapped by the passphrase and by the recovery recipient |
//! | `keyring` | the private keys of the reviewer and the desk, sealed under the database key; never in a backup |
//! | `card.json` | the public half of those keys |
//! | `triage.toml` | the rules by which tips are scored |
//! | `gazetteer.toml` | places and their names |
//! | `signals/` | optional: the organisation's own lists of signals |
//!
//! The organisation may edit the last three.
//!
//! A desk is made, and asked what waits there:
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use console::{Passphrase, SystemClock, system_rng};
//! use reviewer::casedb::queue::Filter;
//! use reviewer::service::desk::Desk;
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("desk");
//! let passphrase = Passphrase::new("river copper seven lantern".to_owned().into());
//! Desk::create(&path, "desk-1", &passphrase, &SystemClock, &mut system_rng()).await?;
//! let mut desk = Desk::open(&path, &passphrase, &SystemClock).await?;
//! let (lines, total) = desk.db.queue(&Filter::default(), 0, desk.today).await?;
//! assert_eq!((lines.len(), total), (0, 0));
//! desk.close().await?;
//! # anyhow::Ok(())
//! # })?;
//! # anyhow::Ok(())
//! ```
//!
//! A text is read by the shipped lists:
//!
//! ```
//! use reviewer::signals::{Kind, Signals};
//!
//! let signals = Signals::shipped()?.read("They will kill her tomorrow", "en", "2026-11-24".parse()?);
//! assert!(signals.says(Kind::Death));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To add a command:
//!
//! 1. Add a variant in [`cli`].
//! 2. Add a file in [`service`]. (`list` and `search` are one query each, so [`cli`] calls [`casedb`] directly.)
//! 3. Update the help transcript in `tests/transcripts`.
//!
//! All SQL is in [`casedb`]. Every command that shows or changes the contents of a tip is logged; `list` shows no words
//! of a tip. The workbench's page "Desk" is in `workbench/pages/desk_page.rs`, because `desk` alone means the whole
//! desk.

pub mod analysis;
pub mod casedb;
pub mod cli;
pub mod entities;
pub mod finding;
pub mod gazetteer;
pub mod language;
pub mod picture;
pub mod query;
pub mod service;
pub mod signals;
pub mod triage;
pub mod vault;
pub mod workbench;
pub mod zawgyi;
