//! Limits that protect the line without silencing it.
//!
//! | file | contents |
//! |---|---|
//! | [`origin`] | the origin of a request: a Tor circuit or a network prefix, under a key that changes every hour |
//! | [`rate`] | acts per minute, per origin and in total; waits grow under load, and senders who have waited go first |
//! | [`ticket`] | the proof that a sender has waited |
//! | [`places`] | connections, and forms in progress, at once |
//!
//! No state outlives the process, and every table has a bound. A limited sender gets the page back with all typed text,
//! a wait that counts down, and a ticket that gives priority once the wait is over.

pub mod origin;
pub mod places;
pub mod rate;
pub mod ticket;

pub use origin::{Origin, Origins};
pub use places::{ConnectionSlot, Places};
pub use rate::{Grounds, Limit, Quotas};
pub use ticket::{Shown, Tickets};
