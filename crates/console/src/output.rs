//! What a command says. Standard output carries results only; notes go to standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

use serde::Serialize;

/// The first failed write to standard output that was not a closed pipe; [`crate::run`] turns it into exit code 1.
static BROKE: OnceLock<String> = OnceLock::new();

/// Prints one line on standard output. A reader that has gone away (`| head`) is no failure.
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

/// Prints one line on standard error. That nobody reads it is no failure.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Asks for a line at the terminal; `None` without one: nothing prompts then.
pub fn ask(question: &str) -> Option<String> {
    if !io::stdin().is_terminal() {
        return None;
    }
    let _ = write!(io::stderr().lock(), "{question}: ");
    let mut typed = String::new();
    io::stdin().read_line(&mut typed).ok()?;
    Some(typed.trim().to_owned())
}

/// Why standard output could not be written, where it could not.
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
