//! The server: takes tips over TLS, seals them to the reviewers' keys, stores ciphertext only.
//!
//! The way of a tip through this crate, outermost first:
//!
//! ```text
//! main → cli → application → handlers → service → store
//!                               ↓
//!                             pages   (what a person sees)
//! ```
//!
//! `intake carry` is a second process, for carriers alone (`application/carriers.rs`, `handlers/carriers.rs`): it holds the key that signs bundles, which
//! the one that strangers reach does not.
//!
//! Two doors (`application/doors.rs`) lead to the same pages: [`tls`] for the open network, whose certificate [`acme`] may renew and whose names are
//! [`hosts`]; [`onion`] for Tor, which tells circuits apart. [`limits`] stand behind both. Before the first thread starts, the process gives up in
//! [`sandbox`] what a server does not need.
//!
//! 1. [`handlers`] read the request: one endpoint, one file.
//! 2. [`service`] seals and files the tip, opens mailboxes, exports bundles, ingests dispatches; it knows no HTTP.
//! 3. [`store`] is the only place with SQL; what reaches it is ciphertext.
//! 4. [`pages`] turn typed contexts into HTML in the sender's language.
//!
//! To add a page: a template in `templates/`, a context in `pages/`, its texts in `locales/*.ftl`, a handler in `handlers/`, its route in
//! [`handlers::routes`], and a line in the lists of pages that `pages/tests.rs` and, in `tests/browser`, `accessibility.test.mjs`, `shots.mjs` and `weights.mjs` look at. If it has a form,
//! too: its fields in `pages/equal_size.rs`, so that it weighs what the others do; and, where it is answered, `admit`, a `Gate`, `evenly`.
//!
//! To add a language: the list in `catalogs`. To add a kind of question: the list at `envelope::questionnaire::Kind`.
//!
//! To add a setting: a documented line in `config/intake.toml` and a field in [`settings`]; what it must not be, in `Settings::parse`. A file that is
//! read while the server runs also goes into `Settings::confine`, or the fence closes it; a secret one into `open_to_others` in `service/readiness.rs`.
//!
//! To log something: [`mod@log`] says what may stand in a line, and is the only place that writes one.

pub mod acme;
pub mod application;
mod catalogs;
pub mod cli;
pub mod handlers;
pub mod hosts;
pub mod limits;
pub mod log;
pub mod onion;
pub mod pace;
pub mod pages;
pub mod sandbox;
pub mod service;
pub mod settings;
pub mod shutdown;
pub mod store;
pub mod tls;
pub mod validity;
