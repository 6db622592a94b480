//! The message of a failed command: the cause, and what to do next.

use std::fmt;
use std::io;
use std::path::Path;

use crate::Exit;

/// The reason why a command stopped. `next` is a sentence that says what to do.
#[derive(Debug)]
pub struct Failure {
    /// The cause: a fragment that begins in lower case and has no full stop.
    pub message: String,
    /// The advice on what to do next; `None` if there is none.
    pub next: Option<String>,
    exit: Exit,
}

impl Failure {
    /// A failure with exit code 1 and no advice yet.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), next: None, exit: Exit::Failed }
    }

    /// A failure with exit code 2: the arguments are not valid.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), next: None, exit: Exit::Usage }
    }

    /// A failure `could not {verb} {path}: …`, with advice for the kind of error.
    pub fn file(verb: &str, path: &Path, error: &io::Error) -> Self {
        let (why, next) = match error.kind() {
            io::ErrorKind::NotFound => {
                ("it is not there".to_owned(), Some("check the path, and that the stick is mounted"))
            }
            io::ErrorKind::PermissionDenied => {
                ("this user may not".to_owned(), Some("run the command as the user that owns it"))
            }
            io::ErrorKind::AlreadyExists => {
                ("it exists already".to_owned(), Some("name another path; nothing was overwritten"))
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
                "the disk is full".to_owned(),
                Some("free some space and run the command again; nothing half-written was left"),
            ),
            io::ErrorKind::ReadOnlyFilesystem => {
                ("the medium is read-only".to_owned(), Some("unlock or remount it, or choose another folder"))
            }
            _ => (error.to_string(), None),
        };
        let failure = Self::new(format!("could not {verb} {}: {why}", path.display()));
        match next {
            Some(next) => failure.next(next),
            None => failure,
        }
    }

    /// Adds the advice.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// The exit code of a command that ends with this failure.
    pub fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_says_so_and_what_to_do() {
        let failure =
            Failure::file("write", Path::new("stick/bundle.tar"), &io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(failure.to_string(), "could not write stick/bundle.tar: the disk is full");
        assert!(failure.next.is_some_and(|next| next.starts_with("free some space")));
    }
}
