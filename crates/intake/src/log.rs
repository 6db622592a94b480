//! What may stand in a log line. This is the only place that writes one; a test fails where another names the library.
//!
//! A line is a sentence of ours, and at most one reason or some counts. A reason is of a type that says so itself, by [`Loggable`]: none of its texts
//! holds an address, a path that a sender asked for, a word, a file's name, a code, an id of a tip, or a time finer than a day. Lines bear no time; an
//! operator's journal adds its own.
//!
//! To log something new: a sentence and counts need nothing. A new type of error needs a line below, by whoever has read its every variant.

use std::fmt::Display;
use std::io;

use crate::acme::AcmeError;
use crate::sandbox::Missing;
use crate::service::access_watch::AccessFileError;
use crate::service::findings::Finding;
use crate::service::roster_watch::RosterFileError;
use crate::store::StoreError;
use crate::tls::TlsError;

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
/// What is wrong with this machine's set-up: settings, files, keys, days.
impl Loggable for Finding {}
/// A right that this kernel or user could not give up.
impl Loggable for Missing {}

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
    fn a_line_of_counts_is_a_sentence_and_numbers() {
        assert_eq!(super::listed(&[("sent", 3), ("told to wait", 0)]), "sent 3, told to wait 0");
    }
}
