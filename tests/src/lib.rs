//! The whole line on this machine, for tests: real programs, real files.
//!
//! The clients here send the same requests as a browser.
//!
//! - [`Line`] makes keys, desk, roster and server folder with the commands of the handbook.
//! - [`Server`] is a running `intake serve`.
//! - [`Courier`] is the `courier` of a journalist or a carrier; [`BadLine`] is a connection that breaks off.
//! - [`TorNetwork`] is a private Tor network with an onion service.
//! - [`Browser`] fills in the form.
//! - [`Site`] is a server alone, for tests that need no desk; [`Authority`] gives it a certificate.
//! - [`Workbench`] is a running `reviewer open`.
//! - [`Typist`] follows the handbook, box by box.
//! - [`levels`] counts the levels of tips that the lists of signals have not seen.
//!
//! `cargo xtask demo` runs `src/bin/walk`. The tests lie in `tests/`.

mod authority;
mod bad_line;
mod browser;
pub mod canary;
mod courier;
mod handbook;
pub mod levels;
mod line;
mod site;
mod stolen;
pub mod thief;
pub mod tips;
mod tor;
mod wording;
mod workbench;

pub use authority::Authority;
pub use bad_line::BadLine;
pub use browser::{Answer, Browser, File};
pub use courier::Courier;
pub use handbook::Typist;
pub use line::{Line, Server, program};
pub use site::Site;
pub use stolen::stolen;
pub use tor::TorNetwork;
pub use wording::wording;
pub use workbench::{Visitor, Workbench};
