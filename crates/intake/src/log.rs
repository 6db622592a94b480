//! What may stand in a log line. This is the only place that writes one; a test fails where another names the library.
//!
//! A line is a sentence of ours, and at most one reason or some counts. A reason is of a type that says so itself, by [`Loggable`]: none of its texts
//! holds an address, a path that a sender asked for, a word, a file's name, a code, an id of a tip, or a time finer than a day. Lines bear no time; an
//! operator's journal adds its own.
//!
//! A request that ends in "something went wrong" leaves a line too, by [`failure`], or nobody would look for the reason. What that costs is borne with
//! open eyes: a journal adds the moment to each line, so that a line tells that *somebody* asked for something then. An operator has to know that the
//! line loses tips, and a failure that was told hours later would be told too late. So the line names what failed in the machine and not the page, it
//! holds no size and no count that a request could choose, and of many failures few lines are written ([`failing`]). Of what went well there is no line.
//!
//! To log something new: a sentence and counts need nothing. A new type of error needs a line below, by whoever has read its every variant.

mod failing;

use std::fmt::{self, Display};
use std::io;
use std::time::Instant;

use envelope::tip::SealError;

use crate::acme::AcmeError;
use crate::sandbox::Missing;
use crate::service::access_watch::AccessFileError;
use crate::service::filing::FilingError;
use crate::service::findings::Finding;
use crate::service::mailbox::MailboxError;
use crate::service::roster_watch::RosterFileError;
use crate::service::sealing::DraftError;
use crate::store::StoreError;
use crate::tls::TlsError;

pub use failing::Failing;
use failing::Failures;

static FAILURES: Failures = Failures::new();

/// A reason whose every text is about this machine, its files and its keys, and never about who asked for what.
pub trait Loggable: Display {}

/// Kinds of input and output, sentences of SQLite that hold no value of a row.
impl Loggable for StoreError {}
/// Names of files in settings; sentences of rustls.
impl Loggable for TlsError {}
/// The same, and issues of the list of carriers.
impl Loggable for AccessFileError {}
/// The same, and issues of rosters.
impl Loggable for RosterFileError {}
/// The same, and the line's own host names.
impl Loggable for AcmeError {}
/// Faults of this machine's set-up: settings, files, keys, days.
impl Loggable for Finding {}
/// A right that this kernel or user could not give up.
impl Loggable for Missing {}

/// Its own sentence, or the store's.
impl Loggable for MailboxError {}
/// Its own sentence, or what [`Unsealed`] says.
impl Loggable for Unfiled<'_> {}
/// Sentences of ours about sealing, the store's, and kinds of input and output.
impl Loggable for Unsealed<'_> {}
/// A sentence of ours.
impl Loggable for CarrierTold {}
/// The kind alone: the rest may quote a path.
impl Loggable for Kind {}

/// [`FilingError`] as it is logged.
pub struct Unfiled<'a>(pub &'a FilingError);

impl Display for Unfiled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            FilingError::Draft(error) => Unsealed(error).fmt(f),
            FilingError::Code => self.0.fmt(f),
        }
    }
}

/// [`DraftError`] as it is logged: of what a library says about writing, the kind alone, since it may name the entry that it was at.
pub struct Unsealed<'a>(pub &'a DraftError);

impl Display for Unsealed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            DraftError::Seal(SealError::Write(error)) => {
                write!(f, "the sealed tip could not be written: {}", error.kind())
            }
            DraftError::Seal(_) | DraftError::Store(_) => self.0.fmt(f),
        }
    }
}

/// Why a carrier's request failed: the carrier was told, and tells the operator. The reason itself may hold ids of tips.
pub struct CarrierTold;

impl Display for CarrierTold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the carrier was told why")
    }
}

/// The kind of an error of input and output.
pub struct Kind(pub io::ErrorKind);

impl Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Something went as it should.
pub fn info(what: &'static str) {
    tracing::info!("{what}");
}

/// The same, with counts: what is counted, and how many.
pub fn counted(what: &'static str, counts: &[(&'static str, u64)]) {
    tracing::info!("{what}: {}", listed(counts));
}

/// An operator should look.
pub fn warn(what: &'static str, why: &dyn Loggable) {
    tracing::warn!("{what}: {why}");
}

/// The same, with counts.
pub fn warn_counted(what: &'static str, counts: &[(&'static str, u64)]) {
    tracing::warn!("{what}: {}", listed(counts));
}

/// A request ended in "something went wrong", or was not kept. A few of a kind are written in a minute, the others counted.
pub fn failure(kind: Failing, why: &dyn Loggable, now: Instant) {
    let counted = FAILURES.failed(kind, now);
    if counted.before > 0 {
        unwritten(kind, counted.before);
    }
    if counted.written {
        tracing::error!("{}: {why}", kind.sentence());
    }
}

/// Writes how many failures were not written, of kinds whose minute is over; of all kinds without a `now`, since the process ends.
pub fn failures_over(now: Option<Instant>) {
    let over = now.map_or_else(|| FAILURES.all(), |now| FAILURES.over(now));
    over.into_iter().for_each(|(kind, count)| unwritten(kind, count));
}

fn unwritten(kind: Failing, count: u64) {
    tracing::error!("{}: … and {count} more within a minute", kind.sentence());
}

/// A panic's message may hold a sender's words; its place in our source does not.
pub fn defect(file: &str, line: u32) {
    tracing::error!("a defect stopped one request, at {file}:{line}");
}

/// Lines go to standard error alone. Only this crate's: what libraries say is not ours to vouch for.
pub fn to_stderr(level: &str) {
    let _ = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .without_time()
        .with_ansi(false)
        .with_target(false)
        .with_env_filter(tracing_subscriber::EnvFilter::new(format!("off,intake={level}")))
        .try_init();
}

fn listed(counts: &[(&'static str, u64)]) -> String {
    let each: Vec<String> = counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
    each.join(", ")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }

    #[test]
    fn nobody_else_writes_a_line() {
        let mut found = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.len() > 50);
        for (path, source) in found.iter().filter(|(path, _)| !path.ends_with("/log.rs") && !path.ends_with("tests.rs"))
        {
            for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for writes in ["tracing", "log::log", "eprint", "dbg!", "stderr()"] {
                    assert!(!line.contains(writes), "{path}: `{line}` has to go through crate::log");
                }
            }
        }
    }

    #[test]
    fn what_a_library_says_of_an_entry_is_not_logged() {
        let error = io::Error::new(io::ErrorKind::InvalidData, "files/01-canary.jpg: too long");
        let filing = FilingError::Draft(DraftError::Seal(SealError::Write(error)));
        assert_eq!(Unfiled(&filing).to_string(), "the sealed tip could not be written: invalid data");
        let full = FilingError::from(StoreError::Full);
        assert_eq!(Unfiled(&full).to_string(), "the store is full");
    }

    #[test]
    fn a_line_of_counts_is_a_sentence_and_numbers() {
        assert_eq!(listed(&[("sent", 3), ("told to wait", 0)]), "sent 3, told to wait 0");
    }
}
