//! What the server does, without HTTP and without SQL.
//!
//! | file | what |
//! |---|---|
//! | [`sealing`], [`filing`] | a form becomes a sealed, durable tip and a code |
//! | [`mailbox`] | what waits behind a code |
//! | [`session`] | what the mailbox page carries from one request to the next |
//! | [`leads`] | a lead that was sealed elsewhere becomes a tip |
//! | [`roster_watch`], [`access_watch`] | whom to seal to; who may carry |
//! | [`offer`] | bundles that wait for a carrier |
//! | [`export`], [`ingest`] | what leaves on a stick, and what comes back |
//! | [`initialise`], [`check`], [`status`] | an operator's commands |
//! | [`readiness`], [`findings`] | whether `serve` can start, and what an operator should do |
//! | [`sweep`] | erasures that are due, orphans, the nightly rewrite |

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
