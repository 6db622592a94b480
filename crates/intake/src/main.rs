//! `intake`

use std::process::ExitCode;

use clap::Parser as _;

/// Wipes what is freed: a sender's words pass through buffers of libraries, too.
#[cfg(not(feature = "unwiped"))]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let cli = intake::cli::Cli::parse();
    console::run(|| cli.run())
}
