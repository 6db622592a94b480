//! The request of `intake renew` to a running server.
//!
//! The command writes a file to the certificate's folder. The server removes that file and replies in another one. The
//! command cannot do the work itself, because the authority's challenge arrives on the server's port, where no second
//! process can listen.

use std::fs;
use std::io;
use std::path::PathBuf;

/// The request and the reply, which are files next to the certificate.
#[derive(Debug, Clone)]
pub(super) struct Requests {
    folder: PathBuf,
}

/// Name of the file that requests a renewal. It exists until the server takes the request.
const ASKED: &str = "renew.asked";
/// Name of the file with the server's reply. It holds [`DONE`], or the reason why there is no new certificate.
const REPLY: &str = "renew.reply";
const DONE: &str = "done";

impl Requests {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Removes an old reply and writes a request.
    pub(super) fn ask(&self) -> io::Result<()> {
        self.forget(REPLY)?;
        console::publish(&self.folder.join(ASKED), 0o600, b"")
    }

    /// Removes the request; `false` if there is none.
    pub(super) fn take(&self) -> bool {
        fs::remove_file(self.folder.join(ASKED)).is_ok()
    }

    /// Whether the request was taken.
    pub(super) fn is_taken(&self) -> bool {
        !self.folder.join(ASKED).exists()
    }

    /// Writes the reply. `failure` says why there is no new certificate; `None` means that there is one.
    pub(super) fn reply(&self, failure: Option<&str>) -> io::Result<()> {
        console::publish(&self.folder.join(REPLY), 0o600, failure.unwrap_or(DONE).as_bytes())
    }

    /// Reads and removes the reply; `Ok(None)` if there is none yet. The reply is `Ok(())` for a new certificate, or
    /// the reason why there is none.
    pub(super) fn replied(&self) -> io::Result<Option<Result<(), String>>> {
        match fs::read_to_string(self.folder.join(REPLY)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
            Ok(text) => {
                self.forget(REPLY)?;
                Ok(Some(if text == DONE { Ok(()) } else { Err(text) }))
            }
        }
    }

    fn forget(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_once_and_its_reply_is_read_once() {
        let dir = tempfile::tempdir().unwrap();
        let requests = Requests::new(dir.path().to_owned());
        assert!(!requests.take() && requests.replied().unwrap().is_none());
        requests.reply(Some("of yesterday")).unwrap();
        requests.ask().unwrap();
        assert!(!requests.is_taken() && requests.replied().unwrap().is_none(), "an old reply is no reply");
        assert!(requests.take() && !requests.take() && requests.is_taken());
        requests.reply(Some("nobody answers")).unwrap();
        assert_eq!(requests.replied().unwrap(), Some(Err("nobody answers".to_owned())));
        requests.reply(None).unwrap();
        assert_eq!(requests.replied().unwrap(), Some(Ok(())));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
