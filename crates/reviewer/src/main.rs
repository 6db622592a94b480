//! `reviewer`

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = reviewer::cli::Cli::parse();
    console::run(|| cli.run())
}
