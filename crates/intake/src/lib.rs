//! The intake server: receives tips over TLS, seals them, stores ciphertext only.
//!
//! Tips are sealed to the reviewers' keys. A tip passes through these modules, the outermost first:
//!
//! ```text
//! main → cli → application → handlers → service → store
//!                               ↓
//!                             pages   (what a person sees)
//! ```
//!
//! 1. [`handlers`] read the request: one endpoint, one file.
//! 2. [`service`] seals and files the tip, opens mailboxes, exports bundles and ingests dispatches. It knows no HTTP.
//! 3. [`store`] is the only module with SQL. It receives ciphertext only.
//! 4. [`pages`] turn typed contexts into HTML in the sender's language.
//!
//! Two listeners (`application/doors.rs`) serve the same pages. [`tls`] serves the open network: [`acme`] may renew its
//! certificate, and [`hosts`] holds its host names. [`onion`] serves Tor, which tells circuits apart. [`limits`] apply
//! to both. Before the first thread starts, [`sandbox`] gives up the rights that a server does not need.
//!
//! `intake carry` is a second process, for carriers only (`application/carriers.rs`, `handlers/carriers.rs`). It holds
//! the key that signs bundles. The process that strangers reach does not hold that key.
//!
//! The shipped settings are complete but for the line's own host names:
//!
//! ```
//! let shipped = intake::settings::shipped_for(&["tips.example.org".to_owned()]);
//! assert!(shipped.contains("tips.example.org"));
//! ```
//!
//! To add a page:
//!
//! 1. Add a template in `templates/`, a context in `pages/`, its texts in `locales/*.ftl` and a handler in `handlers/`.
//! 2. Add its route to [`handlers::routes`].
//! 3. Add it to the lists of pages in `pages/tests.rs` and in `accessibility.test.mjs`, `shots.mjs` and `weights.mjs`,
//!    which are in `tests/browser`.
//! 4. If the page has a form, add the form's fields to `pages/equal_size.rs`, so that the page is as large as the
//!    others. The handler of the form's POST needs `admit`, a `Gate` and `evenly`.
//!
//! To add a language, extend the list in `catalogs`. To add a kind of question, extend `envelope::questionnaire::Kind`.
//!
//! To add a setting, add a documented line to `config/intake.toml` and a field to [`settings`]. `Settings::parse`
//! rejects its invalid values. A file that is read while the server runs also needs an entry in `Settings::confine`;
//! otherwise the sandbox blocks it. A secret file also needs an entry in `open_to_others` in `service/readiness.rs`.
//!
//! To log something, see [`mod@log`]: it lists what a log line may contain, and is the only module that writes one.

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
