//! The log: the only module that writes log lines.
//!
//! It sets the rules for their content. A test fails when another module uses the logging library.
//!
//! A line is a sentence of our own, and at most one reason or some counts. A reason has a type that implements
//! [`Loggable`]. None of its texts contains an address, a path that a sender requested, a word of a tip, a file's name,
//! a code, an id of a tip, or a time finer than a day. Lines have no time stamp; the operator's journal adds its own.
//!
//! A request that ends in "something went wrong" also writes a line, by [`failure`]; otherwise nobody would look for
//! the reason. This has a cost: the journal adds the moment to the line, so the line shows that *somebody* made a
//! request then. The cost is accepted, because the operator has to know that the line loses tips, and a report hours
//! later would be too late. The line therefore names the failing part of the machine and not the page. It contains no
//! size and no count that a request could choose, and few lines are written for many failures (`failing`). A request
//! that succeeds writes no line.
//!
//! To log something new, a sentence and counts need nothing else. A new type of error needs an `impl Loggable` below,
//! written by a person who has read all of its variants.

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

/// A reason that may be logged. All of its texts are about this machine, its files and its keys, and none is about a
/// person or a request.
pub trait Loggable: Display {}

/// The texts contain error kinds of input and output, and SQLite messages without values of rows.
impl Loggable for StoreError {}
/// The texts contain names of files in the settings, and messages of rustls.
impl Loggable for TlsError {}
/// The texts contain names of files in the settings, and issue numbers of access lists.
impl Loggable for AccessFileError {}
/// The texts contain names of files in the settings, and issue numbers of rosters.
impl Loggable for RosterFileError {}
/// The texts contain names of files in the settings, messages of rustls and of the certificate authority, and the
/// line's own host names.
impl Loggable for AcmeError {}
/// The texts contain faults of this machine's set-up: settings, files, keys, days.
impl Loggable for Finding {}
/// The texts name a right that this kernel or user could not give up.
impl Loggable for Missing {}

/// The texts are our own sentences, or those of [`StoreError`].
impl Loggable for MailboxError {}
/// The text is our own sentence, or that of [`Unsealed`].
impl Loggable for Unfiled<'_> {}
/// The texts are our own sentences about sealing, those of [`StoreError`], and error kinds of input and output.
impl Loggable for Unsealed<'_> {}
/// The text is a fixed sentence.
impl Loggable for CarrierTold {}
/// The text is only the kind of an error: the rest of the error may quote a path.
impl Loggable for Kind {}

/// A [`FilingError`] in the form in which it is logged.
pub struct Unfiled<'a>(pub &'a FilingError);

impl Display for Unfiled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            FilingError::Draft(error) => Unsealed(error).fmt(f),
            FilingError::Code => self.0.fmt(f),
        }
    }
}

/// A [`DraftError`] in the form in which it is logged. Of a library's write error only the kind is kept, since its text
/// may name the file that was being written.
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

/// Stands for the reason why a carrier's request failed. The reason itself is not logged, because it may contain ids of
/// tips. The carrier is told it, and tells the operator.
pub struct CarrierTold;

impl Display for CarrierTold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the carrier was told why")
    }
}

/// The kind of an I/O error.
pub struct Kind(pub io::ErrorKind);

impl Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Logs a success.
pub fn info(what: &'static str) {
    tracing::info!("{what}");
}

/// Logs a success with counts: pairs of a name and a number.
pub fn counted(what: &'static str, counts: &[(&'static str, u64)]) {
    tracing::info!("{what}: {}", listed(counts));
}

/// Logs a problem that an operator should look at.
pub fn warn(what: &'static str, why: &dyn Loggable) {
    tracing::warn!("{what}: {why}");
}

/// Logs a problem that an operator should look at, with counts.
pub fn warn_counted(what: &'static str, counts: &[(&'static str, u64)]) {
    tracing::warn!("{what}: {}", listed(counts));
}

/// Logs the failure of a request that ended in "something went wrong" or whose content was not stored.
///
/// At most a few lines of each kind are written per minute; the others are counted.
pub fn failure(kind: Failing, why: &dyn Loggable, now: Instant) {
    let counted = FAILURES.failed(kind, now);
    if counted.before > 0 {
        unwritten(kind, counted.before);
    }
    if counted.written {
        tracing::error!("{}: {why}", kind.sentence());
    }
}

/// Logs how many failures were not written, for each kind whose minute is over.
///
/// With `None`, this is done for all kinds, because the process ends.
pub fn failures_over(now: Option<Instant>) {
    let over = now.map_or_else(|| FAILURES.all(), |now| FAILURES.over(now));
    over.into_iter().for_each(|(kind, count)| unwritten(kind, count));
}

fn unwritten(kind: Failing, count: u64) {
    tracing::error!("{}: … and {count} more within a minute", kind.sentence());
}

/// Logs a panic by its place in our source. Its message is left out, since it may contain a sender's words.
pub fn defect(file: &str, line: u32) {
    tracing::error!("a defect stopped one request, at {file}:{line}");
}

/// Sends log lines to standard error only, and only those of this crate: nobody has checked what the lines of libraries
/// contain.
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
