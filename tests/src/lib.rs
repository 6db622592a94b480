//! The whole line on this machine: real programs, real files, a client that sends what a browser sends.
//!
//! [`Line`] makes keys, desk, roster and server folder with the commands that the README gives; [`Server`] is a running `intake serve`;
//! [`Courier`] is a journalist's or a carrier's `courier`, [`BadLine`] a way that breaks off;
//! [`TorNetwork`] is a private Tor network with an onion service; [`Browser`] fills its form; [`Site`] is a server alone, for tests that
//! need no desk; [`Authority`] gives it a certificate; [`Workbench`] is a running `reviewer open`; [`levels`] is what comes out of tips that the lists of signals have not seen. `src/bin/walk` is what `cargo xtask demo` runs; the tests lie in `tests/`.

mod authority;
mod bad_line;
mod browser;
pub mod canary;
mod courier;
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
pub use line::{Line, Server, program};
pub use site::Site;
pub use stolen::stolen;
pub use tor::TorNetwork;
pub use wording::wording;
pub use workbench::{Visitor, Workbench};
