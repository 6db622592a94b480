//! `cargo xtask …`: the commands of a developer or a visitor.
//!
//! The crate does not depend on any other crate of this workspace.

mod edges;
mod machine;

use std::fs::File;
use std::process::{Child, Command, ExitCode};

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
    /// Measure every figure that the handbook gives; takes minutes and 8 GB of disk
    Bench,
    /// Write a picture of every page in every language, on a phone and a desktop, light and dark, to target/shots; takes a quarter of an hour
    Shots,
    /// Build the handbook for a browser, in target/handbook; installs mdBook in target/tools
    Handbook,
    /// Fail on a dependency between crates, or on a library, that the design forbids
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
        // Commands may be typed in any folder of the repository, so the working folder is changed to its root.
        std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))?;
        match self {
            Self::Handbook => {
                let mdbook = "target/tools/bin/mdbook";
                if !std::path::Path::new(mdbook).is_file() {
                    // Without its server, which compiles for minutes.
                    step(&[
                        "install",
                        "mdbook",
                        "--version",
                        "0.5.4",
                        "--locked",
                        "--no-default-features",
                        "--features",
                        "search",
                        "--root",
                        "target/tools",
                    ])?;
                }
                run(Command::new(mdbook), "mdbook", &["build", "deploy/handbook"])?;
                say("open target/handbook/index.html");
                Ok(())
            }
            Self::Edges => edges::check(),
            Self::Demo { once } => {
                machine::install_for_demo()?;
                // All programs are built together: `cargo run --package tests` would select other features, and compile
                // many libraries again.
                let programs = ["intake", "reviewer", "courier", "walk"].map(|name| ["--bin", name]).concat();
                let packages = ["intake", "reviewer", "courier", "tests"].map(|name| ["--package", name]).concat();
                step(&[&["build", "--locked"], &packages[..], &programs[..]].concat())?;
                let walk = ["target/demo", "--once"];
                let program = std::env::current_exe()?.with_file_name("walk");
                run(Command::new(program), "walk", if once { &walk } else { &walk[..1] })
            }
            Self::Test => {
                machine::install_for_tests()?;
                step(&["fmt", "--all", "--check"])?;
                edges::check()?;
                step(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
                // The end-to-end tests start the programs, so these have to be built. Tests and programs are built
                // together, so that each library is compiled once.
                step(&["build", "--workspace", "--all-targets", "--locked"])?;
                npm("debug", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
                // The browser tests and the other tests run at the same time, since each spends much of its time
                // waiting.
                let browsers = Background::begin(npm_command("debug"), "npm", &["test"], "target/browsers.log")?;
                let tests = if machine::has("cargo-nextest") {
                    // nextest does not run the examples in the documentation.
                    step(&["nextest", "run", "--workspace", "--locked"])
                        .and_then(|()| step(&["test", "--workspace", "--doc", "--locked"]))
                } else {
                    step(&["test", "--workspace", "--locked"])
                };
                let documented = documentation();
                browsers.end().and(tests).and(documented)
            }
            Self::Shots => {
                machine::install_for_tests()?;
                step(&["build", "--workspace", "--bins", "--locked"])?;
                npm("debug", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
                npm("debug", &["run", "--silent", "shots"])
            }
            Self::Bench => {
                machine::install_for_tests()?;
                machine::install_for_bench()?;
                // The cost of wiping is measured against a server that does not wipe.
                step(&["build", "--release", "--locked", "--package", "intake", "--features", "unwiped"])?;
                std::fs::copy("target/release/intake", "target/release/intake-unwiped")?;
                // Each package is built on its own. If they were built together, intake would get the features of the
                // desk's database too.
                for package in ["intake", "reviewer", "courier"] {
                    step(&["build", "--release", "--locked", "--package", package])?;
                }
                step(&["build", "--release", "--locked", "--package", "tests", "--bins"])?;
                step(&["run", "--release", "--quiet", "--locked", "--package", "tests", "--bin", "bench"])?;
                // Sending a large lead all the way through Tor takes minutes.
                let mut tor = Command::new(env!("CARGO"));
                tor.env("TOR_LEAD_MB", "300");
                let test =
                    ["test", "--release", "--locked", "--package", "tests", "--test", "tor", "--", "--nocapture"];
                run(tor, "TOR_LEAD_MB=300 cargo", &test)?;
                npm("release", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
                npm("release", &["run", "--silent", "weigh"])?;
                npm("release", &["run", "--silent", "classify", "--", "400"])?;
                npm("release", &["run", "--silent", "classify", "--", "100", "--scripts"])
            }
        }
    }
}

fn step(arguments: &[&str]) -> Result<()> {
    run(Command::new(env!("CARGO")), "cargo", arguments)
}

/// Builds the documentation of every crate, where a warning is an error.
fn documentation() -> Result<()> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    run(cargo, "cargo", &["doc", "--workspace", "--no-deps", "--locked"])
}

fn npm(profile: &str, arguments: &[&str]) -> Result<()> {
    run(npm_command(profile), "npm", arguments)
}

fn npm_command(profile: &str) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir("tests/browser").env("LINE_PROFILE", profile);
    npm
}

/// A step that runs at the same time as other steps. Its output goes to a file, and is printed when the step ends.
struct Background {
    child: Child,
    name: String,
    log: &'static str,
}

impl Background {
    fn begin(mut command: Command, program: &str, arguments: &[&str], log: &'static str) -> Result<Self> {
        let name = format!("{program} {}", arguments.join(" "));
        say(&format!("== {name}, which writes to {log}"));
        let file = File::create(log)?;
        let child = command.args(arguments).stdout(file.try_clone()?).stderr(file).spawn()?;
        Ok(Self { child, name, log })
    }

    /// Waits for the step to end, and prints its output.
    fn end(mut self) -> Result<()> {
        let status = self.child.wait()?;
        say(&format!("== {}", self.name));
        say(&std::fs::read_to_string(self.log)?);
        if status.success() { Ok(()) } else { bail!("{} failed", self.name) }
    }
}

fn run(mut command: Command, name: &str, arguments: &[&str]) -> Result<()> {
    say(&format!("== {name} {}", arguments.join(" ")));
    match command.args(arguments).status()?.success() {
        true => Ok(()),
        false => bail!("{name} {} failed", arguments.join(" ")),
    }
}

#[expect(clippy::print_stderr, reason = "this is the one place where a task speaks")]
fn say(text: &str) {
    eprintln!("{text}");
}
