//! `intake`

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = intake::cli::Cli::parse();
    console::run(|| cli.run())
}
