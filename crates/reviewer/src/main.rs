//! `reviewer`

use std::process::ExitCode;

use clap::Parser as _;

/// Wipes what is freed: tips and keys pass through buffers of libraries, too.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let cli = reviewer::cli::Cli::parse();
    console::run(|| cli.run())
}
