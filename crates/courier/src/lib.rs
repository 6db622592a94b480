//! The networked go-between. Nobody has to trust it, nor whoever runs it: what it sends was sealed here to a roster that root signed, and what it
//! carries is sealed and signed by others.
//!
//! ```text
//! main → cli → sending   a journalist's leads: read (lead), sealed, sent, remembered until they are there
//!            → carrying  a carrier's way: bundles from the server to a stick, dispatches back, both checked with public keys alone
//!            → probing   tips that only the desk knows, so that somebody notices a server that drops others
//!               ↓
//!             pinned (which line, whose keys) · client (TLS or Tor, one host, no redirect) · home (what lies on this disk)
//! ```
//!
//! What a person sees: one command a purpose, a bar while it takes its time, the code or the path as the last line; and whatever goes wrong, what to do
//! next. Running the same command again always goes on where it was.
//!
//! To add a command: a variant in [`cli`], a module, its transcript in `tests/transcripts`, and a line in this crate's README.md, which is what a
//! journalist or a carrier reads.

pub mod carrying;
pub mod cli;
pub mod client;
pub mod home;
pub mod lead;
pub mod pinned;
pub mod probing;
pub mod progress;
pub mod sending;
