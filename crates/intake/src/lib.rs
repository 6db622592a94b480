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
//! Two doors lead to the same pages: [`tls`] for the open network, [`onion`] for Tor, which tells circuits apart; [`limits`] stand behind both.
//!
//! 1. [`handlers`] read the request: one endpoint, one file.
//! 2. [`service`] seals and files the tip, exports bundles, ingests dispatches; it knows no HTTP.
//! 3. [`store`] is the only place with SQL; what reaches it is ciphertext.
//! 4. [`pages`] turn typed contexts into HTML in the sender's language.
//!
//! To add a page: a template in `templates/`, a context in `pages/`, its texts in `locales/*.ftl`, a handler in `handlers/`, its route and what it
//! allows in [`handlers::routes`], and a line in the lists of pages that `pages/tests.rs` and `tests/browser/accessibility.test.mjs` look at.
//! To add a setting: a documented line in `config/intake.toml` and a field in [`settings`].

pub mod acme;
pub mod application;
pub mod cli;
pub mod handlers;
pub mod hosts;
pub mod limits;
pub mod onion;
pub mod pages;
pub mod sandbox;
pub mod service;
pub mod settings;
pub mod shutdown;
pub mod store;
pub mod tls;
