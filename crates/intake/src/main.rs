//! The `intake` binary.

use std::process::ExitCode;

use clap::Parser as _;

/// Wipes memory when it is freed, because a sender's words also pass through buffers of libraries.
#[cfg(not(feature = "unwiped"))]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let cli = intake::cli::Cli::parse();
    // Makes files that a library creates private to this user, like those that our own code creates.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    console::run(|| cli.run())
}
