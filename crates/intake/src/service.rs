//! The server's work, without HTTP and without SQL.
//!
//! | file | contents |
//! |---|---|
//! | [`sealing`], [`filing`] | turn a form into a sealed, durable tip and a code |
//! | [`mailbox`] | opens a mailbox by its code |
//! | [`session`] | encrypts the code that a mailbox page carries from one request to the next |
//! | [`leads`] | files a lead that was sealed elsewhere as a tip |
//! | [`roster_watch`], [`access_watch`] | reload the roster and the access list |
//! | [`offer`] | keeps the bundle that waits for a carrier |
//! | [`export`], [`ingest`] | write a bundle to a stick, and apply a dispatch |
//! | [`initialise`], [`check`], [`status`] | an operator's commands |
//! | [`readiness`], [`findings`] | whether `serve` can start, and what an operator should do |
//! | [`sweep`] | due erasures, orphans, the nightly rewrite |

pub mod access_watch;
pub mod check;
pub mod export;
pub mod filing;
pub mod findings;
pub mod ingest;
pub mod initialise;
pub mod leads;
pub mod mailbox;
pub mod offer;
pub mod readiness;
pub mod roster_watch;
pub mod sealing;
pub mod session;
pub mod status;
pub mod sweep;
