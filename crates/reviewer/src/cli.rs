//! The commands of `reviewer`.

mod print;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{CommandFactory as _, Parser, Subcommand};
use console::{Failure, ManualArgs, Passphrase, PassphraseArgs, line, note};
use envelope::keys::Recipient;

use self::print::{imported, list, show, verified};
use crate::casedb;
use crate::query;
use crate::service::desk::Desk;
use crate::service::{access, backup, colleague, dispatch, import, probe, reply, restore, roster, verify, work};
use crate::workbench;

const DAY: &str = "\
With a browser:     open, which has all of this and more: a queue, a map, search, two reviewers' decisions.
A day at the desk:  import the bundle from the stick, list, show, triage, note and reply; then backup, then dispatch onto the stick.
A new line:         root, init, roster; README.md has the whole way.
Exit codes:         0 done, 1 failed (the message says why, and what to do next), 2 the command was typed wrongly.";

const OPEN: &str = "\
It listens on this laptop's loopback network alone, opens once, and locks by Ctrl+L. Close the browser, or press Ctrl+C here, to end it.";

const COLUMNS: &str = "\
A line: * (nobody has looked at it yet), id, level (L0 is the most urgent), score, day it came, language, files, status.";

/// The desk: opens tips on a laptop that is never online
#[derive(Parser)]
#[command(name = "reviewer", version, after_help = DAY)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Args)]
struct At {
    /// The desk's folder, which `reviewer init` made
    #[arg(long, value_name = "DIR")]
    desk: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Make the root key pair, which signs rosters: then lock it away
    Root {
        /// Where root.key (encrypted) and root.pub go
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArgs,
    },
    /// Make a new desk; without --passphrase-file it proposes seven words
    Init {
        /// The folder to make
        #[arg(long, value_name = "DIR")]
        desk: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArgs,
        /// What this desk is called on the roster; it is public, so no person's name
        #[arg(long, value_name = "LABEL")]
        name: String,
    },
    /// Sign who may read tips, and write it for the server
    Roster {
        #[command(flatten)]
        at: At,
        /// root.key, from the safe
        #[arg(long, value_name = "FILE")]
        root: PathBuf,
        /// File whose first line is the root key's passphrase (chmod 600)
        #[arg(long, value_name = "FILE")]
        root_passphrase_file: Option<PathBuf>,
        /// The line's name, which the pages show
        #[arg(long, value_name = "NAME")]
        site: String,
        /// Another desk's card; give its --fingerprint too, in the same order
        #[arg(long = "card", value_name = "FILE")]
        cards: Vec<PathBuf>,
        /// The words that the card's owner reads out
        #[arg(long = "fingerprint", value_name = "WORDS")]
        fingerprints: Vec<String>,
        /// An age key whose private half lies on paper in a safe; it opens everything sealed while it is listed
        #[arg(long, value_name = "age1…")]
        recovery: Vec<String>,
        /// A folder to make, such as one on the stick; roster.json, its signature and root.pub go there
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Sign who may fetch bundles and deliver dispatches, and write it for the server's operator
    Access {
        #[command(flatten)]
        at: At,
        /// root.key, from the safe
        #[arg(long, value_name = "FILE")]
        root: PathBuf,
        /// File whose first line is the root key's passphrase (chmod 600)
        #[arg(long, value_name = "FILE")]
        root_passphrase_file: Option<PathBuf>,
        /// A carrier's card, which `courier init` wrote; give its --fingerprint too, in the same order
        #[arg(long = "carrier", value_name = "FILE")]
        cards: Vec<PathBuf>,
        /// The words that the carrier reads out
        #[arg(long = "fingerprint", value_name = "WORDS")]
        fingerprints: Vec<String>,
        /// Let this carrier in no more: they left, or their laptop was stolen
        #[arg(long, value_name = "LABEL")]
        withdraw: Vec<String>,
        /// A folder to make, such as one on the stick; access.json and its signature go there
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Say whether the tips arrived that this desk made up; with --plan, make some up
    Probe {
        #[command(flatten)]
        at: At,
        /// Make up so many, and write the plan for whoever runs `courier probe`
        #[arg(long, value_name = "N", requires = "to")]
        plan: Option<u32>,
        /// Over so many days, from tomorrow on
        #[arg(long, value_name = "N", default_value_t = 30, requires = "plan")]
        days: u32,
        /// The folder for the plan, such as one on the stick
        #[arg(long, value_name = "DIR", requires = "plan")]
        to: Option<PathBuf>,
        /// Another desk's plan: its probes are no cases here either
        #[arg(long, value_name = "FILE", conflicts_with = "plan")]
        learn: Option<PathBuf>,
        /// The list of what was sent, which `courier probe` keeps
        #[arg(long, value_name = "FILE", conflicts_with_all = ["plan", "learn"])]
        sent: Option<PathBuf>,
    },
    /// Check a bundle and take its tips
    Import {
        #[command(flatten)]
        at: At,
        /// The words that the operator reads out; asked for at a line's first bundle
        #[arg(long, value_name = "WORDS")]
        fingerprint: Option<String>,
        /// The server was restored from a backup, and its operator said so
        #[arg(long)]
        accept_epoch: bool,
        /// Open with the recovery key's private half too: for a desk that was restored
        #[arg(long, value_name = "FILE")]
        recovery_key: Option<PathBuf>,
        /// Bundles, bare sealed tips, or another desk's dispatches: what it has may be erased at the server
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write man pages and shell completions
    Manual(ManualArgs),
    /// List all tips, the most urgent first
    #[command(after_help = COLUMNS)]
    List {
        #[command(flatten)]
        at: At,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Show one tip
    Show {
        #[command(flatten)]
        at: At,
        /// Its id, or the beginning of it
        id: String,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Find tips that hold a text, in any script, with or without accents
    #[command(after_help = COLUMNS)]
    Search {
        #[command(flatten)]
        at: At,
        /// What to look for
        text: String,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Write a tip's attachments to a folder, as they came; they may be hostile
    Extract {
        #[command(flatten)]
        at: At,
        /// Its id, or the beginning of it
        id: String,
        /// Where a folder named after the tip is made
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Set a tip's status or level; without options, mark it triaged
    Triage {
        #[command(flatten)]
        at: At,
        /// Its id, or the beginning of it
        id: String,
        /// received, triaged, awaiting sender, corroborated, consent recorded, referred, outcome, closed
        #[arg(long)]
        status: Option<String>,
        /// 0 (a life, a child, a deadline: decide within 24 hours), 1 (24 hours), 2 (72 hours) or 3 (7 days)
        #[arg(long, value_parser = clap::value_parser!(u8).range(0..=3))]
        level: Option<u8>,
        /// Why the level changes; needed with --level
        #[arg(long)]
        why: Option<String>,
    },
    /// Add a note to a tip
    Note {
        #[command(flatten)]
        at: At,
        /// Its id, or the beginning of it
        id: String,
        /// A file that holds the note, so that its words are in no shell's history
        #[arg(long, value_name = "FILE")]
        text_file: PathBuf,
    },
    /// Write to the sender of a tip; the next dispatch takes it to their mailbox
    Reply {
        #[command(flatten)]
        at: At,
        /// Its id, or the beginning of it
        id: String,
        /// A file that holds the reply, so that its words are in no shell's history
        #[arg(long, value_name = "FILE")]
        text_file: PathBuf,
        /// Reply although the sender says that somebody may see it
        #[arg(long)]
        confirm: bool,
    },
    /// Take a reply back: from the next dispatch, or out of the mailbox, where its sender may have read it
    Withdraw {
        #[command(flatten)]
        at: At,
        /// Its tip's id, or the beginning of it
        id: String,
        /// The reply's number, which `reviewer show` gives
        #[arg(long, value_name = "N")]
        reply: u32,
    },
    /// Copy the desk, encrypted, and verify the copy; what it holds may be erased at the server
    Backup {
        #[command(flatten)]
        at: At,
        /// A folder on another disk
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Check every page, the log with its signatures, its head in each dispatch, and every attachment; says what is lost
    Verify {
        #[command(flatten)]
        at: At,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Add a colleague: a signing key under a passphrase of their own, for what takes two reviewers
    Colleague {
        #[command(flatten)]
        at: At,
        /// What they are called at this desk; initials are enough
        #[arg(long, value_name = "LABEL")]
        name: String,
        /// File whose first line is the colleague's own passphrase (chmod 600); else it is asked for
        #[arg(long, value_name = "FILE")]
        colleague_passphrase_file: Option<PathBuf>,
    },
    /// Lower an L0, two reviewers together: this desk and a colleague both sign
    Lower {
        #[command(flatten)]
        at: At,
        /// Its id, or the beginning of it
        id: String,
        /// 1, 2 or 3
        #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3))]
        level: u8,
        /// Why it is less urgent
        #[arg(long)]
        why: String,
        /// The second reviewer
        #[arg(long, value_name = "LABEL")]
        colleague: String,
        /// File whose first line is the second reviewer's passphrase (chmod 600); else it is asked for
        #[arg(long, value_name = "FILE")]
        colleague_passphrase_file: Option<PathBuf>,
    },
    /// Work at the desk in this laptop's browser; where there is no desk yet, its first page makes one
    #[command(after_help = OPEN)]
    Open {
        /// The desk's folder
        #[arg(long, value_name = "DIR")]
        desk: PathBuf,
        /// File whose first line is the passphrase (chmod 600): opens at once; else the first page asks
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// Start no browser; print which file to open by hand
        #[arg(long)]
        no_browser: bool,
        /// Lock after so many minutes without a key or a click
        #[arg(long, value_name = "MINUTES", default_value = "10", value_parser = minutes)]
        lock_after: Duration,
    },
    /// Make a desk of a backup: with the recovery key, or with the passphrase that the desk had
    Restore {
        /// The folder that `reviewer backup` made
        #[arg(long, value_name = "DIR")]
        backup: PathBuf,
        /// The recovery key's private half, from the safe
        #[arg(long, value_name = "FILE")]
        recovery_key: Option<PathBuf>,
        /// Without a recovery key: file whose first line is the passphrase that the desk had (chmod 600); else it is asked for
        #[arg(long, value_name = "FILE", conflicts_with = "recovery_key")]
        backup_passphrase_file: Option<PathBuf>,
        /// The damaged desk, if its folder can still be read: its keys open tips that are sealed to them
        #[arg(long, value_name = "DIR")]
        old_desk: Option<PathBuf>,
        /// The folder to make
        #[arg(long, value_name = "DIR")]
        desk: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArgs,
    },
    /// Write what the server should know: what is received, what it may erase, replies, withdrawals, a new roster
    Dispatch {
        #[command(flatten)]
        at: At,
        /// The folder to write to, such as a stick
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
}

/// Minutes, and parts of them: between three seconds and four hours.
fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: f64 = text.parse().map_err(|_| "this is no number of minutes".to_owned())?;
    if (0.05..=240.0).contains(&minutes) {
        Ok(Duration::from_secs_f64(minutes * 60.0))
    } else {
        Err("from 0.05 to 240 minutes".to_owned())
    }
}

impl At {
    async fn open(&self) -> anyhow::Result<Desk> {
        let passphrase = self.passphrase.read("passphrase of the desk")?;
        Desk::open(&self.desk, &passphrase, &console::SystemClock).await
    }

    /// Opens the desk for one piece of work, and closes it whatever comes of that: a process that ends while its database is still being closed, in a
    /// thread of its own, can crash in OpenSSL's last step.
    async fn with<T>(&self, work: impl AsyncFnOnce(&mut Desk) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let mut desk = self.open().await?;
        let done = work(&mut desk).await;
        let closed = desk.close().await;
        let done = done?;
        closed?;
        Ok(done)
    }
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?
            .block_on(self.command.run())
            .map_err(casedb::advise)
    }
}

impl Command {
    async fn run(self) -> anyhow::Result<()> {
        let mut rng = console::system_rng();
        match self {
            Self::Root { to, passphrase } => {
                let key = roster::root(&to, &passphrase.read_new("passphrase of the root key")?)?;
                line(&format!("root key     {key}"));
                line(&format!("fingerprint  {}", key.fingerprint()));
                note(
                    "next: lock root.key away; the server's operator needs the root key, RW…, on another way than the roster",
                );
            }
            Self::Init { desk, passphrase, name } => {
                if passphrase.passphrase_file.is_none() {
                    note(&format!("a passphrase to write down: {}", *envelope::proposed_passphrase(&mut rng)));
                }
                let passphrase = passphrase.read_new("passphrase of the desk")?;
                let fingerprint = Desk::create(&desk, &name, &passphrase, &console::SystemClock, &mut rng).await?;
                line(&format!("card         {}", desk.join("card.json").display()));
                line(&format!("fingerprint  {fingerprint}"));
            }
            Self::Roster { at, root, root_passphrase_file, site, cards, fingerprints, recovery, to } => {
                if cards.len() != fingerprints.len() {
                    return Err(Failure::usage("each --card needs its --fingerprint, in the same order").into());
                }
                let recovery =
                    recovery.iter().map(|text| text.parse::<Recipient>()).collect::<Result<Vec<_>, _>>().map_err(
                        |_| {
                            Failure::usage("--recovery is not an age public key")
                                .next("it is the line that begins with age1")
                        },
                    )?;
                let root_passphrase = root_passphrase(root_passphrase_file)?;
                let cards: Vec<_> = cards.into_iter().zip(fingerprints).collect();
                let new = roster::NewRoster {
                    root: &root,
                    root_passphrase: &root_passphrase,
                    name: &site,
                    cards: &cards,
                    recovery: &recovery,
                    to: &to,
                };
                let roster = at.with(async |desk| roster::roster(desk, new, &mut rng).await).await?;
                line(&format!(
                    "roster  issue {} of {}, keys until {}",
                    roster.issue(),
                    roster.body().day,
                    roster.until()
                ));
                line(&to.join("roster.json").display().to_string());
            }
            Self::Manual(ManualArgs { to }) => {
                console::manual(&Cli::command(), &to)?;
                line(&to.display().to_string());
            }
            Self::Access { at, root, root_passphrase_file, cards, fingerprints, withdraw, to } => {
                if cards.len() != fingerprints.len() {
                    return Err(Failure::usage("each --carrier needs its --fingerprint, in the same order").into());
                }
                let root_passphrase = root_passphrase(root_passphrase_file)?;
                let cards: Vec<_> = cards.into_iter().zip(fingerprints).collect();
                let new = access::NewAccess {
                    root: &root,
                    root_passphrase: &root_passphrase,
                    cards: &cards,
                    withdrawn: &withdraw,
                    to: &to,
                };
                let signed = at.with(async |desk| access::access(desk, new).await).await?;
                let body = signed.body();
                line(&format!("access  issue {} of {}", body.issue, body.day));
                body.carriers.iter().for_each(|carrier| line(&format!("{}  until {}", carrier.label, carrier.until)));
                note("next: the operator runs `intake access` with it; until then nothing changes");
                line(&to.join("access.json").display().to_string());
            }
            Self::Probe { at, plan: Some(count), days, to: Some(to), .. } => {
                let new = probe::NewPlan { count, days, to: &to };
                let path = at.with(async |desk| probe::plan(desk, &new, &mut rng).await).await?;
                note(
                    "next: give the plan to whoever runs `courier probe`, and to nobody else; other desks of this line take it with --learn",
                );
                line(&path.display().to_string());
            }
            Self::Probe { at, learn: Some(file), .. } => {
                let new = at.with(async |desk| probe::learn(desk, &file).await).await?;
                line(&format!("{new} probes of another desk are known"));
            }
            Self::Probe { at, sent, .. } => {
                let all = at.with(async |desk| probe::report(desk, sent.as_deref()).await).await?;
                if all.is_empty() {
                    note("no probes are planned: `reviewer probe --plan 20 --to …` makes some");
                }
                all.iter().for_each(print::probed);
            }
            Self::Import { at, fingerprint, accept_epoch, recovery_key, files } => {
                let recovery = recovery_key.as_deref().map(restore::recovery_key).transpose()?;
                let ask = || console::ask("fingerprint that the operator reads out (`intake status` shows it there)");
                let trust = import::Trust {
                    fingerprint: fingerprint.as_deref(),
                    ask,
                    accept_epoch,
                    recovery: recovery.as_ref(),
                };
                at.with(async |desk| {
                    for file in files {
                        imported(&import::import(desk, &file, &trust).await?);
                    }
                    Ok(())
                })
                .await?;
            }
            Self::List { at, json } => {
                let all = at.with(async |desk| Ok(desk.db.list().await?)).await?;
                if all.is_empty() {
                    note("no tips yet: `reviewer import` takes a bundle");
                }
                list(&all, json);
            }
            Self::Search { at, text, json } => {
                let terms = query::parse(&text)
                    .map_err(|error| Failure::usage(error.to_string()).next("change what is looked for"))?;
                let search = async |desk: &mut Desk| {
                    let found = desk.db.search(&terms).await?;
                    desk.db.log(desk.today, "search", "").await?;
                    Ok(found)
                };
                let found = at.with(search).await?;
                if found.cases.is_empty() {
                    note("no tip holds this; try a part of the word, or another spelling");
                }
                if found.more {
                    note("there are more than these: add a word, or a field such as level:0");
                }
                let cases: Vec<_> = found.cases.into_iter().map(|found| found.case).collect();
                list(&cases, json);
            }
            Self::Show { at, id, json } => {
                let shown = at.with(async |desk| work::show(desk, &id).await).await?;
                if json { console::json(&shown) } else { show(&shown) }
            }
            Self::Extract { at, id, to } => {
                let paths = at.with(async |desk| work::extract(desk, &id, &to).await).await?;
                paths.iter().for_each(|path| line(&path.display().to_string()));
            }
            Self::Triage { at, id, status, level, why } => {
                let triage =
                    async |desk: &mut Desk| work::triage(desk, &id, status.as_deref(), level, why.as_deref()).await;
                list(&[at.with(triage).await?], false);
            }
            Self::Note { at, id, text_file } => {
                let text = std::fs::read_to_string(&text_file)
                    .map_err(|error| Failure::file("read the note", &text_file, &error))?;
                at.with(async |desk| work::note(desk, &id, &text).await).await?;
            }
            Self::Reply { at, id, text_file, confirm } => {
                let text = std::fs::read_to_string(&text_file)
                    .map_err(|error| Failure::file("read the reply", &text_file, &error))?;
                let number = at.with(async |desk| reply::reply(desk, &id, &text, confirm).await).await?;
                line(&format!("reply {number}  waits for the next dispatch"));
            }
            Self::Withdraw { at, id, reply } => {
                let collected = at.with(async |desk| reply::withdraw(desk, &id, reply).await).await?;
                line(&format!("reply {reply}  is taken back with the next dispatch"));
                if collected {
                    note("its sender, or whoever has the code, was shown it already");
                }
            }
            Self::Backup { at, to } => {
                let (desk, done) = backup::backup(at.open().await?, &to).await?;
                desk.close().await?;
                if done.same_disk {
                    note("warning: the backup lies on the desk's own disk, and would be lost with it");
                }
                line(&format!("verified  {} tips", done.tips));
                line(&done.folder.display().to_string());
            }
            Self::Verify { at, json } => {
                let passphrase = at.passphrase.read("passphrase of the desk")?;
                let mut desk = Desk::inspect(&at.desk, &passphrase, &console::SystemClock).await?;
                let done = verify::verify(&mut desk).await;
                let closed = desk.close().await;
                let done = done?;
                if json {
                    console::json(&done);
                } else {
                    verified(&done);
                }
                if !done.findings.is_empty() {
                    return Err(Failure::new("this desk is not whole")
                        .next("keep the laptop as it is, and restore the newest backup into a new folder: `reviewer restore`")
                        .into());
                }
                closed?;
            }
            Self::Colleague { at, name, colleague_passphrase_file } => {
                let own = match colleague_passphrase_file {
                    Some(path) => Passphrase::from_file(&path)?,
                    None => Passphrase::ask_twice("passphrase of the colleague, which they type themselves")?,
                };
                let key = at.with(async |desk| colleague::add(desk, &name, &own, &mut rng).await).await?;
                line(&format!("colleague    {}", name.trim()));
                line(&format!("fingerprint  {}", key.fingerprint()));
            }
            Self::Lower { at, id, level, why, colleague, colleague_passphrase_file } => {
                let own = match colleague_passphrase_file {
                    Some(path) => Passphrase::from_file(&path)?,
                    None => Passphrase::ask("passphrase of the second reviewer, which they type themselves")?,
                };
                let lower = async |desk: &mut Desk| colleague::lower(desk, &id, level, &why, &colleague, &own).await;
                at.with(lower).await?;
                line(&format!("lowered to L{level}, signed by this desk and by {colleague}"));
            }
            Self::Open { desk, passphrase_file, no_browser, lock_after } => {
                let passphrase = passphrase_file.as_deref().map(Passphrase::from_file).transpose()?;
                let order = workbench::Open { desk: &desk, passphrase, browser: !no_browser, lock_after };
                workbench::open(order, Arc::new(console::SystemClock), &mut rng).await?;
            }
            Self::Restore { backup, recovery_key, backup_passphrase_file, old_desk, desk, passphrase } => {
                let recovery = recovery_key.as_deref().map(restore::recovery_key).transpose()?;
                let old = match (&recovery, backup_passphrase_file) {
                    (Some(_), _) => None,
                    (None, Some(path)) => Some(Passphrase::from_file(&path)?),
                    (None, None) => Some(Passphrase::ask("passphrase that the desk had when the backup was made")?),
                };
                if passphrase.passphrase_file.is_none() {
                    note(&format!("a passphrase to write down: {}", *envelope::proposed_passphrase(&mut rng)));
                }
                let passphrase = passphrase.read_new("passphrase of the desk")?;
                let opener = match (&recovery, &old) {
                    (Some(key), _) => restore::Opener::Recovery(key),
                    (None, Some(old)) => restore::Opener::Passphrase(old),
                    (None, None) => return Err(Failure::usage("nothing was given that opens the backup").into()),
                };
                let order = restore::Restore {
                    backup: &backup,
                    opener,
                    old_desk: old_desk.as_deref(),
                    folder: &desk,
                    passphrase: &passphrase,
                };
                let (fingerprint, tips) = restore::restore(order, &console::SystemClock, &mut rng).await?;
                line(&format!("restored     {tips} tips"));
                line(&format!("card         {}", desk.join("card.json").display()));
                line(&format!("fingerprint  {fingerprint}"));
                note(
                    "next: `reviewer roster`, since this desk has new keys; until the server has it, `reviewer import --recovery-key`",
                );
            }
            Self::Dispatch { at, to } => {
                let dispatch = at.with(async |desk| dispatch::dispatch(desk, &to).await).await?;
                line(&dispatch.display().to_string());
            }
        }
        Ok(())
    }
}

fn root_passphrase(file: Option<PathBuf>) -> Result<Passphrase, Failure> {
    match file {
        Some(path) => Passphrase::from_file(&path),
        None => Passphrase::ask("passphrase of the root key"),
    }
}
