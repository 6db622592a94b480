//! The command line: every command with its arguments.
//!
//! The doc comments of commands and arguments are the text of `--help` and of the man pages.

use std::path::PathBuf;
use std::time::Duration;

use clap::Subcommand;
use console::{ManualArgs, PassphraseArgs};

const OPEN: &str = "\
It listens only on this laptop's loopback network, lets one browser in, and locks with Ctrl+L. Close the browser, or press Ctrl+C here, to end it.";

const COLUMNS: &str = "\
A line: * (nobody has opened it yet), id, level (L0 is the most urgent), score, day of arrival, language, files, status.";

const SIGNALS: &str = "\
A signal is what a tip's words say by a list of phrases. It raises a tip, and never lowers one. The top of the English list explains the keys:
`reviewer signals --print en`.";

/// The desk's folder and its passphrase.
#[derive(clap::Args)]
pub(super) struct At {
    /// The desk's folder, which `reviewer init` made
    #[arg(long, value_name = "DIR")]
    pub(super) desk: PathBuf,
    #[command(flatten)]
    pub(super) passphrase: PassphraseArgs,
}

/// One command with its arguments.
#[derive(Subcommand)]
pub(super) enum Command {
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
        /// Refuse this carrier from now on: they left, or their laptop was stolen
        #[arg(long, value_name = "LABEL")]
        withdraw: Vec<String>,
        /// A folder to make, such as one on the stick; access.json and its signature go there
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Report whether the tips that this desk made up (probes) arrived; with --plan, make some up
    Probe {
        #[command(flatten)]
        at: At,
        /// Make up this many, and write the plan for the person who runs `courier probe`
        #[arg(long, value_name = "N", requires = "to")]
        plan: Option<u32>,
        /// Over this many days, from tomorrow on
        #[arg(long, value_name = "N", default_value_t = 30, requires = "plan")]
        days: u32,
        /// The folder for the plan, such as one on the stick
        #[arg(long, value_name = "DIR", requires = "plan")]
        to: Option<PathBuf>,
        /// Another desk's plan, so that its probes become no cases here either
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
        /// Bundles, bare sealed tips, or another desk's dispatches: the server may erase what that desk has
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
    /// Set a tip's status or level; without a level, the tip takes the level of its score, now that somebody has read it
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
    /// Check the lists by which texts are read against their own sentences, or count what was right, wrong and missed at this desk
    #[command(after_help = SIGNALS, group = clap::ArgGroup::new("what").required(true))]
    Signals {
        /// Read the sentences that each list must find and those that it must not; a desk's own lists are in its folder, under signals
        #[arg(long, group = "what")]
        check: bool,
        /// Count by language and signal what reviewers called right, wrong and missed; the table holds no word of any tip
        #[arg(long, group = "what", requires = "desk")]
        report: bool,
        /// Print the list of a language: put it into the desk's folder as signals/LANGUAGE.toml, and change it there
        #[arg(long, group = "what", value_name = "LANGUAGE")]
        print: Option<String>,
        /// With --check: lists to check, instead of those that are built in
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The desk's folder, with --report
        #[arg(long, value_name = "DIR")]
        desk: Option<PathBuf>,
        #[command(flatten)]
        passphrase: PassphraseArgs,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
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
    /// Work at the desk in this laptop's browser; if there is no desk yet, the first page makes one
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
        /// Lock after this many minutes without a key or a click
        #[arg(long, value_name = "MINUTES", default_value = "10", value_parser = minutes)]
        lock_after: Duration,
    },
    /// Make a desk from a backup: with the recovery key, or with the passphrase that the desk had
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

/// Parses a number of minutes, with decimals: from 0.05 (three seconds) to 240 (four hours).
fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: f64 = text.parse().map_err(|_| "this is not a number of minutes".to_owned())?;
    if (0.05..=240.0).contains(&minutes) {
        Ok(Duration::from_secs_f64(minutes * 60.0))
    } else {
        Err("from 0.05 to 240 minutes".to_owned())
    }
}
