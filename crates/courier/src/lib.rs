//! The networked client: it sends leads and carries sealed files.
//!
//! Neither this program nor the person who runs it has to be trusted. Leads are sealed on this machine, to a roster
//! that the root key signed. Bundles and dispatches are sealed and signed by others.
//!
//! ```text
//! main → cli → sending   a journalist's leads: read (lead), sealed, sent, and remembered until they are at the server
//!            → carrying  a carrier's work: bundles from the server to a stick, dispatches back, checked with public keys alone
//!            → probing   tips that only the desk knows of, to reveal a server that drops tips
//!               ↓
//!             pinned (the lines and their keys) · client (TLS or Tor, one host, no redirects) · home (files on this machine)
//! ```
//!
//! Each purpose has one command. It shows a progress bar and prints the code or the path as its last line. An error
//! message also says what to do next. Running the same command again resumes the work, except for `send --seal-only`,
//! which seals every lead again.
//!
//! A template names every question of a form:
//!
//! ```
//! use courier::lead::template;
//! use courier::sending::SHIPPED;
//! use envelope::questionnaire::Questionnaire;
//!
//! let form = Questionnaire::parse(SHIPPED)?;
//! assert!(template::one(&form).contains("story ="));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To add a command, write a variant in [`cli`], a module, a transcript in `tests/transcripts/courier`, and a step in
//! the handbook's chapter for journalists or for carriers (`deploy/handbook/src`).

pub mod carrying;
pub mod cli;
pub mod client;
pub mod home;
pub mod lead;
pub mod pinned;
pub mod probing;
pub mod progress;
pub mod sending;
