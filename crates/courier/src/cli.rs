//! The commands of `courier`.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use console::{Failure, note};

use crate::client::{Server, Way};
use crate::home::HomeArgs;
use crate::pinned::LineArgs;
use crate::sending::{self, Sending};

const DAY: &str = "\
A journalist:  template, fill the file in, send. The same command again goes on where it broke off.
A carrier:     init once; then fetch, carry the stick to the reviewers, carry theirs back, deliver.
Exit codes:    0 done, 1 failed (the message says why, and what to do next), 2 the command was typed wrongly.";

/// Seals leads on this machine and sends them; carries sealed files between server and reviewers
#[derive(Parser)]
#[command(name = "courier", version, after_help = DAY)]
pub struct Cli {
    #[command(flatten)]
    home: HomeArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Seal a lead, or a table of leads, on this machine and send it; the last line is the code
    Send {
        /// The server: https://tips.example.org, or http://….onion
        #[arg(long, value_name = "URL", required_unless_present = "seal_only")]
        site: Option<String>,
        /// Go through this proxy, as Tor's: socks5h://127.0.0.1:9050
        #[arg(long, value_name = "socks5h://HOST:PORT", conflicts_with = "seal_only")]
        proxy: Option<String>,
        /// Trust this certificate alone (PEM): for a server that certified itself
        #[arg(long, value_name = "FILE", conflicts_with = "seal_only")]
        certificate: Option<PathBuf>,
        #[command(flatten)]
        line: LineArgs,
        /// The lead (TOML), or a table of them (CSV)
        #[arg(long, value_name = "FILE")]
        lead: PathBuf,
        /// A file that goes with it, or a folder of them; may be given several times
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
        /// Throw away what was begun of it, and send all of it anew
        #[arg(long)]
        anew: bool,
        /// Write the sealed tip to a folder instead of sending it: it can go to the reviewers in any other way
        #[arg(long, requires = "to")]
        seal_only: bool,
        /// The folder for --seal-only
        #[arg(long, value_name = "DIR", requires = "seal_only")]
        to: Option<PathBuf>,
    },
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            tokio::select! {
                done = self.command.run(&self.home) => done,
                Ok(()) = tokio::signal::ctrl_c() => {
                    note("");
                    Err(Failure::new("stopped").next("run the same command again: it goes on where it was").into())
                }
            }
        })
    }
}

impl Command {
    async fn run(self, home: &HomeArgs) -> anyhow::Result<()> {
        let clock = console::SystemClock;
        let mut rng = console::system_rng();
        match self {
            Self::Send { site, proxy, certificate, line, lead, attach, anew, seal_only: _, to } => {
                let home = home.open()?;
                let sending = Sending { line: &line, lead: &lead, attach: &attach, anew };
                match (to, site) {
                    (Some(to), _) => sending::seal_only(&home, &sending, &to, &clock, &mut rng)?,
                    (None, Some(site)) => {
                        let server = Server::new(&Way { site, proxy, certificate }, None)?;
                        sending::send(&home, &server, &sending, &clock, &mut rng).await?;
                    }
                    (None, None) => return Err(Failure::usage("--site is missing").next("name the server").into()),
                }
            }
        }
        Ok(())
    }
}
