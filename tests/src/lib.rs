//! The whole line on this machine: real programs, real files, a client that sends what a browser sends.
//!
//! [`Line`] makes keys, desk, roster and server folder with the commands that the README gives; [`Server`] is a running `intake serve`;
//! [`Browser`] fills its form; [`Site`] is a server alone, for tests that
//! need no desk. `src/bin/walk.rs` is what `cargo xtask demo` runs; the tests lie in `tests/`.

mod browser;
mod line;
mod site;

pub use browser::{Answer, Browser, File};
pub use line::{Line, Server, program};
pub use site::Site;
