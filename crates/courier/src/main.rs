//! The `courier` binary.

use std::process::ExitCode;

use clap::Parser as _;

/// Overwrites memory when it is freed, because leads also pass through buffers that libraries own.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let cli = courier::cli::Cli::parse();
    console::run(|| cli.run())
}
