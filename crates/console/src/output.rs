//! Output of a command: results on standard output, notes on standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

use serde::Serialize;

/// The error of the first failed write to standard output; a closed pipe is no error. [`crate::run`] turns it into exit
/// code 1.
static BROKE: OnceLock<String> = OnceLock::new();

/// Prints one line on standard output. It is no failure if the reader has closed the pipe (`| head`).
pub fn line(text: &str) {
    let mut out = io::stdout().lock();
    remember(writeln!(out, "{text}").and_then(|()| out.flush()));
}

/// Prints one JSON document on standard output.
pub fn json(document: &impl Serialize) {
    let mut out = io::stdout().lock();
    let written = serde_json::to_writer_pretty(&mut out, document).map_err(io::Error::from);
    remember(written.and_then(|()| writeln!(out)).and_then(|()| out.flush()));
}

/// Prints one line on standard error. It is no failure if nobody reads it.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Asks for a line at the terminal. Returns `None` without prompting if there is no terminal.
pub fn ask(question: &str) -> Option<String> {
    if !io::stdin().is_terminal() {
        return None;
    }
    let _ = write!(io::stderr().lock(), "{question}: ");
    let mut typed = String::new();
    io::stdin().read_line(&mut typed).ok()?;
    Some(typed.trim().to_owned())
}

/// The error of the first failed write to standard output; `None` if all writes succeeded.
pub(crate) fn stdout_broke() -> Option<&'static str> {
    BROKE.get().map(String::as_str)
}

fn remember(result: io::Result<()>) {
    if let Err(error) = result
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let _ = BROKE.set(error.to_string());
    }
}
