//! The last step of a command: error report and exit code.

use std::process::ExitCode;

use crate::Failure;
use crate::output::{note, stdout_broke};

/// The exit code of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command succeeded.
    Done = 0,
    /// The command failed. Standard error says why and what to do next.
    Failed = 1,
    /// The arguments are not valid. clap itself uses the same code.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs a command and reports an error as `error: …` and `next: …` on standard error.
pub fn run<F: FnOnce() -> Result<(), anyhow::Error>>(command: F) -> ExitCode {
    let result = command().and_then(|()| match stdout_broke() {
        Some(why) => Err(Failure::new(format!("could not write to standard output: {why}"))
            .next("free some space where the output goes and run the command again")
            .into()),
        None => Ok(()),
    });
    match result {
        Ok(()) => Exit::Done.into(),
        Err(error) => {
            let (text, exit) = report(&error);
            note(&text);
            exit.into()
        }
    }
}

/// The message of an error and, if known, the advice on what to do next. A cause that the message already quotes is not
/// repeated.
pub fn explain(error: &anyhow::Error) -> (String, Option<String>) {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    let next = failures(error).find_map(|failure| failure.next.clone());
    (said, next)
}

/// The text for standard error and the exit code.
fn report(error: &anyhow::Error) -> (String, Exit) {
    let exit = failures(error).next().map_or(Exit::Failed, Failure::exit);
    match explain(error) {
        (said, Some(next)) => (format!("error: {said}\nnext: {next}"), exit),
        (said, None) => (format!("error: {said}"), exit),
    }
}

fn failures(error: &anyhow::Error) -> impl Iterator<Item = &Failure> {
    error.chain().filter_map(|cause| cause.downcast_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_why_and_what_to_do_next() {
        let error = anyhow::Error::new(Failure::new("the desk is locked").next("wait")).context("importing");
        assert_eq!(report(&error), ("error: importing: the desk is locked\nnext: wait".to_owned(), Exit::Failed));
    }

    #[test]
    fn a_cause_that_was_quoted_is_not_said_twice() {
        let inner = std::io::Error::other("no space");
        let error = anyhow::Error::new(inner).context("writing: no space");
        assert_eq!(report(&error).0, "error: writing: no space");
    }

    #[test]
    fn a_usage_failure_ends_with_two() {
        assert_eq!(report(&Failure::usage("no file named").into()).1, Exit::Usage);
    }
}
