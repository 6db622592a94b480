//! The commands of `courier`.

use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};
use console::{Failure, ManualArgs, line, note};
use envelope::Clock as _;
use envelope::questionnaire::Questionnaire;
use time::UtcOffset;

use crate::carrying::{deliver, fetch, identity, verify, watch};
use crate::client::{Server, Way};
use crate::home::{Home, HomeArgs};
use crate::lead::dates::Order;
use crate::lead::template;
use crate::pinned::{LineArgs, Pinned};
use crate::probing::{self, Probing};
use crate::sending::{self, Sending};

const DAY: &str = "\
A journalist:  template, fill the file in, send. The same command again resumes the sending.
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
        #[arg(long, value_name = "URL", required_unless_present = "seal_only", conflicts_with = "seal_only")]
        site: Option<String>,
        /// Connect through this proxy, such as Tor's: socks5h://127.0.0.1:9050
        #[arg(long, value_name = "socks5h://HOST:PORT", conflicts_with = "seal_only")]
        proxy: Option<String>,
        /// Trust this certificate alone (PEM), for a server with a self-signed one
        #[arg(long, value_name = "FILE", conflicts_with = "seal_only")]
        certificate: Option<PathBuf>,
        #[command(flatten)]
        line: LineArgs,
        /// The lead (TOML), or a table of them (CSV)
        #[arg(long, value_name = "FILE")]
        lead: PathBuf,
        /// Order of day and month in dates such as 05/12/2026: day-first or month-first; without it, courier stops and asks
        #[arg(long, value_name = "ORDER", hide_possible_values = true)]
        dates: Option<Order>,
        /// A file that goes with it, or a folder of them; may be given several times
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
        /// Discard an unfinished sending, and send everything again
        #[arg(long, conflicts_with = "seal_only")]
        anew: bool,
        /// Write the sealed tip to a folder instead of sending it: it can go to the reviewers in any other way
        #[arg(long, requires = "to")]
        seal_only: bool,
        /// The folder for --seal-only
        #[arg(long, value_name = "DIR", requires = "seal_only")]
        to: Option<PathBuf>,
    },
    /// Write an empty lead with every question, or the first row of a table of leads
    Template {
        /// The file to write, such as lead.toml or leads.csv
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Make a carrier's key, and the card that the reviewers sign
    Init {
        /// The reviewers' label for this carrier, not a person's name: letters, digits and dashes
        #[arg(long, value_name = "LABEL", value_parser = label, required_unless_present = "renew")]
        name: Option<String>,
        /// Make a new certificate for the existing key, when the old one expires
        #[arg(long, conflicts_with = "name")]
        renew: bool,
    },
    /// Fetch what waits at the server to a folder, such as one on a stick; the last line is the bundle's path
    Fetch {
        #[command(flatten)]
        way: Way,
        #[command(flatten)]
        line: LineArgs,
        /// The folder to write to
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// The words that the operator reads out; needed once, if the roster does not name the line's bundle key yet
        #[arg(long, value_name = "WORDS")]
        fingerprint: Option<String>,
    },
    /// Bring a dispatch from the reviewers to the server
    Deliver {
        #[command(flatten)]
        way: Way,
        #[command(flatten)]
        line: LineArgs,
        /// The dispatch
        dispatch: PathBuf,
    },
    /// Tell what a bundle or a dispatch is, and check its signature
    Verify {
        #[command(flatten)]
        line: LineArgs,
        /// The words that the operator reads out; needed once, if the roster does not name the line's bundle key yet
        #[arg(long, value_name = "WORDS")]
        fingerprint: Option<String>,
        /// A bundle or a dispatch
        file: PathBuf,
    },
    /// Send the tips that a desk made up, each at its hour: the desk then notices a server that drops tips
    Probe {
        #[command(flatten)]
        way: Way,
        #[command(flatten)]
        line: LineArgs,
        /// The desk's plan
        #[arg(long, value_name = "FILE")]
        plan: PathBuf,
        /// Send what is due now, then end; without it, courier runs until the last one is sent
        #[arg(long)]
        once: bool,
        /// Fill in forms faster than a person could: for trials only, since a server could tell
        #[arg(long)]
        hurry: bool,
    },
    /// Write man pages and shell completions
    Manual(ManualArgs),
    /// Ask at fixed hours whether something waits at the server, and tell each time
    #[command(group = clap::ArgGroup::new("when").required(true).multiple(true))]
    Watch {
        #[command(flatten)]
        way: Way,
        /// A time of day at which to ask, by this machine's clock: 07:30; may be given several times
        #[arg(long, value_name = "HH:MM", group = "when")]
        at: Vec<watch::At>,
        /// Ask now, once, and end
        #[arg(long, group = "when", conflicts_with = "at")]
        once: bool,
        /// Tell by a desktop notification
        #[arg(long, conflicts_with = "run")]
        notice: bool,
        /// Tell by running this program, with THROUGHLINE_WAITS set to yes, no or unknown
        #[arg(long, value_name = "PROGRAM")]
        run: Option<String>,
    },
}

fn label(text: &str) -> Result<String, &'static str> {
    envelope::access::is_label(text).then(|| text.to_owned()).ok_or("use up to 32 letters, digits and dashes")
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// When the command fails. If the error is a [`Failure`], it also says what to do next.
    pub fn run(self) -> anyhow::Result<()> {
        // The local offset is read before any thread starts. With several threads, reading it is not safe.
        let offset = UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let stopped = self.command.stopped();
        runtime.block_on(async {
            // Ctrl+C is watched in a task of its own, because sealing and hashing never yield. Exiting is safe at any
            // moment: a later run can continue from the files on the disk.
            tokio::spawn(async move {
                if tokio::signal::ctrl_c().await.is_ok() {
                    note(stopped.map_or("", |_| "\nerror: stopped"));
                    note(&format!("next: {}", stopped.unwrap_or("nothing; it can be started again")));
                    std::process::exit(i32::from(stopped.is_some()));
                }
            });
            self.command.run(&self.home, offset).await
        })
    }
}

impl Command {
    /// Returns the next step to print after Ctrl+C; `None` for a command that leaves nothing half-done.
    fn stopped(&self) -> Option<&'static str> {
        match self {
            Self::Watch { .. } => None,
            Self::Send { seal_only: true, .. } => {
                Some("what was printed is sealed; the same command would seal it a second time")
            }
            _ => Some("run the same command again: it goes on where it was"),
        }
    }

    async fn run(self, home: &HomeArgs, offset: UtcOffset) -> anyhow::Result<()> {
        let clock = console::SystemClock;
        let mut rng = console::system_rng();
        match self {
            Self::Send { site, proxy, certificate, line, lead, dates, attach, anew, seal_only: _, to } => {
                let home = home.open()?;
                let sending = Sending { line: &line, lead: &lead, attach: &attach, anew, dates };
                match (to, site) {
                    (Some(to), _) => sending::seal_only(&home, &sending, &to, &clock, &mut rng)?,
                    (None, Some(site)) => {
                        let server = Server::new(&Way { site, proxy, certificate }, None)?;
                        sending::send(&home, &server, &sending, &clock, &mut rng).await?;
                    }
                    (None, None) => return Err(Failure::usage("--site is missing").next("name the server").into()),
                }
            }
            Self::Template { to } => {
                let known = Pinned::all(&home.open()?)?;
                let facts = match known.as_slice() {
                    [only] => only.kept_facts(),
                    _ => None,
                };
                let structure = facts.map_or_else(|| sending::SHIPPED.to_owned(), |facts| facts.structure);
                let questionnaire = Questionnaire::parse(&structure)?;
                let table = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
                let text = if table { template::many(&questionnaire) } else { template::one(&questionnaire) };
                console::publish_new(&to, 0o600, text.as_bytes())
                    .map_err(|error| Failure::file("write", &to, &error))?;
                line(&to.display().to_string());
            }
            Self::Manual(ManualArgs { to }) => {
                console::manual(&Cli::command(), &to)?;
                line(&to.display().to_string());
            }
            Self::Init { name: None, .. } => {
                identity::renew(&home.open()?, &clock)?;
                line("the certificate is new, and the key the same: the reviewers need to change nothing");
            }
            Self::Init { name: Some(name), .. } => {
                let made = identity::init(&home.open()?, &name, &clock)?;
                line(&format!("fingerprint  {}", made.fingerprint));
                line(&made.card.display().to_string());
                note("next: give that file to the reviewers, and read the fingerprint out to them by another way");
            }
            Self::Fetch { way, line: of, to, fingerprint } => {
                fetch::folder(&to)?;
                let (home, today) = (home.open()?, clock.today());
                let pinned = Pinned::establish(&home, &of, today)?;
                let (server, pinned) = carriers(&home, &way, pinned).await?;
                let paths = fetch::fetch(&server, &pinned, &to, fingerprint.as_deref()).await?;
                paths.iter().for_each(|path| line(&path.display().to_string()));
            }
            Self::Deliver { way, line: of, dispatch } => {
                verify::is_dispatch(&dispatch)?;
                let (home, today) = (home.open()?, clock.today());
                let pinned = Pinned::establish(&home, &of, today)?;
                let (server, pinned) = carriers(&home, &way, pinned).await?;
                deliver::deliver(&home, &server, &pinned, &dispatch, today).await?;
            }
            Self::Verify { line: of, fingerprint, file } => {
                let (home, today) = (home.open()?, clock.today());
                let pinned = Pinned::establish(&home, &of, today)?;
                let checked = verify::verify(&file, &pinned, fingerprint.as_deref(), today)?;
                checked.lines.iter().for_each(|text| line(text));
            }
            Self::Probe { way, line: of, plan, once, hurry } => {
                let probing = Probing { plan: &plan, way: &way, line: &of, once, hurry };
                let list = probing::probe(&home.open()?, &probing, &clock, &mut rng).await?;
                line(&list.display().to_string());
                note(
                    "next: give that list to the reviewers now and then: `reviewer probe --sent` tells dropped probes from those that were not sent",
                );
            }
            Self::Watch { way, at, once, notice, run } => {
                let server = Server::new(&way, Some(&identity::load(&home.open()?)?))?;
                let tell = match run {
                    Some(program) => watch::Tell::Run(program),
                    None if notice => watch::Tell::Notice,
                    None => watch::Tell::Line,
                };
                if once {
                    watch::once(&server, &tell).await?;
                } else {
                    watch::watch(&server, &at, offset, &tell, &clock).await?;
                }
            }
        }
        Ok(())
    }
}

/// Returns the server's listener for carriers, reached with the carrier's certificate, and the line with the newest
/// roster of that server.
async fn carriers(home: &Home, way: &Way, mut pinned: Pinned) -> anyhow::Result<(Server, Pinned)> {
    let server = Server::new(way, Some(&identity::load(home)?))?;
    sending::refreshed(&mut pinned, &server).await?;
    Ok((server, pinned))
}
