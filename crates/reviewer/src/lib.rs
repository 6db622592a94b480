//! The desk: opens tips on a laptop that is never online, keeps them in one encrypted database, scores and finds them.
//!
//! ```text
//! main → cli ┬────────────→ service → casedb      vault: what opens the desk
//!            └→ workbench ──┘                     pure: analysis (entities, gazetteer, language, signals, zawgyi), triage, finding, query, picture
//! ```
//!
//! A desk's folder: `desk.db` (SQLCipher under a random key), `slots.json` (that key, wrapped by the passphrase and by the recovery recipient),
//! `keyring` (the reviewer's and the desk's private keys, sealed under the database key; never in a backup), `card.json` (the public half), `triage.toml` (how tips are
//! scored), `gazetteer.toml` (places and their names) and, where an organisation has lists of its own, `signals/`: all of it the organisation's to edit.
//!
//! To add a command: a variant in [`cli`], a file in [`service`] (`list` and `search` are one query, so [`cli`] asks [`casedb`] itself), then the help
//! transcript (`tests/transcripts`). The page "Desk" is `workbench/pages/desk_page.rs`, since a desk is the whole. SQL stands in [`casedb`] alone. Whatever shows or changes what a tip says is logged; `list` shows no words of one.

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
