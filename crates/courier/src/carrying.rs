//! A carrier's work: bundles from the server, dispatches to it.
//!
//! The files are sealed and signed by others. This module checks them with public keys alone: a bundle before it gets
//! its final name, a dispatch before it is sent. It trusts nobody who had the file before.
//!
//! | file | contents |
//! |---|---|
//! | [`identity`] | the carrier's key and certificate, by which the server admits the carrier |
//! | [`fetch`] | downloads a bundle, resumes after a break, checks it and syncs it to the disk |
//! | [`deliver`] | uploads a dispatch and has it applied |
//! | [`verify`] | recognises a bundle or a dispatch, and checks its signature |
//! | [`watch`] | asks the server at fixed hours whether a bundle waits |

pub mod deliver;
pub mod fetch;
pub mod identity;
pub mod verify;
pub mod watch;
