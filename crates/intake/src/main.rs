//! `intake`

use std::process::ExitCode;

use clap::Parser as _;

/// Wipes what is freed: a sender's words pass through buffers of libraries, too.
#[cfg(not(feature = "unwiped"))]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let cli = intake::cli::Cli::parse();
    // Whatever a library makes is this user's alone, and looks like what we make ourselves.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    console::run(|| cli.run())
}
