//! The `reviewer` binary.

use std::process::ExitCode;

use clap::Parser as _;

/// Overwrites memory when it is freed, because tips and keys also pass through the buffers of libraries.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let cli = reviewer::cli::Cli::parse();
    console::run(|| cli.run())
}
