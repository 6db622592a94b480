//! A carrier's way: bundles from the server to a stick, dispatches back to it. What is carried is sealed and signed by others; this checks it with
//! public keys alone, before it gets a name, and trusts nobody in between.
//!
//! | file | what |
//! |---|---|
//! | [`identity`] | the carrier's key and certificate, by which the server lets them in |
//! | [`fetch`] | a bundle, from where it broke off, checked, brought to the disk |
//! | [`deliver`] | a dispatch |
//! | [`verify`] | what a file is, and whose |
//! | [`watch`] | asks at fixed hours whether something waits |

pub mod deliver;
pub mod fetch;
pub mod identity;
pub mod verify;
pub mod watch;
