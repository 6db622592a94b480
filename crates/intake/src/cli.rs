//! The commands of `intake`, with their arguments and output.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};
use console::{Failure, ManualArgs, line, note};
use envelope::keys::{Root, VerifyingKey};

use crate::acme;
use crate::application;
use crate::sandbox;
use crate::service::findings::Severity;
use crate::service::{access_watch, check, export, ingest, initialise, status};
use crate::settings::Settings;
use crate::store::handover::Selection;

const DAY: &str = "\
A day of the line:  export onto the stick; when it comes back, ingest its dispatch; status now and then.
A new line:         init, check, serve; deploy/handbook has the whole way.
Exit codes:         0 done, 1 failed (the message says why, and what to do next), 2 the command was typed wrongly.";

/// Takes tips, seals them to the reviewers' keys and stores ciphertext only.
#[derive(Parser)]
#[command(name = "intake", version, after_help = DAY)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the server's folder: settings, keys, a self-signed certificate, an empty store
    Init {
        /// The folder to make; it must not exist, or be empty
        #[arg(long, value_name = "DIR")]
        dir: PathBuf,
        /// roster.json from the reviewers; roster.json.minisig lies next to it
        #[arg(long, value_name = "FILE")]
        roster: PathBuf,
        /// The root key, RW…, that `reviewer root` printed: it is pinned, so get it by another way than the roster
        #[arg(long, value_name = "RW…")]
        root_key: String,
        /// A name or address that the certificate is for; may be given several times
        #[arg(long = "host", value_name = "NAME", default_values_t = ["localhost".to_owned(), "127.0.0.1".to_owned()])]
        hosts: Vec<String>,
    },
    /// Report everything that is wrong, one line each; exit 1 if an operator should act
    Check {
        #[command(flatten)]
        config: Config,
        /// Exit 1 only if `intake serve` would not start
        #[arg(long)]
        may_serve: bool,
        /// Read every sealed tip and compare its digest, too
        #[arg(long)]
        deep: bool,
    },
    /// Open the line: take tips until SIGTERM, which lets uploads finish; prints `listening https://…` once it is ready
    Serve {
        #[command(flatten)]
        config: Config,
        /// Listen here instead of where the settings say; port 0 takes any that is free
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
    },
    /// Write what waits to a folder, such as a stick; the last line is the bundle's path
    Export {
        #[command(flatten)]
        config: Config,
        /// The folder to write to
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Only tips that no bundle up to this number listed
        #[arg(long, value_name = "N", conflicts_with = "all")]
        since: Option<u32>,
        /// Everything that is not erased, received or not
        #[arg(long)]
        all: bool,
    },
    /// Apply what a desk sent back: what it received, what may be erased, replies, withdrawals, a new roster
    Ingest {
        #[command(flatten)]
        config: Config,
        /// The dispatch
        dispatch: PathBuf,
        /// Let a held erasure of many tips go ahead
        #[arg(long)]
        confirm: bool,
    },
    /// Let carriers in until SIGTERM: those on the signed access.json fetch bundles and deliver dispatches
    Carry {
        #[command(flatten)]
        config: Config,
        /// Listen here instead of where the settings say; port 0 takes any that is free
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
    },
    /// Take a new list of carriers, access.json, signed by the holder of the root key
    Access {
        #[command(flatten)]
        config: Config,
        /// access.json; access.json.minisig lies next to it
        access: PathBuf,
    },
    /// Get a certificate from the ACME authority now; a running server uses it without a restart
    Renew {
        #[command(flatten)]
        config: Config,
    },
    /// Write man pages and shell completions
    Manual(ManualArgs),
    /// Show the state of the line
    Status {
        #[command(flatten)]
        config: Config,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
struct Config {
    /// The settings that `intake init` wrote
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Config {
    fn load(&self) -> Result<Settings, Failure> {
        let settings = Settings::load(&self.config)?;
        settings.own_store()?;
        Ok(settings)
    }

    /// When run as root, switches to the line's user before any thread begins, as `serve` does.
    fn become_user(&self) -> anyhow::Result<()> {
        Ok(sandbox::become_user(Settings::load(&self.config)?.user.as_deref())?)
    }
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// When the command fails. If the error is a [`Failure`], it also says what to do next.
    pub fn run(self) -> anyhow::Result<()> {
        match self.command {
            // Root may start these two. They switch to the line's user before they open the store.
            Command::Serve { config, listen } => application::serve(Settings::load(&config.config)?, listen),
            Command::Carry { config, listen } => application::carriers::carry(Settings::load(&config.config)?, listen),
            other => {
                if let Command::Check { config, .. } = &other {
                    config.become_user()?;
                }
                tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(2)
                    .enable_all()
                    .build()?
                    .block_on(other.run())
            }
        }
    }
}

impl Command {
    async fn run(self) -> anyhow::Result<()> {
        let clock = console::SystemClock;
        let mut rng = console::system_rng();
        match self {
            Self::Serve { .. } | Self::Carry { .. } => {}
            Self::Manual(ManualArgs { to }) => {
                console::manual(&Cli::command(), &to)?;
                line(&to.display().to_string());
            }
            Self::Access { config, access } => {
                let access = access_watch::install(&config.load()?, &access).await?;
                line(&format!("access: issue {}, {} carriers", access.body().issue, access.body().carriers.len()));
            }
            Self::Init { dir, roster, root_key, hosts } => {
                let root: VerifyingKey<Root> = root_key.parse().map_err(|_| {
                    Failure::usage("--root-key is not a minisign public key")
                        .next("it is the line in root.pub that begins with RW")
                })?;
                let fingerprint = initialise::initialise(&dir, &roster, &root, &hosts, &clock, &mut rng).await?;
                line(&format!("folder       {}", dir.display()));
                line(&format!("fingerprint  {fingerprint}"));
                note("next: tell the fingerprint to the reviewers, who are asked for it at the first bundle; then");
                note(&format!("      intake check --config {}", dir.join("intake.toml").display()));
            }
            Self::Check { config, may_serve, deep } => {
                let findings = check::check(&config.load()?, &clock, deep).await;
                findings.iter().for_each(|finding| line(&format!("{}: {finding}", finding.severity)));
                let worst = findings.iter().map(|finding| finding.severity).max();
                match worst {
                    Some(Severity::KeepsFromServing) => {
                        return Err(Failure::new("the server would not start")
                            .next("mend what stands above, then check again")
                            .into());
                    }
                    Some(Severity::OperatorShouldAct) if !may_serve => {
                        return Err(Failure::new("the server may serve, and an operator should act")
                            .next("mend what stands above, then check again")
                            .into());
                    }
                    _ => line("the server may serve"),
                }
            }
            Self::Renew { config } => {
                let settings = config.load()?;
                let authority = settings.authority().ok_or_else(|| {
                    Failure::new("no authority is named in the settings")
                        .next("name one in acme_directory, or put another certificate in the place of the present one")
                })?;
                let validity = acme::renew(&authority, settings.listen).await?;
                let until = validity.map_or_else(String::new, |validity| format!(" until {}", validity.last_day()));
                line(&format!("the authority gave a certificate{until}"));
            }
            Self::Export { config, to, since, all } => {
                let selection = match (all, since) {
                    (true, _) => Selection::All,
                    (false, Some(number)) => Selection::Since(number),
                    (false, None) => Selection::NotReceived,
                };
                let done =
                    export::export(&config.load()?, &to, selection, export::Onto::Stick, &clock, &mut rng).await?;
                note(&format!("bundle {}: {} tips in {} volumes", done.number, done.tips, done.files.len()));
                done.files.iter().for_each(|file| line(&file.display().to_string()));
                if !done.damaged.is_empty() {
                    let ids: Vec<String> = done.damaged.iter().map(ToString::to_string).collect();
                    return Err(Failure::new(format!(
                        "{} tips are damaged in the store, and the bundle goes without them: {}",
                        ids.len(),
                        ids.join(", ")
                    ))
                    .next("carry the bundle as it is; then look at the disk, and restore a backup")
                    .into());
                }
            }
            Self::Ingest { config, dispatch, confirm } => {
                report(&ingest::ingest(&config.load()?, &dispatch, confirm, &clock).await?);
            }
            Self::Status { config, json } => {
                let status = status::status(&config.load()?).await?;
                if json {
                    console::json(&status);
                } else {
                    status.lines().iter().for_each(|text| line(text));
                }
            }
        }
        Ok(())
    }
}

fn report(done: &ingest::Ingested) {
    done.lines().iter().for_each(|text| line(text));
    if done.held {
        note("next: ask the reviewers whether they mean it, then ingest the same dispatch with --confirm");
    }
}
