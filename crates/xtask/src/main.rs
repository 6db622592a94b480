//! `cargo xtask …`: everything that a developer or a visitor types. Depends on none of the other crates.

mod edges;
mod machine;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use clap::Parser;

/// The commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Make a whole line under target/demo and start its server on this machine alone
    Demo {
        /// Walk the whole way without a person, then exit
        #[arg(long)]
        once: bool,
    },
    /// Install what the tests need, then run every test
    Test,
    /// Fail on an edge between crates, or a library, that design forbids
    Edges,
}

fn main() -> ExitCode {
    match Task::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

impl Task {
    fn run(self) -> Result<()> {
        match self {
            Self::Edges => edges::check(),
            Self::Demo { once } => {
                machine::install()?;
                step(&["build", "--workspace", "--bins", "--locked"])?;
                let folder = ["run", "--quiet", "--locked", "--package", "tests", "--bin", "walk", "--", "target/demo"];
                step(&[&folder[..], if once { &["--once"] } else { &[] }].concat())
            }
            Self::Test => {
                machine::install()?;
                step(&["fmt", "--all", "--check"])?;
                edges::check()?;
                step(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
                // The end-to-end tests start the programs themselves.
                step(&["build", "--workspace", "--bins", "--locked"])?;
                if machine::has("cargo-nextest") {
                    step(&["nextest", "run", "--workspace", "--locked"])
                } else {
                    step(&["test", "--workspace", "--locked"])
                }
            }
        }
    }
}

fn step(arguments: &[&str]) -> Result<()> {
    say(&format!("== cargo {}", arguments.join(" ")));
    match Command::new(env!("CARGO")).args(arguments).status()?.success() {
        true => Ok(()),
        false => bail!("cargo {} failed", arguments.join(" ")),
    }
}

#[expect(clippy::print_stderr, reason = "this is the one place where a task speaks")]
fn say(text: &str) {
    eprintln!("{text}");
}
