//! Limits that protect the line without silencing it.
//!
//! | file | what |
//! |---|---|
//! | [`origin`] | who asks, as far as limits need to tell: a Tor circuit, or a network prefix, under a key that changes every hour |
//! | [`rate`] | acts a minute: per origin and in total; when it is tight, waiting grows, and who has waited goes first |
//! | [`ticket`] | what shows that somebody has waited |
//! | [`places`] | forms on their way at once, since each holds memory |
//!
//! Nothing here outlives the process, and every table has a bound. Whoever is limited gets the page back with everything typed, a wait that counts
//! down, and a ticket that goes first once the wait is over.

pub mod origin;
pub mod places;
pub mod rate;
pub mod ticket;

pub use origin::{Origin, Origins};
pub use places::{ConnectionSlot, Places};
pub use rate::{Grounds, Limit, Quotas};
pub use ticket::{Shown, Tickets};
